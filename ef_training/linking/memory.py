"""The memory: what reviewed, generic terms lead to, kept for the next company.

It holds trade and material words, the kind of line they stand for and their targets; no amounts, no names of companies,
suppliers, products or parts. It is a CSV table with the columns `COLUMNS` in the user's data folder
(`ef_training.files.data_folder`) or wherever ``path`` says. Nothing enters it without somebody's review; what is proposed from it
says whose.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DataError, Problem
from ..factors.naming.folding import HAN, canon, core
from ..factors.naming.reading import read_name
from ..factors.naming.terms import THINGS
from ..factors.spelling import close_to
from ..files import data_folder, file_lock, write_files
from ..inventory.model import GRADES, GROUPS, OMISSIONS, TARGET_KINDS, VIEWS, Line
from ..messages import message
from ..tables import Row, check_csv, guarded, read_bytes, read_rows, unguarded

if TYPE_CHECKING:
    from ..factors.naming.terms import Terms

COLUMNS = ("term", "group", "view", "kind", "target", "ask", "omission", "grade", "note", "reviewed_by", "reviewed")
FILE = "memory.csv"
ASK = "ask"
KINDS = tuple(kind for kind in TARGET_KINDS if kind != "custom-factor")
"""A factor entered by hand belongs to the form it stands in; it is not remembered."""
REMEMBERED_GROUPS, REMEMBERED_KINDS = ("material", "auxiliary", "packaging"), ("factor", "dataset")
"""Groups of lines and kinds of targets that are remembered: power, water, waste, freight and refrigerants depend on the plant,
its country and its ways, and what is left out on the amounts."""
SHORTEST = 2
"""Characters of the shortest name that is told from others."""
_RUN = re.compile(f"[{HAN}]+|[a-z0-9]+")
_CODE = re.compile(r"(?<![a-z0-9])[a-z]{0,4}\d[a-z0-9.]*(?:-[a-z0-9.]+)*(?: ?%)?(?![a-z0-9])")


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

    def of(self, line: Line, view: str, terms: Terms | None = None) -> tuple[Entry, ...]:
        """Return what is known of a line in a view: the entries whose term is the name itself, as `essences` has it.

        A term that only stands in the name (鋼板 in 不鏽鋼板, 紙箱 in 紙箱膠帶) is another thing.
        """
        own = essences(line.name, terms)
        found = [entry for entry in self.entries if entry.group == line.group and canon(entry.term) in own]
        whole = next((name for name in own if any(canon(entry.term) == name for entry in found)), "")
        return tuple(entry for entry in found if canon(entry.term) == whole and entry.view == view)

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


def essences(name: str, terms: Terms | None = None) -> tuple[str, ...]:
    """Return what a name is called without what does not make it another thing, folded, the longest first.

    Left aside are brackets, what stands behind a comma or a preposition, sizes and numbers of grades that are no thing of the
    table of ``terms`` themselves, and words that stand alone and by the table say nothing of what a thing is (鋼板 沖壓件).

    >>> essences("白鐵板 304 2B (3t)"), essences("不鏽鋼板")
    (('白铁板 304 2b', '白铁板'), ('不锈钢板',))
    """
    words = terms.of("word") if terms is not None else {}
    things = terms.of(*THINGS) if terms is not None else {}
    text = terms.read(name) if terms is not None else canon(name)
    bare = _bare(core(text), things)
    main = read_name(text, {}, (), ()).rest
    plain = _RUN.sub(lambda match: " " if match[0] in words and match[0] not in things else match[0], _bare(main, things))
    found = (core(canon(name)), core(text), bare, main, _bare(main, things), " ".join(plain.split()))
    return tuple(sorted({one for one in found if len(one) >= SHORTEST}, key=len, reverse=True))


def _bare(text: str, things: Collection[str]) -> str:
    """Return a folded name without numbers, percentages and codes with figures; those that are things of the table stay."""
    return " ".join(_CODE.sub(lambda match: match[0] if match[0] in things else " ", text).split())


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
    place = check_csv(memory_path(path))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in memory.entries:
        writer.writerow([(ASK if value else "") if column == ASK else guarded(str(value)) for column, value in _cells(entry)])
    return write_files(place.parent, {place.name: text.getvalue().encode("utf-8-sig")})[0]


def change_memory(change: Callable[[Memory], Memory], path: Path | None = None) -> tuple[Memory, Memory]:
    """Load the memory, change it and write it, while no other process does; return it as it was and as it is.

    A file that is not there yet is an empty memory. Nothing is written where nothing changes.

    Raises
    ------
    DataError, OutputError
        As `load_memory` and `save_memory` do, and what ``change`` raises; the file is left as it is then.
    """
    place = check_csv(memory_path(path))
    with file_lock(place):
        before = load_memory(place) if os.path.exists(place) else Memory(())
        after = change(before)
        if after != before:
            save_memory(after, place)
    return before, after


def _cells(entry: Entry) -> list[tuple[str, object]]:
    return [(column, getattr(entry, column)) for column in COLUMNS]


def _entry(row: Row, problems: list[Problem]) -> Entry:
    closed = {"group": GROUPS, "view": VIEWS, "kind": KINDS, "omission": ("", *OMISSIONS), "grade": ("", *GRADES), ASK: ("", ASK)}
    for column, known in closed.items():
        if row[column] not in known:
            problems.append(Problem(message("unknown {column} “{text}”", column=column, text=row[column]), row.where(column)))
    if not row["term"].strip():
        problems.append(Problem(message("the row has no term"), row.where("term")))
    texts = {column: unguarded(row[column].strip()) for column in COLUMNS if column != ASK}
    return Entry(ask=row[ASK] == ASK, **texts)
