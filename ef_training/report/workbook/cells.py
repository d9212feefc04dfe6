"""How one cell is written: texts that XML can hold, number formats, widths, names of sheets."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from ...wrapping import wide

LONGEST = 32_000
"""Characters of a text in a cell; Excel allows 32,767."""
LETTERS = 1.06
"""Characters of 10 points that fit on one unit of the width of a column, which is a digit of 11 points; rather too few."""
SHEET_NAME = 31
"""Characters of the name of a sheet that Excel allows."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_SMALLEST_SHARE = 5e-4


def clean(text: object) -> str:
    """Return a text without characters that XML lacks, cut where it is longer than a cell."""
    said = _CONTROL.sub(" ", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def text_width(text: str) -> int:
    """Return the width of the longest line of a text in the columns of a spreadsheet, where a Chinese character takes two."""
    return max(map(_width, text.split("\n")))


def _width(line: str) -> int:
    return len(line) if line.isascii() else len(line) + sum(map(wide, line))


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text needs in a cell so many columns wide; rather one too many."""
    room = max(width * LETTERS, 1)
    return sum(max(math.ceil(text_width(line) / room), 1) for line in text.split("\n"))


def number_format(value: float, kind: str) -> str:
    """Return the Excel format that shows three significant digits of a result, six of an amount, one decimal of a share.

    >>> number_format(12345.6, "value"), number_format(0.0123, "value"), number_format(0.12, "share")
    ('#,##0', '0.0000', '0.0%')
    """
    if kind in ("share", "percent"):
        return _share_format(value)
    if value == 0:
        return "0"
    digits = 3 if kind == "value" else 6
    power = math.floor(math.log10(abs(value)))
    if not -4 < power < 7:
        return "0.00E+00" if kind == "value" else "0.0000E+00"
    if kind != "value":
        return f"#,##0.{'0' * _decimals(value, digits - 1 - power)}".rstrip(".")
    decimals = max(digits - 1 - power, 0)
    return ("#,##0" if power >= 3 else "0") + ("." + "0" * decimals if decimals else "")


def _decimals(value: float, most: int) -> int:
    """Return how many decimals an amount needs, at most ``most``: 0.2 needs one; optional digits leave a bare point behind."""
    text = f"{value:.{max(most, 0)}f}".rstrip("0")
    return len(text) - text.index(".") - 1 if "." in text else 0


def _share_format(value: float) -> str:
    size = abs(value)
    if size == 0 or size >= _SMALLEST_SHARE:
        return "0.0%"
    decimals = -math.floor(math.log10(size)) - 2
    return f"0.{'0' * (decimals + 1)}%" if decimals < 6 else "0.0E+00%"


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Return names of sheets that Excel allows, all different, in order: what is too long is cut, what comes twice is numbered.

    >>> sheet_names(["cut-off", "Cut-off", "a/b: c"])
    ['cut-off', 'Cut-off 2', 'a-b- c']
    """
    found: list[str] = []
    taken: set[str] = {"history"}  # a name that Excel keeps for itself
    for title in titles:
        plain = _FORBIDDEN.sub("-", " ".join(clean(title).split())).strip(" '") or "-"
        name, count = plain[:SHEET_NAME].strip(" '"), 1
        while name.casefold() in taken:
            count += 1
            tail = f" {count}"
            name = plain[: SHEET_NAME - len(tail)].rstrip(" '") + tail
        taken.add(name.casefold())
        found.append(name)
    return found


def unique_titles(titles: Iterable[str]) -> list[str]:
    """Return the heads of a table, all different as Excel's tables need them, none empty.

    >>> unique_titles(["Unit", "Value", "unit", ""])
    ['Unit', 'Value', 'unit (2)', '–']
    """
    found: list[str] = []
    taken: set[str] = set()
    for title in titles:
        plain = " ".join(clean(title).split()) or "–"
        name, count = plain, 1
        while name.casefold() in taken:
            count += 1
            name = f"{plain} ({count})"
        taken.add(name.casefold())
        found.append(name)
    return found
