"""From what a file stores to cells: blank text is nothing, errors and formulas without a value are faults."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ...inventory.model import Origin
from ...messages import Message, message, msg
from .formats import PERCENT, shown_value
from .workbook import Area, Cell, Grid, Limits, coordinate, refuse, too_large

ERROR = msg("the cell shows the error {error}")
NO_STORED_VALUE = msg("the cell holds a formula without a stored value")
ERROR_TEXTS = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3}")
"""What a spreadsheet program shows instead of a result."""

_GHOST = re.compile(r"^'?file:|'#\$?")


class CellMaker:
    """Makes the cells of one sheet, within the limits; ``cells`` holds those that say something."""

    def __init__(self, workbook: str, sheet: str, limits: Limits, *, since_1904: bool = False):
        self.workbook, self.sheet, self.limits, self.since_1904 = workbook, sheet, limits, since_1904
        self.cells: dict[tuple[int, int], Cell] = {}

    def add(self, row: int, column: int, value: Any, *, shown: str = "", formula: bool = False, error: str = "") -> None:
        """Add a cell with its stored value; ``shown`` is how its format shows numbers, ``error`` the error it shows.

        A formula with the value None has no stored one; one whose result is the empty text has "".
        """
        fault: Message | None = None
        if error:
            value, fault = error, message(ERROR, error=error)
        elif value is None and formula:
            fault = message(NO_STORED_VALUE)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            value = shown_value(value, shown, since_1904=self.since_1904)
            if isinstance(value, Message):
                value, fault = None, value
        elif isinstance(value, str):
            value = value.strip() or None
        if value is None and fault is None:
            return
        if len(self.cells) >= self.limits.filled:
            raise too_large(self.workbook)
        percent = shown == PERCENT and isinstance(value, (int, float)) and not isinstance(value, bool)
        origin = Origin(self.workbook, self.sheet, coordinate(row, column))
        self.cells[row, column] = Cell(value, origin, percent, fault, formula=formula and fault is None)


def add_sheet(grids: list[Grid], maker: CellMaker, areas: Iterable[Area], *, hidden: bool) -> None:
    """Add a sheet to those before it, without what stands invisibly below its merged cells; refuse what is too large."""
    limits, merged = maker.limits, tuple(dict.fromkeys(area for area in areas if area.size > 1))
    if any(area.size > limits.merged for area in merged):
        raise refuse(maker.workbook, message("the workbook holds a merged area of more than {limit} cells", limit=limits.merged))
    if (
        sum(area.size for area in merged) > 10 * limits.merged
        or sum(len(grid.cells) for grid in grids) + len(maker.cells) > limits.filled
    ):
        raise too_large(maker.workbook)
    grid = Grid(maker.sheet, maker.cells, maker.workbook, hidden, merged)
    shown = {
        place: cell
        for place, cell in maker.cells.items()
        if not merged or (area := grid.area(*place)) is None or place == (area.top, area.left)
    }
    grids.append(grid if len(shown) == len(maker.cells) else Grid(maker.sheet, shown, maker.workbook, hidden, merged))


def ghost(title: str) -> Message | None:
    """Say that a sheet is left out, as a stored copy of a sheet of another file (``'file:///C:/a.xlsx'#$Sheet1``); else None."""
    if not (_GHOST.search(title) and "file:" in title):
        return None
    return message("the sheet “{sheet}” is a stored copy of another file; it was left out", sheet=title)
