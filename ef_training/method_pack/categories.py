"""Categories of a pack, with normalisation and weights."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..errors import Problem
from ..messages import message
from ..tables import Row
from .model import NAMESPACE, Category, PackLimits

if TYPE_CHECKING:
    from .folder import PackFolder

CATEGORY_COLUMNS = (
    "category_id",
    "name_en",
    "name_zh",
    "unit",
    "parent",
    "toxicity",
    "flow_units",
    "base_category",
    "base_indicator",
    "base_unit",
)
NORMALISATION_COLUMNS = ("category_id", "value", "unit", "version", "source")
WEIGHTING_COLUMNS = ("category_id", "weight_pct", "weight_pct_without_toxicity", "robustness", "version", "source")
LIMITS = PackLimits()


def read_categories(folder: PackFolder, problems: list[Problem]) -> tuple[tuple[Category, ...], dict[str, tuple[str, str, str]]]:
    """Return the categories in the order of the table, and their method names and unit in the base archive."""
    rows = folder.rows("categories", CATEGORY_COLUMNS, problems)
    ids = {row["category_id"] for row in rows if not row["parent"]}
    version = str(folder.description.get("sets", folder.description["family"]))
    normalisation = _set(folder, "normalisation", NORMALISATION_COLUMNS, ids, version, problems)
    weighting = _set(folder, "weighting", WEIGHTING_COLUMNS, ids, version, problems)
    family = str(folder.description["family"])
    categories = tuple(_category(row, family, normalisation, weighting, problems) for row in rows)
    problems += _check(categories, rows)
    return categories, {row["category_id"]: (row["base_category"], row["base_indicator"], row["base_unit"]) for row in rows}


def _set(
    folder: PackFolder, table: str, columns: tuple[str, ...], ids: set[str], version: str, problems: list[Problem]
) -> dict[str, Row]:
    """Read one row per category, all of the set that belongs to the method."""
    rows = folder.rows(table, columns, problems)
    for row in rows:
        if row["version"] != version:
            problems.append(
                Problem(
                    message("the set of {found} does not belong to {expected}", found=row["version"], expected=version),
                    row.where("version"),
                )
            )
    count = Counter(row["category_id"] for row in rows)
    problems += [
        Problem(message("unknown category “{category}”", category=row["category_id"]), row.where("category_id"))
        for row in rows
        if row["category_id"] not in ids
    ]
    problems += [
        Problem(
            message("category “{category}” has {number} rows, expected one", category=category, number=count[category]),
            f"{table}.csv",
        )
        for category in sorted(ids)
        if count[category] != 1
    ]
    return {row["category_id"]: row for row in rows}


def _category(
    row: Row, family: str, normalisation: dict[str, Row], weighting: dict[str, Row], problems: list[Problem]
) -> Category:
    norm, weight = normalisation.get(row["category_id"]), weighting.get(row["category_id"])
    value = norm.number_of("value", problems) if norm else None
    if norm and value is not None and value <= 0:
        problems.append(Problem(message("a normalisation factor is greater than 0"), norm.where("value")))
    if norm and norm["unit"] != row["unit"]:
        problems.append(
            Problem(
                message("the unit is {found}, the category's is {expected}", found=norm["unit"], expected=row["unit"]),
                norm.where("unit"),
            )
        )
    if row["toxicity"] not in ("0", "1"):
        problems.append(Problem(message("“{text}” is neither 0 nor 1", text=row["toxicity"]), row.where("toxicity")))
    return Category(
        category_id=row["category_id"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        unit=row["unit"],
        normalisation=value,
        weight_pct=weight.number_of("weight_pct", problems) if weight else None,
        weight_pct_without_toxicity=weight.optional("weight_pct_without_toxicity", problems) if weight else None,
        robustness=weight["robustness"] if weight else "",
        toxicity=row["toxicity"] == "1",
        parent=row["parent"],
        flow_units=tuple(part.strip() for part in row["flow_units"].split(";") if part.strip()),
        method=(NAMESPACE, family, row["name_en"].lower()),
    )


def _check(categories: tuple[Category, ...], rows: list[Row]) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for category, row in zip(categories, rows, strict=True):
        if not category.category_id or {category.category_id, category.method[2]} & seen:
            problems.append(
                Problem(
                    message("category “{category}” is empty or stands twice", category=category.category_id),
                    row.where("category_id"),
                )
            )
        seen |= {category.category_id, category.method[2]}
        if not category.unit or not category.flow_units:
            problems.append(Problem(message("the category has no unit, or no unit of its flows"), row.where("unit")))
    main = {category.category_id for category in categories if not category.parent}
    problems += [
        Problem(message("unknown category “{category}”", category=category.parent), row.where("parent"))
        for category, row in zip(categories, rows, strict=True)
        if category.parent and category.parent not in main
    ]
    if len(main) < LIMITS.categories:
        problems.append(
            Problem(
                message(
                    "the pack has {number} categories, expected at least {expected}", number=len(main), expected=LIMITS.categories
                ),
                "categories.csv",
            )
        )
    for name in ("weight_pct", "weight_pct_without_toxicity"):
        weights = [getattr(category, name) or 0.0 for category in categories]
        if min(weights, default=0.0) < 0 or abs(sum(weights) - 100) > LIMITS.weight_sum:
            problems.append(
                Problem(
                    message("the weights sum to {total:.2f}, expected 100, none below 0", total=sum(weights)),
                    f"weighting.csv, {name}",
                )
            )
    return problems
