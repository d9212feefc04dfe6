"""The plant's water: withdrawn, in the product, evaporated, to treatment, returned, kept. What is not returned is consumed.

    consumption = withdrawn − to treatment − returned

All in m3, of the whole plant over the period where every line counts the plant, else per declared unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..inventory.model import BalanceEntry, Inventory, Line, Origin
from ..inventory.per_unit import production
from ..units import find_unit
from .model import Reviewed

EVAPORATED = "water-evaporated-tw"
KG_PER_M3 = 1000.0
OUT = ("to-treatment", "returned", "evaporated", "to-air", "in-product", "in-waste", "kept")


@dataclass(frozen=True)
class WaterFlow:
    """A part of the balance: ``fate`` is "withdrawn" or one of `OUT`, ``volume`` m3; ``line`` where a line tells it."""

    fate: str
    name: str
    volume: float
    line: Line | None = None
    origin: Origin = field(default_factory=Origin)


@dataclass(frozen=True)
class WaterBalance:
    """The flows; ``basis`` is ``plant`` (m3 over the period), ``unit`` (m3 per declared unit), or empty where the levels do not
    allow a balance. ``linked`` is what links count as evaporated, None without such links."""

    basis: str
    flows: tuple[WaterFlow, ...]
    linked: float | None = None

    def total(self, *fates: str) -> float:
        """Return the sum of some fates, m3."""
        return sum(flow.volume for flow in self.flows if flow.fate in fates)

    @property
    def withdrawn(self) -> float:
        """Water taken in, m3."""
        return self.total("withdrawn")

    @property
    def gone(self) -> float:
        """All that is accounted for, m3."""
        return self.total(*OUT)

    @property
    def consumption(self) -> float:
        """Withdrawn − to treatment − returned, m3."""
        return self.withdrawn - self.total("to-treatment", "returned")

    @property
    def gap(self) -> float | None:
        """(Withdrawn − accounted for) ÷ withdrawn; negative: more out than in. None where nothing is withdrawn."""
        return (self.withdrawn - self.gone) / self.withdrawn if self.withdrawn else None

    def lines(self, *fates: str) -> Iterator[Line]:
        """Yield the lines of some fates."""
        yield from (flow.line for flow in self.flows if flow.fate in fates and flow.line is not None)


def water_balance(reviewed: Reviewed) -> WaterBalance:
    """Return the water balance of manufacturing; sub-meters are a part of their main meter and not counted twice."""
    inventory = reviewed.inventory
    lines = [line for line in inventory.lines if line.stage == "manufacturing" and not line.meter]
    told = [line for line in lines if line.group in ("water", "wastewater") and cubic_metres(line.amount, line) is not None]
    entries = [entry for entry in inventory.balance_entries if entry.balance == "water"]
    levels = {line.level for line in told} | {entry.level for entry in entries}
    if not told:
        return WaterBalance("", ())
    if levels == {"plant"}:
        return _balance("plant", told, entries, {line.line_id: line.amount - line.excluded for line in told}, 1.0, inventory)
    if "plant" in levels:
        return WaterBalance("", ())
    made = production(inventory)
    amounts = {item.line.line_id: item.amount for item in reviewed.lines}
    return _balance("unit", told, entries, amounts, 1 / made, inventory)


def cubic_metres(amount: float, record: Line | BalanceEntry) -> float | None:
    """Return an amount of water in m3, from a volume or (1 t = 1 m3) a mass; None for another kind of unit."""
    unit = find_unit(record.unit)
    if unit is None or unit.kind not in ("volume", "mass"):
        return None
    return amount * unit.factor / (KG_PER_M3 if unit.kind == "mass" else 1.0)


def _balance(
    basis: str,
    lines: list[Line],
    entries: list[BalanceEntry],
    amounts: dict[str, float],
    per_product: float,
    inventory: Inventory,
) -> WaterBalance:
    flows = []
    for line in lines:
        fate = "withdrawn" if line.group == "water" else "to-treatment"
        volume = cubic_metres(amounts.get(line.line_id, 0.0), line) or 0.0
        flows.append(WaterFlow(fate, line.name, volume, line, line.origins.get("amount", line.origin)))
    for entry in entries:
        share = per_product if entry.level == "product" else 1.0
        volume = (cubic_metres(entry.amount, entry) or 0.0) * share
        flows.append(WaterFlow(entry.fate, entry.name, volume, None, entry.origins.get("amount", entry.origin)))
    return WaterBalance(basis, tuple(flows), _linked(lines, amounts, inventory))


def _linked(lines: list[Line], amounts: dict[str, float], inventory: Inventory) -> float | None:
    """Return the m3 that the links of water lines count as evaporated."""
    by_id = {line.line_id: line for line in lines if line.group == "water"}
    volumes = [
        (cubic_metres(amounts.get(target.line_id, 0.0), by_id[target.line_id]) or 0.0)
        * _ratio(target.multiplier_unit, target.multiplier)
        for target in inventory.targets
        if target.view == "ef" and target.target == EVAPORATED and target.line_id in by_id
    ]
    return sum(volumes) if volumes else None


def _ratio(multiplier_unit: str, multiplier: float) -> float:
    """Return a multiplier as m3 per m3; its unit is volume ÷ volume, or none."""
    above, _, below = multiplier_unit.partition("/")
    one, other = find_unit(above), find_unit(below)
    if one is None or other is None or one.kind != "volume" or other.kind != "volume":
        return multiplier
    return multiplier * one.factor / other.factor
