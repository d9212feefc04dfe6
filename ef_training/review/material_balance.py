"""What goes into the product's materials and what comes out of them, as tables of masses.

In: the materials of the bill of materials and water that goes into the product. Out: the product, co-products and sold scrap,
wastes that are the product's own materials, emissions of them, and what the sheet of balances names. Auxiliaries, packaging,
water and fuels pass beside the product and are not in the sums; oils, packaging waste, spent baths and sludge come from them.
General waste may hold some of the materials: it is named beside the gap, not counted into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from ..errors import FormError, UnitError
from ..inventory.model import BalanceEntry, Inventory, Line, Origin
from ..inventory.per_unit import UnitLine, mass_of, production
from ..units import convert, unit
from .model import Reviewed
from .words import has, words

WATER_DENSITY = 1000.0
"""kg/m3, for water in balances that is given as a volume."""
OUT_KINDS = MappingProxyType(
    {
        "to-air": "emission",
        "evaporated": "emission",
        "in-waste": "waste",
        "to-treatment": "waste",
        "returned": "returned",
        "kept": "kept",
    }
)
SUMMED = ("material", "auxiliary", "packaging", "emission-air", "waste", "co-product", "mass", "output", "balance")
"""The parts of a form without which the balance is not drawn and not judged."""


@dataclass(frozen=True)
class Entry:
    """A part of a balance.

    ``side`` is ``in`` or ``out``; ``kind`` on the in side ``material`` or ``water``, on the out side ``product``, ``co-product``,
    ``waste``, ``emission``, ``returned`` or ``kept``; ``mass`` in kg (see `Balance.basis`).
    """

    side: str
    kind: str
    name: str
    mass: float
    line_id: str = ""
    origin: Origin = field(default_factory=Origin)


@dataclass(frozen=True)
class Balance:
    """In and out of one product or of the plant.

    Parameters
    ----------
    basis : str
        ``unit``: kg per declared unit of the product; ``period``: kg of the whole plant over the period.
    entries : tuple of Entry
        Ins first, in the order of the form.
    unknown : tuple of str
        Names of lines that belong into the balance but whose mass nobody stated.
    mixed : tuple of Entry
        Wastes that may hold some of the materials, one does not know how much (general waste, sludge); not in the sums.
    """

    basis: str
    entries: tuple[Entry, ...]
    unknown: tuple[str, ...] = ()
    mixed: tuple[Entry, ...] = ()

    def total(self, side: str, kind: str = "") -> float:
        """Return the sum of one side, or of one kind of it, kg."""
        return sum(entry.mass for entry in self.entries if entry.side == side and kind in ("", entry.kind))

    @property
    def open(self) -> float:
        """In minus out, kg."""
        return self.total("in") - self.total("out")

    @property
    def gap(self) -> float | None:
        """In minus out as a part of in (negative: more out than in); None where nothing goes in."""
        entered = self.total("in")
        return self.open / entered if entered else None

    @property
    def yield_(self) -> float | None:
        """Product as a part of what goes in; None where nothing goes in."""
        entered = self.total("in")
        return self.total("out", "product") / entered if entered else None


def balance(reviewed: Reviewed) -> Balance:
    """Return the mass balance of the product, kg per declared unit."""
    inventory = reviewed.inventory
    product = inventory.product
    where = product.origins.get("mass_per_unit", inventory.target_output.origin)
    entries = [Entry("out", "product", product.name, product.mass_per_unit, origin=where)]
    ins: list[Entry] = []
    mixed: list[Entry] = []
    unknown: list[str] = []
    for item in reviewed.lines:
        kind = part_of_balance(item.line, inventory)
        if not kind:
            continue
        mass = item.mass
        if mass is None:
            if kind == "material":
                unknown.append(item.line.name)
            continue
        target = mixed if kind == "mixed" else ins if kind == "material" else entries
        target.append(_entry("in" if kind == "material" else "out", "waste" if kind == "mixed" else kind, item.line, mass))
    for entry in inventory.balance_entries:
        found = _extra(entry, inventory)
        if found is not None:
            (ins if found.side == "in" else entries).append(found)
    return Balance("unit", (*ins, *entries), tuple(unknown), tuple(mixed))


def plant_balance(reviewed: Reviewed) -> Balance | None:
    """Return the mass balance of the whole plant over the period; None where the form does not tell everything of it.

    It is known where every material is given for the whole plant and every output has a mass.
    """
    inventory = reviewed.inventory
    parts = [(line, part_of_balance(line, inventory)) for line in inventory.lines]
    materials = [line for line, kind in parts if kind == "material"]
    masses = [output_mass(output.mass, output.quantity, output.unit) for output in inventory.outputs]
    if not materials or any(line.level != "plant" for line, kind in parts if kind) or None in masses:
        return None
    if any(mass_of(line, line.amount) is None for line in materials):
        return None
    outs = [
        Entry("out", "product" if output.role == "target" else "co-product", output.name, mass or 0.0, origin=output.origin)
        for output, mass in zip(inventory.outputs, masses, strict=True)
    ]
    ins: list[Entry] = []
    mixed: list[Entry] = []
    for line, kind in parts:
        mass = mass_of(line, line.amount - line.excluded) if kind else None
        if mass is not None:
            target = mixed if kind == "mixed" else ins if kind == "material" else outs
            target.append(_entry("in" if kind == "material" else "out", "waste" if kind == "mixed" else kind, line, mass))
    for extra in inventory.balance_entries:
        if extra.balance == "mass" and extra.level == "plant" and extra.fate in OUT_KINDS:
            outs.append(Entry("out", OUT_KINDS[extra.fate], extra.name, _kilograms(extra), origin=extra.origin))
    return Balance("period", (*ins, *outs), (), tuple(mixed))


def part_of_balance(line: Line, inventory: Inventory) -> str:
    """Return what a line is in the balance of the product's materials: ``material``, ``co-product``, ``waste``,
    ``emission``, ``mixed`` (it may hold materials), or an empty string where it passes beside."""
    if line.parent or line.stage not in ("raw-materials", "manufacturing"):
        return ""
    if line.group in ("material", "co-product"):
        return line.group
    if line.group == "emission-air":
        return "emission" if has(line.name, words()["emission"]["material"]) else ""
    if line.group == "waste":
        return {"scrap": "waste", "mixed": "mixed", "wet": "mixed"}.get(waste_kind(line, inventory), "")
    return ""


def waste_kind(line: Line, inventory: Inventory) -> str:
    """Return what kind of waste a line is by its name: ``wet``, ``other`` (not of the product's materials), ``scrap`` or
    ``mixed``.

    A word of "other" that also names a material or the product ("cardboard" for a maker of boxes) makes it scrap.
    """
    lists = words()["waste"]
    foreign = [word for word in lists["other"] if has(line.name, (word,))]
    if foreign:
        own = [inventory.product.name, *(other.name for other in inventory.lines if other.group == "material")]
        long = [word for word in foreign if len(word) > (3 if word.isascii() else 1)]
        return "scrap" if any(has(name, long) for name in own) else "other"
    return next((kind for kind in ("wet", "scrap", "mixed") if has(line.name, lists[kind])), "mixed")


def output_mass(mass: float | None, quantity: float, unit_code: str) -> float | None:
    """Return the mass of an output in kg, as given or from its quantity by weight."""
    return convert(quantity, unit_code, "kg") if mass is None and unit(unit_code).kind == "mass" else mass


def everything_in(reviewed: Reviewed) -> float:
    """Return the mass of all that enters without water and fuels, kg per declared unit: no waste can be more than that."""
    return sum(item.mass or 0.0 for item in reviewed.of("material", "auxiliary", "packaging") if item.line.stage != "use")


def of_side(items: Sequence[UnitLine], inventory: Inventory) -> Iterator[tuple[UnitLine, float]]:
    """Yield the lines that are in the sums, with the sign by which they enter the gap (+ in, − out)."""
    for item in items:
        kind = part_of_balance(item.line, inventory)
        if kind and kind != "mixed" and item.mass is not None:
            yield item, 1.0 if kind == "material" else -1.0


def _entry(side: str, kind: str, line: Line, mass: float) -> Entry:
    return Entry(side, kind, line.name, mass, line.line_id, line.origins.get("amount", line.origin))


def _extra(entry: BalanceEntry, inventory: Inventory) -> Entry | None:
    """Return a row of the sheet of balances, kg per declared unit; None where it is no part of this balance.

    Water in the product goes in with the materials; mass "in the product" is in the product's mass already.
    """
    side, kind = ("in", "water") if entry.balance == "water" else ("out", OUT_KINDS.get(entry.fate, ""))
    if (entry.balance == "water") != (entry.fate == "in-product") or not kind:
        return None
    share = _share(entry, inventory)
    if share is None:
        return None
    return Entry(side, kind, entry.name, _kilograms(entry) * share, origin=entry.origins.get("amount", entry.origin))


def _share(entry: BalanceEntry, inventory: Inventory) -> float | None:
    """Return the part of a row of balances that belongs to one declared unit."""
    if entry.level == "unit":
        return 1.0
    keys = {key.name: key for key in inventory.allocation_keys}
    try:
        made = production(inventory)
    except FormError:
        return None
    if entry.level == "product":
        return 1 / made
    key = keys.get(entry.allocation)
    return key.share(inventory.target_output.name) / made if key else None


def _kilograms(entry: BalanceEntry) -> float:
    try:
        return convert(entry.amount, entry.unit, "kg")
    except UnitError:
        return convert(entry.amount, entry.unit, "m3") * WATER_DENSITY
