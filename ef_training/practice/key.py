"""The key of an exercise: which factors ITRI takes for the lines of a form.

A key is a worked example (by its name, or as a form), a form whose links sheet holds the answers, a links file (``links.csv``),
or a plain table: ``line_id;factor ids accepted (separated by |);note``. An empty second cell says that no factor is acceptable.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import FormError, Problem
from ..factors.sheet.typed import Choice, read_typed
from ..inventory.model import CustomFactor, Target
from ..messages import message
from ..text import fold

if TYPE_CHECKING:
    from ..factors.catalogue import FactorCatalogue
    from ..factors.gwp import GwpTable
    from ..forms.files.workbook import Book, Grid

NO_FACTOR = frozenset(fold(word) for word in ("", "-", "—", "無", "沒有", "none", "no", "n/a", "x"))
_HEADER = frozenset(fold(word) for word in ("line_id", "line", "line id", "id", "編號", "列號", "項次"))
_SEPARATOR = re.compile(r"[|｜,，、\n]")
HEADER_WITHIN = 10


@dataclass(frozen=True)
class KeyLine:
    """The answer for one line: ``targets`` are counted all together; each of ``accepted`` (kind, target) is right alone as well.

    No target, or only one that is left out, says that no factor is acceptable; ``note`` why, or why these were taken.
    """

    line_id: str
    targets: tuple[Target, ...]
    accepted: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def none(self) -> bool:
        """Whether no factor is acceptable."""
        return all(target.kind == "left-out" for target in self.targets)


@dataclass(frozen=True)
class Key:
    """The answers by line id, the factors entered by hand that they use, and where the key comes from."""

    lines: Mapping[str, KeyLine]
    custom: tuple[CustomFactor, ...] = ()
    source: str = ""


def read_key(key: str | Path, *, catalogue: FactorCatalogue, gwp: GwpTable, lang: str = "zh-TW") -> Key:
    """Read a key.

    Parameters
    ----------
    key : str or Path
        A file, or the name of a worked example.
    lang : str
        Language of the notes of a worked example.

    Raises
    ------
    EFTrainingError
        The file cannot be read, or with every line of a plain table that names no known factor.
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
    if grid is not None and _is_plain(grid, catalogue, gwp):
        return _of_table(grid, book, catalogue, gwp)
    return _of_form(path)


def _of_example(name: str, lang: str) -> Key:
    from ..inventory.template import write_form

    with tempfile.TemporaryDirectory(prefix="ef-training-") as folder:
        form = Path(folder) / f"{name}.xlsx"
        write_form(form, lang=lang, example=name)
        return _of_form(form, importer="itri")


def _of_form(path: Path, *, importer: str | None = None) -> Key:
    """Take the links of a form, in the view of the carbon footprint."""
    from ..forms import read_form

    inventory = read_form(path, importer=importer)
    found = _by_line(target for target in inventory.targets if target.view == "cfp")
    if not found:
        raise FormError(
            Problem(
                message("this form has no links in the carbon-footprint view, so it is no key"),
                path.name,
                message("give a form with a filled links sheet, a links.csv, or a table “line_id;factor ids;note”"),
            )
        )
    return Key(found, inventory.custom_factors, path.name)


def _of_links(path: Path) -> Key:
    from ..linking.links.links_file import read_links

    links = read_links(path)
    return Key(_by_line(row.as_target() for row in links if row.view == "cfp" and row.kind), (), path.name)


def _by_line(targets: Iterable[Target]) -> dict[str, KeyLine]:
    found: dict[str, list[Target]] = {}
    for target in targets:
        found.setdefault(target.line_id, []).append(target)
    return {
        line_id: KeyLine(line_id, tuple(own), note="; ".join(dict.fromkeys(target.reason for target in own if target.reason)))
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


def _is_plain(grid: Grid, catalogue: FactorCatalogue, gwp: GwpTable) -> bool:
    """Tell whether the rows of a table are a line id and ids of factors: at least one of the first names a known factor."""
    rows = grid.row_numbers[: 3 * HEADER_WITHIN]
    return any(
        isinstance(read_typed(part.strip(), catalogue, gwp), Choice)
        for row in rows
        for part in _SEPARATOR.split(_text(grid, row, 2))
        if _text(grid, row, 1)
    )


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
        accepted: list[tuple[str, str]] = []
        for part in () if fold(ids) in NO_FACTOR else filter(None, map(str.strip, _SEPARATOR.split(ids))):
            found = read_typed(part, catalogue, gwp)
            if isinstance(found, Choice):
                accepted.append((found.kind, found.target))
            else:
                problems.append(Problem(message("“{text}” names no factor of the catalogue", text=part), where))
        first = tuple(Target(line_id, "cfp", *found, reason=note) for found in accepted[:1])
        lines[line_id] = KeyLine(line_id, first, tuple(accepted), note)
    if problems:
        raise FormError(problems)
    return Key(lines, (), book.name)


def _text(grid: Grid, row: int, column: int) -> str:
    value = grid.cell(row, column).value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
