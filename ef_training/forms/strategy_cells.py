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
from .workbook import Cell

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
    """Empty line ids that are plain numbers and stand in several tables: each table counts from 1, so they name no line."""
    tables: dict[str, set[str]] = {}
    for row in rows:
        if said(row, "line_id").isdecimal():
            tables.setdefault(said(row, "line_id"), set()).add(row["@table"])
    for row in rows:
        if len(tables.get(said(row, "line_id"), ())) > 1:
            row["line_id"] = replace(row["line_id"], value=None)
    return rows
