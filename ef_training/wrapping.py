"""Breaking text into lines, Chinese and English, whatever the widths of the characters are measured in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

Measure = Callable[[str], float]
"""Returns the width of one line of text."""

_CLOSING = "，、。；：）」』》％！？,.;:)%†"
_OPENING = "（「『《("


def wrap_lines(text: str, width: float, measure: Measure) -> list[str]:
    """Break a text into lines of at most ``width``; at least one line, a single character wider than ``width`` included.

    >>> wrap_lines("turned parts, chips", 12, len)
    ['turned', 'parts, chips']
    """
    rows, row = [], ""
    for piece in pieces(text):
        if row and measure((row + piece).rstrip()) > width:
            rows.append(row.rstrip(" "))
            row = ""
        row += piece if row or piece != " " else ""
        while measure(row.rstrip()) > width and len(row) > 1:
            fit = _fit(row, width, measure)
            rows.append(row[:fit])
            row = row[fit:]
    return [row for row in (*rows, row.rstrip(" ")) if row] or [""]


def shorten(rows: list[str], lines: int, width: float, measure: Measure) -> list[str]:
    """Keep at most ``lines`` lines; where some are left out, the last one ends with an ellipsis."""
    if len(rows) <= lines:
        return rows
    last = rows[lines - 1]
    while last and measure(last + "…") > width:
        last = last[:-1]
    return [*rows[: lines - 1], last + "…"]


def _fit(row: str, width: float, measure: Measure) -> int:
    """Return how many characters of ``row`` fit into ``width``, at least one."""
    count = len(row)
    while count > 1 and measure(row[:count]) > width:
        count -= 1
    return count


def pieces(text: str) -> list[str]:
    """Split a text where a line may end: after a space and around a wide character.

    Closing marks stay with what they close, opening marks with what they open.
    """
    found: list[str] = []
    for character in text:
        if not found:
            found.append(character)
            continue
        before = found[-1][-1]
        breaks = before == " " or wide(before) or wide(character)
        if before != " " and (character in _CLOSING or before in _OPENING or character == " " or not breaks):
            found[-1] += character
        else:
            found.append(character)
    return found


def wide(character: str) -> bool:
    """Tell whether a character takes the width of a Chinese one."""
    return unicodedata.east_asian_width(character) in "WF"
