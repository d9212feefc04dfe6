"""Drafting an importer from a workbook that nobody has described: what is recognised, guessed, left open, and refused."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ef_training.errors import FormError
from ef_training.forms.drafting.blocks import find_blocks
from ef_training.forms.drafting.draft import Drafted, draft_importer
from ef_training.forms.drafting.guess import lexicon
from ef_training.forms.files.workbook import open_book
from ef_training.forms.layout import importer_names, load_importer
from ef_training.forms.notes import Notes
from ef_training.forms.sheets import match_sheets
from ef_training.forms.tables import find_tables
from ef_training.messages import translate
from ef_training.text import number

IMPORTERS = Path(__file__).parents[2] / "importers"


def write(path: Path, sheets: dict[str, list[list[Any]]], merged: dict[str, list[str]] | None = None) -> Path:
    """Write a workbook of sheets, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for area in (merged or {}).get(title, ()):
            sheet.merge_cells(area)
    book.save(path)
    return path


MATERIALS = [
    ["113年度 原物料使用清單（示範，數字為虛構）"],
    [],
    ["料號", "料件名稱", "類別", "年度使用量", "計量單位", "供應商名稱", "單程運輸距離(km)", "採購單價"],
    ["A-1", "鋼板", "原物料", 1200.5, "公斤", "甲", 35, 30],
    ["A-2", "切削油", "輔助項", "1,200", "公升", "乙", 12, 50],
]
COMPANY = [
    ["公司名稱", "示範公司"],
    ["統一編號", "00000000"],
    ["產品名稱", "支架"],
    ["功能單位", "個"],
    ["盤查起日", "113/1/1"],
    ["盤查迄日", "113/12/31"],
]
METERS = [
    ["◎ 全廠電力"],
    ["項目", "使用量(度)", "資料來源"],
    ["外購電力", 50000, "電費單"],
    [],
    ["◎ 全廠用水"],
    ["項目", "用水量", "單位"],
    ["自來水", 400, "度"],
]
PLATFORM = [
    ["活動數據", None, None, None, None, None, None, "排放係數", None, None, None, "備註"],
    ["生命週期階段", "群組", "名稱", "總活動量", "單位", "每單位數量", "單位", "名稱", "數值", "單位", "數據來源"],
    ["原料取得", "原物料", "鋼板", 1200, "公斤", 1.2, "公斤", "鋼", 2.1, "kgCO2e/kg", "環境部", ""],
]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    sheets = {"1.原料": MATERIALS, "公司": COMPANY, "能資源": METERS, "總表": PLATFORM}
    return write(tmp_path / "form.xlsx", sheets, {"總表": ["A1:G1", "H1:K1", "L1:L2"]})


def drafted(path: Path, name: str = "own", **options: Any) -> Drafted:
    return draft_importer(name, path, out=path.parent / "importers", **options)


def text_of(draft: Drafted) -> str:
    return (draft.folder / "importer.toml").read_text(encoding="utf-8")


def columns(draft: Drafted, sheet: str, table: int = 0) -> list[str]:
    """The ids of the columns of a table of the draft, found by the title of its sheet."""
    data = tomllib.loads(text_of(draft))
    found = next(entry for entry in data["sheets"] if entry["title"]["zh-TW"] == sheet)["tables"][table]
    return [column if isinstance(column, str) else column["id"] for column in found["columns"]]


def table_of(draft: Drafted, sheet: str, table: int = 0) -> dict[str, Any]:
    data = tomllib.loads(text_of(draft))
    return next(entry for entry in data["sheets"] if entry["title"]["zh-TW"] == sheet)["tables"][table]


def read_headers(path: Path, draft: Drafted) -> dict[str, dict[str, str]]:
    """Sheet → header as it stands → field, as the reader finds them by the drafted layout."""
    layout = load_importer(draft.folder)
    notes = Notes()
    found: dict[str, dict[str, str]] = {}
    for sheet_id, grid in match_sheets(open_book(path), layout, notes).items():
        for table in find_tables(grid, layout.sheet(sheet_id), notes):
            heads = {str(grid.cell(table.header_row, column).value): field.id for column, field in table.columns.items()}
            found[grid.title] = found.get(grid.title, {}) | heads
    return found


# ---- what is recognised


def test_columns_are_recognised_by_spelling_ending_and_cells(form: Path) -> None:
    draft = drafted(form)
    assert columns(draft, "1.原料") == ["name", "group", "amount", "unit", "supplier", "leg1_km", "level"]
    assert columns(draft, "公司") == ["company_name", "product_name", "declared_unit", "period_start", "period_end"]
    text = text_of(draft)
    assert "A3 “料號”, for example A-1 | A-2" in text
    assert "H3 “採購單價”" in text
    assert "not recognised: “統一編號”" in text


def test_what_the_lines_are_follows_from_titles(form: Path) -> None:
    draft = drafted(form)
    kinds = [{key: table_of(draft, "能資源", at)[key] for key in ("stage", "group", "level")} for at in (0, 1)]
    assert kinds == [
        {"stage": "manufacturing", "group": "energy", "level": "plant"},
        {"stage": "manufacturing", "group": "water", "level": "plant"},
    ]
    assert 'marks = ["◎"]' in text_of(draft)
    assert "level" not in table_of(draft, "1.原料")  # nothing tells, so it is left open


def test_two_header_rows_and_repeated_headers(form: Path) -> None:
    draft = drafted(form)
    table = table_of(draft, "總表")
    assert table["header_rows"] == 2
    assert columns(draft, "總表") == [
        *("stage", "group", "name", "amount", "unit", "amount_per_unit", "unit_per_unit"),
        *("factor_name", "factor_value", "factor_unit", "factor_source", "note", "level"),
    ]


def test_the_draft_reads_the_columns_it_recognised(form: Path) -> None:
    """The reader, led by the draft, finds each column that the draft claims to have recognised."""
    found = read_headers(form, drafted(form))
    assert found["1.原料"] == {
        "料件名稱": "name",
        "類別": "group",
        "年度使用量": "amount",
        "計量單位": "unit",
        "供應商名稱": "supplier",
        "單程運輸距離(km)": "leg1_km",
    }
    assert found["能資源"] == {"項目": "name", "使用量(度)": "amount", "資料來源": "evidence", "用水量": "amount", "單位": "unit"}
    assert len(read_headers(form, drafted(form, "other"))["總表"]) == 9  # 單位 and 名稱 stand several times


@pytest.mark.parametrize("path", sorted(IMPORTERS.glob("*/sample.*")), ids=lambda path: f"{path.parent.name}{path.suffix}")
def test_samples_of_known_layouts_are_recognised_and_read_by_their_draft(path: Path, tmp_path: Path) -> None:
    """The reader finds under the draft exactly the columns it claims, and misses only what it leaves open."""
    draft = draft_importer("again", path, out=tmp_path)
    assert draft.columns > 4 * draft.unknown
    layout, notes = load_importer(draft.folder), Notes()
    found = {
        (grid.title, table.header_row, column, field.id)
        for sheet_id, grid in match_sheets(open_book(path), layout, notes).items()
        for table in find_tables(grid, layout.sheet(sheet_id), notes)
        for column, field in table.columns.items()
    }
    claimed = {
        (sheet.title, table.guesses.block.header_row, guess.column.index, guess.field)
        for sheet in draft.sheets
        for table in sheet.tables
        for guess in table.guesses.recognised
    }
    assert found == claimed
    assert {problem.what.template for problem in notes.problems} <= {"columns are missing: {headers}"}
    assert len(notes.problems) <= draft.open


def test_a_list_without_a_sheet_name_is_found_by_its_headers(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("項目,數量,單位,類別\n鋼板,12,公斤,原物料\n", encoding="utf-8")
    assert "any_name = true" in text_of(drafted(path))


def test_months_are_added_up(tmp_path: Path) -> None:
    rows = [["項目", "單位", *[f"{month}月" for month in range(1, 13)]], ["電力", "度", *range(1, 13)]]
    draft = drafted(write(tmp_path / "m.xlsx", {"電力": rows}))
    assert table_of(draft, "電力")["monthly"] is True
    assert columns(draft, "電力") == ["name", "unit", "level"]


def test_the_unit_column_is_known_by_its_cells(tmp_path: Path) -> None:
    rows = [["品名", "第一欄", "第二欄"], ["鋼", 5, "公斤"], ["鋁", 7, "公噸"]]
    assert columns(drafted(write(tmp_path / "u.xlsx", {"原物料": rows})), "原物料") == ["name", "amount", "unit", "level"]


def test_hidden_and_ghost_sheets_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "g.xlsx", {"原料": MATERIALS, "舊表": MATERIALS})
    book = openpyxl.load_workbook(path)
    book["舊表"].sheet_state = "hidden"
    book.save(path)
    draft = drafted(path)
    assert [sheet["title"]["en"] for sheet in tomllib.loads(text_of(draft))["sheets"]] == ["原料"]
    assert "# The sheet “舊表” is left out: it is hidden" in text_of(draft)


# ---- what the file is


def test_comments_come_in_the_language_that_is_asked(form: Path) -> None:
    text = text_of(drafted(form, lang="zh-TW"))
    assert translate("# not recognised and not read:", "zh-TW") in text
    assert "GUESS" in text
    assert "TODO" in text


def test_the_workbook_is_not_copied(form: Path) -> None:
    draft = drafted(form)
    assert [path.name for path in draft.folder.iterdir()] == ["importer.toml"]
    assert [path.name for path in draft.folder.parent.iterdir()] == ["own"]


def test_counts(form: Path) -> None:
    draft = drafted(form)
    text = text_of(draft)
    assert draft.unknown == text.count("#   ") - text.count("#   Give")
    assert draft.guessed == text.count("GUESS: the column")
    assert draft.open == text.count("TODO: no such column")


# ---- what is refused


@pytest.mark.parametrize("name", ["itri", *(name for name in ("moenv-platform",))])
def test_the_name_of_an_installed_importer_is_refused(name: str, form: Path) -> None:
    assert name in importer_names()
    with pytest.raises(FormError, match="installed already"):
        drafted(form, name)


@pytest.mark.parametrize("name", ["", "Own", "a b", "../x", "金屬", "-x"])
def test_other_names_are_refused(name: str, form: Path) -> None:
    with pytest.raises(FormError, match="is no name for an importer"):
        drafted(form, name)


def test_a_folder_that_is_there_is_refused_and_left_alone(form: Path) -> None:
    folder = form.parent / "importers" / "own"
    folder.mkdir(parents=True)
    (folder / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FormError, match="already"):
        drafted(form)
    assert [path.name for path in folder.iterdir()] == ["note.txt"]


def test_a_workbook_without_tables_is_refused_and_nothing_written(tmp_path: Path) -> None:
    path = write(tmp_path / "letter.xlsx", {"信": [["敬啟者"], ["隨函附上樣品。"]]})
    with pytest.raises(FormError, match="no table of an inventory"):
        drafted(path)
    assert not (tmp_path / "importers").exists()


# ---- what must always hold

HEADER = st.one_of(
    st.sampled_from(
        ["名稱", "單位", "數量", "總活動量", "每單位數量", "數值", "備註", "運輸距離(km)", "原料名稱", "年用量", "產量"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(headers=st.lists(HEADER, min_size=2, max_size=9), title=st.text("原物料電水全廠每單位\"\\'[]#=", max_size=9))
def test_a_draft_always_loads(headers: list[str], title: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever headers and titles are, repeated or full of quotes: what is written is read without a problem."""
    folder = tmp_path_factory.mktemp("draft")
    safe = [header for header in headers if not header.startswith("=") and number(header) is None]
    rows = [
        [title if not title.startswith("=") else ""],
        ["名稱", "數量", "單位", *safe],
        *[[f"項{i}", i, "kg", *range(len(safe))] for i in (1, 2)],
    ]
    path = write(folder / "form.xlsx", {"表": rows})
    draft = draft_importer("own", path, out=folder / "importers")
    assert load_importer(draft.folder).id == "own"


def test_control_characters_of_a_csv_do_not_break_the_file(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('項目,數量,單位,代\x01號\x7f,"備\n註"\n鋼板\x02,12,公斤,\x1b[0m,"a\n[x]"\n', encoding="utf-8")
    assert "“代 號”, for example [0m" in text_of(drafted(path))
    assert load_importer(tmp_path / "importers" / "own").id == "own"


def test_blocks_end_where_the_next_begins(tmp_path: Path) -> None:
    words = lexicon([load_importer("itri")])
    (grid,) = open_book(write(tmp_path / "b.xlsx", {"表": METERS})).grids
    blocks = find_blocks(grid, words.knows)
    assert [(block.title, block.title_row, block.header_row, block.last_row) for block in blocks] == [
        ("◎ 全廠電力", 1, 2, 4),
        ("◎ 全廠用水", 5, 6, 7),
    ]
