"""The columns of a drafted table: each field with what tells its column apart from the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...text import fold
from .guess import Guess, Lexicon, parts_of
from .toml_text import one_line

INLINE = ("label", "type", "vocabulary", "choices", "minimum")
"""What an entry says of a field that the extended layout does not define."""
Entry = dict[str, Any]


def column_entries(
    table_id: str, record: str, guesses: Sequence[Guess], defined: Mapping[str, Mapping[str, Any]], words: Lexicon
) -> list[tuple[Guess, Entry]]:
    """Return the recognised columns of a table in their order, each with its entry.

    A header that the field's definition does not know becomes its alias. Columns with the same header are told apart by the upper
    header (``section``) and by the field they follow; the header of another column, recognised or not, is taken from a field.

    Parameters
    ----------
    defined : mapping
        The fields as the extended layout defines them, by id or "table.id".
    """
    recognised = [guess for guess in guesses if guess.field]
    known = [_definition(table_id, record, guess.field, defined, words) for guess in recognised]
    entries = [_entry(guess, guesses, definition) for guess, definition in zip(recognised, known, strict=True)]
    for entry, guess, definition in zip(entries, recognised, known, strict=True):
        others = {spelling for one in guesses if one is not guess for spelling in _seen(one)} - _seen(guess)
        if _labels(definition) & others:
            entry["label"] = one_line(guess.column.header)
        aliases = entry.get("aliases", () if "type" in entry else definition.get("aliases", ()))
        if {fold(text) for text in aliases} & others:
            entry["aliases"] = [text for text in aliases if fold(text) not in others]
    return list(zip(recognised, entries, strict=True))


def _definition(
    table_id: str, record: str, field_id: str, defined: Mapping[str, Mapping[str, Any]], words: Lexicon
) -> dict[str, Any]:
    """Return what the extended layout says of a field; where it says nothing, what another layout says (``own`` is False)."""
    own = {**defined.get(field_id, {}), **defined.get(f"{table_id}.{field_id}", {})}
    if {"label", "type"} <= set(own):
        return {**own, "own": True}
    known = words.fields[record, field_id]
    return {
        "label": dict(known.label),
        "type": known.type,
        "vocabulary": known.vocabulary,
        "choices": list(known.choices),
        "minimum": known.minimum,
        **own,
        "own": False,
    }


def _entry(guess: Guess, guesses: Sequence[Guess], definition: Mapping[str, Any]) -> Entry:
    entry: Entry = {"id": guess.field}
    if not definition["own"]:
        entry |= {key: definition[key] for key in INLINE if definition.get(key) not in (None, "", [])}
    inherited = definition.get("aliases", ()) if definition["own"] else ()
    if not (_labels(definition) | {fold(text) for text in inherited}) & _seen(guess):
        entry["aliases"] = [_alias(guess)]
    twins = [other for other in guesses if other is not guess and _seen(other) & _seen(guess)]
    if twins and guess.column.section:
        entry["section"] = [one_line(guess.column.section)]
    left = [other for other in guesses if other.column.index < guess.column.index and other.field]
    if left and any(other.column.section == guess.column.section for other in twins):
        entry["follows"] = left[-1].field
    return entry


def _labels(definition: Mapping[str, Any]) -> set[str]:
    label = definition["label"]
    return {fold(text) for text in (label.values() if isinstance(label, Mapping) else (label,))}


def _seen(guess: Guess) -> set[str]:
    """Return the folded spellings under which a column's header is looked up."""
    full, bare, _ = parts_of(guess.column.header)
    return {text for text in (full, bare) if text}


def _alias(guess: Guess) -> str:
    """Return a header as an alias: without mark, and without the brackets of a unit."""
    text = one_line(guess.column.header).replace("*", "").strip()
    bare = parts_of(text)[1]
    if not guess.unit or not bare:
        return text
    cut = min((position for position in (text.find("("), text.find("（")) if position > 0), default=len(text))
    return text[:cut].strip() if fold(text[:cut]) == bare else bare
