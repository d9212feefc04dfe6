"""Inputs without a way at the second visit: each is named once, small ones as information only."""

from __future__ import annotations

import pytest
from second_visit import opened
from small_forms import line, plant
from test_transport import granulate, leg

from ef_training.job import review_choices
from ef_training.review.model import Finding
from ef_training.review.run import review_inventory

WAYS = ("small-without-leg", "no-leg", "foreign-without-leg", "no-distance")
FIRST = leg("M2", 1, "lorry-35t", 60)


def ways(*lines: object) -> dict[str, str]:
    """Return severity and kind of the finding that names each line, by its ID; a line that is named twice fails."""
    inventory = plant(FIRST, *lines, lines=granulate())
    return named(review_inventory(inventory, choices=opened().choices(inventory)).findings, [one.line_id for one in lines])


def named(findings: tuple[Finding, ...], ids: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for finding in findings:
        if finding.kind in WAYS and finding.check in ("transport", "complete"):
            text = finding.what.render("en")
            for line_id in ids:
                if f"{line_id} " in text:
                    assert line_id not in found, (line_id, text)
                    found[line_id] = f"{finding.severity} {finding.kind}"
    return found


def test_small_inputs_are_information_and_the_rest_is_asked_about_once() -> None:
    small = [line(f"M{n}", "auxiliary", f"oil {n}", 0.5, "kg", supplier=f"S{n}") for n in (5, 6)]
    unknown = line("M7", "packaging", "label", 20.0, "item", supplier="S7")
    heavy = line("M8", "material", "talc", 40.0, "kg", supplier="S8")
    assert ways(*small, unknown, heavy) == {
        "M5": "info small-without-leg",
        "M6": "info small-without-leg",
        "M7": "question no-distance",
        "M8": "question no-leg",
    }


def test_at_the_first_visit_what_has_no_mass_is_told_with_the_small_ones() -> None:
    unknown = line("M7", "packaging", "label", 20.0, "item", supplier="S7")
    review = review_inventory(plant(FIRST, unknown, lines=granulate()))
    assert named(review.findings, ["M7"]) == {"M7": "info small-without-leg"}


@pytest.mark.parametrize("name", ["aluminium-hub", "pp-food-box"])
def test_no_input_of_a_worked_example_is_named_twice(forms, name: str) -> None:
    review = review_choices(forms[name, "en"])
    assert review.reviewed is not None
    named(review.findings, [one.line_id for one in review.reviewed.inventory.lines])
