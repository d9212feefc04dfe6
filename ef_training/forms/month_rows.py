"""Figures of single months added up to those of the period: rows of one month each, and columns headed by months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..inventory.model import Origin
from ..messages import message
from .layout_model import Table
from .months import Month, listed, missing_months, outside_months
from .notes import Notes
from .records import Record, record_with

SUMMED = ("amount", "amount_plant", "amount_product", "amount_per_unit", "excluded")
"""What is added up."""
FREE = ("evidence", "note")
"""What may differ from month to month; all of it is kept."""


def join_months(records: Sequence[Record], table: Table, period: Sequence[Month], notes: Notes) -> list[Record]:
    """Return the records with those of single months added up; a record without a month stays as it is.

    Rows belong together where they agree in all but month, amount, evidence and note. Noted: the rows that were added up, months
    of the period that are missing, months that stand twice. A month outside the period is a problem.
    """
    if "month" not in table.ids:
        return list(records)
    groups: dict[Any, list[Record]] = {}
    for number, record in enumerate(records):
        groups.setdefault(_key(record) if record["month"] and record.sound else number, []).append(record)
    return [_joined(group, period, notes) if group[0]["month"] and group[0].sound else group[0] for group in groups.values()]


def _key(record: Record) -> Any:
    return tuple(sorted((name, value) for name, value in _same(record).items()))


def _same(record: Record) -> dict[str, Any]:
    free = {*SUMMED, *FREE, "month"}
    return {name: repr(value) for name, value in record.values.items() if name not in free}


def _joined(group: list[Record], period: Sequence[Month], notes: Notes) -> Record:
    first = group[0]
    months = [month for record in group for month in record["month"]]
    name, place = first["name"], first.where("month")
    outside = outside_months(months, period)
    if outside and period:
        notes.problem(
            message("“{name}”: the months {months} lie outside the period", name=name, months=listed(outside)),
            where=place,
            mend=message("delete these rows, or correct the period"),
        )
    if len(group) > 1:
        cells = ", ".join(record.where("amount").cell for record in group)
        notes.assume(
            message("“{name}”: {count} rows of single months were added up ({cells})", name=name, count=len(group), cells=cells),
            place,
        )
    note_gaps(name, months, period, notes, place)
    twice = [month for month, times in Counter(months).items() if times > 1]
    if twice:
        notes.assume(
            message("“{name}”: the months {months} stand more than once; all were added up", name=name, months=listed(twice)),
            place,
        )
    values: dict[str, Any] = {field: _sum([record[field] for record in group]) for field in SUMMED if field in first.values}
    for field in FREE:
        values[field] = "; ".join(dict.fromkeys(record[field] for record in group if record[field])) or None
    return record_with(first, values)


def note_gaps(name: str, months: Sequence[Month], period: Sequence[Month], notes: Notes, place: Origin) -> None:
    """Note the months of the period for which nothing is given."""
    gaps = missing_months(months, period)
    if gaps:
        text = message(
            "“{name}”: nothing is given for {months}; these months were taken as nothing", name=name, months=listed(gaps)
        )
        notes.assume(text, place)


def _sum(values: Sequence[float | None]) -> float | None:
    given = [value for value in values if value is not None]
    return sum(given) if given else None
