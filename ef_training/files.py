"""Writing what was made: each file beside its place, then moved there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .errors import cannot_write


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
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise cannot_write(path, error.strerror) from error
    return path
