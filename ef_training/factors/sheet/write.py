"""A copy of a company's form with suggested factors as drop-downs, and what was chosen in such a copy.

The form itself is never written to. No suggestion is accepted by itself: every drop-down is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import FormError, OutputError, Problem
from ...files import keep_inputs, same_file, write_file
from ...messages import Message, message
from .chosen import has_suggestions, read_chosen
from .columns import Entry, add_suggestions

if TYPE_CHECKING:
    from ...forms.files.workbook import Book
    from ...forms.layout import Importer
    from ...forms.reader import Examined
    from ...inventory.model import Inventory, Line
    from ..catalogue import FactorCatalogue
    from ..suggesting.suggest import Suggester

__all__ = ["Suggested", "read_chosen", "suggest_lines", "write_suggestions"]


@dataclass(frozen=True)
class Suggested:
    """What was suggested for a form: each line with its candidates and the place of its drop-down.

    ``notes`` tells what the copy does not hold, ``unplaced`` the lines that have no row in the form.
    """

    path: Path
    inventory: Inventory
    entries: tuple[Entry, ...]
    unplaced: tuple[Line, ...]
    notes: tuple[Message, ...]


def write_suggestions(
    form: Path,
    out: Path,
    *,
    suggester: Suggester | None = None,
    catalogue: FactorCatalogue | None = None,
    terms: Sequence[Path] = (),
    factors: str | None = None,
    importer: str | None = None,
    basics: Path | None = None,
    limit: int = 5,
    lang: str = "zh-TW",
) -> Suggested:
    """Write a copy of a form in which every line has a drop-down of suggested factors beside it.

    Parameters
    ----------
    form : Path
        The form, of any layout that is installed; it is only read.
    out : Path
        The copy (.xlsx); a file that is there is replaced. A form that is no .xlsx is written anew, as its cells stand.
    suggester, catalogue : optional
        By default made of the snapshot ``factors`` (the one in use where it is None) and the terms that are shipped, together
        with those of ``terms`` (CSV files).
    limit : int
        At most so many candidates for a line.
    lang : str
        Language of what is added.

    Returns
    -------
    Suggested
        Lines, candidates, places, and what the copy does not hold.

    Raises
    ------
    FormError
        The form cannot be read, not even in part, or is such a copy itself.
    OutputError
        ``out`` is the form or another input, no .xlsx, or cannot be written.
    """
    from ...forms.files.workbook import open_book

    check_copy(form, out, *terms, *([basics] if basics is not None else ()))
    book = open_book(form)
    if has_suggestions(form):
        raise FormError(
            Problem(
                message("this is a copy with suggestions already; a copy of it would hold its drop-downs twice"),
                form.name,
                message("give the form that it was made of"),
            )
        )
    layout, examined = _examined(book, importer, basics)
    inventory = examined.partial
    if inventory is None:
        raise FormError(examined.problems)
    catalogue = catalogue or _catalogue(factors)
    suggester = suggester or _suggester(catalogue, terms, inventory.period_end.year)
    workbook, save, notes = _open_copy(form, book)
    from .places import find_places

    places = find_places(book, layout, inventory.lines)
    entries = _entries(inventory.lines, {slot.line.line_id: slot for slot in places.slots}, suggester, limit)
    add_suggestions(workbook, entries, places, catalogue, lang=lang)
    content = save()
    write_file(out, content)
    if examined.problems:
        notes.append(
            message(
                "{count} problems of the form; lines that cannot be read have no suggestions (ef-training form try {form})",
                count=len(examined.problems),
                form=form.name,
            )
        )
    if not _same_lines(out, layout, basics, inventory):
        notes.append(message("the copy is not read as the form is: keep working with the form, and use the copy to choose only"))
    return Suggested(out, inventory, entries, places.unplaced, tuple(notes))


def suggest_lines(lines: Sequence[Line], suggester: Suggester, *, limit: int = 5) -> tuple[Entry, ...]:
    """Return the candidates of every line, without places."""
    return _entries(lines, {}, suggester, limit)


def check_copy(form: Path, out: Path, *others: Path) -> None:
    """Refuse a copy that would take the place of the form or of another input, or whose name is not that of an Excel workbook.

    Raises
    ------
    OutputError
        Says which.
    """
    if out.suffix.lower() != ".xlsx":
        raise OutputError(message("{path}: the copy is an Excel workbook, give it a name that ends in .xlsx", path=out))
    if out.is_dir():
        raise OutputError(message("{path} is a folder, name a file in it", path=out))
    if same_file(out, form):
        raise OutputError(message("the copy would take the place of the form; give it another name"))
    keep_inputs(out, *others)


def _entries(lines: Sequence[Line], slots: Any, suggester: Suggester, limit: int) -> tuple[Entry, ...]:
    by_id = {line.line_id: line for line in lines}
    return tuple(
        Entry(line, suggester.suggest(line, carried=by_id.get(line.parent), limit=limit), slots.get(line.line_id))
        for line in lines
    )


def _examined(book: Book, importer: str | None, basics: Path | None) -> tuple[Importer, Examined]:
    from ...forms.detect import detect
    from ...forms.files.workbook import open_book
    from ...forms.layout import load_importer
    from ...forms.reader import examine

    layout = load_importer(importer if importer is not None else detect(book).chosen())
    return layout, examine(book, layout, basics=open_book(basics) if basics is not None else None)


def _catalogue(factors: str | None) -> FactorCatalogue:
    from ..snapshots import load_snapshot

    return load_snapshot(factors)


def _suggester(catalogue: FactorCatalogue, terms: Sequence[Path], year: int) -> Suggester:
    from ..gwp import load_gwp
    from ..naming.terms import terms_for
    from ..suggesting.suggest import Suggester

    return Suggester(catalogue, load_gwp(), terms_for(terms), year=year)


def _open_copy(form: Path, book: Book) -> tuple[Any, Any, list[Message]]:
    """Return a workbook of openpyxl that holds the form, a function that saves it, and what it does not hold."""
    import io

    from .anew import written_anew
    from .keep import open_kept, save_kept

    content = form.read_bytes()
    anew = message("the form is no .xlsx: its cells were written into a new workbook, without formats and formulas")
    if content.startswith(b"PK") and b"content.xml" not in content[:4096]:
        try:
            kept = open_kept(form.name, content)
            if all(grid.title in kept.workbook.sheetnames for grid in book.grids):
                lost = [message("the copy lacks what the form has beside its cells: {what}", what=what) for what in kept.lost]
                return kept.workbook, lambda: save_kept(kept), lost
        except FormError as error:
            anew = message(
                "{reason}; its cells were written into a new workbook, without formats and formulas",
                reason=error.problems[0].what,
            )
    workbook = written_anew(book)

    def save() -> bytes:
        stream = io.BytesIO()
        workbook.save(stream)
        return stream.getvalue()

    return workbook, save, [anew]


def _same_lines(copy: Path, layout: Importer, basics: Path | None, inventory: Inventory) -> bool:
    """Tell whether the importer reads the same lines from the copy."""
    from ...forms.files.workbook import open_book
    from ...forms.reader import examine

    try:
        other = examine(open_book(copy), layout, basics=open_book(basics) if basics is not None else None).partial
    except FormError:
        return False
    return other is not None and list(map(_bare, other.lines)) == list(map(_bare, inventory.lines))


def _bare(line: Line) -> Line:
    """Return a line without the places of its values."""
    from ...inventory.model import Origin

    also = tuple(replace(stated, origin=Origin()) for stated in line.also)
    return replace(line, origin=Origin(), origins={}, also=also)
