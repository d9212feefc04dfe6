"""What the lines of an unknown table are: stage, group and level, guessed from the titles of its table and sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...text import fold
from ..layout_model import Importer
from .guess import Guesses, Lexicon

MORE_GROUP_WORDS = {
    "電": "energy",
    "油品": "energy",
    "瓦斯": "energy",
    "天然氣": "energy",
    "蒸汽": "energy",
    "物料": "material",
    "化學品": "auxiliary",
    "包裝": "packaging",
    "冷凍": "refrigerant",
    "廢料": "waste",
    "污泥": "waste",
    "物流": "transport",
    "化糞池": "emission-air",
    "水肥": "wastewater",
}
"""Words in titles of tables, beside those of the vocabulary, that tell the group of its lines."""


@dataclass(frozen=True)
class Kind:
    """Stage, group, level and id prefix of a table's lines, empty where nothing tells; ``because`` holds the text that told."""

    stage: str = ""
    group: str = ""
    level: str = ""
    prefix: str = ""
    because: Mapping[str, str] = field(default_factory=dict)


def guess_kind(guesses: Guesses, words: Lexicon, base: Importer, titles: Sequence[str]) -> Kind:
    """Return what the titles (the table's own first, then the sheet's) tell of the lines; the stage follows from the group."""
    because: dict[str, str] = {}
    group = _tell("group", titles, {**MORE_GROUP_WORDS, **_vocabulary(base, "group")}, because)
    stage = _tell("stage", titles, _vocabulary(base, "stage"), because)
    homes = [sheet for sheet in base.sheets if sheet.stage and _holds(sheet.id, group, base)]
    if homes and (not stage or group):
        stage, because["stage"] = homes[0].stage, because.get("group", "")
    level = _tell("level", titles, words.level_words, because)
    amounts = [guess for guess in guesses.columns if guess.field == "amount"]
    if amounts and amounts[0].level:
        level, because["level"] = amounts[0].level, amounts[0].column.header
    if guesses.record == "transport":
        group = "transport"
        because.setdefault("group", "transport")
        if not stage:
            stage, because["stage"] = "distribution", "transport"
    return Kind(stage, group, level, homes[0].prefix if homes else "X", because)


def _holds(sheet_id: str, group: str, base: Importer) -> bool:
    """Tell whether a sheet of the standard form is the place of a group."""
    sheet = base.sheet(sheet_id)
    if sheet.group:
        return sheet.group == group
    return any(group in one.choices for table in sheet.tables for one in table.fields if one.id == "group")


def _vocabulary(base: Importer, name: str) -> dict[str, str]:
    vocabulary = base.vocabularies[name]
    return {
        fold(spelling): key
        for key, label in vocabulary.labels.items()
        for spelling in (*label.values(), *vocabulary.aliases[key])
    }


def _tell(key: str, titles: Sequence[str], meanings: Mapping[str, str], because: dict[str, str]) -> str:
    """Return the meaning of the longest word that stands in the first title that holds one; note that title."""
    for title in titles:
        found = max((word for word in meanings if word in fold(title)), key=len, default="")
        if found:
            because[key] = title
            return meanings[found]
    return ""
