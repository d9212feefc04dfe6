"""Small means to draw with: text whose width is known well enough without a font, lines, colours, escaping.

Colours: Okabe and Ito (2008), told apart by people with any colour vision; text and lines have a contrast of at least 4.5 : 1 on
white (WCAG 2.2, AA).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from types import MappingProxyType

from ...wrapping import shorten, wide, wrap_lines

INK, QUIET, RULE, ALERT = "#1a1a1a", "#4d4d4d", "#767676", "#8a1f11"
PAPER, BAND = "#ffffff", "#eef2f6"
LINE_HEIGHT = 1.32
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_NARROW, _BROAD = frozenset(" .,:;'|!()[]-/·fijlrtI1"), frozenset("mwMW@%—…→")
_EM = MappingProxyType({"narrow": 0.38, "broad": 1.0, "capital": 0.74, "other": 0.6, "wide": 1.02})
"""Widths in em; a little more than those of the usual sans-serif fonts, so that a text never runs out of its box."""
_AMBIGUOUS = 0x2000


def clean(text: str) -> str:
    """Return a text on one line, without control characters and halves of characters, which XML lacks."""
    return " ".join(_CONTROL.sub(" ", str(text)).split())


def em(character: str) -> float:
    """Return the width of a character in em, rather too much than too little."""
    if wide(character):
        return _EM["wide"]
    if character in _NARROW:
        return _EM["narrow"]
    if character in _BROAD or ord(character) >= _AMBIGUOUS:
        return _EM["broad"]
    return _EM["capital"] if character.isupper() else _EM["other"]


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text at ``size``, in the same unit."""
    return sum(map(em, text)) * size * (1.06 if bold else 1.0)


def broken(text: str, width: float, size: float, *, lines: int, bold: bool = False) -> list[str]:
    """Break a text into at most ``lines`` lines of ``width``."""

    def measure(row: str) -> float:
        return text_width(row, size, bold=bold)

    return shorten(wrap_lines(clean(text), width, measure), lines, width, measure)


def number(value: float) -> str:
    """Write a coordinate with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, content: str | None = None, /, **attributes: object) -> str:
    """Return an element; attributes are escaped, ``content`` is markup already. ``_`` in names stands for a hyphen."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value) if isinstance(value, float) else str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}/>" if content is None else f"<{name}{said}>{content}</{name}>"


def text_block(x: float, y: float, rows: Sequence[str], size: float, **attributes: object) -> str:
    """Return lines of text, the first with its baseline at ``y``."""
    return "".join(
        element("text", escape(row), x=x, y=y + place * size * LINE_HEIGHT, font_size=size, **attributes)
        for place, row in enumerate(rows)
    )


def titled(markup: str, text: str) -> str:
    """Return a group whose title is shown by a pointer and read by a screen reader."""
    return element("g", element("title", escape(clean(text))) + markup)


def drawing(body: str, width: float, height: float, *, name: str, title: str, desc: str, css: str = "") -> str:
    """Return a whole picture, with title and description for those who cannot see it; ``name`` makes their ids unique."""
    head = element("title", escape(clean(title)), id=f"{name}-title") + element("desc", escape(clean(desc)), id=f"{name}-desc")
    return element(
        "svg",
        head + body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        class_=css or None,
        aria_labelledby=f"{name}-title {name}-desc",
        style=f"max-width:{number(width)}px",
    )
