"""Period, declared unit, masses and boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from small_forms import OUTPUTS, changed, line, plant, told

from ef_training.review.basics import mass_in_doubt, mass_ratio
from ef_training.review.settings import REVIEW_SETTINGS


def test_a_sound_form_has_nothing_to_say() -> None:
    assert told(plant(), "basics") == []


@pytest.mark.parametrize(
    ("end", "found"),
    [
        (date(2024, 6, 30), [("error", "period-not-a-year", "Basics!B11")]),
        (date(2025, 12, 31), [("warning", "period-not-a-year", "Basics!B11")]),
        (date(2024, 12, 28), []),
    ],
)
def test_the_period_is_a_year(end: date, found: list[tuple[str, str, str]]) -> None:
    assert told(plant(period_end=end), "basics") == found


def test_mass_of_the_unit_against_the_output() -> None:
    assert mass_ratio(plant()) == pytest.approx(1.0)
    assert told(plant(product={"mass_per_unit": 1.0}), "basics") == [("error", "masses-differ", "Basics!B8")]
    assert told(plant(product={"mass_per_unit": 0.11}), "basics") == [("warning", "masses-differ", "Basics!B8")]
    assert told(plant(product={"mass_per_unit": 0.103}), "basics") == []
    assert mass_in_doubt(plant(product={"mass_per_unit": 1.0}), REVIEW_SETTINGS)


def test_a_declared_mass_is_its_own_mass() -> None:
    outputs = (replace(OUTPUTS[0], quantity=100.0, unit="kg"), OUTPUTS[1])
    by_weight = {"declared_amount": 1.0, "declared_unit": "kg"}
    assert told(plant(product={**by_weight, "mass_per_unit": 1.0}, outputs=outputs), "basics") == []
    wrong = told(plant(product={**by_weight, "mass_per_unit": 0.1}, outputs=outputs), "basics")
    assert wrong == [("error", "declared-unit-and-mass", "Basics!B8")]


def test_an_output_without_mass_is_named_as_information() -> None:
    outputs = (replace(OUTPUTS[0], mass=None), OUTPUTS[1])
    assert told(plant(outputs=outputs), "basics") == [("info", "output-without-mass", "Output!A2")]


def test_lines_outside_the_boundary_come_as_one_finding() -> None:
    use = [line(f"U{row}", "energy", f"Use {row}", 1.0, "kWh", "unit", stage="use") for row in (2, 3)]
    assert told(plant(*use), "basics") == [("error", "outside-boundary-use", "Basics!B9")]


def test_a_stage_within_the_boundary_without_lines_is_asked_about() -> None:
    wider = plant(product={"boundary": "cradle-to-gate-and-distribution"})
    assert told(wider, "basics") == [("question", "empty-stage-distribution", "Basics!B9")]


def test_no_mass_is_an_error() -> None:
    assert ("error", "no-mass", "Basics!B8") in told(plant(product={"mass_per_unit": 0.0}, lines=changed("M2")), "basics")
