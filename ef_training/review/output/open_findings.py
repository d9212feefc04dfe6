"""At the second visit: which findings of the first are still without an answer, one finding a severity with their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...messages import Message, message
from ..checks import all_checks
from ..model import SEVERITIES, Finding, Review
from ..spoken import listed
from .answers import Answers, settle
from .summary import READING

NAME, KIND = "complete", "open-from-first-visit"
ASKED = ("error", "warning", "question")


def with_open(review: Review, answers: Answers) -> Review:
    """Return the review of a second visit with what is open from the first; another review as it is.

    The numbers are those of the findings in page and workbook, where the open ones come before the answered.
    """
    if review.visit < 2:
        return review
    first = {READING, *(check.name for check in all_checks(1))}
    waiting = [entry.finding for entry in settle(review, answers).open if entry.finding.check in first]
    severities = [severity for severity in ASKED if any(finding.severity == severity for finding in waiting)]
    if not severities:
        return review
    marks = {severity: _finding(severity, 0, ()) for severity in severities}
    marked = _inserted(review, marks.values())
    numbers = {id(entry.finding): number for number, entry in enumerate(settle(marked, answers).all, start=1)}
    told = {}
    for severity in severities:
        own = [numbers[id(finding)] for finding in waiting if finding.severity == severity]
        told[id(marks[severity])] = _finding(severity, len(own), own)
    return replace(marked, findings=tuple(told.get(id(finding), finding) for finding in marked.findings))


def _inserted(review: Review, more: Iterable[Finding]) -> Review:
    findings = sorted((*review.findings, *more), key=lambda finding: SEVERITIES.index(finding.severity))
    return replace(review, findings=tuple(findings))


def _finding(severity: str, count: int, numbers: Sequence[int]) -> Finding:
    texts = {
        "error": message("open from the first visit: {count} errors (no. {numbers})", count=count, numbers=_list(numbers)),
        "warning": message("open from the first visit: {count} warnings (no. {numbers})", count=count, numbers=_list(numbers)),
        "question": message("open from the first visit: {count} questions (no. {numbers})", count=count, numbers=_list(numbers)),
    }
    return Finding(
        NAME,
        KIND,
        severity,
        texts[severity],
        message("the second visit ends with an inventory that is whole: what was asked at the first has an answer"),
        message("correct the form, or write the answer in the yellow column of review.xlsx"),
        subject=severity,
    )


def _list(numbers: Sequence[int]) -> Message:
    return listed(map(str, numbers))
