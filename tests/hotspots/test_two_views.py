"""Both views side by side: differences, ratios, which lines are explained, and every rule of the reasons."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from ef_training.assessment.run_folder import (
    CONTRIBUTIONS,
    CUTOFF,
    FINDINGS,
    INVENTORY,
    RESULTS,
    SCALING,
    SCHEMA,
    TARGETS,
    RunFolder,
)
from ef_training.hotspots.two_views import two_views
from ef_training.settings import SETTINGS

CLIMATE, FOOTPRINT = "climate-change", "carbon-footprint"
Part = tuple[str, str, float | None, dict[str, Any]]


def dataset(value: float, name: str = "資料｜data", **more: Any) -> Part:
    return "ef", "dataset", value, {"target_name": name, "location": "TW", "quality": "B", "year": "2022", **more}


def factor(value: float, name: str = "係數", **more: Any) -> Part:
    known = {"target_name": name, "location": "TW", "year": "2022", "boundary": "cradle-to-gate", "gwp_set": "AR6"}
    return "cfp", more.pop("kind", "factor"), value, {**known, **more}


def left_out(view: str, **more: Any) -> Part:
    return view, "left-out", None, {"reason": "小於 1 %", "omission": "cut-off", **more}


def run_of(lines: dict[str, list[Part]], *, group: str = "material", gases: dict[str, float] | None = None) -> RunFolder:
    """Return a run; line ID → its targets, each with view, kind, score (kg CO2 eq) and further columns of ``targets.csv``."""
    results, targets = [], []
    for line_id, parts in lines.items():
        for number, (view, kind, value, more) in enumerate(parts):
            code = f"{line_id}-{view}-{number}"
            named = {"line_id": line_id, "line_name": line_id.title(), "view": view, "kind": kind, "target": code}
            targets.append(dict.fromkeys(TARGETS, "") | {"amount": 1.0, "target_unit": "kg", "multiplier": 1.0} | named | more)
            if value is not None:
                stage = "" if line_id == SCALING else "raw-materials"
                row = dict.fromkeys(RESULTS, "") | {"schema": SCHEMA, "unit": "kg CO2 eq", "coverage": "full", "value": value}
                row |= {"view": view, "stage": stage, "group": group, "line_id": line_id, "line_name": line_id.title()}
                results.append(row | {"target": code, "indicator": CLIMATE if view == "ef" else FOOTPRINT})
    flows = [
        dict.fromkeys(CONTRIBUTIONS, "")
        | {"line_id": line_id, "indicator": CLIMATE, "level": "elementary-flow", "scope": "cradle-to-gate", "name": name}
        | {"value": value}
        for line_id, share in (gases or {}).items()
        for name, value in (("Methane, fossil", share), ("Carbon dioxide, fossil", 1 - share))
    ]
    return RunFolder(
        run={"pack": {"name": "ef-3.1"}, "period": {"end": "2024-12-31"}, "settings": SETTINGS.as_dict()},
        results=pd.DataFrame(results, columns=list(RESULTS)),
        inventory=pd.DataFrame({"line_id": [name for name in lines if name != SCALING]}).reindex(columns=list(INVENTORY)),
        targets=pd.DataFrame(targets, columns=list(TARGETS)),
        contributions=pd.DataFrame(flows, columns=list(CONTRIBUTIONS)).astype({"value": float}),
        findings=pd.DataFrame(columns=list(FINDINGS)),
        cutoff=pd.DataFrame(columns=list(CUTOFF)),
    )


def why(*parts: Part, group: str = "material", gases: float | None = None) -> list[str]:
    """Return the reasons of a run's only line, in English."""
    run = run_of({"A": list(parts)}, group=group, gases=None if gases is None else {"A": gases})
    (row,) = two_views(run).lines.to_dict("records")
    assert row["explained"]
    return [reason.render("en") for reason in row["reasons"]]


def test_differences_ratios_and_totals_with_what_is_left_out() -> None:
    lines = {
        "A": [dataset(3.0), factor(2.0)],
        "B": [dataset(-1.0), factor(-4.0)],
        "C": [dataset(0.5), left_out("cfp")],
        "D": [left_out("ef"), factor(0.25)],
        "E": [left_out("ef"), left_out("cfp")],
        SCALING: [("cfp", "scaling", 0.1, {})],
    }
    views = two_views(run_of(lines))
    table = views.lines.set_index("line_id")
    assert list(table.index) == ["A", "B", "C", "D", SCALING]
    assert table["difference"].to_dict() == pytest.approx({"A": 1.0, "B": 3.0, "C": 0.5, "D": -0.25, SCALING: -0.1})
    assert (table.at["A", "ratio"], table.at["B", "ratio"]) == (1.5, 0.25)
    assert math.isnan(table.at["C", "cfp"])
    assert math.isnan(table.at["D", "ratio"])
    assert (views.cfp, views.ef, views.scaling) == (pytest.approx(-1.65), pytest.approx(2.5), pytest.approx(0.1))
    assert table["difference"].sum() == pytest.approx(views.ef - views.cfp)
    assert table["share"].sum() == pytest.approx(1.0)


def test_the_largest_are_explained_until_eighty_percent_and_those_outside_a_third_to_three() -> None:
    lines = {
        "A": [dataset(160.0), factor(100.0)],  # 60 % of the differences
        "B": [dataset(120.0), factor(100.0)],  # 20 %: with it 80 % is reached
        "C": [dataset(110.0), factor(95.0)],  # 15 %
        "D": [dataset(4.0), factor(0.5)],  # 3.5 %, eight times as much, and 1 % of a view
        "E": [dataset(1.0), factor(0.25)],  # four times as much, but next to nothing
        "F": [dataset(3.75), factor(3.0)],
    }
    explained = two_views(run_of(lines)).lines.set_index("line_id")["explained"].to_dict()
    assert explained == {"A": True, "B": True, "C": False, "D": True, "E": False, "F": False}
    largest = two_views(run_of(lines)).largest
    assert list(largest["line_id"]) == ["A", "B", "D"]


def test_the_ratio_itself_is_within_a_third_to_three() -> None:
    exact = {"Z": [dataset(900.0), factor(100.0)], "A": [dataset(90.0), factor(30.0)], "B": [dataset(10.0), factor(30.0)]}
    assert two_views(run_of(exact)).lines["explained"].tolist() == [True, False, False]
    beyond = {**exact, "A": [dataset(90.1), factor(30.0)], "B": [dataset(9.9), factor(30.0)]}
    assert two_views(run_of(beyond)).lines["explained"].tolist() == [True, True, True]


def test_equal_views_need_no_explanation() -> None:
    views = two_views(run_of({"A": [dataset(3.0), factor(3.0)]}))
    assert views.lines["explained"].tolist() == [False]
    assert views.lines["reasons"].tolist() == [()]
    assert len(views.largest) == 0


def test_a_view_without_any_line() -> None:
    views = two_views(run_of({"A": [dataset(3.0), left_out("cfp")]}))
    assert math.isnan(views.cfp)
    assert views.ef == 3.0


@pytest.mark.parametrize(
    ("parts", "group", "expected"),
    [
        ((dataset(1.0), factor(5.0, boundary="cradle-to-grave")), "material", "reaches to the end of life"),
        ((dataset(5.0), factor(1.0, boundary="gate-to-gate")), "material", "counts one step alone (gate to gate)"),
        ((dataset(5.0), factor(1.0, role="fuel-upstream")), "energy", "is the supply of the fuel alone, without its burning"),
        ((dataset(5.0), factor(1.0, role="electricity-upstream")), "energy", "supply of the power plants' fuels alone"),
        ((dataset(5.0), factor(1.0, role="electricity-direct", boundary="gate-to-gate")), "energy", "own emission alone"),
        ((dataset(5.0), factor(1.0, kind="gwp")), "refrigerant", "only the gas that escapes (its GWP)"),
        ((dataset(4.0, "甲｜one"), dataset(1.0, "乙｜two"), factor(1.0)), "material", "(kg CO2 eq): one 4.00; two 1.00"),
        ((dataset(1.0), factor(3.0), factor(1.5, "二")), "material", "the carbon footprint takes this line as several things"),
        ((dataset(5.0, amount=0.32, reason="32 %"), factor(1.0)), "material", "0.32 kg of the dataset (32 %), 1 kg of the"),
        ((dataset(5.0, quality="C"), factor(1.0)), "material", "placeholders (quality class C)"),
        ((dataset(5.0, grade="proxy"), factor(1.0)), "material", "data stands in for a similar product (proxy)"),
        ((dataset(5.0, grade="group-average"), factor(1.0)), "material", "the average of a group of products"),
        ((dataset(5.0, location="GLO"), factor(1.0)), "material", "stands for Taiwan, the dataset “data” for the world average"),
        ((dataset(5.0, year="2010"), factor(1.0)), "material", "factor “係數” 2022, dataset “data” 2010, the inventory 2024"),
        ((dataset(5.0, year="2013"), factor(1.0, year="2012")), "material", "“係數” are of 2012, the inventory of 2024"),
        ((dataset(5.0, technology="Old mill."), factor(1.0)), "material", "“data” stands for this technology: Old mill"),
        ((dataset(5.0), left_out("cfp")), "material", "leaves this line out (cut off, since it is small): 小於 1 %"),
        ((left_out("ef", omission="elsewhere"), factor(5.0)), "transport", "EF view leaves this line out (counted elsewhere)"),
        ((left_out("ef", omission=""), factor(5.0)), "transport", "(nobody said of which kind)"),
        ((dataset(5.0), factor(1.0)), "material", "no rule explains it"),
    ],
)  # fmt: skip
def test_every_rule(parts: tuple[Part, ...], group: str, expected: str) -> None:
    found = why(*parts, group=group)
    assert any(expected in reason for reason in found), found
    assert len(found) == 1, found


@pytest.mark.parametrize(
    ("parts", "group"),
    [
        ((dataset(5.0), factor(1.0, boundary="cradle-to-grave")), "material"),  # would make the factor the larger one
        ((dataset(1.0), factor(5.0, boundary="cradle-to-grave")), "transport"),  # right for a service
        ((dataset(1.0), factor(5.0, boundary="gate-to-gate")), "material"),
        ((dataset(1.0), factor(5.0, role="fuel-upstream")), "energy"),
        ((dataset(5.0, location="GLO"), factor(1.0, location="CN;GLO")), "material"),
        ((dataset(5.0, location="GLO"), factor(1.0, location="")), "material"),  # unknown is no difference
        ((dataset(5.0, year="2018"), factor(1.0)), "material"),  # four years
        ((dataset(5.0, year=""), factor(1.0, year="")), "material"),
    ],
)
def test_a_rule_speaks_only_where_it_explains_the_difference(parts: tuple[Part, ...], group: str) -> None:
    assert why(*parts, group=group) == [
        "no rule explains it: compare what factor and dataset hold, and where their figures come from"
    ]


def test_a_target_that_makes_next_to_nothing_is_not_spoken_of() -> None:
    parts = (dataset(5.0), dataset(0.01, quality="C"), factor(1.0), factor(0.01, "小", boundary="gate-to-gate"))
    assert not any("gate to gate" in reason or "placeholders" in reason for reason in why(*parts))


@pytest.mark.parametrize(("share", "gwp", "named"), [(0.4, "AR5", True), (0.4, "AR6", False), (0.05, "AR5", False)])
def test_gwp_sets_are_named_where_other_gases_matter(share: float, gwp: str, named: bool) -> None:
    found = why(dataset(1.1), factor(1.0, gwp_set=gwp), gases=share)
    expected = (
        "methane and other gases make 40% of it, and the views weigh them by different IPCC reports: carbon footprint AR5, EF AR6"
    )
    assert (expected in found) is named
    assert expected not in why(dataset(5.0), factor(1.0, gwp_set=gwp), gases=share)  # too far apart for two reports


def test_parts_are_named_where_the_view_that_has_them_is_the_larger() -> None:
    assert not any("several things" in reason for reason in why(dataset(4.0), factor(1.0), factor(0.5, "二")))


def test_the_technology_is_told_but_where_a_dataset_of_the_same_product_has_another_reason() -> None:
    for grade, told in (("", True), ("proxy", True), ("same-product", False)):
        found = why(dataset(5.0, technology="Old mill.", grade=grade), factor(1.0, year="1990"))
        assert len(found) >= 1
        assert any("stands for this technology" in reason for reason in found) is told
    alone = why(dataset(5.0, technology="Old mill.", grade="same-product"), factor(1.0))
    assert any("stands for this technology" in reason for reason in alone)


def test_what_scaling_added_says_what_it_is() -> None:
    lines = {"A": [dataset(1.0), factor(1.0)], SCALING: [("cfp", "scaling", 0.2, {})]}
    row = two_views(run_of(lines)).largest.iloc[0]
    assert row["line_id"] == SCALING
    assert "scale the carbon footprint up" in row["reasons"][0].render("en")


def test_names_are_those_of_the_language() -> None:
    run = run_of({"A": [dataset(4.0, "甲｜one"), dataset(1.0, "乙｜two"), factor(1.0)]})
    reason = two_views(run).lines["reasons"].iloc[0][0]
    assert "one 4.00; two 1.00" in reason.render("en")
    assert "甲 4.00、乙 1.00" in reason.render("zh-TW")


def test_thresholds_are_settings() -> None:
    lines = {"A": [dataset(160.0), factor(100.0)], "B": [dataset(120.0), factor(100.0)]}
    strict = replace(SETTINGS, two_views_coverage=0.5)
    assert two_views(run_of(lines), strict).lines["explained"].tolist() == [True, False]
    assert two_views(run_of(lines)).lines["explained"].tolist() == [True, True]


def test_the_hub_adds_up_and_every_explained_line_has_a_reason(hub_folder) -> None:
    run = RunFolder.read(hub_folder)
    views = two_views(run)
    totals = run.results.groupby(["view", "indicator"])["value"].sum()
    assert views.ef == pytest.approx(totals["ef", CLIMATE], rel=1e-12)
    assert views.cfp == pytest.approx(totals["cfp", FOOTPRINT], rel=1e-12)
    assert views.scaling == 0.0
    linked = set(run.targets.loc[run.targets["kind"] != "left-out", "line_id"])
    assert set(views.lines["line_id"]) == linked
    assert views.largest["share"].sum() >= 0.8
    assert all(len(reasons) > 0 for reasons in views.largest["reasons"])
    assert not views.lines.loc[~views.lines["explained"], "reasons"].map(len).any()
