"""Strategies for groups that are wider than those of the data model (排放, 殘留物, 輔助項): which of them a row belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..inventory.model import GROUP_NAMES
from ..messages import message
from ..text import fold
from ..units import find_unit
from .strategy_cells import Row, assume, cell, said


class GroupRule:
    """Rows whose group is one of ``words`` and whose name matches ``name`` are of ``group``; an empty condition always holds."""

    def __init__(self, group: str, *, words: Iterable[str] = (), name: str = "", units: Iterable[str] = ()):
        self.group = group
        self.words = frozenset(fold(word) for word in words)
        self.name = re.compile(name, re.IGNORECASE)
        self.units = frozenset(units)

    def applies(self, word: str, name: str, unit_code: str) -> bool:
        """Tell whether the rule governs a row."""
        return (
            (not self.words or word in self.words)
            and (not self.units or unit_code in self.units)
            and bool(self.name.search(name))
        )


EMISSION_WORDS = ("排放", "排放源", "逸散", "逸散排放", "逸散源", "直接排放", "溫室氣體排放", "emission", "emissions", "fugitive")
RESIDUE_WORDS = ("殘留物", "廢棄物", "廢棄", "residue", "residues", "waste")
MATERIAL_WORDS = ("原物料", "原料", "物料", "輔助項", "輔助材料", "輔料", "耗材", "material", "auxiliary")
PACKAGING_NAME = (
    r"紙箱|紙盒|彩盒|瓦楞|棧板|包裝|(?:PE|PP|塑膠|夾鏈|OPP)[內外]?袋|氣泡布|收縮膜|拉伸膜|棧板膜|封箱膠帶|carton|pallet|packag"
)


def group_rules() -> tuple[GroupRule, ...]:
    """Return the rules for groups that hold several groups of the data model, in the order in which they are tried."""
    return (
        GroupRule("transport", units=("tkm", "kgkm")),
        GroupRule("refrigerant", words=EMISSION_WORDS, name=r"冷媒|refrigerant|\bR-?\d{2,4}[A-Za-z]?\b|HFC"),
        GroupRule("wastewater", words=(*EMISSION_WORDS, *RESIDUE_WORDS), name=r"廢水|污水|放流水|wastewater|sewage"),
        GroupRule("emission-water", words=EMISSION_WORDS, name=r"COD|BOD|懸浮固體|\bSS\b|氨氮|總磷|水體"),
        GroupRule("emission-air", words=EMISSION_WORDS),
        GroupRule("packaging", words=MATERIAL_WORDS, name=PACKAGING_NAME),
    )


def refine_groups(rows: list[Row]) -> list[Row]:
    """Bring rows of groups wider than the data model's (排放, 殘留物, 輔助項) into theirs, by name and unit; noted."""
    rules = group_rules()
    for row in rows:
        place, name = cell(row, "group"), cell(row, "name")
        if place is None or place.fault:
            continue
        unit = find_unit(said(row, "unit"))
        word = fold(str(place.value))
        rule = next((rule for rule in rules if rule.applies(word, said(row, "name"), unit.code if unit else "")), None)
        if rule is None or word == rule.group:
            continue
        row["group"] = replace(place, value=rule.group)
        label = _label(rule.group)
        if label and label in word:  # 原料運輸 says that it is transport
            continue
        what = message(
            "“{name}” of the group “{word}” was read as {group}",
            name=said(row, "name"),
            word=str(place.value),
            group=message(GROUP_NAMES[rule.group]),
        )
        assume(row, what, name.origin if name else place.origin)
    return rows


def _label(group: str) -> str:
    return {"transport": "運輸", "refrigerant": "冷媒", "wastewater": "廢水", "packaging": "包裝"}.get(group, "")
