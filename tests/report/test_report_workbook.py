"""The report as a workbook, read back with openpyxl."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries

from ef_training.hotspots.outcome import Outcome
from ef_training.report import chart_data
from ef_training.report.document import Chart, Document, Items, Ledger, Paragraph, Section
from ef_training.report.outline import outline
from ef_training.report.tables import Table, table
from ef_training.report.workbook import workbook
from ef_training.report.workbook.cells import number_format, sheet_names, unique_titles
from ef_training.report.workbook.chart_data_blocks import stacked

FIXED = 4
"""Sheets that hold no table of the report: summary, contents, charts, numbers of the charts."""


def loaded(content: bytes) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not keep bars in cells when it saves
        return load_workbook(BytesIO(content))


@pytest.fixture(scope="module")
def document(result: Outcome) -> Document:
    return outline(result, lang="en")


@pytest.fixture(scope="module")
def book(result: Outcome, document: Document) -> Workbook:
    return loaded(workbook(result, document, lang="en"))


@pytest.fixture(scope="module")
def by_name(book: Workbook, document: Document) -> dict[str, Any]:
    """Return the sheet of each table by the name of the table."""
    names = (ledger.name for ledger in document.ledgers())
    return dict(zip(names, book.worksheets[3:-1], strict=True))


def cells_of(sheet: Any) -> list[list[Any]]:
    """Return heads and rows of the one live table of a sheet."""
    (found,) = sheet.tables.values()
    left, top, right, bottom = range_boundaries(found.ref)
    return [list(row) for row in sheet.iter_rows(top, bottom, left, right, values_only=True)]


def shown(value: Any) -> Any:
    """Return what a value of a table must be in the workbook."""
    if value is None or value != value:
        return "—"
    if isinstance(value, bool):
        return "●" if value else None
    return value if isinstance(value, (int, float)) else str(value) or None


def test_every_table_of_the_report_has_a_sheet_of_its_own(book: Workbook, document: Document) -> None:
    assert len(book.worksheets) == len(document.ledgers()) + FIXED
    assert book.sheetnames[:3] == ["summary", "contents", "charts"]
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_every_number_is_the_number_of_the_report(by_name: dict[str, Any], document: Document) -> None:
    numbers = 0
    for ledger in document.ledgers():
        heads, *rows = cells_of(by_name[ledger.name])
        assert heads == unique_titles(column.title for column in ledger.table.columns)
        assert len(rows) == len(ledger.table.rows)
        for row, told in zip(rows, ledger.table.rows, strict=True):
            for cell, column, value in zip(row, ledger.table.columns, told, strict=True):
                wanted = shown(value)
                if isinstance(wanted, (int, float)) and column.kind != "mark":
                    assert cell == pytest.approx(wanted, rel=1e-15, abs=0)
                    numbers += 1
                elif column.kind not in ("unit", "mark"):
                    assert cell == wanted, (ledger.name, column.title)
    assert numbers > 500


def test_a_missing_value_is_a_dash_and_never_a_zero(by_name: dict[str, Any], document: Document) -> None:
    lines = next(ledger for ledger in document.ledgers() if ledger.name == "lines")
    missing = [(r, c) for r, row in enumerate(lines.table.rows) for c, value in enumerate(row) if value is None or value != value]
    assert missing
    _, *rows = cells_of(by_name["lines"])
    assert {rows[r][c] for r, c in missing} == {"—"}


def test_partly_covered_is_marked_in_heads_and_lines(by_name: dict[str, Any]) -> None:
    heads, *rows = cells_of(by_name["lines"])
    assert any(str(head).startswith("Acidification†") for head in heads)
    assert not any(str(head).startswith("Climate change†") for head in heads)
    assert sum(str(row[1]).endswith("†") for row in rows) == 2


def test_tables_are_live(by_name: dict[str, Any]) -> None:
    names = set()
    for sheet in by_name.values():
        (found,) = sheet.tables.values()
        assert found.autoFilter is not None
        assert found.autoFilter.ref == found.ref
        assert found.tableStyleInfo.showRowStripes
        names.add(found.displayName)
        top = range_boundaries(found.ref)[1]
        assert sheet.freeze_panes is not None
        assert sheet.freeze_panes.endswith(str(top + 1))
        assert sheet.print_title_rows == f"${top}:${top}"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert len(names) == len(by_name)


def test_every_sheet_says_what_must_be_said(book: Workbook, document: Document) -> None:
    for sheet in book.worksheets:
        head = " ".join(str(sheet.cell(row, 1).value) for row in range(1, 6))
        for part in (
            "自行車鋁合金花鼓 36H",
            "per 1 piece",
            "ef-3.1 1.0.0",
            "not for disclosure, labels or tenders",
            "it is not zero",
        ):
            assert part in head, f"{sheet.title}: {part}"


def test_the_summary_says_what_page_one_says(book: Workbook, document: Document) -> None:
    said = {str(cell.value) for row in book["summary"].iter_rows() for cell in row if cell.value is not None}
    for block in document.sections[0].all_blocks():
        if isinstance(block, Paragraph):
            assert block.text in said
        elif isinstance(block, Items):
            assert {f"• {text}" for text in block.texts} <= said
    for term, text in document.facts:
        assert {term, text} <= said


def links(sheet: Any) -> list[str]:
    """Return where the links of a sheet lead to, all of them inside the workbook."""
    found = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert all(link.target is None for link in found), "a link out of the workbook"
    return [link.location for link in found]


def test_the_contents_lead_to_every_sheet(book: Workbook) -> None:
    targets = links(book["contents"])
    others = [name for name in book.sheetnames if name != "contents"]
    assert sorted(targets) == sorted("'{}'!A1".format(name.replace("'", "''")) for name in others)
    for sheet in book.worksheets:
        assert sheet.title == "contents" or "'contents'!A1" in links(sheet)


def test_nothing_can_run_as_a_formula(book: Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == '=HYPERLINK("x")棧板' and cell.data_type == "s" for cell in cells)


def references(chart: Any) -> list[str]:
    """Return the ranges that the series of a chart draw."""
    parts = [chart, *(part for part in chart._charts if part is not chart)]
    return [series.val.numRef.f if series.val else series.yVal.numRef.f for part in parts for series in part.series]


def test_charts_are_made_of_cells(book: Workbook) -> None:
    charts = book["charts"]._charts
    assert len(charts) == 4, "the made-up run has no ratings of data quality"
    assert len(book["summary"]._charts) == 1
    for chart in (*charts, *book["summary"]._charts):
        found = references(chart)
        assert found
        for reference in found:
            sheet, place = reference.rsplit("!", 1)
            assert sheet.strip("'") == "chart numbers"
            left, top, right, bottom = range_boundaries(place)
            values = [row[0] for row in book["chart numbers"].iter_rows(top, bottom, left, right, values_only=True)]
            assert all(isinstance(value, (int, float)) or value == "—" for value in values)


def test_the_line_of_the_pareto_has_an_axis_of_its_own(book: Workbook, result: Outcome) -> None:
    pareto = book["charts"]._charts[1]
    first, second = pareto._charts
    assert first.y_axis.axId != second.y_axis.axId
    assert second.y_axis.crosses == "max"
    rows = chart_data.pareto(result)
    for reference, column in zip(references(pareto), ("value", "cumulative"), strict=True):
        left, top, right, bottom = range_boundaries(reference.rsplit("!", 1)[1])
        drawn = [row[0] for row in book["chart numbers"].iter_rows(top, bottom, left, right, values_only=True)]
        assert drawn == pytest.approx(list(rows[column]), rel=1e-15)


def test_the_waterfall_stacks_to_start_and_end(book: Workbook, result: Outcome) -> None:
    tables = [table for table in book["chart numbers"].tables.values() if "not drawn" in [c.name for c in table.tableColumns]]
    left, top, right, bottom = range_boundaries(tables[0].ref)
    rows = list(book["chart numbers"].iter_rows(top + 1, bottom, left, right, values_only=True))
    for row, step in zip(rows, chart_data.waterfall(result).itertuples(), strict=True):
        hidden, above, below = row[1], sum(row[2:5]), sum(row[5:8])
        low, high = sorted((step.start, step.end))
        ends = (hidden + below, above or hidden) if below else (hidden, hidden + above)
        assert ends == pytest.approx((low, high), abs=1e-12)
        assert row[8] == pytest.approx(step.value)


@given(st.floats(-1e3, 1e3), st.floats(0, 1e3))
def test_a_stacked_bar_reaches_from_low_to_high(low: float, height: float) -> None:
    high = low + height
    hidden, above, below = stacked(low, high)
    assert above >= 0 >= below
    if hidden > 0:
        assert (hidden, hidden + above, below) == (low, pytest.approx(high), 0)
    elif hidden < 0:
        assert (hidden, hidden + below, above) == (high, pytest.approx(low), 0)
    else:
        assert (max(high, 0.0), min(low, 0.0)) == pytest.approx((above, below))


def test_above_thirty_percent_screening_no_weighted_score_is_in_the_workbook(withheld: Outcome) -> None:
    book = loaded(workbook(withheld, outline(withheld, lang="en"), lang="en"))
    words = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any("µPt" in word for word in words)
    assert any("no single score" in word for word in words)


def test_in_chinese_too(result: Outcome) -> None:
    document = outline(result, lang="zh-TW")
    book = loaded(workbook(result, document, lang="zh-TW"))
    assert len(book.worksheets) == len(document.ledgers()) + FIXED
    assert book.sheetnames[0] == "摘要"
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)


def odd_document(ledgers: list[Ledger]) -> Document:
    blocks = (Paragraph("Read this.", "alert"), Chart("nowhere", "a chart that the workbook does not draw"), *ledgers)
    return Document("en", "T & Co", "about", (("Company", "=1+1"),), "", (Section("s", "Page one", blocks),))


def test_odd_tables_are_written_whole_and_the_bytes_are_stable(result: Outcome) -> None:
    """Two columns of one title, a text longer than a cell, control characters, no rows, a title that is no name of a sheet."""
    kinds = [("Unit", "name"), ("unit", "text"), ("N", "amount"), ("S", "share")]
    odd = table("a\x07b", kinds, [("@x\x00y", "é" * 40_000, 1 / 3, 1e-9), (None, float("nan"), -0.0, None)], "note")
    empty = Table("none", odd.columns, ())
    document = odd_document(
        [Ledger("odd", odd, "[a]*?:/\\'"), Ledger("empty", empty, "[A]*?:/\\'"), Ledger("third", odd, "x" * 60)]
    )
    content = workbook(result, document, lang="en")
    assert content == workbook(result, document, lang="en")
    book = loaded(content)
    assert book.sheetnames[3:6] == ["-a------", "-A------ 2", "x" * 31]
    heads, *rows = cells_of(book.worksheets[3])
    assert heads == ["Unit", "unit (2)", "N", "S"]
    assert rows[0][0] == "@x y"
    assert len(rows[0][1]) == 32_000
    assert rows[0][1].endswith("…")
    assert rows[0][2] == pytest.approx(1 / 3, rel=1e-15)
    assert rows[0][3] == 1e-9
    assert rows[1] == ["—", "—", 0, "—"]
    assert cells_of(book.worksheets[4])[1:] == [["–", "—", "—", "—"]]
    assert "=1+1" in {cell.value for row in book["summary"].iter_rows() for cell in row if cell.data_type == "s"}


@settings(max_examples=40)
@given(st.lists(st.text(max_size=40), max_size=12))
def test_names_of_sheets_are_allowed_and_all_different(titles: list[str]) -> None:
    names = sheet_names(titles)
    assert len(names) == len(titles) == len({name.casefold() for name in names})
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\\n")
        assert name[0] != "'" != name[-1]
        assert name.strip() == name


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (5.5237, "value", "0.00"),
        (0.01234, "value", "0.0000"),
        (12345.6, "value", "#,##0"),
        (1e-7, "value", "0.00E+00"),
        (0, "value", "0"),
        (49200.0, "amount", "#,##0"),
        (0.2026875, "amount", "#,##0.000000"),
        (1.01, "amount", "#,##0.00"),
        (0.5, "share", "0.0%"),
        (0.0001234, "percent", "0.000%"),
        (1e-9, "percent", "0.0E+00%"),
    ],
)
def test_number_formats(value: float, kind: str, expected: str) -> None:
    assert number_format(value, kind) == expected
