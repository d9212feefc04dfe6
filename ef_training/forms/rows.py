"""The rows of a table and the entries of a sheet of fields, as cells by field."""

from __future__ import annotations

import re
from collections import Counter

from ..messages import Message, message, msg
from ..text import fold
from .layout import Field, Importer, Row, Sheet, Table
from .notes import Notes
from .tables import Found, header_factor, header_field
from .workbook import Cell, Grid

SUBTOTAL = msg("a subtotal: “{text}”")
NOTE = msg("a note: “{text}”")
STRANGER = msg("“{text}” is no entry of the form and was not read")
HEADER = msg("the header row again")
_PRINTED_ID = re.compile(r"[A-Za-z]{0,3}\d{1,4}$")
_TAIL = re.compile(r"\([^()]*\)|[:.,、。]+$")


def read_rows(found: Found, importer: Importer, notes: Notes) -> list[Row]:
    """Return the rows of a table, each a dict of field id → `Cell`.

    "@table" holds the id of the table, "@origin" where the row stands, "@factors" the conversion each header asks for.
    Rows without a value are passed over; subtotals, notes and repeated headers are listed as ignored.
    """
    rows: list[Row] = []
    grid, table = found.grid, found.table
    for number in (row for row in grid.row_numbers if found.header_row < row <= found.last_row):
        own = [field for column, field in found.columns.items() if (number, column) in grid.cells and not _is_printed(field)]
        if not own and all(_PRINTED_ID.match(str(grid.cells[number, column].value)) for column in grid.by_row[number]):
            continue
        reason = _passed_over(grid, number, own, importer, table)
        if reason:
            notes.ignore(grid.cells[number, grid.by_row[number][0]].origin, reason)
            continue
        row: Row = {field.id: grid.cell(number, column) for column, field in found.columns.items()}
        row["@table"] = table.id
        row["@origin"] = grid.origin(number, min(found.columns))
        row["@factors"] = found.factors
        rows.append(row)
    return rows


def _is_printed(field: Field) -> bool:
    """Tell whether a field is the line id that the form prints into its empty rows."""
    return field.id == "line_id" and not field.required


def _passed_over(grid: Grid, number: int, own: list[Field], importer: Importer, table: Table) -> Message | None:
    """Return why a row is not read, None where it is. A row that says its group, role or level is data in any case."""
    columns = grid.by_row[number]
    texts = [cell.value for column in columns if isinstance((cell := grid.cells[number, column]).value, str)]
    heads = {field.id for text in texts for field in [header_field(text, table)[0]] if field}
    if len(heads) > len(columns) / 2 and len(heads) > 2:
        return message(HEADER)
    if any(field.type == "choice" for field in own):
        return None
    subtotal = next((text for text in texts[:2] if _is_subtotal(text, importer)), None)
    if subtotal is not None:
        return message(SUBTOTAL, text=subtotal)
    first = grid.cells[number, columns[0]]
    area = grid.area(number, columns[0])
    across = area is not None and area.right - area.left >= 2
    if not own or (len(columns) == 1 and (across or _is_note(str(first.value), importer))):
        return message(NOTE, text=next((text for text in texts if not _PRINTED_ID.match(text)), str(first.value)))
    return None


def _is_subtotal(text: str, importer: Importer) -> bool:
    bare = _TAIL.sub("", _TAIL.sub("", fold(text)))
    if bare in importer.subtotal_words:
        return True
    return any(bare.endswith(word) for word in importer.subtotal_words if not word.isascii())


def _is_note(text: str, importer: Importer) -> bool:
    folded = fold(text)
    for word in importer.note_words:
        rest = folded.removeprefix(word)
        if rest != folded and (not word.isalnum() or not rest or re.match(r"[\d:.、,*]", rest)):
            return True
    return False


def read_fields(grid: Grid, sheet: Sheet, notes: Notes) -> Row:
    """Return the entries of a sheet of fields; the entry stands in the cell to the right of its label.

    A label that is required and missing is a problem, and so is one that stands twice.
    """
    table = sheet.tables[0]
    row: Row = {"@table": table.id, "@factors": {}, "@origin": grid.origin(1, 1)}
    labels = _labels(grid, table)
    labelled: set[int] = set()
    for (number, column), (field, inside) in labels.items():
        cell = grid.cells[number, column]
        labelled.add(number)
        if field.id in row:
            notes.problem(
                message("“{label}” stands twice", label=field.label[notes.lang]),
                where=cell.origin,
                mend=message("keep one of them"),
            )
            continue
        area = grid.area(number, column)
        row[field.id] = grid.cell(number, (area.right if area else column) + 1)
        row["@factors"][field.id] = header_factor(field, inside, cell, notes)
    for number in (number for number in grid.row_numbers if labelled and number > min(labelled)):
        if number not in labelled:
            first = grid.cells[number, grid.by_row[number][0]]
            notes.ignore(first.origin, message(STRANGER, text=str(first.value)))
    for field in table.fields:
        if field.required and field.id not in row:
            notes.problem(
                message("the entry “{label}” is missing", label=field.label[notes.lang]),
                where=grid.title,
                mend=message("copy the row from an empty form"),
            )
    return row


def _labels(grid: Grid, table: Table) -> dict[tuple[int, int], tuple[Field, str]]:
    """Return the labels of a sheet of fields: known texts in columns that hold several, with no label to their left."""
    known: dict[tuple[int, int], tuple[Field, str]] = {}
    for (number, column), cell in sorted(grid.cells.items()):
        field, inside = header_field(str(cell.value), table) if isinstance(cell.value, str) else (None, "")
        if field is not None and not any((number, left) in known for left in range(1, column)):
            known[number, column] = (field, inside)
    columns = Counter(column for _, column in known)
    return {place: label for place, label in known.items() if columns[place[1]] > 1}


def blank(row: Row, field_id: str) -> Cell:
    """Return the cell of a field, an empty one at the place of the row where its column is missing."""
    cell = row.get(field_id)
    return cell if isinstance(cell, Cell) else Cell(None, row["@origin"])
