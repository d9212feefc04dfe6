"""Breaking text into lines of a given width, Chinese and English, with the widths of the font that draws it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

_CLOSING = "，、。；：）」』》％！？,.;:)%†"
_OPENING = "（「『《("
_SIZE = 100.0


@lru_cache(maxsize=1)
def _fonts() -> tuple[Any, ...]:
    """Open Noto Sans TC and DejaVu Sans, in the order in which a glyph is looked for."""
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font
    from pylopdf_fonts_zh_tw import sans_path

    fonts = tuple(FT2Font(path) for path in (str(sans_path()), f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf"))
    for font in fonts:
        font.set_size(_SIZE, 72)
    return fonts


@lru_cache(maxsize=4096)
def _advance(character: str) -> float:
    """Return the width of one character in em."""
    for font in _fonts():
        if font.get_char_index(ord(character)):
            return float(font.load_char(ord(character)).linearHoriAdvance) / 65536 / _SIZE
    return 1.0


def text_width(text: str, size: float) -> float:
    """Return the width in inches of one line of text at ``size`` points."""
    return sum(map(_advance, text)) * size / 72


def wrap(text: str, width: float, *, size: float, lines: int = 2) -> str:
    """Break a text into at most ``lines`` lines of ``width`` inches; what does not fit ends with an ellipsis."""
    rows, row = [], ""
    for piece in _pieces(text):
        if row and text_width((row + piece).rstrip(), size) > width:
            rows.append(row.rstrip(" "))
            row = ""
        row += piece if row or piece != " " else ""
        while text_width(row.rstrip(), size) > width and len(row) > 1:
            fit = _fit(row, width, size)
            rows.append(row[:fit])
            row = row[fit:]
    rows = [row for row in (*rows, row.rstrip(" ")) if row] or [""]
    if len(rows) > lines:
        last = rows[lines - 1]
        while last and text_width(last + "…", size) > width:
            last = last[:-1]
        rows = [*rows[: lines - 1], last + "…"]
    return "\n".join(rows)


def _fit(row: str, width: float, size: float) -> int:
    """Return how many characters of ``row`` fit into ``width``, at least one."""
    count = len(row)
    while count > 1 and text_width(row[:count], size) > width:
        count -= 1
    return count


def _pieces(text: str) -> list[str]:
    """Split a text where a line may end: after a space and around a wide character.

    Closing marks stay with what they close, opening marks with what they open.
    """
    found: list[str] = []
    for character in text:
        if not found:
            found.append(character)
            continue
        before = found[-1][-1]
        breaks = before == " " or _wide(before) or _wide(character)
        if before != " " and (character in _CLOSING or before in _OPENING or character == " " or not breaks):
            found[-1] += character
        else:
            found.append(character)
    return found


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
