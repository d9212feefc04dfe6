"""The hash over what a final inventory says, printed on its cover, so that a signed copy can be checked.

It is the SHA-256 of the titles of the sheets and one line a cell, in the order of sheets, rows and columns: row, column, value as
JSON. Texts are taken without blanks at their ends, numbers with 15 significant digits, which every spreadsheet program
keeps: a copy that was only opened and saved has the same hash. Left out are the cells that hold the hash itself and what is
filled in when signing: on the first sheet, what stands right of `HASH` and, from `SIGNATURES` down, right of the first column.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import FormError, Problem
from ...messages import LANGUAGES, message, msg, translate

HASH, SIGNATURES = msg("SHA-256 of the content"), msg("Signatures")
"""What stands in the first column of the cover, before the hash and above the signatures."""
Cells = Iterable[tuple[int, int, Any]]
"""Row, column (both from 0) and text or number of each cell."""


@dataclass(frozen=True)
class Seal:
    """The hash that is printed on the cover of a workbook, and the one of its content."""

    printed: str
    computed: str

    @property
    def whole(self) -> bool:
        """Whether the content is what the cover says."""
        return bool(self.printed) and self.printed == self.computed


def content_hash(sheets: Mapping[str, Cells]) -> str:
    """Return the hash of the content of a workbook, its cover first.

    >>> content_hash({"cover": [(0, 0, "a"), (1, 0, 1.0)]}) == content_hash({"cover": [(1, 0, 1), (0, 0, " a ")]})
    True
    """
    digest = hashlib.sha256()
    for number, (title, cells) in enumerate(sheets.items()):
        digest.update(f"{json.dumps(title, ensure_ascii=False)}\n".encode())
        found = [(row, column, said) for row, column, value in cells if (said := _said(value))]
        for row, column, said in sorted(_sealed(found) if number == 0 else found):
            digest.update(f"{row}\t{column}\t{said}\n".encode())
    return digest.hexdigest()


def _said(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{float(f'{float(value):.16G}'):.15g}"  # 16 digits are what is written, 15 what is kept
    text = "" if value is None else str(value).strip()
    return json.dumps(text, ensure_ascii=False) if text else ""


def _sealed(cells: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Leave out the hash and what is filled in when signing."""
    first = {row: text for row, column, text in cells if column == 0}
    hashes, marks = (
        {json.dumps(text, ensure_ascii=False) for text in texts} for texts in (_spellings(HASH), _spellings(SIGNATURES))
    )
    below = min((row for row, text in first.items() if text in marks), default=None)
    return [
        (row, column, text)
        for row, column, text in cells
        if column == 0 or not (first.get(row) in hashes or (below is not None and row >= below))
    ]


def _spellings(text: str) -> set[str]:
    return {translate(text, lang) for lang in LANGUAGES}


def check_inventory(path: Path) -> Seal:
    """Read a final inventory and return the hash on its cover and that of its content.

    The workbook is only read, within bounds; nothing in it is run. A copy saved by another program can be checked too.

    Raises
    ------
    FormError
        The file cannot be read, or has no hash on its first sheet.
    """
    from ...forms.files.workbook import open_book

    book = open_book(path)
    sheets: dict[str, Cells] = {
        grid.title: [(row - 1, column - 1, cell.value) for (row, column), cell in grid.cells.items()] for grid in book.grids
    }
    cover = {(row, column): value for row, column, value in next(iter(sheets.values()), ())}
    printed = next(
        (cover.get((row, 1)) for (row, column), value in cover.items() if column == 0 and value in _spellings(HASH)), None
    )
    if printed is None:
        raise FormError(
            Problem(
                message("the first sheet has no hash of the content"),
                path.name,
                message("give the final-inventory.xlsx that “ef-training report RESULTS --inventory” wrote"),
            )
        )
    return Seal(str(printed), content_hash(sheets))
