"""Levels: amounts of the plant, of the product and of one unit agree; production agrees with sales and stocks."""

from __future__ import annotations

from collections.abc import Iterator

from ..inventory.consistency import level_disagreements, stock_gap, stocks_differ
from ..inventory.levels import level_refused, levels_differ
from ..inventory.model import Line
from ..messages import message, msg
from .model import Check, Finding, Reviewed
from .origins import cells
from .settings import ReviewSettings
from .words import has, words

NAME = "levels"
METERED = ("energy", "water", "wastewater", "waste", "refrigerant", "emission-air", "emission-water")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield amounts at two levels that disagree, levels that look wrong, a production that sales and stocks contradict."""
    yield from _disagreements(reviewed)
    yield from _suspect_levels(reviewed, settings)
    yield from _production(reviewed, settings)


def production_in_doubt(reviewed: Reviewed, settings: ReviewSettings) -> bool:
    """Tell whether production and sales with stocks contradict each other."""
    gap = stock_gap(reviewed.inventory)
    return gap is not None and (gap.as_sold or abs(gap.made - gap.expected) > settings.production_fine * gap.made)


def _disagreements(reviewed: Reviewed) -> Iterator[Finding]:
    if not reviewed.lines:  # nothing was made, or nothing can be brought to one declared unit: told as an error of reading
        return
    for line, stated, computed, ratio in level_disagreements(reviewed.inventory, reviewed.lines):
        places = (stated.origin,) if str(stated.origin) else ()
        yield Finding(
            NAME,
            f"levels-differ-{stated.level}",
            "error" if level_refused(ratio) else "warning",
            levels_differ(line, stated, computed, ratio),
            message(
                "plant total, product total and amount per unit are one figure seen three ways; only one of them can be used"
            ),
            message("check the level of each figure, production and share, and the unit; keep the figure that is metered"),
            (*places, *(place for place in cells(line, "amount", "level", "unit") if place not in places)),
            line.line_id,
        )


def _suspect_levels(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """A metered amount said to count the product alone where the plant makes several and the rest is metered for all."""
    inventory = reviewed.inventory
    metered = [
        line
        for line in inventory.lines
        if line.group in METERED and line.stage == "manufacturing" and not line.parent and line.amount
    ]
    plant = [line for line in metered if line.level == "plant"]
    several = len(inventory.outputs) > 1
    for line in (line for line in metered if line.level == "product"):
        text = f"{line.name} {line.note} {line.evidence}"  # "whole plant 440,000 kWh × 45 %" is the product's part
        says_plant = has(text, words()["scope"]["plant"]) and not any(word in text for word in words()["scope"]["shared"])
        if says_plant or line.excluded or (several and len(plant) >= settings.metered_enough and not line.meter):
            yield _suspect(line, sure=says_plant or bool(line.excluded))


def _suspect(line: Line, *, sure: bool) -> Finding:
    told = message("line {line} ({name}) is said to count the product alone", line=line.line_id, name=line.name)
    why = message("a plant total taken for the product’s makes the product bear what the others use")
    return Finding(
        NAME,
        "plant-total-as-product",
        "warning" if sure else "question",
        message("{told}, while its row speaks of the whole plant", told=told)
        if sure
        else message("{told}, while the other meters of the plant are shared by a key", told=told),
        why,
        message(
            "if a meter of its own stands behind it, say so as evidence; else set the level to the whole plant and choose a key"
        ),
        cells(line, "level", "amount", "name"),
        line.line_id,
    )


def _production(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    gap, output = stock_gap(reviewed.inventory), reviewed.inventory.target_output
    if gap is None or not production_in_doubt(reviewed, settings):
        return
    far = gap.as_sold or abs(gap.made - gap.expected) > settings.mass_warn * gap.made
    yield Finding(
        NAME,
        "production-and-sales",
        "error" if far else "question",
        stocks_differ(gap, output.unit),
        message("amounts are divided by what was made in the period, sold or not"),
        message("write the quantity made; check sales and the stocks at start and end of the period"),
        cells(output, "quantity", "sold"),
    )


CHECK = Check(name=NAME, title=msg("Levels and production"), run=check, needs=frozenset({"output"}))
