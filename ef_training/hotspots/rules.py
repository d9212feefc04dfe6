"""The rules of "most relevant", apart from where the numbers come from.

Source: Commission Recommendation (EU) 2021/2279, Annex I, clauses 6.3.1 to 6.3.5.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..assessment.ranking import MINIMUM_CATEGORIES, THRESHOLD, Ranked, most_relevant_shares

__all__ = [
    "MINIMUM_CATEGORIES",
    "SUB_INDICATOR",
    "THRESHOLD",
    "USE_STAGE",
    "Ranked",
    "most_relevant_shares",
    "with_use_stage_rule",
]

USE_STAGE = 0.50  # 6.3.2: strictly more than half of a category
SUB_INDICATOR = 0.05  # 4.4.10: a climate sub-category is shown apart when it is more than 5 %
_EQUAL = 1e-9  # a share that differs from one half only by rounding is one half


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
