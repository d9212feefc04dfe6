"""Whole jobs on method packs: list, check, install, remove and compare them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import Problem, ProjectError
from .messages import Message, msg
from .names import PROJECT

if TYPE_CHECKING:
    import pandas as pd

    from .brightway.state import ProjectFolder
    from .method_pack import MethodPack, PackSummary
    from .method_pack.checking.examine import PackCheck
    from .method_pack.checking.registration import RegisteredMethod

MethodName = tuple[str, ...]
Progress = Callable[[str | Message], None]


@dataclass(frozen=True)
class ListedPack:
    """An installed pack, and how it stands in a project: ``registered`` at all, and ``current``, that is, as it is today."""

    pack: PackSummary
    registered: bool
    current: bool


@dataclass(frozen=True)
class Listing:
    """What methods there are.

    ``packs`` are the installed ones; ``registered`` names packs that stand in the project but are not installed (folders of
    researchers), with their numbers of methods; ``families`` are the families of methods in the project that this program did not
    make, with their numbers of methods. ``exists`` says whether the project does.
    """

    project: str
    exists: bool
    packs: tuple[ListedPack, ...]
    registered: dict[str, int]
    families: dict[MethodName, int]
    broken: tuple[tuple[str, tuple[Problem, ...]], ...] = ()


@dataclass(frozen=True)
class Installed:
    """The methods of a pack in a project; ``written`` is False where they stood there already, whole and current."""

    pack: PackSummary
    methods: tuple[MethodName, ...]
    written: bool


def list_packs(project: str = PROJECT) -> Listing:
    """List the packs that are installed, and what methods stand in a Brightway project. Does not import bw2data."""
    from .brightway.methods import methods_current
    from .brightway.registered import methods_of, other_families, registered_packs
    from .brightway.state import find_project
    from .errors import PackError
    from .method_pack import available_packs, load_pack_summary

    folder = find_project(project)
    noted = registered_packs(folder) if folder else ()
    packs, broken = [], []
    for name in available_packs():
        try:
            pack = load_pack_summary(name)
        except PackError as error:
            broken.append((name, error.problems))
            continue
        current = folder is not None and methods_current(folder, name, pack.sha256)
        packs.append(ListedPack(pack, name in noted, current))
    others = {name: len(methods_of(folder, name)) for name in noted if name not in available_packs()} if folder else {}
    families = other_families(folder) if folder else {}
    return Listing(project, folder is not None, tuple(packs), others, families, tuple(broken))


def check_pack(
    name: str | Path,
    *,
    project: str = PROJECT,
    background: str | None = None,
    company: str | None = None,
    results: Path | None = None,
) -> PackCheck:
    """Check a pack: load it, run its tests, match it to the flow lists, compare it with its base and with Brightway.

    Parameters
    ----------
    name : str or Path
        An installed pack, or the folder of one.
    project : str
        Where it exists, its flow lists are matched, and what it has registered of the pack is compared. Nothing is written to it.
    background, company, results : optional
        Inventories whose flows are looked up: all datasets of a background, the products of a company in the project (its code,
        or code and product), the folder of a run. Without any, the training background where it is installed in the project.

    Raises
    ------
    PackError
        The pack does not load; with every problem found.
    EFTrainingError
        The background, the company or the folder is not there.
    """
    from contextlib import nullcontext

    from .brightway.flow_lists import project_lists, shipped_lists
    from .brightway.project import open_project
    from .brightway.registered import foreign_methods, lists_gone, methods_of, read_methods, registered_packs
    from .brightway.setup import flow_lists_ready
    from .brightway.state import find_project, project_lock
    from .messages import message
    from .method_inventories import gather
    from .method_pack.checking.examine import examine
    from .method_pack.flow_lists import flow_units
    from .method_pack.load import load_on_base

    folder = find_project(project)
    if folder is None and project != PROJECT:
        raise ProjectError(message("there is no Brightway project “{project}”", project=project))
    with project_lock(project) if folder else nullcontext():
        lists = project_lists(folder) if folder and flow_lists_ready(folder) else shipped_lists()
        pack, against, before = load_on_base(name, flows=flow_units(lists))
        registered: dict[MethodName, RegisteredMethod] | None = None
        foreign: tuple[MethodName, ...] = ()
        gone: tuple[str, ...] = ()
        if folder is not None and (pack.name in registered_packs(folder) or methods_of(folder, pack.name)):
            open_project(project)
            registered = read_methods(methods_of(folder, pack.name))
            foreign, gone = foreign_methods(folder, pack.family), lists_gone(folder, pack.name)
        inventories = gather(folder, background=background, company=company, results=results)
    return examine(
        pack,
        lists,
        before=before,
        against=against,
        project=project,
        registered=registered,
        inventories=inventories,
        foreign=foreign,
        lists_gone=gone,
    )


def install_pack(name: str | Path, *, project: str = PROJECT, progress: Progress | None = None) -> Installed:
    """Register a pack as Brightway methods, all of them or none, with the flow lists they need; what is current is left alone.

    Raises
    ------
    PackError
        The pack does not load.
    ProjectError
        The project or a method of that name is not this program's, or the method is another pack's.
    """
    from .brightway.methods import methods_current, register_pack
    from .brightway.registered import methods_of
    from .brightway.setup import flow_lists_ready, flow_units, set_up_flow_lists
    from .brightway.state import find_project, project_lock
    from .method_pack import load_pack, load_pack_summary

    tell: Progress = progress or (lambda step: None)
    summary = load_pack_summary(name)
    with project_lock(project, waiting=lambda: tell(msg("Another process is working on this project; waiting …"))):
        found = find_project(project)
        if found is not None and flow_lists_ready(found) and methods_current(found, summary.name, summary.sha256):
            return Installed(summary, methods_of(found, summary.name), False)
        folder = set_up_flow_lists(project, tell)
        pack = load_pack(name, flows=flow_units(folder))
        tell(msg("Registering the method pack …"))
        return Installed(summary, register_pack(folder, pack), True)


def remove_pack(name: str, *, project: str = PROJECT) -> tuple[MethodName, ...]:
    """Remove what this program registered of a pack: methods, their files, notes and unit scores. Return the methods' names.

    Raises
    ------
    ProjectError
        There is no such project, or nothing of that name is registered in it; methods of others are never removed.
    """
    from .assessment.engine import forget_pack
    from .brightway.project import open_project
    from .brightway.removal import removable, remove_pack_methods
    from .brightway.state import project_lock

    folder = existing_project(project)
    with project_lock(project):
        removable(folder, name)
        forget_pack(folder, name)
        return remove_pack_methods(open_project(project), name)


def existing_project(project: str) -> ProjectFolder:
    """Return the folder of a project of this program; `ProjectError` where there is none."""
    from .brightway.state import find_project
    from .messages import message

    folder = find_project(project)
    if folder is None:
        raise ProjectError(message("there is no Brightway project “{project}”", project=project))
    return folder


def compare_packs(a: str | Path, b: str | Path) -> tuple[MethodPack, MethodPack, pd.DataFrame]:
    """Load two packs and return both with their differences (`method_pack.diff.diff_packs`)."""
    from .errors import PackError
    from .method_pack import load_pack
    from .method_pack.diff import diff_packs

    packs: list[MethodPack] = []
    problems: list[Problem] = []
    for name in (a, b):
        try:
            packs.append(load_pack(name))
        except PackError as error:
            problems += error.problems
    if problems:
        raise PackError(problems)
    return packs[0], packs[1], diff_packs(*packs)


def open_pack(name: str | Path, *, project: str = PROJECT) -> MethodPack:
    """Load a pack to be shown; units of flows are filled in where the project holds the flow lists. Does not import bw2data."""
    from .brightway.flow_lists import project_lists
    from .brightway.setup import flow_lists_ready
    from .brightway.state import find_project
    from .method_pack import load_pack
    from .method_pack.flow_lists import flow_units

    folder = find_project(project)
    ready = folder is not None and flow_lists_ready(folder)
    return load_pack(name, flows=flow_units(project_lists(folder)) if folder and ready else None)
