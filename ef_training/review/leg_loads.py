"""What legs carry: the mass of their line, and in distribution the product with its packaging."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..inventory.per_unit import UnitLine
from ..messages import Message, message
from ..numbers import plain
from .freight_legs import Leg, transport_words
from .model import Finding, Reviewed
from .origins import cells
from .settings import ReviewSettings
from .single_legs import NAME, cells_of
from .spoken import listed
from .words import has


def loads(found: Sequence[Leg], reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield legs that carry another mass than their line has, or than the product with its packaging."""
    share = {item.line.line_id: item.amount / item.line.amount for item in reviewed.lines if item.line.amount}
    yield from _of_lines(found, share, reviewed, settings)
    yield from _distribution(found, share, reviewed, settings)


def _of_lines(
    found: Sequence[Leg], share: Mapping[str, float], reviewed: Reviewed, settings: ReviewSettings
) -> Iterator[Finding]:
    mass = {id(item.line): item.mass for item in reviewed.lines}  # an ID may stand twice
    for leg in found:
        own = None if leg.carried is None else mass.get(id(leg.carried))
        load, part = leg.line.load, share.get(leg.line.line_id)
        if own and leg.carried and load is not None and part and abs(load * 1000 * part / own - 1) > settings.another_load:
            yield Finding(
                NAME,
                "another-load",
                "question",
                message(
                    "leg {line} carries {load} t, its line ({name}) has another mass",
                    line=leg.line.line_id,
                    load=plain(load),
                    name=leg.carried.name,
                ),
                message("every leg carries what was bought, with the same tonnes"),
                message("take the mass of the line for each of its legs"),
                cells_of([leg]),
                leg.line.line_id,
            )


def _distribution(
    found: Sequence[Leg], share: Mapping[str, float], reviewed: Reviewed, settings: ReviewSettings
) -> Iterator[Finding]:
    """Legs one after the other carry the same; legs to several destinations carry the product together."""
    if not reviewed.has(("mass",)):
        return
    carried = [
        (leg, leg.tonnes * 1000 * share[leg.line.line_id])
        for leg in found
        if leg.carried is None
        and leg.line.stage == "distribution"
        and leg.tonnes is not None
        and leg.line.line_id in share
        and not has(f"{leg.line.name} {leg.line.note}", transport_words()["leg"]["back"])
    ]
    expected, most = _expected(reviewed, settings)
    light = [(leg, load) for leg, load in carried if load < settings.load_low * expected]
    if light and not settings.load_low * expected <= sum(load for _, load in light) <= most:
        yield _load(light, "load-below-product", expected, message("check load, unit and level of the legs"), reviewed)
    for leg, load in carried:
        if load > most:
            mend = message("check load, unit and level of the leg; a thousand times as much may be kg in a cell of tonnes")
            yield _load([(leg, load)], "load-above-product", expected, mend, reviewed)


def _expected(reviewed: Reviewed, settings: ReviewSettings) -> tuple[float, float]:
    """Return the mass of the product with its packaging, kg per declared unit, and the most that a leg may carry."""
    packaging = [item.mass for item in _packaging(reviewed)]
    known = [mass for mass in packaging if mass is not None]
    expected = reviewed.inventory.product.mass_per_unit + sum(known)
    sure = reviewed.has(("packaging",)) and bool(packaging) and len(known) == len(packaging)
    return expected, expected * (settings.load_high if sure else settings.load_open)


def _packaging(reviewed: Reviewed) -> list[UnitLine]:
    return [item for item in reviewed.of("packaging", stage="raw-materials") if not item.line.parent]


def _load(legs: Sequence[tuple[Leg, float]], kind: str, expected: float, mend: Message, reviewed: Reviewed) -> Finding:
    told = listed(
        message("{line} ({name}) {load} kg", line=leg.line.line_id, name=leg.line.name, load=plain(load)) for leg, load in legs
    )
    where = [place for leg, _ in legs for place in cells(leg.line, "load", "amount")]
    where += cells(reviewed.inventory.product, "mass_per_unit")
    where += [place for item in _packaging(reviewed) for place in cells(item.line, "amount", "unit", "level")]
    return Finding(
        NAME,
        kind,
        "question",
        message(
            "distribution carries per declared unit: {legs}; the product with the packaging known has {expected} kg",
            legs=told,
            expected=plain(expected),
        ),
        message("every leg carries the product with its packaging; only legs to several destinations share it"),
        mend,
        tuple(dict.fromkeys(where)),
        legs[0][0].line.line_id,
    )
