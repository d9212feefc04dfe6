"""Excel workbooks of the old format (.xls, Excel 97 and newer), read by xlrd from the stream that olefile takes out.

xlrd does not tell formulas from values, so that `Cell.formula` stays False and a formula that was never calculated is read as 0
or an empty text, as its program stored it. Sheets that hold no table (charts, macros) are passed over.

xlrd trusts what a file says of itself: a damaged or ill-meant one could keep it busy, or fill the memory, without end. So it
gets only the records that hold cells and their looks, no more of them than a form has, in bytes that count how often they are
read. Numbers of the records: [MS-XLS] 2.3.
"""

from __future__ import annotations

import struct
from io import BytesIO, StringIO
from math import isfinite
from typing import TYPE_CHECKING, Any

from ...errors import FormError
from ...messages import Message, message
from .archive import Damaged
from .cellmaker import CellMaker, add_sheet, ghost
from .formats import format_kind
from .kinds import SAVE, protected
from .workbook import Area, Grid, Limits, refuse, too_large

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

_FILEPASS, _UNUSED = 0x2F, 0xFF
_CELLS = frozenset((0x06, 0xBD, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E))
"""FORMULA, MULRK, RSTRING, LABELSST, NUMBER, LABEL, BOOLERR, RK."""

_LOOKS = frozenset((0x85, 0xE0, 0x41E))
"""BOUNDSHEET, XF, FORMAT: the sheets and how cells are shown."""

_MERGED = 0xE5
_NEEDED = _CELLS | _LOOKS | {_MERGED, 0x809, 0x0A, 0x22, 0x3C, 0xFC, 0x207, 0x221, 0x236, 0x4BC}
"""Also BOF, EOF, DATEMODE, CONTINUE, SST, STRING; and ARRAY, TABLE, SHRFMLA, which stand between a formula and its text."""

MOST_LOOKS = 20_000
"""Sheets and looks that are read; Excel has at most 4,050 looks. The project's own choice."""

MOST_READ = 8
"""So often xlrd may read the bytes of a file, on average: about three times in a sound file. The project's own choice."""


def read_xls(name: str, content: bytes, limits: Limits) -> tuple[list[Grid], list[Message]]:
    """Return the worksheets of a workbook in order, and which were left out as copies of other files.

    Raises
    ------
    FormError
        With one problem, where the workbook is protected by a password, older than Excel 97, no workbook at all (a Word
        document, for example), or beyond the limits. What is damaged raises `Damaged`.
    """
    import xlrd

    grids: list[Grid] = []
    remarks: list[Message] = []
    try:
        stream = _Metered(_needed(name, _stream(name, content), limits))
        book = xlrd.open_workbook(
            file_contents=stream, logfile=StringIO(), formatting_info=True, ragged_rows=True, on_demand=True
        )
        for number, title in enumerate(book.sheet_names()):
            if left_out := ghost(title):
                remarks.append(left_out)
                continue
            maker, sheet = CellMaker(name, title, limits, since_1904=book.datemode == 1), book.sheet_by_index(number)
            _add_cells(maker, book, sheet)
            areas = [Area(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
            add_sheet(grids, maker, areas, hidden=sheet.visibility & 3 != 0)
            book.unload_sheet(number)
    except FormError:
        raise
    except Exception as error:  # On damaged content xlrd and olefile raise errors of every kind, assertions among them.
        raise Damaged(str(error) or type(error).__name__) from error
    return grids, remarks


def _stream(name: str, content: bytes) -> bytes:
    """Return the stream of an OLE file that holds the workbook."""
    from olefile import DEFECT_INCORRECT, OleFileIO

    # olefile bounds all but the number of sectors in its table of sectors, each of which describes 64 kB of the file.
    if struct.unpack_from("<I", content, 44)[0] > len(content) // 32_768 + 2:
        raise Damaged("the header of the file is not sound")
    with OleFileIO(BytesIO(content), raise_defects=DEFECT_INCORRECT) as file:
        if file.exists("Workbook"):
            return bytes(file.openstream("Workbook").read())
        if file.exists("Book"):
            raise _too_old(name)
    raise refuse(name, message("this is a file of another Office program, not a workbook"), message(SAVE))


def _too_old(name: str) -> FormError:
    return refuse(name, message("this is a workbook of Excel 95 or older"), message(SAVE))


def _needed(name: str, stream: bytes, limits: Limits) -> bytes:
    """Return a stream with the records that hold no cells renamed, so that xlrd passes them over; refuse what is too large."""
    kept = bytearray(stream)
    at = records = cells = looks = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _FILEPASS:
            raise protected(name)
        if kind not in _NEEDED:
            struct.pack_into("<H", kept, at, _UNUSED)
        records += 1
        looks += kind in _LOOKS
        cells += (kind in _CELLS) + (size // 8 if kind == _MERGED else 0)
        if records > limits.elements or cells > limits.filled or looks > MOST_LOOKS:
            raise too_large(name)
        at += 4 + size
    if stream[4:6] == b"\x00\x05":
        raise _too_old(name)
    return bytes(kept)


class _Metered(bytes):
    """Bytes that may not be read without end, nor may their slices."""

    left: list[int]

    def __new__(cls, content: bytes, left: list[int] | None = None) -> _Metered:
        """Count down ``left``, or begin to count."""
        made = super().__new__(cls, content)
        made.left = [MOST_READ * len(content) + 1000] if left is None else left
        return made

    def __getitem__(self, place: Any) -> Any:
        """Return a byte, or a slice that counts down with the whole."""
        found = super().__getitem__(place)
        if isinstance(found, int):
            return found
        self.left[0] -= len(found) + 1
        if self.left[0] < 0:
            raise Damaged("its records lead in circles")
        return _Metered(found, self.left)


def _add_cells(maker: CellMaker, book: Book, sheet: Sheet) -> None:
    """Add the cells of a sheet."""
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_ERROR, error_text_from_code

    for row in range(sheet.nrows):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            if value == "":
                continue
            shown = error = ""
            if kind == XL_CELL_ERROR:
                value, error = None, error_text_from_code.get(value, "#N/A")
            elif kind == XL_CELL_BOOLEAN:
                value = value != 0
            elif isinstance(value, float):
                value, shown = _whole(value), _shown(book, sheet.cell_xf_index(row, column))
            maker.add(row + 1, column + 1, value, shown=shown, error=error)


def _whole(value: float) -> int | float:
    """Return a whole number as int, as it stands in the other formats; what is no number is damage."""
    if not isfinite(value):
        raise Damaged("a cell holds no number")
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _shown(book: Book, look: int) -> str:
    """Return how a cell shows its number."""
    if look >= len(book.xf_list):
        return ""
    number = book.xf_list[look].format_key
    code = book.format_map[number].format_str if number in book.format_map else None
    return format_kind(number, code)
