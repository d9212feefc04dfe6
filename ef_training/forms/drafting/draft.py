"""Drafting an importer from a real workbook: sheets, tables and columns as far as they can be recognised.

What is written loads as it stands and reads the workbook it was made from as far as it was recognised; the rest is left to the
researcher, marked in comments. The workbook itself is not copied: companies' data are confidential.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...errors import FormError, Problem, cannot_write
from ...messages import message, translate
from ...text import ascii_code, fold
from ..files.workbook import Book, Grid, open_book
from ..layout import importer_names, load_importer
from ..layout_file import DEFINITION, read_importer, shipped_folder
from ..layout_model import Importer
from .blocks import find_blocks
from .draft_text import SheetDraft, TableDraft, Writer, needed
from .guess import Guess, Guesses, Lexicon, guess_table, lexicon
from .guess_entries import find_entries
from .guess_kind import Kind, guess_kind

BASE = "itri"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_PLAIN_SHEET = re.compile(r"(?:sheet|工作表|活頁)\d*|csv")
_GHOST = re.compile(r"^'?(?:file:|http|\[|[a-z]:\\)", re.IGNORECASE)


@dataclass(frozen=True)
class Drafted:
    """The folder of a drafted importer, and how far the workbook was recognised.

    ``columns`` were recognised (``guessed`` of them by likeness), ``unknown`` were not; ``open`` counts what is left to decide.
    """

    folder: Path
    sheets: tuple[SheetDraft, ...]
    columns: int
    guessed: int
    unknown: int
    open: int


def draft_importer(name: str, workbook: Path, *, out: Path = Path("importers"), lang: str = "en") -> Drafted:
    """Write ``out/name/importer.toml``, drafted from a workbook.

    Parameters
    ----------
    name : str
        The id of the new importer: small letters, digits and hyphens; none that an installed importer has.
    workbook : Path
        A form as companies fill it in.
    out : Path
        Folder in which the importer's folder is made; the importer's folder itself must not be there.
    lang : str
        Language of the comments.

    Raises
    ------
    FormError
        Where the name or the folder is taken, the workbook cannot be opened, or nothing in it looks like a table.
    """
    folder = out / name
    _check_name(name, folder)
    book = open_book(workbook)
    base = load_importer(BASE)
    words = lexicon([base, *(load_importer(other) for other in importer_names() if other != BASE)])
    sheets = tuple(_sheets(book, words, base, lang))
    if not any(sheet.tables or sheet.entries for sheet in sheets):
        raise FormError(
            Problem(
                message("no table of an inventory was recognised in this workbook"),
                where=book.name,
                mend=message("write {path} by hand; docs/importers.md shows how", path=folder / DEFINITION),
            )
        )
    defined = tomllib.loads((shipped_folder() / BASE / DEFINITION).read_text(encoding="utf-8"))["fields"]
    text = Writer(defined, words, lang).text(name, book.name, BASE, sheets)
    _write(folder, text)
    return _counted(folder, sheets, words)


def _check_name(name: str, folder: Path) -> None:
    if not _NAME.fullmatch(name):
        raise FormError(
            Problem(
                message("“{name}” is no name for an importer", name=name),
                mend=message("use small letters a–z, digits and hyphens, for example metal-parts"),
            )
        )
    if name in importer_names():
        raise FormError(
            Problem(message("an importer “{name}” is installed already", name=name), mend=message("choose another name"))
        )
    if folder.exists():
        raise FormError(
            Problem(
                message("there is a folder {path} already", path=folder),
                mend=message("choose another name, or move the folder away"),
            )
        )


def _write(folder: Path, text: str) -> None:
    """Write the file beside its place, look that it loads, and move it there."""
    beside = folder.with_name(f".{folder.name}.part")
    try:
        beside.mkdir(parents=True)
        (beside / DEFINITION).write_text(text, encoding="utf-8")
        read_importer(beside)
        beside.rename(folder)
    except OSError as error:
        raise cannot_write(folder, error.strerror or error) from error
    finally:
        if beside.exists():
            (beside / DEFINITION).unlink(missing_ok=True)
            beside.rmdir()


def _sheets(book: Book, words: Lexicon, base: Importer, lang: str) -> Iterator[SheetDraft]:
    filled = [grid for grid in book.grids if grid.cells]
    taken: Counter[str] = Counter()
    basics = False
    for number, grid in enumerate(filled, start=1):
        sheet_id = _sheet_id(grid, base, number)
        if _GHOST.match(grid.title):
            yield SheetDraft(sheet_id, grid.title, reason=translate("a ghost of another workbook", lang))
            continue
        if grid.hidden:
            yield SheetDraft(sheet_id, grid.title, reason=translate("it is hidden", lang))
            continue
        entries, strangers, last = find_entries(grid, words) if not basics else ((), (), 0)
        basics = basics or bool(entries)
        tables = [guess_table(block, words, grid.title) for block in find_blocks(grid, words.knows, after=last)]
        good = [guesses for guesses in tables if _is_inventory(guesses)]
        kept, left = _told_apart(good), [guesses for guesses in tables if guesses not in good]
        left += [guesses for guesses in good if guesses not in kept]
        yield SheetDraft(
            id=sheet_id,
            title=grid.title,
            entries=entries,
            tables=tuple(
                _table(
                    guesses,
                    grid,
                    words,
                    base,
                    taken,
                    titled=bool(guesses.block.title) and (len(kept) > 1 or bool(guesses.block.mark)),
                )
                for guesses in kept
            ),
            left=tuple(left),
            strangers=strangers,
            any_name=len(filled) == 1 and _says_nothing(grid.title, book.name),
            reason=translate("no table of an inventory was recognised on it", lang),
        )


def _says_nothing(title: str, file_name: str) -> bool:
    """Tell whether the name of a form's only sheet is that of the file (.csv), or the one spreadsheet programs give."""
    return title == Path(file_name).stem or _PLAIN_SHEET.fullmatch(fold(title)) is not None


def _sheet_id(grid: Grid, base: Importer, number: int) -> str:
    """Return the id of the sheet of the standard form that has this name, else a number."""
    named = next((sheet.id for sheet in base.sheets if sheet.read and fold(grid.title) in sheet.names), "")
    return named or f"sheet-{number}"


def _is_inventory(guesses: Guesses) -> bool:
    """Tell whether enough of a table was recognised: two columns, and of lines their name or amount."""
    if len(guesses.recognised) < 2 or guesses.score <= 0:
        return False
    return guesses.record != "line" or guesses.has("name")


def _told_apart(tables: list[Guesses]) -> list[Guesses]:
    """Return the tables of a sheet that can be found again: those with a title of their own; the first may have none."""
    titles = [fold(guesses.block.title) for guesses in tables]
    kept = [
        guesses
        for at, (guesses, title) in enumerate(zip(tables, titles, strict=True))
        if titles.count(title) == 1 and (title or not at)
    ]
    return kept if len(kept) > 1 else tables[:1]


def _table(guesses: Guesses, grid: Grid, words: Lexicon, base: Importer, taken: Counter[str], *, titled: bool) -> TableDraft:
    named = [table.id for sheet in base.sheets for table in sheet.tables if table.record == guesses.record]
    own = named[0] if guesses.record not in ("line", "transport") and named else ascii_code(f"{guesses.record}s", "table")
    taken[own] += 1
    table_id = own if taken[own] == 1 and own in named else f"{own}-{taken[own]}"
    kind = Kind()
    if guesses.record in ("line", "transport"):
        kind = guess_kind(guesses, words, base, [text for text in (guesses.block.title, grid.title) if text])
    return TableDraft(table_id, guesses, kind, titled)


def _counted(folder: Path, sheets: tuple[SheetDraft, ...], words: Lexicon) -> Drafted:
    tables = [table for sheet in sheets for table in sheet.tables]
    guesses: list[Guess] = [guess for table in tables for guess in table.guesses.columns]
    guesses += [guess for sheet in sheets for guess in sheet.entries]
    recognised = [guess for guess in guesses if guess.field]
    unknown = sum(not guess.field and not guess.month for guess in guesses) + sum(len(sheet.strangers) for sheet in sheets)
    return Drafted(
        folder=folder,
        sheets=sheets,
        columns=len(recognised),
        guessed=sum(not guess.sure for guess in recognised),
        unknown=unknown,
        open=sum(len(needed(table, words)) for table in tables) + sum(len(sheet.left) for sheet in sheets),
    )
