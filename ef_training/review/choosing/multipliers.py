"""Does the multiplier of a link lead from the line to its target? Kinds of unit, and what the line states about itself.

Concentration, density, mass per piece and heat value on the line say what the multiplier must be; the program converts units of
one kind by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...inventory.fuels import fuel_of
from ...inventory.model import VIEWS, Line
from ...messages import Message, message, msg
from ...numbers import plain, significant
from ...units import convert, find_unit, split_ratio
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..reading import origin_of
from ..settings import ReviewSettings
from ..words import has, words
from .chosen import Choice, Chosen, chosen, find, link_cells, places, view_name

NAME = "multipliers"
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_PURE = re.compile(r"100\s*%|anhydrous|per kg [A-Z]|以.{1,8}計")
_EFFICIENCY = re.compile(r"efficiency (\d+) %")
WHY_STATED = msg("the amount of what is bought comes from the multiplier: a slip there is a slip of the whole line")
GAS_LOW = 8000 / 9000
"""Heat value of natural gas in the table of greenhouse gases against that behind MOENV's factors, kcal/m3."""


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield links that cannot be looked up, multipliers without reason, and those that disagree with the line."""
    if reviewed.choices is None:
        return
    yield from _unresolved(reviewed)
    found = chosen(reviewed)
    for choice in found.judged:
        yield from _reason(choice)
        yield from _sign(choice)
        yield from _same_kind(choice, settings)
        yield from _concentration(choice, settings)
        yield from _heat(choice, settings)
    for line in found.lines():
        for view in VIEWS:
            yield from _sums(line, view, found, settings)


def _unresolved(reviewed: Reviewed) -> Iterator[Finding]:
    """Links that could not be looked up: an unknown code, units that do not meet, a kind of another view."""
    assert reviewed.choices is not None
    for target, problems in reviewed.choices.unresolved:
        line = reviewed.by_id.get(target.line_id)
        for problem in problems:
            place = (origin_of(problem.where),) if problem.where else link_cells(target)
            yield Finding(
                NAME,
                "unresolved",
                "error",
                problem.what,
                message("a link that cannot be looked up counts nothing, and nothing is computed until it is mended"),
                problem.mend or message("choose another target"),
                (*place, *(cells(line, "unit", "name") if line else ())),
                target.line_id,
                f"{target.view}:{target.target}",
            )


def _reason(choice: Choice) -> Iterator[Finding]:
    target = choice.target
    if target.multiplier != 1 and not target.reason.strip():
        yield find(
            NAME,
            "no-reason",
            "question",
            choice,
            message(
                "line {line} ({name}): the multiplier {multiplier} of {target} has no reason",
                line=choice.line.line_id,
                name=choice.line.name,
                multiplier=_said(choice),
                target=choice.label,
            ),
            message("a number nobody can trace cannot be checked, nor used again next year"),
            message("write where it comes from: concentration, density, heat value × efficiency, mass per piece, share"),
            where=places(choice, "reason", "multiplier"),
        )


def _sign(choice: Choice) -> Iterator[Finding]:
    """A negative multiplier turns a treatment into a credit, and zero counts nothing."""
    if choice.target.multiplier <= 0:
        yield find(
            NAME,
            "negative",
            "error",
            choice,
            message(
                "line {line} ({name}): the multiplier {multiplier} is not above zero",
                line=choice.line.line_id,
                name=choice.line.name,
                multiplier=_said(choice),
            ),
            message("treating waste is never a credit; signs are applied by the program"),
            message("give a positive multiplier; sold scrap is left out, free of burden"),
            where=places(choice, "multiplier", line=("amount", "name")),
        )


def _same_kind(choice: Choice, settings: ReviewSettings) -> Iterator[Finding]:
    """A factor of a thousand within one kind of unit: kilograms for tonnes, which the program converts itself."""
    target, line = choice.target, choice.line
    own, wanted = find_unit(line.unit), find_unit(choice.item.unit)
    if own is None or wanted is None or own.kind != wanted.kind or target.multiplier <= 0:
        return
    if 1 / settings.multiplier_slip <= target.multiplier <= settings.multiplier_slip:
        return
    yield find(
        NAME,
        "converted-twice",
        "error",
        choice,
        message(
            "line {line} ({name}) in {unit} is linked to {target} per {per} with a multiplier of {multiplier}",
            line=line.line_id,
            name=line.name,
            unit=own.code,
            target=choice.label,
            per=wanted.code,
            multiplier=_said(choice),
        ),
        message("units of one kind are converted by the program; converted by hand as well they count a thousand times"),
        message("give 1 where the amount counts as it stands; a multiplier is for shares, losses and concentrations"),
        where=places(choice, "multiplier", line=("unit", "name")),
    )


def _concentration(choice: Choice, settings: ReviewSettings) -> Iterator[Finding]:
    """A solution linked to a dataset or factor of another concentration."""
    line, own = choice.line, find_unit(choice.line.unit)
    wanted = find_unit(choice.item.unit)
    if line.group not in ("material", "auxiliary") or own is None or wanted is None or wanted.kind != "mass":
        return
    basis = _basis(choice)
    if basis is None:
        return
    stated = line.concentration or _in_name(line.name)
    mass = _per_kg(choice)
    if stated is None:
        if mass is not None and abs(mass - 1) < 1e-9 and has(line.name, words()["chemical"]["solution"]) and basis == 1:
            yield _differs(
                choice,
                "concentration-unknown",
                "question",
                message("the dataset counts the pure substance, and the line states no concentration"),
                message("give the concentration of what is delivered, and the multiplier with it"),
                ("concentration", "name"),
            )
        return
    expected = stated / basis
    if mass is None or abs(mass / expected - 1) <= settings.multiplier_differs or abs(mass - expected) < 5e-3:
        return
    what = message(
        "concentration {stated}, target counted at {basis}: expected is {expected} kg per kg, the multiplier gives {given}",
        stated=f"{stated:.3g}",
        basis=f"{basis:.3g}",
        expected=significant(expected),
        given=significant(mass),
    )
    mend = message("give the multiplier as concentration of the line ÷ concentration of the target, with its reason")
    yield _differs(choice, "concentration", "warning", what, mend, ("concentration", "name"))


def _basis(choice: Choice) -> float | None:
    """Return the concentration at which a dataset or factor counts, None where it does not say."""
    if choice.process is not None:
        return 1.0 if _PURE.search(choice.words) and choice.process.group in ("inorganics", "organics-other") else None
    if choice.row is not None and choice.row.category.startswith("化學品"):
        percent = _in_name(choice.row.name)
        return None if percent is None or percent > 0.995 else percent
    return None


def _in_name(name: str) -> float | None:
    """Return the concentration that a name tells ("鹽酸 32 %"), None where it tells none or several.

    >>> _in_name("Caustic soda 45 % (etching)"), _in_name("PP"), _in_name("硝酸 65–68 %")
    (0.45, None, None)
    """
    found = _PERCENT.findall(name)
    if len(found) != 1 or re.search(r"\d\s*[-–~～至]\s*\d+(?:\.\d+)?\s*[%％]", name):
        return None
    value = float(found[0]) / 100
    return value if 0 < value <= 1 else None


def _per_kg(choice: Choice) -> float | None:
    """Return kg of the target per kg of the line; None where the line has no mass."""
    item = choice.item
    unit = find_unit(item.unit)
    if item.line.mass is None or not item.line.mass or unit is None or unit.kind != "mass":
        return None
    return abs(convert(item.amount, unit.code, "kg")) / item.line.mass


def _heat(choice: Choice, settings: ReviewSettings) -> Iterator[Finding]:
    """Heat per unit of a fuel against its heat value and the efficiency that the dataset names."""
    line, target = choice.line, choice.target
    fuel, wanted = fuel_of(line.name), find_unit(choice.item.unit)
    if line.group != "energy" or wanted is None or wanted.kind != "energy" or not target.multiplier_unit or fuel is None:
        return
    above, below = split_ratio(target.multiplier_unit)
    if below.kind != (find_unit(fuel.unit) or below).kind or above.kind != "energy":
        return
    usual = fuel.heat_value
    stated = usual if not line.heat_value else line.heat_value / convert(1.0, line.unit, fuel.unit)
    given = convert(target.multiplier, above.code, "MJ") / convert(1.0, below.code, fuel.unit)
    match = _EFFICIENCY.search(choice.item.technology)
    efficiency = float(match[1]) / 100 if match else 1.0
    told = {"given": plain(given), "heat": significant(stated, 4), "unit": fuel.unit, "efficiency": f"{efficiency:.0%}"}
    ratio = given / (stated * efficiency)
    if abs(stated / usual / GAS_LOW - 1) <= 0.02 and fuel.name == "natural-gas":
        what = message(
            "a heat value of 8,000 kcal/m3 ({heat} MJ/{unit}) is that of the greenhouse-gas table; MOENV's factors count 9,000",
            **told,
        )
        mend = message("take the heat value of the supplier's bill for both views, or 9,000 kcal/m3 (37.68 MJ/m3) as MOENV does")
        yield _differs(choice, "heat-basis", "question", what, mend, ("heat_value", "name"))
    elif abs(ratio - 1) > settings.multiplier_differs:
        severity = "question" if settings.efficiency_low <= given / stated <= 1.005 else "warning"
        what = message(
            "{given} MJ per {unit} are counted; heat value {heat} MJ × efficiency of the dataset {efficiency} would be expected",
            **told,
        )
        if abs(ratio / GAS_LOW - 1) <= 0.02 and fuel.name == "natural-gas":
            what = message("{what}; is it 8,000 kcal/m3? MOENV's factors rest on 9,000", what=what)
        mend = message("heat datasets count useful heat: heat value × efficiency; those of burning count the heat value itself")
        yield _differs(choice, "heat-value", severity, what, mend, ("heat_value", "name"))


def _sums(line: Line, view: str, found: Chosen, settings: ReviewSettings) -> Iterator[Finding]:
    """Material that adds up to far more or less than the line's mass; energy, water, transport that add up to other than one."""
    own = found.own(line.line_id, view)
    unit = find_unit(line.unit)
    if not own or unit is None or (line.line_id, view) in found.broken:
        return
    if line.group in ("energy", "water", "wastewater", "transport", "refrigerant"):
        same = [choice for choice in own if _same_unit(choice, line) and choice.target.kind != "elementary-flow"]
        total = sum(choice.target.multiplier for choice in same)
        if same and abs(total - 1) > settings.multiplier_differs and len({choice.item.role for choice in same}) == 1:
            yield _sum(line, same, significant(total))
        return
    if line.group not in ("material", "auxiliary", "packaging"):
        return
    heavy = [choice for choice in own if choice.carries_mass]
    parts = [mass for choice in heavy if (mass := _per_kg(choice)) is not None]
    if len(parts) != len(own) and any(not choice.carries_mass and _counts_things(choice) for choice in own):
        return
    if not parts or any(_basis(choice) is not None for choice in heavy):
        return
    ratio = sum(parts)
    if settings.parts_low <= ratio <= settings.parts_high:
        return
    slip = any(abs(ratio / times - 1) < 0.5 for times in (1e3, 1e-3))
    severity = "error" if slip else "warning" if ratio > settings.parts_high or not line.concentration else "info"
    known = line.concentration or _in_name(line.name)
    if known and abs(ratio / known - 1) <= 2 * settings.multiplier_differs:
        return
    yield find(
        NAME,
        "mass",
        severity,
        heavy[0],
        message(
            "line {line} ({name}), {view} view: the links count {ratio} kg per kg of the line",
            line=line.line_id,
            name=line.name,
            view=view_name(view),
            ratio=significant(ratio),
        ),
        message(WHY_STATED),
        message("check the multipliers against mass per piece, density and the shares of the parts; losses belong in the reason"),
        where=(
            *(place for choice in heavy for place in link_cells(choice.target, "multiplier")),
            *cells(line, "mass_per_piece", "density", "amount", "name"),
        ),
    )


def _sum(line: Line, same: Sequence[Choice], total: str) -> Finding:
    return find(
        NAME,
        "sum",
        "warning",
        same[0],
        message(
            "line {line} ({name}), {view} view: the multipliers of its targets add up to {total}, expected is 1",
            line=line.line_id,
            name=line.name,
            view=view_name(same[0].target.view),
            total=total,
        ),
        message("a kWh, a m3 or a tkm is bought once; the way back counts only where it is driven for this product"),
        message("give 1, or the shares of the parts, which add up to 1"),
        where=(*(place for choice in same for place in link_cells(choice.target, "multiplier")), *cells(line, "name")),
    )


def _differs(choice: Choice, kind: str, severity: str, what: Message, mend: Message, fields: tuple[str, ...]) -> Finding:
    return find(
        NAME,
        kind,
        severity,
        choice,
        message(
            "line {line} ({name}), {target}: {what}",
            line=choice.line.line_id,
            name=choice.line.name,
            target=choice.label,
            what=what,
        ),
        message(WHY_STATED),
        mend,
        where=places(choice, "multiplier", line=fields),
    )


def _same_unit(choice: Choice, line: Line) -> bool:
    own, wanted = find_unit(line.unit), find_unit(choice.item.unit)
    return own is not None and wanted is not None and own.kind == wanted.kind


def _counts_things(choice: Choice) -> bool:
    """Whether a target counts pieces, areas or lengths of material, so that masses alone do not add up to the line."""
    unit = find_unit(choice.item.unit)
    served = choice.process is not None and choice.process.group == "processing"
    return unit is not None and unit.kind in ("number", "area", "length", "volume") and not served


def _said(choice: Choice) -> str:
    unit = f" {choice.target.multiplier_unit}" if choice.target.multiplier_unit else ""
    return f"{plain(choice.target.multiplier)}{unit}"


CHECK = Check(name=NAME, title=msg("Units and multipliers"), run=check, visit=2)
