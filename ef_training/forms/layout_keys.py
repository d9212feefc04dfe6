"""The keys of an ``importer.toml``: which there are, and what is said of one that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields as dataclass_fields
from typing import Any

from ..messages import LANGUAGES, Message, message
from .layout_model import Field, Sheet, Table, UnitRule

OWN_KEYS = frozenset(("id", "schema", "title", "description", "extends", "strategies", "climate_only", "given", "sheets"))
"""Keys that a layout has for itself alone; all others are inherited."""

TEXT_KEYS = frozenset(
    (
        "made_up",
        "required_mark",
        "input_message",
        "choice_message",
        "lists_title",
        "field_heads",
        "explanation_heads",
        "guide",
    )
)
INHERITED_KEYS = TEXT_KEYS | {"rows", "unit_rules", "spellings", "suggestions", "vocabularies", "fields"}
ROW_KEYS = frozenset(("subtotal", "note"))
GIVEN_KEYS = frozenset(("table", "row"))
FIELD_KEYS = frozenset(field.name for field in dataclass_fields(Field))
TABLE_KEYS = frozenset(field.name for field in dataclass_fields(Table)) - {"fields"} | {"columns"}
SHEET_KEYS = frozenset(field.name for field in dataclass_fields(Sheet))
RULE_KEYS = frozenset(field.name for field in dataclass_fields(UnitRule))
TERM_KEYS = frozenset((*LANGUAGES, "aliases"))


def unknown_keys(data: Mapping[str, Any]) -> list[Message]:
    """Return one message for each key of a definition that has no meaning, with the key that is nearest to it."""
    return [
        _unknown(key, place, known)
        for place, entries, known in _places(data)
        if isinstance(entries, Mapping)
        for key in entries
        if key not in known
    ]


def _places(data: Mapping[str, Any]) -> Iterator[tuple[str, Any, frozenset[str]]]:
    """Yield each table of the file with its name and the keys it may have."""
    yield "importer.toml", data, OWN_KEYS | INHERITED_KEYS
    yield "[rows]", data.get("rows", {}), ROW_KEYS
    for name, entries in _items(data.get("fields")):
        yield f'[fields."{name}"]', entries, FIELD_KEYS - {"id"}
    for name, terms in _items(data.get("vocabularies")):
        for key, term in _items(terms):
            yield f"[vocabularies.{name}] {key}", term, TERM_KEYS
    for number, rule in enumerate(_list(data.get("unit_rules")), start=1):
        yield f"[[unit_rules]] {number}", rule, RULE_KEYS
    for number, given in enumerate(_list(data.get("given")), start=1):
        yield f"[[given]] {number}", given, GIVEN_KEYS
    for sheet in (sheet for sheet in _list(data.get("sheets")) if isinstance(sheet, Mapping)):
        yield f"[[sheets]] {sheet.get('id', '')}", sheet, SHEET_KEYS
        for table in (table for table in _list(sheet.get("tables")) if isinstance(table, Mapping)):
            yield f"[[sheets.tables]] {table.get('id', '')}", table, TABLE_KEYS
            for column in _list(table.get("columns")):
                if isinstance(column, Mapping):
                    yield f"{table.get('id', '')}, {column.get('id', '')}", column, FIELD_KEYS


def _items(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, Mapping) else []


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _unknown(key: str, place: str, known: frozenset[str]) -> Message:
    near = nearest(key, known)
    if near:
        return message("“{key}” in {place} is no key of a layout; is “{near}” meant?", key=key, place=place, near=near)
    names = ", ".join(sorted(known))
    return message("“{key}” in {place} is no key of a layout; there are: {names}", key=key, place=place, names=names)


def nearest(word: str, known: frozenset[str] | set[str]) -> str:
    """Return the known word that is most like another one, an empty text where none is."""
    import difflib

    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.7)), "")
