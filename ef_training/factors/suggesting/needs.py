"""What a line is for, and which kinds of factors come into question for that: by its group, stage, unit and words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ...inventory.model import Line
from ...messages import Message, message
from ...units import find_unit
from ..catalogue import Factor
from ..naming.terms import Terms
from ..naming.words import folded, says

MATERIAL, FUEL_OR_POWER, WATER, FREIGHT = "material", "fuel-or-power", "water", "freight"
WASTE, WASTEWATER, GAS, NO_FACTOR = "waste", "wastewater", "gas", "none"
PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "material": MATERIAL,
        "auxiliary": MATERIAL,
        "packaging": MATERIAL,
        "energy": FUEL_OR_POWER,
        "water": WATER,
        "refrigerant": GAS,
        "emission-air": GAS,
        "wastewater": WASTEWATER,
        "waste": WASTE,
        "transport": FREIGHT,
    }
)
SERVICES = frozenset(("運輸服務", "廢棄物處理服務", "廢水處理服務"))
CONSUMER = frozenset(
    (
        *("飲品", "民生相關", "穀豆類及其加工品", "食用油脂", "醬油及調味品", "蔬果類及其加工品", "水產品及其加工品"),
        *("乳品及其加工品", "肉品及其加工品", "蛋品及其加工品"),
    )
)
UTILITIES = "能資源"
NOT_BURNED = frozenset(("fuel-upstream",))
TREATS_WATER = ("廢水處理", "污水處理", "(污)水處理", "（污）水處理")
TAP_WATER = "自來水"
OWN_WATER = folded(
    *("地下水", "井水", "河水", "湖水", "海水", "雨水", "雨撲滿", "回收水", "再生水", "純水", "超純水", "去離子水"),
    *("軟水", "冰水", "蒸餾水", "RO水"),
    *("groundwater", "ground water", "well water", "river water", "sea water", "seawater", "rainwater", "rain water", "DI water"),
    *("reclaimed water", "recycled water", "deionised water", "deionized water", "pure water", "ultrapure water"),
)
GREEN = folded(
    *("綠電", "再生能源", "憑證", "自發自用", "太陽能", "光電", "風電", "風力", "水力發電", "地熱"),
    *(
        "green power",
        "green electricity",
        "renewable",
        "certificate",
        "solar",
        "photovoltaic",
        "PV",
        "wind power",
        "wind electricity",
    ),
)
STEAM = ("蒸汽", "蒸气", "热水", "热媒", "steam", "district heat", "hot water")
LACKING = re.compile(r"\b(?:fuel|biofuels?|coke|steam|burning|heat)\b")
"""What the notes of terms speak of that tell of a carrier of energy which the catalogue lacks."""
POWERED = ("电", "electric", "electricity", "electrical", "power")


@dataclass(frozen=True)
class Need:
    """What a line is for. ``why`` tells why it takes no factor; ``default`` why factors serve it whatever its words say."""

    purpose: str
    why: Message | None = None
    default: Message | None = None

    def serves(self, factor: Factor) -> bool:
        """Tell whether a factor serves the purpose by itself: grid electricity, tap water."""
        if self.purpose == FUEL_OR_POWER:
            return factor.role == "electricity"
        return self.purpose == WATER and TAP_WATER in factor.name

    def refuses(self, factor: Factor) -> Message | None:
        """Return why a factor does not serve the purpose, None where it may."""
        if is_service(factor):
            return message("a service, and the line is none")
        if self.purpose == FUEL_OR_POWER:
            return _not_for_energy(factor)
        if self.purpose == WATER:
            return None if factor.category == UTILITIES and not factor.role else message("no water supply")
        if factor.boundary == "cradle-to-grave":
            return message("a cradle-to-grave product counts its use and end of life too: not for a material")
        if factor.role and factor.role not in NOT_BURNED:
            return message("it counts burning or electricity: not for a material")
        if factor.category == UTILITIES and not factor.role and "水" not in factor.name:
            return message("energy, and the line is a material")
        return None

    def only_exact(self, factor: Factor) -> bool:
        """Tell whether a factor is for a line that names it: food and consumer products."""
        return self.purpose == MATERIAL and factor.category in CONSUMER


def _not_for_energy(factor: Factor) -> Message | None:
    if factor.role in ("fuel-use", "electricity"):
        return None
    if factor.role == "fuel-upstream":
        return message("it counts the supply of the fuel, not its burning")
    if factor.role:
        return message("only a part of the footprint of electricity")
    if factor.category == UTILITIES and factor.unit == "kWh":
        return None
    return message("no energy carrier")


def is_service(factor: Factor) -> bool:
    """Tell whether a factor is for transport or for the treatment of waste or waste water."""
    return factor.category in SERVICES or "服務" in factor.name


def need_of(line: Line, terms: Terms) -> Need:
    """Return what a line is for."""
    if line.group in ("co-product", "product"):
        return Need(NO_FACTOR, message("what is sold leaves free of burden; no credit is taken"))
    if line.group == "emission-water":
        return Need(NO_FACTOR, message("an emission to water has no effect on climate change by itself"))
    purpose = PURPOSES.get(line.group, MATERIAL)
    unit = find_unit(line.unit)
    if purpose == FUEL_OR_POWER and unit is not None and unit.kind == "energy":
        text = terms.read(line.name)
        if says(text, STEAM) and not says(text, POWERED):
            return Need(NO_FACTOR, message("the catalogue has no bought steam or heat"))
        if says(text, GREEN):
            return Need(purpose)
        return Need(purpose, default=message("electricity of the grid, by its unit"))
    if purpose == WATER:
        if says(terms.read(line.name), OWN_WATER):
            return Need(
                NO_FACTOR, message("the catalogue has tap water only; pumping and treating other water takes electricity")
            )
        return Need(purpose, default=message("tap water, the only supply of the catalogue"))
    return Need(purpose)
