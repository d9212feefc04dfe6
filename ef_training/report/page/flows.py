"""The Sankey diagram of one indicator: drawn here for the first one, by the script for any other from the same places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...messages import message, msg
from ...numbers import percent, pretty_unit, significant
from ...wrapping import shorten, wrap_lines
from ..chart_data_sankey import BEHIND, PRODUCT, Node, Sankey, sankey
from ..charts_sankey import node_name
from ..facts import marked
from ..layout_sankey import layout
from .bars import colour_of, stage_legend
from .cells import tag
from .view import View, choice, figure

if TYPE_CHECKING:
    from markupsafe import Markup

    from ...hotspots.outcome import Outcome

WIDE, TALL, TOP = 960, 540, 28
"""Width and height of the drawing and the room for the titles of its columns, in CSS pixels."""
NODE = 12
"""Width of a node."""
PLACES = (190, 430, 668, 800)
"""Left edges of the columns; labels stand left of the first and right of the others."""
ROOM = (182.0, 186.0, 108.0, 146.0)
"""Room for a label in each column."""
LETTER = 12.0
"""Width of a Chinese character at the size of the labels; another letter counts for 0.56 of it."""
ROW = 14
"""Distance of the two rows of a label."""
TITLE = msg("{indicator}: from suppliers to the product (Sankey)")
COLUMNS = (msg("What lies behind"), msg("Line"), msg("Stage"), msg("Product"))
WIDTHS = msg("Width is the score, percentages are of what is shown; colours are those of the stages.")


def flows(view: View) -> Markup:
    """Draw the diagram; numbers: `chart_data_sankey.sankey`."""
    measure = view.measure(view.indicator)
    found = sankey(view.result, measure.id)
    placed = places(found)
    title = message(TITLE, indicator=measure.name(view.lang)).render(view.lang)
    drawing = tag("div", _picture(view, placed), class_="scroll", tabindex="0", role="region", aria_labelledby=view.id("title"))
    controls = tag("form", choice(view, measure.id, weighted=False), class_="controls", hidden=True)
    legend = stage_legend({node.stage for node in found.nodes}, view.lang, credits=False)
    note = tag("p", placed["note"][view.lang], class_="note", data_note=True)
    return figure(view, "flows", title, controls, legend, drawing, note, notes=[view.t(WIDTHS)])


def every(result: Outcome, indicators: list[str]) -> dict[str, Any]:
    """Return the places of the diagram of each indicator, for the script."""
    return {indicator: places(sankey(result, indicator)) for indicator in indicators}


def places(found: Sankey) -> dict[str, Any]:
    """Return what a diagram consists of: ``nodes`` (x, y, height, colour, anchor, labels by language), ``bands`` (colour, path)
    and the ``note`` by language."""
    placed, unit = layout(found), pretty_unit(found.unit)
    column = {box.node.id: box.node.column for box in placed.boxes}
    nodes = [
        {
            "x": PLACES[box.node.column],
            "y": _y(box.top),
            "h": max(round((box.bottom - box.top) * TALL, 1), 1),
            "c": "product" if box.node.kind == "product" else colour_of(box.node.stage),
            "a": "end" if box.node.column == BEHIND else "start",
            "t": {lang: _label(box.node, found, unit, lang) for lang in ("zh-TW", "en")},
        }
        for box in placed.boxes
    ]
    bands = []
    for band in placed.bands:
        left, right = PLACES[column[band.source]] + NODE, PLACES[column[band.target]]
        middle = (left + right) // 2
        a, b, c, d = (_y(y) for y in (band.source_top, band.source_bottom, band.target_top, band.target_bottom))
        path = f"M{left} {a}C{middle} {a} {middle} {c} {right} {c}V{d}C{middle} {d} {middle} {b} {left} {b}Z"
        bands.append([colour_of(band.stage), path])
    return {"nodes": nodes, "bands": bands, "note": {lang: found.note.render(lang) for lang in ("zh-TW", "en")}}


def _y(y: float) -> float:
    return round(TOP + y * TALL, 1)


def _label(node: Node, found: Sankey, unit: str, lang: str) -> dict[str, Any]:
    """Return the ``rows`` of the label of a node, its name cut to its room, and what the ``tip`` says."""
    name = marked(node_name(node, lang), partly=node.partly)
    share = percent(node.value / found.shown if found.shown else None)
    tip = [name, f"{significant(node.value)} {unit} ({share})"]
    if node.net != node.value:
        tip.append(
            message("with credits and negative parts: {value} {unit}", value=significant(node.net), unit=unit).render(lang)
        )
    figure = f"{significant(node.value)} {unit}" if node.column == PRODUCT else share
    return {"rows": _rows(name, figure, ROOM[node.column]), "tip": "\n".join(tip)}


def _rows(name: str, figure: str, room: float) -> list[str]:
    """Return name and figure in one row or two of so many pixels; a name that is too long ends with an ellipsis."""
    if _width(f"{name} {figure}") <= room:
        return [f"{name} {figure}"]
    rows = wrap_lines(name, room, _width)
    left = room - _width(f" {figure}")
    if len(rows) == 1:
        return [rows[0], figure]
    rest = shorten(wrap_lines(name[len(rows[0]) :].strip(), left, _width), 1, left, _width)
    return [rows[0], f"{rest[0]} {figure}"]


def _width(text: str) -> float:
    return sum(map(_advance, text))


def _advance(sign: str) -> float:
    return LETTER if sign > "\u2e7f" else LETTER * 0.56


def _picture(view: View, placed: dict[str, Any]) -> Markup:
    """Draw bands, nodes and labels."""
    heads = [
        tag("text", view.t(text), x=x if place else x + NODE, y=15, class_="head", text_anchor=None if place else "end")
        for place, (text, x) in enumerate(zip(COLUMNS, PLACES, strict=True))
    ]
    bands = [tag("path", d=path, class_=f"band f-{colour}") for colour, path in placed["bands"]]
    nodes = [_node(node, view.lang) for node in placed["nodes"]]
    size = {"viewBox": f"0 0 {WIDE} {TALL + TOP + 6}", "width": WIDE, "height": TALL + TOP + 6}
    drawing = tag("g", *bands, *nodes, data_drawing=True)
    return tag("svg", *heads, drawing, **size, class_="flows", role="group", aria_label=view.alt)


def _node(node: dict[str, Any], lang: str) -> Markup:
    label = node["t"][lang]
    x = node["x"] - 5 if node["a"] == "end" else node["x"] + NODE + 5
    box = tag("rect", x=node["x"], y=node["y"], width=NODE, height=node["h"], class_=f"f-{node['c']}")
    first = node["y"] + node["h"] / 2 + 4 - (len(label["rows"]) - 1) * ROW / 2
    rows = [tag("tspan", row, x=x, y=round(first + place * ROW, 1)) for place, row in enumerate(label["rows"])]
    return tag("g", box, tag("text", *rows, text_anchor=node["a"]), class_="node", data_tip=label["tip"])
