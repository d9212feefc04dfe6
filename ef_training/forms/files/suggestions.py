"""The columns and the sheet that ``factors suggest`` adds to a copy of a form: they are no part of the form and are passed over.

Both languages stand here, since nobody knows in which one a copy was written before it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...messages import Message, message
from ...text import fold
from .workbook import Grid

Words = dict[str, str]

TITLE: Words = {"zh-TW": "候選係數", "en": "Candidates"}
"""Name of the sheet with the candidates; a number follows where the form has a sheet of that name."""
HEADING: Words = {
    "zh-TW": "候選係數：程式的建議，沒有一個是自動採用的",
    "en": "Candidate factors: suggestions of the program, none of them accepted by itself",
}
"""First cell of that sheet, by which it is known."""
NONE = "無適用係數 / none acceptable"
"""Last entry of every drop-down: no factor is acceptable. It stands in both languages, since a copy may change hands."""
NO_FACTOR = frozenset(
    fold(word) for word in ("-", "—", "無", "沒有", "無適用係數", "none", "none acceptable", "no", "n/a", "x", NONE)
)
"""What says that no factor is acceptable, folded."""
CHOICE: Words = {"zh-TW": "建議係數（選一個）", "en": "Suggested factor (choose one)"}
LEG_CHOICE: Words = {"zh-TW": "建議係數：運輸段 {number}", "en": "Suggested factor: transport leg {number}"}
ABOUT: Words = {"zh-TW": "係數說明", "en": "About the factor"}
LEG_ABOUT: Words = {"zh-TW": "係數說明：運輸段 {number}", "en": "About the factor: transport leg {number}"}

_HEADING_ROWS = 3


def choice_head(lang: str, number: int) -> str:
    """Return the header of a column of drop-downs; ``number`` is that of the transport leg, 0 for the line itself."""
    return LEG_CHOICE[lang].format(number=number) if number else CHOICE[lang]


def about_head(lang: str, number: int) -> str:
    """Return the header of the column beside the drop-downs."""
    return LEG_ABOUT[lang].format(number=number) if number else ABOUT[lang]


def _pattern(*heads: Words) -> re.Pattern[str]:
    """Return a pattern of folded headers in all languages, with any number of a leg."""
    texts = [re.escape(fold(text.format(number="7"))).replace("7", r"\d+") for words in heads for text in words.values()]
    return re.compile("|".join(texts))


_CHOICES = _pattern(CHOICE, LEG_CHOICE)
_HEADS = _pattern(CHOICE, LEG_CHOICE, ABOUT, LEG_ABOUT)


def is_candidates(grid: Grid) -> bool:
    """Tell whether a sheet is the one with the candidates."""
    known = {fold(text) for text in HEADING.values()}
    return any(fold(str(grid.cells[row, 1].value)) in known for row in grid.row_numbers[:_HEADING_ROWS] if (row, 1) in grid.cells)


def without_suggestions(grids: Sequence[Grid]) -> tuple[list[Grid], list[Message]]:
    """Return the sheets of a workbook without what ``factors suggest`` added, and a remark where factors were chosen in it."""
    if not any(is_candidates(grid) for grid in grids):
        return list(grids), []
    kept: list[Grid] = []
    chosen = 0
    for grid in (grid for grid in grids if not is_candidates(grid)):
        tops = dict(_columns(grid))
        own = {place for place in grid.cells if place[1] in tops and place[0] >= tops[place[1]]}
        choices = {column for row, column in own if _CHOICES.fullmatch(_folded(grid, row, column))}
        texts = [_folded(grid, row, column) for row, column in own if column in choices]
        chosen += sum(not _HEADS.fullmatch(text) and text not in NO_FACTOR for text in texts)
        cells = {place: cell for place, cell in grid.cells.items() if place not in own}
        merged = tuple(area for area in grid.merged if area.left not in tops)
        kept.append(replace(grid, cells=cells, merged=merged) if own else grid)
    if not chosen:
        return kept, []
    return kept, [
        message(
            "factors chosen in the drop-downs of this copy: {count}; they are suggestions that somebody picked, not links of "
            "the form, and were not used here",
            count=chosen,
        )
    ]


def _columns(grid: Grid) -> Iterator[tuple[int, int]]:
    """Yield each column that was added, with the row of its first header."""
    for row in reversed(grid.row_numbers):
        for column in grid.by_row[row]:
            if _HEADS.fullmatch(_folded(grid, row, column)):
                yield column, row


def _folded(grid: Grid, row: int, column: int) -> str:
    return fold(str(grid.cells[row, column].value))
