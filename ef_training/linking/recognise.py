"""Factors that a company wrote on its rows, found again in MOENV's catalogue.

A form with a factor on each row says a name, a value and a unit, not an id. Where exactly that row stands in the catalogue, the
line is linked to it, with its data year, boundary and corrections; where it does not, the factor stays one entered by hand.
Nothing is matched by likeness: name (folded), kind of unit and value must agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..inventory.model import Assumption, CustomFactor, Inventory, Target
from ..messages import message
from ..text import fold
from ..units import find_unit

if TYPE_CHECKING:
    from ..factors import FactorCatalogue
    from ..factors.catalogue import Factor

ROUNDING = 0.005
"""Part by which a value on a row may depart from the catalogue's: the site shows three digits (half a digit of 1.00)."""


def recognise(inventory: Inventory, catalogue: FactorCatalogue) -> Inventory:
    """Return the inventory with its row factors linked to MOENV's catalogue where they stand in it.

    Each recognised factor is an assumption, and so is each that is not in the catalogue; of several data years with one value the
    nearest to the period is taken.
    """
    on_row = [factor for factor in inventory.custom_factors if factor.on_row]
    if not on_row:
        return inventory
    by_name: dict[str, list[Factor]] = {}
    for row in catalogue:
        by_name.setdefault(fold(row.name), []).append(row)
    found: dict[str, Factor] = {}
    assumptions = []
    for factor in on_row:
        match = _match(factor, by_name, inventory.period_end.year)
        if match is None:
            what = message(
                "the factor “{name}” on the row is not in MOENV's catalogue; it was taken as entered by hand", name=factor.name
            )
        else:
            found[factor.factor_id] = match
            what = message(
                "the factor “{name}” on the row was taken as MOENV's {factor_id}, data year {year}",
                name=factor.name,
                factor_id=match.factor_id,
                year=match.data_year or "?",
            )
        assumptions.append(Assumption(what, factor.origin))
    return replace(
        inventory,
        targets=tuple(_linked(target, found) for target in inventory.targets),
        custom_factors=tuple(factor for factor in inventory.custom_factors if factor.factor_id not in found),
        assumptions=(*inventory.assumptions, *assumptions),
    )


def _match(factor: CustomFactor, by_name: Mapping[str, list[Factor]], year: int) -> Factor | None:
    """Return the catalogue's row of this name, kind of unit and value, the data year nearest to the period's end."""
    own = find_unit(factor.unit)
    rows = [row for row in by_name.get(fold(factor.name), ()) if row.plausible and own and _same_value(factor, row)]
    return min(rows, key=lambda row: (abs((row.data_year or 0) - year), row.factor_id), default=None)


def _same_value(factor: CustomFactor, row: Factor) -> bool:
    own, other = find_unit(factor.unit), find_unit(row.unit)
    if own is None or other is None or own.kind != other.kind:
        return False
    value = factor.value * other.factor / own.factor
    return any(abs(value - known) <= ROUNDING * abs(known) for known in (row.kgco2e_per_unit, row.published_value))


def _linked(target: Target, found: Mapping[str, Factor]) -> Target:
    match = found.get(target.target) if target.kind == "custom-factor" else None
    return replace(target, kind="factor", target=match.factor_id) if match else target
