"""The entries of a block of fields: a label, and the entry to its right or behind a colon in the same cell."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, replace

from ..messages import message, msg
from .columns import header_factor, header_field
from .files.workbook import Cell, Grid
from .layout_model import Field, Row, Table
from .notes import Notes

STRANGER = msg("“{text}” is no entry of the form and was not read")


@dataclass(frozen=True)
class Label:
    """A label: its field, what stands in its brackets, and the entry where it stands in the same cell ("公司名稱：甲")."""

    field: Field
    inside: str
    entry: str = ""


def read_entries(
    grid: Grid, table: Table, notes: Notes, *, first: int = 1, last: int | None = None, alone: bool = True
) -> Row | None:
    """Return the entries of a block of fields in the rows from ``first`` to ``last``.

    A label that is required and missing is a problem, and so is one that stands twice. None where no label stands there although
    the block is not ``alone`` on its sheet.
    """
    row: Row = {"@table": table.id, "@factors": {}, "@origin": grid.origin(first, 1)}
    labelled: set[int] = set()
    labels = entry_labels(grid, table, first=first, last=last)
    if not labels and not alone and not table.required:
        return None
    for (number, column), label in labels.items():
        cell, field = grid.cells[number, column], label.field
        labelled.add(number)
        if field.id in row:
            notes.problem(
                message("“{label}” stands twice", label=field.label[notes.lang]),
                where=cell.origin,
                mend=message("keep one of them"),
            )
            continue
        row[field.id] = replace(cell, value=label.entry) if label.entry else grid.cell(number, _right_of(grid, number, column))
        row["@factors"][field.id] = header_factor(field, label.inside, cell, notes)
    for number in (number for number in _rows(grid, first, last) if labelled and number > min(labelled)):
        if number not in labelled:
            stranger = grid.cells[number, grid.by_row[number][0]]
            notes.ignore(stranger.origin, message(STRANGER, text=str(stranger.value)))
    for field in table.fields:
        if field.required and field.id not in row:
            notes.problem(
                message("the entry “{label}” is missing", label=field.label[notes.lang]),
                where=grid.title,
                mend=message("copy the row from an empty form"),
            )
    return row


def _rows(grid: Grid, first: int, last: int | None) -> list[int]:
    return [number for number in grid.row_numbers if first <= number and (last is None or number <= last)]


def _right_of(grid: Grid, number: int, column: int) -> int:
    """Return the column of the entry that belongs to a label."""
    area = grid.area(number, column)
    return (area.right if area else column) + 1


def entry_labels(grid: Grid, table: Table, *, first: int = 1, last: int | None = None) -> dict[tuple[int, int], Label]:
    """Return the labels of a block of fields: known texts in columns that hold several, none of them the entry of another."""
    known: dict[tuple[int, int], Label] = {}
    entries: set[tuple[int, int]] = set()
    for number in _rows(grid, first, last):
        for column in grid.by_row[number]:
            label = _label(grid.cells[number, column], table)
            if label is None or (number, column) in entries:
                continue
            known[number, column] = label
            if not label.entry:
                entries.add((number, _right_of(grid, number, column)))
    columns = Counter(column for _, column in known)
    if not any(count > 1 for count in columns.values()):
        return known
    return {
        place: label for place, label in known.items() if columns[place[1]] > 1 or label.entry or _leads(place, known, columns)
    }


def _leads(place: tuple[int, int], known: dict[tuple[int, int], Label], columns: Counter[int]) -> bool:
    """Tell whether a label stands in a row that another label, of a column of labels, begins."""
    return any(columns[column] > 1 for row, column in known if row == place[0] and column < place[1])


def _label(cell: Cell, table: Table) -> Label | None:
    """Return the label a cell holds, with its entry where that stands behind a colon."""
    if not isinstance(cell.value, str):
        return None
    field, inside = header_field(cell.value, table)
    if field is not None:
        return Label(field, inside)
    head, colon, entry = unicodedata.normalize("NFKC", cell.value).partition(":")
    field, inside = header_field(head, table) if colon and entry.strip() else (None, "")
    return Label(field, inside, entry.strip()) if field is not None else None
