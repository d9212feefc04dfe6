"""What somebody chose in a copy with suggestions is read back, and what names no factor is a problem with its cell."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from suggestion_copies import IMPORTERS, drop_downs, suggest

from ef_training.errors import FormError
from ef_training.factors.sheet.chosen import names_in_copy, read_answers, read_choices
from ef_training.factors.sheet.typed import NONE, Choice
from ef_training.factors.sheet.write import read_chosen
from ef_training.forms import read_form
from ef_training.forms.files.suggestions import CHOICE


@pytest.fixture(scope="module")
def sample() -> Path:
    return IMPORTERS / "moenv-platform" / "sample.xlsx"


@pytest.fixture(scope="module")
def copy(sample, tmp_path_factory) -> Path:
    """A copy of the platform's form with suggestions. Not to be changed."""
    out = tmp_path_factory.mktemp("copy") / "copy.xlsx"
    suggest(sample, out)
    return out


def choose(copy: Path, out: Path, texts: dict[str, str]) -> Path:
    """Write into the drop-downs of a copy."""
    book = openpyxl.load_workbook(copy)
    cells = drop_downs(book)
    for line_id, text in texts.items():
        cells[line_id][0].value = text
    book.save(out)
    return out


@pytest.fixture(scope="module")
def lists(copy) -> dict[str, list[str]]:
    """The candidates of every line that has some; the last entry of each list, that none is acceptable, left out."""
    return {line_id: texts[:-1] for line_id, (_, texts) in drop_downs(openpyxl.load_workbook(copy)).items() if texts[:-1]}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_chosen_is_read_back(copy, lists, tmp_path, data):
    lines = data.draw(st.lists(st.sampled_from(sorted(lists)), unique=True))
    texts = {line_id: data.draw(st.sampled_from(lists[line_id])) for line_id in lines}
    chosen = choose(copy, tmp_path / "chosen.xlsx", texts)
    assert read_chosen(chosen) == {line_id: ("factor", text.split("｜")[0]) for line_id, text in texts.items()}


def test_texts_typed_by_hand(copy, tmp_path):
    typed = {
        "L01": "moenv-24a2201d",
        "L02": " 電力 MOENV-24A2201D 2022",
        "L03": "R-134a@AR6",
        "L04": "moenv-24a2201d × 0.32",
        "L05": "r134a@ar6 * 32 %",
    }
    chosen = choose(copy, tmp_path / "chosen.xlsx", typed)
    assert read_choices(chosen) == {
        "L01": Choice("factor", "moenv-24a2201d"),
        "L02": Choice("factor", "moenv-24a2201d"),
        "L03": Choice("gwp", "R-134a@AR6"),
        "L04": Choice("factor", "moenv-24a2201d", 0.32),
        "L05": Choice("gwp", "R-134a@AR6", 0.32),
    }
    assert read_chosen(chosen)["L05"] == ("gwp", "R-134a@AR6")


def test_every_text_that_names_no_factor_is_a_problem_with_its_cell(copy, tmp_path):
    typed = {"L01": "moenv-00000000", "L02": "電力", "L03": "moenv-24a2201d moenv-46c8b0b0", "L04": "moenv-24a2201d"}
    chosen = choose(copy, tmp_path / "chosen.xlsx", typed)
    with pytest.raises(FormError) as raised:
        read_chosen(chosen)
    assert [problem.where.rpartition("!")[2] for problem in raised.value.problems] == ["M10", "M11", "M13"]
    assert all(problem.mend for problem in raised.value.problems)


UNREAD = {
    "L01": "moenv-24a2201d × -1",
    "L02": "moenv-24a2201d × 0",
    "L03": "moenv-24a2201d × 1/3",
    "L04": "moenv-24a2201d × 1.05 kg/kg",
    "L05": "moenv-24a2201d × 百分之五",
    "L06": "moenv-24a2201d abc",
    "L07": "moenv-24a2201d 2",
    "L08": "moenv-24a2201d × 1,500",
    "L09": "R-134a@AR6 × nan",
    "L10": "2 moenv-24a2201d",
    "L11": "moenv-24a2201d×2×3",
    "L12": "moenv-24a2201d × 1e999",
    "L13": "2 × moenv-24a2201d × 3",
}
READ = {
    "L01": ("moenv-24a2201d × 1,5", 1.5),
    "L02": ("moenv-24a2201d x 2", 2.0),
    "L03": ("moenv-24a2201d ×1e3", 1000.0),
    "L04": ("MOENV-24A2201D＊１２．５％", 0.125),
    "L05": ("0.5 × moenv-24a2201d", 0.5),
    "L06": ("moenv-24a2201d X3", 3.0),
    "L07": ("moenv-24a2201d｜電力碳足跡(2022)｜0.6058 kgCO2e/度(kWh)｜2022 × 32 %", 0.32),
    "L08": ("moenv-24a2201d｜電力碳足跡(2022)｜0.6058 kgCO2e/度(kWh)｜2022", None),
    "L09": ("電力碳足跡(2022) (moenv-24a2201d)", None),
    "L10": ("moenv-24a2201d   電力碳足跡(2022)   0.6058 kg CO2e/度(kwh)  2022", None),
    "L11": ("moenv-24a2201d × 1,234.5", 1234.5),
}


def test_what_stands_beside_an_id_and_is_no_multiplier_is_a_problem_with_its_cell(copy, tmp_path):
    chosen = choose(copy, tmp_path / "chosen.xlsx", UNREAD)
    with pytest.raises(FormError) as raised:
        read_choices(chosen)
    cells = drop_downs(openpyxl.load_workbook(copy))
    assert {problem.where.rpartition("!")[2] for problem in raised.value.problems} == {
        cells[line][0].coordinate for line in UNREAD
    }
    assert all("no multiplier that can be read" in str(problem.what) and problem.mend for problem in raised.value.problems)


def test_multipliers_that_have_one_reading_are_read(copy, tmp_path):
    chosen = choose(copy, tmp_path / "chosen.xlsx", {line: text for line, (text, _) in READ.items()})
    assert {line: choice.multiplier for line, choice in read_choices(chosen).items()} == {
        line: pytest.approx(value) if value else None for line, (_, value) in READ.items()
    }


def test_a_formula_without_a_stored_result_is_no_empty_cell(copy, tmp_path):
    chosen = choose(copy, tmp_path / "chosen.xlsx", {"L01": '="moenv-"&"24a2201d"', "L02": "moenv-24a2201d"})
    with pytest.raises(FormError) as raised:
        read_choices(chosen)
    (problem,) = raised.value.problems
    assert problem.where.endswith(drop_downs(openpyxl.load_workbook(copy))["L01"][0].coordinate)


def test_none_acceptable_is_an_answer_of_its_own(copy, lists, tmp_path):
    """It is the last entry of every list, also where there is no candidate."""
    for _, texts in drop_downs(openpyxl.load_workbook(copy)).values():
        assert texts[-1] == NONE
    chosen = choose(copy, tmp_path / "chosen.xlsx", {"L01": NONE, "L02": "無", "L03": "moenv-24a2201d", "L04": " None "})
    assert read_answers(chosen) == {
        "L01": Choice("none", ""),
        "L02": Choice("none", ""),
        "L03": Choice("factor", "moenv-24a2201d"),
        "L04": Choice("none", ""),
    }
    assert list(read_choices(chosen)) == ["L03"]
    said = [entry.what.render("en") for entry in read_form(chosen, importer=None).assumptions]
    assert any("factors chosen in the drop-downs of this copy: 1" in text for text in said)


def test_the_lines_of_a_copy_have_names(copy, sample):
    assert names_in_copy(copy) == {line.line_id: line.name for line in read_form(sample, importer=None).lines}


def test_a_drop_down_that_was_moved_is_found_by_its_name(copy, tmp_path):
    """Spreadsheet programs move a workbook's names along when rows are inserted; openpyxl does not, so it is done by hand."""
    book = openpyxl.load_workbook(copy)
    (cell, texts) = drop_downs(book)["L01"]
    sheet = cell.parent
    sheet["M60"].value = texts[0]
    name = next(name for name in book.defined_names.values() if name.attr_text.endswith("$M$10"))
    name.attr_text = name.attr_text.replace("$M$10", "$M$60")
    book.save(tmp_path / "moved.xlsx")
    assert list(read_chosen(tmp_path / "moved.xlsx")) == ["L01"]


def test_the_reader_of_forms_says_that_it_does_not_use_the_choices(copy, lists, tmp_path):
    chosen = choose(copy, tmp_path / "chosen.xlsx", {"L01": "moenv-24a2201d", "L02": "moenv-24a2201d"})
    said = [entry.what.render("en") for entry in read_form(chosen, importer=None).assumptions]
    assert any(text.startswith("factors chosen in the drop-downs of this copy: 2") for text in said)
    assert not any("drop-downs" in entry.what.render("en") for entry in read_form(copy, importer=None).assumptions)


def test_a_form_without_suggestions_is_no_copy(sample):
    with pytest.raises(FormError, match="no copy"):
        read_chosen(sample)


def test_a_column_of_that_name_without_the_sheet_is_not_passed_over(sample, tmp_path):
    book = openpyxl.load_workbook(sample)
    book.active["M9"], book.active["M10"] = CHOICE["zh-TW"], "moenv-24a2201d"
    book.active["M9"].font = Font(bold=True)
    book.active.add_data_validation(DataValidation(type="list", formula1='"a,b"', sqref="M10"))
    book.save(tmp_path / "form.xlsx")
    ignored = [row.reason.render("en") for row in read_form(tmp_path / "form.xlsx", importer=None).ignored]
    assert any(CHOICE["zh-TW"] in text for text in ignored)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_keeps_lists_and_choices(copy, lists, sample, tmp_path):
    texts = {"L01": lists["L01"][-1]} if "L01" in lists else {line_id: found[-1] for line_id, found in [*lists.items()][:1]}
    chosen = choose(copy, tmp_path / "chosen.xlsx", texts)
    out = tmp_path / "saved"
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", out, chosen]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = out / "chosen.xlsx"
    assert read_chosen(saved) == {line_id: ("factor", text.split("｜")[0]) for line_id, text in texts.items()}
    before, after = (read_form(path, importer=None).lines for path in (sample, saved))
    assert [(line.line_id, line.name, line.amount, line.unit) for line in after] == [
        (line.line_id, line.name, line.amount, line.unit) for line in before
    ]
    rules = openpyxl.load_workbook(saved).worksheets[0].data_validations.dataValidation
    assert sum(rule.type == "list" for rule in rules) == len(before)
