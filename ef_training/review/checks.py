"""The checks of a review, in the order in which they run."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from .model import Check

MODULES = (
    "basics",
    "evidence",
    "unread",
    "levels",
    "process_flow",
    "mass_balance",
    "allocation",
    "energy",
    "metering",
    "waste",
    "water",
    "transport",
    "omissions",
    "duplicates",
    "outliers",
)
CHOOSING = (
    "complete",
    "records",
    "multipliers",
    "reasons",
    "sums",
    "left_out",
    "kinds",
    "gases",
    "services",
    "things",
    "boundaries",
    "roles",
    "contents",
    "standing",
    "by_hand",
    "years",
    "regions",
    "scores",
)
"""The checks of the second visit, in `choosing`."""


def all_checks(visit: int = 1) -> tuple[Check, ...]:
    """Return every check of a visit; each is the constant ``CHECK`` of a module of this room.

    The second visit has those of the first as well.
    """
    names = (*MODULES, *(f"choosing.{name}" for name in CHOOSING)) if visit > 1 else MODULES
    return tuple(cast(Check, import_module(f"{__package__}.{name}").CHECK) for name in names)
