"""Mass balance: what goes in must come out; see `ef_training.review.material_balance` for what is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..inventory.model import Origin
from ..inventory.per_unit import UnitLine
from ..messages import Message, message, msg
from ..numbers import percent, significant
from .basics import with_either_mass
from .duplicates import repeated
from .levels import production_in_doubt
from .material_balance import (
    SUMMED,
    Balance,
    Entry,
    balance,
    everything_in,
    of_side,
    part_of_balance,
    plant_balance,
)
from .model import Check, Finding, Reviewed
from .origins import cells, named, sheet_of
from .outliers import implausible_density
from .settings import ReviewSettings
from .slips import Slip, explained, fitting, recounted, together
from .spoken import kilograms, listed

__all__ = ["CHECK", "Balance", "Entry", "balance", "plant_balance", "verdict"]

NAME = "mass-balance"
CANDIDATES = 3
"""So many lines are named beside a gap."""
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
    """Yield gaps of the balance of the product and of the plant, and wastes that are more than all that enters.

    Where the mass of the product is in doubt, they are only said if the balance closes with none of the masses that it may have;
    a mass with which one line is named is preferred then.
    """
    told = [list(_told(one, settings)) for one in with_either_mass(reviewed, settings)]
    if told and all(told):
        yield from max(told, key=lambda findings: any(finding.line_id for finding in findings))


def _told(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    found = balance(reviewed)
    judged = verdict(found, settings)
    misfit = judged in ("explain", "correct", "more-out") and not _repeats_explain(reviewed, found, settings)
    likely = _likely(reviewed, found, settings, judged) if misfit else []
    slip = _sure(likely, found, reviewed, settings)
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
        yield _gap(reviewed, found, judged, likely[:CANDIDATES])
    plant = plant_balance(reviewed)
    if plant is not None and verdict(plant, settings) in ("correct", "more-out") and judged == "fine":
        yield _plant_gap(plant)


def _likely(reviewed: Reviewed, found: Balance, settings: ReviewSettings, judged: str) -> list[Slip]:
    """Return the slips that close the balance, the likeliest first, one of each line.

    Taking nearly all of a line away closes any gap of its size, so a line is said to be too large only where it outweighs the
    product; a small gap is only ever a line that is too small by its unit. A digit, or a line counted twice or by half, comes
    near to many gaps, so it must close them finely. Emissions are no part of the search: they are grams beside kilograms.
    """
    signs = {item.line.line_id: sign for item, sign in of_side(reviewed.lines, reviewed.inventory)}
    items = [item for item in reviewed.lines if item.line.line_id in signs and item.line.group != "emission-air"]
    product, gap = found.total("out", "product"), abs(found.gap or 0.0)

    def miss(slip: Slip) -> float | None:
        if (slip.factor < 1 and (slip.item.mass or 0.0) < product) or (
            judged == "explain" and (slip.kind != "unit" or slip.factor < 1)
        ):
            return None
        rest = _rest(slip, found, signs)
        high = settings.mass_fine if slip.kind == "digit" else settings.mass_explain
        return abs(rest) if rest is not None and -settings.mass_fine <= rest <= high and abs(rest) < gap / 2 else None

    counted = []
    for number, slip in enumerate(slip for item in items for slip in recounted(item, reviewed.inventory)):
        rest = _rest(slip, found, signs)
        if rest is not None and abs(rest) <= min(settings.mass_fine, gap * settings.count_fit):
            counted.append((abs(rest), number, slip))
    likely = (*fitting(items, reviewed.inventory, miss), *(slip for *_, slip in sorted(counted)))
    return list({slip.item.line.line_id: slip for slip in reversed(likely)}.values())[::-1]


def _rest(slip: Slip, found: Balance, signs: Mapping[str, float]) -> float | None:
    """Return the gap that is left, as a part of what goes in, if a line is otherwise; None where nothing would go in."""
    change, sign = (slip.item.mass or 0.0) * (slip.factor - 1), signs[slip.item.line.line_id]
    entered = found.total("in") + (change if sign > 0 else 0.0)
    return (found.open + sign * change) / entered if entered > 0 else None


def _sure(likely: Sequence[Slip], found: Balance, reviewed: Reviewed, settings: ReviewSettings) -> Slip | None:
    """Return the one line whose unit, mass per piece or level closes the balance finely; None where it is not beyond doubt."""
    signs = {item.line.line_id: sign for item, sign in of_side(reviewed.lines, reviewed.inventory)}
    wholes = [slip for slip in likely if slip.kind in ("unit", "piece", "level")]
    if len(wholes) != 1:
        return None
    rest, without = (_rest(slip, found, signs) for slip in (wholes[0], replace(wholes[0], factor=0.0)))
    if wholes[0].factor < 1 and without is not None and abs(without) <= settings.mass_fine:
        return None  # the line may as well be one too many
    return wholes[0] if rest is not None and abs(rest) <= settings.mass_fine else None


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


def _gap(reviewed: Reviewed, found: Balance, judged: str, likely: Sequence[Slip]) -> Finding:
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
                "{sums}; other wastes ({names}, {mass}) may hold some of it",
                sums=what,
                names=listed(entry.name for entry in found.mixed),
                mass=kilograms(sum(entry.mass for entry in found.mixed)),
            )
    if likely:
        what = message("{sums}. To be looked at first: {lines}", sums=what, lines=together(likely))
        lines = tuple(place for slip in likely for place in cells(slip.item.line, *slip.fields))
        where = (*lines, *where) if len(likely) == 1 else (where[0], *lines, *where[1:])
    places = tuple(dict.fromkeys(place for place in where if str(place)))
    return Finding(NAME, {"more-out": "more-out-than-in"}.get(judged, "gap"), severity, what, message(WHY), mend, places)


def _sums(found: Balance) -> Message:
    gap = found.gap or 0.0
    told = {
        "entered": kilograms(found.total("in")),
        "product": kilograms(found.total("out", "product")),
        "other": kilograms(found.total("out") - found.total("out", "product")),
        "open": kilograms(abs(found.open)),
        "part": percent(abs(gap)),
    }
    if found.basis == "period":
        lead = msg("over the period the plant takes in {entered} of materials; products weigh {product}, the rest {other}")
    else:
        lead = msg(
            "per declared unit {entered} of materials go in; the product weighs {product}, scrap, waste and losses {other}"
        )
    tail = msg("{open} ({part}) more goes in than comes out") if gap >= 0 else msg("{open} ({part}) more comes out than goes in")
    return message("{lead}: {tail}", lead=message(lead, **told), tail=message(tail, **told))


def _no_material(reviewed: Reviewed, found: Balance) -> Finding:
    return Finding(
        NAME,
        "no-material",
        "question" if found.unknown else "warning",
        message("no line with a mass is a material of the product ({mass})", mass=kilograms(found.total("out", "product"))),
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
        message("the mass of these materials does not follow from their unit: {names}", names=listed(found.unknown)),
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
                "the materials weigh {ratio} times the product ({yield_} of them become product)",
                ratio=significant(entered / product),
                yield_=percent(product / entered, 0),
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
                    "line {line} ({name}): {waste} of waste per declared unit, while materials,"
                    " auxiliaries and packaging together are {entered}",
                    line=item.line.line_id,
                    name=item.line.name,
                    waste=kilograms(dry),
                    entered=kilograms(entered),
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


CHECK = Check(name=NAME, title=msg("Mass balance"), run=check, needs=frozenset(SUMMED))
