"""Energy per kg, slips of a factor 1,000, fuels counted twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_forms import changed, findings, line, plant, reviewed, told, without

from ef_training.inventory.fuels import megajoules
from ef_training.review.energy import expected_energy, is_electricity, kwh_per_kg
from ef_training.review.settings import REVIEW_SETTINGS
from ef_training.review.words import PROCESS_NAMES, energy_ranges, fuel_of, has, process_names


def electric(amount: float, **values: Any) -> Any:
    return changed("E2", amount=amount, **values)


def test_a_sound_form_has_nothing_to_say() -> None:
    assert told(plant(), "energy") == []
    items = [item for item in reviewed(plant()).lines if item.line.line_id == "E2"]
    assert kwh_per_kg(items, 0.1) == pytest.approx(400 * 0.5 / 100)


def test_published_cases_lie_within_the_ranges(case: Callable[[str], dict[str, Any]]) -> None:
    ranges = {item.process: item for item in energy_ranges()}
    rows = {row["name"]: row for row in case("inventory_review_cases")["energy_per_kg"]}
    knitting = rows.pop("knitting")
    kwh = knitting["expected"]["kwh"]
    assert kwh * knitting["cch_per_kWh"] == pytest.approx(knitting["expected"]["cch"])
    assert kwh * knitting["fwe_per_kWh"] == pytest.approx(knitting["expected"]["fwe"])
    assert ranges["knitting"].kwh_low <= kwh <= ranges["knitting"].kwh_high
    moulding = rows.pop("injection hydraulic")["expected_kWh_per_kg"]
    for pound, per_kg in ((0.278, moulding["hydraulic"]), (0.073, moulding["all_electric"])):
        assert pound / 0.45359237 == pytest.approx(per_kg, abs=5e-4)
        assert ranges["injection-moulding"].kwh_low <= per_kg <= ranges["injection-moulding"].kwh_high
    forming = next(iter(rows.values()))["expected_kWh_per_kg"]
    for process, name in (("sheet-forming", "sheet"), ("metal-extrusion", "extrusion"), ("forging", "bulk")):
        assert ranges[process].kwh_low <= forming[name] <= ranges[process].kwh_high


def test_every_range_has_words_a_source_and_an_order() -> None:
    for item in energy_ranges():
        assert item.keywords
        assert item.source
        assert 0 < item.kwh_low < item.kwh_high
        assert item.mj_high > 0


def test_every_process_has_a_name() -> None:
    assert PROCESS_NAMES.keys() == {item.process for item in energy_ranges()}
    assert process_names(("forging", "glass")).render("en") == "forging, glass making"
    assert "none that is known" in process_names(()).render("en")


def test_processes_are_known_by_steps_industry_and_product() -> None:
    assert expected_energy(plant(), REVIEW_SETTINGS).processes == ("injection-moulding",)
    unknown = expected_energy(plant(process_steps=()), REVIEW_SETTINGS)
    assert (unknown.low, unknown.high, unknown.processes) == (REVIEW_SETTINGS.energy_low, REVIEW_SETTINGS.energy_high, ())


@pytest.mark.parametrize(
    ("lines", "place", "words"),
    [
        (electric(400.0, unit="MWh"), "Energy!D2", "in kWh, not in MWh"),
        (electric(0.4), "Energy!D2", "in MWh, not in kWh"),
        (electric(320.0, level="unit", allocation=""), "Energy!E2", "the whole plant"),
    ],
)
def test_slips_of_electricity(lines: Any, place: str, words: str) -> None:
    outputs = tuple(replace(output, quantity=output.quantity * 0.7, mass=70.0) for output in plant().outputs)
    found = findings(plant(lines=lines, outputs=outputs), "energy")
    assert [(finding.severity, finding.kind, finding.place) for finding in found] == [("error", "electricity-slip", place)]
    assert words in found[0].what.render("en")


@given(st.floats(0.3, 2.5), st.sampled_from(["kWh", "MWh"]))
def test_any_plausible_electricity_is_found_when_its_unit_slips(per_kg: float, unit: str) -> None:
    """Within the range nothing is said; a thousand times more or less is an error that names the unit."""
    amount = per_kg * 200 * (1.0 if unit == "kWh" else 1e-3)
    assert told(plant(lines=electric(amount, unit=unit)), "energy") == []
    other = {"kWh": "MWh", "MWh": "kWh"}[unit]
    assert told(plant(lines=electric(amount, unit=other)), "energy") == [("error", "electricity-slip", "Energy!D2")]


def test_electricity_out_of_range_that_no_slip_explains_is_a_question() -> None:
    assert told(plant(lines=electric(400.0 * 12)), "energy") == [("question", "electricity-range", "Energy!C2")]


def steps(*names: str) -> dict[str, Any]:
    return {"process_steps": tuple(replace(plant().process_steps[0], number=n, name=name) for n, name in enumerate(names, 1))}


def test_processes_add_up_at_both_ends() -> None:
    """The assembly of moulded parts needs no less than their moulding."""
    both = expected_energy(plant(**steps("Injection moulding", "Assembly")), REVIEW_SETTINGS)
    alone = expected_energy(plant(), REVIEW_SETTINGS)
    assert both.processes == ("injection-moulding", "welding-assembly")
    assert both.low == alone.low
    assert both.high > alone.high


@pytest.mark.parametrize(
    ("names", "product", "processes"),
    [
        (("射出成型", "食品盒檢驗"), "PP 食品盒", ("injection-moulding",)),
        (("Anodising", "Dyeing and sealing"), "Hub", ("surface-treatment",)),
        (("Dyeing",), "T-shirt", ("dyeing",)),
        (("印刷電路板組裝",), "PCB", ("welding-assembly", "electronics")),
        (("Sorting",), "Food tray", ("food",)),
    ],
)
def test_steps_count_before_the_product_and_words_by_what_stands_beside(
    names: tuple[str, ...], product: str, processes: tuple[str, ...]
) -> None:
    assert expected_energy(plant(product={"name": product}, **steps(*names)), REVIEW_SETTINGS).processes == processes


def test_one_bill_of_twelve_is_asked_about() -> None:
    assert told(plant(lines=electric(400.0 / 13)), "energy") == [("question", "electricity-range", "Energy!C2")]


def test_a_slip_that_lands_beside_the_range_is_only_asked_about() -> None:
    """Read as MWh, 1 kWh would make 5 per kg, above the 3.1 of moulding: one bill or another unit, nobody knows."""
    found = findings(plant(lines=electric(1.0)), "energy")
    assert [(finding.severity, finding.kind) for finding in found] == [("question", "electricity-slip")]
    assert [finding.severity for finding in findings(plant(lines=electric(0.4)), "energy")] == ["error"]


def test_a_key_without_ground_accuses_no_meter() -> None:
    """The mass of the lids in grams leaves the cup a thousandth of the plant; the check of allocation says so."""
    outputs = (plant().outputs[0], replace(plant().outputs[1], mass=1e5))
    keys = (replace(plant().allocation_keys[0], values={"Cup": 100.0, "Lid": 1e5}),)
    assert told(plant(outputs=outputs, allocation_keys=keys), "energy") == []


def test_no_electricity_at_all() -> None:
    assert told(plant(lines=without("E2")), "energy") == [("error", "no-electricity", "Energy")]


def test_a_fuel_out_of_range() -> None:
    assert told(plant(lines=changed("E3", unit="km3")), "energy") == [("error", "fuel-range", "Energy!D3")]
    assert told(plant(lines=changed("E3", amount=200.0)), "energy") == [("question", "fuel-range", "Energy!C3")]
    assert told(plant(lines=changed("E3", unit="L")), "energy") == [("question", "tiny-fuel", "Energy!D3")]


def test_heat_values_own_and_of_the_table() -> None:
    items = {item.line.line_id: item for item in reviewed(plant(lines=changed("E3", heat_value=None))).lines}
    assert megajoules(items["E3"]) == pytest.approx(20 * 0.5 / 1000 * 37.68)
    own = {item.line.line_id: item for item in reviewed(plant(lines=changed("E3", heat_value=40.0))).lines}
    assert megajoules(own["E3"]) == pytest.approx(20 * 0.5 / 1000 * 40)
    assert (
        megajoules({item.line.line_id: item for item in reviewed(plant(line("E4", "energy", "Peat", 5.0, "kg"))).lines}["E4"])
        is None
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"heat_value": 9000.0}, "is it in kcal"),
        ({"heat_value": 37.68, "unit": "L"}, "it is that of m3"),
        ({"heat_value": 35.17, "unit": "kL", "name": "Diesel"}, "it is that of L"),
        ({"heat_value": 5.0}, "usual is 37.68"),
    ],
)
def test_a_stated_heat_value_is_compared_with_the_usual_one(change: dict[str, Any], words: str) -> None:
    found = findings(plant(lines=changed("E3", **change)), "energy")
    assert [(finding.severity, finding.kind) for finding in found] == [("warning", "heat-value-differs")]
    assert words in found[0].what.render("en")


@pytest.mark.parametrize(("heat_value", "unit"), [(37.68, "m3"), (39.0, "m3"), (33.5, "m3"), (0.03768, "L"), (None, "m3")])
def test_a_plausible_heat_value_passes(heat_value: float | None, unit: str) -> None:
    kinds = [kind for _, kind, _ in told(plant(lines=changed("E3", heat_value=heat_value, unit=unit)), "energy")]
    assert "heat-value-differs" not in kinds


@pytest.mark.parametrize("name", ["Natural gas burned, CO2", "天然氣燃燒 CO2", "CO2 of the boiler", "鍋爐二氧化碳"])
def test_a_fuel_and_its_burning(name: str) -> None:
    emission = line("K2", "emission-air", name, 40.0, "kg", "plant", allocation="Mass")
    assert told(plant(emission), "energy") == [("warning", "fuel-burned-twice", "Other!B2")]


@pytest.mark.parametrize(
    "name", ["Diesel burned, CO2", "CO2 of the fermentation", "Methane of the septic tank", "VOC of the boiler house"]
)
def test_other_emissions_are_not_the_burning(name: str) -> None:
    assert told(plant(line("K2", "emission-air", name, 40.0, "kg", "plant", allocation="Mass")), "energy") == []


def test_a_fuel_and_its_heat() -> None:
    heat = line("E9", "energy", "Heat of natural gas", 3000.0, "MJ", "plant", allocation="Mass")
    assert told(plant(heat), "energy") == [("warning", "fuel-and-heat", "Energy!B9")]
    steam = line("E9", "energy", "Steam", 3.0, "GJ", "plant", allocation="Mass")
    boiler = changed("E3", name="Natural gas (boiler)")
    assert told(plant(steam, lines=boiler), "energy") == [("question", "fuel-and-heat", "Energy!B9")]
    assert told(plant(replace(steam, supplier="Demo steam works"), lines=boiler), "energy") == []


@pytest.mark.parametrize(
    ("name", "unit", "electricity"),
    [
        ("電力", "kWh", True),
        ("太陽能", "MWh", True),
        ("Steam", "MJ", False),
        ("天然氣熱值", "MJ", False),
        ("Natural gas", "m3", False),
    ],
)
def test_what_is_electricity(name: str, unit: str, electricity: bool) -> None:
    assert is_electricity(line("E9", "energy", name, 1.0, unit)) is electricity


def test_words_stand_alone_in_latin_and_anywhere_in_chinese() -> None:
    assert has("Cast iron", ("iron",))
    assert not has("Environment", ("iron",))
    assert has("鍋爐用天然氣", ("天然氣",))
    assert has("ＬＰＧ", ("lpg",))
    assert fuel_of("液化石油氣（瓦斯）").name == "lpg"
    assert fuel_of("瓦斯").name == "natural-gas"
    assert fuel_of("木頭") is None
