"""How wide the columns of a table are on paper, how its cells are written, and whether it wants the page on its side."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..numbers import MISSING, missing, percent, plain, pretty_unit, significant
from .tables import Column, Table

PORTRAIT, LANDSCAPE = 17.4, 26.1
"""Width between the margins of A4, cm."""
SIZES = (8.5, 8.0, 7.5, 7.0, 6.5)
"""Sizes of the letters that are tried, pt; the first at which a table fits is taken."""
CELL = 0.26
"""What the margins of a cell take, cm."""
LINES = 3.0
"""Rows of more lines than that, on average, want a wider page."""
STEP, BOLD, ROWS = 0.2, 1.06, 120
"""A column grows by so many cm at a time; bold letters are so much wider; so many rows are looked at."""
RIGHT = ("value", "amount", "share", "percent")
_POINT = 2.54 / 72
_WIDE = re.compile("[\u2e80-\uffff]")
_TOKEN = re.compile("[\u2e80-\uffff]|[^\\s\u2e80-\uffff]+")
_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Layout:
    """Widths of the columns in cm, size of the letters in pt, and whether the page is turned."""

    widths: tuple[float, ...]
    size: float
    landscape: bool


class _Texts(NamedTuple):
    """Widths of the texts of a column in em: the longest word of its title, the longest part of a cell that is not broken, its
    title and its cells."""

    head: float
    body: float
    title: float
    cells: list[float]


def written(column: Column, value: Any, yes: str = "●") -> str:
    """Write a cell as people read it; what is missing gets a dash."""
    if value is None or missing(value):
        return MISSING
    if column.kind == "mark":
        return yes if value else ""
    if column.kind == "value" and isinstance(value, (int, float)):
        return significant(float(value))
    if column.kind == "amount" and isinstance(value, (int, float)):
        return plain(float(value))
    if column.kind in ("share", "percent") and isinstance(value, (int, float)):
        return percent(value)
    if column.kind == "unit":
        return pretty_unit(str(value))
    return _HASH.sub(lambda found: " ".join(re.findall(".{16}", found[0])), str(value))


def layout(table: Table, *, wide: bool) -> Layout:
    """Fit a table on the page: upright if it can be, else on its side; a wide one may take smaller letters.

    Numbers and words are never broken. What is left is given, bit by bit, to the column that makes most rows higher than they
    need be.
    """
    texts = [
        _texts(column, [written(column, row[place]) for row in table.rows[:ROWS]]) for place, column in enumerate(table.columns)
    ]
    sizes = SIZES if wide else SIZES[:3]
    for width, landscape, lines in ((PORTRAIT, False, LINES), (LANDSCAPE, True, 1.2 * LINES)):
        for size in sizes:
            found = _fit(texts, width, size, lines)
            if found is not None:
                return Layout(found, size, landscape)
    least = [_least(column, SIZES[-1]) for column in texts]
    found = _shared(texts, LANDSCAPE, SIZES[-1]) if sum(least) <= LANDSCAPE else None
    scale = LANDSCAPE / sum(least)
    return Layout(found or tuple(width * scale for width in least), SIZES[-1], True)


def _fit(texts: list[_Texts], width: float, size: float, most: float) -> tuple[float, ...] | None:
    """Return the widths of the columns; None where words would be broken or the rows have more than ``most`` lines on average."""
    if sum(_least(column, size) for column in texts) > width:
        return None
    found = _shared(texts, width, size)
    rows = zip(*(column.cells for column in texts), strict=True)
    heights = [max(_lines(em, room, size) for em, room in zip(row, found, strict=True)) for row in rows]
    return found if not heights or sum(heights) / len(heights) <= most else None


def _shared(texts: list[_Texts], width: float, size: float) -> tuple[float, ...]:
    """Return widths from the least up, as long as something is gained by a wider column and there is room."""
    rows = [[column.title for column in texts], *(list(row) for row in zip(*(column.cells for column in texts), strict=True))]
    widths = [_least(column, size) for column in texts]
    lines = [[_lines(em, room, size) for em, room in zip(row, widths, strict=True)] for row in rows]
    while sum(widths) + STEP <= width:
        gain = [0.0] * len(widths)
        for row in lines:
            high = max(row)
            for place, count in enumerate(row):
                if count == high > 1:
                    gain[place] += (high - 1) / row.count(high)
        best = max(range(len(gain)), key=gain.__getitem__)
        if not gain[best]:
            break
        widths[best] += STEP
        for row, ems in zip(lines, rows, strict=True):
            row[best] = _lines(ems[best], widths[best], size)
    return tuple(widths)


def _lines(em: float, width: float, size: float) -> int:
    """Return on how many lines a text stands; a little is lost at the end of each."""
    room = max(width - CELL, 0.3)
    needed = em * size * _POINT
    return 1 if needed <= room else math.ceil(needed / (room - size * _POINT))


def _least(column: _Texts, size: float) -> float:
    """Return the least width: a number in one line, a text by its longest word, the title by its longest word."""
    return max(column.head * size * _POINT * BOLD, column.body * size * _POINT, 0.5) + CELL


def _texts(column: Column, cells: list[str]) -> _Texts:
    """Measure the texts of a column."""
    parts = cells if column.kind in RIGHT else (word for text in cells for word in _TOKEN.findall(text))
    head = max(map(_em, _TOKEN.findall(column.title)), default=0.0)
    return _Texts(head, max(map(_em, parts), default=0.0), _em(column.title), [_em(text) for text in cells])


def _em(text: str) -> float:
    """Return the width of a text in em; a Chinese character is as wide as it is high, other letters about half of it."""
    wide = 0 if text.isascii() else len(_WIDE.findall(text))
    return wide + 0.54 * (len(text) - wide)
