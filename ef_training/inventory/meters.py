"""Meters: what sub-meters show is taken off their main meter, and every plant total is split without remainder.

what the plant key shares  =  amount − excluded − Σ sub-meters (in the unit of the main meter)
amount  =  excluded + Σ sub-meters + Σ parts of the outputs + part of other production lines
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import Problem
from ..messages import message
from ..units import convert, unit
from .model import AllocationKey, Inventory, Line

ROUNDING = 1e-9
"""Part of a meter by which its sub-meters may exceed it: sums of converted figures, not a tolerance of metering."""


@dataclass(frozen=True)
class MeterSplit:
    """Where one plant total goes, all in the unit of the line.

    ``submeters`` line_id → amount of the sub-meter, ``outputs`` output → its part, ``elsewhere`` the part of other production
    lines (only where the key is one of a production line with a parent).
    """

    line: Line
    amount: float
    excluded: float
    submeters: Mapping[str, float]
    outputs: Mapping[str, float]
    elsewhere: float = 0.0

    @property
    def remainder(self) -> float:
        """What the parts leave over; 0 but for rounding of the computer."""
        return self.amount - self.excluded - sum(self.submeters.values()) - sum(self.outputs.values()) - self.elsewhere


def submeters(inventory: Inventory) -> dict[str, dict[str, float]]:
    """Return main meter (line_id) → sub-meter (line_id) → amount in the unit of the main meter.

    A sub-meter that does not fit its main meter is left out here and reported by `meter_problems`.
    """
    by_id = {line.line_id: line for line in inventory.lines}
    parts: dict[str, dict[str, float]] = {}
    for line in (line for line in inventory.lines if line.meter):
        main = by_id.get(line.meter)
        if main is not None and _misfit(line, main, by_id) is None:
            parts.setdefault(main.line_id, {})[line.line_id] = convert(line.amount, line.unit, main.unit)
    return parts


def meter_problems(inventory: Inventory) -> list[Problem]:
    """Return what does not fit: unknown, circular or differently counted main meters, and sub-meters that show more than they."""
    by_id = {line.line_id: line for line in inventory.lines}
    problems = []
    for line in (line for line in inventory.lines if line.meter):
        problem = _misfit(line, by_id.get(line.meter), by_id)
        if problem is not None:
            problems.append(problem)
    for main_id, parts in submeters(inventory).items():
        main, total = by_id[main_id], sum(parts.values())
        if main.excluded <= main.amount and total > main.amount - main.excluded + ROUNDING * main.amount:
            problems.append(
                Problem(
                    message(
                        "the sub-meters {submeters} show {total:.6g} {unit}, more than their main meter {line} has left"
                        " ({amount:.6g} less {excluded:.6g} excluded)",
                        submeters=", ".join(parts),
                        total=total,
                        unit=main.unit,
                        line=main_id,
                        amount=main.amount,
                        excluded=main.excluded,
                    ),
                    str(main.origins.get("amount") or main.origin),
                    message("compare the readings and their units; what is excluded must not be on a sub-meter as well"),
                )
            )
    return problems


def _misfit(line: Line, main: Line | None, by_id: Mapping[str, Line]) -> Problem | None:
    """Return why a line is no sub-meter of its main meter."""
    where = str(line.origins.get("meter") or line.origin)
    if main is None:
        return Problem(
            message("line {line} names the main meter “{meter}”, which is no line", line=line.line_id, meter=line.meter),
            where,
            message("give the ID of the line that holds the main meter"),
        )
    if _circular(line, by_id):
        return Problem(
            message("line {line} is a sub-meter of itself", line=line.line_id),
            where,
            message("let sub-meters name their main meter, and leave the cell of the main meter empty"),
        )
    if unit(line.unit).kind != unit(main.unit).kind:
        return Problem(
            message(
                "line {line} is a sub-meter in {unit}, its main meter {meter} counts {other}",
                line=line.line_id,
                unit=line.unit,
                meter=main.line_id,
                other=main.unit,
            ),
            where,
            message("give both meters in units of one kind"),
        )
    if "unit" in (line.level, main.level) or (main.level == "product" and line.level == "plant"):
        return Problem(
            message(
                "line {line} cannot be a part of {meter}: one counts another scope than the other",
                line=line.line_id,
                meter=main.line_id,
            ),
            where,
            message("give the readings of both meters over the period, each with its level"),
        )
    return None


def _circular(line: Line, by_id: Mapping[str, Line]) -> bool:
    seen = {line.line_id}
    meter = line.meter
    while meter in by_id and meter not in seen:
        seen.add(meter)
        meter = by_id[meter].meter
    return meter == line.line_id


def meter_splits(inventory: Inventory) -> tuple[MeterSplit, ...]:
    """Split every plant total over what is excluded, its sub-meters, all outputs and other production lines.

    Lines whose key is unknown are passed over; `ef_training.inventory.per_unit.per_unit` reports them.
    """
    return tuple(_splits(inventory))


def _splits(inventory: Inventory) -> Iterator[MeterSplit]:
    keys = {key.name: key for key in inventory.allocation_keys}
    parts = submeters(inventory)
    for line in inventory.lines:
        key = keys.get(line.allocation)
        if line.level == "plant" and key is not None:
            yield _split(line, key, parts.get(line.line_id, {}))


def _split(line: Line, key: AllocationKey, parts: Mapping[str, float]) -> MeterSplit:
    shared = line.amount - line.excluded - sum(parts.values())
    outputs = {name: shared * key.share(name) for name in key.values}
    return MeterSplit(
        line=line,
        amount=line.amount,
        excluded=line.excluded,
        submeters=MappingProxyType(dict(parts)),
        outputs=MappingProxyType(outputs),
        elsewhere=shared * (1.0 - key.parent_share),
    )
