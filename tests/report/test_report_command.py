"""``ef-training report``: what it writes where, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ef_training.assessment.run_folder import RunFolder
from ef_training.cli import cli


def report(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["report", *map(str, arguments), "--lang", "en"])


def test_formats_go_where_they_are_told(run_path: Path, tmp_path: Path) -> None:
    found = report(run_path, "--out", tmp_path, "--format", "xlsx, html")
    assert found.exit_code == 0, found.output
    assert found.stdout.splitlines() == [str(tmp_path / "report.html"), str(tmp_path / "report.xlsx")]
    customer = report(run_path, "--out", tmp_path / "c", "--format", "xlsx", "--for-customer")
    assert customer.stdout.splitlines() == [str(tmp_path / "c" / "report.xlsx")]


def test_the_final_inventory_is_written_instead(run_path: Path, tmp_path: Path) -> None:
    found = report(run_path, "--inventory", "--out", tmp_path)
    assert found.exit_code == 0, found.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["final-inventory.xlsx", "moenv-summary.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "html,pdf"), "pdf; known are html, xlsx, docx, png, svg"),
        (("--inventory", "--for-customer"), "--inventory cannot go with --for-customer"),
        (("--inventory", "--against", "x"), "--inventory cannot go with --against"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(run_path: Path, arguments: tuple[str, ...], said: str) -> None:
    found = report(run_path, *arguments)
    assert found.exit_code == 2
    assert said in found.stderr


@pytest.mark.parametrize(("lang", "said"), [("en", "a PDF is the page printed"), ("zh-TW", "列印")])
def test_a_pdf_is_the_page_printed(run_path: Path, lang: str, said: str) -> None:
    found = CliRunner().invoke(cli, ["report", str(run_path), "--format", "pdf", "--lang", lang])
    assert found.exit_code == 2
    assert said in found.stderr


def test_a_run_per_something_else_is_not_compared_and_nothing_is_written(run: RunFolder, run_path: Path, tmp_path: Path) -> None:
    product = run.run["product"] | {"declared_unit": "kg"}
    replace(run, run=run.run | {"product": product}).write(tmp_path / "other")
    found = report(run_path, "--against", tmp_path / "other", "--out", tmp_path / "out")
    assert found.exit_code == 1
    assert "measure different things" in str(found.exception)
    assert not (tmp_path / "out").exists()


def test_a_run_to_compare_with_that_is_not_there_is_named(run_path: Path, tmp_path: Path) -> None:
    found = report(run_path, "--against", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert found.exit_code == 1
    assert "nowhere" in str(found.exception)
