"""Finding the global warming potential of what leaks or is given off, by the words of a line."""

from __future__ import annotations

from dataclasses import dataclass

from ...messages import Message, message
from ..gwp import SETS, GwpEntry, GwpTable
from ..naming.ranking import NameIndex
from ..naming.terms import Terms

FIRST = "AR6"


@dataclass(frozen=True)
class Gas:
    """An entry of the GWP table with the score of the words that led to it."""

    entry: GwpEntry
    score: float
    reasons: tuple[Message, ...]
    warnings: tuple[Message, ...] = ()


class GasFinder:
    """Finds substances of the GWP table by name, formula or number."""

    def __init__(self, gwp: GwpTable, terms: Terms):
        self._entries = gwp.entries
        names = [
            (entry.target, "|".join(filter(None, (entry.substance, entry.name_zh, entry.name_en, entry.formula))))
            for entry in gwp.entries
        ]
        self._index = NameIndex(names, terms)

    def find(self, name: str) -> list[Gas]:
        """Return the gases a name speaks of, best first, those of the newest set before others."""
        found = []
        for position, known in self._index.evidence(self._index.read(name), kinds=("gwp", "core")).items():
            entry = self._entries[position]
            later = 0.0 if entry.gwp_set == FIRST else 0.05
            reasons = (*known.reasons, message("GWP of {set}", set=entry.gwp_set))
            warnings = (known.term.remark,) if known.term is not None and known.term.remark is not None else ()
            found.append(Gas(entry, round(max(known.score - later, 0.0), 4), reasons, warnings))
        return sorted(found, key=lambda gas: (-gas.score, SETS.index(gas.entry.gwp_set)))
