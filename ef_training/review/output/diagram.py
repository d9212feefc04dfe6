"""The process flow drawn: a box a step, in the order of the flow, with what enters from outside and what leaves.

The order is a topological one (graphlib), with the edges that close a loop set aside; boxes are set in rows from left to right,
as many as the width holds, so that a long process grows downwards and stays readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from html import escape
from itertools import pairwise
from types import MappingProxyType

from ...messages import msg, translate
from ..flow_graph import FlowEdge, FlowGraph, FlowNode
from .arrow_routes import LANE, Frame, Place, Routes
from .svg import (
    ALERT,
    INK,
    LINE_HEIGHT,
    PAPER,
    QUIET,
    RULE,
    broken,
    clean,
    drawing,
    element,
    number,
    text_block,
    titled,
)

BOX, BETWEEN, MARGIN = 232.0, 34.0, 6.0
"""Width of a box, distance of two boxes of a row, margin of the picture; in CSS pixels at full size."""
NAME, SMALL, LINE = 13.0, 11.0, 11.0 * LINE_HEIGHT
PAD, BADGE, HEAD = 8.0, 22.0, 44.0
ITEM_LINES, ITEMS = 3, 9
ARROW = "#2f4858"
DASHES = MappingProxyType({"order": "2 4", "back": "6 4"})
EDGE_NAMES = MappingProxyType(
    {
        "stated": msg("the form names the following step"),
        "order": msg("in the order of the form, which names no following step"),
        "back": msg("goes back to an earlier step"),
    }
)


@dataclass(frozen=True)
class _Box:
    """A step laid out: its lines of text and how high it is."""

    node: FlowNode
    name: list[str]
    equipment: list[str]
    sides: tuple[list[tuple[str, bool]], list[tuple[str, bool]]]
    alone: bool

    @property
    def head(self) -> float:
        """Height of the upper part: number, name, equipment, mark of a step on its own."""
        rows = len(self.name) * NAME * LINE_HEIGHT + (len(self.equipment) + self.alone) * LINE
        return max(HEAD, PAD + rows + 4)

    @property
    def height(self) -> float:
        rows = max(map(len, self.sides))
        return self.head + (LINE + 4 + rows * LINE + PAD if rows else 0)


def diagram(graph: FlowGraph, *, lang: str, columns: int = 3, name: str = "flow") -> str:
    """Draw the process flow as SVG.

    Parameters
    ----------
    graph : FlowGraph
        From `process_flow.flow_graph`.
    columns : int
        Boxes in a row: 3 for paper and screen, 1 for a telephone.
    name : str
        Makes the ids in the picture unique on a page.

    Returns
    -------
    str
        One ``svg`` element; empty where there are no steps.
    """
    nodes, edges = ordered(graph)
    if not nodes:
        return ""
    columns = min(columns, len(nodes))
    alone = unconnected(graph)
    boxes = [_lay_out(node, lang, alone=node.number in alone) for node in nodes]
    places = [Place(position // columns, position % columns) for position in range(len(boxes))]
    at = {node.number: position for position, node in reversed(list(enumerate(nodes)))}
    routes = Routes(places, [(at[edge.source], at[edge.target]) for edge in edges])
    frame, width, height = _frame(boxes, places, routes)
    arrows = "".join(_arrow(edge, routes.points(position, frame), lang) for position, edge in enumerate(edges))
    drawn = "".join(
        _draw(box, frame.lefts[place.column], frame.tops[place.row], frame.heights[place.row], lang)
        for box, place in zip(boxes, places, strict=True)
    )
    return drawing(
        drawn + arrows,
        width,
        height,
        name=name,
        title=translate("Process flow", lang),
        desc=describe(graph, lang),
        css="wide" if columns > 1 else "narrow",
    )


def ordered(graph: FlowGraph) -> tuple[list[FlowNode], list[FlowEdge]]:
    """Return the steps in the order of the flow, and the edges between different steps, each pair once.

    The order is topological without the edges that go back, and that of the numbers where the flow leaves a choice.
    """
    numbers = {node.number for node in graph.nodes}
    once: dict[tuple[int, int], FlowEdge] = {}
    for edge in graph.edges:
        if edge.source != edge.target and {edge.source, edge.target} <= numbers:
            once.setdefault((edge.source, edge.target), edge)
    rank = _ranks(numbers, {pair for pair, edge in once.items() if not edge.back})
    return sorted(graph.nodes, key=lambda node: rank[node.number]), list(once.values())


def _ranks(numbers: set[int], pairs: set[tuple[int, int]]) -> dict[int, int]:
    """Return the place of each step in the order; a loop that nothing marks is cut where the numbers fall the most."""
    while True:
        sorter = TopologicalSorter({number: [a for a, b in pairs if b == number] for number in sorted(numbers)})
        try:
            sorter.prepare()
        except CycleError as error:
            pairs = pairs - {min(pairwise(error.args[1]), key=lambda pair: pair[1] - pair[0])}
            continue
        ready, order = set(sorter.get_ready()), []
        while ready:
            order.append(min(ready))
            ready.remove(order[-1])
            sorter.done(order[-1])
            ready.update(sorter.get_ready())
        return {number: place for place, number in enumerate(order)}


def unconnected(graph: FlowGraph) -> frozenset[int]:
    """Return the numbers of the steps that no edge reaches; none where there is only one step."""
    reached = {step for edge in graph.edges if edge.source != edge.target for step in (edge.source, edge.target)}
    return frozenset(node.number for node in graph.nodes if len(graph.nodes) > 1 and node.number not in reached)


def kinds(graph: FlowGraph) -> tuple[str, ...]:
    """Return which kinds of arrow the picture shows, for its legend."""
    shown = {"back" if edge.back else edge.basis for edge in ordered(graph)[1]} if graph.nodes else set()
    return tuple(kind for kind in EDGE_NAMES if kind in shown)


def legend_line(kind: str) -> str:
    """Return a short arrow of a kind as SVG, for the legend beside its words."""
    picture = element("path", d="M1 6H24", stroke=ARROW, stroke_width=1.6, stroke_dasharray=DASHES.get(kind), fill="none")
    head = element("path", d="M31 6l-8 -4v8z", fill=ARROW)
    return element("svg", picture + head, viewBox="0 0 32 12", width=32, height=12, aria_hidden="true", class_="key")


def describe(graph: FlowGraph, lang: str) -> str:
    """Return the flow in words: each step and where it leads."""
    nodes, edges = ordered(graph)
    lines = []
    for node in nodes:
        following = [str(edge.target) for edge in edges if edge.source == node.number]
        lines.append(f"{node.number} {clean(node.name)}" + (f" → {', '.join(following)}" if following else ""))
    return ("；" if lang.startswith("zh") else "; ").join(lines)


def _lay_out(node: FlowNode, lang: str, *, alone: bool) -> _Box:
    inner = BOX - 2 * PAD - BADGE - 4
    half = (BOX - 2 * PAD - 8) / 2 - 9
    return _Box(
        node,
        broken(node.name, inner, NAME, lines=4, bold=True),
        broken(node.equipment, inner, SMALL, lines=3) if clean(node.equipment) else [],
        (_items(node.inputs, node.outside, half), _items(node.outputs, node.leaving, half)),
        alone,
    )


def _items(names: Sequence[str], marked: Sequence[str], width: float) -> list[tuple[str, bool]]:
    """Return the lines of a list of things, and which of them begin with the mark; those beyond the room are counted."""
    rows: list[tuple[str, bool]] = []
    for name in names[:ITEMS]:
        first, *others = broken(name, width, SMALL, lines=ITEM_LINES)
        rows += [(first, name in marked), *((row, False) for row in others)]
    return [*rows, (f"… +{len(names) - ITEMS}", False)] if len(names) > ITEMS else rows


def _frame(boxes: Sequence[_Box], places: Sequence[Place], routes: Routes) -> tuple[Frame, float, float]:
    """Return where the boxes stand, and the size of the picture."""
    left, right = (LANE * (count + 1.6) if count else MARGIN for count in routes.lanes.values())
    lefts = tuple(left + column * (BOX + BETWEEN) for column in range(routes.columns))
    heights: list[float] = []
    for box, place in zip(boxes, places, strict=True):
        heights[place.row :] = [max([*heights[place.row :], box.height])]
    tops, y = [], MARGIN
    for row, height in enumerate(heights):
        tops.append(y)
        y += height + (routes.gap_height(row) if row + 1 < len(heights) or row in routes.tracks else MARGIN)
    return Frame(lefts, tuple(tops), tuple(heights), BOX), lefts[-1] + BOX + right, y


def _draw(box: _Box, x: float, y: float, height: float, lang: str) -> str:
    edge = (
        {"stroke": ALERT, "stroke_width": 1.8, "stroke_dasharray": "5 3"} if box.alone else {"stroke": RULE, "stroke_width": 1.0}
    )
    parts = [
        element("rect", x=x, y=y, width=BOX, height=height, rx=6.0, fill=PAPER, **edge),
        element("rect", x=x + PAD, y=y + PAD, width=BADGE, height=BADGE, rx=4.0, fill=ALERT if box.alone else ARROW),
        text_block(
            x + PAD + BADGE / 2,
            y + PAD + 15.5,
            [str(box.node.number)],
            NAME - 1,
            fill=PAPER,
            font_weight=600,
            text_anchor="middle",
        ),
    ]
    text_x, text_y = x + PAD + BADGE + 6, y + PAD + NAME
    parts.append(text_block(text_x, text_y, box.name, NAME, fill=INK, font_weight=600))
    text_y += len(box.name) * NAME * LINE_HEIGHT - 2
    parts.append(text_block(text_x, text_y, box.equipment, SMALL, fill=QUIET))
    if box.alone:
        mark = [translate("not connected to any other step", lang)]
        parts.append(text_block(text_x, text_y + len(box.equipment) * LINE, mark, SMALL, fill=ALERT))
    if any(box.sides):
        parts.append(_sides(box, x, y + box.head, lang))
    said = " · ".join(clean(part) for part in (box.node.name, box.node.equipment) if clean(part))
    return titled("".join(parts), f"{box.node.number} {said}")


def _sides(box: _Box, x: float, y: float, lang: str) -> str:
    """Draw what goes in on the left and what comes out on the right of the lower part of a box."""
    middle = x + BOX / 2
    parts = [element("path", d=f"M{number(x + 1)} {number(y)}H{number(x + BOX - 1)}", stroke="#c9ced4", fill="none")]
    heads = (translate("In", lang), translate("Out", lang))
    for left, head, rows in zip((x + PAD, middle + 4), heads, box.sides, strict=True):
        parts.append(text_block(left, y + LINE, [head], SMALL - 0.5, fill=QUIET, font_weight=600))
        for place, (row, marked) in enumerate(rows):
            base = y + LINE * (2 + place) + 2
            if marked:
                parts.append(element("path", d=f"M{number(left)} {number(base - 7)}l6 3.5l-6 3.5z", fill=ARROW))
            parts.append(element("text", escape(row), x=left + 9, y=base, font_size=SMALL, fill=INK))
    return "".join(parts)


def _arrow(edge: FlowEdge, points: list[tuple[float, float]], lang: str) -> str:
    kind = "back" if edge.back else edge.basis
    (x0, y0), (x1, y1) = points[-2], points[-1]
    step = ((x1 > x0) - (x1 < x0), (y1 > y0) - (y1 < y0))
    tip = (x1, y1)
    points = [*points[:-1], (x1 - 6.0 * step[0], y1 - 6.0 * step[1])]
    across = (-step[1], step[0])
    corners = [tip, *((tip[0] - 8 * step[0] + 4 * s * across[0], tip[1] - 8 * step[1] + 4 * s * across[1]) for s in (1, -1))]
    line = element(
        "path", d=_rounded(points), fill="none", stroke=ARROW, stroke_width=1.6, stroke_dasharray=DASHES.get(kind)
    )  # fmt: skip
    head = element("path", d="M" + "L".join(map(_point, corners)) + "Z", fill=ARROW)
    label = f": {clean(edge.label)}" if clean(edge.label) else ""
    return titled(line + head, f"{edge.source} → {edge.target}{label} ({translate(EDGE_NAMES[kind], lang)})")


def _rounded(points: Sequence[tuple[float, float]], radius: float = 5.0) -> str:
    """Return the path through points with its corners rounded."""
    path = f"M{_point(points[0])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        cut = [min(radius, (abs(a - c) + abs(b - d)) / 2) for (a, b), (c, d) in ((before, corner), (corner, after))]
        start, end = (
            tuple(c + (o > c) * r - (o < c) * r for c, o in zip(corner, other, strict=True))
            for other, r in zip((before, after), cut, strict=True)
        )
        path += f"L{_point(start)}Q{_point(corner)} {_point(end)}"
    return path + f"L{_point(points[-1])}"


def _point(at: Sequence[float]) -> str:
    return f"{number(at[0])} {number(at[1])}"
