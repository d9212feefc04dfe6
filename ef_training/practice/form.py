"""Practice with files: a form, the copy in which factors were chosen, a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import FormError, Problem
from ..messages import Message, message
from .belongs import check_belongs
from .compare import Picks, advice_of, picks_of_copy, picks_of_form, practise
from .result import Practice

if TYPE_CHECKING:
    from ..inventory.model import Inventory


@dataclass(frozen=True)
class Exercise:
    """A form with the comparison of its choices, and what is to be known about how it was read."""

    inventory: Inventory
    practice: Practice
    notes: tuple[Message, ...]


def practise_form(
    form: Path,
    *,
    key: str | Path | None = None,
    choices: Path | None = None,
    importer: str | None = None,
    basics: Path | None = None,
    factors: str | None = None,
    lang: str = "zh-TW",
) -> Exercise:
    """Compare the factors that a company chose with a key.

    Parameters
    ----------
    form : Path
        The form, or a copy of it with drop-downs in which something was chosen.
    key : str or Path, optional
        See `key.read_key`.
    choices : Path, optional
        A copy with drop-downs. Without it the choices are those of ``form``: drop-downs, else factors on its rows and its links.
    factors : str, optional
        Snapshot of the catalogue; None: the one in use.

    Raises
    ------
    EFTrainingError
        Form, choices or key cannot be read, have no line in common, or are of different forms by the names of their lines.
    """
    from ..factors.gwp import load_gwp
    from ..factors.naming.terms import terms_for
    from ..factors.sheet.chosen import has_suggestions, names_in_copy, read_answers
    from ..factors.snapshots import load_snapshot
    from ..factors.suggesting.suggest import Suggester
    from .key import read_key

    catalogue, gwp = load_snapshot(factors), load_gwp()
    inventory, notes = _read(form, importer, basics)
    answers = read_key(key, catalogue=catalogue, gwp=gwp, lang=lang) if key is not None else None
    source = choices if choices is not None else form if has_suggestions(form) else None
    picks: Picks = {}
    if source is not None:
        notes += check_belongs(inventory, {id_: (name,) for id_, name in names_in_copy(source).items()}, source.name)
        picks = picks_of_copy(read_answers(source, catalogue=catalogue, gwp=gwp))
    if not picks and choices is None:
        picks = picks_of_form(inventory, catalogue)
    _check_common(form, picks, inventory, message("the choices and the form have no line in common"))
    if answers is not None:
        _check_common(form, answers.lines, inventory, message("the key and the form have no line in common"))
        names = {line_id: line.names for line_id, line in answers.lines.items()}
        notes += check_belongs(inventory, names, answers.source, products=answers.products)
    suggester = Suggester(catalogue, gwp, terms_for(), year=inventory.period_end.year)
    advice = advice_of(inventory, suggester)
    practice = practise(inventory, picks, catalogue=catalogue, gwp=gwp, key=answers, advice=advice)
    return Exercise(inventory, practice, tuple(notes))


def _check_common(form: Path, lines: Picks | object, inventory: Inventory, what: Message) -> None:
    """Refuse what is of another form."""
    named: Sequence[str] = tuple(lines) if hasattr(lines, "__iter__") else ()
    if named and not {line.line_id for line in inventory.lines} & set(named):
        raise FormError(Problem(what, form.name, message("give those of this form; the lines are known by their IDs")))


def _read(form: Path, importer: str | None, basics: Path | None) -> tuple[Inventory, list[Message]]:
    """Read a form; one with problems as far as it can be read."""
    from ..forms import read_form

    try:
        return read_form(form, importer=importer, basics=basics), []
    except FormError as error:
        if error.partial is None:
            raise
        what = message(
            "{count} problems of the form; lines that cannot be read are left out (ef-training form try {form})",
            count=len(error.problems),
            form=form.name,
        )
        return error.partial, [what]
