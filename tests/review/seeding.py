"""A sound form whose cells are changed in memory, one error at a time."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, get_column_letter

from ef_training.forms.files.workbook import Book, Cell, Grid
from ef_training.forms.layout import Importer
from ef_training.inventory.model import Inventory, Line, Origin

Place = tuple[int, int]


def place_of(cell: str) -> Place:
    """Return (row, column) of an address."""
    letters, row = coordinate_from_string(cell)
    return row, column_index_from_string(letters)


@dataclass
class Seeding:
    """A form whose cells are changed in memory."""

    book: Book
    inventory: Inventory
    layout: Importer
    rng: random.Random
    changed: dict[tuple[str, Place], Cell | None] = field(default_factory=dict)

    @property
    def lang(self) -> str:
        return self.inventory.language

    def word(self, vocabulary: str, key: str) -> str:
        return self.layout.vocabularies[vocabulary].labels[key][self.lang]

    def unit(self, code: str) -> str:
        return self.layout.spelling(code, self.lang)

    def put(self, origin: Origin, value: Any, *, fault: Any = None) -> str:
        """Write a cell (None empties it); return its address."""
        place = place_of(origin.cell)
        self.changed[origin.sheet, place] = Cell(value, origin, fault=fault) if value is not None or fault is not None else None
        return str(origin)

    def beside(self, origin: Origin, steps: int) -> Origin:
        """Return the cell some columns to the right of another."""
        row, column = place_of(origin.cell)
        return replace(origin, cell=f"{get_column_letter(column + steps)}{row}")

    def grid(self, title: str) -> Grid:
        return next(grid for grid in self.book.grids if grid.title == title)

    def sheet(self, sheet_id: str) -> str:
        return self.layout.sheet(sheet_id).title[self.lang]

    def delete_row(self, origin: Origin) -> None:
        row = place_of(origin.cell)[0]
        for place in self.grid(origin.sheet).cells:
            if place[0] == row:
                self.changed[origin.sheet, place] = None

    def delete_line(self, line: Line) -> None:
        """Take a line away, with its transport and its links."""
        self.delete_row(line.origin)
        title = self.sheet("links")
        for (row, column), cell in self.grid(title).cells.items():
            if column == 1 and str(cell.value).split("-T")[0] == line.line_id:
                self.delete_row(Origin(cell=f"A{row}", sheet=title))

    def copy_line(self, line: Line, **values: Any) -> dict[str, Origin]:
        """Copy a line into the first free row of its sheet, some fields changed; return the new origins."""
        grid = self.grid(line.origin.sheet)
        last = max(place_of(other.origin.cell)[0] for other in self.inventory.lines if other.origin.sheet == grid.title)
        row = place_of(line.origin.cell)[0]
        for (number, column), cell in list(grid.cells.items()):
            if number == row:
                place = (last + 1, column)
                self.changed[grid.title, place] = replace(cell, origin=grid.origin(*place))
        origins = {
            name: replace(origin, cell=f"{coordinate_from_string(origin.cell)[0]}{last + 1}")
            for name, origin in line.origins.items()
        }
        values.setdefault("line_id", f"{line.line_id}b")
        for name, value in values.items():
            self.put(origins[name], value)
        return origins

    def without_links(self) -> None:
        """Empty the sheet of links, as at a first visit."""
        title = self.sheet("links")
        head = min(row for row, column in self.grid(title).cells if column == 3)
        for place in self.grid(title).cells:
            if place[0] > head:
                self.changed[title, place] = None

    def result(self) -> Book:
        """Return the changed workbook."""
        grids = []
        for grid in self.book.grids:
            cells = dict(grid.cells)
            for (title, place), cell in self.changed.items():
                if title == grid.title:
                    cells.pop(place, None)
                    if cell is not None:
                        cells[place] = cell
            grids.append(replace_grid(grid, cells))
        return replace(self.book, grids=tuple(grids))

    def lines(self, *groups: str, stage: str = "", where: Callable[[Line], bool] | None = None) -> list[Line]:
        """Return the lines of some groups in the form, without transport legs."""
        return [
            line
            for line in self.inventory.lines
            if (not groups or line.group in groups)
            and not line.parent
            and stage in ("", line.stage)
            and (where is None or where(line))
        ]

    def any_line(self, *groups: str, stage: str = "", where: Callable[[Line], bool] | None = None) -> Line | None:
        found = self.lines(*groups, stage=stage, where=where)
        return self.rng.choice(found) if found else None

    def parent(self, leg: Line) -> Line:
        """Return the line that a transport leg carries."""
        return next(line for line in self.inventory.lines if line.line_id == leg.parent)

    def any_leg(self, where: Callable[[Line], bool] | None = None) -> Line | None:
        legs = [line for line in self.inventory.lines if line.parent and (where is None or where(line))]
        return self.rng.choice(legs) if legs else None

    def main(self, line: Line, part: float = 0.1) -> bool:
        """Tell whether a material line makes up a good part of the product's mass."""
        total = self.inventory.target_output.mass or 0.0
        mass = line.amount * (line.mass_per_piece or 1.0) * {"kg": 1.0, "item": 1.0}.get(line.unit, 0.0)
        return line.level == "product" and mass > part * total


def replace_grid(grid: Grid, cells: dict[Place, Cell]) -> Grid:
    return Grid(grid.title, cells, grid.workbook, grid.hidden, grid.merged)


Kind = Callable[[Seeding], "list[str] | None"]


def registry() -> tuple[dict[str, Kind], Callable[[Kind], Kind]]:
    """Return an empty registry of kinds of error and the decorator that adds to it, under the function's name."""
    kinds: dict[str, Kind] = {}

    def kind(function: Kind) -> Kind:
        kinds[function.__name__.replace("_", " ")] = function
        return function

    return kinds, kind
