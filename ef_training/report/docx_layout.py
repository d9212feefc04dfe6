"""How wide the columns of a table are on paper, how its cells are written, and whether it wants the page on its side."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

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
    cells = [[written(column, row[place]) for row in table.rows[:ROWS]] for place, column in enumerate(table.columns)]
    sizes = SIZES if wide else SIZES[:3]
    for width, landscape, lines in ((PORTRAIT, False, LINES), (LANDSCAPE, True, 1.2 * LINES)):
        for size in sizes:
            found = _fit(table.columns, cells, width, size, lines)
            if found is not None:
                return Layout(found, size, landscape)
    least = [_least(column, texts, SIZES[-1]) for column, texts in zip(table.columns, cells, strict=True)]
    found = _shared(table.columns, cells, LANDSCAPE, SIZES[-1]) if sum(least) <= LANDSCAPE else None
    scale = LANDSCAPE / sum(least)
    return Layout(found or tuple(width * scale for width in least), SIZES[-1], True)


def _fit(columns: tuple[Column, ...], cells: list[list[str]], width: float, size: float, most: float) -> tuple[float, ...] | None:
    """Return the widths of the columns; None where words would be broken or the rows have more than ``most`` lines on average."""
    if sum(_least(column, texts, size) for column, texts in zip(columns, cells, strict=True)) > width:
        return None
    found = _shared(columns, cells, width, size)
    heights = [max(_lines(text, room, size) for text, room in zip(row, found, strict=True)) for row in zip(*cells, strict=True)]
    return found if not heights or sum(heights) / len(heights) <= most else None


def _shared(columns: tuple[Column, ...], cells: list[list[str]], width: float, size: float) -> tuple[float, ...]:
    """Return widths from the least up, as long as something is gained by a wider column and there is room."""
    rows = [[column.title for column in columns], *(list(row) for row in zip(*cells, strict=True))]
    widths = [_least(column, texts, size) for column, texts in zip(columns, cells, strict=True)]
    lines = [[_lines(text, room, size) for text, room in zip(row, widths, strict=True)] for row in rows]
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
        for row, texts in zip(lines, rows, strict=True):
            row[best] = _lines(texts[best], widths[best], size)
    return tuple(widths)


def _lines(text: str, width: float, size: float) -> int:
    """Return on how many lines a text stands; a little is lost at the end of each."""
    room = max(width - CELL, 0.3)
    needed = _width(text, size)
    return 1 if needed <= room else math.ceil(needed / (room - size * _POINT))


def _least(column: Column, texts: list[str], size: float) -> float:
    """Return the least width: a number in one line, a text by its longest word, the title by its longest word."""
    head = max((_width(token, size) * BOLD for token in _TOKEN.findall(column.title)), default=0.0)
    if column.kind in RIGHT:
        body = max((_width(text, size) for text in texts), default=0.0)
    else:
        body = max((_width(token, size) for text in texts for token in _TOKEN.findall(text)), default=0.0)
    return max(head, body, 0.5) + CELL


def _width(text: str, size: float) -> float:
    """Return the width of a text in cm; a Chinese character is as wide as it is high, other letters about half of it."""
    wide = len(_WIDE.findall(text))
    return (wide + 0.54 * (len(text) - wide)) * size * _POINT
