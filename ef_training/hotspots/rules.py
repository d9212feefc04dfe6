"""The rules of "most relevant", apart from where the numbers come from.

Source: Commission Recommendation (EU) 2021/2279, Annex I, clauses 6.3.1 to 6.3.5.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..assessment.ranking import (
    MINIMUM_CATEGORIES,
    THRESHOLD,
    USE_STAGE,
    Ranked,
    most_relevant_shares,
    ranked_processes,
    use_stage_dominates,
)

__all__ = [
    "MINIMUM_CATEGORIES",
    "SUB_INDICATOR",
    "THRESHOLD",
    "USE_STAGE",
    "Ranked",
    "most_relevant_shares",
    "ranked_processes",
    "with_use_stage_rule",
]

SUB_INDICATOR = 0.05  # 4.4.10: a climate sub-category is shown apart when it is more than 5 %


def with_use_stage_rule(values: Mapping[str, float], *, use: str = "use") -> list[Ranked]:
    """Rank life-cycle stages; where the use stage exceeds half of Σ|value|, rank the others without it and add it back (6.3.2).

    Shares and cumulative shares are always of all stages; the marks alone follow the second ranking.
    """
    ranking = most_relevant_shares(values)
    if not use_stage_dominates(values, use=use):
        return ranking
    others = most_relevant_shares({name: value for name, value in values.items() if name != use})
    chosen = {item.name for item in others if item.relevant} | {use}
    return [Ranked(item.name, item.value, item.share, item.cumulative, item.name in chosen) for item in ranking]
