"""A method pack as a whole in files that spreadsheets open: one table per CSV, or one sheet per table.

Everything that the pack says is in it: its description, categories, the factors as they are in effect (base and overrides
worked in), with direction, place, unit and source, normalisation, weights, tests, and the factors that are kept and not
registered. `import_methods` makes the same pack of it again: numbers are written in full. In a workbook a number has at most 17
digits of which the last may be lost, so beside each column of numbers stands one with the number as text ("value, exact"); it
counts as long as the number beside it was not changed.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...errors import OutputError, Problem
from ...files import write_file, write_files
from ...messages import message
from ...tables import guarded
from ..folder import PackFolder, open_folder
from ..load import load_pack
from ..model import FACTOR_COLUMNS, MethodPack
from ..rows import CONTROL
from ..sets import NORMALISATION_COLUMNS, WEIGHTING_COLUMNS
from ..verify import TEST_COLUMNS, Flows
from .writing import NUMBERS, cell

EXPORT_FORMATS = ("csv", "xlsx")
LAYOUT = "1"
CATEGORIES = ("category_id", "name_en", "name_zh", "unit", "parent", "toxicity", "flow_units")
DESCRIPTION = ("key", "value")
TABLES: Mapping[str, tuple[str, ...]] = {
    "description": DESCRIPTION,
    "categories": CATEGORIES,
    "factors": FACTOR_COLUMNS,
    "normalisation": NORMALISATION_COLUMNS,
    "weighting": WEIGHTING_COLUMNS,
    "located": FACTOR_COLUMNS,
    "unmatched": FACTOR_COLUMNS,
    "tests": TEST_COLUMNS,
}
EXACT = ", exact"
LEFT_OUT = ("profile", "base", "extends", "resources")
"""Keys of the description that hold for the folder of the pack and not for its content."""
LONGEST = 32_000
"""Most characters that a cell of a workbook takes, less some for the marks put before a text."""
LARGEST = 1.797693134862315e308
"""The largest number of 16 digits that a workbook can hold; a larger one stands in full beside it."""
_STAMP = (2000, 1, 1, 0, 0, 0)
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
Table = list[dict[str, Any]]


def export_pack(name_or_path: str | Path, out: Path, *, format: str, flows: Flows | None = None) -> list[Path]:
    """Write a method pack as tables.

    Parameters
    ----------
    name_or_path : str or Path
        The name of an installed pack, or the folder of one.
    out : Path
        For "csv" a folder, new or empty, or a zip archive where the name ends in .zip; for "xlsx" a workbook.
    format : str
        One of `EXPORT_FORMATS`.
    flows : mapping, optional
        As `load_pack` takes it: fills in the units of factors that come from an archive.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    PackError
        The pack is not sound.
    OutputError
        The file or folder cannot be written, or has another ending than its format.
    """
    _check_out(out, format)
    tables = pack_tables(name_or_path, load_pack(name_or_path, flows=flows))
    if format == "xlsx":
        return [write_file(out, _workbook(tables))]
    contents = {f"{name}.csv": _csv(TABLES[name], rows) for name, rows in tables.items()}
    if out.suffix.casefold() == ".zip":
        return [write_file(out, _archive(contents))]
    return write_files(out, contents)


def pack_tables(name_or_path: str | Path, pack: MethodPack) -> dict[str, Table]:
    """Return the tables of an export by name; values as they are, numbers as floats."""
    folders = list(_chain(open_folder(name_or_path)))
    return {
        "description": [{"key": key, "value": value} for key, value in flatten(_description(folders, pack))],
        "categories": [
            {
                "category_id": category.category_id,
                "name_en": category.name_en,
                "name_zh": category.name_zh,
                "unit": category.unit,
                "parent": category.parent,
                "toxicity": str(int(category.toxicity)),
                "flow_units": ";".join(category.flow_units),
            }
            for category in pack.categories
        ],
        "factors": pack.factors.to_dict("records"),
        "normalisation": _set(folders, pack, "normalisation", NORMALISATION_COLUMNS, "normalisation"),
        "weighting": _set(folders, pack, "weighting", WEIGHTING_COLUMNS, "weight_pct"),
        "located": pack.located.to_dict("records"),
        "unmatched": pack.unmatched.to_dict("records"),
        "tests": [{column: getattr(test, column) for column in TEST_COLUMNS} for test in pack.tests],
    }


def _chain(folder: PackFolder) -> Iterator[PackFolder]:
    """Yield the folders a pack is made of, the lowest first."""
    if folder.parent is not None:
        yield from _chain(folder.parent)
    yield folder


def _description(folders: Sequence[PackFolder], pack: MethodPack) -> dict[str, Any]:
    """Return what is said of the pack; licences and sources of the packs below are kept too."""
    own = {key: value for key, value in folders[-1].description.items() if key not in LEFT_OUT}
    for key in ("licenses", "sources"):
        own[key] = _merged([entry for folder in reversed(folders) for entry in folder.description[key]])
    own["scope"] = pack.scope
    if pack.normalisation_set:
        own["sets"] = pack.normalisation_set
    return {"layout": LAYOUT, "exported_sha256": pack.sha256, **own}


def _merged(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return licences or sources of several packs, each once: those of one title and one link, or without a link of their own.

    >>> _merged([{"title": "A"}, {"title": "B", "path": "b"}, {"title": "A", "path": "a"}, {"title": "B b"}, {"title": "B"}])
    [{'title': 'A', 'path': 'a'}, {'title': 'B', 'path': 'b'}]
    """
    links = {entry["title"]: entry for entry in reversed(entries) if entry.get("path")}
    glued = {f"{entry['title']} {entry['path']}": entry for entry in links.values()}
    kept: list[dict[str, Any]] = []
    for entry in entries:
        if not entry.get("path"):
            entry = links.get(entry["title"], glued.get(entry["title"], entry))
        if entry not in kept:
            kept.append(entry)
    return kept


def _set(folders: Sequence[PackFolder], pack: MethodPack, table: str, columns: tuple[str, ...], value: str) -> Table:
    """Return the rows of a set that are in effect: those of the pack before those of the packs below."""
    rows: dict[str, dict[str, Any]] = {}
    for folder in folders:
        for row in folder.rows(table, columns, []):
            rows[row["category_id"]] = {
                column: row.optional(column, []) if column in NUMBERS else row[column] for column in columns
            }
    return [rows[category.category_id] for category in pack.categories if getattr(category, value) is not None]


def flatten(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts of a description with where they stand: ("sources[1].title", "…"); what is no text as JSON under "…:json".

    >>> list(flatten({"name": "a", "sources": [{"title": "b"}], "n": 1}))
    [('name', 'a'), ('sources[1].title', 'b'), ('n:json', '1')]
    """
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from flatten(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value, start=1):
            yield from flatten(inner, f"{key}[{number}]")
    elif isinstance(value, str):
        yield key, value
    else:
        yield f"{key}:json", json.dumps(value, ensure_ascii=False)


def is_number(table: str, column: str) -> bool:
    """Tell whether a column of an export holds numbers; the values of the description are texts."""
    return column in NUMBERS and table != "description"


def encoded(value: Any) -> str:
    """Return a cell as it is written: a text that cells do not keep as it is stands as a JSON string, in quotation marks.

    >>> encoded("steel"), encoded(None), encoded('"x"'), encoded("=1")
    ('steel', '', '"\\\\"x\\\\""', "'=1")
    """
    if not isinstance(value, str):
        return cell(value)
    odd = value != value.strip() or value.startswith('"') or CONTROL.search(value) or "\r" in value
    if odd or _ESCAPED.search(value) or _NO_XML.search(value):
        return json.dumps(value).replace("_", "\\u005f")
    return guarded(value)


def decoded(text: str) -> str:
    """Return the text of a cell that `encoded` wrote, its apostrophe taken off already.

    >>> decoded(encoded(' "x" ')) == ' "x" '
    True
    """
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return text
    return text


def _csv(columns: Sequence[str], rows: Table) -> bytes:
    import csv

    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([encoded(row[column]) for column in columns] for row in rows)
    return ("﻿" + stream.getvalue()).encode("utf-8")


def _archive(contents: Mapping[str, bytes]) -> bytes:
    """Return a zip archive that is the same for the same tables."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _workbook(tables: Mapping[str, Table]) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            columns = [
                text for column in TABLES[name] for text in ((column, column + EXACT) if is_number(name, column) else (column,))
            ]
            sheet.write_row(0, 0, columns, bold)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
            for number, width in enumerate(_widths(columns)):
                sheet.set_column(number, number, width)
            for number, row in enumerate(rows, start=1):
                _write(sheet, number, columns, row, name)
    return stream.getvalue()


def _write(sheet: Any, number: int, columns: Sequence[str], row: Mapping[str, Any], table: str) -> None:
    for place, column in enumerate(columns):
        value = row[column.removesuffix(EXACT)]
        if is_number(table, column) and value is not None:
            sheet.write_number(number, place, max(-LARGEST, min(LARGEST, float(value))))
            continue
        text = encoded(value)
        if len(text) > LONGEST:
            what = message("the cell has {size} characters, more than a workbook takes; export to CSV", size=len(text))
            raise OutputError(Problem(what, f"{table}, row {number + 1}, {column}"))
        if text:
            sheet.write_string(number, place, text)


def _widths(columns: Sequence[str]) -> list[int]:
    wide = {
        "key": 28,
        "value": 14,
        "source": 60,
        "flow_name": 36,
        "compartment": 32,
        "flow_code": 38,
        "category_id": 28,
        "name_en": 32,
        "name_zh": 24,
    }
    return [60 if column == "value" and len(columns) == 2 else wide.get(column, 16) for column in columns]


def _check_out(out: Path, format: str) -> None:
    what = None
    if format == "xlsx" and out.suffix.casefold() != ".xlsx":
        what = message("{path} would be a workbook: give it a name that ends in .xlsx", path=out)
    elif format == "csv" and out.suffix.casefold() not in ("", ".zip") and not out.is_dir():
        what = message(
            "{path} would be a folder of CSV tables: give it a name without ending, or one that ends in .zip", path=out
        )
    elif format == "csv" and out.is_dir() and any(out.iterdir()):
        what = message("{path} is there already and is not empty; tables are written into a new folder", path=out)
    if what is not None:
        raise OutputError(Problem(what))
