"""What all tests share: a Brightway directory of their own, the worked examples as workbooks, runs of them."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_BRIGHTWAY = tempfile.TemporaryDirectory(prefix="ef-training-tests-", ignore_cleanup_errors=True)
os.environ["BRIGHTWAY2_DIR"] = _BRIGHTWAY.name  # before anything imports bw2data
_DATA = tempfile.TemporaryDirectory(prefix="ef-training-tests-", ignore_cleanup_errors=True)
os.environ["EF_TRAINING_DATA"] = _DATA.name  # factor snapshots, never the user's

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="session")
def case() -> Callable[[str], dict[str, Any]]:
    """Return a function that loads a file of known answers by name."""
    return lambda name: json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def brightway_folder() -> Path:
    """Return the Brightway directory of this test session."""
    return Path(_BRIGHTWAY.name)


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """Return both worked examples as workbooks in both languages, by (name, language). Not to be changed."""
    from ef_training.inventory.template import example_names, write_form

    folder = tmp_path_factory.mktemp("forms")
    paths = {}
    for name in example_names():
        for lang in ("zh-TW", "en"):
            paths[name, lang] = folder / f"{name}-{lang}.xlsx"
            write_form(paths[name, lang], lang=lang, example=name)
    return paths


@pytest.fixture(scope="session")
def hub_folder(forms: dict[tuple[str, str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a verified run of the hub, with its report. Not to be changed."""
    from ef_training.job import assess_form

    out = tmp_path_factory.mktemp("hub")
    assess_form(forms["aluminium-hub", "zh-TW"], out, verify=True, lang="zh-TW")
    return out


@pytest.fixture(scope="session")
def box_folder(forms: dict[tuple[str, str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a verified run of the food box, tables only. Not to be changed."""
    from ef_training.job import assess_form

    out = tmp_path_factory.mktemp("box")
    assess_form(forms["pp-food-box", "zh-TW"], out, verify=True, report=False, lang="zh-TW")
    return out


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command line with these arguments; return exit code, stdout and stderr."""

    from ef_training.cli import main

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ef-training", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call
