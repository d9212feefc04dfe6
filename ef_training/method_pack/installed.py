"""Where packs are: those installed with the program, and folders beside one another."""

from __future__ import annotations

import json
from pathlib import Path

from ..errors import PackError, Problem
from ..messages import message
from ..tables import shipped
from .description import FILE

PACKAGE = "ef_training.method_packs"


def available_packs() -> tuple[str, ...]:
    """Return the names of the packs that are installed."""
    return tuple(sorted(path.parent.name for path in shipped(PACKAGE).glob(f"*/{FILE}")))


def installed_path(name: str) -> Path:
    """Return the folder of an installed pack, links resolved."""
    return shipped(PACKAGE, name).resolve()


def pack_path(name_or_path: str | Path) -> Path:
    """Return the folder of a pack, given its name or the folder itself.

    Raises
    ------
    PackError
        There is no such pack; names those there are.
    """
    if isinstance(name_or_path, str) and name_or_path in available_packs():
        return shipped(PACKAGE, name_or_path)
    path = Path(name_or_path)
    try:
        if (path / FILE).is_file():
            return path
    except (OSError, ValueError):  # a name that no file can have
        pass
    raise PackError(
        Problem(
            message("there is no method pack “{name}”", name=name_or_path),
            mend=message("choose one of: {names}, or give the folder of a pack", names=", ".join(available_packs())),
        )
    )


def parent_path(folder: Path, extends: str) -> Path:
    """Return the folder of the pack that the one in ``folder`` extends: an installed pack, else a folder beside.

    Raises
    ------
    PackError
        There is none.
    """
    if extends in available_packs():
        return installed_path(extends)
    beside = folder.resolve().parent / extends
    if beside.resolve().parent == folder.resolve().parent and (beside / FILE).is_file():
        return beside.resolve()
    raise PackError(
        Problem(
            message("there is no pack “{name}” to extend", name=extends),
            FILE,
            message("choose one of: {names}, or a pack in the folder beside this one", names=", ".join(available_packs())),
        )
    )


def families() -> dict[str, str]:
    """Return the family of every installed pack, by name."""
    found = {}
    for name in available_packs():
        content = (installed_path(name) / FILE).read_bytes()
        found[name] = str(json.loads(content)["family"])
    return found
