"""OpenDocument spreadsheets (.ods): the stored values of their sheets, read as a stream of content.xml.

A stream of its own, since merged and hidden cells, errors and formulas are needed too. Elements and attributes:
OpenDocument 1.3 Part 3, 9 (tables) and 19.385–19.393 (values); errors are marked by LibreOffice's calcext:value-type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...messages import Message
from .archive import Archive, Damaged, Listener
from .cellmaker import ERROR_TEXTS, CellMaker, add_sheet, ghost
from .formats import PERCENT, as_number, clock
from .workbook import Area, Grid, Limits, too_large

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT, _STYLE = (f"{_SPACE}{name}:1.0 " for name in ("table", "office", "text", "style"))
_DRAWING = f"{_SPACE}drawing:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_CELL, _COVERED, _ROW, _SHEET = (f"{_TABLE}{tag}" for tag in ("table-cell", "covered-table-cell", "table-row", "table"))
_CELLS = (_CELL, _COVERED)
_ASIDE = (f"{_OFFICE}annotation", f"{_TABLE}shapes", f"{_TABLE}detective", f"{_OFFICE}forms", f"{_TABLE}dde-link")
_STYLES, _SHEET_STYLE, _SPREADSHEET = f"{_STYLE}style", f"{_STYLE}table-properties", f"{_OFFICE}spreadsheet"
_KIND, _VALUE, _FORMULA = f"{_OFFICE}value-type", f"{_OFFICE}value", f"{_TABLE}formula"
_ACROSS, _DOWN = f"{_TABLE}number-columns-spanned", f"{_TABLE}number-rows-spanned"
_TELLING = frozenset((_KIND, _FORMULA, _ACROSS, _DOWN))
_CLOCK = re.compile(r"(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_REPEATED_COLUMNS, _REPEATED_ROWS = f"{_TABLE}number-columns-repeated", f"{_TABLE}number-rows-repeated"
ROWS, COLUMNS = 1_048_576, 16_384
"""The size of a sheet of LibreOffice."""


def read_ods(name: str, content: bytes, limits: Limits) -> tuple[list[Grid], list[Message]]:
    """Return the sheets of a spreadsheet in order, and what was left out.

    What is damaged raises one of `archive.UNREADABLE`, what is too large a `FormError`.
    """
    reader = _Content(name, limits)
    Archive(name, content, limits).parse("content.xml", reader)
    if not reader.spreadsheet:
        raise Damaged("there is no spreadsheet in it")
    return reader.grids, reader.remarks


@dataclass(frozen=True)
class _Place:
    """One cell that says something: its first column, how many columns it is repeated over, what it says."""

    column: int
    repeated: int
    attributes: dict[str, str]
    lines: tuple[str, ...]


class _Content(Listener):
    """Listens to content.xml: styles that hide sheets, then sheets, rows and cells."""

    def __init__(self, name: str, limits: Limits) -> None:
        super().__init__()
        self.name, self.limits = name, limits
        self.grids: list[Grid] = []
        self.remarks: list[Message] = []
        self.spreadsheet = False
        self.hiding: set[str] = set()
        self.style = ""
        self.aside = 0
        self.tables = 0
        self.maker: CellMaker | None = None
        self.hidden = False
        self.areas: list[Area] = []
        self.row, self.rows, self.column = 0, 1, 0
        self.places: list[_Place] = []
        self.cell: dict[str, str] | None = None
        self.covered = False
        self.lines: list[str] = []
        self.length = 0

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        self.count += 1
        self.depth += 1
        if self.aside:
            self.aside += 1
        elif name in _CELLS:
            if self.cell is not None:
                raise Damaged("a cell stands inside another")
            self.cell, self.covered = attributes, name == _COVERED
        elif name == _ROW:
            self.row += self.rows
            self.rows, self.column = _repeats(attributes, _REPEATED_ROWS), 0
        elif name in _ASIDE or name.startswith(_DRAWING):
            self.aside = 1
        elif self.cell is not None:
            self._start_text(name, attributes)
        elif name == _STYLES:
            self.style = attributes.get(f"{_STYLE}name", "")
        elif name == _SHEET_STYLE:
            if attributes.get(f"{_TABLE}display") == "false":
                self.hiding.add(self.style)
        elif name == _SPREADSHEET:
            self.spreadsheet = True
        elif name == _SHEET:
            self._start_table(attributes)

    def end(self, name: str, /) -> None:
        self.depth -= 1
        if self.aside:
            self.aside -= 1
        elif name in _CELLS:
            self._end_cell()
        elif name == _ROW:
            self._end_row()
        elif name == _SHEET:
            self._end_table()

    def text(self, data: str, /) -> None:
        if self.lines and not self.aside:
            self.length += len(data)
            if self.length > self.limits.string:
                raise Damaged("a cell holds more text than a cell can")
            self.lines[-1] += data

    def _start_table(self, attributes: dict[str, str]) -> None:
        self.tables += 1
        if not self.spreadsheet or self.tables > 1:
            raise Damaged("a table stands inside another")
        title = attributes.get(f"{_TABLE}name", "")
        self.maker = CellMaker(self.name, title, self.limits)
        self.hidden = attributes.get(f"{_TABLE}style-name") in self.hiding
        self.areas = []
        self.row, self.rows = 0, 1

    def _end_table(self) -> None:
        self.tables -= 1
        if self.maker is None:
            return
        if left_out := ghost(self.maker.sheet):
            self.remarks.append(left_out)
        else:
            add_sheet(self.grids, self.maker, self.areas, hidden=self.hidden)
        self.maker = None

    def _end_cell(self) -> None:
        """Keep the cell that ends here, if it says something; formatted empty ones are only counted."""
        attributes = self.cell or {}
        repeated = _repeats(attributes, _REPEATED_COLUMNS)
        if not self.covered and (self.lines or not _TELLING.isdisjoint(attributes)):
            self.places.append(_Place(self.column + 1, repeated, attributes, tuple(self.lines)))
        self.column += repeated
        self.cell = None
        if self.lines:
            self.lines.clear()
            self.length = 0

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a paragraph of a cell, or add a blank or a line break to it."""
        if name == f"{_TEXT}p":
            self.lines.append("")
        elif name == f"{_TEXT}s":
            self.text(" " * min(int(attributes.get(f"{_TEXT}c", "1")), self.limits.string))
        elif name == f"{_TEXT}tab":
            self.text("\t")
        elif name == f"{_TEXT}line-break":
            self.text("\n")

    def _end_row(self) -> None:
        """Add the cells of the row that ends here, as often as the row is repeated."""
        for place in self.places if self.maker is not None else ():
            self._add(place)
        self.places.clear()

    def _add(self, place: _Place) -> None:
        assert self.maker is not None
        attributes = place.attributes
        formula = _FORMULA in attributes
        value, shown, error = _value(attributes, "\n".join(place.lines) if place.lines else None, formula=formula)
        across, down = _repeats(attributes, _ACROSS), _repeats(attributes, _DOWN)
        if across > 1 or down > 1:
            self.areas.append(Area(self.row, place.column, self.row + down - 1, place.column + across - 1))
        if not formula and not error and (value is None or value == ""):
            return
        if self.row + self.rows - 1 > ROWS or place.column + place.repeated - 1 > COLUMNS:
            raise Damaged("a cell stands outside the sheet")
        self.count += place.repeated * self.rows
        if place.repeated * self.rows > self.limits.filled:
            raise too_large(self.name)
        for row in range(self.row, self.row + self.rows):
            for column in range(place.column, place.column + place.repeated):
                self.maker.add(row, column, value, shown=shown, formula=formula, error=error)


def _repeats(attributes: dict[str, str], name: str) -> int:
    """Return how often a cell or a row is repeated, or over how many it is merged."""
    if name not in attributes:
        return 1
    number = int(attributes[name])
    if not 1 <= number <= ROWS:
        raise Damaged(f"a cell or row is repeated {number} times")
    return number


def _value(attributes: dict[str, str], shown: str | None, *, formula: bool) -> tuple[Any, str, str]:
    """Return the stored value of a cell, how it is shown, and the error it shows.

    LibreOffice stores the empty text as the result of a formula as an empty paragraph without a type of value.
    """
    text = shown or ""
    kind = attributes.get(_KIND, "")
    if attributes.get(f"{_CALC}value-type") == "error" or (formula and ERROR_TEXTS.fullmatch(text.strip())):
        return None, "", text.strip() or "#N/A"
    if kind in ("float", "currency", "percentage"):
        stored = attributes.get(_VALUE, "")
        return (as_number(stored) if stored else None), PERCENT if kind == "percentage" else "", ""
    if kind == "date":
        stored = attributes.get(f"{_OFFICE}date-value", "")
        return (date.fromisoformat(stored[:10]) if stored else None), "", ""
    if kind == "time":
        return _clock(attributes.get(f"{_OFFICE}time-value", "")), "", ""
    if kind == "boolean":
        return attributes.get(f"{_OFFICE}boolean-value") == "true", "", ""
    if kind == "string":
        return text or attributes.get(f"{_OFFICE}string-value", ""), "", ""
    return shown, "", ""


def _clock(stored: str) -> str:
    """Return a duration such as "PT30H00M00S" as hours:minutes:seconds."""
    match = _CLOCK.fullmatch(stored)
    if match is None:
        return stored
    sign, days, hours, minutes, seconds = match.groups(default="0")
    return ("-" if sign == "-" else "") + clock(((int(days) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds))
