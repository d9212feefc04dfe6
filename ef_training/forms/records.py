"""One row of a table as typed values: what its cells, its header and its table say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..inventory.model import Origin
from ..messages import Message, message, msg
from ..units import find_unit
from .factor_units import read_factor_unit
from .files.workbook import Cell
from .layout_model import Field, Importer, Row, Table
from .month_columns import sum_of_months
from .notes import Notes
from .values import (
    UNIT_OF,
    Unreadable,
    blank,
    expectation,
    in_own_unit,
    not_a_number,
    number_with_unit,
    read_cell,
    says_nothing,
    shown,
    text_of,
    within,
    without_year,
)

EMPTY_WORD = msg("“{text}” was taken as an empty cell ({cells})")
FORMULA = msg("the values that formulas had when the workbook was last saved were used ({cells})")
UNIT_IN_CELL = msg("the unit stands in one cell with the figure and was read from there ({cells})")
UNIT_OF_HEADER = msg("there is no unit in the row; that of the header, “{unit}”, was taken ({cells})")
DEFAULT_USED = msg("{field} is empty; “{value}” was taken ({cells})")

WAY = frozenset({"leg1_mode", "leg1_km", "leg2_mode", "leg2_km"})
"""The fields that tell how what a line buys comes."""

OWNERS = ("line_id", "number", "factor_id", "name")
"""The fields that name a row, the best first."""


@dataclass(frozen=True)
class Record:
    """One row as typed values by field id.

    ``spelled`` keeps units as written, ``present`` names the fields whose cell says something, readable or not; the
    record is not ``sound`` where a problem was found; ``unread`` names the fields that have one.
    """

    table: str
    origin: Origin
    values: Mapping[str, Any]
    origins: Mapping[str, Origin]
    spelled: Mapping[str, str]
    present: frozenset[str]
    sound: bool
    unread: frozenset[str] = frozenset()

    @property
    def usable(self) -> bool:
        """Whether a line can be made of the row: everything but the way it comes by can be read."""
        return self.sound or (bool(self.unread) and self.unread <= WAY)

    def __getitem__(self, field_id: str) -> Any:
        return self.values.get(field_id)

    def where(self, field_id: str) -> Origin:
        """Return the cell of a field, the row where its column is missing."""
        return self.origins.get(field_id, self.origin)


def record_with(record: Record, values: Mapping[str, Any]) -> Record:
    """Return the record with some values put in their place."""
    return replace(record, values={**record.values, **values})


def read_record(row: Row, table: Table, importer: Importer, notes: Notes) -> Record:
    """Read every field of a row; each cell that cannot be read is one problem."""
    reading, before = _Reading(row, table, importer, notes), len(notes.problems)
    for field in table.fields:
        reading.read(field)
    for unit_id, cell in reading.units.items():
        if unit_id not in table.ids:
            reading.take_unit(unit_id, cell)
    reading.check_level()
    for name in ("stage", "group", "level"):
        if reading.values.get(name) is None and getattr(table, name) and name not in reading.present:
            reading.values[name] = getattr(table, name)
    present, unread = frozenset(reading.present), frozenset(reading.unread)
    notes.touch(before, _touched(table, reading))
    return Record(table.id, row["@origin"], reading.values, reading.origins, reading.spelled, present, not unread, unread)


def _touched(table: Table, reading: _Reading) -> tuple[str, ...]:
    """Return the part of the inventory that a row with problems leaves incomplete."""
    if table.record == "basics":
        return ("mass",) if reading.unread == {"mass_per_unit"} else ("basics",)
    if table.record not in ("line", "transport", "summary"):
        return (table.record,)
    if table.record == "transport" or reading.unread <= WAY:
        return ("distance",)
    return (reading.values.get("group") or table.group or "lines",)


class _Reading:
    """The reading of one row."""

    def __init__(self, row: Row, table: Table, importer: Importer, notes: Notes):
        self.row, self.table, self.importer, self.notes = row, table, importer, notes
        self.values: dict[str, Any] = {}
        self.origins: dict[str, Origin] = {}
        self.spelled: dict[str, str] = {}
        self.present: set[str] = set()
        self.unread: set[str] = set()
        self.own_units = _units_in_cells(row, table)
        self.units: dict[str, Cell] = {**row.get("@units", {}), **self.own_units}

    def read(self, field: Field) -> None:
        """Read one field; what is wrong with it is noted as a problem."""
        cell = blank(self.row, field.id)
        if field.id in self.row:
            self.origins[field.id] = cell.origin
        try:
            self._read(cell, field)
        except Unreadable as error:
            self.unread.add(field.id)
            self.present.add(field.id)
            owner = next((str(self.values[name]) for name in OWNERS if self.values.get(name)), "")
            self.notes.problem(error.what, where=cell.origin, mend=error.mend, subject=f"{self.table.record}:{owner}:{field.id}")

    def _read(self, cell: Cell, field: Field) -> None:
        if says_nothing(cell, field, self.importer):
            self.notes.gather(EMPTY_WORD, cell.origin, text=shown(cell.value))
            cell = Cell(None, cell.origin)
        if not cell.empty:
            self.present.add(field.id)
        value = self._value(cell, field)
        if field.id == "amount" and "@months" in self.row:
            self.origins.setdefault("amount", self.row["@months"][0][1].origin)
            value, readable = sum_of_months(self.row, value, field, self.importer, self.notes)
            if not readable:
                self.unread.add(field.id)
                return
        if cell.formula and value is not None:
            self.notes.gather(FORMULA, cell.origin)
        if field.type == "unit":
            if value is not None:
                self.spelled[field.id] = without_year(str(cell.value))
            elif field.id in self.units:
                self.take_unit(field.id, self.units[field.id], self._had_column(field))
                return
        if value is None and field.type == "factor-unit" and field.id in self.units:
            value = read_cell(self.units[field.id], field, self.importer, self.notes)
        if value is None and field.required:
            self.unread.add(field.id)
            if (
                field.id in self.row
                or self.row.get("@columns") != self.table.id
                or (field.id == "amount" and "@months" in self.row)
            ):
                raise _empty(field, self.notes)
        self.values[field.id] = self._default(field, cell) if value is None else value

    def _value(self, cell: Cell, field: Field) -> Any:
        """Return what a cell says; a figure that brings its unit is brought to the unit of its column."""
        told = number_with_unit(cell) if field.type == "number" else None
        if told is None or cell.fault is not None:
            value = read_cell(cell, field, self.importer, self.notes)
            if isinstance(value, float):
                value *= self.row["@factors"].get(field.id, 1.0)
            return value
        partner = UNIT_OF.get(field.id)
        if partner is not None and find_unit(told[1]) is None:
            raise not_a_number(cell.value)
        if partner is None:
            value = in_own_unit(cell, told, field)
        else:
            self._check_unit(cell, told[1], partner)
            value = told[0]
        self.notes.gather(UNIT_IN_CELL, cell.origin)
        return within(value, field, self.notes)

    def _check_unit(self, cell: Cell, spelling: str, partner: str) -> None:
        """The unit beside a figure must be that of the row and of the other figures of the row."""
        own = find_unit(spelling)
        column = blank(self.row, partner)
        header = self.row.get("@units", {}).get(partner)
        for other in (header if column.empty and header else column, self.own_units[partner]):
            found = find_unit(text_of(other.value)) if other.value is not None else None
            if found is not None and own is not None and found.code != own.code:
                raise Unreadable(
                    message(
                        "“{text}” is a number with a unit in one cell, and the unit of the row is {unit}",
                        text=shown(cell.value),
                        unit=shown(other.value),
                    ),
                    message("write only the number here and its unit into the column of units"),
                )

    def take_unit(self, unit_id: str, cell: Cell, had_column: bool = False) -> None:
        """Take the unit of a row from its header or from the cell of the figure."""
        if unit_id == "factor_unit":
            self.values.setdefault(unit_id, read_factor_unit(text_of(cell.value)))
            return
        found = find_unit(text_of(cell.value))
        if found is None or unit_id == "level":
            return
        self.values[unit_id], self.spelled[unit_id] = found.code, str(cell.value)
        self.origins.setdefault(unit_id, cell.origin)
        if had_column and unit_id not in self.own_units:
            self.notes.gather(UNIT_OF_HEADER, self.origins[unit_id], unit=str(cell.value))

    def check_level(self) -> None:
        """The level that the header of the amounts names holds where the row names none; another one on the row is a problem."""
        named = self.row.get("@units", {}).get("level")
        if named is None:
            return
        if self.values.get("level") is None or "level" not in self.table.ids:
            self.values["level"] = named.value
        elif self.values["level"] != named.value:
            self.unread.add("level")
            self.notes.problem(
                message("the level of the row is another than the header of the amounts says ({cell})", cell=named.origin.cell),
                where=blank(self.row, "level").origin,
                mend=message("say whether the amount counts the whole plant, the product over the period, or one declared unit"),
            )

    def _had_column(self, field: Field) -> bool:
        return field.id in self.row

    def _default(self, field: Field, cell: Cell) -> Any:
        """Return the default of an empty field; one that hangs on another field is used only with it, and noted."""
        if field.default is None:
            return None
        if field.default_with:
            if blank(self.row, field.default_with).empty:
                return None
            self.notes.gather(DEFAULT_USED, cell.origin, field=field.label[self.notes.lang], value=self._shown(field))
        if field.type == "unit":
            found = find_unit(str(field.default))
            return found.code if found else None
        return field.default

    def _shown(self, field: Field) -> str:
        """Return a default as the form would say it."""
        if field.vocabulary and field.type.endswith("choice"):
            label = self.importer.vocabularies[field.vocabulary].labels.get(str(field.default))
            return label[self.notes.lang] if label else str(field.default)
        return self.importer.spelling(str(field.default), self.notes.lang) if field.type == "unit" else str(field.default)


def _empty(field: Field, notes: Notes) -> Unreadable:
    what: Message = message("{field} is empty", field=field.label[notes.lang])
    return Unreadable(what, expectation(field, notes))


def _units_in_cells(row: Row, table: Table) -> dict[str, Cell]:
    """Return the units that stand in one cell with a figure, by the field that would hold them."""
    found: dict[str, Cell] = {}
    for field in table.fields:
        partner = UNIT_OF.get(field.id)
        told = number_with_unit(blank(row, field.id)) if partner and field.type == "number" else None
        if partner and told:
            found.setdefault(partner, Cell(told[1], blank(row, field.id).origin))
    return found
