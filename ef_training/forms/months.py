"""Months as people write them, and which of a period are missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

_ENGLISH = tuple("january february march april may june july august september october november december".split())  # noqa: SIM905
_CHINESE = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"十一": 11, "十二": 12}
_ONE = (
    re.compile(r"(?:民國)?(?P<year>\d{3,4})[-/.年](?P<month>\d{1,2})月?(?:份)?"),
    re.compile(r"(?:民國)?(?P<year>\d{2})年(?P<month>\d{1,2})月(?:份)?"),
    re.compile(r"(?P<year>\d{3,4})(?P<month>\d{2})"),
    re.compile(r"(?P<month>\d{1,2})月(?:份)?"),
    re.compile(r"(?P<month>\d{1,2})"),
)
_WORD = re.compile(r"(?P<word>[一二三四五六七八九十]{1,2})月(?:份)?|(?P<name>[a-z]{3,9})\.?(?:[-/' ]?(?P<year>\d{2}|\d{4}))?")
_SPAN = re.compile(r"(.+?)[~至到](.+)")
_PLAIN_SPAN = re.compile(r"(\d{1,2})-(\d{1,2})月(?:份)?")


class Month(NamedTuple):
    """A month; ``year`` is None where only the month is given."""

    year: int | None
    month: int

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}" if self.year else str(self.month)


def read_months(value: object) -> tuple[Month, ...] | None:
    """Read a month, or the few months of one bill; None where it is neither.

    >>> read_months("113/01"), read_months("１月"), read_months("Jan"), read_months("1-2月")
    ((Month(year=2024, month=1),), (Month(year=None, month=1),), (Month(year=None, month=1),), \
(Month(year=None, month=1), Month(year=None, month=2)))
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, date):
        return (Month(value.year, value.month),)
    if isinstance(value, float):
        if not value.is_integer():
            return None
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).replace("–", "-").replace("—", "-").replace("〜", "~")
    text = re.sub(r"\s+", "", text).lower()
    whole = _one(text)
    if whole is not None:
        return (whole,)
    span = _PLAIN_SPAN.fullmatch(text) or _SPAN.fullmatch(text)
    return _span(_one(span.group(1)), _one(span.group(2))) if span else None


def _one(text: str) -> Month | None:
    for pattern in _ONE:
        if match := pattern.fullmatch(text):
            found = match.groupdict()
            return _month(found.get("year"), int(found["month"]))
    match = _WORD.fullmatch(text)
    if match is None:
        return None
    if match["word"]:
        return _month(None, _CHINESE.get(match["word"], 0))
    number = next((at for at, name in enumerate(_ENGLISH, start=1) if name.startswith(match["name"])), 0)
    return _month(match["year"], number)


def _month(year: str | None, month: int) -> Month | None:
    if not 1 <= month <= 12:
        return None
    if year is None:
        return Month(None, month)
    number = int(year)
    if number < 200:
        number += 2000 if number < 50 else 1911  # "Jan-24" is 2024, 113年 and 99年 are ROC years
    return Month(number, month) if 1900 <= number <= 2200 else None


def _span(first: Month | None, last: Month | None) -> tuple[Month, ...] | None:
    """Return the months from first to last, at most twelve."""
    if first is None or last is None:
        return None
    months = []
    year, month = first.year or last.year, first.month
    for _ in range(12):
        months.append(Month(year, month))
        if month == last.month and (last.year is None or year == last.year):
            return tuple(months)
        year, month = (year + 1 if year and month == 12 else year), month % 12 + 1
    return None


def period_months(start: date, end: date) -> tuple[Month, ...]:
    """Return the months of a period, the first and last counted where they are touched."""
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    return tuple(Month(start.year + (start.month - 1 + i) // 12, (start.month - 1 + i) % 12 + 1) for i in range(max(count, 0)))


def missing_months(found: Sequence[Month], period: Sequence[Month]) -> list[Month]:
    """Return the months of the period that are not there; a month without a year counts for every year."""
    exact, any_year = set(found), {month.month for month in found if month.year is None}
    return [month for month in period if month not in exact and month.month not in any_year]


def outside_months(found: Sequence[Month], period: Sequence[Month]) -> list[Month]:
    """Return the months that do not lie in the period."""
    numbers = {month.month for month in period}
    return [month for month in found if (month.month not in numbers if month.year is None else month not in period)]


def listed(months: Sequence[Month]) -> str:
    """Return months as a sentence names them."""
    return ", ".join(map(str, dict.fromkeys(months)))
