"""Slips of unit, digit or level: what a line would be if one thing in it were otherwise.

A factor-1000 detector: where a sum does not fit, every line is tried with another unit, a mass per piece in grams,
another level, a decimal point one place further; the slip that makes the sum fit is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import FormError
from ..inventory.model import Inventory
from ..inventory.per_unit import UnitLine, production
from ..messages import Message, message, msg
from ..numbers import plain
from ..units import unit
from .spoken import amount

OTHER_UNITS = MappingProxyType(
    {
        ("kg", 0.001): "g",
        ("kg", 1000.0): "t",
        ("g", 0.001): "mg",
        ("g", 1000.0): "kg",
        ("t", 0.001): "kg",
        ("mg", 1000.0): "g",
        ("kWh", 1000.0): "MWh",
        ("MWh", 0.001): "kWh",
        ("MJ", 1000.0): "GJ",
        ("GJ", 0.001): "MJ",
        ("L", 0.001): "mL",
        ("L", 1000.0): "kL",
        ("kL", 0.001): "L",
        ("m3", 0.001): "L",
        ("m3", 1000.0): "km3",
        ("km3", 0.001): "m3",
        ("tkm", 0.001): "kgkm",
    }
)
"""The unit that was meant where an amount is to be multiplied by the factor."""
KINDS = ("unit", "piece", "level", "digit", "count")
COUNTS = MappingProxyType(
    {
        0.0: msg("line {line} ({name}, {amount}) weighs as much as the gap: does it stand twice?"),
        0.5: msg("half of line {line} ({name}, {amount}) weighs as much as the gap: is it counted twice?"),
        2.0: msg("line {line} ({name}, {amount}) weighs as much as the gap: is one of two missing?"),
    }
)


@dataclass(frozen=True)
class Slip:
    """One way in which a line may have slipped.

    ``factor``: its amount per declared unit would have to be multiplied by this. ``kind`` is one of `KINDS`; ``fields`` are the
    fields to look at, the most telling first; ``meant`` is the unit or level that would fit, empty where it is a matter of
    digits. ``count`` is a line that stands twice (factor 0 or 0.5) or is counted by half (factor 2).
    """

    item: UnitLine
    factor: float
    kind: str
    fields: tuple[str, ...]
    meant: str = ""


def slips(item: UnitLine, inventory: Inventory) -> Iterator[Slip]:
    """Yield the slips that are possible in a line, the most usual first."""
    line = item.line
    code = unit(line.unit).code
    for factor in (0.001, 1000.0):
        if line.mass_per_piece is not None and factor < 1:
            yield Slip(item, factor, "piece", ("mass_per_piece", "amount", "unit"))
        else:
            yield Slip(item, factor, "unit", ("unit", "amount"), OTHER_UNITS.get((code, factor), ""))
    yield from _levels(item, inventory)
    for factor in (0.1, 10.0):
        yield Slip(item, factor, "digit", ("amount", "unit"))


def _levels(item: UnitLine, inventory: Inventory) -> Iterator[Slip]:
    line, name = item.line, inventory.target_output.name
    try:
        made = production(inventory)
    except FormError:
        return
    to_product = {"unit": 1 / made, "product": 1.0}.get(line.level)
    if to_product is None:
        return
    for share in dict.fromkeys(key.share(name) for key in inventory.allocation_keys):
        if 0 < share < 1:
            yield Slip(item, to_product * share, "level", ("level", "amount"), "plant")
    if line.level == "unit":
        yield Slip(item, to_product, "level", ("level", "amount"), "product")
    else:
        yield Slip(item, made, "level", ("level", "amount"), "unit")


def best(items: Iterable[UnitLine], inventory: Inventory, miss: Callable[[Slip], float | None]) -> Slip | None:
    """Return the slip that explains a misfit best; ``miss`` gives how far off the sum is then, None where it still does not fit.

    A slip of unit or mass per piece is preferred to one of level, that to one of a digit.
    """
    return next(iter(fitting(items, inventory, miss)), None)


def fitting(items: Iterable[UnitLine], inventory: Inventory, miss: Callable[[Slip], float | None]) -> list[Slip]:
    """Return every slip that explains a misfit, the likeliest first; see `best`."""
    found = [
        (KINDS.index(slip.kind) // 2, off, number, slip)
        for number, slip in enumerate(slip for item in items for slip in slips(item, inventory))
        if (off := miss(slip)) is not None
    ]
    return [slip for *_, slip in sorted(found)]


def recounted(item: UnitLine, inventory: Inventory) -> Iterator[Slip]:
    """Yield the ways in which a line may be counted too often or too seldom, or the product's own be shared as the plant's."""
    for factor in (0.0, 0.5, 2.0):
        yield Slip(item, factor, "count", ("amount", "name"))
    shares = {key.name: key.share(inventory.target_output.name) for key in inventory.allocation_keys}
    share = shares.get(item.line.allocation, 0.0)
    if item.line.level == "plant" and 0 < share < 1:
        yield Slip(item, 1 / share, "count", ("level", "allocation", "amount"), "product")


def together(found: Sequence[Slip]) -> Message:
    """Return the sentences on several slips as one text."""
    told = {f"slip_{number}": explained(slip) for number, slip in enumerate(found)}
    return Message("; ".join(f"{{{name}}}" for name in told), dict(told))


def explained(slip: Slip) -> Message:
    """Return the sentence on what would fit."""
    line = slip.item.line
    told = {"line": line.line_id, "name": line.name, "amount": amount(line.amount, line.unit)}
    if slip.kind == "count" and not slip.meant:
        return message(COUNTS[slip.factor], **told)
    if slip.kind == "piece":
        return message(
            "line {line} ({name}) fits if its mass per piece, {mass} kg, is a thousand times too large (grams?)",
            mass=plain(line.mass_per_piece),
            **told,
        )
    if slip.kind in ("level", "count"):
        from ..inventory.levels import LEVEL_NAMES

        return message(
            "line {line} ({name}) fits if {amount} counts {level}",
            level=message(LEVEL_NAMES[slip.meant]),
            **told,
        )
    if slip.meant:
        return message(
            "line {line} ({name}) fits if {amount} is in {meant}, not in {unit}",
            meant=slip.meant,
            unit=line.unit,
            **{**told, "amount": plain(line.amount)},
        )
    return message("line {line} ({name}) fits if {amount} is multiplied by {factor}", factor=plain(slip.factor), **told)
