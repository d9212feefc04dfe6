"""Words of other layouts: names of categories and compartments, each with its source in the tables of ``data/``.

``category_names.csv`` holds the UUIDs and names under which JRC's reference package EF 3.1 and other sources carry the
categories of the Environmental Footprint; the names of ``ef-3.1`` itself, in both languages, are added. ``compartments.csv``
leads the compartments of ILCD's elementary flow categories, of openLCA's reference flows, of SimaPro and Chinese words to those
of biosphere3; an empty compartment says that biosphere3 has none for it, so that nothing is guessed. ``flow_names.csv`` has names
of elementary flows that biosphere3 has under another name: water as ILCD names it by where it is taken, and common substances in
Chinese (Taiwan); its "compartment" tells where the name means that ("air" and all of its sub-compartments; empty: anywhere).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ...errors import PackError, Problem
from ...tables import Row, read_bytes, read_rows, shipped
from ...text import fold
from ..model import Category

PACKAGE = "ef_training.method_pack.exchange"
_DROPPED = ("elementaryflows", "emissions", "emission", "resources", "landuse", "elementaryflow")
_UNSPECIFIED = ("unspecified", "(unspecified)", "未指定", "不特定", "-")
_TOPS = {
    "air": ("air", "emissions to air", "emission to air", "airborne emissions", "空氣", "大氣", "排放至空氣", "空氣排放"),
    "water": ("water", "emissions to water", "emission to water", "waterborne emissions", "水", "水體", "排放至水"),
    "soil": ("soil", "emissions to soil", "emission to soil", "土壤", "排放至土壤", "土壤排放"),
    "natural resource": ("natural resource", "natural resources", "resource", "resources", "raw", "raw materials", "自然資源"),
}  # fmt: skip
_PARENTS = re.compile(r"(.+?)[_ -]+(organics|inorganics|metals)$", re.IGNORECASE)


def table_rows(name: str, columns: tuple[str, ...]) -> list[Row]:
    """Return the rows of a table of ``data/``."""
    problems: list[Problem] = []
    rows = read_rows(read_bytes(shipped(PACKAGE, "data", name), PackError), name, columns, problems)
    if problems:
        raise PackError(problems)
    return rows


def plain(text: str) -> str:
    """Fold a name for comparison, with its signs of separation left out.

    >>> plain("Eutrophication, marine") == plain("Eutrophication marine")
    True
    """
    return re.sub(r"[,;:.()（），；：_/–—－-]+", "", fold(text))


@lru_cache(maxsize=1)
def _known_names() -> Mapping[str, str]:
    return {plain(row["text"]): row["category_id"] for row in table_rows("category_names.csv", ("category_id", "text", "source"))}


class CategoryNames:
    """Finds which of a pack's ``categories`` a category of a source is, by UUID or by name."""

    def __init__(self, categories: Iterable[Category]):
        own = tuple(categories)
        self._ids = {category.category_id for category in own}
        self._names = {
            plain(text): category.category_id
            for category in own
            for text in (category.category_id, category.name_en, category.name_zh)
        }
        self._known = _known_names()

    def find(self, name: str, uuid: str = "") -> str | None:
        """Return the id of the category; None where the source's is another one."""
        for text in (uuid, name):
            key = plain(text)
            found = self._names.get(key) or self._known.get(key)
            if found in self._ids:
                return found
        return None

    def parent(self, name: str) -> tuple[str, str] | None:
        """Return category and group of a part such as "Human toxicity, cancer_inorganics" of JRC's package; else None."""
        match = _PARENTS.match(name.strip())
        found = self.find(match[1]) if match else None
        return (found, match[2].lower()) if found and match else None


@lru_cache(maxsize=1)
def _compartments() -> tuple[Mapping[tuple[str, str], str], Mapping[str, str]]:
    table = {
        (fold(row["top"]), fold(row["sub"])): row["compartment"]
        for row in table_rows("compartments.csv", ("top", "sub", "compartment"))
    }
    tops = {fold(word): fold(top) for top, words in _TOPS.items() for word in words}
    return table, tops


@lru_cache(maxsize=8192)
def compartment(levels: tuple[str, ...]) -> str | None:
    """Return the compartment of biosphere3 ("air/urban air close to ground") that the levels of a source name.

    Returns
    -------
    str or None
        "" where biosphere3 has no such compartment; None where the words are not known.

    Examples
    --------
    >>> compartment(("Emissions", "Emissions to air", "Emissions to air, unspecified"))
    'air'
    >>> compartment(("Resource", "in ground")), compartment(("air", "Emissions to air, indoor")), compartment(("ether",))
    ('natural resource/in ground', '', None)
    """
    table, tops = _compartments()
    words = [fold(part) for part in levels if part.strip()]
    for start, word in enumerate(words):
        top, rest = word, [part for part in words[start + 1 :] if part not in _UNSPECIFIED]
        place = (tops.get(top, top), "/".join(rest))
        found = table.get((top, "*"), table.get(place, None if rest else _by_sub().get(top)))
        if found is not None:
            return found
        if word not in _DROPPED:
            break
    return None


@dataclass(frozen=True, slots=True)
class FlowName:
    """What a name of another list is in biosphere3: the name there, and the compartment where that is another one, else ""."""

    name: str
    compartment: str


@lru_cache(maxsize=1)
def _flow_names() -> Mapping[tuple[str, str], FlowName]:
    table = {}
    for row in table_rows("flow_names.csv", ("text", "compartment", "name", "in", "source")):
        for top in row["compartment"].split(";"):
            table[fold(row["text"]), top.strip()] = FlowName(row["name"], row["in"])
    return table


def flow_name(text: str, compartment: str) -> FlowName | None:
    """Return what a name in a compartment of biosphere3 is there, by ``data/flow_names.csv``; None where the table has it not.

    >>> flow_name("ground water", "natural resource/in ground")
    FlowName(name='Water, well, in ground', compartment='natural resource/in water')
    >>> flow_name("鉛", "air/urban air close to ground").name, flow_name("鉛", "ether")
    ('Lead II', None)
    """
    table, name = _flow_names(), fold(text)
    places = (compartment, compartment.partition("/")[0], "")
    return next((table[name, place] for place in places if (name, place) in table), None)


@lru_cache(maxsize=1)
def _by_sub() -> Mapping[str, str]:
    """Sub-compartments that say their compartment by themselves ("Emissions to fresh water"), by the words alone."""
    return {sub: found for (_, sub), found in _compartments()[0].items() if sub.startswith("emissionsto")}


def split_compartment(text: str) -> tuple[str, ...]:
    """Split a compartment written in one cell: "air/urban air", "Resource::in ground", "air > indoor", "('air', 'indoor')".

    >>> split_compartment("Resource::in ground"), split_compartment("('air', 'urban air close to ground')")
    (('Resource', 'in ground'), ('air', 'urban air close to ground'))
    """
    bare = text.strip()
    if bare.startswith("(") and bare.endswith(")") and bare[1:2] in "'\"":
        return tuple(part for part in re.findall(r"'([^']*)'|\"([^\"]*)\"", bare) for part in part if part)
    return tuple(part.strip() for part in re.split(r"::|\s*>\s*|/|｜|\|", bare) if part.strip())
