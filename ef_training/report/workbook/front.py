"""The first two sheets: the summary with the sentences of page one, and the contents with a link to every sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...messages import translate
from ..document import Chart, Document, Items, Ledger, Paragraph
from .cells import lines_of
from .sheets import ALERT, BAND, HEAD, LINE, QUIET, Sheets, span

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SUMMARY_WIDTHS = (24.0, 24.0, 24.0, 24.0)
CONTENTS_WIDTHS = (30.0, 62.0, 30.0, 10.0)
STYLES: Mapping[str, Mapping[str, object]] = {
    "lead": {"bold": True, "font_size": 11},
    "note": {"font_color": QUIET, "font_size": 9},
    "alert": {"bold": True, "font_color": ALERT},
    "text": {},
}


@dataclass(frozen=True)
class Entry:
    """A line of the contents: name of the sheet, what it holds, the section it belongs to, how many rows."""

    sheet: str
    holds: str
    section: str
    rows: int | None = None


def write_summary(sheets: Sheets, sheet: Worksheet, document: Document, contents: str, names: Mapping[str, str]) -> int:
    """Write title, facts and all that page one says; its tables become links. Return the first free row.

    ``names`` are the names of the sheets of tables (by `Ledger.name`) and of charts (by `Chart.name`).
    """
    for column, width in enumerate(SUMMARY_WIDTHS):
        sheet.set_column(column, column, width)
    columns, width = len(SUMMARY_WIDTHS), sum(SUMMARY_WIDTHS)
    row = sheets.top(sheet, SUMMARY_WIDTHS, (contents, translate("To the contents", document.lang)))
    for term, text in document.facts:
        row = _fact(sheets, sheet, row, term, text)
    page_one = document.sections[0]
    row += 1
    sheets.spread(sheet, row, page_one.title, columns, width, bold=True, font_size=13, font_color=HEAD)
    row += 1
    for block in page_one.all_blocks():
        if isinstance(block, Paragraph):
            sheets.spread(sheet, row, block.text, columns, width, **STYLES.get(block.kind, {}))
            row += 1
        elif isinstance(block, Items):
            for text in block.texts:
                sheets.spread(sheet, row, f"• {text}", columns, width, font_size=11)
                row += 1
        elif isinstance(block, (Ledger, Chart)) and block.name in names:
            caption = block.table.caption if isinstance(block, Ledger) else block.alt
            sheets.link(sheet, row, 0, names[block.name], f"→ {caption}")
            row += 1
    sheets.paper(sheet, width, tall=True)
    sheet.fit_to_pages(1, 1)
    return row


def _fact(sheets: Sheets, sheet: Worksheet, row: int, term: str, text: str) -> int:
    style = {"bg_color": BAND, "text_wrap": True}
    columns, width = len(SUMMARY_WIDTHS), sum(SUMMARY_WIDTHS[1:])
    sheet.merge_range(row, 1, row, columns - 1, "", sheets.format(**style))
    sheets.text(sheet, row, 0, term, sheets.format(bold=True, **style))
    said = sheets.text(sheet, row, 1, text, sheets.format(**style))
    sheet.set_row(row, LINE * lines_of(said, width))
    return row + 1


def write_contents(sheets: Sheets, sheet: Worksheet, entries: Sequence[Entry], lang: str) -> None:
    """Write what each sheet holds, with a link to it."""
    for column, width in enumerate(CONTENTS_WIDTHS):
        sheet.set_column(column, column, width)
    columns, across = span(CONTENTS_WIDTHS, 100)
    row = sheets.top(sheet, CONTENTS_WIDTHS)
    sheets.spread(sheet, row, translate("Contents", lang), columns, across, bold=True, font_size=12)
    row += 1
    heading = sheets.format(bold=True, font_color="#FFFFFF", bg_color=HEAD, text_wrap=True)
    heads = (translate("Sheet", lang), translate("What", lang), translate("Section", lang), translate("Rows", lang))
    for column, text in enumerate(heads):
        sheets.text(sheet, row, column, text, heading)
    for below, entry in enumerate(entries, start=row + 1):
        sheets.link(sheet, below, 0, entry.sheet, entry.sheet)
        sheets.text(sheet, below, 1, entry.holds, sheets.format(text_wrap=True))
        sheets.text(sheet, below, 2, entry.section, sheets.format(text_wrap=True))
        if entry.rows is not None:
            sheets.number(sheet, below, 3, entry.rows, sheets.format(num_format="0", align="right"))
    sheet.freeze_panes(row + 1, 1)
    sheets.paper(sheet, sum(CONTENTS_WIDTHS), heads=row)


def sections_of(document: Document) -> dict[str, str]:
    """Return the title of the section in which each table stands, by `Ledger.name`."""
    found: dict[str, str] = {}
    for section in document.sections:
        for block in section.all_blocks():
            if isinstance(block, Ledger):
                found[block.name] = section.title
    return found | {ledger.name: translate("Data", document.lang) for ledger in document.data}
