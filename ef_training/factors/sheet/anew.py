"""A form that openpyxl cannot save again (.csv, .ods, .xls), written anew as an Excel workbook: its cells as they stand."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ...forms.files.workbook import coordinate
from .looks import write

if TYPE_CHECKING:
    from ...forms.files.workbook import Book, Cell

WIDEST = 40
PERCENT, DAY, TIME = "0.0##%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


def written_anew(book: Book) -> Any:
    """Return a workbook of openpyxl with the sheets of a form: values, merged cells, hidden sheets; formulas as their results."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    for grid in book.grids:
        sheet = workbook.create_sheet(grid.title)
        if grid.hidden:
            sheet.sheet_state = "hidden"
        widths: dict[int, int] = {}
        for (row, column), cell in grid.cells.items():
            _copy(sheet.cell(row, column), cell)
            widths[column] = max(widths.get(column, 0), len(str(cell.value)))
        for area in grid.merged:
            sheet.merge_cells(f"{coordinate(area.top, area.left)}:{coordinate(area.bottom, area.right)}")
        for column, width in widths.items():
            sheet.column_dimensions[coordinate(1, column)[:-1]].width = min(max(1.8 * width, 9), WIDEST)
    if not workbook.sheetnames:
        workbook.create_sheet()
    return workbook


def _copy(target: Any, cell: Cell) -> None:
    value = cell.value
    write(target, value)
    if cell.fault is not None and isinstance(value, str) and value.startswith("#"):
        target.data_type = "e"
    elif cell.percent:
        target.number_format = PERCENT
    elif isinstance(value, datetime):
        target.number_format = DAY if value.time() == datetime.min.time() else TIME
    elif hasattr(value, "year"):
        target.number_format = DAY
