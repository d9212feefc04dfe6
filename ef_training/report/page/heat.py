"""Lines by indicators as a coloured table: every share can be read, the colour only guides the eye."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ...messages import message, msg
from ...numbers import percent
from .. import chart_data
from ..charts import CELL_BASE
from ..facts import PARTLY_LEGEND, marked, own_name
from .cells import tag
from .view import View, figure

if TYPE_CHECKING:
    from markupsafe import Markup

STEP = 0.04
"""Shares are coloured in steps of this size."""
SHADES = ((-1.0, "#08519c"), (-0.5, "#4292c6"), (0.0, "#f4f4f4"), (0.24, "#fdbe85"), (0.6, "#e6550d"), (1.0, "#7f2704"))
"""Colours at these shares, as in the picture of the same name; credits are blue."""
NO_VALUE = msg("× means that the line has no value for this indicator; it is not zero.")


def heat(view: View) -> Markup:
    """Write the table; numbers: `chart_data.heatmap`."""
    result = view.result
    shares, partly = chart_data.heatmap(result), chart_data.heatmap_partly(result)
    names = dict(zip(result.ranked["line_id"], result.ranked["line_name"], strict=True))
    head = [tag("th", view.t("Line"), scope="col")]
    for indicator in shares.columns:
        score = result.scores.loc[indicator]
        name = marked(own_name(score, view.lang), partly=bool(score["partly_covered"]))
        head.append(tag("th", tag("span", name), scope="col", class_="upright"))
    body = []
    for place, (line_id, row) in enumerate(zip(shares.index, shares.to_numpy().tolist(), strict=True)):
        count = len(result.ranked) - len(shares) + 1
        name = names[line_id] if line_id else message("others ({count} lines)", count=count).render(view.lang)
        marks = partly.iloc[place].tolist()
        cells = [_cell(share, part=part) for share, part in zip(row, marks, strict=True)]
        body.append(tag("tr", tag("th", tag("bdi", name, class_="name"), scope="row"), *cells))
    title = view.t("Lines and indicators (heatmap)")
    table = tag(
        "table",
        tag("caption", view.t("Share of each line in each indicator, in percent"), id=view.id("caption")),
        tag("thead", tag("tr", *head)),
        tag("tbody", *body),
        class_="heat",
    )
    box = tag("div", table, class_="scroll", tabindex="0", role="region", aria_labelledby=view.id("caption"))
    notes = [
        view.t(CELL_BASE),
        view.t(NO_VALUE) if shares.isna().any(axis=None) else "",
        view.t(PARTLY_LEGEND) if result.scores["partly_covered"].any() else "",
    ]
    return figure(view, "heat", title, box, notes=notes)


def _cell(share: float, *, part: bool) -> Markup:
    if share != share:
        return tag("td", "×", class_="none")
    text = percent(share, 0).rstrip("%")
    return tag("td", f"{text}†" if part else text, class_=f"{shade(share)} least" if "<" in text else shade(share))


def shade(share: float) -> str:
    """Return the class of the colour of a share: h0–h25 for burdens, c1–c25 for credits."""
    step = min(round(abs(share) / STEP), round(1 / STEP))
    return f"c{step}" if share < 0 and step else f"h{step}"


def shades() -> str:
    """Return the rules of the style sheet for the colours, each with the ink that is better read on it."""
    steps = range(round(1 / STEP) + 1)
    named = [(f"h{step}", _mixed(step * STEP)) for step in steps] + [(f"c{step}", _mixed(-step * STEP)) for step in steps[1:]]
    return "\n".join(f".{name} {{ background: {colour}; color: {ink_on(colour)}; }}" for name, colour in named)


def _mixed(share: float) -> str:
    """Return the colour of a share, between the two shades beside it."""
    for (low, dark), (high, light) in pairwise(SHADES):
        if low <= share <= high + 1e-9:
            part = (share - low) / (high - low)
            pairs = zip(_rgb(dark), _rgb(light), strict=True)
            return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)
    raise ValueError(share)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def ink_on(colour: str) -> str:
    """Return black or white, whichever is better read on ``colour`` (WCAG 2.2, relative luminance); never under 4.5 to 1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in _rgb(colour))]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#ffffff" if luminance < 0.179 else "#000000"
