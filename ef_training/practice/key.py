"""The key of an exercise: which factors ITRI takes for the lines of a form.

A key is a worked example (by its name, or as a form), a form whose links sheet holds the answers, a links file (``links.csv``),
or a plain table: ``line_id;factor ids accepted (separated by |);note``. "none" in the second cell says that no factor is
acceptable; an empty one is a mistake.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import FormError, Problem
from ..factors.sheet.typed import NO_FACTOR, NO_KIND, read_typed
from ..inventory.model import CustomFactor, Target
from ..messages import LANGUAGES, message
from ..text import fold

if TYPE_CHECKING:
    from ..factors.catalogue import FactorCatalogue
    from ..factors.gwp import GwpTable
    from ..forms.files.workbook import Book, Grid

_HEADER = frozenset(fold(word) for word in ("line_id", "line", "line id", "id", "編號", "列號", "項次"))
_SEPARATOR = re.compile(r"[|｜,，、\n]")
_LIKE_ID = re.compile(r"moenv|@AR\d", re.IGNORECASE)
HEADER_WITHIN = 10
PLAIN_COLUMNS = 3


@dataclass(frozen=True)
class KeyLine:
    """The answer for one line: ``targets`` are counted all together; each of ``accepted`` (kind, target) is right alone as well.

    No target, or only one that is left out, says that no factor is acceptable; ``or_none`` that this is right beside the targets.
    ``note`` says why, or why these were taken ("Chinese｜English" where it is known in both); ``names`` are the names that the
    key has for the line.
    """

    line_id: str
    targets: tuple[Target, ...]
    accepted: tuple[tuple[str, str], ...] = ()
    note: str = ""
    or_none: bool = False
    names: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        """Whether no factor is acceptable."""
        return all(target.kind == "left-out" for target in self.targets)


@dataclass(frozen=True)
class Key:
    """The answers by line id, the factors entered by hand that they use, where the key comes from, and for which products."""

    lines: Mapping[str, KeyLine]
    custom: tuple[CustomFactor, ...] = ()
    source: str = ""
    products: tuple[str, ...] = field(default=())


def read_key(key: str | Path, *, catalogue: FactorCatalogue, gwp: GwpTable, lang: str = "zh-TW") -> Key:
    """Read a key.

    Parameters
    ----------
    key : str or Path
        A file, or the name of a worked example.
    lang : str
        Language of the factors that a worked example enters by hand.

    Raises
    ------
    EFTrainingError
        The file cannot be read, or with every line of a plain table that names no known factor, or none at all.
    """
    from ..forms.files.workbook import open_book
    from ..inventory.template import example_names

    path = Path(key)
    if str(key) in example_names() and not path.exists():
        return _of_example(str(key), lang)
    book = open_book(path)
    grid = book.grids[0] if book.grids else None
    if grid is not None and _is_links(grid):
        return _of_links(path)
    if grid is not None and _is_plain(grid):
        return _of_table(grid, book, catalogue, gwp)
    return _of_form(path)


def _of_example(name: str, lang: str) -> Key:
    """Take the links of a worked example, with its names and reasons in both languages."""
    from ..inventory.template import write_form
    from ..inventory.template_example import load_example

    with tempfile.TemporaryDirectory(prefix="ef-training-") as folder:
        form = Path(folder) / f"{name}.xlsx"
        write_form(form, lang=lang, example=name)
        key = _of_form(form, importer="itri")
    example = load_example(name)
    rows = [row for table in example.values() if isinstance(table, list) for row in table if isinstance(row, Mapping)]
    names = {row["line_id"]: _both(row["name"]) for row in rows if "line_id" in row and "name" in row}
    reasons = {
        (row["line_id"], row.get("target", "")): "｜".join(_both(row["reason"]))
        for row in example.get("links", ())
        if row.get("view") == "cfp" and "reason" in row
    }
    lines = {
        line_id: _noted(
            replace(
                line,
                names=names.get(line_id, line.names),
                targets=tuple(
                    replace(target, reason=reasons.get((line_id, target.target), target.reason)) for target in line.targets
                ),
            )
        )
        for line_id, line in key.lines.items()
    }
    return replace(key, lines=lines, source=name, products=_both(example["basics"].get("product_name", "")))


def _both(text: Any) -> tuple[str, ...]:
    """Return a text of a worked example in all languages, the one of the form's own first."""
    return tuple(text[lang] for lang in LANGUAGES) if isinstance(text, Mapping) else (str(text),)


def _noted(line: KeyLine) -> KeyLine:
    """Return an answer whose note is the reasons of its targets, each language for itself."""
    halves = [target.reason.partition("｜") for target in line.targets if target.reason]
    chinese = "; ".join(dict.fromkeys(half[0] for half in halves))
    english = "; ".join(dict.fromkeys(half[2] for half in halves if half[2]))
    return replace(line, note=f"{chinese}｜{english}" if english else chinese)


def _of_form(path: Path, *, importer: str | None = None) -> Key:
    """Take the links of a form, in the view of the carbon footprint."""
    from ..forms import read_form

    inventory = read_form(path, importer=importer)
    names = {line.line_id: line.name for line in inventory.lines}
    found = _by_line((target for target in inventory.targets if target.view == "cfp"), names)
    if not found:
        raise FormError(
            Problem(
                message("this form has no links in the carbon-footprint view, so it is no key"),
                path.name,
                message("give a form with a filled links sheet, a links.csv, or a table “line_id;factor ids;note”"),
            )
        )
    return Key(found, inventory.custom_factors, path.name, (inventory.product.name,))


def _of_links(path: Path) -> Key:
    from ..linking.links.links_file import read_links

    rows = [row for row in read_links(path) if row.view == "cfp" and row.kind]
    return Key(_by_line((row.as_target() for row in rows), {row.line_id: row.line_name for row in rows}), (), path.name)


def _by_line(targets: Iterable[Target], names: Mapping[str, str]) -> dict[str, KeyLine]:
    found: dict[str, list[Target]] = {}
    for target in targets:
        found.setdefault(target.line_id, []).append(target)
    return {
        line_id: _noted(KeyLine(line_id, tuple(own), names=tuple(filter(None, (names.get(line_id, ""),)))))
        for line_id, own in found.items()
    }


def _is_links(grid: Grid) -> bool:
    """Tell whether a table has the headers of a links file."""
    from ..linking.links.words import header_of

    for row in grid.row_numbers[:HEADER_WITHIN]:
        known = {header_of(str(grid.cells[row, column].value)) for column in grid.by_row[row]}
        if {"line_id", "view", "kind", "target"} <= known:
            return True
    return False


def _is_plain(grid: Grid) -> bool:
    """Tell whether a table is one of line ids and ids of factors: by its header, or by what looks like an id, known or not."""
    rows = grid.row_numbers[: 3 * HEADER_WITHIN]
    if any(_text(grid, row, 1) and _LIKE_ID.search(_text(grid, row, 2)) for row in rows):
        return True
    narrow = max((column for row in rows for column in grid.by_row[row]), default=0) <= PLAIN_COLUMNS
    return narrow and bool(rows) and fold(_text(grid, rows[0], 1)) in _HEADER


def _of_table(grid: Grid, book: Book, catalogue: FactorCatalogue, gwp: GwpTable) -> Key:
    lines: dict[str, KeyLine] = {}
    problems: list[Problem] = []
    for at, row in enumerate(grid.row_numbers):
        line_id, ids, note = (_text(grid, row, column) for column in (1, 2, 3))
        if not line_id or (at == 0 and fold(line_id) in _HEADER):
            continue
        where = f"{book.name}!{grid.origin(row, 2).cell}"
        if line_id in lines:
            problems.append(Problem(message("the line ID “{line_id}” stands twice", line_id=line_id), where))
        if not ids:
            what = message("the line “{line_id}” has no factor ID", line_id=line_id)
            problems.append(Problem(what, where, message("write “none” (無) where no factor is acceptable")))
        accepted, none = _accepted(ids, where, catalogue, gwp, problems)
        first = tuple(Target(line_id, "cfp", *found, reason=note) for found in accepted[:1])
        lines[line_id] = KeyLine(line_id, first, tuple(accepted), note, none and bool(accepted))
    if problems:
        raise FormError(problems)
    return Key(lines, (), book.name)


def _accepted(
    ids: str, where: str, catalogue: FactorCatalogue, gwp: GwpTable, problems: list[Problem]
) -> tuple[list[tuple[str, str]], bool]:
    """Return the factors that a cell accepts, and whether it accepts that there is none."""
    accepted: list[tuple[str, str]] = []
    none = False
    for part in (ids,) if fold(ids) in NO_FACTOR else filter(None, map(str.strip, _SEPARATOR.split(ids))):
        found = read_typed(part, catalogue, gwp)
        if isinstance(found, Problem):
            problems.append(replace(found, where=where))
        elif found.multiplier is not None:
            what = message("“{text}” holds a multiplier, which a key of this kind cannot", text=part)
            problems.append(Problem(what, where, message("give a links.csv or a form with filled links as the key")))
        elif found.kind == NO_KIND:
            none = True
        else:
            accepted.append((found.kind, found.target))
    return accepted, none


def _text(grid: Grid, row: int, column: int) -> str:
    value = grid.cell(row, column).value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
