"""The links file: what every line is in both views, in a table that people read, edit and confirm.

``links.csv`` has the columns `COLUMNS`, UTF-8 with a byte order mark, so that Excel opens it; a text that a spreadsheet would
take for a formula stands behind an apostrophe. Reading forgives what spreadsheets and people do to such a table: another
encoding, semicolons or tabs, a workbook instead of text, headers and words in Chinese or English, blank rows, columns in another
order or added. What cannot be understood is a problem, named with file and cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import LinkError, Problem
from ...factors.spelling import close_to
from ...files import write_files
from ...inventory.model import CRITERIA, PEDIGREE, Origin, Ratings
from ...messages import message
from ...numbers import missing
from ...text import fold
from .apply import apply_links, linked_draft
from .row import COLUMNS, LinkRow, Links, groups, hindrances
from .row_reader import RowReader
from .words import header_of

if TYPE_CHECKING:
    from ...forms.files.workbook import Grid

__all__ = [
    "COLUMNS",
    "FORMULA",
    "LinkRow",
    "Links",
    "apply_links",
    "hindrances",
    "linked_draft",
    "links_bytes",
    "read_links",
    "write_links",
]

FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
NEEDED = ("line_id", "view", "kind", "target")
HEADER_WITHIN = 10
"""The header stands within so many rows of the top: titles and notes above it are forgiven."""


def read_links(path: Path) -> Links:
    """Read a links file.

    Returns
    -------
    Links
        Rows in the order of the file; a state that is not given is ``confirmed`` where a name stands in ``confirmed_by``,
        ``proposed`` elsewhere. Columns that are not known are passed over.

    Raises
    ------
    FormError
        The file cannot be opened as a table.
    LinkError
        With every problem in it: missing column, unknown word, text for a number, share or rating out of range, target that
        stands twice, line both left out and linked in one view.
    """
    from ...forms.files.workbook import open_book

    book = open_book(path)
    if not book.grids:
        raise LinkError(Problem(message("the file holds no table"), book.name))
    grid = book.grids[0]
    header_row, columns, problems = _header(grid, book.name)
    rows = []
    if header_row:
        reader = RowReader(problems)
        for number in grid.row_numbers:
            cells = {column: grid.cell(number, place) for place, column in columns.items()}
            if number <= header_row or all(cell.empty or not str(cell.value).strip() for cell in cells.values()):
                continue
            origins = {name: Origin(book.name, book.name, cell.origin.cell) for name, cell in cells.items()}
            row = reader.row(cells, origins)
            if row is not None:
                rows.append(row)
        problems += _clashes(rows)
    if problems:
        raise LinkError(problems)
    return Links(tuple(rows), book.name, book.sha256)


def write_links(path: Path, rows: Iterable[LinkRow]) -> Path:
    """Write a links file and return its path; `OutputError` where that is not possible."""
    return write_files(path.parent, {path.name: links_bytes(rows)})[0]


def links_bytes(rows: Iterable[LinkRow]) -> bytes:
    """Return the content of a links file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_guarded(column, value) for column, value in zip(COLUMNS, _cells(row), strict=True)])
    return text.getvalue().encode("utf-8-sig")


def _cells(row: LinkRow) -> list[str]:
    """Return the texts of a row, in the order of the columns."""
    ratings = row.ratings or Ratings()
    scores: dict[str, float | None] = dict(zip(CRITERIA, (ratings.ter, ratings.ger, ratings.tir, ratings.p), strict=True))
    scores |= dict(zip(PEDIGREE, ratings.pedigree or (None,) * len(PEDIGREE), strict=True))
    values = {column: scores[column] if column in scores else getattr(row, column) for column in COLUMNS}
    return [_number(value) if isinstance(value, (int, float)) else value or "" for value in values.values()]


def _number(value: float) -> str:
    """Write a number with all its digits, whole ones without a point; nothing where it is missing."""
    if missing(value):
        return ""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def _guarded(column: str, text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) and column not in NUMBERS else text


NUMBERS = frozenset(("line_amount", "multiplier", "estimated_share", *CRITERIA, *PEDIGREE))


def _header(grid: Grid, name: str) -> tuple[int, dict[int, str], list[Problem]]:
    """Return the row of the header, column number → column, and what is wrong with it; row 0 where there is no header."""
    best: tuple[int, dict[int, str], list[tuple[int, str]]] = (0, {}, [])
    for number in grid.row_numbers[:HEADER_WITHIN]:
        texts = {place: str(grid.cell(number, place).value or "").strip() for place in grid.by_row[number]}
        known = {place: column for place, text in texts.items() if (column := header_of(text))}
        if len(known) > len(best[1]):
            best = number, known, [(place, text) for place, text in texts.items() if text and place not in known]
    number, columns, strange = best
    if number == 0:
        mend = message("begin with a row of the headers: {names} …", names=", ".join(NEEDED))
        return 0, {}, [Problem(message("the header row was not found"), name, mend)]
    where = {place: f"{name}!{grid.origin(number, place).cell}" for place in (*columns, *(place for place, _ in strange))}
    problems = []
    for place, column in columns.items():
        if list(columns.values()).index(column) != list(columns).index(place):
            problems.append(Problem(message("the column “{column}” stands twice", column=column), where[place]))
    lacking = [column for column in NEEDED if column not in columns.values()]
    if lacking:
        problems.append(Problem(message("the header lacks: {names}", names=", ".join(lacking)), f"{name}!A{number}"))
    for place, text in strange:
        meant = close_to(fold(text), [column for column in COLUMNS if column not in columns.values()], cutoff=0.8)
        if meant:
            problems.append(Problem(message("there is no column “{column}”", column=text), where[place], meant))
    return number, columns, problems


def _clashes(rows: Iterable[LinkRow]) -> list[Problem]:
    """Return the problems of rows that cannot stand side by side."""
    problems = []
    for group in groups(rows).values():
        seen: set[tuple[str, str]] = set()
        for row in group:
            if row.target and (row.kind, row.target) in seen:
                what = message("line {line_id} has the same target twice in one view", line_id=row.line_id)
                mend = message("delete one of the two rows, or join them in one multiplier")
                problems.append(Problem(what, row.where("target"), mend))
            seen.add((row.kind, row.target))
        kinds = [row.kind for row in group]
        if "left-out" in kinds and len(kinds) > 1:
            row = group[kinds.index("left-out")]
            what = message("line {line_id} is left out and linked in one view", line_id=row.line_id)
            problems.append(Problem(what, row.where("kind"), message("keep either the links or the line “left out”")))
    return problems
