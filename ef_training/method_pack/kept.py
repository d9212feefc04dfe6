"""Factors that are kept with a pack and never registered: those of other places, and those whose flow is in no flow list.

A plain LCA ignores the place of a factor, so a factor for one place on a flow that has none would be wrong everywhere else.
``located.csv`` keeps such factors as their source gives them, ``unmatched.csv`` those that no flow list has a flow for.
The tables may be long, so they are kept column by column.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Problem
from ..messages import message
from ..tables import Row
from .model import DIRECTIONS, FACTOR_COLUMNS, GLOBAL, PackLimits
from .rows import open_table

if TYPE_CHECKING:
    import pandas as pd

    from .folder import PackFolder

LIMITS = PackLimits()


@dataclass(frozen=True)
class Kept:
    """Rows of such a table, the extended pack's first; cells in the order of `FACTOR_COLUMNS`, the value a number."""

    rows: tuple[tuple[str | float, ...], ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def frame(self) -> pd.DataFrame:
        """Return the rows as a table with the columns `FACTOR_COLUMNS`."""
        import pandas as pd

        table = pd.DataFrame(list(self.rows), columns=list(FACTOR_COLUMNS))
        return table.astype({"value": float})


def read_kept(
    folder: PackFolder, table: str, categories: Collection[str], inherited: Kept | None, problems: list[Problem]
) -> Kept:
    """Read ``located.csv`` or ``unmatched.csv`` on top of the inherited rows of the categories that the pack has."""
    place = FACTOR_COLUMNS.index("category_id")
    above = tuple(row for row in inherited.rows if row[place] in categories) if inherited else ()
    if table not in folder.tables:
        return Kept(above)
    noted: list[Problem] = []
    header, lines = open_table(folder.tables[table], folder.place(table), FACTOR_COLUMNS, noted)
    rows: list[tuple[str | float, ...]] = []
    wrong = 0
    for number, cells in lines:
        row = Row(folder.place(table), number, dict(zip(header, cells, strict=True)))
        found: list[Problem] = []
        rows.append(_cells(row, table, categories, found))
        wrong += len(found)
        noted += found if wrong <= LIMITS.problems else []
    if not noted:
        folder.count(table, len(rows), noted)
    problems += noted
    return Kept((*above, *rows))


def _cells(row: Row, table: str, categories: Collection[str], problems: list[Problem]) -> tuple[str | float, ...]:
    value = row.number_of("value", problems)
    if row["category_id"] not in categories:
        problems.append(Problem(message("unknown category “{category}”", category=row["category_id"]), row.where("category_id")))
    if row["direction"] not in DIRECTIONS:
        problems.append(
            Problem(message("“{text}” is neither input nor output, nor empty", text=row["direction"]), row.where("direction"))
        )
    if table == "located" and row["location"] in ("", GLOBAL):
        problems.append(
            Problem(
                message("a factor in located.csv needs a place"),
                row.where("location"),
                message("put a factor for the whole world into factors.csv"),
            )
        )
    named = {**row.cells, "location": row["location"] or GLOBAL}
    return tuple(value if column == "value" else named[column] for column in FACTOR_COLUMNS)
