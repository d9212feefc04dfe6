"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.numbers import MISSING, percent, plain, pretty_unit, significant

_PLAIN = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
numbers = st.floats(min_value=-1e12, max_value=1e12).filter(lambda x: abs(x) > 1e-30)


def read(text: str) -> float:
    """Read back what was written."""
    mantissa, _, power = text.translate(_PLAIN).replace(",", "").partition(" × 10")
    return float(mantissa) * 10 ** int(power or 0)


@given(numbers)
def test_three_significant_digits_are_within_half_of_the_last_one(value: float) -> None:
    assert read(significant(value)) == pytest.approx(value, rel=0.00501)


@given(numbers)
def test_plain_numbers_keep_four_digits_at_least(value: float) -> None:
    assert read(plain(value)) == pytest.approx(value, rel=0.000501)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9.996, "10.0"),
        (999.6, "1,000"),
        (0.00123456, "0.00123"),
        (123456.0, "123,000"),
        (1234567.0, "1.23 × 10⁶"),
        (-4.567e-6, "−4.57 × 10⁻⁶"),
        (0.0, "0"),
    ],
)
def test_significant_by_hand(value: float, text: str) -> None:
    assert significant(value) == text


@pytest.mark.parametrize("write", [significant, percent, plain])
def test_what_is_missing_is_a_dash_and_never_a_zero(write: object) -> None:
    for value in (None, math.nan):
        assert write(value) == MISSING  # type: ignore[operator]
    assert "0" not in MISSING


@given(st.floats(min_value=1e-12, max_value=1.0))
def test_a_share_that_is_not_zero_is_never_written_as_zero(share: float) -> None:
    text = percent(share)
    assert text not in ("0%", "0.0%")
    if not text.startswith("<"):
        assert float(text[:-1]) == pytest.approx(share * 100, abs=0.0501)


def test_units_get_their_sub_and_superscripts() -> None:
    assert pretty_unit("m3 world eq deprived") == "m³ world eq deprived"
    assert pretty_unit("kg CO2 eq") == "kg CO₂ eq"
    assert pretty_unit("pt (dimensionless)") == "pt"
