"""Sub-meters and keys at two levels: every meter is split over all products without remainder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.errors import FormError
from ef_training.inventory.meters import meter_splits
from ef_training.inventory.model import AllocationKey, Company, Inventory, Line, Output, Product
from ef_training.inventory.per_unit import per_unit
from ef_training.units import convert

OUTPUTS = (
    Output("A", "target", 1000, "item", hours=300.0, production_line="L1"),
    Output("B", "other", 500, "item", hours=100.0, production_line="L1"),
    Output("C", "other", 700, "item", hours=600.0, production_line="L2"),
)
HOURS = AllocationKey("hours", "hours", {"A": 300.0, "B": 100.0, "C": 600.0})
LINE_ONE = AllocationKey("line one", "hours", {"A": 300.0, "B": 100.0}, level="line", production_line="L1")
TWO_STEPS = replace(LINE_ONE, name="two steps", parent="hours", parent_share=0.4)


def inventory(*lines: Line, keys: tuple[AllocationKey, ...] = (HOURS, LINE_ONE, TWO_STEPS)) -> Inventory:
    product = Product("p", "A", 1.0, "item", 0.3, "cradle-to-gate")
    return Inventory(
        Company("c", "示範"), product, date(2024, 1, 1), date(2024, 12, 31), OUTPUTS, lines, allocation_keys=keys
    )  # fmt: skip


def meter(line_id: str, amount: float, unit: str = "kWh", allocation: str = "hours", **more: object) -> Line:
    level = more.pop("level", "plant")
    return Line(line_id, "manufacturing", "energy", line_id, amount, unit, level, allocation, **more)  # type: ignore[arg-type]


def test_a_sub_meter_is_taken_off_before_the_rest_is_shared() -> None:
    main, sub = per_unit(inventory(meter("E1", 10_000, excluded=500), meter("E2", 2.0, "MWh", "line one", meter="E1")))
    assert main.submetered == pytest.approx(2000)
    assert main.amount == pytest.approx((10_000 - 500 - 2000) * 0.3 / 1000)
    assert sub.amount == pytest.approx(2.0 * 0.75 / 1000)


def test_a_sub_meter_of_the_product_alone_needs_no_key() -> None:
    main, sub = per_unit(inventory(meter("E1", 10_000), meter("E2", 4000, level="product", allocation="", meter="E1")))
    assert (main.amount, sub.amount) == (pytest.approx(6000 * 0.3 / 1000), pytest.approx(4.0))


def test_a_key_of_two_steps_is_the_product_of_both_shares() -> None:
    (line,) = per_unit(inventory(meter("E1", 10_000, allocation="two steps")))
    assert line.share == pytest.approx(0.4 * 0.75)
    (split,) = meter_splits(inventory(meter("E1", 10_000, allocation="two steps")))
    assert split.outputs == {"A": pytest.approx(3000), "B": pytest.approx(1000)}
    assert split.elsewhere == pytest.approx(6000)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([meter("E1", 100), meter("E2", 5, meter="E9")], "which is no line"),
        ([meter("E1", 100, meter="E1")], "sub-meter of itself"),
        ([meter("E1", 100, meter="E2"), meter("E2", 50, meter="E1")], "sub-meter of itself"),
        ([meter("E1", 100), meter("E2", 5, "m3", meter="E1")], "in m3, its main meter E1 counts kWh"),
        ([meter("E1", 100), meter("E2", 60, meter="E1"), meter("E3", 41, meter="E1")], "show 101 kWh, more than"),
        ([meter("E1", 100, excluded=30), meter("E2", 80, meter="E1")], "100 less 30 excluded"),
        ([meter("E1", 100), meter("E2", 5, level="unit", allocation="", meter="E1")], "another scope"),
        ([meter("E1", 100, level="product", allocation=""), meter("E2", 5, meter="E1")], "another scope"),
    ],
)
def test_sub_meters_that_do_not_fit(lines: list[Line], expected: str) -> None:
    with pytest.raises(FormError, match=expected):
        per_unit(inventory(*lines))


def test_sub_meters_may_use_up_the_whole_meter() -> None:
    lines = per_unit(inventory(meter("E1", 0.3, "MWh"), *(meter(f"E{n}", 100, meter="E1") for n in (2, 3, 4))))
    assert lines[0].amount == pytest.approx(0.0, abs=1e-15)


shares = st.lists(st.floats(0.0, 1e6, allow_subnormal=False), min_size=3, max_size=3).filter(
    lambda values: values[0] > 0 and sum(values) > 1e-3
)


@given(
    plant=shares,
    parts=st.lists(
        st.tuples(st.floats(0.0, 1.0, allow_subnormal=False), st.sampled_from(("kWh", "MWh", "MJ", "GJ"))), max_size=4
    ),
    amount=st.floats(1.0, 1e9),
    excluded=st.floats(0.0, 1.0, allow_subnormal=False),
    reaching=st.floats(0.0, 1.0, allow_subnormal=False),
    chosen=st.sampled_from(("hours", "line one", "two steps")),
)
def test_every_meter_is_split_without_remainder(plant, parts, amount, excluded, reaching, chosen) -> None:
    values = dict(zip("ABC", plant, strict=True))
    line_values = {name: values[name] for name in "AB"}
    keys = (
        AllocationKey("hours", "hours", values),
        AllocationKey("line one", "hours", line_values, level="line", production_line="L1"),
        AllocationKey("two steps", "hours", line_values, "line", "L1", "hours", reaching),
    )
    left = amount * (1 - excluded)
    subs = [
        meter(f"S{number}", convert(left * part / len(parts), "kWh", unit), unit, "hours", meter="E1")
        for number, (part, unit) in enumerate(parts)
    ]
    form = inventory(meter("E1", amount, allocation=chosen, excluded=amount * excluded), *subs, keys=keys)
    lines = {item.line.line_id: item for item in per_unit(form)}
    splits = meter_splits(form)
    assert len(splits) == len(form.lines)
    for split in splits:
        assert abs(split.remainder) <= 1e-9 * split.amount
        whole = split.excluded + sum(split.submeters.values()) + sum(split.outputs.values()) + split.elsewhere
        assert whole == pytest.approx(split.amount, rel=1e-9)
        assert lines[split.line.line_id].amount * 1000 == pytest.approx(split.outputs["A"], rel=1e-9, abs=1e-9 * split.amount)
