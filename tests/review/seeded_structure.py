"""One wrong choice put into a sound form, and where the second visit must name it: sums, substances, gases, leaving out, records.

Every kind takes a `Choosing` (the inventory read from a form, a random generator) and returns the cells that count as "the right
cell", or None where the form offers no place for this kind; `Choosing.inventory` is then the form with the wrong choice.
"""

from __future__ import annotations

from dataclasses import replace

from seeding_choices import CO2_FOSSIL, Choosing, cells, heavy, registry

from ef_training.inventory.model import Origin, Target

KINDS, kind = registry()
ROAD_DIESEL, HCL, H2SO4, PVC_FACTOR = "moenv-c6257f53", "moenv-e067f1c0", "moenv-30c8f118", "moenv-27c458d6"
CH4_FOSSIL = "CH4-fossil@AR6"


# ---- multipliers and sums


@kind
def tonnes_per_kilogram_of_one(c: Choosing) -> list[str] | None:
    target = c.any("cfp", "factor", "waste", where=lambda t: heavy(c, t) and t.multiplier == 1)
    return c.swap(target, multiplier=1.0, multiplier_unit="t/kg")


@kind
def nearly_twice_the_material(c: Choosing) -> list[str] | None:
    target = c.any("ef", "dataset", "material", where=lambda t: t.target in ("aluminium-extrusion", "steel-wire-rod", "pp"))
    return target and c.swap(target, multiplier=target.multiplier * 1.9)


@kind
def a_material_and_what_it_is_made_of(c: Choosing) -> list[str] | None:
    made_of = {"aluminium-extrusion": "aluminium-primary", "pp": "propylene", "steel-wire-rod": "steel-eaf-billet"}
    target = c.any(
        "ef", "dataset", "material", where=lambda t: t.target in made_of and c.line(t).unit == "kg" and t.multiplier == 1
    )
    return target and c.add(target, target=made_of[target.target])


@kind
def shares_of_more_than_one(c: Choosing) -> list[str] | None:
    main = c.any("cfp", "factor", "material", where=lambda t: t.multiplier == 0.75)
    return c.swap(main, multiplier=1.0)


@kind
def a_solution_diluted_by_hand_once_more(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "auxiliary", where=lambda t: t.target == HCL), multiplier=0.32)


@kind
def a_multiplier_changed_without_its_reason(c: Choosing) -> list[str] | None:
    oil = c.any("ef", "dataset", "auxiliary", where=lambda t: t.multiplier_unit == "kg/L")
    return oil and c.swap(oil, multiplier=oil.multiplier + 1)


@kind
def electricity_of_a_service_ten_times(c: Choosing) -> list[str] | None:
    power = c.any("cfp", "factor", "material", where=lambda t: t.multiplier_unit == "kWh/item")
    return power and c.swap(power, multiplier=power.multiplier * 100)


@kind
def square_centimetres_of_plating(c: Choosing) -> list[str] | None:
    plated = c.any("ef", "dataset", where=lambda t: t.multiplier_unit == "m2/kg")
    return plated and c.swap(plated, multiplier=plated.multiplier * 100)


@kind
def a_tenth_of_the_waste(c: Choosing) -> list[str] | None:
    waste = c.any("ef", "dataset", "waste", where=lambda t: heavy(c, t) and c.alone(t))
    return c.swap(waste, multiplier=0.1)


@kind
def all_water_evaporates(c: Choosing) -> list[str] | None:
    return c.swap(c.any("ef", "elementary-flow", "water"), multiplier=1.0)


# ---- the same thing


@kind
def another_polymer_or_acid(c: Choosing) -> list[str] | None:
    another = {"pp": "pe-hd", "h2so4": "hcl", "naoh": "methanol", "corrugated-board": "pe-ld"}
    target = c.any("ef", "dataset", "material", "auxiliary", where=lambda t: t.target in ("pp", "h2so4", "naoh") and c.alone(t))
    return target and c.swap(target, target=another[target.target])


@kind
def another_polymer_or_acid_by_factor(c: Choosing) -> list[str] | None:
    target = c.any("cfp", "factor", "material", "auxiliary", where=lambda t: t.target in ("moenv-163967f4", H2SO4) and c.alone(t))
    return target and c.swap(target, target=HCL if target.target == H2SO4 else PVC_FACTOR)


@kind
def a_rubber_the_reason_does_not_speak_of(c: Choosing) -> list[str] | None:
    rubber = c.any("ef", "dataset", "material", where=lambda t: t.target == "rubber-sbr")
    return c.swap(rubber, target="rubber-natural")


@kind
def pure_water_for_tap_water(c: Choosing) -> list[str] | None:
    return c.swap(c.any("ef", "dataset", "water", where=lambda t: t.target == "tap-water-tw"), target="deionised-water")


# ---- left out


def _left(c: Choosing, target: Target | None, reason: tuple[str, str], omission: str = "no-burden") -> list[str] | None:
    if target is None:
        return None
    said = reason[c.inventory.language != "zh-TW"]
    left = {"kind": "left-out", "target": "", "multiplier": 1.0, "multiplier_unit": "", "reason": said, "omission": omission}
    places = c.swap(target, **left)
    more = [str(target.origins[name]) for name in ("omission", "kind", "estimated_share") if name in target.origins]
    return places and [*places, *more, str(c.line(target).origins["name"])]


@kind
def a_bought_part_free_of_burden(c: Choosing) -> list[str] | None:
    return _left(c, c.any("cfp", "factor", "material", "auxiliary", where=c.alone), ("用量少", "few of them"))


@kind
def treated_waste_free_of_burden(c: Choosing) -> list[str] | None:
    waste = c.any("ef", "dataset", "waste", "wastewater", where=lambda t: c.alone(t) and "recycling" not in t.target)
    return _left(c, waste, ("無負荷", "no burden"))


@kind
def electricity_free_of_burden(c: Choosing) -> list[str] | None:
    return _left(c, c.any("ef", "dataset", "energy", where=c.alone), ("不計", "not counted"))


@kind
def cut_off_without_a_share(c: Choosing) -> list[str] | None:
    return _left(c, c.any("ef", "dataset", "auxiliary", where=c.alone), ("小於 1 %", "below 1 %"), "cut-off")


# ---- gases


@kind
def a_leak_forgotten(c: Choosing) -> list[str] | None:
    leak = c.any("ef", "elementary-flow", "refrigerant", where=lambda t: t.multiplier == 1)
    if leak is None:
        return None
    c.drop(leak)
    return [place for t in c.targets("ef", "dataset") if t.line_id == leak.line_id for place in cells(t)]


@kind
def half_a_blend(c: Choosing) -> list[str] | None:
    parts = c.targets("ef", "elementary-flow", "refrigerant", where=lambda t: t.multiplier == 0.5)
    if not parts:
        return None
    c.drop(parts[0])
    return cells(parts[1])


@kind
def one_component_for_the_blend(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "gwp", "refrigerant", where=lambda t: t.target == "R-410A@AR6"), target="R-32@AR6")


@kind
def fossil_methane_of_a_septic_tank(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "gwp", "emission-air"), target=CH4_FOSSIL)


@kind
def methane_weighed_twice(c: Choosing) -> list[str] | None:
    return c.swap(c.any("ef", "elementary-flow", "emission-air"), multiplier=27.0)


@kind
def carbon_dioxide_for_methane(c: Choosing) -> list[str] | None:
    methane = next((t for t in c.targets("cfp", "gwp", "emission-air")), None)
    flow = methane and c.any("ef", "elementary-flow", where=lambda t: t.line_id == methane.line_id)
    return flow and c.swap(flow, target=CO2_FOSSIL)


@kind
def carbon_of_plastics_beside_the_incineration(c: Choosing) -> list[str] | None:
    burned = c.any("ef", "elementary-flow", "waste", where=lambda t: t.target == CO2_FOSSIL)
    return c.swap(burned, multiplier=3.137, reason="3.137")


@kind
def evaporation_forgotten(c: Choosing) -> list[str] | None:
    water = c.any("ef", "elementary-flow", "water", where=lambda t: c.line(t).stage == "manufacturing")
    if water is None:
        return None
    c.drop(water)
    return [place for t in c.inventory.targets if t.line_id == water.line_id and t.view == "ef" for place in cells(t)]


# ---- services, waste and machines


@kind
def the_plant_s_own_process_as_a_service(c: Choosing) -> list[str] | None:
    own = {"pp": ("injection-moulding", 1.0, ""), "detergent": ("anodising", 0.04, "m2/kg")}
    target = c.any("ef", "dataset", "material", "auxiliary", where=lambda t: t.target in own and c.alone(t))
    if target is None:
        return None
    code, multiplier, unit = own[target.target]
    return c.add(target, target=code, multiplier=multiplier, multiplier_unit=unit, reason="")


@kind
def hazardous_waste_as_rubbish(c: Choosing) -> list[str] | None:
    return c.swap(
        c.any("ef", "dataset", "waste", where=lambda t: t.target == "hazardous-incineration"), target="msw-incineration-tw"
    )


@kind
def sewage_as_the_water_of_a_plating_shop(c: Choosing) -> list[str] | None:
    names = ("sewage", "生活污水")
    sewage = c.any("ef", "dataset", "wastewater", where=lambda t: any(name in c.line(t).name.casefold() for name in names))
    return c.swap(sewage, target="wastewater-industrial-metal")


@kind
def road_diesel_in_a_forklift(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "energy", where=lambda t: t.target == "moenv-1f1c7c1c"), target=ROAD_DIESEL)


# ---- typed by hand, records


def _custom(c: Choosing, field: str, **values: object) -> list[str] | None:
    used = {target.target for target in c.inventory.targets}
    factor = next((factor for factor in c.inventory.custom_factors if factor.factor_id in used), None)
    if factor is None:
        return None
    changed = replace(factor, **values)  # type: ignore[arg-type]
    c.inventory = replace(c.inventory, custom_factors=tuple(changed if f is factor else f for f in c.inventory.custom_factors))
    return [str(factor.origins[field])]


@kind
def the_internet_as_a_source(c: Choosing) -> list[str] | None:
    return _custom(c, "source", source="網路" if c.inventory.language == "zh-TW" else "internet")


@kind
def a_typed_factor_without_a_year(c: Choosing) -> list[str] | None:
    return _custom(c, "year", year=None)


@kind
def a_typed_factor_per_tonne(c: Choosing) -> list[str] | None:
    return _custom(c, "value", name="XYZ", value=2947.0)


@kind
def nobody_says_how_an_amount_was_found(c: Choosing) -> list[str] | None:
    line = next(line for line in c.inventory.lines if line.line_id == "M01")
    c.relabel(line, data_quality="")
    return [str(line.origins["data_quality"])]


@kind
def an_estimate_for_the_main_input(c: Choosing) -> list[str] | None:
    line = next(line for line in c.inventory.lines if line.line_id == "M01")
    c.relabel(line, data_quality="estimated")
    return [str(line.origins["data_quality"])]


@kind
def a_voyage_without_a_record(c: Choosing) -> list[str] | None:
    line = next(line for line in c.inventory.lines if line.line_id == "T02")
    c.relabel(line, evidence="")
    return [str(line.origins.get("evidence", Origin())), str(line.origins["name"])]


@kind
def a_multiplier_without_a_source(c: Choosing) -> list[str] | None:
    target = c.any("ef", "dataset", where=lambda t: t.multiplier != 1 and bool(t.source))
    return target and [*(c.swap(target, source="") or ()), str(target.origins["source"])]
