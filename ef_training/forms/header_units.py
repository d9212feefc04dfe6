"""The unit a header names against the units in the rows below it: which holds, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..messages import message
from ..text import fold
from ..units import Unit, find_unit
from .factor_units import numerator, read_factor_unit
from .files.workbook import Cell, Grid
from .layout_model import Field
from .notes import Notes
from .values import UNIT_OF, without_year


@dataclass(frozen=True)
class Below:
    """The rows below a header: the sheet, its columns (column → field) and the rows from ``first`` to ``last``."""

    grid: Grid
    fields: Mapping[int, Field]
    first: int
    last: int

    def beside(self, figure: int, field_id: str) -> list[Cell]:
        """Return the cells of a field in the rows in which the column ``figure`` says something."""
        column = next((column for column, field in self.fields.items() if field.id == field_id), None)
        if column is None:
            return []
        rows = (row for row in self.grid.row_numbers if self.first <= row <= self.last)
        return [self.grid.cell(row, column) for row in rows if (row, figure) in self.grid.cells]

    def units(self, figure: int, field_id: str) -> list[Unit]:
        """Return the units that stand in the rows in which the column ``figure`` says something."""
        spelled = (without_year(str(cell.value)) for cell in self.beside(figure, field_id) if cell.value is not None)
        return [found for text in spelled if (found := find_unit(text)) is not None]


def check_against_rows(field: Field, named: str, cell: Cell, column: int, below: Below, notes: Notes) -> None:
    """The unit of a header against the column of units: that every row names another of its kind is a problem."""
    own = find_unit(named)
    units = below.units(column, UNIT_OF[field.id])
    blank = sum(one.value is None for one in below.beside(column, UNIT_OF[field.id]))  # a subtotal, or a row of the header's unit
    if own is None or len(units) <= blank or any(unit.code == own.code or unit.kind != own.kind for unit in units):
        notes.assume(message("the header names the unit “{unit}”; the unit of each row was followed", unit=named), cell.origin)
        return
    notes.problem(
        message(
            "the header names the unit “{unit}”, but the rows say {units}",
            unit=named,
            units=", ".join(dict.fromkeys(unit.code for unit in units)),
        ),
        where=cell.origin,
        mend=message("say in which unit the figures are: correct the header or the column of units"),
    )


def excluded_factor(field: Field, named: str, cell: Cell, column: int, below: Below, header: Cell | None, notes: Notes) -> float:
    """Return the factor from the unit in the header of what is taken off to the unit of the amounts beside it."""
    own = find_unit(named)
    partner = UNIT_OF[field.id]
    units = below.units(column, partner)
    blank = any(one.value is None for one in below.beside(column, partner))
    if header is not None and (blank or not units) and (found := find_unit(str(header.value))):
        units.append(found)
    if not below.grid.row_numbers or own is None or not units:
        return 1.0
    factors = {own.factor / unit.factor if unit.kind == own.kind else 0.0 for unit in units}
    if len(factors) > 1 or 0.0 in factors:
        notes.problem(
            message(
                "the header names the unit “{unit}”, but the rows say {units}",
                unit=named,
                units=", ".join(dict.fromkeys(unit.code for unit in units)),
            ),
            where=cell.origin,
            mend=message("give what is taken off in the unit of the amount of its row"),
        )
        return 1.0
    factor = factors.pop()
    if factor != 1.0:
        notes.assume(
            message(
                "the header names the unit “{unit}”; the figures were converted to {expected}", unit=named, expected=units[0].code
            ),
            cell.origin,
        )
    return factor


def factor_of_factors(inside: str, cell: Cell, column: int, below: Below, units: dict[str, Cell], notes: Notes) -> float:
    """Return by what the climate factors of a column are multiplied to be kg CO2e, as its header says.

    A unit below the stroke holds for the rows that name none (kept in ``units``). Contradictions are problems.
    """
    whole, scale = read_factor_unit(inside), numerator(inside)
    if whole is None and scale is None:
        notes.problem(
            message("“{text}” in the header is no unit of a climate factor", text=inside),
            where=cell.origin,
            mend=message("for example kgCO2e/kg"),
        )
        return 1.0
    if whole is not None:
        scale = whole[0] if "/" in inside or numerator(inside.partition("per")[0]) is not None else 1.0
    scale = 1.0 if scale is None else scale
    told = [str(one.value) for one in below.beside(column, "factor_unit") if one.value is not None]
    read = [(text, found) for text in told if (found := read_factor_unit(text)) is not None]
    bare = [text for text, found in read if find_unit(_plain(text)) is not None]
    full = [(text, found) for text, found in read if text not in bare]
    codes = {found[1] for _, found in read}
    wrong = any(found[0] != scale for _, found in full) or (bool(full) and bool(bare) and scale != 1.0)
    if wrong or (whole is not None and codes - {whole[1]}):
        notes.problem(
            message(
                "the header names the unit “{unit}”, but the rows say {units}", unit=inside, units=", ".join(dict.fromkeys(told))
            ),
            where=cell.origin,
            mend=message("say in which unit the figures are: correct the header or the column of units"),
        )
        return 1.0
    if whole is not None:
        spelled = f"kgCO2e/{whole[2]}" if not full else f"{inside}"
        units["factor_unit"] = Cell(spelled, cell.origin)
        notes.assume(message("the header names the unit “{unit}”; it holds for every row", unit=inside), cell.origin)
    elif scale != 1.0 and not full:
        notes.assume(
            message(
                "the header names the unit “{unit}”; the figures were converted to {expected}", unit=inside, expected="kg CO2e"
            ),
            cell.origin,
        )
    return 1.0 if full else scale


def _plain(text: str) -> str:
    folded = fold(text)
    return folded[1:-1] if folded[:1] in ("(", "[") and folded[-1:] in (")", "]") else folded
