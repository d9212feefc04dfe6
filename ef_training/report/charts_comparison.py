"""Two runs beside each other: two bars an indicator, by stage, the larger of the two as long as the field is wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..hotspots.outcome import Outcome, outcome
from ..inventory.model import STAGES
from ..messages import translate
from ..numbers import MISSING, percent, pretty_unit, significant
from .chart_data_comparison import WEIGHTED, comparison, remarks
from .facts import NO_WEIGHTING, PARTLY_LEGEND, facts, marked, own_name, stage_name
from .style import INK, LEGEND_ROW, LINE, MARGIN, QUIET, SMALL, WIDTH, Entry, Sheet, legend_rows, look, stage_colour
from .wrapping import wrap

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from ..assessment.run_folder import RunFolder

TALL = 0.36
"""Height of a row in inches: two bars."""
LEFT, RIGHT = 1.98, 4.2
VALUES, UNITS, CHANGE = 5.02, 5.08, WIDTH - MARGIN
"""Right edge of the values, left edge of their unit, right edge of the change."""
MANY = 10.0
"""A ratio of this and more is written as a factor, not as a percentage."""


def comparison_chart(run: RunFolder, *, lang: str, against: Outcome, result: Outcome | None = None) -> Figure:
    """Draw the indicators of a run (A) beside those of another (B); numbers: `chart_data_comparison.comparison`.

    Raises
    ------
    OutputError
        The two cannot be compared: their declared units measure different things.
    """
    result = result or outcome(run)
    table = comparison(result, against)
    first, second = facts(run, lang), facts(against.run, lang)
    partly = bool(table[["partly_a", "partly_b"]].any(axis=None))
    notes = [
        translate(
            "Of each indicator the larger of the two bars is as long as the field is wide; bars of different indicators cannot "
            "be compared. The change is that from A to B. Credits stand left of zero, hatched.",
            lang,
        ),
        *remarks(result, against, lang),
        translate(PARTLY_LEGEND, lang) if partly else "",
        translate(NO_WEIGHTING, lang) if (table["indicator"] == WEIGHTED).any() else "",
        first.warning or second.warning,
    ]
    parts = table[[f"{side}_{stage}" for side in "ab" for stage in STAGES]]
    present = [stage for stage in STAGES if table[[f"a_{stage}", f"b_{stage}"]].abs().to_numpy().max(initial=0.0) > 0]
    entries: list[Entry] = [(stage_name(stage, lang), "fill", stage_colour(stage)) for stage in present]
    if (parts < 0).any(axis=None):
        entries.append((translate("credit", lang), "hatched", stage_colour("")))
    scaled = [_scaled(row) for _, row in table.iterrows()]
    low = min([0.0, *(end for bars in scaled for bar in bars for _, end in bar if end < 0)])
    high = max([1e-9, *(end for bars in scaled for bar in bars for _, end in bar)])
    with look():
        beside = wrap(f"B: {second.about}", WIDTH - 2 * MARGIN, size=SMALL, lines=3)
        above = LINE * (beside.count("\n") + 1)
        body = above + LEGEND_ROW * len(legend_rows(entries)) + 0.32 + TALL * len(table)
        title = translate("Two runs compared", lang)
        sheet = Sheet(title, f"A: {first.about}", notes, body)
        sheet.text(MARGIN, sheet.top - 0.05, beside, color=QUIET, va="top")
        sheet.top += above
        top = sheet.legend(entries) + 0.26
        sheet.text(VALUES, top - 0.1, translate("Value", lang), ha="right", color=QUIET)
        sheet.text(UNITS, top - 0.1, translate("Unit", lang), color=QUIET)
        sheet.text(CHANGE, top - 0.1, translate("Change", lang), ha="right", color=QUIET)

        def x(part: float) -> float:
            return LEFT + 0.14 + (part - low) / (high - low) * (RIGHT - LEFT - 0.14)

        for number, (row, bars) in enumerate(zip(table.to_dict("records"), scaled, strict=True)):
            _row(sheet, row, bars, x, top + TALL * (number + 0.5), lang)
        sheet.line([x(0)] * 2, [top, top + TALL * len(table)], colour=INK, width=0.8)
    return sheet.figure


def _scaled(row: pd.Series) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """Return the ends of both bars' parts, stage by stage, the larger bar 1 long: burdens to the right, credits to the left."""
    longest = max(sum(max(_known(row[f"{side}_{stage}"]), 0.0) for stage in STAGES) for side in "ab")
    longest = longest or max(sum(abs(_known(row[f"{side}_{stage}"])) for stage in STAGES) for side in "ab") or 1.0
    bars: list[list[tuple[str, float]]] = []
    for side in "ab":
        ends, bar = {True: 0.0, False: 0.0}, []
        for stage in STAGES:
            value = _known(row[f"{side}_{stage}"]) / longest
            if value:
                ends[value > 0] += value
                bar.append((stage, ends[value > 0]))
        bars.append(bar)
    return bars[0], bars[1]


def _known(value: float) -> float:
    return 0.0 if value != value else float(value)


def _row(sheet: Sheet, row: dict[str, Any], bars: tuple[list[tuple[str, float]], ...], x: Any, y: float, lang: str) -> None:
    """Draw the name of an indicator, its two bars, both values and the change."""
    name = translate("Single score", lang) if row["indicator"] == WEIGHTED else own_name(row, lang)
    partly = bool(row["partly_a"] or row["partly_b"])
    sheet.text(LEFT - 0.08, y, wrap(marked(name, partly=partly), LEFT - 0.16, size=SMALL), ha="right")
    for side, bar, place in (("a", bars[0], -0.5), ("b", bars[1], 0.5)):
        middle = y + place * TALL * 0.42
        sheet.text(LEFT, middle, side.upper(), color=QUIET)
        starts = {True: 0.0, False: 0.0}
        for stage, end in bar:
            start = starts[end > 0]
            sheet.box(x(start), middle - TALL * 0.19, x(end) - x(start), TALL * 0.38, stage_colour(stage), hatched=end < 0)
            starts[end > 0] = end
        sheet.text(VALUES, middle, significant(row[side]), ha="right")
    sheet.text(UNITS, y, wrap(pretty_unit(str(row["unit"])), CHANGE - UNITS - 0.55, size=SMALL))
    sheet.text(CHANGE, y, change_text(row["a"], row["b"]), ha="right")


def change_text(first: float, second: float) -> str:
    """Return the change from ``first`` to ``second``: a percentage, or a factor where it is tenfold and more.

    >>> change_text(2.0, 1.5), change_text(1.0, 40.0), change_text(0.0, 1.0)
    ('−25.0%', '× 40.0', '—')
    """
    if not first or first != first or second != second:
        return MISSING
    if first * second > 0 and second / first >= MANY:
        return f"× {significant(second / first)}"
    change = (second - first) / abs(first)
    return f"+{percent(change)}" if change > 0 else percent(change)
