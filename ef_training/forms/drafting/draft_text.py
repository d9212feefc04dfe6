"""The text of a drafted ``importer.toml``: what was recognised as data, what was not as comments for the researcher."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...inventory.model import GROUPS, LEVELS, STAGES
from ...messages import translate
from .blocks import Block
from .draft_columns import column_entries
from .guess import Guess, Guesses, Lexicon
from .guess_kind import Kind
from .toml_text import inline, listed, printable, quoted, words

WIDTH = 100
GUESS, TODO = "GUESS", "TODO"
"""The words that mark, in comments, what was guessed and what is left to decide; the same in every language, to search for."""


@dataclass(frozen=True)
class TableDraft:
    """One table to write: its id in the layout, its columns, and what its lines seem to be."""

    id: str
    guesses: Guesses
    kind: Kind
    titled: bool = False


@dataclass(frozen=True)
class SheetDraft:
    """One sheet to write: its name, the entries of its block of fields (label → guess), and its tables.

    ``left`` holds the places and headers of tables that were not recognised; ``reason`` says why a sheet has nothing.
    """

    id: str
    title: str
    entries: tuple[Guess, ...] = ()
    tables: tuple[TableDraft, ...] = ()
    left: tuple[Guesses, ...] = ()
    strangers: tuple[str, ...] = ()
    any_name: bool = False
    reason: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """The signs with which its tables begin."""
        return tuple(dict.fromkeys(table.guesses.block.mark for table in self.tables if table.guesses.block.mark))


@dataclass(frozen=True)
class Writer:
    """Writes one draft: the fields that the extended layout defines, the headers of all layouts, and the language of comments."""

    defined: Mapping[str, Mapping[str, Any]]
    words: Lexicon
    lang: str

    def t(self, text: str, /, **values: object) -> str:
        """Translate a comment; what stands in the workbook is put on one line, without signs a TOML file may not hold."""
        return translate(text, self.lang).format(**{key: printable(str(value)) for key, value in values.items()})

    def text(self, name: str, source: str, base: str, sheets: Sequence[SheetDraft]) -> str:
        """Return the whole file."""
        lines = list(self._head(name, source, base, sheets))
        for sheet in sheets:
            lines += ["", *(self._left_out(sheet) if not (sheet.tables or sheet.entries) else self._sheet(sheet))]
        return "\n".join(lines) + "\n"

    def _head(self, name: str, source: str, base: str, sheets: Sequence[SheetDraft]) -> Iterator[str]:
        t = self.t
        yield t("# Draft of a form layout, made from “{source}”.", source=source)
        yield t("# {guess}: was guessed, please check. {todo}: is for you to decide.", guess=GUESS, todo=TODO)
        yield t("# See what it reads:  ef-training form try FILE --importer FOLDER")
        yield t(
            "# All keys are explained in docs/importers.md. Header, title and words are compared without widths, case and spaces."
        )
        yield t("# The comments hold examples from the workbook: take them out before you pass this file on.")
        yield ""
        yield f"id = {quoted(name)}"
        yield "schema = 1"
        yield f"extends = {quoted(base)}" + t("   # takes over its words, fields and unit rules; sheets are always your own")
        yield f"title = {words(name)}" + t("   # {todo}: the name by which people know this form", todo=TODO)
        yield f"description = {words(name)}" + t("   # {todo}: one sentence: which forms this layout is for", todo=TODO)
        if not any(sheet.entries for sheet in sheets):
            yield ""
            yield t("# {todo}: company, product, period and declared unit stand in no sheet that was recognised.", todo=TODO)
            yield t("#   Give them in a standard form:  ef-training form try FILE --importer FOLDER --basics FORM")

    def _left_out(self, sheet: SheetDraft) -> Iterator[str]:
        yield self.t("# The sheet “{sheet}” is left out: {reason}", sheet=sheet.title, reason=sheet.reason)
        yield from self._unknown_tables(sheet)

    def _sheet(self, sheet: SheetDraft) -> Iterator[str]:
        yield "[[sheets]]"
        yield f"id = {quoted(sheet.id)}"
        yield f"title = {words(sheet.title)}" + self.t('   # further names of this sheet: aliases = ["…"]')
        if sheet.any_name:
            yield "any_name = true" + self.t(
                "   # {guess}: the name says nothing, so the sheet is found by its headers", guess=GUESS
            )
        if sheet.marks:
            yield f"marks = {listed(sheet.marks)}" + self.t("   # signs that begin the title of a table")
        if sheet.entries:
            yield from self._entries(sheet)
        for table in sheet.tables:
            yield from self._table(table)
        yield from self._unknown_tables(sheet)

    def _entries(self, sheet: SheetDraft) -> Iterator[str]:
        yield "[[sheets.tables]]"
        yield 'id = "basics"'
        yield 'layout = "fields"' + self.t("   # labels, each with its entry to the right")
        yield 'record = "basics"'
        yield from self._columns("basics", "basics", sheet.entries)
        given = {guess.field for guess in sheet.entries}
        missing = [one for (record, _), one in self.words.fields.items() if record == "basics" and one.required]
        names = ", ".join(one.id for one in missing if one.id not in given)
        if names:
            yield self.t("# {todo}: entries that every inventory needs and that were not found: {names}", todo=TODO, names=names)
        for label in sheet.strangers:
            yield self.t("#   not recognised: “{header}”", header=label)

    def _table(self, table: TableDraft) -> Iterator[str]:
        block, kind = table.guesses.block, table.kind
        yield "[[sheets.tables]]" + self.t("   # header at {place}", place=block.place)
        yield f"id = {quoted(table.id)}"
        yield f"record = {quoted(table.guesses.record)}" + self.t("   # what a row is")
        if table.titled:
            yield f"title = {words(block.title.lstrip(block.mark or ' ').strip())}"
        if block.header_rows == 2:
            yield "header_rows = 2"
        if any(guess.month for guess in table.guesses.columns):
            yield "monthly = true" + self.t("   # columns headed by months are added up")
        if table.guesses.record in ("line", "transport"):
            yield from self._kind(table, kind)
        yield from self._columns(table.id, table.guesses.record, table.guesses.columns, wanted=needed(table, self.words))
        yield from self._unknown_columns(block, table.guesses.columns)

    def _kind(self, table: TableDraft, kind: Kind) -> Iterator[str]:
        for key, value, known in (("stage", kind.stage, STAGES), ("group", kind.group, GROUPS), ("level", kind.level, LEVELS)):
            if table.guesses.has(key) or (key == "level" and _levels_told(table.guesses)):
                continue
            if value:
                yield f"{key} = {quoted(value)}" + self.t("   # {guess}, from “{text}”", guess=GUESS, text=kind.because[key])
            else:
                yield self.t(
                    "# {todo}: {key} = one of {words}; then take “{key}” out of the columns",
                    todo=TODO,
                    key=key,
                    words=", ".join(known),
                )
        if kind.level == "plant" and not table.guesses.has("allocation"):
            yield self.t('# {todo}: allocation = "…", the name of the key by which plant totals are shared', todo=TODO)
        if kind.prefix:
            yield f"prefix = {quoted(kind.prefix)}" + self.t("   # of the line IDs that the program gives")

    def _columns(self, table_id: str, record: str, guesses: Sequence[Guess], wanted: Sequence[str] = ()) -> Iterator[str]:
        yield "columns = ["
        for guess, entry in column_entries(table_id, record, guesses, self.defined, self.words):
            plain, remark = set(entry) == {"id"}, self._remark(guess)
            yield f"  {quoted(entry['id']) if plain else inline(entry)}," + (f"   # {remark}" if remark else "")
        for field_id in wanted:
            entry = {"id": field_id, "required": True} if field_id == "stage" else {"id": field_id}
            told = self.t("{todo}: no such column was found", todo=TODO)
            yield f"  {quoted(field_id) if len(entry) == 1 else inline(entry)},   # {told}"
        yield "]"

    def _remark(self, guess: Guess) -> str:
        parts = []
        if not guess.sure:
            parts.append(self.t("{guess}: the column “{header}”", guess=GUESS, header=guess.column.header))
        if guess.unit:
            parts.append(self.t("the header names the unit “{unit}”", unit=guess.unit))
        return " — ".join(parts)

    def _unknown_columns(self, block: Block, guesses: Sequence[Guess]) -> Iterator[str]:
        unknown = [guess for guess in guesses if not guess.field and not guess.month]
        if unknown:
            yield self.t("# not recognised and not read:")
        for guess in unknown:
            place = block.grid.origin(block.header_row, guess.column.index).cell
            text = self.t("#   {place} “{header}”", place=place, header=guess.column.header)
            if guess.column.section:
                text += self.t(" under “{section}”", section=guess.column.section)
            if guess.column.samples:
                text += self.t(", for example {values}", values=" | ".join(sample[:30] for sample in guess.column.samples))
            if guess.near:
                text += self.t("; near to the known header “{near}”", near=guess.near)
            yield text

    def _unknown_tables(self, sheet: SheetDraft) -> Iterator[str]:
        for guesses in sheet.left:
            headers = " | ".join(guess.column.header for guess in guesses.columns)
            yield self.t(
                "# {todo}: the table at {place} was not recognised: {headers}",
                todo=TODO,
                place=guesses.block.place,
                headers=headers,
            )


def needed(table: TableDraft, words: Lexicon) -> list[str]:
    """Return the fields that the record cannot be without and that neither a column nor the table itself gives."""
    guesses, kind = table.guesses, table.kind
    if guesses.record not in ("line", "transport"):
        demanded = [one.id for (record, _), one in words.fields.items() if record == guesses.record and one.required]
        return [field_id for field_id in demanded if not guesses.has(field_id)]
    told = _levels_told(guesses)
    wanted = ["name"]
    wanted += [] if kind.stage else ["stage"]
    wanted += [] if kind.group or guesses.record != "line" else ["group"]
    wanted += [] if kind.level or told else ["level"]
    if guesses.record == "line":
        monthly = any(guess.month for guess in guesses.columns)
        wanted += [] if told or monthly else ["amount"]
        in_header = any(guess.field == "amount" and guess.unit for guess in guesses.columns)
        wanted += [] if told or in_header else ["unit"]
    return [field_id for field_id in wanted if not guesses.has(field_id)]


def _levels_told(guesses: Guesses) -> bool:
    """Tell whether the amounts stand in columns that say their level."""
    return not guesses.has("amount") and any(guesses.has(name) for name in ("amount_plant", "amount_product", "amount_per_unit"))
