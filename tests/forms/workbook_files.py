"""Made-up workbooks for the tests of the opener: one table as .xlsx, .xls and .ods, and tools to write others by hand.

files/made_up.xls and files/made_up.ods are `write_table` calculated and saved in those formats by LibreOffice.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from ef_training.forms.files.workbook import Book, Grid

FILES = Path(__file__).parent / "files"
TITLES = ("原物料", "隱藏頁", "空白頁")
TABLE: dict[str, tuple[Any, ...]] = {
    "A1": ("（虛構資料）",), "A2": ("品名",), "B2": ("數量",), "C2": ("單位",), "D2": ("比例",), "E2": ("日期",),
    "A3": ("鋼板",), "B3": (1234.5,), "C3": ("公斤",), "D3": (0.32, "percent"), "E3": (date(2024, 1, 31),),
    "A4": ("鋁錠",), "B4": ("12,519.2437",), "C4": ("第一行\n第二行",), "D4": (0.5, "percent"), "E4": (date(2024, 12, 31),),
    "A5": ("電力",), "B5": (2469, "formula"), "C5": ("度",), "E5": (45322,),
    "A6": ("文字",), "B6": ("ab", "formula"), "C6": ("kWh/d",), "E6": (1000,),
    "A7": ("錯誤",), "B7": ("#N/A", "error"), "C7": ("#DIV/0!", "error"),
    "G4": ("合併",), "A40": ("遠",),
}  # fmt: skip
"""Cells of the first sheet: the value, and what it is beside that."""


def write_table(path: Path) -> Path:
    """Write the table with XlsxWriter."""
    with xlsxwriter.Workbook(path) as book:
        look = {
            code: book.add_format({"num_format": code})
            for code in ("0.0%", "yyyy-mm-dd", "[$-404]e/m/d", '0 "kWh/d"', "#,##0.00")
        }
        fill = book.add_format({"bg_color": "#FFDD00"})
        sheet, hidden, _ = (book.add_worksheet(title) for title in TITLES)
        for place, (value, *marks) in TABLE.items():
            if not marks and not isinstance(value, date):
                sheet.write(place, value)
        sheet.write("B3", 1234.5, look["#,##0.00"])
        sheet.write("B4", "12,519.2437")
        sheet.write("D3", 0.32, look["0.0%"])
        sheet.write("D4", 0.5, look["0.0%"])
        sheet.write_datetime("E3", date(2024, 1, 31), look["yyyy-mm-dd"])
        sheet.write_datetime("E4", date(2024, 12, 31), look["[$-404]e/m/d"])
        sheet.write("E6", 1000, look['0 "kWh/d"'])
        sheet.write_formula("B5", "=B3*2", None, 2469)
        sheet.write_formula("B6", '="a"&"b"', None, "ab")
        sheet.write_formula("B7", "=NA()", None, "#N/A")
        sheet.write_formula("C7", "=1/0", None, "#DIV/0!")
        sheet.merge_range("G4:H6", "合併", fill)
        for row in range(20, 30):
            sheet.write_blank(row, 2, None, fill)
        hidden.write("B2", "x")
        hidden.hide()
    return path


def check_table(book: Book, *, formulas: bool = True) -> None:
    """Compare an opened workbook with the table; of .xls it is not known which values are those of formulas."""
    assert [(grid.title, grid.hidden) for grid in book.grids] == [(TITLES[0], False), (TITLES[1], True), (TITLES[2], False)]
    cells = {cell.origin.cell: cell for cell in book.grids[0].cells.values()}
    assert cells.keys() == TABLE.keys()
    for place, (value, *marks) in TABLE.items():
        cell = cells[place]
        assert cell.value == value, place
        assert type(cell.value) in (type(value), int, float), place
        assert cell.percent == ("percent" in marks), place
        assert cell.formula == (formulas and "formula" in marks), place
        assert (str(cell.fault) == f"the cell shows the error {value}") if "error" in marks else cell.fault is None, place
        assert (cell.origin.workbook, cell.origin.sheet) == (book.name, TITLES[0])
    merged = book.grids[0].merged
    assert [(area.top, area.left, area.bottom, area.right) for area in merged] == [(4, 7, 6, 8)]
    assert values(book.grids[1]) == {"B2": "x"}
    assert not book.grids[2].cells


def values(grid: Grid) -> dict[str, Any]:
    """Return the values of a sheet by place."""
    return {cell.origin.cell: cell.value for cell in grid.cells.values()}


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def write_xlsx(
    path: Path,
    sheet: str | Iterable[str],
    *,
    strings: str = "",
    styles: str = "",
    workbook: str = '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets>',
    relations: str = '<Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>',
    parts: dict[str, str] | None = None,
) -> Path:
    """Write a workbook from the XML inside its parts, the least that a workbook needs."""
    more = [f'<Relationship Id="{kind}" Type="x/{kind}" Target="{kind}.xml"/>' for kind in ("sharedStrings", "styles")]
    files = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{workbook}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}{"".join(more)}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            for piece in [sheet] if isinstance(sheet, str) else sheet:
                stream.write(piece.encode())
    return path


def worksheet(rows: str, after: str = "") -> str:
    """Return the XML of a sheet around its rows."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


_ODF = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text", "style", "drawing")}
_SPACES = " ".join(f'xmlns:{name.replace("drawing", "draw")}="{space}"' for name, space in _ODF.items())
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def write_ods(
    path: Path, tables: str, *, styles: str = "", kind: str = "spreadsheet", manifest: str = "", head: str = ""
) -> Path:
    """Write a spreadsheet from the XML of its tables."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {_SPACES} {_CALC}>'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        )
    return path
