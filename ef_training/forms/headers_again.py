"""A header row that stands again below its table: a printed page's, or that of another table nobody told the layout of."""

from __future__ import annotations

from ..messages import message, msg
from ..text import fold
from ..units import find_unit
from .columns import header_fields
from .files.workbook import Cell
from .layout_model import Table
from .notes import Notes
from .tables import Found, bare_title, without_brackets

OTHER_HEADER = msg("a second header row says “{other}” where the first says “{first}”; the rows below it were not understood")
OTHER_TABLE = msg("“{title}” begins a table that the form does not know; its rows were not understood")


def check_header_again(found: Found, row: int, notes: Notes) -> None:
    """Note a problem where a repeated header row has another column or unit than the first, or stands below another title."""
    grid = found.grid
    places = sorted({*grid.by_row[row], *grid.by_row[found.header_row]})
    for column in places:
        own, first = grid.cells.get((row, column)), grid.cells.get((found.header_row, column))
        if own is None or not _differs(own, first, found.table):
            continue
        notes.problem(
            message(OTHER_HEADER, other=str(own.value), first=str(first.value) if first else ""),
            where=own.origin,
            mend=message("put the rows into a table of their own, or give them the columns and units of the first header"),
        )
        return
    above = max((number for number in grid.row_numbers if found.header_row < number < row), default=0)
    cells = [grid.cells[above, column] for column in grid.by_row.get(above, ())]
    if len(cells) == 1 and isinstance(cells[0].value, str) and found.table.titles and not _own(cells[0].value, found.table):
        notes.problem(
            message(OTHER_TABLE, title=cells[0].value),
            where=cells[0].origin,
            mend=message("give it the title that the form has for this table, or delete the table"),
        )


def _differs(own: Cell, first: Cell | None, table: Table) -> bool:
    """Tell whether a header means another column or another unit than the one above it."""
    if first is None:
        return bool(header_fields(str(own.value), table)[0])
    if fold(str(own.value)) == fold(str(first.value)):
        return False
    fields, inside = header_fields(str(own.value), table)
    others, other = header_fields(str(first.value), table)
    units = find_unit(inside), find_unit(other)
    if fields != others:
        return bool(fields or others)
    return units[0] != units[1] or (units[0] is None and fold(inside) != fold(other))


def _own(text: str, table: Table) -> bool:
    title = bare_title(text)
    return bool({title, without_brackets(title)} & {bare_title(one) for one in table.titles})
