"""A small form to read: one of each kind of line, and a way to change it cell by cell."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from engine_forms import Maker
from openpyxl.utils import get_column_letter

from ef_training.errors import FormError, Problem
from ef_training.forms import read_form
from ef_training.forms.files.workbook import Book, Cell, Grid, open_book
from ef_training.forms.layout import load_importer
from ef_training.forms.reader import read_book
from ef_training.inventory.model import Inventory
from ef_training.inventory.template import write_rows

SMALL: dict[str, Any] = {
    "title": "small",
    "basics": {
        "company_code": "demo-small",
        "company_name": "示範公司",
        "site": "台中",
        "country": "TW",
        "made_up": True,
        "product_name": "支架",
        "declared_amount": 2,
        "declared_unit": "item",
        "mass_per_unit": 0.5,
        "boundary": "cradle-to-grave",
        "period_start": date(2024, 1, 1),
        "period_end": date(2024, 12, 31),
    },
    "process-flow": [{"number": 1, "name": "沖壓", "inputs": "鋼板"}],
    "outputs": [
        {"name": "支架", "role": "target", "quantity": 1000, "unit": "item", "mass": 250, "hours": 30, "value": 9000},
        {"name": "其他", "role": "other", "quantity": 3000, "unit": "item", "mass": 500, "hours": 90, "value": 1000},
    ],
    "allocation-keys": [
        {"name": "機台工時", "basis": "hours", "excluded": "宿舍"},
        {"name": "重量", "basis": "mass", "level": "plant"},
    ],
    "stocks": [{"name": "支架", "moment": "start", "quantity": 10, "unit": "item"}],
    "materials": [
        {
            "line_id": "M01", "name": "鋼板", "group": "material", "amount": 0.3, "unit": "t", "level": "product",
            "supplier": "甲", "country": "JP", "leg1_mode": "ship-container", "leg1_km": 2000, "leg2_mode": "lorry-16t",
            "leg2_km": 50, "data_quality": "measured",
        },
        {
            "line_id": "M02", "name": "鹽酸", "group": "auxiliary", "amount": 100, "unit": "L", "level": "plant",
            "allocation": "重量", "concentration": 0.32, "density": 1.16, "leg1_mode": "van-3.5t", "leg1_km": 20,
        },
        {
            "line_id": "M03", "name": "螺絲", "group": "material", "amount": 4000, "unit": "item", "level": "product",
            "mass_per_piece": 0.005, "leg1_mode": "rail", "leg1_km": 100,
        },
    ],
    "packaging": [{"line_id": "P01", "name": "紙箱", "amount": 0.05, "unit": "kg", "level": "unit"}],
    "energy-water": [
        {
            "line_id": "E01", "name": "電力", "group": "energy", "amount": 5000, "unit": "kWh", "level": "plant",
            "allocation": "機台工時", "excluded": 200,
        },
        {
            "line_id": "E02", "name": "自來水", "group": "water", "amount": 40, "unit": "m3", "level": "plant",
            "allocation": "重量",
        },
    ],
    "emissions": [
        {
            "line_id": "A01", "name": "R-410A", "group": "refrigerant", "amount": 2, "unit": "kg", "level": "plant",
            "allocation": "重量",
        },
    ],
    "waste": [
        {
            "line_id": "R01", "name": "廢鋼", "group": "waste", "amount": 0.05, "unit": "t", "level": "product",
            "treatment": "回收", "leg1_mode": "lorry-35t", "leg1_km": 30,
        },
    ],
    "transport": [
        {
            "line_id": "T01", "name": "至港口", "load": 500, "load_unit": "kg", "level": "unit", "mode": "lorry-35t",
            "distance": 200,
        },
    ],
    "use": [{"line_id": "U01", "name": "用電", "group": "energy", "amount": 3, "unit": "kWh", "level": "unit"}],
    "end-of-life": [
        {"line_id": "L01", "name": "焚化", "group": "waste", "amount": 0.5, "unit": "kg", "level": "unit", "treatment": "焚化"},
    ],
    "custom-factors": [
        {"factor_id": "own-steel", "name": "鋼", "value": 2.1, "unit": "kg", "source": "供應商聲明", "year": 2023, "gwp": "AR6"},
    ],
    "links": [
        {"line_id": "M01", "view": "ef", "kind": "dataset", "target": "steel"},
        {"line_id": "M01", "view": "cfp", "kind": "custom-factor", "target": "own-steel",
         "multiplier": 1000, "multiplier_unit": "kg/t", "reason": "t"},
        {"line_id": "M01-T1", "view": "ef", "kind": "dataset", "target": "ship"},
        {"line_id": "M02", "view": "ef", "kind": "dataset", "target": "hcl",
         "multiplier": 0.3712, "multiplier_unit": "kg/L", "reason": "1.16 × 0.32"},
        {"line_id": "P01", "view": "cfp", "kind": "left-out", "reason": "小於 1 %"},
    ],
}  # fmt: skip


def bare(header: object) -> str:
    """Return a header without its unit and mark."""
    return str(header).split("\n")[0].split(" (")[0].removesuffix(" *")


class Form:
    """A workbook on disk that is changed cell by cell and read again. Rows are counted from 1 below the header."""

    def __init__(self, source: Path, path: Path):
        self.path = path
        self.book = openpyxl.load_workbook(source)

    def place(self, sheet: str, header: str, row: int = 1) -> str:
        """Return the address of the cell below a header, or right of a label."""
        for cells in self.book[sheet].iter_rows():
            for cell in cells:
                if cell.value is not None and bare(cell.value) == header:
                    if sheet in ("基本資料", "Basics"):
                        return f"B{cell.row}"
                    return f"{cell.column_letter}{cell.row + row}"
        raise AssertionError(f"no {header} in {sheet}")

    def set(self, sheet: str, header: str, value: Any, row: int = 1, **attributes: Any) -> str:
        """Write a cell; return where it stands, as problems say it."""
        place = self.place(sheet, header, row)
        cell = self.book[sheet][place]
        cell.value = value
        for name, attribute in attributes.items():
            setattr(cell, name, attribute)
        return f"{sheet}!{place}"

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path

    def read(self) -> Inventory:
        return read_form(self.save())

    def problems(self) -> tuple[Problem, ...]:
        with pytest.raises(FormError) as caught:
            self.read()
        return caught.value.problems


class Cells:
    """An opened workbook that is changed in memory and read again, for the many small mistakes. Values only."""

    def __init__(self, book: Book):
        self.book = book
        self.changed: dict[str, dict[tuple[int, int], Any]] = {grid.title: {} for grid in book.grids}

    def place(self, sheet: str, header: str, row: int = 1) -> tuple[int, int]:
        """Return row and column of the cell below a header, or right of a label."""
        grid = next(grid for grid in self.book.grids if grid.title == sheet)
        number, column = next(place for place, cell in sorted(grid.cells.items()) if bare(cell.value) == header)
        return (number, 2) if sheet == "基本資料" else (number + row, column)

    def set(self, sheet: str, header: str, value: Any, row: int = 1) -> str:
        """Write a cell; return where it stands, as problems say it."""
        place = self.place(sheet, header, row)
        self.changed[sheet][place] = value
        return self.where(sheet, header, row)

    def value(self, sheet: str, header: str, row: int = 1) -> Any:
        """Return what stands in a cell."""
        grid = next(grid for grid in self.book.grids if grid.title == sheet)
        return grid.cells[self.place(sheet, header, row)].value

    def where(self, sheet: str, header: str, row: int = 1) -> str:
        number, column = self.place(sheet, header, row)
        return f"{sheet}!{get_column_letter(column)}{number}"

    def _grid(self, grid: Grid) -> Grid:
        cells = dict(grid.cells)
        for place, value in self.changed[grid.title].items():
            cells[place] = Cell(value, grid.origin(*place))
            if value is None:
                del cells[place]
        return Grid(grid.title, cells, grid.workbook, grid.hidden, grid.merged)

    def read(self) -> Inventory:
        return read_book(replace(self.book, grids=tuple(map(self._grid, self.book.grids))), load_importer("itri"))

    def problems(self) -> tuple[Problem, ...]:
        with pytest.raises(FormError) as caught:
            self.read()
        return caught.value.problems


@pytest.fixture
def small_rows() -> dict[str, Any]:
    return copy.deepcopy(SMALL)


@pytest.fixture(scope="session")
def small_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "small.xlsx"
    write_rows(path, SMALL, lang="zh-TW", blank_rows=2)
    return path


@pytest.fixture
def form(small_path: Path, tmp_path: Path) -> Form:
    return Form(small_path, tmp_path / "form.xlsx")


@pytest.fixture(scope="session")
def small_book(small_path: Path) -> Book:
    return open_book(small_path)


@pytest.fixture
def cells(small_book: Book) -> Cells:
    return Cells(small_book)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Inventory]:
    """Write rows and read them back."""

    def write_and_read(rows: dict[str, Any], lang: str = "zh-TW") -> Inventory:
        path = tmp_path / f"written_{lang}.xlsx"
        write_rows(path, rows, lang=lang, blank_rows=0)
        return read_form(path)

    return write_and_read


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    return Maker(tmp_path)
