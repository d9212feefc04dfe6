"""Mass balance of the product and of the plant, and the slips that explain a gap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_forms import LINES, changed, findings, line, plant, reviewed, told, without

from ef_training.inventory.model import BalanceEntry, Origin
from ef_training.review.mass_balance import Balance, Entry, balance, plant_balance, verdict
from ef_training.review.settings import REVIEW_SETTINGS, ReviewSettings


def of(inputs: dict[str, float], outputs: dict[str, float]) -> Balance:
    ins = tuple(Entry("in", "material", name, mass) for name, mass in inputs.items())
    kinds = {"part": "product", "output": "product"}
    return Balance("unit", ins + tuple(Entry("out", kinds.get(name, "waste"), name, mass) for name, mass in outputs.items()))


def test_published_and_derived_cases(case: Callable[[str], dict[str, Any]]) -> None:
    wanted = {"balanced": "fine", "missing_scrap": "correct", "mass_created": "more-out"}
    for row in case("inventory_review_cases")["mass_balance"]:
        if "expected_gap_pct" in row:
            found = of(row["inputs"], row["outputs"])
            assert 100 * (found.gap or 0) == pytest.approx(row["expected_gap_pct"], abs=0.005), row["name"]
            assert verdict(found, REVIEW_SETTINGS) == wanted.pop(row["name"])
        else:
            entered, waste = row["expected_input_kg"], row["expected_waste_kg"]
            found = of({"input": entered}, {"output": row["output_kg"], "waste": waste})
            assert found.gap == pytest.approx(0)
            share = row.get("waste_share_of_input", row.get("waste_per_kg_output", 0) * row["output_kg"] / entered)
            assert 1 - (found.yield_ or 0) == pytest.approx(share)
    assert not wanted


def test_missing_scrap_names_the_kilograms(case: Callable[[str], dict[str, Any]]) -> None:
    row = next(row for row in case("inventory_review_cases")["mass_balance"] if row["name"] == "missing_scrap")
    metal = line("M2", "material", "Aluminium", 1.6 * 100, "kg")
    found = findings(plant(lines=[metal, *LINES[1:3]]), "mass-balance")
    assert (row["expected_gap_pct"], row["inputs"]["aluminium"]) == (37.5, 1.6)
    assert [(finding.severity, finding.kind) for finding in found] == [("error", "gap")]
    assert "37.5" in found[0].what.render("en")
    assert "0.06 kg" in found[0].what.render("en")


def test_the_balance_of_the_plant_by_hand() -> None:
    found = balance(reviewed(plant()))
    assert [(entry.side, entry.kind, pytest.approx(entry.mass)) for entry in found.entries] == [
        ("in", "material", 0.104),
        ("out", "product", 0.1),
        ("out", "co-product", 0.0035),
    ]
    assert found.open == pytest.approx(0.0005)
    assert found.gap == pytest.approx(0.0005 / 0.104)
    assert found.yield_ == pytest.approx(0.1 / 0.104)
    assert told(plant(), "mass-balance") == []


def test_what_passes_beside_the_product_is_not_counted() -> None:
    beside = [
        line("A2", "auxiliary", "Hydraulic oil", 5.0, "kg"),
        line("P2", "packaging", "Carton", 20.0, "kg"),
        line("W2", "water", "Tap water", 10.0, "m3", "plant", allocation="Mass"),
        line("R3", "waste", "Waste oil", 4.0, "kg", treatment="Incineration"),
        line("R4", "waste", "Cardboard waste", 6.0, "kg", treatment="Recycling"),
        line("R5", "waste", "Sludge", 8.0, "kg", treatment="Landfill"),
    ]
    found = balance(reviewed(plant(*beside)))
    assert len(found.entries) == 3
    assert [entry.name for entry in found.mixed] == ["Sludge"]


def test_wastes_and_emissions_of_the_material_are_counted() -> None:
    more = [line("R3", "waste", "PP 不良品", 1.0, "kg"), line("K2", "emission-air", "VOC", 0.2, "kg", "product")]
    kinds = {entry.kind: entry.mass for entry in balance(reviewed(plant(*more))).entries}
    assert kinds["waste"] == pytest.approx(0.001)
    assert kinds["emission"] == pytest.approx(0.0002)


def test_a_maker_of_boxes_counts_its_board() -> None:
    board = plant(line("M3", "material", "Corrugated cardboard", 1.0, "kg"), line("R3", "waste", "Cardboard", 0.5, "kg"))
    assert ("waste", pytest.approx(0.0005)) in [(entry.kind, entry.mass) for entry in balance(reviewed(board)).entries]


def test_the_sheet_of_balances_joins_in() -> None:
    rows = (
        BalanceEntry("mass", "Dissolved", "in-waste", 0.3, "kg", "product"),
        BalanceEntry("mass", "Dust", "to-air", 1.0, "kg", "plant", "Mass"),
        BalanceEntry("water", "Water of crystallisation", "in-product", 0.001, "m3", "product"),
        BalanceEntry("water", "Evaporated", "evaporated", 5.0, "m3", "product"),
    )
    entries = {
        entry.name: (entry.side, entry.kind, entry.mass) for entry in balance(reviewed(plant(balance_entries=rows))).entries
    }
    assert entries["Dissolved"] == ("out", "waste", pytest.approx(0.0003))
    assert entries["Dust"] == ("out", "emission", pytest.approx(0.0005))
    assert entries["Water of crystallisation"] == ("in", "water", pytest.approx(0.001))
    assert "Evaporated" not in entries


@pytest.mark.parametrize(
    ("kilograms", "found"),
    [
        (103.0, []),
        (106.0, [("question", "gap", "Basics!B8")]),
        (120.0, [("error", "gap", "Basics!B8")]),
        (95.0, [("error", "more-out-than-in", "Basics!B8")]),
    ],
)
def test_the_programmes_rule(kilograms: float, found: list[tuple[str, str, str]]) -> None:
    assert told(plant(lines=changed("M2", amount=kilograms)), "mass-balance") == found


def test_a_programme_may_be_stricter() -> None:
    strict = ReviewSettings(mass_explain=0.02)
    assert findings(plant(lines=changed("M2", amount=106.0)), "mass-balance", strict)[0].severity == "error"


def test_a_line_of_the_size_of_a_gap_is_not_blamed_for_it() -> None:
    """Scrap of 30 % is missing; one material happens to weigh as much."""
    resin, fibre = line("M2", "material", "PP granulate", 104.0, "kg"), line("M3", "material", "Glass fibre", 45.0, "kg")
    found = findings(plant(lines=[resin, fibre, *LINES[1:3]]), "mass-balance")
    assert [(finding.severity, finding.kind, finding.line_id) for finding in found] == [("error", "gap", "")]


def test_general_waste_may_hold_it() -> None:
    scrap = line("R3", "waste", "General waste", 15.0, "kg")
    found = findings(plant(scrap, lines=changed("M2", amount=115.0)), "mass-balance")
    assert [(finding.severity, finding.kind) for finding in found] == [("question", "gap")]
    assert "General waste" in found[0].what.render("en")


@pytest.mark.parametrize(
    ("line_id", "change", "place", "words"),
    [
        ("M2", {"unit": "t"}, "Materials!D2", "is in kg, not in t"),
        ("M2", {"amount": 0.104}, "Materials!D2", "is in t, not in kg"),
        ("M2", {"amount": 1000.0, "unit": "item", "mass_per_piece": 104.0}, "Materials!H2", "mass per piece"),
        ("R2", {"unit": "t"}, "Waste!D2", "is in kg, not in t"),
    ],
)
def test_the_slip_that_closes_the_balance_is_named(line_id: str, change: dict[str, Any], place: str, words: str) -> None:
    found = [finding for finding in findings(plant(lines=changed(line_id, **change)), "mass-balance") if finding.line_id]
    assert [(finding.severity, finding.place, finding.line_id) for finding in found[-1:]] == [("error", place, line_id)]
    if found[-1].kind == "slip":
        assert words in found[-1].what.render("en")


def test_a_line_too_many_that_outweighs_the_product_is_not_said_to_be_in_grams() -> None:
    found = findings(plant(line("M3", "material", "Corrugated cartons", 120.0, "kg")), "mass-balance")
    assert [(finding.severity, finding.kind, finding.line_id) for finding in found] == [("error", "gap", "")]


def test_a_digit_is_no_more_than_a_guess() -> None:
    """A figure times ten comes near to many gaps: the gap stays, and the line is named for a look."""
    found = findings(plant(lines=changed("M2", amount=1040.0)), "mass-balance")
    assert [(finding.severity, finding.kind, finding.place, finding.line_id) for finding in found] == [
        ("error", "gap", "Materials!C2", "")
    ]
    assert "multiplied by 0.1" in found[0].what.render("en")


def test_a_line_counted_by_half_or_twice_is_named_beside_the_gap() -> None:
    axle = line("M3", "material", "Axle", 20.0, "kg")
    for amount, kind, words in ((10.0, "more-out-than-in", "one of two missing"), (40.0, "gap", "counted twice")):
        lines = [*changed("M2", amount=84.0), replace(axle, amount=amount)]
        found = findings(plant(lines=lines), "mass-balance")
        assert [(finding.severity, finding.kind) for finding in found] == [("error", kind)]
        assert words in found[0].what.render("en")
        assert "Materials!C3" in {str(place) for place in found[0].where}


@pytest.mark.parametrize("part", [0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 1.1, 1.2, 1.3, 1.5, 2.0])
def test_no_innocent_line_is_accused_of_a_gap(part: float) -> None:
    """One material is off by some part: neither a light one, nor an emission, has slipped a digit or a unit for it."""
    lines = [
        line("M2", "material", "PP granulate", 96.0 * part, "kg"),
        line("M3", "material", "Masterbatch", 1.5, "kg"),
        line("M4", "material", "Sealing ring", 3.0, "kg"),
        *LINES[1:],
        line("K2", "emission-air", "VOC of moulding", 0.01, "kg", "product"),
    ]
    found = findings(plant(lines=lines), "mass-balance")
    assert found
    assert not [finding for finding in found if finding.kind == "slip" or finding.line_id]


def test_a_total_said_to_count_one_unit() -> None:
    outputs = (replace(plant().outputs[0], quantity=640.0, mass=64.0), plant().outputs[1])
    lines = [line("M2", "material", "PP granulate", 64.3, "kg", "unit"), *LINES[1:3]]
    found = findings(plant(lines=lines, outputs=outputs), "mass-balance")
    assert [(finding.kind, finding.place) for finding in found] == [("slip", "Materials!E2")]
    assert "counts the product over the period" in found[0].what.render("en")


@given(st.floats(50.0, 5000.0), st.floats(0.0, 0.008), st.sampled_from(["kg", "t"]))
def test_any_product_with_one_slip_is_found(mass: float, loss: float, unit: str) -> None:
    """Whatever the product weighs, a material a thousand times off is named with its unit, and without the slip all is well."""
    product, outputs = {"mass_per_unit": mass / 1000}, plant().outputs
    outputs = (replace(outputs[0], mass=mass), outputs[1])
    amount = mass * (1 + loss) * (1 if unit == "kg" else 1e-3)
    sound = plant(lines=[line("M2", "material", "PP granulate", amount, unit), *LINES[1:3]], product=product, outputs=outputs)
    assert told(sound, "mass-balance") == []
    other = {"kg": "t", "t": "kg"}[unit]
    slipped = replace(sound, lines=(replace(sound.lines[0], unit=other), *sound.lines[1:]))
    assert told(slipped, "mass-balance") == [("error", "slip", "Materials!D2")]


def test_a_material_twice_is_left_to_the_check_of_duplicates() -> None:
    again = replace(LINES[0], line_id="M9")
    assert told(plant(again), "mass-balance") == []


def test_waste_of_more_than_all_that_enters() -> None:
    assert told(plant(line("R3", "waste", "Waste oil", 300.0, "kg")), "mass-balance") == [
        ("error", "waste-exceeds-input", "Waste!D3")
    ]
    wet = line("R3", "waste", "Sludge", 300.0, "kg", concentration=0.2)
    assert told(plant(wet), "mass-balance") == []


def test_materials_of_many_times_the_product() -> None:
    lines = [line("M2", "material", "PP granulate", 800.0, "kg"), line("R2", "co-product", "Chips", 700.0, "kg")]
    assert told(plant(lines=[*lines, *LINES[1:3]]), "mass-balance") == [("question", "low-yield", "Basics!B8")]


def test_no_material_and_material_without_mass() -> None:
    assert told(plant(lines=without("M2")), "mass-balance") == [("warning", "no-material", "Basics!B8")]
    pieces = plant(lines=changed("M2", unit="item"))
    assert told(pieces, "mass-balance") == [
        ("question", "material-without-mass", "Materials!H2"),
        ("question", "no-material", "Basics!B8"),
    ]


def test_a_mass_in_doubt_is_named_once() -> None:
    assert told(plant(product={"mass_per_unit": 1.0}), "mass-balance") == []


def test_a_slip_is_named_though_the_mass_is_in_doubt_too() -> None:
    slipped = plant(lines=changed(LINES[0].line_id, amount=1000 * LINES[0].amount), product={"mass_per_unit": 0.111})
    found = findings(slipped, "mass-balance")
    assert [(finding.severity, finding.kind, finding.line_id) for finding in found] == [("error", "slip", LINES[0].line_id)]


def test_the_balance_of_a_whole_plant() -> None:
    lines = [line("M2", "material", "PP granulate", 204.0, "kg", "plant", allocation="Mass"), *LINES[1:3]]
    sound = plant(lines=lines)
    found = plant_balance(reviewed(sound))
    assert found is not None
    assert (found.basis, found.total("in"), found.total("out")) == ("period", 204.0, 200.0)
    assert plant_balance(reviewed(plant())) is None  # the materials of the lids are not in the form
    outputs = (plant().outputs[0], replace(plant().outputs[1], mass=None))
    assert plant_balance(reviewed(replace(sound, outputs=outputs))) is None


def test_a_plant_that_does_not_balance_though_the_product_does() -> None:
    keys = (replace(plant().allocation_keys[0], values={"Cup": 100.0, "Lid": 400.0}),)
    lines = [line("M2", "material", "PP granulate", 505.0, "kg", "plant", allocation="Mass"), *LINES[1:3]]
    assert told(plant(lines=lines, allocation_keys=keys), "mass-balance") == [("warning", "plant-gap", "Materials!C2")]


def test_entries_tell_their_cells() -> None:
    where = [str(entry.origin) for entry in balance(reviewed(plant())).entries]
    assert where == ["Materials!C2", "Basics!B8", "Waste!C2"]
    assert Entry("in", "material", "x", 1.0).origin == Origin()
