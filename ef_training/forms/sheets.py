"""Which sheet of a workbook is which part of the form: by its name, by a name that is cut or misspelt, or by its headers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from ..messages import DEFAULT_LANGUAGE, message, msg
from ..text import fold
from .columns import count_known, header_field
from .files.workbook import Book, Grid
from .layout_model import Importer, Sheet, Table
from .notes import Notes
from .tables import NUMBERING
from .unread import check_unread

CUT = 31
"""Spreadsheet programs allow no longer names of sheets."""
MISSPELT = 4
"""One letter in so many may be wrong in a sheet's name; the project's own choice."""
SEARCH_ROWS = 60
"""Headers of a sheet are looked for in so many filled rows; the project's own choice."""
SEARCH_CELLS = 400
"""The language is guessed from so many cells of each sheet; the project's own choice."""

IGNORED_SHEET = msg("the sheet is no part of the form and was not read")


def match_sheets(book: Book, importer: Importer, notes: Notes) -> dict[str, Grid]:
    """Return sheet id → sheet; sheets that are no part of the form are listed, two of one kind are a problem."""
    matched: dict[str, Grid] = {}
    rest: list[Grid] = []
    for grid in book.grids:
        name = fold(grid.title)
        names = {name, NUMBERING.sub("", name)}
        sheet = next((sheet for sheet in importer.sheets if names & sheet.names), None)
        if sheet is None:
            rest.append(grid)
        elif sheet.id in matched:
            _two_of_one_kind(matched[sheet.id], grid, notes)
        else:
            matched[sheet.id] = grid
    _match_misspelt(rest, importer, matched, notes)
    _match_by_headers(rest, importer, matched, notes)
    tables = [table for sheet in importer.sheets if sheet.read for table in sheet.tables if table.layout == "table"]
    for grid in rest:
        if grid.cells and fold(grid.title) not in importer.list_sheets:
            notes.ignore(grid.origin(1, 1), message(IGNORED_SHEET))
            check_unread(grid, tables, 1, grid.row_numbers[-1], notes)
    for sheet in importer.sheets:
        if sheet.read and sheet.id in matched and matched[sheet.id].hidden:
            notes.assume(message("the sheet is hidden; it was read all the same"), matched[sheet.id].origin(1, 1))
    return matched


def _two_of_one_kind(one: Grid, other: Grid, notes: Notes) -> None:
    notes.problem(
        message("the sheets “{one}” and “{other}” are the same part of the form", one=one.title, other=other.title),
        where=other.title,
        mend=message("keep one of them or rename the other"),
    )


def _match_misspelt(rest: list[Grid], importer: Importer, matched: dict[str, Grid], notes: Notes) -> None:
    """Match names that were cut or misspelt slightly, where one sheet of the form alone is meant and its headers are there."""
    for grid in list(rest):
        open_sheets = [sheet for sheet in importer.sheets if sheet.id not in matched and sheet.read]
        close = [(distance, sheet) for sheet in open_sheets if (distance := _distance(grid.title, sheet)) is not None]
        best = min((distance for distance, _ in close), default=0)
        nearest = [sheet for distance, sheet in close if distance == best]
        if len(nearest) != 1 or not _has_headers(grid, nearest[0]):
            continue
        matched[nearest[0].id] = grid
        rest.remove(grid)
        notes.assume(
            message("the sheet “{name}” was taken for “{sheet}”", name=grid.title, sheet=nearest[0].title[notes.lang]),
            grid.origin(1, 1),
        )


def _distance(title: str, sheet: Sheet) -> int | None:
    """Return by how many letters a name differs from that of a sheet, 0 where it was cut; None where it is another name."""
    from rapidfuzz.distance import Levenshtein

    folded = fold(title)
    bare = NUMBERING.sub("", folded)
    if len(title) == CUT and any(len(name) > len(folded) and name.startswith(folded) for name in sheet.names):
        return 0
    distances = []
    for name in sheet.names:
        allowed = max(1, len(name) // MISSPELT) if len(name) > 2 else 0
        distance = min(Levenshtein.distance(folded, name), Levenshtein.distance(bare, name))
        if distance <= allowed:
            distances.append(int(distance))
    return min(distances, default=None)


def _match_by_headers(rest: list[Grid], importer: Importer, matched: dict[str, Grid], notes: Notes) -> None:
    """Match the sheets whose name does not matter, each with the sheet that holds most of its headers."""
    for sheet in (sheet for sheet in importer.sheets if sheet.any_name and sheet.id not in matched):
        ranked = sorted(((_known_headers(grid, sheet), not grid.hidden, -at, grid) for at, grid in enumerate(rest)), key=_rank)
        if not ranked or not _has_headers(ranked[-1][3], sheet):
            continue
        grid = ranked[-1][3]
        if len(ranked) > 1 and _rank(ranked[-2])[:2] == _rank(ranked[-1])[:2]:
            _two_of_one_kind(grid, ranked[-2][3], notes)
        matched[sheet.id] = grid
        rest.remove(grid)


def _rank(entry: tuple[int, bool, int, Grid]) -> tuple[int, bool, int]:
    return entry[:3]


def _has_headers(grid: Grid, sheet: Sheet) -> bool:
    """Tell whether a sheet holds at least two headers or labels of a table of the form, or all it has."""
    return any(_best(grid, table) >= min(2, len(table.fields)) for table in sheet.tables)


def _known_headers(grid: Grid, sheet: Sheet) -> int:
    return sum(_best(grid, table) for table in sheet.tables)


def _best(grid: Grid, table: Table) -> int:
    """Return how many columns or labels of a table a sheet holds."""
    rows = grid.row_numbers[:SEARCH_ROWS]
    if table.layout == "fields":
        texts = [str(grid.cells[row, column].value) for row in rows for column in grid.by_row[row]]
        return len({field.id for text in texts for field in [header_field(text, table)[0]] if field})
    return max((count_known(grid, row, 1, table) for row in rows), default=0)


def guess_language(grids: Mapping[str, Grid], importer: Importer) -> str:
    """Return the language in which most sheets are named; where their names tell nothing, Chinese if any cell is Chinese."""
    votes = dict.fromkeys(importer.title, 0)
    for sheet_id, grid in grids.items():
        titles = importer.sheet(sheet_id).title
        for lang, title in titles.items() if len(set(titles.values())) > 1 else ():
            votes[lang] += fold(grid.title) == fold(title)
    if any(votes.values()) or "en" not in votes:
        return max(votes, key=lambda lang: votes[lang])
    texts = (str(cell.value) for grid in grids.values() for cell in islice(grid.cells.values(), SEARCH_CELLS))
    return DEFAULT_LANGUAGE if any("一" <= letter <= "鿿" for text in texts for letter in text) else "en"
