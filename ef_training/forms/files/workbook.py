"""Opening a workbook safely: its cells as plain values, with where they stand.

Every kind of file that arrives is known by its content, not by its name: Excel workbooks (.xlsx, .xlsm, .xls), OpenDocument
(.ods) and tables of text (.csv). Only stored values are read: no formula or macro runs, no external link is followed.
Archives are bounded before and while they are unpacked, and XML with a document type definition (which no spreadsheet
program writes) is not read. What the opener decided on its own stands in `Book.remarks`.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...errors import FormError, Problem
from ...inventory.model import Origin
from ...messages import Message, message


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be. A filled form takes about 0.1 MB; the bounds are the project's own choice.

    ``file`` and ``unpacked`` bytes of an archive, ``entries`` files in it, ``flat`` bytes of a file that is no archive (.xls,
    .csv), ``elements`` rows, cells and texts looked at (empty formatted ones too, those of repeated rows and columns not),
    ``filled`` cells that say something, ``merged`` cells in one merged area (ten times as many in all), ``string``
    characters in one cell, ``depth`` of nested XML elements.
    """

    file: int = 100_000_000
    unpacked: int = 250_000_000
    entries: int = 2_000
    flat: int = 20_000_000
    elements: int = 2_500_000
    filled: int = 150_000
    merged: int = 100_000
    string: int = 100_000
    depth: int = 100


@dataclass(frozen=True)
class Cell:
    """One cell: its stored value (None where empty), and what keeps it from being read (``fault``, with ``mend`` how to mend it).

    ``percent`` tells that the number is shown as per cent, ``filled`` that the value stands in the merged cell above,
    ``formula`` that it is the result of a formula, as it was stored when the workbook was last saved (not known of .xls).
    """

    value: Any
    origin: Origin
    percent: bool = False
    fault: Message | None = None
    filled: bool = False
    formula: bool = False
    mend: Message | None = None

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

    @property
    def size(self) -> int:
        """Number of cells in the area."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    def covers(self, row: int, column: int) -> bool:
        """Tell whether a cell belongs to the area."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


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
    _areas: Mapping[int, tuple[Area, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_row: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            by_row.setdefault(row, []).append(column)
        object.__setattr__(self, "by_row", {row: tuple(columns) for row, columns in by_row.items()})
        object.__setattr__(self, "row_numbers", tuple(by_row))
        object.__setattr__(self, "_areas", self._areas_by_row())

    def _areas_by_row(self) -> dict[int, tuple[Area, ...]]:
        """Return the merged areas of each row that has cells."""
        areas: dict[int, list[Area]] = {}
        for area in self.merged:
            for row in self.row_numbers[bisect_left(self.row_numbers, area.top) : bisect_right(self.row_numbers, area.bottom)]:
                areas.setdefault(row, []).append(area)
        return {row: tuple(found) for row, found in areas.items()}

    def area(self, row: int, column: int) -> Area | None:
        """Return the merged area that covers a cell."""
        areas = self._areas.get(row, ()) if row in self.by_row else self.merged
        return next((area for area in areas if area.covers(row, column)), None)

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
        return Origin(self.workbook, self.title, coordinate(row, column))


@dataclass(frozen=True)
class Book:
    """A workbook as read: file name, sha256 of its bytes, sheets in order, what was decided while it was opened."""

    name: str
    sha256: str
    grids: tuple[Grid, ...]
    remarks: tuple[Message, ...] = ()


def coordinate(row: int, column: int) -> str:
    """Return a cell's place as a spreadsheet names it; row and column are counted from 1.

    >>> coordinate(7, 4), coordinate(1, 28)
    ('D7', 'AB1')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def open_book(path: Path, *, limits: Limits | None = None) -> Book:
    """Read all sheets of a workbook, or a table of text as a workbook of one sheet.

    Parameters
    ----------
    path : Path
        The file; its kind is known by its content. Of .xls, Excel 97 and newer are read.
    limits : Limits, optional
        How large it may be.

    Returns
    -------
    Book
        Sheets that hold no table (charts, macros, stored copies of other files) are left out, which ``remarks`` tells. What
        ``factors suggest`` added to a copy of a form is left out too.

    Raises
    ------
    FormError
        With one problem, where the file is missing, a folder, empty, damaged, protected by a password, too large, or of
        another kind (a web page, a document, a picture …).
    """
    from .kinds import read
    from .suggestions import without_suggestions

    limits = limits or Limits()
    content = _content(path, limits)
    grids, remarks = read(path.name, content, limits)
    kept, chosen = without_suggestions(grids)
    return Book(path.name, hashlib.sha256(content).hexdigest(), tuple(kept), (*remarks, *chosen))


def refuse(name: str, what: Message, mend: Message | None = None) -> FormError:
    """Build the error for a file that is not opened."""
    return FormError(Problem(what, where=name, mend=mend))


def too_large(name: str) -> FormError:
    """Build the error for a workbook beyond the limits."""
    return refuse(
        name,
        message("the workbook is far larger than a filled form"),
        message("copy the sheets of the form into a new workbook, without the empty formatted rows"),
    )


def _content(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a file that may be a workbook."""
    try:
        if path.is_dir():
            raise refuse(str(path), message("this is a folder, not a workbook"))
        if path.stat().st_size > limits.file:
            raise refuse(path.name, message("the file is larger than {limit} MB", limit=limits.file // 10**6))
        content = path.read_bytes()
    except FileNotFoundError:
        raise refuse(str(path), message("there is no such file")) from None
    except OSError as error:
        raise refuse(str(path), message("the file cannot be read: {reason}", reason=error.strerror)) from error
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise refuse(path.name, message("the file is empty"))
    return content
