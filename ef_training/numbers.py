"""Numbers and units as people read them: significant digits, and a dash, never a zero, where a value is missing."""

from __future__ import annotations

import math

from .messages import msg, translate
from .units import find_unit

MISSING = "—"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_UNITS = ((" (dimensionless)", ""), ("CO2e", "CO₂e"), ("CO2", "CO₂"), ("m3", "m³"), ("m2", "m²"), ("H+", "H⁺"))
UNIT_WORDS = (msg("disease incidence"), msg("m³ world eq deprived"))
"""Units that are words: written in the reader's language."""


def missing(value: float | None) -> bool:
    """Tell whether a value is missing (None or NaN)."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def significant(value: float | None, digits: int = 3) -> str:
    """Write a number with ``digits`` significant digits; `MISSING` where there is none.

    Between 0.001 and a million it is written plainly, beyond that as a power of ten.

    >>> significant(12345.6), significant(0.012), significant(-4.567e-6), significant(None), significant(0.0)
    ('12,300', '0.0120', '−4.57 × 10⁻⁶', '—', '0')
    """
    if value is None or math.isnan(value):
        return MISSING
    if value == 0:
        return "0"
    mantissa, exponent = f"{abs(value):.{digits - 1}e}".split("e")
    power = int(exponent)
    if -3 <= power < 6:
        decimals = max(digits - 1 - power, 0)
        text = f"{round(abs(value), digits - 1 - power):,.{decimals}f}"
    else:
        text = f"{mantissa} × 10{str(power).translate(_SUPERSCRIPT)}"
    return f"−{text}" if value < 0 else text


def percent(share: float | None, decimals: int = 1) -> str:
    """Write a share (0–1) as a percentage; what would round to zero is written as smaller than the last digit.

    >>> percent(0.1234), percent(0.0001), percent(-0.2), percent(None), percent(0.0)
    ('12.3%', '<0.1%', '−20.0%', '—', '0%')
    """
    if share is None or math.isnan(share):
        return MISSING
    if share == 0:
        return "0%"
    least = 10.0**-decimals
    if abs(share) * 100 < least / 2:
        return f"{'−' if share < 0 else ''}<{least:.{decimals}f}%"
    text = f"{abs(share) * 100:.{decimals}f}%"
    return f"−{text}" if share < 0 else text


def percent_beside(share: float, limit: float, decimals: int = 1) -> str:
    """Write a share (0–1) with as many decimals as tell it from a limit, at least ``decimals``, at most six.

    >>> percent_beside(0.10001, 0.1), percent_beside(0.123, 0.1), percent_beside(0.1, 0.1)
    ('10.001%', '12.3%', '10.0%')
    """
    if share != limit:
        while decimals < 6 and round(share * 100, decimals) == round(limit * 100, decimals):
            decimals += 1
    return percent(share, decimals)


def pretty_unit(unit: str, lang: str = "en") -> str:
    """Write a unit with its sub- and superscripts, its words in the reader's language.

    >>> pretty_unit("kg CO2 eq"), pretty_unit("m3 world eq deprived"), pretty_unit("mol H+ eq")
    ('kg CO₂ eq', 'm³ world eq deprived', 'mol H⁺ eq')
    """
    for plain, pretty in _UNITS:
        unit = unit.replace(plain, pretty)
    return translate(unit, lang) if unit in UNIT_WORDS else unit


def plain(value: float | None) -> str:
    """Write a number of the inventory with up to six significant digits, without trailing zeros.

    >>> plain(1250.0), plain(0.3200), plain(None)
    ('1,250', '0.32', '—')
    """
    if value is None or math.isnan(value):
        return MISSING
    if value and not 1e-4 <= abs(value) < 1e9:
        return significant(value, 4)
    text = f"{value:,.{max(6 - 1 - math.floor(math.log10(abs(value))), 0) if value else 0}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def unit_text(unit: str, lang: str, amount: float = 2.0) -> str:
    """Return the project's spelling of a unit, Brightway's included; counted things get a word."""
    found = find_unit(unit)
    code = found.code if found else unit
    if code != "item":
        return pretty_unit(code)
    return translate("piece", lang) if amount == 1 else translate("pieces", lang)
