"""Which of several factors that fit comes first: data year, region, boundary, concentration; and what is to be warned of.

The thresholds and penalties are the project's own choice; penalties are taken off a score between 0 and 1.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ...inventory.bridge import Asked, bridge
from ...inventory.model import Line
from ...messages import Message, message
from ..catalogue import Factor
from ..naming.folding import canon
from ..naming.terms import Term

PURE = 0.95
"""A stated purity from here on is no solution whose concentration must be known (the project's own choice)."""
_YEAR = re.compile(r"[,(]?\s*(?:19|20)\d\d\s*")
_STRENGTH = re.compile(r"^[^()]*,\s*(\d{1,2}(?:\.\d+)?)\s*%")
_PER_CENT = re.compile(r"(?<![\d.])(\d{1,2}(?:\.\d+)?)\s*(?:%|pct\b|percent\b|per cent\b|趴|wt%|w/w)", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """Thresholds of suggesting, the project's own choice.

    Parameters
    ----------
    least : float
        Score (0–1) of the words below which a factor is not suggested.
    span : float
        Candidates so much below the best are left out.
    old : int
        Data that lie more years than this from the period are warned of.
    per_year, foreign, part, needs_figure, reference, stand_in, older : float
        Penalties: for each year between data and period, for another region, for gate-to-gate, for a figure the line lacks, for
        reference grade, for a stand-in, and for one of which a nearer year is there.
    strength : float
        Penalty when a concentration is off by a factor of e.
    """

    least: float = 0.55
    span: float = 0.4
    old: int = 10
    per_year: float = 0.004
    years_counted: int = 20
    foreign: float = 0.06
    part: float = 0.06
    needs_figure: float = 0.03
    reference: float = 0.02
    stand_in: float = 0.1
    older: float = 0.2
    strength: float = 0.1


@dataclass(frozen=True)
class Found:
    """A factor that fits, with the score of what led to it; `judged` brings the score to its end and adds what is to be said."""

    factor: Factor
    score: float
    reasons: tuple[Message, ...] = ()
    term: Term | None = None
    warnings: tuple[Message, ...] = ()
    asks: str = ""


def judged(line: Line, found: Iterable[Found], year: int, settings: Settings) -> list[Found]:
    """Return what was found, best first, with reasons and warnings of years, regions, boundaries and concentrations."""
    ranked = sorted((_judge(line, one, year, settings) for one in found), key=lambda one: (-one.score, one.factor.name))
    seen: set[tuple[str, str]] = set()
    ordered = []
    for one in ranked:
        key = (_without_year(one.factor.name), one.factor.unit)
        older = key in seen
        seen.add(key)
        ordered.append(replace(one, score=max(one.score - settings.older, 0.0)) if older else one)
    ordered.sort(key=lambda one: -one.score)
    return [one for one in ordered if one.score > ordered[0].score - settings.span]


def _judge(line: Line, one: Found, year: int, settings: Settings) -> Found:
    factor, score = one.factor, one.score
    reasons, warnings = list(one.reasons), list(one.warnings)
    if one.term is not None and one.term.kind == "stand-in":
        score -= settings.stand_in
    if one.term is not None and one.term.remark is not None:
        warnings.append(one.term.remark)
    gap = abs(year - factor.data_year) if factor.data_year else 0
    score -= settings.per_year * min(gap, settings.years_counted)
    if factor.data_year:
        reasons.append(message("data of {year}", year=factor.data_year))
        if gap > settings.old:
            warnings.append(message("the data are {gap} years from the period", gap=gap))
    if factor.region and "TW" not in factor.region.split(";") and factor.region != line.country:
        score -= settings.foreign
        warnings.append(message("data of another region: {region}", region=factor.region))
    elif "TW" in factor.region:
        reasons.append(message("Taiwan"))
    if factor.boundary == "gate-to-gate":
        score -= settings.part
        warnings.append(message("gate to gate: what comes before is not in it"))
    if factor.reference_grade:
        score -= settings.reference
        warnings.append(message("of reference grade: its owner has not agreed to its use"))
    strength, own = strength_of(factor.name), line.concentration or _stated(line.name)
    asks = one.asks
    if strength and own:
        score -= settings.strength * min(abs(math.log(strength / own)), 2.0)
        if abs(strength - own) > 0.005:
            told = f"{round(100 * strength, 1):g}"
            warnings.append(message("the factor is for a solution of {percent} %: convert by the concentration", percent=told))
    elif strength and strength < PURE:
        asks = "concentration"
    if isinstance(bridge(line, factor.unit), Asked):
        score -= settings.needs_figure
    return replace(one, score=round(max(min(score, 1.0), 0.0), 4), reasons=tuple(reasons), warnings=tuple(warnings), asks=asks)


def strength_of(name: str) -> float | None:
    """Return the concentration after the name of a factor as a fraction ("鹽酸，32％" → 0.32), None where there is none."""
    return _fraction(_STRENGTH, name)


def _stated(name: str) -> float | None:
    return _fraction(_PER_CENT, name)


def _fraction(pattern: re.Pattern[str], text: str) -> float | None:
    match = pattern.search(unicodedata.normalize("NFKC", text))
    return float(match[1]) / 100 if match and float(match[1]) else None


def _without_year(name: str) -> str:
    return _YEAR.sub("", canon(name))
