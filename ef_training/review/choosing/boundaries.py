"""How far a factor or dataset reaches: a whole life for a material, processing alone, or nobody says."""

from __future__ import annotations

from collections.abc import Iterator

from ...inventory.model import VIEWS, Line
from ...messages import message, msg
from ..model import Check, Finding, Reviewed
from ..settings import ReviewSettings
from ..spoken import listed
from ..words import has
from .chosen import Choice, Chosen, by_target, choice_words, chosen, find, link_cells, places

NAME = "boundaries"
BOUGHT = ("material", "auxiliary", "packaging")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield products from cradle to grave taken as materials, processing without its material, and boundaries nobody states."""
    found = chosen(reviewed)
    for choice in found.judged:
        if choice.line.group in BOUGHT and choice.item.boundary == "cradle-to-grave":
            yield _grave(choice)
    for line in found.lines():
        if line.group in BOUGHT:
            for view in VIEWS:
                yield from _processing(line, view, found)
    yield from _unknown(found)


def _grave(choice: Choice) -> Finding:
    line = choice.line
    return find(
        NAME,
        "cradle-to-grave",
        "warning",
        choice,
        message(
            "line {line} ({name}) is linked to {target}, a product from cradle to grave",
            line=line.line_id,
            name=line.name,
            target=choice.label,
        ),
        message("its delivery, use and disposal are in the factor and are counted again where the inventory has them"),
        message("choose a factor from cradle to gate; where there is none, leave the disposal of this line out and say so"),
    )


def _processing(line: Line, view: str, found: Chosen) -> Iterator[Finding]:
    """Only processing is counted: gate-to-gate factors of new material, or datasets of a service alone."""
    own = found.own(line.line_id, view)
    if not own or (line.line_id, view) in found.broken or not all(_service_only(choice) for choice in own):
        return
    choice = own[0]
    if any(recycled(other) for other in own):
        return  # cut-off: scrap enters free of burden, so that its processing is all there is
    yield find(
        NAME,
        "processing-only",
        "warning",
        choice,
        message(
            "line {line} ({name}) is linked to {target}, which counts the processing alone",
            line=line.line_id,
            name=line.name,
            target=listed(other.label for other in own),
        ),
        message("the material that is processed is missing"),
        message("add the material with its loss, or choose a factor from cradle to gate"),
        where=tuple(place for other in own for place in places(other)),
    )


def _service_only(choice: Choice) -> bool:
    if choice.process is not None:
        return choice.process.group == "processing"
    return choice.item.boundary == "gate-to-gate"


def recycled(choice: Choice) -> bool:
    """Whether a factor or dataset is that of recycled material."""
    return has(choice.words, choice_words()["material"]["recycled"])


def _unknown(found: Chosen) -> Iterator[Finding]:
    """Factors whose boundary the catalogue does not state, once for the form; fuels and electricity have a role that tells it."""
    open_ = [
        choice
        for choice in found.all
        if choice.target.view == "cfp" and choice.row is not None and not choice.row.boundary and not choice.row.role
    ]
    if open_:
        yield Finding(
            NAME,
            "unknown",
            "info",
            message(
                "the catalogue states no boundary for: {targets}",
                targets=by_target(open_, lambda choice: str(choice.row.announced or "?") if choice.row else ""),
            ),
            message("the rows announced in 2025 do not say it; unknown is not worse, but two ends of a chain may overlap"),
            message("materials are mostly from cradle to gate; look it up where the line matters"),
            tuple(dict.fromkeys(place for choice in open_ for place in link_cells(choice.target))),
        )


CHECK = Check(name=NAME, title=msg("Boundary of factors"), run=check, visit=2)
