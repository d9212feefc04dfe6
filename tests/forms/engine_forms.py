"""Small layouts and small workbooks to try them on: a folder with an importer.toml, and sheets given as rows of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ef_training.errors import FormError, Problem
from ef_training.forms import read_form
from ef_training.forms.levels import LEVEL_TAKEN
from ef_training.inventory.model import Inventory, Line

BASICS = """
[[given]]
table = "basics"
[given.row]
company_code = "demo"
company_name = "示範公司"
product_name = "支架"
declared_amount = 1
declared_unit = "kg"
mass_per_unit = 1
boundary = "cradle-to-gate"
period_start = 2024-01-01
period_end = 2024-12-31

[[given]]
table = "outputs"
row = { name = "支架", role = "target", quantity = 1000, unit = "kg", mass = 1000 }

[[given]]
table = "outputs"
row = { name = "其他", role = "other", quantity = 3000, unit = "kg", mass = 3000 }

[[given]]
table = "allocation-keys"
row = { name = "重量", basis = "mass" }
"""
"""A layout that itself gives company, product, outputs and a key, so that a form needs nothing but lines."""

Rows = Sequence[Sequence[Any]]


class Maker:
    """Writes layouts and workbooks into a folder and reads one by the other."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.merged: dict[str, list[str]] = {}

    def layout(self, text: str, *, basics: str = BASICS, head: str = "", name: str = "own") -> Path:
        """Write an importer that extends the standard form."""
        place = self.folder / name
        place.mkdir(exist_ok=True)
        titles = 'title = { zh-TW = "試作表", en = "Trial form" }'
        definition = f'id = "{name}"\nschema = 1\nextends = "itri"\n{titles}\n{head}\n{text}\n{basics}'
        (place / "importer.toml").write_text(definition, encoding="utf-8")
        return place

    def workbook(self, sheets: Mapping[str, Rows], name: str = "form.xlsx") -> Path:
        """Write a workbook, merged areas of ``merged`` included."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for number, row in enumerate(rows, start=1):
                for column, value in enumerate(row, start=1):
                    sheet.cell(number, column).value = value
            for area in self.merged.get(title, ()):
                sheet.merge_cells(area)
        book.save(self.folder / name)
        return self.folder / name

    def read(self, layout: Path, sheets: Mapping[str, Rows]) -> Inventory:
        return read_form(self.workbook(sheets), importer=str(layout))

    def error(self, layout: Path, sheets: Mapping[str, Rows]) -> FormError:
        with pytest.raises(FormError) as caught:
            self.read(layout, sheets)
        return caught.value

    def problems(self, layout: Path, sheets: Mapping[str, Rows]) -> list[tuple[str, str]]:
        return [told(problem) for problem in self.error(layout, sheets).problems]


def told(problem: Problem) -> tuple[str, str]:
    """Return place and English sentence of a problem."""
    return problem.where, str(problem.what)


def assumed(inventory: Inventory) -> list[tuple[str, str]]:
    """Return place and sentence of what was assumed, without what the layout gives."""
    own = [
        assumption
        for assumption in inventory.assumptions
        if "importer.toml" not in assumption.origin.sheet and assumption.what.template != LEVEL_TAKEN
    ]
    return [(str(assumption.origin), str(assumption.what)) for assumption in own]


def ignored(inventory: Inventory) -> list[tuple[str, str]]:
    return [(str(row.origin), str(row.reason)) for row in inventory.ignored]


def line(inventory: Inventory, name: str) -> Line:
    (found,) = (line for line in inventory.lines if line.name == name)
    return found


MATERIALS = """
[[sheets]]
id = "materials"
title = { zh-TW = "用料", en = "Materials used" }
required = true
prefix = "M"
stage = "raw-materials"
[[sheets.tables]]
id = "own"
record = "line"
level = "product"
group = "material"
columns = ["name", "amount", "unit", "concentration", "density", "supplier", "leg1_mode", "leg1_km", "evidence", "note"]
"""
MATERIAL_HEAD = ("名稱", "數量", "單位", "濃度", "密度", "供應商", "運輸方式", "運輸距離", "佐證資料", "備註")
"""A layout of one plain table, and its header."""


LEVELS = """
[[sheets]]
id = "own"
title = { zh-TW = "用量", en = "Use" }
required = true
prefix = "E"
stage = "manufacturing"
[[sheets.tables]]
id = "own"
record = "line"
group = "energy"
allocation = "重量"
columns = [
  "name", "amount", "unit", { id = "level", required = false }, "amount_plant", "unit_plant", "amount_product", "unit_product",
  "amount_per_unit", "unit_per_unit", "density", "mass_per_piece", "heat_value", "factor_name", "factor_value", "factor_unit",
  "factor_source", "factor_year", { id = "treatment", default = "回收", default_with = "note" }, "note",
]
"""
LEVEL_HEAD = (
    "名稱",
    "數量",
    "單位",
    "數據範圍",
    "全廠數量",
    "全廠單位",
    "標的產品數量",
    "標的產品單位",
    "每單位數量",
    "每單位數量單位",
)
OWN = [("名稱", "數量", "單位", "數據範圍"), ("外購 電力", 5000, "度", "標的產品"), ("柴油", 7, "公升", "標的產品")]


def read_levels(
    maker: Maker, *rows: tuple[Any, ...], head: tuple[str, ...] = LEVEL_HEAD, layout: str = LEVELS, top: str = ""
) -> Inventory:
    return maker.read(maker.layout(layout, head=top), {"用量": [head, *rows]})
