"""Writing rows and sha256 of its tables into a pack's description, after a table was changed on purpose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import PackError, Problem
from ..files import write_file
from ..messages import message
from ..tables import read_bytes, sha256
from .description import FILE, TABLES
from .model import PackLimits
from .rows import open_table

LIMITS = PackLimits()
NUMBERS = frozenset(
    ("value", "old_value", "expected", "tolerance", "weight_pct", "weight_pct_without_toxicity"),
)
"""Columns that hold numbers, as the description's schema says."""


def seal_pack(folder: Path) -> None:
    """Bring ``rows``, ``sha256`` and columns of every table in ``datapackage.json`` up to date.

    A table of a pack that stands in the folder and is not declared yet is declared. The pack is not checked: load it after.

    Raises
    ------
    PackError
        The description or a table cannot be read.
    OutputError
        The description cannot be written.
    """
    path = folder / FILE
    try:
        description = json.loads(read_bytes(path, PackError))
        resources = description["resources"]
        names = [str(resource["path"]) for resource in resources]
    except (ValueError, KeyError, TypeError, RecursionError) as reason:
        raise PackError(Problem(message("the file is not JSON: {reason}", reason=reason), path.name)) from reason
    for table in TABLES:
        if f"{table}.csv" not in names and (folder / f"{table}.csv").is_file():
            resources.append(
                {"name": table, "path": f"{table}.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
            )
    problems: list[Problem] = []
    for resource in resources:
        _seal(folder, resource, problems)
    if problems:
        raise PackError(problems)
    write_file(path, (json.dumps(description, ensure_ascii=False, indent=1) + "\n").encode())


def _seal(folder: Path, resource: dict[str, Any], problems: list[Problem]) -> None:
    name = Path(str(resource["path"])).name
    content = read_bytes(folder / name, PackError, LIMITS.table_bytes)
    header, lines = open_table(content, name, (), problems)
    resource["rows"] = sum(1 for _ in lines)
    resource["sha256"] = sha256(content)
    fields = resource.get("schema", {}).get("fields", [])
    if [field.get("name") for field in fields] != header:
        types = {field.get("name"): field for field in fields}
        resource["schema"] = {
            "fields": [
                types.get(column, {"name": column, "type": "number" if column in NUMBERS else "string"}) for column in header
            ]
        }
