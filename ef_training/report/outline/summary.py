"""Page one: what a factory needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import message, msg, translate
from ...numbers import significant
from .. import sentences, sentences_more, tables
from ..document import Block, Chart, Items, Paragraph, Section
from ..facts import ALIGNED, INTERNAL, MISSING_LEGEND, NO_WEIGHTING, PARTLY_LEGEND, TRUST_LEGEND, coverage
from . import parts
from .pictures import alt

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome

FIRST = msg("What to do first (what is calculated changes a tenth of one line; minus means less impact)")
LOOK = msg("What to do first")
SCORE = msg("Weighted score: {score} µPt ({internal}).")
RELIABLE = msg("How reliable the result is")


def section(result: Outcome, lang: str) -> Section:
    """Return the summary; where screening exceeds the threshold, the sentence about it comes first, as a warning."""
    said = sentences.sentences(result, lang)
    blocks: list[Block] = []
    if coverage(result.run).comes_first:
        blocks.append(Paragraph(said.pop(0), "alert"))
    blocks += [Paragraph(said[0], "lead"), Items(tuple(said[1:]))]
    if result.weighted and not sentences_more.held_back(result.run):
        score = significant(float(result.scores["weighted"].sum()))
        blocks.append(parts.said(message(SCORE, score=score, internal=message(INTERNAL)), lang))
    steps, reliable = sentences_more.first_steps(result, lang), sentences_more.reliability(result, lang)
    if steps and not sentences_more.held_back(result.run):
        options = bool((result.run.options["state"] == "computed").any())
        blocks += [parts.label(FIRST if options else LOOK, lang), Items(tuple(steps))]
    if reliable:
        blocks += [parts.label(RELIABLE, lang), Items(tuple(reliable))]
    notes = [MISSING_LEGEND, *([PARTLY_LEGEND] if result.partly_covered else []), TRUST_LEGEND]
    blocks += [
        *parts.ledger("indicators", tables.indicators(result, lang), translate("indicators", lang)),
        Paragraph(
            " ".join(translate(note, lang) for note in (*notes, ALIGNED, *([NO_WEIGHTING] if result.weighted else []))), "note"
        ),
        *([Chart("pareto", alt("pareto", lang))] if not sentences_more.held_back(result.run) else []),
    ]
    if sentences_more.held_back(result.run):
        blocks.insert(0, Paragraph(message(HELD_BACK).render(lang), "alert"))
    return parts.section("summary", translate("Summary", lang), blocks)


HELD_BACK = msg(
    "Edition for customers: recipe, amounts, suppliers and data sources are held back. Given are the totals of every indicator, "
    "and parts of climate change in whole percents. Still, who knows the kinds of data used can estimate the amounts of the main "
    "materials from the totals."
)
