"""Elementary flows behind purchases from a background, from its plain tables: what a check of a method pack is asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from .model import Background

Key = tuple[str, str]


def direct_flows(background: Background) -> dict[Key, float]:
    """Return the elementary flows of all processes by (database, code), each process making one unit; in the flow's unit.

    What a process takes from others is not followed: those others are in the sum themselves. Amounts are summed as absolute
    values, so that nothing hides behind its opposite.
    """
    amounts: dict[Key, float] = defaultdict(float)
    for exchange in background.exchanges:
        if exchange.type == "biosphere":
            amounts[exchange.database, exchange.input] += abs(exchange.amount)
    return dict(amounts)


def cumulative_flows(background: Background, demand: Mapping[str, float]) -> dict[Key, float]:
    """Return the elementary flows of a demand, cradle to gate, by (database, code); in the flow's unit.

    g = B s with A s = f: A (n × n) has what a process makes less what it takes, B (m × n) the elementary flows, f the demand.

    Parameters
    ----------
    demand : mapping of str to float
        Code of a process → amount of its product, in its unit.
    """
    import numpy as np
    from scipy.sparse import csc_matrix
    from scipy.sparse.linalg import spsolve

    column = {code: place for place, code in enumerate(background.processes)}
    wanted = np.zeros(len(column))
    for code, amount in demand.items():
        wanted[column[code]] += amount
    technosphere = [
        (column[e.input], column[e.process], e.amount if e.type == "production" else -e.amount)
        for e in background.exchanges
        if e.type != "biosphere"
    ]
    rows, columns, values = (list(part) for part in zip(*technosphere, strict=True))
    supply = spsolve(csc_matrix((values, (rows, columns)), shape=(len(column), len(column))), wanted)
    reached = _reached(background, demand)
    amounts: dict[Key, float] = defaultdict(float)
    for exchange in background.exchanges:
        if exchange.type == "biosphere" and exchange.process in reached:
            amounts[exchange.database, exchange.input] += exchange.amount * float(supply[column[exchange.process]])
    return {key: amount for key, amount in amounts.items() if amount}


def _reached(background: Background, demand: Iterable[str]) -> set[str]:
    """Return the processes that stand behind a demand. The others supply nothing; a solver leaves specks of 1e-17 there."""
    takes: dict[str, set[str]] = defaultdict(set)
    for exchange in background.exchanges:
        if exchange.type != "biosphere":
            takes[exchange.process].add(exchange.input)
    reached: set[str] = set()
    ahead = set(demand)
    while ahead:
        reached |= ahead
        ahead = {code for process in ahead for code in takes[process]} - reached
    return reached
