"""The workbooks opened and saved by LibreOffice: nothing is lost or repaired, numbers stay, charts stay, pages can be read."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from priced_run import priced

from ef_training.assessment.run_folder import RunFolder
from ef_training.forms import read_form
from ef_training.hotspots.outcome import Outcome
from ef_training.report.final_inventory import check_inventory, final_inventory, moenv_summary
from ef_training.report.outline import outline
from ef_training.report.workbook import workbook

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
NAMES = ("report", "final-inventory", "moenv-summary")


@pytest.fixture(scope="module")
def folder(full: Outcome, run: RunFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the workbooks in Chinese, and what LibreOffice made of them: ``saved/`` and ``pages/``."""
    made = tmp_path_factory.mktemp("office")
    firm = priced(run)
    contents = (
        workbook(full, outline(full, lang="zh-TW"), lang="zh-TW"),
        final_inventory(firm, lang="zh-TW"),
        moenv_summary(firm, lang="zh-TW"),
    )
    for name, content in zip(NAMES, contents, strict=True):
        (made / f"{name}.xlsx").write_bytes(content)
    convert(made, "xlsx", "saved", NAMES)
    convert(made, "pdf", "pages", NAMES[1:])
    return made


def convert(folder: Path, kind: str, out: str, names: tuple[str, ...]) -> None:
    assert OFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{name}.xlsx") for name in names]
    command = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(folder / out), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def loaded(path: Path) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(path, data_only=True)


def cells(sheet: Any) -> dict[str, Any]:
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None}


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_of_every_sheet_comes_back(name: str, folder: Path) -> None:
    before, after = loaded(folder / f"{name}.xlsx"), loaded(folder / "saved" / f"{name}.xlsx")
    assert after.sheetnames == before.sheetnames
    numbers = 0
    for sheet in before.worksheets:
        first, second = cells(sheet), cells(after[sheet.title])
        assert second.keys() == first.keys(), sheet.title
        for place, value in first.items():
            if isinstance(value, (int, float)):
                numbers += 1
                assert second[place] == pytest.approx(value, rel=1e-14, abs=0), (sheet.title, place)
            else:
                assert second[place] == value, (sheet.title, place)
    assert numbers > 100


def test_the_charts_are_still_there_and_draw_the_same_cells(folder: Path) -> None:
    before, after = loaded(folder / "report.xlsx"), loaded(folder / "saved" / "report.xlsx")
    counts = {sheet.title: len(sheet._charts) for sheet in before.worksheets}
    assert {sheet.title: len(sheet._charts) for sheet in after.worksheets} == counts
    assert sum(counts.values()) == 6
    for sheet in before.worksheets:
        for first, second in zip(sheet._charts, after[sheet.title]._charts, strict=True):
            assert drawn(second) == drawn(first)


def drawn(chart: Any) -> set[str]:
    """Return the ranges that a chart draws, without the signs by which programs write them differently."""
    parts = [chart, *(part for part in chart._charts if part is not chart)]
    found = [series.val or series.yVal for part in parts for series in part.series]
    return {source.numRef.f.replace("$", "").replace("'", "") for source in found}


def test_tables_can_still_be_filtered(folder: Path) -> None:
    after = loaded(folder / "saved" / "report.xlsx")
    for sheet in after.worksheets[3:-1]:
        assert sheet.tables or sheet.auto_filter.ref, sheet.title


def test_the_sum_is_the_same_when_it_is_computed_anew(folder: Path) -> None:
    path = folder / "saved" / "moenv-summary.xlsx"
    (formula,) = [cell for row in load_workbook(path).worksheets[0].iter_rows() for cell in row if cell.data_type == "f"]
    before, after = (loaded(place).worksheets[0][formula.coordinate].value for place in (folder / "moenv-summary.xlsx", path))
    assert after == pytest.approx(before, rel=1e-14)


def test_a_saved_copy_keeps_its_seal_and_can_be_imported(folder: Path) -> None:
    seal = check_inventory(folder / "saved" / "final-inventory.xlsx")
    assert seal.whole
    assert seal == check_inventory(folder / "final-inventory.xlsx")
    before, after = (
        read_form(place / "moenv-summary.xlsx", importer="moenv-platform").lines for place in (folder, folder / "saved")
    )
    assert [(line.name, line.unit) for line in after] == [(line.name, line.unit) for line in before]
    assert [line.amount for line in after] == pytest.approx([line.amount for line in before], rel=1e-14)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("name", NAMES[1:])
def test_on_paper_every_number_has_room_and_chinese_can_be_selected(name: str, folder: Path) -> None:
    path = folder / "pages" / f"{name}.pdf"
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True).stdout.decode()
    assert "自行車鋁合金花鼓" in text
    assert "###" not in text
