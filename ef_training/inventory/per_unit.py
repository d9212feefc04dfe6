"""From amounts as written to amounts per declared unit.

    plant total:    (amount − excluded − sub-meters) × share of the target product ÷ production
    product total:  (amount − excluded − sub-meters) ÷ production
    per unit:       amount

The share of a key of a production line with a parent key is that of the line in the plant × that of the product in the line.
Production is what was made in the period (not what was sold), counted in declared units.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import FormError, Problem, UnitError
from ..messages import message
from ..units import convert, unit
from .meters import meter_problems, submeters
from .model import Inventory, Line


@dataclass(frozen=True)
class UnitLine:
    """A line with its amount per declared unit.

    ``amount`` is in the line's own unit. ``share`` (0–1) is the part of a plant total that goes to the product, 1 otherwise;
    ``submetered`` (in the line's unit, over the period) is what was taken off before because lines of their own count it.
    ``mass`` is kg per declared unit, None where the line has no mass (energy, transport, or a mass nobody stated).
    """

    line: Line
    amount: float
    share: float
    mass: float | None
    submetered: float = 0.0


def production(inventory: Inventory) -> float:
    """Return how many declared units of the product were made in the period.

    Raises
    ------
    FormError
        The output is counted in another kind of unit than the declared unit, or nothing was made.
    """
    output, product = inventory.target_output, inventory.product
    try:
        made = convert(output.quantity, output.unit, product.declared_unit) / product.declared_amount
    except UnitError as error:
        raise FormError(
            [
                Problem(problem.what, str(output.origin), message("give the output in the declared unit"))
                for problem in error.problems
            ]
        ) from error
    if made <= 0:
        raise FormError(Problem(message("nothing of the product was made in the period"), str(output.origin)))
    return made


def per_unit(inventory: Inventory) -> tuple[UnitLine, ...]:
    """Bring every line to one declared unit.

    Raises
    ------
    FormError
        With every line whose level and allocation do not fit together: a plant total without a key, a key on an amount that
        counts the product alone (the share would be applied twice), an unknown key, more excluded than metered, sub-meters that
        do not fit their main meter.
    """
    made = production(inventory)
    keys = {key.name: key for key in inventory.allocation_keys}
    parts = submeters(inventory)
    problems: list[Problem] = meter_problems(inventory)
    lines = []
    for line in inventory.lines:
        where = str(line.origins.get("allocation") or line.origin)
        if line.level == "plant" and line.allocation not in keys:
            problems.append(
                Problem(
                    message(
                        "line {line} counts the whole plant but names no known allocation key “{key}”",
                        line=line.line_id,
                        key=line.allocation,
                    ),
                    where,
                    message("choose a key of the sheet on outputs and allocation"),
                )
            )
            continue
        if line.level != "plant" and line.allocation:
            problems.append(
                Problem(
                    message(
                        "line {line} counts the product alone, yet names an allocation key: its share would be applied twice",
                        line=line.line_id,
                    ),
                    where,
                    message("clear the key, or set the level to the whole plant"),
                )
            )
            continue
        if line.excluded > line.amount:
            problems.append(Problem(message("line {line} excludes more than was metered", line=line.line_id), where))
            continue
        share = keys[line.allocation].share(inventory.target_output.name) if line.level == "plant" else 1.0
        metered = sum(parts.get(line.line_id, {}).values())
        amount = line.amount if line.level == "unit" else max(line.amount - line.excluded - metered, 0.0) * share / made
        lines.append(UnitLine(line, amount, share, mass_of(line, amount), metered))
    if problems:
        raise FormError(problems)
    return tuple(lines)


def mass_of(line: Line, amount: float) -> float | None:
    """Return the mass in kg of ``amount`` of a line; None where its unit has no mass and none was stated."""
    kind = unit(line.unit).kind
    if kind == "mass":
        return convert(amount, line.unit, "kg")
    if kind == "volume" and line.density is not None:
        return convert(amount, line.unit, "L") * line.density
    if kind == "number" and line.mass_per_piece is not None:
        return convert(amount, line.unit, "item") * line.mass_per_piece
    return None
