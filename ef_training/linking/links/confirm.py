"""Confirming rows of a links file: a person agrees to what was proposed, and the file keeps the name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...errors import LinkError, Problem
from ...factors.spelling import close_to
from ...inventory.model import Draft
from ...messages import message
from ...text import fold
from ..resolve import Catalogues, resolve
from .row import LinkRow, Links, hindrances


def confirm(
    links: Links, catalogues: Catalogues, *, by: str, lines: Sequence[str] = ()
) -> tuple[tuple[LinkRow, ...], tuple[LinkRow, ...]]:
    """Return all rows with those that are proposed confirmed by somebody, and these alone.

    Parameters
    ----------
    by : str
        The name of who confirms.
    lines : sequence of str
        IDs of the lines whose rows are confirmed; all where none is given.

    Raises
    ------
    LinkError
        With every row that cannot be confirmed, every line that the file does not have; or nothing is left to confirm.
    """
    by = by.strip()
    if not by:
        raise LinkError(Problem(message("a link is confirmed by somebody: the name is empty"), mend=message("give --by NAME")))
    asked = {fold(line_id) for line_id in lines}
    known = {fold(row.line_id): row.line_id for row in links}
    problems = [_unknown(line_id, known.values(), links.source) for line_id in lines if fold(line_id) not in known]
    chosen = [row for row in links if not row.confirmed and (not asked or fold(row.line_id) in asked)]
    if not chosen and not problems:
        raise LinkError(Problem(message("nothing is left to confirm"), links.source))
    problems += [problem for row in chosen for problem in hindrances(row)]
    problems += _unknown_codes(chosen, catalogues)
    if problems:
        raise LinkError(problems)
    agreed = {id(row): replace(row, state="confirmed", confirmed_by=by) for row in chosen}
    return tuple(agreed.get(id(row), row) for row in links), tuple(agreed.values())


def _unknown(line_id: str, known: object, source: str) -> Problem:
    return Problem(message("the file has no line “{line_id}”", line_id=line_id), source, close_to(line_id, list(known)))  # type: ignore[call-overload]


def _unknown_codes(rows: Sequence[LinkRow], catalogues: Catalogues) -> tuple[Problem, ...]:
    """Return the problems of targets that do not exist; a factor entered by hand stands in the form and is looked up there."""
    targets = tuple(row.as_target() for row in rows if row.kind and row.target and row.kind != "custom-factor")
    try:
        resolve(Draft((), targets, ()), (), catalogues)
    except LinkError as error:
        return error.problems
    return ()
