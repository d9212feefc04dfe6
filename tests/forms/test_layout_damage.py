"""The sample forms are what their builders make; with one damage each they are refused, at the right cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sample_workbooks import BUILDERS, COMPANION, IMPORTERS, csv_bytes

from ef_training.errors import FormError, Problem
from ef_training.forms import read_form
from ef_training.inventory.template import write_rows

NAMES = tuple(BUILDERS)
CSV = IMPORTERS / "activity-list" / "sample.csv"
BASICS = IMPORTERS / "activity-list" / "basics.xlsx"


def sample(name: str) -> Path:
    return IMPORTERS / name / "sample.xlsx"


def cells_of(book: Any) -> Iterator[tuple[str, str, Any]]:
    for sheet in book.worksheets:
        yield from (
            (sheet.title, cell.coordinate, cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None
        )
        yield from ((sheet.title, "merged", str(area)) for area in sorted(map(str, sheet.merged_cells.ranges)))
        yield from ((sheet.title, "width", (key, size.width)) for key, size in sorted(sheet.column_dimensions.items()))


@pytest.mark.parametrize("name", NAMES)
def test_the_file_is_what_its_builder_makes(name: str) -> None:
    built, stored = BUILDERS[name](), openpyxl.load_workbook(sample(name))
    assert list(cells_of(stored)) == list(cells_of(built))


def test_the_csv_and_its_companion_are_what_their_builders_make(tmp_path: Path) -> None:
    assert CSV.read_bytes() == csv_bytes()
    write_rows(tmp_path / "basics.xlsx", COMPANION, blank_rows=3)
    assert list(cells_of(openpyxl.load_workbook(BASICS))) == list(cells_of(openpyxl.load_workbook(tmp_path / "basics.xlsx")))


@pytest.mark.parametrize("name", NAMES)
def test_every_sheet_says_that_it_is_made_up(name: str) -> None:
    for sheet in BUILDERS[name]().worksheets:
        assert "示範資料，數字為虛構" in str(sheet["A1"].value)


def test_a_csv_without_a_companion_says_what_it_lacks() -> None:
    with pytest.raises(FormError) as caught:
        read_form(CSV, importer="activity-list")
    what = [one.what.render("en") for one in caught.value.problems]
    assert "the form says nothing of company, product and period" in what
    assert "no output is given" in what


Damage = Callable[..., tuple[Problem, ...]]


@pytest.fixture
def damaged(tmp_path: Path) -> Damage:
    """Read a sample after some of its cells were changed; return the problems."""

    def read(name: str, **changes: Any) -> tuple[Problem, ...]:
        book = openpyxl.load_workbook(sample(name))
        sheet = book.worksheets[changes.pop("sheet", 0)]
        for place, value in changes.items():
            sheet[place] = value
        book.save(tmp_path / "damaged.xlsx")
        with pytest.raises(FormError) as caught:
            read_form(tmp_path / "damaged.xlsx", importer=name)
        return caught.value.problems

    return read


@pytest.mark.parametrize(
    ("name", "sheet", "changes", "where", "what"),
    [
        ("moenv-platform", 0, {"C9": "甲"}, "碳足跡盤查彙整表!A9", "columns are missing"),
        ("moenv-platform", 0, {"E21": "千卡路"}, "碳足跡盤查彙整表!E21", "unknown unit"),
        ("moenv-platform", 0, {"D14": "約 2,880"}, "碳足跡盤查彙整表!D14", "approximation"),
        ("moenv-platform", 0, {"B32": "貨物"}, "碳足跡盤查彙整表!B32", "is no word for"),
        ("moenv-platform", 0, {"C5": "去年"}, "碳足跡盤查彙整表!C5", "is no period"),
        ("moenv-platform", 0, {"C4": "一批"}, "碳足跡盤查彙整表!C4", "is no declared unit"),
        ("training-five-sheet", 0, {"F14": 45}, "1.基本資料與產量!F14", "by the outputs it is 40 %"),
        ("training-five-sheet", 0, {"C14": "--"}, "1.基本資料與產量!C14", "where a number is expected"),
        ("training-five-sheet", 1, {"E7": "斗"}, "2.原物料與輔助材料!E7", "unknown unit"),
        ("training-five-sheet", 2, {"D4": "度數x"}, "3.能源!A4", "columns are missing"),
        ("training-five-sheet", 4, {"A4": "線材"}, "5.單位產品彙總!A4", "線材"),
        ("stacked-tables", 0, {"F15": "50%"}, "盤查表!F15", "by the outputs it is 45 %"),
        ("stacked-tables", 0, {"C22": "年用量(堆)"}, "盤查表!A22", "columns are missing"),
        ("stacked-tables", 0, {"A5": None, "C5": None}, "盤查表", "標的產品名稱"),
        ("activity-list", 0, {"E11": "10,0296"}, "活動數據清單!E11", "is not a number"),
        ("activity-list", 0, {"F18": "斤兩"}, "活動數據清單!F18", "unknown unit"),
        ("activity-list", 0, {"E9": "甲"}, "活動數據清單!A9", "columns are missing"),
    ],
)
def test_a_damage_is_named_at_its_cell(
    damaged: Damage, name: str, sheet: int, changes: dict[str, Any], where: str, what: str
) -> None:
    problems = damaged(name, sheet=sheet, **changes)
    assert any(one.where == where and what in one.what.render("en") for one in problems), [str(one) for one in problems]
