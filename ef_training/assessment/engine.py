"""Everything a calculation needs, opened as cheaply as it stands: from the caches where they are whole, else built."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..assessment import unit_scores
from ..background import load_background_summary, load_processes
from ..brightway.setup import Wanted, find_ready, set_up, wanted
from ..brightway.state import ProjectFolder, project_lock, read_json, sha256_of, write_json
from ..factors import load_gwp, load_snapshot
from ..linking import Catalogues, Flow
from ..messages import msg
from ..method_pack import load_pack_summary
from .unit_scores import UnitScores

if TYPE_CHECKING:
    from ..background import BackgroundSummary
    from ..method_pack import PackSummary

SEPARATOR = " | "  # between background and pack, in the names of the notes on unit scores


@dataclass(frozen=True)
class Engine:
    """An open project: unit scores, catalogues, and where they come from. ``fresh`` says that the unit scores were just built."""

    folder: ProjectFolder
    scores: UnitScores
    catalogues: Catalogues
    pack: PackSummary
    background: BackgroundSummary
    fresh: bool


@contextmanager
def open_engine(
    project: str, background: str, pack: str, progress: Callable[[str], None], *, factors: str | None = None
) -> Iterator[Engine]:
    """Open a project for calculation, holding its lock until the block ends.

    What is missing or out of date is installed and built first; ``progress`` gets a sentence before each long step.
    ``factors`` names a snapshot of MOENV's catalogue; without it the one in use is taken.
    """
    catalogue = load_snapshot(factors)
    want = wanted(load_background_summary(background), load_pack_summary(pack), catalogue)
    with project_lock(project, waiting=lambda: progress(msg("Another process is working on this project; waiting …"))):
        folder = find_ready(project, want)
        if folder is None:
            folder = set_up(project, want, pack, catalogue, progress)
        scores = _cached(folder, want)
        fresh = scores is None
        if scores is None:
            progress(msg("Solving the background for all indicators …"))
            scores = _build(folder, want)
        flows = {(node.database, node.code): Flow(node.name, node.place, node.unit) for node in scores.flows}
        catalogues = Catalogues(want.background.database, load_processes(background), flows, catalogue, load_gwp())
        yield Engine(folder, scores, catalogues, want.pack, want.background, fresh)


def _inputs(folder: ProjectFolder, want: Wanted) -> dict[str, str]:
    """Return the hashes of everything the unit scores are made of."""
    databases = read_json(folder.notes / "databases.json")
    methods = read_json(folder.notes / "methods.json").get(want.pack.name, {}).get("processed", {})
    files = [databases.get(name, {}).get("processed", "") for name in want.flow_lists] + list(methods)
    return {"pack": want.pack.sha256, **{name: sha256_of(folder.processed(name)) for name in files}}


def _cached(folder: ProjectFolder, want: Wanted) -> UnitScores | None:
    note = read_json(folder.notes / "unit-scores.json").get(_name(want), {})
    if not note or note.get("inputs") != _inputs(folder, want):
        return None
    cache = folder.notes / "unit-scores"
    try:
        whole = note["files"] == unit_scores.file_hashes(cache, note["key"])
        return unit_scores.load(cache, note["key"]) if whole else None
    except unit_scores.DAMAGED:
        return None  # a damaged cache is built anew


def _build(folder: ProjectFolder, want: Wanted) -> UnitScores:
    from ..brightway.project import open_project

    open_project(folder.name, create=True)
    methods = {category.category_id: category.method for category in want.pack.categories}
    cache = folder.notes / "unit-scores"
    scores = unit_scores.build(want.flow_lists, methods, cache)
    path = folder.notes / "unit-scores.json"
    note = {"key": scores.key, "inputs": _inputs(folder, want), "files": unit_scores.file_hashes(cache, scores.key)}
    notes = {**read_json(path), _name(want): note}
    write_json(path, notes)
    unit_scores.keep_only(cache, {str(record["key"]) for record in notes.values()})
    return scores


def _name(want: Wanted) -> str:
    return f"{want.background.name}{SEPARATOR}{want.pack.name}"


def forget_pack(folder: ProjectFolder, pack: str) -> None:
    """Take the unit scores of a pack, with every background, off a project's notes and disk; those of other packs stay."""
    path, cache = folder.notes / "unit-scores.json", folder.notes / "unit-scores"
    notes = read_json(path)
    kept = {name: record for name, record in notes.items() if name.partition(SEPARATOR)[2] != pack}
    if len(kept) < len(notes):
        write_json(path, kept)
        if cache.is_dir():
            unit_scores.keep_only(cache, {str(record["key"]) for record in kept.values()})
