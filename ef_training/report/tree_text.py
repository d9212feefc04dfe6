"""The contribution tree as text for a terminal: shares and values in front, so that names of any width stay in line."""

from __future__ import annotations

from ..messages import translate
from ..numbers import MISSING, percent, pretty_unit, significant, unit_text
from .chart_data_tree import TreeNode
from .charts_tree import node_name
from .facts import marked


def tree_text(root: TreeNode, unit: str, lang: str) -> list[str]:
    """Return a tree as lines of text: share, value in ``unit``, and the name with its place and amount."""
    rows: list[tuple[str, str, str]] = []
    _grow(root, "", "", rows, lang)
    width = max(len(value) for _, value, _ in rows)
    head = f"{translate('Share', lang)} · {pretty_unit(unit)}"
    return [head, *(f"{share:>7}  {value:>{width}}  {name}" for share, value, name in rows)]


def _grow(node: TreeNode, lead: str, under: str, rows: list[tuple[str, str, str]], lang: str) -> None:
    """Add a node after the branches ``lead``, and its children after ``under``."""
    share, value = (MISSING, MISSING) if node.missing else (percent(node.share), significant(node.value))
    rows.append((share, value, lead + _name(node, lang)))
    for position, child in enumerate(node.children, start=1):
        last = position == len(node.children)
        _grow(child, under + ("└─ " if last else "├─ "), under + ("   " if last else "│  "), rows, lang)


def _name(node: TreeNode, lang: str) -> str:
    """Return a name with the line's number in front and place and amount behind, where there are any."""
    name = marked(node_name(node, lang), partly=node.partly)
    if node.kind == "line":
        return f"{node.line_id} {name}"
    amount = "" if node.amount is None else f"{significant(node.amount)} {unit_text(node.unit, lang, node.amount)}"
    told = " · ".join(part for part in (node.place, amount) if part)
    return f"{name} · {told}" if told else name
