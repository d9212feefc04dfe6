"""Energy: kWh and MJ per kg of product against stated ranges by process; slips of a factor 1,000; fuel counted twice.

The ranges (data/energy_ranges.csv, each with its source) are wide on purpose: they find units and levels that slipped, they do
not judge efficiency. Several processes under one roof add up: the lower end is that of the most demanding one, the upper end the
sum of all. What a step is called counts before the industry, that before the name of the product: a box for food is moulded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ..inventory.fuels import megajoules
from ..inventory.model import Inventory, Line
from ..inventory.per_unit import UnitLine
from ..messages import Message, message, msg
from ..numbers import plain, significant
from ..units import convert, unit
from .basics import whatever_the_mass
from .duplicates import repeated
from .model import Check, Finding, Reviewed
from .origins import cells, sheet_of
from .output_figures import bases_in_doubt
from .settings import ReviewSettings
from .slips import Slip, best, explained
from .spoken import amount
from .words import EnergyRange, Fuel, energy_ranges, fuel_of, has, process_names, words

NAME = "energy"
NEEDS = ("energy", "mass", "output")
RANGE_WHY = msg("energy far outside what such a process needs is most often a unit, a level or a production that slipped")


@dataclass(frozen=True)
class Expected:
    """What the processes of a plant need per kg of product: electricity from ``low`` to ``high`` kWh, fuels up to ``fuel`` MJ."""

    low: float
    high: float
    fuel: float
    processes: tuple[str, ...] = ()


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield electricity and fuels out of range, a plant without electricity, fuels counted twice."""
    inventory = reviewed.inventory
    items = _bought(reviewed)
    electric = [item for item in items if is_electricity(item.line)]
    if not electric:
        yield _no_electricity(inventory)
    yield from whatever_the_mass(reviewed, settings, _per_kg)
    for item in items:
        yield from _heat_value(item.line, settings)
    if reviewed.choices is None:  # once factors are chosen, their roles tell it (choosing.roles)
        yield from _burned_twice(inventory)
    yield from _heat_twice(inventory)


def _bought(reviewed: Reviewed) -> list[UnitLine]:
    """Return the energy lines of the plant, without transport."""
    return [item for item in reviewed.of("energy", stage="manufacturing") if not item.line.parent]


def _per_kg(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield what is out of range for a kg of product."""
    inventory = reviewed.inventory
    items = _bought(reviewed)
    electric = [item for item in items if is_electricity(item.line)]
    expected = expected_energy(inventory, settings)
    again = {line.line_id for line, _ in repeated(inventory)}
    doubted = bases_in_doubt(inventory, settings)
    unsure = {key.name for key in inventory.allocation_keys if key.basis in doubted}
    if not any(item.line.allocation in unsure for item in electric):
        yield from _electricity([item for item in electric if item.line.line_id not in again], reviewed, expected, settings)
    for item in items:
        if item not in electric and item.line.allocation not in unsure and stated_heat(item.line, settings) is None:
            yield from _fuel(item, reviewed, expected, settings)


def is_electricity(line: Line) -> bool:
    """Tell whether a line of energy is electricity: counted in units of energy, and no heat or fuel by its name."""
    if line.group != "energy" or unit(line.unit).kind != "energy":
        return False
    heat = fuel_of(line.name) is not None or has(line.name, words()["energy"]["heat"])
    return not heat or has(line.name, words()["energy"]["electricity"]) or unit(line.unit).code in ("kWh", "MWh")


def kwh_per_kg(items: Sequence[UnitLine], mass: float) -> float:
    """Return the electricity of some lines, kWh per kg of product; ``mass`` is kg of product in one declared unit."""
    return sum(convert(item.amount, item.line.unit, "kWh") for item in items) / mass


def stated_heat(line: Line, settings: ReviewSettings) -> float | None:
    """Return how many times the heat value of data/fuels.csv the stated one is, where that is beyond belief; None else."""
    fuel = fuel_of(line.name) if line.group == "energy" else None
    if fuel is None or not line.heat_value or unit(fuel.unit).kind != unit(line.unit).kind:
        return None
    ratio = line.heat_value / (fuel.heat_value * convert(1.0, line.unit, fuel.unit))
    return None if 1 / settings.heat_value_differs <= ratio <= settings.heat_value_differs else ratio


def expected_energy(inventory: Inventory, settings: ReviewSettings) -> Expected:
    """Return what the processes need that the steps and equipment name, else the industry, else the product's name; the widest
    where none is known."""
    steps = tuple(text for step in inventory.process_steps for text in (step.name, step.equipment))
    sources = (steps, (inventory.company.industry,), (inventory.product.name,))
    found = next((processes for texts in sources if (processes := processes_of(texts))), ())
    if not found:
        return Expected(settings.energy_low, settings.energy_high, settings.fuel_high)
    return Expected(
        max(item.kwh_low for item in found),
        sum(item.kwh_high for item in found),
        sum(item.mj_high for item in found),
        tuple(item.process for item in found),
    )


def processes_of(texts: Sequence[str]) -> tuple[EnergyRange, ...]:
    """Return the processes that some texts speak of, without those that another one of them rules out.

    Anodised parts are dyed, yet that is no textile.
    """
    found = [item for item in energy_ranges() if any(has(text, item.keywords) for text in texts)]
    names = {item.process for item in found}
    return tuple(item for item in found if not names & set(item.unless))


def _no_electricity(inventory: Inventory) -> Finding:
    energy = [line for line in inventory.lines if line.group in ("energy", "water") and line.stage == "manufacturing"]
    return Finding(
        NAME,
        "no-electricity",
        "error" if inventory.process_steps else "warning",
        message("no line of the manufacturing stage is electricity"),
        message("every plant uses electricity, and it is often among the largest parts of the result"),
        message("enter the meter of the plant with its allocation key"),
        sheet_of(energy or inventory.lines),
    )


def _electricity(
    items: Sequence[UnitLine], reviewed: Reviewed, expected: Expected, settings: ReviewSettings
) -> Iterator[Finding]:
    inventory = reviewed.inventory
    mass = inventory.product.mass_per_unit
    total = kwh_per_kg(items, mass)
    low, high = expected.low / settings.energy_slack_low, expected.high * settings.energy_slack
    if not items or not total or low <= total <= high:
        return

    def miss(slip: Slip, width: float) -> float | None:
        if slip.kind == "digit":
            return None
        changed = total + convert(slip.item.amount, slip.item.line.unit, "kWh") / mass * (slip.factor - 1)
        fits = expected.low / width <= changed <= expected.high * width
        middle = (expected.low * expected.high) ** 0.5
        return max(changed / middle, middle / changed) if fits and changed > 0 else None

    widths = (1.0, settings.slip_fit)  # what falls into the range is preferred to what falls near it
    fitting = [slip for width in widths if (slip := best(items, inventory, partial(miss, width=width)))]
    slip, sure = (fitting[0], len(fitting) == len(widths)) if fitting else (None, False)
    what: Message = message(
        "electricity: {total} kWh per kg of product; expected is {low} to {high} ({processes})",
        total=significant(total),
        low=plain(expected.low),
        high=plain(expected.high),
        processes=process_names(expected.processes),
    )
    if slip is not None:
        line = slip.item.line
        what = message("{what}; {slip}", what=what, slip=explained(slip))
        yield _out_of_range("electricity-slip", "error" if sure else "question", what, line, slip.fields)
    else:
        line = max(items, key=lambda item: convert(item.amount, item.line.unit, "kWh")).line
        yield _out_of_range("electricity-range", "question", what, line, ("amount", "unit", "level"))


def _fuel(item: UnitLine, reviewed: Reviewed, expected: Expected, settings: ReviewSettings) -> Iterator[Finding]:
    line, mass = item.line, reviewed.inventory.product.mass_per_unit
    heat = megajoules(item)
    if not heat:
        return
    per_kg = heat / mass
    over = heat / item.amount * line.amount
    if per_kg > expected.fuel * settings.energy_slack:
        what: Message = message(
            "line {line} ({name}): {heat} MJ per kg of product; expected is up to {high} ({processes})",
            line=line.line_id,
            name=line.name,
            heat=significant(per_kg),
            high=plain(expected.fuel),
            processes=process_names(expected.processes),
        )
        slip = best([item], reviewed.inventory, lambda slip: _fuel_miss(slip, per_kg, expected, settings))
        if slip is not None:
            what = message("{what}; {slip}", what=what, slip=explained(slip))
        yield _out_of_range(
            "fuel-range", "error" if slip else "question", what, line, slip.fields if slip else ("amount", "unit")
        )
    elif line.level != "unit" and over < settings.tiny_fuel:
        what = message(
            "line {line} ({name}): {amount} over the period, {heat} MJ in all",
            line=line.line_id,
            name=line.name,
            amount=amount(line.amount, line.unit),
            heat=significant(over),
        )
        yield _out_of_range("tiny-fuel", "question", what, line, ("unit", "amount"))


def _heat_value(line: Line, settings: ReviewSettings) -> Iterator[Finding]:
    ratio, fuel = stated_heat(line, settings), fuel_of(line.name)
    if ratio is None or fuel is None or line.heat_value is None:
        return
    usual = fuel.heat_value * convert(1.0, line.unit, fuel.unit)
    what: Message = message(
        "line {line} ({name}): a heat value of {stated} MJ per {unit}; usual is {usual}",
        line=line.line_id,
        name=line.name,
        stated=plain(line.heat_value),
        unit=line.unit,
        usual=significant(usual, 4),
    )
    near = settings.heat_value_differs
    if 1 / near <= line.heat_value / fuel.heat_value <= near:
        what = message("{what}; it is that of {unit}: is the unit of the amount right?", what=what, unit=fuel.unit)
    elif 1 / near <= convert(ratio, "kcal", "MJ") <= near:
        what = message("{what}; is it in kcal?", what=what)
    yield Finding(
        NAME,
        "heat-value-differs",
        "warning",
        what,
        message("the heat value turns the amount into energy; factors in MJ or kWh are multiplied by it"),
        message("give the heat value in MJ for one unit of the amount (1,000 kcal are 4.1868 MJ)"),
        cells(line, "heat_value", "unit", "amount"),
        line.line_id,
    )


def _fuel_miss(slip: Slip, per_kg: float, expected: Expected, settings: ReviewSettings) -> float | None:
    """A fuel may need next to nothing, so only one far above the range is taken for a slip."""
    changed = per_kg * slip.factor
    fits = expected.fuel * settings.fuel_least <= changed <= expected.fuel * settings.energy_slack
    return expected.fuel / changed if slip.factor < 1 and slip.kind != "digit" and fits else None


def _out_of_range(kind: str, severity: str, what: Message, line: Line, fields: tuple[str, ...]) -> Finding:
    return Finding(
        NAME,
        kind,
        severity,
        what,
        message(RANGE_WHY),
        message("check the unit (kWh or MWh, L or m3), the level and the key against the bills; what is right can be explained"),
        cells(line, *fields),
        line.line_id,
    )


def _burned_twice(inventory: Inventory) -> Iterator[Finding]:
    """The CO2 of a fuel as an emission of its own beside the fuel, whose factor holds the burning."""
    fuels = [(line, fuel_of(line.name)) for line in inventory.lines if line.group == "energy" and not is_electricity(line)]
    for line in inventory.lines:
        if line.group != "emission-air" or not has(line.name, words()["emission"]["carbon_dioxide"]):
            continue
        own = fuel_of(line.name)
        burning = own is not None or has(line.name, words()["emission"]["burning"])
        matches = [other for other, fuel in fuels if other.stage == line.stage and burning and _same(own, fuel)]
        if matches:
            yield Finding(
                NAME,
                "fuel-burned-twice",
                "warning",
                message(
                    "line {line} ({name}) is the burning of the fuel in line {fuel} ({other})",
                    line=line.line_id,
                    name=line.name,
                    fuel=matches[0].line_id,
                    other=matches[0].name,
                ),
                message(
                    "factors of fuels “in use” hold their supply and their burning; the emission beside them counts it again"
                ),
                message("delete the emission, or take a factor of the unburned fuel for the energy"),
                (*cells(line, "name", "amount"), *cells(matches[0], "name", "amount")),
                line.line_id,
            )


def _same(one: Fuel | None, other: Fuel | None) -> bool:
    return one is None or other is None or one.name == other.name


def _heat_twice(inventory: Inventory) -> Iterator[Finding]:
    """One fuel as fuel and as heat: the heat of the own boiler beside what the boiler burns."""
    lines = [line for line in inventory.lines if line.group == "energy" and line.stage == "manufacturing" and not line.parent]
    burned = [(line, fuel) for line in lines if (fuel := fuel_of(line.name)) is not None and unit(line.unit).kind != "energy"]
    for line in lines:
        own = fuel_of(line.name)
        heat = unit(line.unit).kind == "energy" and own is not None and not is_electricity(line)
        steam = has(line.name, words()["energy"]["heat"]) and own is None and not line.supplier
        for other, fuel in burned:
            if other is line or not ((heat and fuel == own) or (steam and has(other.name, words()["emission"]["burning"]))):
                continue
            yield Finding(
                NAME,
                "fuel-and-heat",
                "warning" if heat else "question",
                message(
                    "line {line} ({name}) looks like the heat of the fuel in line {fuel} ({other})",
                    line=line.line_id,
                    name=line.name,
                    fuel=other.line_id,
                    other=other.name,
                ),
                message("heat made in the plant from a fuel that is a line of its own is counted twice"),
                message("keep the fuel; enter heat or steam only where it is bought, with its supplier"),
                (*cells(line, "name", "amount"), *cells(other, "name", "amount")),
                line.line_id,
            )
            break


CHECK = Check(name=NAME, title=msg("Energy"), run=check, needs=frozenset(NEEDS))
