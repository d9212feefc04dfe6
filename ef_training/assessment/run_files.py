"""The files of a run's folder: tables as text and back, and the seal by which a reader knows that a table is as it was written.

The seal of a table is its number of rows and a SHA-256 of what it says, not of its bytes: a table that was saved again with other
line ends, without byte order mark, with quotes, with its columns in another order or with numbers of 15 digits (as R does)
has the same seal; a number, text or row that was changed, or rows in another order, gives another. It is taken column by
column, in the order of the table's layout: the name of the column and its cells from top to bottom, each followed by U+001F, in
UTF-8. A number is written with 15 significant digits (``%.15g``; each decimal of so many survives as a float64), zero without
sign; a text without the apostrophe that keeps it from being a formula and with ``\\n`` for every line end; an empty cell is
empty.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Problem
from ..messages import Message, message
from ..tables import guarded, unguarded

if TYPE_CHECKING:
    import pandas as pd

SEPARATOR = "\x1f"
SHOWN = 3
"""So many cells of a column are named one by one where many are wrong (own choice)."""


@dataclass(frozen=True)
class Cells:
    """A table as read, column by column in the order of its layout; an empty number is NaN."""

    columns: Mapping[str, Sequence[Any]]
    rows: int
    numeric: Collection[str]

    def seal(self) -> dict[str, Any]:
        """Return ``rows`` and ``sha256`` of what the table says; see the head of the module."""
        digest = hashlib.sha256()
        for name, cells in self.columns.items():
            if name in self.numeric:
                text = SEPARATOR.join([name, *("" if math.isnan(cell) else format(cell + 0.0, ".15g") for cell in cells), ""])
            else:
                text = SEPARATOR.join([name, *cells, ""])
                if "\r" in text:
                    text = text.replace("\r\n", "\n").replace("\r", "\n")
            digest.update(text.encode("utf-8"))
        return {"rows": self.rows, "sha256": digest.hexdigest()}

    def frame(self, layout: Sequence[str]) -> pd.DataFrame:
        """Return the table with the columns of ``layout``; one that the file does not have is empty."""
        import pandas as pd

        missing = {name: [math.nan if name in self.numeric else ""] * self.rows for name in layout if name not in self.columns}
        kinds = {name: float if name in self.numeric else str for name in layout}
        return pd.DataFrame({name: pd.Series({**self.columns, **missing}[name], dtype=kinds[name]) for name in layout})


def mend() -> Message:
    """Say how a damaged folder is mended."""
    return message("assess the form again: “ef-training assess FORM --out FOLDER”")


def table_text(table: pd.DataFrame, numeric: Collection[str]) -> str:
    """Return a table as CSV; texts that a spreadsheet would take for a formula stand behind an apostrophe."""
    texts = [column for column in table.columns if column not in numeric]
    guard = {column: table[column].map(lambda text: guarded(text) if isinstance(text, str) else text) for column in texts}
    safe = table.assign(**guard)
    text = str(safe.to_csv(index=False, lineterminator="\n"))
    if "\r" in text:  # csv quotes a lone carriage return from Python 3.13 on only: unquoted it would end the row
        text = str(safe.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC))
    return text


def read_record(path: Path, problems: list[Problem]) -> dict[str, Any]:
    """Read ``run.json``; an empty one, and a problem noted, where it is none."""
    text = read_text(path, problems)
    if text is None:
        return {}
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        problems.append(Problem(message("{file} is no JSON (line {line})", file=path, line=error.lineno), mend=mend()))
        return {}
    except RecursionError:
        record = None
    if not isinstance(record, dict):
        problems.append(Problem(message("{file} is not the record of a run", file=path), mend=mend()))
        return {}
    return record


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """Read a file of the folder as text; None, and a problem noted, where that is not possible."""
    what, remedy = None, mend()
    text = ""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig").removeprefix("\ufeff")  # some programs write the mark twice
    except UnicodeDecodeError:
        what = message("the file is not UTF-8 text: it may be Big5 or another encoding of a spreadsheet")
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            what = message("the file is UTF-16 text (“Unicode Text” of a spreadsheet), not UTF-8")
        remedy = message("save it as “CSV UTF-8”, or assess the form again")
    except FileNotFoundError:
        what = message("there is no such file")
    except OSError as error:
        folder = path.is_dir()
        what = message("a folder stands here in place of the file") if folder else None
        what = what or message("the file cannot be read: {reason}", reason=error.strerror or error)
    if what is None and not text.strip():
        what = message("the file is empty")
    if what is not None:
        problems.append(Problem(what, str(path), remedy))
        return None
    return text


def read_cells(
    text: str, where: str, layout: Sequence[str], numeric: Collection[str], problems: list[Problem], *, complete: bool = True
) -> Cells | None:
    """Read a table; None, and problems noted, where it is not sound.

    Parameters
    ----------
    text : str
        The table as CSV, its first row the names of columns in any order; columns that are not of ``layout`` are passed over.
    where : str
        The file, for the problems.
    layout, numeric : sequence of str
        All columns of the table in order, and those that hold numbers.
    problems : list of Problem
        What is wrong is added to it.
    complete : bool
        All columns of ``layout`` must be there.
    """
    before = len(problems)
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        problems.append(Problem(message("the file is not a CSV table: {reason}", reason=error), where, mend()))
        return None
    header = rows[0]
    missing = [name for name in layout if name not in header]
    twice = [name for name in layout if header.count(name) > 1]
    if (missing and complete) or len(missing) == len(layout):
        problems.append(Problem(message("columns are missing: {headers}", headers=", ".join(missing)), f"{where}, row 1", mend()))
    if twice:
        problems.append(
            Problem(message("columns stand there twice: {headers}", headers=", ".join(twice)), f"{where}, row 1", mend())
        )
    numbers = [number for number, row in enumerate(rows[1:], start=2) if row]
    body = [row for row in rows[1:] if row]
    _check_widths(body, numbers, len(header), where, problems)
    if len(problems) > before:
        return None
    by_name = dict(zip(header, zip(*body, strict=True) if body else [()] * len(header), strict=True))
    guards = text.startswith("'") or any(before in text for before in (",'", "\n'", "\"'", "\r'"))
    columns: dict[str, Sequence[Any]] = {}
    for name in (name for name in layout if name in by_name):
        if name in numeric:
            columns[name] = _floats(by_name[name], numbers, f"{where}, row {{row}}, {name}", problems)
        else:
            cells = by_name[name]
            columns[name] = [unguarded(cell) for cell in cells] if guards else cells
    return None if len(problems) > before else Cells(columns, len(body), numeric)


def _check_widths(body: list[list[str]], numbers: list[int], width: int, where: str, problems: list[Problem]) -> None:
    """Note the first row that has not as many cells as the header."""
    for row, number in zip(body, numbers, strict=True):
        if len(row) != width:
            what = message("the row has {cells} cells, the header {columns}", cells=len(row), columns=width)
            problems.append(Problem(what, f"{where}, row {number}", mend()))
            return


def _floats(cells: Sequence[str], numbers: list[int], place: str, problems: list[Problem]) -> list[float]:
    """Read the numbers of a column; ``place`` has a gap for the row."""
    try:
        values = [float(cell) if cell else math.nan for cell in cells]
    except ValueError:
        values = [_float(cell) for cell in cells]
    wrong = [number for number, cell, value in zip(numbers, cells, values, strict=True) if cell and value != value]
    if wrong:
        by_row = dict(zip(numbers, cells, strict=True))
        for number in wrong[:SHOWN]:
            what = message("“{text}” is not a number", text=by_row[number][:40])
            problems.append(Problem(what, place.format(row=number), mend()))
        if len(wrong) > SHOWN:
            what = message("{count} more cells of this column are no numbers", count=len(wrong) - SHOWN)
            problems.append(Problem(what, place.format(row=wrong[SHOWN])))
    return values


def _float(cell: str) -> float:
    try:
        return float(cell) if cell else math.nan
    except ValueError:
        return math.nan


def check_seal(cells: Cells, written: object, where: str, problems: list[Problem]) -> None:
    """Note where a table is other than ``written``, its entry in ``files`` of ``run.json``."""
    found = cells.seal()
    if found == written:
        return
    if not isinstance(written, dict) or written.keys() != found.keys():
        problems.append(Problem(message("run.json does not say what was written here"), where, mend()))
    elif found["rows"] != written["rows"]:
        what = message("{found} rows stand here, {written} were written", found=found["rows"], written=written["rows"])
        problems.append(Problem(what, where, mend()))
    else:
        what = message("the table is not the one that was written: a cell was changed, or rows stand in another order")
        remedy = message(
            "assess the form again: “ef-training assess FORM --out FOLDER”; a spreadsheet program rounds the numbers of a table "
            "that it saves, so look at a copy"
        )
        problems.append(Problem(what, where, remedy))
