"""Is everything there for the second visit? Amounts, records, factors, datasets, distances, links that somebody confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...inventory.model import Line, Origin
from ...messages import Message, message, msg
from ...settings import SETTINGS
from ..freight_legs import legs, legs_by_line, named_in, speaks_of_transport, unread_row
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..reading import origin_of
from ..settings import ReviewSettings
from ..spoken import listed
from .chosen import Choice, Chosen, chosen, link_cells

NAME = "complete"


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield what is missing, each kind of gap once with all its cells."""
    if reviewed.choices is None:
        return
    found = chosen(reviewed)
    yield from _links_file(reviewed)
    yield from _without_target(reviewed)
    yield from _amounts(reviewed)
    yield from _evidence(reviewed)
    yield from _distances(reviewed, settings)
    yield from _unconfirmed(reviewed)
    yield from _screening(found)


def _links_file(reviewed: Reviewed) -> Iterator[Finding]:
    """What keeps rows of a links file from being used."""
    assert reviewed.choices is not None
    for severity, problems in (("error", reviewed.choices.file_problems), ("question", reviewed.choices.asked)):
        for problem in problems:
            yield Finding(
                NAME,
                "links-file",
                severity,
                problem.what,
                message("a row of the links file that lacks something is not used"),
                problem.mend or message("complete the row"),
                (origin_of(problem.where),) if problem.where else (),
                subject=f"{problem.where}|{problem.what}",
            )


def _without_target(reviewed: Reviewed) -> Iterator[Finding]:
    """Lines that have no factor, or no dataset; one sentence where nothing has one yet."""
    assert reviewed.choices is not None
    linked = {(target.line_id, target.view) for target in reviewed.inventory.targets}
    lines = [line for line in reviewed.inventory.lines if line.group != "product" and not unread_row(line, reviewed.problems)]
    for view in ("cfp", "ef"):
        open_ = [line for line in lines if (line.line_id, view) not in linked]
        if not open_:
            continue
        factor = view == "cfp"
        if len(open_) == len(lines):
            what = message("no line has a factor yet") if factor else message("no line has a dataset yet")
            where: tuple[Origin, ...] = ()
        else:
            told = _names(open_)
            what = (
                message("without a factor: {lines}", lines=told) if factor else message("without a dataset: {lines}", lines=told)
            )
            where = _cells(open_, "name")
        yield Finding(
            NAME,
            "no-factor" if factor else "no-dataset",
            "error",
            what,
            message("a line without one is in no result; a missing value is not zero"),
            message("choose a factor (ef-training factors suggest), or leave the line out with its reason")
            if factor
            else message("link it to a dataset (ef-training link propose), or leave the line out with its reason"),
            where,
            open_[0].line_id if len(open_) == 1 else "",
        )


def _amounts(reviewed: Reviewed) -> Iterator[Finding]:
    empty = [line for line in reviewed.inventory.lines if not line.amount]
    if empty:
        yield _gap(
            "no-amount",
            "question",
            message("with an amount of zero: {lines}", lines=_names(empty)),
            message("a line that counts nothing may be one that nobody has filled in"),
            message("give the amount of the period, or delete the line"),
            _cells(empty, "amount"),
            empty,
        )


def _evidence(reviewed: Reviewed) -> Iterator[Finding]:
    open_ = [
        line for line in reviewed.inventory.lines if not line.parent and line.group != "transport" and not line.evidence.strip()
    ]
    if open_:
        everything = not any(line.evidence.strip() for line in reviewed.inventory.lines)
        yield _gap(
            "no-evidence",
            "question",
            message("no line names the record its amount comes from")
            if everything
            else message("without a record for the amount: {lines}", lines=_names(open_)),
            message("an amount is checked against its record: bill, stores issue, weighbridge ticket, manifest"),
            message("name the record in the column of evidence"),
            () if everything else _cells(open_, "evidence", "name"),
            open_,
        )


def _distances(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """What is bought without a leg and without a reason; what the check of transport names is not told again."""
    from .. import transport

    found = legs(reviewed)
    carried = legs_by_line(found)
    told = {str(place) for finding in transport.CHECK.run(reviewed, settings) for place in finding.where}
    open_ = [
        item.line
        for item in reviewed.of(*transport.PURCHASED, stage="raw-materials")
        if not item.line.parent
        and item.line.line_id not in carried
        and not speaks_of_transport(item.line)
        and not any(named_in(item.line, found))
        and not unread_row(item.line, reviewed.problems)
        and not {str(place) for place in cells(item.line, "leg1_km", "leg1_mode", "name")} & told
    ]
    if open_:
        yield _gap(
            "no-distance",
            "question",
            message("bought, without a way and without a reason why it has none: {lines}", lines=_names(open_)),
            message("a factor from cradle to gate ends at the supplier's gate: the delivery is not in it"),
            message("give mode and distance, or say in the note why the way is left out (how small it is, what it comes with)"),
            _cells(open_, "leg1_km", "note", "name"),
            open_,
        )


def _unconfirmed(reviewed: Reviewed) -> Iterator[Finding]:
    """Links that nobody has put a name to; factors on the rows are the company's own choice."""
    open_ = [target for target in reviewed.inventory.targets if target.origins and not target.confirmed_by.strip()]
    if open_:
        ids = list(dict.fromkeys(target.line_id for target in open_))
        yield Finding(
            NAME,
            "unconfirmed",
            "question",
            message("{count} links nobody has confirmed, of the lines {lines}", count=str(len(open_)), lines=listed(ids)),
            message("links are proposed, looked at and confirmed; one that nobody has looked at is a guess"),
            message("look at each and write who confirmed it"),
            tuple(dict.fromkeys(place for target in open_ for place in link_cells(target, "confirmed_by", "target"))),
        )


def _screening(found: Chosen) -> Iterator[Finding]:
    """Lines that stand in the view of the 16 indicators with climate change alone."""
    open_ = [choice for choice in found.all if choice.item.screening]
    total = found.totals["ef"]
    if not open_ or not total:
        return
    share = sum(abs(choice.score or 0.0) for choice in open_) / total
    yield Finding(
        NAME,
        "screening",
        "warning" if share > SETTINGS.screening_warn else "info",
        message(
            "with climate change alone in the view of the 16 indicators: {lines}; together {share} of the climate score",
            lines=listed(_share_of(choice, total) for choice in open_),
            share=f"{share:.1%}",
        ),
        message(
            "above a tenth the report says it first; above three tenths there is no single score and no most relevant category"
        ),
        message("link a dataset, or leave it where the line is small"),
        tuple(dict.fromkeys(place for choice in open_ for place in link_cells(choice.target))),
    )


def _share_of(choice: Choice, total: float) -> str:
    return f"{choice.line.line_id} {choice.line.name} ({abs(choice.score or 0.0) / total:.1%})"


def _gap(
    kind: str,
    severity: str,
    what: Message,
    why: Message,
    mend: Message,
    where: tuple[Origin, ...],
    lines: Sequence[Line],
) -> Finding:
    return Finding(NAME, kind, severity, what, why, mend, where, lines[0].line_id if len(lines) == 1 else "")


def _names(lines: Iterable[Line]) -> Message:
    return listed(f"{line.line_id} {line.name}" for line in lines)


def _cells(lines: Iterable[Line], *fields: str) -> tuple[Origin, ...]:
    """Return one cell of each line: the first of the fields that it has."""
    return tuple(dict.fromkeys(place for line in lines for place in cells(line, *fields)[:1]))


CHECK = Check(name=NAME, title=msg("Completeness"), run=check, visit=2)
