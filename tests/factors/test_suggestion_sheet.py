"""A copy of a form with drop-downs: the form stays what it is, the lists hold what was suggested, choices come back."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from fake_suggester import FakeSuggester
from suggestion_copies import CATALOGUE, IMPORTERS, content, drop_downs, suggest

from ef_training.errors import OutputError
from ef_training.factors.sheet.looks import candidate_text, set_width
from ef_training.factors.sheet.typed import NONE
from ef_training.factors.sheet.write import write_suggestions
from ef_training.forms import read_form
from ef_training.forms.detect import detect
from ef_training.forms.files.suggestions import TITLE
from ef_training.forms.files.workbook import open_book

SAMPLES = ("moenv-platform", "training-five-sheet", "stacked-tables")


@pytest.fixture(scope="module")
def sample() -> Path:
    return IMPORTERS / "moenv-platform" / "sample.xlsx"


@pytest.fixture(scope="module")
def copy(sample, tmp_path_factory) -> Path:
    """A copy of the platform's form with suggestions. Not to be changed."""
    out = tmp_path_factory.mktemp("copy") / "copy.xlsx"
    suggest(sample, out)
    return out


# ---------------------------------------------------------------- the form stays what it is


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_the_standard_form_is_read_as_before(forms, tmp_path, lang):
    form = forms["aluminium-hub", lang]
    suggested = suggest(form, tmp_path / "copy.xlsx", lang=lang, importer="itri")
    assert content(tmp_path / "copy.xlsx", importer="itri") == content(form, importer="itri")
    if lang == "en":
        assert detect(open_book(tmp_path / "copy.xlsx")).chosen() == "itri"
    assert suggested.notes == ()
    assert suggested.unplaced == ()
    assert [entry.line for entry in suggested.entries] == list(read_form(form).lines)


@pytest.mark.parametrize("name", SAMPLES)
def test_other_layouts_are_read_as_before(tmp_path, name):
    form = IMPORTERS / name / "sample.xlsx"
    suggested = suggest(form, tmp_path / "copy.xlsx", lang="en")
    assert content(tmp_path / "copy.xlsx") == content(form)
    assert suggested.notes == ()
    assert not suggested.unplaced


def test_what_is_not_added_stays(forms, tmp_path):
    form, out = forms["pp-food-box", "zh-TW"], tmp_path / "copy.xlsx"
    before = form.read_bytes()
    suggest(form, out, importer="itri")
    assert form.read_bytes() == before
    old, new = openpyxl.load_workbook(form), openpyxl.load_workbook(out)
    assert new.sheetnames == [*old.sheetnames, TITLE["zh-TW"]]
    for sheet in old:
        other = new[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                twin = other[cell.coordinate]
                assert (twin.value, twin.number_format, twin.fill.start_color.rgb, twin.font.b) == (
                    cell.value,
                    cell.number_format,
                    cell.fill.start_color.rgb,
                    cell.font.b,
                )
        assert other.merged_cells.ranges == sheet.merged_cells.ranges
        assert other.print_area == sheet.print_area
        assert other.print_title_rows == sheet.print_title_rows
        assert other.freeze_panes == sheet.freeze_panes
        assert other.sheet_state == sheet.sheet_state
        widths = {letter: dimension.width for letter, dimension in sheet.column_dimensions.items()}
        assert widths.items() <= {letter: one.width for letter, one in other.column_dimensions.items()}.items()
        rules = {(str(rule.sqref), rule.formula1) for rule in sheet.data_validations.dataValidation}
        assert rules <= {(str(rule.sqref), rule.formula1) for rule in other.data_validations.dataValidation}


def with_formula(sample: Path, path: Path) -> Path:
    """A form of which one amount is a formula with a stored result, as Excel saves it."""
    book = openpyxl.load_workbook(sample)
    sheet = book.active
    sheet["D10"] = "=C40*2"
    sheet["N40"] = '=IF(1<2,"a&b","")'
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    text = re.sub(r"(<f>C40\*2</f>)<v ?/?>(</v>)?", r"\1<v>504000</v>", parts[name].decode())
    text = re.sub(r'(<c r="N40"[^>]*)>(<f>.*?</f>)<v ?/?>(</v>)?', r'\1 t="str">\2<v>a&amp;b</v>', text)
    with zipfile.ZipFile(path, "w") as archive:
        for part, body in parts.items():
            archive.writestr(part, text if part == name else body)
    return path


def test_formulas_stay_formulas_and_keep_their_results(sample, tmp_path):
    form, out = with_formula(sample, tmp_path / "form.xlsx"), tmp_path / "copy.xlsx"
    assert read_form(form, importer="moenv-platform").lines[0].amount == 504000
    suggest(form, out)
    assert content(out) == content(form)
    assert openpyxl.load_workbook(out).worksheets[0]["D10"].value == "=C40*2"
    results = openpyxl.load_workbook(out, data_only=True).worksheets[0]
    assert (results["D10"].value, results["N40"].value) == (504000, "a&b")


def test_lists_that_excel_keeps_as_an_extension_are_put_back(sample, tmp_path):
    form, out = tmp_path / "form.xlsx", tmp_path / "copy.xlsx"
    with zipfile.ZipFile(sample) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    extension = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list" allowBlank="1" '
        'showErrorMessage="1"><x14:formula1><xm:f>$A$1:$A$5</xm:f></x14:formula1><xm:sqref>E10:E12 E14</xm:sqref>'
        "</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</worksheet>", extension.encode())
    parts["xl/ctrlProps/ctrlProp1.xml"] = b"<formControlPr/>"
    parts["xl/vbaProject.bin"] = b"x"
    with zipfile.ZipFile(form, "w") as archive:
        for part, body in parts.items():
            archive.writestr(part, body)
    suggested = suggest(form, out)
    rules = openpyxl.load_workbook(out).worksheets[0].data_validations.dataValidation
    assert ("E10:E12 E14", "$A$1:$A$5", "list") in {(str(rule.sqref), rule.formula1, rule.type) for rule in rules}
    said = " ".join(note.render("en") for note in suggested.notes)
    assert "macros" in said
    assert "form controls" in said
    assert not {"xl/vbaProject.bin", "xl/ctrlProps/ctrlProp1.xml"} & set(zipfile.ZipFile(out).namelist())


def test_protected_and_hidden_sheets_and_hidden_columns(sample, tmp_path):
    book = openpyxl.load_workbook(sample)
    sheet = book.active
    sheet.protection.sheet = True
    sheet.protection.password = "x"
    sheet.column_dimensions.group("M", "XFD", hidden=True)
    form, out = tmp_path / "form.xlsx", tmp_path / "copy.xlsx"
    book.create_sheet("空白")
    sheet.sheet_state = "hidden"
    book.active = 1
    book.save(form)
    suggest(form, out)
    assert content(out) == content(form)
    new = openpyxl.load_workbook(out)
    twin = new[sheet.title]
    assert twin.sheet_state == "hidden"
    assert twin.protection.sheet
    assert twin.protection.password == sheet.protection.password
    cells = [cell for cell, _ in drop_downs(new).values()]
    assert cells
    assert not any(cell.protection.locked for cell in cells)
    assert twin["D10"].protection.locked
    columns = {cell.column_letter for cell in cells}
    assert columns == {"M"}
    assert not twin.column_dimensions["M"].hidden
    assert not twin.column_dimensions["N"].hidden
    assert twin.column_dimensions["O"].hidden
    assert (twin.column_dimensions["O"].min, twin.column_dimensions["O"].max) == (15, 16384)


def test_one_column_of_a_group_gets_its_own_width():
    sheet = openpyxl.Workbook().active
    sheet.column_dimensions.group("B", "F", hidden=True)
    set_width(sheet, 4, 33)
    stream = io.BytesIO()
    sheet.parent.save(stream)
    found = openpyxl.load_workbook(stream).active.column_dimensions
    assert {letter: (one.min, one.max, one.hidden) for letter, one in found.items()} == {
        "B": (2, 3, True),
        "D": (4, 4, False),
        "E": (5, 6, True),
    }
    assert found["D"].width == 33


# ---------------------------------------------------------------- what is added


def test_every_list_holds_the_candidates_of_its_line(sample, copy):
    lists = drop_downs(openpyxl.load_workbook(copy))
    fake = FakeSuggester(CATALOGUE)
    lines = read_form(sample, importer="moenv-platform").lines
    assert list(lists) == [line.line_id for line in lines]
    for line in lines:
        cell, texts = lists[line.line_id]
        suggestion = fake.suggest(line)
        assert cell.value is None
        assert texts == [*(candidate_text(candidate, "zh-TW") for candidate in suggestion.candidates), NONE]
        assert (cell.row, cell.parent.title) == (int(line.origin.cell[1:]), line.origin.sheet)
        said = cell.offset(column=1).value or ""
        assert ("=1+1" in said) == (suggestion.nothing is not None)


def test_the_text_of_a_candidate_can_be_read():
    (line,) = [
        line for line in read_form(IMPORTERS / "moenv-platform" / "sample.xlsx", importer=None).lines if line.line_id == "L11"
    ]
    candidate = FakeSuggester(CATALOGUE, name="很長的名稱" * 20).suggest(line, limit=1).candidates[0]
    parts = candidate_text(candidate, "en").split("｜")
    assert parts[0] == candidate.target
    assert parts[1].endswith("…")
    assert len(parts[1]) < 25
    assert " kgCO2e/" in parts[2]
    assert len(candidate_text(candidate, "zh-TW")) < 255


def test_a_leg_told_on_the_row_of_its_goods_has_columns_of_its_own(tmp_path):
    form, out = IMPORTERS / "training-five-sheet" / "sample.xlsx", tmp_path / "copy.xlsx"
    suggested = suggest(form, out)
    places = {entry.line.line_id: entry.slot for entry in suggested.entries}
    goods, first, second = (places[line_id] for line_id in ("M02", "M02-T1", "M02-T2"))
    assert goods.row == first.row == second.row
    assert (first.column - goods.column, second.column - goods.column) == (2, 4)
    sheet = openpyxl.load_workbook(out)[goods.sheet]
    heads = [sheet.cell(4, column).value for column in range(goods.column, goods.column + 6)]
    assert heads == [
        "建議係數（選一個）",
        "係數說明",
        "建議係數：運輸段 1",
        "係數說明：運輸段 1",
        "建議係數：運輸段 2",
        "係數說明：運輸段 2",
    ]
    legs = [entry for entry in suggested.entries if entry.line.parent and entry.suggestion.candidates]
    names = {entry.line.line_id: entry.line.name for entry in suggested.entries}
    assert len(legs) > 5
    for leg in legs:
        assert names[leg.line.parent] in leg.suggestion.candidates[0].reasons[0].render("en")


def test_nothing_that_is_written_can_start_a_formula(sample, tmp_path):
    book = openpyxl.load_workbook(sample)
    cell = book.active["C10"]
    cell.value, cell.data_type = '=HYPERLINK("http://x")', "s"
    form, out = tmp_path / "form.xlsx", tmp_path / "copy.xlsx"
    book.save(form)
    write_suggestions(form, out, suggester=FakeSuggester(CATALOGUE, name="=1+1"), catalogue=CATALOGUE)
    new = openpyxl.load_workbook(out)
    before = {cell.coordinate for row in book.active.iter_rows() for cell in row if cell.data_type == "f"}
    formulas = {cell.coordinate for sheet in new for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas == before
    texts = [cell for row in new[TITLE["zh-TW"]].iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert {cell.value for cell in texts} >= {'=HYPERLINK("http://x")', "=1+1", "=2+2"}
    assert all(cell.quotePrefix for cell in texts)


def test_a_sheet_of_that_name_stays(sample, tmp_path):
    book = openpyxl.load_workbook(sample)
    book.create_sheet(TITLE["zh-TW"])["A1"] = "貴公司自己的表"
    form, out = tmp_path / "form.xlsx", tmp_path / "copy.xlsx"
    book.save(form)
    suggest(form, out)
    new = openpyxl.load_workbook(out)
    assert new.sheetnames[-2:] == ["候選係數", "候選係數 2"]
    assert new["候選係數"]["A1"].value == "貴公司自己的表"
    assert content(out) == content(form)


def test_a_table_of_text_becomes_a_workbook(tmp_path):
    folder = IMPORTERS / "activity-list"
    basics, out = folder / "basics.xlsx", tmp_path / "copy.xlsx"
    suggested = suggest(folder / "sample.csv", out, basics=basics)
    assert "no .xlsx" in suggested.notes[0].render("en")
    assert len(suggested.notes) == 1
    before, after = (content(path, basics=basics) for path in (folder / "sample.csv", out))
    assert [line["amount"] for line in after["lines"]] == [line["amount"] for line in before["lines"]]
    assert after["targets"] == before["targets"]


@pytest.mark.parametrize("name", ["form.xlsx", "copy.xls", "folder.xlsx"])
def test_places_that_are_refused(sample, tmp_path, name):
    form = tmp_path / "form.xlsx"
    shutil.copy(sample, form)
    (tmp_path / "folder.xlsx").mkdir()
    before = form.read_bytes()
    with pytest.raises(OutputError):
        suggest(form, tmp_path / name)
    assert form.read_bytes() == before


def test_a_link_to_the_form_is_refused_too(sample, tmp_path):
    form, link = tmp_path / "form.xlsx", tmp_path / "link.xlsx"
    shutil.copy(sample, form)
    link.symlink_to(form)
    with pytest.raises(OutputError, match="place of the form"):
        suggest(form, link)


def test_a_form_with_problems_gets_suggestions_for_what_could_be_read(sample, tmp_path):
    book = openpyxl.load_workbook(sample)
    book.active["D10"] = "約 500"
    form, out = tmp_path / "form.xlsx", tmp_path / "copy.xlsx"
    book.save(form)
    suggested = suggest(form, out)
    assert "L01" not in {entry.line.line_id for entry in suggested.entries}
    assert len(suggested.entries) == 21
    assert "problems of the form" in suggested.notes[0].render("en")
