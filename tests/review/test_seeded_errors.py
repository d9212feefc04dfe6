"""Reviews of forms with one seeded error: recall, and findings that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest
import realistic_errors
import seeded_errors
import seeded_flows
from recall import FORMS, KINDS, Trial, all_trials, table

TRIED = FORMS[::3]
"""One example in Chinese, the other in English; `recall.py` tries both in both."""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> list[Trial]:
    return all_trials(Path(tmp_path_factory.mktemp("seeded")), seeds=(1,), forms=TRIED)


def test_every_kind_was_tried_on_some_form(done: list[Trial]) -> None:
    assert len(seeded_errors.KINDS) >= 25
    registries = (seeded_errors.KINDS, seeded_flows.KINDS, realistic_errors.KINDS)
    assert len(KINDS) == sum(map(len, registries)), "a kind of one registry hides one of another"
    assert {trial.kind for trial in done} == set(KINDS)
    assert {trial.form for trial in done} == {f"{name}-{lang}" for name, lang in TRIED}
    assert {name for name, _ in TRIED} == {name for name, _ in FORMS}


def test_nine_of_ten_are_named_at_the_right_cell(done: list[Trial]) -> None:
    print(table(done))
    named = sum(trial.named for trial in done)
    missed = [f"{trial.kind}, {trial.form}, seed {trial.seed}, {trial.places}" for trial in done if not trial.named]
    assert named >= 0.9 * len(done), "\n".join(missed)


def test_at_most_two_findings_are_not_there(done: list[Trial]) -> None:
    wrong = ["\n  ".join((f"{t.kind}, {t.form}, seed {t.seed}", *t.extra)) for t in done if len(t.extra) > 2]
    assert not wrong, "\n".join(wrong)
