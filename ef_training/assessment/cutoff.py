"""The cut-off ledger: what is left out of a view, how much that is, the limits it is held to, and scaling up to 100 %.

Every share is of a whole that holds the line that is left out:

    mass share   = mass of a material, auxiliary or packaging ÷ mass of all of them
    energy share = energy of a line of energy ÷ energy of all of them (a fuel by its heat value)
    score share  = |climate score of the line| ÷ F,   F = (A + K) ÷ (1 − E)

A line that is no part of a whole has no share of it and is in no sum: waste water and fuels have none of mass, materials none
of energy. They are held to the limit by their score.

A is Σ|climate score| of the lines that count in the view, K that of the lines cut off whose score is known from the other view,
and E the sum of the estimated shares of the others. A score that nobody knows is unknown, not 0.
A line that is no part of F (without burden, counted elsewhere) has its share of F + |its score|.

Limits: Recommendation (EU) 2021/2279, Annex I, 4.6.4: 3 % in all (``ef`` view; the climate score stands in for the single
score, which a line that is left out seldom has); MOENV's product category rules: one source 1 %, together 5 %, by emissions
(``cfp`` view). Lines without burden and lines counted elsewhere do not count against them; lines of which nobody said why
they are left out do.

Scaling (MOENV's product category rules; ``cfp`` view only): the carbon footprint is that of the part assessed, scaled up to
the whole,

    added = assessed × (1 ÷ assessed share − 1),   assessed share = A ÷ F

with K and E of the lines that are said to be cut off. Where all their shares are estimated, the assessed share is 1 − E.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..errors import LinkError, Problem
from ..inventory.fuels import megajoules
from ..inventory.per_unit import UnitLine
from ..linking import ResolvedTarget
from ..messages import message
from ..settings import SETTINGS, Settings
from .run_folder import CUTOFF

if TYPE_CHECKING:
    import pandas as pd

INPUT_GROUPS = ("material", "auxiliary", "packaging")
OTHER_VIEW, ESTIMATED = "other view", "estimated"
OTHER = MappingProxyType({"ef": "cfp", "cfp": "ef"})
ROUNDING = 1e-12
"""Part by which a sum of shares may pass its limit through rounding of floating-point numbers."""

Scores = Mapping[str, Mapping[str, float]]
"""View → line ID → climate score, kg CO2 eq per declared unit; lines without a target in the view are not in it."""


@dataclass(frozen=True)
class Omitted:
    """One line left out of one view.

    ``mass`` kg, ``energy`` MJ and ``score`` kg CO2 eq are per declared unit, shares 0–1; None where there is none or it is not
    known. Only inputs (`INPUT_GROUPS`) have a share of mass, only lines of energy one of energy. ``basis`` says where the score
    comes from: ``other view``, ``estimated`` (the share was stated) or "". ``other_share`` is the part of Σ|climate score| that
    the line makes in the other view (0–1).
    """

    target: ResolvedTarget
    mass: float | None
    mass_share: float | None
    energy: float | None
    energy_share: float | None
    score: float | None
    score_share: float | None
    basis: str
    other_share: float | None = None

    @property
    def view(self) -> str:
        """The view it is left out of."""
        return self.target.target.view

    @property
    def counts(self) -> bool:
        """Whether it counts against the limits."""
        return self.target.target.omission in ("", "cut-off")


@dataclass(frozen=True)
class Limit:
    """What was cut off of one view, held against one limit.

    ``by`` is ``mass``, ``energy`` or ``score`` (sums) or ``source`` (the largest single score). ``share`` is the sum of what
    is known (0–1), ``unknown`` how many of the ``lines`` that it sums have no figure. Where single lines are above the limit of
    ``source``, its ``lines`` are those alone.
    """

    view: str
    by: str
    share: float
    limit: float
    unknown: int
    lines: tuple[str, ...]

    @property
    def exceeded(self) -> bool:
        """Whether what is known is more than the limit allows."""
        return self.share > self.limit + ROUNDING

    @property
    def untold(self) -> bool:
        """Whether it cannot be told that the limit is kept."""
        return not self.exceeded and self.unknown > 0

    def as_dict(self) -> dict[str, Any]:
        """Return the limit as recorded in ``run.json``."""
        names = ("view", "by", "share", "limit", "unknown", "exceeded")
        return {**{name: getattr(self, name) for name in names}, "lines": list(self.lines)}


@dataclass(frozen=True)
class Scaling:
    """What scaling up to 100 % adds to the carbon footprint: kg CO2 eq per declared unit, and the share (0–1) it rests on."""

    assessed: float
    assessed_share: float
    lines: tuple[str, ...]

    @property
    def added(self) -> float:
        """What is added to the part that was assessed."""
        return self.assessed * (1 / self.assessed_share - 1)

    def as_dict(self) -> dict[str, Any]:
        """Return the scaling as recorded in ``run.json``."""
        return {
            "assessed": self.assessed,
            "assessed_share": self.assessed_share,
            "added": self.added,
            "lines": list(self.lines),
        }


def check_shares(left_out: Iterable[ResolvedTarget]) -> None:
    """Refuse estimated shares that leave nothing for the lines that count.

    Raises
    ------
    LinkError
        The estimated shares of one view reach 100 %.
    """
    stated: dict[str, list[ResolvedTarget]] = {}
    for target in left_out:
        if target.target.estimated_share is not None:
            stated.setdefault(target.target.view, []).append(target)
    problems = [
        Problem(
            message(
                "the estimated shares of the lines left out of the {view} view reach {share:.0%} together", view=view, share=share
            ),
            str(targets[0].target.origins.get("estimated_share") or targets[0].target.origin),
            message("each is a part of the whole, for example 0.5%"),
        )
        for view, targets in stated.items()
        if (share := fsum(target.target.estimated_share or 0.0 for target in targets)) >= 1
    ]
    if problems:
        raise LinkError(problems)


def ledger(left_out: Sequence[ResolvedTarget], lines: Sequence[UnitLine], scores: Scores) -> tuple[Omitted, ...]:
    """Return what is left out, in the order of ``left_out``, with its mass, energy and score."""
    mass = fsum(line.mass or 0.0 for line in lines if line.line.group in INPUT_GROUPS)
    energy = fsum(megajoules(line) or 0.0 for line in lines if line.line.group == "energy")
    whole = {view: _whole(view, left_out, scores) for view in OTHER}
    sums = {view: fsum(map(abs, scores[view].values())) for view in OTHER}
    found = []
    for target in left_out:
        line = target.line
        own = megajoules(line) if line.line.group == "energy" else None
        heavy = _part(line.mass, mass) if line.line.group in INPUT_GROUPS else None
        score, share, basis = _score(target, scores, whole[target.target.view])
        other = _part(abs(score), sums[OTHER[target.target.view]]) if score is not None and basis == OTHER_VIEW else None
        found.append(Omitted(target, line.mass, heavy, own, _part(own, energy), score, share, basis, other))
    return tuple(found)


def _known(target: ResolvedTarget, scores: Scores) -> float | None:
    """Return the line's score in the other view, None where it has none there."""
    return scores[OTHER[target.target.view]].get(target.target.line_id)


def _whole(view: str, left_out: Sequence[ResolvedTarget], scores: Scores) -> float:
    """Return F: Σ|climate score| of a view with what was cut off of it, kg CO2 eq; 0 where nothing counts in the view."""
    cut = [target for target in left_out if target.target.view == view and target.target.omission in ("", "cut-off")]
    known = {id(target): score for target in cut if (score := _known(target, scores)) is not None}
    estimated = fsum(target.target.estimated_share or 0.0 for target in cut if id(target) not in known)
    assessed = fsum(abs(score) for score in scores[view].values())
    return (assessed + fsum(map(abs, known.values()))) / (1 - estimated) if assessed else 0.0


def _score(target: ResolvedTarget, scores: Scores, whole: float) -> tuple[float | None, float | None, str]:
    known, stated = _known(target, scores), target.target.estimated_share
    if known is not None:
        within = target.target.omission in ("", "cut-off") or not whole  # else F does not hold the line
        return known, _part(abs(known), whole if within else whole + abs(known)), OTHER_VIEW
    if stated is not None:
        return (stated * whole if whole else None), stated, ESTIMATED
    return None, None, ""


def _part(value: float | None, whole: float) -> float | None:
    return value / whole if value is not None and whole else None


def limits(found: Sequence[Omitted], settings: Settings = SETTINGS) -> tuple[Limit, ...]:
    """Hold what was cut off of each view against its limits; nothing for a view of which nothing was cut off."""
    return tuple(_limits(found, settings))


def _limits(found: Sequence[Omitted], settings: Settings) -> Iterator[Limit]:
    for view in OTHER:
        cut = [item for item in found if item.view == view and item.counts]
        if not cut:
            continue
        names = _ids(cut)
        scores = [item.score_share for item in cut]
        known, unknown = [share for share in scores if share is not None], scores.count(None)
        if view == "ef":
            inputs = [item for item in cut if item.target.line.line.group in INPUT_GROUPS]
            heavy = sum(item.mass_share is None for item in inputs)
            yield Limit(view, "mass", fsum(item.mass_share or 0.0 for item in inputs), settings.cut_off_pef, heavy, _ids(inputs))
            energy = [item for item in cut if item.target.line.line.group == "energy"]
            lost = sum(item.energy_share is None for item in energy)
            burned = fsum(item.energy_share or 0.0 for item in energy)
            yield Limit(view, "energy", burned, settings.cut_off_pef, lost, _ids(energy))
            yield Limit(view, "score", fsum(known), settings.cut_off_pef, unknown, names)
        else:
            source = settings.cut_off_moenv_source
            above = _ids([item for item in cut if (item.score_share or 0.0) > source + ROUNDING])
            yield Limit(view, "source", max(known, default=0.0), source, unknown, above or names)
            yield Limit(view, "score", fsum(known), settings.cut_off_moenv_sum, unknown, names)


def _ids(items: Sequence[Omitted]) -> tuple[str, ...]:
    return tuple(item.target.target.line_id for item in items)


def scaling(left_out: Sequence[ResolvedTarget], scores: Scores, total: float) -> Scaling | None:
    """Return the scaling of the carbon footprint ``total``, kg CO2 eq per declared unit.

    Lines that are said to be cut off and whose share is known take part; one that would lower the result (a credit) does
    not. None where there is no such line, or nothing to scale.
    """
    known: dict[str, float] = {}
    estimated: dict[str, float] = {}
    for target in left_out:
        choice = target.target
        if choice.view == "cfp" and choice.omission == "cut-off":
            score = _known(target, scores)
            if score is not None and score > 0:
                known[choice.line_id] = score
            elif score is None and choice.estimated_share:
                estimated[choice.line_id] = choice.estimated_share
    assessed = fsum(map(abs, scores["cfp"].values()))
    if total <= 0 or not (known or estimated):
        return None
    share = assessed * (1 - fsum(estimated.values())) / (assessed + fsum(known.values()))
    lines = tuple(target.target.line_id for target in left_out if target.target.line_id in {**known, **estimated})
    return Scaling(total, share, tuple(dict.fromkeys(lines)))


def cutoff_table(found: Sequence[Omitted]) -> pd.DataFrame:
    """Return the ledger as a table, columns of ``cutoff.csv``."""
    import pandas as pd

    rows = []
    for item in found:
        choice, line = item.target.target, item.target.line
        rows.append(
            (
                choice.line_id,
                line.line.name,
                choice.view,
                line.line.stage,
                line.line.group,
                choice.omission,
                choice.reason,
                line.amount,
                line.line.unit,
                item.mass,
                item.mass_share,
                item.energy,
                item.energy_share,
                item.score,
                item.score_share,
                item.basis,
            )
        )
    return pd.DataFrame(rows, columns=list(CUTOFF))
