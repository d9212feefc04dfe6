"""Which dataset is a thing itself, by the words for it: one table per background (``data/goods-NAME.csv``, columns `COLUMNS`).

A line that is called by one of the words, or by a name that ends in one (環氧樹脂粉體塗料), is the thing; a factor that
only stands in for it leads elsewhere. ``pure``: the dataset counts the substance at 100 %, the words are of its solution.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ...background import load_processes
from ...errors import DataError, Problem
from ...factors.naming.folding import canon, is_han
from ...inventory.model import GRADES
from ...messages import message
from ...tables import read_bytes, read_rows, shipped
from ..memory import essences

COLUMNS = ("dataset", "words", "pure", "grade", "note_zh", "note_en")
NOT_THE_THING = re.compile(r"(?:废|再生|回收|替代|非|无)")
"""Words before a thing that make it another one (folded)."""


@dataclass(frozen=True, slots=True)
class Good:
    """A dataset and the folded words for what it is."""

    dataset: str
    words: tuple[str, ...]
    pure: bool
    grade: str
    note_zh: str
    note_en: str

    def says(self, lang: str) -> str:
        """Return the note in a language."""
        return self.note_zh if lang == "zh-TW" else self.note_en


@dataclass(frozen=True)
class Goods:
    """All goods of a background."""

    rows: tuple[Good, ...] = ()

    def of(self, name: str) -> Good | None:
        """Return the good that a name is, by the longest word it is or ends in; None where it is none."""
        own = essences(name)
        if NOT_THE_THING.search(canon(name)):
            return None
        found = [(len(word), good) for good in self.rows for word in good.words if any(_ends_in(one, word) for one in own)]
        return max(found, key=lambda pair: pair[0])[1] if found else None


def _ends_in(name: str, word: str) -> bool:
    """Tell whether a folded name is a word or ends in it, Latin ones at the start of a word only."""
    if not name.endswith(word):
        return False
    before = name[: -len(word)][-1:]
    return not before or is_han(word[0]) or not (before.isascii() and before.isalnum())


def load_goods(background: str = "training", *, path: Path | None = None) -> Goods:
    """Load the goods of a background; none where it has no such table.

    Raises
    ------
    DataError
        With every row that is not sound: a dataset that the background does not have, an unknown grade, a word that stands twice.
    """
    path = path or shipped("ef_training.linking", "data", f"goods-{background}.csv")
    if not path.is_file():
        return Goods()
    problems: list[Problem] = []
    processes = load_processes(background)
    rows, seen = [], set()
    for row in read_rows(read_bytes(path, DataError), path.name, COLUMNS, problems):
        words = tuple(dict.fromkeys(canon(word) for word in row["words"].split(";") if word.strip()))
        if row["dataset"] not in processes:
            what = message("the background has no dataset “{code}”", code=row["dataset"])
            problems.append(Problem(what, row.where("dataset")))
        if row["grade"] not in GRADES:
            what = message("unknown grade “{text}”; known: {known}", text=row["grade"], known=", ".join(GRADES))
            problems.append(Problem(what, row.where("grade")))
        for word in words:
            if word in seen:
                problems.append(Problem(message("the id “{id}” is empty or stands twice", id=word), row.where("words")))
            seen.add(word)
        rows.append(Good(row["dataset"], words, bool(row["pure"]), row["grade"], row["note_zh"], row["note_en"]))
    if problems:
        raise DataError(problems)
    return Goods(tuple(rows))
