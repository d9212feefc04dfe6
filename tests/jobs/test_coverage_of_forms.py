"""How far a real run is covered where single targets of the worked example have a climate factor only."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_cells import edited

from ef_training.hotspots import coverage, outcome
from ef_training.report import charts
from ef_training.report.outline import outline
from ef_training.report.page import page
from ef_training.report.sentences import sentences

HUB, LINKS = "aluminium-hub", "數據連結"
POWER, BAR, FORGING = "moenv-24a2201d", "moenv-8fc615bc", "moenv-8fc615bc"


def factor_for(line_id: str, dataset: str, code: str):
    """Yield the changes that put a climate factor in the place of a dataset of the ef view."""
    yield LINKS, (line_id, "環境足跡", dataset), "對象種類", "環境部係數"
    yield LINKS, (line_id, "環境足跡", dataset), "對象代碼", code


def climate(run) -> dict[str, float]:
    part = run.results[(run.results["view"] == "ef") & (run.results["indicator"] == "climate-change")]
    return part.groupby(["line_id", "target"])["value"].sum().to_dict()


@pytest.fixture(scope="module")
def partly(forms, run_of, tmp_path_factory):
    """The hub with a climate factor for the forging of its body, which keeps its dataset of aluminium."""
    path = tmp_path_factory.mktemp("partly") / "form.xlsx"
    return run_of(edited(forms[HUB, "zh-TW"], path, *factor_for("M01", "forging-steel", FORGING)))


def test_a_line_with_a_full_and_a_climate_only_target_is_covered_in_part(partly) -> None:
    found, scores = coverage(partly).set_index("indicator"), climate(partly)
    lines = {line for line, _ in scores}
    by_factor = {("M01", FORGING), ("P04", next(target for line, target in scores if line == "P04"))}
    row = found.loc["acidification"]
    assert (row["lines"], row["full_lines"], row["partly_lines"]) == (len(lines), len(lines) - 2, 1)
    assert row["line_share"] == pytest.approx((len(lines) - 2) / len(lines))
    without = sum(abs(scores[key]) for key in by_factor) / sum(map(abs, scores.values()))
    assert row["coverage_share"] == pytest.approx(1 - without)
    assert partly.run["screening"] == pytest.approx({"line_share": 2 / len(lines), "climate_share": without})
    assert found.loc["climate-change", "line_share"] == 1.0


def test_it_is_marked_in_tables_and_charts(partly) -> None:
    result = outcome(partly)
    document = outline(result, lang="en")
    text = page(result, lang="en", documents={"en": document})
    assert "6061-T6 鋁合金鍛胚†" in text
    relevant = next(ledger.table for ledger in document.ledgers() if ledger.name == "relevant-processes")
    assert "Resource use, fossils†" in {row[0] for row in relevant.rows}
    heatmap = [item.get_text() for item in charts.heatmap(partly, lang="en", result=result).axes[0].texts]
    assert sum(item.endswith("†") and item.rstrip("†").isdigit() for item in heatmap) > 3
    pareto = [item.get_text() for item in charts.pareto(partly, lang="en", result=result).axes[0].texts]
    assert "6061-T6 鋁合金鍛胚†" in [item.replace("\n", "") for item in pareto]


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ([*factor_for("E01", "elec-tw-mv", POWER)], False),
        ([*factor_for("E01", "elec-tw-mv", POWER), *factor_for("M02", "aluminium-extrusion", BAR)], True),
    ],
)
def test_above_ten_percent_the_first_sentence_says_so(changes, first: bool, forms, run_of, tmp_path: Path) -> None:
    run = run_of(edited(forms[HUB, "zh-TW"], tmp_path / "form.xlsx", *changes))
    share = run.run["screening"]["climate_share"]
    assert 0.05 < share < 0.30
    assert (share > 0.10) is first
    result = outcome(run)
    assert sentences(result, "en")[0].startswith("Lines with a climate factor only") is first
    assert result.weighted
    printed = [row for row in run.findings.itertuples() if row.check == "screening"]
    assert {row.severity for row in printed} == {"warning" if first else "info"}
