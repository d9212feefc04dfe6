"""A sound form whose links are changed in memory, one wrong choice at a time."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from ef_training.inventory.model import Inventory, Line, Origin, Target

LORRY, OLD_LORRY, VAN, SHIP, CHILLED = "moenv-9679f870", "moenv-2b83f13e", "moenv-19474575", "moenv-3539a784", "moenv-ad5b24ba"
GAS_SUPPLY, DIESEL_SUPPLY = "moenv-9def8ae6", "moenv-44ad0f94"
POWER, INDIRECT, DIRECT, POWER_2014, SOLAR = (
    "moenv-24a2201d",
    "moenv-6827de44",
    "moenv-84caf09f",
    "moenv-33881080",
    "moenv-3bb44036",
)
INCINERATION, LANDFILL = "moenv-2400d4e3", "moenv-e5afe545"
CO2_FOSSIL, WATER_TO_AIR, WELL = (
    "aa7cac3a-3625-41d4-bc54-33e2cf11ec46",
    "075e433b-4be4-448e-9510-9a5029c1ce94",
    "67c40aae-d403-464d-9649-c12695e43ad8",
)

Where = Callable[[Target], bool]


@dataclass
class Choosing:
    """A form whose links are changed in memory."""

    inventory: Inventory
    rng: random.Random
    rows: int = field(default=900)

    def line(self, target: Target) -> Line:
        return next(line for line in self.inventory.lines if line.line_id == target.line_id)

    def targets(self, view: str, kind: str, *groups: str, where: Where | None = None) -> list[Target]:
        return [
            target
            for target in self.inventory.targets
            if target.view == view
            and target.kind == kind
            and (not groups or self.line(target).group in groups)
            and (where is None or where(target))
        ]

    def any(self, view: str, kind: str, *groups: str, where: Where | None = None) -> Target | None:
        found = self.targets(view, kind, *groups, where=where)
        return self.rng.choice(found) if found else None

    def alone(self, target: Target) -> bool:
        """Whether a target is the only one of its line in its view."""
        return sum((other.line_id, other.view) == (target.line_id, target.view) for other in self.inventory.targets) == 1

    def swap(self, target: Target | None, /, **values: Any) -> list[str] | None:
        """Change fields of a target; return its cells."""
        if target is None:
            return None
        changed = replace(target, **values)
        self.inventory = replace(
            self.inventory, targets=tuple(changed if other is target else other for other in self.inventory.targets)
        )
        return cells(target)

    def add(self, beside: Target | None, /, **values: Any) -> list[str] | None:
        """Add a target like another one in a row of its own; return the cells of both."""
        if beside is None:
            return None
        self.rows += 1
        origins = {
            name: Origin(origin.workbook, origin.sheet, f"{origin.cell.rstrip('0123456789')}{self.rows}")
            for name, origin in beside.origins.items()
        }
        fresh = replace(
            beside, **{"multiplier": 1.0, "multiplier_unit": "", **values}, origins=origins, origin=origins["line_id"]
        )
        self.inventory = replace(self.inventory, targets=(*self.inventory.targets, fresh))
        return [*cells(fresh), *cells(beside)]

    def drop(self, *targets: Target) -> None:
        kept = tuple(target for target in self.inventory.targets if all(target is not other for other in targets))
        self.inventory = replace(self.inventory, targets=kept)

    def relabel(self, line: Line, /, **values: Any) -> None:
        """Change fields of a line."""
        changed = replace(line, **values)
        self.inventory = replace(
            self.inventory, lines=tuple(changed if other is line else other for other in self.inventory.lines)
        )


def cells(target: Target) -> list[str]:
    """Return the cells of a link by which a finding may point at it."""
    return [str(target.origins[name]) for name in ("target", "multiplier", "reason", "confirmed_by") if name in target.origins]


Kind = Callable[[Choosing], "list[str] | None"]


def registry() -> tuple[dict[str, Kind], Callable[[Kind], Kind]]:
    """Return an empty registry of kinds of wrong choice and the decorator that adds to it, under the function's name."""
    kinds: dict[str, Kind] = {}

    def kind(function: Kind) -> Kind:
        kinds[function.__name__.replace("_", " ")] = function
        return function

    return kinds, kind


def heavy(c: Choosing, target: Target) -> bool:
    """Whether a line is bought by mass, so that factors per kg fit without a multiplier of their own."""
    return c.line(target).unit in ("kg", "t") and not target.multiplier_unit
