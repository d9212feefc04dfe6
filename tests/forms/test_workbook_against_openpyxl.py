"""The reader of .xlsx against openpyxl: workbooks of every make that openpyxl and XlsxWriter write are read alike, cell by cell.

Apart from what is meant: text without blanks around it, dates without their time, times and durations as text, errors as faults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ef_training.forms.files.workbook import Book, Cell, coordinate, open_book

FORMATS = ("General", "0.00", "#,##0.00", '0.0 "kg/d"', "0%", "0.0%", "@")
DATES = ("yyyy-mm-dd", "yyyy/m/d h:mm", "[$-404]e/m/d")
ERRORS = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")


Told = tuple[Any, bool, bool, bool, str]
"""Of a cell: value, whether that is a truth value, whether it is shown as per cent, whether it comes of a formula, its fault."""


@dataclass(frozen=True)
class Content:
    """What is written into a cell; ``stored`` is the result of a formula, None where its program did not calculate it."""

    kind: str
    value: Any
    look: str = "General"
    stored: Any = None


@dataclass(frozen=True)
class Sheet:
    """One sheet of a random workbook; merged areas as (top, left, bottom, right)."""

    cells: Mapping[tuple[int, int], Content]
    hidden: bool
    merged: tuple[tuple[int, int, int, int], ...]


TEXTS = st.text(st.sampled_from("鋼板公斤，．８５12,.-~%abc \n'\"<>&=#度㎡𠮷é"), min_size=1, max_size=12).filter(
    lambda text: not text.startswith(("=", "#"))
)
NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12),
    st.floats(-1e12, 1e12, allow_subnormal=False).map(lambda number: float(f"{number:.15g}")),
    st.sampled_from([1e20, 1.5e-7, 0, 0.1, -0.5]),
)
LOOKS = st.sampled_from(FORMATS)
CONTENTS = st.one_of(
    st.builds(Content, st.just("text"), TEXTS),
    st.builds(Content, st.just("rich"), st.tuples(TEXTS, TEXTS)),
    st.builds(Content, st.just("number"), NUMBERS, LOOKS),
    st.builds(Content, st.just("boolean"), st.booleans()),
    st.builds(Content, st.just("date"), st.dates(date(1904, 1, 2), date(2100, 1, 1)), st.sampled_from(DATES)),
    st.builds(
        Content,
        st.just("date"),
        st.datetimes(datetime(1904, 1, 2), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
        st.sampled_from(DATES),
    ),
    st.builds(Content, st.just("time"), st.times().map(lambda moment: moment.replace(microsecond=0)), st.just("h:mm:ss")),
    st.builds(Content, st.just("duration"), st.integers(0, 10**6).map(lambda s: timedelta(seconds=s)), st.just("[h]:mm:ss")),
    st.builds(Content, st.just("error"), st.sampled_from(ERRORS)),
    st.builds(Content, st.just("blank"), st.none(), LOOKS),
    st.builds(
        Content,
        st.just("formula"),
        st.just("=1+1"),
        LOOKS,
        st.one_of(st.none(), NUMBERS, TEXTS, st.booleans(), st.sampled_from(ERRORS)),
    ),
)
PLACES = st.tuples(st.integers(1, 12), st.integers(1, 30))


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    cells = draw(st.dictionaries(PLACES, CONTENTS, max_size=20))
    merged: list[tuple[int, int, int, int]] = []
    for (top, left), height, width in draw(st.lists(st.tuples(PLACES, st.integers(1, 4), st.integers(1, 3)), max_size=3)):
        area = (top, left, top + height - 1, left + width - 1)
        apart = all(area[2] < one[0] or one[2] < area[0] or area[3] < one[1] or one[3] < area[1] for one in merged)
        if height * width > 1 and apart:
            merged.append(area)
    return Sheet(cells, draw(st.booleans()), tuple(merged))


def write_openpyxl(path: Path, written: list[Sheet], *, since_1904: bool) -> None:
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    book.remove(book.active)
    book.create_sheet("第一頁")["A1"] = "可見"
    for number, sheet in enumerate(written):
        page = book.create_sheet(f"頁{number}")
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for (row, column), content in sheet.cells.items():
            value = content.value
            if content.kind == "rich":
                value = CellRichText(value[0], TextBlock(InlineFont(b=True), value[1]))
            cell = page.cell(row, column, value)
            cell.number_format = content.look
        for top, left, bottom, right in sheet.merged:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    book.save(path)


def write_xlsxwriter(path: Path, written: list[Sheet], *, since_1904: bool, inline: bool) -> None:
    """Write errors as results of formulas, as XlsxWriter can; texts that stand in the sheet itself rule out merged areas."""
    options = {"date_1904": since_1904, "constant_memory": inline, "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as book:
        looks = {look: book.add_format({"num_format": look}) for look in (*FORMATS, *DATES, "h:mm:ss", "[h]:mm:ss")}
        bold = book.add_format({"bold": True})
        book.add_worksheet("第一頁").write_string("A1", "可見")
        for number, sheet in enumerate(written):
            page = book.add_worksheet(f"頁{number}")
            if sheet.hidden:
                page.hide()
            for (row, column), content in sorted(sheet.cells.items(), key=lambda item: item[0]):
                at, look = (row - 1, column - 1), looks[content.look]
                if content.kind == "rich":
                    page.write_rich_string(*at, content.value[0], bold, content.value[1])
                elif content.kind in ("formula", "error"):
                    stored = content.value if content.kind == "error" else content.stored
                    page.write_formula(*at, "=1+1", look, "" if stored is None else stored)
                elif content.kind == "blank":
                    page.write_blank(*at, None, look)
                elif content.kind in ("text", "number", "boolean"):
                    writer = {"text": page.write_string, "number": page.write_number, "boolean": page.write_boolean}
                    writer[content.kind](*at, content.value, look)
                else:
                    page.write_datetime(*at, content.value, look)
            if not inline:
                for top, left, bottom, right in sheet.merged:
                    page.merge_range(top - 1, left - 1, bottom - 1, right - 1, "合併")


def as_shown(value: Any) -> Any:
    """Return a value of openpyxl as this project gives it."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    if isinstance(value, timedelta):
        whole = round(value.total_seconds())
        return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    return (value.strip() or None) if isinstance(value, str) else value


def expected(path: Path) -> list[tuple[str, bool, set[tuple[int, int, int, int]], dict[str, Told]]]:
    """Return what openpyxl reads: title, hidden, merged areas, and of each cell value, percent, formula and fault."""
    stored, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    found = []
    for page in stored.worksheets:
        cells: dict[str, Told] = {}
        for row in page.iter_rows():
            for cell in row:
                value = as_shown(cell.value)
                formula = formulas[page.title].cell(cell.row, cell.column).data_type == "f"
                place = coordinate(cell.row, cell.column)
                if cell.data_type == "e":
                    cells[place] = (value, False, False, False, f"the cell shows the error {value}")
                elif value is None and formula and cell.data_type != "s":
                    cells[place] = (None, False, False, False, "the cell holds a formula without a stored value")
                elif value is not None:
                    truth = isinstance(value, bool)
                    percent = isinstance(value, (int, float)) and not truth and "%" in cell.number_format
                    cells[place] = (value, truth, percent, formula, "")
        merged = {(area.min_row, area.min_col, area.max_row, area.max_col) for area in page.merged_cells.ranges}
        found.append((page.title, page.sheet_state != "visible", merged, cells))
    return found


def read(book: Book) -> list[tuple[str, bool, set[tuple[int, int, int, int]], dict[str, Told]]]:
    """Return what this project reads, in the same shape."""

    def told(cell: Cell) -> Told:
        return cell.value, isinstance(cell.value, bool), cell.percent, cell.formula, str(cell.fault) if cell.fault else ""

    return [
        (
            grid.title,
            grid.hidden,
            {(area.top, area.left, area.bottom, area.right) for area in grid.merged},
            {cell.origin.cell: told(cell) for cell in grid.cells.values()},
        )
        for grid in book.grids
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    written=st.lists(sheets(), min_size=1, max_size=2),
    since_1904=st.booleans(),
    maker=st.sampled_from(["openpyxl", "shared", "inline"]),
)
def test_workbooks_are_read_as_openpyxl_reads_them(written: list[Sheet], since_1904: bool, maker: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    if maker == "openpyxl":
        write_openpyxl(path, written, since_1904=since_1904)
    else:
        write_xlsxwriter(path, written, since_1904=since_1904, inline=maker == "inline")
    event(maker)
    book = open_book(path)
    assert read(book) == expected(path)
    assert book.remarks == ()
