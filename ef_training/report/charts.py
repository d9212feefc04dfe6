"""The charts of a run: stages, Pareto, heatmap and waterfall, and those of `charts_views`. Matplotlib without pyplot: no global
state, no display."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..hotspots.outcome import Outcome, outcome
from ..inventory.model import STAGES
from ..messages import message, msg, translate
from ..names import CLIMATE
from ..numbers import percent, pretty_unit, significant
from ..report import chart_data
from .chart_data import OTHERS
from .facts import PARTLY_LEGEND, facts, indicator_record, marked, own_name, stage_name
from .style import (
    ALERT,
    INK,
    LEGEND_ROW,
    LINE,
    MARGIN,
    QUIET,
    ROW,
    SMALL,
    WIDTH,
    Entry,
    Sheet,
    ink_on,
    legend_rows,
    look,
    stage_colour,
)
from .wrapping import text_width, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import pandas as pd
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    from ..assessment.run_folder import RunFolder

    Scale = Callable[[float], float]

FORMATS = ("png", "svg")
STAGE_BASE = msg("Percentages are of the sum of the absolute stage totals of the indicator; credits stand left of zero, hatched.")
LINE_BASE = msg(
    "Percentages are of the sum of the absolute values of all lines; a credit is drawn with its absolute value, hatched."
)
CELL_BASE = msg("Percentages are of the sum of the absolute values of all lines in the indicator; credits are blue.")
PARTLY_WEIGHTED = msg("† partly covered: what has a climate factor only enters the weighted score with climate change alone.")


def stage_stack(run: RunFolder, *, lang: str, result: Outcome | None = None) -> Figure:
    """Draw 100 % stacked bars, one per indicator, by stage; numbers: `chart_data.stage_shares`."""
    result = result or outcome(run)
    shares, scores, said = chart_data.stage_shares(result), result.scores, facts(run, lang)
    notes = [
        translate(STAGE_BASE, lang),
        translate(PARTLY_LEGEND, lang) if scores["partly_covered"].any() else "",
        said.warning,
    ]
    left, right = 1.9, WIDTH - 1.42
    low = min(0.0, float(shares.clip(upper=0).sum(axis=1).min()))
    present = [stage for stage in STAGES if shares[stage].abs().sum() > 0]
    with look():
        entries = _legend(present, lang, credits=bool((shares < 0).any(axis=None)))
        body = LEGEND_ROW * len(legend_rows(entries)) + ROW * len(shares) + 0.65
        sheet = Sheet(translate("Indicators by life-cycle stage", lang), said.about, notes, body)
        top = sheet.legend(entries) + 0.2

        def x(share: float) -> float:
            return left + (share - low) / (1 - low) * (right - left)

        sheet.text(right + 0.08, top - 0.1, translate("total", lang), color=QUIET)
        _share_axis(sheet, low, x, top, top + ROW * len(shares), translate("share of the indicator", lang))
        for row, (indicator, values) in enumerate(shares.iterrows()):
            y, score = top + ROW * (row + 0.5), scores.loc[indicator]
            sheet.text(left - 0.08, y, _label(score, lang, left - 0.16), ha="right")
            sheet.text(right + 0.08, y, _with_unit(score["value"], score["unit"], WIDTH - right - 0.1))
            _stack(sheet, x, y, values)
        sheet.line([x(0)] * 2, [top, top + ROW * len(shares)], colour=INK, width=0.8)
    return sheet.figure


def _stack(sheet: Sheet, x: Scale, y: float, values: pd.Series) -> None:
    """Draw one bar: stages to the right of zero, credits to the left, each with its percentage where it fits."""
    ends = {True: 0.0, False: 0.0}
    for stage, share in values.items():
        if share != share or share == 0:
            continue
        start, end, colour = ends[share > 0], ends[share > 0] + share, stage_colour(str(stage))
        sheet.box(x(start), y - ROW * 0.39, x(end) - x(start), ROW * 0.78, colour, hatched=share < 0)
        if abs(x(end) - x(start)) >= 0.24:
            sheet.text(
                (x(start) + x(end)) / 2,
                y,
                f"{share * 100:.0f}".replace("-", "−"),
                ha="center",
                bbox=_plate() if share < 0 else None,
                color="black" if share < 0 else ink_on(colour),
            )
        ends[share > 0] = end


def pareto(run: RunFolder, *, lang: str, result: Outcome | None = None) -> Figure:
    """Draw the lines by size with their cumulative share and the 80 % line; numbers: `chart_data.pareto`."""
    result = result or outcome(run)
    rows, said = chart_data.pareto(result), facts(run, lang)
    unit = "µPt" if result.weighted else indicator_record(run, CLIMATE)["unit"]
    title, axis = msg("Climate change by line (Pareto)"), msg("share of climate change")
    if result.weighted:
        title, axis = msg("Weighted score by line (Pareto)"), msg("share of the weighted score")
    partly = result.weighted and bool(result.scores["partly_covered"].any())
    notes = [translate(LINE_BASE, lang), translate(PARTLY_WEIGHTED, lang) if partly else "", said.warning]
    left, right = 2.35, WIDTH - 1.1
    present = [stage for stage in STAGES if (rows["stage"] == stage).any()]
    entries = [
        *_legend(present, lang, credits=bool((rows["value"] < 0).any())),
        (translate("cumulative share", lang), "line", INK),
        ("80%", "dashed", ALERT),
    ]
    with look():
        body = LEGEND_ROW * len(legend_rows(entries)) + ROW * len(rows) + 0.55
        sheet = Sheet(translate(title, lang), said.about, notes, body)
        top = sheet.legend(entries) + 0.1
        bottom = top + ROW * len(rows)

        def x(share: float) -> float:
            return left + share * (right - left)

        _share_axis(sheet, 0.0, x, top, bottom, translate(axis, lang))
        for row in rows.itertuples():
            y = top + ROW * (row.Index + 0.5)
            name = _line_label(row.line_id, row.line_name, row.count, lang, left - 0.22)
            sheet.text(left - 0.08, y, marked(name, partly=bool(row.partly_covered)), ha="right")
            sheet.box(x(0), y - ROW * 0.37, x(row.share) - x(0), ROW * 0.74, stage_colour(row.stage), hatched=row.value < 0)
            sheet.text(right + 0.1, y, f"{significant(row.value)} {pretty_unit(unit)}")
        sheet.line([x(0)] * 2, [top, bottom], colour=INK, width=0.8)
        sheet.line([x(0.8)] * 2, [top, bottom], colour=ALERT, width=1.0, linestyle=(0, (4, 3)), zorder=3)
        sheet.line(
            [x(c) for c in rows["cumulative"]],
            [top + ROW * (i + 0.5) for i in range(len(rows))],
            colour=INK,
            width=1.1,
            marker="o",
            markersize=3,
            zorder=4,
        )
    return sheet.figure


def heatmap(run: RunFolder, *, lang: str, result: Outcome | None = None) -> Figure:
    """Draw line × indicator, coloured by share; a missing value stays white with a mark. Numbers: `chart_data.heatmap`."""
    from matplotlib.colors import LinearSegmentedColormap as Colours

    result = result or outcome(run)
    shares, scores, said = chart_data.heatmap(result), result.scores, facts(run, lang)
    partly = chart_data.heatmap_partly(result)
    names = result.ranked.set_index("line_id")["line_name"]
    notes = [
        translate(CELL_BASE, lang),
        translate(
            msg("Lines are ordered by weighted score.") if result.weighted else msg("Lines are ordered by climate change."), lang
        ),
        translate("White with × means that the line has no value for this indicator; it is not zero.", lang)
        if shares.isna().any(axis=None)
        else "",
        translate(PARTLY_LEGEND, lang) if scores["partly_covered"].any() else "",
        said.warning,
    ]
    labels = _column_labels([scores.loc[indicator] for indicator in shares.columns], lang)
    head = 0.15 + max(_width(label) for label in labels)
    left, right = 2.2, WIDTH - 0.22
    step = (right - left) / shares.shape[1]
    shades = [(0.0, "#08519c"), (0.25, "#4292c6"), (0.5, "#f0f0f0"), (0.62, "#fdbe85"), (0.8, "#e6550d"), (1.0, "#7f2704")]
    colours = Colours.from_list("share", shades)
    with look():
        sheet = Sheet(translate("Lines and indicators (heatmap)", lang), said.about, notes, head + ROW * len(shares) + 0.62)
        top = sheet.top + head
        cells: list[tuple[float, float, Any]] = []
        for column, label in enumerate(labels):
            sheet.text(left + step * (column + 0.5), top - 0.05, label, ha="center", va="bottom", rotation=90, linespacing=1.0)
        for row, (line_id, values) in enumerate(shares.iterrows()):
            y = top + ROW * (row + 0.5)
            name = _line_label(str(line_id), names.get(line_id, ""), len(result.ranked) - len(shares) + 1, lang, left - 0.16)
            sheet.text(left - 0.08, y, name, ha="right")
            for column, share in enumerate(values):
                missing = share != share
                colour = "white" if missing else colours((share + 1) / 2)
                cells.append((left + step * column, top + ROW * row, colour))
                dagger = "†" if partly.iat[row, column] else ""
                if missing or dagger or abs(share) >= 0.095:
                    text = "×" if missing else f"{share * 100:.0f}".replace("-", "−") if abs(share) >= 0.095 else ""
                    text = text if missing else text + dagger
                    sheet.text(left + step * (column + 0.5), y, text, ha="center", color=QUIET if missing else ink_on(colour))
        sheet.cells(cells, step, ROW)
        low = -1 if float(shares.min(axis=None)) < 0 else 0
        _colour_bar(sheet, colours, low, left, right, top + ROW * len(shares) + 0.1)
        sheet.text(
            (left + right) / 2,
            top + ROW * len(shares) + 0.46,
            translate("share of the indicator", lang),
            ha="center",
            color=QUIET,
        )
    return sheet.figure


def _colour_bar(sheet: Sheet, colours: LinearSegmentedColormap, low: int, left: float, right: float, y: float) -> None:
    """Draw the scale from ``low`` (−1 or 0) to 1."""
    import numpy as np

    ramp = colours(np.linspace((low + 1) / 2, 1.0, 128))[np.newaxis]
    sheet.axes.imshow(ramp, extent=(left, right, y + 0.12, y), aspect="auto", interpolation="nearest")
    sheet.axes.set(xlim=(0, WIDTH), ylim=(sheet.height, 0))
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        sheet.text(left + part * (right - left), y + 0.21, percent(low + part * (1 - low), 0), ha="center")


def waterfall(run: RunFolder, *, lang: str, indicator: str = CLIMATE, result: Outcome | None = None) -> Figure:
    """Draw one indicator stage by stage, credits going down, then the total; numbers: `chart_data.waterfall`."""
    result = result or outcome(run)
    steps, record, said = chart_data.waterfall(result, indicator), indicator_record(run, indicator), facts(run, lang)
    partly = indicator in result.scores.index and bool(result.scores.at[indicator, "partly_covered"])
    name, unit = marked(own_name(record, lang), partly=partly), pretty_unit(record["unit"])
    notes = [
        translate("Each step is the sum of a stage's burdens, then of its credits; the last bar is the total.", lang),
        translate(PARTLY_LEGEND, lang) if partly else "",
        said.warning,
    ]
    left, right, tall = 0.75, WIDTH - MARGIN, 2.7
    column = (right - left) / len(steps)
    low, high = min(0.0, float(steps[["start", "end"]].min(axis=None))), max(0.0, float(steps[["start", "end"]].max(axis=None)))
    span, under = (high - low) or 1.0, 2.4 * LINE if low < 0 else 0.0
    labels = [wrap(_step_name(step, lang), column - 0.06, size=SMALL, lines=3) for step in steps.itertuples()]
    title = message("{indicator} from stage to stage (waterfall)", indicator=name).render(lang)
    body = tall + 0.72 + under + LINE * (1 + max(label.count("\n") for label in labels))
    with look():
        sheet = Sheet(title, said.about, notes, body)
        top = sheet.top + 0.6

        def y(value: float) -> float:
            return top + (high - value) / span * tall

        sheet.text(MARGIN, sheet.top + 0.12, f"{name} ({unit})", color=QUIET)
        _value_axis(sheet, low, high, y, left, right)
        for step in steps.itertuples():
            middle, below = left + column * (step.Index + 0.5), step.value < 0
            colour = QUIET if step.kind == "total" else stage_colour(step.stage)
            sheet.box(
                middle - column * 0.36,
                y(step.start),
                column * 0.72,
                y(step.end) - y(step.start),
                colour,
                hatched=step.kind == "credit",
            )
            if step.kind != "total":
                sheet.line([middle + column * 0.36, middle + column * 0.64], [y(step.end)] * 2, colour=QUIET)
            text = f"{significant(step.value)}\n{wrap(unit, column - 0.06, size=SMALL)}"
            sheet.text(
                middle,
                y(step.end) + (0.05 if below else -0.05),
                text,
                ha="center",
                va="top" if below else "bottom",
                bbox=_plate(),
            )
            sheet.text(middle, y(low) + 0.06 + under, labels[step.Index], ha="center", va="top")
        sheet.line([left, right], [y(0)] * 2, colour=INK, width=0.8)
    return sheet.figure


def _value_axis(sheet: Sheet, low: float, high: float, y: Scale, left: float, right: float) -> None:
    """Draw horizontal grid lines at round values."""
    from matplotlib.ticker import MaxNLocator

    for value in MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(low, high):
        if low - 1e-12 <= value <= high * (1 + 1e-9):
            sheet.line([left, right], [y(value)] * 2, zorder=0)
            sheet.text(left - 0.06, y(value), significant(float(value), 2), ha="right")


def figures(
    run: RunFolder,
    *,
    lang: str,
    indicator: str = CLIMATE,
    result: Outcome | None = None,
    against: Outcome | None = None,
    only: Collection[str] | None = None,
) -> dict[str, Figure]:
    """Draw the charts of `names`, or those of ``only`` among them; name → figure.

    ``indicator`` is the one of waterfall, Sankey and tree; ``against`` is a run to compare with. `OutputError` where its declared
    unit measures something else.
    """
    from .charts_comparison import comparison_chart
    from .charts_parts import parts_chart
    from .charts_quality import quality_chart
    from .charts_sankey import sankey_chart
    from .charts_tree import tree_chart
    from .charts_views import two_views

    result = result or outcome(run)
    one: dict[str, Any] = {"lang": lang, "result": result}
    drawn = {
        "stage-shares": lambda: stage_stack(run, **one),
        "pareto": lambda: pareto(run, **one),
        "heatmap": lambda: heatmap(run, **one),
        f"waterfall-{indicator}": lambda: waterfall(run, indicator=indicator, **one),
        f"sankey-{indicator}": lambda: sankey_chart(run, indicator=indicator, **one),
        f"tree-{indicator}": lambda: tree_chart(run, indicator=indicator, **one),
        "quality": lambda: quality_chart(run, **one),
        "two-views": lambda: two_views(run, **one),
        "comparison": lambda: comparison_chart(run, against=against or result, **one),
        "parts": lambda: parts_chart(run, lang=lang),
    }
    wanted = [name for name in names(result, indicator=indicator, against=against) if only is None or name in only]
    return {name: drawn[name]() for name in wanted}


def names(result: Outcome, *, indicator: str = CLIMATE, against: Outcome | None = None) -> tuple[str, ...]:
    """Return the names of the charts that `figures` draws of a run, in order, without drawing them.

    "quality" is there where the run holds data quality ratings of the ``ef`` view, "comparison" where ``against`` is given
    and declares the same amount up to the same boundary; an edition for customers has "parts" alone, if any.
    """
    from .chart_data_comparison import same_basis

    held_back = result.run.run.get("held_back")
    if held_back:
        return ("parts",) if held_back["parts"] else ()
    quality = ("quality",) if (result.run.quality["view"] == "ef").any() else ()
    compared = ("comparison",) if against is not None and same_basis(result, against) else ()
    of_one = (f"waterfall-{indicator}", f"sankey-{indicator}", f"tree-{indicator}")
    return ("stage-shares", "pareto", "heatmap", *of_one, *quality, "two-views", *compared)


def _legend(stages: list[str], lang: str, *, credits: bool) -> list[Entry]:
    entries = [(stage_name(stage, lang), "fill", stage_colour(stage)) for stage in stages]
    return [*entries, (translate("credit", lang), "hatched", stage_colour(""))] if credits else entries


def _share_axis(sheet: Sheet, low: float, x: Scale, top: float, bottom: float, title: str) -> None:
    """Draw the percent axis from the first fifth above ``low`` to 100 %."""
    ticks = [part / 5 for part in range(-5, 6) if part / 5 >= low]
    sheet.percent_axis([x(tick) for tick in ticks], [percent(tick, 0) for tick in ticks], top, bottom, title)


def _label(score: pd.Series, lang: str, width: float) -> str:
    """Return the name of an indicator, with † where it is partly covered."""
    return wrap(marked(own_name(score, lang), partly=score["partly_covered"]), width, size=SMALL)


def _column_labels(scores: list[pd.Series], lang: str) -> list[str]:
    """Break the names of the indicators into two lines of the least width into which all of them fit."""
    labels: list[str] = []
    for tenths in range(13, 26):
        labels = [_label(score, lang, tenths / 10) for score in scores]
        if not any("…" in label for label in labels):
            break
    return labels


def _line_label(line_id: str, name: str, count: int, lang: str, width: float) -> str:
    if line_id == OTHERS:
        return message("others ({count} lines)", count=count).render(lang)
    return wrap(name, width, size=SMALL)


def _with_unit(value: float, unit: str, width: float) -> str:
    """Write value and unit on one line, or on two where they do not fit."""
    number, unit = significant(value), pretty_unit(unit)
    if text_width(f"{number} {unit}", SMALL) <= width:
        return f"{number} {unit}"
    return f"{number}\n{wrap(unit, width, size=SMALL, lines=1)}"


def _step_name(step: object, lang: str) -> str:
    kind, stage = getattr(step, "kind", ""), stage_name(getattr(step, "stage", ""), lang)
    if kind == "total":
        return translate("total", lang)
    return stage if kind == "burden" else message("credits of {stage}", stage=stage).render(lang)


def _plate() -> dict[str, Any]:
    """Return the white plate behind a text that stands on hatching or grid lines."""
    return {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


def _width(label: str) -> float:
    return max(text_width(row, SMALL) for row in label.split("\n"))
