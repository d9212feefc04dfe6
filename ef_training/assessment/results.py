"""From resolved targets and unit scores to one long table, and the checks that hold on every run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from ..errors import CalculationError, LinkError, Problem
from ..linking import ResolvedTarget
from ..messages import message, msg
from ..names import CLIMATE, CO2_EQUIVALENT, OWN_FLOWS
from ..settings import SETTINGS

if TYPE_CHECKING:
    import numpy as np

    from ..method_pack.model import Category
    from .unit_scores import UnitScores

CFP_INDICATOR = "carbon-footprint"
CFP_UNIT = "kg CO2 eq"
FULL, CLIMATE_ONLY, MISSING = "full", "climate-only", "missing"


@dataclass(frozen=True)
class Check:
    """An invariant: what was compared, the largest deviation found, what is tolerated."""

    name: str
    value: float
    tolerance: float

    @property
    def passed(self) -> bool:
        """Whether the deviation is a number within the tolerance."""
        return bool(self.value <= self.tolerance)

    def as_dict(self) -> dict[str, object]:
        """Return the check as recorded in ``run.json``."""
        return {"name": self.name, "value": self.value, "tolerance": self.tolerance, "passed": self.passed}


def ef_values(targets: Sequence[ResolvedTarget], scores: UnitScores) -> np.ndarray:
    """Return the score of each target of the ``ef`` view per declared unit, (targets × indicators); NaN where there are no data.

    Raises
    ------
    LinkError
        A dataset or flow that is not in the unit scores.
    """
    import numpy as np

    values = np.full((len(targets), len(scores.indicators)), np.nan)
    problems = []
    equivalent = scores.characterisation[:, scores.flow_index[OWN_FLOWS, CO2_EQUIVALENT]]
    for position, target in enumerate(targets):
        if target.screening:
            known = equivalent != 0
            values[position, known] = target.amount * (target.factor or 0.0) * equivalent[known]
        elif target.target.kind == "elementary-flow" and target.key in scores.flow_index:
            values[position] = target.amount * scores.characterisation[:, scores.flow_index[target.key]]
        elif target.target.kind == "dataset" and target.key in scores.product_index:
            values[position] = target.amount * scores.scores[scores.product_index[target.key]]
        else:
            problems.append(
                Problem(
                    message("“{code}” is in no matrix of the background", code=target.target.target), str(target.target.origin)
                )
            )
    if problems:
        raise LinkError(problems)
    return values


def demand(targets: Sequence[ResolvedTarget], scores: UnitScores) -> np.ndarray:
    """Return the company's demand on the background per declared unit, (n,), products in the order of ``scores.products``."""
    import numpy as np

    vector = np.zeros(len(scores.products))
    for target in targets:
        if target.target.kind == "dataset" and target.key:
            vector[scores.product_index[target.key]] += target.amount
    return vector


def direct_flows(targets: Sequence[ResolvedTarget], scores: UnitScores) -> np.ndarray:
    """Return the company's own elementary flows per declared unit, (m,), CO2-equivalents of screening lines included."""
    import numpy as np

    vector = np.zeros(len(scores.flows))
    for target in targets:
        if target.screening:
            vector[scores.flow_index[OWN_FLOWS, CO2_EQUIVALENT]] += target.amount * (target.factor or 0.0)
        elif target.target.kind == "elementary-flow" and target.key:
            vector[scores.flow_index[target.key]] += target.amount
    return vector


def check_totals(targets: Sequence[ResolvedTarget], values: np.ndarray, scores: UnitScores) -> list[Check]:
    """Compare the sum of contributions with totals found another way.

    ``sum of contributions``: against demand × unit scores + own flows × factors, computed once for the whole company.
    ``forward solve``: against the inventory A⁻¹f of the whole company, characterised: C (B s + own flows).

    Both are deviations relative to Σ|contribution| of the indicator, the largest of all indicators.
    """
    import numpy as np

    from .solver import solve

    total = np.nansum(values, axis=0)
    scale = np.maximum(np.nansum(np.abs(values), axis=0), np.finfo(float).tiny)
    f, own = demand(targets, scores), direct_flows(targets, scores)
    by_demand = f @ scores.scores + scores.characterisation @ own
    supply = solve(scores.technosphere, f[:, None])[:, 0] if f.any() else f
    forward = scores.characterisation @ (scores.biosphere @ supply + own)
    return [
        Check(msg("sum of contributions"), float(np.max(np.abs(total - by_demand) / scale)), SETTINGS.contribution_tolerance),
        Check(msg("forward solve"), float(np.max(np.abs(total - forward) / scale)), SETTINGS.reference_tolerance),
    ]


def demand_passed(checks: Sequence[Check]) -> None:
    """Raise `CalculationError` where an invariant does not hold; no result is given out then."""
    failed = [check for check in checks if not check.passed]
    if failed:
        raise CalculationError(
            [
                Problem(
                    message(
                        "the check “{name}” failed: {value:.1e} is more than {tolerance:.0e}",
                        name=check.name,
                        value=check.value,
                        tolerance=check.tolerance,
                    )
                )
                for check in failed
            ]
        )


def cfp_total(targets: Sequence[ResolvedTarget]) -> float:
    """Return the carbon footprint of the ``cfp`` targets, kg CO2 eq per declared unit, before any scaling."""
    return fsum(target.amount * (target.factor or 0.0) for target in targets)


def climate_alone(targets: Sequence[ResolvedTarget], values: np.ndarray, categories: Sequence[Category]) -> list[bool]:
    """Say of each target whether climate change is all that is known of it, where the method pack has other categories too.

    Sub-indicators do not count: with a pack of climate change alone nothing is missing.
    """
    import numpy as np

    main = [position for position, category in enumerate(categories) if not category.parent]
    lacking = np.isnan(values[:, main]).any(axis=1)
    return [bool(target.screening and lacks) for target, lacks in zip(targets, lacking, strict=True)]


def screening_share(targets: Sequence[ResolvedTarget], values: np.ndarray, categories: Sequence[Category]) -> dict[str, float]:
    """Return which part of the ``ef`` view is not fully covered (0–1).

    Returns
    -------
    dict
        ``line_share``: part of the lines of which some target is known by climate change alone. ``climate_share``: part of
        Σ|climate change| over all targets that such targets make.
    """
    import numpy as np

    if not targets:
        return {"line_share": 0.0, "climate_share": 0.0}
    climate = [category.category_id for category in categories].index(CLIMATE)
    screening = np.array(climate_alone(targets, values, categories))
    weight = np.abs(np.nan_to_num(values[:, climate]))
    lines = {target.target.line_id for target in targets}
    partly = {target.target.line_id for target, alone in zip(targets, screening, strict=True) if alone}
    return {
        "line_share": len(partly) / len(lines),
        "climate_share": float(weight[screening].sum() / weight.sum()) if weight.sum() else 0.0,
    }
