"""From a filled-in form to an inventory: everything is read, every problem collected, and reported once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import FormError, Problem
from ..inventory.model import Draft, Inventory, Line
from ..messages import message
from ..text import fold
from .layout import Importer, Row, Sheet, Table, load_importer
from .lines import Names, build_line, build_transport, number_lines
from .links import build_targets
from .notes import Notes
from .parts import (
    build_company,
    build_factors,
    build_keys,
    build_outputs,
    build_period,
    build_product,
    build_steps,
    build_stocks,
    check_counting,
    unique,
)
from .rows import read_fields, read_rows
from .tables import find_tables, guess_language, match_sheets
from .values import Record, read_record
from .workbook import Book, Grid, open_book

LINE_RECORDS = {"line": build_line, "transport": build_transport}
Records = Mapping[str, Sequence[Record]]


def read_form(path: Path, *, importer: str | Importer = "itri") -> Inventory:
    """Read a workbook by the layout of an importer.

    Parameters
    ----------
    path : Path
        The workbook (.xlsx or .xlsm; known by its content, not its name). It is only read, nothing in it is run.
    importer : str or Importer
        The name of an installed importer, or one that was read by `ef_training.forms.layout.read_importer`.

    Returns
    -------
    Inventory
        With the amounts as written. ``assumptions`` holds what the reader decided, ``ignored`` what it passed over.

    Raises
    ------
    FormError
        With every problem of the whole workbook, each with sheet and cell.
    """
    layout = load_importer(importer) if isinstance(importer, str) else importer
    return read_book(open_book(Path(path)), layout)


def read_book(book: Book, layout: Importer) -> Inventory:
    """Read an opened workbook; see `read_form`."""
    notes = Notes()
    grids = match_sheets(book, layout, notes)
    if not set(grids) & {sheet.id for sheet in layout.sheets if sheet.read}:
        raise FormError(_another_form(book, layout))
    notes.lang = guess_language(grids, layout)
    records = _records(layout, grids, notes)
    draft, inventory = _inventory(book, layout, grids, records, notes)
    if notes.problems or inventory is None:
        error = FormError(notes.problems)
        error.draft = draft
        raise error
    return inventory


def _another_form(book: Book, layout: Importer) -> Problem:
    return Problem(
        message(
            "no sheet of this workbook belongs to the form “{form}”; its sheets are: {sheets}",
            form=" / ".join(layout.title.values()),
            sheets=", ".join(grid.title for grid in book.grids),
        ),
        where=book.name,
        mend=message("write a new form with “ef-training form new” and fill it in"),
    )


def _records(layout: Importer, grids: Mapping[str, Grid], notes: Notes) -> dict[str, list[Record]]:
    """Return the rows of every table as records, strategies applied."""
    rows: list[Row] = []
    for sheet in (sheet for sheet in layout.sheets if sheet.read and sheet.id in grids):
        if sheet.tables[0].layout == "fields":
            rows.append(read_fields(grids[sheet.id], sheet, notes))
        else:
            for found in find_tables(grids[sheet.id], sheet, notes):
                rows += read_rows(found, layout, notes)
    for strategy in layout.strategies:
        rows = strategy(rows)
    tables = {table.id: table for sheet in layout.sheets for table in sheet.tables}
    records: dict[str, list[Record]] = {table_id: [] for table_id in tables}
    for row in rows:
        records[row["@table"]].append(read_record(row, tables[row["@table"]], layout, notes))
    return records


def _of_kind(layout: Importer, records: Records, kind: str) -> list[Record]:
    return [record for _, table in _tables(layout) if table.record == kind for record in records[table.id]]


def _tables(layout: Importer) -> list[tuple[Sheet, Table]]:
    return [(sheet, table) for sheet in layout.sheets for table in sheet.tables]


def _inventory(
    book: Book, layout: Importer, grids: Mapping[str, Grid], records: Records, notes: Notes
) -> tuple[Draft, Inventory | None]:
    """Build the inventory; None where there is any problem. The draft holds what can be linked all the same."""
    basics = next(iter(_of_kind(layout, records, "basics")), None)
    _missing_sheets(layout, grids, basics["boundary"] if basics else None, notes)
    output_rows, key_rows = _of_kind(layout, records, "output"), _of_kind(layout, records, "allocation-key")
    outputs = build_outputs(output_rows, layout, notes, where=_title(layout, grids, "output")) if output_rows else ()
    check_counting(output_rows, basics["declared_unit"] if basics else None, notes)
    if not output_rows and _title(layout, grids, "output"):
        notes.problem(
            message("no output is given"),
            where=_title(layout, grids, "output"),
            mend=message("write at least the production of the target product"),
        )
    keys = build_keys(key_rows, outputs, output_rows, notes)
    factor_rows = _of_kind(layout, records, "custom-factor")
    numbered, line_names = _numbered(layout, records, notes)
    absent = tuple(fold(sheet.prefix) for sheet in layout.sheets if sheet.prefix and sheet.id not in grids)
    names = Names(line_names, unique(key_rows, "name", notes), unique(factor_rows, "factor_id", notes), absent)
    lines = _lines(numbered, names, layout, notes)
    targets = build_targets(_of_kind(layout, records, "target"), names, notes)
    stocks = build_stocks(_of_kind(layout, records, "stock"), layout, notes)
    factors = build_factors(factor_rows, layout, notes)
    draft = Draft(lines, targets, factors)
    if basics is None:
        return draft, None
    company, product, period = (
        build_company(basics, notes),
        build_product(basics, layout, notes),
        build_period(basics, notes),
    )
    if company is None or product is None or period is None or notes.problems:
        return draft, None
    return draft, Inventory(
        company=company,
        product=product,
        period_start=period[0],
        period_end=period[1],
        outputs=outputs,
        lines=lines,
        targets=targets,
        allocation_keys=keys,
        stocks=stocks,
        process_steps=build_steps(_of_kind(layout, records, "process-step")),
        custom_factors=factors,
        assumptions=tuple(notes.assumptions),
        ignored=tuple(notes.ignored),
        source=book.name,
        source_sha256=book.sha256,
        importer=layout.id,
        language=notes.lang,
    )


def _title(layout: Importer, grids: Mapping[str, Grid], kind: str) -> str:
    """Return the title of the sheet that holds a kind of record, as it stands in the workbook."""
    return next((grids[sheet.id].title for sheet, table in _tables(layout) if table.record == kind and sheet.id in grids), "")


def _missing_sheets(layout: Importer, grids: Mapping[str, Grid], boundary: str | None, notes: Notes) -> None:
    for sheet in (sheet for sheet in layout.sheets if sheet.read and sheet.id not in grids):
        title = sheet.title[notes.lang]
        if sheet.required or boundary in sheet.required_for:
            notes.problem(
                message("the sheet “{sheet}” is missing", sheet=title),
                where=title,
                mend=message("copy it from an empty form; leave it without rows if there is nothing to tell"),
            )
        elif sheet.stage:
            notes.assume(
                message("the sheet “{sheet}” is not there; it was taken as empty", sheet=title),
                next(iter(grids.values())).origin(1, 1),
            )


def _numbered(layout: Importer, records: Records, notes: Notes) -> tuple[list[tuple[str, Sheet, Table, Record]], dict[str, str]]:
    places = [
        (sheet, table, record) for sheet, table in _tables(layout) if table.record in LINE_RECORDS for record in records[table.id]
    ]
    ids, known = number_lines([(sheet, record) for sheet, _, record in places], notes)
    return [(line_id, *place) for line_id, place in zip(ids, places, strict=True)], known


def _lines(
    numbered: Sequence[tuple[str, Sheet, Table, Record]], names: Names, layout: Importer, notes: Notes
) -> tuple[Line, ...]:
    return tuple(
        line
        for line_id, sheet, table, record in numbered
        for line in LINE_RECORDS[table.record](record, line_id, sheet, names, layout, notes)
    )
