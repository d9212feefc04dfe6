"""One wrong choice put into a sound form, and where the second visit must name it: typed by hand, kinds of things, gaps.

Every kind takes a `Choosing` (the inventory read from a form, a random generator) and returns the cells that count as "the right
cell", or None where the form offers no place for this kind; `Choosing.inventory` is then the form with the wrong choice.
"""

from __future__ import annotations

from dataclasses import replace

from seeding_choices import (
    CHILLED,
    INCINERATION,
    LANDFILL,
    LORRY,
    SHIP,
    VAN,
    WATER_TO_AIR,
    WELL,
    Choosing,
    cells,
    heavy,
    registry,
)

KINDS, kind = registry()


# ---- typed by hand


@kind
def a_factor_typed_a_thousand_times_too_large(c: Choosing) -> list[str] | None:
    return _typed(c, "廢棄物焚化處理服務(岡山垃圾焚化廠)", 360.0)


@kind
def a_factor_typed_with_a_wrong_digit(c: Choosing) -> list[str] | None:
    return _typed(c, "聚丙烯(PP)", 1.59)


def _typed(c: Choosing, name: str, value: float) -> list[str] | None:
    used = {target.target for target in c.inventory.targets}
    factor = next((factor for factor in c.inventory.custom_factors if factor.factor_id in used), None)
    if factor is None:
        return None
    typed = replace(factor, name=name, value=value)
    c.inventory = replace(
        c.inventory, custom_factors=tuple(typed if other is factor else other for other in c.inventory.custom_factors)
    )
    return [str(factor.origins[name]) for name in ("value", "source")]


@kind
def a_factor_without_a_source(c: Choosing) -> list[str] | None:
    places = _typed(c, "供應商係數", 2.5)
    if places is None:
        return None
    c.inventory = replace(c.inventory, custom_factors=tuple(replace(f, source="") for f in c.inventory.custom_factors))
    return places


@kind
def two_sets_of_gwp(c: Choosing) -> list[str] | None:
    gas = c.any("cfp", "gwp", "refrigerant", where=lambda t: t.target == "R-134a@AR6")
    return gas and [*(c.swap(gas, target="R-134a@AR5") or ()), *(p for t in c.targets("cfp", "gwp") for p in cells(t))]


# ---- kind of thing


@kind
def treatment_of_waste_for_a_material(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "material", "packaging", where=lambda t: heavy(c, t)), target=INCINERATION)


@kind
def a_material_for_a_waste(c: Choosing) -> list[str] | None:
    return c.swap(c.any("ef", "dataset", "waste", where=lambda t: heavy(c, t)), target="pp")


@kind
def landfill_for_what_is_burned(c: Choosing) -> list[str] | None:
    burned = c.any("ef", "dataset", "waste", where=lambda t: t.target in ("msw-incineration-tw", "hazardous-incineration"))
    return c.swap(burned, target="landfill-sanitary")


@kind
def another_way_of_treatment_by_factor(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "waste", where=lambda t: t.target == INCINERATION), target=LANDFILL)


@kind
def waste_for_wastewater(c: Choosing) -> list[str] | None:
    sewage = c.any("ef", "dataset", "wastewater")
    return c.swap(sewage, target="msw-incineration-tw", multiplier=1000.0, multiplier_unit="kg/m3", reason="1 t/m3")


@kind
def a_ship_for_a_lorry(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "transport", where=lambda t: t.target == LORRY), target=SHIP)


@kind
def a_lorry_for_a_ship(c: Choosing) -> list[str] | None:
    return c.swap(c.any("ef", "dataset", "transport", where=lambda t: t.target == "ship-container"), target="lorry-16t")


@kind
def a_van_for_a_heavy_lorry(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "transport", where=lambda t: t.target == LORRY), target=VAN)


@kind
def another_class_of_lorry(c: Choosing) -> list[str] | None:
    leg = c.any("ef", "dataset", "transport", where=lambda t: c.line(t).treatment == "lorry-35t")
    return c.swap(leg, target="lorry-16t")


@kind
def a_refrigerated_lorry(c: Choosing) -> list[str] | None:
    return c.swap(
        c.any("cfp", "factor", "transport", where=lambda t: c.line(t).treatment == "lorry-16t" and t.target == LORRY),
        target=CHILLED,
    )


@kind
def another_refrigerant(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "gwp", "refrigerant", where=lambda t: "134a" in t.target), target="R-22@AR6")


@kind
def another_refrigerant_in_the_dataset(c: Choosing) -> list[str] | None:
    gas = c.any("ef", "dataset", "refrigerant", where=lambda t: t.target == "refrigerant-r134a")
    return c.swap(gas, target="refrigerant-r410a")


@kind
def withdrawal_beside_evaporation(c: Choosing) -> list[str] | None:
    water = c.any("ef", "elementary-flow", "water", where=lambda t: t.target == "water-evaporated-tw")
    return c.add(water, target=WELL, multiplier=1.0, multiplier_unit="m3/m3")


@kind
def evaporation_without_a_place(c: Choosing) -> list[str] | None:
    water = c.any("ef", "elementary-flow", "water", where=lambda t: t.target == "water-evaporated-tw")
    return c.swap(water, target=WATER_TO_AIR)


@kind
def a_material_far_from_its_dataset(c: Choosing) -> list[str] | None:
    bought = c.any("cfp", "factor", "material", where=lambda t: heavy(c, t) and c.alone(t))
    return c.swap(bought, target="moenv-49040771")


# ---- what a factor holds


@kind
def transport_that_the_dataset_holds(c: Choosing) -> list[str] | None:
    leg = c.any("ef", "left-out", "transport")
    places = c.swap(leg, kind="dataset", target="lorry-16t", reason="lorry")
    held = leg and [t for t in c.inventory.targets if t.line_id == c.line(leg).parent and t.view == "ef"]
    return places and [*places, *(place for target in held or () for place in cells(target))]


@kind
def loose_goods(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", "material", where=lambda t: heavy(c, t) and c.alone(t)), target="moenv-3d5ce2ae")


@kind
def plating_left_out(c: Choosing) -> list[str] | None:
    return c.swap(c.any("cfp", "factor", where=lambda t: t.target == "moenv-c502f595"), target="moenv-ca7cfa2d")


# ---- completeness


@kind
def a_line_without_a_factor(c: Choosing) -> list[str] | None:
    target = c.any("cfp", "factor", where=lambda t: c.alone(t) and not c.line(t).parent)
    if target is None:
        return None
    c.drop(target)
    return [str(c.line(target).origins["name"])]


@kind
def a_line_without_a_dataset(c: Choosing) -> list[str] | None:
    target = c.any("ef", "dataset", where=lambda t: c.alone(t) and not c.line(t).parent)
    if target is None:
        return None
    c.drop(target)
    return [str(c.line(target).origins["name"])]


@kind
def a_link_nobody_confirmed(c: Choosing) -> list[str] | None:
    return c.swap(c.any("ef", "dataset"), confirmed_by="")


@kind
def an_amount_without_a_record(c: Choosing) -> list[str] | None:
    lines = [line for line in c.inventory.lines if line.evidence and not line.parent and line.group != "transport"]
    line = c.rng.choice(lines)
    c.relabel(line, evidence="")
    return [str(line.origins["evidence"])]


@kind
def climate_change_alone_for_a_main_material(c: Choosing) -> list[str] | None:
    cfp = {t.line_id: t for t in c.targets("cfp", "factor", "material") if c.alone(t)}
    main = c.any(
        "ef", "dataset", "energy", "material", where=lambda t: t.target in ("pp", "elec-tw-mv") and t.line_id in ("M01", "U02")
    )
    if main is None:
        return None
    factor = cfp.get(main.line_id) or next(t for t in c.inventory.targets if t.line_id == main.line_id and t.view == "cfp")
    return c.swap(main, kind="factor", target=factor.target)


@kind
def another_material_by_factor(c: Choosing) -> list[str] | None:
    metals, others = ("moenv-eb5e600a", "moenv-f0b7cb6f"), ("moenv-163967f4", "moenv-27c458d6")
    bought = c.any("cfp", "factor", "material", "packaging", where=lambda t: heavy(c, t) and c.alone(t))
    if bought is None:
        return None
    name = c.line(bought).name.casefold()
    steel = any(word in name for word in ("鋼", "螺", "鋁", "steel", "screw", "alumin"))
    return c.swap(bought, target=c.rng.choice(others if steel else metals), reason="")


@kind
def another_material_by_dataset(c: Choosing) -> list[str] | None:
    bought = c.any("ef", "dataset", "material", "packaging", where=lambda t: heavy(c, t) and c.alone(t))
    return c.swap(bought, target="copper-wire" if bought and "copper" not in bought.target else "pp", reason="")
