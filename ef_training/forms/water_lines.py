"""Which 度 is meant: kilowatt hours or cubic metres, and which lines of energy are water."""

from __future__ import annotations

import re
import unicodedata

from ..messages import message, msg
from ..text import fold
from ..units import find_unit
from .notes import Notes
from .records import Record

ENERGY, WATER = "energy", "water"
WATER_LINE = msg("“{name}” of the group energy was read as water")
KILOWATT_HOURS = msg("the unit “{spelling}” was read as {unit} where the name does not say that it is electricity ({cells})")
DEGREES = frozenset(("度", "千度", "仟度"))
"""Spellings of a unit by which electricity is metered, and also water and gas."""

_WATER = re.compile(
    r"自來水|用水|地下水|井水|河水|雨水|水費|純水$|ro水|軟水$|回收水$|(?:tap|city|process|cooling|ground|well|fresh)water|^水$|^water$"
)
_NO_WATER = re.compile(r"電|熱水|蒸汽|廢水|污水|瓦斯|泵|electric|steam|power|pump|waste")
_ELECTRICITY = re.compile(r"電|太陽能|electric|power|solar|\bac\b|kwh", re.IGNORECASE)


def settled_group(record: Record, group: str, notes: Notes) -> str:
    """Return the group of a line: water where a line of energy is named as water and not counted as energy; that is noted."""
    name = record["name"] or ""
    if group != ENERGY or not _WATER.search(fold(name)) or _NO_WATER.search(fold(name)):
        return group
    spelling = record.spelled.get("unit", "")
    found = find_unit(spelling)
    if found is not None and found.kind == "energy" and not is_degree(spelling):
        return group
    notes.assume(message(WATER_LINE, name=name), record.where("name"))
    return WATER


def is_degree(spelling: str) -> bool:
    """Tell whether a unit is spelled by the word for what a meter counts, whatever it meters.

    >>> is_degree("千度"), is_degree("kWh")
    (True, False)
    """
    return fold(spelling) in DEGREES


def is_electricity(name: str) -> bool:
    """Tell whether a name is clearly that of electricity."""
    return bool(_ELECTRICITY.search(unicodedata.normalize("NFKC", name)))
