"""The links file: what every line is in both views, in a table that people read, edit and confirm.

``links.csv`` has the columns `COLUMNS`, UTF-8 with a byte order mark, so that Excel opens it; a text that a spreadsheet would
take for a formula stands behind an apostrophe. Reading forgives what spreadsheets and people do to such a table: another
encoding, semicolons or tabs, a workbook instead of text, headers and words in Chinese or English, blank rows, columns in another
order or added. What cannot be understood is a problem, named with file and cell. Writing makes plain CSV of it again: columns of
one's own are kept behind the others, a title above the header and blank rows are not.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import LinkError, Problem
from ...factors.spelling import close_to
from ...files import write_files
from ...inventory.model import CRITERIA, PEDIGREE, Origin, Ratings
from ...messages import message
from ...numbers import missing
from ...tables import check_csv, guarded
from ...text import fold, number
from .apply import apply_links, linked_draft
from .row import COLUMNS, LinkRow, Links, groups, hindrances
from .row_reader import RowReader, plain_text
from .words import header_of

if TYPE_CHECKING:
    from ...forms.files.workbook import Grid

__all__ = [
    "COLUMNS",
    "LinkRow",
    "Links",
    "apply_links",
    "hindrances",
    "linked_draft",
    "links_bytes",
    "read_links",
    "write_links",
]

NEEDED = ("line_id", "view", "kind", "target")
HEADER_WITHIN = 10
"""The header stands within so many rows of the top: titles and notes above it are forgiven."""


def read_links(path: Path) -> Links:
    """Read a links file.

    Returns
    -------
    Links
        Rows in the order of the file; a state that is not given is ``confirmed`` where a name stands in ``confirmed_by``,
        ``proposed`` elsewhere. Columns that are not known stand in ``own`` of the rows.

    Raises
    ------
    FormError
        The file cannot be opened as a table.
    LinkError
        With every problem in it: missing column, unknown word, text for a number, share or rating out of range, target that
        stands twice for one line (in whatever spelling) and view, line both left out and linked in one view.
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
        own = _own_columns(grid, header_row, columns)
        for at in grid.row_numbers:
            cells = {column: grid.cell(at, place) for place, column in columns.items()}
            if at <= header_row or all(cell.empty or not str(cell.value).strip() for cell in cells.values()):
                continue
            origins = {name: Origin(book.name, book.name, cell.origin.cell) for name, cell in cells.items()}
            row = reader.row(cells, origins)
            if row is not None:
                texts = tuple((header, plain_text(grid.cell(at, place))) for place, header in own.items())
                rows.append(replace(row, own=texts))
        problems += _clashes(rows)
    if problems:
        raise LinkError(problems)
    return Links(tuple(rows), book.name, book.sha256)


def write_links(path: Path, rows: Iterable[LinkRow]) -> Path:
    """Write a links file and return its path; `OutputError` where that is not possible, or the file is no CSV."""
    check_csv(path)
    return write_files(path.parent, {path.name: links_bytes(rows)})[0]


def links_bytes(rows: Iterable[LinkRow]) -> bytes:
    """Return the content of a links file."""
    rows = tuple(rows)
    own = tuple(dict.fromkeys(cell for row in rows for cell in _counted(row)))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*COLUMNS, *(guarded(header) for header, _ in own)])
    for row in rows:
        added = _counted(row)
        cells = [value if column in NUMBERS else guarded(value) for column, value in zip(COLUMNS, _cells(row), strict=True)]
        writer.writerow([*cells, *(_guarded_text(added.get(column, "")) for column in own)])
    return text.getvalue().encode("utf-8-sig")


def _counted(row: LinkRow) -> dict[tuple[str, int], str]:
    """Return the cells of one's own columns by header and how often it stood before: two columns may have one header."""
    found: dict[tuple[str, int], str] = {}
    for header, text in row.own:
        found[header, sum(header == other for other, _ in found)] = text
    return found


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


def _guarded_text(text: str) -> str:
    """Guard a cell of a column of one's own, where numbers may stand too."""
    return text if number(text) is not None else guarded(text)


NUMBERS = frozenset(("line_amount", "multiplier", "estimated_share", *CRITERIA, *PEDIGREE))


def _own_columns(grid: Grid, header_row: int, columns: Mapping[int, str]) -> dict[int, str]:
    """Return column number → header of the columns of one's own that hold something; some have no header."""
    places = {place for at in grid.row_numbers if at >= header_row for place in grid.by_row[at]}
    texts = {place: plain_text(grid.cell(header_row, place)) for place in sorted(places - set(columns))}
    filled = {
        place for at in grid.row_numbers if at >= header_row for place in grid.by_row[at] if plain_text(grid.cell(at, place))
    }
    return {place: text for place, text in texts.items() if place in filled}


def _header(grid: Grid, name: str) -> tuple[int, dict[int, str], list[Problem]]:
    """Return the row of the header, column number → column, and what is wrong with it; row 0 where there is no header."""
    best: tuple[int, dict[int, str], list[tuple[int, str]]] = (0, {}, [])
    for at in grid.row_numbers[:HEADER_WITHIN]:
        texts = {place: str(grid.cell(at, place).value or "").strip() for place in grid.by_row[at]}
        known = {place: column for place, text in texts.items() if (column := header_of(text))}
        if len(known) > len(best[1]):
            best = at, known, [(place, text) for place, text in texts.items() if text and place not in known]
    row, columns, strange = best
    if row == 0:
        mend = message("begin with a row of the headers: {names} …", names=", ".join(NEEDED))
        return 0, {}, [Problem(message("the header row was not found"), name, mend)]
    where = {place: f"{name}!{grid.origin(row, place).cell}" for place in (*columns, *(place for place, _ in strange))}
    problems = []
    for place, column in columns.items():
        if list(columns.values()).index(column) != list(columns).index(place):
            problems.append(Problem(message("the column “{column}” stands twice", column=column), where[place]))
    lacking = [column for column in NEEDED if column not in columns.values()]
    if lacking:
        problems.append(Problem(message("the header lacks: {names}", names=", ".join(lacking)), f"{name}!A{row}"))
    for place, text in strange:
        meant = close_to(fold(text), [column for column in COLUMNS if column not in columns.values()], cutoff=0.8)
        if meant:
            problems.append(Problem(message("there is no column “{column}”", column=text), where[place], meant))
    return row, columns, problems


def _clashes(rows: Iterable[LinkRow]) -> list[Problem]:
    """Return the problems of rows that cannot stand side by side."""
    problems = []
    for group in groups(rows).values():
        seen: set[tuple[str, str]] = set()
        for row in group:
            if row.target and (row.kind, fold(row.target)) in seen:
                what = message("line {line_id} has the same target twice in one view", line_id=row.line_id)
                mend = message("delete one of the two rows, or join them in one multiplier")
                problems.append(Problem(what, row.where("target"), mend))
            seen.add((row.kind, fold(row.target)))
        kinds = [row.kind for row in group]
        if "left-out" in kinds and len(kinds) > 1:
            row = group[kinds.index("left-out")]
            what = message("line {line_id} is left out and linked in one view", line_id=row.line_id)
            problems.append(Problem(what, row.where("kind"), message("keep either the links or the line “left out”")))
    return problems
