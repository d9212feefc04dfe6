"""Columns headed by months: the figures of one row added up."""

from __future__ import annotations

from ..messages import message, msg
from .files.workbook import Cell
from .layout_model import Field, Importer, Row
from .months import Month, listed
from .notes import Notes
from .values import Unreadable, read_cell, says_nothing

BLANK_MONTH = msg("nothing stands for the months {months}; they were taken as nothing ({cells})")
ADDED_UP = msg("the columns of single months were added up ({cells})")
ROUNDING = 1e-6
"""Part by which a total in its own column may differ from the sum of the months: rounding of what is shown."""


def sum_of_months(row: Row, total: float | None, field: Field, importer: Importer, notes: Notes) -> tuple[float | None, bool]:
    """Return the sum of the month columns of a row (the total where no month says anything), and whether all could be read.

    Raises
    ------
    Unreadable
        Where a column of its own gives another total than the months.
    """
    figures: list[float] = []
    empty: list[Month] = []
    sound = True
    for months, cell in row["@months"]:
        blank = cell.empty or says_nothing(cell, field, importer)
        value = None if blank else _figure(cell, field, importer, notes)
        if value is None:
            empty += list(months) if blank else []
            sound = sound and blank
        else:
            figures.append(value * row["@factors"].get(field.id, 1.0))
    if not figures or not sound:
        return total, sound
    place = row["@months"][0][1].origin
    added = sum(figures)
    if total is not None and abs(total - added) > ROUNDING * max(abs(total), abs(added)):
        raise Unreadable(
            message("the months add up to {sum:g}, the column of the total says {total:g}", sum=added, total=total),
            message("correct the months or the total"),
        )
    notes.gather(ADDED_UP, place)
    if empty:
        notes.gather(BLANK_MONTH, place, months=listed(empty))
    return added, True


def _figure(cell: Cell, field: Field, importer: Importer, notes: Notes) -> float | None:
    """Return the figure of one month; one that cannot be read is a problem at its own cell."""
    try:
        return float(read_cell(cell, field, importer, notes))
    except Unreadable as error:
        notes.problem(error.what, where=cell.origin, mend=error.mend)
        return None
