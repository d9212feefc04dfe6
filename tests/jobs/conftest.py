"""Runs of changed forms in this process, nothing written; copies of a Brightway directory for other processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import independent_calculation as independent
import pytest


class RunOf:
    """Computes a form as ``assess`` does, up to the tables in memory; neither files nor databases are written."""

    def __call__(self, form: Path):
        from ef_training.assessment.assess import assess, link
        from ef_training.assessment.engine import open_engine
        from ef_training.forms import read_form
        from ef_training.names import PROJECT

        with open_engine(PROJECT, "training", "ef-3.1", lambda step: None) as engine:
            return assess(link(read_form(form), engine), engine)

    def totals(self, form: Path) -> dict[str, float]:
        """Totals of the 16 indicators and of the carbon footprint."""
        sums = self(form).results.groupby("indicator")["value"].sum()
        return {name: float(sums[name]) for name in (*independent.INDICATORS, "carbon-footprint")}

    def scores(self):
        """Unit scores of the run's cache."""
        from ef_training.assessment.engine import open_engine
        from ef_training.names import PROJECT

        with open_engine(PROJECT, "training", "ef-3.1", lambda step: None) as engine:
            return engine.scores


@pytest.fixture(scope="session")
def run_of() -> RunOf:
    """Return a function that computes a form in memory, with ``totals`` and the ``scores`` behind it."""
    return RunOf()


class Elsewhere:
    """A Brightway directory of its own, in which only other processes work."""

    def __init__(self, folder: Path):
        self.folder = folder

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start ``python COMMAND`` on this directory."""
        environment = {**os.environ, "BRIGHTWAY2_DIR": str(self.folder), "PYTHONIOENCODING": "utf-8"}
        return subprocess.Popen(
            [sys.executable, *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *command: str) -> tuple[int, str, str]:
        """Run ``python COMMAND`` on this directory; return exit code, stdout and stderr."""
        process = self.start(*command)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err

    def other(self, action: str, *arguments: object) -> tuple[int, list[dict[str, float]], str]:
        """Run an action of `other_process`; return exit code, what it found and stderr."""
        code, out, err = self.run(str(Path(__file__).with_name("other_process.py")), action, *map(str, arguments))
        return code, json.loads(out.splitlines()[-1]) if code == 0 else [], err


@pytest.fixture(scope="session")
def copied(
    forms: dict[tuple[str, str], Path], hub_folder: Path, brightway_folder: Path, tmp_path_factory: pytest.TempPathFactory
):
    """Return a function that copies this session's Brightway directory, set up and with the hub in it, for other processes."""

    def copy(name: str) -> Elsewhere:
        from ef_training.job import assess_form

        assess_form(forms["aluminium-hub", "zh-TW"])  # other tests may have written the same company in another state
        folder = tmp_path_factory.mktemp("brightway") / name
        shutil.copytree(brightway_folder, folder, ignore=shutil.ignore_patterns("*.lock"))
        return Elsewhere(folder)

    return copy


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Return a function that runs ``ef-training ARGUMENTS`` in this process: exit code, stdout and stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        from ef_training.cli import main

        monkeypatch.setattr(sys, "argv", ["ef-training", *map(str, arguments)])
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        assert isinstance(code, int)
        return code, out, err

    return run
