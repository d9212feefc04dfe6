"""Another run beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import msg, translate
from .. import chart_data_comparison, tables_comparison
from ..document import Block, Chart, Paragraph, Section
from . import parts
from .pictures import alt

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome

INSIDE = msg("The comparison is for use inside the company; it is not meant to be shown to the public.")


def section(result: Outcome, against: Outcome, lang: str) -> Section:
    """Return the comparison of two runs; `OutputError` where their declared units are of different kinds."""
    table = tables_comparison.comparison(result, against, lang)
    alert = chart_data_comparison.alert(result, against, lang)
    blocks: list[Block] = [
        *([Paragraph(alert, "alert")] if alert else []),
        *parts.items(tables_comparison.named(result, against, lang)),
        *parts.items(chart_data_comparison.other_remarks(result, against, lang)),
        *parts.ledger("comparison", table, translate("comparison", lang)),
        *([] if alert or result.run.run.get("held_back") else [Chart("comparison", alt("comparison", lang))]),
        parts.text(INSIDE, lang, "note"),
    ]
    return parts.section("comparison", translate("Comparison", lang), blocks)
