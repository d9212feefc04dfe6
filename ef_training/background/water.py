"""Evaporation in Taiwan goes to the project's located flow.

EF 3.1's water use depends on the place: evaporation counts 4.99 m3 world eq per m3 in Taiwan and 42.95 as the world's
mean. A plain LCA knows no located factors, so the project has a flow of its own, "Water, evaporated, TW".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..errors import DataError, Problem
from ..messages import message
from ..names import BIOSPHERE, OWN_FLOWS, WATER_EVAPORATED_TW
from .model import Exchange, Process

NAME = "Water, evaporated, TW"
UNIT = "cubic meter"


def evaporation_on_own_flow(exchanges: Iterable[Exchange], processes: Mapping[str, Process]) -> tuple[Exchange, ...]:
    """Move ``Water`` to air, whatever the sub-compartment, of the processes located in TW to the flow of Taiwan.

    Amount (m3), gsd2, source and evidence are kept; the sub-compartment is not, the own flow has none. Everything
    else, and all processes located elsewhere, stay as they are.

    Raises
    ------
    DataError
        Evaporation is not in cubic meter.
    """
    moved: list[Exchange] = []
    problems: list[Problem] = []
    for exchange in exchanges:
        if _evaporates(exchange) and processes[exchange.process].location == "TW":
            if exchange.unit != UNIT:
                problems.append(
                    Problem(
                        message("evaporation in {unit}, expected {expected}", unit=exchange.unit, expected=UNIT), exchange.process
                    )
                )
            exchange = replace(exchange, database=OWN_FLOWS, input=WATER_EVAPORATED_TW, input_name=NAME, compartment="air")
        moved.append(exchange)
    if problems:
        raise DataError(problems)
    return tuple(moved)


def _evaporates(exchange: Exchange) -> bool:
    return (
        exchange.database == BIOSPHERE
        and exchange.input_name == "Water"
        and exchange.compartment.split("/", maxsplit=1)[0] == "air"
    )
