"""Checks of a background's exchanges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ..errors import Problem
from ..messages import Message, message
from ..tables import Row
from .model import QUALITIES, Exchange, Process, Source

TYPES = ("production", "technosphere", "biosphere")
EVIDENCE = ("read", "unconfirmed", "derived", "estimate", "reference product")


def check_exchanges(
    rows: Sequence[Row],
    exchanges: Sequence[Exchange],
    processes: Mapping[str, Process],
    sources: Mapping[str, Source],
    flows: Mapping[tuple[str, str], str] | None = None,
) -> list[Problem]:
    """Return every problem of the exchanges, each with the row it stands in. ``rows`` and ``exchanges`` go in step."""
    problems: list[Problem] = []
    units: dict[str, str] = {}
    for row, exchange in zip(rows, exchanges, strict=True):
        found = _check_words(exchange, processes, sources)
        if exchange.type == "biosphere":
            found += _check_flow(exchange, units, flows)
        elif exchange.type in TYPES:
            found += _check_product(exchange, processes)
        problems += [Problem(what, row.where(column)) for column, what in found]
    made = Counter(exchange.process for exchange in exchanges if exchange.type == "production")
    problems += [
        Problem(
            message("the process “{code}” has {number} productions, expected one", code=code, number=made[code]), "exchanges.csv"
        )
        for code in processes
        if made[code] != 1
    ]
    return problems


def _check_words(
    exchange: Exchange, processes: Mapping[str, Process], sources: Mapping[str, Source]
) -> list[tuple[str, Message]]:
    found = []
    if exchange.type not in TYPES:
        found.append(("type", message("unknown type of exchange “{type}”", type=exchange.type)))
    if exchange.process not in processes:
        found.append(("process", message("there is no process “{code}”", code=exchange.process)))
    if exchange.amount < 0:
        found.append(("amount", message("the amount {amount} is negative", amount=exchange.amount)))
    if exchange.gsd2 is not None and exchange.gsd2 < 1:
        found.append(("gsd2", message("a squared geometric standard deviation is at least 1")))
    if exchange.quality not in QUALITIES:
        found.append(("class", message("unknown quality class “{text}”", text=exchange.quality)))
    if exchange.evidence not in EVIDENCE:
        found.append(("evidence", message("unknown kind of evidence “{text}”", text=exchange.evidence)))
    if exchange.source not in sources and (exchange.source or exchange.type != "production"):
        found.append(("source", message("there is no source “{source}”", source=exchange.source)))
    return found


def _check_product(exchange: Exchange, processes: Mapping[str, Process]) -> list[tuple[str, Message]]:
    found = []
    made = processes.get(exchange.input)
    if made is None:
        found.append(("input", message("there is no process “{code}”", code=exchange.input)))
    elif made.unit != exchange.unit:
        found.append(
            ("unit", message("the exchange is in {unit}, its process makes {expected}", unit=exchange.unit, expected=made.unit))
        )
    if exchange.type == "production" and exchange.input != exchange.process:
        found.append(("input", message("a process makes its own product, not “{code}”", code=exchange.input)))
    if exchange.type == "production" and exchange.amount != 1:
        found.append(("amount", message("a process makes 1 unit of its product")))
    return found


def _check_flow(
    exchange: Exchange, units: dict[str, str], flows: Mapping[tuple[str, str], str] | None
) -> list[tuple[str, Message]]:
    unit = units.setdefault(exchange.input, exchange.unit)
    if flows is not None:
        if (exchange.database, exchange.input) not in flows:
            return [("input", message("the flow list has no flow “{code}”", code=exchange.input))]
        unit = flows[exchange.database, exchange.input]
    if unit != exchange.unit:
        return [("unit", message("the flow is in {expected}, the exchange in {unit}", expected=unit, unit=exchange.unit))]
    return []
