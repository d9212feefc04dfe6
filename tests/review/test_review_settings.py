"""Thresholds from a programme's own file."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from ef_training.errors import DataError
from ef_training.review.settings import REVIEW_SETTINGS, ReviewSettings, read_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "thresholds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_not_named_keeps_its_value(tmp_path: Path) -> None:
    found = read_settings(written(tmp_path, "mass_explain = 0.03\nenergy_slack = 3\n"))
    assert (found.mass_explain, found.energy_slack, found.mass_fine) == (0.03, 3.0, REVIEW_SETTINGS.mass_fine)
    assert isinstance(found.energy_slack, float)


def test_an_empty_file_and_a_bom(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, "\ufeff# nothing\n")) == REVIEW_SETTINGS


def test_what_was_recorded_can_be_read_again(tmp_path: Path) -> None:
    recorded = "\n".join(f"{name} = {value}" for name, value in REVIEW_SETTINGS.as_dict().items())
    assert read_settings(written(tmp_path, recorded)) == REVIEW_SETTINGS


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        read_settings(
            written(tmp_path, 'mass_fin = 1\nmass_fine = "1 %"\nmaterial_warn = true\nyear_days_low = 1.5\nmass_warn = -1\n')
        )
    told = [problem.render() for problem in raised.value.problems]
    assert len(told) == 5
    for name, text in zip(("mass_fin”", "1 %", "material_warn", "whole number", "0 or more"), told, strict=True):
        assert name in text


@pytest.mark.parametrize("text", ["mass_fine = ", "mass_fine = nan = 1"])
def test_a_file_that_is_no_toml(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_settings(written(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_settings(tmp_path / "none.toml")


def test_not_a_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        read_settings(written(tmp_path, "mass_fine = nan\n"))


def test_every_threshold_is_explained() -> None:
    text = ReviewSettings.__doc__ or ""
    assert [item.name for item in fields(ReviewSettings) if item.name not in text] == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("mass_fine = 0.2\n", ("mass_fine", "mass_explain")),
        ("distance_low = 5\n", ("distance_low",)),
        ("distance_high = 0.9\n", ("distance_high",)),
        ("year_days_low = 400\nyear_days_high = 372\n", ("year_days_low", "year_days_high")),
    ],
)
def test_thresholds_that_contradict_each_other_are_refused(tmp_path: Path, text: str, named: tuple[str, ...]) -> None:
    with pytest.raises(DataError) as raised:
        read_settings(written(tmp_path, text))
    (problem,) = raised.value.problems
    assert all(name in problem.render() for name in named)


def test_the_reason_is_told_without_words_of_the_machine(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.toml", "no such file"), (written(tmp_path, "\nmass_fine = = 1\n"), "line 2")):
        with pytest.raises(DataError) as raised:
            read_settings(path)
        said = raised.value.render()
        assert reason in said
        assert "Errno" not in said
        assert "Invalid" not in said
