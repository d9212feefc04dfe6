"""From a cell to a value of the type its field asks for; what cannot be read is a problem, never a zero."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from ..errors import UnitError
from ..messages import Message, message, msg
from ..text import day, fold, number, year
from ..units import AMBIGUOUS, Unit, find_unit, split_ratio, unit
from .factor_units import read_factor_unit
from .files.workbook import Cell
from .layout_model import Field, Importer, Row
from .months import Month, read_months
from .notes import Notes

_RANGE = re.compile(r"^約?\d[\d.,]*\D{0,4}(?:~|-|到|至|to)\d")
_ABOUT = re.compile(r"^(?:約|大約|大概|估計|about|approx|ca\.|~|≈|±)|(?:左右|上下)$")
_LIMIT = re.compile(r"^(?:<|>|≤|≥|小於|大於|低於|高於)|(?:以上|以下|以內)$")
_NOTHING = re.compile(r"^(?:[-_/.?]+|無|沒有|n/?a|none|nil|null|缺漏|缺|未知|不明|待確認|待補|unknown|tbd)$")
_WITH_UNIT = re.compile(r"^([-+]?[\d.,]+(?:e[-+]?\d+)?)(\D.*)$")
REFERENCES = frozenset(("line_id", "allocation", "meter", "parent", "production_line", "target"))
"""Texts that name something else: a dash or “none” in them is no name."""

UNIT_OF = MappingProxyType(
    {
        "amount": "unit",
        "excluded": "unit",
        "amount_plant": "unit_plant",
        "amount_product": "unit_product",
        "amount_per_unit": "unit_per_unit",
        "quantity": "unit",
        "sold": "unit",
        "load": "load_unit",
        "declared_amount": "declared_unit",
    }
)
"""The field that holds the unit of a figure."""

AMOUNT_LEVEL = MappingProxyType(
    {"amount": "", "load": "", "amount_plant": "plant", "amount_product": "product", "amount_per_unit": "unit"}
)
"""The amounts of a row, and the level at which each counts by its name; empty where the row says it."""

PER_YEAR = msg("the unit is per year; the figure was taken as the amount of the period, one year ({cells})")
_A_YEAR = re.compile(r"(?:/|每|per)(?:年|yr|year|a)$")

LARGEST = 1e15
"""The largest figure that is read: beyond it a spreadsheet, with its 15 digits, no longer counts in ones."""


_USUAL = ("kg", "t", "L", "m3", "kWh", "item")
"""Units that are proposed where a field proposes none of its own."""


class Unreadable(Exception):
    """A cell that does not hold what its field asks for."""

    def __init__(self, what: Message, mend: Message | None = None):
        self.what, self.mend = what, mend
        super().__init__(what.render("en"))


def expectation(field: Field, notes: Notes) -> Message | None:
    """Return what a field asks for, as the form explains it."""
    return message("{help}", help=field.help[notes.lang]) if field.help else None


def says_nothing(cell: Cell, field: Field, importer: Importer) -> bool:
    """Tell whether a cell holds a word for “nothing” (a dash, 無, N/A) that may stand for an empty cell.

    It may where the field is optional and no free text; in a required field the word is refused, since a missing figure is not 0.
    """
    if field.required or cell.fault is not None or not isinstance(cell.value, str) or not _NOTHING.match(fold(cell.value)):
        return False
    if field.vocabulary and importer.vocabularies[field.vocabulary].find(cell.value):
        return False
    return field.type != "text" or field.id in REFERENCES


def read_cell(cell: Cell, field: Field, importer: Importer, notes: Notes) -> Any:
    """Return what a cell says, None where it is empty.

    Raises
    ------
    Unreadable
        Where the cell does not hold what the field asks for.
    """
    if cell.fault is not None:
        saved = message("write the value itself into the cell, or open and save the workbook in Excel")
        raise Unreadable(cell.fault, cell.mend or saved)
    if cell.value is None:
        return None
    if cell.filled and field.extensive:
        raise Unreadable(
            message("this row has no {field} of its own: the cell is merged with those above", field=field.label[notes.lang]),
            message("unmerge the cells and give each row its own figure"),
        )
    return READERS[field.type](cell, field, importer, notes)


def blank(row: Row, field_id: str) -> Cell:
    """Return the cell of a field, an empty one at the place of the row where its column is missing."""
    cell = row.get(field_id)
    return cell if isinstance(cell, Cell) else Cell(None, row["@origin"])


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
        raise Unreadable(message("{field} is too large: {value}", field=label, value=figure), expectation(field, notes))
    if field.minimum is not None and value < 0 <= field.minimum:
        raise Unreadable(
            message("{field} is negative: {value}", field=label, value=figure),
            message("write amounts as positive numbers; waste too is a positive amount of waste"),
        )
    if field.minimum is not None and value < field.minimum:
        raise Unreadable(
            message("{field} is below {minimum}: {value}", field=label, minimum=f"{field.minimum:g}", value=figure),
            expectation(field, notes),
        )
    if field.above is not None and value <= field.above:
        raise Unreadable(
            message("{field} must be greater than {above}: {value}", field=label, above=f"{field.above:g}", value=figure),
            expectation(field, notes),
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
    if (told := _split(folded)) and find_unit(told[1]):
        return Unreadable(
            message("“{text}” is a number with a unit in one cell", text=text),
            message("write only the number here and the unit into its own column"),
        )
    return Unreadable(message("“{text}” is not a number", text=text), message("write one number, with digits only"))


def without_year(text: str) -> str:
    """Return a unit per year ("公斤/年") without the year; other texts as they stand.

    >>> without_year("公斤／年"), without_year("公斤")
    ('公斤', '公斤')
    """
    folded = fold(text)
    bare = _A_YEAR.sub("", folded)
    return bare if bare != folded and find_unit(bare) and not find_unit(folded) else text


def number_with_unit(cell: Cell) -> tuple[float, str] | None:
    """Return number and unit of a cell that holds both ("113300 公斤", "1.16 kg/L"), None where it does not."""
    if not isinstance(cell.value, str) or number(cell.value) is not None or cell.value.strip().endswith(tuple(AMBIGUOUS)):
        return None
    told = _split(fold(cell.value))
    return told if told and measure(told[1]) else None


def _split(folded: str) -> tuple[float, str] | None:
    match = _WITH_UNIT.match(folded)
    value = number(match.group(1)) if match else None
    return None if match is None or value is None else (value, match.group(2))


def in_own_unit(cell: Cell, told: tuple[float, str], field: Field) -> float:
    """Return a figure that brings its unit in the unit of its field, to which it must convert."""
    named, own = measure(told[1]), measure(field.unit["en"]) if field.unit else None
    if named is None or own is None or named[0] != own[0]:
        raise not_a_number(cell.value)
    return told[0] * named[1] / own[1]


def measure(text: str) -> tuple[tuple[str, ...], float] | None:
    """Return kinds and factor of a unit or a ratio of two units ("kg/L"); None where the text is neither."""
    units: list[Unit | None] = [find_unit(part) for part in text.split("/")]
    known = [unit for unit in units if unit is not None]
    if not text or len(known) != len(units) or len(known) > 2:
        return None
    return tuple(unit.kind for unit in known), known[0].factor / (known[1].factor if len(known) > 1 else 1.0)


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
    """Read a date; a year or month alone stands for its first or last day (``field.edge``), which is noted."""
    text = text_of(cell.value)
    found = cell.value if isinstance(cell.value, date) else day(text)
    if found is None and (alone := year(text)) is not None:
        found = date(alone, 12, 31) if field.edge == "end" else date(alone, 1, 1)
    elif found is None and (months := read_months(cell.value)) and len(months) == 1 and months[0].year:
        found = _edge_of(months[0].year, months[0].month, field.edge)
    if found is not None and found != cell.value and day(text) is None:
        notes.assume(message("“{text}” was read as {date}", text=text, date=found.isoformat()), cell.origin)
    if found is None:
        raise Unreadable(message("“{text}” is not a date", text=shown(text)), message("for example 2024-01-31 or 113/1/31"))
    return found


def _edge_of(year_: int, month: int, edge: str) -> date:
    """Return the first day of a month, or the last where the field is the end of a period."""
    if edge != "end":
        return date(year_, month, 1)
    return date(year_ + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _months(cell: Cell, field: Field, importer: Importer, notes: Notes) -> tuple[Month, ...]:
    found = read_months(cell.value)
    if found is None:
        raise Unreadable(
            message("“{text}” is not a month", text=shown(cell.value)), message("for example 1, 1月, 113/01, 2024-01")
        )
    return found


def _factor_unit(cell: Cell, field: Field, importer: Importer, notes: Notes) -> tuple[float, str, str]:
    """Return kg CO2e in one of what stands above the stroke, code and spelling of the unit below it."""
    found = read_factor_unit(text_of(cell.value))
    if found is None:
        raise Unreadable(
            message("“{text}” is no unit of a climate factor", text=shown(cell.value)), message("for example kgCO2e/kg")
        )
    return found


def _unit(cell: Cell, field: Field, importer: Importer, notes: Notes) -> str:
    text = without_year(text_of(cell.value))
    found = find_unit(text)
    if found is not None and text != text_of(cell.value):
        notes.gather(PER_YEAR, cell.origin)
    if found is None:
        raise Unreadable(message("unknown unit “{unit}”", unit=shown(text)), _units_mend(field, importer, notes))
    if not _is_allowed(found, field):
        other = next((unit(rule.unit) for rule in importer.unit_rules if fold(text) in map(fold, rule.spellings)), None)
        if other is not None and _is_allowed(other, field):  # 度 where only a volume can be meant
            return other.code
        raise Unreadable(
            message("“{unit}” is no unit for {field}", unit=shown(text), field=field.label[notes.lang]),
            _units_mend(field, importer, notes),
        )
    return found.code


def _is_allowed(found: Unit, field: Field) -> bool:
    return found.kind not in field.refused_kinds and (not field.kinds or found.kind in field.kinds)


def _units_mend(field: Field, importer: Importer, notes: Notes) -> Message:
    if not field.units:
        return message("use a unit such as {units}", units=", ".join(importer.spelling(code, notes.lang) for code in _USUAL))
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
    "month": _months,
    "unit": _unit,
    "ratio": _ratio,
    "factor-unit": _factor_unit,
    "choice": _choice,
    "open-choice": _open_choice,
}
