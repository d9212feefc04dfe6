"""Do the tables of a run agree? For folders of a schema in which ``run.json`` does not say what was written.

A target of ``targets.csv`` that is not left out has its rows in ``results.csv``: one for each indicator in the ``ef`` view, one
in the ``cfp`` view; and what ``contributions.csv`` holds behind it adds up to its value. Lines of both stand in
``inventory.csv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Problem
from ..messages import Message, message
from .run_files import mend
from .run_tables import SCALING

if TYPE_CHECKING:
    import pandas as pd

TOLERANCE = 1e-6
"""Of Σ|value| of a block of contributions; it adds up to about 1e-15 where it is whole (own choice)."""
KEYS = ("line_id", "target", "view")
LEVELS = ("process", "elementary-flow")


def disagreements(record: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], folder: Path) -> list[Problem]:
    """Return where the tables contradict each other; nothing of an edition for customers, which holds results alone."""
    if record.get("held_back"):
        return []
    results = tables["results"][tables["results"]["line_id"] != SCALING]
    targets = tables["targets"][tables["targets"]["kind"] != "left-out"]
    indicators = record.get("indicators")
    if not isinstance(indicators, list) or not all(isinstance(row, dict) and "id" in row for row in indicators):
        return [Problem(message("{file} is not the record of a run", file=folder / "run.json"), mend=mend())]
    found = [
        _unknown_lines(results, tables["inventory"]),
        _rows_of_targets(results, targets, len(indicators)),
        _contributions(results, tables["contributions"], {str(row["id"]) for row in indicators if not row.get("parent")}),
    ]
    names = ("inventory.csv", "results.csv", "contributions.csv")
    return [Problem(what, str(folder / name), mend()) for name, what in zip(names, found, strict=True) if what is not None]


def _unknown_lines(results: pd.DataFrame, inventory: pd.DataFrame) -> Message | None:
    missing = sorted(set(results["line_id"]) - set(inventory["line_id"]))
    if not missing:
        return None
    return message("lines of results.csv are missing here: {lines}", lines=_some(missing))


def _rows_of_targets(results: pd.DataFrame, targets: pd.DataFrame, indicators: int) -> Message | None:
    """Compare the rows of each target with those it must have."""
    there = results.groupby(list(KEYS)).size()
    times = targets.groupby(list(KEYS)).size()
    due = times * times.index.get_level_values("view").map(lambda view: indicators if view == "ef" else 1)
    differ = [key for key, count in due.sub(there, fill_value=0).items() if count]
    if not differ:
        return None
    lines = sorted({str(line) for line, *_ in differ})
    return message("the rows of these lines are not those of their targets in targets.csv: {lines}", lines=_some(lines))


def _contributions(results: pd.DataFrame, contributions: pd.DataFrame, indicators: set[str]) -> Message | None:
    """Compare the value of each target and indicator with the sums of what lies behind it."""
    keys = ["line_id", "target", "indicator"]
    valued = results[(results["view"] == "ef") & results["indicator"].isin(indicators) & results["value"].notna()]
    values = valued.groupby(keys)["value"].sum()
    datasets = valued[valued["target_kind"] == "dataset"].groupby(keys)["value"].sum()
    whole = contributions[contributions["scope"] == "cradle-to-gate"]
    differ: set[str] = set()
    for level, due in zip(LEVELS, (datasets, values), strict=True):
        part = whole[whole["level"] == level]
        sums = part.groupby(keys)["value"].sum()
        sizes = part["value"].abs().groupby([part[key] for key in keys]).sum()
        size = sizes.combine(due.abs(), max, fill_value=0.0)
        wrong = sums.sub(due, fill_value=0.0).abs() > TOLERANCE * size
        differ |= {str(line) for line, *_ in wrong[wrong].index}
    if not differ:
        return None
    return message(
        "the contributions of these lines do not add up to their values in results.csv: {lines}", lines=_some(sorted(differ))
    )


def _some(names: list[str], shown: int = 5) -> str:
    return ", ".join(names[:shown]) + (f" … ({len(names)})" if len(names) > shown else "")
