"""A form beside the form, and what is left of a form that has problems."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from engine_forms import MATERIAL_HEAD, MATERIALS, Maker, line

from ef_training.errors import FormError
from ef_training.forms import read_form
from ef_training.forms.files.workbook import Book
from ef_training.forms.layout import load_importer
from ef_training.forms.reader import read_book
from ef_training.inventory.model import Inventory
from ef_training.inventory.per_unit import per_unit
from ef_training.inventory.template import write_rows
from ef_training.messages import message

PLANT = MATERIALS.replace('level = "product"', 'level = "plant"\nallocation = "重量"')
FORM = {"用料": [MATERIAL_HEAD, ("鋼", 10, "公斤"), ("鋁", 20, "公斤")]}


@pytest.fixture
def companion(small_rows: dict[str, Any], tmp_path: Path) -> Path:
    for table in ("materials", "packaging", "energy-water", "emissions", "waste", "transport", "use", "end-of-life"):
        small_rows[table] = []
    small_rows["links"] = [
        {"line_id": "M01", "view": "ef", "kind": "dataset", "target": "steel"},
        {"line_id": "M02", "view": "cfp", "kind": "custom-factor", "target": "own-steel"},
    ]
    small_rows["basics"]["boundary"] = "cradle-to-gate"
    write_rows(tmp_path / "basics.xlsx", small_rows, blank_rows=1)
    return tmp_path / "basics.xlsx"


def read(maker: Maker, companion: Path | None, layout: str = PLANT, sheets: Any = None) -> Inventory:
    own = maker.layout(layout, basics="")
    return read_form(maker.workbook(sheets or FORM), importer=str(own), basics=companion)


def test_what_the_form_has_no_room_for_is_taken_from_its_companion(maker: Maker, companion: Path) -> None:
    inventory = read(maker, companion)
    assert (inventory.company.code, inventory.product.name) == ("demo-small", "支架")
    assert [output.name for output in inventory.outputs] == ["支架", "其他"]
    assert [(one.name, one.allocation) for one in inventory.lines] == [("鋼", "重量"), ("鋁", "重量")]
    assert [target.line_id for target in inventory.targets] == ["M01", "M02"]
    assert len(inventory.stocks) == len(inventory.process_steps) == len(inventory.custom_factors) == 1
    assert str(inventory.product.origins["declared_unit"]).startswith("basics.xlsx: 基本資料!B")
    assert per_unit(inventory)[0].amount == pytest.approx(10 * 250 / 750 / 500)


def test_both_workbooks_are_named_and_hashed(maker: Maker, companion: Path) -> None:
    inventory = read(maker, companion)
    hashes = "".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in (maker.folder / "form.xlsx", companion))
    assert inventory.source == "form.xlsx + basics.xlsx"
    assert inventory.source_sha256 == hashlib.sha256(hashes.encode()).hexdigest()
    assert inventory.importer == "own"


def test_without_a_companion_the_form_says_too_little(maker: Maker) -> None:
    with pytest.raises(FormError) as caught:
        read(maker, None)
    whats = [str(problem.what) for problem in caught.value.problems]
    assert "the form says nothing of company, product and period" in whats
    assert "no output is given" in whats
    assert any("--basics FORM" in str(problem.mend) for problem in caught.value.problems)
    assert caught.value.partial is None
    assert caught.value.draft is not None


def test_what_the_form_has_itself_is_not_taken_from_the_companion(maker: Maker, companion: Path) -> None:
    text = (
        PLANT
        + """
[[sheets]]
id = "out"
title = { zh-TW = "產出", en = "Out" }
[[sheets.tables]]
id = "outputs"
record = "output"
columns = ["name", "role", "quantity", "unit", "mass", "hours", "value"]
"""
    )
    head = ("產出名稱", "角色", "產量", "單位", "總重", "工時", "產值")
    sheets = {**FORM, "產出": [head, ("支架", "標的產品", 500, "個", 125, 30, 1)]}
    inventory = read(maker, companion, text, sheets)
    assert [(output.name, output.quantity) for output in inventory.outputs] == [("支架", 500)]
    assert inventory.allocation_keys[1].share("支架") == 1


def test_a_problem_of_the_companion_names_its_workbook(maker: Maker, companion: Path) -> None:
    book = openpyxl.load_workbook(companion)
    sheet = book["基本資料"]
    row = next(row for row in range(1, 30) if str(sheet.cell(row, 1).value).startswith("系統邊界"))
    sheet.cell(row, 2).value = "搖籃到月球"
    book.save(companion)
    with pytest.raises(FormError) as caught:
        read(maker, companion)
    assert [problem.where for problem in caught.value.problems] == [f"basics.xlsx: 基本資料!B{row}"]


def test_a_companion_that_tells_nothing_is_a_problem(maker: Maker, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(FormError) as caught:
        read(maker, tmp_path / "empty.xlsx")
    assert any("the companion form tells neither" in str(problem.what) for problem in caught.value.problems)


def test_the_standard_form_needs_no_companion_and_takes_only_what_it_lacks(
    small_path: Path, companion: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(small_path)
    del book["數據連結"]
    book.save(tmp_path / "form.xlsx")
    inventory = read_form(tmp_path / "form.xlsx", importer="itri", basics=companion)
    assert [target.target for target in inventory.targets] == ["steel", "own-steel"]
    assert inventory.product.boundary == "cradle-to-grave"


def test_where_no_importer_is_named_the_layout_that_fits_is_taken(small_path: Path) -> None:
    found = read_form(small_path, importer=None)
    assert found == read_form(small_path, importer="itri")


def test_what_was_decided_while_the_workbook_was_opened_is_an_assumption(small_book: Book) -> None:
    remarked = replace(small_book, remarks=(message("{name} was read as text", name="form"),))
    (assumption,) = read_book(remarked, load_importer("itri")).assumptions
    assert (str(assumption.what), assumption.origin.workbook) == ("form was read as text", "small.xlsx")


# ---------------------------------------------------------------- what can be read all the same


def partial(maker: Maker, *rows: Any) -> Inventory:
    error = maker.error(maker.layout(MATERIALS), {"用料": [MATERIAL_HEAD, *rows]})
    assert error.draft is not None
    assert error.partial is not None
    return error.partial


def test_one_line_that_cannot_be_read_does_not_hide_the_rest(maker: Maker) -> None:
    found = partial(maker, ("鋼", "很多", "公斤"), ("鋁", 20, "公斤"))
    assert [one.name for one in found.lines] == ["鋁"]
    assert line(found, "鋁").line_id == "M02"
    assert found.company.name == "示範公司"


def test_a_line_stays_without_a_leg_that_cannot_be_read(maker: Maker) -> None:
    found = partial(
        maker, ("油", 5, "公升", None, None, None, "大貨車 16 噸", 5), ("鋁", 20, "公斤", None, None, None, "大貨車 16 噸", 5)
    )
    assert [one.line_id for one in found.lines] == ["M01", "M02", "M02-T1"]


def test_the_rest_can_be_brought_to_one_unit(form: Any) -> None:
    form.set("原物料", "數量", "很多", row=1)
    form.set("能源與水", "分配基準", "坪數", row=2)
    with pytest.raises(FormError) as caught:
        form.read()
    found = caught.value.partial
    assert found is not None
    ids = [one.line.line_id for one in per_unit(found)]
    assert "M01" not in ids
    assert "E02" not in ids
    assert {"M02", "M02-T1", "E01", "T01"} <= set(ids)
    assert {target.line_id for target in found.targets} <= set(ids)


def test_lines_of_a_key_that_does_not_hold_are_left_out(form: Any) -> None:
    form.set("產出與分配", "工時", None, row=2)
    with pytest.raises(FormError) as caught:
        form.read()
    found = caught.value.partial
    assert found is not None
    assert [key.name for key in found.allocation_keys] == ["重量"]
    assert "E01" not in [one.line_id for one in found.lines]
    per_unit(found)


@pytest.mark.parametrize(("header", "value"), [("標的產品名稱", None), ("盤查期間起日", "去年")])
def test_without_its_basics_nothing_can_be_looked_at(form: Any, header: str, value: Any) -> None:
    form.set("基本資料", header, value)
    with pytest.raises(FormError) as caught:
        form.read()
    assert caught.value.partial is None
    assert caught.value.draft is not None


def test_without_the_mass_of_the_product_the_rest_can_be_looked_at(form: Any) -> None:
    form.set("基本資料", "每宣告單位重量", "很重")
    with pytest.raises(FormError) as caught:
        form.read()
    found = caught.value.partial
    assert found is not None
    assert (found.product.mass_per_unit, len(found.lines) > 3) == (0.0, True)
    assert [problem.touches for problem in caught.value.problems] == [("mass",)]


def test_legs_and_transport_rows_tell_distance_and_load(form: Any) -> None:
    inventory = form.read()
    by_id = {one.line_id: one for one in inventory.lines}
    assert (by_id["M01-T1"].distance, by_id["M01-T1"].load) == (2000, pytest.approx(0.3))
    assert (by_id["T01"].distance, by_id["T01"].load) == (200, pytest.approx(0.5))
    assert by_id["M01"].distance is None
