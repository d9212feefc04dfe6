"""Suggestions: what is never suggested, what comes first, and how often a right factor is among the first five."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from suggestion_hits import answers, by_half, default_suggester, examples, key_files, rates, read_key

from ef_training.factors import load_factors, load_gwp
from ef_training.factors.catalogue import FactorCatalogue
from ef_training.factors.naming.terms import load_terms
from ef_training.factors.suggesting.suggest import Suggester, Suggestion
from ef_training.inventory.bridge import bridge
from ef_training.inventory.model import Line

SUGGESTER = default_suggester()
BY_ID = SUGGESTER.catalogue.by_id
GROUPS = ("material", "auxiliary", "packaging", "energy", "water", "waste", "wastewater", "transport")
WANTED = 0.9
HELD = 0.8
"""The held half was never looked at while the table and the rules were made: what it measures is what new names get."""
PARTS = ("open", "held", "more")


def line(name: str, group: str = "material", unit: str = "kg", **more) -> Line:
    return Line("L1", more.pop("stage", "manufacturing"), group, name, 1.0, unit, "plant", **more)


def suggest(name: str, group: str = "material", unit: str = "kg", **more) -> Suggestion:
    return SUGGESTER.suggest(line(name, group, unit, **more))


def first(suggestion: Suggestion) -> str:
    assert suggestion.candidates, suggestion.nothing
    return suggestion.candidates[0].name


@pytest.fixture(scope="module")
def by_kind():
    asked = [one for path in key_files() for one in read_key(path)]
    return by_half(answers([*asked, *examples()], SUGGESTER))


def test_a_right_factor_is_among_the_first_five_for_nine_of_ten_names_of_each_part(by_kind):
    halves = {name: found for name, found in by_kind.items() if name in PARTS}
    assert {"open", "more"} <= halves.keys()
    for half, found in halves.items():
        _, fifth = rates(found)
        assert fifth >= (HELD if half == "held" else WANTED), f"{half}: {fifth:.0%}"


def test_a_right_factor_is_among_the_first_five_for_nine_of_ten_lines_of_both_examples(by_kind):
    examples_of = {name: found for name, found in by_kind.items() if name not in PARTS}
    assert len(examples_of) == 4
    for example, found in examples_of.items():
        _, fifth = rates(found)
        assert fifth >= WANTED, f"{example}: {fifth:.0%}"


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["material", "auxiliary", "packaging"]),
    st.lists(st.text("bcdfghjkqvwxz", min_size=5, max_size=9), min_size=1, max_size=3),
)
def test_a_name_of_unknown_words_gets_nothing(group, words):
    known = SUGGESTER.terms.of("name", "stand-in", "none", "word", "gwp")
    assume(not any(word in known for word in words))
    suggestion = suggest(" ".join(words), group)
    assert suggestion.candidates == ()
    assert suggestion.nothing is not None


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(GROUPS),
    st.sampled_from([factor.name for factor in SUGGESTER.catalogue]),
    st.sampled_from(["kg", "t", "L", "m3", "m2", "item", "kWh", "MJ", "tkm", "pkm"]),
    st.sampled_from(["", "焚化", "掩埋", "回收", "大貨車", "貨櫃船"]),
)
def test_what_is_suggested_is_offered_can_be_reached_and_serves_the_line(group, name, unit, treatment):
    suggestion = suggest(name, group, unit, treatment=treatment)
    assert bool(suggestion.candidates) != (suggestion.nothing is not None)
    scores = [one.score for one in suggestion.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    for one in suggestion.candidates:
        factor = BY_ID[one.target]
        assert factor.offered
        assert factor.linkable
        assert bridge(line(name, group, unit), factor.unit) is not None
        service = "服務" in factor.name or factor.category in ("運輸服務", "廢棄物處理服務", "廢水處理服務")
        if group in ("material", "auxiliary", "packaging"):
            assert not service
            assert factor.boundary != "cradle-to-grave"
            assert factor.role in ("", "fuel-upstream")
        elif group == "energy":
            assert factor.role in ("fuel-use", "electricity") or factor.unit == "kWh"
        elif group == "water":
            assert factor.category == "能資源"
            assert not factor.role
        else:
            assert service or factor.unit in ("tkm", "pkm")


def test_electricity_is_the_whole_footprint_nearest_the_period():
    assert first(suggest("台電電費單", "energy", "kWh")) == "電力碳足跡(2022)"
    older = Suggester(SUGGESTER.catalogue, SUGGESTER.gwp, SUGGESTER.terms, year=2016)
    assert first(older.suggest(line("電力", "energy", "kWh"))) == "電力碳足跡(2016)"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("柴油（堆高機）", "非道路運輸移動源使用"),
        ("Diesel (boiler)", "於固定源使用"),
        ("柴油 貨車用油", "於公路運輸移動源使用"),
        ("天然氣（鍋爐）", "於固定源使用"),
        ("公務車汽油", "於移動源使用"),
    ],
)
def test_a_fuel_is_burned_where_the_line_says(name, words):
    unit = "m3" if "天然氣" in name else "L"
    suggestion = suggest(name, "energy", unit)
    assert words in first(suggestion)
    assert all(BY_ID[one.target].role == "fuel-use" for one in suggestion.candidates)


def test_a_fuel_whose_use_is_not_said_has_a_warning():
    assert any("burned" in said.render("en") for said in suggest("柴油", "energy", "L").candidates[0].warnings)


def test_an_oil_that_is_not_burned_counts_its_supply_only():
    assert BY_ID[suggest("潤滑油").candidates[0].target].role == "fuel-upstream"


def test_the_nearest_concentration_comes_first_and_another_one_is_warned_of():
    assert "32％" in first(suggest("鹽酸 32 %", "auxiliary"))
    assert "45％" in first(suggest("液鹼 45%", "auxiliary"))
    other = suggest("硝酸 68 %", "auxiliary").candidates[0]
    assert any("98" in said.render("en") for said in other.warnings)
    assert suggest("液鹼", "auxiliary").candidates[0].asks == "concentration"
    assert suggest("液鹼", "auxiliary", concentration=0.32).candidates[0].name.endswith("32％")


def test_what_the_line_lacks_before_the_units_meet_is_asked_for():
    assert suggest("潤滑油", unit="L").candidates[0].asks == "density"
    assert suggest("潤滑油", unit="L", density=0.88).candidates[0].asks == ""
    assert suggest("聚丙烯", unit="item").candidates[0].asks == "mass_per_piece"


def test_units_without_a_bridge_are_refused_by_name():
    suggestion = suggest("聚丙烯", unit="kWh")
    assert suggestion.nothing is not None
    assert "聚丙烯" in suggestion.nothing.render("en")


def test_recycled_grades_are_for_lines_that_say_so_and_the_other_way_round():
    assert "再生" in first(suggest("PP 再生料"))
    assert not any("再生" in one.name or "回收" in one.name for one in suggest("PP 粒").candidates)
    assert all("再生" in one.name or "回收" in one.name for one in suggest("再生 HDPE 粒").candidates)


def test_consumer_products_are_not_for_materials():
    assert suggest("豬肉 後腿").candidates == ()
    assert suggest("大豆油墨").candidates == ()


def test_a_metal_before_a_word_of_form_counts():
    assert "鋁" in first(suggest("6061 鋁合金鍛胚"))
    assert "鋁" not in first(suggest("鍛胚"))
    assert "螺絲" in first(suggest("鍍鋅螺絲"))


def test_what_is_recycled_or_sold_buys_no_treatment():
    assert suggest("廢鐵屑", "waste", treatment="回收").candidates == ()
    assert suggest("PP 料頭", "co-product", treatment="出售再生").candidates == ()


def test_waste_is_treated_as_the_line_says():
    assert "焚化" in first(suggest("一般事業廢棄物", "waste", treatment="焚化"))
    assert "掩埋" in first(suggest("一般事業廢棄物", "waste", treatment="掩埋"))
    assert "固化" in first(suggest("飛灰", "waste", treatment="固化"))
    assumed = suggest("一般垃圾", "waste").candidates[0]
    assert "焚化" in assumed.name
    assert any("not stated" in said.render("en") for said in assumed.warnings)
    assert suggest("廢塑膠", "waste", treatment="焚化").candidates == ()


def test_waste_water_prefers_the_plant_that_is_named():
    assert "竹南" in first(suggest("製程廢水 竹南園區", "wastewater", "m3", treatment="納管"))
    assert suggest("廢水", "wastewater", "m3", treatment="自行處理後放流").candidates == ()


def test_transport_goes_by_mode_and_unit():
    assert first(suggest("送貨", "transport", "tkm", treatment="lorry-16t")).startswith("營業大貨車")
    assert first(suggest("送貨", "transport", "tkm", treatment="van-3.5t")).startswith("營業小貨車")
    assert "海運" in first(suggest("高雄至鹿特丹", "transport", "tkm", treatment="ship-container"))
    assert suggest("送貨", "transport", "tkm").candidates == ()
    waste = line("一般事業廢棄物", "waste")
    carried = SUGGESTER.suggest(line("清運", "transport", "tkm", treatment="lorry-16t"), carried=waste)
    assert any("垃圾車" in one.name for one in carried.candidates)


def test_leaks_lead_to_the_gwp_table():
    for name in ("冷媒 R134a 補充", "R-134a top-up", "HFC-134a"):
        best = suggest(name, "refrigerant").candidates[0]
        assert (best.kind, best.target) == ("gwp", "R-134a@AR6")
    assert suggest("化糞池甲烷", "emission-air").candidates[0].target == "CH4-biogenic@AR6"
    assert suggest("粉塵", "emission-air").candidates == ()


def test_tap_water_is_that_of_taiwan_unless_taipei_is_named():
    assert first(suggest("水費單", "water", "m3")).startswith("臺灣自來水(2020")
    assert first(suggest("自來水 台北廠", "water", "m3")).startswith("臺北自來水(2020")
    assert suggest("地下水", "water", "m3").candidates == ()


def test_old_foreign_partial_and_reference_data_are_warned_of():
    warned = {}
    for one in suggest("石灰石").candidates:
        factor = BY_ID[one.target]
        said = " ".join(message.render("en") for message in one.warnings)
        warned[one.target] = said
        assert ("from the period" in said) == (factor.data_year is not None and SUGGESTER.year - factor.data_year > 10)
    assert any("from the period" in said for said in warned.values())
    reference = [factor for factor in SUGGESTER.factors if factor.reference_grade and factor.boundary != "cradle-to-grave"]
    for factor in reference[:5]:
        for one in SUGGESTER.suggest(line(factor.name, unit=factor.unit)).candidates:
            marked = any("reference grade" in said.render("en") for said in one.warnings)
            assert marked == bool(BY_ID[one.target].reference_grade)


def test_an_unstated_boundary_or_region_is_not_worse():
    factor = next(factor for factor in SUGGESTER.factors if factor.name == "聚丙烯(PP)" and factor.data_year == 2021)
    unstated = replace(factor, factor_id="moenv-unstated", boundary="", region="")
    catalogue = FactorCatalogue((factor, unstated), "x")
    found = Suggester(catalogue, load_gwp(), load_terms(), year=2021).suggest(line("PP粒")).candidates
    scores = {one.target: one.score for one in found}
    assert len(scores) == 2
    alone = [Suggester(FactorCatalogue((one,), "x"), load_gwp(), load_terms(), year=2021) for one in (factor, unstated)]
    assert len({each.suggest(line("PP粒")).candidates[0].score for each in alone}) == 1


def test_withdrawn_and_implausible_rows_are_never_suggested():
    withdrawn = FactorCatalogue(tuple(replace(factor, withdrawn="2026-01-01") for factor in load_factors()), "x")
    empty = Suggester(withdrawn, load_gwp(), load_terms(), year=2024)
    assert empty.suggest(line("聚丙烯")).candidates == ()
    assert "moenv-017091e6" not in {one.target for one in suggest("液糖", unit="t").candidates}


def test_nothing_names_the_nearest_and_why_it_was_refused():
    said = suggest("豬肉").nothing
    assert said is not None
    assert "cradle-to-grave" in said.render("en")
    assert "豬肉" in said.render("en")


def test_a_form_of_three_hundred_lines_takes_about_a_second():
    asked = [one for path in key_files() for one in read_key(path)]
    lines = [
        replace(asked[number % len(asked)].line, name=f"{asked[number % len(asked)].line.name} {number}") for number in range(300)
    ]
    SUGGESTER.suggest(lines[0])
    began = time.perf_counter()
    for one in lines:
        SUGGESTER.suggest(one)
    assert time.perf_counter() - began < 2.5
