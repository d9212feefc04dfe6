"""What was chosen in a copy of a form that holds suggestions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import FormError, LinkError, Problem
from ...forms.files.suggestions import HEADING
from ...messages import message
from ...text import fold
from .columns import COLUMNS, HEAD_ROW, NAME_OF_CELL
from .looks import MARK

if TYPE_CHECKING:
    from ..catalogue import FactorCatalogue
    from ..gwp import GwpTable

_ID = re.compile(r"moenv-[0-9a-f]{8}")
_GWP = re.compile(r"[A-Za-z0-9][A-Za-z0-9()./-]*@AR\d+")
_TIMES = re.compile(r"[×✕*]\s*([0-9]+(?:\.[0-9]+)?)\s*([%％]?)\s*$")
_CELL = re.compile(r"'?(.+?)'?!\$?([A-Z]{1,3})\$?([0-9]{1,7})$")


@dataclass(frozen=True)
class Choice:
    """What was chosen for a line; ``multiplier`` where one was written behind it ("moenv-5977af23 × 0.69"), else None."""

    kind: str
    target: str
    multiplier: float | None = None


def read_chosen(
    path: Path, *, catalogue: FactorCatalogue | None = None, gwp: GwpTable | None = None
) -> dict[str, tuple[str, str]]:
    """Return what was chosen in a copy written by `write_suggestions`: line id → kind ("factor" or "gwp") and target.

    Lines whose drop-down is empty are left out. A text typed by hand is taken where it names a known factor id.

    Raises
    ------
    FormError
        The file is no such copy, or with every cell that names no known factor, or more than one.
    """
    found = read_choices(path, catalogue=catalogue, gwp=gwp)
    return {line_id: (choice.kind, choice.target) for line_id, choice in found.items()}


def read_choices(path: Path, *, catalogue: FactorCatalogue | None = None, gwp: GwpTable | None = None) -> dict[str, Choice]:
    """Return what `read_chosen` does, together with multipliers that were written behind a factor ("× 0.32", "× 32 %")."""
    from ..gwp import load_gwp
    from ..snapshots import load_snapshot

    workbook = _open(path)
    catalogue, gwp = catalogue or load_snapshot(), gwp or load_gwp()
    chosen: dict[str, Choice] = {}
    problems: list[Problem] = []
    for line_id, sheet, cell in _cells(workbook, path):
        text = "" if cell is None or cell.value is None else str(cell.value).strip()
        if not text:
            continue
        times = _TIMES.search(text)
        found = known_target(text[: times.start()] if times else text, catalogue, gwp)
        if found is None:
            problems.append(
                Problem(
                    message("“{text}” names no factor of the catalogue", text=text[:80]),
                    f"{sheet}!{cell.coordinate}",
                    message("choose one from the list, or write the ID of one factor (ef-training factors search …)"),
                )
            )
        else:
            chosen[line_id] = Choice(*found, float(times.group(1)) / (100 if times.group(2) else 1) if times else None)
    if problems:
        raise FormError(problems)
    return chosen


def known_target(text: str, catalogue: FactorCatalogue, gwp: GwpTable) -> tuple[str, str] | None:
    """Return kind and target of the one factor or GWP that a text names by its id, None where it names none or several."""
    head = text.split(MARK)[0].strip()
    if head in catalogue:
        return "factor", head
    ids = {found for found in _ID.findall(fold(text)) if found in catalogue}
    substances = {} if ids else dict(_gwp_of(head, gwp))
    if len(ids) == 1:
        return "factor", ids.pop()
    return ("gwp", substances.popitem()[0]) if len(substances) == 1 else None


def _gwp_of(text: str, gwp: GwpTable) -> Iterator[tuple[str, None]]:
    for candidate in {text, *_GWP.findall(text)}:
        try:
            yield gwp.lookup(candidate).target, None
        except LinkError:
            continue


def _open(path: Path) -> Any:
    """Open a copy; what is no workbook, or too large, is refused by the reader of forms first."""
    import io
    import warnings

    from openpyxl import load_workbook

    from ...forms.files.workbook import open_book

    open_book(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
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


def _cells(workbook: Any, path: Path) -> Iterator[tuple[str, str, Any]]:
    """Yield line id, sheet and drop-down cell of every line."""
    known = {fold(text) for text in HEADING.values()}
    sheets = [sheet for sheet in workbook.worksheets if fold(str(sheet["A1"].value or "")) in known]
    if not sheets:
        raise _no_copy(path)
    columns = list(COLUMNS)
    line_column, cell_column = columns.index("line_id") + 1, columns.index("cell") + 1
    seen: dict[str, str] = {}
    for row in range(HEAD_ROW + 1, sheets[0].max_row + 1):
        line_id = sheets[0].cell(row, line_column).value
        if line_id is not None:
            seen.setdefault(str(line_id), str(sheets[0].cell(row, cell_column).value or ""))
    for number, (line_id, stands) in enumerate(seen.items(), start=1):
        name = workbook.defined_names.get(NAME_OF_CELL.format(number=number))
        match = _CELL.match(str(name.attr_text)) if name is not None else None
        match = match or _CELL.match(stands)
        title = match.group(1).replace("''", "'") if match else ""
        if match and title in workbook.sheetnames:
            yield line_id, title, workbook[title][f"{match.group(2)}{match.group(3)}"]
