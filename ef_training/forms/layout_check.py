"""Is the definition of a layout sound? What is not is said so that a researcher can put it right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields as dataclass_fields
from typing import Any

from ..inventory.model import (
    GROUPS,
    LEVELS,
    STAGES,
    AllocationKey,
    BalanceEntry,
    BalanceItem,
    CustomFactor,
    Line,
    Output,
    ProcessStep,
    Target,
)
from ..messages import Message, message
from ..text import fold
from ..units import find_unit
from .layout_keys import nearest
from .layout_model import Field, Importer, Table

FIELD_TYPES = frozenset(
    ("text", "number", "fraction", "integer", "year", "date", "month", "unit", "ratio", "factor-unit", "choice", "open-choice")
)
_FACTOR = ("factor_name", "factor_value", "factor_unit", "factor_source", "factor_year")
_LEGS = ("leg1_mode", "leg1_km", "leg2_mode", "leg2_km")
_LEVELS = ("amount_plant", "unit_plant", "amount_product", "unit_product", "amount_per_unit", "unit_per_unit", "month")

BASICS = (
    "company_code",
    "company_name",
    "site",
    "country",
    "industry",
    "made_up",
    "product_code",
    "product_name",
    "function",
    "service_life",
    "reference_flow",
    "declared_amount",
    "declared_unit",
    "mass_per_unit",
    "boundary",
    "biogenic_carbon",
    "period_start",
    "period_end",
)


def _names(cls: type, *others: str) -> frozenset[str]:
    return frozenset((*(field.name for field in dataclass_fields(cls)), *others)) - {"origin", "origins", "also", "on_row"}


RECORDS: Mapping[str, frozenset[str]] = {
    "basics": frozenset(BASICS),
    "output": _names(Output),
    "allocation-key": _names(AllocationKey),
    "stock": _names(BalanceItem),
    "process-step": _names(ProcessStep),
    "balance": _names(BalanceEntry),
    "custom-factor": _names(CustomFactor),
    "target": _names(Target, "name"),
    "line": _names(Line, *_LEGS, *_LEVELS, *_FACTOR),
    "transport": _names(Line, "load_unit", "mode", *_LEVELS, *_FACTOR),
    "summary": frozenset(("name", "group", "stage", "amount", "unit", "level", "note", *_FACTOR)),
}
"""What the rows of a table may become, and the fields that are understood for each."""


def undefined_fields(data: Mapping[str, Any]) -> list[Message]:
    """Return one message for each column of the file that names a field which is nowhere defined."""
    defined = data.get("fields", {})
    wrong: list[Message] = []
    for table in (table for sheet in data.get("sheets", ()) for table in sheet.get("tables", ())):
        for column in table.get("columns", ()):
            entry = column if isinstance(column, Mapping) else {"id": column}
            name, place = str(entry.get("id", "")), table.get("id", "")
            joined = {**defined.get(name, {}), **defined.get(f"{place}.{name}", {}), **entry}
            if not {"id", "label", "type"} <= set(joined):
                near = nearest(name, {key.rpartition(".")[2] for key in defined} - {name})
                wrong.append(
                    message(
                        "the column “{field}” of {place} is no known field; is “{near}” meant?",
                        field=name,
                        place=place,
                        near=near,
                    )
                    if near
                    else message(
                        "the column “{field}” of {place} is no known field; define it under [fields]", field=name, place=place
                    )
                )
    return wrong


def check_layout(importer: Importer) -> list[Message]:
    """Return what is wrong with a layout: words or headers that mean two things, unknown types, records and words."""
    wrong: list[Message] = []
    for vocabulary in importer.vocabularies.values():
        spellings = [
            {fold(text) for text in (*vocabulary.aliases[key], *label.values(), key)} for key, label in vocabulary.labels.items()
        ]
        wrong += [message("“{word}” means two things in {place}", word=word, place=vocabulary.id) for word in _twice(spellings)]
    seen: set[str] = set()
    for table in (table for sheet in importer.sheets for table in sheet.tables):
        if table.id in seen:
            wrong.append(message("the table “{table}” stands twice in the layout", table=table.id))
        seen.add(table.id)
        wrong += [message("“{word}” means two things in {place}", word=word, place=table.id) for word in _ambiguous(table)]
        wrong += _check_table(table, importer)
        for field in table.fields:
            wrong += _check_field(field, table, importer)
    wrong += [message("an empty text stands among the aliases of {place}", place=place) for place in _empty_aliases(importer)]
    for rule in importer.unit_rules:
        if find_unit(rule.unit) is None:
            wrong.append(message("unknown unit “{unit}”", unit=rule.unit))
    return wrong


def _empty_aliases(importer: Importer) -> Iterator[str]:
    """Yield the names of what has an empty alias, which every empty text would match."""
    for vocabulary in importer.vocabularies.values():
        yield from (vocabulary.id for words in vocabulary.aliases.values() if not all(map(fold, words)))
    for sheet in importer.sheets:
        named = ((sheet.id, sheet.aliases), *((table.id, table.aliases) for table in sheet.tables))
        yield from (name for name, aliases in named if not all(map(fold, aliases)))
        yield from (
            f"{table.id}.{field.id}" for table in sheet.tables for field in table.fields if not all(map(fold, field.aliases))
        )


def _check_field(field: Field, table: Table, importer: Importer) -> Iterator[Message]:
    if field.type not in FIELD_TYPES or (field.type.endswith("choice") and field.vocabulary not in importer.vocabularies):
        yield message("field {field} of {place} has no known type or vocabulary", field=field.id, place=table.id)
    elif field.type.endswith("choice"):
        labels = importer.vocabularies[field.vocabulary].labels
        if set(field.choices) - set(labels) or (field.type == "choice" and field.default not in (None, *labels)):
            yield message("field {field} of {place} allows unknown words", field=field.id, place=table.id)
    for other in (field.follows, field.default_with):
        if other and other not in table.ids:
            yield message(
                "field {field} of {place} refers to “{other}”, which is no column of it",
                field=field.id,
                place=table.id,
                other=other,
            )
    if not importer.strategies and field.id not in RECORDS.get(table.record, {field.id}):
        near = nearest(field.id, RECORDS[table.record])
        yield message(
            "the column “{field}” of {place} means nothing for {record}; {hint}",
            field=field.id,
            place=table.id,
            record=table.record,
            hint=message("is “{near}” meant?", near=near) if near else message("leave it out"),
        )


def _check_table(table: Table, importer: Importer) -> Iterator[Message]:
    if table.record not in RECORDS:
        yield _no_word("record", table.record, table.id, RECORDS)
    if table.layout not in ("table", "fields"):
        yield _no_word("layout", table.layout, table.id, ("table", "fields"))
    if table.header_rows not in (1, 2):
        yield _no_word("header_rows", str(table.header_rows), table.id, ("1", "2"))
    for key, value, known in (
        ("stage", table.stage, STAGES),
        ("group", table.group, GROUPS),
        ("level", table.level, LEVELS),
    ):
        if value and value not in known:
            yield _no_word(key, value, table.id, known)
    if table.record == "summary" and "name" not in table.ids:
        yield message("the lines of {place} have no {key}: give the table one, or a column", place=table.id, key="name")
    if table.record not in ("line", "transport") or importer.strategies:
        return
    groups = ("group",) if table.record == "line" else ()
    amounts = {"amount", "amount_plant", "amount_product", "amount_per_unit"}
    for key in ("stage", *groups, "level"):
        levels_told = key == "level" and "amount" not in table.ids and not table.monthly and table.record == "line"
        if not getattr(table, key) and key not in table.ids and not levels_told:
            yield message("the lines of {place} have no {key}: give the table one, or a column", place=table.id, key=key)
    if "name" not in table.ids:
        yield message("the lines of {place} have no {key}: give the table one, or a column", place=table.id, key="name")
    if table.record == "line" and not table.ids & amounts and not table.monthly:
        yield message("the lines of {place} have no {key}: give the table one, or a column", place=table.id, key="amount")


def _no_word(key: str, value: str, place: str, known: Any) -> Message:
    return message(
        "{key} “{value}” of {place} is unknown; there are: {names}", key=key, value=value, place=place, names=", ".join(known)
    )


def _ambiguous(table: Table) -> list[str]:
    """Return the headers that stand for two fields which neither section nor place tells apart."""
    return sorted(
        spelling
        for spelling, fields in table.spelled.items()
        if any(not _apart(one, other) for number, one in enumerate(fields) for other in fields[number + 1 :])
    )


def _apart(one: Field, other: Field) -> bool:
    """Tell whether two columns with the same header can be told apart."""
    if one.sections != other.sections and not one.sections & other.sections:
        return True
    return one.follows != other.follows


def _twice(sets: list[set[str]]) -> list[str]:
    seen: set[str] = set()
    twice: list[str] = []
    for words in sets:
        twice += sorted(words & seen)
        seen |= words
    return twice
