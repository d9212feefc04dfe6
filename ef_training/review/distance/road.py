"""Distance by road and by rail: great circles from one gate of the mountains to the next, times a detour factor.

In Taiwan the mountains part the west from Yilan, Hualien and Taitung; lorries and trains go round by the north (Freeway 5 or
the Yilan line, then the coast) or by the south (Fenggang or Fangliao). The shorter way round is taken. Abroad it is the great
circle between the two places, where they lie on one land mass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from ...errors import Problem
from ...messages import Message, message
from .places import Place, PlaceError, PlaceName, great_circle, towns

RING = ("west", "yilan", "hualien", "taitung")
# between a region of the ring and the next: the townships a road or a railway passes
ROAD_GATES = MappingProxyType(
    {
        ("west", "yilan"): (("新北市", "坪林區"), ("宜蘭縣", "頭城鎮")),
        ("yilan", "hualien"): (("宜蘭縣", "蘇澳鎮"),),
        ("hualien", "taitung"): (),
        ("taitung", "west"): (("屏東縣", "枋山鄉"),),
    }
)
RAIL_GATES = MappingProxyType(
    {
        ("west", "yilan"): (("新北市", "瑞芳區"), ("宜蘭縣", "頭城鎮")),
        ("yilan", "hualien"): (("宜蘭縣", "蘇澳鎮"),),
        ("hualien", "taitung"): (),
        ("taitung", "west"): (("屏東縣", "枋寮鄉"),),
    }
)
Gates = Mapping[tuple[str, str], tuple[tuple[str, str], ...]]


def way(start: Place, end: Place, *, rail: bool) -> tuple[Place, ...]:
    """Return the places that the shortest way passes, both ends included.

    Raises
    ------
    PlaceError
        The two lie on different land masses, or in one and the same place.
    """
    _check(start, end)
    if not (start.region and end.region):
        return (start, end)
    gates = RAIL_GATES if rail else ROAD_GATES
    ways = [_round(start, end, gates, step) for step in (1, -1)]
    return min(ways, key=length)


def length(places: Sequence[Place]) -> float:
    """Return the sum of the great circles from place to place, km."""
    return sum(great_circle(a.lat, a.lon, b.lat, b.lon) for a, b in pairwise(places))


def detour(places: Sequence[Place], factor: float, *, rail: bool) -> Message:
    """Return the sentence that tells how the distance was found, with its numbers."""
    circles = [great_circle(a.lat, a.lon, b.lat, b.lon) for a, b in pairwise(places)]
    through = ", ".join(place.name_en for place in places[1:-1])
    via = PlaceName(through, chinese="、".join(place.name_zh for place in places[1:-1]))
    sums = " + ".join(f"{km:.1f}" for km in circles)
    values = {"circles": sums, "factor": f"{factor:g}", "km": f"{sum(circles) * factor:.0f}", "via": via}
    if len(circles) == 1:
        if rail:
            return message("great circle {circles} km × detour factor {factor} (rail) = {km} km", **values)
        return message("great circle {circles} km × detour factor {factor} (road) = {km} km", **values)
    if rail:
        return message("great circles ({circles}) km via {via} × detour factor {factor} (rail) = {km} km", **values)
    return message("great circles ({circles}) km via {via} × detour factor {factor} (road) = {km} km", **values)


def _round(start: Place, end: Place, gates: Gates, step: int) -> tuple[Place, ...]:
    """Go round the ring of regions one way, through the gates between them."""
    here, there = RING.index(start.region), RING.index(end.region)
    passed: list[Place] = []
    while here != there:
        after = (here + step) % len(RING)
        pair = (RING[here], RING[after]) if step == 1 else (RING[after], RING[here])
        passed += [towns()[gate] for gate in gates[pair][::step]]
        here = after
    return (start, *(place for place in passed if not _same(place, start) and not _same(place, end)), end)


def _same(a: Place, b: Place) -> bool:
    return (a.lat, a.lon) == (b.lat, b.lon)


def _check(start: Place, end: Place) -> None:
    if _same(start, end):
        raise PlaceError(
            Problem(
                message("“{start}” and “{end}” are one point of the gazetteer", start=start.name, end=end.name),
                mend=message("give the positions as lat,lon, or read the distance off a map"),
            )
        )
    if start.land and end.land and start.land != end.land:
        raise PlaceError(
            Problem(
                message("no road or railway leads from {start} to {end}: the sea lies between", start=start.name, end=end.name),
                mend=message("split the way: road to the port, ship, road from the port"),
            )
        )
