"""What stands in a Brightway project, read without importing bw2data.

Importing bw2data takes about a second; a warm run must not pay for it. This module finds the project's folder, takes its
lock and reads the little that decides whether the caches are still good: Brightway's ``databases.json``, the hashes of the
processed arrays, and this program's own notes in the folder ``ef-training`` inside the project.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ProjectError, cannot_write
from ..messages import message

NOTES = "ef-training"
LOCK_SECONDS = 600.0


def base_folder() -> Path:
    """Return Brightway's own directory (``BRIGHTWAY2_DIR``, else the user's data directory, as bw2data decides it)."""
    chosen = os.environ.get("BRIGHTWAY2_DIR")
    if chosen:
        return Path(chosen)
    from platformdirs import PlatformDirs

    return Path(PlatformDirs("Brightway3", "pylca").user_data_dir)


@dataclass(frozen=True)
class ProjectFolder:
    """The folder of a Brightway project that this program made."""

    name: str
    path: Path

    @property
    def notes(self) -> Path:
        """This program's own folder inside the project."""
        return self.path / NOTES

    def databases(self) -> dict[str, dict[str, Any]]:
        """Return Brightway's record of the databases; an unreadable or absent file is an empty record."""
        return read_json(self.path / "databases.json")

    def methods(self) -> dict[tuple[str, ...], dict[str, Any]]:
        """Return Brightway's record of the methods; an unreadable or absent file is an empty record."""
        try:
            content = json.loads((self.path / "methods.json").read_text(encoding="utf-8"))
            return {tuple(name): dict(data) for name, data in content}
        except (OSError, ValueError, TypeError):
            return {}

    def processed(self, filename: str) -> Path:
        """Return the path of a processed datapackage."""
        return self.path / "processed" / filename

    def written(self, filename: str) -> Path:
        """Return the path of a method's factors as they were written."""
        return self.path / "intermediate" / filename


def find_project(name: str) -> ProjectFolder | None:
    """Find a project of this program by its marker; None where there is none."""
    for marker in base_folder().glob(f"*/{NOTES}/project.json"):
        if read_json(marker).get("project") == name:
            return ProjectFolder(name, marker.parent.parent)
    return None


@contextmanager
def project_lock(name: str, *, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the project's file lock: one writer or reader of caches at a time, across processes.

    ``waiting`` is called once where another process holds the lock. The lock falls when a process dies.
    """
    from filelock import FileLock, Timeout

    base = base_folder()
    try:
        base.mkdir(parents=True, exist_ok=True)
        lock = FileLock(base / f".{NOTES}-{hashlib.sha256(name.encode()).hexdigest()[:12]}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if waiting:
                waiting()
            lock.acquire(timeout=LOCK_SECONDS)
    except Timeout as error:
        raise ProjectError(
            message(
                "another process has been working on the project {project} for over {seconds} seconds; try again later",
                project=name,
                seconds=int(LOCK_SECONDS),
            )
        ) from error
    except OSError as error:
        raise cannot_write(base, error.strerror) from error
    try:
        yield
    finally:
        lock.release()


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; an absent or damaged file is an empty one (what it describes is then made anew)."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON object beside its place and move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(path)


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, or an empty string where it is absent."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def content_hash(content: object) -> str:
    """Return the sha256 of anything JSON can say, independent of the order of keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def is_current(folder: ProjectFolder, name: str, content: str) -> bool:
    """Say whether a database stands whole in the project with exactly this content.

    True only where Brightway knows the database, it is not marked dirty, it was written with ``content`` (its hash) and its
    processed arrays are still the ones made from that.
    """
    record = folder.databases().get(name, {})
    own = record.get(NOTES, {})
    note = read_json(folder.notes / "databases.json").get(name, {})
    return bool(
        record
        and not record.get("dirty")
        and own.get("content") == content
        and note.get("content") == content
        and note.get("processed_sha256")
        and sha256_of(folder.processed(note["processed"])) == note["processed_sha256"]
    )
