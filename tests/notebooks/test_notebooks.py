"""Every notebook runs from top to bottom, and stands in the project without outputs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
FIGURES = {"extend-a-method-pack": 0, "hotspots": 2, "two-views": 1, "write-an-importer": 0}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def _name(path: Path) -> str:
    return path.stem


def _outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def test_all_notebooks_are_known() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(FIGURES)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_name)
def test_runs(path: Path, tmp_path: Path, brightway_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cell raises or writes to stderr, all figures are shown, nothing is left in the working directory."""
    monkeypatch.setenv("BRIGHTWAY2_DIR", str(brightway_folder))
    monkeypatch.setenv("MPLBACKEND", "agg")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = _outputs(notebook)
    assert [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"] == []
    assert sum("image/svg+xml" in output.get("data", {}) for output in outputs) == FIGURES[path.stem]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_name)
def test_reads_like_a_lesson(path: Path) -> None:
    """Headings are Chinese and English, every cell of code has an explanation above it or stands under one."""
    notebook = nbformat.read(path, as_version=4)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    headings = [line for text in texts for line in text.splitlines() if line.startswith("#")]
    assert len(headings) >= 6
    assert all(re.search(r"[\u4e00-\u9fff]", heading) and " · " in heading for heading in headings)
    assert sum(len(text) for text in texts) > 1500


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_name)
def test_is_stored_clean(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata == METADATA
    assert _outputs(notebook) == []
    assert all(cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")
    assert all(cell.metadata == {} for cell in notebook.cells)


def test_process_that_stays_open_keeps_what_another_wrote(tmp_path: Path) -> None:
    """A notebook that stays open while the command line imports a form does not lose that form's databases."""
    from openpyxl import load_workbook

    import ef_training as ef

    forms = {}
    for code in ("open-first", "elsewhere", "open-again"):
        forms[code] = tmp_path / f"{code}.xlsx"
        ef.write_form(forms[code], lang="en", example="pp-food-box")
        workbook = load_workbook(forms[code])
        workbook["Basics"]["B5"] = code
        workbook.save(forms[code])
    here = ef.import_form(forms["open-first"])
    command = [sys.executable, "-m", "ef_training", "import", str(forms["elsewhere"])]
    there = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout.splitlines()
    here += ef.import_form(forms["open-again"])

    import bw2data

    assert {*here, *there} <= set(bw2data.databases)
    assert len({*here, *there}) == 6
