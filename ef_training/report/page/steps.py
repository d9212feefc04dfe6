"""One indicator from stage to stage up to its total, credits going back: a waterfall that runs to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...messages import message, msg
from .. import chart_data
from ..facts import stage_name
from .bars import Scale, bar, colour_of, track
from .cells import tag, value_of
from .view import View, choice, figure

if TYPE_CHECKING:
    from markupsafe import Markup

TITLE = msg("{indicator} from stage to stage (waterfall)")
NOTE = msg("Each step is the sum of a stage's burdens, then of its credits; the last bar is the total.")


def steps(view: View) -> Markup:
    """Draw the steps; numbers: `chart_data.waterfall`."""
    measure = view.measure(view.indicator)
    table = chart_data.waterfall(view.result, measure.id)
    scale = Scale.over([*table["start"], *table["end"]])
    head = [
        tag("th", view.t("Step"), scope="col"),
        tag("th", tag("span", view.t("Bar"), class_="unseen"), scope="col", class_="track"),
        tag("th", view.headed(view.t("Value"), measure.unit), scope="col", class_="num"),
    ]
    rows = [_row(view, row, scale) for row in table.to_dict("records")]
    title = message(TITLE, indicator=measure.name(view.lang)).render(view.lang)
    body = [tag("thead", tag("tr", *head)), tag("tbody", *rows, data_rows=True)]
    chart = tag("table", tag("caption", title, class_="unseen"), *body, class_="bars")
    controls = tag("form", choice(view, measure.id, weighted=False), class_="controls", hidden=True)
    return figure(view, "steps", title, controls, chart, notes=[view.t(NOTE)])


def _row(view: View, row: dict[str, Any], scale: Scale) -> Markup:
    stage, kind = str(row["stage"]), str(row["kind"])
    name = view.t("total") if kind == "total" else stage_name(stage, view.lang)
    if kind == "credit":
        name = message("credits of {stage}", stage=name).render(view.lang)
    drawn = bar(scale, float(row["start"]), float(row["end"]), "total" if kind == "total" else colour_of(stage))
    return tag(
        "tr",
        tag("th", tag("span", name, class_="name"), scope="row"),
        tag("td", track(scale, [drawn]), class_="track"),
        tag("td", value_of(float(row["value"])), class_="num"),
        class_="sum" if kind == "total" else None,
    )
