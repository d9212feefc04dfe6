"""Units of climate factors as people write them: kgCO2e/kg, 公斤CO2e/度, gCO2-eq per kWh, or just what the factor is per."""

from __future__ import annotations

import re

from ..text import fold
from ..units import find_unit

_CO2 = r"(?:co2|二氧化碳|碳)[-_]?(?:e|eq|equivalent|equivalents|當量)?[.]?"
_ABOVE = re.compile(rf"(?P<mass>kg|g|t|mt|公斤|千克|公克|克|公噸|噸)?[-_.·]*{_CO2}")
_MASS = {"kg": 1.0, "公斤": 1.0, "千克": 1.0, "g": 1e-3, "公克": 1e-3, "克": 1e-3, "t": 1e3, "mt": 1e3, "公噸": 1e3, "噸": 1e3}


_ROW = frozenset(
    fold(word) for word in ("單位", "活動數據單位", "單位活動數據", "計量單位", "數量單位", "unit", "宣告單位", "功能單位", "")
)
"""Words below the stroke that mean the unit of the row."""


def numerator(text: str) -> float | None:
    """Return kg CO2e in one of what a text names, where it names no unit below the stroke or only "unit"; else None.

    >>> numerator("gCO2e/單位"), numerator("kgCO2e"), numerator("kgCO2e/kg")
    (0.001, 1.0, None)
    """
    parts = re.split(r"/|per|每", fold(text).strip("()[]"), maxsplit=1)
    match = _ABOVE.fullmatch(parts[0])
    if match is None or (len(parts) > 1 and parts[1] not in _ROW):
        return None
    return _MASS[match["mass"]] if match["mass"] else 1.0


def read_factor_unit(text: str) -> tuple[float, str, str] | None:
    """Read the unit of a climate factor: kg CO2e in one of what stands above the stroke, code and spelling of the unit below it.

    A unit alone ("kg", "度") is that below the stroke, with kg CO2e above it. None where the text is no such unit.

    >>> read_factor_unit("kgCO2e/kg"), read_factor_unit("公克 CO₂e／度"), read_factor_unit("公噸"), read_factor_unit("kgCO2e")
    ((1.0, 'kg', 'kg'), (0.001, 'kWh', '度'), (1.0, 't', '公噸'), None)
    """
    folded = fold(text)
    if folded[:1] in ("(", "[") and folded[-1:] in (")", "]"):  # "(kgCO2e/kg)", but not "公斤(kg)"
        folded = folded[1:-1]
    parts = re.split(r"/|per|每", folded, maxsplit=1)
    if len(parts) == 1:
        found = find_unit(folded)
        return (1.0, found.code, folded) if found else None
    above, below = parts[0], re.sub(r"^(?:每|per|1)+", "", parts[1])
    below = below if find_unit(below) else below.strip("()")
    found, match = find_unit(below), _ABOVE.fullmatch(above)
    if found is None or (above and match is None):
        return None
    return (_MASS[match["mass"]] if match and match["mass"] else 1.0), found.code, below
