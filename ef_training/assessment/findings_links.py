"""What a reader must know about the links: factors no longer published or not plausible, multipliers of fuels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..inventory.bridge import Bridge, bridge
from ..inventory.fuels import Fuel, fuel_of
from ..inventory.per_unit import UnitLine
from ..linking import ResolvedTarget
from ..messages import Message, message
from ..numbers import significant
from ..settings import SETTINGS, Settings
from ..units import convert, find_unit
from .findings_cutoff import Finding

if TYPE_CHECKING:
    from ..factors import FactorCatalogue
    from ..factors.catalogue import Factor

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


def factor_findings(targets: Sequence[ResolvedTarget], factors: FactorCatalogue) -> Iterator[Finding]:
    """Yield factors that are no longer published, with the row that took their place, and those whose value cannot be right."""
    told: set[tuple[str, str]] = set()
    for target in targets:
        choice = target.target
        factor = factors.by_id.get(choice.target) if choice.kind == "factor" else None
        if factor is None or factor.offered or (choice.line_id, choice.target) in told:
            continue
        told.add((choice.line_id, choice.target))
        names = {"name": factor.name, "line": choice.line_id}
        newer = _newest(factor, factors)
        mend = (
            message(
                "the newest row of this name is {factor} ({name}, {year})",
                factor=newer.factor_id,
                name=newer.name,
                year=newer.data_year or "–",
            )
            if newer
            else message("choose another factor with “ef-training factors search”")
        )
        if factor.withdrawn:
            what = message(
                "the factor {name} of line {line} is no longer published since {date}; it is kept for reproducibility",
                date=factor.withdrawn,
                **names,
            )
            yield "warning", "factor", str(choice.origin), what, mend
        if not factor.plausible:
            what = message(
                "the factor {name} of line {line} has a value that cannot be right ({value} kg CO2e per {unit})",
                value=significant(factor.kgco2e_per_unit),
                unit=factor.published_unit,
                **names,
            )
            yield "warning", "factor", str(choice.origin), what, mend


def _newest(factor: Factor, factors: FactorCatalogue) -> Factor | None:
    """Return the newest row offered under the name of a factor, whatever year the name holds, in its unit."""
    name = _YEAR.sub("", factor.name)
    same = [one for one in factors if one.offered and one.unit == factor.unit and _YEAR.sub("", one.name) == name]
    return max(same, key=lambda one: (one.data_year or 0, one.announced or 0), default=None)


def heat_findings(targets: Sequence[ResolvedTarget], settings: Settings = SETTINGS) -> Iterator[Finding]:
    """Yield fuels whose links give them an energy far from their usual heat value (inventory/data/fuels.csv).

    The energy of a line in one view is the sum of its targets in units of energy. Datasets of boilers count useful heat, heat
    value × efficiency, which stays well within `Settings.heat_value_ratio`. Less than usual is named only where all
    targets are energy.
    """
    by_line: dict[tuple[str, str], list[ResolvedTarget]] = {}
    for target in targets:
        by_line.setdefault((target.target.line_id, target.target.view), []).append(target)
    for (line_id, view), group in by_line.items():
        item = group[0].line
        fuel = fuel_of(item.line.name) if item.line.group == "energy" else None
        usual = _usual(item, fuel) if fuel else None
        heats = [target for target in group if _is_energy(target.unit)]
        if fuel is None or not usual or not heats or _is_energy(item.line.unit):
            continue
        ratio = sum(convert(abs(target.amount), target.unit, "MJ") for target in heats) / usual
        most = settings.heat_value_ratio
        if ratio > most or (ratio < 1 / most and len(heats) == len(group)):
            first = heats[0].target
            yield (
                "warning",
                "multiplier",
                str(first.origins.get("multiplier") or first.origin),
                _far(line_id, item, view, ratio, fuel),
                message("look at the multiplier: heat value of the fuel per unit of the line, times the boiler's efficiency"),
            )


def _far(line_id: str, item: UnitLine, view: str, ratio: float, fuel: Fuel) -> Message:
    return message(
        "line {line} ({name}): the links of the {view} view take {ratio} times the usual heat value of this fuel "
        "({heat} MJ/{unit})",
        line=line_id,
        name=item.line.name,
        view=view,
        ratio=significant(ratio),
        heat=f"{fuel.heat_value:g}",
        unit=fuel.unit,
    )


def _usual(item: UnitLine, fuel: Fuel) -> float | None:
    """Return the usual energy of a line, MJ per declared unit; None where its unit does not lead to that of the heat value."""
    own = find_unit(item.line.unit)
    if own is not None and own.kind == "gas volume at normal conditions" and fuel.unit == "m3":
        return abs(convert(item.amount, item.line.unit, "Nm3")) * fuel.heat_value  # as good as m3 for an order of magnitude
    found = bridge(item.line, fuel.unit)
    if not isinstance(found, Bridge):
        return None
    if not found.multiplier_unit:
        return abs(convert(item.amount, item.line.unit, fuel.unit)) * fuel.heat_value
    to, per = found.multiplier_unit.split("/")
    return abs(convert(convert(item.amount, item.line.unit, per) * found.multiplier, to, fuel.unit)) * fuel.heat_value


def _is_energy(code: str) -> bool:
    found = find_unit(code)
    return found is not None and found.kind == "energy"
