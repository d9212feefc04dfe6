"""Life-cycle inventory: data collection, allocation, cut-off, data quality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import msg, translate
from .. import tables_cutoff, tables_inventory, tables_quality, tables_scope
from ..document import Block, Chart, Paragraph, Section
from . import parts
from .pictures import alt

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome


def section(result: Outcome, lang: str) -> Section:
    """Return the life-cycle inventory; the inventory itself stands in the annex. Of a customer's edition, data quality alone."""
    title, quality = translate("Life-cycle inventory", lang), _quality(result, lang)
    last = parts.section("data-quality", translate("Data quality", lang), quality)
    if result.run.run.get("held_back"):
        return parts.section("life-cycle-inventory", title, [], last)
    run = result.run
    collected: list[Block] = [
        Paragraph(tables_scope.collected(run, lang)),
        *parts.ledger("collection", tables_scope.collection(run, lang), translate("data collection", lang), wide=True),
        parts.text(msg("Every line with its amount, cell of the form and link stands in the annexes."), lang, "note"),
    ]
    allocation = parts.ledger("outputs", tables_inventory.outputs(run, lang), translate("outputs", lang))
    allocation += parts.ledger("allocation", tables_inventory.allocation(run, lang), translate("allocation", lang), wide=True)
    return parts.section(
        "life-cycle-inventory",
        title,
        [],
        parts.section("collection", translate("Data collection", lang), collected),
        parts.section("allocation", translate("Output and allocation", lang), allocation),
        parts.section("cut-off", translate("What is left out", lang), _cut_off(result, lang)),
        last,
    )


def _cut_off(result: Outcome, lang: str) -> list[Block]:
    run = result.run
    if not len(run.cutoff):
        return [parts.text(msg("Nothing is left out."), lang)]
    ledger = parts.ledger("cut-off", tables_cutoff.cut_off(run, lang), translate("cut-off", lang), wide=True)
    if not tables_cutoff.small(run):
        return [parts.text(tables_cutoff.NOTHING_SMALL, lang), *ledger]
    limits = parts.ledger("limits", tables_cutoff.limits(run, lang), translate("limits of the cut-off", lang))
    return limits + ledger


def _quality(result: Outcome, lang: str) -> list[Block]:
    run = result.run
    said = tables_quality.sentence(run, lang)
    targets = parts.ledger("quality", tables_quality.targets(run, lang), translate("data to be better", lang), wide=True)
    if not said and not targets:
        return []
    study: list[Block] = []
    if not run.run.get("held_back"):
        study = parts.ledger("quality-study", tables_quality.study(run, lang), translate("data quality of the study", lang))
    return [
        *([Paragraph(said)] if said else []),
        *study,
        *([Chart("quality", alt("quality", lang)), *targets] if targets else []),
        parts.text(tables_quality.SCALE, lang, "note"),
    ]
