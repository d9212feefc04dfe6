"""One leg by itself: a distance of 0, farther than the mode goes, there and back, by air, too heavy for its vehicle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType

from ..inventory.model import Line, Origin
from ..messages import Message, message, msg
from ..numbers import plain
from .distance.find import country_in, known_place
from .freight_legs import Leg, ends_of, is_plant, transport_words
from .model import Finding, Reviewed
from .origins import cells
from .settings import ReviewSettings
from .words import has

NAME = "transport"
MODE_NAMES = MappingProxyType({"lorry": msg("by road"), "rail": msg("by rail"), "ship": msg("by sea"), "air": msg("by air")})


def cells_of(own: Sequence[Leg]) -> tuple[Origin, ...]:
    """Return the cells of legs, distances first."""
    where = [place for name in ("distance", "amount", "treatment") for leg in own for place in cells(leg.line, name)]
    return tuple(dict.fromkeys(where))


def origin_country(line: Line) -> str:
    """Return the ISO code of the country a line comes from, empty where it is not told or not known."""
    return country_in(line.country) or country_in(line.supplier)


def too_far(leg: Leg, settings: ReviewSettings) -> bool:
    """Whether a leg is longer than its mode can go."""
    limits = {
        "lorry": settings.longest_lorry,
        "rail": settings.longest_rail,
        "ship": settings.longest_ship,
        "air": settings.longest_air,
    }
    return leg.km is not None and leg.km > limits.get(leg.mode, float("inf"))


def single(leg: Leg, reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield what is wrong with one leg by itself."""
    line = leg.line
    told = {"line": line.line_id, "name": line.name}
    if not line.amount or leg.km == 0:
        yield _finding(
            leg,
            "zero",
            "question",
            message("leg {line} ({name}) has a distance or a load of 0", **told),
            message("a leg of 0 counts nothing; perhaps the figure is not known yet"),
            message("give the distance, or delete the leg where there is none"),
        )
        return
    yield from _way(leg, reviewed, settings)
    yield from _vehicle(leg, settings)


def _way(leg: Leg, reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    line = leg.line
    told = {"line": line.line_id, "name": line.name, "km": plain(leg.km)}
    if has(f"{line.note} {leg.carried.note if leg.carried else ''}", transport_words()["leg"]["round_trip"]):
        yield _finding(
            leg,
            "round-trip-said",
            "question",
            message("the note at leg {line} ({name}) speaks of a return trip", **told),
            message("transport counts one way; the empty return is in the data of the vehicle"),
            message("give the one-way distance"),
        )
    if too_far(leg, settings):
        yield _finding(
            leg,
            "too-far",
            "error",
            message("leg {line} ({name}): {km} km {mode}", mode=message(MODE_NAMES[leg.mode]), **told),
            message("no way by this mode is so long: the distance is perhaps in metres, or a load stands in its column"),
            message("give the one-way distance in km; split ways that change the mode"),
        )
    elif leg.mode == "lorry" and (leg.km or 0.0) > settings.domestic_road and domestic(leg, reviewed):
        yield _finding(
            leg,
            "domestic-too-long",
            "question",
            message("leg {line} ({name}): {km} km by road within Taiwan", **told),
            message("the island is 394 km long, its longest freeway 432 km; a return trip or a leg abroad may be in it"),
            message("check the one-way distance; split ways that lead abroad"),
        )


def _vehicle(leg: Leg, settings: ReviewSettings) -> Iterator[Finding]:
    """By air: to know, or to be asked about where it is heavy; too much for a van."""
    line, tonnes = leg.line, leg.tonnes
    told = {"line": line.line_id, "name": line.name}
    van = line.treatment.startswith("van")
    limit = settings.air_tonnes if leg.mode == "air" else settings.van_tonnes if van else None
    if limit is not None and tonnes is not None and line.level != "unit" and tonnes > limit:
        yield _finding(
            leg,
            "mode-and-mass",
            "question",
            message("leg {line} ({name}) carries {tonnes} t over the period", tonnes=plain(tonnes), **told),
            message("so much seldom goes by plane; a tkm by air weighs many times one by sea")
            if leg.mode == "air"
            else message("so much seldom goes by van"),
            message("check mode, amount and unit"),
        )
    elif leg.mode == "air":
        yield _finding(
            leg,
            "air",
            "info",
            message("leg {line} ({name}) goes by air", **told),
            message("a tkm by air weighs many times one by sea: it often becomes a hotspot"),
            message("confirm that it really flies, and how often"),
        )


def domestic(leg: Leg, reviewed: Reviewed) -> bool:
    """Whether a leg by road lies in Taiwan: what is bought at home, what the plant throws away, ways that touch the island.

    A lorry does not leave the island: one end in Taiwan, the plant or a known place, is enough.
    """
    home = reviewed.inventory.company.country
    if leg.carried is not None and home == "TW":
        return leg.carried.group in ("waste", "wastewater", "co-product") or origin_country(leg.carried) == "TW"
    ends = ends_of(leg.line.name)
    return leg.carried is None and ends is not None and any(_land(text, home) == "TW" for text in ends)


def _land(end: str, home: str) -> str:
    if is_plant(end):
        return home
    place = known_place(end)
    return place.country if place is not None else country_in(end)


def _finding(leg: Leg, kind: str, severity: str, what: Message, why: Message, mend: Message) -> Finding:
    return Finding(NAME, kind, severity, what, why, mend, cells_of([leg]), leg.line.line_id)
