"""The rows of a table and the entries of a block of fields, as cells by field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..messages import Message, message, msg
from ..text import fold
from .columns import header_field
from .headers_again import check_header_again
from .layout_model import Field, Importer, Row
from .months import read_months
from .notes import Notes
from .sums import Above, Figures, ends_with_word, figures_of, is_total, is_word
from .tables import Found

SUBTOTAL = msg("a subtotal: “{text}”")
SUM_OF_ABOVE = msg("a sum: its figure {figure} is that of the {count} rows above together")
NOTE = msg("a note: “{text}”")
HEADER = msg("the header row again")
EQUALS_SUM = msg("the figure of “{name}” is that of the {count} rows above together; it was read as a line of its own")
UNCLEAR = msg("“{text}” is called a sum, but its figure {figure} is not that of the rows above ({sum})")
FREE_TEXTS = frozenset(("evidence", "note", "reason", "source", "supplier", "factor_source", "inputs", "outputs"))
"""Fields in which a word for a sum is part of a sentence."""
COUNTED = frozenset(("line", "transport", "summary"))
"""What a table's rows must be for a row to be compared with the rows above by its figure alone."""

_PRINTED_ID = re.compile(r"[A-Za-z]{0,3}\d{1,4}$")


def read_rows(found: Found, importer: Importer, notes: Notes) -> list[Row]:
    """Return the rows of a table, each a dict of field id → `Cell`.

    "@table" holds the id of the table, "@origin" where the row stands, "@factors" the conversion each header asks for, "@units"
    the units that headers name, "@months" the cells of single months. Rows without a value are passed over; subtotals, notes and
    repeated headers are listed as ignored.
    """
    rows: list[Row] = []
    grid = found.grid
    columns = [*found.columns, *found.months]
    above = Above()
    for number in (row for row in grid.row_numbers if found.header_row < row <= found.last_row):
        own = [field for column, field in found.columns.items() if (number, column) in grid.cells and not _is_printed(field)]
        months = any((number, column) in grid.cells for column in found.months)
        printed = all(_PRINTED_ID.match(str(grid.cells[number, column].value)) for column in grid.by_row[number])
        if not own and not months and printed:
            continue
        reason = _passed_over(found, number, own, months, importer, above, notes)
        if reason:
            notes.ignore(grid.cells[number, grid.by_row[number][0]].origin, reason)
            continue
        row: Row = {field.id: grid.cell(number, column) for column, field in found.columns.items()}
        row["@table"] = found.table.id
        row["@prefix"] = found.table.prefix
        row["@origin"] = grid.origin(number, min(columns))
        row["@factors"] = found.factors
        row["@units"] = found.units
        if "level" in found.units and ("level" not in row or row["level"].empty):
            row["level"] = found.units["level"]
        if found.months:
            row["@months"] = tuple((when, grid.cell(number, column)) for column, when in found.months.items())
        rows.append(row)
    return rows


def _is_printed(field: Field) -> bool:
    """Tell whether a field is the line id that the form prints into its empty rows."""
    return field.id == "line_id" and not field.required


def _passed_over(
    found: Found, number: int, own: Sequence[Field], months: bool, importer: Importer, above: Above, notes: Notes
) -> Message | None:
    """Return why a row is not read, None where it is."""
    grid = found.grid
    columns = grid.by_row[number]
    texts = [cell.value for column in columns if isinstance((cell := grid.cells[number, column]).value, str)]
    heads = {field.id for text in texts for field in [header_field(text, found.table)[0]] if field}
    if len(heads) > len(columns) / 2 and len(heads) > 2:
        check_header_again(found, number, notes)
        return message(HEADER)
    figures = figures_of(found, number)
    choices = any(field.type == "choice" for field in own)
    reason = _sum(found, number, texts, figures, importer, above, notes)
    if reason is not None:
        return reason
    if figures:
        above.line(figures)
    first = grid.cells[number, columns[0]]
    area = grid.area(number, columns[0])
    across = area is not None and area.right - area.left >= 2
    if choices and not (across and len(columns) == 1):
        return None
    if (not own and not months) or (len(columns) == 1 and (across or _is_note(str(first.value), importer))):
        return message(NOTE, text=next((text for text in texts if not _PRINTED_ID.match(text)), str(first.value)))
    return None


def _sum(
    found: Found, number: int, texts: Sequence[str], figures: Figures, importer: Importer, above: Above, notes: Notes
) -> Message | None:
    """Return that a row is a sum, None where it is a line.

    A row that is called a sum is one where its figure is that of rows above, or where it has none; otherwise it may as well be a
    line of that name, and it is a problem. A row that is not called one is one where it has no name and its figure is the sum of
    the rows above, or where its name begins as that of a sum; any other line with such a figure is noted.
    """
    called = _word(found, number, texts, importer)
    figure = f"{next(iter(figures.values())).value:.10g}" if figures else ""
    if called and not (figures or _has_unread_figure(found, number)):
        above.since.clear()
        return message(SUBTOTAL, text=called)
    choices = any(not found.grid.cell(number, at).empty for at, field in found.columns.items() if field.type == "choice")
    counted = found.table.record in COUNTED and not _is_of_a_month(found, number)
    own_line = (
        found.table.record not in COUNTED and choices and not is_word(called, importer)
    )  # 其他產品合計, a line of the outputs with its role
    if called and figures and not (own_line and not above.is_written_sum(figures)):
        if not above.is_written_sum(figures):
            notes.problem(
                message(UNCLEAR, text=called, figure=figure, sum=f"{above.total(figures):.10g}"),
                where=found.grid.cells[number, found.grid.by_row[number][0]].origin,
                mend=message("delete the row or correct its figure if it is a sum; give it another name if it is a line"),
            )
            above.line(figures)
        else:
            above.close(figures)
        return message(SUBTOTAL, text=called)
    if not figures or not above.is_sum(figures):
        return None
    name = _name(found, number)
    if (not choices and _unnamed(found, number)) or (counted and is_total(name)):
        return message(SUM_OF_ABOVE, figure=figure, count=above.close(figures))
    if counted and name:
        place = next(column for column, field in found.columns.items() if field.id == "name")
        notes.assume(message(EQUALS_SUM, name=name, count=len(above.since)), found.grid.cell(number, place).origin)
    return None


def _word(found: Found, number: int, texts: Sequence[str], importer: Importer) -> str:
    """Return the text that calls a row a sum, empty where none does.

    That is any text of the row, choices and free texts left out, that is such a word, or its name or one of its first two texts
    that ends with one.
    """
    grid = found.grid
    apart = {at for at, field in found.columns.items() if field.id in FREE_TEXTS}
    names = [
        cell.value for at in grid.by_row[number] if at not in apart and isinstance((cell := grid.cells[number, at]).value, str)
    ]
    exact = next((text for text in names if is_word(text, importer)), "")
    ending = (text for text in (*texts[:2], _name(found, number)) if text in names and ends_with_word(text, importer))
    return exact or next(ending, "")


def _is_of_a_month(found: Found, number: int) -> bool:
    """Tell whether a row is that of a month, which is added up with those above and no sum of them."""
    column = next((column for column, field in found.columns.items() if field.id == "month"), None)
    return column is not None and read_months(found.grid.cell(number, column).value) is not None


def _name(found: Found, number: int) -> str:
    column = next((column for column, field in found.columns.items() if field.id == "name"), None)
    value = found.grid.cell(number, column).value if column else None
    return value if isinstance(value, str) else ""


def _has_unread_figure(found: Found, number: int) -> bool:
    """Tell whether a text stands where a quantity is expected: reading the row says what is wrong with it."""
    columns = [column for column, field in found.columns.items() if field.extensive and field.type == "number"]
    cells = [found.grid.cell(number, column) for column in (*columns, *found.months)]
    return any(
        cell.fault is not None or (isinstance(cell.value, str) and any(sign.isdigit() for sign in cell.value)) for cell in cells
    )


def _unnamed(found: Found, number: int) -> bool:
    """Tell whether a row could not be a line: it has no name, or its table asks for a group and it has none."""
    filled = {field.id for column, field in found.columns.items() if not found.grid.cell(number, column).empty}
    demanded = {field.id for field in found.columns.values() if field.required and field.id in ("name", "group")}
    return bool(demanded - filled) or ("name" in found.table.ids and "name" not in filled)


def _is_note(text: str, importer: Importer) -> bool:
    folded = fold(text)
    for word in importer.note_words:
        rest = folded.removeprefix(word)
        if rest != folded and (not word.isalnum() or not rest or re.match(r"[\d:.、,*]", rest)):
            return True
    return False
