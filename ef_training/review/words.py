"""Words by which lines and steps are recognised (data/words.toml, data/fuels.csv, data/energy_ranges.csv)."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ..messages import Message, message, msg
from .spoken import listed

PROCESS_NAMES = {
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
_LATIN = re.compile(r"[a-z0-9][a-z0-9 .-]*$")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Fuel:
    """A fuel: its words and its lower heating value, MJ per ``unit``."""

    name: str
    keywords: tuple[str, ...]
    heat_value: float
    unit: str


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


def has(text: str, words: Iterable[str]) -> bool:
    """Tell whether a text holds one of some words: Latin ones as words of their own, Chinese ones anywhere."""
    plain, tight = _plain(text)
    return any(_pattern(word).search(plain) if _LATIN.match(word) else word in tight for word in words)


@lru_cache(maxsize=4096)
def _plain(text: str) -> tuple[str, str]:
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return plain, plain.replace(" ", "")


@lru_cache(maxsize=1024)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])")


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the lists of words by group and name."""
    data = tomllib.loads(_file("words.toml"))
    return {group: {name: tuple(found) for name, found in lists.items()} for group, lists in data.items()}


@lru_cache(maxsize=1)
def fuels() -> tuple[Fuel, ...]:
    """Return the fuels, the more special names first."""
    return tuple(
        Fuel(row["fuel"], tuple(row["keywords"].split(";")), float(row["heat_value"]), row["unit"]) for row in _rows("fuels.csv")
    )


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


def fuel_of(name: str) -> Fuel | None:
    """Return the fuel a name speaks of, None where it speaks of none."""
    return next((fuel for fuel in fuels() if has(name, fuel.keywords)), None)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_file(name).splitlines()))


def _file(name: str) -> str:
    return (resources.files("ef_training.review") / "data" / name).read_text(encoding="utf-8")
