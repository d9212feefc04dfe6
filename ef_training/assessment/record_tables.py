"""The tables of a run: results, inventory and targets, from what was linked and scored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..inventory.model import Inventory
from ..inventory.per_unit import UnitLine
from ..linking import ResolvedTarget
from ..messages import msg, translate
from . import run_folder
from .cutoff import Scaling
from .results import CFP_INDICATOR, CFP_UNIT, CLIMATE_ONLY, FULL, MISSING, climate_alone
from .run_folder import SCALING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from ..method_pack.model import Category

SCALING_NAME = msg("Scaled up for what was cut off (MOENV rules)")


def results_table(
    run: str,
    inventory: Inventory,
    ef: Sequence[ResolvedTarget],
    cfp: Sequence[ResolvedTarget],
    values: np.ndarray,
    categories: Sequence[Category],
    scaling: Scaling | None,
) -> pd.DataFrame:
    """Return the scores of all targets, and what scaling adds to the carbon footprint; columns of ``results.csv``."""
    import math

    import pandas as pd

    head = (run_folder.SCHEMA, run, inventory.company.code, inventory.product.code)
    rows = []
    for target, scores, alone in zip(ef, values, climate_alone(ef, values, categories), strict=True):
        for category, value in zip(categories, scores, strict=True):
            coverage = MISSING if math.isnan(value) else CLIMATE_ONLY if alone else FULL
            rows.append((*head, *_labels(target, "ef"), category.category_id, category.unit, float(value), coverage))
    for target in cfp:
        assert target.factor is not None
        rows.append((*head, *_labels(target, "cfp"), CFP_INDICATOR, CFP_UNIT, target.amount * target.factor, FULL))
    if scaling is not None:
        labels = ("cfp", "", "", SCALING, translate(SCALING_NAME, inventory.language), "", SCALING)
        rows.append((*head, *labels, CFP_INDICATOR, CFP_UNIT, scaling.added, FULL))
    return pd.DataFrame(rows, columns=list(run_folder.RESULTS))


def _labels(target: ResolvedTarget, view: str) -> tuple[str, ...]:
    line = target.line.line
    return (view, line.stage, line.group, line.line_id, line.name, target.target.target, target.target.kind)


def inventory_table(lines: Sequence[UnitLine]) -> pd.DataFrame:
    """Return the lines as read and per declared unit, columns of ``inventory.csv``."""
    import pandas as pd

    worked_out = ("share", "amount_per_unit", "mass_per_unit", "origin")
    same = [name for name in run_folder.INVENTORY if name not in worked_out]
    rows = [
        {
            **{name: getattr(line.line, name) for name in same},
            "share": line.share,
            "amount_per_unit": line.amount,
            "mass_per_unit": line.mass,
            "origin": str(line.line.origins.get("amount") or line.line.origin),
        }
        for line in lines
    ]
    return pd.DataFrame(rows, columns=list(run_folder.INVENTORY))


def targets_table(targets: Sequence[ResolvedTarget]) -> pd.DataFrame:
    """Return what each line is in each view, by line; columns of ``targets.csv``."""
    import pandas as pd

    order = {id(target): position for position, target in enumerate(targets)}
    rows = []
    for target in sorted(targets, key=lambda t: (t.line.line.line_id, t.target.view, order[id(t)])):
        choice = target.target
        rows.append(
            (
                choice.line_id,
                target.line.line.name,
                choice.view,
                choice.kind,
                choice.target,
                target.name,
                target.place,
                target.amount,
                target.unit,
                choice.multiplier,
                choice.multiplier_unit,
                choice.reason,
                target.source,
                target.quality,
                choice.confirmed_by,
                str(choice.origin),
                str(target.year or ""),
                target.boundary,
                target.role,
                target.technology,
                target.gwp_set,
                choice.grade,
                choice.omission,
                target.factor,
                target.factor_source,
            )
        )
    return pd.DataFrame(rows, columns=list(run_folder.TARGETS))
