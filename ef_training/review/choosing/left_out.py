"""Lines that are left out: may they be, as what, and does the reason hold?"""

from __future__ import annotations

from collections.abc import Iterator

from ...inventory.model import VIEWS, Line, Target
from ...messages import Message, message, msg
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..settings import ReviewSettings
from ..spoken import listed
from ..words import has
from .boundaries import BOUGHT
from .chosen import choice_words, link_cells, view_name
from .gases import greenhouse_gas

NAME = "left-out"
ENTERS = (*BOUGHT, "energy", "water", "refrigerant")
EMISSIONS = ("emission-air", "emission-water")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield leaving out without ground, reasons that mean a cut-off, cut-offs without a share, and what is in no view at all."""
    if reviewed.choices is None:
        return
    views: dict[str, set[str]] = {}
    told: set[str] = set()
    open_: list[Target] = []
    for target in (item.target for item in reviewed.choices.targets if item.target.kind == "left-out"):
        line = reviewed.by_id[target.line_id]
        views.setdefault(line.line_id, set()).add(target.view)
        found = _judged(line, target)
        if found is not None:
            told.add(line.line_id)
            yield found
        elif target.omission == "cut-off" and target.estimated_share is None:
            open_.append(target)
    yield from _without_share(open_)
    yield from _nowhere(
        [reviewed.by_id[name] for name, left in views.items() if left == set(VIEWS) and name not in told], reviewed
    )


def _judged(line: Line, target: Target) -> Finding | None:
    """One leaving out: a burden that is there, or a reason that means "small"."""
    if target.omission == "no-burden":
        severity = _burden(line, target)
        if severity:
            what = message(
                "line {line} ({name}) is left out of the {view} view as free of burden: “{reason}”", **_told(line, target)
            )
            mend = message(
                "link it; where it is small, leave it out as cut off with an estimated share; where another line or dataset"
                " holds it, say which"
            )
            return _found(line, target, "burden", severity, what, mend)
    if target.omission != "cut-off" and has(target.reason, choice_words()["reason"]["small"]):
        what = message(
            "line {line} ({name}) is left out of the {view} view because it is small: “{reason}”", **_told(line, target)
        )
        mend = message("choose “cut off (small)” and estimate its share: small lines add up, and the limits count them")
        return _found(line, target, "small", "question", what, mend)
    return None


def _burden(line: Line, target: Target) -> str:
    """Return how grave it is to call a line free of burden; empty where it may well be."""
    listed_ = choice_words()["left_out"]
    if line.group in ENTERS:
        return "question" if has(f"{line.name} {target.reason}", listed_["free"]) else "warning"
    if line.group in ("waste", "wastewater"):
        return "" if has(f"{line.name} {line.treatment}", listed_["handed_on"]) else "warning"
    if line.group == "transport":
        return "warning"
    if line.group in EMISSIONS:
        if target.view == "cfp":
            return "warning" if greenhouse_gas(line.name) else ""
        return "question"
    return ""


def _told(line: Line, target: Target) -> dict[str, str | Message]:
    return {"line": line.line_id, "name": line.name, "view": view_name(target.view), "reason": target.reason}


def _found(line: Line, target: Target, kind: str, severity: str, what: Message, mend: Message) -> Finding:
    return Finding(
        NAME,
        kind,
        severity,
        what,
        message(
            "free of burden are sold scrap, waste that somebody recycles, and what has no effect on the category; nothing bought"
        ),
        mend,
        (*link_cells(target, "omission", "reason", "kind"), *cells(line, "name")),
        line.line_id,
        target.view,
    )


def _without_share(open_: list[Target]) -> Iterator[Finding]:
    if open_:
        yield Finding(
            NAME,
            "no-share",
            "question",
            message("cut off without an estimated share: {lines}", lines=listed(dict.fromkeys(t.line_id for t in open_))),
            message("whether all that is cut off stays below the limit can be told only with the share of each"),
            message("estimate the share of the climate score, for example by the factor of a like material"),
            tuple(dict.fromkeys(link_cells(target, "estimated_share", "omission")[0] for target in open_)),
        )


def _nowhere(lines: list[Line], reviewed: Reviewed) -> Iterator[Finding]:
    if lines:
        places = {t.line_id: t for t in reversed(reviewed.inventory.targets) if t.kind == "left-out"}
        yield Finding(
            NAME,
            "both-views",
            "info",
            message("in neither view: {lines}", lines=listed(f"{line.line_id} {line.name}" for line in lines)),
            message("what is in no view is in no result; the report names it"),
            message("nothing where it is sold, recycled or free of burden; else link it"),
            tuple(dict.fromkeys(link_cells(places[line.line_id], "omission", "reason", "kind")[0] for line in lines)),
        )


CHECK = Check(name=NAME, title=msg("Lines left out"), run=check, visit=2)
