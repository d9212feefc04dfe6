"""PEF's "at least 80 %" rule: which items of a ranking are most relevant.

Source: Commission Recommendation (EU) 2021/2279, Annex I, clauses 6.3.1 to 6.3.5.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

THRESHOLD = 0.80  # 6.3.1 to 6.3.4: cumulatively at least 80 %, the one that crosses included
MINIMUM_CATEGORIES = 3  # 6.3.1
USE_STAGE = 0.50  # 6.3.2: strictly more than half of a category
_EQUAL = 1e-9  # a share that differs from a limit only by rounding is the limit


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


def use_stage_dominates(stages: Mapping[str, float], *, use: str = "use") -> bool:
    """Say whether the use stage makes more than half of Σ|stage| of a category (6.3.2)."""
    total = sum(abs(value) for value in stages.values())
    return bool(total) and abs(stages.get(use, 0.0)) / total > USE_STAGE + _EQUAL


def with_use_apart(values: Mapping[str, float], of_use: Collection[str]) -> list[Ranked]:
    """Rank processes of a category that the use stage dominates (6.3.3): those of other stages among themselves until 80 %.

    Processes of the use stage (``of_use``) keep the marks they have in the ranking of all (the project's own reading of "added
    back", so that not every trifle of the use stage is most relevant). Shares and cumulative shares are always of all.
    """
    ranking = most_relevant_shares(values)
    others = most_relevant_shares({name: value for name, value in values.items() if name not in of_use})
    chosen = {item.name for item in others if item.relevant} | {r.name for r in ranking if r.relevant and r.name in of_use}
    return [Ranked(item.name, item.value, item.share, item.cumulative, item.name in chosen) for item in ranking]


def ranked_processes(values: Mapping[tuple[str, str], float], stages: Mapping[str, float]) -> list[Ranked]:
    """Rank the processes of one category.

    Parameters
    ----------
    values : mapping
        Score of each pair of process and stage: a process in two stages counts twice (6.3.3).
    stages : mapping
        Score of each stage, which tells whether the use stage is ranked apart.

    Returns
    -------
    list of Ranked
        Names are ``process|stage``.
    """
    named = {f"{process}|{stage}": value for (process, stage), value in values.items()}
    if not use_stage_dominates(stages):
        return most_relevant_shares(named)
    return with_use_apart(named, {f"{process}|{stage}" for process, stage in values if stage == "use"})
