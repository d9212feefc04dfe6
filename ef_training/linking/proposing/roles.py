"""Which dataset of a background plays which part: the lorry of a leg, the grid of a country, the boiler of a fuel …

One table per background (``data/roles-NAME.csv``, columns `COLUMNS`). ``role`` is the part, with what it depends on after a colon
("mode:lorry-16t", "electricity:TW"). Three say something about a dataset instead: ``efficiency`` (``value`` 0–1: useful heat
per lower heat value of the fuel burned in it, as its technology note has it), ``pure`` (it counts a substance at 100 %, whatever
the solution), ``holds-transport`` (``value`` km: the waste's way to the treatment that is already in it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...background import load_processes
from ...errors import DataError, Problem
from ...messages import message
from ...tables import read_bytes, read_rows, sha256, shipped

COLUMNS = ("role", "dataset", "value", "note_zh", "note_en")
ABOUT = ("efficiency", "pure", "holds-transport")
"""Roles that say something about a dataset, and of which there may be many."""


@dataclass(frozen=True, slots=True)
class Role:
    """One row: ``dataset`` plays ``role``; ``value`` where the role has one."""

    role: str
    dataset: str
    value: float | None
    note_zh: str
    note_en: str

    def says(self, lang: str) -> str:
        """Return the note in a language."""
        return self.note_zh if lang == "zh-TW" else self.note_en


@dataclass(frozen=True)
class Roles:
    """The roles of one background; ``sha256`` is the hash of the table."""

    rows: tuple[Role, ...]
    sha256: str = ""
    _by_role: Mapping[str, Role] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_role", {row.role: row for row in self.rows if row.role not in ABOUT})

    def of(self, role: str, *depends: str) -> Role | None:
        """Return who plays a role ("mode", "lorry-16t"), None where nobody does."""
        return self._by_role.get(":".join((role, *depends)))

    def about(self, role: str, dataset: str) -> Role | None:
        """Return what is said about a dataset ("efficiency", "pure", "holds-transport"), None where nothing is."""
        return next((row for row in self.rows if row.role == role and row.dataset == dataset), None)


def load_roles(background: str = "training", *, path: Path | None = None) -> Roles:
    """Load the roles of a background; none where it has no such table.

    Raises
    ------
    DataError
        With every row that is not sound: a dataset that the background does not have, a role that stands twice.
    """
    path = path or shipped("ef_training.linking", "data", f"roles-{background}.csv")
    if not path.is_file():
        return Roles(())
    content = read_bytes(path, DataError)
    problems: list[Problem] = []
    processes = load_processes(background)
    rows = []
    seen: set[tuple[str, str]] = set()
    for row in read_rows(content, path.name, COLUMNS, problems):
        role = Role(row["role"], row["dataset"], row.optional("value", problems), row["note_zh"], row["note_en"])
        if role.dataset not in processes:
            problems.append(Problem(message("the background has no dataset “{code}”", code=role.dataset), row.where("dataset")))
        key = role.role, role.dataset if role.role in ABOUT else ""
        if key in seen or not role.role:
            problems.append(Problem(message("the id “{id}” is empty or stands twice", id=role.role), row.where("role")))
        seen.add(key)
        rows.append(role)
    if problems:
        raise DataError(problems)
    return Roles(tuple(rows), sha256(content))
