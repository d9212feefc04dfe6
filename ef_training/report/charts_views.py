"""The chart of both views: carbon footprint by factors beside climate change by datasets, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..assessment.run_folder import SCALING
from ..hotspots.outcome import Outcome, outcome
from ..messages import message, msg, translate
from ..names import CLIMATE
from ..numbers import MISSING, pretty_unit, significant
from ..report import chart_data
from .chart_data import OTHERS
from .facts import facts, indicator_record
from .style import INK, LEGEND_ROW, QUIET, ROW, SMALL, WIDTH, Entry, Sheet, legend_rows, look
from .wrapping import wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..assessment.run_folder import RunFolder

COLOURS = {"cfp": "#4d4d4d", "ef": "#d55e00"}
"""Dark grey and vermilion (Okabe and Ito): none of the colours of the stages, and told apart in black and white."""
NOTE = msg(
    "Ordered by the larger of the two bars. A bar to the left of zero is a credit. — means that the view leaves the line "
    "out; it is not zero."
)
TALL = ROW * 1.18
"""Height of a row in inches: two bars, each with its figure."""


def two_views(run: RunFolder, *, lang: str, result: Outcome | None = None) -> Figure:
    """Draw two bars a line, carbon footprint and climate change; numbers: `chart_data.two_views`."""
    result = result or outcome(run)
    rows, said = chart_data.two_views(result), facts(run, lang)
    unit = pretty_unit(indicator_record(run, CLIMATE)["unit"])
    left, right = 2.35, WIDTH - 0.85
    values = rows[["cfp", "ef"]]
    low = min(0.0, float(values.min(axis=None, skipna=True)))
    high = max(0.0, float(values.max(axis=None, skipna=True)))
    span = (high - low) or 1.0
    with look():
        entries = _legend(result, unit, lang)
        body = LEGEND_ROW * len(legend_rows(entries)) + TALL * len(rows) + 0.6
        sheet = Sheet(
            translate("Carbon footprint and climate change by line", lang),
            said.about,
            [translate(NOTE, lang), said.warning],
            body,
        )
        top = sheet.legend(entries) + 0.12
        bottom = top + TALL * len(rows)

        def x(value: float) -> float:
            return left + (value - low) / span * (right - left)

        _axis(sheet, (low, high), (x(low), x(high)), (top, bottom), message("{unit} per declared unit", unit=unit).render(lang))
        for row in rows.itertuples():
            y = top + TALL * (row.Index + 0.5)
            sheet.text(left - 0.08, y, _label(row, lang, left - 0.16), ha="right")
            for place, view in ((-0.5, "cfp"), (0.5, "ef")):
                value, middle = float(getattr(row, view)), y + place * TALL * 0.42
                if value == value:
                    sheet.box(x(0), middle - TALL * 0.19, x(value) - x(0), TALL * 0.38, COLOURS[view], hatched=value < 0)
                sheet.text(right + 0.1, middle, significant(value) if value == value else MISSING)
        sheet.line([x(0)] * 2, [top, bottom], colour=INK, width=0.8)
    return sheet.figure


def _legend(result: Outcome, unit: str, lang: str) -> list[Entry]:
    """Name both views with their totals."""
    totals = chart_data.two_views_totals(result)
    names = {"cfp": msg("carbon footprint (MOENV factors): {value} {unit} in all")}
    names["ef"] = msg("climate change (datasets): {value} {unit} in all")
    return [
        (translate(names[view], lang).format(value=significant(totals[view]), unit=unit), "fill", COLOURS[view])
        for view in ("cfp", "ef")
    ]


def _label(row: object, lang: str, width: float) -> str:
    line_id, name, count = (getattr(row, field) for field in ("line_id", "line_name", "count"))
    if line_id == OTHERS:
        return message("others ({count} lines)", count=count).render(lang)
    return wrap(translate("Scaling up to the whole", lang) if line_id == SCALING else name, width, size=SMALL)


def _axis(sheet: Sheet, values: tuple[float, float], ends: tuple[float, float], across: tuple[float, float], title: str) -> None:
    """Draw vertical grid lines at round values from the lowest to the highest."""
    from matplotlib.ticker import MaxNLocator

    (low, high), (start, stop), (top, bottom) = values, ends, across
    span = (high - low) or 1.0
    for value in MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(low, high):
        if low - 1e-9 * span <= value <= high + 1e-9 * span:
            at = start + (value - low) / span * (stop - start)
            sheet.line([at, at], [top, bottom], zorder=0)
            sheet.text(at, bottom + 0.09, significant(float(value), 2), ha="center")
    sheet.line([start, stop], [bottom, bottom], colour=QUIET)
    sheet.text((start + stop) / 2, bottom + 0.25, title, ha="center", color=QUIET)
