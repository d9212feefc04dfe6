"""Overrides: what a pack adds to its base, replaces in it or drops from it, each with old value, reason and source."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..errors import Problem
from ..messages import message
from ..tables import Row
from .model import DIRECTIONS, GLOBAL, Category, PackLimits

COLUMNS = (
    "op",
    "category_id",
    "database",
    "flow_code",
    "flow_name",
    "compartment",
    "location",
    "unit",
    "old_value",
    "value",
    "reason",
    "source",
)
OPERATIONS = ("add", "replace", "drop")
LIMITS = PackLimits()
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class FactorRow:
    """One characterisation factor, in the order of the columns of a pack's factors; ``where`` is its place in the pack."""

    category_id: str
    flow_code: str
    flow_name: str
    compartment: str
    database: str
    location: str
    unit: str
    value: float
    source: str
    where: str
    direction: str = ""

    @property
    def key(self) -> Key:
        """Category, database and code: what a plain LCA tells factors apart by."""
        return (self.category_id, self.database, self.flow_code)


def without_flow(row: Row) -> list[Problem]:
    """Return a problem for each cell that must say which flow a factor is for, and is empty."""
    return [
        Problem(message("the factor has no flow: its {column} is empty", column=column), row.where(column))
        for column in ("database", "flow_code")
        if not row[column]
    ]


def read_factor(row: Row, problems: list[Problem]) -> FactorRow:
    """Read the cells that make a factor from a row of ``factors.csv``, ``overrides.csv`` or a table that is kept beside them."""
    direction = row.cells.get("direction", "")
    if direction not in DIRECTIONS:
        problems.append(
            Problem(message("“{text}” is neither input nor output, nor empty", text=direction), row.where("direction"))
        )
    return FactorRow(
        row["category_id"],
        row["flow_code"],
        row["flow_name"],
        row["compartment"],
        row["database"],
        row["location"] or GLOBAL,
        row["unit"],
        row.number_of("value", problems),
        row["source"],
        row.where(),
        direction,
    )


def apply_overrides(
    base: dict[Key, FactorRow], rows: list[Row], categories: dict[str, Category], problems: list[Problem]
) -> dict[str, int]:
    """Change ``base`` as the rows say and return how many were added, replaced and dropped.

    A key may stand once. ``add`` wants a flow the base does not characterise, ``replace`` and ``drop`` one it does,
    with the old value. Reason and source must be given.
    """
    done = dict.fromkeys(OPERATIONS, 0)
    seen: set[Key] = set()
    for row in rows:
        key = (row["category_id"], row["database"], row["flow_code"])
        found = [*without_flow(row), *_problems(row, key, base, categories, seen)]
        seen.add(key)
        problems += found
        factor = None if row["op"] == "drop" else read_factor(row, problems)
        if found:
            continue
        if factor is None:
            del base[key]
        else:
            old = base.get(key)
            base[key] = replace(factor, direction=old.direction) if old and not factor.direction else factor
        done[row["op"]] += 1
    return done


def _problems(row: Row, key: Key, base: dict[Key, FactorRow], categories: dict[str, Category], seen: set[Key]) -> list[Problem]:
    """Return what is wrong with the cells of a row, each judged for itself, so that all of them are named at once."""
    problems: list[Problem] = []
    if row["op"] not in OPERATIONS:
        problems.append(Problem(message("“{text}” is none of add, replace, drop", text=row["op"]), row.where("op")))
    if row["category_id"] not in categories:
        problems.append(Problem(message("unknown category “{category}”", category=row["category_id"]), row.where("category_id")))
    stated = _old_value(row, problems)
    if row["op"] == "drop":
        row.optional("value", problems)
    if not row["reason"].strip():
        problems.append(Problem(message("an override needs a reason"), row.where("reason")))
    if not row["source"].strip():
        problems.append(Problem(message("an override needs a source"), row.where("source")))
    if key in seen:
        problems.append(Problem(message("the flow stands twice in this category"), row.where("flow_code")))
    elif row["op"] in OPERATIONS and row["category_id"] in categories:
        problems += _against_base(row, stated, base.get(key))
    return problems


def _old_value(row: Row, problems: list[Problem]) -> float | None:
    """Return the old value a row states; None, and a problem noted, where it is no number or is needed and missing."""
    noted = len(problems)
    needed = row["op"] in ("replace", "drop")
    value = row.number_of("old_value", problems) if needed else row.optional("old_value", problems)
    return value if len(problems) == noted else None


def _against_base(row: Row, stated: float | None, old: FactorRow | None) -> list[Problem]:
    if row["op"] == "add":
        if old is None:
            return []
        return [Problem(message("the base has this factor already ({value}): replace it", value=old.value), row.where("op"))]
    if old is None:
        return [Problem(message("the base has no such factor"), row.where("flow_code"))]
    if stated is None or abs(stated - old.value) <= LIMITS.old_value * abs(old.value):
        return []
    what = message("the old value is {stated}, the base has {found}", stated=stated, found=old.value)
    return [Problem(what, row.where("old_value"))]
