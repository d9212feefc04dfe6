"""Forms of which one cell cannot be read: what is looked at all the same, and what is left out."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from recall import review_of
from seeding import Seeding
from small_forms import changed, plant

from ef_training.errors import Problem
from ef_training.forms.files.workbook import Book, open_book
from ef_training.forms.layout import load_importer
from ef_training.forms.reader import read_book
from ef_training.inventory.model import Inventory, Origin
from ef_training.inventory.template import write_form
from ef_training.messages import message
from ef_training.review.model import Review
from ef_training.review.run import review_inventory

HUB = "aluminium-hub"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    folder = Path(tmp_path_factory.mktemp("partial"))
    found = {}
    for lang in ("zh-TW", "en"):
        write_form(folder / f"{lang}.xlsx", lang=lang, example=HUB)
        found[lang] = open_book(folder / f"{lang}.xlsx")
    return found


def seeding(book: Book) -> Seeding:
    layout = load_importer("itri")
    return Seeding(book, read_book(book, layout), layout, random.Random(1))


def unreadable_distance(s: Seeding) -> str:
    return s.put(next(line for line in s.inventory.lines if line.parent).origins["distance"], "about 60")


def more_excluded_than_metered(s: Seeding) -> str:
    line = next(line for line in s.inventory.lines if line.group == "energy" and line.excluded)
    s.put(line.origins["excluded"], 9e9)
    return str(line.origins["amount"])


def missing_value_of_a_key(s: Seeding) -> str:
    return s.put(s.inventory.target_output.origins[s.inventory.allocation_keys[0].basis], None)


def wrong_word_of_a_link(s: Seeding) -> str:
    return s.put(s.inventory.targets[0].origins["kind"], "blah")


def no_mass(s: Seeding) -> str:
    return s.put(s.inventory.product.origins["mass_per_unit"], None)


def unreadable_waste(s: Seeding) -> str:
    return s.put(s.lines("waste")[0].origins["amount"], "about 3")


def unreadable_step(s: Seeding) -> str:
    return s.put(s.inventory.process_steps[1].origins["number"], "two")


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
@pytest.mark.parametrize(
    ("damage", "left_out"),
    [
        (unreadable_distance, ()),
        (wrong_word_of_a_link, ()),
        (unreadable_step, ()),
        (more_excluded_than_metered, ("energy",)),
        (no_mass, ("mass-balance", "energy")),
        (unreadable_waste, ("mass-balance",)),
        (missing_value_of_a_key, ("mass-balance", "energy", "water")),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_only_the_sums_that_need_it_are_left_out(
    books: dict[str, Book], damage: Callable[[Seeding], str], left_out: tuple[str, ...], lang: str
) -> None:
    form = seeding(books[lang])
    place = damage(form)
    review = review_of(form.result())
    assert review.skipped == left_out
    told = [finding for finding in review.findings if finding.severity in ("error", "warning")]
    assert [(finding.check, finding.place) for finding in told] == [("reading", place)]
    assert review.count("question") <= 2


def test_excluded_and_metered_are_both_named(books: dict[str, Book]) -> None:
    form = seeding(books["en"])
    place = more_excluded_than_metered(form)
    (finding,) = (finding for finding in review_of(form.result()).findings if finding.severity == "error")
    assert [origin.cell[0] for origin in finding.where] == ["D", "H"]
    assert finding.place == place


def test_a_problem_that_tells_no_part_may_touch_any() -> None:
    review = review_inventory(plant(), problems=(Problem(message("the sheet “{sheet}” is missing", sheet="Waste"), "Waste"),))
    assert set(review.skipped) >= {"mass-balance", "energy", "water"}
    assert "duplicates" not in review.skipped


def lower(form: Inventory) -> Inventory:
    """Return the form as it is after a row was put in above all others, on sheets of other names."""

    def moved(origin: Origin) -> Origin:
        return (
            Origin(origin.workbook, f"頁{origin.sheet}", f"{origin.cell[0]}{int(origin.cell[1:]) + 1}") if origin.cell else origin
        )

    def all_moved(record: object) -> object:
        origins = {name: moved(origin) for name, origin in record.origins.items()}  # type: ignore[attr-defined]
        return replace(record, origin=moved(record.origin), origins=origins)  # type: ignore[attr-defined,type-var]

    return replace(
        form,
        lines=tuple(map(all_moved, form.lines)),  # type: ignore[arg-type]
        outputs=tuple(map(all_moved, form.outputs)),  # type: ignore[arg-type]
        process_steps=tuple(map(all_moved, form.process_steps)),  # type: ignore[arg-type]
        allocation_keys=tuple(replace(key, origin=moved(key.origin)) for key in form.allocation_keys),
    )


def test_an_answer_finds_its_finding_after_a_row_was_put_in() -> None:
    form = plant(lines=changed("M2", amount=1000.0))
    first, again = review_inventory(form), review_inventory(lower(form))
    assert keys(first) == keys(again)
    assert {finding.place for finding in first.findings} != {finding.place for finding in again.findings}


@pytest.mark.parametrize("damage", [unreadable_distance, no_mass, unreadable_step, wrong_word_of_a_link])
def test_an_answer_finds_its_finding_in_the_form_of_the_other_language(
    books: dict[str, Book], damage: Callable[[Seeding], str]
) -> None:
    reviews = []
    for lang in ("zh-TW", "en"):
        form = seeding(books[lang])
        damage(form)
        reviews.append(review_of(form.result()))
    assert keys(reviews[0]) == keys(reviews[1])
    assert reviews[0].findings


def keys(review: Review) -> list[tuple[str, str, str]]:
    return [(finding.check, finding.kind, finding.key) for finding in review.findings]


def test_numbers_units_and_countries_are_written_as_people_read_them() -> None:
    form = plant(lines=changed("M2", amount=12_506_000.0, country="CN"))
    said = [text.render("zh-TW") for finding in review_inventory(form).findings for text in (finding.what, finding.mend)]
    assert not [text for text in said if "e+" in text or "CN" in text]
