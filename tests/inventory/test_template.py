"""The form as it is written: what stands in it, what it proposes, how it prints."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ef_training.errors import DataError, FormError, OutputError
from ef_training.forms import read_form
from ef_training.forms.layout import load_importer
from ef_training.inventory.template import example_names, write_form, write_rows

LANGS = ("zh-TW", "en")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("empty")
    for lang in LANGS:
        write_form(folder / f"{lang}.xlsx", lang=lang)
    return {lang: folder / f"{lang}.xlsx" for lang in LANGS}


@pytest.mark.parametrize("lang", LANGS)
def test_every_sheet_and_header_of_the_definition_is_there(empty, lang) -> None:
    layout = load_importer("itri")
    book = openpyxl.load_workbook(empty[lang])
    sheets = [sheet for sheet in layout.sheets if not sheet.tables or any(table.written for table in sheet.tables)]
    assert {sheet.id for sheet in layout.sheets} - {sheet.id for sheet in sheets} == {"other"}
    assert book.sheetnames[:-1] == [sheet.title[lang] for sheet in sheets]
    assert book[book.sheetnames[-1]].sheet_state == "hidden"
    for sheet in sheets:
        texts = {str(cell.value).replace("\n", " ") for row in book[sheet.title[lang]].iter_rows() for cell in row if cell.value}
        for field in (field for table in sheet.tables for field in table.written):
            assert field.header(lang).replace("\n", " ") in texts


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_form_has_rows_to_fill_with_printed_ids(empty, lang) -> None:
    sheet = openpyxl.load_workbook(empty[lang])[load_importer("itri").sheet("materials").title[lang]]
    assert [sheet.cell(row, 1).value for row in (4, 5, 33)] == ["M01", "M02", "M30"]
    assert sheet.cell(33, 4).border.left.style == "thin"
    assert sheet.cell(4, 2).fill.start_color.rgb != sheet.cell(4, 11).fill.start_color.rgb


@pytest.mark.parametrize("lang", LANGS)
def test_drop_downs_hold_the_words_of_the_language(empty, lang) -> None:
    layout = load_importer("itri")
    book = openpyxl.load_workbook(empty[lang])
    sheet = book[layout.sheet("energy-water").title[lang]]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}

    def words(cell: str) -> list[str]:
        title, _, cells = rules[cell].formula1.rpartition("!")
        return [row[0].value for row in book[title.strip("'")][cells.replace("$", "")]]

    assert words("C4") == layout.vocabularies["group"].words(lang, ("energy", "water"))
    assert words("E4")[0] == "kWh"
    assert words("F4") == layout.vocabularies["level"].words(lang)
    assert rules["C4"].errorStyle == "stop"
    assert rules["E4"].errorStyle == "information"
    assert rules["D4"].type == "decimal"
    outputs = layout.sheet("outputs")
    keys = book[outputs.title[lang]]
    title, _, cells = rules["G4"].formula1.rpartition("!")
    assert title.strip("'") == outputs.title[lang]
    header = outputs.tables[1].field("name").header(lang)
    assert keys.cell(keys[cells.replace("$", "")][0][0].row - 1, 1).value == header
    assert all(rule.prompt for rule in rules.values())


def test_headers_are_frozen_and_every_sheet_prints_on_a4(empty) -> None:
    book = openpyxl.load_workbook(empty["zh-TW"])
    for sheet in (sheet for sheet in book.worksheets[:-1] if sheet.title != "產出與分配"):
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert book["產出與分配"].page_setup.fitToHeight == 1
    materials = book["原物料"]
    assert materials.freeze_panes == "C4"
    assert materials.print_title_rows == "$3:$3"


@pytest.mark.parametrize("name", example_names())
@pytest.mark.parametrize("lang", LANGS)
def test_made_up_examples_say_so(forms, name, lang) -> None:
    layout = load_importer("itri")
    book = openpyxl.load_workbook(forms[name, lang])
    for sheet in ("guide", "basics"):
        texts = [cell.value for row in book[layout.sheet(sheet).title[lang]].iter_rows(max_row=6) for cell in row]
        assert layout.texts["made_up"][lang] in texts


def test_an_empty_form_does_not(empty) -> None:
    sheet = openpyxl.load_workbook(empty["zh-TW"])["說明"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.value == "示範資料，數字為虛構"]


def test_text_that_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    names = ['=HYPERLINK("http://x","y")', "+1", "-1+2", "@SUM(A1)", "=1+1", "#REF!", "\t=2"]
    rows = {"process-flow": [{"number": number, "name": name} for number, name in enumerate(names, start=1)]}
    write_rows(tmp_path / "form.xlsx", rows)
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx")["製程流程"]
    for row, name in enumerate(names, start=4):
        cell = sheet.cell(row, 2)
        assert (cell.data_type, cell.value) == ("s", name)
        assert cell.quotePrefix or name == "#REF!"
    with zipfile.ZipFile(tmp_path / "form.xlsx") as archive:
        assert b"<f>" not in b"".join(archive.read(part) for part in archive.namelist())


def test_control_characters_of_the_data_do_not_break_the_workbook(tmp_path: Path) -> None:
    write_rows(tmp_path / "form.xlsx", {"process-flow": [{"number": 1, "name": "a\x00b\x0bc"}]})
    assert openpyxl.load_workbook(tmp_path / "form.xlsx")["製程流程"]["B4"].value == "abc"


def test_the_same_form_is_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_form(tmp_path / f"{name}.xlsx", lang="en", example="aluminium-hub")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    properties = openpyxl.load_workbook(tmp_path / "one.xlsx").properties
    assert properties.creator == "ef-training"
    assert properties.modified == properties.created


def test_a_path_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "nowhere" / "form.xlsx", tmp_path / "file" / "form.xlsx", tmp_path):
        with pytest.raises(OutputError) as caught:
            write_form(path)
        assert len(caught.value.problems) == 1
        assert str(path) in str(caught.value)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file"]


def test_links_name_their_lines_for_the_reader(forms) -> None:
    sheet = openpyxl.load_workbook(forms["aluminium-hub", "zh-TW"])["數據連結"]
    names = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=4) if row[0].value}
    assert names["M03"] == names["M03-T1"] == "密封軸承 6001-2RS（培林）"
    assert all(names.values())


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    write_form(path)
    before = path.read_bytes()
    with pytest.raises(DataError):
        write_rows(path, {"materials": [{"name": "x", "group": "unknown"}]})
    assert path.read_bytes() == before


def test_unknown_examples_and_languages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FormError, match="aluminium-hub"):
        write_form(tmp_path / "form.xlsx", example="nothing")
    with pytest.raises(FormError, match="zh-TW"):
        write_form(tmp_path / "form.xlsx", lang="fr")
    assert list(tmp_path.iterdir()) == []


def test_rows_that_do_not_fit_are_all_listed(tmp_path: Path) -> None:
    rows = {
        "materials": [{"name": "x", "group": "refrigerant", "amount": "3", "unit": "sack", "colour": "red"}],
        "nothing": [{}],
        "basics": {"period_start": "2024", "made_up": True},
    }
    with pytest.raises(DataError) as caught:
        write_rows(tmp_path / "form.xlsx", rows)
    assert [problem.where for problem in caught.value.problems] == [
        "materials 1, group", "materials 1, amount", "materials 1, unit", "materials 1, colour", "", "basics 1, period_start",
    ]  # fmt: skip


def test_numbers_dates_and_shares_are_numbers_dates_and_shares(tmp_path: Path) -> None:
    rows = {
        "basics": {"period_start": date(2024, 1, 1), "declared_amount": 1000},
        "materials": [{"name": "酸", "amount": 0.1234567, "concentration": 0.32}],
    }
    write_rows(tmp_path / "form.xlsx", rows)
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    amount, share = book["原物料"]["D4"], book["原物料"]["H4"]
    assert (amount.value, share.value, share.number_format) == (0.1234567, 0.32, "0.0##%")
    start = next(row[1] for row in book["基本資料"].iter_rows() if str(row[0].value).startswith("盤查期間起日"))
    assert start.is_date


def test_the_sample_in_the_importer_folder_is_the_hub_as_it_is_written_today(forms) -> None:
    from dataclasses import replace
    from importlib import resources

    with resources.as_file(resources.files("ef_training.importers") / "itri" / "sample.xlsx") as path:
        sample, fresh = read_form(path), read_form(forms["aluminium-hub", "zh-TW"])
        old, new = openpyxl.load_workbook(path), openpyxl.load_workbook(forms["aluminium-hub", "zh-TW"])
    assert sample.company == fresh.company
    assert [replace(line, origin=fresh.lines[0].origin, origins={}) for line in sample.lines] == [
        replace(line, origin=fresh.lines[0].origin, origins={}) for line in fresh.lines
    ]
    assert old.sheetnames == new.sheetnames
    for before, after in zip(old.worksheets, new.worksheets, strict=True):
        assert [[cell.value for cell in row] for row in before.iter_rows()] == [
            [cell.value for cell in row] for row in after.iter_rows()
        ]
