"""One amount told at several levels (plant, product, declared unit): do the figures agree?

Tolerances are the project's own choice (`ef_training.settings`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from types import MappingProxyType

from ..messages import Message, message, msg
from ..settings import SETTINGS
from ..units import convert, unit
from .model import Inventory, Line, Stated
from .per_unit import UnitLine, mass_of, production

LEVEL_NAMES = MappingProxyType(
    {
        "plant": msg("the whole plant"),
        "product": msg("the product over the period"),
        "unit": msg("one declared unit"),
    }
)


def level_disagreements(inventory: Inventory, lines: Sequence[UnitLine]) -> Iterator[tuple[Line, Stated, float, float]]:
    """Compare the amounts that a form gives at further levels with those that follow from the line's own amount.

    product total = per declared unit × production; plant total × share = product total. A plant total beside an amount that
    counts the product alone has no share of its own: it disagrees only where it is smaller than the product's part.

    Yields
    ------
    line, stated, computed, ratio
        ``computed`` in the unit of the stated amount; ``ratio`` is stated ÷ computed, infinite where nothing was to be expected
        and NaN (with ``computed`` NaN) where the units are of kinds that do not convert. Differences within
        `Settings.level_agree` and the rounding of both figures as written are passed over.
    """
    made = production(inventory)
    for item in lines:
        for stated in item.line.also:
            computed = _at_level(item, stated, made)
            if math.isnan(computed):
                yield item.line, stated, computed, math.nan
                continue
            if stated.level == "plant" and item.line.level != "plant" and stated.amount >= computed:
                continue
            off = abs(stated.amount - computed)
            slack = SETTINGS.level_agree + half_digit(stated.amount) + half_digit(item.line.amount)
            if off > slack * max(abs(computed), abs(stated.amount)):
                yield item.line, stated, computed, stated.amount / computed if computed else math.inf


def level_refused(ratio: float) -> bool:
    """Tell whether a disagreement of levels stops the work: units that do not convert, or more than `Settings.level_refuse` off.

    A stated 0 is named only: it may be a small figure that was rounded.
    """
    return ratio != 0 and not (ratio > 0 and max(ratio, 1 / ratio) <= 1 + SETTINGS.level_refuse)


def _at_level(item: UnitLine, stated: Stated, made: float) -> float:
    """Return what the amount of a line is at the level and in the unit of a stated amount; NaN where it does not convert."""
    line = item.line
    if stated.level == line.level:
        amount = line.amount
    elif stated.level == "unit":
        amount = item.amount
    else:  # the product over the period; for a plant total the least that it can be
        amount = item.amount * made
    if unit(line.unit).kind == unit(stated.unit).kind:
        return convert(amount, line.unit, stated.unit)
    mass = mass_of(line, amount)
    return convert(mass, "kg", stated.unit) if mass is not None and unit(stated.unit).kind == "mass" else math.nan


def half_digit(amount: float) -> float:
    """Return half a unit of the last digit of a figure as written, as part of it; zeros before the decimal point count as digits.

    >>> half_digit(0.02), round(half_digit(24000.0), 6)
    (0.25, 2.1e-05)
    """
    if not amount or not math.isfinite(amount):
        return 0.0
    mantissa, _, exponent = repr(float(abs(amount))).partition("e")
    fraction = mantissa.partition(".")[2]
    last = int(exponent or 0) - (0 if fraction == "0" else len(fraction))
    return 0.5 * 10.0 ** min(last, 0) / abs(amount)


def levels_differ(line: Line, stated: Stated, computed: float, ratio: float) -> Message:
    """Return the sentence on an amount that does not follow from that at another level."""
    if math.isnan(ratio):
        return message(
            "line {line} ({name}) counts {unit}, yet its amount for {level} is given in {other}",
            line=line.line_id,
            name=line.name,
            unit=line.unit,
            level=message(LEVEL_NAMES[stated.level]),
            other=stated.unit,
        )
    return message(
        "line {line} ({name}): for {level} the form gives {stated:.6g} {unit}, while {amount:.6g} {own} for {counted} makes"
        " {computed:.6g} {unit} (ratio {ratio:.3g})",
        line=line.line_id,
        name=line.name,
        level=message(LEVEL_NAMES[stated.level]),
        stated=stated.amount,
        unit=stated.unit,
        amount=line.amount,
        own=line.unit,
        counted=message(LEVEL_NAMES[line.level]),
        computed=computed,
        ratio=ratio,
    )


def stated_place(line: Line, stated: Stated) -> str:
    return str(stated.origin) or str(line.origins.get("amount") or line.origin)
