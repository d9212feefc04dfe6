"""The layouts of forms: which there are, and how one is loaded.

A layout is a folder with an ``importer.toml`` and, for those that come with the program, where rows must be put right before
they are read, a ``strategies.py`` of plain functions ``list[dict] -> list[dict]``. The same definition writes the form and reads
it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from ..errors import DataError, FormError, Problem
from ..messages import message
from .layout_file import DEFINITION, STRATEGIES, importer_names, in_both, read_importer, shipped_folder
from .layout_model import Field, Given, Importer, Row, Sheet, Strategy, Table, UnitRule, Vocabulary, Words

__all__ = [
    "Field",
    "Given",
    "Importer",
    "Row",
    "Sheet",
    "Strategy",
    "Table",
    "UnitRule",
    "Vocabulary",
    "Words",
    "importer_names",
    "in_both",
    "load_importer",
    "read_importer",
]


def load_importer(name: str | Path) -> Importer:
    """Load an importer: an installed one by its name, one of your own by the path of its folder.

    Parameters
    ----------
    name : str or Path
        A name of `importer_names`, or a path (it has a separator, or is a folder with an ``importer.toml``). A folder is read as
        data: it runs no code.

    Raises
    ------
    FormError
        Where there is no such importer.
    DataError
        Where its definition is not sound, brings code, or has the id of an installed importer.
    """
    text = str(name)
    if text in importer_names():
        return _installed(text)
    folder = Path(text)
    is_path = isinstance(name, Path) or os.sep in text or "/" in text or (bool(text) and (folder / DEFINITION).is_file())
    if not is_path or not (folder / DEFINITION).is_file():
        raise FormError(
            Problem(
                message("there is no importer “{name}”; there are: {names}", name=text, names=", ".join(importer_names())),
                mend=message("give one of these names, or the path of a folder that holds an {file}", file=DEFINITION),
            )
        )
    return _own(folder)


@lru_cache(maxsize=8)
def _installed(name: str) -> Importer:
    return read_importer(shipped_folder() / name)


def _own(folder: Path) -> Importer:
    """Read a folder that does not come with the program: data only."""
    where = f"{folder.name}/{STRATEGIES}"
    if (folder / STRATEGIES).exists():
        raise DataError(
            Problem(
                message("an importer of your own may not bring code: only those that come with the program run strategies"),
                where=where,
                mend=message("delete the file, and say in {file} what can be said there", file=DEFINITION),
            )
        )
    importer = read_importer(folder)
    if importer.id in importer_names():
        raise DataError(
            Problem(
                message(
                    "the importer in {folder} has the id “{name}”, which an installed one has", folder=folder, name=importer.id
                ),
                where=f"{folder.name}/{DEFINITION}",
                mend=message("give it an id of its own"),
            )
        )
    return importer
