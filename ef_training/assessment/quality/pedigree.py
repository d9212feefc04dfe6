"""Pedigree scores of a target, 1 (best) to 5, entered or derived.

The pedigree matrix (Weidema and Wesnæs 1996, in the form of ecoinvent 3) looks at the same things as PEF's ratings on scales of
its own: reliability stands beside P, temporal beside TiR, geographical beside GeR, technological beside TeR; completeness has no
counterpart. They are shown beside the data quality rating and take no part in it. An entered PEF rating gives the score beside it
and the other way round, so that the two never contradict each other; the rest is derived from the same facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ...inventory.model import CRITERIA, PEDIGREE, Line
from ...linking import ResolvedTarget
from .rules import QualityRules, Score, Setting, amount_quality

BESIDE = MappingProxyType({"TeR": "technological", "GeR": "geographical", "TiR": "temporal", "P": "reliability"})
"""PEF's rating → the pedigree score that looks at the same thing."""
GEOGRAPHICAL = MappingProxyType({1: 1, 2: 2, 3: 2, 4: 3, 5: 5})
"""From GeR: the area itself 1, a larger one that holds it (a region or the world) 2, one judged alike 3, another or unknown 5."""
RELIABILITY = MappingProxyType({"measured": (2, 2), "calculated": (3, 3), "estimated": (4, 5)})
"""With and without evidence named: not verified measurements 2, partly qualified estimates 3, qualified 4, other estimates 5."""
COMPLETE, SHORT, UNKNOWN = 1, 3, 5
"""Completeness: a whole year of the plant 1, a shorter period 3, an estimate or not stated 5."""


def pedigree(
    target: ResolvedTarget, parent: Line | None, scores: Mapping[str, Score], setting: Setting, rules: QualityRules
) -> dict[str, int | None]:
    """Return the pedigree scores by name, in the order of `PEDIGREE`; None where what a score rests on is unknown.

    ``scores`` are the PEF ratings of the target, ``parent`` the line that a transport leg carries.
    """
    ratings = target.target.ratings
    entered = dict(zip(PEDIGREE, ratings.pedigree if ratings else (), strict=False))
    quality, evidence = amount_quality(target.line.line, parent)
    derived = {
        "reliability": RELIABILITY[quality][0 if evidence else 1] if quality in RELIABILITY else None,
        "completeness": _completeness(quality, setting, rules),
        "temporal": _temporal(target, scores["TiR"], setting, rules),
        "geographical": GEOGRAPHICAL[round(scores["GeR"].value)] if scores["GeR"].value else UNKNOWN,
        "technological": _rounded(scores["TeR"]),
    }
    for criterion in CRITERIA:
        if scores[criterion].entered:
            derived[BESIDE[criterion]] = _rounded(scores[criterion])
    return {name: entered.get(name) or derived[name] for name in PEDIGREE}


def _completeness(quality: str, setting: Setting, rules: QualityRules) -> int:
    if quality not in ("measured", "calculated"):
        return UNKNOWN
    return COMPLETE if setting.months >= rules.whole_year else SHORT


def _temporal(target: ResolvedTarget, tir: Score, setting: Setting, rules: QualityRules) -> int | None:
    if target.year is None:
        return _rounded(tir) if target.target.kind in ("gwp", "elementary-flow") else UNKNOWN
    age = setting.year - target.year
    return next((score for score, below in enumerate(rules.ages, start=1) if age < below), UNKNOWN)


def _rounded(score: Score) -> int | None:
    return None if score.value is None else round(score.value)
