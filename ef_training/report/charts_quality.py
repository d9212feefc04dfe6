"""Data quality against contribution: every target a point, the important ones numbered and named below, poor ones marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..hotspots.outcome import Outcome, outcome
from ..inventory.model import STAGES
from ..messages import message, msg, translate
from ..numbers import MISSING, percent
from .chart_data_quality import POOR, quality
from .facts import facts, own_half, stage_name
from .style import (
    ALERT,
    GRID,
    INK,
    LEGEND_ROW,
    LINE,
    MARGIN,
    QUIET,
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
    import pandas as pd
    from matplotlib.figure import Figure

    from ..assessment.run_folder import RunFolder

NAMED = 10
"""At most so many targets have a number in the field and their name below it."""
TALL = 2.7
LEAST, MOST = 1e-3, 1.0
"""The scale of contributions is logarithmic between these; what is below stands on the lower edge."""
RADIUS = 0.085
STEP = 2 * LINE + 0.06
"""Height in inches of a name of two lines."""
FIELD = msg("fair or poor data")


def quality_chart(run: RunFolder, *, lang: str, result: Outcome | None = None) -> Figure:
    """Draw data quality against contribution, what is important with a number; numbers: `chart_data_quality.quality`."""
    result = result or outcome(run)
    table, said = quality(result), facts(run, lang)
    known = table.dropna(subset=["DQR"])
    named = _named(table)
    basis = (
        msg("contribution: share of the sum of absolute weighted scores")
        if result.weighted
        else msg("contribution: share of the sum of absolute climate scores")
    )
    notes = [
        translate(
            "1 is best, 5 is worst. Numbered are most relevant targets, red what is fair or poor, or unknown, among them: better "
            "data help most there. The scale of contributions is logarithmic.",
            lang,
        ),
        _counted(table, lang),
        said.warning,
    ]
    left, right = 0.62, WIDTH - 0.2
    entries: list[Entry] = [
        (stage_name(stage, lang), "fill", stage_colour(stage)) for stage in STAGES if (known["stage"] == stage).any()
    ]
    rows = (len(named) + 1) // 2
    with look():
        body = LEGEND_ROW * len(legend_rows(entries)) + 0.3 + TALL + 0.5 + STEP * rows + 0.1
        sheet = Sheet(translate("Data quality and contribution", lang), said.about, notes, body)
        top = sheet.legend(entries) + 0.28

        def x(rating: float) -> float:
            return left + (rating - 0.9) / 4.2 * (right - left)

        def y(share: float) -> float:
            from math import log10

            part = (log10(max(share, LEAST)) - log10(LEAST)) / (log10(MOST) - log10(LEAST))
            return top + (1 - part) * TALL

        sheet.text(MARGIN, top - 0.13, translate(basis, lang), color=QUIET)
        _field(sheet, x, top, lang)
        _axes(sheet, x, y, top, left, right, translate("data quality rating (DQR)", lang))
        _points(sheet, known, named, x, y)
        _names(sheet, table, named, top + TALL + 0.55, rows, lang)
    return sheet.figure


def _named(table: pd.DataFrame) -> list[int]:
    """Return the rows with a number: important and poor or unknown ones first, then the largest important ones; by size."""
    ordered = table[table["important"]].sort_values("attention", ascending=False, kind="stable")
    return sorted(int(position) for position in ordered.index[:NAMED])


def _counted(table: pd.DataFrame, lang: str) -> str:
    """Say how many important targets are poor, and how many have no rating."""
    important = table[table["important"]]
    said = message(
        "{important} targets are most relevant; the data of {poor} of them are fair or poor, those of {unknown} have no rating.",
        important=len(important),
        poor=int(important["poor"].sum()),
        unknown=int(important["unknown"].sum()),
    )
    return said.render(lang)


def _field(sheet: Sheet, x: Any, top: float, lang: str) -> None:
    """Mark the field of fair and poor data."""
    from matplotlib.patches import Rectangle

    wide = x(5.1) - x(POOR)
    sheet.axes.add_patch(Rectangle((x(POOR), top), wide, TALL, facecolor="#fbe9e7", edgecolor="none", zorder=0))
    sheet.text(x(5.1), top - 0.13, wrap(translate(FIELD, lang), wide, size=SMALL, lines=1), ha="right", color=ALERT)


def _axes(sheet: Sheet, x: Any, y: Any, top: float, left: float, right: float, title: str) -> None:
    for rating in (1, 2, 3, 4, 5):
        sheet.line([x(rating)] * 2, [top, top + TALL], colour=ALERT if rating == POOR else GRID, zorder=0.2)
        sheet.text(x(rating), top + TALL + 0.09, str(rating), ha="center")
    for share in (0.001, 0.01, 0.1, 1.0):
        sheet.line([left, right], [y(share)] * 2, zorder=0.2)
        sheet.text(left - 0.06, y(share), percent(share, 1 if share < 0.01 else 0), ha="right")
    sheet.text((left + right) / 2, top + TALL + 0.26, title, ha="center", color=QUIET)


def _points(sheet: Sheet, known: pd.DataFrame, named: list[int], x: Any, y: Any) -> None:
    """Draw the points: small ones first, then those with a number, moved aside where they would cover one another."""
    from matplotlib.patches import Circle

    for row in known.itertuples():
        if row.Index not in named:
            sheet.axes.add_patch(
                Circle((x(row.DQR), y(row.share)), 0.03, facecolor=stage_colour(row.stage), edgecolor="white", linewidth=0.4)
            )
    placed: list[tuple[float, float]] = []
    for number, index in enumerate(named, start=1):
        if index not in known.index:
            continue
        row = known.loc[index]
        at = (x(row["DQR"]), y(row["share"]))
        to = _free(at, placed)
        placed.append(to)
        colour = stage_colour(row["stage"])
        if to != at:
            sheet.line([at[0], to[0]], [at[1], to[1]], colour=QUIET, width=0.5, zorder=2)
            sheet.axes.add_patch(Circle(at, 0.03, facecolor=colour, edgecolor="white", linewidth=0.4, zorder=2.5))
        edge = {"edgecolor": ALERT, "linewidth": 1.4} if row["attention"] else {"edgecolor": "white", "linewidth": 0.6}
        sheet.axes.add_patch(Circle(to, RADIUS, facecolor=colour, zorder=3, **edge))
        sheet.text(*to, str(number), ha="center", color=ink_on(colour), zorder=4)


def _free(at: tuple[float, float], placed: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the place nearest to the point, beside it, where no other numbered point stands."""
    step = 2 * RADIUS + 0.02
    for move in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5):
        to = (at[0] + move * step, at[1])
        if all((to[0] - other[0]) ** 2 + (to[1] - other[1]) ** 2 >= (2 * RADIUS) ** 2 for other in placed):
            return to
    return at


def _names(sheet: Sheet, table: pd.DataFrame, named: list[int], top: float, rows: int, lang: str) -> None:
    """Write number, line, what it is, share and rating of the numbered targets, in two columns."""
    width = (WIDTH - 2 * MARGIN - 0.2) / 2
    for position, index in enumerate(named):
        row = table.loc[index]
        x, y = MARGIN + (position // rows) * (width + 0.2), top + STEP * (position % rows + 0.5)
        rating = MISSING if row["DQR"] != row["DQR"] else f"{row['DQR']:.2f}"
        figures = message("{share}, DQR {rating}", share=percent(row["share"]), rating=rating).render(lang)
        room = width - 0.22
        name = wrap(str(row["line_name"]), room, size=SMALL, lines=1)
        bought = wrap(own_half(str(row["target_name"]), lang), room - text_width(f" · {figures}", SMALL), size=SMALL, lines=1)
        sheet.text(x, y, f"{position + 1}", color=INK)
        sheet.text(x + 0.2, y, f"{name}\n{bought} · {figures}", color=ALERT if row["attention"] else INK)
