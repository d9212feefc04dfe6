"""The plain way: ``bw2calc.LCA`` per line and indicator over the company's database.

Used by ``benchmarks/one_form.py``; runs as a process of its own:

    python benchmarks/plain_loop.py new|reused PROJECT DATABASE OUT.csv

``new`` makes a new LCA for every pair of line target and indicator, as many scripts do. ``reused`` keeps one LCA per database,
solves once per line target and switches the method.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from typing import Any


def main(way: str, project: str, database: str, out: str) -> None:
    """Write line, indicator and score of every line target × main indicator of a company's ``ef`` database."""
    import bw2data

    from ef_training.method_pack import load_pack_summary

    bw2data.projects.set_current(project)
    methods = [category.method for category in load_pack_summary("ef-3.1").main_categories]
    exchanges = [e for node in bw2data.Database(database) for e in node.exchanges() if "line_id" in e]
    with open(out, "w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows({"new": new, "reused": reused}[way](exchanges, methods))


def own_flows(exchanges: list[Any], methods: list[tuple[str, ...]]) -> Iterator[tuple[str, str, float]]:
    """Score the exchanges that are elementary flows."""
    import bw2data

    for method in methods:
        factors = dict(bw2data.Method(method).load())
        for exchange in exchanges:
            if exchange["type"] == "biosphere":
                yield exchange["line_id"], method[2], exchange["amount"] * factors.get(exchange.input.id, 0.0)


def new(exchanges: list[Any], methods: list[tuple[str, ...]]) -> Iterator[tuple[str, str, float]]:
    """Make a new LCA for each pair."""
    import bw2calc

    yield from own_flows(exchanges, methods)
    for method in methods:
        for exchange in exchanges:
            if exchange["type"] != "biosphere":
                lca = bw2calc.LCA({exchange.input: exchange["amount"]}, method)
                lca.lci()
                lca.lcia()
                yield exchange["line_id"], method[2], lca.score


def reused(exchanges: list[Any], methods: list[tuple[str, ...]]) -> Iterator[tuple[str, str, float]]:
    """Keep one LCA: its factorised matrix, one solve per exchange, the method switched."""
    import bw2calc

    yield from own_flows(exchanges, methods)
    bought = [exchange for exchange in exchanges if exchange["type"] != "biosphere"]
    lca = bw2calc.LCA({bought[0].input: 1.0}, methods[0])
    lca.lci(factorize=True)
    lca.lcia()
    for method in methods:
        lca.switch_method(method)
        for exchange in bought:
            lca.lcia({exchange.input.id: exchange["amount"]})
            yield exchange["line_id"], method[2], lca.score


if __name__ == "__main__":
    main(*sys.argv[1:])
