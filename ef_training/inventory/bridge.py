"""From the unit of a line to that of a factor or dataset, by what the line itself says: density, mass of a piece, heat value.

Where the units are of different kinds and the line does not bring the figure that leads from one to the other, the figure is
asked for by name. Nothing is assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..messages import Message, message
from ..units import find_unit
from .model import Line


@dataclass(frozen=True)
class Bridge:
    """How a line becomes an amount of its target: ``multiplier`` in ``multiplier_unit`` ("kg/L"), and where it comes from.

    Between units of one kind the multiplier is 1, without unit and reason.
    """

    multiplier: float
    multiplier_unit: str = ""
    reason: Message | None = None


@dataclass(frozen=True)
class Asked:
    """What the line must bring before it can become an amount of its target: a field of `Line`, and the unit of its value."""

    field: str
    unit: str


def bridge(line: Line, target_unit: str) -> Bridge | Asked | None:
    """Lead from the unit of a line to ``target_unit``.

    Returns
    -------
    Bridge
        The line says all that is needed.
    Asked
        It would, if it had a density (kg/L), a mass per piece (kg/item) or a heat value (MJ per unit of the line).
    None
        Nothing leads there, or one of the units is unknown.

    Examples
    --------
    >>> bridge(Line("A", "manufacturing", "energy", "oil", 10.0, "L", "plant", density=0.9), "kg").multiplier
    0.9
    """
    own, wanted = find_unit(line.unit), find_unit(target_unit)
    if own is None or wanted is None:
        return None
    kinds = own.kind, wanted.kind
    if own.kind == wanted.kind:
        return Bridge(1.0)
    if kinds == ("volume", "mass"):
        return Bridge(line.density, "kg/L", message("density on the row")) if line.density else Asked("density", "kg/L")
    if kinds == ("mass", "volume"):
        return Bridge(1 / line.density, "L/kg", message("density on the row")) if line.density else Asked("density", "kg/L")
    if kinds == ("number", "mass"):
        piece = line.mass_per_piece
        return Bridge(piece, "kg/item", message("mass per piece on the row")) if piece else Asked("mass_per_piece", "kg/item")
    if kinds == ("mass", "number"):
        piece = line.mass_per_piece
        return Bridge(1 / piece, "item/kg", message("mass per piece on the row")) if piece else Asked("mass_per_piece", "kg/item")
    if wanted.kind == "energy" and own.kind in ("mass", "volume", "number", "gas volume at normal conditions"):
        per = f"MJ/{own.code}"
        return Bridge(line.heat_value, per, message("heat value on the row")) if line.heat_value else Asked("heat_value", per)
    return None
