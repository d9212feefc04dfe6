"""Does the multiplier of a link lead from the line to its target? Kinds of unit, and what the line states about itself.

Concentration, density, mass per piece and heat value on the line say what the multiplier must be; the program converts units of
one kind by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...inventory.concentration import concentration, concentration_in
from ...inventory.fuels import fuel_of
from ...messages import Message, message, msg
from ...numbers import plain, significant
from ...units import convert, find_unit, split_ratio
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..reading import origin_of
from ..settings import ReviewSettings
from ..words import has, words
from .chosen import Choice, chosen, find, link_cells, places
from .substances import dissolved

NAME = "multipliers"
_PURE = re.compile(r"100\s*%|anhydrous|per kg [A-Z]|以.{1,8}計")
_EFFICIENCY = re.compile(r"efficiency (\d+) %")
WHY_STATED = msg("the amount of what is bought comes from the multiplier: a slip there is a slip of the whole line")


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
    line, item = choice.line, choice.item
    own, wanted = find_unit(line.unit), find_unit(item.unit)
    if own is None or wanted is None or own.kind != wanted.kind or not item.amount or not item.line.amount:
        return
    counted = abs(convert(item.amount, wanted.code, own.code) / item.line.amount)
    if 1 / settings.multiplier_slip <= counted <= settings.multiplier_slip:
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
    counted = basis(choice, settings)
    if counted is None:
        return
    stated = concentration(line)
    mass = per_kg(choice)
    if not stated:
        if mass is not None and abs(mass - 1) < 1e-9 and has(line.name, words()["chemical"]["solution"]) and counted == 1:
            yield _differs(
                choice,
                "concentration-unknown",
                "question",
                message("the dataset counts the pure substance, and the line states no concentration"),
                message("give the concentration of what is delivered, and the multiplier with it"),
                ("concentration", "name"),
            )
        return
    expected = stated / counted
    if mass is None or abs(mass - expected) <= max(settings.concentration_fits, settings.multiplier_differs * expected):
        return
    what = message(
        "concentration {stated}, target counted at {basis}: expected is {expected} kg per kg, the multiplier gives {given}",
        stated=f"{stated:.3g}",
        basis=f"{counted:.3g}",
        expected=significant(expected),
        given=significant(mass),
    )
    mend = message("give the multiplier as concentration of the line ÷ concentration of the target, with its reason")
    yield _differs(choice, "concentration", "warning", what, mend, ("concentration", "name"))


def basis(choice: Choice, settings: ReviewSettings) -> float | None:
    """Return the concentration at which a dataset or factor counts, None where it does not say."""
    if choice.process is not None:
        return 1.0 if _PURE.search(choice.words) and choice.process.group in ("inorganics", "organics-other") else None
    if choice.row is not None and (choice.row.category.startswith("化學品") or dissolved(choice.row.name)):
        percent = concentration_in(choice.row.name)
        return None if percent is None or percent > 1 - settings.concentration_fits else percent
    return None


def per_kg(choice: Choice) -> float | None:
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
    if abs(stated / usual / settings.gas_low - 1) <= settings.figures_fit and fuel.name == "natural-gas":
        what = message(
            "a heat value of 8,000 kcal/m3 ({heat} MJ/{unit}) is that of the greenhouse-gas table; MOENV's factors count 9,000",
            **told,
        )
        mend = message("take the heat value of the supplier's bill for both views, or 9,000 kcal/m3 (37.68 MJ/m3) as MOENV does")
        yield _differs(choice, "heat-basis", "question", what, mend, ("heat_value", "name"))
    elif abs(ratio - 1) > settings.multiplier_differs:
        severity = "question" if settings.efficiency_low <= given / stated <= settings.efficiency_high else "warning"
        what = message(
            "{given} MJ per {unit} are counted; heat value {heat} MJ × efficiency of the dataset {efficiency} would be expected",
            **told,
        )
        if abs(ratio / settings.gas_low - 1) <= settings.figures_fit and fuel.name == "natural-gas":
            what = message("{what}; is it 8,000 kcal/m3? MOENV's factors rest on 9,000", what=what)
        mend = message("heat datasets count useful heat: heat value × efficiency; those of burning count the heat value itself")
        yield _differs(choice, "heat-value", severity, what, mend, ("heat_value", "name"))


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


def _said(choice: Choice) -> str:
    unit = f" {choice.target.multiplier_unit}" if choice.target.multiplier_unit else ""
    return f"{plain(choice.target.multiplier)}{unit}"


CHECK = Check(name=NAME, title=msg("Units and multipliers"), run=check, visit=2)
