"""Writing what was made: each file beside its place, then moved there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import OutputError, Problem, cannot_write
from .messages import message

LOCK_SECONDS = 120.0
"""So long one process waits until another has read, changed and written a file (own choice)."""


def data_folder() -> Path:
    """Return the folder of the user's own data (factor snapshots, memory of links); it need not exist.

    The environment variable ``EF_TRAINING_DATA`` names another one than the system's.
    """
    chosen = os.environ.get("EF_TRAINING_DATA")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_dir

    return Path(user_data_dir("ef-training", appauthor=False))


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into ``folder``, made where it is missing, and return their paths; `OutputError` where that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error.strerror) from error
    return [write_file(folder / name, content) for name, content in files.items()]


def write_file(path: Path, content: bytes) -> Path:
    """Write one file; `OutputError` where that is not possible."""
    if not path.name:
        raise cannot_write(path, message("it is a folder"))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # what could not be made can often not be taken away either
            part.unlink(missing_ok=True)
        raise cannot_write(path, error.strerror) from error
    return path


def same_file(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file, also by links or another spelling; they need not exist."""
    try:
        return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, links in a circle
        return False


def keep_inputs(out: Path, *inputs: Path) -> None:
    """Refuse an output that would take the place of one of the files that are read; `OutputError` names it."""
    for path in inputs:
        if same_file(out, path):
            what = message("{path} is read here, and would be overwritten; give the output another name", path=path)
            raise OutputError(Problem(what))


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a file while it is read, changed and written, so that no other process changes it in between.

    The lock is a file beside it (``.NAME.lock``) and falls when the process dies.

    Raises
    ------
    OutputError
        The folder cannot be written to, or another process holds the lock for too long.
    """
    from filelock import FileLock, Timeout

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.lock") if path.name else path / ".lock")
        lock.acquire(timeout=LOCK_SECONDS)
    except Timeout as error:
        what = message("another process has been writing {path} for over {seconds} seconds", path=path, seconds=int(LOCK_SECONDS))
        raise OutputError(Problem(what, mend=message("try again later"))) from error
    except OSError as error:
        raise cannot_write(path, error.strerror) from error
    try:
        yield
    finally:
        lock.release()
