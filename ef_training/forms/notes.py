"""What is noted while a form is read: problems, assumptions, rows passed over."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import Problem
from ..inventory.model import Assumption, IgnoredRow, Origin
from ..messages import DEFAULT_LANGUAGE, Message


@dataclass
class Notes:
    """Collects everything that is to be said about one form; ``lang`` is the language in which the form is written."""

    lang: str = DEFAULT_LANGUAGE
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    ignored: list[IgnoredRow] = field(default_factory=list)

    def problem(self, what: Message, *, where: Origin | str = "", mend: Message | None = None) -> None:
        """Note a problem; the form is then refused as a whole."""
        problem = Problem(what, where=str(where), mend=mend)
        if problem not in self.problems:
            self.problems.append(problem)

    def assume(self, what: Message, origin: Origin) -> None:
        """Note a choice that was made for the reader."""
        self.assumptions.append(Assumption(what, origin))

    def ignore(self, origin: Origin, reason: Message) -> None:
        """Note a row, column or sheet that was not read."""
        self.ignored.append(IgnoredRow(origin, reason))
