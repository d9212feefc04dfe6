"""Usual omissions: expected from the process flow, joined by sheet, silent where a line or a note tells."""

from __future__ import annotations

import pytest
from small_forms import findings, line, plant, told, without

from ef_training.inventory.model import Origin, ProcessStep
from ef_training.review.omissions import SHEETS, rules

CARTON = line("P5", "packaging", "Carton, on pallets", 8.0, "kg")


def step(name: str, **values: str) -> tuple[ProcessStep, ...]:
    return (ProcessStep(1, name, origin=Origin("form.xlsx", "Flow", "B2"), **values),)


def kinds(*more, name: str = "Cutting to length", **values: str) -> list[str]:
    return [kind for _, kind, _ in told(plant(*more, process_steps=step(name, **values)), "omissions")]


def test_a_form_with_packaging_and_a_plain_process_is_fine():
    assert kinds(CARTON) == []


@pytest.mark.parametrize(
    ("name", "kind", "mended"),
    [
        ("CNC turning", "cutting-fluid", line("M6", "auxiliary", "Cutting fluid", 1.0, "kg")),
        ("銑削", "cutting-fluid", line("M6", "auxiliary", "水溶性切削液", 1.0, "kg")),
        ("沖壓", "lubricant", line("M6", "auxiliary", "沖壓油", 1.0, "kg")),
        ("硫化", "release-agent", line("M6", "auxiliary", "離型劑", 1.0, "kg")),
        ("Welding", "welding", line("M6", "auxiliary", "Argon", 1.0, "kg")),
        ("電鍍", "wastewater", line("R6", "wastewater", "製程廢水", 10.0, "m3")),
        ("Packing line", "pallet", line("P6", "packaging", "Wooden pallet", 1.0, "kg")),
    ],
)
def test_expected_items(name, kind, mended):
    box = line("P5", "packaging", "Carton", 8.0, "kg")
    assert kinds(box, name=name) == [kind]
    assert kinds(box, mended, name=name) == []


def test_a_waste_is_no_proof_of_the_input_but_of_its_use():
    spent = line("R6", "waste", "Spent cutting fluid", 2.0, "kg")
    fluid = line("M6", "auxiliary", "Cutting fluid", 1.0, "kg")
    assert kinds(CARTON, spent, name="CNC turning") == ["cutting-fluid"]
    assert kinds(CARTON, spent) == ["cutting-fluid"], "no step tells of machining"
    assert kinds(CARTON, spent, fluid) == []
    found = findings(plant(CARTON, spent, process_steps=step("Cutting to length")), "omissions")[0]
    assert "Spent cutting fluid" in found.what.render("en")
    assert str(found.where[-1]) == "Waste!B6"


def test_a_word_that_there_is_none_may_stand_anywhere():
    assert kinds(CARTON, line("R6", "waste", "Chips", 2.0, "kg", note="dry machining"), name="CNC turning") == []


@pytest.mark.parametrize(
    ("equipment", "more", "expected"),
    [
        ("瓦斯鍋爐", [], ["boiler-fuel"]),
        ("gas boiler", [], ["boiler-fuel"]),
        ("gas boiler", [line("E6", "energy", "Diesel (forklift)", 20.0, "L")], ["boiler-fuel"]),
        ("gas boiler", [line("E6", "energy", "Diesel", 20.0, "L")], []),
        ("鍋爐", [line("E6", "energy", "外購蒸汽", 20.0, "t")], []),
        ("電鍋爐", [], []),
    ],
)
def test_a_boiler_burns_something(equipment, more, expected):
    found = told(plant(CARTON, *more, lines=without("E3"), process_steps=step("Cutting", equipment=equipment)), "omissions")
    assert [kind for _, kind, _ in found] == expected


def test_equipment_tells_too_and_a_whole_meter_has_compressed_air():
    assert kinds(CARTON, name="Assembly", equipment="冰水機") == ["refrigerant"]
    assert kinds(CARTON, name="Assembly", equipment="空壓機") == [], "the electricity is that of the whole plant"
    assert kinds(CARTON, line("A6", "refrigerant", "R-134a", 1.0, "kg"), name="Assembly", equipment="冰水機") == []


def test_no_packaging_at_all():
    assert told(plant(process_steps=step("Cutting to length")), "omissions") == [("question", "packaging", "")]


def test_several_of_one_sheet_are_one_question():
    found = findings(plant(CARTON, process_steps=step("Die casting and CNC milling")), "omissions")
    assert [(finding.severity, finding.kind) for finding in found] == [("question", "auxiliary"), ("question", "cooling-water")]
    text = found[0].what.render("en")
    assert all(item in text for item in ("cutting fluid", "hydraulic", "release agent"))
    assert "脫模劑" in found[0].what.render("zh-TW")


def test_a_note_answers():
    dry = line("M6", "material", "Bar", 1.0, "kg", note="乾式切削，不用切削液")
    assert kinds(CARTON, dry, name="CNC 車削") == []


def test_the_sheet_comes_first_then_the_step():
    emission = line("A6", "emission-air", "Dust", 1.0, "kg")
    found = findings(plant(CARTON, emission, process_steps=step("Assembly", equipment="chiller")), "omissions")[0]
    assert [str(place) for place in found.where] == ["Other", "Flow!B2"]


def test_rules_are_sound():
    assert len({rule.rule_id for rule in rules()}) == len(rules()) >= 12
    for rule in rules():
        assert rule.group in SHEETS
        assert rule.present or rule.without
        assert rule.item.render("zh-TW") != rule.item.render("en")
        for word in (*rule.process, *rule.present):
            assert word == word.casefold().strip(), word
