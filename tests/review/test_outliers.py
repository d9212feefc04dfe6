"""Single figures that a slip explains."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_forms import LINES, changed, findings, line, plant, told


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
    found = findings(plant(*inks), "outliers")
    assert [(finding.severity, finding.kind, finding.place) for finding in found] == [("question", "far-above-group", "Other!D4")]
    assert "next largest of its group, A3" in found[0].what.render("en")
    assert "in g, not in kg" in found[0].what.render("en")


def test_a_group_is_no_measure_where_its_other_lines_are_in_doubt_themselves() -> None:
    """A label whose level slipped makes the carton no outlier."""
    carton, label = line("P2", "packaging", "Carton", 0.013, "kg", "unit"), line("P3", "packaging", "Label", 0.0006, "kg")
    assert [(kind, place) for _, kind, place in told(plant(carton, label), "outliers")] == [("tiny", "Other!E3")]


def test_a_level_that_slipped_is_named() -> None:
    label = findings(plant(line("P2", "packaging", "Label", 0.0006, "kg")), "outliers")
    assert "does it count one declared unit?" in label[0].what.render("en")
    pallet = findings(plant(line("P2", "packaging", "Carton", 12.0, "kg", "unit")), "outliers")
    assert "does it count the product over the period?" in pallet[0].what.render("en")
    assert [finding.place for finding in (*label, *pallet)] == ["Other!E2", "Other!E2"]


def test_a_mass_per_piece_in_grams() -> None:
    pallet = line("P2", "packaging", "Pallet", 0.02, "item", "unit", mass_per_piece=22.0)
    found = findings(plant(pallet), "outliers")
    assert [finding.place for finding in found] == ["Other!H2"]
    assert "is its mass per piece in g, not in kg?" in found[0].what.render("en")


def test_packaging_of_another_level_than_the_rest() -> None:
    carton, bag = line("P2", "packaging", "Carton", 0.05, "kg"), line("P3", "packaging", "Bag", 0.0005, "kg", "unit")
    assert told(plant(carton, bag), "outliers") == [("question", "tiny", "Other!E2")]
    assert told(plant(carton, replace(bag, level="product")), "outliers")[1:] == []


def test_methane_and_other_emissions_by_the_tonne() -> None:
    methane = line("K2", "emission-air", "Methane of the septic tank", 86.0, "kg", "plant", allocation="Mass")
    big = {"product": {"mass_per_unit": 100.0}, "outputs": tuple(replace(o, mass=1e5) for o in plant().outputs)}
    assert told(plant(methane, lines=LINES[1:3], **big), "outliers") == []
    slipped = findings(plant(replace(methane, amount=86000.0), lines=LINES[1:3], **big), "outliers")
    assert [(finding.severity, finding.kind, finding.line_id) for finding in slipped] == [("question", "emission-large", "K2")]
    mist = line("K2", "emission-air", "Sulphuric acid mist", 60.0, "kg", "plant", allocation="Mass")
    assert [kind for _, kind, _ in told(plant(mist), "outliers")] == []
    assert [kind for _, kind, _ in told(plant(replace(mist, amount=600.0)), "outliers")] == ["emission-large"]
    assert told(plant(replace(mist, amount=600.0, name="CO2 of the kiln")), "outliers") == []


def test_the_charge_of_the_equipment_is_no_loss() -> None:
    charge = line("K2", "refrigerant", "R-134a", 60.0, "kg", "plant", allocation="Mass")
    assert told(plant(charge), "outliers") == [("question", "refrigerant-charge", "Other!C2")]


@pytest.mark.parametrize(
    ("name", "concentration", "severity"),
    [
        ("液鹼 45 %（鹼蝕、中和）", 0.45, ""),
        ("液鹼 45 %（鹼蝕、中和）", 0.0045, "warning"),
        ("Sulphuric acid (98 %)", None, "question"),
        ("98% 硫酸", 0.0098, "warning"),
        ("White masterbatch (50 % titanium dioxide)", None, ""),
        ("30 % glass fibre", 0.003, ""),
        ("Nitric acid", 0.68, ""),
    ],
)
def test_the_concentration_in_the_name(name: str, concentration: float | None, severity: str) -> None:
    found = told(plant(line("A2", "auxiliary", name, 1.0, "kg", concentration=concentration)), "outliers")
    assert [level for level, kind, _ in found if kind == "concentration-and-name"] == ([severity] if severity else [])


def test_packaging_among_the_materials() -> None:
    box = line("M3", "material", "瓦楞紙箱", 5.0, "kg")
    assert told(plant(box), "outliers") == [("question", "packaging-as-material", "Materials!B3")]
    assert told(plant(box, product={"name": "瓦楞紙箱 A 型"}), "outliers") == []
    assert told(plant(replace(box, name="瓦楞原紙")), "outliers") == []


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
    rows = [
        line(f"K{row}", "emission-air", f"CO2 of source {row}", row * 10.0, "kg", data_quality="measured") for row in range(1, 11)
    ]
    assert [kind for _, kind, _ in told(plant(*rows[:9]), "outliers")] == []
    rows += [line("K19", "emission-air", "CO2 of source 19", 20.0, "kg", data_quality="measured")]
    assert ("info", "round-figures", "Other!C1") in told(plant(*rows), "outliers")


def test_masses_in_doubt_silence_what_is_measured_by_them() -> None:
    heavy = line("A2", "auxiliary", "Talc", 150.0, "kg")
    assert told(plant(heavy, product={"mass_per_unit": 1.0}, lines=changed("M2")), "outliers") == []
