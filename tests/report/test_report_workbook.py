"""The workbook, read back with openpyxl."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from synthetic_lines import INDICATORS, LINES, PARTLY, PARTLY_SCORE, SCREENING
from synthetic_run import read_csv

from ef_training.hotspots.outcome import Outcome
from ef_training.report.workbook import number_format, workbook


@pytest.fixture(scope="module")
def book(result: Outcome) -> Workbook:
    return load_workbook(BytesIO(workbook(result, lang="en")))


def table(book: Workbook, name: str) -> dict[str, dict[str, object]]:
    """Read the first table of a sheet: first cell of the row → header → value."""
    rows = list(book[name].iter_rows(min_row=7, values_only=True))
    header = [str(cell) for cell in rows[0] if cell is not None]
    return {str(row[0]): dict(zip(header, row, strict=False)) for row in rows[1:] if row[0] is not None and row[1] is not None}


def test_every_sheet_says_what_must_be_said(book: Workbook) -> None:
    expected = ["summary", "stages", "lines", "hotspots", "improvement", "contributions", "carbon footprint", "inventory"]
    assert book.sheetnames == [*expected, "targets", "cut-off", "data quality", "findings", "sources"]
    for sheet in book:
        head = " ".join(str(sheet.cell(row, 1).value) for row in range(1, 5))
        for part in ("自行車鋁合金花鼓 36H", "per 1 piece", "ef-3.1 1.0.0", "not for disclosure, labels or tenders"):
            assert part in head, f"{sheet.title}: {part}"
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref


def test_numbers_are_numbers_and_equal_the_results(book: Workbook, run_path: Path) -> None:
    lines, totals = table(book, "lines"), {i[0]: 0.0 for i in INDICATORS}
    headers = {i[0]: next(h for h in next(iter(lines.values())) if h.replace("†", "").startswith(i[1] + ",")) for i in INDICATORS}
    for row in read_csv(run_path / "results.csv"):
        if row["view"] != "ef" or row["indicator"] not in totals:
            continue
        cell = lines[row["line_id"]][headers[row["indicator"]]]
        if row["target"] == "supplier-coating":
            continue  # the second target of a line
        if row["value"] == "":
            assert cell == "—"
        else:
            second = PARTLY_SCORE if (row["line_id"], row["indicator"]) == (PARTLY, "climate-change") else 0.0
            assert cell == pytest.approx(float(row["value"]) + second, rel=1e-15)
            totals[row["indicator"]] += float(row["value"]) + second
    summary = table(book, "summary")
    for indicator, name, *_ in INDICATORS:
        found = next(row for key, row in summary.items() if key.strip("†") == name)
        assert found["Value"] == pytest.approx(totals[indicator], rel=1e-12)


def test_nothing_can_run_as_a_formula(book: Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == '=HYPERLINK("x")棧板' and cell.data_type == "s" for cell in cells)
    assert not any(sheet._hyperlinks for sheet in book)


def test_all_lines_and_what_is_left_out_are_there(book: Workbook) -> None:
    assert set(table(book, "lines")) == {line[0] for line in LINES}
    assert set(table(book, "inventory")) >= {line[0] for line in LINES} | {"M10"}
    assert "標籤貼紙" in table(book, "cut-off")
    assert table(book, "lines")[SCREENING]["Share of weighted score"] > 0  # type: ignore[operator]


def test_partly_covered_is_marked_in_heads_and_lines(book: Workbook) -> None:
    lines = table(book, "lines")
    heads = [head for head in next(iter(lines.values())) if ", " in head and head != "Weighted score, µPt"]
    assert [head for head in heads if "†" not in head] == ["Climate change, kg CO₂ eq"]
    assert {line for line, row in lines.items() if str(row["Line"]).endswith("†")} == {PARTLY, SCREENING}


def test_both_views_stand_side_by_side(book: Workbook) -> None:
    rows = [[cell for cell in row if cell is not None] for row in book["carbon footprint"].iter_rows(values_only=True)]
    rows = [row for row in rows if row]
    total = next(row for row in rows if row[0] == "Total")
    lines = [row for row in rows[5:] if len(row) == 7 and row[0] not in ("Line", "Total")]
    assert len(lines) == len(LINES) + 1
    for column in (-4, -3):
        assert sum(row[column] for row in lines if row[column] != "—") == pytest.approx(total[column])
    assert any(row[0].startswith("截斷放大") and row[-3] == "—" for row in lines)
    why = [row for row in rows if len(row) == 6 and row[0] != "Line"]
    assert why
    assert all(isinstance(row[5], str) and len(row[5]) > 20 for row in why)


def test_the_summary_has_a_chart_of_its_own(book: Workbook) -> None:
    assert len(book["summary"]._charts) == 1
    series = book["summary"]._charts[0].series
    assert len(series) == 5
    assert series[0].val.numRef.f == "stages!$C$8:$C$23"


def test_above_thirty_percent_screening_no_weighted_score_is_in_the_workbook(withheld: Outcome) -> None:
    book = load_workbook(BytesIO(workbook(withheld, lang="en")))
    words = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any("µPt" in word for word in words)
    assert any("no single score" in word for word in words)


def test_in_chinese_too_and_the_bytes_are_stable(result: Outcome) -> None:
    content = workbook(result, lang="zh-TW")
    assert content == workbook(result, lang="zh-TW")
    book = load_workbook(BytesIO(content))
    assert book.sheetnames[0] == "摘要"
    assert all(len(name) <= 31 for name in book.sheetnames)


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (5.5237, "value", "0.00"),
        (0.01234, "value", "0.0000"),
        (12345.6, "value", "#,##0"),
        (1e-7, "value", "0.00E+00"),
        (0, "value", "0"),
        (49200.0, "amount", "#,##0"),
    ],
)
def test_number_formats(value: float, kind: str, expected: str) -> None:
    assert number_format(value, kind) == expected
