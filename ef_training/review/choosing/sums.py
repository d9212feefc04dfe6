"""What the targets of a line add up to: material against the line's mass, energy, water, transport and waste against one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...inventory.concentration import concentration
from ...inventory.model import VIEWS, Line, Origin
from ...messages import message, msg
from ...numbers import significant
from ...units import convert, find_unit
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..settings import ReviewSettings
from .boundaries import BOUGHT
from .chosen import Choice, chosen, find, link_cells, places, view_name
from .multipliers import WHY_STATED, basis, per_kg
from .reasons import stated

NAME = "sums"
WHY_TWICE = msg("a material beside what it is made of, or two factors of one material, count it twice")
WHOLE = ("energy", "water", "wastewater", "transport", "refrigerant")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield lines whose targets count more or less than there is."""
    found = chosen(reviewed)
    for line in found.lines():
        for view in VIEWS:
            own = found.own(line.line_id, view)
            if not own or find_unit(line.unit) is None or (line.line_id, view) in found.broken:
                continue
            if line.group in WHOLE:
                yield from _whole(line, own, settings)
            elif line.group == "waste":
                yield from _waste(line, own, settings)
            elif line.group in BOUGHT:
                yield from _material(line, own, settings)
    for choice in found.judged:
        yield from _area(choice, settings)


def _whole(line: Line, own: Sequence[Choice], settings: ReviewSettings) -> Iterator[Finding]:
    """Energy, water and transport that add up to other than one."""
    same = [choice for choice in own if _same_unit(choice, line) and choice.target.kind != "elementary-flow"]
    total = sum(choice.target.multiplier for choice in same)
    if same and abs(total - 1) > settings.multiplier_differs and len({choice.item.role for choice in same}) == 1:
        yield find(
            NAME,
            "sum",
            "warning",
            same[0],
            message(
                "line {line} ({name}), {view} view: the multipliers of its targets add up to {total}, expected is 1",
                line=line.line_id,
                name=line.name,
                view=view_name(same[0].target.view),
                total=significant(total),
            ),
            message("a kWh, a m3 or a tkm is bought once; the way back counts only where it is driven for this product"),
            message("give 1, or the shares of the parts, which add up to 1"),
            where=_where(same, line, "name"),
        )


def _waste(line: Line, own: Sequence[Choice], settings: ReviewSettings) -> Iterator[Finding]:
    """Waste of which a part goes nowhere, or goes twice, and no reason says why."""
    parts = _masses(own)
    ratio = sum(mass for _, mass in parts)
    heavy = [choice for choice, _ in parts]
    if not parts or abs(ratio - 1) <= settings.multiplier_differs or stated(ratio, parts, settings):
        return
    yield find(
        NAME,
        "waste",
        "question",
        heavy[0],
        message(
            "line {line} ({name}), {view} view: the links treat {ratio} kg per kg of the waste",
            line=line.line_id,
            name=line.name,
            view=view_name(heavy[0].target.view),
            ratio=significant(ratio),
        ),
        message("all of a waste goes somewhere: the parts that are treated add up to 1"),
        message("give 1, or the parts and their treatments; a part that is left out or burned in part stands in the reason"),
        where=_where(heavy, line, "amount", "name"),
    )


def _material(line: Line, own: Sequence[Choice], settings: ReviewSettings) -> Iterator[Finding]:
    """Material of more or less than the line's mass; services on it apart."""
    parts = _masses(own)
    heavy = [choice for choice, _ in parts]
    if len(parts) != len(own) and any(not choice.carries_mass and _counts_things(choice) for choice in own):
        return
    if not parts or any(basis(choice, settings) is not None for choice in heavy):
        return
    ratio = sum(mass for _, mass in parts)
    severity = _severity(line, ratio, parts, settings)
    if not severity:
        return
    several = len(heavy) > 1 and ratio > 1
    yield find(
        NAME,
        "mass",
        severity,
        heavy[0],
        message(
            "line {line} ({name}), {view} view: the links count {ratio} kg per kg of the line",
            line=line.line_id,
            name=line.name,
            view=view_name(heavy[0].target.view),
            ratio=significant(ratio),
        ),
        message(WHY_TWICE) if several else message(WHY_STATED),
        message("check the multipliers against mass per piece, density and the shares of the parts; losses belong in the reason"),
        where=_where(heavy, line, "mass_per_piece", "density", "amount", "name"),
    )


def _severity(line: Line, ratio: float, parts: Sequence[tuple[Choice, float]], settings: ReviewSettings) -> str:
    """Return how grave a sum is; empty where it is in order or stands in a reason."""
    known = concentration(line)
    if known and abs(ratio / known - 1) <= 2 * settings.multiplier_differs:
        return ""
    if any(abs(ratio / times - 1) < settings.thousand_fits for times in (1e3, 1e-3)):
        return "error"
    told = stated(ratio, parts, settings)
    if ratio < settings.parts_low:
        return "info" if line.concentration or told else "warning"
    if ratio >= settings.parts_high * (1 - settings.reason_fits):
        return "question" if told else "warning"
    if ratio > settings.parts_ask or (len(parts) > 1 and ratio > settings.parts_shares):
        return "" if told else "question"
    return ""


def _area(choice: Choice, settings: ReviewSettings) -> Iterator[Finding]:
    """More area to be coated per kg than the thinnest sheet has."""
    line, item, area = choice.line, choice.item, find_unit(choice.item.unit)
    mass = item.line.mass
    if line.group not in BOUGHT or choice.process is None or choice.process.group != "processing":
        return
    if not mass or area is None or area.kind != "area":
        return
    per = abs(convert(item.amount, area.code, "m2")) / mass
    if per > settings.area_high:
        yield find(
            NAME,
            "area",
            "question",
            choice,
            message(
                "line {line} ({name}): {target} counts {area} m2 per kg",
                line=line.line_id,
                name=line.name,
                target=choice.label,
                area=significant(per),
            ),
            message("a steel sheet of 0.1 mm has 2.5 m2 per kg on its two sides; screws have 0.1 to 0.5"),
            message("check the area of a piece against its mass: cm2 for m2, g for kg"),
            where=places(choice, "multiplier", line=("mass_per_piece", "name")),
        )


def _masses(own: Sequence[Choice]) -> list[tuple[Choice, float]]:
    return [(choice, mass) for choice in own if choice.carries_mass and (mass := per_kg(choice)) is not None]


def _where(own: Sequence[Choice], line: Line, *fields: str) -> tuple[Origin, ...]:
    return (*(place for choice in own for place in link_cells(choice.target, "multiplier")), *cells(line, *fields))


def _same_unit(choice: Choice, line: Line) -> bool:
    own, wanted = find_unit(line.unit), find_unit(choice.item.unit)
    return own is not None and wanted is not None and own.kind == wanted.kind


def _counts_things(choice: Choice) -> bool:
    """Whether a target counts pieces, areas or lengths of material, so that masses alone do not add up to the line."""
    unit = find_unit(choice.item.unit)
    served = choice.process is not None and choice.process.group == "processing"
    return unit is not None and unit.kind in ("number", "area", "length", "volume") and not served


CHECK = Check(name=NAME, title=msg("Parts of a line"), run=check, visit=2)
