"""Making a pack of what `export_pack` wrote: a folder or zip archive of CSV tables, or a workbook."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ...errors import PackError, Problem
from ...forms.files.workbook import Book
from ...messages import Message, message
from ...tables import Row, read_bytes, unguarded
from ..installed import families
from ..model import GLOBAL, PackLimits
from ..rows import read_table
from ..verify import Flows
from .archive import SourceArchive
from .export import EXACT, LAYOUT, TABLES, decoded, is_number
from .model import ImportOptions, ImportReport
from .sheets import Line, headers, lines, open_sheets
from .writing import NUMBERS, write_pack

OWN_KEYS = ("layout", "exported_sha256", "name", "family")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
LIMITS = PackLimits()


def import_export(
    path: Path, out: Path, options: ImportOptions, flows: Flows, say: Callable[[Message], None], *, book: Book | None = None
) -> ImportReport:
    """Make a pack of an export, under the name given; its family is kept unless an installed pack has it.

    Raises
    ------
    PackError
        A table is missing or damaged, the layout is of another version, or the pack does not load.
    """
    if options.extends:
        what = message("an export holds a whole pack and extends none")
        raise PackError(Problem(what, path.name, message("leave out --extends")))
    problems: list[Problem] = []
    tables = _tables(path, book, problems)
    if problems:
        raise PackError(problems)
    description = unflatten({row["key"]: row["value"] for row in tables.pop("description")}, problems)
    if description.get("layout") != LAYOUT:
        problems.append(
            Problem(
                message(
                    "the export has layout {found}, {expected} is read", found=description.get("layout", "–"), expected=LAYOUT
                ),
                path.name,
            )
        )
    rows = {name: [_typed(row, problems) for row in table] for name, table in tables.items()}
    if problems:
        raise PackError(problems)
    family = options.family or _family(str(description.get("family", options.name)), options.name)
    kept = {key: value for key, value in description.items() if key not in OWN_KEYS}
    whole = {"profile": "data-package", "name": options.name, "family": family, **kept}
    if rows["normalisation"] and "sets" not in whole:
        whole["sets"] = rows["normalisation"][0]["version"]
    pack = write_pack(out, whole, rows, {}, flows=flows)
    notes: tuple[Message, ...] = (
        message(
            "the pack is the one that was exported as “{name}”, version {version}",
            name=description.get("name", "–"),
            version=pack.version,
        ),
    )
    old = description.get("family", "–")
    if options.family and family != old:
        notes += (message("its family is “{family}”, as asked for; the exported one was “{old}”", family=family, old=old),)
    elif family != old:
        notes += (message("its family is “{family}”, since an installed pack has “{old}”", family=family, old=old),)
    for each in notes:
        say(each)
    values = pack.factors["value"]
    return ImportReport(
        folder=out,
        format="export",
        read=len(pack.factors) + len(pack.located) + len(pack.unmatched),
        merged=0,
        matched={"export": len(pack.factors)},
        spread=0,
        located=len(pack.located),
        unmatched=len(pack.unmatched),
        zeros=int((values == 0).sum()),
        negative=int((values < 0).sum()),
        converted={},
        categories=dict(Counter(pack.factors["category_id"])),
        notes=notes,
    )


def unflatten(texts: Mapping[str, str], problems: list[Problem]) -> dict[str, Any]:
    """Return the description of which `flatten` made these texts.

    >>> unflatten({"name": "a", "sources[1].title": "b", "n:json": "1"}, [])
    {'name': 'a', 'sources': [{'title': 'b'}], 'n': 1}
    """
    root: dict[str, Any] = {}
    for key, text in texts.items():
        bare = key.removesuffix(":json")
        try:
            value = json.loads(text) if bare != key else text
            _put(root, [name or int(number) for name, number in _STEP.findall(bare)], value)
        except (ValueError, TypeError, IndexError, KeyError, AttributeError):
            problems.append(Problem(message("“{key}” is no place in a description", key=key), "description"))
    return root


def _put(root: dict[str, Any], steps: list[str | int], value: Any) -> None:
    """Put a value at its place; a list grows by one entry at a time."""
    holder: Any = root
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        fresh: Any = value if after is None else [] if isinstance(after, int) else {}
        if isinstance(step, str):
            holder = holder.setdefault(step, fresh)
            continue
        if step == len(holder) + 1:
            holder.append(fresh)
        holder = holder[step - 1]


def _family(family: str, name: str) -> str:
    taken = {text.casefold() for text in families().values()}
    return family if family.casefold() not in taken else f"{family} · {name}"


def _tables(path: Path, book: Book | None, problems: list[Problem]) -> dict[str, list[Row]]:
    if path.is_dir():
        contents = {name: read_bytes(path / f"{name}.csv", PackError, LIMITS.table_bytes) for name in TABLES}
        return {name: _once(read_table(content, f"{name}.csv", TABLES[name], problems)) for name, content in contents.items()}
    if path.suffix.casefold() == ".zip":
        return _from_archive(path, problems)
    return _from_workbook(book or open_sheets(path), problems)


def _from_archive(path: Path, problems: list[Problem]) -> dict[str, list[Row]]:
    archive = SourceArchive(path)
    try:
        files = {name.rpartition("/")[2]: name for name in archive.paths}
        missing = [f"{name}.csv" for name in TABLES if f"{name}.csv" not in files]
        if missing:
            raise archive.refuse(message("the export lacks: {tables}", tables=", ".join(missing)))
        return {
            name: _once(read_table(archive.read(files[f"{name}.csv"]), f"{name}.csv", columns, problems))
            for name, columns in TABLES.items()
        }
    finally:
        archive.close()


def _once(rows: list[Row]) -> list[Row]:
    return [Row(row.table, row.number, {column: decoded(text) for column, text in row.cells.items()}) for row in rows]


def _from_workbook(book: Book, problems: list[Problem]) -> dict[str, list[Row]]:
    grids = {grid.title: grid for grid in book.grids}
    tables: dict[str, list[Row]] = {}
    for name, columns in TABLES.items():
        grid = grids.get(name)
        top = grid.row_numbers[0] if grid is not None and grid.row_numbers else 0
        places = {text: column for column, text in headers(grid, top).items()} if grid is not None and top else {}
        missing = [column for column in columns if column not in places]
        if grid is None or missing:
            problems.append(Problem(message("the sheet lacks {missing}", missing=", ".join(missing) or "–"), name))
            tables[name] = []
            continue
        tables[name] = [_sheet_row(name, line, columns, places, problems) for line in lines(grid, top)]
    return tables


def _sheet_row(name: str, line: Line, columns: tuple[str, ...], places: Mapping[str, int], problems: list[Problem]) -> Row:
    cells = {}
    for column in columns:
        cell = line.cell(places[column])
        if cell.fault is not None:
            problems.append(Problem(cell.fault, line.where(places[column])))
        if is_number(name, column) and isinstance(cell.value, (int, float)):
            cells[column] = _exact(float(cell.value), line.text(places.get(column + EXACT)))
        else:
            cells[column] = decoded(unguarded(line.text(places[column])))
    return Row(name, line.row, cells)


def _exact(number: float, text: str) -> str:
    """Return the number as text: the one written beside it, unless the number was changed since."""
    try:
        exact = float(unguarded(text))
    except ValueError:
        return repr(number)
    return repr(exact) if math.isclose(number, exact, rel_tol=1e-14) or f"{exact:.15g}" == f"{number:.15g}" else repr(number)


def _typed(row: Row, problems: list[Problem]) -> dict[str, Any]:
    """Return a row with its numbers as numbers; a place that is empty is the world."""
    typed: dict[str, Any] = {
        column: row.optional(column, problems) if column in NUMBERS else text for column, text in row.cells.items()
    }
    if "value" in typed and typed["value"] is None:
        problems.append(Problem(message("the value is missing"), row.where("value")))
    if typed.get("location") == "":
        typed["location"] = GLOBAL
    return typed
