"""From a form to a review: read, bring to one declared unit, run every check, put the findings in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..errors import FormError, Problem
from ..inventory.model import Inventory, Line
from ..inventory.per_unit import UnitLine, per_unit, production
from ..messages import message
from .checks import all_checks
from .choices import Choices
from .model import EVERYTHING, SEVERITIES, Finding, Review, Reviewed
from .reading import reading_findings
from .settings import REVIEW_SETTINGS, ReviewSettings
from .spoken import readable


def review_form(
    path: Path | str,
    *,
    importer: str | None = None,
    basics: Path | str | None = None,
    settings: ReviewSettings | None = None,
) -> Review:
    """Read a form and review it.

    Parameters
    ----------
    path : Path
        The form: a workbook or list of any known layout.
    importer : str, optional
        Name or folder of the layout; detected where it is not given.
    basics : Path, optional
        A standard form that tells what the form itself does not: company and product, outputs, allocation keys.
    settings : ReviewSettings, optional
        Thresholds; the project's own where none are given.

    Returns
    -------
    Review
        Problems of reading are findings of the check "reading". Where the form can only be read in part, the checks that need the
        whole of it are named in ``skipped``.

    Raises
    ------
    FormError
        The file is no workbook, belongs to no known layout or to several; nothing can be said of such a form.
    """
    inventory, problems = read_to_review(Path(path), importer=importer, basics=None if basics is None else Path(basics))
    if inventory is None:
        return unread(Path(path).name, problems)
    return review_inventory(inventory, problems=problems, settings=settings)


def read_to_review(
    form: Path, *, importer: str | None = None, basics: Path | None = None
) -> tuple[Inventory | None, tuple[Problem, ...]]:
    """Read a form as far as it can be read; return the inventory (None where its basics cannot be read) and the problems.

    Raises
    ------
    FormError
        As `review_form`.
    """
    from ..forms.reader import read_form

    try:
        return read_form(form, importer=importer, basics=basics), ()
    except FormError as error:
        if error.partial is None and error.draft is None:
            raise
        return error.partial, error.problems


def review_inventory(
    inventory: Inventory,
    *,
    problems: tuple[Problem, ...] = (),
    settings: ReviewSettings | None = None,
    choices: Choices | None = None,
) -> Review:
    """Review an inventory.

    ``problems`` are those of its reading (the inventory is then what could be read of the form). With ``choices`` it is a second
    visit: the checks of the first run all the same, then those of the choices.
    """
    chosen = settings or REVIEW_SETTINGS
    visit = 1 if choices is None else 2
    if not any(output.role == "target" for output in inventory.outputs):
        untold = Problem(message("no output is marked as the target product"), mend=message("mark the product under study"))
        return unread(inventory.source, problems or (untold,), visit=visit)
    lines, wrong = unit_lines(inventory)
    amiss = tuple(problem for problem in wrong if problem not in problems)
    problems = (*problems, *amiss)
    touched = _touched(inventory, lines, problems, amiss)
    reviewed = Reviewed(inventory, lines, whole=not touched, problems=problems, touched=touched, choices=choices)
    findings = list(reading_findings(problems, inventory.source))
    skipped = []
    for check in all_checks(visit):
        if reviewed.has(check.needs):
            findings += check.run(reviewed, chosen)
        else:
            skipped.append(check.name)
    return Review(reviewed, _in_order(map(_readable, findings)), inventory.source, tuple(skipped), visit=visit)


def _touched(
    inventory: Inventory, lines: tuple[UnitLine, ...], problems: tuple[Problem, ...], amiss: tuple[Problem, ...]
) -> frozenset[str]:
    """Return the parts of the form that some sum would miss; a problem that does not tell its part may miss any."""
    touched: set[str] = set()
    for problem in problems:
        parts = () if problem in amiss else problem.touches
        touched |= EVERYTHING if parts is None or "lines" in parts else set(parts)
    there = {id(item.line) for item in lines}
    touched |= {line.group for line in inventory.lines if id(line) not in there}
    if amiss and not lines:
        touched |= {"output"}
    return EVERYTHING & touched


def unread(source: str, problems: tuple[Problem, ...], *, visit: int = 1) -> Review:
    """Return the review of a form whose basics cannot be read: problems alone, every check left out."""
    findings = reading_findings(problems, source)
    return Review(
        None, _in_order(map(_readable, findings)), source, tuple(check.name for check in all_checks(visit)), visit=visit
    )


def unit_lines(inventory: Inventory) -> tuple[tuple[UnitLine, ...], tuple[Problem, ...]]:
    """Return the lines per declared unit, as many as can be brought to it, and what is wrong with the others."""
    try:
        return per_unit(inventory), ()
    except FormError as error:
        problems = error.problems
    try:
        production(inventory)
    except FormError:
        return (), problems
    return tuple(item for line in inventory.lines for item in _alone(line, inventory)), problems


def _alone(line: Line, inventory: Inventory) -> tuple[UnitLine, ...]:
    """Return one line per declared unit, with the meters it belongs to; nothing where it is not sound."""
    kin = tuple(other for other in inventory.lines if other is line or other.meter == line.line_id or other.line_id == line.meter)
    try:
        return tuple(item for item in per_unit(replace(inventory, lines=kin)) if item.line is line)
    except FormError:
        return ()


def _readable(finding: Finding) -> Finding:
    return replace(finding, what=readable(finding.what), why=readable(finding.why), mend=readable(finding.mend))


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Order by severity; findings of one severity stay in the order of the checks and of the form."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))
