"""Confirming rows of a links file: a person agrees to what was proposed, and the file keeps the name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...errors import LinkError, Problem
from ...factors.spelling import close_to
from ...inventory.model import Draft, Inventory, Line
from ...inventory.per_unit import UnitLine, per_unit
from ...messages import message
from ...text import fold
from ...units import find_unit
from ..resolve import Catalogues, resolve_each
from .apply import replaced
from .row import LinkRow, Links, hindrances


def confirm(
    links: Links, catalogues: Catalogues, *, by: str, lines: Sequence[str] = (), inventory: Inventory | None = None
) -> tuple[tuple[LinkRow, ...], tuple[LinkRow, ...]]:
    """Return all rows with those that are proposed confirmed by somebody, and these alone (none where nothing was left to do).

    Parameters
    ----------
    by : str
        The name of who confirms.
    lines : sequence of str
        IDs of the lines whose rows are confirmed; all where none is given.
    inventory : Inventory, optional
        The form of the links, by whose lines they are judged; without it by the units that the rows name, and factors entered by
        hand are not looked up.

    Raises
    ------
    LinkError
        With every row that an assessment would refuse (something is asked for, an unknown code, a kind of another view, units
        that do not meet; by the form: an unknown line, another name), every line that the file does not have.
    """
    by = by.strip()
    if not by:
        raise LinkError(Problem(message("a link is confirmed by somebody: the name is empty"), mend=message("give --by NAME")))
    asked = {fold(line_id) for line_id in lines}
    known = {fold(row.line_id): row.line_id for row in links}
    problems = [_unknown(line_id, known.values(), links.source) for line_id in lines if fold(line_id) not in known]
    chosen = [row for row in links if not row.confirmed and (not asked or fold(row.line_id) in asked)]
    agreed = {id(row): replace(row, state="confirmed", confirmed_by=by) for row in chosen}
    problems += [problem for row in chosen for problem in hindrances(row)]
    whole = [row for row in agreed.values() if row.kind == "left-out" or (row.kind and row.target)]
    if inventory is None:
        problems += [problem for row in whole for problem in _by_itself(row, catalogues)]
    else:
        problems += _by_form(whole, links.source, catalogues, inventory)
    if problems:
        raise LinkError(problems)
    return tuple(agreed.get(id(row), row) for row in links), tuple(agreed.values())


def _unknown(line_id: str, known: Iterable[str], source: str) -> Problem:
    return Problem(message("the file has no line “{line_id}”", line_id=line_id), source, close_to(line_id, list(known)))


def _by_itself(row: LinkRow, catalogues: Catalogues) -> list[Problem]:
    """Look up a row; where the unit of its line is not known or something is open, its units are not judged."""
    if row.kind == "custom-factor":
        return []
    unit = find_unit(row.line_unit)
    line = Line(row.line_id, "manufacturing", "material", row.line_name, 1.0, unit.code if unit else "kg", "unit")
    judged = (unit and not hindrances(row)) or (row.view, row.kind) in WRONG_VIEW
    known = (UnitLine(line, 1.0, 1.0, None),) if judged else ()
    return _looked_up(Draft((), (row.as_target(),), ()), known, catalogues)


WRONG_VIEW = (("cfp", "dataset"), ("cfp", "elementary-flow"))
"""View and kind of a target that do not go together, whatever the units."""


def _by_form(rows: Sequence[LinkRow], source: str, catalogues: Catalogues, inventory: Inventory) -> list[Problem]:
    """Look up rows for the lines of their form."""
    open_rows = [row for row in rows if hindrances(row)]
    targets, problems = replaced(inventory.lines, (), Links(tuple(row for row in rows if not hindrances(row)), source))
    problems += [problem for row in open_rows for problem in _by_itself(row, catalogues)]
    return [*problems, *_looked_up(Draft(inventory.lines, targets, inventory.custom_factors), per_unit(inventory), catalogues)]


def _looked_up(draft: Draft, lines: tuple[UnitLine, ...], catalogues: Catalogues) -> list[Problem]:
    _, wrong = resolve_each(draft, lines, catalogues)
    return [problem for _, problems in wrong for problem in problems]
