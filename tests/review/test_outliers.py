"""Single figures that a slip explains."""

from __future__ import annotations

import pytest
from small_forms import changed, findings, line, plant, told


def test_a_sound_form_has_nothing_to_say() -> None:
    assert told(plant(line("A2", "auxiliary", "Release agent", 1.2, "L", density=0.9)), "outliers") == []


def test_a_density_in_kilograms_per_cubic_metre() -> None:
    slipped = plant(line("A2", "auxiliary", "Release agent", 1.2, "L", density=900.0))
    found = findings(slipped, "outliers")
    assert [(finding.severity, finding.kind, finding.place) for finding in found] == [("error", "density", "Other!G2")]
    assert "0.9 kg/L" in found[0].what.render("en")


@pytest.mark.parametrize(("amount", "severity"), [(150.0, "question"), (1200.0, "warning")])
def test_an_auxiliary_heavier_than_the_product(amount: float, severity: str) -> None:
    found = told(plant(line("A2", "auxiliary", "Talc", amount, "kg")), "outliers")
    assert found == [(severity, "heavier-than-product", "Other!D2")]


def test_a_line_far_above_its_group() -> None:
    inks = [line(f"A{row}", "auxiliary", f"Ink {row}", amount, "kg") for row, amount in ((2, 0.02), (3, 0.05), (4, 30.0))]
    assert told(plant(*inks), "outliers") == [("warning", "heavier-than-product", "Other!D4")]


def test_an_amount_so_small_that_its_unit_is_in_doubt() -> None:
    found = findings(plant(line("A2", "auxiliary", "Ink", 5.0, "g")), "outliers")
    assert [(finding.kind, finding.place) for finding in found] == [("tiny", "Other!D2")]
    assert "kg" in found[0].what.render("en")


def test_zero_is_asked_about() -> None:
    assert told(plant(line("A2", "auxiliary", "Ink", 0.0, "kg")), "outliers") == [("question", "zero", "Other!C2")]


def test_refrigerant_by_the_tonne() -> None:
    assert told(plant(line("K2", "refrigerant", "R-134a", 3.0, "t", "product")), "outliers") == [
        ("warning", "refrigerant", "Other!D2")
    ]
    assert told(plant(line("K2", "refrigerant", "R-134a", 3.0, "kg", "product")), "outliers") == []


def test_figures_of_one_digit_only() -> None:
    rows = [line(f"K{row}", "emission-air", f"Gas {row}", row * 10.0, "kg", data_quality="measured") for row in range(1, 11)]
    assert [kind for _, kind, _ in told(plant(*rows[:9]), "outliers")] == []
    rows += [line("K19", "emission-air", "Gas 19", 20.0, "kg", data_quality="measured")]
    assert ("info", "round-figures", "Other!C1") in told(plant(*rows), "outliers")


def test_masses_in_doubt_silence_what_is_measured_by_them() -> None:
    heavy = line("A2", "auxiliary", "Talc", 150.0, "kg")
    assert told(plant(heavy, product={"mass_per_unit": 1.0}, lines=changed("M2")), "outliers") == []
