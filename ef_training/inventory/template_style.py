"""Looks of the form: colours, fonts, number formats, the printed page."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

FONTS = MappingProxyType({"zh-TW": "Microsoft JhengHei", "en": "Calibri"})
INK, FAINT, ACCENT, WARNING, LINE = "1F2937", "5B6470", "1F5C57", "B42318", "B8C4C2"
FILLS = MappingProxyType({"header": "2F6F69", "label": "E6EFEE", "required": "FFF6DC", "optional": "FFFFFF"})
FORMATS = MappingProxyType({"fraction": "0.0##%", "date": "yyyy-mm-dd", "integer": "0", "year": "0", "number": "General"})
THOUSANDS = "#,##0"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
TEXTS: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "title": {"size": 15, "bold": True, "color": ACCENT},
        "section": {"size": 12, "bold": True, "color": ACCENT},
        "warning": {"size": 12, "bold": True, "color": WARNING},
        "hint": {"color": FAINT},
    }
)
BOXES: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "header": {"bold": True, "color": "FFFFFF"},
        "label": {"bold": True},
        "help": {"color": FAINT},
        "cell": {},
    }
)


class Styles:
    """Named styles of one workbook; ``apply`` puts one on a cell."""

    def __init__(self, workbook: Any, lang: str):
        self._workbook, self._font = workbook, FONTS[lang]
        for key, font in TEXTS.items():
            self._add(key, wrap=False, **font)
        self._add("plain", wrap=True)
        for key, font in BOXES.items():
            self._add(key, wrap=True, box=True, fill=FILLS.get(key, ""), **font)
        for key in ("required", "optional"):
            self._add(f"{key} text", wrap=True, box=True, fill=FILLS[key], number_format="@")
            for kind, number_format in FORMATS.items():
                self._add(f"{key} {kind}", box=True, fill=FILLS[key], number_format=number_format, right=True)

    def _add(
        self, key: str, *, wrap: bool = False, box: bool = False, fill: str = "", right: bool = False,
        number_format: str = "General", **font: Any,
    ) -> None:  # fmt: skip
        from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

        style = NamedStyle(f"ef {key}", number_format=number_format)
        style.font = Font(**{"name": self._font, "size": 10, "color": INK, **font})
        if fill:
            style.fill = PatternFill("solid", start_color=fill, end_color=fill)
        if box:
            side = Side(style="thin", color=LINE)
            style.border = Border(left=side, right=side, top=side, bottom=side)
        style.alignment = Alignment(
            horizontal="right" if right else "left", vertical="center" if box else "top", wrap_text=wrap, indent=int(right)
        )
        self._workbook.add_named_style(style)

    def apply(self, cell: Any, key: str) -> None:
        """Put a style on a cell."""
        cell.style = f"ef {key}"

    def entry(self, cell: Any, field_type: str, *, required: bool) -> None:
        """Put the style of an entry of some type on a cell."""
        kind = field_type if field_type in FORMATS else "text"
        self.apply(cell, f"{'required' if required else 'optional'} {kind}")


def put(cell: Any, value: Any) -> None:
    """Write a value; text stays text, also where it begins like a formula. Control characters, which XML lacks, are left out."""
    if isinstance(value, str):
        value = CONTROL.sub("", value)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value[:1] in "=+-@\t\r":
            cell.quotePrefix = True
    elif isinstance(value, (int, float)) and value >= 1000 and float(value).is_integer() and cell.number_format == "General":
        cell.number_format = THOUSANDS
    if isinstance(value, float) and float(f"{value:.16g}") != value:
        cell._value = repr(value)  # openpyxl writes 16 digits; a number of 17 would come back as another one


def page(sheet: Any, *, repeat: str = "", last_column: int, last_row: int, pages_high: int = 0) -> None:
    """Set the printed page: A4 landscape, as wide as the page, header rows repeated, name and page number below.

    ``pages_high`` is the number of pages on which the sheet must find room, 0 for as many as it takes.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = pages_high
    for side in ("left", "right"):
        setattr(sheet.page_margins, side, 0.4)
    for side in ("top", "bottom"):
        setattr(sheet.page_margins, side, 0.7)
    sheet.page_margins.footer = 0.35
    sheet.oddFooter.left.text = "&A"
    sheet.oddFooter.right.text = "&P / &N"
    if repeat:
        sheet.print_title_rows = repeat
    sheet.print_area = f"A1:{get_column_letter(last_column)}{last_row}"
    sheet.sheet_view.showGridLines = False


def display_width(text: str) -> int:
    """Return the width of a text in columns; a Chinese character takes two, a Latin letter about 0.9."""
    return math.ceil(sum(2 if unicodedata.east_asian_width(character) in "WF" else 0.9 for character in text))


def width_for(header: str, width: float) -> float:
    """Return a column width in which no word of the header is broken; Chinese may break anywhere."""
    return max([width, *(1.1 * len(word) + 2.5 for word in header.split() if word.isascii())])


def height_for(text: str, width: float) -> float:
    """Return the height in points of a wrapped text in a column of ``width`` characters."""
    lines = sum(max(1, -(-display_width(line) // max(1, int(width)))) for line in text.split("\n"))
    return 14.0 * lines + 5
