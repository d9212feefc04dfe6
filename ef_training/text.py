"""Text as people type it: folding of widths and names, numbers written as text, dates in the ROC calendar."""

from __future__ import annotations

import re
import sys
import unicodedata
from datetime import date
from functools import lru_cache

_SAME = str.maketrans(
    {"臺": "台", "仟": "千", "銹": "鏽", "锈": "鏽", "−": "-", "–": "-", "—": "-", "－": "-", "～": "~", "〜": "~", "　": " "}
)
_NUMBER = re.compile(r"^[+-]?(?=[.\d])(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][+-]?\d+)?$")
_YEAR = r"(?:民國)?\s*(\d{2,4})\s*(?:年度?)?"


@lru_cache(maxsize=2**14)
def fold(text: str) -> str:
    """Fold a name for comparison: NFKC widths, one form of variant characters, no spaces, lower case.

    >>> fold("ＰＥ　袋 (Kg)")
    'pe袋(kg)'
    """
    folded = unicodedata.normalize("NFKC", str(text)).translate(_SAME)
    return re.sub(r"\s+", "", folded).casefold()


def own_half(name: str, lang: str) -> str:
    """Return the half of a name written "中文｜English" that belongs to the language; any other name as it is.

    >>> own_half("鋁擠型材｜aluminium extrusion", "en")
    'aluminium extrusion'
    """
    chinese, bar, english = name.partition("｜")
    return english if bar and not lang.startswith("zh") else chinese


def number(value: object) -> float | None:
    """Read a number from a cell value; None where it is not one.

    Understands full width digits, thousands separators at their places, exponents and the several minus signs. A range,
    "約 100" or "<0.01" is not a number: the caller reports it.

    >>> number("１２,５１９.2437"), number("1.03E+00"), number("約 100")
    (12519.2437, 1.03, None)
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value) if abs(value) <= sys.float_info.max else None  # neither NaN nor infinite
    text = unicodedata.normalize("NFKC", str(value)).translate(_SAME).strip()
    if not text or text in "+-." or not _NUMBER.match(text) or not any(c.isdigit() for c in text):
        return None
    read = float(text.replace(",", ""))
    return read if abs(read) != float("inf") else None


def year(value: object) -> int | None:
    """Read a year; ROC years (1–199) become Gregorian. None where it is not a year.

    >>> year("民國113年"), year(2024), year("113年度")
    (2024, 2024, 2024)
    """
    match = re.fullmatch(_YEAR, unicodedata.normalize("NFKC", str(value)).strip())
    if not match:
        return None
    number_ = int(match.group(1))
    return number_ + 1911 if number_ < 200 else number_ if 1900 <= number_ <= 2200 else None


def day(value: object) -> date | None:
    """Read a date: a date cell, "2024-01-31", "2024/1/31", "113/01/31", "1130131", "民國113年1月31日".

    >>> day("113/1/31"), day("1130401")
    (datetime.date(2024, 1, 31), datetime.date(2024, 4, 1))
    """
    if hasattr(value, "date"):
        return value.date()  # type: ignore[no-any-return]
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip()
    match = re.fullmatch(r"(?:民國)?\s*(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", text) or re.fullmatch(
        r"(\d{3,4})(\d{2})(\d{2})", text
    )
    if not match:
        return None
    y, m, d = (int(part) for part in match.groups())
    y = y + 1911 if y < 200 else y
    try:
        return date(y, m, d)
    except ValueError:
        return None


def ascii_code(text: str, fallback: str = "x") -> str:
    """Make a stable ASCII code of a name: letters, digits and hyphens; a short hash stands in for other scripts.

    >>> ascii_code("Hub A-1")
    'hub-a-1'
    """
    import hashlib

    folded = unicodedata.normalize("NFKC", str(text)).casefold()
    plain = re.sub(r"[^a-z0-9]+", "-", folded.encode("ascii", "ignore").decode()).strip("-")
    if not folded.isascii():
        plain = f"{plain or fallback}-{hashlib.sha256(folded.encode()).hexdigest()[:8]}"
    return plain or fallback
