"""What would be read of a form: every row with its values, what was not understood, what was passed over, what was assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Problem
from ..inventory.model import Assumption, Draft, IgnoredRow, Inventory, Line, Origin
from .detect import Detection, detect
from .files.workbook import open_book
from .layout import load_importer
from .layout_model import Importer, Table
from .reader import Examined, examine
from .records import Record


@dataclass(frozen=True)
class TrialRow:
    """One row: where it stands, its values by field id, and whether all of it was understood."""

    origin: Origin
    values: Mapping[str, Any]
    sound: bool


@dataclass(frozen=True)
class TrialTable:
    """One table: where it stands, what its rows become, and its rows. ``labels`` holds the headers by field id."""

    id: str
    record: str
    sheet: str
    labels: Mapping[str, str]
    rows: tuple[TrialRow, ...]


@dataclass(frozen=True)
class Trial:
    """A form as far as it was read. ``inventory`` is what is sound of it, None where company, product or output are missing.

    ``detection`` tells how the layout was found, None where it was given; ``lines`` are those that result, with transport legs.
    """

    form: str
    layout: Importer
    detection: Detection | None
    tables: tuple[TrialTable, ...]
    draft: Draft
    inventory: Inventory | None
    problems: tuple[Problem, ...]
    assumptions: tuple[Assumption, ...]
    ignored: tuple[IgnoredRow, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that result from the rows, those with a problem of their own left out."""
        return self.draft.lines

    @property
    def readable(self) -> bool:
        """Tell whether the form can be used as it is."""
        return not self.problems and self.inventory is not None


def try_form(path: Path, *, importer: str | None = None, basics: Path | None = None) -> Trial:
    """Read a form without using it.

    Parameters
    ----------
    path : Path
        The form. It is only read.
    importer : str, optional
        Name of an installed importer, or the folder of one. Without it the layout is detected.
    basics : Path, optional
        A standard form that holds what ``path`` does not say.

    Raises
    ------
    FormError
        Where the file cannot be opened, no layout fits, or no sheet belongs to the layout that was given.
    """
    book = open_book(path)
    companion = open_book(basics) if basics is not None else None
    detection = None if importer else detect(book)
    layout = load_importer(importer or (detection.chosen() if detection else ""))
    examined = examine(book, layout, basics=companion)
    return Trial(
        form=book.name,
        layout=layout,
        detection=detection,
        tables=tuple(_tables(examined)),
        draft=examined.draft,
        inventory=examined.partial,
        problems=tuple(examined.notes.problems),
        assumptions=tuple(examined.notes.assumptions),
        ignored=tuple(examined.notes.ignored),
    )


def _tables(examined: Examined) -> list[TrialTable]:
    """Return the tables that have rows, in the order of the layout; those of a companion form or of strategies follow."""
    groups: dict[tuple[int, str], tuple[Table, list[Record]]] = {}
    for kind in examined.rows.kinds:
        for table, record in examined.rows.pairs(kind):
            groups.setdefault((id(table), record.origin.sheet), (table, []))[1].append(record)
    order = {id(table): number for number, table in enumerate(examined.layout.tables)}
    ranked = sorted(groups.items(), key=lambda item: order.get(item[0][0], len(order)))
    return [_table(table, sheet, records, examined.notes.lang) for (_, sheet), (table, records) in ranked]


def _table(table: Table, sheet: str, records: list[Record], lang: str) -> TrialTable:
    return TrialTable(
        id=table.id,
        record=table.record,
        sheet=sheet,
        labels={field.id: field.label[lang] for field in table.fields},
        rows=tuple(TrialRow(record.origin, _said(record, table), record.sound) for record in records),
    )


def _said(record: Record, table: Table) -> dict[str, Any]:
    """Return the values of a row that say something; units as they stand there, units of factors and months as text."""
    types = {field.id: field.type for field in table.fields}
    said: dict[str, Any] = {}
    for name, value in record.values.items():
        if value is None or value == "" or value == ():
            continue
        if types.get(name) == "factor-unit":
            mass, _, below = value
            value = f"kgCO2e/{below}" if mass == 1 else f"{mass:g} kgCO2e/{below}"
        elif types.get(name) == "month":
            value = ", ".join(str(month) for month in value)
        elif name in record.spelled:
            value = record.spelled[name]
        said[name] = value
    return said
