"""Transport: where each purchased input comes from, by which mode, how far; ways that cannot be, distances that do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..inventory.model import Line
from ..inventory.per_unit import UnitLine
from ..messages import Message, message, msg
from ..numbers import percent
from .distance.places import countries
from .freight_legs import Leg, legs, legs_by_line, mass_share, named_in, speaks_of_transport, unread_row
from .leg_loads import loads
from .model import Check, Finding, Reviewed
from .origins import cells
from .settings import ReviewSettings
from .single_legs import NAME, cells_of, origin_country, single, too_far
from .spoken import listed
from .stated_distances import against_calculator

FEW = 2  # more inputs without a way are told in one sentence: the form may have no such columns
PURCHASED = ("material", "auxiliary", "packaging")
WHY_MISSING = msg("the way of what is bought belongs to the inventory; one-way distance × mass gives the tkm")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield inputs without a way, ways that cannot be, and single legs that look wrong."""
    found = legs(reviewed)
    carried = legs_by_line(found)
    bought = [item for item in reviewed.of(*PURCHASED, stage="raw-materials") if not item.line.parent]
    yield from _missing(bought, carried, found, reviewed, settings)
    yield from _no_origin(bought, settings)
    for item in bought:
        if item.line.line_id in carried and not unread_row(item.line, reviewed.problems):
            yield from _impossible(item.line, carried[item.line.line_id], reviewed)
    for leg in found:
        yield from single(leg, reviewed, settings)
    yield from loads(found, reviewed, settings)
    yield from against_calculator([leg for leg in found if not too_far(leg, settings)], reviewed, settings)


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
    with_leg = {
        item.line.supplier
        for item in bought
        if item.line.supplier and (item.line.line_id in carried or unread_row(item.line, reviewed.problems))
    }
    small: list[tuple[UnitLine, float]] = []
    abroad: list[Line] = []
    heavy: list[tuple[Line, float]] = []
    for item in bought:
        line = item.line
        told = line.line_id in carried or speaks_of_transport(line) or any(named_in(line, found))
        if told or not line.amount or unread_row(line, reviewed.problems):
            continue
        country = origin_country(line)
        share = mass_share(item, total)
        if country and country != home:
            abroad.append(line)
        elif line.supplier in with_leg:
            small.append((item, 0.0))
        elif share is None and reviewed.choices is not None:
            continue  # of unknown mass: the second visit asks for its way (complete)
        elif share is None or share <= settings.small_input:
            small.append((item, share or 0.0))
        else:
            heavy.append((line, share))
    yield from _from_abroad(abroad)
    yield from _heavy(heavy)
    yield from _small(small, settings)


def _from_abroad(lines: Sequence[Line]) -> Iterator[Finding]:
    """Inputs from abroad without a leg: one by one where they are few, else in one finding."""
    told = [message("{line} {name}, from {country}", line=line.line_id, name=line.name, country=_from(line)) for line in lines]
    if len(lines) > FEW:
        what = message("these inputs come from abroad, but no transport is given: {lines}", lines=listed(told))
        yield _no_leg(lines, "foreign-without-leg", "warning", what)
        return
    for line in lines:
        what = message(
            "line {line} ({name}) comes from abroad ({country}), but no transport is given",
            line=line.line_id,
            name=line.name,
            country=_from(line),
        )
        yield _no_leg([line], "foreign-without-leg", "warning", what)


def _heavy(lines: Sequence[tuple[Line, float]]) -> Iterator[Finding]:
    """Main inputs without a leg, likewise."""
    if len(lines) > FEW:
        told = listed(f"{line.line_id} {line.name} ({percent(share, 0)})" for line, share in lines)
        what = message("these inputs, with their part of the mass bought, have no mode and distance: {lines}", lines=told)
        yield _no_leg([line for line, _ in lines], "no-leg", "question", what)
        return
    for line, share in lines:
        what = message(
            "line {line} ({name}), {share} of the mass bought, has no mode and distance",
            line=line.line_id,
            name=line.name,
            share=percent(share, 0),
        )
        yield _no_leg([line], "no-leg", "question", what)


def _from(line: Line) -> str | Message:
    """Return where a line comes from, as its reader's language has it."""
    country = countries().get(origin_country(line))
    return country.name if country else line.country or line.supplier


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
        named = listed(f"{line.line_id} {line.name}" for line in main)
        yield Finding(
            NAME,
            "no-origin",
            "question",
            message("neither supplier nor country is given for: {lines}", lines=named),
            message("the place a material comes from decides the legs, and often the dataset"),
            message("give supplier and country of the main inputs; for several suppliers the one that delivers most"),
            tuple(place for line in main for place in cells(line, "supplier", "country", "name")),
        )


def _no_leg(lines: Sequence[Line], kind: str, severity: str, what: Message) -> Finding:
    return Finding(
        NAME,
        kind,
        severity,
        what,
        message(WHY_MISSING),
        message("give mode and one-way distance of each leg (see ef-training review distance), or say in the note how it comes"),
        tuple(place for line in lines for place in cells(line, "leg1_km", "leg1_mode", "name")),
        lines[0].line_id if len(lines) == 1 else "",
    )


def _small(small: Sequence[tuple[UnitLine, float]], settings: ReviewSettings) -> Iterator[Finding]:
    """Inputs that may stand without transport are listed once; together they may not be more than the cut-off."""
    if not small:
        return
    share = sum(part for _, part in small)
    over = share > settings.small_inputs
    named = listed(f"{item.line.line_id} {item.line.name}" for item, _ in small)
    yield Finding(
        NAME,
        "small-without-leg",
        "question" if over else "info",
        message("small inputs, or inputs whose supplier delivers something else, have no transport: {lines}", lines=named),
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
    where = cells_of(own)
    if country != home and not any(leg.mode in ("ship", "air") for leg in own):
        yield Finding(
            NAME,
            "road-across-the-sea",
            "error",
            message(
                "line {line} ({name}) comes from abroad ({country}), but all its legs go by road or rail",
                line=line.line_id,
                name=line.name,
                country=_from(line),
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
            cells_of([leg for leg in own if leg.mode == "ship"]),
            line.line_id,
        )


def _from_island(line: Line) -> bool:
    from .distance.find import known_place

    place = known_place(line.supplier, country="TW")
    return place is not None and place.land != "taiwan"


CHECK = Check(name=NAME, title=msg("Transport"), run=check)
