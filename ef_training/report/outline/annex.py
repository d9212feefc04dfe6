"""The annexes: inventory, targets, sources of every number, checks; and the tables that only the workbook holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import translate
from .. import tables, tables_cutoff, tables_inventory, tables_options, tables_quality, tables_relevant
from ..document import Block, Ledger, Section
from ..facts import INVENTORY_NOTE
from . import parts

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome


def section(result: Outcome, lang: str) -> Section:
    """Return the annexes."""
    run, held_back = result.run, bool(result.run.run.get("held_back"))
    inventory = [] if held_back else _inventory(result, lang)
    targets = [
        *parts.ledger("targets-ef", tables_inventory.targets(run, lang, "ef"), translate("targets (ef)", lang), wide=True),
        *parts.ledger("targets-cfp", tables_inventory.targets(run, lang, "cfp"), translate("targets (cfp)", lang), wide=True),
    ]
    sources = parts.ledger("sources", tables_inventory.sources(run, lang), translate("sources", lang))
    checks = parts.ledger("checks", tables_inventory.checks(run, lang), translate("checks", lang))
    return parts.section(
        "annex",
        translate("Annexes", lang),
        [],
        parts.section("inventory", translate("Inventory", lang), inventory),
        parts.section("targets", translate("Targets", lang), targets),
        parts.section("sources", translate("Sources", lang), sources),
        parts.section("checks", translate("Checks of the calculation", lang), checks),
    )


def _inventory(result: Outcome, lang: str) -> list[Block]:
    table = tables_inventory.inventory(result.run, lang)
    return [parts.text(INVENTORY_NOTE, lang), *parts.ledger("inventory", table, translate("inventory", lang), wide=True)]


def data(result: Outcome, lang: str) -> tuple[Ledger, ...]:
    """Return the tables that only the workbook holds."""
    run = result.run
    if run.run.get("held_back"):
        return ()
    found = [
        *parts.ledger("lines", tables.lines(result, lang), translate("lines", lang), wide=True),
        *parts.ledger("all-lines", tables.top_lines(result, lang, None), translate("ranked lines", lang)),
        *parts.ledger(
            "all-direct-flows", tables_relevant.flows(result, lang, "direct"), translate("all direct flows", lang), wide=True
        ),
        *parts.ledger(
            "all-flows", tables_relevant.flows(result, lang, "cradle-to-gate"), translate("all flows", lang), wide=True
        ),
        *parts.ledger("contributions", tables.contributions(result, lang), translate("contributions", lang), wide=True),
        *parts.ledger("all-options", tables_options.all_indicators(result, lang), translate("options", lang), wide=True),
        *parts.ledger("all-quality", tables_quality.sheet(run, lang), translate("data quality", lang), wide=True),
        *parts.ledger("cut-off-ledger", tables_cutoff.cut_off_ledger(run, lang), translate("cut-off ledger", lang), wide=True),
    ]
    return tuple(block for block in found if isinstance(block, Ledger))
