"""The Sankey diagram of one indicator: from what lies behind the lines to lines, stages and the product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..hotspots.outcome import Outcome, outcome
from ..messages import message, translate
from ..names import CLIMATE
from ..numbers import percent, pretty_unit, significant
from .chart_data_sankey import BEHIND, LINE, PRODUCT, STAGE, Node, Sankey, sankey
from .facts import PARTLY_LEGEND, facts, indicator_record, marked, own_half, own_name, stage_name
from .layout_sankey import Band, Box, layout
from .style import INK, MARGIN, OTHERS, QUIET, SMALL, Sheet, look, stage_colour
from .style import LINE as LINE_HEIGHT
from .wrapping import text_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..assessment.run_folder import RunFolder

X = {BEHIND: 1.78, LINE: 3.72, STAGE: 5.12, PRODUCT: 6.3}
"""Left edge of the nodes of a column, in inches; labels of the first column stand left of it, the others left over the bands."""
THICK = 0.1
SLOT = 0.3
"""Height in inches that every node keeps free for its label of two lines."""
PALE = 0.42
"""Opacity of a band: a label over it stays readable."""


def sankey_chart(run: RunFolder, *, lang: str, indicator: str = CLIMATE, result: Outcome | None = None) -> Figure:
    """Draw the flows of one indicator; numbers: `chart_data_sankey.sankey`."""
    result = result or outcome(run)
    data, record, said = sankey(result, indicator), indicator_record(run, indicator), facts(run, lang)
    partly = indicator in result.scores.index and bool(result.scores.at[indicator, "partly_covered"])
    name = marked(own_name(record, lang), partly=partly)
    notes = [
        translate("Width is the score, percentages are of what is shown; colours are those of the stages.", lang),
        data.note.render(lang),
        translate(PARTLY_LEGEND, lang) if partly else "",
        said.warning,
    ]
    most = max((sum(node.column == column for node in data.nodes) for column in range(PRODUCT + 1)), default=1)
    tall = max(2.6, most * SLOT * 1.22)
    heads = _heads(lang)
    with look():
        head = LINE_HEIGHT * (1 + max(text.count("\n") for text in heads.values()))
        body = head + 0.16 + tall + 0.1
        title = message("{indicator}: from suppliers to the product (Sankey)", indicator=name).render(lang)
        sheet = Sheet(title, said.about, notes, body)
        top = sheet.top + 0.1 + head
        for column, text in heads.items():
            right = column > BEHIND
            sheet.text(X[column] + (THICK if right else 0), top - 0.06, text, ha="right", va="bottom", color=QUIET)
        placed = layout(data, least=SLOT / tall, gap=0.04 / tall)
        boxes = {box.node.id: box for box in placed.boxes}
        for band in placed.bands:
            _band(sheet, band, boxes, top, tall)
        for box in placed.boxes:
            _box(sheet, box, data, lang, top, tall)
    return sheet.figure


def _heads(lang: str) -> dict[int, str]:
    """Return the titles of the columns."""
    return {
        BEHIND: wrap(translate("What lies behind", lang), 1.6, size=SMALL),
        LINE: wrap(translate("Line", lang), 1.5, size=SMALL),
        STAGE: wrap(translate("Stage", lang), 1.1, size=SMALL),
        PRODUCT: wrap(translate("Product", lang), 0.9, size=SMALL),
    }


def _band(sheet: Sheet, band: Band, boxes: dict[str, Box], top: float, tall: float) -> None:
    """Draw a band as a surface between two curves."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    start, end = X[boxes[band.source].node.column] + THICK, X[boxes[band.target].node.column]
    middle = (start + end) / 2
    y = [top + part * tall for part in (band.source_top, band.target_top, band.target_bottom, band.source_bottom)]
    points = [
        (start, y[0]),
        (middle, y[0]),
        (middle, y[1]),
        (end, y[1]),
        (end, y[2]),
        (middle, y[2]),
        (middle, y[3]),
        (start, y[3]),
    ]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    colour = stage_colour(band.stage)
    sheet.axes.add_patch(PathPatch(Path([*points, points[0]], codes), facecolor=colour, edgecolor="none", alpha=PALE, zorder=0.5))


def _box(sheet: Sheet, box: Box, data: Sankey, lang: str, top: float, tall: float) -> None:
    """Draw a node with its label, left of it and centred on it."""
    from matplotlib.patches import Rectangle

    node, x = box.node, X[box.node.column]
    colour = INK if node.kind == "product" else stage_colour(node.stage) if node.stage else OTHERS
    height = max((box.bottom - box.top) * tall, 0.012)
    sheet.axes.add_patch(Rectangle((x, top + box.top * tall), THICK, height, facecolor=colour, edgecolor="none"))
    room = {BEHIND: x - MARGIN - 0.1, LINE: 1.62, STAGE: 1.0, PRODUCT: 0.9}[node.column]
    text = label(node, data, lang, room)
    sheet.text(x - 0.05, top + box.middle * tall, text, ha="right", linespacing=1.0, bbox=_plate() if node.column else None)


def label(node: Node, data: Sankey, lang: str, room: float) -> str:
    """Return the label of a node, at most two lines of ``room`` inches: its name and its share of what is shown."""
    if node.kind == "product":
        return f"{significant(node.value)}\n{wrap(pretty_unit(data.unit), room, size=SMALL, lines=1)}"
    share = percent(node.value / data.shown if data.shown else None)
    name = marked(node_name(node, lang), partly=node.partly)
    first = wrap(name, room, size=SMALL, lines=2)
    if "\n" not in first:
        return f"{first}\n{share}" if text_width(f"{first} {share}", SMALL) > room else f"{first} {share}"
    upper, lower = first.split("\n")
    lower = wrap(
        lower if "…" in lower else name[len(upper) :].strip(), room - text_width(f" {share}", SMALL), size=SMALL, lines=1
    )
    return f"{upper}\n{lower} {share}"


def node_name(node: Node, lang: str) -> str:
    """Return the name of a node in a language."""
    if node.kind == "stage":
        return stage_name(node.stage, lang)
    if node.kind == "others":
        return message("others ({count} lines)", count=node.count).render(lang)
    if node.kind == "direct":
        return translate("own direct emissions", lang)
    if node.kind == "rest":
        return translate("all other processes", lang)
    return own_half(node.name, lang)


def _plate() -> dict[str, Any]:
    """Return the pale plate behind a label that stands over bands."""
    return {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.72}
