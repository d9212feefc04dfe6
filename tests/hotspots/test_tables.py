"""Normalised and weighted results, coverage and the screening rules, on runs small enough to compute by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from ef_training.assessment.run_folder import CONTRIBUTIONS, CUTOFF, FINDINGS, INVENTORY, RESULTS, TARGETS, RunFolder
from ef_training.hotspots import (
    by_line,
    by_stage,
    coverage,
    line_coverage,
    most_relevant,
    outcome,
    score_table,
    sub_indicators,
    weighted_lines,
)
from ef_training.method_pack import load_pack_summary
from ef_training.settings import SETTINGS


def make_run(rows, pack="ef-3.1"):
    """Return a run whose results are ``rows``: (stage, line, target, {indicator: value or None})."""
    categories = load_pack_summary(pack).categories
    indicators = [
        {
            "id": c.category_id,
            "name_en": c.name_en,
            "name_zh": c.name_zh,
            "unit": c.unit,
            "normalisation": c.normalisation,
            "weight": c.weight_pct,
            "toxicity": c.toxicity,
            "parent": c.parent,
        }
        for c in categories
    ]
    results, climate, screening = [], 0.0, 0.0
    for stage, line, target, values in rows:
        alone = any(value is None for value in values.values())
        climate += abs(values.get("climate-change") or 0.0)
        screening += abs(values.get("climate-change") or 0.0) * alone
        for indicator in indicators:
            value = values.get(indicator["id"], 0.0)
            cover = "missing" if value is None else "climate-only" if alone else "full"
            results.append(
                (
                    "1",
                    "r",
                    "c",
                    "p",
                    "ef",
                    stage,
                    "material",
                    line,
                    line,
                    target,
                    "dataset",
                    indicator["id"],
                    indicator["unit"],
                    math.nan if value is None else value,
                    cover,
                )
            )
    empty = {
        name: pd.DataFrame(columns=list(columns))
        for name, columns in (
            ("inventory", INVENTORY),
            ("contributions", CONTRIBUTIONS),
            ("findings", FINDINGS),
            ("cutoff", CUTOFF),
        )
    }
    targets = pd.DataFrame(
        [(line, line, "ef", "dataset", target, target, *[""] * (len(TARGETS) - 6)) for _, line, target, _ in rows],
        columns=list(TARGETS),
    )
    record = {
        "indicators": indicators,
        "screening": {"line_share": 0.0, "climate_share": screening / climate if climate else 0.0},
        "settings": SETTINGS.as_dict(),
    }
    return RunFolder(run=record, results=pd.DataFrame(results, columns=list(RESULTS)), targets=targets, **empty)


def only_climate(value, pack="ef-3.1"):
    return {c.category_id: None for c in load_pack_summary(pack).categories if c.category_id != "climate-change"} | {
        "climate-change": value
    }


def test_one_kg_of_co2(case):
    known = case("single_score_cases")["unit_factor_climate_change"]
    table = score_table(make_run([("use", "L", "t", {"climate-change": 1.0})])).set_index("indicator")
    assert table.loc["climate-change", "weighted"] == pytest.approx(known["expected_uPt_per_kgCO2e"], rel=1e-9)
    assert table.loc["climate-change", "normalised"] == pytest.approx(1 / known["NF"], rel=1e-12)


def test_five_published_indicators(case):
    known = case("single_score_cases")["ef31_five_categories"]
    names = {
        "CC": "climate-change",
        "IR": "ionising-radiation",
        "PM": "particulate-matter",
        "ETF": "ecotoxicity-freshwater",
        "AC": "acidification",
    }
    run = make_run([("use", "L", "t", {names[key]: value for key, value in known["impacts"].items()})])
    assert score_table(run)["weighted"].sum() == pytest.approx(known["expected_uPt"], rel=2e-3)  # published with 3-digit factors


def test_normalisation_factors_against_their_reciprocals(case):
    known = case("single_score_cases")["reciprocal_nf"]
    categories = {c.category_id: c for c in load_pack_summary("ef-3.1").categories}
    for key, name in (("CC", "climate-change"), ("AC", "acidification"), ("WU", "water-use")):
        assert categories[name].normalisation == pytest.approx(1 / known[key], rel=1e-9)
        assert categories[name].normalisation == pytest.approx(known["expected_NF"][key], rel=1e-7)


def test_the_sum_is_of_sixteen_not_of_sub_indicators():
    run = make_run(
        [
            (
                "use",
                "L",
                "t",
                {
                    "climate-change": 10.0,
                    "climate-change-fossil": 9.0,
                    "climate-change-biogenic": 0.5,
                    "climate-change-land-use": 0.5,
                },
            )
        ]
    )
    table = score_table(run)
    assert len(table) == 16
    assert table["weighted"].sum() == pytest.approx(278.826534, rel=1e-6)
    subs = sub_indicators(run).set_index("indicator")
    assert list(subs.index[subs["shown"]]) == ["climate-change-fossil"]  # 5 % exactly is not more than 5 %


def test_a_missing_value_is_never_zero():
    run = make_run(
        [
            ("manufacturing", "A", "a", {"climate-change": 9.5, "acidification": 2.0}),
            ("distribution", "B", "b", only_climate(0.5)),
        ]
    )
    assert math.isnan(by_line(run).set_index("line_id").loc["B", "acidification"])
    assert math.isnan(by_stage(run).loc["acidification", "distribution"])
    assert by_stage(run).loc["acidification", "use"] == 0.0
    shares = coverage(run).set_index("indicator")
    assert shares.loc["climate-change", "coverage_share"] == 1.0
    assert shares.loc["acidification", "coverage_share"] == pytest.approx(0.95)
    assert shares.loc["acidification", "line_share"] == pytest.approx(0.5)
    table = score_table(run).set_index("indicator")
    assert table.loc["acidification", "partly_covered"]
    assert not table.loc["climate-change", "partly_covered"]
    assert table.loc["acidification", "value"] == 2.0
    assert most_relevant(run).withheld is None


def test_coverage_is_by_lines_and_by_climate_score():
    """Line A is full, B has a full and a climate-only target, C is climate-only; a credit counts with its absolute value."""
    run = make_run(
        [
            ("manufacturing", "A", "a", {"climate-change": -40.0, "acidification": 2.0}),
            ("manufacturing", "B", "b", {"climate-change": 30.0, "acidification": 1.0}),
            ("manufacturing", "B", "c", only_climate(20.0)),
            ("distribution", "C", "d", only_climate(10.0)),
        ]
    )
    found = coverage(run).set_index("indicator")
    climate, acid = found.loc["climate-change"], found.loc["acidification"]
    assert (climate["lines"], climate["full_lines"], climate["partly_lines"]) == (3, 3, 0)
    assert (climate["line_share"], climate["coverage_share"]) == (1.0, 1.0)
    assert (acid["lines"], acid["full_lines"], acid["partly_lines"]) == (3, 1, 1)
    assert acid["line_share"] == pytest.approx(1 / 3)
    assert acid["coverage_share"] == pytest.approx(70 / 100)
    state = line_coverage(run)["acidification"].to_dict()
    assert state == {"A": "full", "B": "partly", "C": "missing"}
    lines = weighted_lines(run).set_index("line_id")["partly_covered"].to_dict()
    assert lines == {"A": False, "B": True, "C": True}
    assert by_line(run).set_index("line_id").loc["B", "acidification"] == 1.0  # what is known, marked as a part
    subs = sub_indicators(run).set_index("indicator")["partly_covered"]
    assert subs.all()


def test_a_run_of_screening_alone_has_no_value_but_climate_change():
    run = make_run([("manufacturing", "A", "a", only_climate(3.0)), ("use", "B", "b", only_climate(1.0))])
    table = score_table(run).set_index("indicator")
    others = table.drop(index="climate-change")
    assert others["value"].isna().all()
    assert others["weighted"].isna().all()
    assert (others["line_share"] == 0.0).all()
    assert (others["coverage_share"] == 0.0).all()
    assert not others["most_relevant"].any()
    result = outcome(run)
    assert not result.weighted
    assert result.ranked["value"].tolist() == [3.0, 1.0]
    assert result.stages.loc["acidification", ["manufacturing", "use"]].isna().all()


def test_above_thirty_per_cent_screening_no_list_is_given():
    def share(screening):
        return make_run(
            [
                ("manufacturing", "A", "a", {"climate-change": 100.0 - screening}),
                ("distribution", "B", "b", only_climate(screening)),
            ]
        )

    assert most_relevant(share(30.0)).withheld is None  # exactly 30 % is not above
    withheld = most_relevant(share(31.0))
    assert withheld.withheld is not None
    assert not withheld.categories
    assert "31%" in withheld.withheld.render("en")


def test_lines_are_ranked_by_size_with_credits():
    run = make_run(
        [
            ("manufacturing", "A", "a", {"climate-change": 3.0}),
            ("end-of-life", "B", "b", {"climate-change": -6.0}),
            ("use", "C", "c", {"climate-change": 1.0}),
        ]
    )
    lines = weighted_lines(run)
    assert list(lines["line_id"]) == ["B", "A", "C"]
    assert list(lines["share"]) == pytest.approx([0.6, 0.3, 0.1])
    assert lines["weighted"].iloc[0] < 0
    relevant = most_relevant(run)
    stages = relevant.stages["climate-change"]
    assert list(stages.loc[stages["most_relevant"], "stage"]) == ["end-of-life", "manufacturing"]


def test_same_target_twice_in_a_stage_is_one_process():
    run = make_run(
        [
            ("manufacturing", "A", "power", {"climate-change": 3.0}),
            ("manufacturing", "B", "power", {"climate-change": 3.0}),
            ("use", "C", "power", {"climate-change": 4.0}),
        ]
    )
    processes = most_relevant(run).processes["climate-change"]
    assert [(row.process, row.stage, row.value) for row in processes.itertuples()] == [
        ("power", "manufacturing", 6.0),
        ("power", "use", 4.0),
    ]


def test_hub_adds_up(hub_folder):
    run = RunFolder.read(hub_folder)
    table = score_table(run).set_index("indicator")
    lines, stages = by_line(run), by_stage(run)
    for indicator in table.index:
        assert lines[indicator].sum() == pytest.approx(table.loc[indicator, "value"], rel=1e-12)
        assert stages.loc[indicator].sum() == pytest.approx(table.loc[indicator, "value"], rel=1e-12)
    assert weighted_lines(run)["weighted"].sum() == pytest.approx(table["weighted"].sum(), rel=1e-12)
    deep = run.contributions[run.contributions["scope"] == "cradle-to-gate"]
    totals = run.results[run.results["view"] == "ef"].groupby(["line_id", "target", "indicator"])["value"].sum()
    for level, part in deep.groupby("level"):
        groups = part.groupby(["line_id", "target", "indicator"])["value"]
        sums, scale = groups.sum(), groups.agg(lambda values: values.abs().sum())
        assert len(sums) > 300, level
        assert ((sums - totals[sums.index]).abs() <= 1e-9 * scale).all(), level
