"""A new pack on top of another: a folder with empty tables that loads at once, and a text that tells what to write where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import OutputError, PackError, Problem
from ..files import write_files
from ..messages import message
from .categories import CATEGORY_COLUMNS
from .description import FAMILY, FILE, plain_folder_name, suitable_name
from .folder import open_folder, summarise
from .installed import available_packs, families, parent_path
from .model import CARBON, FACTOR_COLUMNS, PackSummary
from .new_text import guide
from .overrides import COLUMNS
from .seal import NUMBERS
from .sets import NORMALISATION_COLUMNS, WEIGHTING_COLUMNS
from .verify import TEST_COLUMNS

TABLES = {
    "categories": CATEGORY_COLUMNS,
    "factors": FACTOR_COLUMNS,
    "normalisation": NORMALISATION_COLUMNS,
    "weighting": WEIGHTING_COLUMNS,
    "overrides": COLUMNS,
    "tests": TEST_COLUMNS,
}
SETS = ("normalisation", "weighting")


def new_pack(folder: Path, *, name: str, extends: str) -> list[Path]:
    """Write a pack that extends another and changes nothing yet.

    Parameters
    ----------
    folder : Path
        Made where it is missing; an existing one must be empty.
    name : str
        Lower-case ASCII letters, digits, ``-`` and ``.``; no name of an installed pack.
    extends : str
        An installed pack, or the name of a pack's folder beside the new one.

    Returns
    -------
    list of Path
        ``datapackage.json``, one CSV table per kind of change with its header alone, ``README.md`` in English and Chinese. The
        tables are declared without rows and sha256, so that they can be edited freely; `seal_pack` writes both.

    Raises
    ------
    PackError
        The name is taken or unsuitable, or there is no such pack to extend, or it is not sound.
    OutputError
        The folder is not empty, or cannot be written.
    """
    problems = [*_name(name), *_empty(folder)]
    parent: PackSummary | None = None
    described: dict[str, Any] = {}
    try:
        if not plain_folder_name(extends):
            problems.append(
                Problem(message("“{name}” is neither a pack's name nor that of a folder beside this one", name=extends))
            )
        else:
            below = open_folder(parent_path(folder, extends))
            parent = summarise(below, problems)
            described = below.description
    except PackError as error:
        problems += error.problems
    if parent is not None:
        problems += _family(_own_family(parent, name))
    if problems or parent is None:
        raise (PackError if parent is None or _name(name) else OutputError)(problems)
    tables = {table: columns for table, columns in TABLES.items() if parent.scope != CARBON or table not in SETS}
    description = json.dumps(_description(parent, described, name, extends, tables), ensure_ascii=False, indent=1)
    texts = {
        FILE: description + "\n",
        **{f"{table}.csv": "\ufeff" + ",".join(columns) + "\n" for table, columns in tables.items()},
        "README.md": guide(name, parent),
    }
    return write_files(folder, {file: text.encode() for file, text in texts.items()})


def _own_family(parent: PackSummary, name: str) -> str:
    return f"{parent.family} · {name}"


def _name(name: str) -> list[Problem]:
    if not suitable_name(name):
        what = message("“{name}” cannot be a pack's name: lower-case letters, digits, “-” and “.” only", name=name)
        return [Problem(what, mend=message("choose another, such as “my-pack”"))]
    if name in available_packs():
        return [Problem(message("the name “{name}” is taken by an installed pack", name=name))]
    return []


def _empty(folder: Path) -> list[Problem]:
    try:
        if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
            return []
    except (OSError, ValueError) as reason:
        return [Problem(message("cannot write {path}: {reason}", path=folder, reason=reason))]
    return [Problem(message("{path} is not an empty folder", path=folder), mend=message("give a folder that does not exist yet"))]


def _family(family: str) -> list[Problem]:
    if len(family) > FAMILY or family.casefold() in {taken.casefold() for taken in families().values()}:
        return [Problem(message("“{family}” cannot be a pack's family", family=family), mend=message("choose a shorter name"))]
    return []


def _description(
    parent: PackSummary, described: dict[str, Any], name: str, extends: str, tables: dict[str, tuple[str, ...]]
) -> dict[str, Any]:
    """Return the description of the new pack; licences and sources are the parent's, entry by entry."""
    return {
        "profile": "data-package",
        "name": name,
        "version": "0.1.0",
        "family": _own_family(parent, name),
        "title": f"{name}, on top of {parent.name} {parent.version}",
        "extends": extends,
        "licenses": described["licenses"],
        "sources": described["sources"],
        "attribution": parent.attribution,
        "resources": [
            {
                "name": table,
                "path": f"{table}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [{"name": column, "type": "number" if column in NUMBERS else "string"} for column in columns]
                },
            }
            for table, columns in tables.items()
        ],
    }
