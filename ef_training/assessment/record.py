"""Putting a run on record: the folder of a run, in memory, from an inventory, its targets and their scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..inventory.model import Inventory
from ..inventory.per_unit import UnitLine
from ..linking import ResolvedTarget
from ..names import CLIMATE
from .cutoff import Omitted, Scaling, cutoff_table, ledger, limits, scaling
from .findings import findings
from .improvement.options import options_table
from .quality.grades import crosswalk_grades
from .quality.quality import rate
from .record_run import run_record
from .record_tables import inventory_table, results_table, targets_table
from .results import Check, cfp_total
from .run_folder import RunFolder

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from .engine import Engine


def record(
    inventory: Inventory,
    lines: Sequence[UnitLine],
    ef: Sequence[ResolvedTarget],
    cfp: Sequence[ResolvedTarget],
    left_out: Sequence[ResolvedTarget],
    values: np.ndarray,
    deep: pd.DataFrame,
    chains: pd.DataFrame,
    checks: Sequence[Check],
    engine: Engine,
) -> RunFolder:
    """Return the folder of a run, in memory.

    Parameters
    ----------
    ef, cfp, left_out : sequences of ResolvedTarget
        The targets that count in each view, and those left out of one.
    values : array, (len(ef) × indicators)
        Score per declared unit of each ``ef`` target; NaN where there are no data.
    deep : DataFrame
        Contributions behind the targets, columns of ``contributions.csv``.
    chains : DataFrame
        Supply chains of the targets, columns of ``chains.csv``.
    """
    climate = climate_by_line(ef, cfp, values, engine)
    omitted = ledger(left_out, lines, climate)
    scaled = scaling(left_out, climate, cfp_total(cfp))
    grades = crosswalk_grades(ef, cfp, engine.background.name, engine.catalogues.factors)
    quality = rate(inventory, ef, cfp, values, engine.pack.categories, grades)
    told = {**_cut_off(omitted, scaled), "quality": quality.study.as_dict()}
    run = {**run_record(inventory, ef, cfp, values, checks, engine), **told}
    return RunFolder(
        run=run,
        results=results_table(run["run"], inventory, ef, cfp, values, engine.pack.categories, scaled),
        inventory=inventory_table(lines),
        targets=targets_table([*ef, *cfp, *left_out]),
        contributions=deep,
        findings=findings(inventory, lines, ef, cfp, values, engine, omitted=omitted, scaled=scaled),
        cutoff=cutoff_table(omitted),
        quality=quality.table,
        options=options_table(ef, values, engine.scores, engine.pack.categories),
        chains=chains,
    )


def climate_by_line(
    ef: Sequence[ResolvedTarget], cfp: Sequence[ResolvedTarget], values: np.ndarray, engine: Engine
) -> dict[str, dict[str, float]]:
    """Return view → line ID → climate score, kg CO2 eq per declared unit."""
    found: dict[str, dict[str, float]] = {"ef": {}, "cfp": {}}
    for target, score in zip(ef, values[:, engine.scores.indicators.index(CLIMATE)], strict=True):
        found["ef"][target.target.line_id] = found["ef"].get(target.target.line_id, 0.0) + float(score)
    for target in cfp:
        score = target.amount * (target.factor or 0.0)
        found["cfp"][target.target.line_id] = found["cfp"].get(target.target.line_id, 0.0) + score
    return found


def _cut_off(omitted: Sequence[Omitted], scaled: Scaling | None) -> dict[str, Any]:
    """Return what was cut off against its limits, and the scaling, as recorded in ``run.json``."""
    return {
        "cut_off": [limit.as_dict() for limit in limits(omitted)],
        "scaling": scaled.as_dict() if scaled is not None else None,
    }
