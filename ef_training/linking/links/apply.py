"""Putting the rows of a links file in the place of what the form says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...errors import LinkError, Problem
from ...factors.spelling import close_to
from ...inventory.model import CustomFactor, Draft, Inventory, Line, Target
from ...messages import message
from ...text import fold
from .row import LinkRow, Links, hindrances

FOREIGN_LEAST, LISTED = 3, 6
"""So many lines of other names make a file another form's, where they are most of it (own choice); so many are listed."""


def apply_links(inventory: Inventory, links: Links) -> Inventory:
    """Return the inventory with the links of a file: for each line and view in the file, its rows replace those of the form.

    Raises
    ------
    LinkError
        With every problem: a line that the form does not have or that has another name there, rows that are only proposed, rows
        that lack something.
    """
    other = foreign(inventory.lines, links, links.source)
    targets, problems = replaced(inventory.lines, inventory.targets, links)
    if other is not None:
        problems.insert(0, other)
    if problems:
        raise LinkError(problems)
    return replace(
        inventory,
        targets=targets,
        custom_factors=_used(inventory.custom_factors, targets),
        links_source=links.source,
        links_sha256=links.sha256,
    )


def linked_draft(draft: Draft, links: Links) -> tuple[Draft, tuple[Problem, ...]]:
    """Do the same with what could be read of a form that has problems; returns the problems of the links beside it."""
    targets, problems = replaced(draft.lines, draft.targets, links, whole=False)
    return replace(draft, targets=targets, custom_factors=_used(draft.custom_factors, targets)), tuple(problems)


def replaced(
    lines: Sequence[Line], targets: Sequence[Target], links: Links, *, whole: bool = True
) -> tuple[tuple[Target, ...], list[Problem]]:
    """Return the targets with those of the file put in, and the file's problems. ``whole``: all lines of the form are known."""
    by_id = {fold(line.line_id): line for line in lines}
    problems: list[Problem] = []
    proposed = []
    taken: list[Target] = []
    for row in links:
        line = by_id.get(fold(row.line_id))
        if line is None:
            if whole:
                problems.append(_unknown(row, lines))
            continue
        if renamed(row, line):
            problems.append(_renamed(row, line))
        if row.confirmed:
            problems += hindrances(row)
            if row.kind:
                taken.append(replace(row.as_target(), line_id=line.line_id))
        else:
            proposed.append(row)
    if proposed:
        problems.append(_only_proposed(proposed, links.source))
    views = {(target.line_id, target.view) for target in taken}
    kept = [target for target in targets if (target.line_id, target.view) not in views]
    return (*kept, *taken), problems


def foreign(lines: Sequence[Line], links: Iterable[LinkRow], source: str) -> Problem | None:
    """Return the problem of a file that was written for another form: most of its named lines are others here; else None."""
    by_id = {fold(line.line_id): line for line in lines}
    named = {fold(row.line_id): row for row in links if row.line_name}
    others = [row.line_id for key, row in named.items() if key not in by_id or renamed(row, by_id[key])]
    if len(others) < FOREIGN_LEAST or len(others) <= len(named) / 2:
        return None
    what = message(
        "{source} looks like the links of another form: {count} of {all} lines have other names ({listed})",
        source=source,
        count=len(others),
        all=len(named),
        listed=", ".join(others[:LISTED]) + (" …" if len(others) > LISTED else ""),
    )
    return Problem(what, source, message("give the links file of this form, or another name for a new one"))


def renamed(row: LinkRow, line: Line) -> bool:
    """Tell whether a row was written for a line of another name."""
    return bool(row.line_name) and fold(row.line_name) != fold(line.name)


def _used(factors: Sequence[CustomFactor], targets: Sequence[Target]) -> tuple[CustomFactor, ...]:
    """Return the factors entered by hand without those of rows that no line uses any more."""
    used = {target.target for target in targets if target.kind == "custom-factor"}
    return tuple(factor for factor in factors if not factor.on_row or factor.factor_id in used)


def _unknown(row: LinkRow, lines: Sequence[Line]) -> Problem:
    mend = close_to(row.line_id, [line.line_id for line in lines]) or message("delete the row, or correct the ID")
    return Problem(message("the form has no line “{line_id}”", line_id=row.line_id), row.where("line_id"), mend)


def _renamed(row: LinkRow, line: Line) -> Problem:
    what = message(
        "line {line_id} was “{before}” when it was linked; the form now says “{now}”",
        line_id=row.line_id,
        before=row.line_name,
        now=line.name,
    )
    mend = message("look whether the link still holds; then correct or empty the name in this row")
    return Problem(what, row.where("line_name"), mend)


def _only_proposed(rows: Sequence[LinkRow], source: str) -> Problem:
    names = list(dict.fromkeys(f"{row.line_id} ({row.view})" for row in rows))
    listed = ", ".join(names[:LISTED]) + (f" … +{len(names) - LISTED}" if len(names) > LISTED else "")
    mend = message(
        "look at them with “ef-training link show”, confirm them with “ef-training link confirm {source} --by NAME”",
        source=source,
    )
    return Problem(message("{count} links are only proposed: {listed}", count=len(rows), listed=listed), source, mend)
