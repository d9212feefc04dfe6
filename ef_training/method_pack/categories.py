"""Categories of a pack, own and inherited, with normalisation and weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import Problem
from ..messages import message
from ..names import CLIMATE
from ..tables import Row
from .model import CARBON, FOOTPRINT, FOOTPRINT_CATEGORIES, NAMESPACE, Category, PackLimits
from .sets import NORMALISATION_COLUMNS, WEIGHTING_COLUMNS, Sets, normalised, read_set, weighted

if TYPE_CHECKING:
    from .folder import PackFolder

CATEGORY_COLUMNS = ("category_id", "name_en", "name_zh", "unit", "parent", "toxicity", "flow_units")
BASE_COLUMNS = ("base_category", "base_indicator", "base_unit")
LIMITS = PackLimits()
Names = dict[str, tuple[str, str, str]]


def read_categories(
    folder: PackFolder, inherited: Sequence[Category], sets: Sets, problems: list[Problem]
) -> tuple[tuple[Category, ...], Names, Sets]:
    """Return the categories, inherited ones first, in the order of the tables.

    Parameters
    ----------
    inherited : sequence of Category
        Those of the pack that is extended, whose normalisation and weights belong to ``sets``.

    Returns
    -------
    tuple of Category
    dict
        Category id → method name and unit in the base archive; empty where the pack has no base.
    Sets
        The versions of normalisation and weights.
    """
    family, scope = str(folder.description["family"]).strip(), folder.scope
    has_base = "base" in folder.description
    rows = folder.rows("categories", (*CATEGORY_COLUMNS, *(BASE_COLUMNS if has_base else ())), problems)
    kept = [_renamed(category, family) for category in inherited if _in_scope(category, scope)]
    if scope == CARBON:
        kept = [replace(c, normalisation=None, weight_pct=None, weight_pct_without_toxicity=None, robustness="") for c in kept]
        sets = Sets("", "")
    categories = [*kept, *(_category(row, family, problems) for row in rows)]
    problems += _check(categories, len(kept), rows, folder)
    problems += _missing(categories, folder)
    main = [category for category in categories if not category.parent]
    summed = [c for c in main if scope == FOOTPRINT and c.category_id in FOOTPRINT_CATEGORIES]
    lacking = [c.category_id for c in summed if c.normalisation is None]
    norms, normalisation = read_set(folder, "normalisation", NORMALISATION_COLUMNS, main, lacking, sets.normalisation, problems)
    lacking = [c.category_id for c in summed if c.weight_pct is None]
    weights, weighting = read_set(folder, "weighting", WEIGHTING_COLUMNS, main, lacking, sets.weighting, problems)
    categories = [
        weighted(normalised(c, norms.get(c.category_id), problems), weights.get(c.category_id), problems) for c in categories
    ]
    problems += _check_weights(categories, folder)
    names = {row["category_id"]: (row["base_category"], row["base_indicator"], row["base_unit"]) for row in rows if has_base}
    return tuple(categories), {id_: name for id_, name in names.items() if any(name)}, Sets(normalisation, weighting)


def _in_scope(category: Category, scope: str) -> bool:
    return scope != CARBON or CLIMATE in (category.category_id, category.parent)


def _renamed(category: Category, family: str) -> Category:
    return replace(category, method=(NAMESPACE, family, category.method[2]))


def _category(row: Row, family: str, problems: list[Problem]) -> Category:
    if row["toxicity"] not in ("0", "1"):
        problems.append(Problem(message("“{text}” is neither 0 nor 1", text=row["toxicity"]), row.where("toxicity")))
    return Category(
        category_id=row["category_id"],
        name_en=row["name_en"],
        name_zh=row["name_zh"] or row["name_en"],
        unit=row["unit"],
        normalisation=None,
        weight_pct=None,
        weight_pct_without_toxicity=None,
        robustness="",
        toxicity=row["toxicity"] == "1",
        parent=row["parent"],
        flow_units=tuple(part.strip() for part in row["flow_units"].split(";") if part.strip()),
        method=(NAMESPACE, family, row["name_en"].lower()),
    )


def _check(categories: Sequence[Category], inherited: int, rows: Sequence[Row], folder: PackFolder) -> list[Problem]:
    """Check the own rows, which follow the inherited categories."""
    problems = []
    seen = {text for category in categories[:inherited] for text in (category.category_id, category.method[2])}
    main = {category.category_id for category in categories if not category.parent}
    for category, row in zip(categories[inherited:], rows, strict=True):
        if not category.category_id or not category.name_en or {category.category_id, category.method[2]} & seen:
            problems.append(
                Problem(
                    message("category “{category}” is empty or stands twice", category=category.category_id),
                    row.where("category_id"),
                    message("a pack that extends another adds categories; change factors in overrides.csv")
                    if inherited
                    else None,
                )
            )
        seen |= {category.category_id, category.method[2]}
        if not category.unit or not category.flow_units:
            problems.append(Problem(message("the category has no unit, or no unit of its flows"), row.where("unit")))
        if category.parent and category.parent not in main:
            problems.append(Problem(message("unknown category “{category}”", category=category.parent), row.where("parent")))
    return problems


def _missing(categories: Sequence[Category], folder: PackFolder) -> list[Problem]:
    """Return what the scope asks for and the pack does not have."""
    main = {category.category_id for category in categories if not category.parent}
    wanted = {FOOTPRINT: FOOTPRINT_CATEGORIES, CARBON: (CLIMATE,)}.get(folder.scope, ())
    missing = [category for category in wanted if category not in main]
    if not missing and main:
        return []
    what = message(
        "the pack has {number} categories, expected at least {expected}; missing: {missing}",
        number=len(main),
        expected=max(len(wanted), 1),
        missing=", ".join(missing) or "–",
    )
    return [Problem(what, folder.place("categories"))]


def _check_weights(categories: Sequence[Category], folder: PackFolder) -> list[Problem]:
    """Weights are of normalised categories, none below 0, and sum to 100; so does the set without toxicity, if any."""
    problems = [
        Problem(
            message("the category “{category}” has a weight and no normalisation factor", category=category.category_id),
            folder.place("weighting"),
        )
        for category in categories
        if category.weight_pct is not None and category.normalisation is None
    ]
    for name in ("weight_pct", "weight_pct_without_toxicity"):
        weights = [weight for category in categories if (weight := getattr(category, name)) is not None]
        if weights and not (min(weights) >= 0 and abs(sum(weights) - 100) <= LIMITS.weight_sum):
            problems.append(
                Problem(
                    message("the weights sum to {total:.2f}, expected 100, none below 0", total=sum(weights)),
                    f"{folder.place('weighting')}, {name}",
                )
            )
    return problems
