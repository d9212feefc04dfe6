"""Distance by sea: the shortest way through searoute's network of shipping lanes between two ports.

searoute (Apache-2.0) gives the shortest way, not the one a liner sails with its calls: real voyages are longer. The ways between
Taiwan's large ports and all others are kept as a table, ``data/voyages.csv``, made with searoute 1.6.0, so that a review need not
load the network; ``python tests/review/sea_table.py`` makes it anew, and a test holds it against searoute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from ...errors import Problem
from ...messages import Message, message, msg, translate
from .places import Place, PlaceError, great_circle, table_rows

PASSAGES = MappingProxyType(
    {
        "sunda": msg("Sunda Strait"),
        "malacca": msg("Strait of Malacca"),
        "ormuz": msg("Strait of Hormuz"),
        "babalmandab": msg("Bab el-Mandeb"),
        "suez": msg("Suez Canal"),
        "bosporus": msg("Bosporus"),
        "gibraltar": msg("Strait of Gibraltar"),
        "south_africa": msg("Cape of Good Hope"),
        "panama": msg("Panama Canal"),
        "chili": msg("Cape Horn"),
        "bering": msg("Bering Strait"),
        "northwest": msg("Northwest Passage"),
    }
)
AVOIDABLE = ("suez", "panama")


@dataclass(frozen=True)
class Voyage:
    """A way by sea: km between the lanes' nodes next to the ports, km from the ports to those nodes, passages."""

    km: float
    approach_km: float
    passages: tuple[str, ...]


def voyage(start: Place, end: Place, *, avoid: Sequence[str] = ()) -> Voyage:
    """Return the shortest way by sea between two places on the coast.

    Parameters
    ----------
    avoid : sequence of str
        Of `AVOIDABLE`: passages not taken. Without ``suez`` ships between Asia and Europe go round the Cape of Good Hope.

    Raises
    ------
    PlaceError
        No lane leads there.
    """
    kept = _kept() if start.code and end.code and not set(avoid) - {"suez"} else {}
    found = kept.get((start.code, end.code, *avoid)) or kept.get((end.code, start.code, *avoid))
    return found or route(start, end, tuple(avoid))


@lru_cache(maxsize=1)
def _kept() -> dict[tuple[str, ...], Voyage]:
    """Return the table of voyages: codes of the ports, and "suez" where that way is not taken."""
    return {
        (row["start"], row["end"], *filter(None, [row["avoid"]])): Voyage(
            float(row["km"]), float(row["approach_km"]), tuple(filter(None, row["passages"].split(" ")))
        )
        for row in table_rows("voyages")
    }


@lru_cache(maxsize=512)
def route(start: Place, end: Place, avoid: tuple[str, ...]) -> Voyage:
    """Return the way through searoute's network; see `voyage`."""
    import searoute

    way = searoute.searoute(
        [start.lon, start.lat],
        [end.lon, end.lat],
        restrictions=["northwest", *avoid],
        return_passages=True,
    )
    points = way.geometry["coordinates"]
    if not points:
        raise PlaceError(Problem(message("there is no way by sea from {start} to {end}", start=start.name, end=end.name)))
    ends = ((start, points[0]), (end, points[-1]))
    approach = sum(great_circle(place.lat, place.lon, lat, lon) for place, (lon, lat) in ends)
    through = set(way.properties.get("traversed_passages") or ())
    passages = tuple(name for name in PASSAGES if name in through)
    return Voyage(float(way.properties["length"]), approach, passages)


def sentence(found: Voyage) -> Message:
    """Return the sentence that tells how the distance was found."""
    total = f"{found.km + found.approach_km:.0f}"
    if found.passages:
        names = Listed(found.passages)
        return message(
            "shortest way by searoute {lanes:.0f} km + to and from the lanes {approach:.0f} km = {km} km, through: {passages}",
            lanes=found.km,
            approach=found.approach_km,
            km=total,
            passages=names,
        )
    return message(
        "shortest way by searoute {lanes:.0f} km + to and from the lanes {approach:.0f} km = {km} km",
        lanes=found.km,
        approach=found.approach_km,
        km=total,
    )


@dataclass(frozen=True)
class Listed(Message):
    """Names of passages, listed in the reader's language."""

    def __init__(self, names: Sequence[str]):
        super().__init__("", {"names": tuple(names)})

    def render(self, lang: str) -> str:
        """Return the names, joined."""
        joint = "、" if lang == "zh-TW" else ", "
        return joint.join(translate(PASSAGES.get(name, name), lang) for name in self.values["names"])
