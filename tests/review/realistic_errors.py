"""Errors as people really make them, put into a sound form: measured with `seeded_errors`.

The rules are those of `seeded_errors`: a kind changes cells of a `Seeding` and returns the places that count as the right cell.
"""

from __future__ import annotations

from seeding import Seeding, registry

KINDS, kind = registry()


# ---- transport, waste, meters, omissions


def haul_of(s: Seeding, factor: float, field: str) -> list[str] | None:
    """Multiply a field of the first leg of distribution."""
    found = s.lines("transport", stage="distribution")
    value = getattr(found[0], field) if found else None
    return [s.put(found[0].origins[field], value * factor)] if value else None


@kind
def distribution_distance_in_metres(s: Seeding) -> list[str] | None:
    return haul_of(s, 1000, "distance")


@kind
def distribution_load_in_grams(s: Seeding) -> list[str] | None:
    found = s.lines("transport", stage="distribution")
    if not found:
        return None
    grid, origin = s.grid(found[0].origin.sheet), found[0].origins["load"]
    value = next(cell.value for cell in grid.cells.values() if str(cell.origin) == str(origin))
    return [s.put(origin, float(value) * 1000)]


@kind
def distribution_load_without_packaging(s: Seeding) -> list[str] | None:
    found = s.lines("transport", stage="distribution")
    if not found or not found[0].load:
        return None
    grid, origin = s.grid(found[0].origin.sheet), found[0].origins["load"]
    value = float(next(cell.value for cell in grid.cells.values() if str(cell.origin) == str(origin)))
    return [s.put(origin, value * s.inventory.product.mass_per_unit / 1000 / found[0].load)]


@kind
def voyage_in_nautical_miles(s: Seeding) -> list[str] | None:
    leg = s.any_leg(lambda line: line.treatment.startswith("ship"))
    return leg and [s.put(leg.origins["amount"], round((leg.distance or 0) / 1.852)), str(leg.origins["treatment"])]


@kind
def air_freight_of_a_heavy_part(s: Seeding) -> list[str] | None:
    leg = s.any_leg(lambda line: line.treatment.startswith("ship"))
    return leg and [s.put(leg.origins["treatment"], s.word("mode", "air")), str(leg.origins["amount"])]


@kind
def december_bill_beside_the_total(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", stage="manufacturing", where=lambda line: line.unit == "kWh")
    if line is None:
        return None
    name = "電力（12 月電費單）" if s.lang == "zh-TW" else "Electricity (December bill)"
    origins = s.copy_line(line, name=name, amount=line.amount / 12, excluded=None)
    return [str(origins["name"]), str(origins["amount"])]


@kind
def dormitory_not_taken_off(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", where=lambda line: line.excluded > 0)
    return line and [s.put(line.origins["excluded"], None), str(line.origins["amount"])]


@kind
def treatment_that_tells_only_who_fetches_it(s: Seeding) -> list[str] | None:
    line = s.any_line("waste", stage="manufacturing")
    text = "委外清運" if s.lang == "zh-TW" else "collected by contractor"
    return line and [s.put(line.origins["treatment"], text)]


@kind
def industrial_waste_with_rubbish(s: Seeding) -> list[str] | None:
    line = s.any_line("waste", stage="manufacturing", where=lambda line: "一般" not in line.name and "General" not in line.name)
    text = "垃圾車" if s.lang == "zh-TW" else "household rubbish"
    return line and [s.put(line.origins["treatment"], text)]


@kind
def boiler_without_fuel(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", stage="manufacturing", where=lambda line: "鍋爐" in line.name or "boiler" in line.name)
    if line is None:
        return None
    s.delete_line(line)
    return [line.origin.sheet]


@kind
def cutting_fluid_left_out(s: Seeding) -> list[str] | None:
    line = s.any_line("auxiliary", where=lambda line: "切削" in line.name or "cutting fluid" in line.name)
    if line is None:
        return None
    s.delete_line(line)
    return [line.origin.sheet]


# ---- one cell that cannot be read, and an error elsewhere that must be found all the same


def unreadable_distance(s: Seeding, *, beside: str = "") -> None:
    """Write "about 60" over the distance of a leg, not in the row of a line that is to be looked at."""
    leg = s.any_leg(lambda leg: leg.parent != beside and "distance" in leg.origins)
    if leg is not None:
        s.put(leg.origins["distance"], "約 60" if s.lang == "zh-TW" else "about 60")


@kind
def row_twice_beside_an_unreadable_distance(s: Seeding) -> list[str] | None:
    line = s.any_line("auxiliary", "waste", "energy", where=lambda line: line.amount > 0)
    if line is None:
        return None
    unreadable_distance(s)
    return [str(origin) for origin in s.copy_line(line).values()]


@kind
def material_a_thousand_times_too_large_beside_an_unreadable_distance(s: Seeding) -> list[str] | None:
    line = s.any_line("material", where=s.main)
    if line is None:
        return None
    unreadable_distance(s, beside=line.line_id)
    return [s.put(line.origins["amount"], line.amount * 1000), str(line.origins["unit"])]


@kind
def material_a_thousand_times_too_large_beside_a_wrong_link(s: Seeding) -> list[str] | None:
    line = s.any_line("material", where=s.main)
    target = next((target for target in s.inventory.targets if "kind" in target.origins), None)
    if line is None or target is None:
        return None
    s.put(target.origins["kind"], "?")
    return [s.put(line.origins["amount"], line.amount * 1000), str(line.origins["unit"])]


@kind
def energy_carrier_twice_and_no_mass_of_the_product(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", stage="manufacturing", where=lambda line: line.amount > 0)
    if line is None:
        return None
    s.put(s.inventory.product.origins["mass_per_unit"], None)
    return [str(origin) for origin in s.copy_line(line).values()]


@kind
def meter_below_what_is_excluded(s: Seeding) -> list[str] | None:
    """The slip is in the amount, not in what is excluded."""
    line = s.any_line("energy", "water", where=lambda line: line.excluded > 0)
    return line and [s.put(line.origins["amount"], line.excluded / 10)]


@kind
def step_that_names_itself(s: Seeding) -> list[str] | None:
    step = s.rng.choice(s.inventory.process_steps[:-1])
    return [s.put(step.origins["following"], str(step.number))]


# ---- figures: counted twice or by half, in another unit, of another year


def counted(s: Seeding, factor: float) -> list[str] | None:
    """Count one main material by half or twice; beside a mass balance that does not close, its own cell must be named."""
    line = s.any_line("material", where=lambda line: s.main(line, 0.12))
    return line and [s.put(line.origins["amount"], line.amount * factor)]


@kind
def one_of_two_pieces_counted(s: Seeding) -> list[str] | None:
    return counted(s, 0.5)


@kind
def every_piece_counted_twice(s: Seeding) -> list[str] | None:
    return counted(s, 2.0)


@kind
def invoice_entered_twice_under_another_name(s: Seeding) -> list[str] | None:
    line = s.any_line("material", where=lambda line: s.main(line, 0.03) and len(line.name) > 3)
    if line is None:
        return None
    origins = s.copy_line(line, name=f"{line.name} 2")
    return [str(origins["name"]), str(line.origins["name"])]


@kind
def packaging_entered_as_material(s: Seeding) -> list[str] | None:
    line = s.any_line("material", where=lambda line: s.main(line, 0.03))
    if line is None:
        return None
    name = "瓦楞紙箱" if s.lang == "zh-TW" else "Corrugated cartons"
    return [str(s.copy_line(line, name=name, amount=line.amount * 1.1)["name"])]


@kind
def packaging_of_one_unit_said_to_count_the_period(s: Seeding) -> list[str] | None:
    line = s.any_line("packaging", where=lambda line: line.level == "unit")
    return line and [s.put(line.origins["level"], s.word("level", "product"))]


@kind
def one_bill_of_twelve(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", where=lambda line: line.unit == "kWh" and line.level == "plant" and not line.meter)
    if line is None or line.amount / 12 <= line.excluded:
        return None
    return [s.put(line.origins["amount"], line.amount / 12)]


@kind
def heat_value_in_kilocalories(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", where=lambda line: line.heat_value is not None)
    return line and [s.put(line.origins["heat_value"], (line.heat_value or 0.0) * 238.8)]


@kind
def unit_of_a_fuel_a_thousand_times_off(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", where=lambda line: line.heat_value is not None and line.unit in ("m3", "L"))
    return line and [s.put(line.origins["unit"], s.unit("L" if line.unit == "m3" else "kL"))]


def figure_of_an_output(s: Seeding, field: str, factor: float, *, target: bool) -> list[str] | None:
    found = [
        output for output in s.inventory.outputs if (output.role == "target") is target and getattr(output, field) is not None
    ]
    if not found or sum(1 for output in s.inventory.outputs if getattr(output, field)) < 2:
        return None
    output = s.rng.choice(found)
    return [s.put(output.origins[field], getattr(output, field) * factor)]


@kind
def mass_of_another_output_in_grams(s: Seeding) -> list[str] | None:
    return figure_of_an_output(s, "mass", 1000, target=False)


@kind
def value_of_the_product_in_thousands(s: Seeding) -> list[str] | None:
    return figure_of_an_output(s, "value", 0.001, target=True)


@kind
def hours_of_the_product_in_minutes(s: Seeding) -> list[str] | None:
    return figure_of_an_output(s, "hours", 60, target=True)


@kind
def basis_of_the_product_in_square_centimetres(s: Seeding) -> list[str] | None:
    return figure_of_an_output(s, "custom", 10000, target=True)


@kind
def evidence_of_another_year(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", "water", where=lambda line: "2024" in line.evidence)
    year = s.rng.choice(["2022", "112 年 " if s.lang == "zh-TW" else "2023"])
    return line and [s.put(line.origins["evidence"], line.evidence.replace("2024 年", year).replace("2024", year))]


@kind
def concentration_a_hundredth_of_the_name(s: Seeding) -> list[str] | None:
    line = s.any_line("auxiliary", stage="raw-materials", where=lambda line: line.concentration is not None and "%" in line.name)
    return line and [s.put(line.origins["concentration"], (line.concentration or 0.0) / 100)]


@kind
def methane_of_the_septic_tank_times_a_thousand(s: Seeding) -> list[str] | None:
    line = s.any_line("emission-air", where=lambda line: "甲烷" in line.name or "methane" in line.name.casefold())
    return line and [s.put(line.origins["amount"], line.amount * 1000), str(line.origins["unit"])]


@kind
def charge_of_the_chiller_for_what_was_topped_up(s: Seeding) -> list[str] | None:
    line = s.any_line("refrigerant", where=lambda line: line.unit == "kg")
    return line and [s.put(line.origins["amount"], 60)]
