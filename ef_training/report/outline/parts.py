"""Small helpers from which the sections are put together; what is empty is left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...messages import Message, translate
from ..document import Block, Items, Ledger, Paragraph, Section

if TYPE_CHECKING:
    from ..tables import Table


def ledger(name: str, table: Table, sheet: str = "", *, wide: bool = False) -> list[Block]:
    """Return a table as a block; nothing where it has no rows."""
    return [Ledger(name, table, sheet, wide)] if table.rows else []


def text(message_id: str, lang: str, kind: str = "text") -> Paragraph:
    """Return a paragraph from the catalogue."""
    return Paragraph(translate(message_id, lang), kind)


def section(anchor: str, title: str, blocks: list[Block], *sections: Section) -> Section:
    """Return a section without its empty subsections."""
    return Section(anchor, title, tuple(blocks), tuple(part for part in sections if part.blocks or part.sections))


def said(sentence: Message, lang: str, kind: str = "text") -> Paragraph:
    """Return a paragraph from a message with its values."""
    return Paragraph(sentence.render(lang), kind)


def label(message_id: str, lang: str) -> Paragraph:
    """Return a line that heads a list inside a section."""
    return Paragraph(translate(message_id, lang), "label")


def items(texts: Iterable[str]) -> list[Block]:
    """Return a list of the sentences that are not empty; a paragraph where it is one only."""
    said = tuple(text for text in texts if text)
    if len(said) == 1:
        return [Paragraph(said[0])]
    return [Items(said)] if said else []
