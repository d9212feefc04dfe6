"""A companion form: a standard form that tells what another layout has no room for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from ..messages import message
from .files.workbook import Book, Grid
from .layout import load_importer
from .layout_model import Importer, Row
from .notes import Notes
from .sheet_rows import sheet_rows
from .sheets import match_sheets

STANDARD = "itri"
TAKEN = ("basics", "output", "allocation-key", "stock", "process-step", "balance", "custom-factor", "target")
"""What is taken from the companion where the main form has none of the kind."""
ROUTED = ("basics", "output")
"""Of these the companion's rows alone count, even where a strategy makes some from the main form."""


def companion_rows(book: Book, notes: Notes) -> list[Row]:
    """Return the rows of the companion form; "@layout" tells by which layout they are read, and places name the workbook."""
    layout = load_importer(STANDARD)
    grids = {sheet_id: _renamed(grid, book.name) for sheet_id, grid in match_sheets(book, layout, Notes(notes.lang)).items()}
    rows = [row for row in sheet_rows(layout, grids, notes) if layout.table(row["@table"]).record in TAKEN]
    if not rows:
        notes.problem(
            message("the companion form tells neither company and product nor outputs, keys or links"),
            where=book.name,
            mend=message("fill in the sheets of the standard form that the main form lacks"),
        )
    return [{**row, "@layout": layout} for row in rows]


def _renamed(grid: Grid, workbook: str) -> Grid:
    """Return a sheet under a name that tells of which workbook it is."""
    title = f"{workbook}: {grid.title}"
    cells = {place: replace(cell, origin=replace(cell.origin, sheet=title)) for place, cell in grid.cells.items()}
    return replace(grid, title=title, cells=cells)


def missing_kinds(rows: Sequence[Row], companion: Sequence[Row], layout: Importer) -> list[Row]:
    """Return the companion's rows of each kind of which the main form has none."""
    own = {layout.table(row["@table"]).record for row in rows}
    return [row for row in companion if row["@layout"].table(row["@table"]).record not in own]


def without_routed(rows: Sequence[Row], layout: Importer, notes: Notes) -> list[Row]:
    """Leave out what strategies made of the main form where the companion tells it; that is listed."""
    told = {kind for row in rows if "@layout" in row if (kind := row["@layout"].table(row["@table"]).record) in ROUTED}
    kept = []
    for row in rows:
        if "@layout" not in row and layout.table(row["@table"]).record in told:
            notes.ignore(row["@origin"], message("the companion form tells this; the row was not read"))
        else:
            kept.append(row)
    return kept


def joined_sha256(book: Book, other: Book) -> str:
    """Return the hash of two workbooks together."""
    return hashlib.sha256(f"{book.sha256}{other.sha256}".encode()).hexdigest()
