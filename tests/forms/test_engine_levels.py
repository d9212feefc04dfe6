"""Amounts at several levels, units from headers, factors on rows, summaries."""

from __future__ import annotations

from typing import Any

import pytest
from engine_forms import LEVEL_HEAD, LEVELS, OWN, Maker, assumed, line
from engine_forms import read_levels as read


@pytest.mark.parametrize(
    ("row", "main", "also"),
    [
        ((5, "度", "標的產品"), (5, "kWh", "product", ""), []),
        ((5, "度", "標的產品", 20, "千度", None, None, 0.005, "度"), (5, "kWh", "product", ""),
         [("plant", 20, "MWh"), ("unit", 0.005, "kWh")]),
        ((None, None, None, 20, "度", 5, "度", 0.005, "度"), (20, "kWh", "plant", "重量"),
         [("product", 5, "kWh"), ("unit", 0.005, "kWh")]),
        ((None, "度", None, None, None, 5, None, 0.005, None), (5, "kWh", "product", ""), [("unit", 0.005, "kWh")]),
        ((None, None, None, None, None, None, None, 0.005, "度"), (0.005, "kWh", "unit", ""), []),
        (("-", None, None, 0, "度"), (0, "kWh", "plant", "重量"), []),
    ],
)  # fmt: skip
def test_the_amount_of_a_line_and_what_is_stated_beside_it(maker: Maker, row: Any, main: Any, also: Any) -> None:
    found = line(read(maker, ("電", *row)), "電")
    assert (found.amount, found.unit, found.level, found.allocation) == main
    assert [(stated.level, stated.amount, stated.unit) for stated in found.also] == also


def test_every_amount_keeps_its_cell(maker: Maker) -> None:
    found = line(read(maker, ("電", None, None, None, 20, "度", 5, "度")), "電")
    assert str(found.origins["amount"]) == "用量!E2"
    assert str(found.origins["unit"]) == "用量!F2"
    assert [str(stated.origin) for stated in found.also] == ["用量!G2"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((None, "度", "全廠"), "用量!E2: 全廠數量 is empty"),
        ((5, None, "全廠"), "用量!C2: 單位 is empty"),
        ((5, "度", None), "用量!D2: 數據範圍 is empty"),
        ((None, None, None, 20), "用量!F2: 全廠單位 is empty"),
    ],
)
def test_an_amount_without_unit_or_level_is_refused(maker: Maker, row: Any, words: str) -> None:
    error = maker.error(maker.layout(LEVELS), {"用量": [LEVEL_HEAD, ("電", *row)]})
    assert [str(problem).partition(" →")[0] for problem in error.problems] == [words]


def test_a_line_without_any_column_of_amounts_is_one_problem(maker: Maker) -> None:
    problems = maker.problems(maker.layout(LEVELS), {"用量": [("名稱", "單位"), ("電", "度"), ("油", "公升")]})
    assert problems == [("用量!A1", "columns are missing: 數量")]


PLAIN = ("名稱", "數量（公斤）", "數據範圍")


def test_a_unit_in_the_header_holds_for_every_row_and_is_noted_once(maker: Maker) -> None:
    inventory = read(maker, ("煤", 5, "標的產品"), ("焦", 7, "標的產品"), head=PLAIN)
    assert [(line.amount, line.unit) for line in inventory.lines] == [(5, "kg"), (7, "kg")]
    assert assumed(inventory) == [("用量!B1", "the header names the unit “公斤”; it holds for every row")]


@pytest.mark.parametrize("header", ["數量[公斤]", "數量【公斤】", "數量（單位：公斤）", "數量 (kg)"])
def test_brackets_of_a_unit(maker: Maker, header: str) -> None:
    assert read(maker, ("煤", 5, "標的產品"), head=("名稱", header, "數據範圍")).lines[0].unit == "kg"


def test_a_unit_in_the_header_serves_rows_whose_own_cell_is_empty(maker: Maker) -> None:
    head = ("名稱", "數量（公斤）", "數據範圍", "單位")
    inventory = read(maker, ("煤", 5, "標的產品", None), ("焦", 7, "標的產品", "公噸"), head=head)
    assert [(line.amount, line.unit) for line in inventory.lines] == [(5, "kg"), (7, "t")]
    assert ("用量!D2", "there is no unit in the row; that of the header, “公斤”, was taken (D2)") in assumed(inventory)


def test_a_default_that_hangs_on_another_field(maker: Maker) -> None:
    head = ("名稱", "數量", "單位", "數據範圍", "處理方式", "備註")
    inventory = read(
        maker,
        ("甲", 1, "kWh", "標的產品", None, "x"),
        ("乙", 1, "kWh", "標的產品", None, None),
        ("丙", 1, "kWh", "標的產品", "掩埋", "x"),
        head=head,
    )
    assert [line.treatment for line in inventory.lines] == ["回收", "", "掩埋"]
    assert assumed(inventory) == [("用量!E2", "處理方式 is empty; “回收” was taken (E2)")]


FACTOR = ("名稱", "數量", "單位", "數據範圍", "密度", "單件重", "熱值", "係數名稱", "係數值", "係數單位", "係數來源", "係數年份")


def test_the_factor_on_a_row_becomes_a_custom_factor_and_its_target(maker: Maker) -> None:
    inventory = read(
        maker, ("電", 5, "千度", "標的產品", None, None, None, "電力碳足跡", 606, "gCO2e/度", "平台", 2022), head=FACTOR
    )
    (factor,) = inventory.custom_factors
    assert (factor.factor_id, factor.name, factor.value, factor.unit, factor.source, factor.year, factor.on_row) == (
        "row-E01", "電力碳足跡", pytest.approx(0.606), "kWh", "平台", 2022, True,
    )  # fmt: skip
    assert str(factor.origin) == "用量!I2"
    (target,) = inventory.targets
    assert (target.line_id, target.view, target.kind, target.target, target.multiplier, target.multiplier_unit) == (
        "E01", "cfp", "custom-factor", "row-E01", 1.0, "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((5, "公升", "標的產品", 0.8, None, None, "油", 3, "kgCO2e/公斤"), (0.8, "kg/L", "密度")),
        ((5, "公斤", "標的產品", 0.8, None, None, "油", 3, "kgCO2e/公升"), (1.25, "L/kg", "密度")),
        ((5, "個", "標的產品", None, 0.02, None, "件", 3, "kgCO2e/公斤"), (0.02, "kg/item", "單件重")),
        ((5, "立方公尺", "標的產品", None, None, 35, "氣", 3, "kgCO2e/MJ"), (35, "MJ/m3", "熱值")),
    ],
)
def test_what_stands_on_the_row_leads_to_the_unit_of_its_factor(maker: Maker, row: Any, expected: Any) -> None:
    inventory = read(maker, ("料", *row), head=FACTOR)
    (target,) = inventory.targets
    assert (target.multiplier, target.multiplier_unit) == (pytest.approx(expected[0]), expected[1])
    assert target.reason


def test_a_factor_in_a_unit_to_which_nothing_leads_is_refused(maker: Maker) -> None:
    problems = maker.problems(
        maker.layout(LEVELS), {"用量": [FACTOR, ("油", 5, "公升", "標的產品", None, None, None, "油", 3, "kgCO2e/kg")]}
    )
    assert problems == [("用量!J2", "the factor is per kg, but “油” is in L")]


@pytest.mark.parametrize(("text", "place"), [("kgCO2e", "用量!J2"), ("元/公斤", "用量!J2")])
def test_a_unit_that_is_none_of_a_factor_is_refused(maker: Maker, text: str, place: str) -> None:
    sheets = {"用量": [FACTOR, ("電", 5, "度", "標的產品", None, None, None, "電", 3, text)]}
    assert maker.problems(maker.layout(LEVELS), sheets) == [(place, f"“{text}” is no unit of a climate factor")]


def test_a_factor_without_unit_or_value_is_noted(maker: Maker) -> None:
    inventory = read(
        maker,
        ("電", 5, "度", "標的產品", None, None, None, "電", 3),
        ("油", 5, "公升", "標的產品", None, None, None, "油", "-", "kgCO2e/公升"),
        head=FACTOR,
    )
    assert [(factor.name, factor.unit) for factor in inventory.custom_factors] == [("電", "kWh")]
    whats = [what for _, what in assumed(inventory)]
    assert "the factor has no unit; it was taken per unit of its row (I2)" in whats
    assert "a factor is named but has no value; it was not used (H3)" in whats


def test_a_factor_of_a_water_meter_is_per_cubic_metre(maker: Maker) -> None:
    layout = LEVELS.replace('group = "energy"', 'group = "water"')
    inventory = read(maker, ("水", 5, "度", "標的產品", None, None, None, "水", 0.2, "kgCO2e/度"), head=FACTOR, layout=layout)
    assert (inventory.lines[0].unit, inventory.custom_factors[0].unit) == ("m3", "m3")


def test_climate_only_serves_both_views_and_is_noted_once(maker: Maker) -> None:
    rows = [(name, 5, "kWh", "標的產品", None, None, None, name, 3, "kgCO2e/度") for name in ("甲", "乙")]
    inventory = read(maker, *rows, head=FACTOR, top="climate_only = true")
    assert [(target.line_id, target.view) for target in inventory.targets] == [
        ("E01", "cfp"), ("E01", "ef"), ("E02", "cfp"), ("E02", "ef"),
    ]  # fmt: skip
    assert len(assumed(inventory)) == 1
    assert "(I2, I3)" in assumed(inventory)[0][1]


SUMMARY = (
    LEVELS
    + """
[[sheets]]
id = "sum"
title = { zh-TW = "總表", en = "Summary" }
[[sheets.tables]]
id = "sum"
record = "summary"
columns = ["name", { id = "group", required = false }, { id = "amount", required = false, aliases = ["每單位"] },
  { id = "unit", required = false }, "factor_name", "factor_value", "factor_unit"]
"""
)
SUM = ("名稱", "群組", "每單位", "單位", "係數名稱", "係數值", "係數單位")


def test_a_summary_is_joined_by_name(maker: Maker) -> None:
    rows = [SUM, ("外購電力", "能源", 5, "度", "電力", 0.6, "kgCO2e/度"), ("柴油", None, 7e-3, None, None, None, None)]
    inventory = maker.read(maker.layout(SUMMARY), {"用量": OWN, "總表": rows})
    power, fuel = line(inventory, "外購 電力"), line(inventory, "柴油")
    assert [(stated.level, stated.amount, stated.unit, str(stated.origin)) for stated in power.also] == [
        ("unit", 5, "kWh", "總表!C2")
    ]
    assert [(stated.level, stated.amount, stated.unit) for stated in fuel.also] == [("unit", 7e-3, "L")]
    assert [(factor.factor_id, factor.value) for factor in inventory.custom_factors] == [("row-E01", 0.6)]
    assert [target.line_id for target in inventory.targets] == ["E01"]
    assert (power.amount, fuel.amount) == (5000, 7)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([("天然氣", None, 5, "度")], ("總表!A2", "the summary names “天然氣”, which no other table has")),
        ([("柴油", None, 5, "公升"), ("柴 油", None, 6, "公升")], ("總表!A3", "“柴 油” stands twice")),
    ],
)
def test_a_summary_of_what_is_not_there_or_twice_is_refused(maker: Maker, rows: Any, problem: tuple[str, str]) -> None:
    assert maker.problems(maker.layout(SUMMARY), {"用量": OWN, "總表": [SUM, *rows]}) == [problem]


def test_a_summary_of_a_line_that_cannot_be_read_is_no_second_problem(maker: Maker) -> None:
    own = [OWN[0], ("外購電力", "很多", "度", "標的產品")]
    assert len(maker.problems(maker.layout(SUMMARY), {"用量": own, "總表": [SUM, ("外購電力", None, 5, "度")]})) == 1


def test_a_summary_of_several_lines_of_one_name_gives_the_factor_to_all(maker: Maker) -> None:
    own = [*OWN, ("柴油", 3, "公升", "標的產品")]
    rows = [SUM, ("柴油", None, 1e-2, "公升", "柴油", 3.5, "kgCO2e/公升")]
    inventory = maker.read(maker.layout(SUMMARY), {"用量": own, "總表": rows})
    assert [target.line_id for target in inventory.targets] == ["E02", "E03"]
    assert all(line.also == () for line in inventory.lines)
    assert any("2 lines are named “柴油”" in what for _, what in assumed(inventory))
