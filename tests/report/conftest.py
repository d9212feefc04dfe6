"""The made-up run, written once a session, and the same run with more screening."""

from __future__ import annotations

from pathlib import Path

import pytest
from synthetic_more import with_more
from synthetic_run import build

from ef_training.assessment.run_folder import RunFolder
from ef_training.hotspots.outcome import Outcome, outcome

LANGUAGES = ("zh-TW", "en")


@pytest.fixture(scope="session")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    build().write(folder)
    return folder


@pytest.fixture(scope="session")
def run(run_path: Path) -> RunFolder:
    return RunFolder.read(run_path)


@pytest.fixture(scope="session")
def result(run: RunFolder) -> Outcome:
    return outcome(run)


@pytest.fixture(scope="session")
def full() -> Outcome:
    """The run with supply chains and data quality."""
    return outcome(with_more(build()))


@pytest.fixture(scope="session")
def warned() -> Outcome:
    """A run with between 10 and 30 % of the climate score from screening."""
    return outcome(build(screening_factor=5))


@pytest.fixture(scope="session")
def withheld() -> Outcome:
    """A run with more than 30 % of the climate score from screening."""
    return outcome(build(screening_factor=14))
