"""The distance between two places by one mode, with the method written down beside the number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ...errors import Problem
from ...messages import Message, message, msg
from ...numbers import plain
from ..distance import road, sea
from ..settings import REVIEW_SETTINGS, ReviewSettings
from .find import country_of, find_place, nearest
from .places import Place, PlaceError, PlaceName, airports, countries, great_circle

MODES = ("lorry", "rail", "ship", "air")
FARTHEST_TERMINAL = 300.0
"""A place farther, in km, from the nearest port or airport listed is refused: the way to it would count (project's choice)."""
SOURCES = MappingProxyType(
    {
        "lorry": msg("Detour factor: the project's own, from road lengths in Taiwan; see docs/distances.md"),
        "rail": msg("Detour factor: the project's own, from railway lengths in Taiwan; see docs/distances.md"),
        "ship": msg("searoute (Apache-2.0), shortest way through its network of shipping lanes; see docs/distances.md"),
        "air": msg("Great circle + 95 km, as EN 16258 and ISO 14083 count it; see docs/distances.md"),
    }
)


@dataclass(frozen=True)
class Distance:
    """A one-way distance and where it comes from.

    Parameters
    ----------
    start, end : Place
        The places the distance lies between: for ``ship`` two ports, for ``air`` two airports.
    mode : str
        One of `MODES`.
    km : float
        One-way distance, km.
    method : Message
        The formula with its numbers.
    source : Message
        Where the method's factor or network comes from.
    legs : tuple of Place
        What the way passes, both ends included.
    accuracy_km : float
        By how much the position of the two places alone may be off, both together, km.
    notes : tuple of Message
        What was chosen on the way: the port next to a place, the township taken for an address.
    """

    start: Place
    end: Place
    mode: str
    km: float
    method: Message
    source: Message
    legs: tuple[Place, ...]
    accuracy_km: float
    notes: tuple[Message, ...] = ()

    @property
    def rounded(self) -> str:
        """The distance as it is to be written into a form: whole km, below 10 km with one digit more."""
        return f"{self.km:,.0f}" if self.km >= 10 else f"{self.km:.1f}"

    def as_dict(self, lang: str) -> dict[str, Any]:
        """Return the distance as plain data, sentences in a language."""
        return {
            "from": _place(self.start, lang),
            "to": _place(self.end, lang),
            "mode": self.mode,
            "km": round(self.km, 1),
            "method": self.method.render(lang),
            "source": self.source.render(lang),
            "via": [place.name.render(lang) for place in self.legs[1:-1]],
            "accuracy_km": self.accuracy_km,
            "notes": [note.render(lang) for note in self.notes],
        }


def distance(
    from_: str | Place,
    to: str | Place,
    mode: str,
    *,
    avoid: Sequence[str] = (),
    settings: ReviewSettings = REVIEW_SETTINGS,
) -> Distance:
    """Return the one-way distance between two places by one mode.

    Parameters
    ----------
    from_, to : str or Place
        A name, code, address or "lat,lon", as `find_place` reads it.
    mode : str
        One of `MODES`, or a mode of the form (``lorry-35t``, ``ship-container``).
    avoid : sequence of str
        For ``ship``: canals not used (``suez``, ``panama``).

    Raises
    ------
    PlaceError
        Both places are looked up before anything is said: unknown or ambiguous places, no way by this mode.

    >>> found = distance("高雄港", "鹿特丹", "ship")
    >>> 18_000 < found.km < 19_500
    True
    """
    kind = kind_of_mode(mode)
    if not kind:
        modes = ", ".join(MODES)
        raise PlaceError(Problem(message("“{mode}” is no mode", mode=mode), mend=message("use one of: {names}", names=modes)))
    start, end = _both(from_, to, {"ship": "port", "air": "airport"}.get(kind, ""))
    notes = _countries_taken((from_, start), (to, end))
    if kind == "ship":
        return _by_sea(start, end, avoid, notes)
    if kind == "air":
        return _by_air(start, end, settings, notes)
    return _by_land(start, end, kind, settings)


def kind_of_mode(mode: str) -> str:
    """Return the mode of `MODES` that a mode of the form is, empty where it is none.

    >>> kind_of_mode("van-3.5t"), kind_of_mode("ship-bulk"), kind_of_mode("camel")
    ('lorry', 'ship', '')
    """
    head = mode.strip().casefold().split("-")[0]
    return {"van": "lorry", "truck": "lorry", "train": "rail", "sea": "ship", "plane": "air"}.get(
        head, head if head in MODES else ""
    )


def _both(from_: str | Place, to: str | Place, prefer: str) -> tuple[Place, Place]:
    found: list[Place] = []
    problems: list[Problem] = []
    for given in (from_, to):
        try:
            found.append(given if isinstance(given, Place) else find_place(given, prefer=prefer))
        except PlaceError as error:
            problems += error.problems
    if problems:
        raise PlaceError(problems)
    return found[0], found[1]


def _by_land(start: Place, end: Place, kind: str, settings: ReviewSettings) -> Distance:
    rail = kind == "rail"
    factor = settings.rail_detour if rail else settings.road_detour
    places = road.way(start, end, rail=rail)
    notes = tuple(_township(place) for place in (start, end) if place.kind == "park")
    return Distance(
        start,
        end,
        kind,
        road.length(places) * factor,
        road.detour(places, factor, rail=rail),
        message(SOURCES[kind]),
        places,
        start.accuracy_km + end.accuracy_km,
        notes,
    )


def _countries_taken(*asked: tuple[str | Place, Place]) -> list[Message]:
    """Note the port or airport that stands for a country."""
    return [
        message("{country} is a country: its main port or airport, {chosen}, was taken", country=given, chosen=place.name)
        for given, place in asked
        if isinstance(given, str) and place.kind in ("port", "airport") and country_of(given) == place.country
    ]


def _by_sea(start: Place, end: Place, avoid: Sequence[str], notes: list[Message]) -> Distance:
    ports = [_terminal(place, "port", notes) for place in (start, end)]
    _apart(ports)
    found = sea.voyage(ports[0], ports[1], avoid=tuple(avoid))
    accuracy = ports[0].accuracy_km + ports[1].accuracy_km
    km = found.km + found.approach_km
    source = SOURCES["ship"]
    return Distance(ports[0], ports[1], "ship", km, sea.sentence(found), message(source), tuple(ports), accuracy, tuple(notes))


def _by_air(start: Place, end: Place, settings: ReviewSettings, notes: list[Message]) -> Distance:
    ends = [_terminal(place, "airport", notes) for place in (start, end)]
    _apart(ends)
    circle = great_circle(ends[0].lat, ends[0].lon, ends[1].lat, ends[1].lon)
    km = circle + settings.air_extra
    method = message(
        "great circle {circle:.0f} km + {extra:g} km for take-off, landing and detours = {km:.0f} km",
        circle=circle,
        extra=settings.air_extra,
        km=km,
    )
    accuracy = ends[0].accuracy_km + ends[1].accuracy_km
    source = SOURCES["air"]
    return Distance(ends[0], ends[1], "air", km, method, message(source), tuple(ends), accuracy, tuple(notes))


def _terminal(place: Place, kind: str, notes: list[Message]) -> Place:
    """Return the place itself where it is a port or airport, else the next one, which is noted; Taiwan flies from Taoyuan."""
    if place.kind == kind:
        return place
    if kind == "airport" and place.country == "TW" and place.land == "taiwan":
        chosen = airports()[countries()["TW"].airport].place
        notes.append(
            message("{place} is no airport: {chosen}, Taiwan's main one, was taken", place=place.name, chosen=chosen.name)
        )
        return chosen
    chosen = nearest(place, kind)
    km = great_circle(place.lat, place.lon, chosen.lat, chosen.lon)
    if km > FARTHEST_TERMINAL:
        raise PlaceError(_no_terminal(place, chosen, km, kind))
    told = {"place": place.name, "chosen": chosen.name, "km": plain(round(km))}
    if kind == "airport":
        notes.append(message("{place} is no airport: the nearest one listed, {chosen}, {km} km away, was taken", **told))
    else:
        notes.append(message("{place} is no port: the nearest one listed, {chosen}, {km} km away, was taken", **told))
    return chosen


def _no_terminal(place: Place, chosen: Place, km: float, kind: str) -> Problem:
    told = {"place": place.name, "chosen": chosen.name, "km": plain(round(km))}
    if kind == "airport":
        what = message("{place} is no airport, and the nearest one listed, {chosen}, is {km} km away", **told)
        return Problem(what, mend=message("name the airport, and give the way to it as a leg of its own"))
    what = message("{place} is no port, and the nearest one listed, {chosen}, is {km} km away", **told)
    return Problem(what, mend=message("name the port, and give the way to it as a leg of its own"))


def _township(place: Place) -> Message:
    chinese, english = place.town
    town = PlaceName(english, chinese=chinese)
    return message("{place}: the point of its township, {town}, was taken", place=place.name, town=town)


def _apart(places: Sequence[Place]) -> None:
    if places[0] == places[1]:
        raise PlaceError(
            Problem(
                message("both places lead to {place}", place=places[0].name),
                mend=message("name two ports or two airports"),
            )
        )


def _place(place: Place, lang: str) -> dict[str, Any]:
    return {
        "name": place.name.render(lang),
        "kind": place.kind,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "accuracy_km": place.accuracy_km,
        "source": place.source,
    }
