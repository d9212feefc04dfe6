"""The figures in the charts equal those in results.csv, added up here by hand."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from synthetic_lines import INDICATORS, SCREENING
from synthetic_run import read_csv

from ef_training.assessment.run_folder import SCALING
from ef_training.hotspots.outcome import Outcome, ranked_stages
from ef_training.numbers import significant
from ef_training.report import chart_data, charts, charts_views
from ef_training.report.style import STAGE_COLOURS

Key = tuple[str, str]


def sums(path: Path, *by: str) -> dict[tuple[str, ...], float]:
    """Add up the ``ef`` values of results.csv by columns; what is missing is left out."""
    found: dict[tuple[str, ...], float] = defaultdict(float)
    for row in read_csv(path / "results.csv"):
        if row["view"] == "ef" and row["value"] != "":
            found[tuple(row[column] for column in by)] += float(row["value"])
    return found


def weights(path: Path) -> dict[str, float]:
    records = json.loads((path / "run.json").read_text(encoding="utf-8"))["indicators"]
    return {r["id"]: r["weight"] / 100 / r["normalisation"] * 1e6 for r in records if not r["parent"]}


def test_stage_shares(result: Outcome, run_path: Path) -> None:
    by_stage = sums(run_path, "indicator", "stage")
    shares = chart_data.stage_shares(result)
    assert list(shares.index) == [i[0] for i in INDICATORS]
    for indicator in shares.index:
        totals = {stage: by_stage.get((indicator, stage), 0.0) for stage in shares.columns}
        base = sum(abs(value) for value in totals.values())
        assert shares.loc[indicator].to_dict() == pytest.approx({stage: value / base for stage, value in totals.items()})


def test_pareto(result: Outcome, run_path: Path) -> None:
    factor, scores = weights(run_path), defaultdict(float)
    for (line, indicator), value in sums(run_path, "line_id", "indicator").items():
        scores[line] += value * factor.get(indicator, 0.0)
    base = sum(abs(value) for value in scores.values())
    rows = chart_data.pareto(result, limit=10)
    named, others = rows.iloc[:-1], rows.iloc[-1]
    largest = sorted(scores, key=lambda line: -abs(scores[line]))
    assert list(named["line_id"]) == largest[:10]
    assert list(named["value"]) == pytest.approx([scores[line] for line in largest[:10]])
    assert list(named["share"]) == pytest.approx([abs(scores[line]) / base for line in largest[:10]])
    assert others["line_id"] == chart_data.OTHERS
    assert others["count"] == len(scores) - 10
    assert others["value"] == pytest.approx(sum(scores[line] for line in largest[10:]))
    assert list(rows["cumulative"]) == pytest.approx(list(rows["share"].cumsum()))
    assert rows["share"].sum() == pytest.approx(1.0)


@pytest.mark.parametrize("limit", [2, 20])  # the credit is the third line: among the others, and named
def test_heatmap(result: Outcome, run_path: Path, limit: int) -> None:
    by_line = sums(run_path, "indicator", "line_id")
    lines = {row["line_id"] for row in read_csv(run_path / "results.csv")}
    shares = chart_data.heatmap(result, limit=limit)
    for indicator in shares.columns:
        base = sum(abs(value) for (name, _), value in by_line.items() if name == indicator)
        for line in shares.index[:-1]:
            expected = by_line.get((indicator, line), math.nan) / base
            assert shares.at[line, indicator] == pytest.approx(expected, nan_ok=True)
        rest = sum(by_line.get((indicator, line), 0.0) for line in lines - set(shares.index))
        assert shares.at[chart_data.OTHERS, indicator] == pytest.approx(rest / base)


def test_a_missing_value_is_missing_in_the_heatmap(result: Outcome) -> None:
    row = chart_data.heatmap(result, limit=100).loc[SCREENING]
    assert row.notna().sum() == 1
    assert row["climate-change"] > 0


@pytest.mark.parametrize("indicator", ["climate-change", "eutrophication-marine"])
def test_waterfall(result: Outcome, run_path: Path, indicator: str) -> None:
    burdens, credits, total = defaultdict(float), defaultdict(float), 0.0
    for (name, stage, _), value in sums(run_path, "indicator", "stage", "line_id").items():
        if name == indicator:
            (burdens if value > 0 else credits)[stage] += value
            total += value
    steps = chart_data.waterfall(result, indicator)
    for kind, expected in (("burden", burdens), ("credit", credits)):
        part = steps[steps["kind"] == kind]
        assert dict(zip(part["stage"], part["value"], strict=True)) == pytest.approx({k: v for k, v in expected.items() if v})
    assert steps.iloc[-1]["value"] == pytest.approx(total)
    assert list(steps["start"][1:-1]) == pytest.approx(list(steps["end"][:-2]))
    assert (steps["end"] - steps["start"]).to_numpy() == pytest.approx(steps["value"].to_numpy())


def test_lines_are_ranked_by_climate_change_where_weighting_is_withheld(withheld: Outcome) -> None:
    climate = withheld.lines.set_index("line_id")["climate-change"]
    ranked = withheld.ranked.set_index("line_id")["value"]
    assert ranked.to_dict() == pytest.approx(climate.to_dict())
    assert list(ranked.abs()) == sorted(climate.abs(), reverse=True)


def test_ranked_stages_add_up_to_the_single_score(result: Outcome, run_path: Path) -> None:
    factor = weights(run_path)
    single = sum(value * factor.get(indicator, 0.0) for (indicator,), value in sums(run_path, "indicator").items())
    assert ranked_stages(result)["value"].sum() == pytest.approx(single)
    assert result.scores["weighted"].sum() == pytest.approx(single)


def bars(figure: object, colours: set[str]) -> pd.DataFrame:
    """Return the bars of a figure: row (top down), width and colour."""
    axes = figure.axes[0]  # type: ignore[attr-defined]
    found = [
        (round(p.get_y() + p.get_height() / 2, 4), p.get_width(), to_hex(p.get_facecolor()))
        for p in axes.patches
        if isinstance(p, Rectangle) and to_hex(p.get_facecolor()) in colours and p.get_height() > 0.15
    ]
    return pd.DataFrame(found, columns=["y", "width", "colour"])


def test_what_is_drawn_is_what_stands_in_the_results(result: Outcome, run_path: Path) -> None:
    by_stage, totals = sums(run_path, "indicator", "stage"), sums(run_path, "indicator")
    figure = charts.stage_stack(result.run, lang="en", result=result)
    drawn = bars(figure, set(STAGE_COLOURS.values()))
    rows = [part for _, part in drawn.groupby("y")]
    assert len(rows) == len(INDICATORS)
    stages = {colour: stage for stage, colour in STAGE_COLOURS.items()}
    for (indicator, *_), row in zip(INDICATORS, rows, strict=True):
        widths = dict(zip(row["colour"].map(stages), row["width"] / row["width"].abs().sum(), strict=True))
        base = sum(abs(by_stage[indicator, stage]) for stage in widths)
        assert widths == pytest.approx({stage: by_stage[indicator, stage] / base for stage in widths})
    texts = {text.get_text().split(" ")[0].split("\n")[0] for text in figure.axes[0].texts}
    for (indicator,), value in totals.items():
        if indicator in result.scores.index:
            assert significant(value).split(" ")[0] in texts


def test_bars_of_the_pareto_are_the_shares(result: Outcome) -> None:
    drawn = bars(charts.pareto(result.run, lang="en", result=result), {*STAGE_COLOURS.values(), "#9a9a9a"})
    shares = chart_data.pareto(result)["share"]
    widths = drawn.sort_values("y")["width"].to_numpy()
    assert widths / widths.sum() == pytest.approx(shares.to_numpy() / shares.sum())


def both_views(path: Path) -> dict[str, dict[str, float]]:
    """Add up view → line → climate score in results.csv."""
    found: dict[str, dict[str, float]] = {"ef": defaultdict(float), "cfp": defaultdict(float)}
    for row in read_csv(path / "results.csv"):
        if row["indicator"] in ("climate-change", "carbon-footprint"):
            found[row["view"]][row["line_id"]] += float(row["value"])
    return found


@pytest.mark.parametrize("limit", [3, 15, 100])
def test_two_views(result: Outcome, run_path: Path, limit: int) -> None:
    views = both_views(run_path)
    rows = chart_data.two_views(result, limit=limit)
    scaled, named = rows.iloc[-1], rows[~rows["line_id"].isin((SCALING, chart_data.OTHERS))]
    lines = {*views["ef"], *views["cfp"]} - {SCALING}
    larger = {line: max(abs(views["ef"].get(line, 0.0)), abs(views["cfp"].get(line, 0.0))) for line in lines}
    seen = [line for line in sorted(lines, key=lambda line: -larger[line]) if larger[line] >= 0.002 * max(larger.values())]
    assert len(seen) < len(lines)
    assert set(named["line_id"]) == set(seen[:limit])
    for row in named.itertuples():
        for view in ("ef", "cfp"):
            assert getattr(row, view) == pytest.approx(views[view].get(row.line_id, math.nan), nan_ok=True)
    assert (scaled["line_id"], scaled["cfp"]) == (SCALING, pytest.approx(views["cfp"][SCALING]))
    assert math.isnan(scaled["ef"])
    assert rows["count"].sum() == len(lines) + 1
    totals = chart_data.two_views_totals(result)
    for view in ("ef", "cfp"):
        assert rows[view].sum() == pytest.approx(sum(views[view].values()))
        assert totals[view] == pytest.approx(sum(views[view].values()))


def test_bars_of_the_two_views_are_the_scores_and_a_missing_one_has_none(result: Outcome, run_path: Path) -> None:
    figure = charts_views.two_views(result.run, lang="en", result=result)
    rows = chart_data.two_views(result)
    known = {view: rows[view].dropna() for view in ("cfp", "ef")}
    for view, colour in charts_views.COLOURS.items():
        drawn = [p for p in figure.axes[0].patches if to_hex(p.get_facecolor()) == colour and p.get_height() > 0.125]
        widths = [p.get_width() for p in sorted(drawn, key=lambda p: p.get_y())]
        values = known[view].to_numpy()
        assert len(widths) == len(values)
        scale = max(map(abs, widths)) / max(map(abs, values))
        assert widths == pytest.approx(list(values * scale))
    assert len(known["ef"]) == len(rows) - 1  # scaling
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts.count("—") == rows[["cfp", "ef"]].isna().sum().sum()
    views = both_views(run_path)
    for view in ("cfp", "ef"):
        assert any(f"{significant(sum(views[view].values()))} kg CO₂ eq in all" in text for text in texts)
