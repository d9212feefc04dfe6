"""Outliers: single figures that a digit or unit slip explains better than the plant does."""

from __future__ import annotations

from collections.abc import Iterator

from ..inventory.model import Line
from ..inventory.per_unit import UnitLine
from ..messages import Message, message, msg
from ..units import unit
from .basics import mass_in_doubt
from .model import Check, Finding, Reviewed
from .places import cells
from .settings import REVIEW_SETTINGS, ReviewSettings
from .slips import OTHER_UNITS

NAME = "outliers"
SOLID = ("auxiliary", "packaging")
ROUND_PART = 0.8
ROUND_COUNT = 10
WHY = msg("a unit or decimal point that slipped makes one line a thousand times too large or too small")
MEND = msg("check the amount, its unit and its level against the evidence")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield densities out of this world, auxiliaries heavier than the product, tiny amounts, zeros, and lines far above
    their group."""
    for line in reviewed.inventory.lines:
        if not line.parent:
            yield from _density(line, settings)
            yield from _zero(line)
    named = {line.line_id for line in reviewed.inventory.lines if implausible_density(line, settings)}
    if not mass_in_doubt(reviewed.inventory, settings):
        heavy = [item for item in reviewed.lines if item.line.line_id not in named]
        for item in heavy:
            yield from _heavy(item, reviewed, settings)
            yield from _tiny(item, reviewed, settings)
    yield from _refrigerant(reviewed, settings)
    yield from _round(reviewed)


def implausible_density(line: Line, settings: ReviewSettings = REVIEW_SETTINGS) -> bool:
    """Tell whether a stated density (kg/L) is that of no substance."""
    return line.density is not None and not settings.density_low <= line.density <= settings.density_high


def _density(line: Line, settings: ReviewSettings) -> Iterator[Finding]:
    if not implausible_density(line, settings):
        return
    density = line.density or 0.0
    what = message("line {line} ({name}): a density of {density:g} kg/L", line=line.line_id, name=line.name, density=density)
    if settings.density_low <= density / 1000 <= settings.density_high:
        what = message("{what}; in kg/m3 it would fit ({fits:g} kg/L)", what=what, fits=density / 1000)
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
    others = [other.mass for other in reviewed.of(line.group, stage=line.stage) if other.mass and other is not item]
    apart = (
        bool(others)
        and mass > settings.outlier_ratio * max(others)
        and min(others) <= mass / 1000 <= max(others)
        and mass > 0.1 * settings.auxiliary_ratio * product
    )
    if mass > settings.auxiliary_ratio * product or apart:
        what = message(
            "line {line} ({name}): {mass:.3g} kg per declared unit, {ratio:.3g} times the product itself",
            line=line.line_id,
            name=line.name,
            mass=mass,
            ratio=mass / product,
        )
        severity = "warning" if mass > settings.auxiliary_warn * product or apart else "question"
        yield _slip(line, "heavier-than-product", severity, what, 0.001)


def _tiny(item: UnitLine, reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    line, mass, product = item.line, item.mass, reviewed.inventory.product.mass_per_unit
    solid = line.group in ("material", "auxiliary", "packaging", "waste", "co-product")
    if not solid or line.stage not in ("raw-materials", "manufacturing") or not mass or line.parent:
        return
    total = mass / item.amount * line.amount if line.level != "unit" and item.amount else mass * _made(reviewed)
    if mass < settings.tiny_share * product and total < settings.tiny_mass:
        what = message(
            "line {line} ({name}): {total:.3g} kg over the period, {part:.2g} of the product’s mass",
            line=line.line_id,
            name=line.name,
            total=total,
            part=mass / product,
        )
        yield _slip(line, "tiny", "question", what, 1000.0)


def _made(reviewed: Reviewed) -> float:
    from ..inventory.per_unit import production

    return production(reviewed.inventory)


def _slip(line: Line, kind: str, severity: str, what: Message, factor: float) -> Finding:
    meant = OTHER_UNITS.get((unit(line.unit).code, factor))
    if meant:
        what = message("{what}; is it in {meant}, not in {unit}?", what=what, meant=meant, unit=line.unit)
    fields = ("mass_per_piece", "amount", "unit") if line.mass_per_piece is not None else ("unit", "amount", "level")
    return Finding(NAME, kind, severity, what, message(WHY), message(MEND), cells(line, *fields), line.line_id)


def _refrigerant(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    for item in reviewed.of("refrigerant"):
        line = item.line
        total = (item.mass or 0.0) / item.amount * line.amount if item.amount else 0.0
        if line.level != "unit" and total > settings.refrigerant_year:
            what = message(
                "line {line} ({name}): {total:.4g} kg of refrigerant topped up over the period",
                line=line.line_id,
                name=line.name,
                total=total,
            )
            yield _slip(line, "refrigerant", "warning", what, 0.001)


def _round(reviewed: Reviewed) -> Iterator[Finding]:
    """Nearly all measured amounts have one digit: they look estimated."""
    measured = [line for line in reviewed.inventory.lines if line.data_quality == "measured" and not line.parent and line.amount]
    bare = [line for line in measured if len(_figures(line.amount)) == 1]
    if len(measured) >= ROUND_COUNT and len(bare) > ROUND_PART * len(measured):
        yield Finding(
            NAME,
            "round-figures",
            "info",
            message("{count} of {all} measured amounts have a single digit", count=len(bare), all=len(measured)),
            message("meters and scales seldom show round figures; estimates do"),
            message("take the figures from bills and slips, or mark them as estimated"),
            tuple(place for line in bare[:5] for place in cells(line, "amount")),
        )


def _figures(amount: float) -> str:
    return f"{amount:.10g}".partition("e")[0].replace(".", "").strip("0")


CHECK = Check(name=NAME, title=msg("Outliers"), run=check)
