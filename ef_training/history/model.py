"""The records of the history: versions, and the step from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..inventory.changes import Change

SCHEMA = "1"
METRICS = ("climate", "cfp", "weighted")
"""What is told line by line: climate change of the ef view and carbon footprint of the cfp view (kg CO2 eq per declared unit),
and the weighted single score (µPt)."""

CAUSES = ("inventory", "pack", "background", "factors", "gwp", "settings", "software")


@dataclass(frozen=True)
class Version:
    """One version as it is kept.

    ``content`` is the hash of what the inventory says, ``hashes`` those of method pack, background, factors, GWP table and
    settings and the versions of packages; ``inventory`` the data of `as_dict`; ``results`` None where the form was imported, not
    assessed.

    ``results`` holds ``lines`` (line ID → ``amount`` per declared unit, ``climate``, ``cfp``, ``weighted`` and ``values``:
    view → indicator → value per declared unit, null where there are no data), ``totals`` and ``units`` (indicator → value,
    unit), ``names`` (indicator → name in each language) and ``weighted`` (single score in µPt, null where it is withheld).
    Where the carbon footprint was scaled up to 100 %, ``lines`` holds what that added as ``scaling``, with its ``name`` and
    no amount.
    """

    number: int
    created: str
    content: str
    form: Mapping[str, Any]
    hashes: Mapping[str, Any]
    inventory: Mapping[str, Any]
    results: Mapping[str, Any] | None = None
    schema: str = SCHEMA


@dataclass(frozen=True)
class LineEffect:
    """What one line contributes to the difference of the results.

    ``cause`` is ``changed`` (the line, its links or factors), ``added``, ``removed``, ``allocation`` (its record is the same, but
    production, shares or sub-meters changed its amount per declared unit) or ``data`` (form and amount are the same: method pack,
    background, factors, settings or software). ``values`` metric → (before, after); metrics that are withheld are left out. A
    line that changed while data changed too may have two effects, one after the other.
    """

    line_id: str
    name: str
    cause: str
    values: Mapping[str, tuple[float, float]]

    def difference(self, metric: str) -> float:
        """Return after − before of one metric, 0 where it is withheld."""
        before, after = self.values.get(metric, (0.0, 0.0))
        return after - before


@dataclass(frozen=True)
class Total:
    """One indicator before and after, per declared unit; None where there are no data.

    ``fewer``: lines that had data have none now.
    """

    indicator: str
    unit: str
    before: float | None
    after: float | None
    names: Mapping[str, str] = field(default_factory=dict)
    fewer: bool = False

    @property
    def relative(self) -> float | None:
        """(after − before) ÷ |before|; None where one is missing or nothing was there before."""
        if self.before is None or self.after is None or self.before == 0:
            return None
        return (self.after - self.before) / abs(self.before)


@dataclass(frozen=True)
class HistoryStep:
    """The step from one version to the next.

    Parameters
    ----------
    before, after : Version
    changes : tuple of Change
        What changed in the inventory, line by line.
    causes : tuple of str
        Which of `CAUSES` changed.
    software : tuple of (package, version before, version after)
        Packages of another version.
    effects : tuple of LineEffect
        The parts of the difference, which add up to it; empty where one of the versions was not assessed.
    totals : tuple of Total
        The 16 indicators, the carbon footprint and, where allowed in both, the single score.
    same_unit : bool
        False where declared unit or boundary changed: the two results then speak of different things.
    damaged : tuple of str
        Files of the history that cannot be read and were passed over.
    """

    before: Version
    after: Version
    changes: tuple[Change, ...]
    causes: tuple[str, ...]
    software: tuple[tuple[str, str, str], ...] = ()
    effects: tuple[LineEffect, ...] = ()
    totals: tuple[Total, ...] = ()
    same_unit: bool = True
    damaged: tuple[str, ...] = ()

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that are known in both versions."""
        known = {total.indicator for total in self.totals if total.before is not None and total.after is not None}
        return tuple(metric for metric in METRICS if TOTAL_OF[metric] in known)

    def as_dict(self) -> dict[str, Any]:
        """Return the step as plain data, the inventories left out."""
        versions = {
            name: {"number": version.number, "created": version.created, "content": version.content, "form": dict(version.form)}
            for name, version in (("before", self.before), ("after", self.after))
        }
        return {
            **versions,
            "causes": list(self.causes),
            "software": [list(entry) for entry in self.software],
            "same_unit": self.same_unit,
            "changes": [asdict(change) for change in self.changes],
            "effects": [
                {"line_id": e.line_id, "name": e.name, "cause": e.cause, "values": {k: list(v) for k, v in e.values.items()}}
                for e in self.effects
            ],
            "totals": [{**asdict(total), "relative": total.relative} for total in self.totals],
            "damaged": list(self.damaged),
        }


SINGLE_SCORE = "single-score"
TOTAL_OF = {"climate": "climate-change", "cfp": "carbon-footprint", "weighted": SINGLE_SCORE}
"""Metric → indicator of `Total` whose difference its parts add up to."""
