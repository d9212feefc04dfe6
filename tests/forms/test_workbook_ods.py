"""OpenDocument spreadsheets: values, errors, formulas, merged and hidden cells, repetition within bounds."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from workbook_files import FILES, check_table, values, write_ods

from ef_training.errors import FormError
from ef_training.forms.files.workbook import Area, Cell, open_book


def sheet(rows: str, name: str = "a", more: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{rows}</table:table>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(attributes: str = "", text: str | None = None, more: str = "") -> str:
    return f"<table:table-cell {attributes}>{more}{'' if text is None else f'<text:p>{text}</text:p>'}</table:table-cell>"


def read(path: Path) -> dict[str, Cell]:
    return {found.origin.cell: found for found in open_book(path).grids[0].cells.values()}


def refused(path: Path) -> str:
    with pytest.raises(FormError) as caught:
        open_book(path)
    (problem,) = caught.value.problems
    assert problem.where == path.name
    return str(problem.what)


def test_the_table_saved_by_libreoffice(tmp_path: Path) -> None:
    book = open_book(FILES / "made_up.ods")
    check_table(book)
    assert book.remarks == ()
    (tmp_path / "form.xlsx").write_bytes((FILES / "made_up.ods").read_bytes())
    assert "an OpenDocument spreadsheet (.ods)" in str(open_book(tmp_path / "form.xlsx").remarks[0])


def test_kinds_of_values(tmp_path: Path) -> None:
    kind = "office:value-type"
    cells = [
        cell(f'{kind}="float" office:value="1.5"', "1,5"),
        cell(f'{kind}="float" office:value="3"', "3"),
        cell(f'{kind}="percentage" office:value="0.32"', "32 %"),
        cell(f'{kind}="currency" office:currency="TWD" office:value="9000"', "NT$9,000"),
        cell(f'{kind}="date" office:date-value="2024-01-31"', "113/1/31"),
        cell(f'{kind}="date" office:date-value="2024-12-31T08:30:00"', "x"),
        cell(f'{kind}="time" office:time-value="PT30H05M00S"', "30:05"),
        cell(f'{kind}="boolean" office:boolean-value="true"', "WAHR"),
        cell(f'{kind}="string"', "甲<text:s text:c='2'/>乙<text:line-break/><text:span>丙</text:span><text:tab/>丁"),
        cell(f'{kind}="string" office:string-value="戊"'),
        cell("", "己", "<office:annotation><text:p>備註</text:p></office:annotation>"),
        cell("", None, "<draw:frame><draw:text-box><text:p>圖</text:p></draw:text-box></draw:frame>"),
        cell(f'{kind}="string"', " "),
    ]
    found = read(write_ods(tmp_path / "form.ods", sheet(row(*cells))))
    assert {place: found.value for place, found in found.items()} == {
        **{"A1": 1.5, "B1": 3, "C1": 0.32, "D1": 9000, "E1": date(2024, 1, 31), "F1": date(2024, 12, 31)},
        **{"G1": "30:05:00", "H1": True, "I1": "甲  乙\n丙\t丁", "J1": "戊", "K1": "己"},
    }
    assert [place for place, found in found.items() if found.percent] == ["C1"]


def test_two_paragraphs_are_two_lines(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "form.ods", sheet(row(cell('office:value-type="string"', "一</text:p><text:p>二"))))
    assert read(path)["A1"].value == "一\n二"


def test_formulas_and_errors(tmp_path: Path) -> None:
    """With a result, with the empty text as result, without result, with an error in today's and in older spelling."""
    cells = [
        cell('table:formula="of:=1+1" office:value-type="float" office:value="2"', "2"),
        cell('table:formula="of:=IF(1;&quot;&quot;)" office:value-type="string" office:string-value=""', ""),
        cell('table:formula="of:=IF(1;&quot;&quot;)"', ""),
        cell('table:formula="of:=1+1"'),
        cell('table:formula="of:=1+1" office:value-type="float"', "2"),
        cell('table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"', "#N/A"),
        cell('table:formula="of:=#REF!" office:value-type="float" office:value="0"', "#REF!"),
        cell('table:formula="of:=1/0" office:value-type="float" office:value="0"', "Err:502"),
        cell('office:value-type="string"', "#REF!1"),
    ]
    found = read(write_ods(tmp_path / "form.ods", sheet(row(*cells))))
    assert {place: str(found.fault) for place, found in found.items() if found.fault} == {
        "D1": "the cell holds a formula without a stored value",
        "E1": "the cell holds a formula without a stored value",
        "F1": "the cell shows the error #N/A",
        "G1": "the cell shows the error #REF!",
        "H1": "the cell shows the error Err:502",
    }
    assert (found["A1"].value, found["A1"].formula, found["I1"].value, found["I1"].formula) == (2, True, "#REF!1", False)
    assert not {"B1", "C1"} & found.keys()


def test_repeated_cells_and_rows(tmp_path: Path) -> None:
    one = 'office:value-type="float" office:value="1"'
    rows = (
        row(cell('table:number-columns-repeated="2"'), cell(f'{one} table:number-columns-repeated="2"', "1"), cell(one, "1"))
        + row(cell('table:style-name="x" table:number-columns-repeated="16384"'), more='table:number-rows-repeated="3"')
        + "<table:table-row-group><table:table-header-rows>"
        + row(cell(one, "1"), more='table:number-rows-repeated="2"')
        + "</table:table-header-rows></table:table-row-group>"
        + row(cell('table:style-name="x" table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048570"')
    )
    assert list(values(open_book(write_ods(tmp_path / "form.ods", sheet(rows))).grids[0])) == ["C1", "D1", "E1", "A5", "A6"]


def test_merged_cells(tmp_path: Path) -> None:
    text = 'office:value-type="string"'
    spans = 'table:number-columns-spanned="2" table:number-rows-spanned="2"'
    rows = row(cell(f"{text} {spans}", "甲"), "<table:covered-table-cell/>", cell(text, "乙")) + row(
        f"<table:covered-table-cell {text}><text:p>藏</text:p></table:covered-table-cell>",
        "<table:covered-table-cell/>",
        cell(spans),
    )
    grid = open_book(write_ods(tmp_path / "form.ods", sheet(rows))).grids[0]
    assert values(grid) == {"A1": "甲", "C1": "乙"}
    assert grid.merged == (Area(1, 1, 2, 2), Area(2, 3, 3, 4))
    assert (grid.cell(2, 1).value, grid.cell(2, 1).filled) == ("甲", True)


def test_hidden_and_ghost_sheets(tmp_path: Path) -> None:
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("ta1", "true"), ("ta2", "false"))
    )
    inside = row(cell('office:value-type="string"', "x"))
    ghost = "&apos;file:///C:/資料/舊表.ods&apos;#$原物料"
    tables = sheet(inside, "a", 'table:style-name="ta1"') + sheet(inside, "b", 'table:style-name="ta2"') + sheet(inside, ghost)
    more = f"<table:dde-links><table:dde-link>{sheet(inside, 'c')}</table:dde-link></table:dde-links>"
    book = open_book(write_ods(tmp_path / "form.ods", tables + more, styles=styles))
    assert [(grid.title, grid.hidden) for grid in book.grids] == [("a", False), ("b", True)]
    (remark,) = book.remarks
    assert "'file:///C:/資料/舊表.ods'#$原物料" in str(remark)
    assert "copy of another file" in str(remark)


@pytest.mark.parametrize(
    ("tables", "options", "words"),
    [
        ("", {"kind": "text"}, "no spreadsheet"),
        ("", {"manifest": "<x><manifest:encryption-data/></x>"}, "password"),
        ("", {"head": '<!DOCTYPE x [<!ENTITY a "b">]>'}, "document type definition"),
        ("<table:table>", {}, "cannot be read"),
        (sheet(sheet("", "b")), {}, "cannot be read"),
        (sheet(row(cell(more=cell()))), {}, "cannot be read"),
        (sheet(row(cell('table:number-columns-repeated="0"'))), {}, "cannot be read"),
        (sheet(row(cell('table:number-columns-repeated="x"'))), {}, "cannot be read"),
        (sheet(row(cell('office:value-type="date" office:date-value="31.1.2024"'))), {}, "cannot be read"),
        (sheet(row(cell('table:number-columns-spanned="1000" table:number-rows-spanned="1000"'))), {}, "merged area"),
        ("<a>" * 50_000, {}, "nested too deeply"),
        (sheet(row(cell('office:value-type="string"', "x" * 200_000))), {}, "more text than a cell can"),
    ],
)
def test_refused(tmp_path: Path, tables: str, options: dict[str, str], words: str) -> None:
    assert words in refused(write_ods(tmp_path / "form.ods", tables, **options))


@pytest.mark.parametrize(
    "content",
    ['office:value-type="float" office:value="1"', 'table:formula="of:=A1"', 'table:formula="of:=A1" office:value-type="string"'],
)
def test_a_value_repeated_over_a_whole_sheet_is_refused_at_once(tmp_path: Path, content: str) -> None:
    rows = row(cell(f'{content} table:number-columns-repeated="16384"', ""), more='table:number-rows-repeated="1048576"')
    begin = time.perf_counter()
    assert "far larger" in refused(write_ods(tmp_path / "form.ods", sheet(rows)))
    assert time.perf_counter() - begin < 2


def test_a_million_empty_cells_are_counted(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "form.ods", sheet(row(cell('table:style-name="a"') * 3_000_000)))
    begin = time.perf_counter()
    assert "far larger" in refused(path)
    assert time.perf_counter() - begin < 20  # about 4 on an idle machine
