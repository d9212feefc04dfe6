"""The plain way: one ``bw2calc.LCA`` per line and indicator over the company's database, contributions added up in a table.

Used by ``benchmarks/one_form.py``; runs as a process of its own: python benchmarks/plain_loop.py PROJECT DATABASE OUT.csv
"""

from __future__ import annotations

import csv
import sys


def main(project: str, database: str, out: str) -> None:
    """Write line, indicator and score of every line × indicator of a company's ``ef`` database."""
    import bw2calc
    import bw2data

    bw2data.projects.set_current(project)
    methods = sorted(name for name in bw2data.methods if name[:2] == ("ef-training", "EF 3.1") and ":" not in name[2])
    with open(out, "w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        for method in methods:
            factors = dict(bw2data.Method(method).load())
            for stage in bw2data.Database(database):
                for exchange in stage.exchanges():
                    if "line_id" not in exchange:
                        continue
                    if exchange["type"] == "biosphere":
                        score = exchange["amount"] * factors.get(exchange.input.id, 0.0)
                    else:
                        lca = bw2calc.LCA({exchange.input: exchange["amount"]}, method)
                        lca.lci()
                        lca.lcia()
                        score = lca.score
                    writer.writerow((exchange["line_id"], method[2], score))


if __name__ == "__main__":
    main(*sys.argv[1:])
