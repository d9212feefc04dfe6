"""Stated distances against the calculator, where the form tells places that the gazetteer knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..messages import Message, message
from ..numbers import plain
from .distance.calculate import distance
from .distance.find import country_in, known_place, nearest
from .distance.places import Place, PlaceError, countries, great_circle, ports
from .freight_legs import Leg, ends_of, is_plant
from .model import Finding, Reviewed
from .origins import cells
from .settings import ReviewSettings
from .single_legs import NAME

TAIWAN_PORTS = ("TWKEL", "TWTPE", "TWTXG", "TWKHH")
KM_PER_NAUTICAL_MILE = 1.852


@dataclass(frozen=True)
class Expected:
    """Lowest and highest km that the known places allow, how they were found, the factors by which a distance may leave them, and
    how far ships sail that shun the canals."""

    low: float
    high: float
    how: Message
    below: float
    above: float
    around: float = 0.0

    def fits(self, km: float) -> bool:
        """Whether a distance stays within."""
        return self.below * self.low <= km <= self.above * max(self.high, self.around)

    def twice(self, km: float, slack: float) -> bool:
        """Whether a distance is twice the way, where the positions are good enough to tell."""
        middle = (self.low + self.high) / 2
        return middle > 0 and self.high - self.low < slack * 2 * middle and abs(km / (2 * middle) - 1) <= slack


def against_calculator(found: Sequence[Leg], reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield legs whose stated distance is far from the calculated one."""
    company = reviewed.inventory.company
    plant = known_place(company.site, country=company.country) if company.site else None
    for leg in found:
        km = leg.km
        if not km or leg.mode not in ("lorry", "rail", "ship", "air"):
            continue
        expected = _expected(leg, km, plant, company.country, settings)
        if expected is None:
            continue
        told = {"line": leg.line.line_id, "name": leg.line.name, "km": plain(km), "how": expected.how}
        if expected.twice(km, settings.round_trip):
            yield _finding(leg, "round-trip", message("leg {line} ({name}): {km} km is about twice the way; {how}", **told))
        elif expected.fits(km):
            continue
        elif leg.mode == "ship" and expected.fits(km * KM_PER_NAUTICAL_MILE):
            text = message("leg {line} ({name}): {km} km; are these nautical miles (1.852 km)? {how}", **told)
            yield _finding(leg, "nautical-miles", text)
        else:
            yield _finding(leg, "distance", message("leg {line} ({name}): {km} km; {how}", **told))


def _finding(leg: Leg, kind: str, what: Message) -> Finding:
    return Finding(
        NAME,
        kind,
        "question",
        what,
        message("a return trip, another place of departure or a slip of the unit changes the tkm"),
        message("compare with a map or with the carrier; a difference that has a reason is fine"),
        tuple(dict.fromkeys((*cells(leg.line, "distance"), *cells(leg.line, "amount", "treatment")))),
        leg.line.line_id,
    )


def _expected(leg: Leg, km: float, plant: Place | None, home: str, settings: ReviewSettings) -> Expected | None:
    """Return what the known places allow, None where they are not known or the distance fits in any case."""
    if leg.carried is None:
        return _between_ends(leg, km, plant, settings)
    if leg.carried.group not in ("material", "auxiliary", "packaging"):
        return None
    country = country_in(leg.carried.country) or country_in(leg.carried.supplier)
    supplier = known_place(leg.carried.supplier, country=country or home)
    if leg.mode == "ship" and country and country != home == "TW":
        return _voyages(km, supplier, country, settings)
    if leg.mode == "lorry" and supplier is not None and plant is not None and supplier.country == plant.country == home:
        return _calculated(supplier, plant, "lorry", settings)
    return None


def _between_ends(leg: Leg, km: float, plant: Place | None, settings: ReviewSettings) -> Expected | None:
    """A transport line whose name tells both ends: "高雄港至鹿特丹港"."""
    ends = ends_of(leg.line.name)
    if ends is None:
        return None
    prefer = {"ship": "port", "air": "airport"}.get(leg.mode, "")
    start, end = (plant if is_plant(text) else known_place(text, prefer=prefer) for text in ends)
    if start is None or end is None:
        return None
    expected = _calculated(start, end, leg.mode, settings)
    if expected is None or leg.mode != "ship" or km <= expected.above * expected.high:
        return expected
    around = _calculated(start, end, "ship", settings, avoid=("suez", "panama"))
    return expected if around is None else replace(expected, around=around.high)


def _calculated(start: Place, end: Place, mode: str, settings: ReviewSettings, *, avoid: Sequence[str] = ()) -> Expected | None:
    try:
        found = distance(start, end, mode, avoid=avoid, settings=settings)
    except PlaceError:
        return None
    off = found.accuracy_km * (settings.road_detour if mode in ("lorry", "rail") else 1.0)
    how = message(
        "from {start} to {end} the calculator gives {km} km ({method})",
        start=found.start.name,
        end=found.end.name,
        km=found.rounded,
        method=found.method,
    )
    return _within(max(0.0, found.km - off), found.km + off, how, settings, sea=mode == "ship")


def _within(low: float, high: float, how: Message, settings: ReviewSettings, *, sea: bool = False) -> Expected:
    """Between known ports the way hardly varies; on land positions and detours do."""
    below, above = (1 - settings.sea_slack, 1 + settings.sea_slack) if sea else (settings.distance_low, settings.distance_high)
    return Expected(low, high, how, below, above)


def _voyages(km: float, supplier: Place | None, country: str, settings: ReviewSettings) -> Expected | None:
    """By sea from the supplier's port, or from any port of its country, to any of Taiwan's large ports."""
    if country not in countries():
        return None
    here = [ports()[code].place for code in TAIWAN_PORTS]
    theirs = [nearest(supplier, "port")] if supplier is not None else _ports_of(country)
    circles = {(a, b): great_circle(a.lat, a.lon, b.lat, b.lon) for a in theirs for b in here}
    if supplier is not None:
        low, high = sorted(_sea(*choose(circles, key=lambda pair: circles[pair])) for choose in (min, max))
        told = {"port": theirs[0].name, "low": plain(round(low)), "high": plain(round(high))}
        how = message("by sea from {port} to Taiwan’s large ports it is {low} to {high} km", **told)
        return _within(low, high, how, settings, sea=True)
    low, farthest = min(circles.values()), max(circles, key=lambda pair: circles[pair])
    if settings.distance_low * settings.sea_detour * low <= km <= settings.distance_high * circles[farthest]:
        return None  # it fits whatever the way: no voyage is shorter than its great circle, none so much longer
    high = _sea(*farthest)
    told = {"country": countries()[country].name, "low": plain(round(low)), "high": plain(round(high))}
    how = message("by sea from the ports of {country} to Taiwan’s it is {low} to {high} km", **told)
    return _within(low, high, how, settings)


def _ports_of(country: str) -> list[Place]:
    own = [item.place for item in ports().values() if item.place.country == country]
    return own or [ports()[countries()[country].port].place]


def _sea(start: Place, end: Place) -> float:
    return distance(start, end, "ship").km
