"""What a factor or dataset holds besides the thing itself: packaging, transport, processing, offices; or leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...inventory.model import VIEWS, Line
from ...messages import Message, message, msg
from ...text import fold
from ...units import find_unit
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..settings import ReviewSettings
from ..spoken import listed
from ..words import has
from .chosen import Choice, Chosen, choice_words, chosen, find, link_cells, places, transport_held, view_name, weighed

NAME = "contents"
_PACKED = re.compile(r"[^(（，、]*(?:太空包|太空袋|紙袋|塑膠袋|桶|紙箱|瓶|罐)(?:包)?裝")
_LEFT_OUT = re.compile(r"不含([^)），,]+)")
_SPLIT = re.compile(r"[、與和及&＆]")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield packaging in or not in a factor, what a factor says it leaves out, and transport that is held and booked as well."""
    found = chosen(reviewed)
    for choice in found.judged:
        if choice.row is not None and choice.target.view == "cfp":
            least = weighed(found.share(choice.line.line_id), settings.choice_share)
            yield from _left_out(choice, least)
            yield from _packaging(choice, least)
            yield from _offices(choice)
    legs = _legs(reviewed)
    for line in found.lines():
        for view in VIEWS:
            yield from _transport_twice(line, view, legs.get(line.line_id, []), found)


def _left_out(choice: Choice, severity: str) -> Iterator[Finding]:
    assert choice.row is not None
    match = _LEFT_OUT.search(choice.row.name)
    if match is None:
        return
    parts = [part.strip() for part in _SPLIT.split(match[1]) if part.strip()]
    named = any(part in fold(choice.line.name) or part[-2:] in fold(choice.line.name) for part in map(fold, parts))
    yield find(
        NAME,
        "left-out",
        "warning" if named else severity,
        choice,
        message(
            "line {line} ({name}): {target} leaves out {parts}",
            line=choice.line.line_id,
            name=choice.line.name,
            target=choice.label,
            parts=listed(parts),
        ),
        message("what a factor leaves out is counted nowhere unless another line or link has it"),
        message("take the factor that holds it, add it as a link of its own, or say that the line has none of it"),
    )


def _packaging(choice: Choice, severity: str) -> Iterator[Finding]:
    """A material's factor that holds its drums and bags, or is that of loose goods."""
    row, line = choice.row, choice.line
    assert row is not None
    if line.group not in ("material", "auxiliary"):
        return
    packed = _PACKED.search(row.name)
    told: dict[str, str | Message] = {"line": line.line_id, "name": line.name, "target": choice.label}
    if packed:
        yield find(
            NAME,
            "packaging-in",
            "info",
            choice,
            message("line {line} ({name}): {target} holds the packaging of delivery", **told),
            message("bags and drums that are also a line of their own would be counted twice"),
            message("leave the packaging it comes in out of the inventory, but not its disposal"),
        )
    elif "散裝" in row.name:
        yield find(
            NAME,
            "packaging-out",
            severity,
            choice,
            message("line {line} ({name}): {target} is that of loose goods, without packaging", **told),
            message("what comes in bags or drums brings their production and disposal along"),
            message("add the bags or drums as a line, or say that it comes loose, by tank lorry or silo"),
        )


def _offices(choice: Choice) -> Iterator[Finding]:
    if has(choice.words, choice_words()["service"]["offices"]):
        yield find(
            NAME,
            "offices",
            "info",
            choice,
            message(
                "line {line} ({name}): {target} holds the carrier's offices and depots as well",
                line=choice.line.line_id,
                name=choice.line.name,
                target=choice.label,
            ),
            message("other factors of lorries count the driving alone; beside them it stands high"),
            message("nothing where the carrier works like that; else take the factor of the vehicle"),
        )


def _legs(reviewed: Reviewed) -> dict[str, list[Line]]:
    """Return the transport legs of each line."""
    found: dict[str, list[Line]] = {}
    for line in reviewed.inventory.lines:
        if line.group == "transport" and line.parent:
            found.setdefault(line.parent, []).append(line)
    return found


def _transport_twice(line: Line, view: str, legs: list[Line], found: Chosen) -> Iterator[Finding]:
    """Legs that count, of a line whose own target holds its transport already."""
    booked = [leg for leg in legs if found.of(leg.line_id, view)]
    if not booked:
        return
    for choice in found.of(line.line_id, view):
        held = _held(choice)
        if held is None:
            continue
        yield find(
            NAME,
            "transport-twice",
            "warning",
            choice,
            message(
                "line {line} ({name}): {target} holds {held}, and the legs {legs} count in the {view} view as well",
                line=line.line_id,
                name=line.name,
                target=choice.label,
                held=held,
                legs=listed(leg.line_id for leg in booked),
                view=view_name(view),
            ),
            message("the way to the treatment is counted twice"),
            message("leave the legs out in this view, with the dataset as the reason; or say what way they are"),
            where=(
                *(place for leg in booked for other in found.of(leg.line_id, view) for place in link_cells(other.target)),
                *places(choice),
                *(place for leg in booked for place in cells(leg, "distance", "amount")),
            ),
        )


def _held(choice: Choice) -> Message | None:
    """Say what transport a choice holds, None where it holds none."""
    code, line = choice.target.target, choice.line
    if choice.process is not None and code in transport_held():
        return message("{km} km by lorry", km=f"{transport_held()[code]:g}")
    unit = find_unit(choice.item.unit)
    if line.group != "transport" and unit is not None and unit.kind == "freight transport":
        return message("transport in tkm")
    if line.group == "waste" and choice.row is not None and "含容器廢棄階段" in choice.row.name:
        return message("the collection of the containers")
    return None


CHECK = Check(name=NAME, title=msg("What a factor holds"), run=check, visit=2)
