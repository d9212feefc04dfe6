"""What is noted while a form is read: problems, assumptions, rows passed over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import Problem
from ..inventory.model import Assumption, IgnoredRow, Origin
from ..messages import DEFAULT_LANGUAGE, Message

SHOWN_CELLS = 12
"""So many cells are named in one assumption before the rest is only counted; the project's own choice."""


@dataclass
class Notes:
    """Collects everything that is to be said about one form; ``lang`` is the language in which the form is written.

    ``gathered`` holds choices that were made alike in many cells; `settle` turns those of one sheet into one assumption.
    """

    lang: str = DEFAULT_LANGUAGE
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    ignored: list[IgnoredRow] = field(default_factory=list)
    gathered: dict[tuple[str, str, tuple[tuple[str, Any], ...]], list[Origin]] = field(default_factory=dict)

    def problem(
        self,
        what: Message,
        *,
        where: Origin | str = "",
        mend: Message | None = None,
        also: tuple[str, ...] = (),
        subject: str = "",
    ) -> None:
        """Note a problem; the form is then refused as a whole."""
        problem = Problem(what, where=str(where), mend=mend, also=also, subject=subject)
        if problem not in self.problems:
            self.problems.append(problem)

    def touch(self, start: int, parts: tuple[str, ...]) -> None:
        """Say of the problems noted since there were ``start`` of them which parts of the inventory they leave incomplete."""
        for place in range(start, len(self.problems)):
            if self.problems[place].touches is None:
                self.problems[place] = replace(self.problems[place], touches=parts)

    def assume(self, what: Message, origin: Origin) -> None:
        """Note a choice that was made for the reader."""
        self.assumptions.append(Assumption(what, origin))

    def gather(self, template: str, origin: Origin, **values: Any) -> None:
        """Note a choice that may be made in many cells of a sheet: ``template`` names them as {cells} and {count}."""
        cells = self.gathered.setdefault((template, origin.sheet, tuple(sorted(values.items()))), [])
        if origin not in cells:
            cells.append(origin)

    def cells_of(self, template: str) -> list[Origin]:
        """Return the cells in which a choice was made that is not yet settled."""
        return [origin for (key, _, _), origins in self.gathered.items() if key == template for origin in origins]

    def settle(self) -> None:
        """Turn what was gathered into assumptions, one a sheet."""
        for (template, _, values), origins in self.gathered.items():
            cells = ", ".join(origin.cell for origin in origins[:SHOWN_CELLS]) + (" …" if len(origins) > SHOWN_CELLS else "")
            self.assume(Message(template, {**dict(values), "cells": cells, "count": len(origins)}), origins[0])
        self.gathered.clear()

    def ignore(self, origin: Origin, reason: Message) -> None:
        """Note a row, column or sheet that was not read."""
        self.ignored.append(IgnoredRow(origin, reason))
