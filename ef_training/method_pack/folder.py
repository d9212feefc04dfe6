"""The folder of a pack: where it is, what it declares, what it stands on, and its light part.

``datapackage.json`` (Frictionless) declares name, version, family, licence, sources, the base archive or the pack that is
extended, and for every table its rows and sha256. A table that is not what is declared is refused, and so are a path that leaves
the folder and a table that is not declared. A pack that is being worked on may leave rows and sha256 out; `seal_pack` writes
them. ``family`` names the methods in Brightway; ``sets``, where it is given, is the method version whose normalisation and
weights the pack carries ("EF 3.1").

A pack is data: nothing but its description and its tables is opened. Other files in the folder are named and left alone.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import PackError, Problem
from ..messages import message
from ..tables import Row, sha256, sha256_of_parts
from .base import archive_path, archive_sha256
from .categories import read_categories
from .description import FILE, TABLES, parse_description
from .installed import available_packs, families, installed_path, pack_path, parent_path
from .model import FOOTPRINT, BaseSpec, PackLimits, PackSummary
from .rows import CONTROL, read_table
from .sets import Sets

DESCRIPTION_BYTES = 1_000_000
LIMITS = PackLimits()
__all__ = ["PackFolder", "available_packs", "load_pack_summary", "open_folder", "pack_path", "parent_path", "summarise"]
TEXTS = ("readme", "license", "licence", "changelog")


@dataclass(frozen=True)
class PackFolder:
    """An opened folder: its description and the content of its tables by name ("factors").

    ``parent`` is the folder of the pack it extends; ``label`` stands before the tables' names in problems: empty for the pack
    that was asked for, the pack's name and a slash for those it stands on. ``sha256`` covers this folder alone.
    """

    path: Path
    description: dict[str, Any]
    tables: dict[str, bytes]
    sha256: str
    parent: PackFolder | None = None
    label: str = ""
    ignored: tuple[str, ...] = ()
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)

    def place(self, table: str) -> str:
        """Return what problems call a table: "factors.csv", "ef-3.1/factors.csv"."""
        return f"{self.label}{table}.csv"

    def rows(self, table: str, columns: tuple[str, ...], problems: list[Problem]) -> list[Row]:
        """Return the rows of a table, none where the pack has no such table; note a number of rows other than declared."""
        if table not in self.tables:
            return []
        noted = len(problems)
        rows = read_table(self.tables[table], self.place(table), columns, problems)
        if len(problems) == noted:
            self.count(table, len(rows), problems)
        return rows

    def count(self, table: str, rows: int, problems: list[Problem]) -> None:
        """Note a number of rows other than declared."""
        declared = self.resources[table].get("rows", rows)
        if declared != rows:
            problems.append(
                Problem(
                    message("the table has {rows} rows, declared are {declared}", rows=rows, declared=declared), self.place(table)
                )
            )

    @property
    def sealed(self) -> bool:
        """Whether the sha256 of every table is declared."""
        return all("sha256" in resource for resource in self.resources.values())

    @property
    def scope(self) -> str:
        """The scope that is declared, or that of the pack extended."""
        return str(self.description.get("scope") or (self.parent.scope if self.parent else FOOTPRINT))


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
    return summaries(folder, problems)[0]


def summaries(folder: PackFolder, problems: list[Problem]) -> tuple[PackSummary, ...]:
    """Return the light part of an opened folder and, after it, of those it stands on, from the top down; each is read once."""
    below = summaries(folder.parent, problems) if folder.parent is not None else ()
    return (_summary(folder, below[0] if below else None, problems), *below)


def _summary(folder: PackFolder, parent: PackSummary | None, problems: list[Problem]) -> PackSummary:
    description = folder.description
    inherited = () if parent is None else parent.categories
    sets = Sets("", "") if parent is None else Sets(parent.normalisation_set, parent.weighting_set)
    categories, names, sets = read_categories(folder, inherited, sets, problems)
    base = _base(description, names) if "base" in description else None if parent is None else parent.base
    parts = [("folder", folder.sha256)]
    if parent is not None:
        parts.append(("extends", parent.sha256))
    elif base is not None:
        parts.append(("base", base.found))
    return PackSummary(
        name=description["name"],
        version=description["version"],
        family=description["family"].strip(),
        title=description["title"],
        licence="; ".join(licence["title"] for licence in description["licenses"]),
        sources=tuple(" ".join(part for part in (s["title"], s.get("path", "")) if part) for s in description["sources"]),
        attribution=description["attribution"],
        sha256=sha256_of_parts(parts),
        categories=categories,
        base=base,
        extends=description.get("extends", ""),
        scope=folder.scope,
        normalisation_set=sets.normalisation,
        weighting_set=sets.weighting,
        title_zh=str(description.get("title_zh", "")),
    )


def open_folder(name_or_path: str | Path) -> PackFolder:
    """Read description and tables of a pack and compare them with what is declared; the packs it extends too.

    Raises
    ------
    PackError
        With every problem found.
    """
    return _open(pack_path(name_or_path), (), [0])


def _open(path: Path, above: tuple[Path, ...], read: list[int]) -> PackFolder:
    """Open a folder that the folders ``above`` extend; ``read`` counts the bytes of all of them."""
    path = path.resolve()
    content = _content(path, FILE, DESCRIPTION_BYTES)
    description = parse_description(content)
    label = f"{description['name']}/" if above else ""
    problems = _claims(path, description, label)
    tables, digests = {}, []
    for resource in description["resources"]:
        table = _table(path, resource, label, read, problems)
        if table is not None:
            tables[resource["name"]] = table
            digests.append((resource["name"], sha256(table)))
            _compare(resource, sha256(table), label, problems)
    strange, ignored = _others(path, description, label)
    problems += strange
    if problems:
        raise PackError(problems)
    digests.append((FILE, sha256(content)))
    parent = None
    if "extends" in description:
        parent = _open(_parent_path(path, description["extends"], above), (*above, path), read)
    resources = {resource["name"]: resource for resource in description["resources"]}
    return PackFolder(path, description, tables, sha256_of_parts(digests), parent, label, ignored, resources)


def _parent_path(folder: Path, extends: str, above: tuple[Path, ...]) -> Path:
    found = parent_path(folder, extends)
    chain = [path.name for path in (*above, folder, found)]
    if found in (*above, folder):
        raise PackError(Problem(message("the pack extends itself: {chain}", chain=" → ".join(chain)), FILE))
    if len(chain) > LIMITS.depth:
        what = message("{number} packs stand on one another, at most {limit} may", number=len(chain), limit=LIMITS.depth)
        raise PackError(Problem(what, f"{FILE}, {' → '.join(chain)}"))
    return found


def _claims(path: Path, description: dict[str, Any], label: str) -> list[Problem]:
    """Return what is wrong with name and family of a pack from elsewhere: those of an installed pack are taken."""
    installed = available_packs()
    if any(path == installed_path(name) for name in installed):
        return []
    problems, where = [], f"{label}{FILE}"
    if description["name"] in installed:
        problems.append(Problem(message("the name “{name}” is taken by an installed pack", name=description["name"]), where))
    family = description["family"].strip()
    owner = next((name for name, taken in families().items() if taken.casefold() == family.casefold()), None)
    if owner is not None:
        what = message("the family “{family}” is taken by the installed pack {name}", family=family, name=owner)
        mend = message("choose another, such as “{family} · {name}”: it names the methods in Brightway",
                       family=family, name=description["name"])  # fmt: skip
        problems.append(Problem(what, where, mend))
    return problems


def _compare(resource: dict[str, Any], found: str, label: str, problems: list[Problem]) -> None:
    if resource.get("sha256", found) != found:
        problems.append(
            Problem(
                message("the table is not the one declared: its sha256 is {found}", found=found),
                f"{label}{resource['path']}",
                message("if the change is meant, write it into datapackage.json (seal_pack does it)"),
            )
        )


def _table(folder: Path, resource: dict[str, Any], label: str, read: list[int], problems: list[Problem]) -> bytes | None:
    name = str(resource["path"])
    inside = PurePosixPath(name).name == name and not set(name) & set("\\:") and name not in (".", "..")
    if not inside or (folder / name).resolve().parent != folder:
        problems.append(Problem(message("the path “{path}” leaves the folder of the pack", path=name), f"{label}{FILE}"))
        return None
    if name != f"{resource['name']}.csv":
        what = message("the table “{table}” must stand in {file}", table=resource["name"], file=f"{resource['name']}.csv")
        problems.append(Problem(what, f"{label}{FILE}"))
        return None
    try:
        content = _content(folder, name, LIMITS.table_bytes, label)
    except PackError as error:
        problems.extend(error.problems)
        return None
    read[0] += len(content)
    if read[0] > LIMITS.folder_bytes:
        what = message("the tables of the pack have more than {limit} bytes together", limit=LIMITS.folder_bytes)
        problems.append(Problem(what, f"{label}{name}"))
        return None
    return content


def _content(folder: Path, name: str, limit: int, label: str = "") -> bytes:
    """Read a regular file of at most ``limit`` bytes in the folder itself; no pipe, no device, no link that leads out."""
    path, where = folder / name, f"{label}{name}"
    try:
        if path.resolve().parent != folder:
            raise PackError(Problem(message("the path “{path}” leaves the folder of the pack", path=name), where))
        if not path.exists():
            raise PackError(Problem(message("there is no such file"), where))
        if not path.is_file():
            raise PackError(Problem(message("it is no plain file"), where))
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
            size = os.fstat(stream.fileno()).st_size
    except (OSError, RuntimeError) as reason:
        raise PackError(Problem(message("the file cannot be read: {reason}", reason=reason), where)) from reason
    if len(content) > limit:
        raise PackError(Problem(message("the file has {size} bytes, at most {limit} are read", size=size, limit=limit), where))
    return content


def _others(folder: Path, description: dict[str, Any], label: str) -> tuple[list[Problem], tuple[str, ...]]:
    """Return what is wrong with files that are not declared, and the names of those that are passed over.

    A CSV table that is not declared would be left out in silence, so it is refused.
    """
    declared = {FILE, *(str(resource["path"]) for resource in description["resources"])}
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if entry.name not in declared)
    if len(names) > LIMITS.entries:
        what = message("the folder holds {number} other files, at most {limit} may", number=len(names), limit=LIMITS.entries)
        return [Problem(what, label.rstrip("/"))], ()
    names = [name for name in names if not name.startswith((".", "~$"))]
    tables = [name for name in names if name.casefold().endswith(".csv")]
    problems = [
        Problem(message("the table is not declared in datapackage.json"), f"{label}{name}", _meant(name)) for name in tables
    ]
    others = [name for name in names if name not in tables and not name.casefold().startswith(TEXTS)]
    return problems, tuple(CONTROL.sub("?", name) for name in others)


def _meant(name: str) -> Any:
    from difflib import get_close_matches

    if name in (f"{table}.csv" for table in TABLES):
        return message("declare it there (seal_pack does it)")
    close = get_close_matches(name, [f"{table}.csv" for table in TABLES], 1)
    if close:
        return message("was {name} meant? Rename it, or take it out of the folder", name=close[0])
    return message("take it out of the folder")


def _base(description: dict[str, Any], names: dict[str, tuple[str, str, str]]) -> BaseSpec:
    base = description["base"]
    path = archive_path(base["dependency"], base["path"])
    prints = {key: (value["factors"], value["sha256"]) for key, value in base["categories"].items()}
    return BaseSpec(base["dependency"], base["path"], base["method_family"], base["sha256"], archive_sha256(path), names, prints)
