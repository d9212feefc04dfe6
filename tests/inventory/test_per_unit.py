"""Amounts per declared unit: levels, shares, and what does not fit together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.errors import FormError
from ef_training.inventory.model import AllocationKey, Company, Inventory, Line, Output, Product
from ef_training.inventory.per_unit import per_unit, production

OUTPUTS = (Output("A", "target", 2000, "item", hours=600.0), Output("B", "other", 500, "item", hours=1400.0))
KEY = AllocationKey("hours", "hours", {"A": 600.0, "B": 1400.0})


def inventory(*lines, outputs=OUTPUTS, declared=1000.0):
    product = Product("p", "A", declared, "item", 0.3, "cradle-to-gate")
    return Inventory(Company("c", "示範"), product, date(2024, 1, 1), date(2024, 12, 31), outputs, lines, allocation_keys=(KEY,))


def line(amount=100.0, unit="kg", level="product", **more):
    return Line("L1", "raw-materials", "material", "line", amount, unit, level, **more)


def test_levels():
    lines = per_unit(inventory(line(), line(level="unit"), line(level="plant", allocation="hours", excluded=20.0)))
    assert [item.amount for item in lines] == pytest.approx([50.0, 100.0, (100 - 20) * 0.3 / 2])
    assert [item.share for item in lines] == pytest.approx([1.0, 1.0, 0.3])


def test_output_in_another_unit_of_the_same_kind():
    outputs = (Output("A", "target", 3.0, "t"),)
    product = Product("p", "A", 500.0, "kg", 500.0, "cradle-to-gate")
    assert production(replace(inventory(outputs=outputs), product=product)) == pytest.approx(6.0)


def test_output_in_another_kind_is_refused():
    with pytest.raises(FormError, match="cannot be converted"):
        production(inventory(outputs=(Output("A", "target", 3.0, "t"),)))


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (line(level="plant"), "names no known allocation key"),
        (line(level="plant", allocation="area"), "names no known allocation key"),
        (line(allocation="hours"), "applied twice"),
        (line(level="unit", allocation="hours"), "applied twice"),
        (line(level="plant", allocation="hours", excluded=101.0), "excludes more"),
    ],
)
def test_what_does_not_fit(wrong, expected):
    with pytest.raises(FormError, match=expected):
        per_unit(inventory(wrong))


def test_all_problems_at_once():
    with pytest.raises(FormError) as caught:
        per_unit(inventory(line(level="plant"), line(allocation="hours")))
    assert len(caught.value.problems) == 2


def test_mass():
    lines = per_unit(
        inventory(
            line(amount=2, unit="t", level="unit"),
            line(amount=2, unit="L", level="unit", density=1.2),
            line(amount=3, unit="item", level="unit", mass_per_piece=0.5),
            line(amount=3, unit="kWh", level="unit"),
            line(amount=3, unit="L", level="unit"),
        )
    )
    assert [item.mass for item in lines] == [2000.0, pytest.approx(2.4), 1.5, None, None]


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=8))
def test_shares_sum_to_one(values):
    key = AllocationKey("k", "custom", {str(i): value for i, value in enumerate(values)})
    assert sum(key.share(name) for name in key.values) == pytest.approx(1.0, abs=1e-9)


def test_published_allocations(case):
    known = case("allocation_cases")
    basic = known["multifunctional_basic"]
    for basis, weight in (
        ("price", lambda o: o["amount"] * o["price"]),
        ("mass", lambda o: o["amount"] * o["mass"]),
        ("manual", lambda o: o["manual"]),
    ):
        key = AllocationKey(basis, "custom", {o["name"]: weight(o) for o in basic["outputs"]})
        shares = [basic["emission_a"] * key.share(o["name"]) for o in basic["outputs"]]
        assert shares == pytest.approx(basic["expected_emission"][basis]), basis
    straw = known["rice_straw_economic"]
    key = AllocationKey(
        "value",
        "value",
        {
            "rice": straw["rice_kg"] * straw["relative_price"]["rice"],
            "straw": straw["straw_kg"] * straw["relative_price"]["straw"],
        },
    )
    assert {name: round(100 * key.share(name), 1) for name in ("rice", "straw")} == straw["expected_pct"]
