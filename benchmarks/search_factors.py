"""Searching MOENV's catalogue and suggesting for a form: milliseconds, once loaded.

Printed are the seconds to load and build the index, the median and slowest search over names that factories write, and the
seconds to suggest for 300 lines.

    python benchmarks/search_factors.py [--rounds 20]
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import replace

from ef_training.factors import load_factors, load_gwp
from ef_training.factors.naming.terms import load_terms
from ef_training.factors.search import FactorSearch
from ef_training.factors.suggesting.suggest import Suggester
from ef_training.inventory.model import Line

QUERIES = (
    "不鏽鋼",
    "白鐵板 304 2B 3t",
    "stainless steel sheet",
    "塑膠米",
    "PP粒",
    "polypropylene, injection grade",
    "鹽酸 32 %（純水樹脂再生）",
    "hot melt adhesive",
    "聚氯乙烯樹脂",
    "電力",
    "再生料",
    "服務",
    "asdfgh",
)
LINES = 300


def main() -> None:
    """Load, search, suggest, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    began = time.perf_counter()
    catalogue, terms = load_factors(), load_terms()
    search = FactorSearch(catalogue, terms)
    search.find(QUERIES[0])
    print(
        f"{len(catalogue)} factors, {len(terms)} terms: loaded, index built, first search in {time.perf_counter() - began:.2f} s"
    )
    taken = []
    for query in QUERIES * rounds:
        began = time.perf_counter()
        search.find(query)
        taken.append(1000 * (time.perf_counter() - began))
    print(f"a search: median {statistics.median(taken):.1f} ms, slowest {max(taken):.1f} ms ({len(taken)} searches)")
    suggester = Suggester(catalogue, load_gwp(), terms, year=2024)
    first = Line("0", "raw-materials", "material", QUERIES[0], 1.0, "kg", "plant")
    suggester.suggest(first)
    began = time.perf_counter()
    for number in range(LINES):
        suggester.suggest(replace(first, line_id=str(number), name=f"{QUERIES[number % len(QUERIES)]} {number}"))
    print(f"suggestions for {LINES} lines: {time.perf_counter() - began:.2f} s")


if __name__ == "__main__":
    main()
