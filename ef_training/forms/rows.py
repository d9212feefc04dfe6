"""The rows of a table and the entries of a block of fields, as cells by field."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..messages import Message, message, msg
from ..text import fold, number
from .columns import header_field
from .layout_model import Field, Importer, Row
from .notes import Notes
from .tables import Found
from .workbook import Cell

SUBTOTAL = msg("a subtotal: “{text}”")
SUM_OF_ABOVE = msg("a sum: its figure {figure} is that of the {count} rows above together")
NOTE = msg("a note: “{text}”")
HEADER = msg("the header row again")
FREE_TEXTS = frozenset(("evidence", "note", "reason", "source", "supplier", "factor_source", "inputs", "outputs"))
"""Fields in which a word for a sum is part of a sentence."""
ROUNDING = 1e-9
"""Part by which a sum may differ from its rows: rounding of the computer."""

_PRINTED_ID = re.compile(r"[A-Za-z]{0,3}\d{1,4}$")
_TAIL = re.compile(r"\([^()]*\)|[:.,、。]+$")


@dataclass
class _Above:
    """The figures of the rows above, since the last sum."""

    figures: list[float] = dataclasses.field(default_factory=list)

    def sum_with(self, figure: float) -> bool:
        """Tell whether a figure is the sum of two or more rows above."""
        return len(self.figures) > 1 and abs(sum(self.figures) - figure) <= ROUNDING * max(abs(figure), 1e-300)


def read_rows(found: Found, importer: Importer, notes: Notes) -> list[Row]:
    """Return the rows of a table, each a dict of field id → `Cell`.

    "@table" holds the id of the table, "@origin" where the row stands, "@factors" the conversion each header asks for, "@units"
    the units that headers name, "@months" the cells of single months. Rows without a value are passed over; subtotals, notes and
    repeated headers are listed as ignored.
    """
    rows: list[Row] = []
    grid = found.grid
    columns = [*found.columns, *found.months]
    above = _Above()
    for number_ in (row for row in grid.row_numbers if found.header_row < row <= found.last_row):
        own = [field for column, field in found.columns.items() if (number_, column) in grid.cells and not _is_printed(field)]
        months = any((number_, column) in grid.cells for column in found.months)
        printed = all(_PRINTED_ID.match(str(grid.cells[number_, column].value)) for column in grid.by_row[number_])
        if not own and not months and printed:
            continue
        reason = _passed_over(found, number_, own, months, importer, above)
        if reason:
            notes.ignore(grid.cells[number_, grid.by_row[number_][0]].origin, reason)
            continue
        row: Row = {field.id: grid.cell(number_, column) for column, field in found.columns.items()}
        row["@table"] = found.table.id
        row["@origin"] = grid.origin(number_, min(columns))
        row["@factors"] = found.factors
        row["@units"] = found.units
        if found.months:
            row["@months"] = tuple((when, grid.cell(number_, column)) for column, when in found.months.items())
        rows.append(row)
    return rows


def _is_printed(field: Field) -> bool:
    """Tell whether a field is the line id that the form prints into its empty rows."""
    return field.id == "line_id" and not field.required


def _passed_over(
    found: Found, number_: int, own: Sequence[Field], months: bool, importer: Importer, above: _Above
) -> Message | None:
    """Return why a row is not read, None where it is.

    A row named exactly by a word for a sum is one. One whose name ends with such a word is data where it says its group, role or
    level, and so is one without such a word, unless it says none of them and its figure is the sum of the rows above.
    """
    grid = found.grid
    columns = grid.by_row[number_]
    texts = [cell.value for column in columns if isinstance((cell := grid.cells[number_, column]).value, str)]
    heads = {field.id for text in texts for field in [header_field(text, found.table)[0]] if field}
    if len(heads) > len(columns) / 2 and len(heads) > 2:
        return message(HEADER)
    choices = any(field.type == "choice" for field in own)
    named = [cell.value for cell in _names(found, number_) if isinstance(cell.value, str)]
    subtotal = next((text for text in named if bare_word(text) in importer.subtotal_words), None)
    if subtotal is None and not choices:
        subtotal = next((text for text in texts[:2] if _is_subtotal(text, importer)), None)
    figure = _figure(found, number_)
    if subtotal is not None:
        above.figures.clear()
        return message(SUBTOTAL, text=subtotal)
    if figure is not None and not choices and _unnamed(found, number_) and above.sum_with(figure):
        count = len(above.figures)
        above.figures.clear()
        return message(SUM_OF_ABOVE, figure=f"{figure:g}", count=count)
    if figure is not None:
        above.figures.append(figure)
    first = grid.cells[number_, columns[0]]
    area = grid.area(number_, columns[0])
    across = area is not None and area.right - area.left >= 2
    if choices and not (across and len(columns) == 1):
        return None
    if (not own and not months) or (len(columns) == 1 and (across or _is_note(str(first.value), importer))):
        return message(NOTE, text=next((text for text in texts if not _PRINTED_ID.match(text)), str(first.value)))
    return None


def _names(found: Found, number_: int) -> list[Cell]:
    """Return the cells of a row in which a word for a sum would make it one: all that hold no free text."""
    free = {column for column, field in found.columns.items() if field.id in FREE_TEXTS}
    return [found.grid.cells[number_, column] for column in found.grid.by_row[number_] if column not in free]


def _unnamed(found: Found, number_: int) -> bool:
    """Tell whether a row could not be a line: it has no name, or its table asks for a group and it has none."""
    filled = {field.id for column, field in found.columns.items() if not found.grid.cell(number_, column).empty}
    demanded = {field.id for field in found.columns.values() if field.required and field.id in ("name", "group")}
    return bool(demanded - filled) or ("name" in found.table.ids and "name" not in filled)


def _figure(found: Found, number_: int) -> float | None:
    """Return the figure by which a row would be a sum of those above."""
    for column, field in found.columns.items():
        if field.extensive and field.type == "number" and field.id != "excluded":
            value = number(found.grid.cell(number_, column).value)
            if value is not None:
                return value
    return None


def bare_word(text: str) -> str:
    """Return a text without brackets and marks at its end, folded."""
    return _TAIL.sub("", _TAIL.sub("", fold(text)))


def _is_subtotal(text: str, importer: Importer) -> bool:
    bare = bare_word(text)
    return bare in importer.subtotal_words or any(bare.endswith(word) for word in importer.subtotal_words if not word.isascii())


def _is_note(text: str, importer: Importer) -> bool:
    folded = fold(text)
    for word in importer.note_words:
        rest = folded.removeprefix(word)
        if rest != folded and (not word.isalnum() or not rest or re.match(r"[\d:.、,*]", rest)):
            return True
    return False
