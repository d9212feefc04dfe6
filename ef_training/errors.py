"""What can go wrong, said so that it can be mended.

Every error the library raises on purpose derives from `EFTrainingError` and carries ``problems``: all that was found,
not only the first. The command line prints them and ends with exit code 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .messages import Message, message

if TYPE_CHECKING:
    from .inventory.model import Draft, Inventory

ROW = re.compile(r"(.*?), row (\d+)(?:, (.*))?", re.DOTALL)
"""A place in a table, as `tables.Row.where` writes it."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong: where it stands, what stands there and what was expected, how to mend it.

    Parameters
    ----------
    what : Message
        What stands there and what was expected.
    where : str
        Sheet and cell ("原物料!D7"), file and row, or an empty string where there is no place.
    mend : Message or None
        What the reader can do about it.
    touches : tuple of str or None
        The parts of the inventory that are incomplete for it: groups of lines ("energy"), "lines" (a line of unknown group),
        kinds of record ("output", "allocation-key", "target"), "mass" (of the declared unit), "distance". None: not known.
    also : tuple of str
        Further cells that may be the wrong one.
    subject : str
        The record and field it is about, whatever the cell and the language of the form; empty where it is about no single one.
    """

    what: Message
    where: str = ""
    mend: Message | None = None
    touches: tuple[str, ...] | None = field(default=None, compare=False)
    also: tuple[str, ...] = field(default=(), compare=False)
    subject: str = field(default="", compare=False)

    def render(self, lang: str = "en") -> str:
        """Return the problem as one line of text in ``lang``."""
        text = self.what.render(lang)
        if self.where:
            text = f"{_place(self.where, lang)}: {text}"
        if self.mend:
            text = f"{text} → {self.mend.render(lang)}"
        return text

    def __str__(self) -> str:
        return self.render()


def _place(where: str, lang: str) -> str:
    """Return a place in ``lang``: in that of a table's cell ("factors.csv, row 12, value"), "row" is a word of a language."""
    found = ROW.fullmatch(where)
    if found is None:
        return where
    table, row, cell = found.groups()
    said = message(", row {row}, {cell}", row=row, cell=cell) if cell else message(", row {row}", row=row)
    return table + said.render(lang)


class EFTrainingError(Exception):
    """Base of all errors raised on purpose; ``problems`` holds everything that was found."""

    def __init__(self, problems: Problem | Message | str | Iterable[Problem]):
        if isinstance(problems, str):
            problems = Message(problems.replace("{", "{{").replace("}", "}}"))
        if isinstance(problems, Message):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.render("en"))

    def render(self, lang: str = "en") -> str:
        """Return all problems, one a line, in ``lang``."""
        return "\n".join(problem.render(lang) for problem in self.problems)


class FormError(EFTrainingError):
    """A workbook that cannot be read, or an inventory in it that is not sound.

    ``draft`` holds what could be read all the same, so that the links can be checked and their problems join the same list;
    None where nothing could. ``partial`` is the inventory without what could not be read, where the basics could: a review can
    look at it, but nothing may be computed from it.
    """

    draft: Draft | None = None
    partial: Inventory | None = None


class UnitError(EFTrainingError):
    """An unknown unit, or a conversion between kinds of unit that nothing justifies."""


class LinkError(EFTrainingError):
    """A line whose target does not exist, does not fit, or is missing."""


class PackError(EFTrainingError):
    """A method pack that is not sound."""


class DataError(EFTrainingError):
    """Shipped or supplied reference data (factors, background) that is not sound."""


class ProjectError(EFTrainingError):
    """A Brightway project or database that may not or cannot be used."""


class CalculationError(EFTrainingError):
    """A result that breaks an invariant (sum of contributions, residual of the solve, agreement with bw2calc)."""


class OutputError(EFTrainingError):
    """A place that cannot be written to."""


def cannot_write(path: object, reason: object) -> OutputError:
    """Build the error for an output that cannot be written."""
    return OutputError(message("cannot write {path}: {reason}", path=path, reason=reason))
