"""The tables of a run as a reader with a CSV reader alone sees them; PEF's weighting and its rule from the pack's tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import independent_calculation as independent
import pytest


def rows(folder: Path, table: str = "results") -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def sums(folder: Path, *keys: str, view: str = "ef") -> dict[tuple[str, ...], float]:
    """Sums of results.csv by columns, missing values left out."""
    found: dict[tuple[str, ...], float] = defaultdict(float)
    for row in rows(folder):
        if row["view"] == view and row["value"]:
            found[tuple(row[key] for key in keys)] += float(row["value"])
    return dict(found)


def weights() -> dict[str, float]:
    """Indicator → µPt per unit, from the pack's tables: weight ÷ 100 ÷ normalisation × 10⁶."""
    weight = {row["category_id"]: float(row["weight_pct"]) for row in independent.rows(independent.PACK / "weighting.csv")}
    norm = {row["category_id"]: float(row["value"]) for row in independent.rows(independent.PACK / "normalisation.csv")}
    assert sum(weight.values()) == pytest.approx(100)
    return {name: weight[name] / 100 / norm[name] * 1e6 for name in independent.INDICATORS}


def most_relevant(scores: dict[str, float]) -> set[str]:
    """The largest until 80 % of the sum is reached, at least three."""
    ranked, total, reached, chosen = sorted(scores, key=lambda n: -abs(scores[n])), sum(map(abs, scores.values())), 0.0, set()
    for name in ranked:
        if reached < 0.8 * total or len(chosen) < 3:
            chosen.add(name)
        reached += abs(scores[name])
    return chosen
