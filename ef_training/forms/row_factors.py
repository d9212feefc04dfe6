"""The climate factor that stands on the row of the line it serves, as the company chose it."""

from __future__ import annotations

from collections.abc import Sequence

from ..inventory.bridge import Bridge, bridge
from ..inventory.model import CustomFactor, Line, Target
from ..messages import message, msg
from ..units import unit
from .layout_model import Importer
from .notes import Notes
from .records import Record

NO_VALUE = msg("a factor is named but has no value; it was not used ({cells})")
NO_UNIT = msg("the factor has no unit; it was taken per unit of its row ({cells})")
SCREENING = msg(
    "the factors on the rows know climate change only; in the view of the 16 indicators their lines have that alone ({cells})"
)


def row_factor(record: Record, line: Line, importer: Importer, notes: Notes) -> tuple[CustomFactor, tuple[Target, ...]] | None:
    """Return the factor on a row and what the line is by it; None where the row brings none.

    The factor is in kg CO2e per unit. Where its unit is of another kind than that of the line, the density, the mass of a piece
    or the heat value on the row must lead there.
    """
    value = record["factor_value"]
    if value is None:
        if record["factor_name"] and "factor_value" not in record.present:
            notes.gather(NO_VALUE, record.where("factor_name"))
        return None
    scale, code, spelling = record["factor_unit"] or (1.0, line.unit, "")
    if record["factor_unit"] is None:
        if "factor_unit" in record.present:
            return None
        notes.gather(NO_UNIT, record.where("factor_value"))
    for rule in importer.unit_rules:
        if spelling and rule.applies(spelling, line.group, line.name):
            code = unit(rule.unit).code
    found = bridge(line, code)
    if not isinstance(found, Bridge):
        notes.problem(
            message("the factor is per {unit}, but “{name}” is in {own}", unit=code, name=line.name, own=line.unit),
            where=record.where("factor_unit"),
            mend=message(
                "choose a factor per {own}, or give the density, mass per piece or heat value on the row", own=line.unit
            ),
        )
        return None
    factor = CustomFactor(
        factor_id=f"row-{line.line_id}",
        name=record["factor_name"] or line.name,
        value=value * scale,
        unit=code,
        source=record["factor_source"] or str(record.where("factor_value")),
        year=record["factor_year"],
        on_row=True,
        origin=record.where("factor_value"),
    )
    views = ("cfp", "ef") if importer.climate_only else ("cfp",)
    if importer.climate_only:
        notes.gather(SCREENING, factor.origin)
    targets = (
        Target(
            line_id=line.line_id,
            view=view,
            kind="custom-factor",
            target=factor.factor_id,
            multiplier=found.multiplier,
            multiplier_unit=found.multiplier_unit,
            reason=found.reason.render(notes.lang) if found.reason else "",
            source=factor.source,
            origin=factor.origin,
        )
        for view in views
    )
    return factor, tuple(targets)


def without_linked(
    found: Sequence[tuple[CustomFactor, tuple[Target, ...]]], linked: Sequence[Target], notes: Notes
) -> tuple[tuple[CustomFactor, ...], tuple[Target, ...]]:
    """Return the factors of rows and their targets; where the form links a line itself in a view, its link holds."""
    views = {(target.line_id, target.view) for target in linked}
    factors: list[CustomFactor] = []
    targets: list[Target] = []
    for factor, own in found:
        used = [target for target in own if (target.line_id, target.view) not in views]
        if len(used) < len(own):
            notes.assume(
                message("the line is linked on the links sheet; the factor on its row was not used there"), factor.origin
            )
        if used:
            factors.append(factor)
            targets += used
    return tuple(factors), tuple(targets)
