"""Which layout a form is filled in by: each sample its own, mangled copies too, an unrelated workbook none, a tie refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ef_training.errors import FormError
from ef_training.forms.detect import APART, Detection, Fit, detect, detect_file, importer_folders
from ef_training.forms.files.workbook import open_book
from ef_training.forms.layout import importer_names
from ef_training.messages import message

IMPORTERS = Path(__file__).parents[2] / "importers"
SAMPLES = [(name, path) for name in importer_names() for path in sorted((IMPORTERS / name).glob("sample.*"))]


def write(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_there_are_samples_of_all_layouts() -> None:
    assert {name for name, _ in SAMPLES} == set(importer_names())


@pytest.mark.parametrize(("name", "path"), SAMPLES, ids=lambda value: value.name if isinstance(value, Path) else value)
def test_each_sample_is_its_own_layout_by_far(name: str, path: Path) -> None:
    detection = detect_file(path)
    assert detection.chosen() == name
    first, second = detection.ranked[:2]
    assert first.score > 0.9
    assert first.score - second.score > 2 * APART
    assert all(0 <= fit.score <= 1 for fit in detection.ranked)
    assert {fit.importer for fit in detection.ranked} == set(importer_names())


@pytest.mark.parametrize("example", ["aluminium-hub", "pp-food-box"])
@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_the_worked_examples_are_standard_forms(example: str, lang: str, forms: dict[tuple[str, str], Path]) -> None:
    assert detect_file(forms[example, lang]).chosen() == "itri"


# ---- mangled copies


def moved(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        if not sheet.merged_cells.ranges:
            sheet.insert_rows(1, 2)


def foreign_sheet(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("計算")
    for row in (["代號", "甲", "乙", "丙"], ["x", 1, 2, 3], ["y", 4, 5, 6]):
        sheet.append(row)


def without_values(book: openpyxl.Workbook) -> None:
    """Numbers only are lost: an empty form is of its layout, too."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    cell.value = None


def sheets_reversed(book: openpyxl.Workbook) -> None:
    book._sheets.reverse()


@pytest.mark.parametrize("change", [moved, foreign_sheet, without_values, sheets_reversed])
@pytest.mark.parametrize("name", importer_names())
def test_mangled_copies_are_recognised(name: str, change: Callable[[openpyxl.Workbook], None], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(IMPORTERS / name / "sample.xlsx")
    change(book)
    book.save(tmp_path / "form.xlsx")
    assert detect_file(tmp_path / "form.xlsx").chosen() == name


def test_a_standard_form_without_half_of_its_sheets_is_still_one(tmp_path: Path) -> None:
    """Whoever deleted sheets is to hear which are missing, not that the form is unknown."""
    book = openpyxl.load_workbook(IMPORTERS / "itri" / "sample.xlsx")
    for title in ("包裝", "能源與水", "直接排放與冷媒", "運輸與配送"):
        del book[title]
    book.save(tmp_path / "form.xlsx")
    detection = detect_file(tmp_path / "form.xlsx")
    assert detection.chosen() == "itri"
    missing = next(why for why in detection.ranked[0].reasons if why.template.startswith("sheets not found"))
    assert "包裝 / Packaging" in str(missing)


# ---- nothing fits


@pytest.mark.parametrize(
    "sheets",
    [
        {"訂單": [["訂單編號", "客戶", "品名", "數量", "單價", "金額"], ["PO-1", "甲", "螺絲", 100, 2.5, 250]]},
        {"薪資": [["姓名", "部門", "底薪"], ["王", "生管", 38000], ["李", "品保", 41000]]},
        {"Sheet1": [["Dear all,"], ["please find attached …"]]},
        {"空": []},
    ],
    ids=["orders", "wages", "letter", "empty"],
)
def test_an_unrelated_workbook_is_nothing(sheets: dict[str, list[list[Any]]], tmp_path: Path) -> None:
    detection = detect_file(write(tmp_path / "other.xlsx", sheets))
    with pytest.raises(FormError) as caught:
        detection.chosen()
    (problem,) = caught.value.problems
    assert problem.where == "other.xlsx"
    assert "no form layout fits" in str(problem.what)
    assert "--importer" in str(problem.mend)


def test_a_list_among_other_sheets_is_not_taken_for_the_whole(tmp_path: Path) -> None:
    """One sheet that is like an activity list does not make a workbook of many tables one."""
    listing = [["階段", "類別", "名稱", "數量", "單位"], ["製造", "能源", "電力", 5, "度"]]
    other = [["批號", "機台", "溫度", "壓力", "轉速", "操作員"], ["a", "b", 1, 2, 3, "c"]]
    path = write(tmp_path / "mixed.xlsx", {"工作表1": listing, "紀錄": other, "紀錄2": other})
    with pytest.raises(FormError, match="no form layout fits"):
        detect_file(path).chosen()


# ---- ties


def ranked(*scores: float) -> Detection:
    return Detection(tuple(Fit(f"layout-{at}", score, (), score > 0.4) for at, score in enumerate(scores)), "form.xlsx")


def test_two_that_fit_equally_well_are_refused_by_name() -> None:
    with pytest.raises(FormError) as caught:
        ranked(0.81, 0.81 - APART + 0.001, 0.5).chosen()
    (problem,) = caught.value.problems
    assert str(problem.what) == "2 form layouts fit this file equally well: layout-0 (0.81), layout-1 (0.76)"
    assert "--importer layout-0" in str(problem.mend)


def test_a_clear_lead_decides() -> None:
    assert ranked(0.81, 0.81 - APART - 0.001, 0.2).chosen() == "layout-0"


def test_one_that_does_not_fit_makes_no_tie() -> None:
    assert ranked(0.42, 0.39).chosen() == "layout-0"


def copied(name: str, new: str, folder: Path) -> Path:
    """Copy a layout under another id, without its code."""
    text = (IMPORTERS / name / "importer.toml").read_text(encoding="utf-8")
    (folder / new).mkdir(parents=True)
    (folder / new / "importer.toml").write_text(text.replace(f'id = "{name}"', f'id = "{new}"'), encoding="utf-8")
    return folder / new


def test_a_copy_of_a_layout_ties_with_it(tmp_path: Path) -> None:
    folder = copied("itri", "itri-copy", tmp_path / "importers")
    detection = detect(open_book(IMPORTERS / "itri" / "sample.xlsx"), folders=[folder])
    with pytest.raises(FormError) as caught:
        detection.chosen()
    assert "itri (" in str(caught.value)
    assert str(folder) in str(caught.value)


# ---- further folders


def test_a_layout_of_ones_own_is_considered(tmp_path: Path) -> None:
    folder = tmp_path / "importers" / "parts"
    folder.mkdir(parents=True)
    (folder / "importer.toml").write_text(
        'id = "parts"\nextends = "itri"\ntitle = "料件表"\n[[sheets]]\nid = "parts"\ntitle = "料件"\n[[sheets.tables]]\n'
        'id = "parts"\nrecord = "line"\nstage = "raw-materials"\ngroup = "material"\nlevel = "product"\n'
        'columns = [{ id = "name", aliases = ["料號品名"] }, { id = "amount", aliases = ["領用"] }, "unit"]\n',
        encoding="utf-8",
    )
    path = write(tmp_path / "form.xlsx", {"料件": [["料號品名", "領用", "單位"], ["鋼板", 5, "kg"]]})
    with pytest.raises(FormError):
        detect_file(path).chosen()
    assert detect_file(path, importers=tmp_path / "importers").chosen() == str(folder)
    assert importer_folders(folder) == (folder,)
    shutil.rmtree(folder)
    with pytest.raises(FormError, match="there is no importer in"):
        detect_file(path, importers=tmp_path / "importers")


# ---- reasons


def test_the_reasons_say_what_was_found() -> None:
    reasons = [str(why) for why in detect_file(IMPORTERS / "moenv-platform" / "sample.xlsx").ranked[0].reasons]
    assert reasons[0].startswith("1 of 2 sheets found: 碳足跡盤查彙整表")
    assert reasons[1:3] == [
        "碳足跡盤查彙整表: 5 entries have their label",
        "碳足跡盤查彙整表: 12 of 12 headers in row 9 are known",
    ]
    assert reasons[-1] == "it explains 100% of all headers of the workbook"


def test_the_reasons_say_which_headers_are_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "list.xlsx", {"活動數據": [["名稱", "類別", "活動數據", "單位"], ["電力", "能源", 5, "度"]]})
    reasons = [str(why) for why in next(fit for fit in detect_file(path).ranked if fit.importer == "activity-list").reasons]
    assert "活動數據: 4 of 4 headers in row 1 are known; not found: 生命週期階段 / Life-cycle stage" in reasons


def test_reasons_are_messages_in_both_languages() -> None:
    for fit in detect_file(IMPORTERS / "itri" / "sample.xlsx").ranked:
        for why in fit.reasons:
            assert isinstance(why, type(message("x")))
            assert why.render("zh-TW")


def test_a_long_list_is_recognised_by_its_first_rows(tmp_path: Path) -> None:
    """Only so many rows are looked at: a workbook of which the rest is anything else has the same fit."""
    rows = [["名稱", "階段", "類別", "活動數據", "單位"], *[[f"項{at}", "製造", "能源", at, "度"] for at in range(600)]]
    short, long = tmp_path / "short.csv", tmp_path / "long.csv"
    for path, count in ((short, 500), (long, 601)):
        path.write_text("\n".join(",".join(map(str, row)) for row in rows[:count]), encoding="utf-8")
    one, other = (detect(open_book(path)) for path in (short, long))
    assert one.chosen() == other.chosen() == "activity-list"
    assert [fit.score for fit in one.ranked] == [fit.score for fit in other.ranked]
