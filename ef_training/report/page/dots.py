"""Data quality against contribution: what counts much and is known badly stands at the upper right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ...messages import message, msg
from ...numbers import percent
from ...text import own_half
from ..chart_data_quality import POOR, quality
from ..facts import stage_name
from .bars import colour_of, stage_legend
from .cells import tag
from .view import View, figure

if TYPE_CHECKING:
    from markupsafe import Markup

TALL = 300
"""Height of the drawing in CSS pixels; its width is that of the page."""
LEFT, RIGHT = 7.0, 98.0
"""Ends of the axis of contribution, in percent of the width."""
TOP, BOTTOM = 14.0, 262.0
LEAST = 0.001
"""Beginning of the axis of contribution, which is logarithmic."""
LISTED = 8
TITLE = msg("Data quality against contribution")
NOTE = msg(
    "Data quality rating 1 (very good) to 5 (poor) by Recommendation (EU) 2021/2279. A point with a dark ring counts much and is "
    "rated worse than 3 (shaded field): its data should be improved first."
)
UNKNOWN = msg("Without a rating: {count}.")


def dots(view: View) -> Markup | str:
    """Draw one point for each purchase; numbers: `chart_data_quality.quality`."""
    table = quality(view.result)
    rated = table[table["DQR"].notna() & (table["share"] > 0)]
    if rated.empty:
        return ""
    points = [_point(view, row) for row in rated.sort_values("share").to_dict("records")]
    title = view.t(TITLE)
    drawing = tag(
        "svg",
        *_frame(view),
        tag("g", *points, data_drawing=True),
        class_="dots",
        width="100%",
        height=TALL,
        role="group",
        aria_label=view.alt,
    )
    unrated = int(table["DQR"].isna().sum())
    notes = [view.t(NOTE), message(UNKNOWN, count=unrated).render(view.lang) if unrated else ""]
    legend = stage_legend(set(rated["stage"]), view.lang, credits=False)
    return figure(view, "dots", title, legend, drawing, _first(view, table), notes=notes)


def _x(share: float) -> str:
    """Return the place of a share on the logarithmic axis; what is below its beginning stands there."""
    part = (math.log10(max(share, LEAST)) - math.log10(LEAST)) / -math.log10(LEAST)
    return f"{LEFT + part * (RIGHT - LEFT):.2f}%"


def _y(rating: float) -> float:
    return round(BOTTOM - (rating - 1.0) / 4.0 * (BOTTOM - TOP), 1)


def _frame(view: View) -> list[Markup]:
    """Draw the field of what should be improved first, grid, axes and their titles."""
    base = view.t("share of the weighted score") if view.result.weighted else view.t("share of climate change")
    parts = [
        tag("rect", x=f"{LEFT}%", y=TOP, width=f"{RIGHT - LEFT}%", height=_y(POOR) - TOP, class_="field"),
        tag("line", x1=f"{LEFT}%", x2=f"{RIGHT}%", y1=_y(POOR), y2=_y(POOR), class_="limit"),
    ]
    for rating in range(1, 6):
        parts.append(tag("line", x1=f"{LEFT}%", x2=f"{RIGHT}%", y1=_y(rating), y2=_y(rating), class_="rule"))
        parts.append(tag("text", str(rating), x=f"{LEFT - 1.2}%", y=_y(rating) + 4, text_anchor="end"))
    for part, label in ((LEAST, "≤0.1%"), (0.01, "1%"), (0.1, "10%"), (1.0, "100%")):
        parts.append(tag("text", label, x=_x(part), y=BOTTOM + 17, text_anchor="end" if part == 1.0 else "middle"))
    middle = f"{(LEFT + RIGHT) / 2}%"
    parts.append(tag("text", base, x=middle, y=BOTTOM + 34, text_anchor="middle", class_="head"))
    parts.append(tag("text", view.t("Data quality rating"), x=f"{LEFT}%", y=TOP - 4, class_="head"))
    return parts


def _point(view: View, row: dict[str, Any]) -> Markup:
    rating, share = float(row["DQR"]), float(row["share"])
    tip = [
        f"{row['line_name']} ← {own_half(str(row['target_name']), view.lang)}",
        f"{view.told(view.t('Data quality rating'), f'{rating:.1f}')} · {view.told(view.t('Share'), percent(share))}",
        stage_name(str(row["stage"]), view.lang),
    ]
    shape = f"dot f-{colour_of(str(row['stage']))}{' attention' if row['attention'] else ''}"
    return tag("circle", cx=_x(share), cy=_y(rating), r=6, class_=shape, data_tip="\n".join(tip))


def _first(view: View, table: Any) -> Markup:
    """List what counts much and is known badly, the largest first."""
    rows = table[table["attention"]].head(LISTED)
    if rows.empty:
        return tag("p", view.t("Nothing that counts much is rated worse than 3."))
    items = [
        tag(
            "li",
            message(
                "{line}: {share} of the score, rating {rating}",
                line=row["line_name"],
                share=percent(float(row["share"])),
                rating=view.t("unknown") if row["unknown"] else f"{float(row['DQR']):.1f}",
            ).render(view.lang),
        )
        for row in rows.to_dict("records")
    ]
    return tag("div", tag("p", view.t("To be improved first:")), tag("ul", *items))
