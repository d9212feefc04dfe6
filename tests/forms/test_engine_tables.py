"""Sheets and tables as they come: other names, several tables, two header rows, headers that stand more than once."""

from __future__ import annotations

import pytest
from engine_forms import MATERIAL_HEAD, MATERIALS, Maker, assumed, ignored, line

TWO_ROWS = """
climate_only = false
[[sheets]]
id = "summary"
title = { zh-TW = "彙整", en = "Summary" }
required = true
prefix = "S"
[[sheets.tables]]
id = "own"
record = "line"
level = "product"
header_rows = 2
columns = [
  { id = "stage", section = ["活動數據"] }, { id = "group", section = ["活動數據"] },
  { id = "name", section = ["活動數據"] }, { id = "amount", section = ["活動數據"] },
  { id = "unit", section = ["活動數據"], follows = "amount" },
  { id = "amount_per_unit", section = ["活動數據"] },
  { id = "unit_per_unit", section = ["活動數據"], follows = "amount_per_unit", aliases = ["單位"] },
  { id = "factor_name", section = ["排放係數"], aliases = ["名稱"] },
  { id = "factor_value", section = ["排放係數"], aliases = ["數值"] },
  { id = "factor_unit", section = ["排放係數"], aliases = ["單位"] },
  { id = "factor_source", section = ["排放係數"], aliases = ["數據來源"] },
  { id = "note", section = ["備註"] },
]
"""
UPPER = ("活動數據", None, None, None, None, None, None, "排放係數", None, None, None, "備註")
LOWER = ("生命週期階段", "群組", "名稱", "總活動量", "單位", "每單位數量", "單位", "名稱", "數值", "單位", "數據來源", None)
ROWS = [
    ("原料取得", "原物料", "鋼板", "1,200", "公斤", 1.2, "公斤", "鋼板係數", 2.1, "kgCO2e/kg", "供應商", "實測"),
    ("製造生產", "能源", "電力", 500, "度", 0.5, "度", "電力碳足跡", 0.6, "kgCO2e/度", "平台", None),
]
TWO_TOP = TWO_ROWS.replace("climate_only = false\n", "")


def merged_header(maker: Maker, top: int = 1) -> None:
    maker.merged["彙整"] = [f"A{top}:G{top}", f"H{top}:K{top}", f"L{top}:L{top + 1}"]


def check_two_rows(maker: Maker, rows: list[tuple[object, ...]]) -> None:
    inventory = maker.read(maker.layout(TWO_TOP), {"彙整": rows})
    steel, power = line(inventory, "鋼板"), line(inventory, "電力")
    assert (steel.stage, steel.group, steel.amount, steel.unit, steel.level, steel.note) == (
        "raw-materials",
        "material",
        1200,
        "kg",
        "product",
        "實測",
    )
    assert [(stated.level, stated.amount, stated.unit) for stated in steel.also] == [("unit", 1.2, "kg")]
    assert [(stated.level, stated.amount, stated.unit) for stated in power.also] == [("unit", 0.5, "kWh")]
    assert [(factor.name, factor.value, factor.unit, factor.source) for factor in inventory.custom_factors] == [
        ("鋼板係數", 2.1, "kg", "供應商"),
        ("電力碳足跡", 0.6, "kWh", "平台"),
    ]


def test_two_merged_header_rows_tell_repeated_headers_apart(maker: Maker) -> None:
    merged_header(maker)
    check_two_rows(maker, [UPPER, LOWER, *ROWS])


def test_two_header_rows_below_a_title_and_notes(maker: Maker) -> None:
    merged_header(maker, 4)
    check_two_rows(maker, [("盤查彙整表",), ("單位：公噸、公斤",), (), UPPER, LOWER, *ROWS])


def test_two_header_rows_without_merged_cells(maker: Maker) -> None:
    check_two_rows(maker, [UPPER, LOWER, *ROWS])


def test_without_the_upper_row_repeated_headers_go_by_their_order(maker: Maker) -> None:
    lower = (*LOWER[:-1], "備註")
    check_two_rows(maker, [lower, *ROWS])


def test_a_unit_that_is_missing_is_not_taken_from_the_next_section(maker: Maker) -> None:
    merged_header(maker)
    lower = tuple(None if column == 4 else text for column, text in enumerate(LOWER))
    rows = [tuple(None if column == 4 else value for column, value in enumerate(row)) for row in ROWS]
    assert maker.problems(maker.layout(TWO_TOP), {"彙整": [UPPER, lower, *rows]}) == [
        ("彙整!A3", "單位 is empty"),
        ("彙整!A4", "單位 is empty"),
    ]


MARKED = """
[[sheets]]
id = "all"
title = { zh-TW = "盤查", en = "Inventory" }
any_name = true
required = true
marks = ["◎", "●"]
[[sheets.tables]]
id = "own-basics"
layout = "fields"
record = "basics"
title = "基本資料"
columns = [{ id = "company_name", required = false }, { id = "site" }]
[[sheets.tables]]
id = "own"
record = "line"
title = "原料"
aliases = ["原料使用"]
stage = "raw-materials"
group = "material"
level = "product"
prefix = "M"
columns = [{ id = "name", aliases = ["原料名稱"] }, { id = "amount", aliases = ["領用量"] }, "unit"]
[[sheets.tables]]
id = "power"
record = "line"
title = "能源"
stage = "manufacturing"
group = "energy"
level = "plant"
allocation = "重量"
prefix = "E"
columns = ["name", { id = "amount", aliases = ["耗用度數"] }, "unit"]
"""
STACK = [
    ("盤查表",), ("◎ 一、基本資料",), ("公司名稱", "甲公司", "廠址", "台中"), (),
    ("●2. 原料使用（全年）", None, "單位：公斤"), ("以領料單為準",), ("原料名稱", "領用量", "單位"),
    ("鋼", 300, "公斤"), ("鋁", 200, "公斤"), (),
    ("◎ 人事資料",), ("姓名", "部門"), ("甲", "一課"), (),
    ("◎能源",), ("名稱", "耗用度數（度）"), ("外購電力", "12,000"), ("鍋爐", "300"),
]  # fmt: skip


def test_several_tables_on_one_sheet_begin_with_their_marks(maker: Maker) -> None:
    inventory = maker.read(maker.layout(MARKED), {"工作表1": STACK})
    found = [(line.line_id, line.name, line.amount, line.unit, line.level, line.group) for line in inventory.lines]
    assert found == [
        ("M01", "鋼", 300, "kg", "product", "material"),
        ("M02", "鋁", 200, "kg", "product", "material"),
        ("E01", "外購電力", 12000, "kWh", "plant", "energy"),
        ("E02", "鍋爐", 300, "kWh", "plant", "energy"),
    ]
    assert (inventory.company.name, inventory.company.site) == ("甲公司", "台中")
    assert [line.allocation for line in inventory.lines] == ["", "", "重量", "重量"]
    assert ("工作表1!A11", "the table “◎ 人事資料” is no part of the form and was not read") in ignored(inventory)
    assert ("工作表1!B16", "the header names the unit “度”; it holds for every row") in assumed(inventory)


def test_the_default_key_of_a_table_is_not_noted_row_by_row(maker: Maker) -> None:
    inventory = maker.read(maker.layout(MARKED), {"工作表1": STACK})
    assert not [what for _, what in assumed(inventory) if "重量" in what]


FIELDS_ABOVE = """
[[sheets]]
id = "list"
title = { zh-TW = "活動清單", en = "Activities" }
any_name = true
required = true
[[sheets.tables]]
id = "own-basics"
layout = "fields"
record = "basics"
columns = ["company_name", "site", "industry"]
[[sheets.tables]]
id = "own"
record = "line"
stage = "manufacturing"
level = "product"
prefix = "L"
columns = ["name", "group", "amount", "unit", "note"]
"""


def test_a_block_of_fields_above_a_table(maker: Maker) -> None:
    rows = [("公司名稱：", "甲公司", None, "廠址", "台中"), ("行業別：金屬製品",), (), ("名稱", "群組", "數量", "單位", "備註"),
            ("鋼", "原物料", "12,519.24", "公斤", "廠址"), ("電", "能源", 5, "度", None)]  # fmt: skip
    inventory = maker.read(maker.layout(FIELDS_ABOVE), {"Sheet1": rows})
    company = inventory.company
    assert (company.name, company.site, company.industry) == ("甲公司", "台中", "金屬製品")
    assert [(line.name, line.amount) for line in inventory.lines] == [("鋼", 12519.24), ("電", 5)]


def test_a_block_that_is_not_there_is_no_problem(maker: Maker) -> None:
    rows = [("名稱", "群組", "數量", "單位"), ("鋼", "原物料", 1, "公斤")]
    inventory = maker.read(maker.layout(FIELDS_ABOVE), {"Sheet1": rows})
    assert inventory.company.name == "示範公司"


def test_a_sheet_of_any_name_is_the_one_with_the_headers(maker: Maker) -> None:
    rows = [("名稱", "群組", "數量", "單位"), ("鋼", "原物料", 1, "公斤")]
    inventory = maker.read(maker.layout(FIELDS_ABOVE), {"說明書": [("如何填寫",)], "資料": rows})
    assert line(inventory, "鋼").origin.sheet == "資料"
    assert ("說明書!A1", "the sheet is no part of the form and was not read") in ignored(inventory)


def test_two_sheets_of_any_name_that_fit_alike_are_a_problem(maker: Maker) -> None:
    rows = [("名稱", "群組", "數量", "單位"), ("鋼", "原物料", 1, "公斤")]
    problems = maker.problems(maker.layout(FIELDS_ABOVE), {"甲": rows, "乙": rows})
    assert any("are the same part of the form" in what for _, what in problems)


def test_no_sheet_with_the_headers_is_another_form(maker: Maker) -> None:
    problems = maker.problems(maker.layout(FIELDS_ABOVE), {"甲": [("a", "b")]})
    assert len(problems) == 1
    assert "no sheet of this workbook belongs to the form “試作表 / Trial form”" in problems[0][1]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("原物料使用量統計", "原物料使用量統記"),
        ("原物料使用量統計", "3.原物料使用統計"),
        ("Raw materials of the product and their transport", "Raw materials of the product and "[:31]),
    ],
)
def test_a_name_that_is_cut_or_slightly_misspelt_is_matched_and_noted(maker: Maker, title: str, name: str) -> None:
    own = maker.layout(MATERIALS.replace('zh-TW = "用料"', f'zh-TW = "{title}"'))
    inventory = maker.read(own, {name: [MATERIAL_HEAD, ("鋼", 1, "kg")]})
    assert line(inventory, "鋼").amount == 1
    assert any(what.startswith(f"the sheet “{name}” was taken for") for _, what in assumed(inventory))


@pytest.mark.parametrize("name", ["用量", "別的工作表", "用料料料料"])
def test_another_name_is_not_guessed(maker: Maker, name: str) -> None:
    assert maker.problems(maker.layout(MATERIALS), {name: [MATERIAL_HEAD, ("鋼", 1, "kg")]})


def test_a_misspelt_name_without_the_headers_is_another_sheet(maker: Maker) -> None:
    own = maker.layout(MATERIALS.replace('zh-TW = "用料"', 'zh-TW = "原物料使用量"'))
    problems = maker.problems(own, {"原物料使用輛": [("隨便", "什麼")]})
    assert "no sheet of this workbook belongs to the form" in problems[0][1]


def test_a_name_near_two_sheets_is_matched_with_neither(maker: Maker) -> None:
    other = (
        MATERIALS.replace('"materials"', '"others"')
        .replace('zh-TW = "用料"', 'zh-TW = "原物料用量二"')
        .replace('"own"', '"second"')
    )
    text = MATERIALS.replace('zh-TW = "用料"', 'zh-TW = "原物料用量一"') + other.replace("required = true\n", "")
    problems = maker.problems(maker.layout(text), {"原物料用量三": [MATERIAL_HEAD, ("鋼", 1, "kg")]})
    assert "no sheet of this workbook belongs to the form" in problems[0][1]


def test_a_column_that_follows_another_is_the_first_to_its_right(maker: Maker) -> None:
    text = MATERIALS.replace('"amount", "unit",', '"amount", { id = "unit", follows = "amount" }, "amount_per_unit", '
                             '{ id = "unit_per_unit", follows = "amount_per_unit", aliases = ["單位"] },')  # fmt: skip
    head = ("名稱", "每單位數量", "單位", "數量", "單位")
    inventory = maker.read(maker.layout(text), {"用料": [head, ("鋼", 2, "g", 3, "kg")]})
    steel = line(inventory, "鋼")
    assert (steel.amount, steel.unit) == (3, "kg")
    assert [(stated.amount, stated.unit) for stated in steel.also] == [(2, "g")]
