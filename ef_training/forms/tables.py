"""Finding the tables of a sheet, however it was rearranged.

The header row is the row with the most known headers; a table that shares its sheet begins with its title row. What is passed
over is listed with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..messages import message, msg
from ..text import fold
from .columns import count_known, find_columns, names_of, upper_row
from .files.workbook import Cell, Grid
from .layout_model import Field, Sheet, Table
from .months import Month
from .notes import Notes
from .unread import check_unread

HEADER_SEARCH_ROWS = 40
"""The header row is looked for so many rows below the start of its table; the project's own choice."""

NUMBERING = re.compile(r"^(?:表?[\d.、)(\-_:]+|[一二三四五六七八九十]+[、.)])")
_BRACKETS = re.compile(r"\([^()]*\)")
IGNORED_TABLE = msg("the table “{title}” is no part of the form and was not read")

TITLE_LEVEL = msg(
    "the title “{title}” speaks of the whole plant; amounts without a level were taken as the product's all the same"
)


@dataclass(frozen=True)
class Part:
    """A table and the rows in which it lies, title row left out."""

    table: Table
    first: int
    last: int


@dataclass(frozen=True)
class Found:
    """One table as found: its header row, the field of each column, each field's factor to its own unit.

    ``units`` holds the units that headers name for figures without a unit of their own (unit field → cell), ``months`` the
    columns headed by months.
    """

    table: Table
    grid: Grid
    header_row: int
    last_row: int
    columns: Mapping[int, Field]
    factors: Mapping[str, float]
    units: Mapping[str, Cell] = field(default_factory=dict)
    months: Mapping[int, tuple[Month, ...]] = field(default_factory=dict)


def find_tables(grid: Grid, sheet: Sheet, notes: Notes) -> list[Found]:
    """Find every table of a sheet that has a header row; a missing header is a problem."""
    found = []
    for part in parts_of(grid, sheet, notes):
        table = part.table
        if table.layout == "fields":
            continue
        header = header_row(grid, table, part.first, part.last)
        if header is None:
            notes.problem(
                message("the header row is missing; expected {headers}", headers=names_of(table.fields, notes.lang)),
                where=grid.title,
                mend=message("copy the header row from an empty form"),
            )
            continue
        columns = find_columns(grid, table, header, part.first, part.last, notes)
        found.append(Found(table, grid, header, part.last, columns.fields, columns.factors, columns.units, columns.months))
    return found


def parts_of(grid: Grid, sheet: Sheet, notes: Notes) -> list[Part]:
    """Return the tables of a sheet with the rows in which they lie; a required one that is not there is a problem.

    Of several tables each begins with its title row; one without a title begins with its header row, a block of fields without a
    title with the first row.
    """
    end = grid.row_numbers[-1] if grid.row_numbers else 0
    if len(sheet.tables) == 1 and not sheet.marks:
        return [Part(sheet.tables[0], 1, max(end, 1))]
    starts = dict(_titled(grid, sheet, notes))
    bounds = sorted(starts)
    for start in (start for start, table in starts.items() if table is None):
        last = min((row for row in bounds if row > start), default=end + 1) - 1
        check_unread(grid, [table for table in sheet.tables if table.layout == "table"], start + 1, last, notes)
    parts = [
        Part(table, start + 1, min((row for row in bounds if row > start), default=end + 1) - 1)
        for start, table in sorted(starts.items())
        if table is not None
    ]
    parts += _untitled(grid, sheet, {part.table.id for part in parts}, min(bounds, default=end + 1) - 1)
    there = {part.table.id for part in parts}
    for table in (table for table in sheet.tables if table.required and table.id not in there):
        notes.problem(
            message("the table “{table}” is missing", table=(table.title or sheet.title)[notes.lang]),
            where=grid.title,
            mend=message("put its title row and its header row back"),
        )
    return [part for part in parts if part.last >= part.first]


def _titled(grid: Grid, sheet: Sheet, notes: Notes) -> Iterator[tuple[int, Table | None]]:
    """Yield each title row with the table it begins; None for a marked title that the layout does not know."""
    titles = {bare_title(title, sheet.marks): table for table in reversed(sheet.tables) for title in table.titles}
    seen: set[str] = set()
    for row in grid.row_numbers:
        first = grid.cells[row, grid.by_row[row][0]]
        if not isinstance(first.value, str):
            continue
        alone = len(grid.by_row[row]) == 1
        text = bare_title(first.value, sheet.marks)
        table = titles.get(text) or titles.get(without_brackets(text))
        marked = fold(first.value).startswith(tuple(map(fold, sheet.marks))) if sheet.marks else False
        if table is not None and (marked or (alone and not sheet.marks and table.id not in seen)):
            seen.add(table.id)
            _note_other_level(first, table, notes)
            yield row, table
        elif marked and alone:
            notes.ignore(first.origin, message(IGNORED_TABLE, title=first.value))
            yield row, None


def _note_other_level(title: Cell, table: Table, notes: Notes) -> None:
    """Note a title that speaks of the whole plant above a table whose amounts count the product by default."""
    if "全廠" in fold(str(title.value)) and table.level in ("product", "unit") and table.record == "line":
        notes.assume(message(TITLE_LEVEL, title=str(title.value)), title.origin)


def _untitled(grid: Grid, sheet: Sheet, titled: set[str], last: int) -> Iterator[Part]:
    """Yield the tables without a title row that stand above the first title: a block of fields, and one table below it."""
    rest = [table for table in sheet.tables if table.id not in titled and not table.titles]
    table = next((table for table in rest if table.layout == "table"), None)
    header = header_row(grid, table, 1, last, reach=last) if table else None
    start = (upper_row(grid, header, 1, table) or header) if table and header else last + 1
    for block in (block for block in rest if block.layout == "fields"):
        yield Part(block, 1, start - 1)
    if table and header:
        yield Part(table, max(start, 1), last)


def without_brackets(text: str) -> str:
    """Return a title without what stands in its brackets."""
    return _BRACKETS.sub("", text)


def bare_title(text: str, marks: tuple[str, ...] = ()) -> str:
    """Return a title without its mark and numbering, folded.

    >>> bare_title("◎ 二、能源使用", ("◎",))
    '能源使用'
    """
    folded = fold(text)
    for mark in sorted(map(fold, marks), key=len, reverse=True):
        folded = folded.removeprefix(mark)
    return NUMBERING.sub("", folded) or folded


def header_row(grid: Grid, table: Table, first: int, last: int, *, reach: int = HEADER_SEARCH_ROWS) -> int | None:
    """Return the row with the most known headers (the lower one, where there are two), None where no row has enough."""
    best, most = None, min(2, len(table.fields)) - 1
    for row in (row for row in grid.row_numbers if first <= row <= min(last, first + reach)):
        known = count_known(grid, row, first, table)
        lower = table.header_rows == 2 and best == row - 1 and known == most
        if known > most or (lower and best is not None):
            best, most = row, known
    return best
