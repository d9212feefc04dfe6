"""Whatever stands in the cells of any form that the program reads: an inventory, or a list of problems."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ef_training.errors import FormError
from ef_training.forms.files.workbook import Book, Cell, Grid, open_book
from ef_training.forms.layout import importer_names, load_importer
from ef_training.forms.reader import read_book
from ef_training.inventory.model import Inventory

GARBAGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(),
    st.dates(),
    st.text(max_size=6),
    st.sampled_from(
        (
            "-", "無", "約 5", "1~3", "12,5", "5 公斤", "5 公噸", "公斤", "度", "kgCO2e/kg", "合計", "註", "◎", "◎ 原物料",
            "單位", "名稱", "數量", "1月", "113/02", "13月",
            "全廠", "每宣告單位", "活動數據", "產品", "能源", "32%", "1e999", "#REF!",
        )
    ),
)  # fmt: skip
CHANGE = st.tuples(st.integers(0, 4), st.integers(1, 40), st.integers(1, 13), GARBAGE)


@lru_cache(maxsize=8)
def sample(name: str) -> Book:
    with resources.as_file(resources.files("ef_training.importers") / name / "sample.xlsx") as path:
        return open_book(path)


def changed(book: Book, changes: list[tuple[int, int, int, Any]]) -> Book:
    grids = list(book.grids)
    for number, row, column, value in changes:
        grid = grids[number % len(grids)]
        cells = {place: cell for place, cell in grid.cells.items() if place != (row, column)}
        if value is not None and value != "":
            cells[row, column] = Cell(value, grid.origin(row, column))
        grids[number % len(grids)] = Grid(grid.title, cells, grid.workbook, grid.hidden, grid.merged)
    return replace(book, grids=tuple(grids))


@pytest.mark.parametrize("name", [name for name in importer_names() if name != "itri"])
@settings(max_examples=40, deadline=None)
@given(changes=st.lists(CHANGE, min_size=1, max_size=8))
def test_whatever_stands_in_a_form_of_any_layout(name: str, changes: list[tuple[int, int, int, Any]]) -> None:
    book = changed(sample(name), changes)
    outcome: Inventory | FormError
    try:
        outcome = read_book(book, load_importer(name))
    except FormError as error:
        outcome = error
    inventory = outcome.partial if isinstance(outcome, FormError) else outcome
    if isinstance(outcome, FormError):
        assert outcome.problems
        assert all(problem.render("en") and problem.render("zh-TW") for problem in outcome.problems)
    if inventory is not None:
        assert all(math.isfinite(line.amount) and line.amount >= 0 and line.unit for line in inventory.lines)
        assert all(assumption.what.render("zh-TW") for assumption in inventory.assumptions)
        known = {line.line_id for line in inventory.lines}
        assert {target.line_id for target in inventory.targets} <= known
