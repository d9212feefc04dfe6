"""Numbers, years, dates and names as people type them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.text import ascii_code, day, fold, number, year


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12,519.2437", 12519.2437),
        ("1.03E+00", 1.03),
        ("１２", 12.0),
        ("８.５", 8.5),
        ("−3", -3.0),
        ("–3", -3.0),
        (" 7 ", 7.0),
        (".5", 0.5),
        (12, 12.0),
    ],
)
def test_numbers(text, expected):
    assert number(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    [
        "約 100",
        "<0.01",
        "1~3",
        "-",
        "--",
        "－－－",
        "無",
        "N/A",
        "缺漏",
        "113300 公斤",
        "1,23",
        "12,34,567",
        "",
        None,
        True,
        float("nan"),
        float("inf"),
        "1 2",
        "#REF!",
        "E01",
        "e5",
    ],
)
def test_what_is_not_a_number(text):
    assert number(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_any_float_survives_being_written(value):
    assert number(repr(float(value))) == float(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("113", 2024), ("民國113年", 2024), ("113年度", 2024), (2024, 2024), ("２０２４", 2024), ("abc", None), ("1500", None)],
)
def test_years(text, expected):
    assert year(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("113/1/31", date(2024, 1, 31)),
        ("1130401", date(2024, 4, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("民國113年12月31日", date(2024, 12, 31)),
        (datetime(2024, 5, 6), date(2024, 5, 6)),
        (date(2024, 5, 6), date(2024, 5, 6)),
        ("2023-02-29", None),
        ("soon", None),
    ],
)
def test_days(text, expected):
    assert day(text) == expected


def test_folding_and_codes():
    assert fold("臺灣 不銹鋼") == fold("台灣不锈鋼") == fold("台灣不鏽鋼")
    assert ascii_code("Hub A-1") == "hub-a-1"
    assert ascii_code("示範公司").isascii()
    assert ascii_code("示範公司") == ascii_code("示範公司") != ascii_code("另一公司")


@pytest.mark.parametrize("value", ["1e999", "9" * 400, 10**400, float("inf"), float("-inf"), float("nan")])
def test_what_is_beyond_any_number_is_none(value: object) -> None:
    assert number(value) is None
