"""Climate change of one unit of every dataset and elementary flow, from the unit scores."""

from __future__ import annotations

from collections.abc import Mapping

from ..names import CLIMATE
from .unit_scores import Key, UnitScores


def climate_scores(scores: UnitScores, database: str) -> tuple[Mapping[str, float], Mapping[Key, float]]:
    """Return kg CO2 eq per unit of each dataset of ``database`` (by code), and per unit of each characterised elementary flow.

    Both are empty where the method pack has no category ``climate-change``.
    """
    if CLIMATE not in scores.indicators:
        return {}, {}
    place = scores.indicators.index(CLIMATE)
    column = scores.scores[:, place]
    datasets = {code: float(column[row]) for (base, code), row in scores.product_index.items() if base == database}
    values = scores.characterisation[place]
    flows = {key: float(values[row]) for key, row in scores.flow_index.items() if values[row]}
    return datasets, flows
