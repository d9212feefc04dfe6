"""Stated distances against the calculator, where the form tells places that the gazetteer knows."""

from __future__ import annotations

from collections.abc import Iterator

from ..messages import Message, message
from .distance.calculate import distance
from .distance.find import country_in, known_place, nearest
from .distance.places import Place, PlaceError, countries, great_circle, ports
from .freight_legs import Leg, ends_of
from .model import Finding, Reviewed
from .places import cells
from .settings import ReviewSettings

NAME = "transport"
TAIWAN_PORTS = ("TWKEL", "TWTPE", "TWTXG", "TWKHH")
LONGEST_DETOUR = 2.5
"""Ways by sea from Taiwan are at most so many great circles (Kaohsiung – Rotterdam by Suez: 1.9; project's choice)."""
Range = tuple[float, float, Message]


def against_calculator(found: tuple[Leg, ...], reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield legs whose stated distance is far from the calculated one."""
    company = reviewed.inventory.company
    plant = known_place(company.site, country=company.country) if company.site else None
    for leg in found:
        if not leg.km or leg.mode not in ("lorry", "rail", "ship", "air"):
            continue
        expected = _expected(leg, plant, company.country, settings)
        if expected is None:
            continue
        low, high, how = expected
        if settings.distance_low * low <= leg.km <= settings.distance_high * high:
            if not _there_and_back(leg.km, low, high, settings):
                continue
            yield _finding(
                leg,
                "round-trip",
                message(
                    "leg {line} ({name}): {km:.0f} km is about twice the way; {how}",
                    line=leg.line.line_id,
                    name=leg.line.name,
                    km=leg.km,
                    how=how,
                ),
            )
        else:
            yield _finding(
                leg,
                "distance",
                message("leg {line} ({name}): {km:.0f} km; {how}", line=leg.line.line_id, name=leg.line.name, km=leg.km, how=how),
            )


def _finding(leg: Leg, kind: str, what: Message) -> Finding:
    return Finding(
        NAME,
        kind,
        "question",
        what,
        message("a return trip, another place of departure or a slip of the unit changes the tkm"),
        message("compare with a map or with the carrier; a difference that has a reason is fine"),
        (*cells(leg.line, "distance"), *cells(leg.line, "amount", "treatment")),
        leg.line.line_id,
    )


def _there_and_back(km: float, low: float, high: float, settings: ReviewSettings) -> bool:
    """Twice the way, where the positions are good enough to tell."""
    middle = (low + high) / 2
    return middle > 0 and high - low < settings.round_trip * 2 * middle and abs(km / (2 * middle) - 1) <= settings.round_trip


def _expected(leg: Leg, plant: Place | None, home: str, settings: ReviewSettings) -> Range | None:
    """Return lowest and highest km that the known places allow, and the sentence that tells from where."""
    if leg.carried is None:
        return _between_ends(leg, plant, settings)
    if leg.carried.group not in ("material", "auxiliary", "packaging"):
        return None
    country = country_in(leg.carried.country) or country_in(leg.carried.supplier)
    supplier = known_place(leg.carried.supplier, country=country or home)
    if leg.mode == "ship" and country and country != home == "TW":
        return _voyages(leg, supplier, country, settings)
    if leg.mode == "lorry" and supplier is not None and plant is not None and supplier.country == plant.country == home:
        return _calculated(supplier, plant, "lorry", settings)
    return None


def _between_ends(leg: Leg, plant: Place | None, settings: ReviewSettings) -> Range | None:
    """A transport line whose name tells both ends: "高雄港至鹿特丹港"."""
    ends = ends_of(leg.line.name)
    if ends is None:
        return None
    prefer = {"ship": "port", "air": "airport"}.get(leg.mode, "")
    found = [_end(text, prefer, plant) for text in ends]
    if found[0] is None or found[1] is None:
        return None
    circle = great_circle(found[0].lat, found[0].lon, found[1].lat, found[1].lon)
    if leg.mode == "ship" and _surely(leg.km or 0.0, circle, circle, settings):
        return None
    return _calculated(found[0], found[1], leg.mode, settings)


def _end(text: str, prefer: str, plant: Place | None) -> Place | None:
    if text.casefold() in ("工廠", "本廠", "廠", "plant", "the plant", "factory", "the factory"):
        return plant
    return known_place(text, prefer=prefer)


def _calculated(start: Place, end: Place, mode: str, settings: ReviewSettings) -> Range | None:
    try:
        found = distance(start, end, mode, settings=settings)
    except PlaceError:
        return None
    off = found.accuracy_km * (settings.road_detour if mode in ("lorry", "rail") else 1.0)
    how = message(
        "from {start} to {end} the calculator gives {km:.0f} km ({method})",
        start=found.start.name,
        end=found.end.name,
        km=found.km,
        method=found.method,
    )
    return max(0.0, found.km - off), found.km + off, how


def _voyages(leg: Leg, supplier: Place | None, country: str, settings: ReviewSettings) -> Range | None:
    """By sea from the supplier's port, or from any port of its country, to any of Taiwan's large ports."""
    if country not in countries():
        return None
    here = [ports()[code].place for code in TAIWAN_PORTS]
    theirs = [nearest(supplier, "port")] if supplier is not None else _ports_of(country)
    circles = {(a, b): great_circle(a.lat, a.lon, b.lat, b.lon) for a in theirs for b in here}
    if _surely(leg.km or 0.0, min(circles.values()), max(circles.values()), settings):
        return None
    if supplier is not None:
        low, high = sorted(_sea(*choose(circles, key=lambda pair: circles[pair])) for choose in (min, max))
        how = message(
            "by sea from {port} to Taiwan’s large ports it is {low:.0f} to {high:.0f} km", port=theirs[0].name, low=low, high=high
        )
        return low, high, how
    low, high = min(circles.values()), _sea(*max(circles, key=lambda pair: circles[pair]))
    name = countries()[country].name
    how = message(
        "by sea from the ports of {country} to Taiwan’s it is {low:.0f} to {high:.0f} km", country=name, low=low, high=high
    )
    return low, high, how


def _ports_of(country: str) -> list[Place]:
    own = [item.place for item in ports().values() if item.place.country == country]
    return own or [ports()[countries()[country].port].place]


def _surely(km: float, low: float, high: float, settings: ReviewSettings) -> bool:
    """Whether a voyage fits whatever the way: it is no shorter than the circle, and at most `LONGEST_DETOUR` times as long."""
    return settings.distance_low * LONGEST_DETOUR * low <= km <= settings.distance_high * high


def _sea(start: Place, end: Place) -> float:
    return distance(start, end, "ship").km
