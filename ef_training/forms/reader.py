"""From a filled-in form to an inventory: everything is read, every problem collected, and reported once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import FormError, Problem
from ..inventory.model import Draft, Inventory, Origin
from ..messages import message
from .assemble import assemble
from .companion import companion_rows, joined_sha256
from .files.workbook import Book, open_book
from .form_rows import FormRows, form_rows
from .layout import load_importer
from .layout_model import Importer
from .notes import Notes
from .sheets import guess_language, match_sheets


def read_form(path: Path, *, importer: str | Importer | None = "itri", basics: Path | None = None) -> Inventory:
    """Read a workbook by the layout of an importer.

    Parameters
    ----------
    path : Path
        The workbook, known by its content, not its name. It is only read, nothing in it is run.
    importer : str or Importer or None
        The name of an installed importer, the path of a folder that holds one, one that was read by
        `ef_training.forms.layout.read_importer`, or None: the layout that fits best (`ef_training.forms.detect`).
    basics : Path, optional
        A standard form beside this one: its basics, outputs, allocation keys, stocks, process flow, balances, custom factors and
        links are taken where ``path`` has none.

    Returns
    -------
    Inventory
        With the amounts as written. ``assumptions`` holds what the reader decided, ``ignored`` what it passed over.

    Raises
    ------
    FormError
        With every problem of the whole workbook, each with sheet and cell. ``partial`` is the inventory without what has
        problems, where company, product, period and the output of the target product could be read.
    """
    book = open_book(Path(path))
    other = open_book(Path(basics)) if basics is not None else None
    return read_book(book, _layout(book, importer), basics=other)


def _layout(book: Book, importer: str | Importer | None) -> Importer:
    if isinstance(importer, Importer):
        return importer
    if importer is not None:
        return load_importer(importer)
    from .detect import detect

    return load_importer(detect(book).chosen())


def read_book(book: Book, layout: Importer, *, basics: Book | None = None) -> Inventory:
    """Read an opened workbook; see `read_form`."""
    examined = examine(book, layout, basics=basics)
    if examined.problems or examined.partial is None:
        error = FormError(examined.problems)
        error.draft, error.partial = examined.draft, examined.partial
        raise error
    return examined.partial


@dataclass(frozen=True)
class Examined:
    """All that was found out about a form: the rows as records, what was made of them, and everything that was noted.

    ``partial`` is the inventory without what has problems, None where the basics cannot be read.
    """

    layout: Importer
    rows: FormRows
    draft: Draft
    partial: Inventory | None
    notes: Notes

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the form."""
        return self.notes.problems


def examine(book: Book, layout: Importer, *, basics: Book | None = None) -> Examined:
    """Read an opened workbook and return what was found, problems included.

    Raises
    ------
    FormError
        Only where no sheet of the workbook belongs to the layout.
    """
    notes = Notes()
    for remark in (*book.remarks, *(basics.remarks if basics else ())):
        notes.assume(remark, Origin(book.name))
    grids = match_sheets(book, layout, notes)
    if not set(grids) & {sheet.id for sheet in layout.sheets if sheet.read}:
        raise FormError(_another_form(book, layout))
    notes.lang = guess_language(grids, layout)
    companion = companion_rows(basics, notes) if basics else []
    rows = form_rows(layout, grids, companion, notes)
    source, sha256 = book.name, book.sha256
    if basics is not None:
        source, sha256 = f"{book.name} + {basics.name}", joined_sha256(book, basics)
    assembled = assemble(layout, grids, rows, notes, source=source, sha256=sha256)
    notes.settle()
    inventory = assembled.partial
    if inventory is not None:
        inventory = replace(inventory, assumptions=tuple(notes.assumptions), ignored=tuple(notes.ignored))
    return Examined(layout, rows, assembled.draft, inventory, notes)


def _another_form(book: Book, layout: Importer) -> Problem:
    return Problem(
        message(
            "no sheet of this workbook belongs to the form “{form}”; its sheets are: {sheets}",
            form=" / ".join(dict.fromkeys(layout.title.values())),
            sheets=", ".join(grid.title for grid in book.grids),
        ),
        where=book.name,
        mend=message("write a new form with “ef-training form new” and fill it in"),
    )
