"""The review as a workbook for the company: findings with room for answers, choices, what was checked, answers that are closed.

The next review reads the answers back (`answers.read_answers`). Cells are locked but for the answers, without a password; nothing
in it can run as a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ...messages import msg, translate
from ...wrapping import wide
from ..choosing.table import table
from ..model import Review
from ..spoken import listed
from . import summary
from .answers import COLUMNS, OWNER, Answered, Settled, owner_of
from .choice_sheet import choice_sheet
from .svg import clean

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FINDINGS_SHEET, CHECKED_SHEET, CLOSED_SHEET = msg("findings to answer"), msg("what was checked"), msg("closed findings")
WIDTHS = MappingProxyType({
    "number": 4.5, "severity": 8.5, "check": 11, "where": 14, "line": 7.5, "what": 36, "why": 28, "mend": 29, "answer": 32,
    "earlier": 16, "key": 11.5,
})  # fmt: skip
FONTS = MappingProxyType({"zh-TW": "Microsoft JhengHei", "en": "Calibri"})
COLOURS = MappingProxyType(
    {
        "error": ("#8A1F11", "#FDE7E3"),
        "warning": ("#7A4100", "#FDF0D5"),
        "question": ("#0B4F8A", "#E3F0FA"),
        "info": ("#4D4D4D", "#EEF0F2"),
    }
)
"""Ink and ground of each severity; contrast at least 4.5 : 1 (WCAG 2.2, AA)."""
HEAD_ROW = 4
ANSWER_GROUND = "#FFFBE8"
BOXED: Mapping[str, Any] = MappingProxyType({"text_wrap": True, "border": 1, "border_color": "#B8C4C2"})
LONGEST = 32_000
"""Characters in a cell; Excel allows 32,767."""
_EPOCH = datetime(2000, 1, 1)
_LINE, _LETTER = 14.5, 1.1


def workbook(review: Review, settled: Settled, *, lang: str, owner: str = "") -> bytes:
    """Return the workbook; the bytes depend on review, answers and language alone.

    Parameters
    ----------
    owner : str
        Company and product code to write where the review does not know them (a form that could not be read).
    """
    from xlsxwriter import Workbook

    stream = BytesIO()
    book = Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": clean(summary.title(review, lang)), "created": _EPOCH})
    writer = SheetWriter(book, review, lang)
    writer.findings(settled)
    rows = table(review)
    if rows:
        choice_sheet(writer, rows, {id(entry.finding): number for number, entry in enumerate(settled.all, start=1)})
    writer.checked(owner_of(review) or owner)
    if settled.closed:
        writer.closed(settled)
    book.close()
    return stream.getvalue()


class SheetWriter:
    """Writes the sheets of one review in one language."""

    def __init__(self, book: Workbook, review: Review, lang: str):
        self.book, self.review, self.lang = book, review, lang
        self.titles = summary.check_titles(review, lang)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def findings(self, settled: Settled) -> None:
        """Write the findings, the answered ones last, with the column to write answers in."""
        columns = [name for name in COLUMNS if name != "earlier" or any(entry.earlier for entry in settled.all)]
        sheet = self._sheet(FINDINGS_SHEET, columns)
        hint = translate(
            "Write your answer in the yellow column and send the workbook back; the next review reads it.", self.lang
        )
        self._write(sheet, 2, 0, hint, font_color="#4D4D4D")
        for number, entry in enumerate(settled.all, start=1):
            row = HEAD_ROW + number
            cells = self._cells(entry, number)
            for position, name in enumerate(columns):
                self._cell(sheet, row, position, name, cells[name], entry.finding.severity)
            sheet.set_row(row, _height([(cells[name], WIDTHS[name]) for name in columns]))
        self.table_end(sheet, len(columns), len(settled.all))
        if settled.all:
            place = columns.index("answer")
            sheet.data_validation(HEAD_ROW + 1, place, HEAD_ROW + len(settled.all), place, self._validation())
        else:
            self._write(sheet, HEAD_ROW + 1, 1, translate("There are none.", self.lang))

    def checked(self, owner: str) -> None:
        """Write whose form it is and what became of each check."""
        sheet = self.book.add_worksheet(translate(CHECKED_SHEET, self.lang))
        self._write(sheet, 0, 0, summary.title(self.review, self.lang), bold=True, font_size=14)
        sheet.set_row(0, 24)
        rows = [*summary.facts(self.review, self.lang), (translate(OWNER, self.lang), owner)]
        for row, (label, text) in enumerate(rows, start=2):
            self._write(sheet, row, 0, label, font_color="#4D4D4D")
            self._write(sheet, row, 1, text, text_wrap=True)
        row = len(rows) + 3
        for column, head in enumerate((translate("Check", self.lang), translate("Outcome", self.lang))):
            self._write(sheet, row, column, head, bold=True, bg_color="#E6EFEE", bottom=1)
        for below, outcome in enumerate(summary.outcomes(self.review), start=row + 1):
            ink = "#1A1A1A" if outcome.state == summary.FOUND else "#1F5C57" if outcome.state == summary.FINE else "#4D4D4D"
            self._write(sheet, below, 0, translate(outcome.title, self.lang))
            self._write(sheet, below, 1, outcome.text().render(self.lang), font_color=ink)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 78)
        self._print(sheet, landscape=False)
        sheet.protect("", _ALLOWED)

    def closed(self, settled: Settled) -> None:
        """Write the answers whose finding is gone, as they stood."""
        columns = ["number", "severity", "check", "where", "what", "answer", "earlier", "key"]
        sheet = self._sheet(CLOSED_SHEET, columns)
        for number, answer in enumerate(settled.closed, start=1):
            cells = {name: getattr(answer, name) for name in columns if name != "number"} | {"number": number}
            for position, name in enumerate(columns):
                self._cell(sheet, HEAD_ROW + number, position, name, cells[name], "", locked=True)
            sheet.set_row(HEAD_ROW + number, _height([(cells[name], WIDTHS[name]) for name in columns]))
        self.table_end(sheet, len(columns), len(settled.closed))

    def _sheet(self, title: str, columns: Sequence[str]) -> Worksheet:
        return self.table_sheet(title, {name: translate(COLUMNS[name], self.lang) for name in columns}, WIDTHS)

    def table_sheet(self, title: str, heads: Mapping[str, str], widths: Mapping[str, float]) -> Worksheet:
        """Add a sheet with title, counts and the heads of a table; ``widths`` in letters."""
        sheet = self.book.add_worksheet(translate(title, self.lang))
        self._write(sheet, 0, 0, summary.title(self.review, self.lang), bold=True, font_size=14)
        self._write(sheet, 1, 0, summary.count_line(self.review).render(self.lang))
        sheet.set_row(0, 24)
        for position, (name, head) in enumerate(heads.items()):
            ground = {"answer": "#F5DE8A"}.get(name, "#E6EFEE")
            self._write(sheet, HEAD_ROW, position, head, bold=True, bg_color=ground, **BOXED)
            sheet.set_column(position, position, widths[name])
        sheet.set_row(HEAD_ROW, 30)
        return sheet

    def table_row(
        self,
        sheet: Worksheet,
        place: int,
        cells: Mapping[str, str | float],
        widths: Mapping[str, float],
        styles: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """Write one row of texts and numbers below the heads; ``place`` counts from 0."""
        row = HEAD_ROW + 1 + place
        for position, (name, value) in enumerate(cells.items()):
            style = {**BOXED, **styles.get(name, {})}
            if isinstance(value, float):
                sheet.write_number(row, position, value, self._format(**style))
            else:
                self._write(sheet, row, position, value, **style)
        sheet.set_row(row, _height([(text, widths[name]) for name, text in cells.items()]))

    def table_end(self, sheet: Worksheet, columns: int, rows: int) -> None:
        """Finish a table of so many columns and rows: filter, frozen heads, print, protection."""
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(rows, 1), columns - 1)
        sheet.freeze_panes(HEAD_ROW + 1, 2)
        sheet.repeat_rows(HEAD_ROW)
        self._print(sheet, landscape=True)
        sheet.protect("", _ALLOWED)

    def _print(self, sheet: Worksheet, *, landscape: bool) -> None:
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.hide_gridlines(2)

    def _cells(self, entry: Answered, number: int) -> dict[str, Any]:
        finding, lang = entry.finding, self.lang
        return {
            "number": number,
            "severity": summary.severity_name(finding.severity, lang),
            "check": self.titles[finding.check],
            "where": listed(str(origin) for origin in finding.where).render(lang),
            "line": finding.line_id,
            "what": clean(finding.what.render(lang)),
            "why": clean(finding.why.render(lang)),
            "mend": clean(finding.mend.render(lang)),
            "answer": entry.answer,
            "earlier": entry.earlier,
            "key": finding.key,
        }

    def _cell(
        self, sheet: Worksheet, row: int, column: int, name: str, value: Any, severity: str, *, locked: bool = False
    ) -> None:
        style: dict[str, Any] = {**BOXED}
        if name == "answer" and not locked:
            style |= {"locked": False, "bg_color": ANSWER_GROUND}
        elif name == "severity" and severity:
            ink, ground = COLOURS[severity]
            style |= {"bold": True, "font_color": ink, "bg_color": ground}
        elif name in ("key", "number"):
            style |= {"font_color": "#4D4D4D"}
        if isinstance(value, int):
            sheet.write_number(row, column, value, self._format(**style))
        else:
            self._write(sheet, row, column, value, **style)

    def _write(self, sheet: Worksheet, row: int, column: int, text: str, **style: Any) -> None:
        """Write a text as text: what looks like a formula stays text also when the cell is edited."""
        kept = "\n".join(clean(line) for line in str(text).splitlines())[:LONGEST]
        if kept[:1] in ("=", "+", "-", "@"):
            style = {**style, "quote_prefix": True}
        if kept:
            sheet.write_string(row, column, kept, self._format(**style))
        else:
            sheet.write_blank(row, column, None, self._format(**style))

    def _format(self, **properties: Any) -> Format:
        merged: dict[str, Any] = {"font_name": FONTS[self.lang], "font_size": 10, "valign": "top", **properties}
        key = tuple(sorted(merged.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(merged)
        return self._formats[key]

    def _validation(self) -> Mapping[str, Any]:
        """Return what the answer cells ask for: any text that fits into a cell, with a hint."""
        title = COLUMNS["answer"]
        return {
            "validate": "length",
            "criteria": "<=",
            "value": LONGEST,
            "input_title": translate(title, self.lang)[:32],
            "input_message": translate("What was corrected, or why it is right as it stands.", self.lang)[:255],
        }


_ALLOWED = MappingProxyType({
    "format_cells": True, "format_columns": True, "format_rows": True, "autofilter": True, "sort": True,
})  # fmt: skip


def _height(cells: Sequence[tuple[Any, float]]) -> float:
    """Return the height in points of a row whose texts are wrapped in columns of so many letters."""
    rows = 1
    for text, width in cells:
        lengths = [sum(2.0 if wide(letter) else _LETTER for letter in line) for line in str(text).split("\n")]
        rows = max(rows, sum(max(1, -(-int(length) // max(int(width) - 1, 1))) for length in lengths))
    return min(_LINE * rows + 4, 400)
