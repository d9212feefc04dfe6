"""Which layout a workbook is filled in by: the evidence for each, and the one that fits best.

Evidence is what the reader itself would find: sheets by their names, tables by their titles and header rows, entries by their
labels, and how much of all that looks like a header in the workbook the layout explains, so that a list of one sheet does not win
over a form of five. The weights and thresholds are the project's own choice; no number of an inventory depends on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import FormError, Problem
from ..messages import Message, message
from ..text import fold
from .columns import heads_of
from .drafting.blocks import SEARCH_ROWS, find_blocks
from .drafting.guess import Lexicon, lexicon
from .entries import entry_labels
from .files.workbook import Book, Grid, open_book
from .layout import importer_names, load_importer
from .layout_model import Importer, Sheet, Table, Words
from .notes import Notes
from .sheets import match_sheets
from .tables import find_tables, parts_of

SHEETS, HEADERS, EXPLAINED = 0.3, 0.3, 0.4
"""Weights of the share of sheets found, of headers found on them, and of headers explained. They add up to 1."""
LEAST = 0.45
"""A layout with a lower score does not fit."""
APART = 0.05
"""Two layouts whose scores differ by no more than this fit equally well."""
TABLE_LEAST = 0.6
"""A layout fits only where one of its tables has at least this share of the headers it needs."""
SHOWN = 0.005
"""A layout with a lower score (0.00 as printed) is not near."""
HALF = 0.5
"""A layout whose sheets may have any name fits only where it explains at least this share of all headers of the workbook."""
Place = tuple[str, int, int]


@dataclass(frozen=True)
class Fit:
    """How well a layout fits: ``score`` from 0 (nothing) to 1 (everything found and explained), and what it rests on."""

    importer: str
    score: float
    reasons: tuple[Message, ...]
    fits: bool = True


@dataclass(frozen=True)
class Detection:
    """The layouts, the best first."""

    ranked: tuple[Fit, ...]
    workbook: str = ""

    def chosen(self) -> str:
        """Return the name (or folder) of the layout that fits best.

        Raises
        ------
        FormError
            Where none fits, or where the best two differ by `APART` or less.
        """
        good = [fit for fit in self.ranked if fit.fits]
        if not good:
            raise FormError(_nothing_fits(self))
        equal = [fit for fit in good if good[0].score - fit.score <= APART]
        if len(equal) > 1:
            raise FormError(
                Problem(
                    message("{count} form layouts fit this file equally well: {names}", count=len(equal), names=_scores(equal)),
                    where=self.workbook,
                    mend=message("say which one it is, for example --importer {name}", name=equal[0].importer),
                )
            )
        return good[0].importer


@dataclass(frozen=True)
class _Seen:
    """A table that a layout finds.

    ``row`` is that of its headers (or first label), of which ``known`` of ``count`` are known; ``ids`` are the fields met.
    """

    table: Table
    grid: Grid
    row: int
    known: int
    count: int
    ids: frozenset[str]

    @property
    def needed(self) -> frozenset[str]:
        """The fields that the table cannot be without."""
        return frozenset(one.id for one in self.table.fields if one.required)

    @property
    def share(self) -> float:
        """The share of needed fields that were found; of all where none is needed."""
        demanded = self.needed or self.table.ids
        return len(demanded & self.ids) / max(len(demanded), 1)


@dataclass(frozen=True)
class _Evidence:
    """What one layout finds in a workbook.

    ``cells`` are the headers and labels it knows, ``passed`` the titles of sheets that belong to it but are not read.
    """

    layout: Importer
    name: str
    matched: dict[str, Grid]
    tables: tuple[_Seen, ...]
    cells: frozenset[Place]
    passed: frozenset[str]


def detect(book: Book, *, folders: Iterable[Path] = ()) -> Detection:
    """Return how well each layout fits a workbook: the installed ones, and those in further folders.

    Parameters
    ----------
    folders : iterable of Path
        Folders of importers (each with an ``importer.toml``) beside the installed ones.
    """
    book = replace(book, grids=tuple(_upper_part(grid) for grid in book.grids))
    layouts = [(name, load_importer(name)) for name in importer_names()]
    layouts += [(str(folder), load_importer(folder)) for folder in folders]
    evidence = [_evidence(book, name, layout) for name, layout in layouts]
    heads = _headers(book, lexicon(layout for _, layout in layouts)).union(*(found.cells for found in evidence))
    fits = [_fit(found, heads) for found in evidence]
    return Detection(tuple(sorted(fits, key=lambda fit: (not fit.fits, -fit.score, fit.importer))), book.name)


def _upper_part(grid: Grid) -> Grid:
    """Return the first rows of a sheet, so that a list of thousands of lines is recognised as fast as a form."""
    if len(grid.row_numbers) <= SEARCH_ROWS:
        return grid
    rows = frozenset(grid.row_numbers[:SEARCH_ROWS])
    return replace(grid, cells={place: cell for place, cell in grid.cells.items() if place[0] in rows})


def detect_file(path: Path, *, importers: Path | None = None) -> Detection:
    """Return how well each layout fits a file; ``importers`` is a folder of further importers.

    Raises
    ------
    FormError
        Where the file cannot be opened, or the folder holds no importer.
    """
    return detect(open_book(path), folders=importer_folders(importers) if importers else ())


def importer_folders(folder: Path) -> tuple[Path, ...]:
    """Return the importers in a folder: itself, or those of its folders that hold an ``importer.toml``.

    Raises
    ------
    FormError
        Where there is none.
    """
    own = [folder] if (folder / "importer.toml").is_file() else []
    found = own or sorted(path.parent for path in folder.glob("*/importer.toml"))
    if not found:
        raise FormError(
            Problem(
                message("there is no importer in {path}", path=folder),
                mend=message("an importer is a folder with an importer.toml; “ef-training form new-importer” drafts one"),
            )
        )
    return tuple(found)


def _evidence(book: Book, name: str, layout: Importer) -> _Evidence:
    """Look for the sheets, tables and labels of a layout, as the reader does."""
    notes = Notes()
    matched = match_sheets(book, layout, notes)
    unread = {sheet.id for sheet in layout.sheets if not sheet.read}
    tables: list[_Seen] = []
    cells: set[Place] = set()
    for sheet in (sheet for sheet in layout.sheets if sheet.read and sheet.id in matched):
        grid = matched[sheet.id]
        for part in (part for part in parts_of(grid, sheet, notes) if part.table.layout == "fields"):
            labels = entry_labels(grid, part.table, first=part.first, last=part.last)
            if labels:
                ids = frozenset(label.field.id for label in labels.values())
                tables.append(_Seen(part.table, grid, min(labels)[0], len(labels), len(labels), ids))
            cells |= {(grid.title, *place) for place in labels}
        for found in find_tables(grid, sheet, notes):
            places = {*found.columns, *found.months}
            count = len({head.column for head in heads_of(grid, found.header_row, found.header_row - 1, found.table)} | places)
            met = {one.id for one in found.columns.values()} | set(found.units) | ({"amount"} if found.months else set())
            tables.append(_Seen(found.table, grid, found.header_row, len(places), count, frozenset(met)))
            cells |= {(grid.title, found.header_row, column) for column in places}
    passed = frozenset(grid.title for sheet_id, grid in matched.items() if sheet_id in unread)
    return _Evidence(layout, name, matched, tuple(tables), frozenset(cells), passed)


def _headers(book: Book, words: Lexicon) -> frozenset[Place]:
    """Return every cell of the workbook that looks like a header of a table."""
    return frozenset(
        (grid.title, block.header_row, column.index)
        for grid in book.grids
        for block in find_blocks(grid, words.knows)
        for column in block.columns
    )


def _fit(found: _Evidence, heads: frozenset[Place]) -> Fit:
    layout = found.layout
    expected = _expected(layout)
    there = [sheet for sheet in expected if sheet.id in found.matched]
    shares = [seen.share for seen in found.tables]
    headers = sum(shares) / max(len(shares), _demanded(found), 1)
    relevant = {place for place in heads if place[0] not in found.passed and fold(place[0]) not in layout.list_sheets}
    explained = len(found.cells & relevant) / max(len(relevant), 1)
    named = [sheet for sheet in expected if not sheet.any_name]
    if named:
        score = SHEETS * len(there) / len(expected) + HEADERS * headers + EXPLAINED * explained
    else:
        score = (HEADERS * headers + EXPLAINED * explained) / (HEADERS + EXPLAINED)
    by_name = bool(named) and bool(there)
    fits = score >= LEAST and max(shares, default=0.0) >= TABLE_LEAST and (by_name or explained >= HALF)
    return Fit(found.name, round(score, 4), tuple(_reasons(found, expected, explained)), fits)


def _expected(layout: Importer) -> list[Sheet]:
    """Return the sheets a form of this layout has: the required ones, all where none is."""
    read = [sheet for sheet in layout.sheets if sheet.read]
    return [sheet for sheet in read if sheet.required] or read


def _demanded(found: _Evidence) -> int:
    """Return how many tables the sheets that were found should hold: each at least one, and all that are required."""
    sheets = [sheet for sheet in found.layout.sheets if sheet.read and sheet.id in found.matched]
    return sum(max(1, sum(table.required for table in sheet.tables)) for sheet in sheets)


def _reasons(found: _Evidence, expected: Sequence[Sheet], explained: float) -> Iterable[Message]:
    read = [sheet for sheet in found.layout.sheets if sheet.read]
    named = [found.matched[sheet.id].title for sheet in read if sheet.id in found.matched]
    missing = [sheet for sheet in expected if sheet.id not in found.matched]
    if named:
        yield message("{found} of {count} sheets found: {names}", found=len(named), count=len(read), names=", ".join(named))
    else:
        yield message("none of its {count} sheets found", count=len(read))
    if missing and named:
        yield message("sheets not found: {names}", names=", ".join(_both(sheet.title) for sheet in missing))
    for seen in found.tables:
        yield _told(seen)
    yield message("it explains {share} of all headers of the workbook", share=f"{explained:.0%}")


def _told(seen: _Seen) -> Message:
    """Return in a sentence how much of one table was found."""
    missing = ", ".join(_both(one.label) for one in seen.table.fields if one.id in seen.needed - seen.ids)
    sheet, found, row = seen.grid.title, len(seen.ids), seen.row
    if seen.table.layout == "fields":
        if missing:
            return message(
                "{sheet}: {found} entries have their label; not found: {missing}", sheet=sheet, found=found, missing=missing
            )
        return message("{sheet}: {found} entries have their label", sheet=sheet, found=found)
    heads = {"sheet": sheet, "found": seen.known, "count": seen.count, "row": row}
    if missing:
        return message(
            "{sheet}: {found} of {count} headers in row {row} are known; not found: {missing}", **heads, missing=missing
        )
    return message("{sheet}: {found} of {count} headers in row {row} are known", **heads)


def _both(words: Words) -> str:
    """Return a text in both languages, once where they agree."""
    return " / ".join(dict.fromkeys(words.values()))


def _scores(fits: Sequence[Fit]) -> str:
    return ", ".join(f"{fit.importer} ({fit.score:.2f})" for fit in fits)


def _nothing_fits(detection: Detection) -> Problem:
    near = [fit for fit in detection.ranked[:3] if fit.score >= SHOWN]
    return Problem(
        message("no form layout fits this file; the nearest are: {names}", names=_scores(near))
        if near
        else message("no form layout fits this file; nothing in it looks like a form"),
        where=detection.workbook,
        mend=message(
            "give the layout with --importer, draft one with “ef-training form new-importer”, or fill in a form written by "
            "“ef-training form new”"
        ),
    )
