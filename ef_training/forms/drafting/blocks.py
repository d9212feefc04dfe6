"""What a sheet looks like before its layout is known: its tables, each with title, header row and columns.

Used to draft an importer for a form that nobody has described yet, and to tell how much of a workbook a known layout explains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...text import fold, number
from ...units import find_unit
from ..files.workbook import Grid

MARKS = "◎●○◆◇■□▲△▼★☆"
"""Signs with which people begin the title of a table."""
SEARCH_ROWS = 400
"""Headers are looked for in so many filled rows of a sheet; the project's own choice."""
SAMPLE_ROWS = 200
"""Columns are judged by so many rows below their header; the project's own choice."""
TITLE_REACH = 6
"""A title stands at most so many rows above its header; the project's own choice."""
LONGEST_HEADER = 40
LONGEST_TITLE = 24
"""A longer text above a header, or one with a full stop, is a note and no title; the project's own choice."""
Known = Callable[[str], bool]


@dataclass(frozen=True)
class Column:
    """One column of a table: its header, the text of the upper header row above it, and what stands below.

    ``numbers`` and ``units`` are the shares (0–1) of the filled cells that are numbers, and spellings of units.
    """

    index: int
    header: str
    section: str
    samples: tuple[str, ...]
    numbers: float
    units: float


@dataclass(frozen=True)
class Block:
    """One table as it stands on a sheet.

    ``header_row`` is the lower one where ``header_rows`` is 2; ``title_row`` is 0 where it has none.
    """

    grid: Grid
    title: str
    title_row: int
    header_row: int
    header_rows: int
    last_row: int
    columns: tuple[Column, ...]

    @property
    def mark(self) -> str:
        """The sign that begins the title, empty where there is none."""
        return self.title[:1] if self.title[:1] in MARKS else ""

    @property
    def place(self) -> str:
        """Where the header row stands, for people ("Sheet!R6")."""
        return f"{self.grid.title}!R{self.header_row}"


def find_blocks(grid: Grid, known: Known, *, after: int = 0) -> tuple[Block, ...]:
    """Return the tables of a sheet below row ``after``, from top to bottom.

    Parameters
    ----------
    known : callable
        Tells whether a text is a header that some layout knows.
    """
    rows = [row for row in grid.row_numbers if row > after][:SEARCH_ROWS]
    heads = _header_rows(grid, rows, known)
    starts = [_title_row(grid, upper, heads[position - 1][1] if position else after) for position, (upper, _) in enumerate(heads)]
    last = grid.row_numbers[-1] if grid.row_numbers else 0
    blocks = []
    for position, (upper, lower) in enumerate(heads):
        following = heads[position + 1][0] if position + 1 < len(heads) else last + 1
        end = (starts[position + 1] or following) - 1 if position + 1 < len(heads) else last
        title_row = starts[position]
        title = str(grid.cells[title_row, grid.by_row[title_row][0]].value) if title_row else ""
        blocks.append(Block(grid, title, title_row, lower, lower - upper + 1, end, _columns(grid, upper, lower, end)))
    return tuple(blocks)


def _header_rows(grid: Grid, rows: Sequence[int], known: Known) -> list[tuple[int, int]]:
    """Return upper and lower row of each header; a header that is repeated below itself is one."""
    found: list[tuple[int, int]] = []
    seen: set[frozenset[str]] = set()
    taken = 0
    strong = {row for row in rows if _known_headers(grid, row, known)}
    for position, row in enumerate(rows):
        below = rows[position + 1] if position + 1 < len(rows) else 0
        titled = position > 0 and _is_marked(grid, rows[position - 1])
        weak = (titled or not found) and not _strong_ahead(rows[position:], strong, grid) and _looks_like_header(grid, row, below)
        if row <= taken or not (row in strong or weak):
            continue
        upper, lower = _two_rows(grid, row)
        texts = frozenset(fold(text) for _, text in _texts(grid, lower))
        if texts in seen and not titled and _title_row(grid, upper, found[-1][1]) == 0:
            continue
        seen.add(texts)
        found.append((upper, lower))
        taken = lower
    return found


def _strong_ahead(rows: Sequence[int], strong: set[int], grid: Grid) -> bool:
    """Tell whether a header that is known follows before the next marked title."""
    for row in rows:
        if row in strong:
            return True
        if _is_marked(grid, row):
            return False
    return False


def _texts(grid: Grid, row: int) -> list[tuple[int, str]]:
    """Return the texts of a row that are no numbers, with their columns."""
    cells = ((column, grid.cells[row, column].value) for column in grid.by_row.get(row, ()))
    return [(column, value) for column, value in cells if isinstance(value, str) and number(value) is None]


def _known_headers(grid: Grid, row: int, known: Known) -> bool:
    """Tell whether a row is a header by its words: two or more are known, and a third of all it holds."""
    count = sum(len(text) <= LONGEST_HEADER and known(text) for _, text in _texts(grid, row))
    return count >= 2 and count * 3 >= len(grid.by_row[row])


def _looks_like_header(grid: Grid, row: int, below: int) -> bool:
    """Tell whether a row looks like a header: three short texts or more, all different, with a number below one of them."""
    texts = _texts(grid, row)
    if len(texts) < 3 or len(texts) < len(grid.by_row[row]) or any(len(text) > LONGEST_HEADER for _, text in texts):
        return False
    different = len({fold(text) for _, text in texts}) >= 0.7 * len(texts)
    figures = any((cell := grid.cells.get((below, column))) and number(cell.value) is not None for column, _ in texts)
    return different and figures


def _two_rows(grid: Grid, row: int) -> tuple[int, int]:
    """Return upper and lower row of the header that ``row`` is part of: merged areas tell where it has two."""
    for upper in (row, row - 1):
        tall = [area for area in grid.merged if area.top == upper and area.bottom == upper + 1]
        wide = [area for area in grid.merged if area.top == upper == area.bottom and area.right > area.left]
        below = len(_texts(grid, upper + 1))
        above = len(_texts(grid, upper))
        if (tall or wide) and below >= 2 and above >= 2 and below * 2 > len(grid.by_row.get(upper + 1, ())):
            return upper, upper + 1
    return row, row


def _is_marked(grid: Grid, row: int) -> bool:
    return str(grid.cells[row, grid.by_row[row][0]].value)[:1] in MARKS


def _title_row(grid: Grid, header: int, floor: int) -> int:
    """Return the row above a header that holds a single text, a marked one before others; 0 where there is none."""
    above = [row for row in grid.row_numbers if max(floor, header - 1 - TITLE_REACH) < row < header]
    marked = [row for row in above if _is_marked(grid, row)]
    single = [row for row in above if len(grid.by_row[row]) == 1 and _is_title(_texts(grid, row))]
    return (marked or single or [0])[-1]


def _is_title(texts: Sequence[tuple[int, str]]) -> bool:
    """Tell whether what a row holds may be a title: one short text without a full stop."""
    return len(texts) == 1 and len(texts[0][1]) <= LONGEST_TITLE and not re.search(r"[。；;=＝]|^[註※]", texts[0][1])


def _columns(grid: Grid, upper: int, lower: int, last: int) -> tuple[Column, ...]:
    columns = sorted({*grid.by_row.get(upper, ()), *grid.by_row.get(lower, ())})
    found = []
    for index in columns:
        header, section = _header(grid, upper, lower, index)
        if not header:
            continue
        values = list(_below(grid, index, lower, last))
        filled = max(len(values), 1)
        found.append(
            Column(
                index=index,
                header=header,
                section=section,
                samples=tuple(dict.fromkeys(" ".join(str(value).split()) for value in values))[:3],
                numbers=sum(number(value) is not None for value in values) / filled,
                units=sum(isinstance(value, str) and find_unit(value) is not None for value in values) / filled,
            )
        )
    return tuple(found)


def _header(grid: Grid, upper: int, lower: int, column: int) -> tuple[str, str]:
    """Return the text of a header and that of the upper row above it."""
    own = grid.cell(lower, column)
    text = "" if own.value is None else str(own.value)
    if upper == lower:
        return text, ""
    area = grid.area(upper, column)
    anchor = grid.cells.get((area.top, area.left) if area else (upper, column))
    above = str(anchor.value) if anchor else ""
    if own.filled or not text:  # the cell reaches over both rows, or the lower one is empty
        return text or (above if area is None or column == area.left else ""), ""
    return text, above


def _below(grid: Grid, column: int, lower: int, last: int) -> Iterator[Any]:
    for row in range(lower + 1, min(last, lower + SAMPLE_ROWS) + 1):
        cell = grid.cells.get((row, column))
        if cell is not None and cell.value is not None:
            yield cell.value
