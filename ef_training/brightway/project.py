"""Opening a Brightway project: only projects that this program made are ever written to."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import ProjectError
from ..messages import message
from ..names import PROJECT
from .state import NOTES, ProjectFolder, base_folder, find_project, write_json


@contextmanager
def quiet() -> Iterator[None]:
    """Keep bw2data and bw2io from writing to stdout, which belongs to results: log lines, prints and progress bars."""
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _silence_loggers()
        yield


def _silence_loggers() -> None:
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("bw2", "brightway")):
            logging.getLogger(name).setLevel(logging.ERROR)


def open_project(name: str = PROJECT, *, create: bool = False) -> ProjectFolder:
    """Make ``name`` the current Brightway project and return its folder.

    Parameters
    ----------
    create : bool
        Make the project where it does not exist; otherwise a missing project is an error, since ``projects.set_current``
        would quietly create one for every typing error.

    Raises
    ------
    ProjectError
        The project does not exist, or it was made by something else.
    """
    base_folder().mkdir(parents=True, exist_ok=True)
    with quiet():
        import bw2data

        _silence_loggers()
        exists = name in bw2data.projects
        ours = find_project(name)
        if exists and ours is None and (name == "default" or not _is_empty(name)):
            raise ProjectError(
                message(
                    "the Brightway project “{project}” was not made by this program and is left alone; "
                    "choose another name with --project",
                    project=name,
                )
            )
        if not exists and not create:
            raise ProjectError(message("there is no Brightway project “{project}”", project=name))
        if bw2data.projects.current != name or ours is None or Path(bw2data.projects.dir) != ours.path:
            bw2data.projects.set_current(name)
        else:  # another process may have written since: what is held in memory would overwrite its records
            for records in bw2data.config.metadata:
                records.__init__()
        folder = ProjectFolder(name, Path(bw2data.projects.dir))
        if ours is None:
            write_json(folder.notes / "project.json", {"project": name, "made_by": NOTES, "schema": "1"})
    return folder


def _is_empty(name: str) -> bool:
    """Say whether an unmarked project holds nothing: a kill right after its creation leaves it so."""
    import bw2data

    before = bw2data.projects.current
    bw2data.projects.set_current(name, update=False)
    empty = not len(bw2data.databases) and not len(bw2data.methods)
    if not empty and before != name:
        bw2data.projects.set_current(before, update=False)
    return empty
