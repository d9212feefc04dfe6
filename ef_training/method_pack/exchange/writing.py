"""Writing the folder of a pack: tables with every number in full, the description sealed, moved into place only when it loads."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from ...errors import OutputError, PackError, Problem, cannot_write
from ...files import write_files
from ...messages import message
from ...tables import guarded, sha256
from ..categories import CATEGORY_COLUMNS
from ..description import FILE, suitable_name
from ..load import load_pack
from ..model import FACTOR_COLUMNS, MethodPack
from ..overrides import COLUMNS as OVERRIDE_COLUMNS
from ..sets import NORMALISATION_COLUMNS, WEIGHTING_COLUMNS
from ..verify import TEST_COLUMNS, Flows

Rows = Sequence[Mapping[str, Any]]
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "categories": CATEGORY_COLUMNS,
    "factors": FACTOR_COLUMNS,
    "normalisation": NORMALISATION_COLUMNS,
    "weighting": WEIGHTING_COLUMNS,
    "overrides": OVERRIDE_COLUMNS if "direction" in OVERRIDE_COLUMNS else (*OVERRIDE_COLUMNS, "direction"),
    "tests": TEST_COLUMNS,
    "located": FACTOR_COLUMNS,
    "unmatched": FACTOR_COLUMNS,
}
TITLES = {
    "categories": "categories and sub-indicators",
    "factors": "characterisation factors",
    "normalisation": "normalisation factors",
    "weighting": "weights in percent",
    "overrides": "what is added to the base, replaced in it or dropped from it",
    "tests": "factors whose value is known",
    "located": "factors of other places: kept, not registered",
    "unmatched": "factors whose flow is in no flow list: kept, not registered",
}
NUMBERS = frozenset(("value", "old_value", "expected", "tolerance", "weight_pct", "weight_pct_without_toxicity"))


def cell(value: Any) -> str:
    """Return a cell of a table: numbers in full, None as an empty one, texts so that no spreadsheet takes them for a formula.

    >>> cell(0.1), cell(None), cell("=1")
    ('0.1', '', "'=1")
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(float(value))
    return guarded(str(value)) if isinstance(value, str) else str(value)


def table_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a table as CSV in UTF-8 with a byte order mark, as spreadsheets want it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(row.get(column, "")) for column in columns] for row in rows)
    return ("﻿" + stream.getvalue()).encode("utf-8")


def resource(name: str, content: bytes, rows: int) -> dict[str, Any]:
    """Return the entry of a table in the description."""
    fields = [{"name": column, "type": "number" if column in NUMBERS else "string"} for column in COLUMNS[name]]
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": TITLES[name],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "rows": rows,
        "sha256": sha256(content),
        "schema": {"fields": fields},
    }


def check_place(out: Path, name: str) -> None:
    """Refuse a name no pack may have, and a place where something stands already, before any work is done."""
    problems = []
    if not suitable_name(name):
        problems.append(
            Problem(message("“{name}” cannot be a pack's name: lower-case letters, digits, “-” and “.” only", name=name))
        )
    if problems:
        raise PackError(problems)
    try:
        taken = out.exists() and not (out.is_dir() and not any(out.iterdir()))
    except OSError as reason:
        raise cannot_write(out, reason.strerror) from reason
    if taken:
        raise OutputError(Problem(message("{path} is there already; a pack is written into a new folder", path=out)))


def write_pack(
    out: Path, description: Mapping[str, Any], tables: Mapping[str, Rows], others: Mapping[str, bytes], *, flows: Flows | None
) -> MethodPack:
    """Write a pack beside its place, load it, and move it there.

    Parameters
    ----------
    out : Path
        The folder of the pack; new, or empty.
    description : mapping
        ``datapackage.json`` without its resources.
    tables : mapping
        Name of a table → rows by column; an empty table is left out, but for factors and tests.
    others : mapping
        Files beside the tables (README.md).
    flows : mapping or None
        As `load_pack` takes it.

    Raises
    ------
    PackError
        The pack does not load; nothing is left behind.
    OutputError
        The folder cannot be written.
    """
    needed = () if "extends" in description else ("categories", "factors", "tests")
    contents = {
        name: (table_bytes(COLUMNS[name], tables[name]), len(tables[name])) for name in tables if tables[name] or name in needed
    }
    resources = [resource(name, content, rows) for name, (content, rows) in contents.items()]
    whole = json.dumps({**description, "resources": resources}, ensure_ascii=False, indent=1) + "\n"
    files = {FILE: whole.encode("utf-8"), **{f"{name}.csv": content for name, (content, _) in contents.items()}, **others}
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        part = Path(mkdtemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent))
    except OSError as reason:
        raise cannot_write(out, reason.strerror) from reason
    try:
        write_files(part, files)
        pack = load_pack(part, flows=flows)
        part.chmod(0o755)
        if out.exists():
            out.rmdir()
        part.rename(out)
    except OSError as reason:
        raise cannot_write(out, reason.strerror) from reason
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return pack
