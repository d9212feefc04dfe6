"""The parts of an edition for customers as bars: stage and groups with their whole percent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...numbers import percent
from .. import tables_parts
from ..facts import stage_name
from .bars import Scale, bar, colour_of, stage_legend, track
from .cells import tag
from .view import View, figure

if TYPE_CHECKING:
    from markupsafe import Markup


def shares(view: View) -> Markup | str:
    """Draw a bar a part; numbers: `tables_parts.parts`."""
    found = tables_parts.parts(view.result.run)
    if not found:
        return ""
    scale = Scale.over(part["share"] for part in found)
    titles = (view.t("Group"), view.t("Bar"), view.t("Share"))
    kinds = (None, "track", "num")
    head = [
        tag("th", tag("span", title, class_="unseen") if kind == "track" else title, scope="col", class_=kind)
        for title, kind in zip(titles, kinds, strict=True)
    ]
    rows = [
        tag(
            "tr",
            tag(
                "th",
                tag("span", tables_parts.name(part, view.lang), class_="name"),
                tag("span", stage_name(part["stage"], view.lang), class_="sub"),
                scope="row",
            ),
            tag("td", track(scale, [bar(scale, 0.0, part["share"], colour_of(part["stage"]))]), class_="track"),
            tag("td", percent(part["share"], 0), class_="num"),
        )
        for part in found
    ]
    title = view.t(tables_parts.TITLE)
    legend = stage_legend({part["stage"] for part in found}, view.lang, credits=any(part["share"] < 0 for part in found))
    table = tag(
        "table", tag("caption", title, class_="unseen"), tag("thead", tag("tr", *head)), tag("tbody", *rows), class_="bars"
    )
    return figure(view, "parts", title, legend, table)
