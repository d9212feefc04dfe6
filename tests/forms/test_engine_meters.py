"""Keys of production lines, sub-meters, balances."""

from __future__ import annotations

from typing import Any

import pytest
from engine_forms import BASICS, LEVELS, OWN, Maker

LINE_KEYS = (
    BASICS.partition('[[given]]\ntable = "outputs"')[0]
    + """
[[given]]
table = "outputs"
[given.row]
name = "支架"
role = "target"
quantity = 1000
unit = "kg"
mass = 1000
hours = 30
production_line = "甲線"
sold = 900
[[given]]
table = "outputs"
row = { name = "托架", role = "other", quantity = 500, unit = "kg", mass = 500, hours = 10, production_line = "甲線" }
[[given]]
table = "outputs"
row = { name = "其他", role = "other", quantity = 3000, unit = "kg", mass = 3000, hours = 60, production_line = "乙線" }
[[given]]
table = "allocation-keys"
row = { name = "工時", basis = "hours" }
[[given]]
table = "allocation-keys"
row = { name = "重量", basis = "mass", level = "line", production_line = "甲線", parent = "工時" }
"""
)


def keyed(maker: Maker, old: str = "", new: str = "") -> Any:
    basics = LINE_KEYS.replace(old, new) if old else LINE_KEYS
    assert basics != LINE_KEYS or not old
    return maker.layout(LEVELS, basics=basics), {"用量": OWN}


def test_a_key_of_a_production_line_shares_what_its_parent_brings_there(maker: Maker) -> None:
    inventory = maker.read(*keyed(maker))
    hours, mass = inventory.allocation_keys
    assert hours.share("支架") == pytest.approx(0.3)
    assert dict(mass.values) == {"支架": 1000.0, "托架": 500.0}
    assert mass.parent_share == pytest.approx(40 / 100)  # hours of 甲線 of all hours
    assert mass.share("支架") == pytest.approx(0.4 * 1000 / 1500)
    assert sum(mass.share(output.name) for output in inventory.outputs) == pytest.approx(0.4)
    assert (mass.level, mass.production_line, mass.parent) == ("line", "甲線", "工時")
    assert (inventory.target_output.sold, inventory.target_output.production_line) == (900, "甲線")


def test_a_key_of_a_production_line_without_a_parent_shares_all_of_its_meter(maker: Maker) -> None:
    inventory = maker.read(*keyed(maker, ', parent = "工時"', ""))
    mass = inventory.allocation_keys[1]
    assert mass.parent_share == 1.0
    assert sum(mass.share(output.name) for output in inventory.outputs) == pytest.approx(1)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('parent = "工時"', 'parent = "坪數"', "there is no allocation key “坪數”"),
        ('parent = "工時"', 'parent = "重量"', "the parent key “重量” is not one of the whole plant"),
        ('"line", production_line = "甲線"', '"line", production_line = "丙線"', "no output is made on the production line “丙"),
        ('"line", production_line = "甲線"', '"line", production_line = "乙線"', "the target product is not made on"),
        ('"line", production_line = "甲線"', '"line"', "is of a production line, but names none"),
        ('"line", production_line = "甲線"', '"plant"', "is of the whole plant and has no parent"),
    ],
)  # fmt: skip
def test_a_key_that_does_not_fit_its_line_or_parent_is_refused(maker: Maker, old: str, new: str, words: str) -> None:
    problems = maker.problems(*keyed(maker, old, new))
    assert len(problems) == 1
    assert words in problems[0][1]


METERS = LEVELS.replace('"name", "amount"', '"line_id", "meter", "name", "amount"')
METER_HEAD = ("編號", "所屬總表", "名稱", "數量", "單位", "數據範圍")


def test_a_sub_meter_names_its_main_meter(maker: Maker) -> None:
    rows = [METER_HEAD, ("E01", None, "總表", 500, "度", "全廠"), ("E02", "ｅ01", "空壓機", 0.1, "千度", "全廠")]
    inventory = maker.read(maker.layout(METERS), {"用量": rows})
    assert [line.meter for line in inventory.lines] == ["", "E01"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("E01", "E09", "總表", 500, "度", "全廠")], ["which is no line"]),
        ([("E01", "E02", "甲", 500, "度", "全廠"), ("E02", "E01", "乙", 500, "度", "全廠")], ["sub-meter of itself"] * 2),
        ([("E01", None, "甲", 500, "度", "全廠"), ("E02", "E01", "乙", 5, "公升", "全廠")], ["counts kWh"]),
        ([("E01", None, "甲", 500, "度", "全廠"), ("E02", "E01", "乙", 600, "度", "全廠")], ["more than their main meter"]),
    ],
)
def test_a_sub_meter_that_does_not_fit_is_refused(maker: Maker, rows: Any, words: list[str]) -> None:
    problems = maker.problems(maker.layout(METERS), {"用量": [METER_HEAD, *rows]})
    assert len(problems) == len(words)
    assert all(word in what for word, (_, what) in zip(words, problems, strict=True))


def test_a_main_meter_that_cannot_be_read_is_no_second_problem(maker: Maker) -> None:
    rows = [METER_HEAD, ("E01", None, "甲", "很多", "度", "全廠"), ("E02", "E01", "乙", 6, "度", "全廠")]
    error = maker.error(maker.layout(METERS), {"用量": rows})
    assert len(error.problems) == 1
    assert error.partial is not None
    assert [(line.line_id, line.meter) for line in error.partial.lines] == [("E02", "")]


BALANCE = (
    LEVELS
    + """
[[sheets]]
id = "balance"
title = { zh-TW = "平衡", en = "Balance" }
[[sheets.tables]]
id = "balance"
record = "balance"
columns = ["balance", "name", "fate", "amount", "unit", "level", "allocation", "note"]
"""
)
BALANCE_HEAD = ("平衡", "名稱", "去向", "數量", "單位", "數據範圍", "分配基準", "備註")


def test_balance_entries(maker: Maker) -> None:
    rows = [
        BALANCE_HEAD,
        ("水", "冷卻水塔", "蒸發", "1,450", "度", "全廠", "重量", "估算"),
        ("質量", "存料", "留在廠內", 5, "公噸", "標的產品"),
    ]
    inventory = maker.read(maker.layout(BALANCE), {"用量": OWN, "平衡": rows})
    water, mass = inventory.balance_entries
    assert (water.balance, water.name, water.fate, water.amount, water.unit, water.level, water.allocation, water.note) == (
        "water", "冷卻水塔", "evaporated", 1450, "m3", "plant", "重量", "估算",
    )  # fmt: skip
    assert (mass.balance, mass.fate, mass.unit, mass.level) == ("mass", "kept", "t", "product")
    assert str(water.origins["amount"]) == "平衡!D2"


def test_a_balance_entry_of_the_plant_needs_a_key(maker: Maker) -> None:
    rows = [
        BALANCE_HEAD,
        ("水", "冷卻水塔", "蒸發", 450, "立方公尺", "全廠", "坪數"),
        ("水", "x", "蒸發", 4, "公斤", "全廠", None),
    ]
    problems = maker.problems(maker.layout(BALANCE), {"用量": OWN, "平衡": rows})
    assert problems == [
        ("平衡!G2", "there is no allocation key “坪數”"),
        ("平衡!G3", "the amount counts the whole plant, but no allocation key is given"),
    ]
