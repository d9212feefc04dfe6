"""Data quality of a run: the ratings of every target, entered or derived, and that of the study.

    DQR = (TeR + GeR + TiR + P) / 4        of a target, and of the study from the means of its criteria
    study: mean of each criterion over the most relevant processes, weighted by their shares of the single score, these
    shares brought to 100 %

Source: Commission Recommendation (EU) 2021/2279, Annex I, clause 4.6.5; bands as in its table of data quality levels. Ratings are
entered with the links or derived by the rules of `assessment.quality.rules`. What is unknown is left out of the mean and told,
never taken for good or bad; a study of which too little is known has no rating.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ...inventory.model import CRITERIA, PEDIGREE, Inventory, Line
from ...linking import ResolvedTarget
from ...messages import Message, message, msg
from ..run_folder import QUALITY
from ..weighting import most_relevant_targets, ranking_scores, withheld
from .pedigree import BESIDE, pedigree
from .rules import QualityRules, Score, Setting, geography, precision, technology, time

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from ...method_pack.model import Category

BANDS = ((1.5, "excellent"), (2.0, "very good"), (3.0, "good"), (4.0, "fair"), (float("inf"), "poor"))
BAND_NAMES = MappingProxyType(
    {
        "excellent": msg("excellent"),
        "very good": msg("very good"),
        "good": msg("good"),
        "fair": msg("fair"),
        "poor": msg("poor"),
    }
)
_EQUAL = 1e-9  # a mean that differs from the limit of a band only by rounding is at the limit
Scores = Mapping[str, Score]
Grades = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class StudyQuality:
    """The rating of a study.

    Parameters
    ----------
    criteria : mapping
        TeR, GeR, TiR, P: weighted means, None where nothing is known of one.
    known : mapping
        Part of the weight (0–1) for which each criterion is known.
    unstated : mapping
        Part of the weight (0–1) for which what each criterion rests on is not stated, so that a rule stands in or it is unknown.
    processes : int
        How many targets are rated.
    covered : float
        Part of Σ|weighted score| that they make (0–1).
    withheld : bool
        Whether no weighted score is given, and so no rating.
    """

    criteria: Mapping[str, float | None] = field(default_factory=lambda: dict.fromkeys(CRITERIA))
    known: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(CRITERIA, 0.0))
    unstated: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(CRITERIA, 0.0))
    processes: int = 0
    covered: float = 0.0
    withheld: bool = False

    @property
    def dqr(self) -> float | None:
        """The data quality rating; None where a criterion is known for too little of the weight."""
        if any(self.known[criterion] < QualityRules().known - _EQUAL for criterion in CRITERIA):
            return None
        return rating(self.criteria)

    def as_dict(self) -> dict[str, Any]:
        """Return the rating as recorded in ``run.json``."""
        return {
            **self.criteria,
            "DQR": self.dqr,
            "band": band(self.dqr),
            "known": dict(self.known),
            "unstated": dict(self.unstated),
            "processes": self.processes,
            "covered": self.covered,
            "withheld": self.withheld,
        }


@dataclass(frozen=True)
class Quality:
    """The table of ``quality.csv`` and the rating of the study."""

    table: pd.DataFrame
    study: StudyQuality


def rating(scores: Mapping[str, float | None]) -> float | None:
    """Return the data quality rating, the mean of the four criteria; None where one is unknown."""
    values = [scores[criterion] for criterion in CRITERIA]
    known = [value for value in values if value is not None]
    return sum(known) / len(CRITERIA) if len(known) == len(values) else None


def band(dqr: float | None) -> str:
    """Return the level of a rating, empty where there is none.

    >>> band(1.5), band(1.51), band(3.0), band(4.2), band(None)
    ('excellent', 'very good', 'good', 'poor', '')
    """
    return "" if dqr is None else next(name for limit, name in BANDS if dqr <= limit + _EQUAL)


def study_quality(scores: Sequence[Scores], weights: Sequence[float], *, covered: float = 0.0) -> StudyQuality:
    """Rate a study from the scores of its most relevant processes and their weights, which need not sum to 1."""
    total = sum(weights)
    if not total:
        return StudyQuality(covered=covered)
    criteria: dict[str, float | None] = {}
    known: dict[str, float] = {}
    unstated: dict[str, float] = {}
    for criterion in CRITERIA:
        pairs = [(each[criterion].value, weight) for each, weight in zip(scores, weights, strict=True)]
        reached = sum(weight for value, weight in pairs if value is not None)
        criteria[criterion] = sum(value * weight for value, weight in pairs if value is not None) / reached if reached else None
        known[criterion] = reached / total
        unstated[criterion] = (
            sum(weight for each, weight in zip(scores, weights, strict=True) if not each[criterion].stated) / total
        )
    return StudyQuality(criteria, known, unstated, len(scores), covered)


def rate(
    inventory: Inventory,
    ef: Sequence[ResolvedTarget],
    cfp: Sequence[ResolvedTarget],
    values: np.ndarray,
    categories: Sequence[Category],
    grades: Grades | None = None,
    rules: QualityRules | None = None,
) -> Quality:
    """Rate every target of both views, and the study.

    Parameters
    ----------
    values : array, (len(ef) × categories)
        Score per declared unit of each ``ef`` target; NaN where there are no data.
    grades : mapping, optional
        (line_id, dataset) → grade by the crosswalk, for links that say none.

    Returns
    -------
    Quality
        ``table`` has the columns `QUALITY`: ``weight_share`` is the target's part (0–1) of Σ|weighted score| (of Σ|climate|
        where weighting is withheld; of Σ|carbon footprint| in the ``cfp`` view), ``study_weight`` its weight in the study.
    """
    import numpy as np
    import pandas as pd

    rules, setting = rules or QualityRules(), _setting(inventory)
    lines = {line.line_id: line for line in inventory.lines}
    scored = [_scores(target, lines, (grades or {}), setting, rules) for target in (*ef, *cfp)]
    importance = np.abs(ranking_scores(ef, values, categories))
    footprint = np.abs([target.amount * (target.factor or 0.0) for target in cfp])
    without = withheld(ef, values, categories)
    relevant = [False] * len(ef) if without else most_relevant_targets(ef, values, categories)
    weights = np.where(relevant, importance, 0.0)
    if without:
        study = StudyQuality(withheld=True)
    else:
        chosen = [position for position, is_relevant in enumerate(relevant) if is_relevant]
        covered = float(weights.sum() / importance.sum()) if importance.sum() else 0.0
        study = study_quality([scored[i] for i in chosen], [float(weights[i]) for i in chosen], covered=covered)
    shares = [*_parts(importance), *_parts(footprint)]
    in_study = [part if is_relevant else None for part, is_relevant in zip(_parts(weights), relevant, strict=True)]
    rows = [
        _row(target, scores, pedigree(target, lines.get(target.line.line.parent), scores, setting, rules), share, weight)
        for target, scores, share, weight in zip((*ef, *cfp), scored, shares, [*in_study, *[None] * len(cfp)], strict=True)
    ]
    return Quality(pd.DataFrame(rows, columns=list(QUALITY)), study)


def _parts(amounts: np.ndarray) -> list[float]:
    total = float(amounts.sum())
    return [float(amount) / total if total else 0.0 for amount in amounts]


def _setting(inventory: Inventory) -> Setting:
    months = ((inventory.period_end - inventory.period_start).days + 1) / 365 * 12
    return Setting(inventory.period_end.year, months, inventory.company.country)


def _scores(
    target: ResolvedTarget, lines: Mapping[str, Line], grades: Grades, setting: Setting, rules: QualityRules
) -> dict[str, Score]:
    """Return the four scores of a target: those entered, those of the pedigree entered, the rest derived."""
    choice, line = target.target, target.line.line
    grade = choice.grade or grades.get((choice.line_id, choice.target), "")
    derived = {
        "TeR": technology(target, grade, rules),
        "GeR": geography(target, setting, rules),
        "TiR": time(target, setting, rules),
        "P": precision(line, lines.get(line.parent), rules),
    }
    if choice.ratings is None:
        return derived
    given = {"TeR": choice.ratings.ter, "GeR": choice.ratings.ger, "TiR": choice.ratings.tir, "P": choice.ratings.p}
    beside = dict(zip(PEDIGREE, choice.ratings.pedigree, strict=False))
    for criterion in CRITERIA:
        value, score = given[criterion], beside.get(BESIDE[criterion])
        if value is not None:
            derived[criterion] = Score(float(value), message("entered"), entered=True)
        elif score:
            derived[criterion] = Score(float(score), message("the pedigree score entered"), entered=True)
    return derived


def _row(
    target: ResolvedTarget, scores: Scores, matrix: Mapping[str, int | None], share: float, weight: float | None
) -> tuple[Any, ...]:
    choice, dqr = target.target, rating({criterion: scores[criterion].value for criterion in CRITERIA})
    entered = sum(scores[criterion].entered for criterion in CRITERIA)
    reason = [_reason(criterion, scores[criterion]) for criterion in CRITERIA]
    return (
        choice.line_id,
        target.line.line.name,
        choice.view,
        choice.target,
        target.name,
        *(scores[criterion].value for criterion in CRITERIA),
        dqr,
        band(dqr),
        *(matrix[name] for name in PEDIGREE),
        "entered" if entered == len(CRITERIA) else "derived" if not entered else "partly entered",
        " ".join(criterion for criterion in CRITERIA if not scores[criterion].stated),
        " · ".join(part.render("en") for part in reason),
        " · ".join(part.render("zh-TW") for part in reason),
        share,
        weight,
    )


def _reason(criterion: str, score: Score) -> Message:
    if score.value is None:
        return message("{criterion} unknown: {reason}", criterion=criterion, reason=score.reason)
    return message("{criterion} {score:g}: {reason}", criterion=criterion, score=score.value, reason=score.reason)
