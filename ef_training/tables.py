"""Plain CSV tables: every cell with its place, every file hashed alike on every system.

Reference data (factors, background, method packs) are CSV tables in UTF-8, with or without a byte order mark. A
problem names file, row (as a spreadsheet counts, the header is row 1) and column. Hashes are taken over content with
``\\n`` line ends, so that a checkout on Windows does not look like another version.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import EFTrainingError, OutputError, Problem
from .messages import message

FORMULA = ("=", "+", "-", "@", "\t", "\r", "'", "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
"""What a text begins with that a spreadsheet would take for a formula, and the apostrophe that keeps it from being one."""
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""The beginnings of workbooks: .xlsx and .ods, .xls."""
TABLE_BYTES = 64_000_000  # far above any table shipped (1 MB); bounds what a foreign folder can make the program read


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: ``number`` as a spreadsheet counts, cells by column."""

    table: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def where(self, column: str = "") -> str:
        """Return the place of a cell: "factors.csv, row 12, value"."""
        return f"{self.table}, row {self.number}" + (f", {column}" if column else "")

    def number_of(self, column: str, problems: list[Problem]) -> float:
        """Read a finite number; NaN, and a problem noted, where the cell holds none."""
        text = self.cells[column].strip()
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            problems.append(Problem(message("“{text}” is not a finite number", text=text), self.where(column)))
            return math.nan
        return value

    def optional(self, column: str, problems: list[Problem]) -> float | None:
        """Read a number; None where the cell is empty."""
        return self.number_of(column, problems) if self.cells[column].strip() else None

    def year_of(self, column: str, problems: list[Problem]) -> int | None:
        """Read a year; None where the cell is empty."""
        text = self.cells[column].strip()
        if not text:
            return None
        if len(text) == 4 and text.isdecimal():
            return int(text)
        problems.append(Problem(message("“{text}” is not a year", text=text), self.where(column)))
        return None


def read_bytes(path: Path, error: type[EFTrainingError], limit: int = TABLE_BYTES) -> bytes:
    """Read a file of at most ``limit`` bytes; ``error`` is raised where it is missing, unreadable or larger."""
    try:
        size = path.stat().st_size
        if size > limit:
            raise error(
                Problem(message("the file has {size} bytes, at most {limit} are read", size=size, limit=limit), path.name)
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise error(Problem(message("there is no such file"), str(path))) from None
    except OSError as reason:
        text = message("the file cannot be read: {reason}", reason=reason.strerror or reason)
        raise error(Problem(text, path.name)) from reason


def read_rows(content: bytes, name: str, columns: Sequence[str], problems: list[Problem]) -> list[Row]:
    """Read the rows of a CSV table that must hold ``columns``; others are kept too. Empty rows are left out.

    A table that is not UTF-8 or lacks a column, and a row with too few or too many cells, is a problem, noted in
    ``problems``.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(message("the file is not UTF-8 text"), name, message("save it as “CSV UTF-8”")))
        return []
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as reason:
        problems.append(Problem(message("the file is not a CSV table: {reason}", reason=reason), name))
        return []
    header = [cell.strip() for cell in lines[0]] if lines else []
    missing = [column for column in columns if column not in header]
    if missing or len(set(header)) != len(header):
        problems.append(
            Problem(
                message("the header lacks {missing} or holds a column twice", missing=", ".join(missing) or "–"), f"{name}, row 1"
            )
        )
        return []
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) == len(header):
            rows.append(Row(name, number, dict(zip(header, cells, strict=True))))
        elif any(cell.strip() for cell in cells):
            problems.append(
                Problem(
                    message("the row has {cells} cells, the header {columns}", cells=len(cells), columns=len(header)),
                    f"{name}, row {number}",
                )
            )
    return rows


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula or an error; `unguarded` takes it off again.

    >>> guarded("=1+1"), guarded("'so'"), guarded("steel")
    ("'=1+1", "''so'", 'steel')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def unguarded(text: str) -> str:
    """Take off the apostrophe of `guarded`, and no other.

    >>> unguarded("'=1+1"), unguarded("''so'"), unguarded("'t Hoen")
    ('=1+1', "'so'", "'t Hoen")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def check_csv(path: Path) -> Path:
    """Return the path of a table that is to be written; `OutputError` where it is no .csv, or a workbook stands there."""
    what = None
    if path.suffix.casefold() != ".csv":
        what = message("{path} would be written as CSV: give it a name that ends in .csv", path=path)
    elif _begins_as_workbook(path):
        what = message("{path} is a workbook: it would be overwritten with CSV", path=path)
    if what is not None:
        raise OutputError(Problem(what, mend=message("save it as “CSV UTF-8” under another name, and give that name")))
    return path


def _begins_as_workbook(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(4) in WORKBOOK
    except (OSError, ValueError):
        return False  # nothing that can be read stands there; writing says what is wrong


def sha256(content: bytes) -> str:
    """Hash of a text file, the same whatever the line ends of the checkout."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def sha256_of_parts(parts: Iterable[tuple[str, str]]) -> str:
    """Hash of several named hashes, independent of their order."""
    return hashlib.sha256("\n".join(f"{name} {digest}" for name, digest in sorted(parts)).encode()).hexdigest()


def shipped(package: str, *parts: str) -> Path:
    """Return the path of a file or folder that is installed with the package."""
    from importlib import resources

    return Path(str(resources.files(package).joinpath(*parts)))
