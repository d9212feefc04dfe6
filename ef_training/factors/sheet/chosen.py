"""What was chosen in a copy of a form that holds suggestions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import FormError, Problem
from ...forms.files.suggestions import HEADING
from ...messages import message
from ...text import fold
from .columns import COLUMNS, HEAD_ROW, NAME_OF_CELL
from .typed import NO_KIND, Choice, read_typed

if TYPE_CHECKING:
    from ...forms.files.workbook import Cell, Grid
    from ..catalogue import FactorCatalogue
    from ..gwp import GwpTable

_CELL = re.compile(r"'?(.+?)'?!\$?([A-Z]{1,3})\$?([0-9]{1,7})$")


def read_chosen(
    path: Path, *, catalogue: FactorCatalogue | None = None, gwp: GwpTable | None = None
) -> dict[str, tuple[str, str]]:
    """Return what was chosen in a copy written by `write_suggestions`: line id → kind ("factor" or "gwp") and target.

    Lines whose drop-down is empty or says that no factor is acceptable are left out. A text typed by hand is taken where it
    names a known factor id.

    Raises
    ------
    FormError
        The file is no such copy, or with every cell that names no known factor, or more than one, or holds what cannot be read
        (a formula without a stored result, a multiplier that is none).
    """
    found = read_choices(path, catalogue=catalogue, gwp=gwp)
    return {line_id: (choice.kind, choice.target) for line_id, choice in found.items()}


def read_choices(path: Path, *, catalogue: FactorCatalogue | None = None, gwp: GwpTable | None = None) -> dict[str, Choice]:
    """Return what `read_chosen` does, together with multipliers that were written behind a factor ("× 0.32", "× 32 %")."""
    found = read_answers(path, catalogue=catalogue, gwp=gwp)
    return {line_id: choice for line_id, choice in found.items() if choice.kind != NO_KIND}


def read_answers(path: Path, *, catalogue: FactorCatalogue | None = None, gwp: GwpTable | None = None) -> dict[str, Choice]:
    """Return what `read_choices` does, together with the lines for which no factor is acceptable (kind "none")."""
    from ..gwp import load_gwp
    from ..snapshots import load_snapshot

    copy = _open(path)
    catalogue, gwp = catalogue or load_snapshot(), gwp or load_gwp()
    chosen: dict[str, Choice] = {}
    problems: list[Problem] = []
    for line_id, cell in _cells(copy, path):
        where = f"{cell.origin.sheet}!{cell.origin.cell}"
        if cell.fault is not None:
            problems.append(Problem(cell.fault, where, cell.mend))
        text = "" if cell.value is None or cell.fault is not None else str(cell.value).strip()
        if not text:
            continue
        found = read_typed(text, catalogue, gwp)
        if isinstance(found, Problem):
            problems.append(replace(found, where=where))
        else:
            chosen[line_id] = found
    if problems:
        raise FormError(problems)
    return chosen


def names_in_copy(path: Path) -> dict[str, str]:
    """Return the names of the lines for which a copy was written, by line id.

    Raises
    ------
    FormError
        The file is no such copy.
    """
    sheet = _candidates(_open(path).workbook, path)
    line_id, name = (list(COLUMNS).index(column) + 1 for column in ("line_id", "line"))
    rows = range(HEAD_ROW + 1, sheet.max_row + 1)
    return {
        str(sheet.cell(row, line_id).value): str(sheet.cell(row, name).value or "")
        for row in rows
        if sheet.cell(row, line_id).value
    }


@dataclass(frozen=True)
class _Copy:
    """A copy as openpyxl reads it, for its names, and its sheets as forms are read, for what stands in their cells."""

    workbook: Any
    grids: dict[str, Grid]


def _open(path: Path) -> _Copy:
    """Open a copy; what is no workbook, or too large, is refused by the reader of forms first."""
    import io
    import warnings

    from openpyxl import load_workbook

    from ...forms.files.kinds import read
    from ...forms.files.workbook import Limits, open_book

    open_book(path)
    content = path.read_bytes()
    grids, _ = read(path.name, content, Limits())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _Copy(load_workbook(io.BytesIO(content), data_only=True), {grid.title: grid for grid in grids})
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError) as error:
        raise _no_copy(path) from error
    except Exception as error:  # openpyxl and zipfile raise classes of their own
        if type(error).__module__.split(".")[0] not in ("openpyxl", "zipfile"):
            raise
        raise _no_copy(path) from error


def has_suggestions(path: Path) -> bool:
    """Tell whether a file is a copy of a form with suggestions.

    Raises
    ------
    FormError
        The file cannot be opened as a table.
    """
    from ...forms.files.kinds import read
    from ...forms.files.suggestions import is_candidates
    from ...forms.files.workbook import Limits

    grids, _ = read(path.name, path.read_bytes(), Limits())
    return any(is_candidates(grid) for grid in grids)


def _no_copy(path: Path) -> FormError:
    return FormError(
        Problem(
            message("this is no copy of a form with suggestions"),
            path.name,
            message("write one with “ef-training factors suggest”, and keep its sheet of candidates"),
        )
    )


def _candidates(workbook: Any, path: Path) -> Any:
    """Return the sheet of candidates."""
    known = {fold(text) for text in HEADING.values()}
    sheets = [sheet for sheet in workbook.worksheets if fold(str(sheet["A1"].value or "")) in known]
    if not sheets:
        raise _no_copy(path)
    return sheets[0]


def _cells(copy: _Copy, path: Path) -> Iterator[tuple[str, Cell]]:
    """Yield line id and drop-down cell of every line."""
    from ...forms.files.xlsx import place_of

    sheet = _candidates(copy.workbook, path)
    columns = list(COLUMNS)
    line_column, cell_column = columns.index("line_id") + 1, columns.index("cell") + 1
    seen: dict[str, str] = {}
    for row in range(HEAD_ROW + 1, sheet.max_row + 1):
        line_id = sheet.cell(row, line_column).value
        if line_id is not None:
            seen.setdefault(str(line_id), str(sheet.cell(row, cell_column).value or ""))
    for number, (line_id, stands) in enumerate(seen.items(), start=1):
        name = copy.workbook.defined_names.get(NAME_OF_CELL.format(number=number))
        match = _CELL.match(str(name.attr_text)) if name is not None else None
        match = match or _CELL.match(stands)
        title = match.group(1).replace("''", "'") if match else ""
        if match and title in copy.grids:
            yield line_id, copy.grids[title].cell(*place_of(f"{match.group(2)}{match.group(3)}"))
