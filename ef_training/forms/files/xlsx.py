"""Excel workbooks (.xlsx, .xlsm): the stored values of their sheets, read as a stream.

A stream of its own, and not openpyxl, because that makes an object of every formatted cell and row (a million of them take
gigabytes), reads a workbook twice to tell formulas from values, and gives up on parts that a form does not need (drawings,
comments, pivot tables). Layout of the parts: ECMA-376 Part 1, 18.2 (workbook), 18.3 (worksheets), 18.4 (shared strings),
18.8 (styles).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...messages import Message, message
from .archive import Archive, Damaged, Listener, Relation
from .cellmaker import CellMaker, add_sheet, ghost
from .formats import as_number, format_kind
from .workbook import Area, Grid, Limits

_NAMESPACES = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
_IDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_TAGS = {
    f"{namespace} {tag}": tag
    for namespace in _NAMESPACES
    for tag in (
        *("c", "v", "f", "is", "t", "row", "mergeCell", "si", "rPh", "sheet", "workbookPr", "workbook"),
        *("numFmt", "cellXfs", "xf"),
    )
}
ROWS, COLUMNS = 1_048_576, 16_384
"""The size of a sheet of Excel."""

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class _Sheet:
    title: str
    hidden: bool
    relation: str


def read_xlsx(name: str, content: bytes, limits: Limits) -> tuple[list[Grid], list[Message]]:
    """Return the sheets of a workbook in order, and what was left out.

    What is damaged raises one of `archive.UNREADABLE`, what is too large a `FormError`.
    """
    archive = Archive(name, content, limits)
    part = workbook_part(archive)
    book, strings, styles = _Workbook(), _Strings(limits), _Styles()
    archive.parse(part, book)
    relations = archive.relations(part)
    for relation in relations.values():
        if relation.kind in ("sharedStrings", "styles") and relation.target in archive:
            archive.parse(relation.target, strings if relation.kind == "sharedStrings" else styles)
    grids: list[Grid] = []
    remarks: list[Message] = []
    for sheet in book.sheets:
        found = relations.get(sheet.relation, Relation("worksheet", ""))
        if left_out := _left_out(sheet.title, found.kind, found.target in archive):
            remarks.append(left_out)
            continue
        maker = CellMaker(name, sheet.title, limits, since_1904=book.since_1904)
        cells = _Cells(maker, strings.found, styles.kinds)
        archive.parse(found.target, cells)
        add_sheet(grids, maker, cells.areas, hidden=sheet.hidden)
    return grids, remarks


def workbook_part(archive: Archive) -> str:
    """Return the name of the part that lists the sheets; an empty string where the archive is no workbook of Excel."""
    for relation in archive.relations("").values():
        if relation.kind == "officeDocument" and relation.target in archive:
            return relation.target
    return ""


def _left_out(title: str, kind: str, present: bool) -> Message | None:
    """Return why a sheet is not read, None where it is."""
    if not present:
        what = message("the sheet “{sheet}” is listed in the workbook but not stored in it; it was left out", sheet=title)
    elif kind != "worksheet":
        what = message("the sheet “{sheet}” is no table (a chart, a dialogue or a macro); it was left out", sheet=title)
    else:
        return ghost(title)
    return ghost(title) or what


class _Workbook(Listener):
    """The list of sheets."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[_Sheet] = []
        self.since_1904 = False

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        super().start(name, attributes)
        tag = _TAGS.get(name)
        if self.count == 1 and tag != "workbook":
            raise Damaged("the first part is no workbook")
        if tag == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true", "on")
        elif tag == "sheet":
            relation = next((attributes[key] for space in _IDS if (key := f"{space} id") in attributes), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(_Sheet(attributes.get("name", ""), hidden, relation))


class _Styles(Listener):
    """How each cell style shows numbers, by the index that cells give."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[int, str] = {}
        self.kinds: list[str] = []
        self.inside = False

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        super().start(name, attributes)
        tag = _TAGS.get(name)
        if tag == "numFmt":
            self.codes.setdefault(int(attributes.get("numFmtId", "0")), attributes.get("formatCode", ""))
        elif tag == "cellXfs":
            self.inside = True
        elif tag == "xf" and self.inside:
            number = int(attributes.get("numFmtId", "0"))
            self.kinds.append(format_kind(number, self.codes.get(number)))

    def end(self, name: str, /) -> None:
        self.depth -= 1
        if _TAGS.get(name) == "cellXfs":
            self.inside = False


class _Texts(Listener):
    """Collects the text of ``t`` elements, without the reading aids (``rPh``) of East Asian text."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.length, self.limit = 0, limits.string
        self.wanted = self.aside = False

    def text(self, data: str, /) -> None:
        if self.wanted:
            self.length += len(data)
            if self.length > self.limit:
                raise Damaged("a cell holds more text than a cell can")
            self.pieces.append(data)

    def taken(self) -> str:
        """Return the text collected so far and begin anew."""
        text = "".join(self.pieces)
        self.pieces.clear()
        self.length = 0
        return text


class _Strings(_Texts):
    """The table of shared strings."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.found: list[str] = []

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        super().start(name, attributes)
        tag = _TAGS.get(name)
        if tag == "rPh":
            self.aside = True
        self.wanted = tag == "t" and not self.aside

    def end(self, name: str, /) -> None:
        self.depth -= 1
        tag = _TAGS.get(name)
        self.wanted = False
        if tag == "rPh":
            self.aside = False
        elif tag == "si":
            self.found.append(_unescaped(self.taken()))


class _Cells(_Texts):
    """The cells of one sheet and its merged areas."""

    def __init__(self, maker: CellMaker, strings: Sequence[str], kinds: Sequence[str]) -> None:
        super().__init__(maker.limits)
        self.maker, self.strings, self.kinds = maker, strings, kinds
        self.areas: list[Area] = []
        self.row, self.reference, self.steps = 0, "", 0
        self.attributes: dict[str, str] = {}
        self.formula = self.stored = False

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        self.depth += 1
        tag = _TAGS.get(name)
        if tag == "c":
            self.count += 1
            self.attributes = attributes
            self.formula = self.stored = False
            # Only a cell that says something has its reference read: of formatted empty ones there may be a million. A cell
            # without a reference stands right of the one before, a row without a number below it.
            self.reference, self.steps = (attributes["r"], 0) if "r" in attributes else (self.reference, self.steps + 1)
        elif tag == "v" or tag == "t":
            self.stored = True
            self.wanted = not self.aside
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            self.count += 1
            self.row = int(float(attributes["r"])) if "r" in attributes else self.row + 1
            self.reference, self.steps = "", 0
        elif tag == "rPh":
            self.aside = True
        elif tag == "mergeCell":
            self.count += 1
            self.areas.append(area_of(attributes.get("ref", "")))

    def end(self, name: str, /) -> None:
        self.depth -= 1
        tag = _TAGS.get(name)
        if tag == "c":
            if self.stored or self.formula:
                self._add()
        elif tag == "v" or tag == "t":
            self.wanted = False
        elif tag == "rPh":
            self.aside = False

    def _add(self) -> None:
        """Add the cell that ends here."""
        row, column = place_of(self.reference) if self.reference else (self.row, 0)
        column += self.steps
        if not (1 <= row <= ROWS and 1 <= column <= COLUMNS):
            raise Damaged(f"a cell stands in row {row}, column {column}")
        kind, text = self.attributes.get("t", "n"), self.taken()
        style = int(self.attributes.get("s", "0"))
        shown = self.kinds[style] if kind == "n" and 0 <= style < len(self.kinds) else ""
        value, error = self._value(kind, text)
        self.maker.add(row, column, value, shown=shown, formula=self.formula, error=error)

    def _value(self, kind: str, text: str) -> tuple[Any, str]:
        """Return the stored value, and the error that the cell shows."""
        if kind in ("str", "inlineStr"):
            return (_unescaped(text) if self.stored else None), ""
        if not text:
            return None, ""
        if kind == "s":
            if not 0 <= int(text) < len(self.strings):
                raise Damaged(f"there is no text number {int(text)}")
            return self.strings[int(text)], ""
        if kind == "b":
            return text.strip() in ("1", "true"), ""
        if kind == "e":
            return None, text
        if kind == "d":
            return date.fromisoformat(text[:10]) if "-" in text else text.removeprefix("T"), ""
        return as_number(text), ""


def place_of(reference: str) -> tuple[int, int]:
    """Return row and column of a reference.

    >>> place_of("AB12")
    (12, 28)
    """
    match = _REFERENCE.match(reference)
    if match is None:
        raise Damaged(f"“{reference[:20]}” is no cell")
    column = 0
    for letter in match.group(1).upper():
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)), column


def area_of(reference: str) -> Area:
    """Return the area that a reference such as "B2:C5" names."""
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = place_of(first), place_of(last or first)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _unescaped(text: str) -> str:
    """Return a text without Excel's escapes of control characters; those that no text should hold are left out."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    if 0xD800 <= code <= 0xDFFF:
        return match.group()
    return chr(code) if code >= 32 or code in (9, 10, 13) else ""
