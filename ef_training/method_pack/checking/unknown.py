"""Factors whose flow is in no flow list: a pack that has any cannot be registered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...errors import Problem
from ..flow_lists import FlowList
from ..model import MethodPack
from ..verify import unknown_flow


def unknown_flows(pack: MethodPack, lists: Sequence[FlowList]) -> list[Problem]:
    """Return a problem for every factor whose flow is in none of the lists, with its table and row where they are known."""
    return list(_unknown(pack, {flow.key for each in lists for flow in each.flows}))


def _unknown(pack: MethodPack, known: set[tuple[str, str]]) -> Iterator[Problem]:
    frame = pack.factors
    for category, database, code, name in zip(
        frame["category_id"], frame["database"], frame["flow_code"], frame["flow_name"], strict=True
    ):
        if (database, code) not in known:
            where = pack.report.places.get((category, database, code), f"{pack.name}, {category}")
            yield unknown_flow(name, database, code, where)
