"""Months: how they are written, rows of single months, columns headed by months."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from engine_forms import Maker, assumed, ignored
from hypothesis import given
from hypothesis import strategies as st

from ef_training.forms.months import Month, missing_months, period_months, read_months

POWER = """
[[sheets]]
id = "own"
title = { zh-TW = "電費", en = "Electricity" }
required = true
prefix = "E"
stage = "manufacturing"
[[sheets.tables]]
id = "own"
record = "line"
group = "energy"
level = "plant"
allocation = "重量"
columns = ["name", "month", "amount", "unit", "excluded", "evidence", "note"]
"""
HEAD = ("名稱", "月份", "數量", "單位", "佐證資料", "備註")
COLUMNS = POWER.replace('"month", "amount",', "").replace("[[sheets.tables]]", "[[sheets.tables]]\nmonthly = true")
YEAR = tuple(f"{month}月" for month in range(1, 13))


@pytest.mark.parametrize(
    ("text", "months"),
    [
        (1, [(None, 1)]), ("12", [(None, 12)]), (3.0, [(None, 3)]), ("１月", [(None, 1)]), ("十二月份", [(None, 12)]),
        ("Jan", [(None, 1)]), ("september", [(None, 9)]), ("Sept.", [(None, 9)]), ("113/01", [(2024, 1)]),
        ("113年1月", [(2024, 1)]), ("民國113年12月", [(2024, 12)]), ("2024-01", [(2024, 1)]), ("2024.10", [(2024, 10)]),
        (11301, [(2024, 1)]), (202412, [(2024, 12)]), ("Jan-24", [(2024, 1)]), ("99年3月", [(2010, 3)]),
        (date(2024, 5, 1), [(2024, 5)]), ("1-2月", [(None, 1), (None, 2)]), ("1~2月", [(None, 1), (None, 2)]),
        ("113/12~114/1", [(2024, 12), (2025, 1)]),
    ],
)  # fmt: skip
def test_months_as_people_write_them(text: Any, months: Any) -> None:
    assert read_months(text) == tuple(Month(*month) for month in months)


@pytest.mark.parametrize(
    "text", ["0", "13", "13月", "上半年", "", "113", "1130401", "113.1x", 1.5, True, "Q1", "j", "1-2", "113/13"]
)
def test_what_is_no_month(text: Any) -> None:
    assert read_months(text) is None


@given(st.integers(2011, 2100), st.integers(1, 12))
def test_every_spelling_of_a_month_is_the_same_month(year: int, month: int) -> None:
    spellings = (
        f"{year}-{month:02d}",
        f"{year}/{month}",
        f"{year - 1911}年{month}月",
        f"{year - 1911}/{month:02d}",
        date(year, month, 1),
    )
    assert {read_months(spelling) for spelling in spellings} == {(Month(year, month),)}


def test_months_of_a_period_and_those_that_are_missing() -> None:
    period = period_months(date(2024, 7, 1), date(2025, 6, 30))
    assert (period[0], period[-1], len(period)) == (Month(2024, 7), Month(2025, 6), 12)
    assert missing_months([Month(None, month) for month in range(1, 13)], period) == []
    assert missing_months([Month(2024, 7), Month(None, 1)], period)[:2] == [Month(2024, 8), Month(2024, 9)]


def rows(months: Any = range(1, 13)) -> list[tuple[Any, ...]]:
    return [("外購電力", f"113/{month:02d}", 100 * month, "度", f"帳單 {month}", None) for month in months]


def test_rows_of_single_months_are_one_line(maker: Maker) -> None:
    inventory = maker.read(maker.layout(POWER), {"電費": [HEAD, *rows(), ("柴油", None, 30, "公升", None, None)]})
    power, fuel = inventory.lines
    assert (power.line_id, power.amount, power.unit, power.allocation) == ("E01", 7800, "kWh", "重量")
    assert (fuel.line_id, fuel.amount) == ("E02", 30)
    assert power.evidence.startswith("帳單 1; 帳單 2; ")
    cells = ", ".join(f"C{row}" for row in range(2, 14))
    assert assumed(inventory) == [("電費!B2", f"“外購電力”: 12 rows of single months were added up ({cells})")]


def test_rows_that_differ_in_anything_else_stay_lines_of_their_own(maker: Maker) -> None:
    other = ("外購電力", "113/01", 1, "千度", None, None)
    inventory = maker.read(maker.layout(POWER), {"電費": [HEAD, *rows(), other]})
    assert [(line.amount, line.unit) for line in inventory.lines] == [(7800, "kWh"), (1, "MWh")]


def test_missing_and_repeated_months_are_named(maker: Maker) -> None:
    inventory = maker.read(maker.layout(POWER), {"電費": [HEAD, *rows([*range(1, 11), 10])]})
    assert inventory.lines[0].amount == 6500
    whats = [what for _, what in assumed(inventory)]
    assert "“外購電力”: nothing is given for 2024-11, 2024-12; these months were taken as nothing" in whats
    assert "“外購電力”: the months 2024-10 stand more than once; all were added up" in whats


def test_a_month_outside_the_period_is_a_problem(maker: Maker) -> None:
    sheets = {"電費": [HEAD, *rows(), ("外購電力", "114/01", 5, "度", None, None)]}
    assert maker.problems(maker.layout(POWER), sheets) == [("電費!B2", "“外購電力”: the months 2025-01 lie outside the period")]


def test_a_month_that_cannot_be_read_is_a_problem(maker: Maker) -> None:
    sheets = {"電費": [HEAD, *rows(), ("外購電力", "上半年", 5, "度", None, None)]}
    assert maker.problems(maker.layout(POWER), sheets) == [("電費!B14", "“上半年” is not a month")]


def test_a_sum_below_the_months_is_no_month(maker: Maker) -> None:
    inventory = maker.read(maker.layout(POWER), {"電費": [HEAD, *rows(), ("合計", None, 7800, "度", None, None)]})
    assert [line.amount for line in inventory.lines] == [7800]
    assert ignored(inventory) == [("電費!A14", "a subtotal: “合計”")]


def test_a_bill_for_two_months(maker: Maker) -> None:
    bills = [("自來水", f"{month}-{month + 1}月", 10, "度", None, None) for month in range(1, 12, 2)]
    inventory = maker.read(maker.layout(POWER.replace('"energy"', '"water"')), {"電費": [HEAD, *bills]})
    assert (inventory.lines[0].amount, inventory.lines[0].unit) == (60, "m3")
    assert not [what for _, what in assumed(inventory) if "nothing is given" in what]


def test_columns_headed_by_months_are_added_up(maker: Maker) -> None:
    figures = [f"{month},000" for month in range(1, 13)]
    inventory = maker.read(maker.layout(COLUMNS), {"電費": [("名稱", "單位", *YEAR), ("外購電力", "度", *figures)]})
    assert (inventory.lines[0].amount, inventory.lines[0].unit) == (78000, "kWh")
    assert assumed(inventory) == [("電費!C2", "the columns of single months were added up (C2)")]


@pytest.mark.parametrize("heads", [("Jan", "Feb"), ("113/01", "113/02"), (1, 2), (date(2024, 1, 1), date(2024, 2, 1))])
def test_headers_of_months(maker: Maker, heads: Any) -> None:
    inventory = maker.read(maker.layout(COLUMNS), {"電費": [("名稱", "單位", *heads), ("外購電力", "度", 1, 2)]})
    assert inventory.lines[0].amount == 3


def test_a_blank_month_is_named(maker: Maker) -> None:
    figures = [None if month == 2 else "-" if month == 3 else 10 for month in range(1, 13)]
    inventory = maker.read(maker.layout(COLUMNS), {"電費": [("名稱", "單位", *YEAR), ("外購電力", "度", *figures)]})
    assert inventory.lines[0].amount == 100
    assert ("電費!C2", "nothing stands for the months 2, 3; they were taken as nothing (C2)") in assumed(inventory)


def test_a_month_that_is_no_number_is_a_problem_at_its_cell(maker: Maker) -> None:
    figures = ["約 10" if month == 2 else 10 for month in range(1, 13)]
    error = maker.error(maker.layout(COLUMNS), {"電費": [("名稱", "單位", *YEAR), ("外購電力", "度", *figures)]})
    assert [problem.where for problem in error.problems] == ["電費!D2"]
    assert error.partial is not None
    assert error.partial.lines == ()


@pytest.mark.parametrize(("total", "fits"), [(120, True), ("120.00001", True), (119, False)])
def test_a_total_beside_the_months_must_be_their_sum(maker: Maker, total: Any, fits: bool) -> None:
    sheets = {"電費": [("名稱", "單位", *YEAR, "數量"), ("外購電力", "度", *[10] * 12, total)]}
    if fits:
        assert maker.read(maker.layout(COLUMNS), sheets).lines[0].amount == pytest.approx(120)
    else:
        assert maker.problems(maker.layout(COLUMNS), sheets) == [
            ("電費!O2", "the months add up to 120, the column of the total says 119")
        ]


def test_no_month_at_all_is_an_empty_amount(maker: Maker) -> None:
    sheets = {"電費": [("名稱", "單位", *YEAR), ("外購電力", "度")]}
    assert [what for _, what in maker.problems(maker.layout(COLUMNS), sheets)] == ["數量 is empty"]
