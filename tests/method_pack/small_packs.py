"""A pack of a few rows, written to a folder: what the loader makes of it can be told by hand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from ef_training.method_pack.categories import CATEGORY_COLUMNS
from ef_training.method_pack.model import FACTOR_COLUMNS
from ef_training.method_pack.overrides import COLUMNS as OVERRIDE_COLUMNS
from ef_training.method_pack.sets import NORMALISATION_COLUMNS, WEIGHTING_COLUMNS
from ef_training.method_pack.verify import TEST_COLUMNS

COLUMNS = {"categories": CATEGORY_COLUMNS, "factors": FACTOR_COLUMNS, "normalisation": NORMALISATION_COLUMNS,
           "weighting": WEIGHTING_COLUMNS, "overrides": OVERRIDE_COLUMNS, "tests": TEST_COLUMNS, "located": FACTOR_COLUMNS,
           "unmatched": FACTOR_COLUMNS}
Rows = list[dict[str, Any]]


def category(category_id: str, **cells: Any) -> dict[str, Any]:
    return {"category_id": category_id, "name_en": category_id.capitalize(), "name_zh": "類別", "unit": "point", "parent": "",
            "toxicity": "0", "flow_units": "kilogram", **cells}


def factor(category_id: str, flow: str, value: Any, **cells: Any) -> dict[str, Any]:
    return {"category_id": category_id, "flow_code": flow, "flow_name": flow.capitalize(), "compartment": "air",
            "direction": "output", "database": "biosphere3", "location": "GLO", "unit": "kilogram", "value": value,
            "source": "made up", **cells}


def override(op: str, category_id: str, flow: str, old: Any = "", new: Any = "", **cells: Any) -> dict[str, Any]:
    return {**factor(category_id, flow, new), "op": op, "old_value": old, "reason": "for a reason", **cells}


def check(category_id: str, flow: str, expected: Any, **cells: Any) -> dict[str, Any]:
    return {"category_id": category_id, "database": "biosphere3", "flow_code": flow, "flow_name": flow, "compartment": "air",
            "expected": expected, "tolerance": 0.0, "source": "made up", **cells}


def table(name: str, rows: Rows) -> str:
    """Return a table of a pack as text; cells that a row does not name are empty, columns it has besides are left out."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS[name], restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def write(folder: Path, description: dict[str, Any] | None = None, **tables: Rows) -> Path:
    """Write a pack and return its folder: scope ``characterisation`` where nothing else is said, tables not sealed."""
    folder.mkdir(parents=True, exist_ok=True)
    name = folder.name
    described = {"name": name, "version": "1", "family": f"Family of {name}", "title": name, "licenses": [{"title": "free"}],
                 "sources": [{"title": "made up"}], "attribution": "nobody",
                 "resources": [{"name": each, "path": f"{each}.csv"} for each in tables], **(description or {})}
    if "extends" not in described:
        described.setdefault("scope", "characterisation")
    (folder / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    for each, rows in tables.items():
        (folder / f"{each}.csv").write_text(table(each, rows), encoding="utf-8-sig", newline="")
    return folder


def small(folder: Path, description: dict[str, Any] | None = None, **tables: Rows) -> Path:
    """Write a pack of two categories and three factors that loads, with some of its tables exchanged."""
    whole: dict[str, Rows] = {
        "categories": [category("smell"), category("noise")],
        "factors": [factor("smell", "ammonia", 2), factor("smell", "sulfide", 3), factor("noise", "traffic", 0.5)],
        "tests": [check("smell", "ammonia", 2), check("noise", "traffic", 0.5)],
    }
    return write(folder, description, **(whole | tables))


def values(pack: Any) -> dict[tuple[str, str], float]:
    """Return (category, flow) → value."""
    frame = pack.factors
    return dict(zip(zip(frame["category_id"], frame["flow_code"], strict=True), frame["value"], strict=True))
