"""Tables of a run: by indicator, stage and line; normalised, weighted and with their coverage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..inventory.model import STAGES
from ..messages import Message, message
from ..names import CLIMATE
from ..numbers import percent_beside
from ..settings import SETTINGS
from .once import once
from .rules import MINIMUM_CATEGORIES, SUB_INDICATOR, most_relevant_shares

if TYPE_CHECKING:
    import pandas as pd

    from ..assessment.run_folder import RunFolder

MICRO = 1e6  # Pt → µPt
FULLY, PARTLY, NOT = "full", "partly", "missing"
"""How a line is covered for an indicator."""


@once
def _view(run: RunFolder, view: str) -> pd.DataFrame:
    return run.results[run.results["view"] == view]


def main_indicators(run: RunFolder) -> list[dict[str, Any]]:
    """Return the records of the indicators that are shown (sub-indicators apart), in order; `is_summed` tells those summed."""
    return [record for record in run.run["indicators"] if not record["parent"]]


def is_summed(record: Mapping[str, Any]) -> bool:
    """Say whether an indicator is normalised and weighted, and so part of the single score."""
    return not record["parent"] and record["normalisation"] is not None and record["weight"] is not None


def summed_indicators(run: RunFolder) -> list[dict[str, Any]]:
    """Return the records of the indicators in the single score, in order; none where the method pack has no weights."""
    return [record for record in run.run["indicators"] if is_summed(record)]


@once
def score_table(run: RunFolder) -> pd.DataFrame:
    """Return the indicators of the ``ef`` view (sub-indicators apart), characterised, normalised and weighted.

    Returns
    -------
    DataFrame
        Columns ``indicator``, ``name_en``, ``name_zh``, ``unit``, ``value`` (per declared unit), ``normalised`` (person
        equivalents), ``weighted`` (µPt; Σ is the single score), ``share`` (0–1, of Σ|weighted|), ``rank``, ``most_relevant``,
        ``summed`` (normalised and weighted; NaN stands for ``normalised``, ``weighted`` and ``share`` where the pack has no such
        factor), ``partly_covered`` (some line is not fully covered), ``line_share`` and ``coverage_share`` (as in `coverage`),
        ``toxicity``.

    Notes
    -----
    normalised = value ÷ NF, weighted = normalised × weight ÷ 100 × 10⁶ µPt; NF and weights as recorded in ``run.json``.
    """
    import pandas as pd

    results = _view(run, "ef")
    totals = results.groupby("indicator")["value"].sum(min_count=1)
    covered = coverage(run).set_index("indicator")
    rows = []
    for indicator in main_indicators(run):
        id_ = indicator["id"]
        value = float(totals.get(id_, float("nan")))
        factor, weight = indicator["normalisation"], indicator["weight"]
        normalised = float("nan") if factor is None else value / factor
        rows.append(
            {
                "indicator": id_,
                "name_en": indicator["name_en"],
                "name_zh": indicator["name_zh"],
                "unit": indicator["unit"],
                "value": value,
                "normalised": normalised,
                "weighted": float("nan") if weight is None else normalised * weight / 100 * MICRO,
                "summed": is_summed(indicator),
                "line_share": float(covered.loc[id_, "line_share"]),
                "coverage_share": float(covered.loc[id_, "coverage_share"]),
                "partly_covered": bool(covered.loc[id_, "line_share"] < 1),
                "toxicity": bool(indicator["toxicity"]),
            }
        )
    table = pd.DataFrame(rows)
    known = table.dropna(subset=["weighted"])
    ranking = most_relevant_shares(dict(zip(known["indicator"], known["weighted"], strict=True)), minimum=MINIMUM_CATEGORIES)
    order = {item.name: (rank, item.share, item.relevant) for rank, item in enumerate(ranking, start=1)}
    missing = (len(table), float("nan"), False)
    table[["rank", "share", "most_relevant"]] = [order.get(name, missing) for name in table["indicator"]]
    return table.astype({"rank": int, "share": float, "most_relevant": bool})


def withheld_reason(run: RunFolder) -> Message | None:
    """Return why there is no single score and no list of most relevant categories; None where there are both.

    The run is the edition for customers, the method pack has no weights, or too much of the climate score is known by climate
    change alone.
    """
    if run.run.get("held_back"):
        return message("No weighted score is given to customers: the PEF method forbids it in comparisons shown to others.")
    if not summed_indicators(run):
        return message("The method pack has no weights: there is no single score and no list of most relevant categories.")
    share = run.run["screening"]["climate_share"]
    if share > SETTINGS.screening_withhold:
        return message(
            "{share} of the climate score rests on lines with a climate factor only: no single score and no list of most "
            "relevant categories is given.",
            share=percent_beside(share, SETTINGS.screening_withhold, 0),
        )
    return None


@once
def coverage(run: RunFolder) -> pd.DataFrame:
    """Return, per indicator, how much of the inventory it covers.

    A line is fully covered where all its targets have a value; one with a full and a climate-only target is partly covered.

    Returns
    -------
    DataFrame
        ``indicator``; ``lines``, ``full_lines`` and ``partly_lines`` (how many lines count in the ``ef`` view, are fully and
        partly covered); ``line_share`` (0–1): fully covered lines ÷ lines; ``coverage_share`` (0–1): the part of Σ|climate
        change| over all targets that belongs to targets with a value. The sub-indicators are there too.
    """
    import pandas as pd

    results = _view(run, "ef")
    order = [indicator["id"] for indicator in run.run["indicators"]]
    state = line_coverage(run).reindex(columns=order, fill_value=NOT)
    known = results.groupby(["line_id", "target", "indicator"])["value"].agg(["sum", "count"])
    covered = (known["count"].unstack("indicator") > 0).reindex(columns=order, fill_value=False)
    weight = known["sum"].unstack("indicator")[CLIMATE].abs()
    full, partly = (state == FULLY).sum(), (state == PARTLY).sum()
    table = pd.DataFrame({"lines": len(state), "full_lines": full, "partly_lines": partly}, index=order)
    table["line_share"] = full / len(state) if len(state) else 1.0
    climate = covered.mul(weight, axis=0).sum() / weight.sum() if weight.sum() else 1.0
    table["coverage_share"] = pd.Series(climate, index=order).mask(table["line_share"] == 1, 1.0)
    return table.rename_axis("indicator").reset_index()


@once
def line_coverage(run: RunFolder) -> pd.DataFrame:
    """Return how each line of the ``ef`` view is covered: index line_id, a column per indicator (sub-indicators too), each
    `FULLY` (all its targets have a value), `PARTLY` (some have) or `NOT`.
    """
    import numpy as np

    counts = _view(run, "ef").groupby(["line_id", "indicator"], sort=False)["value"].agg(["size", "count"])
    state = np.select([counts["count"] == counts["size"], counts["count"] > 0], [FULLY, PARTLY], NOT)
    return counts.assign(state=state)["state"].unstack("indicator", fill_value=NOT)


def sub_indicators(run: RunFolder) -> pd.DataFrame:
    """Return the sub-categories of climate change with their share; ``shown`` where it is more than 5 %.

    Returns
    -------
    DataFrame
        ``indicator``, ``name_en``, ``name_zh``, ``unit``, ``value``, ``share`` (0–1 of climate change), ``shown``,
        ``partly_covered``.
    """
    import pandas as pd

    covered = coverage(run).set_index("indicator")["line_share"]
    totals = _view(run, "ef").groupby("indicator")["value"].sum(min_count=1)
    rows = [
        {
            "indicator": item["id"],
            "name_en": item["name_en"],
            "name_zh": item["name_zh"],
            "unit": item["unit"],
            "value": float(totals[item["id"]]),
            "share": float(totals[item["id"]] / totals[item["parent"]]) if totals[item["parent"]] else 0.0,
            "partly_covered": bool(covered[item["id"]] < 1),
        }
        for item in run.run["indicators"]
        if item["parent"]
    ]
    table = pd.DataFrame(rows, columns=["indicator", "name_en", "name_zh", "unit", "value", "share", "partly_covered"])
    table["shown"] = table["share"].abs() > SUB_INDICATOR
    return table


@once
def by_stage(run: RunFolder, view: str = "ef") -> pd.DataFrame:
    """Return indicator × stage (all five stages), values per declared unit in each indicator's unit.

    A stage without lines is 0; a stage none of whose lines has data for the indicator is NaN. What scaling adds to the carbon
    footprint belongs to no stage and is not in it.
    """
    order = [item["id"] for item in main_indicators(run)] if view == "ef" else ["carbon-footprint"]
    values = _view(run, view).groupby(["indicator", "stage"])["value"]
    shape = {"index": order, "columns": list(STAGES)}
    lines = values.size().unstack("stage").reindex(**shape).fillna(0)
    return values.sum(min_count=1).unstack("stage").reindex(**shape).mask(lines == 0, 0.0)


@once
def by_line(run: RunFolder, view: str = "ef") -> pd.DataFrame:
    """Return one row a line with ``line_id``, ``line_name``, ``stage``, ``group`` and one column per indicator.

    A line that has no data for an indicator holds NaN there; where only some of its targets have none, the value is the sum of
    those that have (`line_coverage` tells). What scaling adds to the carbon footprint is a row of its own (line_id ``scaling``).
    """
    results = _view(run, view)
    keys = ["line_id", "line_name", "stage", "group"]
    table = results.groupby([*keys, "indicator"], sort=False)["value"].sum(min_count=1).unstack("indicator")
    order = list(dict.fromkeys(results["indicator"]))
    first = dict.fromkeys(zip(*(results[key] for key in keys), strict=True))
    return table.reindex(list(first))[order].reset_index()


@once
def weighted_lines(run: RunFolder) -> pd.DataFrame:
    """Return the weighted score by line, largest first.

    Returns
    -------
    DataFrame
        ``line_id``, ``line_name``, ``stage``, ``group``, ``targets`` (codes), ``weighted`` (µPt; 0 throughout where the pack has
        no weights), ``share`` (0–1 of Σ|weighted|),
        ``cumulative``, ``partly_covered`` (some of its targets lack values of summed indicators).
    """
    lines = by_line(run)
    weights = {item["id"]: item["weight"] / 100 * MICRO / item["normalisation"] for item in summed_indicators(run)}
    values = lines[list(weights)]
    lines["weighted"] = 0.0
    for name, factor in weights.items():
        lines["weighted"] += values[name].fillna(0.0) * factor
    state = line_coverage(run)
    lines["partly_covered"] = lines["line_id"].map((state[list(weights)] != FULLY).any(axis=1))
    ef = run.targets[run.targets["view"] == "ef"]
    names = ef.groupby("line_id")["target"].agg(lambda codes: ", ".join(dict.fromkeys(codes)))
    lines["targets"] = lines["line_id"].map(names)
    lines = lines.sort_values("weighted", key=abs, ascending=False, kind="stable").reset_index(drop=True)
    total = lines["weighted"].abs().sum()
    lines["share"] = lines["weighted"].abs() / total if total else 0.0
    lines["cumulative"] = lines["share"].cumsum()
    return lines[["line_id", "line_name", "stage", "group", "targets", "weighted", "share", "cumulative", "partly_covered"]]
