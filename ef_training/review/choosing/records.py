"""How good are amounts and choices, by what the form says of them: measured or estimated, with a record, with a grade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...inventory.model import Line
from ...messages import Message, message, msg
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..settings import ReviewSettings
from ..spoken import listed
from .chosen import Chosen, chosen, link_cells

NAME = "records"


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield amounts without a data quality, large estimates, transport without a record, choices without a grade."""
    if reviewed.choices is None:
        return
    found = chosen(reviewed)
    lines = [line for line in reviewed.inventory.lines if not line.parent and line.group != "product"]
    yield from _unsaid(lines)
    for line in lines:
        share = found.share(line.line_id)
        if (
            line.data_quality == "estimated"
            and line.stage in ("raw-materials", "manufacturing")
            and share >= settings.choice_large
        ):
            yield _estimated(line, share)
    yield from _transport([line for line in lines if line.group == "transport" and not line.evidence.strip()], lines)
    yield from _grades(found)


def _unsaid(lines: Sequence[Line]) -> Iterator[Finding]:
    """Lines whose data quality is empty; forms without such a column say nothing of it."""
    open_ = [line for line in lines if not line.data_quality]
    if open_ and len(open_) < len(lines):
        yield Finding(
            NAME,
            "no-data-quality",
            "question",
            message("measured, calculated or estimated? Nothing is said of: {lines}", lines=_names(open_)),
            message("the data quality of the results rests on it"),
            message("choose the data quality of each line"),
            tuple(place for line in open_ for place in cells(line, "data_quality", "name")[:1]),
            open_[0].line_id if len(open_) == 1 else "",
        )


def _estimated(line: Line, share: float) -> Finding:
    return Finding(
        NAME,
        "estimated",
        "question",
        message(
            "line {line} ({name}) is estimated and makes {share} of the climate score",
            line=line.line_id,
            name=line.name,
            share=f"{share:.0%}",
        ),
        message("what makes up a large part of the result is measured, or calculated from what is measured"),
        message("take the amount from stores issue, bill of materials or meter; or say why an estimate must do"),
        cells(line, "data_quality", "amount", "name"),
        line.line_id,
        volatile=("share",),
    )


def _transport(open_: Sequence[Line], lines: Sequence[Line]) -> Iterator[Finding]:
    everything = not any(line.evidence.strip() for line in lines if line.group == "transport")
    if open_ and not everything:
        yield Finding(
            NAME,
            "transport-without-record",
            "question",
            message("transport without a record or a calculation: {lines}", lines=_names(open_)),
            message("load and distance are checked against delivery notes or a map"),
            message("name the record in the column of evidence"),
            tuple(place for line in open_ for place in cells(line, "evidence", "name")[:1]),
            open_[0].line_id if len(open_) == 1 else "",
        )


def _grades(found: Chosen) -> Iterator[Finding]:
    """Most of the climate score is linked to targets of which nobody said how well they fit."""
    graded = {choice.target.line_id for choice in found.all if choice.target.grade}
    open_ = [choice for choice in found.judged if not choice.target.grade]
    lines = dict.fromkeys(choice.target.line_id for choice in open_)
    share = sum(found.share(name) for name in lines if name not in graded)
    if open_ and graded and share > 0.5:
        yield Finding(
            NAME,
            "no-grade",
            "info",
            message(
                "for {share} of the climate score nobody said how well the target fits the line", share=f"{min(share, 1.0):.0%}"
            ),
            message("same product, proxy or group average: the rating of the technology follows from it"),
            message("choose the grade in links.csv for the large lines"),
            tuple(dict.fromkeys(place for choice in open_ for place in link_cells(choice.target))),
            volatile=("share",),
        )


def _names(lines: Sequence[Line]) -> Message:
    return listed(f"{line.line_id} {line.name}" for line in lines)


CHECK = Check(name=NAME, title=msg("Quality of amounts and choices"), run=check, visit=2)
