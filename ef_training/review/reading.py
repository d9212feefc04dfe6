"""Problems of reading the form, as findings with their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from ..errors import Problem
from ..inventory.model import Origin
from ..messages import message
from .model import Finding

NAME = "reading"
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]*$")
_LEG = re.compile(r"-T\d+$")
_SHARED_CAUSES = MappingProxyType(
    {
        "there is no allocation key “{name}”": "name",
        "line {line} counts the whole plant but names no known allocation key “{key}”": "key",
        "there is no line “{line_id}”": "line_id",
    }
)
"""Problems that many rows have for one reason, by the value that names it (a line stands for its transport legs)."""


def origin_of(where: str, workbook: str = "") -> Origin:
    """Turn the place of a problem ("Materials!D7", a sheet, or nothing) back into an origin.

    >>> str(origin_of("Materials!D7")), origin_of("Materials").cell
    ('Materials!D7', '')
    """
    sheet, mark, cell = where.rpartition("!")
    if mark and _CELL.match(cell):
        return Origin(workbook, sheet, cell)
    return Origin(workbook, where, "")


def reading_findings(problems: Iterable[Problem], workbook: str = "") -> Iterator[Finding]:
    """Yield an error for every problem; one that many rows share for one reason comes once, with all its cells."""
    places: dict[object, list[Origin]] = {}
    first: dict[object, Problem] = {}
    for problem in problems:
        key: object = (problem.what.template, problem.where, str(problem.what))
        if problem.what.template in _SHARED_CAUSES:
            name = str(problem.what.values.get(_SHARED_CAUSES[problem.what.template]))
            key = (problem.what.template, _LEG.sub("", name))
        first.setdefault(key, problem)
        found = places.setdefault(key, [])
        for where in (problem.where, *problem.also):
            origin = origin_of(where, workbook)
            if str(origin) and origin not in found:
                found.append(origin)
    for key, problem in first.items():
        yield Finding(
            check=NAME,
            kind=re.sub(r"[^a-z]+", "-", problem.what.template.casefold()).strip("-")[:60] or "unread",
            severity="error",
            what=problem.what,
            why=message("what cannot be read is missing from every sum, so nothing is computed until it is mended"),
            mend=problem.mend or message("put the cell right"),
            where=tuple(places[key]),
            subject=problem.subject or "|".join(str(value) for value in problem.what.values.values()),
        )
