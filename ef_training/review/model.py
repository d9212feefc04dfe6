"""What a review says: findings, and what the checks look at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..errors import Problem
from ..inventory.model import GROUPS, Inventory, Line, Origin
from ..inventory.per_unit import UnitLine
from ..messages import Message, msg
from .settings import ReviewSettings

if TYPE_CHECKING:
    from .choices import Choices

SEVERITIES = ("error", "warning", "question", "info")
SEVERITY_NAMES = MappingProxyType(
    {
        "error": msg("Error"),
        "warning": msg("Warning"),
        "question": msg("Question"),
        "info": msg("Info"),
    }
)

EVERYTHING = frozenset((*GROUPS, "basics", "mass", "output", "allocation-key", "stock", "balance", "process-step", "line-id")) - {
    "transport"
}
"""The parts that a problem of reading can leave incomplete and that count in some sum; links and distances do not."""


@dataclass(frozen=True)
class Finding:
    """A fact about the form that somebody should look at.

    Parameters
    ----------
    check : str
        Name of the check ("mass-balance"), that of its module with hyphens.
    kind : str
        What kind of fact it is within the check ("more-out-than-in"); with the place it makes ``key``.
    severity : str
        ``error``: cannot be right; ``warning``: probably wrong; ``question``: to be explained at the visit; ``info``: good to
        know.
    what, why, mend : Message
        What stands in the form, why it matters, what to check or do. Facts, without blame.
    where : tuple of Origin
        The cells it is about, the most telling first; empty where it is about the form as a whole.
    line_id : str
        The line it is about, empty where it is about no single line.
    subject : str
        What it is about where that is no line, in a word that neither a new row nor another language of the form changes: the
        number of a step, the name of a key.
    volatile : tuple of str
        Names of the values in ``what`` that follow from other lines (a share of the climate score): another value is no other
        statement, so that an answer keeps its place.
    """

    check: str
    kind: str
    severity: str
    what: Message
    why: Message
    mend: Message
    where: tuple[Origin, ...] = ()
    line_id: str = ""
    subject: str = ""
    volatile: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The first cell as text ("Materials!D7"), empty where there is none."""
        return str(self.where[0]) if self.where else ""

    @property
    def key(self) -> str:
        """A short hash that stays the same from one review to the next, by which an answer finds its finding again.

        It knows no cell: a row that is put in moves the cells, and another language of the form renames its sheets.
        """
        text = "|".join((self.check, self.kind, self.line_id, self.subject))
        return hashlib.sha256(text.encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Reviewed:
    """What the checks look at.

    ``lines`` are the lines per declared unit (all of ``inventory.lines`` unless levels or keys do not fit). ``touched`` names the
    parts of the form that could not be read as a whole (see `ef_training.errors.Problem`): checks of sums that need one of them
    are not run, since they would report what is missing a second time. ``whole`` is False where there is any. ``choices`` are the
    factors and datasets chosen, for the second visit; None at the first.
    """

    inventory: Inventory
    lines: tuple[UnitLine, ...]
    whole: bool = True
    problems: tuple[Problem, ...] = ()
    touched: frozenset[str] = frozenset()
    choices: Choices | None = None

    def has(self, parts: Iterable[str]) -> bool:
        """Tell whether nothing of some parts is missing ("energy", "mass"); `EVERYTHING` asks for all of them."""
        asked = set(parts)
        return not self.touched & asked if self.touched else self.whole or not asked

    @cached_property
    def by_id(self) -> Mapping[str, Line]:
        """Lines by their id."""
        return MappingProxyType({line.line_id: line for line in self.inventory.lines})

    def of(self, *groups: str, stage: str = "") -> list[UnitLine]:
        """Return the lines of some groups, of one stage if given."""
        return [unit for unit in self.lines if unit.line.group in groups and stage in ("", unit.line.stage)]


Run = Callable[[Reviewed, ReviewSettings], Iterator[Finding]]


@dataclass(frozen=True)
class Check:
    """One check of the review; ``needs`` names the parts of the form without which its sums would be wrong.

    ``visit`` is 2 for a check that looks at the choices of factors and datasets.
    """

    name: str
    title: str
    run: Run
    needs: frozenset[str] = frozenset()
    visit: int = 1


@dataclass(frozen=True)
class Review:
    """The outcome: the form, its findings in order of severity and place, and the checks that were not run."""

    reviewed: Reviewed | None
    findings: tuple[Finding, ...]
    source: str = ""
    skipped: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    visit: int = 1

    def count(self, severity: str) -> int:
        """Return how many findings have a severity."""
        return sum(finding.severity == severity for finding in self.findings)
