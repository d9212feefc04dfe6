"""What stands in real cells: each mess is read, with what was assumed, or refused by name. One workbook for each."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from engine_forms import MATERIAL_HEAD, MATERIALS, Maker, assumed, ignored, line

from ef_training.forms import read_form
from ef_training.inventory.model import Inventory

STEEL = ("鋼", 10, "公斤", None, None, None, None, None, None, None)


def read(maker: Maker, *rows: tuple[Any, ...]) -> Inventory:
    return maker.read(maker.layout(MATERIALS), {"用料": [MATERIAL_HEAD, *rows]})


def refused(maker: Maker, *rows: tuple[Any, ...]) -> list[tuple[str, str]]:
    return maker.problems(maker.layout(MATERIALS), {"用料": [MATERIAL_HEAD, *rows]})


def with_(header: str, value: Any) -> tuple[Any, ...]:
    """Return a row of steel with one cell changed."""
    return tuple(value if name == header else cell for name, cell in zip(MATERIAL_HEAD, STEEL, strict=True))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12,519.2437", 12519.2437), ("1.03E+00", 1.03), ("1.03e3", 1030.0), ("１２", 12.0), ("８.５", 8.5),
        ("１,２３４．５", 1234.5), (" 7 ", 7.0), ("+3", 3.0), ("1，234", 1234.0), ("0", 0.0), (".5", 0.5),
        ("1,234,567", 1234567.0),
    ],
)  # fmt: skip
def test_numbers_written_as_text_are_read_and_are_no_assumption(maker: Maker, text: str, amount: float) -> None:
    inventory = read(maker, with_("數量", text))
    assert line(inventory, "鋼").amount == amount
    assert assumed(inventory) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,23", "is not a number"), ("12,34,567", "is not a number"), ("1.234,5", "is not a number"),
        ("1.2.3", "is not a number"), ("1 234", "is not a number"), ("1.03×10³", "is not a number"), ("很多", "is not a number"),
        ("約 100", "is an approximation"), ("大約100公斤", "is an approximation"), ("100左右", "is an approximation"),
        ("~100", "is an approximation"), ("<0.01", "is a limit"), ("＜０.０１", "is a limit"), ("小於1", "is a limit"),
        ("100以上", "is a limit"), ("1~3", "is a range"), ("１～３", "is a range"), ("10-20", "is a range"),
        ("10至20公斤", "is a range"), ("-", "stands where a number"), ("--", "stands where a number"),
        ("－－－", "stands where a number"), ("無", "stands where a number"), ("N/A", "stands where a number"),
        ("缺漏", "stands where a number"), ("−5", "is negative"), ("–5", "is negative"), ("—5", "is negative"),
        ("(5)", "is not a number"), (True, "is not a number"), (date(2024, 3, 1), "a date (2024-03-01)"),
        ("#REF!", "the error #REF!"), ("=1+1", "a formula without a stored value"), (None, "is empty"), ("", "is empty"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_by_name_at_its_cell(maker: Maker, text: Any, words: str) -> None:
    [(where, what)] = refused(maker, with_("數量", text))
    assert where == "用料!B2"
    assert words in what


@pytest.mark.parametrize("text", ["113300 公斤", "113,300公斤", "１１３３００ｋｇ", "1.133E+05 kg"])
@pytest.mark.parametrize("unit", ["公斤", "KG", None])
def test_a_number_with_its_unit_is_read_where_the_unit_agrees_or_is_empty(maker: Maker, text: str, unit: Any) -> None:
    row = list(with_("數量", text))
    row[2] = unit
    inventory = read(maker, tuple(row))
    assert (line(inventory, "鋼").amount, line(inventory, "鋼").unit) == (113300, "kg")
    assert assumed(inventory) == [("用料!B2", "the unit stands in one cell with the figure and was read from there (B2)")]


@pytest.mark.parametrize("unit", ["公噸", "公升", "公克"])
def test_a_number_with_another_unit_than_its_column_is_refused(maker: Maker, unit: str) -> None:
    row = list(with_("數量", "113300 公斤"))
    row[2] = unit
    [(where, what)] = refused(maker, tuple(row))
    assert where == "用料!B2"
    assert what == f"“113300 公斤” is a number with a unit in one cell, and the unit of the row is {unit}"


def test_a_number_with_another_unit_than_its_header_is_refused(maker: Maker) -> None:
    own = maker.layout(MATERIALS)
    [(where, what)] = maker.problems(own, {"用料": [("名稱", "數量（公噸）"), ("鋼", "5 公斤"), ("鋁", "5公噸"), ("銅", 5)]})
    assert (where, what) == ("用料!B2", "“5 公斤” is a number with a unit in one cell, and the unit of the row is 公噸")


def test_a_number_with_the_trade_unit_of_a_rule_is_settled_and_noted(maker: Maker) -> None:
    row = ("鋼", "5 噸", None)
    inventory = read(maker, row)
    assert (line(inventory, "鋼").amount, line(inventory, "鋼").unit) == (5, "t")
    assert any("the unit “噸” was read as t" in what for _, what in assumed(inventory))


@pytest.mark.parametrize(("text", "km"), [("85 km", 85), ("85公里", 85), ("8500 m", 8.5)])
def test_a_figure_that_brings_the_unit_of_its_field_is_converted(maker: Maker, text: str, km: float) -> None:
    inventory = read(maker, ("鋼", 10, "公噸", None, None, None, "大貨車 16 噸", text))
    assert inventory.lines[1].amount == pytest.approx(10 * km)
    assert len(assumed(inventory)) == 1


def test_a_density_that_brings_its_unit(maker: Maker) -> None:
    assert line(read(maker, with_("密度", "1160 kg/m3")), "鋼").density == pytest.approx(1.16)


def test_a_figure_in_a_unit_that_does_not_lead_to_its_field_is_refused(maker: Maker) -> None:
    [(where, what)] = refused(maker, ("鋼", 10, "公噸", None, None, None, "大貨車 16 噸", "85 公斤"))
    assert where == "用料!H2"
    assert "a number with a unit in one cell" in what


@pytest.mark.parametrize("word", ["-", "--", "－－－", "—", "無", "N/A", "n/a", "缺漏", "none", "/", "未知"])
def test_a_word_for_nothing_in_an_optional_cell_is_an_empty_cell_and_noted(maker: Maker, word: str) -> None:
    inventory = read(maker, with_("密度", word), ("鋁", 5, "公斤", word, word, None, word, word))
    assert line(inventory, "鋼").density is None
    assert len(inventory.lines) == 2
    cells = {what.rpartition("(")[2].rstrip(")") for _, what in assumed(inventory)}
    assert cells == {"E2, D3, E3, G3, H3"}


def test_words_for_nothing_are_kept_in_free_texts(maker: Maker) -> None:
    inventory = read(maker, with_("供應商", "無"), ("鋁", 5, "公斤", None, None, "-", None, None, "N/A", "無"))
    assert (line(inventory, "鋼").supplier, line(inventory, "鋁").supplier, line(inventory, "鋁").note) == ("無", "-", "無")
    assert assumed(inventory) == []


def test_a_half_filled_leg_is_refused_even_if_the_rest_is_a_dash(maker: Maker) -> None:
    [(where, what)] = refused(maker, ("鋼", 10, "公噸", None, None, None, "大貨車 16 噸", "-"))
    assert (where, what) == ("用料!H2", "transport needs both mode and distance")


def test_merged_cells_down_a_column_hold_for_their_rows_and_no_others(maker: Maker) -> None:
    maker.merged["用料"] = ["F2:F3"]
    inventory = read(maker, with_("供應商", "甲"), ("鋁", 5, "公斤"), ("銅", 6, "公斤"))
    assert [line.supplier for line in inventory.lines] == ["甲", "甲", ""]


def test_a_figure_merged_over_rows_is_refused(maker: Maker) -> None:
    maker.merged["用料"] = ["B2:B3"]
    [(where, what)] = refused(maker, STEEL, ("鋁", None, "公斤"))
    assert where == "用料!B2"
    assert "merged" in what


SUMS = [("鋼", 10, "公斤"), ("鋁", 20, "公斤")]


@pytest.mark.parametrize(
    "row",
    [
        ("合計", 30, "公斤"),
        ("小　計：", 30, "公斤"),
        ("原料合計", 30, "公斤"),
        (None, 30, "公斤", None, None, "合計"),
        (None, 30, "Subtotal"),
        (None, 30, "公斤", None, None, None, None, None, None, "本頁"),
        (None, 30, "公斤"),
    ],
)
def test_subtotals_are_listed_and_not_read(maker: Maker, row: tuple[Any, ...]) -> None:
    inventory = read(maker, *SUMS, row)
    assert [line.name for line in inventory.lines] == ["鋼", "鋁"]
    assert [where for where, _ in ignored(inventory)] == [f"用料!{'A' if row[0] else 'B'}4"]


def test_a_row_without_a_name_that_is_no_sum_is_refused(maker: Maker) -> None:
    assert refused(maker, *SUMS, (None, 31, "公斤")) == [("用料!A4", "名稱 is empty")]


def test_a_figure_that_happens_to_be_the_sum_is_data_where_the_row_has_a_name(maker: Maker) -> None:
    assert [line.amount for line in read(maker, *SUMS, ("銅", 30, "公斤")).lines] == [10, 20, 30]


def test_a_word_for_a_sum_inside_a_note_is_no_sum(maker: Maker) -> None:
    inventory = read(maker, with_("備註", "合計"), ("鋁", 20, "公斤", None, None, None, None, None, "領料單合計"))
    assert len(inventory.lines) == 2
    assert ignored(inventory) == []


def test_sums_begin_anew_after_a_subtotal(maker: Maker) -> None:
    inventory = read(maker, *SUMS, ("小計", 30, "公斤"), ("銅", 5, "公斤"), ("錫", 6, "公斤"), (None, 11, "公斤"))
    assert [line.name for line in inventory.lines] == ["鋼", "鋁", "銅", "錫"]


def test_hidden_sheets_of_the_form_are_read_and_others_listed(maker: Maker) -> None:
    path = maker.workbook({"用料": [MATERIAL_HEAD, STEEL], "草稿": [("y", 1)]})
    book = openpyxl.load_workbook(path)
    book["用料"].sheet_state = "hidden"
    book["草稿"].sheet_state = "veryHidden"
    book.create_sheet("可見")
    book.save(path)
    inventory = read_form(path, importer=str(maker.layout(MATERIALS)))
    assert line(inventory, "鋼").amount == 10
    assert ("用料!A1", "the sheet is hidden; it was read all the same") in assumed(inventory)
    assert ("草稿!A1", "the sheet is no part of the form and was not read") in ignored(inventory)


def test_a_ghost_of_another_workbook_is_not_read_and_told(maker: Maker, tmp_path: Path) -> None:
    path = maker.workbook({"用料": [MATERIAL_HEAD, STEEL], "GHOST": [MATERIAL_HEAD, ("鬼", 99, "公斤")]})
    rewrite(path, tmp_path / "ghost.xlsx", "xl/workbook.xml", b"GHOST", "'file:///C:/舊檔.xlsx'#$用料".encode())
    inventory = read_form(tmp_path / "ghost.xlsx", importer=str(maker.layout(MATERIALS)))
    assert [line.name for line in inventory.lines] == ["鋼"]
    assert any("舊檔" in f"{where} {what}" for where, what in (*assumed(inventory), *ignored(inventory)))


def rewrite(source: Path, target: Path, part: str, old: bytes, new: bytes) -> Path:
    """Copy a workbook with some bytes of its parts of this name replaced."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old, new) if name.startswith(part) else content)
    return target


def test_formulas_are_read_at_their_stored_value_and_noted_once_a_sheet(maker: Maker, tmp_path: Path) -> None:
    own = maker.layout(MATERIALS)
    path = maker.workbook({"用料": [MATERIAL_HEAD, with_("數量", 0.3), ("鋁", 0.3, "公斤")]})
    target = rewrite(path, tmp_path / "formula.xlsx", "xl/worksheets/", b"<v>0.3</v>", b"<f>0.1*3</f><v>0.3</v>")
    inventory = read_form(target, importer=str(own))
    assert [line.amount for line in inventory.lines] == [0.3, 0.3]
    assert assumed(inventory) == [("用料!B2", "the values that formulas had when the workbook was last saved were used (B2, B3)")]


@pytest.mark.parametrize(
    ("start", "end"), [("113年", "民國113年"), ("113年度", 113), ("2024年1月", "113/12"), ("1130101", "1131231"), (2024, "2024")]
)
def test_years_of_both_calendars(maker: Maker, start: Any, end: Any) -> None:
    text = (
        MATERIALS
        + """
[[sheets]]
id = "start"
title = { zh-TW = "基本", en = "Start" }
[[sheets.tables]]
id = "basics"
layout = "fields"
record = "basics"
columns = ["period_start", "period_end"]
"""
    )
    sheets = {"基本": [("盤查期間起日", start), ("盤查期間迄日", end)], "用料": [MATERIAL_HEAD, STEEL]}
    inventory = maker.read(maker.layout(text), sheets)
    assert (inventory.period_start, inventory.period_end) == (date(2024, 1, 1), date(2024, 12, 31))


def test_notes_blank_rows_and_free_text_above_the_header(maker: Maker) -> None:
    rows = [("113 年用料",), ("說明：以領料單為準",), (), MATERIAL_HEAD, STEEL, (), ("註：含損耗",), ("※ 其他",), ("", " ", None)]
    inventory = maker.read(maker.layout(MATERIALS), {"用料": rows})
    assert [line.name for line in inventory.lines] == ["鋼"]
    assert [what for _, what in ignored(inventory)] == ["a note: “註：含損耗”", "a note: “※ 其他”"]


def test_many_assumptions_of_one_kind_are_one_sentence(maker: Maker) -> None:
    rows = [(f"料{number}", 1, "公斤", None, "-") for number in range(40)]
    [(_, what)] = assumed(read(maker, *rows))
    assert what.startswith("“-” was taken as an empty cell (E2, E3, E4")
    assert what.endswith("E13 …)")
