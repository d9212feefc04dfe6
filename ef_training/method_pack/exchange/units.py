"""Units of elementary flows and of indicators as LCIA methods write them.

Flow units lead to the spellings of biosphere3. Spellings are kept apart by case where case carries the meaning (MBq and mBq).
Factors: SI Brochure, 9th edition (2019): prefixes; 1 Bq is one decay per second; 1 kWh = 3.6 MJ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ...text import fold
from ...units import find_unit

_OWN = {
    "kilogram": ("kg", "kilograms"),
    "kilo Becquerel": ("kBq", "kilobecquerel", "kilo bq"),
    "square meter-year": ("m2*a", "m2a", "m2.a", "m²a", "m²*a", "m2*year", "m2yr", "m2 a", "m2·a", "m2*yr", "square meter year"),
    "cubic meter-year": ("m3*a", "m3a", "m³a", "m3*year", "m3y", "m3*yr", "cubic meter year"),
    "standard cubic meter": ("Sm3", "Nm3", "normal cubic meter"),
    "megajoule": ("MJ",),
}
_SCALED = {
    "Bq": ("kilo Becquerel", 1e-3),
    "becquerel": ("kilo Becquerel", 1e-3),
    "MBq": ("kilo Becquerel", 1e3),
    "GBq": ("kilo Becquerel", 1e6),
    "TJ": ("megajoule", 1e6),
    "kJ": ("megajoule", 1e-3),
    "J": ("megajoule", 1e-6),
    "ha": ("square meter", 1e4),
    "km2": ("square meter", 1e6),
    "ha*a": ("square meter-year", 1e4),
    "km2*a": ("square meter-year", 1e6),
    "µg": ("kilogram", 1e-9),
    "μg": ("kilogram", 1e-9),
}
_KINDS = {
    "mass": "kilogram",
    "energy": "megajoule",
    "volume": "cubic meter",
    "area": "square meter",
    "radioactivity": "kilo Becquerel",
    "land occupation": "square meter-year",
}
_EQUIVALENT = re.compile(r"(equivalents?|equiv\.?|äq\.?|aeq\.?|e|eq)$")


@dataclass(frozen=True, slots=True)
class FlowUnit:
    """A unit of flows: one of it is ``factor`` of the unit ``brightway``; units with the same ``brightway`` convert."""

    brightway: str
    factor: float


@lru_cache(maxsize=4096)
def flow_unit(text: str) -> FlowUnit | None:
    """Return the unit of a spelling in terms of the unit that the flow list counts in; None where it is unknown.

    >>> flow_unit("g"), flow_unit("m2*a"), flow_unit("Bq"), flow_unit("furlong")
    (FlowUnit(brightway='kilogram', factor=0.001), FlowUnit(brightway='square meter-year', factor=1.0), \
FlowUnit(brightway='kilo Becquerel', factor=0.001), None)
    """
    text = text.strip()
    if text in _SCALED:
        return FlowUnit(*_SCALED[text])
    found = _folded().get(fold(text))
    if found is not None:
        return found
    known = find_unit(text)
    if known is None:
        return None
    base = _KINDS.get(known.kind)
    return FlowUnit(base, known.factor) if base else FlowUnit(known.brightway, 1.0)


@lru_cache(maxsize=1)
def _folded() -> dict[str, FlowUnit]:
    """Spellings that are safe to fold, by their folded form."""
    table = {fold(spelling): FlowUnit(unit, 1.0) for unit, spellings in _OWN.items() for spelling in (unit, *spellings)}
    return table | {fold(name): FlowUnit(*_SCALED[name]) for name in ("becquerel", "ha*a", "km2*a", "ha", "km2")}


def per(value: float, written: FlowUnit, listed: FlowUnit) -> float:
    """Return a factor per ``written`` unit as a factor per ``listed`` unit; the very same number where the units are one.

    >>> per(0.025, FlowUnit("kilogram", 0.001), FlowUnit("kilogram", 1.0))
    25.0
    """
    return value if written.factor == listed.factor else value * (listed.factor / written.factor)


def indicator_ratio(written: str, wanted: str) -> float | None:
    """Return how many of the indicator's unit ``wanted`` one of ``written`` is; None where that is not known.

    >>> indicator_ratio("kg CO2-Eq.", "kg CO2 eq"), indicator_ratio("g CO2 eq", "kg CO2 eq"), indicator_ratio("DALY", "CTUh")
    (1.0, 0.001, None)
    """
    if _plain(written) == _plain(wanted):
        return 1.0
    one, other = (text.strip().split(" ", 1) for text in (written, wanted))
    if len(one) == 2 and len(other) == 2 and _plain(one[1]) == _plain(other[1]):
        a, b = flow_unit(one[0]), flow_unit(other[0])
        if a is not None and b is not None and a.brightway == b.brightway:
            return a.factor / b.factor
    return None


_SPELT = {
    "pt": ("pt(dimensionless)", "dimensionless", "pt", "point", "points"),
    "m3world": ("m3worldeqdeprived", "m3worldeq", "m3world", "m3depriv", "m3worldequiv", "m3worldeqdeprivedwater"),
    "disease": ("diseaseincidence", "diseaseincidences", "diseaseinc", "deathsdiseaseincidences"),
    "mj": ("mjnetcalorificvalue",),
    "kbqu235": ("kbq235u",),
}
_SAME = {spelling: plain for plain, spellings in _SPELT.items() for spelling in spellings}


def _plain(text: str) -> str:
    """Fold the unit of an indicator: case, spaces, hyphens, points, and the many ways to write "eq"."""
    plain = re.sub(r"[\s.,_^-]+", "", fold(text)).replace("₂", "2").replace("₃", "3")
    if plain not in _SAME:
        plain = _EQUIVALENT.sub("", plain)
    return _SAME.get(plain, plain)
