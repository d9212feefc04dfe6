"""Where the nodes and bands of a Sankey diagram stand: positions between 0 and 1, the same for picture and page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .chart_data_sankey import PRODUCT, Node, Sankey

GAP = 0.012
"""Space between the nodes of a column, part of the height."""


@dataclass(frozen=True)
class Box:
    """Where a node stands: ``x`` 0 (what lies behind) to 1 (the product), ``top`` and ``bottom`` 0 (above) to 1."""

    node: Node
    x: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height at which the label stands."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Band:
    """A band from the right edge of one node to the left edge of another: its upper and lower edge at both ends, 0 to 1."""

    source: str
    target: str
    stage: str
    value: float
    source_top: float
    source_bottom: float
    target_top: float
    target_bottom: float


@dataclass(frozen=True)
class Layout:
    """All boxes and bands of a diagram; ``scale`` is the height of one unit of the indicator."""

    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]
    scale: float

    def box(self, id_: str) -> Box:
        """Return the box of a node by its id."""
        return next(box for box in self.boxes if box.node.id == id_)


def layout(sankey: Sankey, *, least: float = 0.06, gap: float = GAP) -> Layout:
    """Place nodes and bands.

    Parameters
    ----------
    least : float
        Height that every node keeps free for its label, part of the whole height; a thinner node stands in the middle of it.
    gap : float
        Space between two nodes, part of the whole height.
    """
    columns = [[node for node in sankey.nodes if node.column == column] for column in range(PRODUCT + 1)]
    least = min(least, *(0.95 / len(nodes) - gap for nodes in columns if nodes)) if sankey.nodes else least
    scale = min((_scale([node.value for node in nodes], least, gap) for nodes in columns if nodes), default=0.0)
    boxes = tuple(box for nodes in columns for box in _column(nodes, scale, least, gap))
    return Layout(boxes, _bands(sankey, {box.node.id: box for box in boxes}, scale), scale)


def _scale(values: Sequence[float], least: float, gap: float) -> float:
    """Return the largest height of one unit with which a column fits: Σ max(value · scale, least) + gaps = 1."""
    room, wide = 1.0 - gap * (len(values) - 1), sorted(values, reverse=True)
    while wide:
        scale = (room - least * (len(values) - len(wide))) / sum(wide)
        if wide[-1] * scale >= least:
            return scale
        wide.pop()
    return 0.0


def _column(nodes: Sequence[Node], scale: float, least: float, gap: float) -> list[Box]:
    """Place the nodes of one column from above, the column in the middle of the height."""
    slots = [max(node.value * scale, least) for node in nodes]
    y = (1.0 - sum(slots) - gap * max(len(nodes) - 1, 0)) / 2
    boxes = []
    for node, slot in zip(nodes, slots, strict=True):
        height = node.value * scale
        top = y + (slot - height) / 2
        boxes.append(Box(node, node.column / PRODUCT, top, top + height))
        y += slot + gap
    return boxes


def _bands(sankey: Sankey, boxes: dict[str, Box], scale: float) -> tuple[Band, ...]:
    """Place the bands: at each node in the order of the nodes at their other end, so that they cross as little as may be."""
    leaving = {id_: box.top for id_, box in boxes.items()}
    starts: dict[int, tuple[float, float]] = {}
    order = list(enumerate(sankey.links))
    for position, link in sorted(order, key=lambda item: boxes[item[1].target].middle):
        height = link.value * scale
        starts[position] = (leaving[link.source], leaving[link.source] + height)
        leaving[link.source] += height
    arriving = {id_: box.top for id_, box in boxes.items()}
    bands: list[tuple[int, Band]] = []
    for position, link in sorted(order, key=lambda item: boxes[item[1].source].middle):
        height = link.value * scale
        top = arriving[link.target]
        arriving[link.target] += height
        bands.append((position, Band(link.source, link.target, link.stage, link.value, *starts[position], top, top + height)))
    return tuple(band for _, band in sorted(bands, key=lambda item: item[0]))
