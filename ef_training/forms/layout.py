"""The layout of a form: what `importer.toml` says about its sheets, tables, fields and words.

An importer is a folder with an ``importer.toml`` and, where rows must be put right before they are read, a
``strategies.py`` of plain functions ``list[dict] -> list[dict]``. The same definition writes the form and reads it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from ..errors import DataError, FormError, Problem
from ..messages import LANGUAGES, Message, message
from ..text import fold

Words = Mapping[str, str]
Row = dict[str, Any]
Strategy = Callable[[list[Row]], list[Row]]

FIELD_TYPES = frozenset(("text", "number", "fraction", "integer", "year", "date", "unit", "ratio", "choice", "open-choice"))


def in_both(value: Any) -> Words:
    """Return a text of the definition as language → text; a plain value serves every language."""
    return dict(value) if isinstance(value, Mapping) else dict.fromkeys(LANGUAGES, value)


@dataclass(frozen=True)
class Vocabulary:
    """A closed set of words: id → label in each language, and the other spellings that are understood."""

    id: str
    labels: Mapping[str, Words]
    aliases: Mapping[str, tuple[str, ...]]

    @cached_property
    def _by_spelling(self) -> dict[str, str]:
        return {
            fold(spelling): key for key, label in self.labels.items() for spelling in (*self.aliases[key], *label.values(), key)
        }

    def find(self, text: str) -> str | None:
        """Return the id of a word, or None where the word is unknown."""
        return self._by_spelling.get(fold(text))

    def words(self, lang: str, choices: tuple[str, ...] = ()) -> list[str]:
        """Return the labels in ``lang``, of all ids or of ``choices`` only."""
        return [self.labels[key][lang] for key in choices or self.labels]


@dataclass(frozen=True)
class Field:
    """One column of a table, or one row of a sheet of fields; ``id`` is the attribute of the data model."""

    id: str
    label: Words
    type: str
    aliases: tuple[str, ...] = ()
    vocabulary: str = ""
    choices: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    refused_kinds: tuple[str, ...] = ()
    suggestions: str = ""
    unit: Words | None = None
    required: bool = False
    extensive: bool = False
    minimum: float | None = None
    above: float | None = None
    default: Any = None
    edge: str = ""
    help: Words | None = None
    example: Words | None = None
    width: float = 14.0

    def header(self, lang: str) -> str:
        """Return the header as the form shows it: label, mark of required fields, unit."""
        unit = f"\n({self.unit[lang]})" if self.unit else ""
        return f"{self.label[lang]}{' *' if self.required else ''}{unit}"


@dataclass(frozen=True)
class Table:
    """One table (or set of fields) of a sheet; ``record`` names what each of its rows becomes."""

    id: str
    record: str
    fields: tuple[Field, ...]
    layout: str = "table"
    title: Words | None = None
    aliases: tuple[str, ...] = ()
    required: bool = False
    rows: int = 30

    @cached_property
    def headers(self) -> dict[str, Field]:
        """Folded header → field."""
        return {fold(spelling): field for field in self.fields for spelling in (*field.label.values(), *field.aliases)}

    @cached_property
    def titles(self) -> frozenset[str]:
        """The folded spellings of the row that begins the table."""
        return frozenset(fold(text) for text in (*(self.title or {}).values(), *self.aliases))

    def field(self, field_id: str) -> Field:
        """Return one field by its id."""
        return next(field for field in self.fields if field.id == field_id)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its names, its tables and what its lines are by default."""

    id: str
    title: Words
    tables: tuple[Table, ...] = ()
    aliases: tuple[str, ...] = ()
    required: bool = False
    required_for: tuple[str, ...] = ()
    prefix: str = ""
    stage: str = ""
    group: str = ""
    hint: Words | None = None
    read: bool = True

    @cached_property
    def names(self) -> frozenset[str]:
        """The folded spellings of the sheet's name."""
        return frozenset(fold(text) for text in (*self.title.values(), *self.aliases))


@dataclass(frozen=True)
class UnitRule:
    """A unit spelling that is read in a way of its own, always or for some groups or names."""

    spellings: tuple[str, ...]
    unit: str
    groups: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def applies(self, spelling: str, group: str, name: str) -> bool:
        """Tell whether the rule governs this spelling on a line of this group and name."""
        if fold(spelling) not in {fold(text) for text in self.spellings}:
            return False
        anywhere = not self.groups and not self.names
        return anywhere or group in self.groups or any(fold(text) in fold(name) for text in self.names)


@dataclass(frozen=True)
class Importer:
    """A form layout. ``texts`` holds what only the writer needs (guide, notes), as it stands in the definition."""

    id: str
    title: Words
    sheets: tuple[Sheet, ...]
    vocabularies: Mapping[str, Vocabulary]
    suggestions: Mapping[str, Mapping[str, list[str]]]
    spellings: Mapping[str, Words]
    subtotal_words: frozenset[str]
    note_words: tuple[str, ...]
    unit_rules: tuple[UnitRule, ...]
    strategies: tuple[Strategy, ...]
    texts: Mapping[str, Any]

    def sheet(self, sheet_id: str) -> Sheet:
        """Return one sheet by its id."""
        return next(sheet for sheet in self.sheets if sheet.id == sheet_id)

    def spelling(self, unit_code: str, lang: str) -> str:
        """Return a unit code as the form spells it in ``lang``."""
        return self.spellings.get(unit_code, {}).get(lang, unit_code)


def _shipped() -> Traversable:
    return resources.files("ef_training.importers")


def importer_names() -> tuple[str, ...]:
    """Return the names of the importers that are installed."""
    return tuple(sorted(entry.name for entry in _shipped().iterdir() if entry.is_dir() and (entry / "importer.toml").is_file()))


@lru_cache(maxsize=8)
def load_importer(name: str) -> Importer:
    """Load an installed importer; raise `FormError` where there is none of that name."""
    if name not in importer_names():
        raise FormError(
            message("there is no importer “{name}”; there are: {names}", name=name, names=", ".join(importer_names()))
        )
    return read_importer(_shipped() / name)


def read_importer(folder: Traversable) -> Importer:
    """Read the importer in ``folder``.

    Raises
    ------
    DataError
        Where the definition is not sound; every problem is listed.
    """
    try:
        data = tomllib.loads((folder / "importer.toml").read_text(encoding="utf-8"))
        importer = _build(data, folder)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, SyntaxError, ImportError) as error:
        raise DataError(message("importer {name} cannot be read: {reason}", name=folder.name, reason=error)) from error
    problems = [Problem(what, where=f"{folder.name}/importer.toml") for what in _check(importer)]
    if problems:
        raise DataError(problems)
    return importer


def _build(data: Mapping[str, Any], folder: Traversable) -> Importer:
    return Importer(
        id=data["id"],
        title=data["title"],
        sheets=tuple(_sheet(sheet, data["fields"]) for sheet in data["sheets"]),
        vocabularies={name: _vocabulary(name, terms) for name, terms in data.get("vocabularies", {}).items()},
        suggestions=data.get("suggestions", {}),
        spellings=data.get("spellings", {}),
        subtotal_words=frozenset(fold(word) for word in data["rows"]["subtotal"]),
        note_words=tuple(fold(word) for word in data["rows"]["note"]),
        unit_rules=tuple(UnitRule(**_tuples(rule)) for rule in data.get("unit_rules", ())),
        strategies=_strategies(data.get("strategies", ()), folder),
        texts={key: value for key, value in data.items() if key not in ("fields", "sheets", "vocabularies")},
    )


def _vocabulary(name: str, terms: Mapping[str, Any]) -> Vocabulary:
    return Vocabulary(
        id=name,
        labels={key: {lang: term[lang] for lang in LANGUAGES} for key, term in terms.items()},
        aliases={key: tuple(term.get("aliases", ())) for key, term in terms.items()},
    )


def _sheet(data: Mapping[str, Any], fields: Mapping[str, Any]) -> Sheet:
    tables = tuple(_table(table, fields) for table in data.get("tables", ()))
    return Sheet(**{**_tuples(data), "tables": tables})


def _table(data: Mapping[str, Any], fields: Mapping[str, Any]) -> Table:
    columns = [column if isinstance(column, Mapping) else {"id": column} for column in data["columns"]]
    rest = {key: value for key, value in _tuples(data).items() if key != "columns"}
    return Table(**rest, fields=tuple(_field(column, data["id"], fields) for column in columns))


def _field(column: Mapping[str, Any], table: str, fields: Mapping[str, Any]) -> Field:
    """Join what is said of the field in general, for this table, and in the list of its columns."""
    own = fields.get(f"{table}.{column['id']}", {})
    merged = {**fields.get(column["id"], {}), **own, **column}
    for name in ("label", "unit", "help", "example"):
        if name in merged:
            merged[name] = in_both(merged[name])
    return Field(**_tuples(merged))


def _tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def _strategies(names: Any, folder: Traversable) -> tuple[Strategy, ...]:
    """Load the functions of ``strategies.py`` in the order the definition gives."""
    if not names:
        return ()
    import importlib.util

    with resources.as_file(folder / "strategies.py") as path:
        spec = importlib.util.spec_from_file_location(f"ef_training_strategies_{folder.name}", path)
        if spec is None or spec.loader is None:
            raise KeyError(f"strategies.py of {folder.name}")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    missing = [name for name in names if not callable(getattr(module, name, None))]
    if missing:
        raise KeyError(", ".join(missing))
    return tuple(getattr(module, name) for name in names)


def _check(importer: Importer) -> list[Message]:
    """Return what is wrong with a definition: words or headers that mean two things, unknown types and vocabularies."""
    wrong: list[Message] = []
    for vocabulary in importer.vocabularies.values():
        spellings = [
            {fold(text) for text in (*vocabulary.aliases[key], *label.values(), key)} for key, label in vocabulary.labels.items()
        ]
        wrong += [message("“{word}” means two things in {place}", word=word, place=vocabulary.id) for word in _twice(spellings)]
    for table in (table for sheet in importer.sheets for table in sheet.tables):
        heads = [{fold(text) for text in (*field.label.values(), *field.aliases)} for field in table.fields]
        wrong += [message("“{word}” means two things in {place}", word=word, place=table.id) for word in _twice(heads)]
        for field in table.fields:
            if field.type not in FIELD_TYPES or (field.type.endswith("choice") and field.vocabulary not in importer.vocabularies):
                wrong.append(message("field {field} of {place} has no known type or vocabulary", field=field.id, place=table.id))
            elif set(field.choices) - set(importer.vocabularies[field.vocabulary].labels if field.choices else ()):
                wrong.append(message("field {field} of {place} allows unknown words", field=field.id, place=table.id))
    return wrong


def _twice(sets: list[set[str]]) -> list[str]:
    seen: set[str] = set()
    twice: list[str] = []
    for words in sets:
        twice += sorted(words & seen)
        seen |= words
    return twice
