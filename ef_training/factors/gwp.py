"""Global warming potentials for what the MOENV catalogue lacks: leaked refrigerants, methane, nitrous oxide, PFCs, SF6, NF3.

GWP100 in kg CO2e per kg. Sources: IPCC AR5 WG1 (2013) Table 8.A.1, without climate-carbon feedback; IPCC AR6 WG1
(2021) Table 7.SM.7, for methane Table 7.15. Blends are mass-weighted means of their components, composition from
ASHRAE Standard 34. Isobutane (R-600a) is in neither table and therefore missing here; enter a factor by hand for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import DataError, LinkError, Problem
from ..messages import message
from ..tables import Row, read_bytes, read_rows, sha256, shipped
from ..text import fold
from .spelling import close_to

SETS = ("AR5", "AR6")
COLUMNS = (
    "substance",
    "name_zh",
    "name_en",
    "formula",
    "gwp_set",
    "gwp100",
    "published",
    "source",
    "derived",
    "composition",
    "note",
)


@dataclass(frozen=True)
class GwpEntry:
    """One substance in one GWP set.

    ``kgco2e_per_kg`` is the GWP100; ``published`` is the text in the source ("<1" where only a bound is given, then
    the bound stands in ``kgco2e_per_kg`` and ``note`` says so). ``derived`` is empty, or how the value of a blend was
    computed from ``composition`` (substance, mass fraction).
    """

    substance: str
    gwp_set: str
    kgco2e_per_kg: float
    name_en: str
    name_zh: str
    formula: str
    published: str
    source: str
    derived: str
    composition: tuple[tuple[str, float], ...]
    note: str

    @property
    def target(self) -> str:
        """Return how a form refers to it: "R-134a@AR6"."""
        return f"{self.substance}@{self.gwp_set}"


@dataclass(frozen=True)
class GwpTable:
    """All entries; ``sha256`` is the hash of the table."""

    entries: tuple[GwpEntry, ...]
    sha256: str
    by_key: Mapping[tuple[str, str], GwpEntry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {(_key(e.substance), e.gwp_set): e for e in self.entries})

    def __len__(self) -> int:
        return len(self.entries)

    def lookup(self, target: str) -> GwpEntry:
        """Find "substance@set"; hyphens, spaces and case in the substance do not matter.

        Raises
        ------
        LinkError
            No set is named, or the substance is not in that set; names the sets that have it, or close spellings.

        Examples
        --------
        >>> load_gwp().lookup("R-134a@AR6").kgco2e_per_kg
        1530.0
        """
        substance, _, gwp_set = target.rpartition("@")
        entry = self.by_key.get((_key(substance), gwp_set.strip().upper()))
        if entry is not None:
            return entry
        here = [e.target for e in self.entries if _key(e.substance) == _key(substance or target)]
        hint = close_to(target, [e.target for e in self.entries], here, cutoff=0.8)
        raise LinkError(
            Problem(
                message("the GWP table has no “{target}” (substance@set, for example R-134a@AR6)", target=target),
                mend=hint or message("enter a factor by hand, with its source"),
            )
        )


def load_gwp(path: Path | None = None) -> GwpTable:
    """Load the GWP table that is shipped, or one of the same columns.

    Raises
    ------
    DataError
        With every cell that is not sound: no number, negative GWP, unknown set, entry that stands twice, composition
        that does not sum to 1.
    """
    path = path or shipped("ef_training.factors", "data", "gwp.csv")
    content = read_bytes(path, DataError)
    problems: list[Problem] = []
    entries: list[GwpEntry] = []
    seen: set[tuple[str, str]] = set()
    for row in read_rows(content, path.name, COLUMNS, problems):
        entry = _entry(row, problems)
        key = (_key(entry.substance), entry.gwp_set)
        if key in seen:
            problems.append(Problem(message("“{target}” stands twice", target=entry.target), row.where("substance")))
        seen.add(key)
        entries.append(entry)
    if problems:
        raise DataError(problems)
    return GwpTable(tuple(entries), sha256(content))


def _entry(row: Row, problems: list[Problem]) -> GwpEntry:
    value = row.number_of("gwp100", problems)
    if value < 0:
        problems.append(Problem(message("a GWP cannot be negative"), row.where("gwp100")))
    if row["gwp_set"] not in SETS:
        problems.append(Problem(message("unknown GWP set “{text}”", text=row["gwp_set"]), row.where("gwp_set")))
    return GwpEntry(
        substance=row["substance"],
        gwp_set=row["gwp_set"],
        kgco2e_per_kg=value,
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        formula=row["formula"],
        published=row["published"],
        source=row["source"],
        derived=row["derived"],
        composition=_composition(row, problems),
        note=row["note"],
    )


def _composition(row: Row, problems: list[Problem]) -> tuple[tuple[str, float], ...]:
    parts = [part.rpartition(":") for part in row["composition"].split(";") if part]
    try:
        composition = tuple((name, float(share)) for name, _, share in parts)
    except ValueError:
        composition = (("", 0.0),)
    if composition and abs(sum(share for _, share in composition) - 1) > 1e-9:
        problems.append(
            Problem(
                message("“{text}” is not a composition whose mass fractions sum to 1", text=row["composition"]),
                row.where("composition"),
            )
        )
    return composition


def _key(substance: str) -> str:
    return fold(substance).replace("-", "")
