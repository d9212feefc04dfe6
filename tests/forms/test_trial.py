"""What would be read of a form: rows with their cells, what was not understood, passed over or assumed; nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ef_training.errors import FormError
from ef_training.forms import read_form
from ef_training.forms.drafting.draft import draft_importer
from ef_training.forms.layout import importer_names
from ef_training.forms.trial import Trial, try_form

IMPORTERS = Path(__file__).parents[2] / "importers"
M, E = "原物料", "能源與水"


def rows(trial: Trial, table: str) -> list[tuple[str, dict[str, Any]]]:
    """Cell and values of the rows of a table."""
    return [(row.origin.cell, dict(row.values)) for one in trial.tables if one.id == table for row in one.rows]


@pytest.mark.parametrize("name", importer_names())
def test_a_trial_says_what_reading_says(name: str) -> None:
    """Lines, assumptions and rows passed over are those of the inventory that `read_form` returns."""
    path = IMPORTERS / name / "sample.xlsx"
    trial, inventory = try_form(path), read_form(path, importer=name)
    assert trial.readable
    assert trial.inventory == inventory
    assert trial.lines == inventory.lines
    assert trial.assumptions == inventory.assumptions
    assert trial.ignored == inventory.ignored
    assert trial.detection is not None
    assert trial.detection.chosen() == trial.layout.id == name


def test_every_row_has_its_cell_and_values(form) -> None:
    trial = try_form(form.save())
    assert [cell for cell, _ in rows(trial, "energy-water")] == ["A4", "A5"]
    _, values = rows(trial, "energy-water")[0]
    assert values == {
        "line_id": "E01", "name": "電力", "group": "energy", "amount": 5000.0, "unit": "kWh", "level": "plant",
        "allocation": "機台工時", "excluded": 200.0, "stage": "manufacturing",
    }  # fmt: skip
    assert [one.record for one in trial.tables if one.sheet == "產出與分配"] == ["output", "allocation-key", "stock"]
    assert next(one for one in trial.tables if one.id == "materials").labels["amount"] == "數量"


def test_a_row_with_a_problem_is_shown_and_marked(form) -> None:
    place = form.set(M, "數量", "約 300")
    trial = try_form(form.save())
    assert not trial.readable
    sound = [row.sound for one in trial.tables if one.id == "materials" for row in one.rows]
    assert sound == [False, True, True]
    _, values = rows(trial, "materials")[0]
    assert values["name"] == "鋼板"
    assert "amount" not in values
    assert [problem.where for problem in trial.problems] == [place]
    assert "M01" not in {line.line_id for line in trial.lines}
    assert {"M02", "E01"} <= {line.line_id for line in trial.lines}


def test_ignored_columns_rows_and_sheets_come_with_their_reason(form) -> None:
    sheet = form.book[M]
    header = next(row for row in range(1, 10) if sheet.cell(row, 2).value and "名稱" in str(sheet.cell(row, 2).value))
    sheet.cell(header, sheet.max_column + 1, "單價")
    sheet.cell(header + 1, sheet.max_column, 31)
    form.book.create_sheet("草稿")["A1"] = "x"
    trial = try_form(form.save())
    reasons = {str(row.origin): str(row.reason) for row in trial.ignored}
    assert any("單價" in reason for place, reason in reasons.items() if place.startswith(M))
    assert reasons["草稿!A1"] == "the sheet is no part of the form and was not read"
    assert trial.readable


def test_units_of_factors_and_months_are_text() -> None:
    trial = try_form(IMPORTERS / "moenv-platform" / "sample.xlsx")
    units = {values["factor_unit"] for _, values in rows(trial, "list") if "factor_unit" in values}
    assert units
    assert all(isinstance(unit, str) and unit.startswith("kgCO2e/") for unit in units)


def test_the_layout_that_is_asked_for_is_taken(form) -> None:
    trial = try_form(form.save(), importer="itri")
    assert trial.detection is None
    with pytest.raises(FormError, match="there is no importer"):
        try_form(form.save(), importer="nope")
    for sheet in form.book.worksheets:
        sheet.title = f"X{sheet.title}X"
    with pytest.raises(FormError, match="no sheet of this workbook belongs"):
        try_form(form.save(), importer="itri")


def test_the_form_is_left_as_it_is(form) -> None:
    path = form.save()
    before = (path.read_bytes(), sorted(path.parent.iterdir()))
    try_form(path)
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == before


def test_from_a_workbook_nobody_knows_to_an_inventory(tmp_path: Path, small_path: Path) -> None:
    """The researcher's half hour: draft, settle what is left open, read with a standard form that holds the basics."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "料件"
    for row in (
        ["料件清單（示範，數字為虛構）"],
        ["料件名稱", "類別", "年度使用量", "計量單位", "採購單價"],
        ["鋼板", "原物料", "1,200.5", "公斤", 30],
        ["切削油", "輔助項", 12, "公斤", 50],
    ):
        sheet.append(row)
    path = tmp_path / "form.xlsx"
    book.save(path)
    draft = draft_importer("parts", path, out=tmp_path / "importers")
    trial = try_form(path, importer=str(draft.folder), basics=small_path)
    assert not trial.readable
    assert [values.get("name") for _, values in rows(trial, "lines-1")] == ["鋼板", "切削油"]
    assert any("數據範圍" in str(problem.what) for problem in trial.problems)
    assert any("採購單價" in str(row.reason) for row in trial.ignored)

    definition = draft.folder / "importer.toml"
    text = definition.read_text(encoding="utf-8")
    text = text.replace('  "level",', "").replace('record = "line"', 'record = "line"\nlevel = "product"')
    text = text.replace("stage = ", "# stage = ") if "\nstage = " in text else text
    text = text.replace('  { id = "stage", required = true },', "").replace(
        'level = "product"', 'level = "product"\nstage = "raw-materials"', 1
    )
    definition.write_text(text, encoding="utf-8")
    trial = try_form(path, importer=str(draft.folder), basics=small_path)
    assert [str(problem.what) for problem in trial.problems if "line" not in str(problem.what)] == []
    lines = [(line.name, line.group, line.amount, line.unit, line.level) for line in trial.lines]
    assert lines == [("鋼板", "material", 1200.5, "kg", "product"), ("切削油", "auxiliary", 12.0, "kg", "product")]
