"""Places with their positions: Taiwan's counties, townships and parks, ports, airports, cities abroad, countries.

Coordinates are WGS 84 in degrees. Where they come from, and how far off they may be, is told with each place; the tables and
their licences are described in docs/distances.md.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ...errors import EFTrainingError
from ...messages import Message

KINDS = ("county", "town", "park", "port", "airport", "city", "country", "point")
CITY_KM = 15.0  # how far from the point that a table gives the works of a city may lie (project's choice)
PORT_KM = 10.0  # piers of one port lie so far apart (project's choice; the tables give one point a port)
AIRPORT_KM = 1.0


class PlaceError(EFTrainingError):
    """A place that is unknown, that several places could be, or that the mode does not reach."""


@dataclass(frozen=True)
class PlaceName(Message):
    """The name of a place, as its reader's language has it; ``template`` is the English name."""

    chinese: str = ""

    def render(self, lang: str) -> str:
        """Return the Chinese or the English name."""
        return self.chinese if lang == "zh-TW" else self.template


@dataclass(frozen=True)
class Place:
    """A place with its position.

    Parameters
    ----------
    name_zh, name_en : str
        Full names ("臺中市西屯區", "Xitun District, Taichung City").
    kind : str
        One of `KINDS`.
    country : str
        ISO 3166 code; empty for a bare point.
    lat, lon : float
        Degrees, WGS 84.
    land : str
        The land mass on which it lies: two places on different ones are not joined by road.
    region : str
        In Taiwan ``west``, ``yilan``, ``hualien`` or ``taitung``, which the mountains part.
    accuracy_km : float
        How far from the point the address meant may lie, km.
    source : str
        Where the coordinates come from.
    code : str
        UN/LOCODE of a port, IATA code of an airport, ISO code of a country.
    town : tuple of str
        The township whose point a park takes, in Chinese and English.
    """

    name_zh: str
    name_en: str
    kind: str
    country: str
    lat: float
    lon: float
    land: str
    region: str = ""
    accuracy_km: float = 0.0
    source: str = ""
    code: str = ""
    town: tuple[str, str] = ("", "")

    @property
    def name(self) -> Message:
        """The name in its reader's language; ports and airports with their code, cities with that of their country."""
        code = {"port": self.code, "airport": self.code, "city": self.country}.get(self.kind, "")
        code = f" ({code})" if code else ""
        return PlaceName(f"{self.name_en}{code}", chinese=f"{self.name_zh}{code}")


@dataclass(frozen=True)
class Country:
    """A country with the port and the airport that its trade with Taiwan mostly uses, and its land mass."""

    code: str
    name_zh: str
    name_en: str
    port: str
    airport: str
    land: str
    aliases: tuple[str, ...]

    @property
    def name(self) -> Message:
        """The name in its reader's language."""
        return PlaceName(self.name_en, chinese=self.name_zh)


@dataclass(frozen=True)
class Named:
    """A place and all its names."""

    place: Place
    names: tuple[str, ...]


def table_rows(table: str) -> list[dict[str, str]]:
    """Return the rows of a table of this room by its name."""
    text = (resources.files("ef_training.review.distance") / "data" / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _aliases(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(alias for alias in row["aliases"].split("|") if alias)


@lru_cache(maxsize=1)
def countries() -> Mapping[str, Country]:
    """Return the countries by their code."""
    return {
        row["code"]: Country(row["code"], row["name_zh"], row["name_en"], row["port"], row["airport"], row["land"], _aliases(row))
        for row in table_rows("countries")
    }


@lru_cache(maxsize=1)
def towns() -> Mapping[tuple[str, str], Place]:
    """Return Taiwan's townships by county and name; a county itself stands under an empty name."""
    found = {}
    for row in table_rows("towns"):
        county, town = row["county"], row["town"]
        english = f"{row['town_en']}, {row['county_en']}" if town else row["county_en"]
        found[county, town] = Place(
            f"{county}{town}",
            english,
            "town" if town else "county",
            "TW",
            float(row["lat"]),
            float(row["lon"]),
            row["land"],
            row["region"],
            float(row["radius_km"]),
            "moi-villages",
        )
    return found


@lru_cache(maxsize=1)
def ports() -> Mapping[str, Named]:
    """Return the ports by UN/LOCODE."""
    return {row["code"]: _abroad(row, "port", PORT_KM) for row in table_rows("ports")}


@lru_cache(maxsize=1)
def airports() -> Mapping[str, Named]:
    """Return the airports by IATA code."""
    return {row["code"]: _abroad(row, "airport", AIRPORT_KM) for row in table_rows("airports")}


@lru_cache(maxsize=1)
def cities() -> tuple[Named, ...]:
    """Return cities outside Taiwan."""
    return tuple(_abroad(row, "city", CITY_KM) for row in table_rows("cities"))


@lru_cache(maxsize=1)
def parks() -> tuple[Named, ...]:
    """Return Taiwan's science and industrial parks; each takes the point of the township in which it lies."""
    found = []
    for row in table_rows("parks"):
        town = towns()[row["county"], row["town"]]
        place = Place(
            row["name_zh"],
            row["name_en"],
            "park",
            "TW",
            town.lat,
            town.lon,
            town.land,
            town.region,
            town.accuracy_km,
            f"moi-villages: {town.name_en}",
            town=(town.name_zh, town.name_en),
        )
        found.append(Named(place, (place.name_zh, place.name_en, *_aliases(row))))
    return tuple(found)


def _abroad(row: Mapping[str, str], kind: str, accuracy: float) -> Named:
    """Build a port, an airport or a city; one in Taiwan lies on the land and in the region of the nearest township."""
    lat, lon, country = float(row["lat"]), float(row["lon"]), row["country"]
    land, region = countries()[country].land, ""
    if country == "TW":
        near = min(towns().values(), key=lambda town: great_circle(lat, lon, town.lat, town.lon))
        land, region = near.land, near.region
    code = row.get("code", "")
    place = Place(row["name_zh"], row["name_en"], kind, country, lat, lon, land, region, accuracy, row["source"], code)
    return Named(place, tuple(name for name in (place.name_zh, place.name_en, code, *_aliases(row)) if name))


def great_circle(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance in km on a sphere of 6,371.0088 km (mean radius of GRS 80; haversine formula).

    >>> round(great_circle(0, 0, 0, 90))
    10008
    """
    from math import asin, cos, radians, sin, sqrt

    a, b = radians(lat1), radians(lat2)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * asin(min(1.0, sqrt(half)))
