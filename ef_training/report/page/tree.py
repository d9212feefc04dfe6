"""The contribution tree as a list that opens, level under level; every row under a row adds up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...messages import message, msg
from ...numbers import MISSING, percent, plain, unit_text
from ...text import own_half
from ..chart_data_tree import TreeNode, missing_chains, tree
from ..charts_tree import node_name
from ..facts import marked
from .bars import Scale, bar, colour_of, track
from .cells import joined, number, tag, value_of
from .view import View, choice, figure

if TYPE_CHECKING:
    from markupsafe import Markup

    from ...hotspots.outcome import Outcome

OPEN = 2
"""So many levels are open at first: the stages and their lines."""
DEPTH = 2
LEAST = 0.02
"""What makes less than this part of Σ|line value| is summed up with its siblings (the project's own choice)."""
TITLE = msg("{indicator}: contribution tree")
NOTE = msg(
    "Percentages are of the sum of the absolute values of all lines. The rows under a row add up to it; what makes less than "
    "{least} is summed up."
)


def contribution_tree(view: View) -> Markup:
    """Write the tree; numbers: `chart_data_tree.tree`."""
    measure = view.measure(view.indicator)
    grown = grow(view.result, measure.id)
    title = message(TITLE, indicator=measure.name(view.lang)).render(view.lang)
    controls = tag("form", choice(view, measure.id, weighted=False), class_="controls", hidden=True)
    scale = Scale.over(_shares(grown))
    branches = tag("ul", _branch(grown, view, measure.unit, scale, 0), class_="tree", data_rows=True)
    lacking = missing_chains(view.result)
    notes = [message(NOTE, least=percent(LEAST, 0)).render(view.lang), lacking.render(view.lang) if lacking else ""]
    return figure(view, "tree", title, controls, branches, notes=notes)


def every(result: Outcome, indicators: list[str]) -> dict[str, Any]:
    """Return the tree of each indicator, for the script."""
    return {indicator: grow(result, indicator) for indicator in indicators}


def grow(result: Outcome, indicator: str) -> dict[str, Any]:
    """Return the tree as plain data: ``t`` name by language, ``v`` value or None, ``s`` share, ``c`` colour, ``k`` children."""
    return _plain(tree(result, indicator, depth=DEPTH, least=LEAST), "")


def _plain(node: TreeNode, stage: str) -> dict[str, Any]:
    stage = node.stage or stage
    colour = "total" if node.kind == "total" else "others" if node.kind in ("rest", "others") else colour_of(stage)
    children = node.children
    bought: TreeNode | None = None
    if node.kind == "line" and len(children) == 1 and children[0].kind == "target":
        bought, children = children[0], children[0].children
    found: dict[str, Any] = {
        "t": {lang: _name(node, bought, lang) for lang in ("zh-TW", "en")},
        "v": None if node.missing else number(node.value),
        "s": 0.0 if node.missing else node.share,
        "c": colour,
    }
    if children:
        found["k"] = [_plain(child, stage) for child in children]
    return found


def _name(node: TreeNode, bought: TreeNode | None, lang: str) -> str:
    name = marked(node_name(node, lang), partly=node.partly)
    name = f"{name} ← {own_half(bought.name, lang)}" if bought else name
    told = bought or node
    amount = f"{plain(told.amount)} {unit_text(told.unit, lang, told.amount)}" if told.amount is not None and told.unit else ""
    return " · ".join(part for part in (name, amount) if part)


def _shares(node: dict[str, Any]) -> list[float]:
    return [node["s"], *(share for child in node.get("k", ()) for share in _shares(child))]


def _branch(node: dict[str, Any], view: View, unit: str, scale: Scale, level: int) -> Markup:
    """Write a node with what is under it; a leaf has nothing to open."""
    row = joined(
        (
            tag("bdi", node["t"][view.lang], class_="name"),
            track(scale, [bar(scale, 0.0, node["s"], node["c"])]),
            tag("span", MISSING if node["v"] is None else joined((value_of(node["v"]), f" {unit}")), class_="num"),
            tag("span", MISSING if node["v"] is None else percent(node["s"]), class_="num part"),
        )
    )
    if "k" not in node:
        return tag("li", tag("div", row, class_="leaf"))
    under = tag("ul", *(_branch(child, view, unit, scale, level + 1) for child in node["k"]))
    return tag("li", tag("details", tag("summary", row), under, open=level < OPEN))
