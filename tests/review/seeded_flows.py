"""Errors in what goes in and out: masses, wastes, water, transport, rows that stand twice, steps.

The rules are those of `seeded_errors`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seeded_errors import amount_of, field_cell
from seeding import Seeding, registry

from ef_training.inventory.model import Line

KINDS, kind = registry()


# ---- mass, waste, water


@kind
def sold_scrap_left_out(s: Seeding) -> list[str] | None:
    line = s.any_line("co-product")
    if line is None:
        return None
    s.delete_line(line)
    return [f"{line.origin.sheet}!*", f"{s.sheet('basics')}!{field_cell(s, 'mass_per_unit')}", f"{s.sheet('materials')}!*"]


@kind
def waste_ten_times_too_large(s: Seeding) -> list[str] | None:
    line = s.any_line("waste", "co-product", stage="manufacturing", where=lambda line: line.unit == "kg" and s.main(line, 0.01))
    return amount_of(s, line, 20)


@kind
def waste_without_treatment(s: Seeding) -> list[str] | None:
    line = s.any_line("waste", stage="manufacturing")
    return line and [s.put(line.origins["treatment"], None), str(line.origins["name"])]


@kind
def wastewater_without_treatment(s: Seeding) -> list[str] | None:
    line = s.any_line("wastewater", stage="manufacturing")
    return line and [s.put(line.origins["treatment"], None), str(line.origins["name"])]


@kind
def waste_without_distance(s: Seeding) -> list[str] | None:
    leg = next((leg for leg in shuffled(s, s.inventory.lines) if leg.parent and s.parent(leg).group == "waste"), None)
    if leg is None:
        return None
    line = s.parent(leg)
    s.put(leg.origins["treatment"], None)
    return [s.put(leg.origins["amount"], None), str(line.origins["name"]), str(leg.origins["treatment"])]


@kind
def more_waste_water_than_water(s: Seeding) -> list[str] | None:
    line = s.any_line("wastewater", stage="manufacturing", where=lambda line: line.amount > 500)
    water = s.any_line("water", stage="manufacturing")
    found = amount_of(s, line, 4)
    return found and water and [*found, str(water.origins["amount"])]


@kind
def evaporation_left_out(s: Seeding) -> list[str] | None:
    entry = next((e for e in s.inventory.balance_entries if e.balance == "water" and e.fate == "evaporated"), None)
    water = s.any_line("water", stage="manufacturing")
    if entry is None or water is None:
        return None
    s.delete_row(entry.origin)
    return [str(water.origins["amount"]), str(water.origins["name"]), f"{entry.origin.sheet}!*"]


# ---- transport


@kind
def mode_missing(s: Seeding) -> list[str] | None:
    leg = s.any_leg()
    return leg and [s.put(leg.origins["treatment"], None), str(leg.origins["amount"])]


@kind
def distance_missing(s: Seeding) -> list[str] | None:
    leg = s.any_leg()
    return leg and [s.put(leg.origins["amount"], None), str(leg.origins["treatment"])]


@kind
def domestic_road_too_long(s: Seeding) -> list[str] | None:
    leg = s.any_leg(lambda leg: s.parent(leg).country == "TW" and leg.treatment.startswith(("lorry", "van")))
    return leg and [s.put(leg.origins["amount"], 850)]


@kind
def road_across_the_strait(s: Seeding) -> list[str] | None:
    leg = s.any_leg(lambda leg: leg.treatment.startswith("ship"))
    if leg is None:
        return None
    parent = s.parent(leg)
    places = [str(leg.origins["amount"]), str(parent.origins["country"])]
    return [s.put(leg.origins["treatment"], s.word("mode", "lorry-35t")), *places]


@kind
def purchased_input_without_transport(s: Seeding) -> list[str] | None:
    leg = s.any_leg(lambda leg: s.main(s.parent(leg)) and len([x for x in s.inventory.lines if x.parent == leg.parent]) == 1)
    if leg is None:
        return None
    s.put(leg.origins["treatment"], None)
    line = s.parent(leg)
    return [s.put(leg.origins["amount"], None), str(leg.origins["treatment"]), str(line.origins["name"])]


# ---- doubles, gaps, process flow


@kind
def row_twice(s: Seeding) -> list[str] | None:
    line = s.any_line("material", "auxiliary", "packaging", "energy", "waste", stage="manufacturing") or s.any_line("material")
    if line is None:
        return None
    origins = s.copy_line(line)
    return [str(origins["name"]), str(origins["amount"]), str(line.origins["name"]), str(line.origins["amount"])]


@kind
def fuel_counted_twice(s: Seeding) -> list[str] | None:
    fuel = s.any_line("energy", stage="manufacturing", where=lambda line: line.unit in ("m3", "L"))
    emission = s.any_line("emission-air")
    if fuel is None or emission is None:
        return None
    name = f"{fuel.name} 燃燒 CO2" if s.lang == "zh-TW" else f"{fuel.name} burned, CO2"
    origins = s.copy_line(emission, name=name, amount=fuel.amount * 2)
    return [str(origins["name"]), str(origins["amount"]), str(fuel.origins["name"]), str(fuel.origins["amount"])]


@kind
def no_electricity(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", stage="manufacturing", where=lambda line: line.unit == "kWh")
    if line is None or line.meter:
        return None
    s.delete_line(line)
    return [f"{line.origin.sheet}!*", line.origin.sheet]


@kind
def no_packaging(s: Seeding) -> list[str] | None:
    lines = s.lines("packaging")
    for line in lines:
        s.delete_line(line)
    return [f"{lines[0].origin.sheet}!*", f"{s.sheet('process-flow')}!*", lines[0].origin.sheet] if lines else None


@kind
def refrigerant_left_out(s: Seeding) -> list[str] | None:
    lines = s.lines("refrigerant")
    for line in lines:
        s.delete_line(line)
    return [f"{lines[0].origin.sheet}!*", f"{s.sheet('process-flow')}!*", lines[0].origin.sheet] if lines else None


@kind
def a_step_that_does_not_exist(s: Seeding) -> list[str] | None:
    step = s.rng.choice(s.inventory.process_steps[:-1])
    return [s.put(step.origins["following"], "99"), str(step.origins["number"]), str(step.origin)]


@kind
def step_cut_off(s: Seeding) -> list[str] | None:
    """The step takes in nothing and gives nothing to another."""
    steps = s.inventory.process_steps
    step = s.rng.choice(steps[1:-1])
    following = "、".join(str(other.number) for other in steps if other.number > step.number)[:2].strip("、")
    for other in steps:
        if str(step.number) in other.following.replace("、", ",").replace(" ", "").split(",") or other.number == step.number - 1:
            s.put(other.origins["following"], following)
    s.put(step.origins["inputs"], None)
    s.put(step.origins["outputs"], None)
    return [str(step.origin), *(str(origin) for origin in step.origins.values())]


def shuffled(s: Seeding, lines: Any) -> Iterator[Line]:
    found = list(lines)
    s.rng.shuffle(found)
    return iter(found)
