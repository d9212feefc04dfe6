"""What a chosen factor is worth: its value, and the kg CO2e it brings per declared unit of the product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..errors import EFTrainingError, LinkError
from ..inventory.bridge import Asked, Bridge, bridge
from ..inventory.model import CustomFactor, Target
from ..inventory.per_unit import UnitLine
from ..messages import Message
from ..text import own_half

if TYPE_CHECKING:
    from ..factors.catalogue import FactorCatalogue
    from ..factors.gwp import GwpTable

HOME = "TW"


@dataclass(frozen=True)
class Said(Message):
    """Names or notes, one a line, as a value of a sentence: of "Chinese｜English" the half in the language of the sentence."""

    def render(self, lang: str) -> str:
        """Return them in one language, parted as it parts a list."""
        return ("；" if lang.startswith("zh") else "; ").join(own_half(line, lang) for line in self.template.splitlines())


@dataclass(frozen=True)
class Pick:
    """What the company takes for a line. ``multiplier`` is None where nobody stated one (a factor picked from a list)."""

    kind: str
    target: str
    multiplier: float | None = None
    multiplier_unit: str = ""

    @property
    def id(self) -> tuple[str, str]:
        """Kind and target."""
        return self.kind, self.target


@dataclass(frozen=True)
class Known:
    """A factor as it is judged: ``value`` in kg CO2e per ``unit``. What the catalogue does not say is empty or None: unknown."""

    kind: str
    target: str
    name: str
    value: float
    unit: str
    year: int | None = None
    boundary: str = ""
    role: str = ""
    region: str = ""
    reference: bool = False
    gwp_set: str = ""
    source: str = ""

    @property
    def shown(self) -> Said:
        """The name as a value of a sentence."""
        return Said(self.name)

    @property
    def foreign(self) -> bool:
        """Whether it is known to stand for other countries alone."""
        return bool(self.region) and HOME not in self.region.split(";")


class Values:
    """Looks up what was chosen: MOENV's catalogue, the GWP table, factors entered by hand."""

    def __init__(self, catalogue: FactorCatalogue, gwp: GwpTable, custom: Iterable[CustomFactor] = ()):
        self.catalogue, self.gwp = catalogue, gwp
        self.custom = {factor.factor_id: factor for factor in custom}

    def find(self, kind: str, target: str) -> Known | None:
        """Return a factor; None where it is none, or not known."""
        if kind == "factor" and target in self.catalogue:
            factor = self.catalogue.by_id[target]
            return Known(
                kind, target, factor.name, factor.kgco2e_per_unit, factor.unit, factor.data_year, factor.boundary, factor.role,
                factor.region, bool(factor.reference_grade), factor.gwp, factor.source,
            )  # fmt: skip
        if kind == "gwp":
            try:
                entry = self.gwp.lookup(target)
            except LinkError:
                return None
            name = "｜".join(f"{name} ({entry.gwp_set})" for name in (entry.name_zh or entry.name_en, entry.name_en))
            return Known(kind, entry.target, name, entry.kgco2e_per_kg, "kg", gwp_set=entry.gwp_set, source=entry.source)
        if kind == "custom-factor" and target in self.custom:
            own = self.custom[target]
            return Known(
                kind, target, own.name, own.value, own.unit, own.year, own.boundary, gwp_set=own.gwp, source=own.source
            )  # fmt: skip
        return None

    def of_targets(self, line: UnitLine, targets: Iterable[Target]) -> float | None:
        """Return kg CO2e per declared unit of all targets of a line together; None where one of them cannot be computed."""
        total = 0.0
        for target in targets:
            if target.kind == "left-out":
                continue
            found = self.find(target.kind, target.target)
            amount = _amount(line, target, found.unit) if found else None
            if found is None or amount is None:
                return None
            total += amount * found.value
        return total

    def of_pick(self, line: UnitLine, pick: Pick) -> float | None:
        """Return kg CO2e per declared unit of one pick; None where the units do not meet by what the line says."""
        found = self.find(*pick.id)
        if found is None:
            return None
        if pick.multiplier is not None:
            multiplier, unit = pick.multiplier, pick.multiplier_unit
        else:
            led = bridge(line.line, found.unit)
            if not isinstance(led, Bridge):
                return None
            multiplier, unit = led.multiplier, led.multiplier_unit
        target = Target(line.line.line_id, "cfp", pick.kind, pick.target, multiplier, unit)
        amount = _amount(line, target, found.unit)
        return None if amount is None else amount * found.value

    def led(self, line: UnitLine, target: Target) -> Target:
        """Return a target without a multiplier with the one that the line itself brings, if it does."""
        found = self.find(target.kind, target.target)
        by = bridge(line.line, found.unit) if found else None
        if not isinstance(by, Bridge):
            return target
        return replace(target, multiplier=by.multiplier, multiplier_unit=by.multiplier_unit)

    def asked(self, line: UnitLine, pick: Pick) -> Asked | None:
        """Return what the line must bring before the unit of the pick meets its own; None where nothing, or nothing helps."""
        found = self.find(*pick.id)
        led = bridge(line.line, found.unit) if found else None
        return led if isinstance(led, Asked) and _helps(led, line) else None

    def meets(self, line: UnitLine, pick: Pick) -> bool:
        """Tell whether the unit of a pick can meet that of the line, if need be by a figure that the line does not state yet."""
        found = self.find(*pick.id)
        if found is None:
            return False
        if pick.multiplier_unit:
            return self.of_pick(line, pick) is not None
        led = bridge(line.line, found.unit)
        return isinstance(led, Bridge) or (led is not None and _helps(led, line))


def _helps(asked: Asked, line: UnitLine) -> bool:
    """Tell whether a figure that is missing would lead anywhere: a heat value does so for fuels alone."""
    return asked.field != "heat_value" or line.line.group == "energy"


def _amount(line: UnitLine, target: Target, unit: str) -> float | None:
    from ..linking.resolve import target_amount

    try:
        return target_amount(target, line, unit)
    except EFTrainingError:
        return None
