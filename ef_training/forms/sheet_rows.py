"""The rows of the sheets of a workbook as cells by field, and the records that a layout itself gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..inventory.model import Origin
from ..messages import message
from ..text import fold
from .entries import read_entries
from .files.workbook import Cell, Grid
from .layout_file import DEFINITION
from .layout_model import Given, Importer, Row, Table
from .notes import Notes
from .rows import read_rows
from .tables import find_tables, parts_of

NAMES = ("name", "factor_id", "line_id", "number")
"""Fields by which a record that the layout gives is known again in the form."""


def sheet_rows(layout: Importer, grids: Mapping[str, Grid], notes: Notes) -> list[Row]:
    """Return the rows of every table that stands in the workbook."""
    rows: list[Row] = []
    for sheet in (sheet for sheet in layout.sheets if sheet.read and sheet.id in grids):
        grid = grids[sheet.id]
        for part in parts_of(grid, sheet, Notes(notes.lang)):
            if part.table.layout == "fields":
                alone = len(sheet.tables) == 1
                entries = read_entries(grid, part.table, notes, first=part.first, last=part.last, alone=alone)
                rows += [] if entries is None else [entries]
        for found in find_tables(grid, sheet, notes):
            rows += [_with_unit(row, found.table) for row in read_rows(found, layout, notes)]
    for row in rows:
        row["@columns"] = row["@table"]
    return rows


def _with_unit(row: Row, table: Table) -> Row:
    """Return a row with the only unit it has as that of its amount: one column of units behind two of amounts holds for both.

    Not so in a table of two header rows, where the column may be one of another section.
    """
    if (
        table.header_rows == 1
        and "amount" in row
        and "unit" not in row
        and "unit" not in row["@units"]
        and "unit_per_unit" in row
    ):
        row["unit"] = row["unit_per_unit"]
    return row


def give(given: Given, rows: list[Row], layout: Importer, notes: Notes) -> None:
    """Add a record that the layout implies, unless the form has it; to the basics, add what the form does not say."""
    table, origin = given.table, Origin(sheet=f"{layout.id}/{DEFINITION}")
    cells = {field_id: Cell(_plain(value), origin) for field_id, value in given.row.items()}
    same = [row for row in rows if row.get("@layout", layout).table(row["@table"]).record == table.record]
    if table.record == "basics":
        target: Row = same[0] if same else {"@table": table.id, "@origin": origin, "@factors": {}}
        added = {name: cell for name, cell in cells.items() if not isinstance(target.get(name), Cell) or target[name].empty}
        target.update(added)
        if not same:
            rows.append(target)
    else:
        known = {(name, fold(str(row[name].value))) for row in same for name in NAMES if isinstance(row.get(name), Cell)}
        added = {} if any((name, fold(str(cell.value))) in known for name, cell in cells.items()) else cells
        if added:
            rows.append({"@table": table.id, "@origin": origin, "@factors": {}, **cells})
    if added:
        values = ", ".join(f"{table.field(name).label[notes.lang]} = {cell.value}" for name, cell in added.items())
        title = table.title[notes.lang] if table.title else table.id
        notes.assume(message("the layout itself adds to “{table}”: {values}", table=title, values=values), origin)


def _plain(value: Any) -> Any:
    """Return a value of the definition as a cell holds it."""
    return ("yes" if value else "no") if isinstance(value, bool) else value
