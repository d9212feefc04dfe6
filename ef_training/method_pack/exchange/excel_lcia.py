"""The layout of Brightway's ``ExcelLCIAImporter`` and ``CSVLCIAImporter`` (bw2io.importers.excel_lcia).

One table from the first row: a header with ``name``, ``categories`` and ``amount``, in any order, and further columns; the
levels of ``categories`` are divided by "::" ("Resource::in ground"). Name and unit of the method stand in no cell: bw2io takes
them as arguments, here they are ``--category`` and ``--unit``. bw2io reads one sheet; of a workbook with more, each is a
category under its name here. bw2io links by name and categories as biosphere3 writes them; flows are recognised more generously
here, and what bw2io links is linked to the same flow (tested). Columns of uncertainty are named and left out, a pack has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ...errors import PackError, Problem
from ...forms.files.workbook import Book, Grid
from ...messages import Message, message
from .model import ImportOptions, Source, SourceCategory, SourceFactor
from .sheets import factor_value, headers, lines, open_sheets

REQUIRED = ("name", "categories", "amount")
READ = (*REQUIRED, "unit", "code", "location", "CAS number")


def is_excel_lcia(grid: Grid) -> bool:
    """Tell whether a sheet begins with the header of the layout."""
    texts = set(headers(grid, grid.row_numbers[0]).values()) if grid.row_numbers else set()
    return set(REQUIRED) <= texts


def read_excel_lcia(path: Path, options: ImportOptions, *, book: Book | None = None) -> Source:
    """Read a file in the layout; ``book`` is the file as it was opened already.

    Raises
    ------
    PackError
        The file cannot be opened or has another layout, or the name of the category is not given. Cells that are wrong stand in
        ``Source.problems``.
    """
    book = book or open_sheets(path)
    problems: list[Problem] = []
    notes: list[Message] = list(book.remarks)
    grids = [grid for grid in book.grids if is_excel_lcia(grid)]
    notes += [
        message("the sheet “{sheet}” holds no table of factors", sheet=grid.title) for grid in book.grids if grid not in grids
    ]
    if not grids:
        raise PackError(Problem(message("no sheet begins with the columns name, categories and amount"), path.name))
    if len(grids) == 1 and not options.category:
        what = message("a table in Brightway's layout does not say of which category it is")
        mend = message("give its name with --category and the unit of its indicator with --unit")
        raise PackError(Problem(what, path.name, mend))
    categories, factors = [], []
    for grid in grids:
        name = options.category if len(grids) == 1 else grid.title
        categories.append(SourceCategory(name, name, "", "", grid.title))
        factors += _factors(grid, name, options, problems, notes)
    return Source(
        "excel-lcia",
        path.name,
        path.stem,
        tuple(categories),
        tuple(factors),
        tuple(notes),
        strict=True,
        problems=tuple(problems),
    )


def _factors(
    grid: Grid, category: str, options: ImportOptions, problems: list[Problem], notes: list[Message]
) -> list[SourceFactor]:
    top = grid.row_numbers[0]
    columns: Mapping[str, int] = {text: column for column, text in reversed(headers(grid, top).items())}
    other = [text for text in columns if text not in READ]
    if other:
        notes.append(message("{sheet}: columns that are not read: {columns}", sheet=grid.title, columns=", ".join(sorted(other))))
    factors = []
    for line in lines(grid, top):
        where = line.where(columns["amount"])
        if line.cell(columns["amount"]).empty:
            problems.append(Problem(message("the factor is missing"), where))
            continue
        value = factor_value(line, columns["amount"], problems, decimal_comma=options.decimal_comma)
        name, levels = line.text(columns["name"]).strip(), line.text(columns["categories"]).split("::")
        if not name:
            problems.append(Problem(message("the row has a factor, but no flow"), line.where(columns["name"])))
        if value is not None and name:
            code, unit, place, cas = (line.text(columns.get(key)).strip() for key in ("code", "unit", "location", "CAS number"))
            unit = unit or options.flow_unit
            factors.append(
                SourceFactor(category, code, name, tuple(level.strip() for level in levels), cas, unit, value, place, "", where)
            )
    return factors
