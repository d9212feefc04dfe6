"""Changing single cells of a written form, found by sheet, row and header text; none of the package's code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from independent_calculation import heading


def place(book: Any, sheet: str, row: str | tuple[str, ...], header: str) -> str:
    """Return the cell ("D7") in the column of ``header``, in the row that holds the text, or all the texts, of ``row``."""
    wanted = {row} if isinstance(row, str) else set(row)
    for cells in book[sheet].iter_rows():
        columns = [cell for cell in cells if heading(cell.value) == header]
        if columns and len([cell for cell in cells if cell.value is not None]) > 2:
            column = columns[0].column
            break
    else:
        raise AssertionError(f"{sheet} has no column {header}")
    for cells in book[sheet].iter_rows(min_row=columns[0].row + 1):
        if wanted <= {str(cell.value) for cell in cells}:
            return str(cells[column - 1].coordinate)
    raise AssertionError(f"{sheet} has no row {row}")


def edited(form: Path, out: Path, *changes: tuple[str, str | tuple[str, ...], str, Any], without: tuple[str, ...] = ()) -> Path:
    """Copy a form with some cells changed and some sheets removed; return the copy.

    A change is sheet, row, header and the new value, or a function from the old value to the new.
    """
    book = openpyxl.load_workbook(form)
    for sheet, row, header, value in changes:
        cell = book[sheet][place(book, sheet, row, header)]
        cell.value = value(cell.value) if callable(value) else value
    for sheet in without:
        del book[sheet]
    out.parent.mkdir(parents=True, exist_ok=True)
    book.save(out)
    return out


def where(form: Path, sheet: str, row: str | tuple[str, ...], header: str) -> str:
    """Return where a cell stands, as problems name it: "原物料!D7"."""
    return f"{sheet}!{place(openpyxl.load_workbook(form), sheet, row, header)}"
