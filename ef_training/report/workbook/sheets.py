"""Writing sheets: a head that says what the numbers are, one table that can be filtered, set up for paper.

Numbers are written in full precision, texts as texts: nothing can run as a formula. Where a value is missing stands "—".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ...messages import translate
from ...numbers import MISSING, missing, pretty_unit
from ..tables import Column, Table
from .cells import clean, lines_of, number_format, text_width, unique_titles

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FONTS = MappingProxyType({"zh-TW": "Microsoft JhengHei", "en": "Calibri"})
INK, QUIET, ALERT, HEAD, BAND, RULE = "#1A1A1A", "#4D4D4D", "#8A1F11", "#1F4E79", "#EEF3F8", "#C9D3DC"
NUMERIC = frozenset(("value", "amount", "share", "percent"))
WIDEST = MappingProxyType({"name": 42, "text": 46, "word": 24, "unit": 22})
"""The widest column of each kind, in characters; longer texts are broken."""
NARROWEST, NUMBER = 8, 12
PAPER = 128
"""Characters that fit on a landscape A4 page at the size of the letters on the screen."""
SMALLEST = 0.55
"""The least scale at which a page is still read; a wider table takes several pages."""
HEAD_WIDTH = 100
"""Characters over which the head of a sheet is spread, at least."""
FOOT = 90
"""Characters of the text at the foot of a page; Excel allows 255 for the whole line."""
LINE = 15.0
"""Height of a line in points."""
NO_ROWS = "–"


@dataclass(frozen=True)
class Head:
    """What stands above every table: product, what the numbers are, warning, signs; and what comes at the foot of each page."""

    title: str
    about: str
    warning: str
    signs: str = ""
    foot: str = ""


class Sheets:
    """The sheets of one workbook.

    ``said`` collects every cell, sheet by sheet in the order of writing, as (row, column, text or number).
    """

    def __init__(self, book: Workbook, head: Head, lang: str):
        self.book, self.head, self.lang = book, head, lang
        self.said: dict[str, list[tuple[int, int, Any]]] = {}
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._tables = 0

    def format(self, **properties: Any) -> Format:
        """Return the format with these properties, made once."""
        merged: dict[str, Any] = {
            "font_name": FONTS["zh-TW" if self.lang.startswith("zh") else "en"],
            "font_size": 10,
            "font_color": INK,
            "valign": "top",
            **properties,
        }
        key = tuple(sorted(merged.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(merged)
        return self._formats[key]

    def add(self, name: str) -> Worksheet:
        """Add an empty sheet."""
        sheet = self.book.add_worksheet(name)
        self.said[name] = []
        return sheet

    def text(self, sheet: Worksheet, row: int, column: int, text: object, style: Format | None = None) -> str:
        """Write a text as it is; return what was written."""
        said = clean(text)
        if not said:
            sheet.write_blank(row, column, None, style or self.format())
        else:
            sheet.write_string(row, column, said, style or self.format())
            self.said[sheet.get_name()].append((row, column, said))
        return said

    def number(self, sheet: Worksheet, row: int, column: int, value: float, style: Format) -> None:
        """Write a number in full precision."""
        sheet.write_number(row, column, value, style)
        self.said[sheet.get_name()].append((row, column, value))

    def link(self, sheet: Worksheet, row: int, column: int, target: str, text: str) -> None:
        """Write a link to another sheet of the workbook."""
        said, quoted = clean(text), target.replace("'", "''")
        style = self.format(font_color="#0B5394", underline=1)
        sheet.write_url(row, column, f"internal:'{quoted}'!A1", style, string=said)
        self.said[sheet.get_name()].append((row, column, said))

    def spread(self, sheet: Worksheet, row: int, text: str, columns: int, width: float, **properties: Any) -> None:
        """Write a text over several columns, broken into lines, in a row that is high enough for it."""
        style = self.format(text_wrap=True, **properties)
        size = float(properties.get("font_size", 10))
        if columns > 1:
            sheet.merge_range(row, 0, row, columns - 1, "", style)
        said = self.text(sheet, row, 0, text, style)
        sheet.set_row(row, LINE * size / 10 * lines_of(said, width * 10 / size))

    def top(self, sheet: Worksheet, widths: Sequence[float], back: tuple[str, str] | None = None, *, start: int = 0) -> int:
        """Write the head of a sheet from row ``start`` down, over columns of these widths, and return the first free row.

        ``back`` is the name of the sheet to go back to, and the text of the link.
        """
        columns, width = span(widths, HEAD_WIDTH)
        self.spread(sheet, start, self.head.title, columns, width, bold=True, font_size=14, font_color=HEAD)
        row = start + 1
        for text, style in (
            (self.head.about, {"font_color": QUIET}),
            (self.head.warning, {"bold": True, "font_color": ALERT}),
            (self.head.signs, {"font_color": QUIET}),
        ):
            if text:
                self.spread(sheet, row, text, columns, width, **style)
                row += 1
        if back:
            self.link(sheet, row, 0, *back)
            row += 1
        return row

    def table_sheet(self, name: str, table: Table, *, back: tuple[str, str] | None = None) -> Worksheet:
        """Write a sheet that holds one table: it can be filtered and sorted, its heads stay in view and come on every page."""
        sheet, widths = self.add(name), column_widths(table)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        row = self.top(sheet, widths, back)
        columns, width = span(widths, HEAD_WIDTH)
        self.spread(sheet, row, table.caption, columns, width, bold=True, font_size=12)
        row += 1
        last = self.table(sheet, row, table, widths)
        if table.note:
            self.spread(sheet, last + 2, table.note, columns, width, font_color=QUIET)
        beside = 2 if len(table.columns) > 6 and sum(widths[:2]) <= 50 else 1
        sheet.freeze_panes(row + 1, beside if widths[0] <= 50 else 0)
        self.paper(sheet, sum(widths), heads=row, beside=beside)
        return sheet

    def table(self, sheet: Worksheet, row: int, table: Table, widths: Sequence[float]) -> int:
        """Write a live table from ``row`` down and return its last row."""
        titles = unique_titles(column.title for column in table.columns)
        rows = table.rows or ((NO_ROWS, *[None] * (len(titles) - 1)),)
        last = row + len(rows)
        self._tables += 1
        sheet.add_table(
            row,
            0,
            last,
            len(titles) - 1,
            {
                "name": f"Table{self._tables}",
                "style": "Table Style Light 1",
                "columns": [
                    {"header": title, "header_format": self._heading(column)}
                    for title, column in zip(titles, table.columns, strict=True)
                ],
            },
        )
        height = max(lines_of(title, width - 2) for title, width in zip(titles, widths, strict=False))
        sheet.set_row(row, LINE * height + 3)
        self.said[sheet.get_name()] += [(row, position, title) for position, title in enumerate(titles)]
        for below, cells in enumerate(rows, start=row + 1):
            high = 1
            for position, (column, value) in enumerate(zip(table.columns, cells, strict=True)):
                shown = self._cell(sheet, below, position, column, value)
                high = max(high, lines_of(shown, widths[position] + 1))
            if high > 1:
                sheet.set_row(below, LINE * high)
        self._bars(sheet, row, last, table.columns)
        return last

    def _heading(self, column: Column) -> Format:
        align = "right" if column.kind in NUMERIC else "center" if column.kind == "mark" else "left"
        indent = int(column.kind == "unit")
        look = {"bold": True, "font_color": "#FFFFFF", "bg_color": HEAD, "border": 1, "border_color": HEAD}
        return self.format(text_wrap=True, valign="bottom", align=align, indent=indent, **look)

    def _cell(self, sheet: Worksheet, row: int, position: int, column: Column, value: Any) -> str:
        """Write one cell and return the text that decides how high its row is."""
        kind, ruled = column.kind, {"bottom": 1, "bottom_color": RULE}
        if value is None or missing(value):
            return self.text(sheet, row, position, MISSING, self.format(align="right", font_color=QUIET, **ruled))
        if isinstance(value, bool) or kind == "mark":
            return self.text(sheet, row, position, "●" if value else "", self.format(align="center", **ruled))
        if isinstance(value, (int, float)):
            shape = number_format(float(value), kind) if kind in NUMERIC else "General"
            self.number(sheet, row, position, value, self.format(num_format=shape, **ruled))
            return ""
        said = pretty_unit(str(value)) if kind == "unit" else str(value)
        return self.text(sheet, row, position, said, self.format(text_wrap=kind != "unit", indent=int(kind == "unit"), **ruled))

    def _bars(self, sheet: Worksheet, first: int, last: int, columns: Sequence[Column]) -> None:
        """Put a bar behind every share."""
        for position, column in enumerate(columns):
            if column.kind == "share":
                rule = {"type": "data_bar", "bar_color": "#9DC3E6", "bar_solid": True, "min_type": "num", "max_type": "num"}
                limits = {"min_value": 0, "max_value": 1, "data_bar_2010": True}
                sheet.conditional_format(first + 1, position, last, position, rule | limits)

    def paper(self, sheet: Worksheet, width: float, *, heads: int | None = None, beside: int = 0, tall: bool = False) -> None:
        """Set a sheet up for A4: as many pages wide as it takes to stay readable, heads and first columns on every page."""
        if tall:
            sheet.set_portrait()
        else:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        room = (PAPER if not tall else PAPER * 0.68) / SMALLEST
        pages = max(-int(-width // room), 1)
        sheet.fit_to_pages(pages, 0)
        if heads is not None:
            sheet.repeat_rows(heads)
        if pages > 1 and beside:
            sheet.repeat_columns(0, beside - 1)
        self.foot(sheet, self.head.foot)

    def foot(self, sheet: Worksheet, text: str) -> None:
        """Put a text, the name of the sheet and the number of the page at the foot of every page."""
        said = clean(text).replace("\n", " ")[:FOOT].replace("&", "&&")
        sheet.set_footer(f"&L&8 {said}&C&8 &A&R&8 &P / &N")


def column_widths(table: Table) -> list[float]:
    """Return the width of each column in characters."""
    found = []
    for position, column in enumerate(table.columns):
        cap = WIDEST.get(column.kind, NUMBER + 4)
        shown = [_shown(row[position], column.kind) for row in table.rows]
        words = max((text_width(word) for word in _words(column.title)), default=0)
        width = max([NARROWEST, min(text_width(column.title) + 4, 16), words + 3, *(text_width(text) + 2 for text in shown)])
        found.append(float(min(width, max(cap, words + 3))))
    return found


def _words(title: str) -> list[str]:
    """Return the parts of a title between which a line may end; Chinese breaks anywhere."""
    return [word for word in title.split() if text_width(word) == len(word)]


def _shown(value: Any, kind: str) -> str:
    if value is None or isinstance(value, bool) or missing(value):
        return MISSING
    return "0" * (NUMBER - 2) if isinstance(value, (int, float)) and kind in NUMERIC else str(value)


def span(widths: Sequence[float], wanted: float) -> tuple[int, float]:
    """Return over how many columns a text of ``wanted`` characters is spread, and how wide they are; empty ones go on at 8.43."""
    total, count = 0.0, 0
    while total < wanted:
        total += widths[count] if count < len(widths) else 8.43
        count += 1
    return count, total


def legend(*texts: str, lang: str) -> str:
    """Join sentences of the catalogue."""
    return ("" if lang.startswith("zh") else " ").join(translate(text, lang) for text in texts)
