"""The rules of "most relevant", apart from where the numbers come from.

Source: Commission Recommendation (EU) 2021/2279, Annex I, clauses 6.3.1 to 6.3.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

THRESHOLD = 0.80  # 6.3.1 to 6.3.4: cumulatively at least 80 %, the one that crosses included
MINIMUM_CATEGORIES = 3  # 6.3.1
USE_STAGE = 0.50  # 6.3.2: strictly more than half of a category
SUB_INDICATOR = 0.05  # 4.4.10: a climate sub-category is shown apart when it is more than 5 %
_EQUAL = 1e-9  # a cumulative share that differs from 80 % only by rounding has reached it


@dataclass(frozen=True)
class Ranked:
    """One item of a ranking: its value, its share of Σ|value| (0–1), the cumulative share, and whether it is most relevant."""

    name: str
    value: float
    share: float
    cumulative: float
    relevant: bool


def most_relevant_shares(values: Mapping[str, float], *, minimum: int = 1, threshold: float = THRESHOLD) -> list[Ranked]:
    """Rank items by |value| and mark those that together make up at least ``threshold`` of Σ|value|.

    Negative values count with their absolute value (6.3.5). Equal values keep their order. Items of value 0 are never most
    relevant, except to fill ``minimum``; where all are 0, none is.

    >>> [r.name for r in most_relevant_shares({"a": 60, "b": -30, "c": 10}) if r.relevant]
    ['a', 'b']
    """
    total = sum(abs(value) for value in values.values())
    ranking: list[Ranked] = []
    reached = 0.0
    for position, (name, value) in enumerate(sorted(values.items(), key=lambda item: -abs(item[1]))):
        share = abs(value) / total if total else 0.0
        relevant = total > 0 and ((share > 0 and reached < threshold - _EQUAL) or position < minimum)
        reached += share
        ranking.append(Ranked(name, value, share, reached, relevant))
    return ranking


def with_use_stage_rule(values: Mapping[str, float], *, use: str = "use") -> list[Ranked]:
    """Rank life-cycle stages; where the use stage exceeds half of Σ|value|, rank the others without it and add it back (6.3.2).

    Shares and cumulative shares are always of all stages; the marks alone follow the second ranking.
    """
    ranking = most_relevant_shares(values)
    total = sum(abs(value) for value in values.values())
    if not total or abs(values.get(use, 0.0)) / total <= USE_STAGE + _EQUAL:
        return ranking
    others = most_relevant_shares({name: value for name, value in values.items() if name != use})
    chosen = {item.name for item in others if item.relevant} | {use}
    return [Ranked(item.name, item.value, item.share, item.cumulative, item.name in chosen) for item in ranking]
