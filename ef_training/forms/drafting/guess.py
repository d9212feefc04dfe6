"""Which record and which fields the columns of an unknown table are, guessed from what the known layouts call them.

A header that a known layout spells the same is sure. Others are guesses, and marked as such: the end of the header is a known
header (“年度使用量” ends with “使用量”), it differs by a few characters, or the cells below show what the column is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...text import fold
from ...units import find_unit
from ..layout_check import RECORDS
from ..layout_model import Field, Importer
from ..months import read_months
from ..tables import bare_title
from .blocks import Block, Column

ALIKE = 86
"""A header is taken for a known one from this likeness (0–100, rapidfuzz's ratio) on; the project's own choice."""
NEAR = 60
"""A header is called near to a known one from this likeness on; the project's own choice."""
MOSTLY = 0.8
"""A column is one of numbers or units where this share of its cells is; the project's own choice."""

FACTOR_WORDS = ("係數", "factor")
FACTOR_FIELDS = {
    "name": "factor_name",
    "value": "factor_value",
    "unit": "factor_unit",
    "source": "factor_source",
    "year": "factor_year",
}
"""What the headers of a table of factors mean on the row of a line, under an upper header that speaks of factors."""
SHARED = ("stage",)
"""Fields that any table of lines may have, whichever layout has such a column."""
AMOUNTS = {"plant": "amount_plant", "product": "amount_product", "unit": "amount_per_unit"}
UNIT_OF = {
    "amount": "unit",
    "quantity": "unit",
    "value": "unit",
    "load": "load_unit",
    "amount_plant": "unit_plant",
    "amount_product": "unit_product",
    "amount_per_unit": "unit_per_unit",
    "factor_value": "factor_unit",
}
"""The unit field that belongs to a number, where its column stands to the right of it."""
FREE = ("group", "stage", "level", "unit", "role")
"""Required fields without which a table is recognised all the same."""
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")


@dataclass(frozen=True)
class Guess:
    """What a column is: the id of a field, empty where it was not recognised.

    ``sure`` tells that a known layout spells the header so, ``near`` names the known header nearest to one that was not
    recognised, ``unit`` is what stands in the header's brackets, ``level`` the level its words speak of. ``month`` that it is
    one of twelve.
    """

    column: Column
    field: str = ""
    sure: bool = False
    near: str = ""
    unit: str = ""
    level: str = ""
    month: bool = False


@dataclass(frozen=True)
class Guesses:
    """A table with the record it seems to be, and its columns; ``score`` tells how well the record fits."""

    block: Block
    record: str
    columns: tuple[Guess, ...]
    score: float

    def has(self, field_id: str) -> bool:
        """Tell whether a column was recognised as a field."""
        return any(guess.field == field_id for guess in self.columns)

    @property
    def recognised(self) -> tuple[Guess, ...]:
        """The columns that are fields."""
        return tuple(guess for guess in self.columns if guess.field)


@dataclass(frozen=True)
class Lexicon:
    """The headers that the known layouts use: record → folded header → field id, and the fields themselves.

    ``titles`` holds record → folded names of its sheets and tables, ``level_words`` folded word → level.
    """

    headers: Mapping[str, Mapping[str, str]]
    fields: Mapping[tuple[str, str], Field]
    titles: Mapping[str, frozenset[str]]
    level_words: Mapping[str, str]
    _known: frozenset[str] = field(default=frozenset(), repr=False)

    def knows(self, text: str) -> bool:
        """Tell whether some layout has a header of this spelling."""
        full, bare, _ = parts_of(text)
        return full in self._known or bare in self._known or _is_month(full)


def lexicon(importers: Iterable[Importer]) -> Lexicon:
    """Collect the headers of layouts; where two mean different fields by one header, the first layout decides."""
    headers: dict[str, dict[str, str]] = {}
    fields: dict[tuple[str, str], Field] = {}
    titles: dict[str, set[str]] = {}
    levels: dict[str, str] = {}
    for importer in importers:
        for key, label in importer.vocabularies["level"].labels.items():
            spellings = (*label.values(), *importer.vocabularies["level"].aliases[key])
            levels |= {fold(word): key for word in spellings if fold(word) not in levels}
        for sheet in (sheet for sheet in importer.sheets if sheet.read):
            for table in sheet.tables:
                names = sheet.names if len(sheet.tables) == 1 else table.titles
                titles.setdefault(table.record, set()).update(bare_title(name) for name in names)
                for one in (one for one in table.fields if one.id in RECORDS.get(table.record, ())):
                    fields.setdefault((table.record, one.id), one)
                    for spelling in () if one.section else one.spellings:
                        headers.setdefault(table.record, {}).setdefault(spelling, one.id)
    for (_, field_id), one in list(fields.items()):
        if field_id in SHARED and "line" in headers:
            fields.setdefault(("line", field_id), one)
            headers["line"] = {**dict.fromkeys(one.spellings, field_id), **headers["line"]}
    known = {spelling for record, spellings in headers.items() if record != "basics" for spelling in spellings}
    return Lexicon(headers, fields, {key: frozenset(names) for key, names in titles.items()}, levels, frozenset(known))


def parts_of(header: str) -> tuple[str, str, str]:
    """Return a header folded, without its brackets, and what stands in them (a unit, mostly)."""
    full = fold(header).replace("*", "").rstrip(":")
    inside = _BRACKETS.search(full)
    return full, _BRACKETS.sub("", full).rstrip(":"), inside.group(1) if inside else ""


def guess_table(block: Block, words: Lexicon, sheet_title: str) -> Guesses:
    """Return the record that fits a table best, with its columns; lines are preferred where two fit alike."""
    names = {bare_title(block.title, (block.mark,) if block.mark else ()), bare_title(sheet_title)}
    candidates = [
        _score(Guesses(block, record, _columns(block, words, record), 0.0), words, names)
        for record in sorted(words.headers, key=lambda record: record != "line")
        if record != "basics"
    ]
    return max(candidates, key=lambda guesses: guesses.score)


def _score(guesses: Guesses, words: Lexicon, names: set[str]) -> Guesses:
    """Columns recognised, less what the record needs and the table has not; a title that names the record counts too."""
    needed = {one.id for (record, _), one in words.fields.items() if record == guesses.record and one.required} - set(FREE)
    if any(guesses.has(amount) for amount in AMOUNTS.values()) or any(guess.month for guess in guesses.columns):
        needed.discard("amount")
    hits = sum(1.0 if guess.sure else 0.5 for guess in guesses.recognised)
    missing = sum(not guesses.has(field_id) for field_id in needed)
    named = bool(names & words.titles.get(guesses.record, frozenset()))
    return replace(guesses, score=hits - 1.5 * missing + named)


def _columns(block: Block, words: Lexicon, record: str) -> tuple[Guess, ...]:
    known = words.headers[record]
    guesses = [_of_header(column, known, words, record) for column in block.columns]
    guesses = _by_content(guesses, record)
    guesses = _amounts(guesses, record)
    return tuple(_once(_units(guesses, record)))


def _of_header(column: Column, known: Mapping[str, str], words: Lexicon, record: str) -> Guess:
    full, bare, inside = parts_of(column.header)
    level = _level(f"{full}{fold(column.section)}", words.level_words)
    month = record == "line" and _is_month(full)
    field_id = known.get(full) or known.get(bare) or ""
    sure = bool(field_id)
    if not field_id and not month:
        field_id = _ending(bare, known) or _alike(bare, known, ALIKE)[0]
    if record == "line" and any(word in fold(column.section) for word in FACTOR_WORDS):
        factors = words.headers.get("custom-factor", {})
        meant = FACTOR_FIELDS.get(factors.get(full) or factors.get(bare) or _ending(bare, factors), "")
        field_id, sure = (meant, False) if ("line", meant) in words.fields else ("", False)
    unit = inside if known.get(full) is None and find_unit(inside) else ""
    near = "" if field_id or month or bare in known else _alike(bare, known, NEAR)[1]
    return Guess(column, field_id, sure, near, unit, level, month=month)


def _is_month(header: str) -> bool:
    """Tell whether a header is a month ("1月", "Jan", "113/01"); a number alone is none."""
    return not header.isdigit() and read_months(header) is not None


def _level(text: str, level_words: Mapping[str, str]) -> str:
    found = max((word for word in level_words if word in text), key=len, default="")
    return level_words.get(found, "unit" if text.startswith("每") else "")


def _ending(header: str, known: Mapping[str, str]) -> str:
    """Return the field of the longest known header of two characters or more with which a header ends."""
    endings = [word for word in known if len(word) >= (4 if word.isascii() else 2) and header.endswith(word)]
    return known[max(endings, key=len)] if endings else ""


def _alike(header: str, known: Mapping[str, str], least: int) -> tuple[str, str]:
    """Return field and spelling of the known header that is most like another one; empty where none is alike enough."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(header, list(known), scorer=fuzz.ratio, score_cutoff=least) if len(header) > 1 else None
    return (known[found[0]], found[0]) if found else ("", "")


def _by_content(guesses: Sequence[Guess], record: str) -> list[Guess]:
    """Guess the unit column by its cells, and the amount as the numbers to its left, where no header names them."""
    found = list(guesses)
    if record != "line":
        return found
    if not any(guess.field == "unit" for guess in found):
        position = next((p for p, g in enumerate(found) if not g.field and g.column.units >= MOSTLY), None)
        if position is not None:
            found[position] = replace(found[position], field="unit", near="")
    if not any(guess.field in ("amount", *AMOUNTS.values()) for guess in found):
        units = [position for position, guess in enumerate(found) if guess.field == "unit" and position > 0]
        left = found[units[0] - 1] if units else None
        if left is not None and not left.field and left.column.numbers >= MOSTLY:
            found[units[0] - 1] = replace(left, field="amount", near="")
    return found


def _amounts(guesses: Sequence[Guess], record: str) -> list[Guess]:
    """Tell several amounts of a line apart by the level their headers speak of."""
    amounts = [guess for guess in guesses if guess.field == "amount"]
    if record != "line" or len(amounts) < 2:
        return list(guesses)
    found = []
    for guess in guesses:
        if guess.field == "amount" and guess.level:
            guess = replace(guess, field=AMOUNTS[guess.level])
        found.append(guess)
    return found


def _units(guesses: Sequence[Guess], record: str) -> list[Guess]:
    """Give each unit column to the number on its left."""
    found: list[Guess] = []
    for guess in guesses:
        left = found[-1].field if found else ""
        if guess.field in UNIT_OF.values() and left in UNIT_OF and record in ("line", "transport"):
            guess = replace(guess, field=UNIT_OF[left])
        found.append(guess)
    return found


def _once(guesses: Sequence[Guess]) -> list[Guess]:
    """Keep each field once, the sure column before a guessed one."""
    best: dict[str, int] = {}
    for position, guess in enumerate(guesses):
        if guess.field and (guess.field not in best or (guess.sure and not guesses[best[guess.field]].sure)):
            best[guess.field] = position
    return [
        replace(guess, field="", sure=False) if guess.field and best[guess.field] != position else guess
        for position, guess in enumerate(guesses)
    ]
