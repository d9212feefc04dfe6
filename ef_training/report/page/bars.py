"""Bars as inline SVG in percent of their cell's width: they keep their height and their text its size on any screen and on paper.

A bar to the left of zero is a credit and hatched. Colours are those of the other charts, by class.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...inventory.model import STAGES
from ...messages import translate
from ..facts import stage_name
from ..style import OTHERS, STAGE_COLOURS
from .cells import joined, tag

if TYPE_CHECKING:
    from markupsafe import Markup

HEIGHT = 18
"""Height of a bar's cell in CSS pixels."""
THICK = 14
"""Height of a bar."""
CREDIT = "hatched"
"""Class of the sign of a credit in a legend."""


@dataclass(frozen=True)
class Scale:
    """Where a value stands between the lowest and the highest, in percent of the width; zero is always in sight."""

    low: float
    high: float

    @classmethod
    def over(cls, values: Iterable[float | None]) -> Scale:
        """Return the scale that holds zero and all values that are known."""
        known = [value for value in values if value is not None and value == value]
        low, high = min([0.0, *known]), max([0.0, *known])
        return cls(low, high if high > low else low + 1.0)

    def at(self, value: float) -> float:
        """Return the place of a value, 0–100."""
        return (value - self.low) / (self.high - self.low) * 100


def bar(scale: Scale, start: float, end: float, colour: str, *, top: float = 2, tall: float = THICK) -> Markup:
    """Draw a bar from one value to another; one that goes down is hatched."""
    left, right = sorted((scale.at(start), scale.at(end)))
    box = {"x": f"{left:.2f}%", "y": top, "width": f"{right - left:.2f}%", "height": tall}
    fill = tag("rect", **box, class_=f"f-{colour}")
    return joined((fill, tag("rect", **box, fill="url(#hatch)"))) if end < start else fill


def track(scale: Scale, parts: Sequence[Markup], *, height: float = HEIGHT) -> Markup:
    """Put bars on a track with a line at zero."""
    zero = f"{scale.at(0.0):.2f}%"
    line = tag("line", x1=zero, x2=zero, y1="0", y2=height, class_="zero")
    return tag("svg", *parts, line, class_="bar", width="100%", height=height, aria_hidden="true", focusable="false")


def legend(entries: Iterable[tuple[str, str]], label: str) -> Markup:
    """Write a legend: pairs of text and colour (the class of a fill, or `CREDIT`)."""
    items = [tag("li", swatch(colour), text) for text, colour in entries]
    return tag("ul", *items, class_="legend", aria_label=label)


def swatch(colour: str) -> Markup:
    """Draw the small square of a colour."""
    box = {"width": "100%", "height": "100%"}
    parts = [tag("rect", **box, class_=f"f-{'others' if colour == CREDIT else colour}")]
    if colour == CREDIT:
        parts.append(tag("rect", **box, fill="url(#hatch)"))
    return tag("svg", *parts, class_="swatch", width="14", height="14", aria_hidden="true", focusable="false")


def stage_legend(present: Iterable[str], lang: str, *, credits: bool) -> Markup:
    """Write the legend of the stages that are there, in their order."""
    stages = set(present)
    entries = [(stage_name(stage, lang), stage) for stage in STAGES if stage in stages]
    if credits:
        entries.append((translate("credit", lang), CREDIT))
    return legend(entries, translate("Legend", lang))


def colour_of(stage: str) -> str:
    """Return the class of a stage's colour; what is no stage is grey."""
    return stage if stage in STAGE_COLOURS else "others"


def fills() -> str:
    """Return the rules of the style sheet for the fills of bars, as `style` has the colours."""
    colours = STAGE_COLOURS | {"others": OTHERS}
    return "\n".join(f".f-{name} {{ fill: {colour}; }}" for name, colour in colours.items())


def widths() -> str:
    """Return the rules for the bars behind the shares of tables, one for each percent."""
    return "\n".join(f".w{percent} {{ --w: {percent}%; }}" for percent in range(1, 101))
