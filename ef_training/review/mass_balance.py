"""Mass balance: what goes in must come out; see `ef_training.review.material_balance` for what is counted."""

from __future__ import annotations

from collections.abc import Iterator

from ..inventory.model import Origin
from ..inventory.per_unit import UnitLine
from ..messages import Message, message, msg
from .basics import mass_in_doubt
from .duplicates import repeated
from .levels import production_in_doubt
from .material_balance import (
    Balance,
    Entry,
    balance,
    everything_in,
    of_side,
    part_of_balance,
    plant_balance,
)
from .model import Check, Finding, Reviewed
from .outliers import implausible_density
from .places import cells, named, sheet_of
from .settings import ReviewSettings
from .slips import Slip, best, explained

__all__ = ["CHECK", "Balance", "Entry", "balance", "plant_balance", "verdict"]

NAME = "mass-balance"
WHY = msg("material that is not accounted for is waste, scrap or product that the inventory does not know")
MEND = msg(
    "check amounts, units and levels of the materials, the mass of the product, and whether scrap, waste and losses are all"
    " entered"
)


def verdict(found: Balance, settings: ReviewSettings) -> str:
    """Judge a balance by the programme's rule.

    Returns
    -------
    str
        ``fine`` (gap up to 1 % of what goes in, either way), ``explain`` (up to 5 %), ``correct`` (more), ``more-out``
        (more out than in), or ``empty`` where nothing goes in.
    """
    gap = found.gap
    if gap is None:
        return "empty"
    if abs(gap) <= settings.mass_fine:
        return "fine"
    if gap < 0:
        return "more-out"
    return "explain" if gap <= settings.mass_explain else "correct"


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield gaps of the balance of the product and of the plant, and wastes that are more than all that enters."""
    if mass_in_doubt(reviewed.inventory, settings):
        return
    found = balance(reviewed)
    judged = verdict(found, settings)
    misfit = judged in ("explain", "correct", "more-out") and not _repeats_explain(reviewed, found, settings)
    slip = _slip(reviewed, found, settings, judged) if misfit else None
    heavy = [] if slip is not None else list(_too_much_waste(reviewed))
    yield from heavy
    yield from _without_mass(reviewed, found)
    if judged == "empty":
        yield _no_material(reviewed, found)
    elif judged == "fine":
        yield from _much_material(reviewed, found, settings)
    elif slip is not None:
        yield _slipped(slip, found, reviewed)
    elif misfit and not heavy and not (judged == "explain" and production_in_doubt(reviewed, settings)):
        yield _gap(reviewed, found, judged)
    plant = plant_balance(reviewed)
    if plant is not None and verdict(plant, settings) in ("correct", "more-out") and judged == "fine":
        yield _plant_gap(plant)


def _slip(reviewed: Reviewed, found: Balance, settings: ReviewSettings, judged: str) -> Slip | None:
    """Return the slip of one line that closes the balance.

    Taking nearly all of a line away closes any gap of its size, so a line is said to be too large only where it outweighs the
    product; a small gap is only ever a line that is too small by its unit.
    """
    signs = {item.line.line_id: sign for item, sign in of_side(reviewed.lines, reviewed.inventory)}
    items = [item for item in reviewed.lines if item.line.line_id in signs]
    entered, left, product = found.total("in"), found.open, found.total("out", "product")

    def miss(slip: Slip) -> float | None:
        mass = slip.item.mass or 0.0
        if (slip.factor < 1 and mass < product) or (judged == "explain" and (slip.kind != "unit" or slip.factor < 1)):
            return None
        change = mass * (slip.factor - 1)
        sign = signs[slip.item.line.line_id]
        total = entered + (change if sign > 0 else 0.0)
        if total <= 0:
            return None
        gap = (left + sign * change) / total
        return abs(gap) if -settings.mass_fine <= gap <= settings.mass_explain and abs(gap) < abs(found.gap or 0.0) / 2 else None

    return best(items, reviewed.inventory, miss)


def _repeats_explain(reviewed: Reviewed, found: Balance, settings: ReviewSettings) -> bool:
    """Tell whether lines that stand twice (named by another check) make up the gap."""
    again = {line.line_id for line, _ in repeated(reviewed.inventory)}
    off = [(item.mass or 0.0, sign) for item, sign in of_side(reviewed.lines, reviewed.inventory) if item.line.line_id in again]
    entered = found.total("in") - sum(mass for mass, sign in off if sign > 0)
    left = found.open - sum(mass * sign for mass, sign in off)
    return bool(off) and entered > 0 and abs(left) <= settings.mass_explain * entered


def _slipped(slip: Slip, found: Balance, reviewed: Reviewed) -> Finding:
    line = slip.item.line
    places = (*cells(line, *slip.fields), *named(reviewed.inventory, "mass_per_unit"))
    return Finding(
        NAME,
        "slip",
        "error",
        message("{sums}; {slip}", sums=_sums(found), slip=explained(slip)),
        message("a slip of a factor 10 or 1,000 in one line drowns all the others"),
        message("check unit, decimal point, mass per piece and level of this line"),
        places,
        line.line_id,
    )


def _gap(reviewed: Reviewed, found: Balance, judged: str) -> Finding:
    inventory = reviewed.inventory
    largest = max((entry for entry in found.entries if entry.side == "in"), key=lambda entry: entry.mass)
    outs = [entry for entry in found.entries if entry.side == "out" and entry.kind != "product"]
    heaviest = max(outs, key=lambda entry: entry.mass, default=None)
    own = named(inventory, "mass_per_unit")
    unsure = bool(found.unknown) or sum(entry.mass for entry in found.mixed) >= found.open > 0
    what: Message = _sums(found)
    if judged == "more-out":
        enough = found.total("in") >= found.total("out", "product")  # then it is scrap or waste that is too much
        where = (heaviest.origin, largest.origin, *own) if enough and heaviest else (*own, largest.origin)
        severity = "question" if found.unknown else "error"
        mend = message("check the largest figures first; a material may be missing, or stand among the auxiliaries")
    else:
        wastes = sheet_of(line for line in inventory.lines if line.group in ("waste", "wastewater", "co-product"))
        where = (*own, largest.origin, *wastes)
        severity = "question" if judged == "explain" or unsure else "error"
        mend = message(MEND)
        if found.mixed:
            what = message(
                "{sums}; other wastes ({names}, {mass:.4g} kg) may hold some of it",
                sums=what,
                names=", ".join(entry.name for entry in found.mixed),
                mass=sum(entry.mass for entry in found.mixed),
            )
    places = tuple(dict.fromkeys(place for place in where if str(place)))
    return Finding(NAME, {"more-out": "more-out-than-in"}.get(judged, "gap"), severity, what, message(WHY), mend, places)


def _sums(found: Balance) -> Message:
    gap = found.gap or 0.0
    told = {
        "entered": found.total("in"),
        "product": found.total("out", "product"),
        "other": found.total("out") - found.total("out", "product"),
        "open": abs(found.open),
        "part": abs(gap),
    }
    if found.basis == "period":
        lead = msg(
            "over the period the plant takes in {entered:.4g} kg of materials; products weigh {product:.4g} kg,"
            " the rest {other:.4g} kg"
        )
    else:
        lead = msg(
            "per declared unit {entered:.4g} kg of materials go in; the product weighs {product:.4g} kg,"
            " scrap, waste and losses {other:.4g} kg"
        )
    tail = (
        msg("{open:.3g} kg ({part:.1%}) more goes in than comes out")
        if gap >= 0
        else msg("{open:.3g} kg ({part:.1%}) more comes out than goes in")
    )
    return message("{lead}: {tail}", lead=message(lead, **told), tail=message(tail, **told))


def _no_material(reviewed: Reviewed, found: Balance) -> Finding:
    return Finding(
        NAME,
        "no-material",
        "question" if found.unknown else "warning",
        message("no line with a mass is a material of the product ({mass:.4g} kg)", mass=found.total("out", "product")),
        message("a product is made of something; its materials are most often the largest part of the result"),
        message("enter the bill of materials, with the group “material”"),
        (*named(reviewed.inventory, "mass_per_unit"), *sheet_of(reviewed.inventory.lines)),
    )


def _without_mass(reviewed: Reviewed, found: Balance) -> Iterator[Finding]:
    if not found.unknown:
        return
    lines = [
        item.line for item in reviewed.lines if item.mass is None and part_of_balance(item.line, reviewed.inventory) == "material"
    ]
    yield Finding(
        NAME,
        "material-without-mass",
        "question",
        message("the mass of these materials does not follow from their unit: {names}", names=", ".join(found.unknown)),
        message("without it the mass balance stays open"),
        message("give mass per piece or density, or the amount as a mass"),
        tuple(
            place
            for line in lines
            for place in cells(line, "mass_per_piece" if line.unit == "item" else "density", "unit", "amount")[:1]
        ),
        lines[0].line_id if len(lines) == 1 else "",
    )


def _much_material(reviewed: Reviewed, found: Balance, settings: ReviewSettings) -> Iterator[Finding]:
    entered, product = found.total("in"), found.total("out", "product")
    if entered > settings.material_warn * product:
        yield Finding(
            NAME,
            "low-yield",
            "question",
            message(
                "the materials weigh {ratio:.3g} times the product ({yield_:.0%} of them become product)",
                ratio=entered / product,
                yield_=product / entered,
            ),
            message("the scrap of such a process is the largest lever there is, if it is real"),
            message("check the mass of the product and of the largest material; say what becomes of the scrap"),
            (*named(reviewed.inventory, "mass_per_unit"), max(found.entries, key=lambda entry: entry.mass).origin),
        )


def _too_much_waste(reviewed: Reviewed) -> Iterator[Finding]:
    entered = everything_in(reviewed)
    wet = 1.0 + sum(item.amount * 1000 for item in reviewed.of("water", stage="manufacturing") if item.line.unit == "m3") / max(
        entered, 1e-12
    )
    for item in _wastes(reviewed):
        dry = (item.mass or 0.0) * (item.line.concentration or 1.0)
        holds_water = "concentration" not in item.line.origins and part_of_balance(item.line, reviewed.inventory) == "mixed"
        if entered and dry > entered * (wet if holds_water else 1.0):
            yield Finding(
                NAME,
                "waste-exceeds-input",
                "error",
                message(
                    "line {line} ({name}): {waste:.4g} kg of waste per declared unit, while materials,"
                    " auxiliaries and packaging together are {entered:.4g} kg",
                    line=item.line.line_id,
                    name=item.line.name,
                    waste=dry,
                    entered=entered,
                ),
                message("no more can leave as waste than came in"),
                message("check the unit (kg or t), the decimal point and the level of this waste"),
                cells(item.line, "unit", "amount", "level"),
                item.line.line_id,
            )


def _wastes(reviewed: Reviewed) -> Iterator[UnitLine]:
    for item in reviewed.of("waste", "co-product", stage="manufacturing"):
        if not item.line.parent and item.mass is not None and not implausible_density(item.line):
            yield item


def _plant_gap(plant: Balance) -> Finding:
    largest: Origin = max((entry for entry in plant.entries if entry.side == "in"), key=lambda entry: entry.mass).origin
    return Finding(
        NAME,
        "plant-gap",
        "error" if (plant.gap or 0) < 0 else "warning",
        _sums(plant),
        message(WHY),
        message(MEND),
        (largest,) if str(largest) else (),
    )


CHECK = Check(name=NAME, title=msg("Mass balance"), run=check)
