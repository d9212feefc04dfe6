"""The reference calculation: bw2calc's plain LCA on a company's databases in Brightway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..brightway.arrays import datapackages, method_datapackage, node_id
from ..brightway.company import PRODUCT, database_name
from ..brightway.methods import CFP_METHOD
from ..brightway.project import open_project, quiet
from ..inventory.model import Inventory
from ..messages import msg
from ..names import BIOSPHERE, MOENV, OWN_FLOWS
from ..settings import SETTINGS
from .results import CFP_INDICATOR, Check
from .run_folder import SCALING

if TYPE_CHECKING:
    import pandas as pd

    from .engine import Engine

MethodName = tuple[str, ...]


def reference_scores(databases: Sequence[str], demand: tuple[str, str], methods: Mapping[str, MethodName]) -> dict[str, float]:
    """Return the score of one unit of ``demand`` per method by ``bw2calc.LCA``, in each method's unit."""
    with quiet():
        import bw2calc

        data = datapackages(databases)
        scores: dict[str, float] = {}
        lca = None
        for indicator, method in methods.items():
            if lca is None:
                lca = bw2calc.LCA({node_id(demand): 1.0}, data_objs=[*data, method_datapackage(method)])
                lca.lci()
                lca.lcia()
            else:
                lca.switch_method([method_datapackage(method)])
                lca.lcia_calculation()
            scores[indicator] = float(lca.score)
    return scores


def verify(inventory: Inventory, results: pd.DataFrame, engine: Engine) -> Check:
    """Compare the results of both views with the reference, on the same processed (float32) arrays.

    Returns
    -------
    Check
        The largest deviation relative to Σ|contribution| of an indicator.
    """
    import numpy as np

    open_project(engine.folder.name, create=True)
    flows = (BIOSPHERE, OWN_FLOWS)
    ef, cfp = (database_name(inventory, view) for view in ("ef", "cfp"))
    methods = {category.category_id: category.method for category in engine.pack.categories}
    reference = reference_scores((*flows, engine.background.database, ef), (ef, PRODUCT), methods)
    reference |= reference_scores((OWN_FLOWS, MOENV, cfp), (cfp, PRODUCT), {CFP_INDICATOR: CFP_METHOD})
    deviations = [0.0]
    counted = results[results["target_kind"] != SCALING]  # Brightway holds what was assessed, not what is scaled up
    for indicator, values in counted.groupby("indicator")["value"]:
        scale = values.abs().sum()
        deviation = abs(values.sum() - reference[str(indicator)])
        deviations.append(deviation / scale if scale else deviation)
    return Check(msg("plain bw2calc LCA"), float(np.max(deviations)), SETTINGS.reference_tolerance)  # NaN stays NaN and fails
