"""The comparison with the key as a workbook for the trainer: one sheet, explained in both languages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files import keep_inputs
from ..inventory.template_style import CONTROL, FONTS, height_for
from ..messages import LANGUAGES, translate
from .judge import KINDS
from .result import FINE, Judged, Practice

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from ..inventory.model import Inventory

HEADS: dict[str, tuple[str, str, float]] = {
    "line": ("編號", "Line", 9),
    "name": ("名稱", "Name", 22),
    "kind": ("結果", "Result", 18),
    "chosen": ("貴公司選的係數", "Chosen by the company", 30),
    "key": ("工研院參考答案", "Key of ITRI", 30),
    "value": ("選用結果\nkg CO₂e／宣告單位", "As chosen\nkg CO₂e per declared unit", 15),
    "key_value": ("參考答案\nkg CO₂e／宣告單位", "With the key\nkg CO₂e per declared unit", 15),
    "share": ("對總碳足跡的影響", "Effect on the footprint", 12),
    "zh-TW": ("說明（中文）", "Explanation (Chinese)", 46),
    "en": ("說明（英文）", "Explanation (English)", 46),
}
"""Columns of the sheet: Chinese and English header, width."""
FILE = "practice.xlsx"
SHEET = "練習結果 Practice"
TITLE = "係數挑選練習 Practice of choosing factors"
HEAD_ROW = 4
GROUNDS = {"right": "#E3F1EA", "defensible": "#E3F1EA", "": "#FFFFFF", "other": "#FFF6DC"}
TALLEST = 400.0
TINY = 0.001
"""A footprint per declared unit below this is written as a power of ten."""


def practice_path(out: Path, *inputs: Path) -> Path:
    """Return where the workbook goes: a file that ends in .xlsx, or practice.xlsx in a folder.

    Raises
    ------
    OutputError
        One of the files that are read stands there.
    """
    path = out if out.suffix.lower() == ".xlsx" and not out.is_dir() else out / FILE
    keep_inputs(path, *inputs)
    return path


def practice_workbook(practice: Practice, inventory: Inventory) -> bytes:
    """Return the workbook; texts cannot start a formula."""
    from xlsxwriter import Workbook

    stream = BytesIO()
    book = Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(SHEET)
    formats = _Formats(book)
    sheet.write_string(0, 0, f"{TITLE}｜{_clean(inventory.product.name)}", formats.get(bold=True, font_size=14))
    sheet.set_row(0, 24)
    for at, lang in enumerate(LANGUAGES, start=1):
        sheet.set_row(at, 16)
        sheet.write_string(at, 0, practice.score.render(lang), formats.get(bold=at == 1))
    for column, (chinese, english, width) in enumerate(HEADS.values()):
        head = formats.get(bold=True, bg_color="#2F6F69", font_color="#FFFFFF", border=1, text_wrap=True, valign="vcenter")
        sheet.write_string(HEAD_ROW, column, f"{chinese}\n{english}", head)
        sheet.set_column(column, column, width)
    sheet.set_row(HEAD_ROW, 64)
    for at, row in enumerate(practice.rows, start=HEAD_ROW + 1):
        _write_row(sheet, at, row, formats)
    last = HEAD_ROW + max(len(practice.rows), 1)
    sheet.autofilter(HEAD_ROW, 0, last, len(HEADS) - 1)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&L&A&R&P / &N")
    sheet.hide_gridlines(2)
    book.close()
    return stream.getvalue()


def _write_row(sheet: Any, at: int, row: Judged, formats: _Formats) -> None:
    ground = GROUNDS.get(row.kind, GROUNDS["other"])
    texts = {
        "line": row.line_id,
        "name": row.name,
        "kind": "\n".join(translate(KINDS[row.kind], lang) for lang in LANGUAGES) if row.kind else "",
        "chosen": "\n".join(row.chosen),
        "key": "\n".join(row.key),
        **{lang: "\n".join(said.render(lang) for said in row.said) for lang in LANGUAGES},
    }
    numbers = {"value": row.value, "key_value": row.key_value, "share": None if row.kind == FINE else row.share}
    for column, name in enumerate(HEADS):
        if name in numbers:
            shown = "+0.0%;-0.0%;0%" if name == "share" else "0.0000" if abs(numbers[name] or 0.0) >= TINY else "0.00E+00"
            _number(sheet, at, column, numbers[name], formats.boxed(num_format=shown, align="right"))
        else:
            text = _clean(texts[name])
            style = (
                formats.boxed(bg_color=ground) if name == "kind" else formats.boxed(quote_prefix=text[:1] in ("=", "+", "-", "@"))
            )
            sheet.write_string(at, column, text, style) if text else sheet.write_blank(at, column, None, style)
    sheet.set_row(at, min(max(height_for(text, HEADS[name][2] - 1) for name, text in texts.items()), TALLEST))


def _number(sheet: Any, row: int, column: int, value: float | None, style: Format) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, value, style)


def _clean(text: str) -> str:
    return CONTROL.sub("", text)[:32_000]


class _Formats:
    """Formats of one workbook, each made once."""

    def __init__(self, book: Any):
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """Return a format in the font of the form."""
        merged = {"font_name": FONTS["zh-TW"], "font_size": 10, "valign": "top", **properties}
        key = tuple(sorted(merged.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(merged)
        return self.made[key]

    def boxed(self, **properties: Any) -> Format:
        """Return the format of a cell of the table."""
        return self.get(border=1, border_color="#B8C4C2", text_wrap=True, **properties)
