"""Does a form agree with itself? Contradictions that stop the work, and doubts that are named with the results.

Tolerances are the programme's own (`ef_training.settings`); no standard gives them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import Problem, UnitError
from ..messages import Message, message, msg
from ..settings import SETTINGS
from ..text import fold
from ..units import convert, split_ratio, unit
from .levels import level_disagreements, level_refused, levels_differ, stated_place
from .model import STAGE_NAMES, STAGES, Inventory, Line, Target
from .per_unit import UnitLine, production

__all__ = ["BOUNDARY_STAGES", "StockGap", "contradictions", "doubts", "level_disagreements", "stock_gap", "stocks_differ"]

BOUNDARY_STAGES = MappingProxyType(
    {
        "cradle-to-gate": STAGES[:2],
        "cradle-to-gate-and-distribution": STAGES[:3],
        "cradle-to-grave": STAGES,
    }
)
Doubt = tuple[str, str, Message]


@dataclass(frozen=True)
class StockGap:
    """Production against sales and stocks, all in the unit of the output.

    ``expected`` = sold + stock at the end − stock at the start; ``ratio`` is made ÷ expected. ``as_sold`` tells that the
    production given is the quantity sold although stocks changed.
    """

    made: float
    sold: float
    start: float
    end: float
    expected: float
    ratio: float
    as_sold: bool


def contradictions(inventory: Inventory, lines: Sequence[UnitLine]) -> list[Problem]:
    """Return what cannot be right: no line, a line outside the boundary, a product mass that is off by a factor,
    amounts at two levels that disagree."""
    problems = []
    if not lines:
        problems.append(Problem(message("the form holds no line: there is nothing to calculate")))
    elif not any(line.amount for line in lines):
        problems.append(Problem(message("every amount in the form is zero: there is nothing to calculate")))
    stages = BOUNDARY_STAGES[inventory.product.boundary]
    for line in (line.line for line in lines):
        if line.stage not in stages:
            problems.append(
                Problem(
                    message(
                        "line {line} ({name}) belongs to the stage “{stage}”, which the boundary leaves out",
                        line=line.line_id,
                        name=line.name,
                        stage=message(STAGE_NAMES[line.stage]),
                    ),
                    str(line.origin),
                    message("move or delete the line, or choose a wider boundary on the first sheet"),
                )
            )
    ratio = _mass_ratio(inventory)
    if ratio is not None and not 1 / SETTINGS.mass_refuse <= ratio <= SETTINGS.mass_refuse:
        problems.append(Problem(_masses_differ(inventory, ratio), _mass_place(inventory), _mass_hint()))
    for line, stated, computed, ratio in level_disagreements(inventory, lines):
        if level_refused(ratio):
            mend = message("check the level of each figure, production and share, and the unit; keep the figure that is metered")
            problems.append(Problem(levels_differ(line, stated, computed, ratio), stated_place(line, stated), mend))
    return problems


def doubts(inventory: Inventory, lines: Sequence[UnitLine]) -> Iterator[Doubt]:
    """Yield check, place and sentence of what a reader of the results should know or look into."""
    ratio = _mass_ratio(inventory)
    if ratio is not None and SETTINGS.mass_warn < abs(ratio - 1) and 1 / SETTINGS.mass_refuse <= ratio <= SETTINGS.mass_refuse:
        yield "mass per declared unit", _mass_place(inventory), _masses_differ(inventory, ratio)
    for line, stated, computed, level_ratio in level_disagreements(inventory, lines):
        if not level_refused(level_ratio):
            sentence = levels_differ(line, stated, computed, level_ratio)
            yield "levels", stated_place(line, stated), sentence
    yield from _stocks(inventory)
    yield from _material(inventory, lines)
    yield from _stages(inventory, lines)
    by_line: dict[tuple[str, str], list[Target]] = {}
    for target in inventory.targets:
        by_line.setdefault((target.line_id, target.view), []).append(target)
    for line in inventory.lines:
        yield from _multipliers(line, by_line.get((line.line_id, "ef"), []))


def stock_gap(inventory: Inventory) -> StockGap | None:
    """Compare production with sales and the change of stocks; None where one of the three is not given or counted otherwise."""
    output = inventory.target_output
    others = {fold(other.name) for other in inventory.outputs if other is not output}
    totals: dict[str, float] = {}
    try:
        for stock in (stock for stock in inventory.stocks if fold(stock.name) not in others):
            held = convert(stock.quantity, stock.unit, output.unit)
            totals[stock.moment] = totals.get(stock.moment, 0.0) + held
    except UnitError:
        return None
    if output.sold is None or not {"start", "end"} <= totals.keys():
        return None
    expected = output.sold + totals["end"] - totals["start"]
    ratio = output.quantity / expected if expected > 0 else math.inf
    as_sold = output.quantity == output.sold and totals["start"] != totals["end"]
    return StockGap(output.quantity, output.sold, totals["start"], totals["end"], expected, ratio, as_sold)


def stocks_differ(gap: StockGap, unit_code: str) -> Message:
    """Return the sentence on a production that does not follow from sales and stocks."""
    template = msg(
        "production ({made:.6g} {unit}) is not what was sold ({sold:.6g}) plus the stock at the end ({end:.6g}) less that at the"
        " start ({start:.6g}): that makes {expected:.6g}"
    )
    if gap.as_sold:
        template = msg(
            "the production given ({made:.6g} {unit}) is the quantity sold, although stocks went from {start:.6g} to {end:.6g}:"
            " what was made is {expected:.6g}"
        )
    return message(template, made=gap.made, sold=gap.sold, start=gap.start, end=gap.end, expected=gap.expected, unit=unit_code)


def _stocks(inventory: Inventory) -> Iterator[Doubt]:
    gap, output = stock_gap(inventory), inventory.target_output
    if gap is not None and (gap.as_sold or abs(gap.made - gap.expected) > SETTINGS.stock_warn * gap.made):
        yield "production", str(output.origins.get("quantity") or output.origin), stocks_differ(gap, output.unit)


def _mass_ratio(inventory: Inventory) -> float | None:
    """Return mass per declared unit × production ÷ mass of the output, None where the output's mass is not given."""
    output = inventory.target_output
    mass = output.mass
    if mass is None and unit(output.unit).kind == "mass":
        mass = convert(output.quantity, output.unit, "kg")
    return inventory.product.mass_per_unit * production(inventory) / mass if mass else None


def _mass_place(inventory: Inventory) -> str:
    return str(inventory.product.origins.get("mass_per_unit", "") or inventory.target_output.origin)


def _masses_differ(inventory: Inventory, ratio: float) -> Message:
    return message(
        "the mass of one declared unit ({mass:g} kg) times production is {ratio:.3g} times the mass of the output",
        mass=inventory.product.mass_per_unit,
        ratio=ratio,
    )


def _mass_hint() -> Message:
    return message("declared unit, mass per declared unit and output must fit together")


def _material(inventory: Inventory, lines: Sequence[UnitLine]) -> Iterator[Doubt]:
    materials = [line for line in lines if line.line.group == "material" and line.line.stage == "raw-materials"]
    mass, product = sum(line.mass or 0.0 for line in materials), inventory.product.mass_per_unit
    if not product or not materials:
        return
    complete = all(line.mass is not None for line in materials)
    if (complete and mass < product * (1 - SETTINGS.mass_warn)) or mass > product * SETTINGS.material_warn:
        yield (
            "mass balance",
            "",
            message(
                "the materials weigh {mass:.4g} kg per declared unit, the product {product:.4g} kg", mass=mass, product=product
            ),
        )


def _stages(inventory: Inventory, lines: Sequence[UnitLine]) -> Iterator[Doubt]:
    present = {line.line.stage for line in lines}
    for stage in BOUNDARY_STAGES[inventory.product.boundary]:
        if stage not in present:
            yield (
                "boundary",
                "",
                message(
                    "the boundary includes the stage “{stage}”, but no line belongs to it", stage=message(STAGE_NAMES[stage])
                ),
            )


def _multipliers(line: Line, targets: Sequence[Target]) -> Iterator[Doubt]:
    """Compare the multipliers of a line's datasets with the density, mass per piece or concentration it states."""
    datasets = [target for target in targets if target.kind == "dataset"]
    per_piece = max((_in(target, "mass", "number", "kg", "item") or 0.0 for target in datasets), default=0.0)
    if line.mass_per_piece and per_piece and not 0.5 <= per_piece / line.mass_per_piece <= SETTINGS.pieces_warn:
        yield _differs(line, per_piece, line.mass_per_piece, "kg/item")
    for target in datasets:
        density = _in(target, "mass", "volume", "kg", "L")
        if density and line.density:
            stated = line.density * (line.concentration or 1.0)
            if min(abs(density / line.density - 1), abs(density / stated - 1)) > SETTINGS.mass_warn:
                yield _differs(line, density, line.density, "kg/L")
    shares = [share for target in datasets if (share := _in(target, "mass", "mass", "kg", "kg")) is not None]
    solution = line.group in ("material", "auxiliary")  # a waste is treated as it is, whatever its dry mass
    if solution and line.concentration and shares and unit(line.unit).kind == "mass":
        nearest = min(shares, key=lambda share: abs(share - (line.concentration or 0.0)))
        if abs(nearest / line.concentration - 1) > SETTINGS.mass_warn:
            yield _differs(line, nearest, line.concentration, "kg/kg")


def _in(target: Target, above: str, below: str, above_unit: str, below_unit: str) -> float | None:
    """Return a multiplier in above_unit/below_unit where it leads from one kind to the other, else None; a plain number leads
    from a kind to itself."""
    if not target.multiplier_unit:
        return target.multiplier if above == below else None
    numerator, denominator = split_ratio(target.multiplier_unit)
    if (numerator.kind, denominator.kind) != (above, below):
        return None
    return convert(target.multiplier, numerator.code, above_unit) / convert(1.0, denominator.code, below_unit)


def _differs(line: Line, used: float, stated: float, ratio: str) -> Doubt:
    return (
        "multiplier",
        str(line.origin),
        message(
            "line {line} ({name}) is linked with {used:.4g} {ratio}, its own row states {stated:.4g}",
            line=line.line_id,
            name=line.name,
            used=used,
            ratio=ratio,
            stated=stated,
        ),
    )
