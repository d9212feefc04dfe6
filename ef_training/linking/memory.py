"""The memory: what reviewed, generic terms lead to, kept for the next company.

It holds trade and material words, the kind of line they stand for and their targets; no amounts, no names of companies,
suppliers, products or parts. It is a CSV table with the columns `COLUMNS` in the user's data folder
(`ef_training.files.data_folder`) or wherever ``path`` says. Nothing enters it without somebody's review; what is proposed from it
says whose.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import DataError, Problem
from ..factors.naming.folding import canon
from ..factors.spelling import close_to
from ..files import data_folder, write_files
from ..inventory.model import GRADES, GROUPS, OMISSIONS, TARGET_KINDS, VIEWS, Line
from ..messages import message
from ..tables import Row, read_bytes, read_rows

COLUMNS = ("term", "group", "view", "kind", "target", "ask", "omission", "grade", "note", "reviewed_by", "reviewed")
FILE = "memory.csv"
ASK = "ask"
KINDS = tuple(kind for kind in TARGET_KINDS if kind != "custom-factor")
"""A factor entered by hand belongs to the form it stands in; it is not remembered."""
SHORTEST = 2


@dataclass(frozen=True)
class Entry:
    """What a term leads to in one view, for lines of one group.

    ``ask``: the multiplier was a figure of the company's own, so it is asked for; else it follows from the next line itself
    (density, mass per piece, heat value, concentration, or 1).
    """

    term: str
    group: str
    view: str
    kind: str
    target: str = ""
    ask: bool = False
    omission: str = ""
    grade: str = ""
    note: str = ""
    reviewed_by: str = ""
    reviewed: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Term (folded), group and view."""
        return canon(self.term), self.group, self.view


@dataclass(frozen=True)
class Memory:
    """All entries, in the order in which they were added."""

    entries: tuple[Entry, ...]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def of(self, line: Line, view: str) -> tuple[Entry, ...]:
        """Return what is known of a line in a view: the entries of the longest term that stands in its name."""
        name = canon(line.name)
        found = [entry for entry in self.entries if entry.group == line.group and stands_in(canon(entry.term), name)]
        if not found:
            return ()
        longest = max((canon(entry.term) for entry in found), key=len)
        return tuple(entry for entry in found if canon(entry.term) == longest and entry.view == view)

    def with_entries(self, entries: Iterable[Entry]) -> Memory:
        """Return the memory with further entries; those of the same term, group and view are replaced."""
        new = tuple(dict.fromkeys(entries))
        replaced = {entry.key for entry in new}
        return Memory((*(entry for entry in self.entries if entry.key not in replaced), *new))

    def without(self, terms: Sequence[str]) -> Memory:
        """Return the memory without some terms.

        Raises
        ------
        DataError
            With every term that it does not know.
        """
        known = {canon(entry.term): entry.term for entry in self.entries}
        problems = [
            Problem(message("the memory does not know “{term}”", term=term), mend=close_to(term, known.values()))
            for term in terms
            if canon(term) not in known
        ]
        if problems:
            raise DataError(problems)
        gone = {canon(term) for term in terms}
        return Memory(tuple(entry for entry in self.entries if canon(entry.term) not in gone))


def stands_in(term: str, name: str) -> bool:
    """Tell whether a folded term stands in a folded name: Latin words whole, Chinese ones anywhere.

    >>> stands_in("pp", "pp粒"), stands_in("pp", "ppe"), stands_in("白铁板", "白铁板304")
    (True, False, True)
    """
    if len(term) < SHORTEST:
        return False
    start = name.find(term)
    while start >= 0:
        before, after = name[start - 1 : start], name[start + len(term) : start + len(term) + 1]
        if not (_joins(before, term[0]) or _joins(term[-1], after)):
            return True
        start = name.find(term, start + 1)
    return False


def _joins(left: str, right: str) -> bool:
    """Tell whether two characters belong to one Latin word or number."""
    return bool(left and right) and left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


def memory_path(path: Path | None = None) -> Path:
    """Return where the memory stands."""
    return path or data_folder() / FILE


def load_memory(path: Path | None = None) -> Memory:
    """Load the memory; it is empty where its file is not there yet and no ``path`` was asked for.

    Raises
    ------
    DataError
        With every row that is not sound, or because ``path`` cannot be read.
    """
    place = memory_path(path)
    if path is None and not place.exists():
        return Memory(())
    problems: list[Problem] = []
    rows = read_rows(read_bytes(place, DataError), place.name, COLUMNS, problems)
    entries = tuple(_entry(row, problems) for row in rows)
    if problems:
        raise DataError(problems)
    return Memory(entries)


def save_memory(memory: Memory, path: Path | None = None) -> Path:
    """Write the memory and return its path; `OutputError` where that is not possible."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in memory.entries:
        writer.writerow([(ASK if value else "") if column == ASK else value for column, value in _cells(entry)])
    place = memory_path(path)
    return write_files(place.parent, {place.name: text.getvalue().encode("utf-8-sig")})[0]


def _cells(entry: Entry) -> list[tuple[str, object]]:
    return [(column, getattr(entry, column)) for column in COLUMNS]


def _entry(row: Row, problems: list[Problem]) -> Entry:
    closed = {"group": GROUPS, "view": VIEWS, "kind": KINDS, "omission": ("", *OMISSIONS), "grade": ("", *GRADES), ASK: ("", ASK)}
    for column, known in closed.items():
        if row[column] not in known:
            problems.append(Problem(message("unknown {column} “{text}”", column=column, text=row[column]), row.where(column)))
    if not row["term"].strip():
        problems.append(Problem(message("the row has no term"), row.where("term")))
    texts = {column: row[column].strip() for column in COLUMNS if column != ASK}
    return Entry(ask=row[ASK] == ASK, **texts)
