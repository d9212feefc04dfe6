"""Both worked examples, from the written workbook to the totals, against a calculation without any of the package's code."""

from __future__ import annotations

import ast
import csv
from collections import defaultdict
from pathlib import Path

import independent_calculation as independent
import pytest

EXAMPLES = {"aluminium-hub": "hub_folder", "pp-food-box": "box_folder"}
DEMANDED = ("climate-change", "acidification", "water-use", "resource-fossils", "carbon-footprint")
TOLERANCE = 1e-3


@pytest.fixture(params=EXAMPLES)
def example(request):
    """Name of an example and the folder of its run."""
    return request.param, request.getfixturevalue(EXAMPLES[request.param])


def values(folder: Path) -> list[dict[str, str]]:
    with (folder / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["value"]]


def totals(folder: Path) -> dict[str, float]:
    """Totals of results.csv by indicator, without the sub-indicators of climate change."""
    sums: dict[str, float] = defaultdict(float)
    for row in values(folder):
        if row["indicator"] in (*independent.INDICATORS, "carbon-footprint"):
            sums[row["indicator"]] += float(row["value"])
    return dict(sums)


def test_totals(example, forms):
    name, folder = example
    expected = independent.totals(forms[name, "zh-TW"])
    assert set(DEMANDED) < set(expected)
    assert len(expected) == 17
    assert min(expected.values()) > 0
    assert not independent.deviating(totals(folder), expected, TOLERANCE)


def test_every_amount_of_every_target(example, forms):
    """Not only the sums: each target's amount per declared unit in targets.csv, in the unit it is written in."""
    name, folder = example
    expected: dict[tuple[str, str, str], float] = defaultdict(float)
    for item in independent.bought(forms[name, "zh-TW"]):
        expected[item.line_id, item.view, item.code] += item.amount * independent.UNITS[item.unit][1]
    found: dict[tuple[str, str, str], float] = defaultdict(float)
    with (folder / "targets.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["kind"] != "left-out":
                found[row["line_id"], row["view"], row["target"]] += (
                    float(row["amount"]) * independent.UNITS[row["target_unit"]][1]
                )
    assert dict(found) == pytest.approx(dict(expected), rel=1e-12)


def test_every_line(example, forms):
    """The score of each line: its amounts × unit scores from the inverse of the dense matrix."""
    name, folder = example
    data, factors = independent.background(), independent.factors()
    scores = data.unit_scores()
    expected: dict[tuple[str, str], float] = defaultdict(float)
    for item in (item for item in independent.bought(forms[name, "zh-TW"]) if item.view == "ef"):
        for indicator in independent.INDICATORS:
            if item.kind == "數據集":
                per_unit = scores[indicator][data.codes.index(item.code)]
            elif item.kind == "基本流":
                per_unit = factors[indicator].get(item.code, 0.0)
            else:
                climate = indicator == "climate-change"
                per_unit = float(independent.moenv()[item.code]["kgco2e_per_unit"]) if climate else 0.0
            expected[item.line_id, indicator] += item.amount * per_unit
    found: dict[tuple[str, str], float] = dict.fromkeys(expected, 0.0)
    for row in values(folder):
        if row["indicator"] in independent.INDICATORS:
            found[row["line_id"], row["indicator"]] += float(row["value"])
    assert len(found) > 400
    assert found == pytest.approx(dict(expected), rel=TOLERANCE, abs=0)


def test_water_of_taiwan_makes_the_difference(example, forms, monkeypatch):
    """With the world's factor for what evaporates in Taiwan the water total would be another: the comparison sees it."""
    name, folder = example
    wrong = {**independent.factors(), "water-use": {**independent.factors()["water-use"]}}
    wrong["water-use"][independent.EVAPORATED_TW] = independent.WATER_FACTOR_WORLD
    monkeypatch.setattr(independent, "factors", lambda: wrong)
    assert set(independent.deviating(totals(folder), independent.totals(forms[name, "zh-TW"]), TOLERANCE)) == {"water-use"}


def test_the_archive_alone_would_not_do():
    """The pack's corrections are part of the comparison: without them some factors of the archive are other ones."""
    rows = independent.rows(independent.PACK / "overrides.csv")
    changed = [row for row in rows if row["op"] == "replace" and row["category_id"] in independent.INDICATORS]
    assert changed
    assert all(independent.factors()[row["category_id"]][row["flow_code"]] != float(row["old_value"]) for row in changed)


def test_both_languages_of_the_form_give_the_same(example, forms, run_of):
    name, folder = example
    assert run_of.totals(forms[name, "en"]) == pytest.approx(totals(folder), rel=1e-12)


def test_the_calculation_is_independent():
    """Neither module of it imports the package."""
    for module in (independent.__file__, Path(__file__).with_name("form_cells.py")):
        imported = [
            alias.name if isinstance(node, ast.Import) else node.module or ""
            for node in ast.walk(ast.parse(Path(module).read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        ]
        assert imported
        assert not [name for name in imported if name.startswith(("ef_training", "bw"))]
