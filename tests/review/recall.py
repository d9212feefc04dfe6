"""How many seeded errors a review names at the right cell, and how many findings it adds that are not there.

``python tests/review/recall.py`` prints both per kind of error, and the same for wrong choices of factors and datasets.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from realistic_errors import KINDS as REALISTIC
from second_visit import opened
from seeded_choices import KINDS as CHOOSING
from seeded_errors import KINDS as SEEDED
from seeded_flows import KINDS as FLOWS
from seeded_structure import KINDS as STRUCTURE
from seeded_things import KINDS as THINGS
from seeding import Seeding
from seeding_choices import Choosing

from ef_training.errors import FormError
from ef_training.forms.files.workbook import Book, open_book
from ef_training.forms.layout import load_importer
from ef_training.forms.reader import read_book
from ef_training.inventory.model import Inventory
from ef_training.inventory.template import example_names, write_form
from ef_training.review.model import Review
from ef_training.review.reading import reading_findings
from ef_training.review.run import review_inventory

SEEDS = (1, 2)
KINDS = {**SEEDED, **FLOWS, **REALISTIC}
CHOICES = {**CHOOSING, **THINGS, **STRUCTURE}
FORMS = tuple((name, lang) for name in example_names() for lang in ("zh-TW", "en"))


@dataclass(frozen=True)
class Trial:
    """One seeded form: was the error named at one of its places, and what else was found that the sound form does not have."""

    kind: str
    form: str
    seed: int
    places: tuple[str, ...]
    named: bool
    extra: tuple[str, ...]


def review_of(book: Book) -> Review:
    """Review a workbook in memory; problems of reading are findings."""
    try:
        return review_inventory(read_book(book, load_importer("itri")))
    except FormError as error:
        if error.partial is None:
            return Review(None, tuple(reading_findings(error.problems, book.name)))
        return review_inventory(error.partial, problems=error.problems)


def is_at(place: str, places: Sequence[str]) -> bool:
    """Tell whether a cell is one of the places; "sheet!*" stands for any cell of a sheet, "sheet" for the sheet as a whole."""
    return any(place == other or (other.endswith("!*") and place.startswith(other[:-1])) for other in places)


def trials(book: Book, form: str, seeds: Sequence[int] = SEEDS) -> Iterator[Trial]:
    """Put every kind of error into a form, once per seed; every other form goes without links, as at a first visit."""
    layout = load_importer("itri")
    inventory = read_book(book, layout)
    sound = {finding.key for finding in review_of(book).findings}
    bare = Seeding(book, inventory, layout, random.Random(0))
    bare.without_links()
    sound |= {finding.key for finding in review_of(bare.result()).findings}
    for seed in seeds:
        for position, (name, kind) in enumerate(KINDS.items()):
            seeding = Seeding(book, inventory, layout, random.Random(f"{name} {form} {seed}"))
            places = kind(seeding)
            if not places:
                continue
            if (seed + position) % 2:
                seeding.without_links()
            findings = [finding for finding in review_of(seeding.result()).findings if finding.severity != "info"]
            new = [finding for finding in findings if finding.key not in sound]
            at = [finding for finding in new if any(is_at(str(origin), places) for origin in finding.where)]
            extra = tuple(
                f"{finding.place} {finding.check}/{finding.kind}: {finding.what}" for finding in new if finding not in at
            )
            yield Trial(name, form, seed, tuple(places), bool(at), extra)


def choice_trials(inventory: Inventory, form: str, seeds: Sequence[int] = SEEDS) -> Iterator[Trial]:
    """Put every kind of wrong choice into a form, once per seed, and review it as at the second visit."""
    sound = {finding.key for finding in opened().review(inventory).findings if finding.severity != "info"}
    said = {(finding.key, str(finding.what)) for finding in opened().review(inventory).findings}
    for seed in seeds:
        for name, kind in CHOICES.items():
            choosing = Choosing(inventory, random.Random(f"{name} {form} {seed}"))
            places = kind(choosing)
            if not places:
                continue
            found = [finding for finding in opened().review(choosing.inventory).findings if finding.severity != "info"]
            new = [finding for finding in found if (finding.key, str(finding.what)) not in said]
            at = [finding for finding in new if any(is_at(str(origin), places) for origin in finding.where)]
            extra = tuple(
                f"{finding.place} {finding.check}/{finding.kind}: {finding.what}"
                for finding in new
                if finding not in at and finding.key not in sound
            )
            yield Trial(name, form, seed, tuple(places), bool(at), extra)


def all_choice_trials(folder: Path, seeds: Sequence[int] = SEEDS, forms: Sequence[tuple[str, str]] = FORMS) -> list[Trial]:
    """Write worked examples, both in both languages where not told, and seed their choices."""
    done: list[Trial] = []
    for name, lang in forms:
        path = folder / f"{name}-{lang}.xlsx"
        write_form(path, lang=lang, example=name)
        done += choice_trials(read_book(open_book(path), load_importer("itri")), path.stem, seeds)
    return done


def table(done: Sequence[Trial]) -> str:
    """Return recall and extra findings per kind, the weakest first."""
    rows = []
    for name in KINDS if done and done[0].kind in KINDS else CHOICES:
        own = [trial for trial in done if trial.kind == name]
        if own:
            extra = [len(trial.extra) for trial in own]
            rows.append((sum(trial.named for trial in own) / len(own), name, len(own), sum(extra) / len(own), max(extra)))
    lines = [f"{'kind of error':44} {'forms':>5} {'recall':>7} {'extra, mean':>12} {'most':>5}"]
    lines += [f"{name:44} {count:5} {recall:7.0%} {mean:12.2f} {most:5}" for recall, name, count, mean, most in sorted(rows)]
    recall = sum(trial.named for trial in done) / len(done)
    extra = sum(len(trial.extra) for trial in done) / len(done)
    most = max(len(trial.extra) for trial in done)
    return "\n".join([*lines, f"{'all':44} {len(done):5} {recall:7.1%} {extra:12.2f} {most:5}"])


def all_trials(folder: Path, seeds: Sequence[int] = SEEDS, forms: Sequence[tuple[str, str]] = FORMS) -> list[Trial]:
    """Write worked examples, both in both languages where not told, and seed them."""
    done: list[Trial] = []
    for name, lang in forms:
        path = folder / f"{name}-{lang}.xlsx"
        write_form(path, lang=lang, example=name)
        done += trials(open_book(path), path.stem, seeds)
    return done


def main() -> None:
    """Print the table, then what was missed and what was said in vain."""
    with tempfile.TemporaryDirectory() as folder:
        done = all_trials(Path(folder))
        chosen = all_choice_trials(Path(folder))
    print(table(done))
    print(f"\n{table(chosen)}")
    for trial in (*done, *chosen):
        if not trial.named or len(trial.extra) > 1:
            print(f"\n{trial.kind}, {trial.form}, seed {trial.seed}: {'named' if trial.named else 'MISSED'} {trial.places}")
            for extra in trial.extra:
                print(f"    {extra}")


if __name__ == "__main__":
    main()
