"""The Sankey: what flows in flows out, nothing is hidden, and it lies where it should."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from ef_training.hotspots.outcome import Outcome, outcome
from ef_training.report.chart_data_sankey import BEHIND, LINE, PRODUCT, STAGE, Sankey, sankey
from ef_training.report.layout_sankey import layout

INDICATORS = ("climate-change", "water-use", "eutrophication-marine", "resource-fossils")


def sides(data: Sankey, id_: str) -> tuple[float, float]:
    """What arrives at a node and what leaves it."""
    return sum(link.value for link in data.links if link.target == id_), sum(
        link.value for link in data.links if link.source == id_
    )


@pytest.mark.parametrize("indicator", INDICATORS)
@pytest.mark.parametrize("limit", [1, 8, 100])
def test_widths_are_kept_at_every_node(result: Outcome, indicator: str, limit: int) -> None:
    data = sankey(result, indicator, limit=limit, behind=limit)
    for node in data.nodes:
        arrives, leaves = sides(data, node.id)
        if node.column > BEHIND:
            assert arrives == pytest.approx(node.value), node.id
        if node.column < PRODUCT:
            assert leaves == pytest.approx(node.value), node.id
    for column in (BEHIND, LINE, STAGE, PRODUCT):
        assert sum(node.value for node in data.nodes if node.column == column) == pytest.approx(data.shown)
    assert all(link.value > 0 for link in data.links)


@pytest.mark.parametrize("indicator", INDICATORS)
def test_what_is_shown_and_what_is_not_make_the_indicator(result: Outcome, indicator: str) -> None:
    data = sankey(result, indicator)
    assert data.shown + data.negative == pytest.approx(float(result.scores.at[indicator, "value"]))
    assert data.total == pytest.approx(float(result.scores.at[indicator, "value"]))
    assert data.coverage == pytest.approx(data.shown / (data.shown - data.negative))
    assert data.node("product").net == pytest.approx(data.total)


def test_the_credit_is_left_out_and_named(result: Outcome) -> None:
    data = sankey(result, "climate-change", limit=100)
    assert data.negative == pytest.approx(-0.42)  # aluminium scrap sold
    assert "line:S04" not in {node.id for node in data.nodes}
    assert "−0.420 kg CO₂ eq" in data.note.render("en")
    assert "93.4%" in data.note.render("en")
    manufacturing = data.node("stage:manufacturing")
    assert manufacturing.value - manufacturing.net == pytest.approx(0.42)


def test_without_a_credit_everything_is_shown(result: Outcome) -> None:
    run = replace(result.run, results=result.run.results[result.run.results["line_id"] != "S04"])
    data = sankey(outcome(run), "climate-change")
    assert (data.negative, data.coverage) == (0.0, 1.0)
    assert data.note.render("en").startswith("All of it is shown")


def test_the_largest_lines_have_nodes_and_the_others_one(result: Outcome) -> None:
    data = sankey(result, "climate-change", limit=3)
    lines = [node for node in data.nodes if node.column == LINE]
    assert [node.id for node in lines] == ["line:M01", "line:M02", "line:E01", "others"]  # by stage, the others last
    positive = result.lines[result.lines["climate-change"] > 0]
    assert lines[-1].count == len(positive) - 3
    assert not any(node.partly for node in lines)
    water = [node for node in sankey(result, "water-use", limit=3).nodes if node.kind == "others"]
    assert water[0].partly  # the line with a climate factor beside its dataset is among them


def test_processes_behind_several_lines_are_one_node(result: Outcome) -> None:
    data = sankey(result, "climate-change")
    table = result.run.contributions
    part = table[(table["indicator"] == "climate-change") & (table["level"] == "process") & (table["value"] > 0)]
    expected = part.loc[part["name"] == "electricity, medium voltage", "value"].sum()
    (node,) = [node for node in data.nodes if node.name == "electricity, medium voltage"]
    assert node.value == pytest.approx(expected)
    assert len([link for link in data.links if link.source == node.id]) > 3


def test_a_target_without_contributions_is_the_rest(result: Outcome) -> None:
    run = replace(result.run, contributions=result.run.contributions.iloc[:0])
    data = sankey(outcome(run), "climate-change")
    assert [node.kind for node in data.nodes if node.column == BEHIND] == ["rest"]
    assert data.total == pytest.approx(float(result.scores.at["climate-change", "value"]))


def test_negative_parts_behind_a_line_are_left_out(result: Outcome) -> None:
    """A process behind the aluminium that takes up 0.5 kg: the line's node is wider than its value by so much."""
    extra = dict.fromkeys(result.run.contributions.columns, "")
    extra |= {"line_id": "M01", "target": "aluminium-extrusion", "indicator": "climate-change", "level": "process"}
    extra |= {"scope": "cradle-to-gate", "code": "uptake", "name": "uptake", "value": -0.5, "share": 0.1}
    table = result.run.contributions
    rest = (table["line_id"] == "M01") & (table["indicator"] == "climate-change") & (table["level"] == "process")
    table = table.assign(value=table["value"].mask(rest & (table["name"] == "(rest)"), table["value"] + 0.5))
    run = replace(result.run, contributions=pd.concat([table, pd.DataFrame([extra])], ignore_index=True))
    data = sankey(outcome(run), "climate-change")
    assert data.negative == pytest.approx(-0.92)
    assert data.node("line:M01").value == pytest.approx(2.95 + 0.5)
    assert data.node("line:M01").net == pytest.approx(2.95)
    assert sides(data, "line:M01")[0] == pytest.approx(3.45)


def test_an_indicator_without_any_value_is_empty(result: Outcome) -> None:
    values = result.run.results["value"].mask(result.run.results["indicator"] == "land-use", 0.0)
    contributions = result.run.contributions[result.run.contributions["indicator"] != "land-use"]
    run = replace(result.run, results=result.run.results.assign(value=values), contributions=contributions)
    data = sankey(outcome(run), "land-use")
    assert (data.nodes, data.links, data.shown) == ((), (), 0.0)
    assert layout(data).boxes == ()


def test_an_unknown_indicator_is_an_error(result: Outcome) -> None:
    with pytest.raises(KeyError):
        sankey(result, "nope")


@pytest.mark.parametrize("indicator", INDICATORS)
@pytest.mark.parametrize("least", [0.0, 0.06, 0.5])
def test_boxes_and_bands_lie_in_their_places(result: Outcome, indicator: str, least: float) -> None:
    data = sankey(result, indicator)
    placed = layout(data, least=least)
    for column in (BEHIND, LINE, STAGE, PRODUCT):
        boxes = [box for box in placed.boxes if box.node.column == column]
        assert all(-1e-9 <= box.top <= box.bottom <= 1 + 1e-9 for box in boxes)
        for upper, lower in pairwise(boxes):
            assert lower.top > upper.bottom
            if least == 0.06:
                assert lower.middle - upper.middle >= 0.06  # room for both labels
    for box in placed.boxes:
        assert box.bottom - box.top == pytest.approx(box.node.value * placed.scale)
    for band in placed.bands:
        source, target = placed.box(band.source), placed.box(band.target)
        assert source.top - 1e-9 <= band.source_top <= band.source_bottom <= source.bottom + 1e-9
        assert target.top - 1e-9 <= band.target_top <= band.target_bottom <= target.bottom + 1e-9
        for start, end in ((band.source_top, band.source_bottom), (band.target_top, band.target_bottom)):
            assert end - start == pytest.approx(band.value * placed.scale)


def test_bands_do_not_overlap_at_a_node(result: Outcome) -> None:
    placed = layout(sankey(result, "climate-change"))
    for box in placed.boxes:
        ends = sorted((band.source_top, band.source_bottom) for band in placed.bands if band.source == box.node.id)
        assert all(second[0] >= first[1] - 1e-9 for first, second in pairwise(ends))
        ends = sorted((band.target_top, band.target_bottom) for band in placed.bands if band.target == box.node.id)
        assert all(second[0] >= first[1] - 1e-9 for first, second in pairwise(ends))
