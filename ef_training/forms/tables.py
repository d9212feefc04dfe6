"""Finding the sheets, header rows and rows of a form, however it was rearranged.

Sheets are matched by name after folding, in both languages; the header row is the row with the most known headers; a
table that shares its sheet begins with its title row. What is passed over is listed with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..messages import message, msg
from ..text import fold
from ..units import find_unit
from .layout import Field, Importer, Sheet, Table
from .notes import Notes
from .workbook import Book, Cell, Grid

HEADER_SEARCH_ROWS = 40
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NUMBERING = re.compile(r"^[\d.、)\-_]+")

IGNORED_COLUMN = msg("the column “{header}” is no part of the form and was not read")
IGNORED_SHEET = msg("the sheet is no part of the form and was not read")


@dataclass(frozen=True)
class Found:
    """One table as found: its header row, the field of each column, and each field's factor to its own unit."""

    table: Table
    grid: Grid
    header_row: int
    last_row: int
    columns: dict[int, Field]
    factors: dict[str, float]


def match_sheets(book: Book, importer: Importer, notes: Notes) -> dict[str, Grid]:
    """Return sheet id → sheet; sheets that are no part of the form are listed, two of one kind are a problem."""
    matched: dict[str, Grid] = {}
    unread = {fold(text) for text in importer.texts.get("lists_title", {}).values()}
    for grid in book.grids:
        name = fold(grid.title)
        names = {name, _NUMBERING.sub("", name)}
        sheet = next((sheet for sheet in importer.sheets if names & sheet.names), None)
        if sheet is None:
            if grid.cells and name not in unread:
                notes.ignore(grid.origin(1, 1), message(IGNORED_SHEET))
        elif sheet.id in matched:
            notes.problem(
                message(
                    "the sheets “{one}” and “{other}” are the same part of the form",
                    one=matched[sheet.id].title,
                    other=grid.title,
                ),
                where=grid.title,
                mend=message("keep one of them or rename the other"),
            )
        else:
            matched[sheet.id] = grid
            if grid.hidden and sheet.read:
                notes.assume(message("the sheet is hidden; it was read all the same"), grid.origin(1, 1))
    return matched


def guess_language(grids: dict[str, Grid], importer: Importer) -> str:
    """Return the language in which most sheets are named."""
    votes = dict.fromkeys(importer.title, 0)
    for sheet_id, grid in grids.items():
        for lang, title in importer.sheet(sheet_id).title.items():
            votes[lang] += fold(grid.title) == fold(title)
    return max(votes, key=lambda lang: votes[lang])


def find_tables(grid: Grid, sheet: Sheet, notes: Notes) -> list[Found]:
    """Find every table of a sheet; a missing header is a problem."""
    found = []
    for table, first, last in _parts(grid, sheet):
        if last < first:
            if table.required:
                notes.problem(
                    message("the table “{table}” is missing", table=(table.title or sheet.title)[notes.lang]),
                    where=grid.title,
                    mend=message("put its title row and its header row back"),
                )
            continue
        header = _header_row(grid, table, first, last)
        if header is None:
            notes.problem(
                message("the header row is missing; expected {headers}", headers=_names(list(table.fields), notes.lang)),
                where=grid.title,
                mend=message("copy the header row from an empty form"),
            )
            continue
        columns, factors = _columns(grid, table, header, last, notes)
        found.append(Found(table, grid, header, last, columns, factors))
    return found


def _parts(grid: Grid, sheet: Sheet) -> Iterator[tuple[Table, int, int]]:
    """Yield each table with the rows in which it lies; last < first where it was not found."""
    end = grid.row_numbers[-1] if grid.row_numbers else 0
    if len(sheet.tables) == 1:
        yield sheet.tables[0], 1, max(end, 1)
        return
    starts: dict[str, int] = {}
    for row in grid.row_numbers:
        first = grid.cells[row, grid.by_row[row][0]]
        text = fold(str(first.value)) if len(grid.by_row[row]) == 1 else ""
        for table in sheet.tables:
            if text in table.titles and table.id not in starts:
                starts[table.id] = row
    for table in sheet.tables:
        start = starts.get(table.id)
        if start is None:
            yield table, 1, 0
        else:
            yield table, start + 1, min((row for row in starts.values() if row > start), default=end + 1) - 1


def header_field(text: str, table: Table) -> tuple[Field | None, str]:
    """Return the field a header names, and what stands in its brackets (a unit, mostly)."""
    folded = fold(text).replace("*", "")
    bare = _BRACKETS.sub("", folded)
    inside = _BRACKETS.search(folded)
    field = table.headers.get(folded) or table.headers.get(bare)
    return field, inside.group(1) if inside and field is not table.headers.get(folded) else ""


def _header_row(grid: Grid, table: Table, first: int, last: int) -> int | None:
    best, most = None, min(2, len(table.fields)) - 1
    for row in (row for row in grid.row_numbers if first <= row <= min(last, first + HEADER_SEARCH_ROWS)):
        texts = (grid.cells[row, column].value for column in grid.by_row[row])
        known = {field.id for text in texts if isinstance(text, str) for field in [header_field(text, table)[0]] if field}
        if len(known) > most:
            best, most = row, len(known)
    return best


def _columns(grid: Grid, table: Table, header: int, last: int, notes: Notes) -> tuple[dict[int, Field], dict[str, float]]:
    columns: dict[int, Field] = {}
    factors: dict[str, float] = {}
    for column in grid.by_row[header]:
        cell = grid.cells[header, column]
        field, inside = header_field(str(cell.value), table)
        if field is None:
            if any((row, column) in grid.cells for row in range(header + 1, last + 1)):
                notes.ignore(cell.origin, message(IGNORED_COLUMN, header=str(cell.value)))
        elif field in columns.values():
            notes.problem(
                message("the column “{header}” stands twice", header=field.label[notes.lang]),
                where=cell.origin,
                mend=message("keep one of them or rename the other"),
            )
        else:
            columns[column] = field
            factors[field.id] = header_factor(field, inside, cell, notes)
    missing = [field for field in table.fields if field.required and field not in columns.values()]
    if missing:
        notes.problem(
            message("columns are missing: {headers}", headers=_names(missing, notes.lang)),
            where=grid.origin(header, grid.by_row[header][0]),
            mend=message("copy the header row from an empty form"),
        )
    return columns, factors


def header_factor(field: Field, inside: str, cell: Cell, notes: Notes) -> float:
    """Return the factor from the unit in a header to the unit of the field, 1 where they agree or none is named.

    A unit that cannot be converted into the field's own is a problem.
    """
    named = _measure(inside)
    if named is None or field.type not in ("number", "fraction"):
        return 1.0
    if field.unit is None:
        notes.assume(message("the header names the unit “{unit}”; the unit of each row was followed", unit=inside), cell.origin)
        return 1.0
    expected = field.unit["en"]
    own = _measure(expected)
    if own is None and fold(expected).startswith(fold(inside)):  # "MJ" for "MJ per unit", "kg" for "kg C"
        return 1.0
    if own is None or own[0] != named[0]:
        notes.problem(
            message("the header names the unit “{unit}”, expected {expected}", unit=inside, expected=expected),
            where=cell.origin,
            mend=message("give the figures in {expected}", expected=expected),
        )
        return 1.0
    if named[1] != own[1]:
        converted = message(
            "the header names the unit “{unit}”; the figures were converted to {expected}", unit=inside, expected=expected
        )
        notes.assume(converted, cell.origin)
    return named[1] / own[1]


def _measure(text: str) -> tuple[tuple[str, ...], float] | None:
    """Return kinds and factor of a unit or a ratio of two units ("kg/L"); None where the text is neither."""
    units = [find_unit(part) for part in text.split("/")]
    known = [unit for unit in units if unit is not None]
    if not text or len(known) != len(units) or len(known) > 2:
        return None
    return tuple(unit.kind for unit in known), known[0].factor / (known[1].factor if len(known) > 1 else 1.0)


def _names(fields: list[Field], lang: str) -> str:
    return ", ".join(field.label[lang] for field in fields)
