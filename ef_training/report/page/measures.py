"""What the explorer can show: every indicator of the run, the weighted score first, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...hotspots.outcome import Outcome
from ...messages import translate
from ...names import CLIMATE
from ...numbers import pretty_unit
from ..facts import marked, own_name
from .cells import number

if TYPE_CHECKING:
    import pandas as pd

WEIGHTED = "weighted"
SUMMED, ADDED, PART = "summed", "added", "part"
"""Kinds of measures: an indicator of the method, one that a pack adds, a sub-category of another."""


@dataclass(frozen=True)
class Measure:
    """One indicator, or the weighted score, by line.

    Parameters
    ----------
    id : str
        Indicator, or `WEIGHTED`.
    kind : str
        `WEIGHTED`, `SUMMED`, `ADDED` or `PART`.
    record : dict
        ``name_en`` and ``name_zh``.
    unit : str
        As people read it.
    values : tuple of float or None
        By line, in the order of `Outcome.lines`; None where the line has no value.
    partly : tuple of bool
        Which of them hold the value of a part of their line only.
    incomplete : bool
        Whether some line has no value or only that of a part.
    """

    id: str
    kind: str
    record: dict[str, Any]
    unit: str
    values: tuple[float | None, ...]
    partly: tuple[bool, ...]
    incomplete: bool

    def name(self, lang: str) -> str:
        """Return the name, with † where some line is not fully covered."""
        return marked(
            translate("Weighted score", lang) if self.id == WEIGHTED else own_name(self.record, lang), partly=self.incomplete
        )

    @property
    def total(self) -> float:
        """The net sum of what is known."""
        return sum(value for value in self.values if value is not None)

    @property
    def base(self) -> float:
        """Σ|value|, what shares are of."""
        return sum(abs(value) for value in self.values if value is not None)

    def order(self) -> list[int]:
        """Return the places of the lines that have a value, the largest first."""
        known = [(place, abs(value)) for place, value in enumerate(self.values) if value is not None]
        return [place for place, _ in sorted(known, key=lambda item: -item[1])]


def measures(result: Outcome) -> list[Measure]:
    """Return what can be chosen: the weighted score where there is one, the indicators in order, then sub-categories."""
    found = [_weighted(result)] if result.weighted else []
    records = [record for record in result.run.run["indicators"] if record["id"] in result.lines]
    plain = [record for record in records if not record["parent"]]
    return found + [_indicator(result, record) for record in [*plain, *(record for record in records if record["parent"])]]


def first(result: Outcome) -> str:
    """Return the measure that is shown first."""
    return WEIGHTED if result.weighted else CLIMATE


def _weighted(result: Outcome) -> Measure:
    by_line = result.ranked.set_index("line_id")
    lines = list(result.lines["line_id"])
    values = by_line["value"].reindex(lines)
    partly = [bool(by_line["partly_covered"].get(line, False)) for line in lines]
    return Measure(WEIGHTED, WEIGHTED, {}, "µPt", tuple(map(number, values)), tuple(partly), any(partly))


def _indicator(result: Outcome, record: dict[str, Any]) -> Measure:
    lines = list(result.lines["line_id"])
    state = result.covered.get(record["id"])
    values = tuple(map(number, result.lines[record["id"]]))
    partly = tuple(bool(_partly(state, line)) for line in lines)
    incomplete = any(partly) or None in values
    return Measure(record["id"], _kind(result, record), record, pretty_unit(record["unit"]), values, partly, incomplete)


def _kind(result: Outcome, record: dict[str, Any]) -> str:
    if record["parent"]:
        return PART
    return SUMMED if not result.weighted or number(record.get("normalisation")) is not None else ADDED


def _partly(state: pd.Series | None, line: str) -> bool:
    from ...hotspots.tables import PARTLY

    return state is not None and line in state.index and state[line] == PARTLY
