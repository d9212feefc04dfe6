"""Allocation keys: basis, fit, like flows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_forms import OUTPUTS, changed, findings, key, line, plant, told

from ef_training.inventory.model import Origin, Output
from ef_training.review.allocation import remainder, shares, shares_by

BY_VALUE = key("Value", "value", {"Cup": 5000.0, "Lid": 1000.0}, reason="for convenience")


def test_a_sound_form_has_nothing_to_say() -> None:
    assert told(plant(), "allocation") == []


def test_value_where_mass_is_known_is_asked_about() -> None:
    by_value = plant(allocation_keys=(key(), BY_VALUE), lines=changed("E2", allocation="Value"))
    found = findings(by_value, "allocation")
    assert [(finding.severity, finding.kind, finding.place) for finding in found] == [
        ("question", "value-before-physical", "Output!A9")
    ]
    assert "83.3%" in found[0].what.render("en")
    assert "50.0%" in found[0].what.render("en")


def test_value_far_from_mass_is_a_warning() -> None:
    far = replace(BY_VALUE, values={"Cup": 10.0, "Lid": 90.0})
    found = told(plant(allocation_keys=(key(), far), lines=changed("E2", allocation="Value")), "allocation")
    assert found == [("warning", "value-before-physical", "Output!A9")]


def test_value_where_nothing_physical_is_known_passes() -> None:
    outputs = (replace(OUTPUTS[0], mass=None), replace(OUTPUTS[1], mass=None))
    inventory = plant(outputs=outputs, allocation_keys=(key(), BY_VALUE), lines=changed("E2", allocation="Value"))
    assert told(inventory, "allocation") == []


def test_value_needs_a_reason() -> None:
    bare = plant(allocation_keys=(key(), replace(BY_VALUE, reason="")), lines=changed("E2", allocation="Value"))
    assert told(bare, "allocation") == [("error", "value-without-reason", "Output!A9")]


def test_a_basis_of_its_own_says_what_it_is() -> None:
    own = key("Area", "custom", {"Cup": 1.0, "Lid": 3.0})
    assert told(plant(allocation_keys=(key(), own), lines=changed("E2", allocation="Area")), "allocation") == [
        ("question", "custom-without-reason", "Output!A9")
    ]


def test_a_key_nobody_uses_is_information() -> None:
    assert told(plant(allocation_keys=(key(), key("Hours", "hours"))), "allocation") == [("info", "unused", "Output!A9")]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"Cup": 1.0}, "outputs-do-not-fit"),
        ({"Cup": 1.0, "Lid": 1.0, "Spoon": 1.0}, "outputs-do-not-fit"),
        ({"Cup": 2.0, "Lid": -1.0}, "remainder"),
    ],
)
def test_keys_fit_the_outputs(values: dict[str, float], kind: str) -> None:
    assert told(plant(allocation_keys=(key(values=values),)), "allocation") == [("error", kind, "Output!A9")]


def test_keys_of_a_production_line() -> None:
    outputs = (replace(OUTPUTS[0], production_line="A"), replace(OUTPUTS[1], production_line="B"))
    own = key("Line A", values={"Cup": 1.0}, level="line", production_line="A")
    lines = changed("E2", allocation="Line A")
    assert told(plant(outputs=outputs, allocation_keys=(key(), own), lines=lines), "allocation") == []
    lost = replace(own, production_line="C")
    assert ("error", "unknown-line", "Output!A9") in told(
        plant(outputs=outputs, allocation_keys=(key(), lost), lines=lines), "allocation"
    )
    much = replace(own, parent="Mass", parent_share=1.2)
    assert ("error", "parent-share", "Output!A9") in told(
        plant(outputs=outputs, allocation_keys=(key(), much), lines=lines), "allocation"
    )


def test_two_meters_of_one_kind_with_two_keys() -> None:
    second = line("E9", "energy", "Electricity, hall 2", 50.0, "kWh", "plant", allocation="Hours")
    keys = (key(), key("Hours", "hours"))
    assert told(plant(second, allocation_keys=keys), "allocation") == [("question", "like-flows", "Energy!F9")]
    assert told(plant(replace(second, allocation="Mass")), "allocation") == []
    assert told(plant(replace(second, meter="E2"), allocation_keys=keys), "allocation") == []
    gas = line("E9", "energy", "Diesel", 50.0, "L", "plant", allocation="Hours")
    assert told(plant(gas, allocation_keys=keys), "allocation") == []


def test_a_figure_of_one_output_in_another_unit() -> None:
    third = Output(
        "Bowl", "other", 2000.0, "item", mass=120.0, value=3000.0, hours=30.0, origin=Origin("form.xlsx", "Output", "A4")
    )
    sound = (replace(OUTPUTS[0], hours=20.0), replace(OUTPUTS[1], hours=10.0), third)
    keys = (key(values={output.name: output.mass or 0.0 for output in sound}),)
    assert told(plant(outputs=sound, allocation_keys=keys), "allocation") == []
    for place, change in (("A3", {"mass": 100000.0}), ("A2", {"value": 1.0}), ("A4", {"value": 3.0}), ("A3", {"hours": 36000.0})):
        slipped = tuple(replace(output, **change) if output.origin.cell == place else output for output in sound)
        found = findings(plant(outputs=slipped, allocation_keys=keys), "allocation")
        assert [(finding.severity, finding.kind, finding.place) for finding in found] == [
            ("question", "output-figure-apart", f"Output!{place}")
        ]
        assert next(iter(change)) in found[0].what.render("en")


def test_an_output_that_is_small_in_everything_is_small() -> None:
    screw = Output("Screw", "other", 1e6, "item", mass=500.0, value=20000.0, origin=Origin("form.xlsx", "Output", "A4"))
    keys = (key(values={"Cup": 100.0, "Lid": 100.0, "Screw": 500.0}),)
    assert told(plant(outputs=(*OUTPUTS, screw), allocation_keys=keys), "allocation") == []


@pytest.mark.parametrize(
    ("cup", "lid", "found"), [(20.0, 15.0, False), (1200.0, 100.0, True), (20.0, 900.0, True), (90.0, 15.0, False)]
)
def test_a_key_far_from_the_mass(cup: float, lid: float, found: bool) -> None:
    """Minutes for hours make one output sixty times too heavy in the key."""
    outputs = (replace(OUTPUTS[0], hours=cup), replace(OUTPUTS[1], hours=lid))
    inventory = plant(outputs=outputs, allocation_keys=(key(), key("Hours", "hours", {"Cup": cup, "Lid": lid})))
    inventory = replace(inventory, lines=changed("E2", allocation="Hours"))
    kinds = [kind for _, kind, _ in told(inventory, "allocation")]
    assert ("key-apart-from-mass" in kinds) is found


def test_one_product_bears_everything() -> None:
    alone = plant(outputs=OUTPUTS[:1], allocation_keys=(key(values={"Cup": 100.0}),))
    assert told(alone, "allocation") == [("info", "one-output", "Output!A2")]


def test_published_shares(case: Callable[[str], dict[str, Any]]) -> None:
    cases = case("allocation_cases")
    rice = cases["rice_straw_economic"]
    values = {name: rice[f"{name}_kg"] * price for name, price in rice["relative_price"].items()}
    found = shares(key("Value", "value", values))
    assert {name: round(100 * share, 1) for name, share in found.items()} == rice["expected_pct"]
    basic = cases["multifunctional_basic"]
    outputs = tuple(
        Output(
            row["name"], role, row["amount"], row["unit"], mass=row["mass"] * row["amount"], value=row["price"] * row["amount"]
        )
        for row, role in zip(basic["outputs"], ("target", "other"), strict=True)
    )
    for basis, wanted in (("value", "price"), ("mass", "mass")):
        by = shares_by(plant(outputs=outputs), basis)
        assert by is not None
        emitted = [share * basic["emission_a"] for share in by.values()]
        assert emitted == pytest.approx(basic["expected_emission"][wanted])
    manual = shares(key("Own", "custom", {row["name"]: row["manual"] for row in basic["outputs"]}))
    assert [share * basic["emission_a"] for share in manual.values()] == pytest.approx(basic["expected_emission"]["manual"])


@given(st.lists(st.floats(1e-6, 1e9), min_size=1, max_size=12), st.floats(0.0, 1.0))
def test_nothing_is_left_over(values: list[float], reaching: float) -> None:
    """ISO 14044:2006, 4.3.4.1: what is allocated sums to what there was."""
    found = key(values={f"Output {number}": value for number, value in enumerate(values)}, parent_share=reaching)
    assert abs(remainder(found)) < 1e-9
