"""A run in a notebook: it shows itself, and gives the tables and charts that it shows."""

from __future__ import annotations

import sys
from xml.etree import ElementTree

import pandas as pd
import pytest

import ef_training as ef
from ef_training.assessment.run_folder import RunFolder
from ef_training.report.notebook import Result, html_table
from ef_training.report.tables import table


@pytest.fixture(scope="module")
def shown(run: RunFolder) -> Result:
    return ef.Result(run, lang="en")


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_shows_sentences_indicators_and_a_chart(run: RunFolder, lang: str) -> None:
    result = ef.Result(run, lang=lang)
    page = result._repr_html_()
    body = ElementTree.fromstring(f"<div>{page}</div>")
    assert [item.text for item in body.iter("li")] == result.sentences
    assert len(body.findall(".//table/tr")) == 1 + len(result.indicators)
    assert page.count("<svg") == 1
    assert repr(result).splitlines()[1:] == result.sentences


def test_lines_of_an_indicator_are_the_results(shown: Result, run: RunFolder) -> None:
    lines = shown.lines("water-use")
    part = run.results[(run.results["view"] == "ef") & (run.results["indicator"] == "water-use")]
    expected = part.groupby("line_id")["value"].sum(min_count=1).dropna()
    assert lines.set_index("line_id")["value"].to_dict() == pytest.approx(expected.to_dict())
    assert list(lines["value"].abs()) == sorted(lines["value"].abs(), reverse=True)
    assert lines["share"].sum() == pytest.approx(1)


def test_what_lies_behind_a_line_adds_up_to_it(hub_folder: object) -> None:
    run = RunFolder.read(hub_folder)  # type: ignore[arg-type]
    result = Result(run, lang="en")
    for indicator in ("acidification", "climate-change"):
        row = result.lines(indicator).iloc[0]
        behind = result.processes(row["line_id"], indicator)
        assert behind.groupby("level")["value"].sum().to_list() == pytest.approx([row["value"]] * 2)
        assert not behind.duplicated(["level", "name", "place"]).any()
        for _, part in behind.groupby("level"):
            assert part["share"].sum() == pytest.approx(1)
            sizes = part.loc[part["name"] != "(rest)", "value"].abs()
            assert list(sizes) == sorted(sizes, reverse=True)


def test_charts_by_name(shown: Result) -> None:
    picture = shown.chart("pareto")
    bundle = picture._repr_mimebundle_()
    assert ElementTree.fromstring(bundle["image/svg+xml"]).tag.endswith("svg")
    assert "pareto" in bundle["text/plain"]
    with pytest.raises(ef.EFTrainingError, match="stage-shares"):
        shown.chart("pie")
    with pytest.raises(ef.EFTrainingError, match="water-use"):
        shown.lines("water")


def test_menu_of_indicators(shown: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    menu = shown.explore().children[0]
    assert dict(menu.options)["Water use"] == "water-use"
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    without = shown.explore()
    assert isinstance(without, pd.DataFrame)
    assert without.equals(shown.lines("climate-change"))


def test_cells_are_escaped_and_missing_values_marked() -> None:
    page = html_table(table("<b>", [("name", "name"), ("value", "value"), ("share", "share")], [("<script>", None, 0.5)]))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "—" in page
    assert "50" in page
