"""What lies outside the form and yet looks like part of it: figures under headers that the layout knows."""

from __future__ import annotations

from collections.abc import Sequence

from ..messages import message, msg
from ..text import number
from .columns import assign, count_known, heads_of
from .files.workbook import Grid
from .layout_model import Table
from .notes import Notes

ALIKE = 3
"""A row with so many headers of one table is a header row of the form; the project's own choice."""
SEARCH_ROWS = 60
"""Headers are looked for in so many filled rows; the project's own choice."""
NOT_READ = msg("{count} figures stand here under headers of the form ({header}), but they were not read")


def check_unread(grid: Grid, tables: Sequence[Table], first: int, last: int, notes: Notes) -> None:
    """Note a problem where rows that are not read hold figures under a header row of the form."""
    for row in [row for row in grid.row_numbers if first <= row <= last][:SEARCH_ROWS]:
        best = max(tables, key=lambda table: count_known(grid, row, first, table), default=None)
        if best is None or count_known(grid, row, first, best) < min(ALIKE, len(best.fields)):
            continue
        columns = assign([head for head in heads_of(grid, row, first, best) if isinstance(head.cell.value, str)], best)
        counted = [column for column, field in columns.items() if field.extensive and field.type == "number"]
        below = [
            grid.cells[place]
            for at in grid.row_numbers
            if row < at <= last
            for column in counted
            if (place := (at, column)) in grid.cells and number(grid.cells[place].value) is not None
        ]
        if below:
            headers = ", ".join(str(grid.cell(row, column).value) for column in columns)
            notes.problem(
                message(NOT_READ, count=len(below), header=headers),
                where=below[0].origin,
                mend=message("give the sheet or the table a title that the form has, or delete it"),
            )
            return
