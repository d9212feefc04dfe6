"""Bad input: each mistake is found where it stands, said with what stands there, and all of them at once."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ef_training.errors import FormError
from ef_training.inventory.model import Inventory

M, B, OUT, E, W, T, L = "原物料", "基本資料", "產出與分配", "能源與水", "廢棄物與廢水", "運輸與配送", "數據連結"

ONE_CELL: list[tuple[str, str, str, Any, int, str]] = [
    # what is wrong, sheet, header (and the header where the problem stands, if another), what is written, row, words
    ("text for a number", M, "數量", "很多", 1, "“很多” is not a number"),
    ("range", M, "數量", "1~3", 1, "range"),
    ("range with full width", M, "數量", "１００～２００", 1, "range"),
    ("range with a hyphen", M, "數量", "10-20", 1, "range"),
    ("about", M, "數量", "約 100", 1, "approximation"),
    ("limit", M, "數量", "<0.01", 1, "limit"),
    ("dash", M, "數量", "－", 1, "stands where a number is expected"),
    ("none", M, "數量", "無", 1, "stands where a number is expected"),
    ("number with unit", M, "數量", "113300 公斤", 1, "a number with a unit in one cell"),
    ("date for a number", M, "數量", date(2024, 3, 1), 1, "a date (2024-03-01)"),
    ("truth value", M, "數量", True, 1, "is not a number"),
    ("empty amount", M, "數量", None, 1, "數量 is empty"),
    ("amount beyond all measure", M, "數量", 1e200, 1, "too large"),
    ("negative amount", W, "數量", -5, 1, "negative"),
    ("minus as a dash", W, "數量", "−5", 1, "negative"),
    ("comma at a wrong place", M, "數量", "1,23", 1, "is not a number"),
    ("unknown unit", M, "單位", "麻袋", 1, "unknown unit “麻袋”"),
    ("share as a unit", M, "單位", "%", 1, "is no unit for"),
    ("dash as a unit", M, "單位", "-", 1, "is no unit for"),
    ("load unit of another kind", T, "載運量單位", "公升", 1, "is no unit for"),
    ("unknown level", M, "數據範圍", "半廠", 1, "“半廠” is no word for 數據範圍"),
    ("word of another sheet", M, "群組", "冷媒", 1, "is no word for 群組"),
    ("unknown mode", M, "第一段運輸方式", "牛車", 1, "is no word for"),
    ("concentration above 100 %", M, "濃度", 132, 2, "outside 0 to 100 %"),
    ("concentration as text above 100 %", M, "濃度", "132%", 2, "outside 0 to 100 %"),
    ("negative concentration", M, "濃度", -0.1, 2, "outside 0 to 100 %"),
    ("density zero", M, "密度", 0, 2, "greater than 0"),
    ("distance negative", T, "單程距離", -1, 1, "negative"),
    ("mode without distance", M, "第一段單程距離", None, 1, "both mode and distance"),
    ("distance without mode", M, "第一段運輸方式", None, 1, "both mode and distance"),
    ("mass without density", M, "密度", None, 2, "needs its mass"),
    ("mass without mass per piece", M, "單件重", None, 3, "needs its mass"),
    ("unknown key", M, "分配基準", "面積", 2, "no allocation key “面積”"),
    ("plant total without key", M, "分配基準", None, 2, "no allocation key is given"),
    ("key on a product total", M, "分配基準", "重量", 1, "would apply twice"),
    ("more excluded than metered", E, "扣除量 > 數量", 5001, 1, "more is taken off than was metered"),
    ("same id twice", M, "編號", "m01", 3, "“m01” stands twice"),
    ("id of a leg", M, "編號", "M01-T1", 3, "is that of a transport leg"),
    ("no target output", OUT, "角色 > ", "其他產品", 1, "exactly one output must be the target product; there are 0"),
    ("two target outputs", OUT, "角色", "標的產品", 2, "there are 2"),
    ("nothing made", OUT, "產量", 0, 1, "must be greater than 0"),
    ("basis value missing", OUT, "工時", None, 2, "has no value for the basis"),
    ("no part in a key", OUT, "工時", 0, 1, "no part in the key “機台工時”"),
    ("output counted otherwise", OUT, "單位", "公斤", 1, "the declared unit is item"),
    ("key by value without a reason", OUT, "依據 > 理由", "產值", 1, "allocation by value needs a reason"),
    ("output named twice", OUT, "產出名稱", "支架", 2, "“支架” stands twice"),
    ("declared amount zero", B, "宣告單位數量", 0, 1, "greater than 0"),
    ("no product mass", B, "每宣告單位重量", None, 1, "每宣告單位重量 is empty"),
    ("period is no date", B, "盤查期間起日", "去年", 1, "“去年” is not a date"),
    ("period ends before it starts", B, "盤查期間迄日", "2023-12-31", 1, "before it starts"),
    ("company code not ASCII", B, "公司代碼", "示範", 1, "is no code"),
    ("boundary unknown", B, "系統邊界", "搖籃到搖籃", 1, "is no word for"),
    ("link to no line", L, "編號", "M99", 1, "there is no line “M99”"),
    ("view unknown", L, "視角", "水足跡", 1, "is no word for 視角"),
    ("kind unknown", L, "對象種類", "什麼", 1, "is no word for 對象種類"),
    ("multiplier no number", L, "換算倍數", "兩倍", 2, "is not a number"),
    ("multiplier zero", L, "換算倍數", 0, 2, "greater than 0"),
    ("multiplier negative", L, "換算倍數", -1, 2, "greater than 0"),
    ("multiplier unit", L, "倍數單位", "公斤每公升", 2, "is not a unit of the form kg/L"),
    ("multiplier unit unknown", L, "倍數單位", "公斤/麻袋", 2, "unknown unit “麻袋”"),
    ("no target", L, "對象代碼", None, 1, "the target is missing"),
    ("unknown custom factor", L, "對象代碼", "own-zinc", 2, "no custom factor “own-zinc”"),
    ("left out without reason", L, "理由", None, 5, "needs a reason"),
    ("left out with target", L, "對象代碼", "paper", 5, "has no target"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "headers", "value", "row", "words"), [case[1:] for case in ONE_CELL], ids=[case[0] for case in ONE_CELL]
)
def test_one_wrong_cell_is_one_problem_at_its_place(cells, sheet, headers, value, row, words) -> None:
    header, _, at = headers.partition(" > ")
    cells.set(sheet, header, value, row)
    place = sheet if headers.endswith("> ") else cells.where(sheet, at or header, row)
    problems = cells.problems()
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert words in str(problems[0].what)
    assert problems[0].where == place
    assert problems[0].mend is not None


def test_all_problems_are_reported_at_once(cells) -> None:
    wrong = {(sheet, headers.partition(" > ")[0], row): value for _, sheet, headers, value, row, _ in ONE_CELL}
    for (sheet, header, row), value in wrong.items():
        cells.set(sheet, header, value, row)
    places = {problem.where for problem in cells.problems()}
    unreadable = {cells.where(M, header) for header in ("數量", "單位", "數據範圍", "群組")}
    unreadable |= {cells.where(L, "編號"), cells.where(L, "換算倍數", 2), cells.where(B, "盤查期間起日"), cells.where(W, "數量")}
    assert unreadable <= places
    assert {place.partition("!")[0] for place in places} == {sheet for sheet, *_ in wrong}


@pytest.mark.parametrize(("value", "words"), [("#REF!", "the error #REF!"), ("=1+1", "formula without a stored value")])
def test_an_error_value_or_a_formula_without_value_is_a_problem_in_any_field(form, value, words) -> None:
    places = [form.set(M, "數量", value), form.set(M, "供應商", value), form.set(B, "系統邊界", value)]
    problems = form.problems()
    assert sorted(problem.where for problem in problems) == sorted(places)
    assert all(words in str(problem.what) for problem in problems)


def test_a_problem_says_what_stands_there_and_how_to_mend_it(cells) -> None:
    cells.set(M, "單位", "麻袋")
    assert str(cells.problems()[0]) == (
        "原物料!E4: unknown unit “麻袋” → use a unit such as 公斤, 公噸, 公克, 公升, 公秉, 立方公尺, 個, 平方公尺, 公尺"
    )


@pytest.mark.parametrize(
    "title",
    ["基本資料", "產出與分配", "原物料", "包裝", "能源與水", "直接排放與冷媒", "廢棄物與廢水", "運輸與配送", "使用", "廢棄處理"],
)
def test_a_missing_sheet_is_named(form, title) -> None:
    del form.book[title]
    assert [p for p in form.problems() if p.where == title and "is missing" in str(p.what)]


def test_use_and_end_of_life_may_be_missing_where_the_boundary_ends_before(form) -> None:
    form.set(B, "系統邊界", "搖籃到大門")
    del form.book["使用"]
    inventory = form.read()
    assert any("使用" in str(assumption.what) for assumption in inventory.assumptions)


def test_a_workbook_that_is_another_form_is_one_problem(form) -> None:
    for sheet in form.book.worksheets:
        sheet.title = f"第 {form.book.index(sheet)} 頁"
    problems = form.problems()
    assert len(problems) == 1
    assert "標準盤查表" in str(problems[0])


def test_a_missing_header_is_named(cells) -> None:
    cells.set(M, "數量", "隨便", row=0)
    problems = cells.problems()
    assert [(p.where, "columns are missing: 數量" in str(p.what)) for p in problems] == [("原物料!A3", True)]


def test_a_missing_header_row_is_named(form) -> None:
    form.book[M].delete_rows(3)
    problems = [p for p in form.problems() if p.where == M]
    assert len(problems) == 1
    assert "header row is missing" in str(problems[0].what)


def test_a_missing_label_of_the_basics_is_named(form) -> None:
    row = form.book[B][form.place(B, "系統邊界")].row
    form.book[B].delete_rows(row)
    problems = form.problems()
    assert len(problems) == 1
    assert "系統邊界" in str(problems[0].what)
    assert problems[0].where == B


def test_a_header_that_stands_twice_is_refused(cells) -> None:
    cells.set(M, "備註", "數量", row=0)
    problems = cells.problems()
    assert len(problems) == 1
    assert "stands twice" in str(problems[0].what)


def test_two_sheets_of_one_kind_are_refused(form) -> None:
    form.book.copy_worksheet(form.book[M]).title = "Materials"
    assert [p.where for p in form.problems()] == ["Materials"]


def test_a_missing_table_title_is_refused(form) -> None:
    sheet = form.book[OUT]
    sheet["A3"] = None
    assert any("全廠產出" in str(problem.what) for problem in form.problems())


def test_the_same_target_twice_is_refused(cells) -> None:
    for header in ("編號", "視角", "對象種類", "對象代碼"):
        cells.set(L, header, cells.value(L, header), row=6)
    problems = cells.problems()
    assert len(problems) == 1
    assert "the same target twice" in str(problems[0].what)


def test_left_out_and_linked_in_one_view_is_refused(cells) -> None:
    for header, value in (("編號", "P01"), ("視角", "碳足跡"), ("對象種類", "環境部係數"), ("對象代碼", "x")):
        cells.set(L, header, value, row=6)
    problems = cells.problems()
    assert len(problems) == 1
    assert "left out and linked" in str(problems[0].what)


def test_a_link_of_which_only_the_line_is_given_is_no_empty_row(cells) -> None:
    cells.set(L, "編號", "M03", row=6)
    assert {problem.where for problem in cells.problems()} == {cells.where(L, header, 6) for header in ("視角", "對象種類")}


def test_a_link_to_a_line_that_cannot_be_read_is_no_second_problem(cells) -> None:
    cells.set(M, "數量", "很多")
    cells.set(M, "第一段單程距離", "很遠")
    assert len(cells.problems()) == 2


def test_a_quantity_merged_over_two_rows_is_refused(form) -> None:
    sheet = form.book[M]
    first, second = form.place(M, "數量", 1), form.place(M, "數量", 2)
    sheet.merge_cells(f"{first}:{second}")
    problems = form.problems()
    assert len(problems) == 1
    assert "merged" in str(problems[0].what)


def test_unit_merged_into_the_amount_is_missing(form) -> None:
    form.book[M].merge_cells(f"{form.place(M, '數量')}:{form.place(M, '單位')}")
    problems = form.problems()
    assert [str(problem.what) for problem in problems] == ["單位 is empty"]


def test_outputs_in_unlike_units_cannot_be_shared_by_quantity(cells) -> None:
    cells.set(OUT, "依據", "數量", row=1)
    cells.set(OUT, "單位", "公斤", row=2)
    problems = cells.problems()
    assert len(problems) == 1
    assert "cannot be shared by quantity" in str(problems[0].what)


def test_nothing_to_exclude_per_unit(cells) -> None:
    cells.set(E, "數據範圍", "每宣告單位")
    cells.set(E, "分配基準", None)
    problems = cells.problems()
    assert len(problems) == 1
    assert "nothing to exclude" in str(problems[0].what)


def test_an_empty_form_is_all_that_is_missing_and_no_traceback(tmp_path) -> None:
    from ef_training.forms import read_form
    from ef_training.inventory.template import write_form

    write_form(tmp_path / "empty.xlsx", lang="en")
    with pytest.raises(FormError) as caught:
        read_form(tmp_path / "empty.xlsx")
    texts = [str(problem) for problem in caught.value.problems]
    assert any("Company is empty" in text for text in texts)
    assert any("no output is given" in text for text in texts)


GRIDS = {"基本資料": 24, OUT: 21, M: 9, "能源與水": 7, "廢棄物與廢水": 6, "運輸與配送": 6, "使用": 6, "自填係數": 6, L: 10}
GARBAGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.dates(),
    st.text(max_size=8),
    st.sampled_from(
        ("M01", "標的產品", "重量", "%", "1e999", "-", "kg", "kg/L", "全廠", "合計", "註", "編號 *", "數量", "0", "９９")
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from(sorted(GRIDS)), st.integers(1, 25), st.integers(1, 20), GARBAGE), max_size=12))
def test_whatever_stands_in_the_cells_is_an_inventory_or_a_list_of_problems(cells, changes) -> None:
    cells.changed = {title: {} for title in cells.changed}
    for sheet, row, column, value in changes:
        cells.changed[sheet][min(row, GRIDS[sheet]), column] = value
    outcome: Inventory | FormError
    try:
        outcome = cells.read()
    except FormError as error:
        outcome = error
    if isinstance(outcome, FormError):
        assert outcome.problems
        assert all(problem.render("en") and problem.render("zh-TW") for problem in outcome.problems)
    else:
        assert all(math.isfinite(line.amount) and line.amount >= 0 for line in outcome.lines)
        assert outcome.target_output.quantity > 0
