"""Results: the indicators in every form, by stage, what is most relevant, coverage, carbon footprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import message, msg, translate
from ...names import CLIMATE
from ...numbers import percent
from .. import facts, sentences, tables, tables_parts, tables_run, tables_scores, tables_two_views
from ..document import Block, Chart, Paragraph, Section
from . import parts, relevant
from .pictures import alt

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome

LINES_SHOWN = 10
NO_SUBS = msg("No sub-category of climate change makes more than 5%, or none is on record.")


def section(result: Outcome, lang: str) -> Section:
    """Return the results; of an edition for customers the totals, the parts of climate change and the carbon footprint."""
    if result.run.run.get("held_back"):
        return _for_customer(result, lang)
    return parts.section(
        "results",
        translate("Results", lang),
        [],
        parts.section("scores", translate("The indicators", lang), _scores(result, lang)),
        parts.section("stages", translate("Life-cycle stages", lang), _stages(result, lang)),
        parts.section("hotspots", translate("Hotspots", lang), _hotspots(result, lang)),
        relevant.section(result, lang),
        parts.section("carbon-footprint", translate("Carbon footprint", lang), _carbon(result, lang)),
        parts.section("coverage", translate("Coverage", lang), _coverage(result, lang)),
    )


def _for_customer(result: Outcome, lang: str) -> Section:
    return parts.section(
        "results",
        translate("Results", lang),
        [],
        parts.section("scores", translate("The indicators", lang), _scores(result, lang)),
        parts.section("stages", translate("Life-cycle stages", lang), _parts(result, lang)),
        parts.section("carbon-footprint", translate("Carbon footprint", lang), _carbon(result, lang)),
    )


def _parts(result: Outcome, lang: str) -> list[Block]:
    """Return the parts of climate change that may be shown, or that there are none."""
    table = parts.ledger("parts", tables_parts.shares(result.run, lang), translate("parts of climate change", lang))
    shown = [*table, Chart("parts", alt("parts", lang))] if table else [parts.text(tables_parts.TOTAL_ONLY, lang)]
    subs = parts.ledger("sub-indicators", tables_run.sub_indicators(result.run, lang), translate("sub-categories", lang))
    return [*shown, *subs]


def _scores(result: Outcome, lang: str) -> list[Block]:
    notes = [facts.NO_WEIGHTING] if result.weighted else []
    notes += [facts.PARTLY_LEGEND] if result.partly_covered else []
    withheld = None if result.run.run.get("held_back") else result.relevant.withheld
    alert = [parts.said(withheld, lang, "alert")] if withheld else []
    return [
        *alert,
        *parts.ledger("scores", tables_scores.scores(result, lang), translate("results", lang)),
        *(parts.text(note, lang, "note") for note in notes),
    ]


def _stages(result: Outcome, lang: str) -> list[Block]:
    subs = parts.ledger("sub-indicators", tables_run.sub_indicators(result.run, lang), translate("sub-categories", lang))
    return [
        *parts.ledger("stages", tables.stages(result, lang), translate("stages", lang), wide=True),
        *([parts.text(facts.PARTLY_LEGEND, lang, "note")] if result.partly_covered else []),
        Chart("stage-shares", alt("stage-shares", lang)),
        *(subs or [parts.text(NO_SUBS, lang, "note")]),
        Chart("waterfall-climate-change", alt("waterfall", lang, _climate(result, lang))),
    ]


def _hotspots(result: Outcome, lang: str) -> list[Block]:
    return [
        *parts.ledger("top-stages", tables.top_stages(result, lang), translate("hotspots by stage", lang)),
        *parts.ledger("top-lines", tables.top_lines(result, lang, LINES_SHOWN), translate("hotspots by line", lang)),
        *([parts.text(facts.PARTLY_LINE, lang, "note")] if result.partly_covered else []),
        Chart("heatmap", alt("heatmap", lang)),
        Chart("sankey-climate-change", alt("sankey", lang, _climate(result, lang))),
        Chart("tree-climate-change", alt("tree", lang, _climate(result, lang))),
    ]


def _climate(result: Outcome, lang: str) -> str:
    """Return the name of the indicator that the charts of one indicator show."""
    return facts.own_name(facts.indicator_record(result.run, CLIMATE), lang)


def _carbon(result: Outcome, lang: str) -> list[Block]:
    sets = result.run.run["gwp_sets"]
    mixed = (
        message("GWP sets mixed in the carbon footprint view: {sets}.", sets=sentences.listed(sets, lang))
        if len(sets) > 1
        else None
    )
    differences = parts.ledger(
        "differences", tables_two_views.differences(result, lang), translate("differences of the views", lang)
    )
    table = tables_two_views.carbon_footprint(result, lang)
    return [
        parts.text(facts.CFP_VIEW, lang),
        *([parts.said(mixed, lang)] if mixed else []),
        *([] if result.run.run.get("held_back") else [*differences, Chart("two-views", alt("two-views", lang))]),
        *parts.ledger("carbon-footprint", table, translate("carbon footprint", lang), wide=True),
        parts.text(facts.MISSING_LEGEND, lang, "note"),
    ]


def _coverage(result: Outcome, lang: str) -> list[Block]:
    covered = facts.coverage(result.run)
    if not covered.screening_lines:
        return [Paragraph(message("All {lines} lines are covered for every indicator.", lines=covered.lines).render(lang))]
    said = message(
        "Lines with a climate factor only, wholly or in part: {count} of {lines}; what has such a factor only makes {share} of "
        "the "
        "climate score.",
        count=covered.screening_lines,
        lines=covered.lines,
        share=percent(covered.climate_share),
    )
    return [
        parts.said(said, lang),
        *parts.ledger("screening", tables_run.screening_lines(result, lang), translate("screening", lang)),
        *parts.ledger("coverage", tables_run.coverage(result.run, lang), translate("coverage", lang)),
    ]
