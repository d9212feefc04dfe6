"""What a number format makes of a number: per cent, a date, a duration; and numbers as Excel stores dates."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from ...messages import Message, message

PERCENT, DATE, DURATION = "percent", "date", "duration"

_DATE_IDS = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
"""Built-in formats of dates and times, those of Chinese, Japanese and Korean Excel included (ECMA-376 Part 1, 18.8.30)."""

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|(?i:general)|G/[^;\d#]*|[eE][+-]|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE = re.compile(r"[dmyhse]", re.IGNORECASE)
_LAST_DAY = 2_958_465
"""9999-12-31, the last day that Excel knows."""


def format_kind(number: int, code: str | None) -> str:
    """Return how a cell is shown: "percent", "date" (or time of day), "duration", else an empty string.

    Parameters
    ----------
    number : int
        The id of the number format; ids without a code are Excel's built-in ones.
    code : str or None
        The format code, such as ``0.0%`` or ``[$-404]e/m/d``.

    >>> format_kind(164, '#,##0.0 "kWh/d"'), format_kind(164, "0.0%"), format_kind(164, "[$-404]e/m/d"), format_kind(14, None)
    ('', 'percent', 'date', 'date')
    """
    if code is None:
        return PERCENT if number in (9, 10) else DURATION if number == 46 else DATE if number in _DATE_IDS else ""
    bare = _LITERAL.sub("", code).split(";")[0]
    if "%" in bare:
        return PERCENT
    if _DURATION.search(bare):
        return DURATION
    return DATE if _DATE.search(bare) else ""


def shown_value(value: float, kind: str, *, since_1904: bool = False) -> Any | Message:
    """Return a stored number as its format shows it: a date without its time, text for times, the number itself otherwise.

    A number below 1 is a time of day. A `Message` says why there is no such date.
    """
    if kind not in (DATE, DURATION):
        return value
    if kind == DURATION:
        return clock(value * 24 * 3600) if 0 <= value <= _LAST_DAY else value
    if not 0 <= value <= _LAST_DAY:
        return message("the cell is shown as a date but holds {number}", number=f"{value:g}")
    if value < 1:
        return clock(value * 24 * 3600)
    if since_1904:
        return _plus(date(1904, 1, 1), value)
    # Excel counts a 29 February 1900 that never was.
    return _plus(date(1899, 12, 31) if value < 60 else date(1899, 12, 30), value)


def _plus(first: date, days: float) -> date | Message:
    try:
        return (datetime.combine(first, time()) + timedelta(days=days, milliseconds=0.5)).date()
    except OverflowError:
        return message("the cell is shown as a date but holds {number}", number=f"{days:g}")


def clock(seconds: float) -> str:
    """Return a duration or a time of day as hours:minutes:seconds.

    >>> clock(108_000)
    '30:00:00'
    """
    whole = round(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def as_number(text: str) -> int | float | str:
    """Return a stored number: whole ones as int. What is no number comes back as text.

    >>> as_number("12"), as_number("1.5E3"), as_number("x")
    (12, 1500.0, 'x')
    """
    if "_" in text:
        return text
    try:
        return float(text) if any(mark in text for mark in ".eE") else int(text)
    except ValueError:
        return text
