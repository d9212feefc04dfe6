"""Units as they are written in Taiwan's forms, their kind, and conversion within a kind.

A unit is known by a short code ("kg", "kWh"). Spellings are folded (full width, case, spaces) before they are looked up.
Conversion happens only within a kind; between kinds a target must bring a multiplier with its unit ("kg/L").

Sources of the factors: SI Brochure, 9th edition (2019); 1 cal = 4.1868 J (International Table calorie).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .errors import UnitError
from .messages import message
from .text import fold


@dataclass(frozen=True)
class Unit:
    """A unit of measurement.

    Parameters
    ----------
    code : str
        The project's spelling, also the spelling in results.
    kind : str
        Units of one kind convert into each other.
    factor : float
        How many of the kind's base unit one of this unit is (mass kg, energy MJ, volume m3, length km, …).
    brightway : str
        The spelling in Brightway databases.
    spellings : tuple of str
        Other spellings, Chinese and English.
    """

    code: str
    kind: str
    factor: float
    brightway: str
    spellings: tuple[str, ...] = ()


UNITS: tuple[Unit, ...] = (
    Unit("mg", "mass", 1e-6, "milligram", ("毫克",)),
    Unit("g", "mass", 1e-3, "gram", ("公克", "克", "gram")),
    Unit("kg", "mass", 1.0, "kilogram", ("公斤", "千克", "kilogram", "kgs", "公斤(kg)", "kg(公斤)", "kilograms", "kgm")),
    Unit(
        "t",
        "mass",
        1e3,
        "ton",
        ("公噸", "噸", "mt", "ton", "tonne", "公噸(t)", "公噸(mt)", "metric ton", "公吨", "吨", "千公斤", "tonnes"),
    ),
    Unit("MJ", "energy", 1.0, "megajoule", ("百萬焦耳", "megajoule", "兆焦耳")),
    Unit("GJ", "energy", 1e3, "gigajoule", ("十億焦耳",)),
    Unit("kWh", "energy", 3.6, "kilowatt hour", ("度", "千瓦小時", "度(kwh)", "kilowatt hour", "kw-h", "kw.h")),
    Unit("MWh", "energy", 3600.0, "megawatt hour", ("千度", "仟度", "百萬瓦小時")),
    Unit("kcal", "energy", 4.1868e-3, "kilocalorie", ("千卡", "大卡")),
    Unit("mL", "volume", 1e-6, "milliliter", ("毫升", "cc", "cm3", "cm³", "立方公分")),
    Unit("L", "volume", 1e-3, "liter", ("公升", "升", "litre", "liter", "ltr", "公升(l)")),
    Unit("kL", "volume", 1.0, "kiloliter", ("公秉", "公秉(kl)", "千升")),
    Unit("m3", "volume", 1.0, "cubic meter", ("立方公尺", "立方米", "m³", "m^3", "立方公尺(m3)", "cubic meter", "cubic metre")),
    Unit("km3", "volume", 1e3, "thousand cubic meter", ("千立方公尺", "千立方米")),
    Unit("Nm3", "gas volume at normal conditions", 1.0, "normal cubic meter", ("標準立方公尺", "nm³")),
    Unit("m2", "area", 1.0, "square meter", ("平方公尺", "平方米", "m²", "m^2", "平方公尺(m2)", "square meter", "square metre")),
    Unit("m2*year", "land occupation", 1.0, "square meter-year", ("square meter-year", "m2a")),
    Unit("mm", "length", 1e-3, "millimeter", ("公釐", "毫米")),
    Unit("m", "length", 1.0, "meter", ("公尺", "米", "meter", "metre", "公尺(m)")),
    Unit("km", "length", 1e3, "kilometer", ("公里", "kilometer", "kilometre", "車公里", "vkm", "vehicle-km")),
    Unit(
        "tkm",
        "freight transport",
        1.0,
        "ton kilometer",
        ("延噸公里", "延頓公里", "噸公里", "公噸公里", "ton kilometer", "t·km", "t.km", "t-km", "ton-km", "延噸公里(tkm)"),
    ),
    Unit("kgkm", "freight transport", 1e-3, "kilogram kilometer", ("公斤公里",)),
    Unit("pkm", "passenger transport", 1.0, "person kilometer", ("延人公里", "人公里", "延人公里(pkm)")),
    Unit(
        "item",
        "number",
        1.0,
        "unit",
        (
            "個",
            "件",
            "支",
            "片",
            "組",
            "台",
            "只",
            "只/個",
            "顆",
            "張",
            "箱",
            "盒",
            "瓶",
            "包",
            "袋",
            "條",
            "卷",
            "捲",
            "桶",
            "罐",
            "雙",
            "套",
            "枚",
            "pcs",
            "pc",
            "piece",
            "pieces",
            "ea",
            "unit",
            "set",
            "sheet",
            "box",
        ),
    ),
    Unit("dozen", "number", 12.0, "dozen", ("打",)),
    Unit("thousand items", "number", 1e3, "thousand items", ("千個", "千件", "千支", "千片", "千只", "kpcs")),
    Unit("person", "persons", 1.0, "person", ("人", "人次")),
    Unit("h", "time", 1.0, "hour", ("小時", "時", "hr", "hour", "hours")),
    Unit("d", "time", 24.0, "day", ("天", "日", "day", "days")),
    Unit("year", "time", 8760.0, "year", ("年", "yr", "a", "years")),
    Unit("kBq", "radioactivity", 1.0, "kilo Becquerel", ("kilo becquerel",)),
    Unit("TWD", "money", 1.0, "TWD", ("元", "新台幣", "新臺幣", "ntd", "nt$", "twd")),
    Unit("kTWD", "money", 1e3, "kTWD", ("千元", "仟元")),
    Unit("1", "share", 1.0, "dimensionless", ("-", "無因次", "dimensionless")),
    Unit("%", "share", 0.01, "percent", ("％", "百分比", "percent")),
)


AMBIGUOUS = frozenset(("Mg", "ML"))
"""Spellings that mean a thousand or a million times as much in the International System as they do where case is not minded."""


@lru_cache(maxsize=1)
def _by_spelling() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for unit in UNITS:
        for spelling in (unit.code, unit.brightway, *unit.spellings):
            table.setdefault(fold(spelling), unit)
    return table


def find_unit(text: str) -> Unit | None:
    """Return the unit of a spelling, or None where the spelling is unknown or may mean two units (`AMBIGUOUS`)."""
    if str(text).strip() in AMBIGUOUS:
        return None
    return _by_spelling().get(fold(str(text)))


def unit(text: str) -> Unit:
    """Return the unit of a spelling; raise `UnitError` where it is unknown.

    >>> unit("公噸").code
    't'
    """
    found = find_unit(text)
    if found is None:
        raise UnitError(message("unknown unit “{unit}”", unit=text))
    return found


def convert(amount: float, source: str, target: str) -> float:
    """Convert ``amount`` from unit ``source`` to unit ``target`` of the same kind.

    >>> convert(1.5, "公噸", "kg")
    1500.0
    """
    a, b = unit(source), unit(target)
    if a.kind != b.kind:
        raise UnitError(
            message(
                "“{source}” ({kind}) cannot be converted to “{target}” ({other}) without a conversion of its own",
                source=source,
                kind=a.kind,
                target=target,
                other=b.kind,
            )
        )
    return amount * a.factor / b.factor


def split_ratio(text: str) -> tuple[Unit, Unit]:
    """Read the unit of a multiplier, "numerator/denominator" ("kg/L", "MJ/m3"), as two units."""
    parts = str(text).split("/")
    if len(parts) != 2:
        raise UnitError(message("“{unit}” is not a unit of the form kg/L", unit=text))
    return unit(parts[0]), unit(parts[1])
