"""One wrong choice put into a sound form, and where the second visit must name it: multipliers, boundary, energy, years.

Every kind takes a `Choosing` (the inventory read from a form, a random generator) and returns the cells that count as "the right
cell", or None where the form offers no place for this kind; `Choosing.inventory` is then the form with the wrong choice.
"""

from __future__ import annotations

from dataclasses import replace

from seeding_choices import (
    CO2_FOSSIL,
    DIESEL_SUPPLY,
    DIRECT,
    GAS_SUPPLY,
    INDIRECT,
    LORRY,
    OLD_LORRY,
    POWER,
    POWER_2014,
    SOLAR,
    Choosing,
    cells,
    heavy,
    registry,
)

from ef_training.inventory.model import Origin, Target

KINDS, kind = registry()


# ---- units and multipliers


@kind
def a_target_in_another_unit(c: Choosing) -> list[str] | None:
    return c.swap(c.any("ef", "dataset", "material", "auxiliary", where=lambda t: heavy(c, t)), target="anodising")


@kind
def a_code_that_does_not_exist(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor"), target="moenv-00000000")


@kind
def a_solution_at_a_hundred_percent(c: Choosing) -> list[str] | None:
    solution = c.any("ef", "dataset", "auxiliary", where=lambda t: 0.1 < t.multiplier < 0.95 and c.line(t).unit == "kg")
    return c.swap(solution, multiplier=1.0, multiplier_unit="")


@kind
def converted_by_hand_as_well(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "material", "packaging", where=lambda t: heavy(c, t)), multiplier=1000.0)


@kind
def mass_per_piece_in_grams(c: Choosing) -> list[str] | None:
    piece = c.any("cfp", "factor", "material", where=lambda t: t.multiplier_unit == "kg/item" and c.alone(t))
    return piece and c.swap(piece, multiplier=piece.multiplier * 1000)


@kind
def electricity_in_megajoules(c: Choosing) -> list[str] | None:
    return c.swap(c.any("ef", "dataset", "energy", where=lambda t: t.target == "elec-tw-mv"), multiplier=3.6)


@kind
def the_way_there_and_back(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "transport"), multiplier=2.0)


@kind
def gas_at_eight_thousand_kilocalories(c: Choosing) -> list[str] | None:
    gas = c.any("ef", "dataset", where=lambda t: t.target == "heat-natgas-boiler")
    return c.swap(gas, multiplier=round(33.494 * 0.9, 2))


@kind
def a_density_that_is_not_the_line_s(c: Choosing) -> list[str] | None:
    oil = c.any("cfp", "factor", "auxiliary", where=lambda t: t.multiplier_unit == "kg/L")
    return oil and c.swap(oil, multiplier=oil.multiplier * 10)


@kind
def a_multiplier_without_a_reason(c: Choosing) -> list[str] | None:
    return c.swap(c.any("ef", "dataset", where=lambda t: t.multiplier != 1), reason="")


# ---- boundary


@kind
def a_product_from_cradle_to_grave_as_material(c: Choosing) -> list[str] | None:
    bought = c.any("cfp", "factor", "material", "packaging", where=lambda t: heavy(c, t))
    return c.swap(bought, target="moenv-fdea2ed0")


@kind
def a_service_without_its_material(c: Choosing) -> list[str] | None:
    bought = c.any("ef", "dataset", "material", "packaging", where=lambda t: heavy(c, t) and c.alone(t))
    return c.swap(bought, target="injection-moulding")


@kind
def gate_to_gate_for_a_chemical(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "auxiliary", where=lambda t: heavy(c, t) and c.alone(t)), target="moenv-32b4381a")


@kind
def recycled_for_new_material(c: Choosing) -> list[str] | None:
    bought = c.any("cfp", "factor", "material", where=lambda t: heavy(c, t) and c.alone(t))
    return c.swap(bought, target="moenv-0b34df50")


# ---- fuel and electricity


def _burned(c: Choosing) -> Target | None:
    return c.any("cfp", "factor", "energy", where=lambda t: t.target in ("moenv-79168308", "moenv-1f1c7c1c"))


def _supply(target: Target) -> str:
    return GAS_SUPPLY if target.target == "moenv-79168308" else DIESEL_SUPPLY


@kind
def supply_and_use_on_one_line(c: Choosing) -> list[str] | None:
    fuel = _burned(c)
    return fuel and c.add(fuel, target=_supply(fuel))


@kind
def supply_alone_for_what_is_burned(c: Choosing) -> list[str] | None:
    fuel = _burned(c)
    return fuel and c.swap(fuel, target=_supply(fuel))


@kind
def supply_and_use_on_two_lines(c: Choosing) -> list[str] | None:
    fuel = _burned(c)
    if fuel is None:
        return None
    line = c.line(fuel)
    again = replace(line, line_id=f"{line.line_id}b", origins={}, origin=Origin("", line.origin.sheet, "A99"))
    c.inventory = replace(c.inventory, lines=(*c.inventory.lines, again))
    other = next(t for t in c.inventory.targets if t.line_id == fuel.line_id and t.view == "ef")
    c.add(other, line_id=again.line_id, kind="left-out", target="", reason="counted above")
    return c.add(fuel, line_id=again.line_id, target=_supply(fuel))


@kind
def a_dataset_of_the_fuel_for_its_burning(c: Choosing) -> list[str] | None:
    heat = c.any("ef", "dataset", "energy", where=lambda t: t.target == "heat-natgas-boiler")
    return c.swap(heat, target="natgas-supply-tw", multiplier=1.0, multiplier_unit="")


@kind
def heat_and_its_carbon_dioxide(c: Choosing) -> list[str] | None:
    heat = c.any("ef", "dataset", "energy", where=lambda t: t.target in ("heat-natgas-boiler", "diesel-burned-machine"))
    unit = heat and c.line(heat).unit
    return c.add(heat, kind="elementary-flow", target=CO2_FOSSIL, multiplier=2.1, multiplier_unit=f"kg/{unit}")


@kind
def the_burning_as_an_emission_of_its_own(c: Choosing) -> list[str] | None:
    fuel = _burned(c)
    like = next((t for t in c.targets("cfp", "gwp", "emission-air")), None)
    if fuel is None or like is None:
        return None
    name = "鍋爐與機具燃燒 CO2" if c.inventory.language == "zh-TW" else "CO2 of burning fuels"
    line = replace(c.line(like), line_id="A99", name=name)
    c.inventory = replace(c.inventory, lines=(*c.inventory.lines, line))
    c.add(like, line_id="A99", view="ef", kind="left-out", target="", reason="climate change alone")
    places = c.add(like, line_id="A99", target="CO2@AR6")
    return places and [*places, *cells(fuel)]


@kind
def another_fuel(c: Choosing) -> list[str] | None:
    gas = c.any("cfp", "factor", "energy", where=lambda t: t.target == "moenv-79168308")
    return c.swap(gas, target="moenv-04061f2e")


def _power(c: Choosing, view: str = "cfp") -> Target | None:
    return c.any(view, "factor" if view == "cfp" else "dataset", "energy", where=lambda t: t.target in (POWER, "elec-tw-mv"))


@kind
def electricity_and_its_indirect_part(c: Choosing) -> list[str] | None:
    return c.add(_power(c), target=INDIRECT)


@kind
def the_direct_factor_of_electricity_alone(c: Choosing) -> list[str] | None:
    return c.swap(_power(c), target=DIRECT)


@kind
def the_indirect_part_of_electricity_alone(c: Choosing) -> list[str] | None:
    return c.swap(_power(c), target=INDIRECT)


@kind
def a_solar_farm_for_the_grid(c: Choosing) -> list[str] | None:
    return c.swap(_power(c), target=SOLAR)


@kind
def electricity_at_the_power_plant(c: Choosing) -> list[str] | None:
    return c.swap(_power(c, "ef"), target="elec-tw-grid-2024")


# ---- year, region, standing


@kind
def electricity_of_2014(c: Choosing) -> list[str] | None:
    return c.swap(_power(c), target=POWER_2014)


@kind
def a_lorry_of_2012(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "transport", where=lambda t: t.target == LORRY), target=OLD_LORRY)


@kind
def electricity_of_another_country(c: Choosing) -> list[str] | None:
    return c.swap(_power(c, "ef"), target="elec-cn")


@kind
def a_foreign_factor_where_taiwan_has_one(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "auxiliary", "material", where=lambda t: heavy(c, t)), target="moenv-a58c6dc7")


@kind
def a_row_that_is_not_plausible(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "material", "auxiliary", where=lambda t: heavy(c, t)), target="moenv-017091e6")
