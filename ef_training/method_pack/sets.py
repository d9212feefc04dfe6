"""Normalisation and weighting sets: of one version, whole, and in the units of the categories.

A pack that extends another may correct single factors of the inherited set, with its version, or bring a set of its own, which
then must be whole: factors of two sets are never mixed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import Problem
from ..messages import message
from ..tables import Row
from .model import CARBON, Category

if TYPE_CHECKING:
    from .folder import PackFolder

NORMALISATION_COLUMNS = ("category_id", "value", "unit", "version", "source")
WEIGHTING_COLUMNS = ("category_id", "weight_pct", "weight_pct_without_toxicity", "robustness", "version", "source")
ROBUSTNESS = ("", "I", "II", "III")
"""Levels of a category's robustness: Recommendation (EU) 2021/2279, Annex I; "" where nothing is said."""


@dataclass(frozen=True)
class Sets:
    """The versions of normalisation and weighting, "" where there are none."""

    normalisation: str
    weighting: str


def read_set(
    folder: PackFolder,
    table: str,
    columns: tuple[str, ...],
    main: Sequence[Category],
    required: Sequence[str],
    inherited: str,
    problems: list[Problem],
) -> tuple[dict[str, Row], str]:
    """Read the rows of one set.

    Parameters
    ----------
    main : sequence of Category
        All main categories, inherited ones with their inherited values.
    required : sequence of str
        Categories that must have a row.
    inherited : str
        Version of the set that is inherited, "" where none is.

    Returns
    -------
    dict
        Category id → own row.
    str
        The version of the set as it now stands.
    """
    rows = folder.rows(table, columns, problems)
    where = folder.place(table)
    if rows and folder.scope == CARBON:
        problems.append(
            Problem(message("a pack of the scope carbon-footprint has no normalisation and no weights"), rows[0].where())
        )
    ids = {category.category_id for category in main}
    problems += [
        Problem(message("unknown category “{category}”", category=row["category_id"]), row.where("category_id"))
        for row in rows
        if row["category_id"] not in ids
    ]
    count = Counter(row["category_id"] for row in rows)
    problems += [
        Problem(
            message("category “{category}” has {number} rows, expected one", category=category, number=count[category]), where
        )
        for category in sorted(ids)
        if count[category] > 1 or (count[category] == 0 and category in required)
    ]
    version = _version(folder, rows, inherited)
    problems += [
        Problem(
            message("the set of {found} does not belong to {expected}", found=row["version"] or "–", expected=version),
            row.where("version"),
        )
        for row in rows
        if row["version"] != version
    ]
    if rows and inherited and version != inherited:
        problems += _mixed(rows, table, main, version, inherited)
    return {row["category_id"]: row for row in rows}, version if rows else inherited


def _version(folder: PackFolder, rows: Sequence[Row], inherited: str) -> str:
    """Return the version all rows must have: the one declared, the method's, or, on top of another pack, the first row's."""
    declared = folder.description.get("sets")
    if declared:
        return str(declared)
    if folder.parent is None:
        return str(folder.description["family"]).strip()
    return rows[0]["version"] if rows else inherited


def _mixed(rows: Sequence[Row], table: str, main: Sequence[Category], version: str, inherited: str) -> list[Problem]:
    """A set of another version than the inherited one must leave none of its values in place."""
    own = {row["category_id"] for row in rows}
    value = "normalisation" if table == "normalisation" else "weight_pct"
    left = [c.category_id for c in main if getattr(c, value) is not None and c.category_id not in own]
    if not left:
        return []
    return [
        Problem(
            message(
                "the set of {found} would be mixed with the inherited one of {expected} in: {categories}",
                found=version or "–",
                expected=inherited,
                categories=", ".join(left),
            ),
            rows[0].where("version"),
            message("give a row for each of them, or values of the inherited set"),
        )
    ]


def normalised(category: Category, row: Row | None, problems: list[Problem]) -> Category:
    """Return the category with the normalisation factor of an own row; as it is where there is none."""
    if row is None:
        return category
    value = row.number_of("value", problems)
    problems += _without_source(row)
    if value <= 0:
        problems.append(Problem(message("a normalisation factor is greater than 0"), row.where("value")))
    if row["unit"] != category.unit:
        problems.append(
            Problem(
                message("the unit is {found}, the category's is {expected}", found=row["unit"], expected=category.unit),
                row.where("unit"),
            )
        )
    return replace(category, normalisation=value)


def weighted(category: Category, row: Row | None, problems: list[Problem]) -> Category:
    """Return the category with the weights of an own row; as it is where there is none."""
    if row is None:
        return category
    problems += _without_source(row)
    if row["robustness"] not in ROBUSTNESS:
        what = message("the robustness “{text}” is none of I, II, III, nor empty", text=row["robustness"])
        problems.append(Problem(what, row.where("robustness")))
    return replace(
        category,
        weight_pct=row.number_of("weight_pct", problems),
        weight_pct_without_toxicity=row.optional("weight_pct_without_toxicity", problems),
        robustness=row["robustness"],
    )


def _without_source(row: Row) -> list[Problem]:
    return [] if row["source"] else [Problem(message("the value needs a source"), row.where("source"))]
