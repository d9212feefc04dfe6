"""Figures in charts equal those in results.csv: the tables behind the charts, and the lengths of what is drawn."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import independent_calculation as independent
import pytest
from run_tables import sums, weights


@pytest.fixture(scope="module", params=["hub_folder", "box_folder"])
def charted(request):
    """Folder of a run, its outcome as the report sees it, and its charts."""
    from ef_training.assessment.run_folder import RunFolder
    from ef_training.hotspots import outcome
    from ef_training.report.charts import figures

    folder = request.getfixturevalue(request.param)
    result = outcome(RunFolder.read(folder))
    return folder, result, figures(result.run, lang="zh-TW", result=result)


def test_stage_shares_of_the_chart(charted):
    from ef_training.report.chart_data import stage_shares

    folder, result, _ = charted
    shares, totals = stage_shares(result), sums(folder, "indicator", "stage")
    assert list(shares.index) == list(independent.INDICATORS)
    for indicator in shares.index:
        own = {stage: value for (name, stage), value in totals.items() if name == indicator}
        base = sum(map(abs, own.values()))
        for stage in shares.columns:
            assert shares.at[indicator, stage] == pytest.approx(own.get(stage, 0.0) / base, rel=1e-9)


def weighted_lines(folder: Path) -> dict[str, float]:
    scores: dict[str, float] = defaultdict(float)
    for (line, indicator), value in sums(folder, "line_id", "indicator").items():
        scores[line] += value * weights().get(indicator, 0.0)
    return dict(scores)


def test_pareto_of_the_chart(charted):
    from ef_training.report.chart_data import pareto

    folder, result, _ = charted
    table, scores = pareto(result), weighted_lines(folder)
    total, ranked = sum(map(abs, scores.values())), sorted(scores, key=lambda line: -abs(scores[line]))
    shown = [line for line in table["line_id"] if line]
    assert [abs(scores[line]) for line in shown] == pytest.approx([abs(scores[line]) for line in ranked[: len(shown)]])
    assert list(table["value"])[: len(shown)] == pytest.approx([scores[line] for line in shown], rel=1e-9)
    assert list(table["share"])[: len(shown)] == pytest.approx([abs(scores[line]) / total for line in shown], rel=1e-9)
    assert table["value"].sum() == pytest.approx(sum(scores.values()), rel=1e-9)
    assert table["cumulative"].iloc[-1] == pytest.approx(1.0)
    assert table["count"].sum() == len(scores)


def test_heatmap_of_the_chart(charted):
    from ef_training.report.chart_data import heatmap

    folder, result, _ = charted
    table, totals = heatmap(result), sums(folder, "line_id", "indicator")
    base: dict[str, float] = defaultdict(float)
    for (_, indicator), value in totals.items():
        base[indicator] += abs(value)
    missing = 0
    for line in (line for line in table.index if line):
        for indicator in table.columns:
            if (line, indicator) in totals:
                assert table.at[line, indicator] == pytest.approx(totals[line, indicator] / base[indicator], rel=1e-9)
            else:
                assert table.at[line, indicator] != table.at[line, indicator]
                missing += 1
    assert missing == 0 or missing == 15


def test_waterfall_of_the_chart(charted):
    from ef_training.report.chart_data import waterfall

    folder, result, _ = charted
    table, totals = waterfall(result), sums(folder, "indicator", "stage")
    stages = {stage: value for (name, stage), value in totals.items() if name == "climate-change"}
    drawn = table[table["stage"] != ""].groupby("stage")["value"].sum()
    assert dict(drawn) == pytest.approx(stages, rel=1e-9)
    assert table["end"].iloc[-1] == pytest.approx(sum(stages.values()), rel=1e-9)


def boxes(figure) -> list[tuple[float, float]]:
    """Width and height of every bar and cell drawn."""
    patches = [patch for axes in figure.axes for patch in axes.patches if hasattr(patch, "get_width")]
    return [(patch.get_width(), patch.get_height()) for patch in patches]


def test_what_is_drawn_is_what_stands_in_the_tables(charted):
    """The lengths of the bars, taken from the figures, are in the proportions of the tables."""
    from ef_training.report.chart_data import pareto, stage_shares, waterfall

    _, result, drawn = charted
    shares = sorted(abs(v) for v in stage_shares(result).to_numpy().ravel() if v == v and v)
    widths = boxes(drawn["stage-shares"])
    assert in_proportion(shares, [abs(width) for width, _ in widths])
    assert in_proportion(list(pareto(result)["share"]), [width for width, _ in boxes(drawn["pareto"])])
    steps = [abs(value) for value in waterfall(result)["value"]]
    assert in_proportion(steps, [abs(height) for _, height in boxes(drawn["waterfall-climate-change"])])


def in_proportion(expected: list[float], found: list[float]) -> bool:
    """Whether some bars are, in size, a constant times all expected values; legend keys are drawn among them."""
    largest = max(expected)
    for scale in {size / largest for size in found if size > 0}:
        rest = sorted(found)
        try:
            for value in expected:
                rest.remove(next(size for size in rest if abs(size - value * scale) <= 1e-9 * scale * largest))
        except StopIteration:
            continue
        return True
    return False
