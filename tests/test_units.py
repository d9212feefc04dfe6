"""Units: spellings, conversion, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.errors import UnitError
from ef_training.text import fold
from ef_training.units import UNITS, convert, find_unit, split_ratio, unit


def test_no_spelling_means_two_units():
    owners: dict[str, str] = {}
    for known in UNITS:
        for spelling in {fold(text) for text in (known.code, known.brightway, *known.spellings)}:
            assert owners.setdefault(spelling, known.code) == known.code, spelling


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("公噸", "t"),
        ("噸", "t"),
        ("MT", "t"),
        ("ＫＧ", "kg"),
        ("千克", "kg"),
        ("公秉", "kL"),
        ("度", "kWh"),
        ("千度", "MWh"),
        ("m³", "m3"),
        ("立方公尺", "m3"),
        ("千立方公尺", "km3"),
        ("延頓公里", "tkm"),
        ("TKM", "tkm"),
        ("個", "item"),
        ("cubic meter", "m3"),
        ("ton kilometer", "tkm"),
        ("kilowatt hour", "kWh"),
    ],
)
def test_spellings_of_real_forms(text, code):
    assert unit(text).code == code


@pytest.mark.parametrize(
    ("amount", "source", "target", "expected"),
    [
        (1, "t", "kg", 1000),
        (1, "kWh", "MJ", 3.6),
        (1, "MWh", "kWh", 1000),
        (1, "公秉", "L", 1000),
        (2, "km3", "m3", 2000),
        (1, "kcal", "MJ", 0.0041868),
        (500, "g", "kg", 0.5),
    ],
)
def test_conversion(amount, source, target, expected):
    assert convert(amount, source, target) == pytest.approx(expected, rel=1e-12)


@given(st.sampled_from(UNITS), st.sampled_from(UNITS), st.floats(1e-9, 1e9))
def test_round_trip_within_a_kind_and_refusal_between_kinds(a, b, amount):
    if a.kind == b.kind:
        assert convert(convert(amount, a.code, b.code), b.code, a.code) == pytest.approx(amount, rel=1e-12)
    else:
        with pytest.raises(UnitError, match="cannot be converted"):
            convert(amount, a.code, b.code)


@pytest.mark.parametrize("text", ["", "公斗", "kgs/h", "k g x"])
def test_an_unknown_unit_is_an_error(text):
    assert find_unit(text) is None
    with pytest.raises(UnitError, match="unknown unit"):
        unit(text)


def test_ratio():
    above, below = split_ratio("MJ/m3")
    assert (above.code, below.code) == ("MJ", "m3")
    for wrong in ("kg", "kg/L/m", "kg/公斗"):
        with pytest.raises(UnitError):
            split_ratio(wrong)
