"""From a cell to a value of the type its field asks for; what cannot be read is a problem, never a zero."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..errors import UnitError
from ..inventory.model import Origin
from ..messages import Message, message
from ..text import day, fold, number, year
from ..units import find_unit, split_ratio
from .layout import Field, Importer, Row, Table
from .notes import Notes
from .rows import blank
from .workbook import Cell

_RANGE = re.compile(r"^約?\d[\d.,]*\D{0,4}(?:~|-|到|至|to)\d")
_ABOUT = re.compile(r"^(?:約|大約|大概|估計|about|approx|ca\.|~|≈|±)|(?:左右|上下)$")
_LIMIT = re.compile(r"^(?:<|>|≤|≥|小於|大於|低於|高於)|(?:以上|以下|以內)$")
_NOTHING = re.compile(r"^(?:[-_/.?]+|無|沒有|n/?a|none|nil|null|缺漏|缺|未知|不明|待確認|待補|unknown|tbd)$")
_WITH_UNIT = re.compile(r"^([-+]?[\d.,]+(?:e[-+]?\d+)?)(\D.*)$")


LARGEST = 1e15
"""The largest figure that is read: beyond it a spreadsheet, with its 15 digits, no longer counts in ones."""


class Unreadable(Exception):
    """A cell that does not hold what its field asks for."""

    def __init__(self, what: Message, mend: Message | None = None):
        self.what, self.mend = what, mend
        super().__init__(what.render("en"))


@dataclass(frozen=True)
class Record:
    """One row as typed values by field id.

    ``spelled`` keeps units as written, ``present`` names the fields whose cell says something, readable or not; the
    record is not ``sound`` where a problem was found.
    """

    table: str
    origin: Origin
    values: Mapping[str, Any]
    origins: Mapping[str, Origin]
    spelled: Mapping[str, str]
    present: frozenset[str]
    sound: bool

    def __getitem__(self, field_id: str) -> Any:
        return self.values.get(field_id)

    def where(self, field_id: str) -> Origin:
        """Return the cell of a field, the row where its column is missing."""
        return self.origins.get(field_id, self.origin)


def read_record(row: Row, table: Table, importer: Importer, notes: Notes) -> Record:
    """Read every field of a row; each cell that cannot be read is one problem."""
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    spelled: dict[str, str] = {}
    sound = True
    for field in table.fields:
        cell = blank(row, field.id)
        if field.id in row:
            origins[field.id] = cell.origin
        try:
            value = _read(cell, field, importer, notes)
            if isinstance(value, float):
                value *= row["@factors"].get(field.id, 1.0)
            if value is None and field.required:
                sound = False
                if field.id in row:
                    raise Unreadable(message("{field} is empty", field=field.label[notes.lang]), _expectation(field, notes))
            values[field.id] = field.default if value is None else value
            if field.type == "unit" and value is not None:
                spelled[field.id] = str(cell.value)
        except Unreadable as error:
            sound = False
            notes.problem(error.what, where=cell.origin, mend=error.mend)
    present = frozenset(field.id for field in table.fields if not blank(row, field.id).empty)
    return Record(table.id, row["@origin"], values, origins, spelled, present, sound)


def _expectation(field: Field, notes: Notes) -> Message | None:
    return message("{help}", help=field.help[notes.lang]) if field.help else None


def _read(cell: Cell, field: Field, importer: Importer, notes: Notes) -> Any:
    if cell.fault is not None:
        raise Unreadable(cell.fault, message("write the value itself into the cell, or open and save the workbook in Excel"))
    if cell.value is None:
        return None
    if cell.filled and field.extensive:
        raise Unreadable(
            message("this row has no {field} of its own: the cell is merged with those above", field=field.label[notes.lang]),
            message("unmerge the cells and give each row its own figure"),
        )
    return READERS[field.type](cell, field, importer, notes)


def text_of(value: Any) -> str:
    """Return a cell value as text: whole numbers without a decimal point, dates as ISO dates."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def shown(value: Any) -> str:
    """Return a cell value as a sentence shows it: on one line, cut where it is long."""
    text = " ".join(text_of(value).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _text(cell: Cell, field: Field, importer: Importer, notes: Notes) -> str:
    return text_of(cell.value)


def _number(cell: Cell, field: Field, importer: Importer, notes: Notes) -> float:
    value = number(cell.value)
    if value is None:
        raise not_a_number(cell.value)
    return within(value, field, notes)


def within(value: float, field: Field, notes: Notes) -> float:
    """Return the value if it lies within the bounds of its field."""
    label, figure = field.label[notes.lang], f"{value:g}"
    if abs(value) > LARGEST:
        raise Unreadable(message("{field} is too large: {value}", field=label, value=figure), _expectation(field, notes))
    if field.minimum is not None and value < 0 <= field.minimum:
        raise Unreadable(
            message("{field} is negative: {value}", field=label, value=figure),
            message("write amounts as positive numbers; waste too is a positive amount of waste"),
        )
    if field.minimum is not None and value < field.minimum:
        raise Unreadable(
            message("{field} is below {minimum}: {value}", field=label, minimum=f"{field.minimum:g}", value=figure),
            _expectation(field, notes),
        )
    if field.above is not None and value <= field.above:
        raise Unreadable(
            message("{field} must be greater than {above}: {value}", field=label, above=f"{field.above:g}", value=figure),
            _expectation(field, notes),
        )
    return value


def not_a_number(value: Any) -> Unreadable:
    """Say what stands where a number is expected."""
    if isinstance(value, date):
        return Unreadable(
            message("a date ({text}) stands where a number is expected", text=value.isoformat()),
            message("set the cell format to a number and write the number again"),
        )
    text = shown(value)
    folded = fold(text)
    if _NOTHING.match(folded):
        return Unreadable(
            message("“{text}” stands where a number is expected", text=text),
            message("leave the cell empty if there is nothing; write 0 if it is zero"),
        )
    for pattern, what in (
        (_LIMIT, message("“{text}” is a limit, not a number", text=text)),
        (_RANGE, message("“{text}” is a range, not a number", text=text)),
        (_ABOUT, message("“{text}” is an approximation, not a number", text=text)),
    ):
        if pattern.search(folded):
            return Unreadable(what, message("write the best single figure and mark the data quality as estimated"))
    match = _WITH_UNIT.match(folded)
    if match and number(match.group(1)) is not None and find_unit(match.group(2)):
        return Unreadable(
            message("“{text}” is a number with a unit in one cell", text=text),
            message("write only the number here and the unit into its own column"),
        )
    return Unreadable(message("“{text}” is not a number", text=text), message("write one number, with digits only"))


def _fraction(cell: Cell, field: Field, importer: Importer, notes: Notes) -> float:
    """Read a share of 0–1: 0.32, "32%", a cell shown as per cent; a number above 1 is per cent, which is noted."""
    label = field.label[notes.lang]
    value = number(cell.value)
    text = unicodedata.normalize("NFKC", str(cell.value)).strip()
    if value is None and text.endswith("%") and (per_cent := number(text[:-1].strip())) is not None:
        value = per_cent / 100
    elif value is None:
        raise not_a_number(cell.value)
    elif 1 < value <= 100 and not cell.percent:
        notes.assume(message("{field} {value} was read as {value} %", field=label, value=f"{value:g}"), cell.origin)
        value /= 100
    if not 0 <= value <= 1:
        raise Unreadable(
            message("{field} is outside 0 to 100 %: {text}", field=label, text=text),
            message("write the share by mass, for example 32%"),
        )
    return value


def _integer(cell: Cell, field: Field, importer: Importer, notes: Notes) -> int:
    value = _number(cell, field, importer, notes)
    if not value.is_integer():
        raise Unreadable(message("{value} is not a whole number", value=f"{value:g}"))
    return int(value)


def _year(cell: Cell, field: Field, importer: Importer, notes: Notes) -> int:
    found = cell.value.year if isinstance(cell.value, date) else year(text_of(cell.value))
    if found is None:
        raise Unreadable(message("“{text}” is not a year", text=shown(cell.value)), message("for example 2024 or 113"))
    return found


def _date(cell: Cell, field: Field, importer: Importer, notes: Notes) -> date:
    """Read a date; a year alone stands for its first or last day (``field.edge``), which is noted."""
    text = text_of(cell.value)
    found = cell.value if isinstance(cell.value, date) else day(text)
    if found is None and (alone := year(text)) is not None:
        found = date(alone, 12, 31) if field.edge == "end" else date(alone, 1, 1)
        notes.assume(message("“{text}” was read as {date}", text=text, date=found.isoformat()), cell.origin)
    if found is None:
        raise Unreadable(message("“{text}” is not a date", text=shown(text)), message("for example 2024-01-31 or 113/1/31"))
    return found


def _unit(cell: Cell, field: Field, importer: Importer, notes: Notes) -> str:
    text = text_of(cell.value)
    found = find_unit(text)
    if found is None:
        raise Unreadable(message("unknown unit “{unit}”", unit=shown(text)), _units_mend(field, importer, notes))
    if found.kind in field.refused_kinds or (field.kinds and found.kind not in field.kinds):
        raise Unreadable(
            message("“{unit}” is no unit for {field}", unit=shown(text), field=field.label[notes.lang]),
            _units_mend(field, importer, notes),
        )
    return found.code


def _units_mend(field: Field, importer: Importer, notes: Notes) -> Message:
    units = ", ".join(importer.spelling(code, notes.lang) for code in field.units)
    return message("use a unit such as {units}", units=units)


def _ratio(cell: Cell, field: Field, importer: Importer, notes: Notes) -> str:
    try:
        top, bottom = split_ratio(text_of(cell.value))
    except UnitError as error:
        raise Unreadable(
            error.problems[0].what, message("write unit of the target / unit of the line, for example kg/L")
        ) from error
    return f"{top.code}/{bottom.code}"


def _choice(cell: Cell, field: Field, importer: Importer, notes: Notes) -> str:
    vocabulary = importer.vocabularies[field.vocabulary]
    text = text_of(cell.value)
    found = vocabulary.find(text)
    if found is None or (field.choices and found not in field.choices):
        words = ", ".join(vocabulary.words(notes.lang, field.choices))
        raise Unreadable(
            message("“{text}” is no word for {field}", text=shown(text), field=field.label[notes.lang]),
            message("choose one of: {words}", words=words),
        )
    return found


def _open_choice(cell: Cell, field: Field, importer: Importer, notes: Notes) -> str:
    text = text_of(cell.value)
    return importer.vocabularies[field.vocabulary].find(text) or text


READERS: Mapping[str, Callable[[Cell, Field, Importer, Notes], Any]] = {
    "text": _text,
    "number": _number,
    "fraction": _fraction,
    "integer": _integer,
    "year": _year,
    "date": _date,
    "unit": _unit,
    "ratio": _ratio,
    "choice": _choice,
    "open-choice": _open_choice,
}
