"""Opening a workbook safely: its cells as plain values, with where they stand.

Only stored values are read: no formula or macro runs, no external link is followed. The archive is bounded before it is
unpacked, and XML with a document type definition (which no spreadsheet program writes) is refused.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ..errors import FormError, Problem
from ..inventory.model import Origin
from ..messages import Message, message

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    SyntaxError,
    RuntimeError,
    OverflowError,
    zipfile.BadZipFile,
)


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be. A filled form takes about 0.1 MB; the bounds are the project's own choice.

    ``file`` and ``unpacked`` bytes of the whole archive, ``xml`` bytes of all its XML parts, ``entries`` files in it,
    ``merged`` cells in one merged area.
    """

    file: int = 100_000_000
    unpacked: int = 200_000_000
    xml: int = 40_000_000
    entries: int = 2_000
    merged: int = 100_000


@dataclass(frozen=True)
class Cell:
    """One cell: its stored value (None where empty), and what keeps it from being read (``fault``).

    ``percent`` tells that the number is shown as per cent, ``filled`` that the value stands in the merged cell above.
    """

    value: Any
    origin: Origin
    percent: bool = False
    fault: Message | None = None
    filled: bool = False

    @property
    def empty(self) -> bool:
        """True where the cell says nothing."""
        return self.value is None and self.fault is None


@dataclass(frozen=True)
class Area:
    """A merged area, bounds included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """One sheet: its non-empty cells by (row, column), counted from 1."""

    title: str
    cells: Mapping[tuple[int, int], Cell]
    workbook: str = ""
    hidden: bool = False
    merged: tuple[Area, ...] = ()
    row_numbers: tuple[int, ...] = field(init=False)
    by_row: Mapping[int, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        by_row: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            by_row.setdefault(row, []).append(column)
        object.__setattr__(self, "by_row", {row: tuple(columns) for row, columns in by_row.items()})
        object.__setattr__(self, "row_numbers", tuple(by_row))

    def area(self, row: int, column: int) -> Area | None:
        """Return the merged area that covers a cell."""
        for area in self.merged:
            if area.top <= row <= area.bottom and area.left <= column <= area.right:
                return area
        return None

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell; one that is merged with the cell above it has the value of the merged area."""
        found = self.cells.get((row, column))
        area = self.area(row, column) if self.merged else None
        if area is None:
            return found or Cell(None, self.origin(row, column))
        anchor = self.cells.get((area.top, area.left))
        if anchor is None or column != area.left:
            return Cell(None, self.origin(row, column))
        return replace(anchor, filled=row != area.top)

    def origin(self, row: int, column: int) -> Origin:
        """Return where a cell stands."""
        from openpyxl.utils import get_column_letter

        return Origin(self.workbook, self.title, f"{get_column_letter(column)}{row}")


@dataclass(frozen=True)
class Book:
    """A workbook as read: file name, sha256 of its bytes, sheets in order."""

    name: str
    sha256: str
    grids: tuple[Grid, ...]


def open_book(path: Path, *, limits: Limits | None = None) -> Book:
    """Read all sheets of a workbook.

    Raises
    ------
    FormError
        With one problem, where the file is missing, is a folder, is encrypted, is no .xlsx workbook or is too large.
    """
    limits = limits or Limits()
    content = _content(path, limits)
    has_formulas = _inspect(path.name, content, limits)
    values = _load(path.name, content, data_only=True)
    formulas = _formula_cells(_load(path.name, content, data_only=False)) if has_formulas else {}
    grids = tuple(_grid(sheet, path.name, formulas.get(sheet.title, frozenset())) for sheet in values.worksheets)
    return Book(path.name, hashlib.sha256(content).hexdigest(), grids)


def _refuse(name: str, what: Message, mend: Message | None = None) -> FormError:
    return FormError(Problem(what, where=name, mend=mend))


def _content(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a file that may be a workbook."""
    try:
        if path.is_dir():
            raise _refuse(str(path), message("this is a folder, not a workbook"))
        if path.stat().st_size > limits.file:
            raise _refuse(path.name, message("the file is larger than {limit} MB", limit=limits.file // 10**6))
        content = path.read_bytes()
    except FileNotFoundError:
        raise _refuse(str(path), message("there is no such file")) from None
    except OSError as error:
        raise _refuse(str(path), message("the file cannot be read: {reason}", reason=error.strerror)) from error
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise _refuse(
                path.name,
                message("the workbook is protected by a password"),
                message("remove the password in Excel and save it again"),
            )
        raise _refuse(
            path.name,
            message("this is a workbook of the old .xls format"),
            message("save it as .xlsx in Excel or LibreOffice"),
        )
    return content


def _inspect(name: str, content: bytes, limits: Limits) -> bool:
    """Check the archive before a library unpacks it; return whether any cell holds a formula."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "[Content_Types].xml" not in archive.namelist():
                raise zipfile.BadZipFile("no [Content_Types].xml")
            entries = archive.infolist()
            if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unpacked:
                raise _too_large(name)
            return _inspect_parts(name, (archive.read(entry) for entry in entries), limits)
    except _UNREADABLE as error:
        raise _refuse(name, message("this is not an Excel workbook (.xlsx), or it is damaged")) from error


def _too_large(name: str) -> FormError:
    return _refuse(
        name,
        message("the workbook is far larger than a filled form"),
        message("copy the sheets of the form into a new workbook, without the empty formatted rows"),
    )


def _inspect_parts(name: str, parts: Iterable[bytes], limits: Limits) -> bool:
    formulas, size = False, 0
    for part in parts:
        if not part.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
            continue
        size += len(part)
        if size > limits.xml:
            raise _too_large(name)
        if any("<!DOCTYPE".encode(encoding) in part for encoding in ("ascii", "utf-16-le", "utf-16-be")):
            raise _refuse(name, message("the workbook holds a document type definition and is not opened"))
        for left, top, right, bottom in _MERGED.findall(part):
            if _columns(left, right) * (abs(int(bottom) - int(top)) + 1) > limits.merged:
                limit = limits.merged
                raise _refuse(name, message("the workbook holds a merged area of more than {limit} cells", limit=limit))
        formulas = formulas or _FORMULA.search(part) is not None
    return formulas


def _columns(left: bytes, right: bytes) -> int:
    """Return over how many columns an area reaches."""
    from openpyxl.utils import column_index_from_string

    first, last = (int(column_index_from_string(letters.decode())) for letters in (left, right))
    return abs(last - first) + 1


def _load(name: str, content: bytes, *, data_only: bool) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(content), data_only=data_only, keep_links=False, keep_vba=False)
    except _UNREADABLE as error:
        raise _refuse(name, message("the workbook cannot be read: {reason}", reason=_short(error))) from error


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def _formula_cells(workbook: Any) -> dict[str, frozenset[tuple[int, int]]]:
    """Return the cells of each sheet that hold a formula."""
    return {
        sheet.title: frozenset(place for place, cell in sheet._cells.items() if cell.data_type == "f")
        for sheet in workbook.worksheets
    }


def _grid(sheet: Any, workbook: str, formulas: frozenset[tuple[int, int]]) -> Grid:
    # The dict of existing cells, and not iter_rows(): that one makes every cell up to the last formatted one.
    cells: dict[tuple[int, int], Cell] = {}
    for place, cell in sheet._cells.items():
        origin = Origin(workbook, sheet.title, cell.coordinate)
        if cell.data_type == "e":
            cells[place] = Cell(str(cell.value), origin, fault=message("the cell shows the error {error}", error=cell.value))
        elif cell.value is None and place in formulas:
            cells[place] = Cell(None, origin, fault=message("the cell holds a formula without a stored value"))
        else:
            value = _plain(cell.value)
            if value is not None:
                cells[place] = Cell(value, origin, percent=isinstance(value, (int, float)) and "%" in cell.number_format)
    areas = tuple(Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges)
    return Grid(sheet.title, cells, workbook, sheet.sheet_state != "visible", areas)


def _plain(value: Any) -> Any:
    """Return a cell value without blank text, and dates without a time."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, (bool, int, float, date)):
        return value
    text = str(value).strip()
    return text or None
