"""The one chart of an edition for customers: the parts of climate change in whole percents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..inventory.model import STAGES
from ..messages import translate
from ..numbers import percent
from . import tables_parts
from .facts import facts, stage_name
from .style import INK, LEGEND_ROW, ROW, SMALL, WIDTH, Sheet, legend_rows, look, stage_colour
from .wrapping import wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..assessment.run_folder import RunFolder


def parts_chart(run: RunFolder, *, lang: str) -> Figure:
    """Draw a bar for each part, credits to the left of zero and hatched; numbers: `tables_parts.parts`."""
    found, said = tables_parts.parts(run), facts(run, lang)
    left, right = 2.6, WIDTH - 0.7
    low, high = min(0.0, *(part["share"] for part in found)), max(0.0, *(part["share"] for part in found))
    span, present = (high - low) or 1.0, {part["stage"] for part in found}
    entries = [(stage_name(stage, lang), "fill", stage_colour(stage)) for stage in STAGES if stage in present]

    def x(share: float) -> float:
        return float(left + (share - low) / span * (right - left))

    with look():
        body = LEGEND_ROW * len(legend_rows(entries)) + ROW * len(found) + 0.25
        sheet = Sheet(
            translate(tables_parts.TITLE, lang), said.about, [translate(tables_parts.ROUNDED, lang), said.warning], body
        )
        top = sheet.legend(entries) + 0.1
        for row, part in enumerate(found):
            y, share = top + ROW * (row + 0.5), part["share"]
            sheet.text(left - 0.08, y, wrap(tables_parts.name(part, lang), left - 0.22, size=SMALL), ha="right")
            sheet.box(x(0), y - ROW * 0.37, x(share) - x(0), ROW * 0.74, stage_colour(part["stage"]), hatched=share < 0)
            sheet.text(max(x(share), x(0)) + 0.08, y, percent(share, 0))
        sheet.line([x(0)] * 2, [top, top + ROW * len(found)], colour=INK, width=0.8)
    return sheet.figure
