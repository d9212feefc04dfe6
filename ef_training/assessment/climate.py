"""Climate change of one unit of every dataset and elementary flow, from the unit scores."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import PackError, Problem
from ..messages import message
from ..names import CLIMATE, CO2_EQUIVALENT, OWN_FLOWS
from .unit_scores import Key, UnitScores


def demand_climate(scores: UnitScores, pack: str) -> None:
    """Raise `PackError` where a company cannot be assessed with a method pack.

    It needs the category ``climate-change``, with 1 kg CO2 eq per kg of the flow CO2-equivalent: the lines that have a climate
    factor only come in through that flow, and would be lost in silence.
    """
    if CLIMATE not in scores.indicators:
        raise PackError(
            Problem(
                message("the method pack has no category “{category}”: nothing can be assessed with it", category=CLIMATE),
                pack,
                message("choose another pack with --pack; this one can be registered and compared"),
            )
        )
    value = scores.characterisation[scores.indicators.index(CLIMATE), scores.flow_index[OWN_FLOWS, CO2_EQUIVALENT]]
    if value != 1.0:
        raise PackError(
            Problem(
                message("the method pack does not count the flow “{flow}” with 1 kg CO2 eq per kg", flow=CO2_EQUIVALENT),
                f"{pack}/factors.csv",
                message("add a row for it: lines with a climate factor only enter the results through it"),
            )
        )


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
