"""The table of terms: what people call a thing, and what the catalogue calls it.

``data/terms.csv`` has the columns term, kind, means, note. ``term`` holds one spelling or several parted by ";", ``means`` words
of the catalogue, the best first, parted likewise. A means that is a name of the catalogue (without its brackets) stands for that
name alone, any other for all names that contain it. ``note`` may hold Chinese and English parted by "｜".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from ...errors import DataError, Problem
from ...messages import Message, message
from ...tables import Row, read_bytes, read_rows, sha256_of_parts, shipped
from ...tables import sha256 as content_sha256
from .folding import canon

COLUMNS = ("term", "kind", "means", "note")
FILE = "terms.csv"
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "name": "another name: trade name, abbreviation, English, mainland word",
        "stand-in": "the catalogue lacks it; means is what may stand in for it, with a warning",
        "none": "the catalogue has nothing for it, whatever looks alike; means may name a dataset that is it",
        "gwp": "a substance of the GWP table; means is its code there",
        "spelling": "a spelling that is read as means",
        "word": "says nothing of what the thing is: form, colour, purpose, packing",
        "grade": "stands in names of the catalogue; such factors are for lines that say so (means: the words that say it)",
        "source": "where a fuel is burned; means is what the catalogue calls it",
        "treatment": "how waste or waste water is treated; means is the service, empty where none is bought",
        "mode": "what carries goods or persons; means is the service",
    }
)
NEED_MEANS = frozenset(("name", "stand-in", "gwp", "spelling", "source", "mode", "grade"))
THINGS = frozenset(("name", "stand-in", "none", "gwp"))


@dataclass(frozen=True)
class Note(Message):
    """A note of the table in both languages, "Chinese｜English"; one without a bar is shown in either."""

    def render(self, lang: str) -> str:
        """Return the part in ``lang``."""
        chinese, _, english = self.template.partition("｜")
        return english or chinese if lang == "en" else chinese


@dataclass(frozen=True)
class Term:
    """One spelling of the table: ``text`` as written, ``means`` the alternatives in order of preference."""

    text: str
    kind: str
    means: tuple[str, ...] = ()
    note: str = ""

    @property
    def remark(self) -> Message | None:
        """The note, to be rendered in a language; None where there is none."""
        return Note(self.note) if self.note else None


@dataclass(frozen=True)
class Terms:
    """All terms; of several with one spelling and one use the last one counts. ``sha256`` is the hash of the tables."""

    terms: tuple[Term, ...]
    sha256: str = ""
    sources: tuple[str, ...] = ()
    _by_use: dict[frozenset[str], Mapping[str, Term]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.terms)

    def of(self, *kinds: str) -> Mapping[str, Term]:
        """Return the terms of some kinds by folded spelling."""
        asked = frozenset(kinds)
        if asked not in self._by_use:
            self._by_use[asked] = {canon(term.text): term for term in self.terms if term.kind in asked}
        return self._by_use[asked]

    @cached_property
    def spellings(self) -> tuple[tuple[str, str], ...]:
        """Spellings to be read as another one, folded, the longest first."""
        found = {spelling: canon(term.means[0]) for spelling, term in self.of("spelling").items()}
        return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))

    def read(self, text: str) -> str:
        """Return a text folded, with the spellings of the table put right."""
        folded = canon(text)
        for spelling, meant in self.spellings:
            if spelling in folded:
                folded = _spelling_pattern(spelling, meant).sub(meant, folded)
        return folded


@lru_cache(maxsize=1024)
def _spelling_pattern(spelling: str, meant: str) -> re.Pattern[str]:
    """Return what finds a spelling: Latin ones as words of their own, none within what it is put right to."""
    before = r"(?<![a-z0-9])" if spelling[0].isascii() else ""
    after = r"(?![a-z0-9])" if spelling[-1].isascii() else ""
    place = meant.find(spelling)
    if place >= 0:
        before += f"(?<!{re.escape(meant[:place])})" if place else ""
        after += f"(?!{re.escape(meant[place + len(spelling) :])})" if place + len(spelling) < len(meant) else ""
    return re.compile(before + re.escape(spelling) + after)


def user_terms() -> Path | None:
    """Return the user's own table in the configuration folder; None where there is none."""
    from platformdirs import user_config_dir

    path = Path(user_config_dir("ef-training")) / FILE
    return path if path.is_file() else None


def load_terms(*extra: Path) -> Terms:
    """Load the table that is shipped and further ones of the same columns; later ones count before earlier ones.

    Raises
    ------
    DataError
        With every row that is not sound: unknown kind, no term, no meaning where the kind needs one.
    """
    problems: list[Problem] = []
    terms: list[Term] = []
    hashes = []
    for path in (shipped("ef_training.factors", "data", FILE), *extra):
        content = read_bytes(path, DataError)
        hashes.append((path.name, content_sha256(content)))
        for row in read_rows(content, path.name, COLUMNS, problems):
            terms += _terms(row, problems)
    if problems:
        raise DataError(problems)
    return Terms(tuple(terms), sha256_of_parts(hashes), tuple(str(path) for path in extra))


def terms_for(extra: Iterable[Path] = ()) -> Terms:
    """Load the table that is shipped, the user's own where there is one, and those that were named; later ones count first.

    Raises
    ------
    DataError
        As `load_terms` does.
    """
    own = user_terms()
    return load_terms(*(() if own is None else (own,)), *extra)


def _terms(row: Row, problems: list[Problem]) -> Iterable[Term]:
    kind, means = row["kind"].strip(), _split(row["means"])
    spellings = _split(row["term"])
    if kind not in KINDS:
        problems.append(
            Problem(
                message("unknown kind “{text}”", text=kind), row.where("kind"), message("one of {words}", words=", ".join(KINDS))
            )
        )
    if not spellings:
        problems.append(Problem(message("the row has no term"), row.where("term")))
    if kind in NEED_MEANS and not means:
        problems.append(Problem(message("the term “{term}” has no meaning", term=row["term"]), row.where("means")))
    return [Term(spelling, kind, means, row["note"].strip()) for spelling in spellings]


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.replace("；", ";").split(";") if part.strip())
