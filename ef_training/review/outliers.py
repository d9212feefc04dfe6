"""Outliers: single figures that a digit or unit slip explains better than the plant does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..inventory.model import Line
from ..inventory.per_unit import UnitLine
from ..messages import Message, message, msg
from ..numbers import percent, plain, significant
from ..units import unit
from .basics import whatever_the_mass
from .duplicates import digits
from .model import Check, Finding, Reviewed
from .origins import cells
from .settings import REVIEW_SETTINGS, ReviewSettings
from .slips import OTHER_UNITS
from .spoken import kilograms
from .words import has, words

NAME = "outliers"
SOLID = ("auxiliary", "packaging")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
LAST_PERCENT = re.compile(rf"{PERCENT.pattern}\s*(?=$|[，,、;；])")
ASIDE = re.compile(r"[(（](?!\s*\d+(?:\.\d+)?\s*[%％]\s*[)）])[^)）]*[)）]")
"""What stands in brackets and is no bare percentage: “white masterbatch (50 % titanium dioxide)” is no solution of 50 %."""
WHY = msg("a unit or decimal point that slipped makes one line a thousand times too large or too small")
MEND = msg("check the amount, its unit and its level against the evidence")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield densities out of this world, auxiliaries heavier than the product, tiny amounts, zeros, and lines far above
    their group."""
    for line in reviewed.inventory.lines:
        if not line.parent:
            yield from _density(line, settings)
            yield from _zero(line)
            yield from _concentration(line, settings)
            yield from _packaging(line, reviewed)
    yield from whatever_the_mass(reviewed, settings, _per_kg)
    yield from _refrigerant(reviewed, settings)
    yield from _round(reviewed, settings)


def _per_kg(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield what is too heavy or too light beside a kg of product."""
    for item in reviewed.lines:
        if not implausible_density(item.line, settings):
            yield from _heavy(item, reviewed, settings)
            yield from _tiny(item, reviewed, settings)
            yield from _emission(item, reviewed, settings)


def implausible_density(line: Line, settings: ReviewSettings = REVIEW_SETTINGS) -> bool:
    """Tell whether a stated density (kg/L) is that of no substance."""
    return line.density is not None and not settings.density_low <= line.density <= settings.density_high


def _density(line: Line, settings: ReviewSettings) -> Iterator[Finding]:
    if not implausible_density(line, settings):
        return
    density = line.density or 0.0
    what = message("line {line} ({name}): a density of {density} kg/L", line=line.line_id, name=line.name, density=plain(density))
    if settings.density_low <= density / 1000 <= settings.density_high:
        what = message("{what}; in kg/m3 it would fit ({fits} kg/L)", what=what, fits=plain(density / 1000))
    yield Finding(
        NAME,
        "density",
        "error",
        what,
        message("volumes become masses with it; water has 1 kg/L, oils about 0.9, the heaviest metal 22.6"),
        message("give the density in kg/L"),
        cells(line, "density", "amount"),
        line.line_id,
    )


def _zero(line: Line) -> Iterator[Finding]:
    if line.amount == 0 and line.group != "transport":
        yield Finding(
            NAME,
            "zero",
            "question",
            message("line {line} ({name}) has the amount 0", line=line.line_id, name=line.name),
            message("0 may be the true amount, a figure not yet known, or one rounded away"),
            message("give the amount with more digits, or delete the line if there is none"),
            cells(line, "amount"),
            line.line_id,
        )


def _heavy(item: UnitLine, reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """An auxiliary or packaging that outweighs the product, or is far above its group while a thousandth would fit in."""
    line, mass, product = item.line, item.mass or 0.0, reviewed.inventory.product.mass_per_unit
    if line.group not in SOLID or line.stage not in ("raw-materials", "manufacturing") or not mass:
        return
    if mass > settings.auxiliary_ratio * product:
        what = message(
            "line {line} ({name}): {mass} per declared unit, {ratio} times the product itself",
            line=line.line_id,
            name=line.name,
            mass=kilograms(mass, 3),
            ratio=significant(mass / product),
        )
        severity = "warning" if mass > settings.auxiliary_warn * product else "question"
        yield _slip(item, reviewed, settings, "heavier-than-product", severity, what, 0.001)
        return
    group = [other for other in reviewed.of(line.group, stage=line.stage) if other is not item]
    others = {other.mass: other.line for other in group if other.mass and other.mass >= settings.tiny_share * product}
    if not others or mass <= settings.apart_share * product or not min(others) <= mass / 1000 <= max(others):
        return
    if mass > settings.outlier_ratio * max(others):
        what = message(
            "line {line} ({name}): {mass} per declared unit, {ratio} times the next largest of its group, {other} ({other_name})",
            line=line.line_id,
            name=line.name,
            mass=kilograms(mass, 3),
            ratio=significant(mass / max(others)),
            other=others[max(others)].line_id,
            other_name=others[max(others)].name,
        )
        yield _slip(item, reviewed, settings, "far-above-group", "question", what, 0.001)


def _tiny(item: UnitLine, reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    line, mass, product = item.line, item.mass, reviewed.inventory.product.mass_per_unit
    solid = line.group in ("material", "auxiliary", "packaging", "waste", "co-product")
    if not solid or line.stage not in ("raw-materials", "manufacturing") or not mass or line.parent:
        return
    total = _over_period(item, reviewed)
    small = mass < settings.tiny_share * product or (line.group == "packaging" and _alone_in_level(line, reviewed))
    if small and total < settings.tiny_mass:
        what = message(
            "line {line} ({name}): {total} over the period, {part} of the product’s mass",
            line=line.line_id,
            name=line.name,
            total=kilograms(total, 3),
            part=significant(mass / product, 2),
        )
        yield _slip(item, reviewed, settings, "tiny", "question", what, 1000.0)


def _alone_in_level(line: Line, reviewed: Reviewed) -> bool:
    """Tell whether a line counts the product over the period while all others of its group count one declared unit."""
    others = [item.line for item in reviewed.of(line.group, stage=line.stage) if item.line is not line]
    return line.level == "product" and bool(others) and all(other.level == "unit" for other in others)


def _over_period(item: UnitLine, reviewed: Reviewed) -> float:
    """Return the mass of a line over the period, as its row counts it (the whole plant’s where it counts the plant), kg."""
    mass, line = item.mass or 0.0, item.line
    return mass / item.amount * line.amount if line.level != "unit" and item.amount else mass * _made(reviewed)


def _emission(item: UnitLine, reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Methane by the ten tonnes, other substances to air that rival the product; carbon dioxide may be any amount."""
    line, mass = item.line, item.mass or 0.0
    if line.group != "emission-air" or not mass or has(line.name, words()["emission"]["carbon_dioxide"]):
        return
    total, part = _over_period(item, reviewed), mass / reviewed.inventory.product.mass_per_unit
    methane = has(line.name, words()["emission"]["methane"]) and total > settings.methane_year
    beside = part > settings.emission_share and not has(line.name, words()["emission"]["material"])
    if not methane and not beside:
        return
    what = message(
        "line {line} ({name}): {total} to air over the period, {part} of the product’s mass",
        line=line.line_id,
        name=line.name,
        total=kilograms(total),
        part=significant(part, 2),
    )
    yield _slip(item, reviewed, settings, "emission-large", "question", what, 0.001)


def _concentration(line: Line, settings: ReviewSettings) -> Iterator[Finding]:
    """The concentration in the name (“caustic soda 45 %”) against the one in its own column."""
    solution = has(line.name, words()["chemical"]["solution"])  # "98 % sulphuric acid", yet not "30 % glass fibre"
    bare = re.sub(r"[()（）]", " ", ASIDE.sub("", line.name)).strip()
    found = (PERCENT if solution else LAST_PERCENT).search(bare)
    named = float(found[1]) / 100 if found else 0.0
    if line.group not in ("material", "auxiliary", "waste") or not 0 < named <= 1:
        return
    far = settings.concentration_differs
    told = {"line": line.line_id, "name": line.name, "named": percent(named)}
    if line.concentration:
        if 1 / far <= line.concentration / named <= far:
            return
        what = message("line {line} ({name}): the name says {named}, its concentration {given}", given=written(line), **told)
    elif line.group == "auxiliary" and solution:
        what = message("line {line} ({name}): the name says {named}, no concentration is given", **told)
    else:
        return
    yield Finding(
        NAME,
        "concentration-and-name",
        "warning" if line.concentration else "question",
        what,
        message("factors of chemicals count the pure substance; what is taken for pure counts too much, or far too little"),
        message("give the concentration in per cent, as on the delivery note (45 for 45 per cent)"),
        cells(line, "concentration", "name"),
        line.line_id,
    )


def written(line: Line) -> str:
    """Return the concentration of a line as a percentage with all its digits."""
    return f"{plain((line.concentration or 0.0) * 100)}%"


def _packaging(line: Line, reviewed: Reviewed) -> Iterator[Finding]:
    """Packaging among the materials of a product that is no packaging itself."""
    lists, inventory = words()["packaging"], reviewed.inventory
    if line.group != "material" or not has(line.name, lists["names"]):
        return
    makes = " ".join((inventory.company.industry, inventory.product.name, *(output.name for output in inventory.outputs)))
    if has(makes, lists["names"]) or has(makes, lists["makers"]):
        return
    yield Finding(
        NAME,
        "packaging-as-material",
        "question",
        message(
            "line {line} ({name}) is packaging by its name, and stands among the materials", line=line.line_id, name=line.name
        ),
        message("packaging is no part of the product's mass: the mass balance does not close with it"),
        message("enter it as packaging, or say that it becomes a part of the product"),
        cells(line, "group", "name", "amount"),
        line.line_id,
    )


def _made(reviewed: Reviewed) -> float:
    from ..inventory.per_unit import production

    return production(reviewed.inventory)


def _slip(
    item: UnitLine, reviewed: Reviewed, settings: ReviewSettings, kind: str, severity: str, what: Message, factor: float
) -> Finding:
    """Return the finding, with the unit or the level that would bring the line near the product's mass."""
    line, product = item.line, reviewed.inventory.product.mass_per_unit
    fields = ("mass_per_piece", "amount", "unit") if line.mass_per_piece is not None else ("unit", "amount", "level")

    def fits(mass: float) -> bool:
        return settings.tiny_share * product <= mass <= settings.auxiliary_ratio * product

    mass, made = item.mass or 0.0, _made(reviewed)
    meant = OTHER_UNITS.get((unit(line.unit).code, factor), "") if fits(mass * factor) else ""
    per_unit = factor > 1 and line.level == "product" and fits(mass * made)
    over_period = factor < 1 and line.level == "unit" and fits(mass / made)
    if factor < 1 and line.mass_per_piece is not None and fits(mass * factor):
        what = message("{what}; is its mass per piece in g, not in kg?", what=what)
    elif meant and not (line.group == "packaging" and (per_unit or over_period)):  # packaging is mostly told per declared unit
        what = message("{what}; is it in {meant}, not in {unit}?", what=what, meant=meant, unit=line.unit)
    elif per_unit or over_period:
        period = msg("{what}; does it count the product over the period?")
        asked = msg("{what}; does it count one declared unit?") if per_unit else period
        what, fields = message(asked, what=what), ("level", "amount", "unit")
    return Finding(NAME, kind, severity, what, message(WHY), message(MEND), cells(line, *fields), line.line_id)


def _refrigerant(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    for item in reviewed.of("refrigerant"):
        line = item.line
        total = (item.mass or 0.0) / item.amount * line.amount if item.amount else 0.0
        if line.level == "unit" or total <= settings.refrigerant_ask:
            continue
        what = message(
            "line {line} ({name}): {total} of refrigerant topped up over the period",
            line=line.line_id,
            name=line.name,
            total=kilograms(total),
        )
        much = total > settings.refrigerant_year
        meant = OTHER_UNITS.get((unit(line.unit).code, 0.001)) if much else None
        if meant:
            what = message("{what}; is it in {meant}, not in {unit}?", what=what, meant=meant, unit=line.unit)
        yield Finding(
            NAME,
            "refrigerant" if much else "refrigerant-charge",
            "warning" if much else "question",
            what,
            message("only what escaped counts; what is filled in anew over the year shows it, the charge on the plate does not"),
            message("give what was topped up by the service reports, not the charge of the equipment; check the unit"),
            cells(line, *(("unit", "amount", "level") if much else ("amount", "unit", "level"))),
            line.line_id,
        )


def _round(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Nearly all measured amounts have one digit: they look estimated."""
    measured = [line for line in reviewed.inventory.lines if line.data_quality == "measured" and not line.parent and line.amount]
    bare = [line for line in measured if digits(line.amount) == 1]
    if len(measured) >= settings.round_count and len(bare) > settings.round_part * len(measured):
        yield Finding(
            NAME,
            "round-figures",
            "info",
            message("{count} of {all} measured amounts have a single digit", count=len(bare), all=len(measured)),
            message("meters and scales seldom show round figures; estimates do"),
            message("take the figures from bills and slips, or mark them as estimated"),
            tuple(place for line in bare[:5] for place in cells(line, "amount")),
        )


CHECK = Check(name=NAME, title=msg("Outliers"), run=check)
