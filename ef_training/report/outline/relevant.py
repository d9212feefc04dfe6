"""What is most relevant by PEF's rules: categories, and stages, processes and flows of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import msg, translate
from .. import tables_relevant, tables_run
from ..document import Block, Section
from ..facts import RULES
from . import parts

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome

FLOWS_SHOWN = 8
TOXICITY = msg("Toxicity indicators are less robust than the others; the list without them is given beside.")


def section(result: Outcome, lang: str) -> Section:
    """Return what is most relevant, or why nothing is named so."""
    title = translate("Most relevant", lang)
    if result.relevant.withheld:
        return parts.section("most-relevant", title, [parts.said(result.relevant.withheld, lang, "alert")])
    blocks: list[Block] = [
        parts.text(RULES, lang),
        *parts.ledger("toxicity", tables_run.toxicity(result, lang), translate("most relevant", lang)),
        parts.text(TOXICITY, lang, "note"),
        *parts.ledger("relevant-stages", tables_relevant.stages(result, lang), translate("most relevant stages", lang)),
    ]
    return parts.section("most-relevant", title, blocks + _details(result, lang, FLOWS_SHOWN))


def _details(result: Outcome, lang: str, limit: int) -> list[Block]:
    found = tables_relevant
    return [
        *parts.ledger("relevant-processes", found.processes(result, lang), translate("most relevant processes", lang), wide=True),
        *parts.ledger(
            "relevant-direct-flows",
            found.flows(result, lang, "direct", limit),
            translate("most relevant direct flows", lang),
            wide=True,
        ),
        *parts.ledger(
            "relevant-flows",
            found.flows(result, lang, "cradle-to-gate", limit),
            translate("most relevant flows", lang),
            wide=True,
        ),
    ]
