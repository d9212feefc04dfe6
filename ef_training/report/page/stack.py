"""Every indicator by life-cycle stage, in shares; its name chooses the indicator of the explorer where scripts run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...messages import message
from ...numbers import percent, pretty_unit, significant
from .. import chart_data
from ..charts import STAGE_BASE
from ..facts import PARTLY_LEGEND, marked, own_name, stage_name
from .bars import HEIGHT, Scale, bar, colour_of, stage_legend, track
from .cells import joined, tag, value_of
from .view import View, figure

if TYPE_CHECKING:
    import pandas as pd
    from markupsafe import Markup


ROOM = 9.0
"""A part of so many percent of the width has room for its number; on a telephone three times as many."""


def stack(view: View) -> Markup:
    """Draw the bars; numbers: `chart_data.stage_shares`."""
    shares, scores = chart_data.stage_shares(view.result), view.result.scores
    ends = [sum(v for v in row if v == v and (v > 0) == up) for row in shares.to_numpy().tolist() for up in (True, False)]
    scale = Scale.over(ends)
    present = [str(stage) for stage in shares.columns if shares[stage].abs().sum() > 0]
    head = [
        tag("th", view.t("Indicator"), scope="col"),
        tag("th", view.t("share of the indicator"), scope="col", class_="track"),
        tag("th", view.t("total"), scope="col", class_="num"),
        tag("th", view.t("Unit"), scope="col"),
    ]
    rows = [_row(view, str(indicator), values, scale) for indicator, values in shares.iterrows()]
    title = view.t("Indicators by life-cycle stage")
    table = tag(
        "table", tag("caption", title, class_="unseen"), tag("thead", tag("tr", *head)), tag("tbody", *rows), class_="bars"
    )
    return figure(
        view,
        "stack",
        title,
        tag("p", view.t("Choose an indicator to see its lines."), class_="note hint", hidden=True),
        stage_legend(present, view.lang, credits=bool((shares < 0).any(axis=None))),
        table,
        notes=[view.t(STAGE_BASE), view.t(PARTLY_LEGEND) if scores["partly_covered"].any() else ""],
    )


def _row(view: View, indicator: str, shares: pd.Series, scale: Scale) -> Markup:
    score = view.result.scores.loc[indicator]
    name, unit = marked(own_name(score, view.lang), partly=bool(score["partly_covered"])), pretty_unit(score["unit"], view.lang)
    parts, said = _segments(view, indicator, shares, scale, unit)
    return tag(
        "tr",
        tag("th", tag("span", name, class_="name"), scope="row"),
        tag("td", track(scale, parts), class_="track"),
        tag("td", value_of(float(score["value"])), class_="num"),
        tag("td", unit, class_="unit"),
        data_indicator=indicator,
        data_tip="\n".join([name, *said]),
    )


def _segments(view: View, indicator: str, shares: pd.Series, scale: Scale, unit: str) -> tuple[list[Markup], list[str]]:
    """Draw the stages of one bar, burdens to the right and credits to the left, and say each in words."""
    ends = {True: 0.0, False: 0.0}
    parts, said = [], []
    for stage, share in shares.items():
        if share != share or share == 0:
            continue
        start, end = ends[share > 0], ends[share > 0] + float(share)
        piece: list[Any] = [bar(scale, start, end, colour_of(str(stage)))]
        room = abs(scale.at(end) - scale.at(start))
        if room >= ROOM:
            ink = f"on-{colour_of(str(stage))}" if share > 0 else "on-hatch"
            ink = f"{ink} narrow" if room < 3 * ROOM else ink
            middle = f"{(scale.at(start) + scale.at(end)) / 2:.2f}%"
            piece.append(tag("text", f"{share * 100:.0f}".replace("-", "−"), x=middle, y=HEIGHT / 2 + 4, class_=f"inside {ink}"))
        parts.append(joined(piece))
        said.append(
            message(
                "{stage}: {value} {unit} ({share})",
                stage=stage_name(str(stage), view.lang),
                value=significant(float(view.result.stages.at[indicator, stage])),
                unit=unit,
                share=percent(float(share)),
            ).render(view.lang)
        )
        ends[share > 0] = end
    return parts, said
