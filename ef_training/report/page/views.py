"""Carbon footprint by factors beside climate change by datasets, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...assessment.run_folder import SCALING
from ...messages import message
from ...names import CLIMATE
from ...numbers import pretty_unit, significant
from .. import chart_data
from ..charts_views import COLOURS, NOTE
from ..facts import indicator_record
from .bars import Scale, bar, legend, track
from .cells import joined, tag, value_of
from .view import View, figure

if TYPE_CHECKING:
    from markupsafe import Markup

TALL = 26
"""Height of a row of two bars in CSS pixels."""


def two_views(view: View) -> Markup:
    """Draw two bars a line; numbers: `chart_data.two_views`."""
    rows, totals = chart_data.two_views(view.result), chart_data.two_views_totals(view.result)
    unit = pretty_unit(indicator_record(view.result.run, CLIMATE)["unit"])
    scale = Scale.over([*rows["cfp"], *rows["ef"]])
    said = {
        "cfp": message("carbon footprint (MOENV factors): {value} {unit} in all", value=significant(totals["cfp"]), unit=unit),
        "ef": message("climate change (datasets): {value} {unit} in all", value=significant(totals["ef"]), unit=unit),
    }
    head = [
        tag("th", view.t("Line"), scope="col"),
        tag("th", tag("span", view.t("Bar"), class_="unseen"), scope="col", class_="track"),
        tag("th", view.headed(view.t("Carbon footprint"), unit), scope="col", class_="num"),
        tag("th", view.headed(view.t("Climate change"), unit), scope="col", class_="num"),
    ]
    body = [_row(view, row, scale, unit) for row in rows.to_dict("records")]
    title = view.t("Carbon footprint and climate change by line")
    table = tag(
        "table", tag("caption", title, class_="unseen"), tag("thead", tag("tr", *head)), tag("tbody", *body), class_="bars"
    )
    entries = [(sentence.render(view.lang), key) for key, sentence in said.items()]
    return figure(view, "views", title, legend(entries, view.t("Legend")), table, notes=[view.t(NOTE)])


def _row(view: View, row: dict[str, Any], scale: Scale, unit: str) -> Markup:
    name = str(row["line_name"])
    if row["line_id"] == chart_data.OTHERS:
        name = message("others ({count} lines)", count=row["count"]).render(view.lang)
    elif row["line_id"] == SCALING:
        name = view.t("Scaling up to the whole")
    bars = [
        bar(scale, 0.0, float(row[key]), key, top=top, tall=10)
        for key, top in (("cfp", 2), ("ef", 14))
        if float(row[key]) == float(row[key])
    ]
    tip = [
        name,
        view.told(view.t("Carbon footprint"), f"{significant(float(row['cfp']))} {unit}"),
        view.told(view.t("Climate change"), f"{significant(float(row['ef']))} {unit}"),
    ]
    return tag(
        "tr",
        tag("th", tag("bdi", name, class_="name"), scope="row"),
        tag("td", track(scale, [joined(bars)], height=TALL), class_="track"),
        tag("td", value_of(float(row["cfp"])), class_="num"),
        tag("td", value_of(float(row["ef"])), class_="num"),
        data_tip="\n".join(tip),
    )


def fills() -> str:
    """Return the rules of the style sheet for both views."""
    return "\n".join(f".f-{view} {{ fill: {colour}; }}" for view, colour in COLOURS.items())
