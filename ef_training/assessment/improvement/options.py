"""Improvement options of a run: what a tenth less or otherwise of each hotspot would bring, in every indicator.

Hotspots are the lines that make 80 % of Σ|weighted score| (of Σ|climate change| where weighting is withheld), at most
`Settings.improvement_lines`. Every option is computed from the unit scores the results rest on, so that a tenth less of a line
is exactly a tenth of its values in ``results.csv``. An option that makes an indicator worse says so. Where a line has a climate
factor only, the change in the other indicators is unknown, not zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...inventory.model import Line
from ...linking import ResolvedTarget
from ...settings import SETTINGS
from ..ranking import most_relevant_shares
from ..run_folder import OPTIONS
from ..weighting import ranking_scores, weights, withheld
from .levers import Hotspot, Lever, levers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from ...method_pack.model import Category
    from ..unit_scores import UnitScores

BETTER, WORSE, SAME, PARTLY, UNKNOWN = "better", "worse", "same", "partly", "unknown"


@dataclass(frozen=True)
class _Frame:
    """What every option is measured against: categories with their weights (0 where withheld), totals and least change."""

    categories: Sequence[Category]
    weights: np.ndarray
    totals: np.ndarray
    withheld: bool


def options_table(
    ef: Sequence[ResolvedTarget], values: np.ndarray, scores: UnitScores, categories: Sequence[Category]
) -> pd.DataFrame:
    """Return the options of a run, columns `OPTIONS`, one row an option and indicator (no sub-indicators).

    Parameters
    ----------
    ef : sequence of ResolvedTarget
        The targets of the ``ef`` view.
    values : array, (len(ef) × categories)
        Their scores per declared unit; NaN where there are no data.

    Returns
    -------
    DataFrame
        ``baseline`` is the line's own value (its sum in ``results.csv``), ``change`` what the option adds per declared unit
        (negative is less), both in ``unit``; ``change_share`` the change as part of the product's |total|; ``weighted_change``
        µPt of this indicator, empty where weighting is withheld or the category is not summed; ``effect`` better, worse, same,
        partly (only a part of the line is known) or unknown. An option that is not computed has one row with no indicator.
    """
    import numpy as np
    import pandas as pd

    frame = _Frame(categories, weights(categories), np.abs(np.nansum(values, axis=0)), withheld(ef, values, categories))
    rows = [
        row
        for hotspot in _hotspots(ef, ranking_scores(ef, values, categories))
        for number, lever in enumerate(levers(hotspot, ef, values, scores), start=1)
        for row in _rows(f"{hotspot.line.line_id}/{number}", hotspot, lever, _baseline(hotspot, values), frame)
    ]
    return pd.DataFrame(rows, columns=list(OPTIONS))


def _hotspots(ef: Sequence[ResolvedTarget], importance: np.ndarray) -> list[Hotspot]:
    """Return the lines that make 80 % of Σ|score|, the largest first, with their targets and those of their legs."""
    lines: dict[str, Line] = {}
    own: dict[str, list[int]] = {}
    legs: dict[str, list[int]] = {}
    sums: dict[str, float] = {}
    for position, (target, score) in enumerate(zip(ef, importance, strict=True)):
        line = target.line.line
        lines[line.line_id] = line
        own.setdefault(line.line_id, []).append(position)
        sums[line.line_id] = sums.get(line.line_id, 0.0) + float(score)
        if line.parent and line.group == "transport":
            legs.setdefault(line.parent, []).append(position)
    chosen = [item.name for item in most_relevant_shares(sums) if item.relevant][: SETTINGS.improvement_lines]
    return [Hotspot(lines[name], tuple(own[name]), tuple(legs.get(name, ()))) for name in chosen]


def _baseline(hotspot: Hotspot, values: np.ndarray) -> np.ndarray:
    """Return the line's own values, NaN where none of its targets has data."""
    import numpy as np

    rows = values[list(hotspot.own)]
    return np.where(np.isnan(rows).all(axis=0), np.nan, np.nansum(rows, axis=0))


def _rows(option: str, hotspot: Hotspot, lever: Lever, baseline: np.ndarray, frame: _Frame) -> Iterator[tuple[Any, ...]]:
    import numpy as np

    line = hotspot.line
    said = (lever.text.en, lever.text.zh, lever.note.en, lever.note.zh)
    head = (option, line.line_id, line.name, line.stage, lever.kind, lever.state, *said)
    if lever.change is None:
        yield (*head, "", "", np.nan, np.nan, np.nan, np.nan, "")
        return
    partly = np.zeros(len(frame.categories), bool) if lever.partly is None else lever.partly
    for position, category in enumerate(frame.categories):
        if category.parent:
            continue
        change, total = float(lever.change[position]), float(frame.totals[position])
        yield (
            *head,
            category.category_id,
            category.unit,
            float(baseline[position]),
            change,
            change / total if total else np.nan,
            np.nan if frame.withheld or not category.summed else change * float(frame.weights[position]),
            effect(change, total, partly=bool(partly[position])),
        )


def effect(change: float, total: float, *, partly: bool = False) -> str:
    """Say what a change does to an indicator whose total is ``total``; ``partly``: only a part of the change is known.

    >>> effect(-0.1, 2.0), effect(1e-9, 2.0), effect(0.1, 2.0), effect(float("nan"), 2.0)
    ('better', 'same', 'worse', 'unknown')
    """
    if change != change:
        return UNKNOWN
    if partly:
        return PARTLY
    if abs(change) <= SETTINGS.improvement_least * abs(total):
        return SAME
    return WORSE if change > 0 else BETTER
