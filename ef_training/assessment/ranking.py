"""PEF's "at least 80 %" rule: which items of a ranking are most relevant.

Source: Commission Recommendation (EU) 2021/2279, Annex I, clauses 6.3.1 to 6.3.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

THRESHOLD = 0.80  # 6.3.1 to 6.3.4: cumulatively at least 80 %, the one that crosses included
MINIMUM_CATEGORIES = 3  # 6.3.1
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
