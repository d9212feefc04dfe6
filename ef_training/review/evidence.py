"""Evidence of another year than the period: a bill of 2022 in a form for 2024."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..inventory.model import Line
from ..messages import message, msg
from .model import Check, Finding, Reviewed
from .origins import cells, named
from .settings import ReviewSettings
from .spoken import listed
from .words import has, words

NAME = "evidence"
ROC = 1911
COMMON = re.compile(r"(?<![\d:.,])(20[0-3]\d)(?!\d|[.,]\d|\s*(?:kWh|kg|t|m3|L|度|公斤|公噸|公升|元|件|個|人|小時|h)\b)")
REPUBLIC = re.compile(r"(?<![\d:.,])(1[0-3]\d)\s*(?:年|/\s*(?:0?[1-9]|1[0-2])(?![\d.]))")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield lines whose evidence (or note, where it speaks of a bill) names years, none of them of the period."""
    inventory = reviewed.inventory
    period = range(inventory.period_start.year, inventory.period_end.year + 1)
    found: dict[tuple[int, ...], list[tuple[Line, str]]] = {}
    for line in (line for line in inventory.lines if not line.parent):
        told = (("evidence", line.evidence), ("note", line.note if has(line.note, words()["evidence"]["bills"]) else ""))
        for field, text in told:
            years = years_in(text)
            if years and not set(years) & set(period):
                found.setdefault(years, []).append((line, field))
                break
    for years, rows in found.items():
        yield Finding(
            NAME,
            f"other-year-{'-'.join(map(str, years))}",
            "question",
            message(
                "the evidence of {lines} is of {years}, the period of the form is {period}",
                lines=listed(f"{line.line_id} ({line.name})" for line, _ in rows),
                years=listed(map(str, years)),
                period="–".join(str(year) for year in dict.fromkeys((period[0], period[-1]))),
            ),
            message("amounts of another year do not belong to the production of this one"),
            message("take the amounts from the bills of the period, or correct the year in the evidence"),
            (
                *dict.fromkeys(place for line, field in rows for place in cells(line, field, "amount")),
                *named(inventory, "period_start", "period_end"),
            ),
            rows[0][0].line_id if len(rows) == 1 else "",
        )


def years_in(text: str) -> tuple[int, ...]:
    """Return the years that a text names, those of the Republic of China as common ones.

    What names a standard or an edition ("ISO 14067:2018", "IPCC 2006") is not a year of the evidence.

    >>> years_in("2022 年電費單"), years_in("112年瓦斯費單"), years_in("112/05 發票"), years_in("IPCC 2006"), years_in("2,024 kg")
    ((2022,), (2023,), (2023,), (), ())
    """
    if has(text, words()["evidence"]["editions"]):
        return ()
    common = (int(found) for found in COMMON.findall(text))
    republic = (int(found) + ROC for found in REPUBLIC.findall(text))
    return tuple(sorted({*common, *republic}))


CHECK = Check(name=NAME, title=msg("Evidence"), run=check)
