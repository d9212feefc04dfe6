"""What a layout says about the sheets, tables, fields and words of a form, as frozen records.

`ef_training.forms.layout_file` reads them from an ``importer.toml``; the same definition writes the form and reads it.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..text import fold

Words = Mapping[str, str]
Row = dict[str, Any]
"""A row before it is read: field id → `ef_training.forms.files.workbook.Cell`, and what is known of the row as a whole.

"@table" id of its table, "@origin" where it stands, "@factors" field → factor from the unit in its header, "@units" unit field →
cell with the unit a header names, "@months" (months, cell) of columns headed by months, "@columns" the table whose header row was
checked, "@layout" the layout by which it is read where it is of a companion form, "@assumptions" (message, origin) pairs of
strategies.
"""
Strategy = Callable[[list[Row]], list[Row]]


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
    """One column of a table, or one row of a block of fields; ``id`` is the attribute of the data model.

    ``section`` holds the texts of the upper header row under which the column must stand. ``follows`` names the field to whose
    right the column stands, where several columns have the same header. ``default_with`` names the field that must say something
    for ``default`` to be used; ``written`` is False where the column is read but never written.
    """

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
    default_with: str = ""
    edge: str = ""
    section: tuple[str, ...] = ()
    follows: str = ""
    written: bool = True
    help: Words | None = None
    example: Words | None = None
    width: float = 14.0

    def header(self, lang: str) -> str:
        """Return the header as the form shows it: label, mark of required fields, unit."""
        unit = f"\n({self.unit[lang]})" if self.unit else ""
        return f"{self.label[lang]}{' *' if self.required else ''}{unit}"

    @cached_property
    def spellings(self) -> frozenset[str]:
        """The folded spellings of the header."""
        return frozenset(fold(text) for text in (*self.label.values(), *self.aliases))

    @cached_property
    def sections(self) -> frozenset[str]:
        """The folded texts under which the column must stand; empty where it may stand anywhere."""
        return frozenset(fold(text) for text in self.section)


@dataclass(frozen=True)
class Table:
    """One table (or block of fields) of a sheet; ``record`` names what each of its rows becomes.

    ``stage``, ``group``, ``level``, ``allocation`` and ``prefix`` (of line ids) hold for its lines where a row does not say
    otherwise; those that the definition leaves out are taken from the sheet. ``monthly`` tells that columns headed by months are
    added up.
    """

    id: str
    record: str
    fields: tuple[Field, ...]
    layout: str = "table"
    title: Words | None = None
    aliases: tuple[str, ...] = ()
    required: bool = False
    rows: int = 30
    header_rows: int = 1
    stage: str = ""
    group: str = ""
    level: str = ""
    allocation: str = ""
    prefix: str = ""
    monthly: bool = False

    @cached_property
    def spelled(self) -> Mapping[str, tuple[Field, ...]]:
        """Folded header → the fields that may stand under it, several where section or place tells them apart."""
        found: dict[str, tuple[Field, ...]] = {}
        for field in self.fields:
            for spelling in field.spellings:
                found[spelling] = (*found.get(spelling, ()), field)
        return found

    @cached_property
    def headers(self) -> dict[str, Field]:
        """Folded header → field, the first of them where there are several."""
        return {spelling: fields[0] for spelling, fields in self.spelled.items()}

    @cached_property
    def titles(self) -> frozenset[str]:
        """The folded spellings of the row that begins the table."""
        return frozenset(fold(text) for text in (*(self.title or {}).values(), *self.aliases))

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of its fields."""
        return frozenset(field.id for field in self.fields)

    @property
    def written(self) -> tuple[Field, ...]:
        """The fields that an empty form shows."""
        return tuple(field for field in self.fields if field.written)

    def field(self, field_id: str) -> Field:
        """Return one field by its id."""
        return next(field for field in self.fields if field.id == field_id)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its names, its tables and what its lines are by default.

    ``any_name`` tells that the sheet is found by the headers of its tables. Where ``marks`` are given, its tables begin with a
    title row whose first text starts with one of them.
    """

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
    any_name: bool = False
    marks: tuple[str, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """The folded spellings of the sheet's name."""
        return frozenset(fold(text) for text in (*self.title.values(), *self.aliases))


def _names(text: str, name: str) -> bool:
    """Tell whether a text stands in a name; one in Latin letters must be a word of its own ("NG", not "lighting")."""
    if not text.isascii():
        return fold(text) in fold(name)
    words = r"\s*".join(map(re.escape, text.casefold().split()))
    return bool(re.search(rf"(?<![a-z]){words}(?![a-z])", unicodedata.normalize("NFKC", name).casefold()))


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
        return anywhere or group in self.groups or any(_names(text, name) for text in self.names)


@dataclass(frozen=True)
class Given:
    """A record that the layout itself implies: a row of ``table`` in ids and codes, as in the worked examples."""

    table: Table
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Importer:
    """A form layout. ``texts`` holds what only the writer needs (guide, notes), as it stands in the definition.

    ``implied`` holds the tables for which the layout has no sheet, so that it may give rows for them, or a strategy make some.
    ``climate_only``: a factor that stands on a row serves the ``ef`` view too, with climate change alone. ``sha256`` is the hash
    of ``importer.toml``, of ``strategies.py`` where there is one, and of the layout it extends.
    """

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
    description: Words | None = None
    extends: str = ""
    given: tuple[Given, ...] = ()
    implied: Mapping[str, Table] = dataclasses.field(default_factory=dict)
    climate_only: bool = False
    sha256: str = ""

    @cached_property
    def list_sheets(self) -> frozenset[str]:
        """The folded names of the sheet of words that the standard form brings; a layout that extends it has no such sheet."""
        titles = {} if self.extends else self.texts.get("lists_title", {})
        return frozenset(fold(text) for text in titles.values())

    def sheet(self, sheet_id: str) -> Sheet:
        """Return one sheet by its id."""
        return next(sheet for sheet in self.sheets if sheet.id == sheet_id)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of all sheets that are read."""
        return tuple(table for sheet in self.sheets if sheet.read for table in sheet.tables)

    def widened(self, table: Table) -> Table:
        """Return a block of basics with the fields that have no label in the form but may be given; other tables as they are."""
        if table.record != "basics" or "basics" not in self.implied:
            return table
        others = (field for field in self.implied["basics"].fields if field.id not in table.ids)
        return dataclasses.replace(table, fields=(*table.fields, *(dataclasses.replace(one, required=False) for one in others)))

    def table(self, table_id: str) -> Table:
        """Return one table by its id, of a sheet or implied."""
        found = next((table for sheet in self.sheets for table in sheet.tables if table.id == table_id), None)
        return found or self.implied[table_id]

    def spelling(self, unit_code: str, lang: str) -> str:
        """Return a unit code as the form spells it in ``lang``."""
        return self.spellings.get(unit_code, {}).get(lang, unit_code)
