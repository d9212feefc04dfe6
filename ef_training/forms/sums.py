"""Is a row a sum of the rows above it, or a line? By its figure, and by the word it bears."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..text import fold, number
from ..units import Unit, find_unit
from .layout_model import Importer
from .tables import Found
from .values import UNIT_OF, number_with_unit, text_of

ROUNDING = 1e-9
"""Part by which a sum may differ from its rows: rounding of the computer."""
WRITTEN = 1e-3
"""Part by which a sum that is called one may differ from its rows: rounding by hand; the project's own choice."""
MONTHS = 0
"""The place of the sum of all columns of months among the figures of a row."""

_TAIL = re.compile(r"\([^()]*\)|[:.,、。]+$")
_TOTAL = re.compile(r"^(?:總|全年|total)")


@dataclass(frozen=True)
class Figure:
    """A figure and its unit, None where neither row nor header names a known one."""

    value: float
    unit: Unit | None = None


Figures = Mapping[int, Figure]
"""The figures of a row by column, those of single months added up under `MONTHS`."""


@dataclass
class Above:
    """The figures of the rows above: ``since`` the last sum, in the ``whole`` table, and the ``sums`` themselves."""

    since: list[Figures] = dataclasses.field(default_factory=list)
    whole: list[Figures] = dataclasses.field(default_factory=list)
    sums: list[Figures] = dataclasses.field(default_factory=list)

    def line(self, figures: Figures) -> None:
        """Count a row as a line."""
        self.since.append(figures)
        self.whole.append(figures)

    def close(self, figures: Figures) -> int:
        """Count a row as a sum and return of how many rows."""
        count = len(self.since)
        self.since.clear()
        self.sums.append(figures)
        return count

    def is_written_sum(self, figures: Figures) -> bool:
        """Tell whether a row that is called a sum is that of the rows since the last sum, of all rows or of all sums; or 0."""
        groups = (self.since, self.whole, self.sums)
        return all(figure.value == 0 for figure in figures.values()) or any(
            _is_sum(column, figure, rows, WRITTEN) for column, figure in figures.items() for rows in groups
        )

    def is_sum(self, figures: Figures) -> bool:
        """Tell whether the first figure of a row is the sum of two or more rows above, all in one unit."""
        column, figure = next(iter(figures.items()), (MONTHS, Figure(0.0)))
        rows = [row[column] for row in self.since if column in row]
        units = {part.unit for part in (*rows, figure)}
        return figure.value != 0 and len(rows) > 1 and len(units) == 1 and _is_sum(column, figure, self.since, ROUNDING)

    def total(self, figures: Figures) -> float:
        """Return the sum of the rows with which the first figure of a row was compared."""
        column = next(iter(figures), MONTHS)
        return sum(row[column].value for row in self.since or self.whole if column in row)


def _is_sum(column: int, figure: Figure, rows: Sequence[Figures], tolerance: float) -> bool:
    """Tell whether a figure is the sum of a column, as written or with the units converted."""
    parts = [row[column] for row in rows if column in row]
    if not parts:
        return False
    if _close(sum(part.value for part in parts), figure.value, tolerance):
        return True
    units = {part.unit for part in parts}
    known = [unit for unit in units if unit is not None]
    if len(known) != len(units) or len({unit.kind for unit in known} | ({figure.unit.kind} if figure.unit else set())) != 1:
        return False
    total = sum(part.value * part.unit.factor for part in parts if part.unit)
    factors = [figure.unit.factor] if figure.unit else [unit.factor for unit in known]
    return any(_close(total, figure.value * factor, tolerance) for factor in factors)


def _close(one: float, other: float, tolerance: float) -> bool:
    return abs(one - other) <= tolerance * max(abs(one), abs(other))


def figures_of(found: Found, row: int) -> dict[int, Figure]:
    """Return the figures by which a row would be a sum of those above."""
    figures: dict[int, Figure] = {}
    for column, field in found.columns.items():
        if field.extensive and field.type == "number" and field.id != "excluded":
            cell = found.grid.cell(row, column)
            told = number_with_unit(cell)
            value = told[0] if told else number(cell.value)
            if value is not None:
                figures[column] = Figure(value, find_unit(told[1]) if told else _unit_of(found, row, field.id))
    months = [number(found.grid.cell(row, column).value) for column in found.months]
    given = [value for value in months if value is not None]
    return {**figures, MONTHS: Figure(sum(given), _unit_of(found, row, "amount"))} if given else figures


def _unit_of(found: Found, row: int, field_id: str) -> Unit | None:
    unit_id = UNIT_OF.get(field_id, "")
    column = next((column for column, field in found.columns.items() if field.id == unit_id), None)
    cell = found.grid.cell(row, column) if column else None
    if (cell is None or cell.empty) and unit_id in found.units:
        cell = found.units[unit_id]
    return find_unit(text_of(cell.value)) if cell is not None and not cell.empty else None


def bare_word(text: str) -> str:
    """Return a text without brackets and marks at its end, folded."""
    return _TAIL.sub("", _TAIL.sub("", fold(text)))


def is_word(text: str, importer: Importer) -> bool:
    """Tell whether a text is a word for a sum."""
    return bare_word(text) in importer.subtotal_words


def ends_with_word(text: str, importer: Importer) -> bool:
    """Tell whether a text ends with a word for a sum."""
    bare = bare_word(text)
    return any(bare.endswith(word) for word in importer.subtotal_words if not word.isascii())


def is_total(name: str) -> bool:
    """Tell whether a name begins as that of a sum does (總用量, 全年用電)."""
    return bool(_TOTAL.match(fold(name)))
