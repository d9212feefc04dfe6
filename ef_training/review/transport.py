"""Transport: where each purchased input comes from, by which mode, how far; ways that cannot be, distances that do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..inventory.model import Line, Origin
from ..inventory.per_unit import UnitLine
from ..messages import Message, message, msg
from .distance.find import country_in
from .freight_legs import ROUND_TRIP, Leg, legs, legs_by_line, mass_share, named_in, speaks_of_transport, unread_row
from .model import Check, Finding, Reviewed
from .places import cells
from .routes_checked import against_calculator
from .settings import ReviewSettings
from .words import has

NAME = "transport"
PURCHASED = ("material", "auxiliary", "packaging")
WHY_MISSING = msg("the way of what is bought belongs to the inventory; one-way distance × mass gives the tkm")
WHY_ONE_WAY = msg("transport counts one way; the empty return is in the data of the vehicle")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield inputs without a way, ways that cannot be, and single legs that look wrong."""
    found = legs(reviewed)
    carried = legs_by_line(found)
    bought = [item for item in reviewed.of(*PURCHASED, stage="raw-materials") if not item.line.parent]
    yield from _missing(bought, carried, found, reviewed, settings)
    yield from _no_origin(bought, settings)
    for item in bought:
        if item.line.line_id in carried:
            yield from _impossible(item.line, carried[item.line.line_id], reviewed)
    for leg in found:
        yield from _single(leg, reviewed, settings)
    yield from _loads(found, reviewed)
    yield from against_calculator(found, reviewed, settings)


def origin_country(line: Line) -> str:
    """Return the ISO code of the country a line comes from, empty where it is not told or not known."""
    return country_in(line.country) or country_in(line.supplier)


def _missing(
    bought: Sequence[UnitLine],
    carried: Mapping[str, tuple[Leg, ...]],
    found: tuple[Leg, ...],
    reviewed: Reviewed,
    settings: ReviewSettings,
) -> Iterator[Finding]:
    """Inputs without a leg: foreign and heavy ones one by one, small ones and those that come along together."""
    home = reviewed.inventory.company.country
    total = sum(item.mass or 0.0 for item in bought)
    with_leg = {item.line.supplier for item in bought if item.line.line_id in carried and item.line.supplier}
    small: list[tuple[UnitLine, float]] = []
    for item in bought:
        line = item.line
        told = line.line_id in carried or speaks_of_transport(line) or any(named_in(line, found))
        if told or not line.amount or unread_row(line, reviewed.problems):
            continue
        country = origin_country(line)
        share = mass_share(item, total)
        if country and country != home:
            yield _no_leg(
                line,
                "foreign-without-leg",
                "warning",
                message(
                    "line {line} ({name}) comes from abroad ({country}), but no transport is given",
                    line=line.line_id,
                    name=line.name,
                    country=line.country or line.supplier,
                ),
            )
        elif line.supplier in with_leg:
            small.append((item, 0.0))
        elif share is None or share <= settings.small_input:
            small.append((item, share or 0.0))
        else:
            yield _no_leg(line, "no-leg", "question", _without(line, share))
    yield from _small(small, settings)


def _no_origin(bought: Sequence[UnitLine], settings: ReviewSettings) -> Iterator[Finding]:
    """Main inputs of which neither supplier nor country is told, named once."""
    total = sum(item.mass or 0.0 for item in bought)
    open_ = [item.line for item in bought if not item.line.supplier.strip() and not item.line.country.strip()]
    main = [
        item.line
        for item in bought
        if any(item.line is line for line in open_) and (mass_share(item, total) or 0.0) > settings.small_input
    ]
    if main:
        listed = ", ".join(f"{line.line_id} {line.name}" for line in main)
        yield Finding(
            NAME,
            "no-origin",
            "question",
            message("neither supplier nor country is given for: {lines}", lines=listed),
            message("the place a material comes from decides the legs, and often the dataset"),
            message("give supplier and country of the main inputs; for several suppliers the one that delivers most"),
            tuple(place for line in main for place in cells(line, "supplier", "country", "name")),
        )


def _without(line: Line, share: float) -> Message:
    return message(
        "line {line} ({name}), {share:.0%} of the mass bought, has no mode and distance",
        line=line.line_id,
        name=line.name,
        share=share,
    )


def _no_leg(line: Line, kind: str, severity: str, what: Message) -> Finding:
    return Finding(
        NAME,
        kind,
        severity,
        what,
        message(WHY_MISSING),
        message("give mode and one-way distance of each leg (see ef-training review distance), or say in the note how it comes"),
        cells(line, "leg1_km", "leg1_mode", "name"),
        line.line_id,
    )


def _small(small: Sequence[tuple[UnitLine, float]], settings: ReviewSettings) -> Iterator[Finding]:
    """Inputs that may stand without transport are listed once; together they may not be more than the cut-off."""
    if not small:
        return
    share = sum(part for _, part in small)
    over = share > settings.small_inputs
    listed = ", ".join(f"{item.line.line_id} {item.line.name}" for item, _ in small)
    yield Finding(
        NAME,
        "small-without-leg",
        "question" if over else "info",
        message(
            "{count} small inputs, or inputs whose supplier delivers something else, have no transport: {lines}",
            count=len(small),
            lines=listed,
        ),
        message(
            "inputs of at most a hundredth of the mass bought, together a twentieth, may be cut off; a shared lorry has tkm too"
        ),
        message("leave it where the amounts are that small, and say so in the note; else give the distance"),
        tuple(place for item, _ in small for place in cells(item.line, "name")),
    )


def _impossible(line: Line, own: Sequence[Leg], reviewed: Reviewed) -> Iterator[Finding]:
    """Ways that cross the sea by land alone, and ways by sea where there is none to cross."""
    home = reviewed.inventory.company.country
    country = origin_country(line)
    if not country or home != "TW" or any(not leg.mode for leg in own):
        return
    where = _cells_of(own)
    if country != home and not any(leg.mode in ("ship", "air") for leg in own):
        yield Finding(
            NAME,
            "road-across-the-sea",
            "error",
            message(
                "line {line} ({name}) comes from abroad ({country}), but all its legs go by road or rail",
                line=line.line_id,
                name=line.name,
                country=line.country or line.supplier,
            ),
            message("no road leads to Taiwan: a sea or air leg is missing, or its mode is wrong"),
            message("give three legs: road to the port, ship (or air), road from the port; two at least"),
            (*where, *cells(line, "country")),
            line.line_id,
        )
    elif country != home and not any(leg.by_land for leg in own):
        yield Finding(
            NAME,
            "no-road-leg",
            "question",
            message(
                "line {line} ({name}) comes by sea or air, and no leg by road leads from the port to the plant",
                line=line.line_id,
                name=line.name,
            ),
            message("a kilometre by road weighs several times one by sea"),
            message("add the road from the supplier to the port and from the port to the plant"),
            where,
            line.line_id,
        )
    elif country == home and any(leg.mode == "ship" for leg in own) and not _from_island(line):
        yield Finding(
            NAME,
            "domestic-sea-leg",
            "question",
            message("line {line} ({name}) comes from Taiwan, but a leg goes by sea", line=line.line_id, name=line.name),
            message("inside Taiwan goods go by road; a sea leg tells that they come from abroad, by way of a dealer"),
            message("give the country where it is made, or the road leg alone"),
            _cells_of([leg for leg in own if leg.mode == "ship"]),
            line.line_id,
        )


def _from_island(line: Line) -> bool:
    from .distance.find import known_place

    place = known_place(line.supplier, country="TW")
    return place is not None and place.land != "taiwan"


def _single(leg: Leg, reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """One leg by itself: 0 km, too far for the island, there and back, by air, too heavy for its vehicle."""
    line = leg.line
    told = {"line": line.line_id, "name": line.name}
    where = _cells_of([leg])
    if not line.amount or leg.km == 0:
        yield Finding(
            NAME,
            "zero",
            "question",
            message("leg {line} ({name}) has a distance or a load of 0", **told),
            message("a leg of 0 counts nothing; perhaps the figure is not known yet"),
            message("give the distance, or delete the leg where there is none"),
            where,
            line.line_id,
        )
        return
    text = f"{line.note} {leg.carried.note if leg.carried else ''}"
    if has(text, ROUND_TRIP):
        yield Finding(
            NAME,
            "round-trip-said",
            "question",
            message("the note at leg {line} ({name}) speaks of a return trip", **told),
            message(WHY_ONE_WAY),
            message("give the one-way distance"),
            where,
            line.line_id,
        )
    if leg.mode == "lorry" and leg.km is not None and leg.km > settings.domestic_road and _domestic(leg, reviewed):
        yield Finding(
            NAME,
            "domestic-too-long",
            "question",
            message("leg {line} ({name}): {km:.0f} km by road within Taiwan", km=leg.km, **told),
            message("the island is 394 km long, its longest freeway 432 km; a return trip or a leg abroad may be in it"),
            message("check the one-way distance; split ways that lead abroad"),
            where,
            line.line_id,
        )
    if leg.mode == "air":
        yield Finding(
            NAME,
            "air",
            "info",
            message("leg {line} ({name}) goes by air", **told),
            message("a tkm by air weighs many times one by sea: it often becomes a hotspot"),
            message("confirm that it really flies, and how often"),
            where,
            line.line_id,
        )
    heavy = {"air": settings.air_tonnes}.get(leg.mode, settings.van_tonnes if line.treatment.startswith("van") else None)
    tonnes = leg.tonnes
    if heavy is not None and tonnes is not None and line.level != "unit" and tonnes > heavy:
        yield Finding(
            NAME,
            "mode-and-mass",
            "question",
            message("leg {line} ({name}) carries {tonnes:.4g} t over the period", tonnes=tonnes, **told),
            message("so much seldom goes by plane or by van"),
            message("check mode, amount and unit"),
            where,
            line.line_id,
        )


def _domestic(leg: Leg, reviewed: Reviewed) -> bool:
    """Whether both ends of a leg lie in Taiwan: what is bought at home, and what the plant throws away."""
    if reviewed.inventory.company.country != "TW" or leg.carried is None:
        return False
    return leg.carried.group in ("waste", "wastewater", "co-product") or origin_country(leg.carried) == "TW"


def _loads(found: Sequence[Leg], reviewed: Reviewed) -> Iterator[Finding]:
    """A leg that carries another mass than its line has, and distribution that carries less than the product."""
    share = {item.line.line_id: item.amount / item.line.amount for item in reviewed.lines if item.line.amount}
    mass = {item.line.line_id: item.mass for item in reviewed.lines}
    for leg in found:
        own = None if leg.carried is None else mass.get(leg.carried.line_id)
        load = leg.line.load
        if own and load is not None and leg.line.line_id in share and abs(load * 1000 * share[leg.line.line_id] / own - 1) > 0.05:
            yield Finding(
                NAME,
                "another-load",
                "question",
                message(
                    "leg {line} carries {load:.4g} t, its line ({name}) has another mass",
                    line=leg.line.line_id,
                    load=load,
                    name=leg.carried.name if leg.carried else "",
                ),
                message("every leg carries what was bought, with the same tonnes"),
                message("take the mass of the line for each of its legs"),
                _cells_of([leg]),
                leg.line.line_id,
            )
    carried = [
        (leg, leg.line.load * 1000 * share[leg.line.line_id])
        for leg in found
        if leg.carried is None and leg.line.stage == "distribution" and leg.line.load is not None and leg.line.line_id in share
    ]
    product = reviewed.inventory.product.mass_per_unit
    load = sum(load for _, load in carried)  # legs to several destinations carry the product together
    if carried and load < 0.95 * product:
        yield Finding(
            NAME,
            "load-below-product",
            "question",
            message(
                "distribution carries {load:.4g} kg per declared unit, the product alone has {product:.4g} kg",
                load=load,
                product=product,
            ),
            message("the load is the product with its packaging"),
            message("check load, unit and level of the legs"),
            tuple(place for leg, _ in carried for place in cells(leg.line, "load", "amount")),
            carried[0][0].line.line_id,
        )


def _cells_of(own: Sequence[Leg]) -> tuple[Origin, ...]:
    """Return the cells of legs, distances first."""
    where = [place for name in ("distance", "amount", "treatment") for leg in own for place in cells(leg.line, name)]
    return tuple(dict.fromkeys(where))


CHECK = Check(name=NAME, title=msg("Transport"), run=check, whole=False)
