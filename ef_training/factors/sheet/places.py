"""Where the suggestions for the lines of a form stand: the columns right of each table that lines were read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...forms.columns import upper_row
from ...forms.files.workbook import Book, Grid
from ...forms.files.xlsx import place_of
from ...forms.layout_model import Importer
from ...forms.notes import Notes
from ...forms.sheets import match_sheets
from ...forms.tables import find_tables

if TYPE_CHECKING:
    from ...forms.tables import Found
    from ...inventory.model import Line, Origin

_LEG = re.compile(r"-T(\d+)$")


@dataclass(frozen=True)
class Slot:
    """Where the drop-down of one line stands; ``number`` is that of the transport leg, 0 for a line with a row of its own."""

    line: Line
    sheet: str
    row: int
    number: int
    column: int


@dataclass(frozen=True)
class Header:
    """Where the headers over the drop-downs of one table stand: from row ``top`` to ``row``, in ``columns`` by leg number."""

    sheet: str
    top: int
    row: int
    columns: dict[int, int]


@dataclass(frozen=True)
class Places:
    """All that is added to the sheets of a form; ``unplaced`` are the lines that have no row in this workbook."""

    slots: tuple[Slot, ...]
    headers: tuple[Header, ...]
    unplaced: tuple[Line, ...]


def find_places(book: Book, layout: Importer, lines: Sequence[Line]) -> Places:
    """Find a drop-down for every line: in its own row, in the first columns right of the table that are free on the whole sheet.

    The drop-down of a transport leg that is told on the row of its goods stands in that row, right of that of the goods.
    """
    grids = {grid.title: grid for grid in book.grids}
    rows: dict[tuple[str, int], dict[int, Line]] = {}
    unplaced: list[Line] = []
    for line in lines:
        place = _row_of(line.origin, book, grids)
        number = _number(line) if place and line.parent else 0
        if place is None or number in rows.get(place, {}):
            unplaced.append(line)
        else:
            rows.setdefault(place, {})[number] = line
    found = _tables(book, layout)
    slots: list[Slot] = []
    headers: list[Header] = []
    for sheet, grid in grids.items():
        own = {row: entries for (title, row), entries in rows.items() if title == sheet}
        if not own:
            continue
        tables = [table for table in found if table.grid.title == sheet]
        first = _first_free(grid, own, tables)
        columns = {number: first + 2 * at for at, number in enumerate(sorted({n for entries in own.values() for n in entries}))}
        slots += [
            Slot(line, sheet, row, number, columns[number])
            for row, entries in sorted(own.items())
            for number, line in sorted(entries.items())
        ]
        headers += _headers(grid, own, tables, columns)
    order = {line.line_id: at for at, line in enumerate(lines)}
    return Places(tuple(sorted(slots, key=lambda slot: order[slot.line.line_id])), tuple(headers), tuple(unplaced))


def _row_of(origin: Origin, book: Book, grids: dict[str, Grid]) -> tuple[str, int] | None:
    if origin.workbook != book.name or origin.sheet not in grids or not origin.cell:
        return None
    return origin.sheet, place_of(origin.cell)[0]


def _number(line: Line) -> int:
    """Return the number of the leg, as its line id tells it."""
    match = _LEG.search(line.line_id)
    return int(match.group(1)) if match else 1


def _tables(book: Book, layout: Importer) -> list[Found]:
    """Return the tables of the form, as the reader finds them; what it notes on the way was told when the form was read."""
    notes = Notes()
    grids = match_sheets(book, layout, notes)
    return [
        table
        for sheet in layout.sheets
        if sheet.read and sheet.id in grids
        for table in find_tables(grids[sheet.id], sheet, notes)
    ]


def _first_free(grid: Grid, own: dict[int, dict[int, Line]], tables: Sequence[Found]) -> int:
    """Return the first column right of the tables from which on as many columns as are needed are empty on the whole sheet."""
    needed = 2 * len({number for entries in own.values() for number in entries})
    taken = {column for _, column in grid.cells}
    taken |= {column for area in grid.merged for column in range(area.left, min(area.right, 2000) + 1)}
    last = max((column for table in tables if _serves(table, own) for column in (*table.columns, *table.months)), default=0)
    last = max([last, *(column for row in own for column in grid.by_row.get(row, ()))], default=last)
    first = last + 1
    while clash := [column for column in range(first, first + needed) if column in taken]:
        first = max(clash) + 1
    return first


def _serves(table: Found, rows: Iterable[int]) -> bool:
    return any(table.header_row < row <= table.last_row for row in rows)


def _headers(grid: Grid, own: dict[int, dict[int, Line]], tables: Sequence[Found], columns: dict[int, int]) -> Iterable[Header]:
    """Yield the header of each table with lines; a row that is in no table gets one above the first such row."""
    rest = set(own)
    for table in tables:
        rows = {row for row in own if table.header_row < row <= table.last_row}
        numbers = {number for row in rows for number in own[row]}
        if rows:
            upper = upper_row(grid, table.header_row, 1, table.table) or table.header_row
            yield Header(grid.title, upper, table.header_row, {number: columns[number] for number in sorted(numbers)})
        rest -= rows
    if rest and (above := min(rest) - 1) > 0:
        numbers = {number for row in rest for number in own[row]}
        yield Header(grid.title, above, above, {number: columns[number] for number in sorted(numbers)})
