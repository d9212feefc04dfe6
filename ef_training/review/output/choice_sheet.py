"""The sheet of all choices in the workbook of a second visit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ...messages import translate
from ..choosing.table import CORRECT, EXPLAIN, OK, Row
from .choice_table import HEADS, NUMBERS, TITLE, cells

if TYPE_CHECKING:
    from .workbook import SheetWriter

WIDTHS = MappingProxyType({
    "line": 8, "name": 22, "verdict": 11, "numbers": 9, "amount": 14, "factors": 34, "cfp": 11, "datasets": 34, "ef": 11,
    "ratio": 10,
})  # fmt: skip
FIGURES = "[<0.001]0.00E+00;[<100]0.000;#,##0"
VERDICT_COLOURS = MappingProxyType({OK: ("#1F5C57", "#E6EFEE"), EXPLAIN: ("#0B4F8A", "#E3F0FA"), CORRECT: ("#8A1F11", "#FDE7E3")})
"""Ink and ground of each verdict; contrast at least 4.5 : 1 (WCAG 2.2, AA)."""


def choice_sheet(writer: SheetWriter, rows: tuple[Row, ...], numbers: Mapping[int, int]) -> None:
    """Write one row a line."""
    heads = {name: translate(head, writer.lang) for name, head in HEADS.items()}
    sheet = writer.table_sheet(TITLE, heads, WIDTHS)
    for place, row in enumerate(rows):
        texts: dict[str, str | float] = dict(cells(row, numbers, writer.lang))
        texts |= {name: value for name, value in (("cfp", row.cfp), ("ef", row.ef), ("ratio", row.ratio)) if value is not None}
        styles: dict[str, dict[str, Any]] = {name: {"align": "right", "num_format": FIGURES} for name in NUMBERS}
        ink, ground = VERDICT_COLOURS[row.verdict]
        styles["verdict"] = {"bold": True, "font_color": ink, "bg_color": ground}
        writer.table_row(sheet, place, texts, WIDTHS, styles)
    writer.table_end(sheet, len(heads), len(rows))
