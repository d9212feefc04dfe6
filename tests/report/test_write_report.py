"""Everything that is made of the folder of a run."""

from __future__ import annotations

import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from ef_training.errors import OutputError
from ef_training.report import write_report

CHARTS = [
    "heatmap",
    "pareto",
    "sankey-climate-change",
    "stage-shares",
    "tree-climate-change",
    "two-views",
    "waterfall-climate-change",
]


@pytest.fixture(scope="module")
def elsewhere(run_path: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """The folder of a run, moved, with all that is made of it."""
    folder = tmp_path_factory.mktemp("moved") / "elsewhere"
    shutil.copytree(run_path, folder)
    return folder, write_report(folder, lang="zh-TW")


def test_page_workbook_word_file_and_charts_from_the_folder_alone(elsewhere: tuple[Path, list[Path]]) -> None:
    folder, written = elsewhere
    names = sorted(str(path.relative_to(folder)) for path in written)
    charts = [f"charts/{name}.{kind}" for name in CHARTS for kind in ("png", "svg")]
    assert names == sorted([*charts, "report.docx", "report.html", "report.xlsx"])
    assert all(path.stat().st_size > 2000 for path in written)
    assert not list(folder.rglob("*.part"))


def test_the_word_file_holds_the_pictures_that_stand_beside_it(elsewhere: tuple[Path, list[Path]]) -> None:
    folder, _ = elsewhere
    with ZipFile(folder / "report.docx") as archive:
        inside = {archive.read(name) for name in archive.namelist() if name.startswith("word/media/")}
    assert inside == {path.read_bytes() for path in (folder / "charts").glob("*.png")}


def test_formats_and_place_can_be_chosen(run_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    assert write_report(run_path, lang="en", out=out, formats=("html",)) == [out / "report.html"]
    assert [path.name for path in out.iterdir()] == ["report.html"]
    assert [path.name for path in write_report(run_path, lang="en", out=out, formats=("docx",))] == ["report.docx"]
    assert not (out / "charts").exists()


def test_the_same_folder_gives_the_same_page_workbook_and_word_file(run_path: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_report(run_path, lang="en", out=tmp_path / name, formats=("html", "xlsx", "docx"))
    for name in ("report.html", "report.xlsx", "report.docx"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_folder_that_is_no_run_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is not the folder of a run"):
        write_report(tmp_path, lang="en")


def test_a_place_that_cannot_be_written_is_one_clear_error(run_path: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands here")
    with pytest.raises(OutputError, match="cannot write"):
        write_report(run_path, lang="en", out=tmp_path / "out", formats=("xlsx",))
    (tmp_path / "busy" / "report.xlsx").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"cannot write .*report\.xlsx"):
        write_report(run_path, lang="en", out=tmp_path / "busy", formats=("xlsx",))
