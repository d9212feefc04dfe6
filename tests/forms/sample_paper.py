"""A sheet that is filled from top to bottom, laid out as forms are: titles, merged headers, borders, column widths."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from importlib import resources
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

THIN = Side(style="thin", color="808080")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="D9E7DF")
LABEL = PatternFill("solid", fgColor="F2F2F2")
WRITTEN = datetime(2024, 1, 1)


class Paper:
    """One sheet; ``at`` is the row that is written next."""

    def __init__(self, sheet: Worksheet, widths: Sequence[float]):
        self.sheet = sheet
        self.width = len(widths)
        self.at = 1
        for column, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def _cell(self, column: int, value: Any, *, bold: bool = False, fill: PatternFill | None = None, box: bool = True) -> None:
        cell = self.sheet.cell(self.at, column, value)
        cell.font = Font(name="微軟正黑體", size=10, bold=bold)
        cell.alignment = Alignment(vertical="center", wrap_text=box)
        if box:
            cell.border = BOX
        if fill is not None:
            cell.fill = fill

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge an area; its value is that of the upper left cell."""
        self.sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)

    def title(self, text: str, *, across: bool = True) -> None:
        """Write one line over the whole width."""
        self._cell(1, text, bold=True, box=False)
        if across:
            self.merge(self.at, 1, self.at, self.width)
        self.at += 1

    def note(self, text: str) -> None:
        """Write a note over the whole width."""
        self._cell(1, text, box=False)
        self.merge(self.at, 1, self.at, self.width)
        self.at += 1

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.at += rows

    def entry(self, label: str, value: Any, *, label_to: int = 1, value_to: int = 2) -> None:
        """Write a label and its entry, each over several columns."""
        self._cell(1, label, fill=LABEL)
        self._cell(label_to + 1, value)
        if label_to > 1:
            self.merge(self.at, 1, self.at, label_to)
        if value_to > label_to + 1:
            self.merge(self.at, label_to + 1, self.at, value_to)
        self.at += 1

    def head(self, names: Sequence[str | None], spans: Iterable[tuple[int, int]] = (), tall: Iterable[int] = ()) -> None:
        """Write a header row; ``spans`` are merged to the right, columns of ``tall`` reach into the next row."""
        for column, name in enumerate(names, start=1):
            self._cell(column, name, bold=True, fill=HEAD)
        for left, right in spans:
            self.merge(self.at, left, self.at, right)
        for column in tall:
            self.merge(self.at, column, self.at + 1, column)
        self.at += 1

    def row(self, values: Sequence[Any]) -> None:
        """Write one row; None leaves a cell empty."""
        for column, value in enumerate(values, start=1):
            self._cell(column, value)
        self.at += 1

    def down(self, column: int, spans: Iterable[tuple[int, int]]) -> None:
        """Merge cells of a column downwards, given first and last rows."""
        for first, last in spans:
            if last > first:
                self.merge(first, column, last, column)


def new_book(*titles: str) -> tuple[Workbook, list[Worksheet]]:
    """Return a workbook with empty sheets of these names."""
    book = Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = WRITTEN
    book.properties.creator = "ef-training"
    return book, [book.create_sheet(title) for title in titles]


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, str]]:
    """Return MOENV's catalogue as shipped, by factor id."""
    text = (resources.files("ef_training.factors") / "data" / "moenv_factors.csv").read_text(encoding="utf-8-sig")
    return {row["factor_id"]: row for row in csv.DictReader(text.splitlines())}


def factor(factor_id: str | None) -> tuple[Any, Any, Any, Any]:
    """Return name, value, unit and source of a factor as a company copies them; nothing for None."""
    if factor_id is None:
        return None, None, None, None
    row = catalogue()[factor_id]
    return row["name"], float(row["kgco2e_per_unit"]), row["unit"], f"環境部產品碳足跡資訊網，公告 {row['announced']}"


def spans(values: Sequence[Any], first: int) -> list[tuple[int, int]]:
    """Return first and last row of each run of one value, counted from row ``first``; None belongs to the run above."""
    found: list[list[int]] = []
    last: Any = None
    for row, value in enumerate(values, start=first):
        if found and value in (last, None):
            found[-1][1] = row
        else:
            found.append([row, row])
            last = value
    return [(top, bottom) for top, bottom in found]
