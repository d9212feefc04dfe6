"""The exercise of a course, through the command line: a form, suggestions, choices, comparison with the key."""

from __future__ import annotations

import json
import time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from command_line import done, run

from ef_training.factors import load_factors, load_gwp
from ef_training.factors.sheet.write import read_chosen
from ef_training.forms import read_form
from ef_training.practice.compare import picks_of_form, practise
from ef_training.practice.key import read_key


@pytest.fixture(scope="module")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled hub without the links that hold the answers."""
    form = tmp_path_factory.mktemp("exercise") / "exercise.xlsx"
    done("form", "new", "--out", form, "--example", "aluminium-hub", "--lang", "zh-TW")
    book = openpyxl.load_workbook(form)
    del book["數據連結"]
    book.save(form)
    return form


@pytest.fixture(scope="module")
def suggested(exercise: Path) -> tuple[Path, dict, str]:
    """The copy, what the command printed as JSON, and its notes."""
    copy = exercise.with_name("copy.xlsx")
    out, err = done("factors", "suggest", exercise, "--out", copy, "--importer", "itri", "--json", "--lang", "zh-TW")
    return copy, json.loads(out), err


def choose(copy: Path, out: Path, texts: dict[str, str], cells: dict[str, str]) -> Path:
    book = openpyxl.load_workbook(copy)
    for line_id, text in texts.items():
        sheet, cell = cells[line_id].split("!")
        book[sheet][cell].value = text
    book.save(out)
    return out


def test_every_line_has_candidates_or_a_reason(suggested):
    copy, content, err = suggested
    assert len(content["lines"]) == 47
    assert content["notes"] == []
    assert str(copy) in err
    assert read_chosen(copy) == {}
    for line in content["lines"]:
        assert bool(line["candidates"]) != bool(line["nothing"])
        assert len(line["candidates"]) <= 5
        assert line["cell"]
        scores = [candidate["score"] for candidate in line["candidates"]]
        assert scores == sorted(scores, reverse=True)
        assert all(candidate["reasons"] for candidate in line["candidates"])
    with_choice = [line for line in content["lines"] if line["candidates"]]
    assert len(with_choice) > 35


def test_it_takes_about_a_second(exercise, tmp_path):
    """The bound is generous: the machine may be busy."""
    began = time.perf_counter()
    done("factors", "suggest", exercise, "--out", tmp_path / "copy.xlsx", "--importer", "itri")
    assert time.perf_counter() - began < 10


def test_the_table_for_people(exercise, tmp_path):
    out, _ = done(
        "factors", "suggest", exercise, "--out", tmp_path / "copy.xlsx", "--importer", "itri", "--lang", "en", "--limit", "2"
    )
    lines = out.splitlines()
    assert lines[0].startswith("Line")
    assert sum(line.startswith(("M", "P", "E", "W", "A", "R", "T")) for line in lines) == 47
    electricity = next(line for line in lines if line.startswith("E01"))
    assert "moenv-24a2201d" in electricity


def test_choosing_and_comparing(exercise, suggested, tmp_path):
    copy, content, _ = suggested
    cells = {line["line_id"]: line["cell"] for line in content["lines"]}
    lists = {line["line_id"]: [one["target"] for one in line["candidates"]] for line in content["lines"]}
    picks = {line_id: targets[0] for line_id, targets in lists.items() if targets}
    chosen = choose(copy, tmp_path / "chosen.xlsx", {**picks, "E01": "moenv-cb94d636"}, cells)
    out, err = done(
        *("factors", "practise", exercise, "--importer", "itri", "--choices", chosen, "--key", "aluminium-hub"),
        *("--out", tmp_path / "results", "--json", "--lang", "en"),
    )
    result = json.loads(out)
    rows = {row["line_id"]: row for row in result["lines"]}
    assert result["judged"] == 47
    assert rows["E01"]["result"] == "year"
    assert rows["E01"]["effect"] == pytest.approx(rows["E01"]["key_value"] * (0.698 / 0.6058 - 1))
    assert result["effect"] == pytest.approx(sum(row["effect"] for row in result["lines"] if row["effect"] is not None))
    assert f"{result['right']} of 47 lines right" in result["score"]
    assert result["right"] == sum(row["result"] == "right" for row in result["lines"])
    assert (tmp_path / "results" / "practice.xlsx").is_file()
    assert "practice.xlsx" in err


def test_a_copy_brings_its_own_choices(suggested, tmp_path):
    copy, content, _ = suggested
    cells = {line["line_id"]: line["cell"] for line in content["lines"]}
    chosen = choose(copy, tmp_path / "chosen.xlsx", {"E01": "moenv-24a2201d", "E02": "moenv-9def8ae6"}, cells)
    out, _ = done("factors", "practise", chosen, "--importer", "itri", "--key", "aluminium-hub", "--lang", "en")
    first, *rest = out.splitlines()
    assert "of 47 lines right" in first
    assert any(line.startswith("E02") for line in rest)
    assert any(line.startswith("Right: ") and "E01" in line for line in rest)
    alone, _ = done("factors", "practise", chosen, "--importer", "itri", "--lang", "en")
    assert "未燃燒" in alone
    assert "Without a key" in alone.splitlines()[0]


def test_refusals_end_with_code_1_and_write_nothing(exercise, suggested, tmp_path):
    before = exercise.read_bytes()
    for arguments in (
        ("factors", "suggest", exercise, "--out", exercise),
        ("factors", "suggest", exercise, "--out", tmp_path / "copy.csv"),
        ("factors", "suggest", tmp_path / "nothing.xlsx", "--out", tmp_path / "copy.xlsx"),
        ("factors", "suggest", exercise, "--out", tmp_path / "no-folder" / "copy.xlsx", "--importer", "itri"),
        ("factors", "practise", exercise, "--choices", exercise, "--key", "aluminium-hub"),
        ("factors", "practise", exercise, "--key", tmp_path / "no-key.csv"),
    ):
        code, out, err = run(*arguments, "--lang", "en")
        assert (code, out) == (1, "")
        assert "Error" in err or "problems" in err
        assert "Traceback" not in err
    assert exercise.read_bytes() == before
    assert list(tmp_path.iterdir()) == []
    assert run("factors", "suggest", exercise)[0] == 2


def test_the_footprint_of_the_key_is_that_of_a_run(forms, hub_folder) -> None:
    inventory, catalogue, gwp = read_form(forms["aluminium-hub", "zh-TW"]), load_factors(), load_gwp()
    key = read_key("aluminium-hub", catalogue=catalogue, gwp=gwp)
    practice = practise(inventory, picks_of_form(inventory, catalogue), catalogue=catalogue, gwp=gwp, key=key)
    results = pd.read_csv(hub_folder / "results.csv")
    assert practice.key_total == pytest.approx(results.loc[results["view"] == "cfp", "value"].sum(), rel=1e-9)
