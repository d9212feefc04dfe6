"""Reading the tables of a pack: CSV in UTF-8 from anywhere, bounded, every problem with table, row and column.

With or without byte order mark, with any line ends; blank rows, blank columns at the right and blanks around a cell are passed
over. An apostrophe that keeps a text from being a formula in a spreadsheet is taken off. Of a file that is no such table it is
said what it is: another encoding, semicolons, control characters, a cell or a table too large.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from ..errors import Problem
from ..messages import Message, message
from ..tables import Row, unguarded
from .model import PackLimits

LIMITS = PackLimits()
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line ends, and those that turn the direction of writing round."""
UTF16 = (b"\xff\xfe", b"\xfe\xff")
Cells = tuple[int, list[str]]


def read_table(content: bytes, name: str, columns: Sequence[str], problems: list[Problem]) -> list[Row]:
    """Return the rows of a table that must hold ``columns``; others are kept too.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        What problems call the table ("factors.csv").
    problems : list
        What is wrong is added here: at most `PackLimits.problems` of one table, then how many more there are.
    """
    header, lines = open_table(content, name, columns, problems)
    return [Row(name, number, dict(zip(header, cells, strict=True))) for number, cells in lines]


def open_table(content: bytes, name: str, columns: Sequence[str], problems: list[Problem]) -> tuple[list[str], Iterator[Cells]]:
    """Return the header and an iterator over row number and cells; both empty where the table cannot be read."""
    text = _decoded(content, name, problems)
    if text is None:
        return [], iter(())
    reader = _rows_of(text)
    try:
        header = [cell.strip() for cell in next(reader, [])]
    except (csv.Error, _TooLong) as reason:
        problems.append(_no_table(reason, name, 1))
        return [], iter(())
    while header and not header[-1]:
        header.pop()
    wrong = _header_problems(header, columns, name)
    if wrong:
        problems += wrong
        return [], iter(())
    return header, _lines(reader, header, name, problems, controls=CONTROL.search(text) is not None)


class _TooLong(ValueError):
    """A row of more characters than any row of a pack's table has."""


def _rows_of(text: str) -> Iterator[list[str]]:
    """Yield the rows of a text; one that is too long is refused before it is split, since millions of cells would be made of it.

    Raises
    ------
    csv.Error, _TooLong
    """
    longest, used = 2 * LIMITS.columns * LIMITS.cell, 0  # quotation marks within cells stand twice

    def lines() -> Iterator[str]:
        nonlocal used
        for line in io.StringIO(text, newline=""):
            used += len(line)
            if used > longest:
                raise _TooLong
            yield line

    for cells in csv.reader(lines(), strict=True):
        used = 0
        yield cells


def _lines(
    reader: Iterator[list[str]], header: list[str], name: str, problems: list[Problem], *, controls: bool
) -> Iterator[Cells]:
    """Yield the rows that are sound, without blanks; what is wrong with the others goes to ``problems``."""
    width, number, wrong = len(header), 1, 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except (csv.Error, _TooLong) as reason:
            problems.append(_no_table(reason, name, number + 1))
            break
        number += 1
        if number - 1 > LIMITS.rows:
            problems.append(
                Problem(message("the table has more than {limit} rows", limit=LIMITS.rows), f"{name}, row {number}", _smaller())
            )
            break
        cells = [cell.strip() for cell in cells]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if not any(cells):
            continue
        found = _row_problem(cells, header, f"{name}, row {number}", controls=controls)
        if found is None:
            yield number, [unguarded(cell) if cell.startswith("'") else cell for cell in cells]
            continue
        wrong += 1
        if wrong <= LIMITS.problems:
            problems.append(found)
    if wrong > LIMITS.problems:
        problems.append(Problem(message("{number} more rows have problems", number=wrong - LIMITS.problems), name))


def _row_problem(cells: list[str], header: list[str], where: str, *, controls: bool) -> Problem | None:
    if len(cells) != len(header):
        return Problem(message("the row has {cells} cells, the header {columns}", cells=len(cells), columns=len(header)), where)
    for column, cell in zip(header, cells, strict=True):
        if len(cell) > LIMITS.cell:
            return Problem(
                message("the cell has {size} characters, at most {limit} are read", size=len(cell), limit=LIMITS.cell),
                f"{where}, {column}",
            )
        if controls and (found := CONTROL.search(cell)):
            return Problem(
                message("the cell holds the control character U+{code}", code=f"{ord(found.group()):04X}"), f"{where}, {column}"
            )
    return None


def _header_problems(header: list[str], columns: Sequence[str], name: str) -> list[Problem]:
    where = f"{name}, row 1"
    if len(header) > LIMITS.columns:
        what = message("the table has {number} columns, at most {limit} are read", number=len(header), limit=LIMITS.columns)
        return [Problem(what, where)]
    if len(header) == 1 and any(mark in header[0] for mark in (";", "\t")):
        what = message("the table is separated by semicolons or tabs, a pack's by commas")
        return [Problem(what, where, message("save it as CSV with commas, and numbers with a decimal point"))]
    found = []
    missing = [column for column in columns if column not in header]
    if missing:
        found.append(Problem(message("the header lacks {missing}", missing=", ".join(missing)), where))
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        found.append(
            Problem(
                message("the header holds a column twice: {columns}", columns=", ".join(column or "–" for column in twice)), where
            )
        )
    if any(CONTROL.search(column) for column in header):
        found.append(Problem(message("a column's name holds a control character"), where))
    return found


def _decoded(content: bytes, name: str, problems: list[Problem]) -> str | None:
    mend = message("save it as “CSV UTF-8”")
    if content.startswith(UTF16):
        problems.append(Problem(message("the file is UTF-16 text (“Unicode Text” of a spreadsheet), not UTF-8"), name, mend))
        return None
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        problems.append(Problem(message("the file is a workbook, not a CSV table"), name, mend))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row, column = _place(content[: error.start])
        what = message("the file is not UTF-8 text: it may be Big5 or another encoding of a spreadsheet")
        problems.append(Problem(what, f"{name}, row {row}" + (f", {column}" if column else ""), mend))
        return None


def _place(before: bytes) -> tuple[int, str]:
    """Return row and column of what comes after ``before``, whose text is sound."""
    try:
        rows = list(_rows_of(before.decode("utf-8-sig")))
    except (csv.Error, _TooLong, UnicodeDecodeError):
        return before.count(b"\n") + 1, ""
    if not rows or before.endswith((b"\n", b"\r")):
        return len(rows) + 1, rows[0][0].strip() if rows and rows[0] else ""
    place, header = len(rows[-1]) - 1, rows[0]
    return len(rows), header[place].strip() if len(rows) > 1 and 0 <= place < len(header) else ""


def _no_table(reason: csv.Error | _TooLong, name: str, row: int) -> Problem:
    if isinstance(reason, _TooLong):
        limit = 2 * LIMITS.columns * LIMITS.cell
        return Problem(message("the row has more than {limit} characters", limit=limit), f"{name}, row {row}")
    return Problem(message("the file is not a CSV table: {reason}", reason=reason), f"{name}, row {row}")


def _smaller() -> Message:
    return message("leave out what the pack does not need, or split it into two packs")
