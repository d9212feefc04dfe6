"""Assessing one inventory: per unit, linked, scored, checked, on record."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import FormError, LinkError, Problem
from ..inventory.consistency import contradictions
from ..inventory.model import Draft, Inventory
from ..inventory.per_unit import UnitLine, per_unit
from ..linking import ResolvedTarget, resolve
from ..linking.recognise import recognise
from ..messages import message
from .chains import chains
from .climate import demand_climate
from .contributions import contributions
from .cutoff import check_shares
from .engine import Engine
from .record import record
from .results import check_totals, demand_passed, ef_values
from .run_folder import RunFolder


@dataclass(frozen=True)
class Linked:
    """An inventory per declared unit with all its targets resolved."""

    inventory: Inventory
    lines: tuple[UnitLine, ...]
    targets: tuple[ResolvedTarget, ...]

    def of(self, view: str) -> list[ResolvedTarget]:
        """Return the targets that count in a view."""
        return [t for t in self.targets if t.target.view == view and t.target.kind != "left-out"]

    @property
    def left_out(self) -> list[ResolvedTarget]:
        """Return the targets that say "left out"."""
        return [t for t in self.targets if t.target.kind == "left-out"]


def link(inventory: Inventory, engine: Engine) -> Linked:
    """Bring an inventory to one declared unit and resolve its targets; raises with every problem found."""
    demand_climate(engine.scores, engine.pack.name)
    inventory = recognise(inventory, engine.catalogues.factors)
    lines = per_unit(inventory)
    problems = contradictions(inventory, lines)
    if problems:
        raise FormError(problems)
    linked = Linked(inventory, lines, resolve(inventory.draft, lines, engine.catalogues))
    check_shares(linked.left_out)
    if not linked.of("ef"):
        raise LinkError(message("every line is left out of the ef view: there is nothing to calculate"))
    return linked


def link_problems(draft: Draft, engine: Engine) -> tuple[Problem, ...]:
    """Return the problems of the links of a form that could not be read whole; amounts do not matter for them."""
    try:
        resolve(draft, tuple(UnitLine(line, line.amount, 1.0, None) for line in draft.lines), engine.catalogues)
    except LinkError as error:
        return error.problems
    return ()


def assess(linked: Linked, engine: Engine) -> RunFolder:
    """Compute a run from a linked inventory.

    Raises
    ------
    CalculationError
        An invariant does not hold: contributions against totals, or the residual of a solve.
    """
    ef, cfp = linked.of("ef"), linked.of("cfp")
    values = ef_values(ef, engine.scores)
    checks = check_totals(ef, values, engine.scores)
    demand_passed(checks)
    main = [category for category in engine.pack.categories if not category.parent]
    units, indicators = [category.unit for category in main], [category.category_id for category in main]
    names = {code: f"{process.name_zh}｜{process.name_en}" for code, process in engine.catalogues.processes.items()}
    deep = contributions(ef, engine.scores, units, indicators, names=names)
    tree = chains(ef, values, engine.scores, units, indicators, names=names)
    return record(linked.inventory, linked.lines, ef, cfp, linked.left_out, values, deep, tree, checks, engine)
