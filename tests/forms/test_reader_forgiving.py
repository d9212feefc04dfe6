"""A form may look as it likes: moved, renamed, in ROC years and full width. What the reader decides, it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ef_training.inventory.model import Inventory, Line

M, B, OUT, E, W, T, L = "原物料", "基本資料", "產出與分配", "能源與水", "廢棄物與廢水", "運輸與配送", "數據連結"


def line(inventory: Inventory, line_id: str) -> Line:
    return next(line for line in inventory.lines if line.line_id == line_id)


def assumed(inventory: Inventory) -> list[tuple[str, str]]:
    return [(str(assumption.origin), str(assumption.what)) for assumption in inventory.assumptions]


def ignored(inventory: Inventory) -> list[tuple[str, str]]:
    return [(str(row.origin), str(row.reason)) for row in inventory.ignored]


def figures(inventory: Inventory) -> list[Line]:
    """Return the lines without their places."""
    return [replace(line, origin=Line.origin, origins={}) for line in inventory.lines]


@pytest.mark.parametrize(
    ("written", "read"),
    [("１２,５１９.2437", 12519.2437), ("1.03E+00", 1.03), (" 7 ", 7.0), ("８.５", 8.5), (0, 0.0), ("1,234,567", 1234567.0)],
)
def test_numbers_as_people_type_them(cells, written, read) -> None:
    cells.set(M, "數量", written)
    assert line(cells.read(), "M01").amount == read


@pytest.mark.parametrize(
    ("written", "share", "noted"),
    [("32%", 0.32, 0), ("３２ ％", 0.32, 0), (0.45, 0.45, 0), (1, 1.0, 0), (32, 0.32, 1), ("45", 0.45, 1)],
)
def test_concentration_in_its_spellings(cells, written, share, noted) -> None:
    cells.set(M, "濃度", written, row=2)
    inventory = cells.read()
    assert line(inventory, "M02").concentration == pytest.approx(share)
    assert len(inventory.assumptions) == noted


def test_a_cell_shown_as_per_cent_is_taken_at_its_value(form) -> None:
    form.set(M, "濃度", 0.32, row=2, number_format="0%")
    inventory = form.read()
    assert line(inventory, "M02").concentration == pytest.approx(0.32)
    assert inventory.assumptions == ()


def test_more_than_100_per_cent_shown_as_per_cent_is_refused(form) -> None:
    place = form.set(M, "濃度", 32, row=2, number_format="0%")
    assert [problem.where for problem in form.problems()] == [place]


@pytest.mark.parametrize(
    "written", ["2024-02-01", "2024/2/1", "113/2/1", "1130201", 1130201, "民國113年2月1日", date(2024, 2, 1)]
)
def test_dates_in_both_calendars(cells, written) -> None:
    cells.set(B, "盤查期間起日", written)
    assert cells.read().period_start == date(2024, 2, 1)


def test_a_year_alone_is_the_whole_year_and_noted(cells) -> None:
    places = [cells.set(B, "盤查期間起日", "113年"), cells.set(B, "盤查期間迄日", 2024)]
    inventory = cells.read()
    assert (inventory.period_start, inventory.period_end) == (date(2024, 1, 1), date(2024, 12, 31))
    assert [place for place, _ in assumed(inventory)] == places


def test_a_period_of_other_length_is_noted(cells) -> None:
    cells.set(B, "盤查期間起日", "2024-07-01")
    [(place, what)] = assumed(cells.read())
    assert place == cells.where(B, "盤查期間迄日")
    assert "184 days" in what


@pytest.mark.parametrize(
    ("sheet", "row", "line_id", "spelling", "unit"),
    [
        (E, 1, "E01", "度", "kWh"),
        (E, 2, "E02", "度", "m3"),
        (E, 2, "E02", "千度", "km3"),
        (M, 1, "M01", "噸", "t"),
        (M, 1, "M01", "公噸", "t"),
        (W, 1, "R01", "ＫＧ", "kg"),
    ],
)
def test_units_of_two_meanings_are_settled_and_noted(cells, sheet, row, line_id, spelling, unit) -> None:
    place = cells.set(sheet, "單位", spelling, row)
    inventory = cells.read()
    assert line(inventory, line_id).unit == unit
    settled = spelling == "噸" or unit in ("m3", "km3")
    assert assumed(inventory) == ([(place, f"the unit “{spelling}” was read as {unit}")] if settled else [])


def test_a_gas_meter_counts_cubic_metres(cells) -> None:
    cells.set(E, "名稱", "天然氣（鍋爐）")
    cells.set(E, "單位", "度")
    assert line(cells.read(), "E01").unit == "m3"


def test_tonnes_of_the_transport_sheet_are_noted_too(cells) -> None:
    place = cells.set(T, "載運量單位", "噸")
    inventory = cells.read()
    assert line(inventory, "T01").amount == pytest.approx(500 * 200)
    assert [at for at, _ in assumed(inventory)] == [place]


def test_words_and_headers_in_other_spellings(cells) -> None:
    cells.set(M, "數據範圍", "標的產品")
    cells.set(M, "群組", "RAW MATERIAL")
    cells.set(M, "第一段運輸方式", "海運")
    cells.set(M, "數量", "使用量", row=0)
    cells.set(M, "單位", "Ｕnit", row=0)
    cells.set(M, "國家", "日　本")
    inventory = cells.read()
    assert (line(inventory, "M01").level, line(inventory, "M01").group, line(inventory, "M01").country) == (
        "product",
        "material",
        "JP",
    )
    assert line(inventory, "M01-T1").treatment == "ship-container"
    assert line(inventory, "M01").amount == 0.3


def test_a_header_in_another_unit_converts_and_is_noted(cells) -> None:
    cells.set(M, "第一段單程距離", "第一段單程距離 (m)", row=0)
    cells.set(M, "密度", "密度（kg/m3）", row=0)
    cells.set(M, "密度", 1160, row=2)
    inventory = cells.read()
    assert line(inventory, "M01-T1").amount == pytest.approx(0.3 * 2)
    assert line(inventory, "M02").density == pytest.approx(1.16)
    assert len(inventory.assumptions) == 2


@pytest.mark.parametrize(
    ("sheet", "header", "unit"),
    [(M, "單件重", "m"), (M, "濃度", "g/L"), (E, "熱值", "kcal/m3"), (E, "熱值", "千卡"), (M, "密度", "kg"), (OUT, "產值", "kg")],
)
def test_a_header_in_a_unit_that_does_not_convert_is_refused(cells, sheet, header, unit) -> None:
    place = cells.set(sheet, header, f"{header}（{unit}）", row=0)
    problems = cells.problems()
    assert [(problem.where, "the header names the unit" in str(problem.what)) for problem in problems] == [(place, True)]


def test_a_unit_in_the_header_of_amounts_is_noted(cells) -> None:
    place = cells.set(M, "數量", "數量（公斤）", row=0)
    inventory = cells.read()
    assert line(inventory, "M01").unit == "t"
    assert [at for at, _ in assumed(inventory)] == [place]


def test_brackets_without_a_unit_are_only_brackets(cells) -> None:
    cells.set(M, "數量", "數量（全年）", row=0)
    cells.set(E, "熱值", "熱值（低位）", row=0)
    assert cells.read().assumptions == ()


def test_rows_and_columns_may_move(form) -> None:
    sheet = form.book[M]
    sheet.insert_rows(2, 3)
    sheet["A3"] = "以下數量為 113 年領料統計"
    sheet.insert_cols(4)
    sheet.cell(6, 4).value = "內部料號"
    sheet.cell(7, 4).value = "A-001"
    form.book[OUT].insert_rows(1, 2)
    form.book[B].insert_rows(2)
    form.book.move_sheet(M, -3)
    moved = form.read()
    assert ignored(moved) == [("原物料!D6", "the column “內部料號” is no part of the form and was not read")]
    assert line(moved, "M02").amount == 100.0
    assert str(line(moved, "M02").origins["amount"]) == "原物料!E8"


def test_moving_changes_no_figure(form, cells) -> None:
    form.book[M].move_range("A3:S9", rows=4, cols=2)
    assert figures(form.read()) == figures(cells.read())


def test_subtotals_notes_and_repeated_headers_are_listed_not_read(form) -> None:
    sheet = form.book[M]
    sheet["B7"], sheet["D7"], sheet["E7"] = "小計", 4100.3, "公斤"
    sheet["A8"] = "註1：螺絲含墊圈"
    for column in range(1, 20):
        sheet.cell(9, column).value = sheet.cell(3, column).value
    sheet["X5"] = "請再確認"
    inventory = form.read()
    assert len([line for line in inventory.lines if line.stage == "raw-materials" and not line.parent]) == 4
    assert ignored(inventory) == [
        ("原物料!A7", "a subtotal: “小計”"),
        ("原物料!A8", "a note: “註1：螺絲含墊圈”"),
        ("原物料!A9", "the header row again"),
    ]


def test_a_name_that_ends_like_a_subtotal_is_data_where_the_row_says_its_role(cells) -> None:
    cells.set(OUT, "產出名稱", "其他產品合計", row=2)
    inventory = cells.read()
    assert [output.name for output in inventory.outputs] == ["支架", "其他產品合計"]
    assert inventory.ignored == ()


def test_a_name_alone_is_no_note(cells) -> None:
    cells.set(M, "名稱", "銅線", row=4)
    assert {problem.where for problem in cells.problems()} == {
        cells.where(M, header, 4) for header in ("群組", "數量", "單位", "數據範圍")
    }


def test_strange_sheets_and_entries_are_listed(form) -> None:
    form.book.create_sheet("計算過程")["A1"] = "草稿"
    sheet = form.book[B]
    sheet.cell(sheet.max_row + 1, 1).value = "聯絡人"
    sheet.cell(sheet.max_row, 2).value = "示範"
    inventory = form.read()
    assert ("計算過程!A1", "the sheet is no part of the form and was not read") in ignored(inventory)
    assert any("聯絡人" in reason for _, reason in ignored(inventory))


def test_hidden_sheets_are_read_and_noted(form) -> None:
    form.book[M].sheet_state = "hidden"
    inventory = form.read()
    assert line(inventory, "M01").amount == 0.3
    assert any("hidden" in what for _, what in assumed(inventory))


def test_merged_words_hold_for_their_rows(form) -> None:
    sheet = form.book[M]
    sheet.merge_cells("C5:C6")
    sheet["C5"] = "輔助項"
    sheet["R4"], sheet["R5"] = "領料單", None
    sheet.merge_cells("R4:R6")
    inventory = form.read()
    assert [line(inventory, line_id).group for line_id in ("M01", "M02", "M03")] == ["material", "auxiliary", "auxiliary"]
    assert [line(inventory, line_id).evidence for line_id in ("M01", "M02", "M03")] == ["領料單"] * 3


def test_a_merged_label_has_its_entry_on_the_right(form) -> None:
    sheet = form.book[B]
    sheet.insert_cols(2)
    row = sheet[form.place(B, "公司名稱")].row
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
    for number in range(5, sheet.max_row + 1):
        if number != row:
            sheet.cell(number, 2).value = sheet.cell(number, 3).value
    assert form.read().company.name == "示範公司"


def test_lines_without_id_are_numbered_and_noted(cells) -> None:
    cells.set(M, "編號", None, row=3)
    cells.set(M, "編號", "M02", row=1)
    cells.set(M, "編號", "M05", row=2)
    cells.set(L, "編號", "M02-T1", row=3)
    cells.set(L, "編號", "m02", row=1)
    cells.set(L, "編號", "Ｍ01", row=2)
    inventory = cells.read()
    assert [line.line_id for line in inventory.lines[:6]] == ["M02", "M02-T1", "M02-T2", "M05", "M05-T1", "M01"]
    assert [target.line_id for target in inventory.targets[:3]] == ["M02", "M01", "M02-T1"]
    assert [what for _, what in assumed(inventory)] == ["the line has no ID and was given M01"]


def test_a_row_that_only_has_its_printed_id_is_empty(small_rows, written) -> None:
    small_rows["waste"] = [{"line_id": "R01"}]
    assert [line for line in written(small_rows).lines if line.line_id.startswith("R")] == []


def test_a_formula_with_a_stored_value_is_read_at_that_value(form, tmp_path) -> None:
    import zipfile

    form.set(M, "數量", 0.3)
    source, target = form.save(), tmp_path / "formula.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/"):
                part = part.replace(b"<v>0.3</v>", b"<f>0.1*3</f><v>0.3</v>")
            new.writestr(name, part)
    from ef_training.forms import read_form

    assert line(read_form(target), "M01").amount == 0.3


def test_english_words_in_a_chinese_form(cells) -> None:
    cells.set(M, "數據範圍", "Product, whole period")
    cells.set(M, "單位", "metric ton")
    assert line(cells.read(), "M01").unit == "t"
