"""How often a right factor is suggested for names that factories write, first and among the first five.

``python tests/factors/suggestion_hits.py [KEY.csv …]`` prints the rates at 1 and at 5 for each part of the key and for the lines
of both worked examples, and lists what the open parts and the examples miss. Without arguments, the keys beside this file.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ef_training.factors import load_factors, load_gwp
from ef_training.factors.naming.terms import load_terms
from ef_training.factors.suggesting.suggest import Suggester, Suggestion
from ef_training.forms.files.workbook import open_book
from ef_training.forms.layout import load_importer
from ef_training.forms.reader import read_book
from ef_training.inventory.model import Line, Target
from ef_training.inventory.template import example_names, write_form

HERE = Path(__file__).parent
YEAR = 2024
SEEN = ("open", "more")
"""Halves of the key whose misses may be looked at."""


@dataclass(frozen=True)
class Asked:
    """A line with what is right for it: ids of factors or GWP targets, and whether a GWP of any kind or nothing is right."""

    half: str
    key: str
    line: Line
    right: frozenset[str]
    gas: bool = False
    carried: Line | None = None


@dataclass(frozen=True)
class Answer:
    """What was suggested for a line that was asked about."""

    asked: Asked
    suggestion: Suggestion

    def hit(self, first: int) -> bool:
        """Tell whether something right stands among the first ones."""
        candidates = self.suggestion.candidates[:first]
        if not candidates:
            return not self.asked.right
        return any(one.target in self.asked.right or (self.asked.gas and one.kind == "gwp") for one in candidates)


def key_files() -> list[Path]:
    """Return the keys that lie beside this file."""
    return sorted(HERE.glob("suggestion_key_*.csv"))


def read_key(path: Path) -> list[Asked]:
    """Read a key: names as factories write them, and the factors that are right for each."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [_asked(row) for row in csv.DictReader(stream)]


def _asked(row: dict[str, str]) -> Asked:
    line = Line(
        row["key_id"], row["stage"], row["group"], row["name"], 1.0, row["unit"], "plant", treatment=row["treatment"] or ""
    )
    return Asked(row["half"], row["key_id"], line, frozenset(filter(None, row["acceptable"].split(";"))), row["gwp"] == "yes")


def examples(names: Iterable[str] | None = None) -> list[Asked]:
    """Return all lines of the worked examples in both languages, transport legs included, with their links of view ``cfp``."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names or example_names():
            for lang in ("zh-TW", "en"):
                path = Path(folder) / f"{name}-{lang}.xlsx"
                write_form(path, lang=lang, example=name)
                inventory = read_book(open_book(path), load_importer("itri"))
                by_id = {line.line_id: line for line in inventory.lines}
                links: dict[str, list[Target]] = {}
                for target in inventory.targets:
                    if target.view == "cfp" and target.kind in ("factor", "gwp"):
                        links.setdefault(target.line_id, []).append(target)
                for line in inventory.lines:
                    right = frozenset(target.target for target in links.get(line.line_id, ()))
                    found.append(Asked(f"{name} {lang}", line.line_id, line, right, carried=by_id.get(line.parent)))
    return found


def answers(asked: Sequence[Asked], suggester: Suggester) -> list[Answer]:
    """Suggest for every line."""
    return [Answer(one, suggester.suggest(one.line, carried=one.carried)) for one in asked]


def rates(given: Sequence[Answer]) -> tuple[float, float]:
    """Return the parts of the lines with something right first, and among the first five."""
    return tuple(sum(one.hit(first) for one in given) / len(given) for first in (1, 5))  # type: ignore[return-value]


def by_half(given: Iterable[Answer]) -> dict[str, list[Answer]]:
    """Return the answers by half of the key, or by example."""
    halves: dict[str, list[Answer]] = {}
    for one in given:
        halves.setdefault(one.asked.half, []).append(one)
    return halves


def default_suggester() -> Suggester:
    """Return a suggester of what is shipped, for the year of the worked examples."""
    return Suggester(load_factors(), load_gwp(), load_terms(), year=YEAR)


def main(paths: Sequence[str]) -> None:
    """Print the rates, and what is missed where it may be looked at."""
    suggester = default_suggester()
    asked = [one for path in map(Path, paths) for one in read_key(path)] if paths else []
    asked = asked or [one for path in key_files() for one in read_key(path)]
    for half, given in by_half(answers([*asked, *examples()], suggester)).items():
        first, fifth = rates(given)
        print(f"{half}: {len(given)} lines, right first {first:.0%}, among the first five {fifth:.0%}")
        if half in SEEN or half.startswith(example_names()):
            for one in given:
                if not one.hit(5):
                    _show(one)


def _show(answer: Answer) -> None:
    asked, suggestion = answer.asked, answer.suggestion
    right = ", ".join(sorted(asked.right)) or "nothing"
    print(f"  {asked.key} {asked.line.name} [{asked.line.unit}] {asked.line.treatment} → {right}")
    if suggestion.nothing is not None:
        print(f"      {suggestion.nothing.render('en')}")
    for one in suggestion.candidates:
        print(f"      {one.score:.3f} {one.target} {one.name} {one.year or '–'}")


if __name__ == "__main__":
    main(sys.argv[1:])
