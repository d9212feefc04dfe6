"""Nothing of a form is lost or counted twice in silence: it is read, it is a problem, or it is noted."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine_forms import MATERIAL_HEAD, MATERIALS, Maker, assumed, ignored, line

from ef_training.forms import read_form
from ef_training.forms.detect import detect
from ef_training.forms.files.workbook import open_book
from ef_training.review.run import review_inventory

HEAD = MATERIAL_HEAD
CALLED = "is called a sum, but its figure"


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    return Maker(tmp_path)


def material(name: object, amount: object, unit: object = "公斤", note: object = None) -> tuple[object, ...]:
    return (name, amount, unit, None, None, None, None, None, None, note)


ENERGY = """
[[sheets]]
id = "energy"
title = { zh-TW = "能源", en = "Energy used" }
prefix = "E"
stage = "manufacturing"
marks = ["◎"]
[[sheets.tables]]
id = "fuels"
title = { zh-TW = "燃料", en = "Fuels" }
record = "line"
group = "energy"
level = "plant"
allocation = "重量"
columns = ["line_id", "name", { id = "amount", aliases = ["使用量"] }, "unit", "meter", "note"]
[[sheets.tables]]
id = "power"
title = { zh-TW = "用電", en = "Electricity" }
record = "line"
group = "energy"
level = "plant"
allocation = "重量"
monthly = true
columns = ["line_id", "name", { id = "amount", aliases = ["使用量"] }, "unit", "meter", "note"]
"""
ENERGY_HEAD = ("項次", "名稱", "使用量", "單位", "所屬總表", "備註")


def test_a_row_named_by_a_word_for_a_sum_is_one_where_its_figure_is_the_sum(maker: Maker) -> None:
    rows = [HEAD, material("鋁", 10), material("鐵", 5), material("原物料小計", 15), material("銅", 3), material("總計", 18)]
    inventory = maker.read(maker.layout(MATERIALS), {"用料": rows})
    assert [found.name for found in inventory.lines] == ["鋁", "鐵", "銅"]
    assert ignored(inventory) == [("用料!A4", "a subtotal: “原物料小計”"), ("用料!A6", "a subtotal: “總計”")]


def test_a_sum_over_units_is_known_by_the_converted_figures(maker: Maker) -> None:
    rows = [HEAD, material("鋁", 2, "公噸"), material("鐵", 500), material("合計", 2500)]
    assert [found.name for found in maker.read(maker.layout(MATERIALS), {"用料": rows}).lines] == ["鋁", "鐵"]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([material("鋁", 10), material("色母粒合計", 5)], "用料!A3"),
        ([material("全廠用電總計", 1140000, "kWh")], "用料!A2"),
        ([material("總計", "1,140,000", "kWh")], "用料!A2"),
        ([material("鋁", 10), material("鐵", 5), material("合計", 16)], "用料!A4"),
    ],
)
def test_a_row_called_a_sum_that_is_none_is_a_problem(maker: Maker, rows: list[tuple[object, ...]], place: str) -> None:
    (problem,) = maker.problems(maker.layout(MATERIALS), {"用料": [HEAD, *rows]})
    assert problem[0] == place
    assert CALLED in problem[1]


def test_a_sum_with_its_group_filled_in_is_not_counted_again(maker: Maker) -> None:
    text = MATERIALS.replace('group = "material"\n', "").replace('["name",', '["group", "name",')
    rows = [("群組", *HEAD), *(("原物料", *row) for row in (material("鋁", 10), material("鐵", 5), material("原物料小計", 15)))]
    assert [found.name for found in maker.read(maker.layout(text), {"用料": rows}).lines] == ["鋁", "鐵"]


def test_a_name_of_a_total_with_the_sum_above_is_a_sum_and_another_name_is_noted(maker: Maker) -> None:
    layout = maker.layout(MATERIALS)
    inventory = maker.read(layout, {"用料": [HEAD, material("鋁", 10), material("鐵", 5), material("總用量", 15)]})
    assert [found.name for found in inventory.lines] == ["鋁", "鐵"]
    inventory = maker.read(layout, {"用料": [HEAD, material("鋁", 10), material("鐵", 5), material("銅", 15)]})
    told = [("用料!A4", "the figure of “銅” is that of the 2 rows above together; it was read as a line of its own")]
    assert line(inventory, "銅").amount == 15
    assert assumed(inventory) == told
    findings = [found for found in review_inventory(inventory).findings if found.check == "unread"]
    assert [(found.kind, found.severity, found.place) for found in findings] == [("equals-sum", "question", "用料!A4")]


def test_another_sheet_with_figures_under_headers_of_the_form_is_a_problem(maker: Maker) -> None:
    layout = maker.layout(MATERIALS)
    sheets = {"用料": [HEAD, material("鋁", 10)], "續頁": [HEAD, material("鐵", 5), material("銅", 3)]}
    (problem,) = maker.problems(layout, sheets)
    assert problem[0] == "續頁!B2"
    assert problem[1].startswith("2 figures stand here under headers of the form")
    inventory = maker.read(layout, {"用料": [HEAD, material("鋁", 10)], "草稿": [("算式", "結果"), ("a", 3)]})
    assert ignored(inventory) == [("草稿!A1", "the sheet is no part of the form and was not read")]
    (found,) = [found for found in review_inventory(inventory).findings if found.check == "unread"]
    assert (found.kind, found.severity) == ("sheets", "question")


def test_a_table_below_an_unknown_title_is_a_problem(maker: Maker) -> None:
    rows = [("◎ 燃料",), ENERGY_HEAD, (1, "柴油", 5, "L"), ("◎ 其他燃料",), ENERGY_HEAD, (1, "汽油", 7, "L")]
    (problem,) = maker.problems(maker.layout(ENERGY), {"能源": rows})
    assert problem[0] == "能源!C6"


def test_a_second_header_row_with_another_unit_is_a_problem_and_the_same_one_is_passed_over(maker: Maker) -> None:
    layout = maker.layout(ENERGY)
    head = ("項次", "名稱", "使用量(公升)", "備註")
    rows = [("◎ 燃料",), head, (1, "柴油", 5), head, (2, "汽油", 7)]
    assert [found.amount for found in maker.read(layout, {"能源": rows}).lines] == [5, 7]
    rows[3] = ("項次", "名稱", "使用量(公秉)", "備註")
    assert (
        "能源!C4",
        "a second header row says “使用量(公秉)” where the first says “使用量(公升)”; the rows below it were not understood",
    ) in (maker.problems(layout, {"能源": rows}))


@pytest.mark.parametrize(
    ("name", "unit", "group", "amount_unit"),
    [
        ("自來水", "度", "water", "m3"),
        ("製程用水", "立方公尺", "water", "m3"),
        ("NG", "度", "energy", "m3"),
        ("Natural gas", "度", "energy", "m3"),
        ("lighting 電力", "度", "energy", "kWh"),
        ("廢水處理用電", "度", "energy", "kWh"),
    ],
)
def test_what_is_metered_by_degrees(maker: Maker, name: str, unit: str, group: str, amount_unit: str) -> None:
    inventory = maker.read(maker.layout(ENERGY), {"能源": [("◎ 燃料",), ENERGY_HEAD, (1, name, 5, unit)]})
    (found,) = inventory.lines
    assert (found.group, found.unit, found.amount) == (group, amount_unit, 5)
    assert any("was read as water" in text for _, text in assumed(inventory)) == (group == "water")


def test_degrees_of_something_that_may_be_no_electricity_are_noted(maker: Maker) -> None:
    inventory = maker.read(maker.layout(ENERGY), {"能源": [("◎ 燃料",), ENERGY_HEAD, (1, "一號表", 5, "度")]})
    told = "the unit “度” was read as kWh where the name does not say that it is electricity (D3)"
    assert assumed(inventory) == [("能源!D3", told)]


def test_the_level_of_the_table_is_noted_once(maker: Maker) -> None:
    rows = [HEAD, material("鋁", 10), material("鐵", 5, note="全廠用量")]
    inventory = maker.read(maker.layout(MATERIALS), {"用料": rows})
    told = [(str(entry.origin), str(entry.what)) for entry in inventory.assumptions]
    assert ("用料!B2", "amounts without a level were taken as 標的產品全期 (B2, B3)") in told
    assert ("用料!B3", "“全廠用量” stands on a row whose amount was taken as 標的產品全期; say which it is") in told


def test_plain_numbers_are_no_ids_and_a_main_meter_is_still_found(maker: Maker) -> None:
    layout = maker.layout(ENERGY)
    rows = [
        ("◎ 燃料",),
        ENERGY_HEAD,
        (1, "柴油", 5, "L"),
        ("◎ 用電",),
        ENERGY_HEAD,
        (7, "總電表 電力", 90, "kWh"),
        (8, "分表 電力", 30, "kWh", 7),
    ]
    text = (layout / "importer.toml").read_text(encoding="utf-8")
    (layout / "importer.toml").write_text(
        text.replace("schema = 1", 'schema = 1\nstrategies = ["number_within_tables"]'), encoding="utf-8"
    )
    inventory = maker.read(layout, {"能源": rows})
    assert [found.line_id for found in inventory.lines] == ["E01", "E07", "E02"]
    assert line(inventory, "分表 電力").meter == "E07"


def test_a_list_whose_sheet_is_named_lists_is_detected(tmp_path: Path) -> None:
    import openpyxl

    sample = Path(__file__).parents[2] / "importers" / "activity-list" / "sample.xlsx"
    book = openpyxl.load_workbook(sample)
    book.worksheets[0].title = "清單"
    book.save(tmp_path / "list.xlsx")
    assert detect(open_book(tmp_path / "list.xlsx")).chosen() == "activity-list"
    plain, renamed = read_form(sample, importer="activity-list"), read_form(tmp_path / "list.xlsx", importer=None)
    assert [found.amount for found in renamed.lines] == [found.amount for found in plain.lines]
