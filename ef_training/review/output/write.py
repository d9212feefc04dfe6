"""Writing a review into a folder: workbook and page, and the answers of the workbook that is there taken over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...errors import cannot_write
from ...files import write_files
from ..model import Review
from .answers import Answers, Settled, check_owner, read_answers, settle, with_answers
from .open_findings import with_open

WORKBOOK, PAGE = "review.xlsx", "review.html"


@dataclass(frozen=True)
class Written:
    """A review with its answers, and the files that were written."""

    review: Review
    settled: Settled
    files: tuple[Path, ...] = ()


def write_review(review: Review, folder: Path | None, *, lang: str, answers: Path | None = None) -> Written:
    """Lay the company's answers beside the findings and write ``review.xlsx`` and ``review.html``.

    Parameters
    ----------
    folder : Path or None
        Made where it is missing; None writes nothing. The answers of the ``review.xlsx`` in it are taken over before it is
        replaced.
    answers : Path, optional
        A ``review.xlsx`` to take the answers from instead.

    Raises
    ------
    FormError
        The answers cannot be read, or are those of another company's form. Nothing is written.
    OutputError
        The folder cannot be written to.
    """
    given = find_answers(folder, answers)
    if given.rows:
        check_owner(given, review, answers or (folder or Path()) / WORKBOOK)
    review = with_open(review, given)
    settled = settle(review, given)
    review = with_answers(review, settled)
    if folder is None:
        return Written(review, settled)
    from .page import page
    from .workbook import workbook

    content = {
        WORKBOOK: workbook(review, settled, lang=lang, owner=given.owner),
        PAGE: page(review, settled, lang=lang).encode(),
    }
    return Written(review, settled, tuple(write_files(folder, content)))


def find_answers(folder: Path | None, answers: Path | None) -> Answers:
    """Read the answers from the file that is named, else from the workbook in the folder, else there are none."""
    if answers is not None:
        return read_answers(answers)
    if folder is None:
        return Answers()
    if folder.exists() and not folder.is_dir():
        raise cannot_write(folder, "not a directory")
    return read_answers(folder / WORKBOOK) if (folder / WORKBOOK).exists() else Answers()


def folders(forms: tuple[Path, ...], out: Path) -> tuple[Path, ...]:
    """Return the folder of each form: ``out`` itself for one, else one below it by the name of the form.

    Forms of one name are told apart by the folders they are in, and by a number where these have one name too.
    """
    if len(forms) == 1:
        return (out,)
    stems = [form.stem.casefold() for form in forms]
    names = [
        f"{form.absolute().parent.name}-{form.stem}" if stems.count(form.stem.casefold()) > 1 else form.stem for form in forms
    ]
    found: list[str] = []
    for name in names:
        unique, number = name, 1
        while unique.casefold() in {other.casefold() for other in found}:
            number += 1
            unique = f"{name}-{number}"
        found.append(unique)
    return tuple(out / name for name in found)
