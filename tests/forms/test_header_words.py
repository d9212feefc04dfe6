"""What headers say beside their names: units, levels and words that change what a figure means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from engine_forms import BASICS, MATERIALS, Maker, assumed, line
from hypothesis import given
from hypothesis import strategies as st

from ef_training.errors import DataError, FormError
from ef_training.forms.factor_units import numerator
from ef_training.forms.header_words import Bracket, read_bracket
from ef_training.forms.values import without_year
from ef_training.inventory.model import Inventory
from ef_training.units import UNITS, find_unit

OPEN = """
[[sheets]]
id = "own"
title = { zh-TW = "用量", en = "Use" }
required = true
stage = "manufacturing"
[[sheets.tables]]
id = "own"
record = "line"
group = "energy"
allocation = "重量"
monthly = true
columns = [
  "name", "amount", { id = "unit", required = false }, { id = "level", required = false, default = "product" }, "excluded",
  "amount_per_unit", "unit_per_unit", "concentration", "mass_per_piece", "heat_value", "factor_name", "factor_value",
  "factor_unit", "factor_source", "factor_year", "leg1_mode", "leg1_km", "note",
]
"""
"""A table whose rows say the level, or count the product."""
PLAIN = OPEN.replace('{ id = "level", required = false, default = "product" }, ', "").replace(
    'group = "', 'level = "product"\ngroup = "'
)
"""A table whose amounts count the product by its definition."""


@pytest.fixture
def maker(tmp_path: Any) -> Maker:
    return Maker(tmp_path)


def read(maker: Maker, head: Sequence[str], *rows: Sequence[Any], layout: str = OPEN) -> Inventory:
    return maker.read(maker.layout(layout), {"用量": [head, *rows]})


def problems(maker: Maker, head: Sequence[str], *rows: Sequence[Any], layout: str = OPEN) -> list[tuple[str, str]]:
    return maker.problems(maker.layout(layout), {"用量": [head, *rows]})


@pytest.mark.parametrize(
    ("text", "unit", "level"),
    [
        ("公噸", "公噸", ""),
        ("全廠", "", "plant"),
        ("全廠,公噸", "公噸", "plant"),
        ("標的產品", "", "product"),
        ("每個產品", "", "unit"),
        ("公斤/個", "公斤", "unit"),
        ("kg/單位", "kg", "unit"),
        ("公噸/年", "公噸", ""),
        ("單位:公斤", "公斤", ""),
        ("以公斤計", "公斤", ""),
        ("公里,單程", "公里", ""),
        ("單程公里", "公里", ""),
        ("必填", "", ""),
        ("註1", "", ""),
        ("113年", "", ""),
        ("例:1200", "", ""),
    ],
)
def test_what_brackets_say(text: str, unit: str, level: str) -> None:
    assert read_bracket(text) == Bracket(unit, level)


@pytest.mark.parametrize("text", ["千單位", "千", "月平均", "萬元", "分", "來回", "哩", "磅", "公噸/月", "高位", "扣除前"])
def test_other_words_are_unknown(text: str) -> None:
    assert read_bracket(text).unknown == text


@given(st.sampled_from([spelling for unit in UNITS for spelling in (unit.code, *unit.spellings) if spelling not in ("年", "a")]))
def test_every_unit_is_a_unit_in_brackets(spelling: str) -> None:
    """No harmless word or level hides a unit."""
    told = read_bracket(spelling)
    found = find_unit(spelling)
    if found is not None and told != Bracket():
        assert (told.unit and find_unit(told.unit) == found) or told.level == "unit"
    elif found is not None:
        assert spelling == "1"


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("使用量(千單位)", "千單位"),
        ("使用量(月平均)", "月平均"),
        ("使用量(公斤/月)", "公斤/月"),
        ("使用量(公斤/小時)", "公斤/小時"),
        ("使用量（Mg）", "mg"),
        ("使用量(公噸)(千)", "千"),
    ],
)
def test_a_word_that_may_change_the_figure_is_a_problem(maker: Maker, header: str, word: str) -> None:
    found = problems(maker, ("名稱", header, "單位"), ("煤", 5, "公升"))
    assert found == [("用量!B1", f"“{word}” in the header is not understood")]


def test_words_beside_texts_do_not_matter(maker: Maker) -> None:
    inventory = read(maker, ("名稱(中文全名)", "使用量(必填)", "單位(請選)", "備註(隨意)"), ("煤", 5, "公斤", "x"))
    assert [(one.name, one.amount, one.unit, one.note) for one in inventory.lines] == [("煤", 5, "kg", "x")]
    assert assumed(inventory) == []


@pytest.mark.parametrize(("header", "told"), [("運輸距離(來回)", "來回"), ("運輸距離(往返 km)", "往返km")])
def test_a_round_trip_is_refused(maker: Maker, header: str, told: str) -> None:
    found = problems(maker, ("名稱", "數量", "單位", "運輸方式", header), ("煤", 5, "公噸", "大貨車 35 噸", 100))
    assert found == [("用量!E1", f"“{told}” in the header: the distance of one way is asked")]


def test_the_header_says_the_level(maker: Maker) -> None:
    inventory = read(maker, ("名稱", "使用量(全廠)", "單位"), ("煤", 8, "公噸"))
    assert (line(inventory, "煤").level, line(inventory, "煤").allocation) == ("plant", "重量")
    assert str(line(inventory, "煤").origins["level"]) == "用量!B1"


@pytest.mark.parametrize(
    ("header", "level"), [("使用量(每個產品)", "unit"), ("使用量(公斤/個)", "unit"), ("使用量(標的產品)", "product")]
)
def test_other_levels_in_the_header(maker: Maker, header: str, level: str) -> None:
    assert line(read(maker, ("名稱", header, "單位"), ("煤", 8, "公斤")), "煤").level == level


def test_rows_that_say_another_level_than_the_header(maker: Maker) -> None:
    rows = (("煤", 8, "公噸", "全廠"), ("油", 8, "公噸", None), ("焦", 8, "公噸", "標的產品"))
    found = problems(maker, ("名稱", "使用量(全廠)", "單位", "數據範圍"), *rows)
    assert found == [("用量!D4", "the level of the row is another than the header of the amounts says (B1)")]


def test_a_level_that_the_layout_contradicts(maker: Maker) -> None:
    found = problems(maker, ("名稱", "使用量(全廠)", "單位"), ("煤", 8, "公噸"), layout=PLAIN)
    said = "the header “使用量(全廠)” says that its amounts count something else than this form takes them for"
    assert found == [("用量!B1", said)]
    assert line(read(maker, ("名稱", "使用量(標的產品)", "單位"), ("煤", 8, "公噸"), layout=PLAIN), "煤").level == "product"


def test_a_level_in_the_upper_header_row(maker: Maker) -> None:
    layout = OPEN.replace("monthly = true", "header_rows = 2")
    maker.merged = {"用量": ["A1:A2", "B1:C1"]}
    rows = [("名稱", "全廠年使用量", None), (None, "使用量", "單位"), ("煤", 8, "公噸")]
    inventory = maker.read(maker.layout(layout), {"用量": rows})
    assert line(inventory, "煤").level == "plant"


def test_the_unit_of_factors_in_their_header(maker: Maker) -> None:
    head = ("名稱", "數量", "單位", "係數名稱", "係數值(gCO2e/單位)")
    inventory = read(maker, head, ("煤", 8, "公斤", "煤", 2200))
    assert [(factor.value, factor.unit) for factor in inventory.custom_factors] == [(pytest.approx(2.2), "kg")]
    assert ("用量!E1", "the header names the unit “gco2e/單位”; the figures were converted to kg CO2e") in assumed(inventory)


def test_a_factor_per_tonne_in_the_header(maker: Maker) -> None:
    head = ("名稱", "數量", "單位", "係數名稱", "係數值(kgCO2e/公噸)")
    inventory = read(maker, head, ("煤", 8, "公斤", "煤", 2200))
    assert [(factor.value, factor.unit) for factor in inventory.custom_factors] == [(2200, "t")]


@pytest.mark.parametrize(
    ("header", "unit", "expected"),
    [
        ("係數值(gCO2e/單位)", "kg", (2.0, "kg")),
        ("係數值(gCO2e)", "gCO2e/kg", (2.0, "kg")),
        ("係數值(gCO2e/kg)", None, (2.0, "kg")),
        ("係數值(kgCO2e/單位)", "公噸", (2000, "t")),
        ("係數值(tCO2e/kg)", "kg", (2e6, "kg")),
        ("係數值(必填)", "kg", (2000, "kg")),
    ],
)
def test_a_unit_of_factors_in_header_and_column(maker: Maker, header: str, unit: str | None, expected: tuple[float, str]) -> None:
    inventory = read(maker, ("名稱", "數量", "單位", header, "係數單位"), ("煤", 8, "公斤", 2000, unit))
    assert [(factor.value, factor.unit) for factor in inventory.custom_factors] == [(pytest.approx(expected[0]), expected[1])]


@pytest.mark.parametrize(
    ("header", "unit"), [("係數值(gCO2e/kg)", "kgCO2e/kg"), ("係數值(kgCO2e/kg)", "公噸"), ("係數值(gCO2e)", "kgCO2e/kg")]
)
def test_a_unit_of_factors_that_the_rows_contradict(maker: Maker, header: str, unit: str) -> None:
    found = problems(maker, ("名稱", "數量", "單位", header, "係數單位"), ("煤", 8, "公斤", 2000, unit))
    assert [place for place, _ in found] == ["用量!D1"]


def test_no_unit_of_a_factor(maker: Maker) -> None:
    found = problems(maker, ("名稱", "數量", "單位", "係數值(點)"), ("煤", 8, "公斤", 2000))
    assert found == [("用量!D1", "“點” in the header is no unit of a climate factor")]


def test_what_is_taken_off_is_brought_to_the_unit_of_the_row(maker: Maker) -> None:
    rows = (("電", 20000, "度", "全廠", 1.5), ("煤", 8, "公噸", "全廠", None))
    inventory = read(maker, ("名稱", "數量", "單位", "數據範圍", "扣除量(千度)"), *rows)
    assert line(inventory, "電").excluded == 1500
    named = read(maker, ("名稱", "數量(度)", "數據範圍", "扣除量(千度)"), ("電", 20000, "全廠", 1.5))
    assert line(named, "電").excluded == 1500


def test_what_is_taken_off_in_another_kind_of_unit(maker: Maker) -> None:
    found = problems(maker, ("名稱", "數量", "單位", "數據範圍", "扣除量(公斤)"), ("電", 20000, "度", "全廠", 1.5))
    assert found == [("用量!E1", "the header names the unit “公斤”, but the rows say kWh")]


def test_a_unit_in_the_header_that_all_rows_contradict(maker: Maker) -> None:
    found = problems(maker, ("名稱", "年用量(公噸)", "單位"), ("煤", 8, "公斤"), ("焦", 9, "公斤"))
    assert found == [("用量!B1", "the header names the unit “公噸”, but the rows say kg")]
    mixed = read(maker, ("名稱", "年用量(公噸)", "單位"), ("煤", 8, "公斤"), ("焦", 9, "公噸"))
    assert [(one.amount, one.unit) for one in mixed.lines] == [(8, "kg"), (9, "t")]


@pytest.mark.parametrize(
    ("spelled", "code"),
    [("公斤/年", "kg"), ("公噸／年", "t"), ("度/年", "kWh"), ("仟度", "MWh"), ("千公斤", "t"), ("打", "dozen")],
)
def test_spellings_of_units(maker: Maker, spelled: str, code: str) -> None:
    inventory = read(maker, ("名稱", "數量", "單位"), ("煤", 8, spelled))
    assert (line(inventory, "煤").amount, line(inventory, "煤").unit) == (8, code)
    noted = any("per year" in what for _, what in assumed(inventory))
    assert noted == (without_year(spelled) != spelled)


def test_a_rate_per_year_over_another_period(maker: Maker) -> None:
    half = BASICS.replace("period_end = 2024-12-31", "period_end = 2024-06-30")
    with pytest.raises(FormError) as caught:
        maker.read(maker.layout(OPEN, basics=half), {"用量": [("名稱", "數量", "單位"), ("煤", 8, "公斤/年")]})
    assert [(problem.where, str(problem.what)) for problem in caught.value.problems] == [
        ("用量!C2", "the unit is per year, but the period is not one year")
    ]


@pytest.mark.parametrize("spelled", ["Mg", "ML", "5Mg"])
def test_units_that_may_mean_two_things(maker: Maker, spelled: str) -> None:
    row = ("煤", spelled, None) if spelled[0] == "5" else ("煤", 5, spelled)
    assert problems(maker, ("名稱", "數量", "單位"), row)


@pytest.mark.parametrize(
    ("made", "declared", "wrong"), [("箱", "個", True), ("個", "箱", True), ("支", "個", False), ("箱", "箱", False)]
)
def test_packs_and_pieces(maker: Maker, made: str, declared: str, wrong: bool) -> None:
    basics = BASICS.replace('declared_unit = "kg"', f'declared_unit = "{declared}"')
    basics = basics.replace('role = "target", quantity = 1000, unit = "kg"', f'role = "target", quantity = 1000, unit = "{made}"')
    layout = maker.layout(MATERIALS, basics=basics)
    rows = {"用料": [("名稱", "數量", "單位"), ("煤", 8, "公斤")]}
    if wrong:
        said = [what for _, what in maker.problems(layout, rows)]
        assert said == [f"the output is counted in {made}, the declared unit is {declared}"]
    else:
        assert maker.read(layout, rows).outputs[0].quantity == 1000


def test_an_unknown_unit_is_told_with_units_to_choose_from(maker: Maker) -> None:
    layout = OPEN.replace('{ id = "unit", required = false }', '{ id = "unit", required = false, units = [] }')
    (problem,) = maker.error(maker.layout(layout), {"用量": [("名稱", "數量", "單位"), ("煤", 8, "斗")]}).problems
    assert str(problem.mend).startswith("use a unit such as 公斤")


@pytest.mark.parametrize("unit", [None, "箱"])
def test_a_load_without_a_mass(maker: Maker, unit: str | None) -> None:
    layout = """
[[sheets]]
id = "own"
title = { zh-TW = "運輸", en = "Transport" }
required = true
stage = "distribution"
[[sheets.tables]]
id = "own"
record = "transport"
level = "product"
columns = ["name", "load", { id = "load_unit", required = false, kinds = [] }, "mode", "distance"]
"""
    rows = [("名稱", "載運量", "載運量單位", "運輸方式", "單程距離"), ("客戶", 5, unit, "大貨車 35 噸", 100)]
    found = maker.problems(maker.layout(layout), {"運輸": rows})
    assert found == [("運輸!C2" if unit else "運輸!B2", "the load of “客戶” has no unit of mass")]


def test_an_empty_alias_is_refused(maker: Maker) -> None:
    layout = OPEN.replace('"heat_value"', '{ id = "heat_value", aliases = ["熱值", ""] }')
    with pytest.raises(DataError) as caught:
        maker.read(maker.layout(layout), {"用量": [("名稱", "數量", "單位"), ("煤", 8, "公斤")]})
    assert any("an empty text stands among the aliases of own.heat_value" in str(one.what) for one in caught.value.problems)


def test_the_mass_above_the_stroke() -> None:
    assert [numerator(text) for text in ("gCO2e", "公斤CO2e/單位", "tCO2e per unit", "kgCO2e/kg", "kg")] == [
        1e-3,
        1.0,
        1e3,
        None,
        None,
    ]
