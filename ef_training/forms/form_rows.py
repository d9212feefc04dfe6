"""All rows of a form as records: its own, its companion's, those the layout gives and those its strategies make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..messages import message
from .companion import missing_kinds, without_routed
from .files.workbook import Grid
from .layout_model import Importer, Row, Table
from .month_rows import join_months
from .months import Month, period_months
from .notes import Notes
from .records import Record, read_record
from .sheet_rows import give, sheet_rows


@dataclass(frozen=True)
class FormRows:
    """The records of a form: kind of record → (table, record), in the order of the layout."""

    kinds: Mapping[str, Sequence[tuple[Table, Record]]]

    def of(self, kind: str) -> list[Record]:
        """Return the records of a kind."""
        return [record for _, record in self.kinds.get(kind, ())]

    def pairs(self, *kinds: str) -> list[tuple[Table, Record]]:
        """Return the records of some kinds with their tables."""
        return [pair for kind in kinds for pair in self.kinds.get(kind, ())]


def form_rows(layout: Importer, grids: Mapping[str, Grid], companion: Sequence[Row], notes: Notes) -> FormRows:
    """Return every row of a form as a record, strategies applied and single months added up."""
    rows = sheet_rows(layout, grids, notes)
    rows += missing_kinds(rows, companion, layout)
    for given in layout.given:
        give(given, rows, layout, notes)
    for strategy in layout.strategies:
        rows = strategy(rows)
    rows = without_routed(rows, layout, notes)
    tables: dict[tuple[str, str], tuple[Table, list[Record]]] = {}
    for own in layout.tables:
        tables[layout.id, own.id] = (layout.widened(own), [])
    for row in rows:
        for what, origin in row.get("@assumptions", ()):
            notes.assume(what, origin)
        by = row.get("@layout", layout)
        table = by.widened(by.table(row["@table"]))
        record = read_record(row, table, by, notes)
        if not record.sound and not notes.problems:
            notes.problem(message("this row cannot be read"), where=record.origin, mend=message("fill in its empty cells"))
        tables.setdefault((by.id, table.id), (table, []))[1].append(record)
    period = _period([record for table, records in tables.values() if table.record == "basics" for record in records])
    kinds: dict[str, list[tuple[Table, Record]]] = {}
    for table, records in tables.values():
        kinds.setdefault(table.record, []).extend((table, record) for record in join_months(records, table, period, notes))
    return FormRows(kinds)


def _period(basics: Sequence[Record]) -> tuple[Month, ...]:
    """Return the months of the period, none where the form does not tell it."""
    for record in basics:
        start, end = record["period_start"], record["period_end"]
        if isinstance(start, date) and isinstance(end, date) and start <= end:
            return period_months(start, end)
    return ()
