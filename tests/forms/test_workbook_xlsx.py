"""Excel workbooks: what is stored is read, however it is written; what cannot be read is told of its cell."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from workbook_files import MAIN, check_table, values, worksheet, write_table, write_xlsx

from ef_training.errors import FormError
from ef_training.forms.files.formats import format_kind
from ef_training.forms.files.workbook import Area, Cell, Grid, Limits, open_book


def cells(path: Path, sheet: int = 0) -> dict[str, Cell]:
    return {cell.origin.cell: cell for cell in open_book(path).grids[sheet].cells.values()}


def test_the_table(tmp_path: Path) -> None:
    book = open_book(write_table(tmp_path / "made_up.xlsx"))
    check_table(book)
    assert book.remarks == ()


def test_a_workbook_named_csv_is_read_and_remarked(tmp_path: Path) -> None:
    book = open_book(write_table(tmp_path / "made_up.csv"))
    check_table(book)
    assert [str(remark) for remark in book.remarks] == [
        "the file is named made_up.csv but is an Excel workbook (.xlsx); it was read as that"
    ]
    assert "made_up.csv" in book.remarks[0].render("zh-TW")


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "XLSX"])
def test_fitting_names_are_not_remarked(tmp_path: Path, ending: str) -> None:
    assert open_book(write_table(tmp_path / f"form.{ending}")).remarks == ()


def test_values_of_openpyxl(tmp_path: Path) -> None:
    """Written by another library than the one the table is written with."""
    book = openpyxl.Workbook()
    sheet = book.active
    rows: list[list[Any]] = [
        [1, 2.5, "  文字 ", "", " ", None, True, False],
        [
            datetime(2024, 2, 29, 23, 59, 59),
            date(1900, 1, 1),
            date(1900, 3, 1),
            time(1, 30),
            timedelta(hours=30),
            "1.03E+00",
            -3,
            1e20,
        ],
    ]
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "form.xlsx")
    assert values(open_book(tmp_path / "form.xlsx").grids[0]) == {
        **{"A1": 1, "B1": 2.5, "C1": "文字", "G1": True, "H1": False},
        **{"A2": date(2024, 2, 29), "B2": date(1900, 1, 1), "C2": date(1900, 3, 1), "D2": "01:30:00", "E2": "30:00:00"},
        **{"F2": "1.03E+00", "G2": -3, "H2": 1e20},
    }


def test_days_since_1904(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "form.xlsx", {"date_1904": True}) as book:
        book.add_worksheet().write_datetime("A1", datetime(2024, 5, 6), book.add_format({"num_format": "yyyy/m/d"}))
    assert values(open_book(tmp_path / "form.xlsx").grids[0]) == {"A1": date(2024, 5, 6)}


def test_a_number_that_is_no_date_but_shown_as_one(tmp_path: Path) -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    path = write_xlsx(tmp_path / "form.xlsx", worksheet('<row r="1"><c r="A1" s="1"><v>5000000</v></c></row>'), styles=styles)
    assert "shown as a date but holds 5e+06" in str(cells(path)["A1"].fault)


@pytest.mark.parametrize(
    ("number", "code", "kind"),
    [
        *(
            (0, None, ""),
            (9, None, "percent"),
            (14, None, "date"),
            (27, None, "date"),
            (46, None, "duration"),
            (57, None, "date"),
        ),
        *((164, "General", ""), (164, "G/通用格式", ""), (164, "0.00E+00", ""), (164, "#,##0.00_);[Red]\\(#,##0.00\\)", "")),
        *((164, '0.0 "kg/d"', ""), (164, "0\\ \\d", ""), (164, "[$-404]e/m/d", "date"), (164, '[$-404]e"年"m"月"d"日"', "date")),
        *((164, "0.00%", "percent"), (164, '0" %"', ""), (164, "[h]:mm", "duration"), (164, "[mm]:ss", "duration")),
        *((164, "yyyy/mm/dd;@", "date"), (164, "[$NT$-404]#,##0", ""), (164, "@", ""), (164, '#,##0"元";d', "")),
    ],
)
def test_number_formats(number: int, code: str | None, kind: str) -> None:
    assert format_kind(number, code) == kind


def test_formulas(tmp_path: Path) -> None:
    """With a stored number, text, empty text and error; without any stored value; shared, and the first of several results."""
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>2x</v></c>'
        '<c r="C1" t="str"><f>IF(A1=1,1,"")</f><v></v></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="E1"><f>A1*2</f></c><c r="F1"><f>A1*2</f><v></v></c><c r="G1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" ref="A2:B2" si="0">A1</f><v>2</v></c>'
        '<c r="B2"><f t="shared" si="0"/><v>3</v></c></row>'
        '<row r="3"><c r="A3"><f t="array" ref="A3:A4">A1:A2</f><v>2</v></c><c r="B3"><v>1</v></c></row>'
        '<row r="4"><c r="A4"><v>2</v></c><c r="B4" t="b"><f>TRUE()</f><v>1</v></c></row>'
    )
    found = cells(write_xlsx(tmp_path / "form.xlsx", worksheet(rows)))
    assert {place for place, cell in found.items() if cell.formula} == {"A1", "B1", "A2", "B2", "A3", "B4"}
    assert (found["A1"].value, found["B1"].value, found["B4"].value) == (2, "2x", True)
    assert "C1" not in found
    assert str(found["D1"].fault) == "the cell shows the error #DIV/0!"
    for place in ("E1", "F1"):
        assert str(found[place].fault) == "the cell holds a formula without a stored value"
        assert found[place].value is None
        assert not found[place].empty


def test_formulas_of_openpyxl_have_no_stored_value(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([1, "=A1*2"])
    book.save(tmp_path / "form.xlsx")
    assert "without a stored value" in str(cells(tmp_path / "form.xlsx")["B1"].fault)


def test_errors(tmp_path: Path) -> None:
    found = cells(write_xlsx(tmp_path / "form.xlsx", worksheet('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>')))
    assert str(found["A1"].fault) == "the cell shows the error #REF!"
    assert found["A1"].value == "#REF!"


def test_texts(tmp_path: Path) -> None:
    """Shared and inline, in pieces, with reading aids, escapes and what only looks like one."""
    strings = (
        "<si><t>鋼</t></si><si><r><t>鋼</t></r><r><t xml:space='preserve'> 板</t></r><rPh sb='0' eb='1'><t>ㄍㄤ</t></rPh></si>"
        "<si><t>a_x000D_\nb_x005F_x0041__x0007_</t></si><si/>"
    )
    rows = (
        '<row r="1">' + "".join(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABCD")) + "</row>"
        '<row r="2"><c r="A2" t="inlineStr"><is><t>行</t></is></c>'
        '<c r="B2" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>'
        '<c r="C2" t="inlineStr"><is><t/></is></c><c r="D2"><v>12a</v></c><c r="E2" t="d"><v>2024-01-31T00:00:00</v></c></row>'
    )
    found = values(open_book(write_xlsx(tmp_path / "form.xlsx", worksheet(rows), strings=strings)).grids[0])
    assert found == {
        **{"A1": "鋼", "B1": "鋼 板", "C1": "a\r\nb_x0041_"},
        **{"A2": "行", "B2": "甲乙", "D2": "12a", "E2": date(2024, 1, 31)},
    }


def test_cells_and_rows_without_a_reference(tmp_path: Path) -> None:
    """Some programs leave references out: each then stands right of, or below, the one before, empty ones included."""
    rows = (
        '<row r="1"><c r="A1" s="0"/></row><row><c r="B2"><v>1</v></c><c s="0"/><c><v>2</v></c></row>'
        '<row r="5"/><row><c><v>3</v></c><c r="D6" s="0"/><c><v>4</v></c></row>'
    )
    found = values(open_book(write_xlsx(tmp_path / "form.xlsx", worksheet(rows))).grids[0])
    assert found == {"B2": 1, "D2": 2, "A6": 3, "E6": 4}


def test_other_spellings_of_the_xml(tmp_path: Path) -> None:
    """A prefix, comments and character data sections are XML too; the strict variant has another namespace."""
    rows = '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert values(open_book(write_xlsx(tmp_path / "prefix.xlsx", sheet)).grids[0]) == {"A1": 1}
    marked = worksheet('<!-- <c r="A1"/> --><row r="1"><c r="A1" t="str"><v><![CDATA[<c r="B1"/>]]></v></c></row>')
    assert values(open_book(write_xlsx(tmp_path / "marked.xlsx", marked)).grids[0]) == {"A1": '<c r="B1"/>'}
    strict = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>').replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert values(open_book(write_xlsx(tmp_path / "strict.xlsx", strict)).grids[0]) == {"A1": 1}


def test_part_names_in_another_spelling(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "form.xlsx", worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "other.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\").replace("sheet1", "Sheet1"), old.read(name))
    assert values(open_book(tmp_path / "other.xlsx").grids[0]) == {"A1": 1}


def test_merged_cells_keep_only_the_value_of_their_first(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>{n}</v></c></row>' for n in range(1, 5))
    merged = '<mergeCells><mergeCell ref="A1:A3"/><mergeCell ref="B4"/></mergeCells>'
    grid = open_book(write_xlsx(tmp_path / "form.xlsx", worksheet(rows, merged))).grids[0]
    assert values(grid) == {"A1": 1, "B1": 1, "B2": 2, "B3": 3, "A4": 4, "B4": 4}
    assert grid.merged == (Area(1, 1, 3, 1),)
    assert (grid.cell(2, 1).value, grid.cell(2, 1).filled) == (1, True)
    assert grid.area(3, 1) == Area(1, 1, 3, 1)
    assert grid.area(4, 1) is None


def test_areas_are_found_in_rows_without_cells() -> None:
    grid = Grid("a", {}, merged=(Area(2, 2, 3, 4),))
    assert [grid.area(row, 3) for row in (1, 2, 3, 4)] == [None, grid.merged[0], grid.merged[0], None]


def test_ghost_sheets_break_nothing(tmp_path: Path) -> None:
    """Copies of other files, charts, macros, sheets that are only listed, hidden ones; drawings nobody can read."""
    names = ["'file:///C:/資料/舊表.xlsx'#$原物料", "圖表", "巨集", "不在", "很隱藏", "a"]
    states = ["veryHidden", "visible", "hidden", "visible", "veryHidden", "visible"]
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" state="{states[n]}" r:id="r{n}"/>' for n, name in enumerate(names))
    kinds = ["worksheet", "chartsheet", "xlMacrosheet", "worksheet", "worksheet", "worksheet"]
    targets = ["sheet1", "chart", "macro", "absent", "sheet1", "sheet1"]
    relations = "".join(
        f'<Relationship Id="r{n}" Type="x/{kinds[n]}" Target="worksheets/{targets[n]}.xml"/>' for n in range(len(names))
    )
    book = open_book(
        write_xlsx(
            tmp_path / "form.xlsx",
            worksheet('<row r="1"><c r="A1"><v>1</v></c></row>', '<drawing r:id="r9" xmlns:r="x"/>'),
            workbook=f"<sheets>{sheets}</sheets><definedNames><definedName name='x'>#REF!</definedName></definedNames>",
            relations=relations
            + '<Relationship Id="r9" Type="x/externalLink" Target="file:///C:/old.xlsx" TargetMode="External"/>',
            parts={"xl/worksheets/chart.xml": "<chartsheet/>", "xl/worksheets/macro.xml": "<x/>", "xl/drawings/d.xml": "<no"},
        )
    )
    assert [(grid.title, grid.hidden) for grid in book.grids] == [("很隱藏", True), ("a", False)]
    told = [str(remark) for remark in book.remarks]
    assert len(told) == 4
    for name, text, words in zip(names, told, ("copy of another file", "no table", "no table", "not stored in it"), strict=False):
        assert name in text
        assert words in text


@pytest.mark.parametrize(
    ("sheet", "strings"),
    [
        (worksheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), "<si><t>x</t></si>"),
        (worksheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'), "<si><t>x</t></si>"),
        (worksheet('<row r="1"><c r="1A"><v>7</v></c></row>'), ""),
        (worksheet('<row r="1"><c r="A0"><v>7</v></c></row>'), ""),
        (worksheet('<row r="x"><c r="A1"><v>7</v></c></row>'), ""),
        (worksheet('<row r="1"><c r="A1"><v>7</v></row>'), ""),
        (worksheet("", '<mergeCells><mergeCell ref="A"/></mergeCells>'), ""),
        (worksheet('<row r="1"><c r="A1"><v>7</v></c></row>') + "more", ""),
        ("", ""),
    ],
)
def test_damaged_content_is_one_problem(tmp_path: Path, sheet: str, strings: str) -> None:
    with pytest.raises(FormError) as caught:
        open_book(write_xlsx(tmp_path / "form.xlsx", sheet, strings=strings))
    (problem,) = caught.value.problems
    assert "the workbook cannot be read" in str(problem.what)
    assert problem.where == "form.xlsx"


# ---- large ones


def formatted(rows: int, cells: str, attributes: str) -> Iterator[str]:
    """Yield the XML of a sheet with one filled cell above rows (and cells) that have only a format."""
    yield f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    row = "".join(f'<c r="{letter}%s" s="0"/>' for letter in cells)
    row = f'<row r="%s"{attributes}>{row}</row>' if row else f'<row r="%s"{attributes}/>'
    for begin in range(2, rows + 1, 10_000):
        yield "".join(row.replace("%s", str(number)) for number in range(begin, min(begin + 10_000, rows + 1)))
    yield "</sheetData></worksheet>"


MEASURE = r"""
import re, sys, time
from pathlib import Path
from ef_training.forms.files.workbook import open_book
begin = time.perf_counter()
book = open_book(Path(sys.argv[1]))
seconds = time.perf_counter() - begin
peak = re.search("VmHWM:[ \t]*([0-9]+) kB", Path("/proc/self/status").read_text()).group(1)
print(sum(len(grid.cells) for grid in book.grids), seconds, peak)
"""
LOOK = ' spans="1:20" s="0" customFormat="1" ht="16.5" customHeight="1"'


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell the memory of a process")
@pytest.mark.parametrize(
    ("rows", "letters", "attributes"), [(1_048_576, "", LOOK), (1_000_000, "A", ""), (50_000, "ABCDEFGHIJKLMNOPQRST", LOOK)]
)
def test_a_million_formatted_rows_or_cells_are_read_in_little_memory(
    tmp_path: Path, rows: int, letters: str, attributes: str
) -> None:
    path = write_xlsx(tmp_path / "form.xlsx", formatted(rows, letters, attributes))
    done = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True)
    found, seconds, kilobytes = done.stdout.split()
    assert found == "1"
    assert float(seconds) < 30  # about 3 on an idle machine
    assert int(kilobytes) < 200_000


def test_formatted_cells_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"<row>{'<c/>' * 100}</row>" for _ in range(100))
    path = write_xlsx(tmp_path / "form.xlsx", worksheet(rows))
    assert not open_book(path, limits=Limits(elements=10_300)).grids[0].cells
    with pytest.raises(FormError, match="far larger"):
        open_book(path, limits=Limits(elements=10_000))


def test_more_filled_cells_than_a_form_has_are_refused(tmp_path: Path) -> None:
    path = write_table(tmp_path / "form.xlsx")
    count = sum(len(grid.cells) for grid in open_book(path).grids)
    assert open_book(path, limits=Limits(filled=count))
    with pytest.raises(FormError, match="far larger"):
        open_book(path, limits=Limits(filled=count - 1))


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (f'<worksheet xmlns="{MAIN}">' + "<a>" * 5000, "nested too deeply"),
        (worksheet('<row r="1"><c r="A1" t="str"><v>' + "x" * 200_000 + "</v></c></row>"), "more text than a cell can"),
        (
            f'<worksheet xmlns="{MAIN}"><sheetData><row '
            + " ".join(f'a{n}="x"' for n in range(500_000))
            + "/></sheetData></worksheet>",
            "far larger",
        ),
    ],
)
def test_xml_made_to_fill_the_memory_is_refused(tmp_path: Path, sheet: str, words: str) -> None:
    with pytest.raises(FormError, match=words):
        open_book(write_xlsx(tmp_path / "form.xlsx", sheet))
