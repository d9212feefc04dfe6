"""Substances given off to air: their elementary flow, and whether they warm the climate (``data/substances.csv``).

``flow`` is the code of the flow to air, compartment not told, in bw2io's flow list (biosphere3); ``words`` are what lines of
emissions call it; ``gwp`` its name in the GWP table, empty where it is no greenhouse gas of that table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import DataError, Problem
from ...inventory.fuels import has
from ...tables import read_bytes, read_rows, shipped

if TYPE_CHECKING:
    from ...factors.gwp import GwpEntry, GwpTable

COLUMNS = ("substance", "words", "gwp", "flow", "flow_name")
GWP_SET = "AR6"
_REFRIGERANT = re.compile(
    r"(?<![A-Za-z0-9])(?:R|HFC|HCFC|CFC|HFO)[\s-]?(\d{2,4}(?:[A-Za-z]{1,3}(?:\([EZ]\))?)?)(?![A-Za-z0-9])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Substance:
    """One substance; ``gwp`` is empty where it is no greenhouse gas."""

    substance: str
    words: tuple[str, ...]
    gwp: str
    flow: str
    flow_name: str


@dataclass(frozen=True)
class Substances:
    """All substances, in the order of the table."""

    rows: tuple[Substance, ...]

    def emitted(self, name: str) -> Substance | None:
        """Return the substance a line of emissions speaks of; the longest of the words found counts, None where there is none."""
        found = [(len(word), row) for row in self.rows for word in row.words if has(name, (word,))]
        return max(found, key=lambda pair: pair[0])[1] if found else None

    def parts(self, entry: GwpEntry) -> tuple[tuple[Substance, float], ...]:
        """Return the substances of a refrigerant with their mass fractions; empty where one of them has no flow."""
        by_gwp = {row.gwp: row for row in self.rows if row.gwp}
        composition = entry.composition or ((entry.substance, 1.0),)
        if any(name not in by_gwp for name, _ in composition):
            return ()
        return tuple((by_gwp[name], share) for name, share in composition)


def load_substances() -> Substances:
    """Load the table.

    Raises
    ------
    DataError
        A column is missing.
    """
    path = shipped("ef_training.linking", "data", "substances.csv")
    problems: list[Problem] = []
    rows = tuple(
        Substance(
            row["substance"], tuple(word for word in row["words"].split(";") if word), row["gwp"], row["flow"], row["flow_name"]
        )
        for row in read_rows(read_bytes(path, DataError), path.name, COLUMNS, problems)
    )
    if problems:
        raise DataError(problems)
    return Substances(rows)


def refrigerant(name: str, gwp: GwpTable) -> GwpEntry | None:
    """Return the refrigerant a name speaks of ("冷媒 R-134a 填充", "HFC134A"), by the newest GWP set; None where there is none.

    >>> from ef_training.factors import load_gwp
    >>> refrigerant("冰水機補R410a", load_gwp()).target
    'R-410A@AR6'
    """
    for number in _REFRIGERANT.findall(name):
        entry = gwp.by_key.get((f"r{number}".casefold(), GWP_SET))
        if entry is not None:
            return entry
    return None
