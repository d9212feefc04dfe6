"""The summary in MOENV's layout: what its rows say, and that the project's own importer reads it back."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from priced_run import MADE, priced

from ef_training.assessment.run_folder import RunFolder
from ef_training.forms import read_form
from ef_training.inventory.model import Inventory
from ef_training.report.final_inventory import moenv_summary
from ef_training.report.final_inventory.summary_form import IMPORTER
from ef_training.report.final_inventory.summary_rows import SummaryRow, summary_rows

LANGUAGES = ("zh-TW", "en")
STAGES = ("原料取得", "製造生產", "配銷", "使用", "廢棄處理")
GROUPS = {"能源", "資源", "原物料", "輔助項", "產品", "聯產品", "排放", "殘留物"}


@pytest.fixture(scope="module")
def firm(run: RunFolder) -> RunFolder:
    return priced(run)


@pytest.fixture(scope="module")
def sheet(firm: RunFolder) -> Any:
    (found,) = load_workbook(BytesIO(moenv_summary(firm, lang="zh-TW"))).worksheets
    return found


def heads_row(sheet: Any) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == "生命週期階段")


def list_rows(sheet: Any) -> list[tuple[Any, ...]]:
    rows = sheet.iter_rows(heads_row(sheet) + 1, sheet.max_row, 1, 12, values_only=True)
    return [row for row in rows if row[0] in STAGES]


def read_back(run: RunFolder, lang: str, folder: Path) -> Inventory:
    path = folder / f"moenv-{lang}.xlsx"
    path.write_bytes(moenv_summary(run, lang=lang))
    return read_form(path, importer=IMPORTER)


def test_two_merged_rows_of_heads(sheet: Any) -> None:
    row = heads_row(sheet)
    assert [sheet.cell(row - 1, column).value for column in (1, 8, 12)] == ["活動數據", "排放係數", "備註"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {f"A{row - 1}:G{row - 1}", f"H{row - 1}:K{row - 1}", f"L{row - 1}:L{row}"} <= merged
    said = [sheet.cell(row, column).value for column in range(1, 12)]
    words = "生命週期階段|群組|名稱|總活動量|單位|每單位數量|單位|名稱|數值|單位|數據來源"
    assert said == words.split("|")


def test_all_three_units_of_a_row_agree_and_the_amounts_too(sheet: Any) -> None:
    rows = list_rows(sheet)
    assert {row[1] for row in rows} <= GROUPS
    for row in rows:
        assert row[4] == row[6]
        assert row[3] == pytest.approx(row[5] * MADE, rel=1e-12) or row[1] == "聯產品"
        assert row[9] == (row[4] if row[8] is not None else None)


def test_rows_add_up_to_the_footprint_that_stands_below(sheet: Any, firm: RunFolder) -> None:
    results = firm.results[firm.results["view"] == "cfp"]
    whole, alone = results["value"].sum(), results.loc[results["target_kind"] != "scaling", "value"].sum()
    assert sum(row[5] * row[8] for row in list_rows(sheet) if row[8] is not None) == pytest.approx(alone, rel=1e-9)
    below = [[cell.value for cell in row] for row in sheet.iter_rows(sheet.max_row - 5)]
    scaled = next(row for row in below if isinstance(row[8], float))
    assert scaled[8] == pytest.approx(whole, rel=1e-12)
    formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    first, last = heads_row(sheet) + 1, heads_row(sheet) + len(list_rows(sheet))
    assert [cell.value for cell in formulas] == [f"=SUMPRODUCT(F{first}:F{last},I{first}:I{last})"]
    stored = load_workbook(BytesIO(moenv_summary(firm, lang="zh-TW")), data_only=True).worksheets[0][formulas[0].coordinate]
    assert stored.value == pytest.approx(alone, rel=1e-12)


def test_remarks_tell_what_was_converted_and_what_is_no_moenv_factor(firm: RunFolder) -> None:
    rows = summary_rows(firm, "en")
    power = next(
        row for row in rows if row.factor_name.startswith("電力碳足跡(2022)") and row.unit == "kWh" and "M01" in row.note
    )
    assert "0.412 kg per declared unit × 0.5 kWh/kg" in power.note
    assert power.per_unit == pytest.approx(0.206)
    assert "not a MOENV factor: GWP" in next(row for row in rows if "R01" in row.note).note
    out = next(row for row in rows if "標籤貼紙" in row.name)
    assert out.factor is None
    assert "left out" in out.note
    assert "小於 1 %" in out.note


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_own_importer_reads_it_back(lang: str, firm: RunFolder, tmp_path: Path) -> None:
    inventory = read_back(firm, lang, tmp_path)
    product, record = inventory.product, firm.run["product"]
    assert (product.name, product.declared_amount, product.declared_unit) == (record["name"], 1.0, "item")
    assert (product.boundary, product.mass_per_unit, product.code) == (record["boundary"], 0.41, "hub-36h")
    assert (inventory.company.name, inventory.company.code, inventory.company.made_up) == (
        "示範輪組股份有限公司",
        "demo-hub",
        True,
    )
    assert (str(inventory.period_start), str(inventory.period_end)) == ("2023-01-01", "2023-12-31")
    assert inventory.target_output.quantity == MADE
    assert [output.name for output in inventory.outputs if output.role == "co-product"] == ["花鼓32H"]
    compare(inventory, [row for row in summary_rows(firm, lang) if row.group not in ("product", "co-product")], MADE)


def compare(inventory: Inventory, rows: list[SummaryRow], made: float) -> None:
    """Compare lines, amounts, factors and their sources, row by row."""
    assert [line.name for line in inventory.lines] == [row.name for row in rows]
    factors = {factor.factor_id: factor for factor in inventory.custom_factors}
    by_line = {target.line_id: factors[target.target] for target in inventory.targets if target.view == "cfp" and target.target}
    for line, row in zip(inventory.lines, rows, strict=True):
        assert (line.stage, line.unit, line.level) == (row.stage, row.unit, "product")
        assert line.amount == pytest.approx(row.per_unit * made, rel=1e-12)
        assert [(stated.level, stated.unit) for stated in line.also] == [("unit", row.unit)]
        assert line.also[0].amount == pytest.approx(row.per_unit, rel=1e-15)
        assert line.note == row.note
        factor = by_line.get(line.line_id)
        if row.factor is None:
            assert factor is None
        else:
            assert factor is not None
            assert factor.value == pytest.approx(row.factor, rel=1e-15)
            assert (factor.name, factor.unit, factor.source) == (row.factor_name, row.unit, row.source)


def test_a_run_of_a_worked_example_comes_back_with_its_footprint(box_folder: Path, tmp_path: Path) -> None:
    run = RunFolder.read(box_folder)
    inventory = read_back(run, "zh-TW", tmp_path)
    made = inventory.target_output.quantity / inventory.product.declared_amount
    rows = [row for row in summary_rows(run, "zh-TW") if row.group not in ("product", "co-product")]
    compare(inventory, rows, made)
    assert {row.name.split(" – ")[0] for row in rows} == {name.split(" – ")[0] for name in run.inventory["name"]}
    factors = {factor.factor_id: factor.value for factor in inventory.custom_factors}
    lines = {line.line_id: line.amount for line in inventory.lines}
    cfp = [target for target in inventory.targets if target.view == "cfp" and target.target]
    footprint = sum(lines[target.line_id] / made * factors[target.target] for target in cfp)
    assert footprint == pytest.approx(run.results.loc[run.results["view"] == "cfp", "value"].sum(), rel=1e-9)


def test_a_folder_of_an_older_version_says_that_factors_are_not_on_record(run: RunFolder, tmp_path: Path) -> None:
    old = replace(run, targets=run.targets.assign(factor_value=float("nan"), factor_source=""))
    rows = [row for row in summary_rows(old, "en") if row.factor_missing]
    assert rows
    assert all(row.factor is None and "not on record" in row.note for row in rows)
    sheet = load_workbook(BytesIO(moenv_summary(old, lang="en"))).worksheets[0]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert len(read_back(old, "en", tmp_path).lines) == len(
        [row for row in summary_rows(old, "en") if "product" not in row.group]
    )


def test_nothing_else_can_run_as_a_formula_and_the_bytes_are_stable(firm: RunFolder) -> None:
    content = moenv_summary(firm, lang="en")
    assert content == moenv_summary(firm, lang="en")
    cells = [cell for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows() for cell in row]
    assert sum(cell.data_type == "f" for cell in cells) == 1
    assert any(cell.value == '=HYPERLINK("x")棧板' and cell.data_type == "s" for cell in cells)
