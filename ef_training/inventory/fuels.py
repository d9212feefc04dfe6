"""Fuels by the words people use for them, and the energy of a line in MJ (data/fuels.csv, each heat value with its source)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ..units import convert, unit
from .per_unit import UnitLine

_LATIN = re.compile(r"[a-z0-9][a-z0-9 .-]*$")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Fuel:
    """A fuel: its words and its lower heating value, MJ per ``unit``."""

    name: str
    keywords: tuple[str, ...]
    heat_value: float
    unit: str


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
def fuels() -> tuple[Fuel, ...]:
    """Return the fuels, the more special names first."""
    text = (resources.files("ef_training.inventory") / "data" / "fuels.csv").read_text(encoding="utf-8")
    return tuple(
        Fuel(row["fuel"], tuple(row["keywords"].split(";")), float(row["heat_value"]), row["unit"])
        for row in csv.DictReader(text.splitlines())
    )


def fuel_of(name: str) -> Fuel | None:
    """Return the fuel a name speaks of, None where it speaks of none."""
    return next((fuel for fuel in fuels() if has(name, fuel.keywords)), None)


def megajoules(item: UnitLine) -> float | None:
    """Return the energy of electricity, heat or a fuel, MJ per declared unit, by the line's heat value or that of data/fuels.csv;
    None where neither is known."""
    line = item.line
    if unit(line.unit).kind == "energy":
        return convert(item.amount, line.unit, "MJ")
    if line.heat_value is not None:
        return item.amount * line.heat_value
    fuel = fuel_of(line.name)
    if fuel is None or unit(fuel.unit).kind != unit(line.unit).kind:
        return None
    return convert(item.amount, line.unit, fuel.unit) * fuel.heat_value
