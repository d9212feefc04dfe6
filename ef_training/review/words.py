"""Words by which lines and steps are recognised (data/words.toml, data/energy_ranges.csv); fuels are those of the inventory."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from ..inventory.fuels import Fuel, fuel_of, has
from ..messages import Message, message, msg
from .spoken import listed

__all__ = [
    "PROCESS_NAMES",
    "EnergyRange",
    "Fuel",
    "energy_ranges",
    "fuel_of",
    "has",
    "process_names",
    "words",
]

PROCESS_NAMES = MappingProxyType(
    {
        "injection-moulding": msg("injection moulding"),
        "plastics-extrusion": msg("plastics extrusion and blow moulding"),
        "machining": msg("machining"),
        "sheet-forming": msg("sheet-metal forming"),
        "metal-extrusion": msg("metal extrusion"),
        "forging": msg("forging"),
        "die-casting": msg("die casting"),
        "surface-treatment": msg("surface treatment"),
        "painting": msg("painting"),
        "heat-treatment": msg("heat treatment"),
        "welding-assembly": msg("assembly and welding"),
        "knitting": msg("knitting"),
        "weaving-spinning": msg("spinning and weaving"),
        "dyeing": msg("dyeing and finishing"),
        "paper": msg("paper making"),
        "paper-converting": msg("paper converting and printing"),
        "glass": msg("glass making"),
        "ceramics": msg("ceramics"),
        "food": msg("food processing"),
        "rubber": msg("rubber processing"),
        "electronics": msg("electronics"),
    }
)


@dataclass(frozen=True)
class EnergyRange:
    """Electricity (kWh per kg of product, low and high) and fuels (MJ per kg, high) of one kind of process, with the source.

    ``unless`` names processes beside which its words mean something else.
    """

    process: str
    keywords: tuple[str, ...]
    kwh_low: float
    kwh_high: float
    mj_high: float
    source: str
    unless: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the lists of words by group and name."""
    data = tomllib.loads(_file("words.toml"))
    return {group: {name: tuple(found) for name, found in lists.items()} for group, lists in data.items()}


@lru_cache(maxsize=1)
def energy_ranges() -> tuple[EnergyRange, ...]:
    """Return the ranges of energy per kg of product by process."""
    return tuple(
        EnergyRange(
            row["process"],
            tuple(row["keywords"].split(";")),
            float(row["kwh_low"]),
            float(row["kwh_high"]),
            float(row["mj_high"]),
            row["source"],
            tuple(filter(None, row["unless"].split(";"))),
        )
        for row in _rows("energy_ranges.csv")
    )


def process_names(processes: Iterable[str]) -> Message:
    """Return the names of some processes as one text; where there is none, that no step tells one."""
    named = [message(PROCESS_NAMES[name]) for name in processes]
    return listed(named) if named else message("for any process: the steps name none that is known")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_file(name).splitlines()))


def _file(name: str) -> str:
    return (resources.files("ef_training.review") / "data" / name).read_text(encoding="utf-8")
