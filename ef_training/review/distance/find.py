"""From words to a place: names folded, suffixes left off, the longest name inside an address.

臺中市西屯區工業區一路1號   → Xitun District, Taichung City
中正區                     → asks: 基隆市中正區 or 臺北市中正區
25.05,121.56               → that point
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ...errors import Problem
from ...messages import Message, message
from ...text import fold
from .places import Named, Place, PlaceError, PlaceName, airports, cities, countries, great_circle, parks, ports, towns

_SUFFIX = re.compile(r"[縣市鄉鎮區]$")
_ENGLISH_SUFFIX = re.compile(r" (?:City|County|Township|District)$")
_STREET = "路街段巷弄里村橋"
_MOST_WORDS = 8
_WORKS = "廠倉店站市縣區港"
_POINT = re.compile(r"([+-]?\d{1,2}(?:\.\d+)?)[,，]([+-]?\d{1,3}(?:\.\d+)?)")
_ORDER = ("town", "county", "park", "city", "port", "airport", "country")


def find_place(text: str, *, prefer: str = "", country: str = "") -> Place:
    """Return the place that a name, a code, an address or "lat,lon" means.

    Parameters
    ----------
    text : str
        "高雄港", "TWKHH", "Rotterdam", "台中市西屯區…路1號", "25.05,121.56".
    prefer : str
        A kind that goes before the others where a name is that of several (``port`` for a ship, ``airport`` for a plane).
    country : str
        ISO code: only places of this country are looked at.

    Raises
    ------
    PlaceError
        The name is unknown (with the nearest names), or several places could be meant (with all of them).

    >>> find_place("台中市西屯區").name_en
    'Xitun District, Taichung City'
    """
    found = _looked_up(text, prefer, country)
    if len(found) == 1:
        return found[0]
    if not found and not country and country_of(text):
        raise PlaceError(_no_place_in(country_of(text)))
    raise PlaceError(_ambiguous(text, found) if found else _unknown(text, country))


def known_place(text: str, *, prefer: str = "", country: str = "") -> Place | None:
    """Return the place as `find_place` does, None where it is unknown or several could be meant."""
    try:
        found = _looked_up(text, prefer, country) if text.strip() else ()
    except PlaceError:
        return None
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def _looked_up(text: str, prefer: str, country: str) -> tuple[Place, ...]:
    """Return the places a text may mean: a point, those of the whole name, those named inside it."""
    point = _POINT.fullmatch(fold(text))
    if point:
        return (_point(text, float(point[1]), float(point[2])),)
    found = _kept(_names().get(fold(text), ()), country)
    if not found and not country and country_of(text):
        return _terminal(country_of(text), prefer)
    return tuple(_preferred(found or _within(text, country), prefer))


def country_of(text: str) -> str:
    """Return the ISO code of a country, known by its code or its name; empty where it is not in the table.

    >>> country_of("中國大陸"), country_of("vn"), country_of("Atlantis")
    ('CN', 'VN', '')
    """
    return _countries().get(fold(text), "")


def country_in(text: str) -> str:
    """Return the ISO code of the country that a text is or names ("中國大陸江蘇", "Ningbo, China"); empty where it names none.

    >>> country_in("中國大陸江蘇省"), country_in("Demo supplier, Germany"), country_in("示範供應商")
    ('CN', 'DE', '')
    """
    if not text.strip():
        return ""
    whole = country_of(text)
    if whole:
        return whole
    folded, words = fold(text), _words(text)
    inside = [(len(name), code) for name, code in _country_words() if (name in words if name.startswith(" ") else name in folded)]
    return max(inside)[1] if inside else ""


@lru_cache(maxsize=1)
def _country_words() -> tuple[tuple[str, str], ...]:
    """Names of countries that may stand inside a text: English ones between spaces, no codes of two letters."""
    found = []
    for country in countries().values():
        for name in (country.name_zh, country.name_en, *country.aliases):
            if not name.isascii():
                found.append((fold(name), country.code))
            elif len(name) > 3:
                found.append((_words(name), country.code))
    return tuple(found)


def nearest(place: Place, kind: str) -> Place:
    """Return the port or airport next to a place: on its own land in Taiwan, in its own country elsewhere, else anywhere."""
    table = ports() if kind == "port" else airports()
    there = [item.place for item in table.values()]
    home = [other for other in there if other.country == place.country and other.land == place.land]
    return min(home or there, key=lambda other: great_circle(place.lat, place.lon, other.lat, other.lon))


def _point(text: str, lat: float, lon: float) -> Place:
    if abs(lat) > 90 or abs(lon) > 180:
        raise PlaceError(
            Problem(
                message("“{text}” is no position", text=text),
                mend=message("give latitude (−90 to 90) and longitude (−180 to 180) as 25.05,121.56"),
            )
        )
    name = f"{lat:g},{lon:g}"
    near = min(towns().values(), key=lambda town: great_circle(lat, lon, town.lat, town.lon))
    if great_circle(lat, lon, near.lat, near.lon) <= max(25.0, near.accuracy_km):
        return Place(name, name, "point", near.country, lat, lon, near.land, near.region)
    return Place(name, name, "point", "", lat, lon, "")


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[Place, ...]]:
    """All names, folded, with the places that bear them."""
    found: dict[str, list[Place]] = {}
    for item in _everything():
        for name in item.names:
            there = found.setdefault(fold(name), [])
            if item.place not in there:
                there.append(item.place)
    return {name: tuple(places) for name, places in found.items()}


def _everything() -> Iterator[Named]:
    for (county, town), place in towns().items():
        yield Named(place, tuple(_town_names(county, town, place.name_en)))
    yield from parks()
    yield from cities()
    yield from ports().values()
    yield from airports().values()


def _town_names(county: str, town: str, english: str) -> Iterator[str]:
    short = _SUFFIX.sub("", county)
    if not town:
        yield from (county, short, english, _ENGLISH_SUFFIX.sub("", english))
        return
    brief = _SUFFIX.sub("", town) if len(town) > 2 else town
    for first in (county, short, ""):
        yield from (f"{first}{town}", f"{first}{brief}")
    town_en, county_en = english.split(", ")
    for first in (town_en, _ENGLISH_SUFFIX.sub("", town_en)):
        yield from (first, f"{first}, {county_en}", f"{first}, {_ENGLISH_SUFFIX.sub('', county_en)}")


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    return {
        fold(name): country.code
        for country in countries().values()
        for name in (country.code, country.name_zh, country.name_en, *country.aliases)
    }


def _terminal(code: str, prefer: str) -> tuple[Place, ...]:
    """A country stands for its main airport or port; by road nobody can say where in it."""
    country = countries()[code]
    if prefer == "airport":
        return (airports()[country.airport].place,)
    return (ports()[country.port].place,) if prefer == "port" else ()


def _no_place_in(code: str) -> Problem:
    return Problem(
        message("“{country}” is a country: a distance by road needs a place in it", country=countries()[code].name),
        mend=message("name the city or the port"),
    )


def _kept(places: Iterable[Place], country: str) -> list[Place]:
    return [place for place in places if country in ("", place.country)]


def _preferred(places: list[Place], prefer: str) -> list[Place]:
    """Of places of one name take those of the kind preferred, else in each country those of the first kind there is."""
    wanted = [place for place in places if place.kind == prefer]
    if wanted:
        return wanted
    found: list[Place] = []
    for country in dict.fromkeys(place.country for place in places):
        kinds = [[place for place in places if (place.country, place.kind) == (country, kind)] for kind in _ORDER]
        found += next((kind for kind in kinds if kind), [])
    return found


def _within(text: str, country: str) -> list[Place]:
    """Return the places whose name is the longest that stands inside a text.

    A short form of a township ("中山", "Zhongli") counts only as a whole text or after its county, so that 中山路 is no city; a
    name that goes on as a street is none either.
    """
    best: dict[int, list[Place]] = {}
    for name, places in _inside(text):
        kept = [place for place in _kept(places, country) if _says_enough(name, place)]
        if kept:
            best.setdefault(len(name), kept)
    return best[max(best)] if best else []


def _inside(text: str) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Yield the names inside a text with their places: Chinese anywhere, English as whole words."""
    folded, names = fold(text), _names()
    longest = max(len(name) for name in names if not name.isascii())
    for start in range(len(folded)):
        for end in range(start + 2, min(len(folded), start + longest) + 1):
            name = folded[start:end]
            if name in names and not name.isascii() and folded[end : end + 1] not in tuple(_STREET) and not _slip(folded, name):
                yield name, names[name]
    words, english = _words(text).split(), _english_names()
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
            name = f" {' '.join(words[start:end])} "
            if len(name) > 5 and name in english:
                yield name, english[name]


def _slip(folded: str, name: str) -> bool:
    """Whether a text is a name and one character more (高雄缸): more likely a slip than an address."""
    return len(folded) == len(name) + 1 and folded[-1] not in tuple(_WORKS)


def _says_enough(name: str, place: Place) -> bool:
    if place.kind != "town":
        return True
    if name.isascii():
        return bool(_ENGLISH_SUFFIX.search(name.strip().title())) or name.strip().count(" ") > 1
    return bool(_SUFFIX.search(name)) or len(name) >= 4


@lru_cache(maxsize=1)
def _english_names() -> Mapping[str, tuple[Place, ...]]:
    """English names as words between spaces (" xitun district taichung city "), with their places."""
    found: dict[str, tuple[Place, ...]] = {}
    for item in _everything():
        for name in item.names:
            if name.isascii():
                found[_words(name)] = _names()[fold(name)]
    return found


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " " + " ".join(re.findall(r"[^\W_]+", plain)) + " "


def _ambiguous(text: str, places: Iterable[Place]) -> Problem:
    return Problem(
        message("“{text}” could be several places", text=text),
        mend=message("write one of: {places}", places=_list(places)),
    )


def _list(places: Iterable[Place]) -> Message:
    rendered = [place.name for place in places]
    return PlaceName(
        "; ".join(name.render("en") for name in rendered), chinese="、".join(name.render("zh-TW") for name in rendered)
    )


def _unknown(text: str, country: str) -> Problem:
    from rapidfuzz import fuzz, process

    names = {name: places for name, places in _names().items() if _kept(places, country)}
    near = process.extract(fold(text), list(names), scorer=fuzz.ratio, limit=12, score_cutoff=50)
    places: list[Place] = []
    for name, _, _ in near:
        places += [place for place in _kept(names[name], country) if place not in places]
    mend = message("the nearest names: {places}", places=_list(places[:5])) if places else message("give its position as lat,lon")
    return Problem(message("the place “{text}” is not in the gazetteer", text=text), mend=mend)
