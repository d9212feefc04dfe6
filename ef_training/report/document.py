"""The report as a document: sections of paragraphs, lists, tables and charts, in one language.

`outline.outline` makes it from a run; page, Word file and workbook only write it, each in its own way, so that all three say the
same in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .tables import Table


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``kind`` is ``text``, ``lead`` (what page one must say), ``label`` (heads a list, bold), ``note`` (small
    print) or ``alert`` (a warning)."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Items:
    """A list of short sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A place for a chart: ``name`` as in `charts.figures` ("pareto"); ``alt`` says in words what it shows."""

    name: str
    alt: str


@dataclass(frozen=True)
class Ledger:
    """A table of the report. ``name`` is its stable English name, unique in the document ("indicators", "cut-off").

    ``sheet`` is the short title of its sheet in the workbook; ``wide`` wants the width of the page.
    """

    name: str
    table: Table
    sheet: str = ""
    wide: bool = False


Block = Paragraph | Items | Chart | Ledger


@dataclass(frozen=True)
class Section:
    """A section: ``id`` is its anchor ("data-quality"), ``title`` its heading; sections below it follow its blocks."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    def all_blocks(self) -> Iterator[Block]:
        """Return the blocks of the section and of those below it, in order."""
        yield from self.blocks
        for section in self.sections:
            yield from section.all_blocks()


@dataclass(frozen=True)
class Document:
    """A report in one language.

    ``facts`` are pairs of term and text that stand under the title (company, declared unit, boundary and period, method and
    data); ``about`` says product, declared unit, method with version and background in one line; ``warning`` is the background's
    disclaimer, empty where it has none. The first section is page one. ``data`` are tables that are too long for paper and page:
    only the workbook writes them.
    """

    lang: str
    title: str
    about: str
    facts: tuple[tuple[str, str], ...]
    warning: str
    sections: tuple[Section, ...]
    data: tuple[Ledger, ...] = ()

    def ledgers(self) -> tuple[Ledger, ...]:
        """Return all tables in order: those of the sections, then ``data``."""
        found = (block for section in self.sections for block in section.all_blocks() if isinstance(block, Ledger))
        return (*found, *self.data)
