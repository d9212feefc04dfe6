"""Labels with their entries (company, product, period), found on a sheet that nobody has described yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ...text import number
from ...units import find_unit
from ..entries import Label, entry_labels
from ..files.workbook import Grid
from ..layout_model import Table
from .blocks import Column
from .guess import Guess, Lexicon, parts_of

LEAST = 3
"""So many different known labels below one another make a block of entries; the project's own choice."""
SEARCH_ROWS = 60
"""Labels are looked for in so many rows of a sheet; the project's own choice."""
RECORD = "basics"


def find_entries(grid: Grid, words: Lexicon) -> tuple[tuple[Guess, ...], tuple[str, ...], int]:
    """Return the labels that are known, those beside them that are not, and the last row of the block (0 where there is none)."""
    fields = {one.id: one for (record, _), one in words.fields.items() if record == RECORD}
    table = Table(RECORD, RECORD, tuple(fields.values()), layout="fields")
    known = words.headers.get(RECORD, {})
    found = entry_labels(grid, table, last=SEARCH_ROWS)
    labels = {
        place: (label, known.get(parts_of(label_text(grid, place, label))[0], label.field.id)) for place, label in found.items()
    }
    counts = Counter(column for column, _ in {(place[1], field_id) for place, (_, field_id) in labels.items()})
    column, count = counts.most_common(1)[0] if counts else (0, 0)
    rows = [row for row, at in labels if at == column]
    if count < LEAST or not any(labels[row, column][0].entry or max(grid.by_row[row]) > column for row in rows):
        return (), (), 0
    guesses: dict[str, Guess] = {}
    for row in rows:
        label, field_id = labels[row, column]
        text = label_text(grid, (row, column), label)
        guesses.setdefault(
            field_id,
            Guess(Column(column, text, "", (), 0.0, 0.0), field_id, True, unit=label.inside if find_unit(label.inside) else ""),
        )
    return tuple(guesses.values()), tuple(_strangers(grid, column, rows)), max(rows)


def label_text(grid: Grid, place: tuple[int, int], label: Label) -> str:
    """Return a label without the entry that stands behind it in the same cell."""
    text = str(grid.cells[place].value)
    return text.removesuffix(label.entry).rstrip(" :：") if label.entry else text


def _strangers(grid: Grid, column: int, rows: Sequence[int]) -> list[str]:
    """Return the texts between the labels that have something to their right."""
    others = (row for row in range(min(rows), max(rows) + 1) if row not in rows and (row, column) in grid.cells)
    texts = [grid.cells[row, column].value for row in others if max(grid.by_row[row]) > column]
    return [text for text in texts if isinstance(text, str) and number(text) is None]
