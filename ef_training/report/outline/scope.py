"""Scope of the study: unit, boundary, process flow, indicators, assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import message, msg, translate
from .. import tables_run, tables_scope, tables_scores
from ..document import Block, Paragraph, Section
from ..facts import facts
from . import parts

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome

DECLARED = msg(
    "All results are per {declared}. This is a declared unit: it names an amount of product, not a function, so that products of "
    "different function or life time must not be compared by it."
)
FUNCTIONAL = msg("All results are per {declared}. Function: {function}.")
REFERENCE = msg("Reference flow: {flow}")
WHAT_COUNTS = msg(
    "Capital goods, staff travel and research are not in the inventory unless a line names them. Packaging of purchases and "
    "burdens "
    "of electricity, fuels and treatment are in the background data."
)


def section(result: Outcome, lang: str) -> Section:
    """Return the scope."""
    run, held_back = result.run, bool(result.run.run.get("held_back"))
    boundary: list[Block] = [parts.text(WHAT_COUNTS, lang)]
    if not held_back:
        boundary = [*parts.ledger("boundary", tables_scope.boundary(run, lang), translate("boundary", lang)), *boundary]
    steps = parts.ledger("process-flow", tables_scope.process_flow(run, lang), translate("process flow", lang), wide=True)
    method = parts.ledger("method", tables_scores.method(result, lang), translate("method", lang))
    return parts.section(
        "scope",
        translate("Scope of the study", lang),
        [],
        parts.section("unit", translate("Unit and reference flow", lang), _unit(result, lang)),
        parts.section("boundary", translate("System boundary", lang), boundary),
        parts.section("process-flow", translate("Process flow", lang), [] if held_back else _steps(steps, lang)),
        parts.section("method", translate("Indicators and method", lang), method),
        parts.section("assumptions", translate("Assumptions and findings", lang), [] if held_back else _findings(result, lang)),
    )


def _unit(result: Outcome, lang: str) -> list[Block]:
    said, product = facts(result.run, lang), result.run.run["product"]
    functional = bool(said.function) and product["boundary"] == "cradle-to-grave"
    unit = message(FUNCTIONAL if functional else DECLARED, declared=said.declared, function=said.function)
    blocks: list[Block] = [Paragraph(unit.render(lang))]
    if said.reference_flow:
        blocks.append(Paragraph(message(REFERENCE, flow=said.reference_flow).render(lang)))
    return blocks


def _steps(table: list[Block], lang: str) -> list[Block]:
    return table or [parts.text(msg("The form names no process steps."), lang)]


def _findings(result: Outcome, lang: str) -> list[Block]:
    table = parts.ledger("findings", tables_run.findings(result.run, lang), translate("findings", lang))
    return table or [parts.text(msg("There are none."), lang)]
