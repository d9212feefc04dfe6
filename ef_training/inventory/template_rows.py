"""Rows for the form, checked and put into the form's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from ..errors import DataError, Problem
from ..forms.layout import Field, Importer, Sheet, Table
from ..messages import Message, message
from ..units import find_unit


@dataclass(frozen=True)
class Rows:
    """Rows as they are to be written: table id → list of field id → cell value."""

    tables: Mapping[str, list[dict[str, Any]]]
    title: str = ""
    made_up: bool = False

    def of(self, table: Table) -> list[dict[str, Any]]:
        """Return the rows of a table."""
        return self.tables.get(table.id, [])

    def fields_of(self, table: Table) -> tuple[Field, ...]:
        """Return the fields of a table that are written: those that every form shows, and others where a row fills them in."""
        used = {field_id for row in self.of(table) for field_id, value in row.items() if value is not None}
        return tuple(field for field in table.fields if field.written or field.id in used)

    def needs(self, sheet: Sheet) -> bool:
        """Tell whether a sheet is written: one whose columns no form shows (`written` is false) only where it has rows."""
        return any(table.written or self.of(table) for table in sheet.tables) or not sheet.tables

    @cached_property
    def line_ids(self) -> frozenset[str]:
        """All line ids given."""
        return frozenset(str(row["line_id"]) for rows in self.tables.values() for row in rows if row.get("line_id"))


def checked_rows(rows: Mapping[str, Any], layout: Importer, lang: str) -> Rows:
    """Return the rows in the words of ``lang``; every unknown table, field, word or unit is listed in one `DataError`."""
    tables = {table.id: table for sheet in layout.sheets for table in sheet.tables}
    problems: list[Problem] = []
    written: dict[str, list[dict[str, Any]]] = {}
    for table_id, entries in rows.items():
        if table_id == "title":
            continue
        table = tables.get(table_id)
        if table is None:
            problems.append(Problem(message("the form has no table “{table}”", table=table_id)))
            continue
        given = [entries] if isinstance(entries, Mapping) else entries
        written[table_id] = [
            _row(row, table, layout, lang, f"{table_id} {number}", problems) for number, row in enumerate(given, start=1)
        ]
    if problems:
        raise DataError(problems)
    _name_links(written)
    made_up = layout.vocabularies["yes-no"].labels["yes"][lang]
    basics = written.get("basics", [{}])[0]
    return Rows(written, str(rows.get("title", "")), basics.get("made_up") == made_up)


def _name_links(written: Mapping[str, list[dict[str, Any]]]) -> None:
    """Write beside each link the name of its line, for the reader's eye; a transport leg has that of what it carries."""
    lines = [row for table, rows in written.items() if table != "links" for row in rows if row.get("line_id")]
    names = {row["line_id"]: row.get("name") for row in lines}
    for row in written.get("links", ()):
        line_id = str(row.get("line_id", ""))
        row["name"] = row.get("name") or names.get(line_id) or names.get(re.sub(r"-T\d$", "", line_id))


def _row(
    row: Mapping[str, Any], table: Table, layout: Importer, lang: str, where: str, problems: list[Problem]
) -> dict[str, Any]:
    fields = {field.id: field for field in table.fields}
    written: dict[str, Any] = {}
    for field_id, value in row.items():
        field = fields.get(field_id)
        shown = _shown(value, field, layout, lang) if field else message("there is no field “{field}”", field=field_id)
        if isinstance(shown, Message):
            problems.append(Problem(shown, where=f"{where}, {field_id}"))
        else:
            written[field_id] = shown
    return written


def _shown(value: Any, field: Field, layout: Importer, lang: str) -> Any:
    """Return a value as the form shows it, or what is wrong with it."""
    if value is None or value == "":
        return None
    if field.type in ("choice", "open-choice"):
        key = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        labels = layout.vocabularies[field.vocabulary].labels
        if key in labels and (not field.choices or key in field.choices):
            return labels[key][lang]
        return key if field.type == "open-choice" else message("“{text}” is no word for {field}", text=key, field=field.id)
    if field.type == "unit":
        unit = find_unit(str(value))
        return layout.spelling(unit.code, lang) if unit else message("unknown unit “{unit}”", unit=value)
    if field.type in ("number", "fraction", "integer", "year"):
        fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        return value if fits else message("“{text}” is not a number", text=value)
    if field.type == "date":
        return value if isinstance(value, date) else message("“{text}” is not a date", text=value)
    return str(value)
