"""``ef-training form show``: the inventory in words, for programs, and as a standard form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ef_training.cli.form_show import command
from ef_training.forms import read_form
from ef_training.inventory.export import as_dict, without_origins


def show(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_a_summary_names_outputs_keys_and_every_line(forms) -> None:
    result = show(forms["aluminium-hub", "en"], "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "per 1 piece (0.28 kg), Cradle to gate and distribution, 2024-01-01 to 2024-12-31" in result.output
    rows = [line.split() for line in result.output.splitlines()]
    assert ["E01", "Energy", "Electricity", "(meter", "of", "the", "whole", "plant)", "498,000", "kWh"] in [
        row[:10] for row in rows
    ]
    electricity = next(row for row in rows if row[:1] == ["E01"])
    assert electricity[-2:] == ["36,000", "0.5707"]
    hub = next(line for line in result.output.splitlines() if "Aluminium front hub" in line and "Target product" in line)
    assert hub.split()[-3:] == ["29.6%", "34.7%", "32.1%"]
    assert "236,800" in hub
    assert "Evaporated from sealing" in result.output
    inventory = read_form(forms["aluminium-hub", "en"], importer="itri")
    assert {line.line_id for line in inventory.lines} <= {row[0] for row in rows if row}


def test_the_words_of_the_form_are_those_of_the_language(forms) -> None:
    result = show(forms["aluminium-hub", "zh-TW"], "--lang", "zh-TW")
    assert result.exit_code == 0, result.output
    assert "標的產品全期" in result.output
    assert "陽極處理面積" in result.output


def test_json_holds_everything_with_places(forms) -> None:
    result = show(forms["pp-food-box", "zh-TW"], "--json")
    assert result.exit_code == 0, result.output
    inventory = read_form(forms["pp-food-box", "zh-TW"], importer="itri")
    assert without_origins(json.loads(result.output)) == without_origins(as_dict(inventory))
    assert json.loads(result.output)["lines"][0]["origins"]["amount"] == "原物料!D4"


def test_xlsx_is_a_form_that_says_the_same(forms, tmp_path: Path) -> None:
    result = show(forms["pp-food-box", "zh-TW"], "--xlsx", tmp_path / "normalised.xlsx")
    assert result.exit_code == 0, result.output
    old, new = (read_form(path, importer="itri") for path in (forms["pp-food-box", "zh-TW"], tmp_path / "normalised.xlsx"))
    assert without_origins(as_dict(old)) == without_origins(as_dict(new))


def test_json_and_xlsx_at_once_are_refused(forms, tmp_path: Path) -> None:
    result = show(forms["pp-food-box", "zh-TW"], "--json", "--xlsx", tmp_path / "x.xlsx", "--lang", "en")
    assert result.exit_code == 2
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize("option", ["--json", "--xlsx"])
def test_a_form_with_problems_is_not_shown(forms, tmp_path: Path, option: str) -> None:
    import openpyxl

    book = openpyxl.load_workbook(forms["pp-food-box", "en"])
    book["Materials"]["D4"] = "about 100"
    book.save(tmp_path / "bad.xlsx")
    arguments = [option] if option == "--json" else [option, tmp_path / "x.xlsx"]
    result = show(tmp_path / "bad.xlsx", *arguments)
    assert result.exception is not None
    assert "Materials!D4" in str(result.exception)
    assert not (tmp_path / "x.xlsx").exists()
