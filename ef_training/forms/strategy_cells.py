"""The rows that a strategy works on: their cells, and what is said of them.

A row is a dict of field id → `Cell`; "@table" names its table, "@origin" where it stands, "@assumptions" what a strategy decided
about it, as (message, origin) pairs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..inventory.model import Origin
from ..messages import Message
from ..text import number
from ..units import find_unit
from .files.workbook import Cell
from .values import number_with_unit

Row = dict[str, Any]


def cell(row: Row, field_id: str) -> Cell | None:
    """Return the cell of a field where it says something."""
    found = row.get(field_id)
    return found if isinstance(found, Cell) and not found.empty else None


def said(row: Row, field_id: str) -> str:
    """Return the text of a field, empty where it says nothing or cannot be read."""
    found = cell(row, field_id)
    if found is None or found.value is None:
        return ""
    whole = isinstance(found.value, float) and found.value.is_integer()
    return str(int(found.value) if whole else found.value).strip()


OWN_UNITS = {"mass": "kg", "hours": "h"}
"""The unit of a figure that has no column of units; headers that name another are converted ("@factors")."""


def figure(row: Row, field_id: str) -> float | None:
    """Return a figure as the reader will read it, in the unit of its field or of its row; None where there is none to read.

    A figure may bring its unit ("420,000 公斤"). Where the row has a unit of its own, that must be the same one.
    """
    place = cell(row, field_id)
    if place is None or place.fault is not None:
        return None
    told = number_with_unit(place)
    if told is None:
        value = number(place.value)
        return None if value is None else value * float(row.get("@factors", {}).get(field_id, 1.0))
    named = find_unit(told[1])
    own = find_unit(OWN_UNITS.get(field_id) or unit_text(row))
    if named is None or own is None or named.kind != own.kind or (field_id not in OWN_UNITS and named.code != own.code):
        return None
    return told[0] * named.factor / own.factor


def unit_text(row: Row) -> str:
    """Return the unit of the quantity of a row: of its column, of its header, or from the cell of the figure."""
    header = row.get("@units", {}).get("unit")
    if text := said(row, "unit") or (str(header.value) if header is not None else ""):
        return text
    place = cell(row, "quantity")
    told = number_with_unit(place) if place is not None else None
    return told[1] if told else ""


def assume(row: Row, what: Message, origin: Origin) -> None:
    """Note a choice that a strategy made."""
    row.setdefault("@assumptions", []).append((what, origin))


def of_table(rows: Iterable[Row], *tables: str) -> list[Row]:
    """Return the rows of some tables."""
    return [row for row in rows if row["@table"] in tables]


def keep_texts(rows: list[Row]) -> list[Row]:
    """Keep what the data model has no field for: the supplier's address behind its name, the machine in front of the note."""
    for row in rows:
        for extra, field_id, form in (("supplier_address", "supplier", "{old}（{new}）"), ("machine", "note", "{new}；{old}")):
            new, old = cell(row, extra), cell(row, field_id)
            if new is None or new.fault or (old and old.fault):
                continue
            text = form.format(old=old.value, new=new.value) if old else str(new.value)
            row[field_id] = replace(old or new, value=text)
    return rows


def number_within_tables(rows: list[Row]) -> list[Row]:
    """Empty line ids that are plain numbers, since each table counts from 1 and they name no line; the program gives ids.

    A row that another row of its table names as its main meter is given the prefix of the table with its number, in both places.
    """
    mains = {(row["@table"], said(row, "meter")) for row in rows if said(row, "meter").isdecimal()}
    for row in rows:
        for field_id in ("line_id", "meter"):
            text, prefix = said(row, field_id), row.get("@prefix") or "N"
            if text.isdecimal():
                named = (row["@table"], text) in mains
                row[field_id] = replace(row[field_id], value=f"{prefix}{int(text):02d}" if named else None)
    return rows
