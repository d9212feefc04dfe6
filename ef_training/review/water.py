"""Water: withdrawn, in the product, evaporated, to treatment, returned: the balance that gives consumption."""

from __future__ import annotations

from collections.abc import Iterator

from ..inventory.model import Line, Origin
from ..messages import Message, message, msg
from ..numbers import percent
from ..units import find_unit
from .model import Check, Finding, Reviewed
from .origins import cells
from .settings import ReviewSettings
from .spoken import amount
from .water_balance import WaterBalance, WaterFlow, cubic_metres, water_balance
from .words import has, words

NAME = "water"
NEEDS = ("water", "wastewater", "output", "balance")
LOST = ("evaporated", "to-air")
WHY = msg("consumption = withdrawn − returned; it is what EF’s water use counts, and the balance shows whether it is true")
MEND = msg(
    "check meters, units and the excluded part; enter what evaporates or goes into product or waste on the sheet of balances"
)


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield units that are none of water, evaporation entered as a withdrawal, and what the balance does not bear."""
    lines = [line for line in reviewed.inventory.lines if line.stage == "manufacturing"]
    yield from _units(lines)
    evaporation = [
        line
        for line in lines
        if line.group in ("water", "emission-air", "emission-water") and has(line.name, words()["water"]["evaporation"])
    ]
    yield from (_entered_twice(line) for line in evaporation if line.group == "water")
    found = water_balance(reviewed)
    if not found.basis:
        yield from _no_balance(reviewed, lines)
        return
    if not found.withdrawn:
        yield from _no_withdrawal(found)
        return
    amiss = list(_too_much(found, settings)) or list(_gap(found, settings))
    yield from amiss
    if not amiss:
        yield from _links(found, settings)
        for line in evaporation:
            if line.group != "water" and (found.total(*LOST) or found.linked):
                yield _counted_twice(line)


def _units(lines: list[Line]) -> Iterator[Finding]:
    for line in lines:
        if line.group == "water" and not line.parent and cubic_metres(line.amount, line) is None:
            yield Finding(
                NAME,
                "unit",
                "error",
                message(
                    "line {line} ({name}) is water, but its unit is {unit}", line=line.line_id, name=line.name, unit=line.unit
                ),
                message("water is counted by volume or mass; 1 度 of a water meter is 1 m3, of an electricity meter 1 kWh"),
                message("give m3, or move the line to energy"),
                cells(line, "unit", "amount"),
                line.line_id,
            )


def _entered_twice(line: Line) -> Finding:
    return Finding(
        NAME,
        "evaporation-as-withdrawal",
        "error",
        message("line {line} ({name}) enters evaporation as if it were drawn from the mains", line=line.line_id, name=line.name),
        message("what evaporates was withdrawn before: withdrawal and evaporation both counted make consumption too large"),
        message("move it to the sheet of balances; only withdrawals stand among energy and water"),
        cells(line, "amount", "name"),
        line.line_id,
    )


def _counted_twice(line: Line) -> Finding:
    return Finding(
        NAME,
        "evaporation-twice",
        "error",
        message("line {line} ({name}) enters evaporation a second time", line=line.line_id, name=line.name),
        message("the balance or a link of the water line counts it already"),
        message("keep one of the two"),
        cells(line, "amount", "name"),
        line.line_id,
    )


def _no_balance(reviewed: Reviewed, lines: list[Line]) -> Iterator[Finding]:
    """Plant totals beside amounts of the product: no sum can be made of them."""
    told = [line for line in lines if line.group in ("water", "wastewater") and cubic_metres(line.amount, line) is not None]
    if told:
        yield Finding(
            NAME,
            "levels",
            "info",
            message("some water and wastewater is given for the whole plant, some for the product: no balance can be drawn"),
            message(WHY),
            message("give withdrawal, wastewater and evaporation at one level"),
            tuple(place for line in told for place in cells(line, "level", "amount")),
        )


def _no_withdrawal(found: WaterBalance) -> Iterator[Finding]:
    if found.gone > 0:
        yield Finding(
            NAME,
            "no-withdrawal",
            "question",
            message("{out} of water leave the plant, but none is withdrawn", out=amount(found.gone, "m3")),
            message(WHY),
            message("enter tap, well, river or recycled water that comes in"),
            _where(found, "to-treatment", "returned", "evaporated"),
        )


def _too_much(found: WaterBalance, settings: ReviewSettings) -> Iterator[Finding]:
    """One fate alone is more than all that comes in; a factor near 1,000 is a slip of the unit."""
    limit = found.withdrawn * (1 + settings.water_explain)
    treated, lost = found.total("to-treatment", "returned"), found.total(*LOST)
    if max(treated, lost) <= limit:
        return
    gone = found.gone
    told = {"withdrawn": amount(found.withdrawn, "m3"), "gone": amount(gone, "m3")}
    thousand = 1000 * found.withdrawn
    if thousand <= gone * settings.water_slip and gone <= thousand * settings.water_slip:
        yield _finding(
            found,
            "unit-slip",
            "error",
            message(
                "{withdrawn} of water come in, {gone} go out: a thousand times as much; is a unit L instead of m3?",
                **told,
            ),
            (*_units_of(found, "withdrawn"), *_where(found, "withdrawn", "to-treatment")),
        )
    elif treated > limit:
        yield _finding(
            found,
            "more-out",
            "error",
            message(
                "{treated} of wastewater leave, but only {withdrawn} of water come in", treated=amount(treated, "m3"), **told
            ),
            (*_where(found, "to-treatment", "returned"), *_where(found, "withdrawn")),
        )
    else:
        yield _finding(
            found,
            "more-evaporated",
            "error",
            message("{lost} of water evaporate, but only {withdrawn} come in", lost=amount(lost, "m3"), **told),
            (*_where(found, *LOST), *_where(found, "withdrawn")),
        )


def _gap(found: WaterBalance, settings: ReviewSettings) -> Iterator[Finding]:
    gap = found.gap
    if gap is None or abs(gap) <= settings.water_fine:
        return
    sums = _sums(found)
    where = (*_where(found, "withdrawn"), *_where(found, "to-treatment", "returned", *LOST))
    if gap < -settings.water_fine:
        what = message("more water goes out than comes in, by {gap}: {sums}", gap=percent(-gap), sums=sums)
        yield _finding(found, "more-out", "error" if gap < -settings.water_explain else "warning", what, where)
    elif found.linked is not None and not found.total(*LOST) and abs(gap - found.linked / found.withdrawn) <= settings.water_fine:
        what = message(
            "{linked} evaporate by the links, but the form’s balance does not tell where they go",
            linked=amount(found.linked, "m3"),
        )
        yield _finding(found, "evaporation-in-links-only", "question", what, where)
    else:
        severity = "question" if gap <= settings.water_explain or not found.total(*LOST) else "warning"
        what = message("{gap} of the water is not accounted for: {sums}", gap=percent(gap), sums=sums)
        yield _finding(found, "gap", severity, what, where)


def _links(found: WaterBalance, settings: ReviewSettings) -> Iterator[Finding]:
    """What links count as evaporated against what the balance says is consumed."""
    if found.linked is None:
        return
    consumed = found.consumption
    slack = settings.water_explain * found.withdrawn
    told = {
        "linked": amount(found.linked, "m3"),
        "consumed": amount(consumed, "m3"),
        "lost": amount(found.total(*LOST), "m3"),
    }
    if found.linked > consumed + slack:
        what = message("the links count {linked} as evaporated, but only {consumed} are not returned", **told)
        yield _finding(found, "returned-counted", "error", what, _where(found, "withdrawn"))
    elif found.linked < found.total(*LOST) - slack:
        what = message("the links count {linked} as evaporated, the balance {lost}", **told)
        yield _finding(found, "links-differ", "question", what, (*_where(found, *LOST), *_where(found, "withdrawn")))


def _sums(found: WaterBalance) -> Message:
    told = {
        "in": amount(found.withdrawn, "m3"),
        "treated": amount(found.total("to-treatment", "returned"), "m3"),
        "lost": amount(found.total(*LOST), "m3"),
    }
    rest = amount(found.total("in-product", "in-waste", "kept"), "m3")
    if found.basis == "plant":
        return message(
            "in {in}, wastewater {treated}, evaporated {lost}, product, waste and stock {rest}",
            rest=rest,
            **told,
        )
    return message(
        "in {in} per declared unit, wastewater {treated}, evaporated {lost}, product, waste and stock {rest}",
        rest=rest,
        **told,
    )


def _finding(found: WaterBalance, kind: str, severity: str, what: Message, where: tuple[Origin, ...]) -> Finding:
    first = next(found.lines("withdrawn"), None)
    return Finding(NAME, kind, severity, what, message(WHY), message(MEND), where, first.line_id if first else "")


def _where(found: WaterBalance, *fates: str) -> tuple[Origin, ...]:
    return tuple(_cell(flow) for flow in found.flows if flow.fate in fates and str(_cell(flow)))


def _cell(flow: WaterFlow) -> Origin:
    return flow.origin


def _units_of(found: WaterBalance, fate: str) -> tuple[Origin, ...]:
    lines = [line for line in found.lines(fate) if (unit := find_unit(line.unit)) is not None and unit.code not in ("m3", "km3")]
    return tuple(place for line in lines for place in cells(line, "unit"))


CHECK = Check(name=NAME, title=msg("Water"), run=check, needs=frozenset(NEEDS))
