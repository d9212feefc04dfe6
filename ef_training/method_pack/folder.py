"""The folder of a pack: where it is, what it declares, and its light part.

``datapackage.json`` (Frictionless) declares name, version, family, licence, sources, the base archive, and for every
table its rows and sha256. A table that is not what is declared is refused, and so is a path that leaves the folder.
``family`` names the methods in Brightway; ``sets``, where it is given, is the method version whose normalisation and
weights the pack carries ("EF 3.1").
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import PackError, Problem
from ..messages import message
from ..tables import Row, read_bytes, read_rows, sha256, sha256_of_parts, shipped
from .base import archive_path, archive_sha256
from .categories import read_categories
from .model import BaseSpec, PackSummary

PACKAGE = "ef_training.method_packs"
DESCRIPTION_BYTES = 1_000_000
LISTS = {"licenses": ("title",), "sources": ("title",), "resources": ("name", "path")}
BASE = ("dependency", "path", "sha256", "method_family")
REQUIRED = ("categories", "factors", "normalisation", "weighting", "overrides", "tests")


@dataclass(frozen=True)
class PackFolder:
    """An opened folder: its description and the content of its tables by name ("factors")."""

    path: Path
    description: dict[str, Any]
    tables: dict[str, bytes]
    sha256: str

    def rows(self, table: str, columns: tuple[str, ...], problems: list[Problem]) -> list[Row]:
        """Return the rows of a table, and note a number of rows other than declared."""
        rows = read_rows(self.tables[table], f"{table}.csv", columns, problems)
        declared = next(r.get("rows") for r in self.description["resources"] if r["name"] == table)
        if declared != len(rows):
            problems.append(
                Problem(
                    message("the table has {rows} rows, declared are {declared}", rows=len(rows), declared=declared),
                    f"{table}.csv",
                )
            )
        return rows


def available_packs() -> tuple[str, ...]:
    """Return the names of the packs that are installed."""
    return tuple(sorted(path.parent.name for path in shipped(PACKAGE).glob("*/datapackage.json")))


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
    if (path / "datapackage.json").is_file():
        return path
    raise PackError(
        Problem(
            message("there is no method pack “{name}”", name=name_or_path),
            mend=message("choose one of: {names}, or give the folder of a pack", names=", ".join(available_packs())),
        )
    )


def load_pack_summary(name_or_path: str | Path) -> PackSummary:
    """Load all of a pack but its factors: categories, normalisation, weights, hash. Needs no pandas; some milliseconds.

    Raises
    ------
    PackError
        With every problem found in the description and those tables.

    Examples
    --------
    >>> len(load_pack_summary("ef-3.1").main_categories)
    16
    """
    problems: list[Problem] = []
    summary = summarise(open_folder(name_or_path), problems)
    if problems:
        raise PackError(problems)
    return summary


def summarise(folder: PackFolder, problems: list[Problem]) -> PackSummary:
    """Return the light part of an opened folder; what is wrong with it is noted in ``problems``."""
    description = folder.description
    categories, names = read_categories(folder, problems)
    base = _base(description, names)
    return PackSummary(
        name=description["name"],
        version=description["version"],
        family=description["family"],
        title=description["title"],
        licence="; ".join(licence["title"] for licence in description["licenses"]),
        sources=tuple(" ".join(part for part in (s["title"], s.get("path", "")) if part) for s in description["sources"]),
        attribution=description["attribution"],
        sha256=sha256_of_parts([("folder", folder.sha256), ("base", base.found)]),
        categories=categories,
        base=base,
    )


def open_folder(name_or_path: str | Path) -> PackFolder:
    """Read description and tables of a pack and compare them with what is declared.

    Raises
    ------
    PackError
        With every problem found.
    """
    path = pack_path(name_or_path)
    content = read_bytes(path / "datapackage.json", PackError, DESCRIPTION_BYTES)
    try:
        description = json.loads(content)
    except ValueError as reason:
        raise PackError(Problem(message("the file is not JSON: {reason}", reason=reason), "datapackage.json")) from reason
    problems = _check_description(description)
    if problems:
        raise PackError(problems)
    taken = description["name"] in available_packs() and path.resolve() != shipped(PACKAGE, description["name"]).resolve()
    if taken:
        problems.append(
            Problem(message("the name “{name}” is taken by an installed pack", name=description["name"]), "datapackage.json")
        )
    tables, digests = {}, []
    for resource in description["resources"]:
        table = _table(path, resource, problems)
        if table is not None:
            tables[resource["name"]] = table
            digests.append((resource["name"], sha256(table)))
            _compare(resource, sha256(table), problems)
    if problems:
        raise PackError(problems)
    digests.append(("datapackage.json", sha256(content)))
    return PackFolder(path, description, tables, sha256_of_parts(digests))


def _compare(resource: dict[str, Any], found: str, problems: list[Problem]) -> None:
    if resource.get("sha256") != found:
        problems.append(
            Problem(
                message("the table is not the one declared: its sha256 is {found}", found=found),
                resource["path"],
                message("if the change is meant, write it into datapackage.json (seal_pack does it)"),
            )
        )


def _table(folder: Path, resource: dict[str, Any], problems: list[Problem]) -> bytes | None:
    name = str(resource["path"])
    inside = PurePosixPath(name).name == name and not set(name) & set("\\:") and name not in (".", "..")
    if not inside or (folder / name).resolve().parent != folder.resolve():
        problems.append(Problem(message("the path “{path}” leaves the folder of the pack", path=name), "datapackage.json"))
        return None
    try:
        return read_bytes(folder / name, PackError)
    except PackError as error:
        problems.extend(error.problems)
        return None


def _check_description(description: Any) -> list[Problem]:
    """Every key the loader reads, of the type it needs."""
    if not isinstance(description, dict):
        return [Problem(message("the description is not an object"), "datapackage.json")]
    missing = [key for key in ("name", "version", "family", "title", "attribution") if not _text(description.get(key))]
    missing += [key for key, inner in LISTS.items() if not _entries(description.get(key), inner)]
    base = description.get("base")
    if not isinstance(base, dict) or not all(_text(base.get(key)) for key in BASE) or not _fingerprints(base):
        missing.append("base")
    problems = [Problem(message("“{key}” is missing or not as it should be", key=key), "datapackage.json") for key in missing]
    if "extends" in description:
        problems.append(Problem(message("“extends” is not understood by this version"), "datapackage.json"))
    if not problems:
        declared = [resource["name"] for resource in description["resources"]]
        problems = [
            Problem(message("the table “{table}” is not declared, or twice", table=f"{name}.csv"), "datapackage.json")
            for name in REQUIRED
            if declared.count(name) != 1
        ]
    return problems


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _entries(value: object, keys: tuple[str, ...]) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(entry, dict) and all(_text(entry.get(key)) for key in keys) for entry in value)
    )


def _fingerprints(base: dict[str, Any]) -> bool:
    prints = base.get("categories")
    return isinstance(prints, dict) and all(
        isinstance(entry, dict) and isinstance(entry.get("factors"), int) and _text(entry.get("sha256"))
        for entry in prints.values()
    )


def _base(description: dict[str, Any], names: dict[str, tuple[str, str, str]]) -> BaseSpec:
    base = description["base"]
    path = archive_path(base["dependency"], base["path"])
    prints = {key: (value["factors"], value["sha256"]) for key, value in base["categories"].items()}
    return BaseSpec(base["dependency"], base["path"], base["method_family"], base["sha256"], archive_sha256(path), names, prints)
