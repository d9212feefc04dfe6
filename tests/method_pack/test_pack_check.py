"""The check of a pack: counterparts of flows, what inventories miss, what Brightway must hold; small systems, by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from ef_training.background.inventory import cumulative_flows, direct_flows
from ef_training.background.model import Background, Exchange, Process
from ef_training.errors import Problem
from ef_training.messages import message
from ef_training.method_pack import MethodPack, load_pack
from ef_training.method_pack.checking.examine import examine
from ef_training.method_pack.checking.inventory import Amounts, coverage
from ef_training.method_pack.checking.registration import RegisteredMethod, differences, expected_methods
from ef_training.method_pack.checking.sums import sum_gaps
from ef_training.method_pack.flow_lists import ElementaryFlow, FlowList, counterparts, registered_factors
from ef_training.method_pack.model import FACTOR_COLUMNS

HOME = "biosphere3"


def flow_list(name: str, *rows: tuple[str, str, str, str]) -> FlowList:
    return FlowList(name, tuple(ElementaryFlow(name, *row) for row in rows))


HERE = flow_list(
    HOME,
    ("co2", "Carbon dioxide", "air", "kilogram"),
    ("ch4", "Methane", "air", "kilogram"),
    ("ch4-city", "Methane", "air/urban air close to ground", "kilogram"),
    ("p", "Phosphorus", "water/river", "kilogram"),
    ("p-soil", "Phosphorus", "soil", "kilogram"),
    ("p-ore", "Phosphorus", "natural resource/in ground", "kilogram"),
    ("rock", "Gangue", "natural resource/in ground", "kilogram"),
    ("water", "Water", "air", "cubic meter"),
    ("bio", "Carbon dioxide, non-fossil", "air", "kilogram"),
)
FACTORS = {
    ("climate-change", "co2"): 1.0,
    ("climate-change", "ch4"): 29.8,
    ("climate-change", "bio"): 0.0,
    ("eutrophication-freshwater", "p"): 1.0,
}


@pytest.fixture(scope="module")
def pack() -> MethodPack:
    """Return a pack of two categories and four factors."""
    whole = load_pack("ef-3.1")
    rows = [
        {"category_id": category, "database": HOME, "flow_code": code, "flow_name": code, "compartment": "x", "value": value}
        for (category, code), value in FACTORS.items()
    ]
    categories = (whole.category("climate-change"), whole.category("eutrophication-freshwater"))
    frame = pd.DataFrame(rows).reindex(columns=list(FACTOR_COLUMNS), fill_value="")
    return replace(whole, categories=categories, factors=frame, tests=())


def test_counterparts_by_code_then_by_name_and_never_with_another_unit() -> None:
    other = flow_list(
        "eco",
        ("co2", "Carbon dioxide, renamed", "air", "kilogram"),  # the code is the flow
        ("x1", "Methane", "air", "kilogram"),  # by name, compartment and unit
        ("x2", "Methane", "air/high stacks", "kilogram"),  # another compartment
        ("x3", "Water", "air", "kilogram"),  # another unit
        ("ch4", "Methane", "air", "gram"),  # known code, another unit: a clash
        ("x4", "methane", "air", "kilogram"),  # another spelling
    )
    found = counterparts([HERE, other], "eco")
    assert found.home == {"co2": (HOME, "co2"), "x1": (HOME, "ch4")}
    assert found.how == {"co2": "code", "x1": "name"}
    assert [clash.code for clash in found.clashes] == ["ch4"]


def test_a_name_that_two_flows_share_leads_nowhere() -> None:
    twice = flow_list(HOME, ("a", "Ammonia", "air", "kilogram"), ("b", "Ammonia", "air", "kilogram"))
    other = flow_list("eco", ("x", "Ammonia", "air", "kilogram"), ("a", "Ammonia", "air", "kilogram"))
    assert counterparts([twice, other], "eco").home == {"a": (HOME, "a")}


def test_a_factor_that_names_the_other_list_goes_first(pack: MethodPack) -> None:
    other = flow_list("eco", ("co2", "Carbon dioxide", "air", "kilogram"))
    named = pack.factors.iloc[[0]].assign(database="eco", value=7.0)
    held = registered_factors(pd.concat([pack.factors, named]), [HERE, other])
    assert held["climate-change"] == {(HOME, "co2"): 1.0, (HOME, "ch4"): 29.8, (HOME, "bio"): 0.0, ("eco", "co2"): 7.0}


def amounts(**flows: float) -> Amounts:
    return Amounts(
        message("a test"), message("per unit"), {(HOME, code.replace("_", "-")): amount for code, amount in flows.items()}
    )


def test_what_an_inventory_misses(pack: MethodPack) -> None:
    found = coverage(pack, [HERE], amounts(co2=1.0, ch4_city=0.5, p=0.1, p_soil=0.2, p_ore=9.0, rock=100.0, water=3.0, bio=4.0))
    assert found.flows == 8
    assert [(gap.flow.code, gap.amount, gap.substance_in) for gap in found.nowhere] == [
        ("rock", 100.0, ()),
        ("p-ore", 9.0, ()),  # taken from nature: another thing than phosphorus emitted
        ("ch4-city", 0.5, ("climate-change",)),
        ("p-soil", 0.2, ("eutrophication-freshwater",)),
        ("water", 3.0, ()),  # m3 are not compared with kg: the unit with fewer flows stands last
    ]
    assert [gap.flow.code for gap in found.elsewhere["climate-change"]] == ["ch4-city"]
    assert [gap.flow.code for gap in found.elsewhere["eutrophication-freshwater"]] == ["p-soil"]
    assert found.without == {"climate-change": 6, "eutrophication-freshwater": 7}


def test_an_explicit_zero_is_a_factor(pack: MethodPack) -> None:
    assert coverage(pack, [HERE], amounts(bio=4.0)).nowhere == ()


def test_a_flow_that_is_in_no_list_is_named_by_its_code(pack: MethodPack) -> None:
    (gap,) = coverage(pack, [HERE], amounts(unheard=1.0)).nowhere
    assert (gap.flow.name, gap.flow.unit) == ("unheard", "")


def exchange(process: str, kind: str, code: str, amount: float) -> Exchange:
    database = HOME if kind == "biosphere" else "bg"
    return Exchange(process, kind, database, code, code, "air", amount, "kilogram", None, "", "", "A", "")


@pytest.fixture(scope="module")
def background() -> Background:
    """Steel takes 3 power, power takes 0.1 steel; CO2 2 and 0.5; power takes up 0.2 of it again in a flow of its own."""
    processes = {code: Process(code, code, code, code, code, "kilogram", "TW", "", "A", 2020, "") for code in ("steel", "power")}
    exchanges = (
        exchange("steel", "production", "steel", 1.0),
        exchange("steel", "technosphere", "power", 3.0),
        exchange("steel", "biosphere", "co2", 2.0),
        exchange("power", "production", "power", 1.0),
        exchange("power", "technosphere", "steel", 0.1),
        exchange("power", "biosphere", "co2", 0.5),
        exchange("power", "biosphere", "rock", 0.2),
    )
    texts = dict.fromkeys(
        ("title", "title_zh", "version", "licence", "quality", "quality_zh", "disclaimer_en", "disclaimer_zh"), ""
    )
    return Background(
        name="bg", database="bg", **texts, sha256="", indicators={}, processes=processes, exchanges=exchanges, sources={}
    )


def test_flows_behind_a_demand(background: Background) -> None:
    """One steel: s = 1 + 0.1 p, p = 3 s, so s = 1/0.7, p = 3/0.7."""
    found = cumulative_flows(background, {"steel": 1.0})
    assert found == pytest.approx({(HOME, "co2"): (2 + 3 * 0.5) / 0.7, (HOME, "rock"): 0.6 / 0.7})
    doubled = cumulative_flows(background, {"steel": 1.0, "power": 0.0})
    assert doubled == pytest.approx(found)


def test_direct_flows_of_a_background(background: Background) -> None:
    assert direct_flows(background) == {(HOME, "co2"): 2.5, (HOME, "rock"): 0.2}


def held(pack: MethodPack, lists: list[FlowList]) -> dict[tuple[str, ...], RegisteredMethod]:
    import numpy as np

    return {
        name: RegisteredMethod(
            name,
            method.unit,
            tuple(method.factors.items()),
            tuple((key, float(np.float32(value))) for key, value in method.factors.items()),
        )
        for name, method in expected_methods(pack, lists).items()
    }


def test_what_brightway_must_hold(pack: MethodPack) -> None:
    expected = expected_methods(pack, [HERE])
    assert list(expected) == [
        ("ef-training", "EF 3.1", "climate change"),
        ("ef-training", "EF 3.1", "eutrophication, freshwater"),
    ]
    assert expected["ef-training", "EF 3.1", "eutrophication, freshwater"].factors == {(HOME, "p"): 1.0}


def test_single_precision_is_no_difference_as_processed_but_is_as_written(pack: MethodPack) -> None:
    import numpy as np

    expected, registered = expected_methods(pack, [HERE]), held(pack, [HERE])
    name = ("ef-training", "EF 3.1", "climate change")
    single = tuple((key, float(np.float32(value))) for key, value in registered[name].rows)
    assert differences(expected, {**registered, name: replace(registered[name], arrays=single)}) == []
    (found,) = differences(expected, {**registered, name: replace(registered[name], rows=single, arrays=single)})
    assert "29.8" in str(found)


def test_places_and_distributions_are_differences(pack: MethodPack) -> None:
    expected, registered = expected_methods(pack, [HERE]), held(pack, [HERE])
    name = ("ef-training", "EF 3.1", "climate change")
    damaged = replace(registered[name], located={(HOME, "ch4"): "DE"}, uncertain={(HOME, "co2")})
    found = differences(expected, {**registered, name: damaged}, names={(HOME, "ch4"): "Methane"})
    assert [each.where for each in found] == [" / ".join(name)] * 2
    assert [str(each.what) for each in found] == [
        "Methane (biosphere3 ch4): the factor is for DE alone, and a calculation leaves it out",
        "biosphere3 co2: the factor has a distribution in Brightway, none in the pack",
    ]


def test_flows_that_are_gone_are_said_of_once(pack: MethodPack) -> None:
    expected, registered = expected_methods(pack, [HERE]), held(pack, [HERE])
    gone = {
        name: replace(each, rows=(*each.rows, (("", "17"), 2.0)), arrays=(*each.arrays, (("", "17"), 2.0)))
        for name, each in registered.items()
    }
    assert [str(each) for each in differences(expected, gone)] == [
        "ef-training / EF 3.1: factors of flows that the project no longer has: 2"
    ]


def test_sub_indicators_that_do_not_add_up() -> None:
    whole = load_pack("ef-3.1")
    assert examine(whole, [HERE]).sums == ()
    methane = (whole.factors["category_id"] == "climate-change") & (whole.factors["flow_name"] == "Methane, fossil")
    changed = replace(whole, factors=whole.factors.assign(value=whole.factors["value"].mask(methane, 27.9)))
    (gap,) = sum_gaps(changed)
    assert (gap.category_id, len(gap.flows)) == ("climate-change", int(methane.sum()))
    assert all(flow.startswith("Methane, fossil, air") for flow in gap.flows)
    part = (whole.factors["category_id"] == "climate-change-fossil") & (whole.factors["flow_name"] == "Methane, fossil")
    both = replace(changed, factors=changed.factors.assign(value=changed.factors["value"].mask(part, 27.9)))
    assert sum_gaps(both) == ()


def test_a_row_is_named_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {", row {row}, {cell}": "，第 {row} 列，{cell}", ", row {row}": "，第 {row} 列"}
    monkeypatch.setattr("ef_training.messages.translate", lambda text, lang: words.get(text, text) if lang == "zh-TW" else text)
    places = {
        "ef-3.1/tests.csv, row 12, value": "ef-3.1/tests.csv，第 12 列，value",
        "a.csv, row 2": "a.csv，第 2 列",
        "表!D7": "表!D7",
    }
    for english, chinese in places.items():
        problem = Problem(message("wrong"), english)
        assert problem.render("en") == f"{english}: wrong"
        assert problem.render("zh-TW") == f"{chinese}: wrong"


def test_the_report_of_a_pack_against_its_parent(pack: MethodPack) -> None:
    before = pack.factors.assign(value=[1.0, 25.0, 0.0, 1.0])
    found = examine(pack, [HERE], before=before, against="parent")
    assert list(found.changes["flow_code"]) == ["ch4"]
    assert found.passed
    assert examine(pack, [HERE]).changes.empty
    wrong = examine(pack, [HERE], project="p", registered={})
    assert wrong.registration is not None
    assert len(wrong.registration.differences) == 2
    assert not wrong.passed
