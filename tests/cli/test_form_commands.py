"""``form detect``, ``try``, ``new-importer`` and ``layouts``: what is printed, and the exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest

from ef_training.cli import main
from ef_training.cli.form_text import CUT, shortened, table
from ef_training.cli.show import columns
from ef_training.forms.layout import importer_names, load_importer

IMPORTERS = Path(__file__).parents[2] / "importers"
SAMPLE = IMPORTERS / "itri" / "sample.xlsx"


class Result:
    def __init__(self, code: int, out: str, err: str):
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run the command line in this process, as its entry point does."""

    def run_command(*arguments: str | Path) -> Result:
        monkeypatch.setattr("sys.argv", ["ef-training", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run_command


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (["訂單編號", "客戶", "品名", "數量", "單價"], ["PO-1", "甲", "螺絲", 100, 2.5]):
        book.active.append(row)
    book.save(tmp_path / "orders.xlsx")
    return tmp_path / "orders.xlsx"


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "料件"
    for row in (["料件名稱", "類別", "年度使用量", "計量單位"], ["鋼板", "原物料", "1,200.5", "公斤"]):
        book.active.append(row)
    book.save(tmp_path / "parts.xlsx")
    return tmp_path / "parts.xlsx"


# ---- detect


def test_detect_names_the_layout_and_why(run) -> None:
    result = run("form", "detect", SAMPLE, "--lang", "en")
    assert result.code == 0
    assert result.out.startswith("sample.xlsx: layout itri\n  score ")
    assert re.search(r"^  - \d+ of \d+ sheets found: 基本資料", result.out, re.MULTILINE)
    assert "\nNext:\n" in result.out
    assert result.err == ""


def test_detect_in_chinese(run) -> None:
    result = run("form", "detect", SAMPLE, "--lang", "zh-TW")
    assert result.code == 0
    assert "itri" in result.out
    assert "sheets found" not in result.out


def test_detect_as_json(run) -> None:
    content = json.loads(run("form", "detect", SAMPLE, "--json", "--lang", "en").out)
    assert content["layout"] == "itri"
    assert content["ranked"][0]["layout"] == "itri"
    assert {entry["layout"] for entry in content["ranked"]} == set(importer_names())
    assert all(set(entry) == {"layout", "score", "fits", "reasons"} for entry in content["ranked"])


def test_detect_ends_with_1_where_nothing_fits(run, orders: Path) -> None:
    result = run("form", "detect", orders, "--lang", "en")
    assert result.code == 1
    assert "no form layout fits this file" in result.err
    assert "Considered:" in result.out
    as_json = run("form", "detect", orders, "--json", "--lang", "en")
    assert as_json.code == 1
    assert json.loads(as_json.out)["layout"] is None


def test_detect_considers_further_importers(run, parts: Path) -> None:
    assert run("form", "new-importer", "parts", "--from", parts, "--out", parts.parent / "own", "--lang", "en").code == 0
    assert run("form", "detect", parts, "--lang", "en").code == 1
    result = run("form", "detect", parts, "--importers", parts.parent / "own", "--lang", "en")
    assert result.code == 0
    assert str(parts.parent / "own" / "parts") in result.out.splitlines()[0]


@pytest.mark.parametrize("command", ["detect", "try"])
def test_help_names_the_installed_layouts(run, command: str) -> None:
    text = " ".join(run("form", command, "--help").out.split())
    assert f"Installed layouts: {', '.join(importer_names())}" in text


# ---- try


def test_try_shows_rows_lines_and_what_was_noted(run) -> None:
    result = run("form", "try", SAMPLE, "--lang", "en")
    assert result.code == 0
    assert "sample.xlsx, read as itri (Standard inventory form)" in result.out
    for heading in ("Lines that result: ", "Not read: ", "Assumptions: ", "Problems: 0", "The form can be read as it is."):
        assert heading in result.out
    assert re.search(r"^  原物料!\S+ +M01 ", result.out, re.MULTILINE)


def test_try_ends_with_1_where_the_form_has_problems(run, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book["原物料"]
    row = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "M01")
    column = next(at for at in range(1, 20) if str(sheet.cell(row - 1, at).value).startswith("數量"))
    sheet.cell(row, column).value = "約 5900"
    book.save(tmp_path / "form.xlsx")
    result = run("form", "try", tmp_path / "form.xlsx", "--lang", "en")
    assert result.code == 1
    place = f"原物料!{sheet.cell(row, column).coordinate}"
    assert re.search(rf"^  1\. {place}: “約 5900” is an approximation", result.out, re.MULTILINE)
    assert f"A{row} ✗" in result.out
    assert "The form cannot be used yet" in result.out
    content = json.loads(run("form", "try", tmp_path / "form.xlsx", "--json", "--lang", "en").out)
    assert content["readable"] is False
    assert content["problems"][0]["where"] == place
    materials = next(one for one in content["tables"] if one["table"] == "materials")
    assert materials["rows"][0]["read"] is False


def test_try_as_json_holds_every_line(run) -> None:
    content = json.loads(run("form", "try", SAMPLE, "--json", "--importer", "itri").out)
    assert content["importer"] == "itri"
    assert content["readable"] is True
    assert set(content) == {"form", "importer", "readable", "tables", "lines", "problems", "assumptions", "ignored"}
    ids = {line["line_id"] for line in content["lines"]}
    assert {"M01", "M01-T1", "E01"} <= ids
    assert all(line["cell"] for line in content["lines"])


def test_try_needs_a_layout_that_fits(run, orders: Path) -> None:
    result = run("form", "try", orders, "--lang", "en")
    assert result.code == 1
    assert "no form layout fits this file" in result.err


# ---- new-importer and layouts


def test_new_importer_prints_path_and_next_steps(run, parts: Path) -> None:
    result = run("form", "new-importer", "parts", "--from", parts, "--out", parts.parent / "own", "--lang", "en")
    folder = parts.parent / "own" / "parts"
    assert result.code == 0
    assert result.out.strip() == str(folder / "importer.toml")
    assert load_importer(folder).id == "parts"
    assert f"--importer {folder}" in result.err
    assert "confidential" in result.err
    again = run("form", "new-importer", "parts", "--from", parts, "--out", parts.parent / "own", "--lang", "en")
    assert again.code == 1
    assert "already" in again.err


def test_new_importer_writes_below_the_current_folder(run, parts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(parts.parent)
    assert run("form", "new-importer", "parts", "--from", parts.name, "--lang", "zh-TW").code == 0
    assert (parts.parent / "importers" / "parts" / "importer.toml").is_file()
    assert run("form", "try", parts.name, "--importer", "importers/parts", "--lang", "en").code == 1


def test_layouts_lists_all(run) -> None:
    rows = json.loads(run("form", "layouts", "--json", "--lang", "en").out)
    assert [row["layout"] for row in rows] == list(importer_names())
    assert all(row["title"] and row["description"] for row in rows)
    text = run("form", "layouts", "--lang", "zh-TW").out
    assert all(name in text for name in importer_names())


# ---- tables


def test_tables_count_chinese_characters_twice() -> None:
    lines = list(table(("名稱", "數量"), [("鋼板", "12.5"), ("steel", "1")], frozenset((1,))))
    assert lines == ["  名稱   數量", "  鋼板   12.5", "  steel     1"]


def test_long_values_are_cut_to_one_line() -> None:
    assert shortened("a\nb") == "a b"
    cut = shortened("鋼" * 40)
    assert cut.endswith("…")
    assert columns(cut) <= CUT
