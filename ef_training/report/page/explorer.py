"""The lines by size for one measure: drawn here for the one shown first, by the script for any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...hotspots.rules import THRESHOLD
from ...inventory.model import STAGES
from ...messages import message, msg
from ...numbers import percent
from ..facts import marked, stage_name
from .bars import Scale, bar, colour_of, stage_legend, swatch, track
from .cells import tag, value_of
from .measures import Measure
from .view import View, choice, figure

if TYPE_CHECKING:
    from markupsafe import Markup

SHOWN = 15
"""So many lines stand by name at first; the rest is one row."""
TITLE = msg("Lines by size: {indicator}")
BASE = msg(
    "Percentages are of the sum of the absolute values of all lines; a credit stands left of zero, hatched. The lines above the "
    "dashed rule make at least 80%."
)
MISSING_LINES = msg("Lines without a value for this indicator: {count}. That is not zero.")
HIDDEN = msg("Stages not shown count in the percentages and in the cumulative share.")
LESS = msg("† only a part of the line has a value for this indicator.")


def explorer(view: View) -> Markup:
    """Draw the explorer with its controls, which only scripts show."""
    measure = view.measure(view.start)
    title = message(TITLE, indicator=measure.name(view.lang)).render(view.lang)
    present = set(view.result.lines["stage"])
    body = [
        tag("form", choice(view, measure.id, weighted=True), _stages(view), _all(view), class_="controls", hidden=True),
        stage_legend(present, view.lang, credits=any((value or 0.0) < 0 for value in measure.values)),
        table(view, measure),
        tag("p", note(view, measure), class_="note", data_note=True),
    ]
    return figure(view, "explorer", title, *body, notes=[view.t(BASE)])


def _stages(view: View) -> Markup:
    """Write the filter of the stages, which is a legend too."""
    boxes = []
    present = set(view.result.lines["stage"])
    for stage in (stage for stage in STAGES if stage in present):
        box = tag("input", type="checkbox", value=stage, checked=True, data_stage_filter=True, autocomplete="off")
        boxes.append(tag("label", box, " ", swatch(colour_of(stage)), stage_name(stage, view.lang)))
    return tag("fieldset", tag("legend", view.t("Stages shown")), *boxes)


def _all(view: View) -> Markup | str:
    if len(view.result.lines) <= SHOWN:
        return ""
    box = tag("input", type="checkbox", data_all=True, autocomplete="off")
    return tag("p", tag("label", box, " ", view.t("Show every line by name")), class_="control")


def table(view: View, measure: Measure) -> Markup:
    """Write the rows as a table: line with stage, bar, value, share, cumulative share."""
    titles = (
        view.t("Line"),
        view.t("Bar"),
        view.headed(view.t("Value"), measure.unit),
        view.t("Share"),
        view.t("Cumulative"),
    )
    kinds = (None, "track", "num", "num", "num cumulative")
    head = [
        tag("th", tag("span", title, class_="unseen") if kind == "track" else title, scope="col", class_=kind)
        for title, kind in zip(titles, kinds, strict=True)
    ]
    body = tag("tbody", *rows(view, measure), data_rows=True)
    caption = tag("caption", message(TITLE, indicator=measure.name(view.lang)).render(view.lang), class_="unseen")
    return tag("table", caption, tag("thead", tag("tr", *head)), body, class_="bars")


def rows(view: View, measure: Measure) -> list[Markup]:
    """Write the largest lines, then one row for the rest."""
    lines = view.result.lines
    order = measure.order()
    top, rest = (order, []) if len(order) <= SHOWN + 1 else (order[:SHOWN], order[SHOWN:])
    known = [value if value is not None else 0.0 for value in measure.values]
    others = sum(known[place] for place in rest)
    scale = Scale.over([*(known[place] for place in top), *([others] if rest else [])])
    found, sum_ = [], 0.0
    for place in top:
        line = lines.iloc[place]
        share, before = abs(known[place]) / (measure.base or 1.0), sum_
        sum_ += share
        name = marked(str(line["line_name"]), partly=measure.partly[place])
        found.append(_row(view, name, str(line["stage"]), known[place], share, sum_, scale, crossing=before < THRESHOLD <= sum_))
    if rest:
        name = message("others ({count} lines)", count=len(rest)).render(view.lang)
        share = sum(abs(known[place]) for place in rest) / (measure.base or 1.0)
        found.append(_row(view, name, "", others, share, 1.0, scale))
    return found


def _row(
    view: View, name: str, stage: str, value: float, share: float, sum_: float, scale: Scale, *, crossing: bool = False
) -> Markup:
    head = [tag("bdi", name, class_="name")]
    if stage:
        head.append(tag("span", stage_name(stage, view.lang), class_="sub"))
    return tag(
        "tr",
        tag("th", *head, scope="row"),
        tag("td", track(scale, [bar(scale, 0.0, value, colour_of(stage))]), class_="track"),
        tag("td", value_of(value), class_="num"),
        tag("td", percent(share), class_="num"),
        tag("td", percent(sum_), class_="num cumulative"),
        class_="crossing" if crossing else None,
    )


def note(view: View, measure: Measure) -> str:
    """Say how many lines have no value, and what † means where it stands."""
    missing = sum(value is None for value in measure.values)
    said = [message(MISSING_LINES, count=missing).render(view.lang)] if missing else []
    return " ".join([*said, *([view.t(LESS)] if any(measure.partly) else [])])
