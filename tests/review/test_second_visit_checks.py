"""The checks of the second visit, one by one, on a small made-up plant."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from second_visit import opened
from small_forms import line, plant

import ef_training.background
from ef_training.background import load_background
from ef_training.inventory.model import CustomFactor, Inventory, Line, Origin, Target
from ef_training.review.checks import all_checks
from ef_training.review.choosing.chosen import base_name, grid_factors, transport_held
from ef_training.review.choosing.kinds import vehicle_class
from ef_training.review.choosing.refrigerants import gas_of
from ef_training.review.model import Finding
from ef_training.review.run import review_inventory

POWER, INDIRECT, DIRECT, GAS = "moenv-24a2201d", "moenv-6827de44", "moenv-84caf09f", "moenv-79168308"
PP, INCINERATION, LORRY = "moenv-163967f4", "moenv-2400d4e3", "moenv-9679f870"
SECOND = {check.name for check in all_checks(2)} - {check.name for check in all_checks()}


def to(line_id: str, view: str, kind: str, target: str, multiplier: float = 1.0, unit: str = "", **values: Any) -> Target:
    """Return a link whose cells stand in the row of its line."""
    row = "".join(filter(str.isdigit, line_id))
    origins = {name: Origin("form.xlsx", "Links", f"{column}{row}") for name, column in (("target", "E"), ("multiplier", "F"))}
    values = {"reason": "as agreed", "confirmed_by": "ITRI", **values}
    return Target(line_id, view, kind, target, multiplier, unit, origin=origins["target"], origins=origins, **values)


def cfp(line_id: str, factor: str, *multiplier: Any, **values: Any) -> Target:
    return to(line_id, "cfp", "factor", factor, *multiplier, **values)


def ef(line_id: str, dataset: str, *multiplier: Any, **values: Any) -> Target:
    return to(line_id, "ef", "dataset", dataset, *multiplier, **values)


def form(*lines: Line, targets: tuple[Target, ...], **values: Any) -> Inventory:
    return plant(lines=lines, targets=targets, **values)


def told(inventory: Inventory, *checks: str) -> set[tuple[str, str, str]]:
    """Return what the second visit says of choices as (severity, kind, line), notes and gaps of the form aside."""
    wanted = set(checks) or SECOND - {"complete"}
    review = review_inventory(inventory, choices=opened().choices(inventory))
    return {(f.severity, f.kind, f.line_id) for f in review.findings if f.check in wanted and f.severity != "info"}


def found(inventory: Inventory, kind: str) -> Finding:
    review = review_inventory(inventory, choices=opened().choices(inventory))
    (one,) = [f for f in review.findings if f.kind == kind]
    return one


POWER_LINE = line("E2", "energy", "Electricity", 400.0, "kWh")
GAS_LINE = line("E3", "energy", "Natural gas (boiler)", 20.0, "m3")
ACID = line("M5", "auxiliary", "Hydrochloric acid 32 %", 50.0, "kg", concentration=0.32)
DATASET = ef("E2", "elec-tw-mv")


# ---- electricity


def by_hand(name: str, value: float, unit: str = "kWh", **values: Any) -> CustomFactor:
    said = {"source": "bill", "year": 2024, "origin": Origin("form.xlsx", "Custom factors", "A4"), **values}
    return CustomFactor("own", name, value, unit, **said)


def hand(line_id: str, *multiplier: Any) -> Target:
    return to(line_id, "cfp", "custom-factor", "own", *multiplier)


@pytest.mark.parametrize(
    ("targets", "kinds"),
    [
        ((cfp("E2", POWER),), set()),
        ((cfp("E2", POWER), cfp("E2", INDIRECT)), {"twice-whole-supply"}),
        ((cfp("E2", DIRECT),), {"burning-alone"}),
        ((cfp("E2", INDIRECT),), {"supply-alone"}),
        ((cfp("E2", DIRECT), cfp("E2", INDIRECT)), set()),
        ((cfp("E2", POWER, 0.8), cfp("E2", "moenv-3bb44036", 0.2)), {"renewable"}),
        ((cfp("E2", POWER, 0.8), cfp("E2", "moenv-f35946e9", 0.2)), set()),
    ],
)
def test_roles_of_electricity(targets: tuple[Target, ...], kinds: set[str]) -> None:
    assert {kind for _, kind, _ in told(form(POWER_LINE, targets=(*targets, DATASET)), "roles")} == kinds


@pytest.mark.parametrize(("year", "value"), list(grid_factors().items()))
def test_a_grid_factor_typed_by_hand_is_the_direct_part(year: int, value: float) -> None:
    typed = form(POWER_LINE, targets=(hand("E2"), DATASET), custom_factors=(by_hand("electricity", value),))
    assert told(typed, "roles") == {("warning", "burning-alone", "E2")}
    both = form(POWER_LINE, targets=(hand("E2"), cfp("E2", INDIRECT), DATASET), custom_factors=(by_hand("electricity", value),))
    assert told(both, "roles") == set()


def test_renewable_electricity_that_the_line_names_is_right() -> None:
    solar = line("E2", "energy", "Electricity of the own solar roof", 400.0, "kWh")
    assert told(form(solar, targets=(cfp("E2", "moenv-3bb44036"), ef("E2", "elec-pv-tw"))), "roles", "kinds") == set()


def test_a_plant_abroad_needs_the_grid_of_its_country() -> None:
    from dataclasses import replace

    here = form(POWER_LINE, targets=(cfp("E2", POWER), DATASET))
    abroad = replace(here, company=replace(here.company, country="CN"))
    assert told(here, "regions") == set()
    assert {kind for _, kind, _ in told(abroad, "regions")} == {"grid"}
    chinese = replace(abroad, targets=(hand("E2"), ef("E2", "elec-cn")), custom_factors=(by_hand("China", 0.6),))
    assert told(chinese, "regions") == set()


# ---- fuels and heat


@pytest.mark.parametrize(
    ("target", "heat_value", "kinds"),
    [
        (ef("E3", "heat-natgas-boiler", 33.912, "MJ/m3"), None, set()),
        (ef("E3", "heat-natgas-boiler", 37.68, "MJ/m3"), None, {"heat-value"}),
        (ef("E3", "heat-natgas-boiler", 30.14, "MJ/m3"), None, {"heat-value"}),
        (ef("E3", "heat-natgas-boiler", 30.14, "MJ/m3"), 33.49, {"heat-basis"}),
        (ef("E3", "heat-natgas-boiler", 3.39, "MJ/m3"), None, {"heat-value"}),
        (ef("E3", "heat-diesel-boiler", 33.16, "MJ/m3"), None, {"another-fuel"}),
        (ef("E3", "natgas-supply-tw"), None, {"supply-alone"}),
        (ef("E3", "elec-tw-mv", 9.4, "kWh/m3"), None, {"another-fuel", "heat-value"}),
    ],
)
def test_heat_of_gas(target: Target, heat_value: float | None, kinds: set[str]) -> None:
    gas = line("E3", "energy", "Natural gas (boiler)", 20.0, "m3", heat_value=heat_value)
    assert {kind for _, kind, _ in told(form(gas, targets=(cfp("E3", GAS), target)), "roles", "multipliers")} == kinds


def test_supply_and_burning_on_two_links_are_whole() -> None:
    co2 = to("E3", "ef", "elementary-flow", "aa7cac3a-3625-41d4-bc54-33e2cf11ec46", 2.1, "kg/m3")
    gas = form(GAS_LINE, targets=(cfp("E3", GAS), ef("E3", "natgas-supply-tw"), co2))
    assert told(gas, "roles") == set()


def test_lubricants_are_not_burned() -> None:
    grease = line("M7", "auxiliary", "Grease", 5.0, "kg")
    assert told(form(grease, targets=(cfp("M7", "moenv-8ea61baa"), ef("M7", "lubricating-oil"))), "roles", "kinds") == set()


# ---- concentration, density, pieces


@settings(max_examples=25, deadline=None)
@given(st.floats(0.05, 0.9))
def test_a_solution_counts_at_its_concentration(share: float) -> None:
    acid = line("M5", "auxiliary", "Hydrochloric acid", 50.0, "kg", concentration=share)
    right = form(acid, targets=(ef("M5", "hcl", share),))
    wrong = form(acid, targets=(ef("M5", "hcl", 1.0),))
    assert told(right, "multipliers") == set()
    assert ("warning", "concentration", "M5") in told(wrong, "multipliers")


@pytest.mark.parametrize(
    ("factor", "multiplier", "wrong"),
    [("moenv-e067f1c0", 1.0, False), ("moenv-39daf964", 0.32 / 0.37, False), ("moenv-39daf964", 0.32, True)],
)
def test_a_factor_counts_at_the_concentration_in_its_name(factor: str, multiplier: float, wrong: bool) -> None:
    acid = form(ACID, targets=(cfp("M5", factor, multiplier),))
    assert (("warning", "concentration", "M5") in told(acid, "multipliers")) == wrong


def test_an_acid_without_a_concentration_is_asked_about() -> None:
    acid = line("M5", "auxiliary", "Hydrochloric acid", 50.0, "kg")
    assert told(form(acid, targets=(ef("M5", "hcl"),)), "multipliers") == {("question", "concentration-unknown", "M5")}


@pytest.mark.parametrize(
    ("parts", "severity"),
    [
        ((0.0235,), ""),
        ((0.02, 0.005), ""),
        ((0.02, 0.007), "question"),
        ((0.0235 * 1000,), "error"),
        ((0.0235 * 4,), "warning"),
        ((0.0235 * 0.5,), "warning"),
    ],
)
def test_parts_of_a_piece_add_up_to_its_mass(parts: tuple[float, ...], severity: str) -> None:
    piece = line("M6", "material", "Axle", 1000.0, "item", mass_per_piece=0.0235)
    codes = ("steel-wire-rod", "steel-galvanised")
    targets = tuple(ef("M6", code, part, "kg/item") for code, part in zip(codes, parts, strict=False))
    expected = {(severity, "mass", "M6")} if severity else set()
    assert told(form(piece, targets=targets), "sums") == expected


@pytest.mark.parametrize("multiplier", [0.0, -1.0])
def test_a_multiplier_that_is_not_above_zero(multiplier: float) -> None:
    waste = line("R5", "waste", "General waste", 10.0, "kg", treatment="incineration")
    assert ("error", "negative", "R5") in told(form(waste, targets=(cfp("R5", INCINERATION, multiplier),)), "multipliers")


# ---- typed by hand


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("聚丙烯(PP)", 1.95, "kg", set()),
        ("聚丙烯(PP)", 1950.0, "t", set()),
        ("聚丙烯(PP)", 1950.0, "kg", {("error", "differs", "M2")}),
        ("聚丙烯(PP)", 0.00195, "kg", {("error", "differs", "M2")}),
        ("聚丙烯(PP)", 1.59, "kg", {("warning", "differs", "M2")}),
        ("聚丙烯(PP)", 1.95, "item", {("warning", "unit", "M2")}),
        ("PP of supplier A", 1.59, "kg", set()),
    ],
)
def test_a_factor_typed_by_hand(name: str, value: float, unit: str, expected: set[tuple[str, str, str]]) -> None:
    granulate = line("M2", "material", "PP granulate", 104.0, "kg")
    target = hand("M2", 1.0, "item/kg") if unit == "item" else hand("M2")
    typed = form(granulate, targets=(target,), custom_factors=(by_hand(name, value, unit),))
    assert told(typed, "by-hand") == expected


def test_a_slip_of_a_thousand_is_named_as_such() -> None:
    granulate = line("M2", "material", "PP granulate", 104.0, "kg")
    typed = form(granulate, targets=(hand("M2"),), custom_factors=(by_hand("聚丙烯(PP)", 1950.0, "kg"),))
    finding = found(typed, "differs")
    assert "a thousand times" in str(finding.what)
    assert finding.place == "Custom factors!A4"


def test_two_sets_of_gwp_side_by_side() -> None:
    gases = (line("A1", "refrigerant", "R-134a", 1.0, "kg"), line("A2", "refrigerant", "R-410A", 1.0, "kg"))
    targets = (to("A1", "cfp", "gwp", "R-134a@AR5"), to("A2", "cfp", "gwp", "R-410A@AR6"))
    assert {kind for _, kind, _ in told(form(*gases, targets=targets), "by-hand")} == {"gwp-mixed"}
    same = (targets[0], to("A2", "cfp", "gwp", "R-410A@AR5"))
    assert told(form(*gases, targets=same), "by-hand") == set()


# ---- kinds of things, what a factor holds


@pytest.mark.parametrize(
    ("group", "name", "kind", "target", "expected"),
    [
        ("material", "PP granulate", "factor", INCINERATION, {"service-for-material", "cradle-to-grave"}),
        ("material", "PP granulate", "factor", LORRY, {"unresolved"}),
        ("waste", "PP lumps", "factor", PP, {"no-treatment"}),
        ("waste", "PP lumps", "factor", "moenv-8ea92c49", {"recycled-product", "no-treatment"}),
        ("refrigerant", "R-134a topped up", "gwp", "R-22@AR6", {"another-gas"}),
        ("refrigerant", "R-410A topped up", "gwp", "R-32@AR6", set()),
        ("refrigerant", "冷媒 R404A", "gwp", "R-404A@AR5", set()),
    ],
)
def test_kinds_of_things(group: str, name: str, kind: str, target: str, expected: set[str]) -> None:
    thing = line("M2", group, name, 100.0, "kg")
    choice = form(thing, targets=(to("M2", "cfp", kind, target),))
    kinds = {kind for _, kind, _ in told(choice, "kinds", "boundaries", "multipliers")}
    assert kinds <= expected
    assert bool(kinds) == bool(expected)


@pytest.mark.parametrize(
    ("name", "dataset", "kind"),
    [
        ("Cold-rolled steel sheet", "steel-cold-rolled-coil", ""),
        ("不鏽鋼板 304", "aluminium-sheet", "another-substance"),
        ("PP granulate", "corrugated-board", "another-thing"),
        ("PP granulate", "pp", ""),
        ("Thingummy of nobody", "pp", ""),
    ],
)
def test_a_material_is_of_the_family_of_its_name(name: str, dataset: str, kind: str) -> None:
    thing = line("M2", "material", name, 104.0, "kg")
    assert {k for _, k, _ in told(form(thing, targets=(ef("M2", dataset),)), "things")} == ({kind} if kind else set())


def test_factor_and_dataset_of_two_materials() -> None:
    thing = line("M2", "material", "Thingummy of nobody", 104.0, "kg")
    steel, paper = cfp("M2", "moenv-eb5e600a"), ef("M2", "corrugated-board")
    assert {kind for _, kind, _ in told(form(thing, targets=(steel, paper)), "things")} == {"two-things"}
    explained = cfp("M2", "moenv-eb5e600a", reason="no factor for it: steel stands in")
    assert told(form(thing, targets=(explained, paper)), "things") == set()


@pytest.mark.parametrize(
    ("treatment", "dataset", "wrong"),
    [
        ("incineration", "msw-incineration-tw", False),
        ("焚化", "landfill-sanitary", True),
        ("掩埋", "landfill-inert", False),
        ("physico-chemical treatment, landfill", "sludge-drying-disposal", False),
        ("recycled", "msw-incineration-tw", True),
        ("", "landfill-inert", False),
    ],
)
def test_a_waste_goes_where_it_is_linked(treatment: str, dataset: str, wrong: bool) -> None:
    waste = line("R5", "waste", "General waste", 10.0, "kg", treatment=treatment)
    assert (("warning", "another-treatment", "R5") in told(form(waste, targets=(ef("R5", dataset),)), "kinds")) == wrong


@pytest.mark.parametrize(
    ("line_name", "factor", "severity"),
    [
        ("Zinc-plated screws", "moenv-ca7cfa2d", "question"),
        ("電鍍螺絲", "moenv-ca7cfa2d", "warning"),
        ("螺絲", "moenv-c502f595", ""),
    ],
)
def test_what_a_factor_says_it_leaves_out(line_name: str, factor: str, severity: str) -> None:
    screws = line("M5", "material", line_name, 10.0, "kg")
    expected = {(severity, "left-out", "M5")} if severity else set()
    assert told(form(screws, targets=(cfp("M5", factor),)), "contents") == expected


def test_the_datasets_that_hold_transport_are_those_of_the_background() -> None:
    """data/holds.csv agrees with the exchanges: km = tkm of road transport per kg of waste × 1,000."""
    background = load_background("training")
    km: dict[str, float] = {}
    for exchange in background.exchanges:
        group = background.processes[exchange.process].group
        by_road = exchange.input in ("lorry-16t", "lorry-35t-euro6", "van-3.5t")
        if group == "waste treatment" and exchange.type == "technosphere" and by_road:
            km[exchange.process] = km.get(exchange.process, 0.0) + exchange.amount * 1000
    assert km
    assert dict(transport_held()) == pytest.approx(km)


# ---- words


def test_years_do_not_belong_to_a_name() -> None:
    path = Path(ef_training.background.__file__).parents[1] / "factors" / "data" / "moenv_factors.csv"
    with path.open(encoding="utf-8-sig") as stream:
        rows = [row for row in csv.DictReader(stream) if row["role"] == "electricity"]
    assert len(rows) == 12
    assert {base_name(row["name"]) for row in rows} == {"電力碳足跡"}
    assert base_name("PET 瓶（2000ml）") != base_name("PET 瓶（600ml）")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R-134a", "134a"),
        ("R410A 填充", "410a"),
        ("Ethane, 1,1,1,2-tetrafluoro-, HFC-134a", "134a"),
        ("冷媒 R-22（HCFC-22，二氟一氯甲烷）", "22"),
        ("Repair 134a", ""),
        ("methane", ""),
    ],
)
def test_gases(text: str, expected: str) -> None:
    assert gas_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lorry-35t", "heavy"),
        ("lorry-16t", "medium"),
        ("van-3.5t", "van"),
        ("營業小貨車(柴油)", "van"),
        ("營業大貨車(柴油)", "any"),
        ("3.5~7.4噸常溫貨車服務(裝載率82％)", "light"),
        ("貨運,大貨車>32噸,六期 transport, freight, lorry >32 t, Euro VI", "heavy"),
        ("海運,貨櫃船", ""),
    ],
)
def test_classes_of_vehicles(text: str, expected: str) -> None:
    assert vehicle_class(text) == expected
