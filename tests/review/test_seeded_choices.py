"""Second visits of forms with one wrong choice: recall, and findings that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from recall import CHOICES, FORMS, Trial, all_choice_trials, table

TRIED = FORMS[::3]
"""One example in Chinese, the other in English; `recall.py` tries both in both."""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> list[Trial]:
    return all_choice_trials(Path(tmp_path_factory.mktemp("choices")), seeds=(1,), forms=TRIED)


def test_every_kind_of_choice_was_tried_on_some_form(done: list[Trial]) -> None:
    assert len(CHOICES) >= 25
    assert {trial.kind for trial in done} == set(CHOICES)
    assert {trial.form for trial in done} == {f"{name}-{lang}" for name, lang in TRIED}
    assert {name for name, _ in TRIED} == {name for name, _ in FORMS}


def test_nine_of_ten_wrong_choices_are_named_at_the_right_cell(done: list[Trial]) -> None:
    print(table(done))
    named = sum(trial.named for trial in done)
    missed = [f"{trial.kind}, {trial.form}, {trial.places}" for trial in done if not trial.named]
    assert named >= 0.9 * len(done), "\n".join(missed)


def test_no_kind_of_choice_is_missed_everywhere(done: list[Trial]) -> None:
    assert {trial.kind for trial in done if trial.named} == set(CHOICES)


def test_at_most_two_findings_on_choices_are_not_there(done: list[Trial]) -> None:
    wrong = ["\n  ".join((f"{trial.kind}, {trial.form}", *trial.extra)) for trial in done if len(trial.extra) > 2]
    assert not wrong, "\n".join(wrong)
