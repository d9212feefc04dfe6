"""The contribution tree of one indicator as rows: total, stages, lines and the suppliers behind them, each with its bar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..hotspots.outcome import Outcome, outcome
from ..messages import message, msg, translate
from ..names import CLIMATE
from ..numbers import MISSING, percent, pretty_unit, significant
from .chart_data_tree import DEPTH, TreeNode, missing_chains, summed, tree
from .facts import PARTLY_LEGEND, facts, indicator_record, marked, own_half, own_name, stage_name
from .style import GRID, INK, MARGIN, OTHERS, QUIET, SMALL, WIDTH, Sheet, look, stage_colour
from .wrapping import text_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..assessment.run_folder import RunFolder

HEIGHT = 0.19
"""Height of a row in inches."""
ROWS = 36
"""The picture names as many nodes as fit into so many rows, the largest ones."""
STEPS = (0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2)
"""What is summed up: the first of these parts of Σ|line value| with which the rows fit."""
INDENT = 0.16
BARS = (4.3, 5.28)
"""Where the bars lie, in inches from the left edge."""
SHARES = 5.78
"""Right edge of the percentages."""


@dataclass(frozen=True)
class Row:
    """A row of the tree: how deep it stands, and the node; ``bought`` names the one target of a line, which is joined to it."""

    tier: int
    node: TreeNode
    stage: str
    last: bool
    bought: str = ""


def tree_chart(
    run: RunFolder, *, lang: str, indicator: str = CLIMATE, result: Outcome | None = None, depth: int = DEPTH
) -> Figure:
    """Draw the contribution tree of one indicator; numbers: `chart_data_tree.tree`."""
    result = result or outcome(run)
    record, said, lacking = indicator_record(run, indicator), facts(run, lang), missing_chains(result)
    rows, least = shown(result, indicator, depth)
    partly = indicator in result.scores.index and bool(result.scores.at[indicator, "partly_covered"])
    name = marked(own_name(record, lang), partly=partly)
    notes = [
        message(
            "Percentages are of the sum of the absolute values of all lines. The rows under a row add up to it; what makes less "
            "than {least} is summed up. A credit stands left of zero, hatched.",
            least=percent(least, 1 if least == 0.015 else 0),
        ).render(lang),
        lacking.render(lang) if lacking else "",
        translate(PARTLY_LEGEND, lang) if partly else "",
        said.warning,
    ]
    title = message("{indicator}: contribution tree", indicator=name).render(lang)
    shares = [row.node.share for row in rows]
    low, high = min(0.0, *shares), max(1e-9, *shares)

    def x(share: float) -> float:
        return BARS[0] + (share - low) / (high - low) * (BARS[1] - BARS[0])

    with look():
        sheet = Sheet(title, said.about, notes, 0.28 + HEIGHT * len(rows) + 0.06)
        top = sheet.top + 0.28
        sheet.text(SHARES, top - 0.06, translate("Share", lang), ha="right", color=QUIET, va="bottom")
        unit = wrap(pretty_unit(str(record["unit"])), WIDTH - MARGIN - SHARES - 0.06, size=SMALL, lines=1)
        sheet.text(WIDTH - MARGIN, top - 0.06, unit, ha="right", color=QUIET, va="bottom")
        _connect(sheet, rows, top)
        for number, row in enumerate(rows):
            y = top + HEIGHT * (number + 0.5)
            left = MARGIN + INDENT * row.tier
            sheet.text(left, y, label(row, lang, BARS[0] - 0.12 - left - (x(0) - x(low) if low < 0 else 0)))
            colour = INK if row.node.kind == "total" else stage_colour(row.stage)
            if row.node.kind in ("rest", "others"):
                colour = OTHERS
            sheet.box(x(0), y - HEIGHT * 0.36, x(row.node.share) - x(0), HEIGHT * 0.72, colour, hatched=row.node.share < 0)
            sheet.text(SHARES, y, MISSING if row.node.missing else percent(row.node.share), ha="right")
            sheet.text(WIDTH - MARGIN, y, MISSING if row.node.missing else significant(row.node.value), ha="right")
        sheet.line([x(0)] * 2, [top, top + HEIGHT * len(rows)], colour=INK, width=0.8)
    return sheet.figure


def shown(result: Outcome, indicator: str, depth: int, limit: int = ROWS) -> tuple[list[Row], float]:
    """Return the rows of the picture, and what part of Σ|line value| a node must make to be named."""
    rows: list[Row] = []
    whole = tree(result, indicator, depth=depth, least=0.0)
    for least in STEPS:
        rows = _rows(summed(whole, least))
        if len(rows) <= limit:
            return rows, least
    return rows[:limit], STEPS[-1]


def _rows(node: TreeNode, tier: int = 0, stage: str = "", *, last: bool = True) -> list[Row]:
    """Return a node and what is under it as rows; a line that is one thing only is one row with it."""
    stage, bought = node.stage or stage, ""
    if node.kind == "line" and len(node.children) == 1 and node.children[0].kind == "target":
        bought = node.children[0].name
        node = replace(node, children=node.children[0].children)
    found = [Row(tier, node, stage, last, bought)]
    for position, child in enumerate(node.children, start=1):
        found += _rows(child, tier + 1, stage, last=position == len(node.children))
    return found


def label(row: Row, lang: str, room: float) -> str:
    """Return the name of a row in one line of ``room`` inches."""
    name = marked(node_name(row.node, lang), partly=row.node.partly)
    bought = own_half(row.bought, lang)
    if bought and text_width(f"{name} ← {bought}", SMALL) > room:
        left = room - text_width(f"{name} ← ", SMALL)
        bought = wrap(bought, left, size=SMALL, lines=1) if left > 0.6 else ""
    return wrap(f"{name} ← {bought}" if bought else name, room, size=SMALL, lines=1)


def node_name(node: TreeNode, lang: str) -> str:
    """Return the name of a node of the tree in a language."""
    if node.kind == "total":
        return translate("total", lang)
    if node.kind == "stage":
        return stage_name(node.stage, lang)
    if node.kind == "direct":
        return translate("direct emissions of this process", lang)
    if node.kind == "rest":
        return translate("other inputs", lang)
    if node.kind == "others":
        return message(msg("others ({count})") if node.line_id else msg("others ({count} lines)"), count=node.count).render(lang)
    return own_half(node.name, lang)


def _connect(sheet: Sheet, rows: list[Row], top: float) -> None:
    """Draw the lines that lead from a row to those under it."""
    for number, row in enumerate(rows):
        if row.tier == 0:
            continue
        x = MARGIN + INDENT * (row.tier - 1) + 0.05
        y = top + HEIGHT * (number + 0.5)
        above = max(place for place in range(number) if rows[place].tier == row.tier - 1)
        sheet.line([x, x, x + 0.09], [top + HEIGHT * (above + 0.92), y, y], colour=GRID, width=0.8, zorder=0.4)
