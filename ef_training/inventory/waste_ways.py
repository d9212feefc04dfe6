"""What becomes of a waste, by the words people use for it (data/waste_ways.csv, the project's own choice of words).

The ways, from the first that decides to the last: sold, recycling, solidified, incineration, thermal (burned for its energy, or
split by heat), physical (and chemical), landfill, composting, wastewater, agent (tells who fetches it, not what becomes of it).
``words`` of the table tell a way wherever they stand; those of ``treatment`` only where the treatment is asked for ("燃燒" in a
name may be of ashes), those of ``service`` only in the name of a factor or dataset. A word of Latin letters must stand alone, a
Chinese one may stand inside a longer one.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from .fuels import has
from .model import Line

FINAL = frozenset(("solidified", "incineration", "thermal", "landfill"))
"""Ways after which nothing is left to recycle: beside "回收" they decide ("回收後焚化" is burned)."""
BURNED = frozenset(("incineration", "thermal"))


@dataclass(frozen=True)
class WasteWay:
    """A way of treatment and its words: anywhere, in what is said of the treatment, in the name of a service."""

    name: str
    words: tuple[str, ...]
    treatment: tuple[str, ...]
    service: tuple[str, ...]


@lru_cache(maxsize=1)
def waste_ways() -> tuple[WasteWay, ...]:
    """Return the ways, the first that decides first."""
    text = (resources.files("ef_training.inventory") / "data" / "waste_ways.csv").read_text(encoding="utf-8")
    return tuple(
        WasteWay(row["way"], *(tuple(filter(None, row[column].split(";"))) for column in ("words", "treatment", "service")))
        for row in csv.DictReader(text.splitlines())
    )


def ways_of_treatment(text: str) -> frozenset[str]:
    """Return all ways that a treatment tells."""
    return frozenset(way.name for way in waste_ways() if has(text, (*way.words, *way.treatment)))


def ways_of_service(text: str) -> frozenset[str]:
    """Return all ways that the name of a factor or dataset tells."""
    return frozenset(way.name for way in waste_ways() if has(text, (*way.words, *way.service)))


def way_of_treatment(text: str) -> str:
    """Return the way that a treatment tells, empty where it holds no known word.

    >>> way_of_treatment("固化後掩埋"), way_of_treatment("廢潤滑油再生"), way_of_treatment("回收後焚化"), way_of_treatment("丟掉")
    ('solidified', 'recycling', 'incineration', '')
    """
    return _deciding(ways_of_treatment(text))


def way_of_line(line: Line) -> str:
    """Return the way that a waste goes: by its treatment, else by its name and note; empty where nothing tells it.

    Whoever says that it is sold is believed over recycling, which a buyer does as well.

    >>> scrap = Line("W1", "manufacturing", "waste", "下腳料賣出", 1.0, "kg", "unit", treatment="委外處理")
    >>> way_of_line(scrap)
    'sold'
    """
    told = ways_of_treatment(line.treatment) - {"agent"}
    text = f"{line.name} | {line.note}"
    beside = frozenset(way.name for way in waste_ways() if has(text, way.words))
    if not told:
        return _deciding(beside)
    return "sold" if _deciding(told) == "recycling" and "sold" in beside else _deciding(told)


def _deciding(ways: frozenset[str]) -> str:
    told = ways - {"recycling"} if ways & FINAL else ways
    return next((way.name for way in waste_ways() if way.name in told), "")
