"""Two runs beside each other: two bars an indicator, by stage, the larger of the two as long as the field is wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...inventory.model import STAGES
from ...messages import msg
from ...numbers import pretty_unit, significant
from ..chart_data_comparison import WEIGHTED, comparison, same_basis
from ..charts_comparison import change_text
from ..facts import marked, own_name
from .bars import Scale, bar, colour_of, stage_legend, track
from .cells import joined, tag, value_of
from .view import View, figure

if TYPE_CHECKING:
    from markupsafe import Markup

TALL = 28
NOTE = msg(
    "Of each indicator the larger of the two bars is as long as the field is wide; bars of different indicators cannot be "
    "compared. The upper bar is A, the lower B. The change is that from A to B. Credits stand left of zero, hatched."
)


def versions(view: View) -> Markup | str:
    """Draw the comparison with the other run; numbers: `chart_data_comparison.comparison`."""
    if view.against is None or not same_basis(view.result, view.against):
        return ""
    rows = comparison(view.result, view.against).to_dict("records")
    ends = [_ends(row) for row in rows]
    scale = Scale.over([end for pair in ends for side in pair for _, _, end in side])
    present = {stage for row in rows for stage in STAGES if any(row[f"{side}_{stage}"] for side in "ab")}
    titles = [view.t("Indicator"), view.t("Bar"), "A", "B", view.t("Unit"), view.t("Change")]
    kinds = [None, "track", "num", "num", None, "num"]
    head = [
        tag("th", tag("span", title, class_="unseen") if kind == "track" else title, scope="col", class_=kind)
        for title, kind in zip(titles, kinds, strict=True)
    ]
    body = [_row(view, row, pair, scale) for row, pair in zip(rows, ends, strict=True)]
    title = view.t("Two runs compared")
    table = tag(
        "table", tag("caption", title, class_="unseen"), tag("thead", tag("tr", *head)), tag("tbody", *body), class_="bars"
    )
    credits = any(end < start for pair in ends for side in pair for _, start, end in side)
    legend = stage_legend(present, view.lang, credits=credits)
    return figure(view, "versions", title, legend, table, notes=[view.t(NOTE)])


def _ends(row: dict[str, Any]) -> list[list[tuple[str, float, float]]]:
    """Return stage, start and end of the parts of both bars; burdens to the right, credits to the left."""
    values = {side: {stage: _known(row[f"{side}_{stage}"]) for stage in STAGES} for side in "ab"}
    longest = max(sum(max(value, 0.0) for value in side.values()) for side in values.values())
    longest = longest or max(sum(abs(value) for value in side.values()) for side in values.values()) or 1.0
    found = []
    for side in values.values():
        ends, parts = {True: 0.0, False: 0.0}, []
        for stage, value in side.items():
            if value:
                start = ends[value > 0]
                ends[value > 0] = start + value / longest
                parts.append((stage, start, ends[value > 0]))
        found.append(parts)
    return found


def _known(value: float) -> float:
    return 0.0 if value != value else float(value)


def _row(view: View, row: dict[str, Any], pair: list[list[tuple[str, float, float]]], scale: Scale) -> Markup:
    name = view.t("Single score") if row["indicator"] == WEIGHTED else own_name(row, view.lang)
    name, unit = marked(name, partly=bool(row["partly_a"] or row["partly_b"])), pretty_unit(str(row["unit"]), view.lang)
    bars = [
        bar(scale, start, end, colour_of(stage), top=top, tall=11)
        for side, top in zip(pair, (2, 15), strict=True)
        for stage, start, end in side
    ]
    change = change_text(float(row["a"]), float(row["b"]))
    tip = [name, f"A: {significant(row['a'])} {unit}", f"B: {significant(row['b'])} {unit}", change]
    return tag(
        "tr",
        tag("th", tag("span", name, class_="name"), scope="row"),
        tag("td", track(scale, [joined(bars)], height=TALL), class_="track"),
        tag("td", value_of(float(row["a"])), class_="num"),
        tag("td", value_of(float(row["b"])), class_="num"),
        tag("td", unit, class_="unit"),
        tag("td", change, class_="num"),
        data_tip="\n".join(tip),
    )
