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


def all_checks() -> tuple[Check, ...]:
    """Return every check; each is the constant ``CHECK`` of a module of this room."""
    return tuple(cast(Check, import_module(f"{__package__}.{name}").CHECK) for name in MODULES)
