"""Meters: a second one beside the total, and those who are said to be taken off."""

from __future__ import annotations

from typing import Any

import pytest
from small_forms import changed, key, line, plant, told

from ef_training.inventory.model import Line


def kinds(*more: Line, **values: Any) -> list[tuple[str, str, str]]:
    return told(plant(*more, **values), "metering")


def meter(name: str, **values: Any) -> Line:
    return line(
        "E8", "energy", name, 40.0, "kWh", values.pop("level", "plant"), allocation=values.pop("allocation", "Mass"), **values
    )


def test_a_plain_form_is_fine():
    assert kinds() == []


@pytest.mark.parametrize(
    "name", ["電力（12 月電費單）", "Electricity (December bill)", "射出電力分表", "Electricity, sub-meter of the line"]
)
def test_a_part_beside_the_total(name):
    assert kinds(meter(name)) == [("warning", "second-meter", "Energy!B8")]
    assert kinds(meter(name, meter="E2")) == [], "it names its main meter"


def test_twelve_bills_without_a_total_and_a_year_of_bills_are_fine():
    bills = [line(f"E{n}", "energy", f"電力（{n} 月）", 40.0, "kWh", "plant", allocation="Mass") for n in range(4, 8)]
    assert kinds(*bills, lines=changed("E2", name="電力（3 月）")) == []
    assert kinds(meter("電力（1~12月電費單）")) == []


@pytest.mark.parametrize("name", ["宿舍用電", "Electricity of the dormitory"])
def test_a_dormitory_makes_no_product(name):
    assert kinds(meter(name)) == [("question", "serves-no-product", "Energy!B8")]
    assert kinds(lines=changed("E2", name=f"Electricity with {name}", excluded=30.0)) == []


def test_a_key_that_tells_of_a_dormitory_that_is_not_taken_off():
    dormitory = key(excluded="the dormitory has a sub-meter")
    assert kinds(allocation_keys=(dormitory,)) == [("question", "not-taken-off", "Energy!C2")]
    assert kinds(allocation_keys=(dormitory,), lines=changed("E2", excluded=30.0)) == []
    assert kinds(allocation_keys=(key(excluded="無"),)) == []


def test_evidence_that_tells_of_tenants():
    rented = changed("E2", evidence="bills; sub-meter of the rented office")
    assert kinds(lines=rented) == [("question", "not-taken-off", "Energy!C2")]
    assert kinds(lines=changed("E2", evidence="bills; sub-meter of the rented office", excluded=2.0)) == []
