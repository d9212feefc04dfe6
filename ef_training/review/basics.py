"""Basics: one year of data, an output, a declared unit and a mass that fit together, stages within the boundary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..errors import FormError, UnitError
from ..inventory.consistency import BOUNDARY_STAGES
from ..inventory.model import GROUPS, STAGE_NAMES, Inventory
from ..inventory.per_unit import production
from ..messages import Message, message, msg
from ..units import convert, unit
from .model import Check, Finding, Reviewed, Run
from .origins import cells, named
from .settings import ReviewSettings

NAME = "basics"
DAYS_PER_MONTH = 365.2425 / 12


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield what does not fit on the first sheet and in the table of outputs."""
    yield from _period(reviewed.inventory, settings)
    if reviewed.has(("mass",)):
        yield from _masses(reviewed.inventory, settings)
    yield from _output_mass(reviewed.inventory)
    if reviewed.has(GROUPS):
        yield from _boundary(reviewed)


def mass_ratio(inventory: Inventory) -> float | None:
    """Return mass per declared unit × production ÷ mass of the output; None where the output's mass is not known."""
    output = inventory.target_output
    mass = output.mass
    try:
        if mass is None and unit(output.unit).kind == "mass":
            mass = convert(output.quantity, output.unit, "kg")
        return inventory.product.mass_per_unit * production(inventory) / mass if mass else None
    except (UnitError, FormError):
        return None


def mass_in_doubt(inventory: Inventory, settings: ReviewSettings) -> bool:
    """Tell whether the product's mass is given in two ways that disagree: what is counted per kg then has no ground."""
    ratio, declared = mass_ratio(inventory), _declared_mass(inventory)
    given = inventory.product.mass_per_unit
    apart = declared is not None and abs(given - declared) > settings.mass_warn * declared
    return apart or given <= 0 or (ratio is not None and abs(ratio - 1) > settings.mass_warn)


def with_either_mass(reviewed: Reviewed, settings: ReviewSettings) -> tuple[Reviewed, ...]:
    """Return what is reviewed once for each mass the product may have, kg per declared unit.

    One where nothing is in doubt; else one with the mass as given, one with that of the output, one with that of the declared
    unit, as far as they are known. What is counted per kg of product is only said where it holds with each of them; none are
    returned where no mass is known.
    """
    inventory, given = reviewed.inventory, reviewed.inventory.product.mass_per_unit
    if not mass_in_doubt(inventory, settings):
        return (reviewed,)
    ratio, declared = mass_ratio(inventory), _declared_mass(inventory)
    masses = [mass for mass in (given, given / ratio if ratio else None, declared) if mass]
    return tuple(
        replace(reviewed, inventory=replace(inventory, product=replace(inventory.product, mass_per_unit=mass)))
        for mass in dict.fromkeys(masses)
    )


def whatever_the_mass(reviewed: Reviewed, settings: ReviewSettings, run: Run) -> Iterator[Finding]:
    """Yield what a check says with each of the masses that the product may have."""
    told = [list(run(one, settings)) for one in with_either_mass(reviewed, settings)]
    if told:
        shared = set.intersection(*({finding.key for finding in findings} for findings in told))
        yield from (finding for finding in told[0] if finding.key in shared)


def _declared_mass(inventory: Inventory) -> float | None:
    """Return the mass of the declared unit in kg where it is itself a mass."""
    product = inventory.product
    return convert(product.declared_amount, product.declared_unit, "kg") if unit(product.declared_unit).kind == "mass" else None


def _period(inventory: Inventory, settings: ReviewSettings) -> Iterator[Finding]:
    days = (inventory.period_end - inventory.period_start).days + 1
    if settings.year_days_low <= days <= settings.year_days_high:
        return
    months = days / DAYS_PER_MONTH
    yield Finding(
        NAME,
        "period-not-a-year",
        "error" if days < settings.year_days_low else "warning",
        message(
            "the period from {start} to {end} is {days} days, about {months:.0f} months",
            start=inventory.period_start.isoformat(),
            end=inventory.period_end.isoformat(),
            days=days,
            months=months,
        ),
        message("one year of data evens out seasons, idle months and maintenance; all amounts must count the same period"),
        message("give one year, or say in the review why another period stands for the year"),
        named(inventory, "period_end", "period_start"),
    )


def _masses(inventory: Inventory, settings: ReviewSettings) -> Iterator[Finding]:
    product, output, declared = inventory.product, inventory.target_output, _declared_mass(inventory)
    if product.mass_per_unit <= 0:
        yield _mass_finding(inventory, "no-mass", "error", message("the mass of one declared unit is not above 0 kg"))
    elif declared is not None and abs(product.mass_per_unit - declared) > settings.mass_warn * declared:
        what = message(
            "the declared unit is {amount:g} {unit}, yet its mass is given as {mass:g} kg",
            amount=product.declared_amount,
            unit=product.declared_unit,
            mass=product.mass_per_unit,
        )
        yield _mass_finding(inventory, "declared-unit-and-mass", "error", what)
    ratio = mass_ratio(inventory)
    if ratio is None or (declared is not None and product.mass_per_unit != declared):
        return
    if abs(ratio - 1) > settings.mass_warn:
        what = message(
            "{mass:g} kg per declared unit times the production makes {ratio:.3g} times the mass of the output",
            mass=product.mass_per_unit,
            ratio=ratio,
        )
        severe = not 1 / settings.mass_refuse <= ratio <= settings.mass_refuse
        where = (*named(inventory, "mass_per_unit", "declared_amount"), *cells(output, "mass", "quantity"))
        yield _mass_finding(inventory, "masses-differ", "error" if severe else "warning", what, where)


def _mass_finding(
    inventory: Inventory, kind: str, severity: str, what: Message, where: tuple[object, ...] | None = None
) -> Finding:
    places = named(inventory, "mass_per_unit", "declared_amount") if where is None else where
    return Finding(
        NAME,
        kind,
        severity,
        what,
        message("mass balance, transport and energy per kg all rest on this mass"),
        message("check the mass of one piece (without packaging), the declared unit, and the production and mass of the output"),
        places,  # type: ignore[arg-type]
    )


def _output_mass(inventory: Inventory) -> Iterator[Finding]:
    output = inventory.target_output
    if output.mass is None and unit(output.unit).kind != "mass":
        yield Finding(
            NAME,
            "output-without-mass",
            "info",
            message("the output “{name}” has no mass", name=output.name),
            message("with it, the mass of one declared unit can be checked and totals can be shared by mass"),
            message("give the mass of what was made in the period"),
            cells(output, "name", "quantity"),
        )


def _boundary(reviewed: Reviewed) -> Iterator[Finding]:
    inventory = reviewed.inventory
    within = BOUNDARY_STAGES[inventory.product.boundary]
    outside = [line for line in inventory.lines if line.stage not in within and not line.parent]
    for stage in dict.fromkeys(line.stage for line in outside):
        found = [line for line in outside if line.stage == stage]
        places = tuple(place for line in found for place in cells(line, "stage", "name")[:1])
        yield Finding(
            NAME,
            f"outside-boundary-{stage}",
            "error",
            message(
                "the boundary on the first sheet leaves out the stage “{stage}”, to which {count} lines belong",
                stage=message(STAGE_NAMES[stage]),
                count=len(found),
            ),
            message("lines outside the boundary would be added to a result that claims not to hold them"),
            message("choose a wider boundary, or move or delete the lines"),
            (*named(inventory, "boundary"), *places),
        )
    present = {line.stage for line in inventory.lines}
    for stage in (stage for stage in within if stage not in present):
        yield Finding(
            NAME,
            f"empty-stage-{stage}",
            "question",
            message("the boundary includes the stage “{stage}”, but no line belongs to it", stage=message(STAGE_NAMES[stage])),
            message("a stage without lines counts as one without any burden"),
            message("enter its lines, or choose a boundary without it"),
            named(inventory, "boundary"),
        )


CHECK = Check(name=NAME, title=msg("Basics"), run=check)
