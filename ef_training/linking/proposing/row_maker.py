"""Making the rows of a proposal: units bridged by what the line says, what it does not say asked for, names put in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...errors import EFTrainingError
from ...inventory.bridge import Asked, Bridge, bridge
from ...inventory.concentration import concentration
from ...inventory.fuels import has
from ...inventory.model import Line
from ...messages import Message, message, msg
from ...names import BIOSPHERE, OWN_FLOWS
from ...numbers import plain
from ...units import find_unit
from ..links.row import LinkRow

if TYPE_CHECKING:
    from ..resolve import Catalogues
    from .roles import Roles

CONCENTRATION = msg("concentration of the solution (0–1)")
ASKED_FOR: Mapping[str, str] = {
    "density": msg("density in {unit}"),
    "mass_per_piece": msg("mass per piece in {unit}"),
    "heat_value": msg("lower heat value in {unit}"),
    "concentration": CONCENTRATION,
}
_STRENGTH = re.compile(r"^[^()（）]*[，,]\s*(\d{1,2}(?:\.\d+)?)\s*[%％]")
CRYOGENIC = (
    *("液氮", "液態氮", "液氧", "液態氧", "液氬", "液態氬", "液氫", "液氦", "液態二氧化碳", "液化二氧化碳", "liquid nitrogen"),
    *("liquid oxygen", "liquid argon", "liquid hydrogen", "liquid helium", "liquid carbon dioxide", "lin", "lox"),
)
LIQUEFIED = ("液化石油氣", "液化天然氣", "液化瓦斯", "桶裝瓦斯", "lpg", "lng", "liquefied petroleum gas", "liquefied natural gas")
"""Gases that are bought as liquids: a litre of them is several hundred litres of gas."""
SAME = 0.005
"""Concentrations that differ by less are taken as one."""
HUNDREDTH = 100.0
PURE = 0.999
"""What is at least so strong is the substance itself (gases of 99.999 %)."""


@dataclass(frozen=True)
class Way:
    """How a line becomes its target: ``multiplier`` None where something is asked for; ``reason`` and ``asks`` in words."""

    multiplier: float | None
    unit: str = ""
    reason: tuple[Message, ...] = ()
    asks: tuple[Message | str, ...] = ()


@dataclass(frozen=True)
class RowMaker:
    """Makes rows in one language, with the names of what they lead to."""

    catalogues: Catalogues
    roles: Roles
    lang: str

    def row(self, line: Line, view: str, kind: str, target: str, way: Way, **more: object) -> LinkRow:
        """Return a row that leads to a target; ``more`` are fields of `LinkRow`, messages among them rendered."""
        said = {name: self.text(value) if isinstance(value, (Message, tuple)) else value for name, value in more.items()}
        note = str(said.pop("reason", "") or "")
        reason = "; ".join(part for part in (note, self.text(way.reason)) if part)
        known = LinkRow(line.line_id, view, kind, target, way.multiplier, way.unit, reason, asks=self.text(way.asks))
        return self.named(replace(known, **said), line)  # type: ignore[arg-type]

    def left_out(self, line: Line, view: str, omission: str, reason: Message) -> LinkRow:
        """Return a row that leaves the line out of a view."""
        return self.named(LinkRow(line.line_id, view, "left-out", reason=self.text(reason), omission=omission), line)

    def nothing(self, line: Line, view: str, *asks: Message) -> LinkRow:
        """Return an empty row that says why."""
        return self.named(LinkRow(line.line_id, view, asks=self.text(asks)), line)

    def named(self, row: LinkRow, line: Line) -> LinkRow:
        """Return a row with the names and units of its line and target."""
        name, unit_ = self.describe(row.kind, row.target)
        return replace(
            row,
            line_name=line.name,
            line_amount=tidy(line.amount),
            line_unit=line.unit,
            target_name=name or row.target_name,
            target_unit=unit_ or row.target_unit,
        )

    def text(self, said: object) -> str:
        """Return messages as one text."""
        parts = said if isinstance(said, tuple) else (said,)
        return "; ".join(part.render(self.lang) if isinstance(part, Message) else str(part) for part in parts if part)

    def describe(self, kind: str, target: str) -> tuple[str, str]:
        """Return name and unit of a target, empty where it is not known here."""
        found = self.catalogues
        if kind == "dataset" and (process := found.processes.get(target)):
            known = find_unit(process.unit)
            return process.name_zh if self.lang == "zh-TW" else process.name_en, known.code if known else process.unit
        if kind == "factor" and target in found.factors:
            factor = found.factors.get(target)
            return factor.name, factor.unit
        if kind == "gwp":
            try:
                entry = found.gwp.lookup(target)
            except EFTrainingError:
                return "", ""
            return entry.name_zh if self.lang == "zh-TW" else entry.name_en, "kg"
        if kind == "elementary-flow":
            flow = found.flows.get((OWN_FLOWS, target)) or found.flows.get((BIOSPHERE, target))
            known = find_unit(flow.unit) if flow else None
            return (flow.name, known.code if known else flow.unit) if flow else ("", "")
        return "", ""

    # ---- ways from the line to its target

    def way(self, line: Line, target_unit: str, hint: Message | None = None) -> Way:
        """Return the way to a unit; what the line does not say is asked for, with a hint where there is one."""
        found = bridge(line, target_unit)
        if isinstance(found, Bridge):
            return Way(found.multiplier, found.multiplier_unit, (found.reason,) if found.reason else ())
        if isinstance(found, Asked):
            template = ASKED_FOR[found.field]
            asked = message(template, unit=found.unit)
        else:
            asked = message("multiplier in {target}/{line}", target=target_unit, line=line.unit)
        return Way(None, asks=(_with_hint(asked, hint),))

    def of_state(self, line: Line, name: str, target_unit: str, way: Way) -> Way:
        """Return a way, or what is asked where a volume of liquid would be taken for one of gas."""
        if way.multiplier is None or not of_other_state(line, name, target_unit):
            return way
        asked = message(
            "the line is a liquefied gas, the target counts {unit} in another state: "
            "enter the line in kg, or the {unit} per {own}",
            unit=target_unit,
            own=line.unit,
        )
        return Way(None, asks=(asked,))

    def to_dataset(self, line: Line, code: str, hint: Message | None = None) -> Way:
        """Return the way to a dataset, by its efficiency and the concentration of the line where these matter."""
        process = self.catalogues.processes[code]
        known = find_unit(process.unit)
        code_unit = known.code if known else process.unit
        way = self.of_state(line, process.name_zh, code_unit, self.way(line, code_unit, hint))
        efficiency = self.roles.about("efficiency", code)
        if efficiency is not None and efficiency.value and way.multiplier is not None and way.unit:
            said = message(
                "{value} {unit} on the line × {efficiency}, the efficiency of the dataset, so that as much fuel is burned in it",
                value=plain(way.multiplier),
                unit=way.unit,
                efficiency=efficiency.value,
            )
            return Way(tidy(way.multiplier * efficiency.value), way.unit, (said,))
        return self.diluted(line, way) if self.roles.about("pure", code) else way

    def diluted(self, line: Line, way: Way) -> Way:
        """Return a way to what counts a substance at 100 %: × the concentration of the line."""
        strength = concentration(line)
        if strength is None:
            asked = message(CONCENTRATION)
            return Way(None, asks=(*way.asks, message("{asked}: the dataset counts the pure substance", asked=asked)))
        if way.multiplier is None:
            return way
        said = message("solution of {share}; the dataset counts the pure substance", share=per_cent(strength))
        return Way(tidy(way.multiplier * strength), way.unit or "kg/kg", (*way.reason, said))

    def to_factor(self, line: Line, name: str, target_unit: str, *, pure: bool = False) -> Way:
        """Return the way to a factor; one for a solution of a stated strength, or for the ``pure`` substance, counts by
        concentration."""
        way = self.of_state(line, name, target_unit, self.way(line, target_unit))
        strength = solution(name) or (1.0 if pure else None)
        if strength is None:
            return way
        own = concentration(line)
        if own is None:
            asked = message(CONCENTRATION)
            said = message("{asked}: the factor is for {share}", asked=asked, share=per_cent(strength))
            return Way(None, asks=(*way.asks, said))
        if way.multiplier is None:
            return way
        if abs(own - strength) < SAME:
            said = message("the factor is for the solution of {share}: no concentration applied", share=per_cent(own))
            return replace(way, reason=(*way.reason, said))
        said = message("solution of {own} ÷ {strength} of the factor", own=per_cent(own), strength=per_cent(strength))
        return Way(tidy(way.multiplier * own / strength), way.unit or "kg/kg", (*way.reason, said))


def of_other_state(line: Line, name: str, target_unit: str) -> bool:
    """Tell whether a line is a volume of liquefied gas and its target a volume of gas, or the other way round."""
    own, wanted = find_unit(line.unit), find_unit(target_unit)
    if own is None or wanted is None or own.kind != "volume" or wanted.kind != "volume":
        return False
    if has(line.name, CRYOGENIC):
        return "液" not in name and "liquid" not in name.casefold()
    return has(line.name, LIQUEFIED) and (own.code == "m3") != (wanted.code == "m3")


def solution(name: str) -> float | None:
    """Return the strength (0–1) of the solution that a factor is for, None where its name tells none.

    >>> solution("鹽酸，32％(工業級，直接化合法)"), solution("豬肋排(帶骨50％)")
    (0.32, None)
    """
    match = _STRENGTH.match(name)
    strength = float(match.group(1)) / HUNDREDTH if match else 1.0
    return strength if strength < PURE else None


def per_cent(share: float) -> str:
    """Return a share (0–1) as people write it.

    >>> per_cent(0.32)
    '32 %'
    """
    return f"{plain(share * HUNDREDTH)} %"


def tidy(value: float) -> float:
    """Return a number without the last digits that arithmetic leaves behind."""
    return float(f"{value:.12g}")


def _with_hint(asked: Message, hint: Message | None) -> Message:
    return asked if hint is None else message("{asked} (compare: {hint})", asked=asked, hint=hint)
