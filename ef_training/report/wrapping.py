"""Breaking text into lines of a given width, Chinese and English, with the widths of the font that draws it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..wrapping import shorten, wrap_lines

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

    def measure(row: str) -> float:
        return text_width(row, size)

    return "\n".join(shorten(wrap_lines(text, width, measure), lines, width, measure))
