"""What one dataset can be exchanged for: recycled material, other power, fuel or carriage.

Both tables are the project's own, for the datasets of the training background. ``data/recycled.csv`` says of a material whether
a virgin and a recycled dataset stand beside each other (``pair``, with the kg of virgin material in one unit of the dataset),
whether recycled content is already inside (``inside``) or no recycled dataset exists (``none``). The allocation A and the quality
Qs/Qp of the pairs are those of Annex C (version 2.1, May 2020) of the PEF method, from a public transcription; they were not
compared with the Commission's own table. ``data/replacements.csv``: one unit of ``dataset`` changes by ``amount`` ×
(score of ``other`` − score of ``instead_of``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ...errors import DataError, Problem
from ...messages import message
from ...tables import Row, read_bytes, read_rows, shipped

STATES = ("pair", "inside", "none")
RECYCLED = (
    "dataset",
    "state",
    "virgin",
    "recycled",
    "amount",
    "material_en",
    "material_zh",
    "allocation",
    "quality",
    "note_en",
    "note_zh",
)
REPLACEMENTS = ("lever", "dataset", "instead_of", "other", "amount", "text_en", "text_zh", "note_en", "note_zh")


@dataclass(frozen=True)
class Said:
    """A text in both languages."""

    en: str
    zh: str

    def filled(self, **values: object) -> Said:
        """Return the text with its values put in."""
        return Said(self.en.format(**values), self.zh.format(**values))


@dataclass(frozen=True)
class Recycled:
    """What is known of recycled content in a dataset.

    ``state`` is one of `STATES`; only a ``pair`` has the rest: codes of both datasets, kg of ``virgin`` in one unit of the
    dataset, A and Qs/Qp of the circular footprint formula, the material's name.
    """

    dataset: str
    state: str
    note: Said
    virgin: str = ""
    recycled: str = ""
    amount: float = 0.0
    allocation: float = 0.0
    quality: float = 0.0
    material: Said = Said("", "")


@dataclass(frozen=True)
class Replacement:
    """One thing in place of another: a unit of ``dataset`` changes by ``amount`` × (``other`` − ``instead_of``)."""

    lever: str
    dataset: str
    instead_of: str
    other: str
    amount: float
    text: Said
    note: Said


@lru_cache(maxsize=1)
def recycled_materials() -> dict[str, Recycled]:
    """Load ``recycled.csv``, by dataset; raises `DataError` with every row that is not sound."""
    problems: list[Problem] = []
    found = {row["dataset"]: _recycled(row, problems) for row in _rows("recycled.csv", RECYCLED, problems)}
    if problems:
        raise DataError(problems)
    return found


@lru_cache(maxsize=1)
def replacements() -> dict[str, tuple[Replacement, ...]]:
    """Load ``replacements.csv``, by dataset; raises `DataError` with every row that is not sound."""
    problems: list[Problem] = []
    found: dict[str, tuple[Replacement, ...]] = {}
    for row in _rows("replacements.csv", REPLACEMENTS, problems):
        read = Replacement(
            row["lever"],
            row["dataset"],
            row["instead_of"],
            row["other"],
            row.number_of("amount", problems),
            Said(row["text_en"], row["text_zh"]),
            Said(row["note_en"], row["note_zh"]),
        )
        found[read.dataset] = (*found.get(read.dataset, ()), read)
    if problems:
        raise DataError(problems)
    return found


def _rows(name: str, columns: tuple[str, ...], problems: list[Problem]) -> list[Row]:
    return read_rows(read_bytes(shipped("ef_training.assessment", "data", name), DataError), name, columns, problems)


def _recycled(row: Row, problems: list[Problem]) -> Recycled:
    note = Said(row["note_en"], row["note_zh"])
    if row["state"] not in STATES:
        problems.append(Problem(message("unknown state “{text}”", text=row["state"]), row.where("state")))
    if row["state"] != "pair":
        return Recycled(row["dataset"], row["state"], note)
    return Recycled(
        row["dataset"],
        row["state"],
        note,
        row["virgin"],
        row["recycled"],
        row.number_of("amount", problems),
        row.number_of("allocation", problems),
        row.number_of("quality", problems),
        Said(row["material_en"], row["material_zh"]),
    )
