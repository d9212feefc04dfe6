"""Water: the balance that gives consumption, its gaps, and evaporation counted twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_forms import findings, line, plant, reviewed, told

from ef_training.inventory.model import BalanceEntry, Line, Origin, Target
from ef_training.review.water_balance import water_balance


def water(amount: float = 1000.0, **values: Any) -> Line:
    values = {"level": "plant", "allocation": "Mass", **values}
    level, unit = values.pop("level"), values.pop("unit", "m3")
    found = line("W5", "water", values.pop("name", "Tap water"), amount, unit, level, **values)
    return replace(
        found,
        origins={**found.origins, "amount": Origin("form.xlsx", "Energy", "C5"), "unit": Origin("form.xlsx", "Energy", "D5")},
    )


def waste_water(amount: float = 600.0, **values: Any) -> Line:
    values = {"level": "plant", "allocation": "Mass", **values}
    return line("R7", "wastewater", "Process water", amount, values.pop("unit", "m3"), values.pop("level"), **values)


def entry(amount: float = 400.0, fate: str = "evaporated", **values: Any) -> BalanceEntry:
    values = {"unit": "m3", "level": "plant", "allocation": "Mass", **values}
    return BalanceEntry("water", f"{fate} water", fate, amount, origin=Origin("form.xlsx", "Balance", "B3"), **values)


def link(multiplier: float, **values: Any) -> Target:
    return Target("W5", "ef", "elementary-flow", "water-evaporated-tw", multiplier, **values)


def found(*lines: Line, entries: tuple[BalanceEntry, ...] = (), targets: tuple[Target, ...] = ()) -> list[tuple[str, str, str]]:
    return told(plant(*lines, balance_entries=entries, targets=targets), "water")


def test_a_balance_that_closes():
    inventory = plant(water(), waste_water(), balance_entries=(entry(),))
    balance = water_balance(reviewed(inventory))
    assert (balance.basis, balance.withdrawn, balance.gone, balance.gap, balance.consumption) == ("plant", 1000, 1000, 0, 400)
    assert told(inventory, "water") == []


def test_dormitory_water_is_taken_off():
    inventory = plant(water(1480.0, excluded=480.0), waste_water(), balance_entries=(entry(),))
    assert water_balance(reviewed(inventory)).withdrawn == 1000
    assert told(inventory, "water") == []


def test_a_sub_meter_is_not_counted_twice():
    tower = replace(water(300.0), line_id="W6", meter="W5", name="Cooling tower")
    assert found(water(), tower, waste_water(), entries=(entry(),)) == []


def test_product_levels_and_other_units():
    inventory = plant(
        water(1000.0, unit="t", level="product", allocation=""),
        waste_water(600_000.0, unit="L", level="product", allocation=""),
        balance_entries=(entry(400.0, level="product", allocation=""),),
    )
    balance = water_balance(reviewed(inventory))
    assert (balance.basis, balance.withdrawn) == ("unit", 1.0)
    assert balance.gap == pytest.approx(0)


def test_mixed_levels_allow_no_balance():
    assert found(water(), waste_water(level="product", allocation=""))[0][:2] == ("info", "levels")


@pytest.mark.parametrize(
    ("evaporated", "expected"),
    [
        (400, []),
        (395, []),
        (360, [("question", "gap", "Energy!C5")]),
        (300, [("warning", "gap", "Energy!C5")]),
        (430, [("warning", "more-out", "Energy!C5")]),
        (500, [("error", "more-out", "Energy!C5")]),
    ],
)
def test_the_gap_is_judged_as_for_mass(evaporated, expected):
    assert found(water(), waste_water(), entries=(entry(evaporated),)) == expected


def test_evaporation_left_out():
    assert found(water(), waste_water()) == [("question", "gap", "Energy!C5")]
    assert found(water(), waste_water(), targets=(link(0.4),)) == [("question", "evaporation-in-links-only", "Energy!C5")]


def test_more_waste_water_than_water():
    where = findings(plant(water(), waste_water(2400.0)), "water")[0].where
    assert found(water(), waste_water(2400.0)) == [("error", "more-out", "Other!C7")]
    assert Origin("form.xlsx", "Energy", "C5") in where


def test_more_evaporated_than_withdrawn():
    assert found(water(), waste_water(0.0), entries=(entry(1500.0),)) == [("error", "more-evaporated", "Balance!B3")]


def test_litres_for_cubic_metres():
    assert found(water(1000.0, unit="L"), waste_water(), entries=(entry(),)) == [("error", "unit-slip", "Energy!D5")]


def test_a_unit_that_is_none_of_water():
    assert found(water(1000.0, unit="kWh"))[0] == ("error", "unit", "Energy!D5")


def test_withdrawal_linked_as_evaporation():
    closed = (water(), waste_water())
    assert found(*closed, entries=(entry(),), targets=(link(0.4),)) == []
    assert found(*closed, entries=(entry(),), targets=(link(1.0),)) == [("error", "returned-counted", "Energy!C5")]
    assert found(*closed, entries=(entry(),), targets=(link(400.0, multiplier_unit="L/m3"),)) == []
    assert found(*closed, entries=(entry(),), targets=(link(0.1),)) == [("question", "links-differ", "Balance!B3")]


def test_evaporation_entered_as_withdrawal_or_twice():
    steam = replace(water(400.0), line_id="W6", name="冷卻水塔蒸發")
    assert ("error", "evaporation-as-withdrawal", "Energy!C5") in found(water(), steam, waste_water(1400.0))
    vapour = line("A8", "emission-air", "Water vapour", 400.0, "kg", "plant", allocation="Mass")
    assert found(water(), waste_water(), vapour, entries=(entry(),)) == [("error", "evaporation-twice", "Other!C8")]


def test_waste_water_from_nowhere():
    assert found(waste_water())[0][:2] == ("question", "no-withdrawal")
    assert found() == []


@given(st.floats(1, 1e6), st.floats(0, 1), st.floats(0, 1))
def test_what_is_shared_out_closes_and_consumption_is_what_is_not_returned(taken, treated, rest):
    parts = (taken * treated, taken * (1 - treated) * rest, taken * (1 - treated) * (1 - rest))
    inventory = plant(water(taken), waste_water(parts[0]), balance_entries=(entry(parts[1]), entry(parts[2], "in-product")))
    balance = water_balance(reviewed(inventory))
    assert balance.gap == pytest.approx(0, abs=1e-9)
    assert balance.consumption == pytest.approx(parts[1] + parts[2], rel=1e-6, abs=1e-6 * taken)
    assert told(inventory, "water") == []
