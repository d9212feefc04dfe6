"""The mass balance drawn: what goes in beside what comes out, on one scale, with the gap named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ...messages import Message, message, msg, translate
from ...numbers import percent, significant
from ..material_balance import Balance, Entry
from .svg import ALERT, INK, LINE_HEIGHT, PAPER, QUIET, broken, clean, drawing, element, number, text_block, titled

KIND_NAMES = MappingProxyType(
    {
        "material": msg("Material"),
        "water": msg("Water"),
        "product": msg("Product"),
        "co-product": msg("Co-product"),
        "waste": msg("Waste"),
        "emission": msg("Emission"),
        "kept": msg("Kept in the plant"),
        "returned": msg("Returned"),
    }
)
SIDE_NAMES = MappingProxyType({"in": msg("In"), "out": msg("Out")})
COLOURS = MappingProxyType(
    {
        "material": "#0072b2",
        "water": "#56b4e9",
        "product": "#009e73",
        "co-product": "#e69f00",
        "waste": "#cc79a7",
        "emission": "#d55e00",
        "kept": "#9a9a9a",
        "returned": "#f0e442",
    }
)
OTHER = "#c9ced4"
HEIGHT, TOP, BOTTOM = 240.0, 30.0, 12.0
"""Least height of the larger bar, room above and below the bars; CSS pixels at full size."""
NAME, SMALL = 12.0, 11.0
PARTS = 10
"""So many parts of a side are drawn; the smallest beyond that are put together (the table names all)."""
BALANCED = 1e-9
"""A gap of less than this part of what goes in is rounding."""


@dataclass(frozen=True)
class _Part:
    """A part of a bar: its mass in kg, its label, its colour; ``gap`` marks what is not accounted for."""

    mass: float
    name: str
    colour: str
    gap: bool = False


@dataclass(frozen=True)
class _Shape:
    """Sizes of one picture: width, width of a bar, distance of the bars, lines of a name."""

    width: float
    bar: float
    between: float
    lines: int

    @property
    def bars(self) -> tuple[float, float]:
        """Left edges of the two bars."""
        left = (self.width - self.between) / 2 - self.bar
        return left, left + self.bar + self.between

    @property
    def label(self) -> float:
        """Width of the room for labels on each side."""
        return self.bars[0] - 22


WIDE, NARROW = _Shape(760.0, 74.0, 96.0, 2), _Shape(360.0, 34.0, 28.0, 3)


def picture(balance: Balance, *, lang: str, narrow: bool = False, name: str = "balance") -> str:
    """Draw a mass balance as SVG: one bar for what goes in, one for what comes out, in kg and per cent of what goes in.

    What comes out less than goes in stands as a part of its own on the out side, "not accounted for"; what comes out
    more, on the in side. Parts whose mass is not above zero are not drawn.

    Returns
    -------
    str
        One ``svg`` element; empty where nothing goes in and nothing comes out.
    """
    shape = NARROW if narrow else WIDE
    sides = {side: _parts(balance, side) for side in ("in", "out")}
    gap = _missing_part(balance, lang)
    if gap:
        sides[gap[0]].append(gap[1])
    total = max(sum(part.mass for part in parts) for parts in sides.values())
    if not total > 0:
        return ""
    labels = {side: [_label(part, balance, shape, lang) for part in parts] for side, parts in sides.items()}
    room = max(sum(map(_label_height, said)) for said in labels.values())
    scale = max(HEIGHT, room) / total
    body = "".join(
        _side(sides[side], labels[side], scale, shape, bottom=TOP + scale * total, left=side == "in")
        + _head(balance, side, shape, lang)
        for side in sides
    )
    height = TOP + scale * total + BOTTOM
    return drawing(
        _flow(sides, scale, shape) + body,
        shape.width,
        height,
        name=name,
        title=heading(balance, lang),
        desc=describe(balance, lang),
        css="narrow" if narrow else "wide",
    )


def heading(balance: Balance, lang: str) -> str:
    """Return what the balance is of."""
    if balance.basis == "unit":
        return translate("Mass balance per declared unit", lang)
    return translate("Mass balance of the plant over the period", lang)


def describe(balance: Balance, lang: str) -> str:
    """Return the balance in one sentence: in, out, gap."""
    return message(
        "In {entered} kg, out {left} kg; {gap}.",
        entered=significant(balance.total("in"), 4),
        left=significant(balance.total("out"), 4),
        gap=gap_text(balance),
    ).render(lang)


def gap_text(balance: Balance) -> Message:
    """Return what is missing, or too much, in words."""
    gap, difference = balance.gap, balance.total("in") - balance.total("out")
    if gap is None:
        return message("nothing goes in")
    if abs(gap) <= BALANCED:
        return message("nothing is missing")
    values = {"mass": significant(abs(difference), 4), "share": percent(abs(gap))}
    if gap > 0:
        return message("not accounted for: {mass} kg ({share} of what goes in)", **values)
    return message("more comes out than goes in: {mass} kg ({share} of what goes in)", **values)


def share_of_input(entry: Entry, balance: Balance) -> float | None:
    """Return a part's mass as a part of all that goes in; None where nothing does."""
    entered = balance.total("in")
    return entry.mass / entered if entered else None


def legend(balance: Balance) -> list[tuple[str, str]]:
    """Return colour and name (a message id) of each kind that the picture shows."""
    kinds = dict.fromkeys(entry.kind for entry in balance.entries if entry.mass > 0)
    return [(COLOURS[kind], KIND_NAMES[kind]) for kind in kinds if kind in KIND_NAMES]


def _parts(balance: Balance, side: str) -> list[_Part]:
    entries = [entry for entry in balance.entries if entry.side == side and math.isfinite(entry.mass) and entry.mass > 0]
    largest = sorted(entries, key=lambda entry: -entry.mass)[: PARTS if len(entries) <= PARTS else PARTS - 1]
    shown = [_Part(entry.mass, clean(entry.name), COLOURS.get(entry.kind, OTHER)) for entry in entries if entry in largest]
    rest = [entry.mass for entry in entries if entry not in largest]
    return [*shown, _Part(sum(rest), f"… +{len(rest)}", OTHER)] if rest else shown


def _missing_part(balance: Balance, lang: str) -> tuple[str, _Part] | None:
    """Return the side that is too short, and the part it lacks."""
    difference = balance.total("in") - balance.total("out")
    if abs(difference) <= BALANCED * max(abs(balance.total("in")), abs(balance.total("out"))):
        return None
    name = translate("not accounted for", lang) if difference > 0 else translate("more out than in", lang)
    return ("out" if difference > 0 else "in"), _Part(abs(difference), name, "none", gap=True)


def _label(part: _Part, balance: Balance, shape: _Shape, lang: str) -> list[str]:
    entered = balance.total("in")
    value = f"{significant(part.mass, 3)} kg" + (f" ({percent(part.mass / entered)})" if entered else "")
    return [*broken(part.name, shape.label, NAME, lines=shape.lines), *broken(value, shape.label, SMALL, lines=2)]


def _label_height(rows: Sequence[str]) -> float:
    return len(rows) * SMALL * LINE_HEIGHT + 6


def _side(
    parts: Sequence[_Part], labels: Sequence[Sequence[str]], scale: float, shape: _Shape, *, bottom: float, left: bool
) -> str:
    """Draw one bar with its labels beside it, each at the height of its part where there is room."""
    x = shape.bars[0] if left else shape.bars[1]
    tops, y = [], TOP
    for part in parts:
        tops.append(y)
        y += part.mass * scale
    middles = [top + part.mass * scale / 2 for top, part in zip(tops, parts, strict=True)]
    heights = [_label_height(rows) for rows in labels]
    drawn = []
    for part, rows, top, middle, at in zip(parts, labels, tops, middles, _spread(middles, heights, bottom), strict=True):
        drawn.append(_bar(part, x, top, part.mass * scale, shape.bar))
        edge, text = (x, x - 18) if left else (x + shape.bar, x + shape.bar + 18)
        step = -1 if left else 1
        way = (
            f"M{number(edge)} {number(middle)}L{number(edge + 5 * step)} {number(middle)}L{number(text - 3 * step)} {number(at)}"
        )
        drawn.append(element("path", d=way, stroke=QUIET, stroke_width=0.8, fill="none"))
        base = at - _label_height(rows) / 2 + SMALL + 2
        colour = ALERT if part.gap else INK
        anchor = "end" if left else "start"
        drawn.append(text_block(text, base, rows, SMALL, fill=colour, text_anchor=anchor))
    return "".join(drawn)


def _bar(part: _Part, x: float, y: float, height: float, width: float) -> str:
    style: dict[str, object] = {"fill": part.colour, "stroke": PAPER, "stroke_width": 1.0 if height > 3 else 0.0}
    if part.gap:
        style = {"fill": "#fdf0ee", "stroke": ALERT, "stroke_width": 1.4, "stroke_dasharray": "4 3"}
    bar = element("rect", x=x, y=y, width=width, height=max(height, 0.8), **style)
    return titled(bar, f"{part.name}: {significant(part.mass, 3)} kg")


def _spread(middles: Sequence[float], heights: Sequence[float], bottom: float) -> list[float]:
    """Move labels apart so that none covers another, each as near to its part as may be, all between head and ``bottom``."""
    places: list[float] = []
    edge = TOP
    for middle, height in zip(middles, heights, strict=True):
        places.append(max(middle, edge + height / 2))
        edge = places[-1] + height / 2
    for position in range(len(places) - 1, -1, -1):
        places[position] = min(places[position], bottom - heights[position] / 2)
        bottom = places[position] - heights[position] / 2
    return places


def _head(balance: Balance, side: str, shape: _Shape, lang: str) -> str:
    x = shape.bars[0] + shape.bar if side == "in" else shape.bars[1]
    head = f"{translate(SIDE_NAMES[side], lang)} {significant(balance.total(side), 4)} kg"
    anchor = "end" if side == "in" else "start"
    return text_block(x, TOP - 12, [head], NAME, fill=INK, font_weight=600, text_anchor=anchor)


def _flow(sides: dict[str, list[_Part]], scale: float, shape: _Shape) -> str:
    """Draw the pale band from one bar to the other, as high at each end as what is accounted for."""
    left, right = shape.bars[0] + shape.bar, shape.bars[1]
    ends = [TOP + scale * sum(part.mass for part in sides[side] if not part.gap) for side in ("in", "out")]
    bottom = min(ends)
    if bottom <= TOP:
        return ""
    points = ((left, TOP), (right, TOP), (right, bottom), (left, bottom))
    path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"
    return element("path", d=path, fill="#eef2f6")
