"""Workbooks and tables of text as the readers of LCIA tables see them: sheets, header cells, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import FormError, PackError, Problem
from ...forms.files.workbook import Book, Cell, Grid, Limits, open_book
from ...messages import message
from ...text import fold, number

HEADER_ROWS = 40
"""The header is looked for in so many rows from the top (the project's own choice)."""
LIMITS = Limits(file=100_000_000, unpacked=1_500_000_000, entries=2_000, flat=100_000_000, elements=12_000_000, filled=2_000_000)
"""A table of factors is larger than a form: some hundred thousand rows at most (the project's own choice)."""


@dataclass(frozen=True)
class Line:
    """One row of a sheet: cells by column; ``where`` names places as a spreadsheet does."""

    grid: Grid
    row: int

    def cell(self, column: int) -> Cell:
        """Return a cell; one merged with the cell above has its value."""
        return self.grid.cell(self.row, column)

    def text(self, column: int | None) -> str:
        """Return a cell as text, "" where it is empty; a whole number without its decimal point."""
        if column is None:
            return ""
        value: Any = self.cell(column).value
        if value is None:
            return ""
        return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value)

    def where(self, column: int | None = None) -> str:
        """Return the place of a cell, "Sheet!D7", or of the row."""
        origin = self.grid.origin(self.row, column or 1)
        return f"{origin.sheet}!{origin.cell}" if column else f"{origin.sheet}!{self.row}"

    @property
    def columns(self) -> tuple[int, ...]:
        """The columns that say something."""
        return self.grid.by_row.get(self.row, ())


def open_sheets(path: Path) -> Book:
    """Open a workbook or table of text; raises `PackError` where it cannot be opened."""
    try:
        return open_book(path, limits=LIMITS)
    except FormError as error:
        raise PackError(error.problems) from error


def headers(grid: Grid, row: int) -> dict[int, str]:
    """Return the texts of a row by column."""
    line = Line(grid, row)
    return {column: line.text(column) for column in grid.by_row.get(row, ())}


def lines(grid: Grid, after: int) -> Iterator[Line]:
    """Yield the rows below the header that say something."""
    for row in grid.row_numbers:
        if row > after:
            yield Line(grid, row)


def factor_value(line: Line, column: int, problems: list[Problem], *, decimal_comma: bool) -> float | None:
    """Read a factor; a cell that holds none is a problem, and None is returned.

    A comma in a text may group thousands or divide decimals: "1,234" is refused, "0,5" too, unless ``decimal_comma``.
    """
    cell = line.cell(column)
    if cell.fault is not None:
        problems.append(Problem(cell.fault, line.where(column), cell.mend))
        return None
    value = cell.value
    if isinstance(value, str):
        return _from_text(value, line.where(column), problems, decimal_comma=decimal_comma)
    read = number(value)
    if read is None:
        problems.append(Problem(message("“{text}” is not a number", text=value), line.where(column)))
    return read


def _from_text(text: str, where: str, problems: list[Problem], *, decimal_comma: bool) -> float | None:
    mend = None
    folded = fold(text).replace("，", ",")
    if decimal_comma:
        folded = folded if "." in folded or folded.count(",") > 1 else folded.replace(",", ".")
        read = number(folded) if "," not in folded else None
    else:
        plain = "," not in folded or ("." in folded or folded.count(",") > 1)
        read = number(folded) if plain else None
        if not plain:
            mend = message("write 0.5 for a half and 1234 for a thousand; or give --decimal comma")
    if read is None:
        problems.append(Problem(message("“{text}” is not a number", text=text), where, mend))
    return read
