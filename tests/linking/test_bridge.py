"""From the unit of a line to that of its target: by what the line says, or asked for, never assumed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.inventory.bridge import Asked, Bridge, bridge
from ef_training.inventory.model import Line, Target
from ef_training.inventory.per_unit import UnitLine
from ef_training.linking.resolve import target_amount
from ef_training.units import UNITS

LINE = Line("A", "manufacturing", "energy", "oil", 10.0, "L", "plant")
TOLD = replace(LINE, density=0.84, heat_value=35.17, mass_per_piece=0.2)


@pytest.mark.parametrize(
    ("unit", "target", "multiplier", "ratio"),
    [
        ("L", "kL", 1.0, ""),
        ("kL", "kg", 0.84, "kg/L"),
        ("t", "m3", 1 / 0.84, "L/kg"),
        ("thousand items", "g", 0.2, "kg/item"),
        ("kg", "unit", 5.0, "item/kg"),
        ("L", "kWh", 35.17, "MJ/L"),
        ("m3", "megajoule", 35.17, "MJ/m3"),
    ],
)
def test_what_the_line_says_leads_there(unit, target, multiplier, ratio):
    found = bridge(replace(TOLD, unit=unit), target)
    assert isinstance(found, Bridge)
    assert (found.multiplier, found.multiplier_unit) == (pytest.approx(multiplier), ratio)
    assert (found.reason is None) == (ratio == "")


@pytest.mark.parametrize(
    ("unit", "target", "asked"),
    [
        ("L", "kg", Asked("density", "kg/L")),
        ("kg", "L", Asked("density", "kg/L")),
        ("item", "kg", Asked("mass_per_piece", "kg/item")),
        ("L", "MJ", Asked("heat_value", "MJ/L")),
        ("Nm3", "MJ", Asked("heat_value", "MJ/Nm3")),
    ],
)
def test_what_it_does_not_say_is_asked_for(unit, target, asked):
    assert bridge(replace(LINE, unit=unit), target) == asked
    assert bridge(replace(LINE, unit=unit, density=0.0), target) == asked


@pytest.mark.parametrize(
    ("unit", "target"), [("kWh", "kg"), ("m2", "kg"), ("tkm", "kg"), ("person", "kg"), ("L", "每房-每天"), ("catty", "kg")]
)
def test_nothing_else_leads_anywhere(unit, target):
    assert bridge(replace(TOLD, unit=unit), target) is None


@given(own=st.sampled_from(UNITS), wanted=st.sampled_from(UNITS), amount=st.floats(0.001, 1e6))
def test_every_bridge_can_be_walked(own, wanted, amount):
    """Whatever bridges, a target with it has an amount; there and back is where it began."""
    line = replace(TOLD, unit=own.code, amount=amount)
    found = bridge(line, wanted.code)
    if not isinstance(found, Bridge):
        return
    target = Target("A", "ef", "dataset", "x", found.multiplier, found.multiplier_unit)
    there = target_amount(target, UnitLine(line, amount, 1.0, None), wanted.code)
    back = bridge(replace(line, unit=wanted.code), own.code)
    if isinstance(back, Bridge):
        target = replace(target, multiplier=back.multiplier, multiplier_unit=back.multiplier_unit)
        again = target_amount(target, UnitLine(replace(line, unit=wanted.code), there, 1.0, None), own.code)
        if own.kind != "energy" and wanted.kind != "energy":
            assert again == pytest.approx(amount)
