"""What part of a fuel's or of electricity's way a choice counts: its supply, its burning, or both."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from ...inventory.fuels import fuel_of
from ...units import find_unit
from ..words import has, words
from .chosen import Choice, choice_words, grid_factors

ELECTRICITY = "electricity"
SUPPLY, BURNING, WHOLE = "supply", "burning", "whole"
ROLE_PARTS = MappingProxyType(
    {
        "fuel-use": WHOLE,
        "fuel-upstream": SUPPLY,
        "electricity": WHOLE,
        "electricity-upstream": SUPPLY,
        "electricity-direct": BURNING,
    }
)
GRID_MATCH = 0.0005
"""kg CO2e per kWh by which a factor entered by hand may differ from a direct grid factor of three digits: their rounding."""


@dataclass(frozen=True)
class Part:
    """``carrier`` is "electricity" or a fuel of the inventory, empty where not told; ``part`` is supply, burning or whole."""

    choice: Choice
    carrier: str
    part: str

    @property
    def does_supply(self) -> bool:
        """Whether the supply is in it."""
        return self.part in (SUPPLY, WHOLE)

    @property
    def does_burning(self) -> bool:
        """Whether the burning is in it."""
        return self.part in (BURNING, WHOLE)


def part_of(choice: Choice) -> Part | None:
    """Return which part of which fuel a choice is, None where it is no fuel and no electricity."""
    if choice.row is not None:
        return _of_role(choice)
    if choice.process is not None:
        return _of_dataset(choice)
    kind = choice.target.kind
    if kind == "elementary-flow":
        return Part(choice, "", BURNING) if choice.item.name == "Carbon dioxide, fossil" else None
    if kind == "gwp":
        return Part(choice, "", BURNING) if choice.target.target.partition("@")[0].casefold() == "co2" else None
    return _by_hand(choice) if choice.custom is not None else None


def _of_role(choice: Choice) -> Part | None:
    part = ROLE_PARTS.get(choice.item.role)
    if part is None:
        return None
    if choice.item.role.startswith("electricity"):
        return Part(choice, ELECTRICITY, part)
    return Part(choice, _fuel(choice.words), part)


def _of_dataset(choice: Choice) -> Part | None:
    assert choice.process is not None
    group = choice.process.group
    if group == "electricity":
        return Part(choice, ELECTRICITY, WHOLE)
    if group == "heat" and (fuel := _fuel(choice.words)):
        return Part(choice, fuel, WHOLE)
    return Part(choice, _fuel(choice.words), SUPPLY) if group == "fuels" else None


def _by_hand(choice: Choice) -> Part | None:
    """A factor entered by hand: by its name, and for electricity by a value that is a direct grid factor."""
    custom, listed = choice.custom, choice_words()
    assert custom is not None
    unit = find_unit(custom.unit)
    if unit is not None and unit.code == "kWh":
        direct = any(abs(custom.value - known) <= GRID_MATCH for known in grid_factors().values())
        return Part(choice, ELECTRICITY, BURNING if direct or has(custom.name, listed["electricity"]["direct"]) else WHOLE)
    if choice.line.group not in ("energy", "emission-air"):
        return None
    fuel = _fuel(custom.name)
    if has(custom.name, listed["fuel"]["upstream"]):
        return Part(choice, fuel, SUPPLY) if fuel else None
    if has(custom.name, listed["fuel"]["burning"]) or (not fuel and has(custom.name, words()["emission"]["carbon_dioxide"])):
        return Part(choice, fuel, BURNING)
    return Part(choice, fuel, WHOLE) if fuel and has(custom.name, listed["fuel"]["use"]) else None


def _fuel(text: str) -> str:
    fuel = fuel_of(text)
    return fuel.name if fuel else ""
