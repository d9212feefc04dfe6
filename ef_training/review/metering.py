"""Meters: a second meter or a single bill beside the plant's total, and those on the meter who make no product."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..inventory.model import AllocationKey, Line
from ..messages import message, msg
from ..text import fold
from .model import Check, Finding, Reviewed
from .origins import cells, key_cell
from .settings import ReviewSettings
from .words import has, words

NAME = "metering"


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield meters that are counted twice, and dormitories that are said to be taken off and are not."""
    lines = [line for line in reviewed.inventory.lines if line.stage == "manufacturing" and line.level == "plant"]
    for kind in ("electricity", "water"):
        own = [line for line in lines if _carrier(line) == kind]
        for line in own:
            if has(line.name, words()["meter"]["others"]) and not _tells_that_it_is_off(line):
                yield _others(line)
            elif _is_part(line) and not line.meter and any(not _is_part(other) for other in own):
                yield _second(line)
    metered = [line for line in lines if line.group in ("energy", "water")]
    if reviewed.has(("energy", "water")):
        yield from _not_taken_off(metered, reviewed.inventory.allocation_keys)


def _carrier(line: Line) -> str:
    if line.group == "energy" and has(line.name, words()["energy"]["electricity"]):
        return "electricity"
    return "water" if line.group == "water" else ""


def _is_part(line: Line) -> bool:
    """Whether a name speaks of a sub-meter or of one month."""
    found = words()["meter"]
    return has(line.name, found["part"]) or (has(line.name, found["month"]) and not has(line.name, found["year"]))


def _tells_that_it_is_off(line: Line) -> bool:
    """A main meter whose name tells of the dormitory and that has it taken off, or a sub-meter of one."""
    return bool(line.excluded or line.meter)


def _second(line: Line) -> Finding:
    return Finding(
        NAME,
        "second-meter",
        "warning",
        message(
            "line {line} ({name}) sounds like a part of the plant’s total, which is entered too",
            line=line.line_id,
            name=line.name,
        ),
        message("what a sub-meter or a monthly bill shows is in the total already: it would count twice"),
        message("delete the line, or name its main meter on it, so that it is taken off there"),
        cells(line, "name", "amount"),
        line.line_id,
    )


def _others(line: Line) -> Finding:
    return Finding(
        NAME,
        "serves-no-product",
        "question",
        message("line {line} ({name}) sounds like a use that serves no product", line=line.line_id, name=line.name),
        message("dormitories and tenants make nothing: their part is taken off before a total is shared"),
        message("enter their part as excluded on the main meter, and delete the line"),
        cells(line, "name", "amount", "excluded"),
        line.line_id,
    )


def _not_taken_off(lines: Sequence[Line], keys: Sequence[AllocationKey]) -> Iterator[Finding]:
    """Somebody is said to be taken off, by a key or by the evidence of a meter, but nothing is."""
    told: set[str] = set()
    for key in keys:
        if fold(key.excluded) in ("", *words()["meter"]["none"]):
            continue
        served = [line for line in lines if line.allocation == key.name]
        if not any(line.excluded for line in served or lines):
            told |= {line.line_id for line in served}
            yield Finding(
                NAME,
                "not-taken-off",
                "question",
                message(
                    "the key “{key}” tells what is taken off (“{text}”), but no meter has it taken off",
                    key=key.name,
                    text=key.excluded,
                ),
                message("what is not taken off is shared over the products"),
                message("enter the excluded amount on the meter, or correct the text at the key"),
                (*(place for line in served for place in cells(line, "excluded", "amount")), *key_cell(key)),
                subject=key.name,
            )
    for line in lines:
        if (
            line.excluded
            or line.meter
            or line.line_id in told
            or not has(f"{line.evidence} {line.note}", words()["meter"]["others"])
        ):
            continue
        yield Finding(
            NAME,
            "not-taken-off",
            "question",
            message(
                "line {line} ({name}) speaks of others on the meter, but nothing is excluded", line=line.line_id, name=line.name
            ),
            message("what is not taken off is shared over the products"),
            message("enter the excluded amount, or say in the note that nobody else is on the meter"),
            cells(line, "excluded", "amount", "evidence"),
            line.line_id,
        )


CHECK = Check(name=NAME, title=msg("Meters"), run=check)
