"""The contribution tree of one indicator: total, stages, lines, what each line is, and its supply chain tier by tier.

Children add up to their node at every level; what is not named is a node of its own. The numbers come from ``results.csv`` and
``chains.csv``; a folder without supply chains ends at what is bought.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple

from ..hotspots.once import kept
from ..inventory.model import STAGES
from ..messages import Message, message

if TYPE_CHECKING:
    import pandas as pd

    from ..assessment.run_folder import RunFolder
    from ..hotspots.outcome import Outcome

DEPTH = 2
LEAST = 0.01
"""What makes less than this part of Σ|line value| is summed up in its parent."""


@dataclass(frozen=True)
class TreeNode:
    """A node of the tree; ``value`` in the unit of the indicator per declared unit, ``share`` of Σ|line value| (−1 to 1).

    ``kind``: ``total``, ``stage`` (``name`` is the stage), ``line``, ``target`` (what the line is: dataset, flow or factor),
    ``process`` (a supplier), ``direct`` (own emissions of the process above), ``rest`` (what is not named there), ``others``
    (``count`` small siblings, or small lines). Names of targets and processes are in both languages where they have two.
    ``amount`` and ``unit`` of what is bought, None and "" where there is none. ``missing`` marks a line or target without a
    value in this indicator, whose ``value`` of 0 adds nothing and means nothing.
    """

    kind: str
    name: str
    value: float
    share: float
    stage: str = ""
    line_id: str = ""
    code: str = ""
    place: str = ""
    amount: float | None = None
    unit: str = ""
    count: int = 1
    partly: bool = False
    missing: bool = False
    children: tuple[TreeNode, ...] = ()

    def walk(self, tier: int = 0) -> Iterator[tuple[int, TreeNode]]:
        """Return every node with its distance from this one, a node before its children."""
        yield tier, self
        for child in self.children:
            yield from child.walk(tier + 1)


def tree(result: Outcome, indicator: str, *, depth: int = DEPTH, least: float = LEAST, stage: str = "") -> TreeNode:
    """Return the contribution tree of an indicator.

    Parameters
    ----------
    depth : int
        Tiers of suppliers behind what is bought; 0 ends at the targets of the lines.
    least : float
        Nodes below this part of Σ|line value| are summed up with their siblings; 0 names all there are.
    stage : str
        Only this stage; shares stay those of the whole.

    Raises
    ------
    KeyError
        The run does not hold the indicator.
    """
    if indicator not in result.lines.columns:
        raise KeyError(indicator)
    whole = float(result.lines[indicator].abs().sum())
    grown = _Growing(result, indicator, depth, whole)
    stages = [grown.stage(name) for name in STAGES if (result.lines["stage"] == name).any() and stage in ("", name)]
    present = tuple(sorted(stages, key=_size))
    root = _node("total", "", fsum(node.value for node in present), whole, children=present)
    return summed(root, least)


def missing_chains(result: Outcome) -> Message | None:
    """Say that a folder holds no supply chains, where that is so."""
    if len(result.run.chains):
        return None
    return message("This folder of a run holds no supply chains: assess the form again to see what lies behind a purchase.")


def _node(kind: str, name: str, value: float, whole: float, **more: Any) -> TreeNode:
    return TreeNode(kind, name, value, value / whole if whole else 0.0, **more)


def _size(node: TreeNode) -> tuple[bool, float]:
    """Order siblings by size, what is summed up last."""
    return node.kind in ("rest", "others"), -abs(node.value)


class _Link(NamedTuple):
    """A node of ``chains.csv``."""

    node: str
    kind: str
    code: str
    name: str
    place: str
    amount: float
    unit: str
    value: float


class _Grouped:
    """The tables of a run, grouped for look-up by indicator; worked out once for all trees."""

    def __init__(self, run: RunFolder):
        self.values: dict[str, dict[str, dict[str, list[float]]]] = {}
        for indicator, line_id, target, value in _rows(
            run.results[run.results["view"] == "ef"], "indicator", "line_id", "target", "value"
        ):
            self.values.setdefault(indicator, {}).setdefault(line_id, {}).setdefault(target, []).append(value)
        bought = run.targets[run.targets["view"] == "ef"]
        self.targets: dict[tuple[str, str], dict[str, Any]] = {}
        for line_id, target, name, place, amount, unit in _rows(
            bought, "line_id", "target", "target_name", "location", "amount", "target_unit"
        ):
            record = self.targets.setdefault((line_id, target), {"name": name, "place": place, "amount": 0.0, "unit": unit})
            record["amount"] += amount
        self.roots: dict[str, dict[tuple[str, str], str]] = {}
        self.suppliers: dict[str, dict[str, list[_Link]]] = {}
        named = ("node", "kind", "code", "name", "place", "amount", "amount_unit", "value")
        for indicator, line_id, target, parent, *rest in _rows(run.chains, "indicator", "line_id", "target", "parent", *named):
            if parent:
                self.suppliers.setdefault(indicator, {}).setdefault(parent, []).append(_Link(*rest))
            else:
                self.roots.setdefault(indicator, {})[line_id, target] = rest[0]


class _Growing:
    """A tree while it grows."""

    def __init__(self, result: Outcome, indicator: str, depth: int, whole: float):
        self.result, self.indicator, self.depth, self.whole = result, indicator, depth, whole
        grouped = kept(result.run, (__name__, "grouped"), lambda: _Grouped(result.run))
        self.values, self.targets = grouped.values.get(indicator, {}), grouped.targets
        self.roots, self.suppliers = grouped.roots.get(indicator, {}), grouped.suppliers.get(indicator, {})
        self.lines: dict[str, list[tuple[str, str, float]]] = {}
        for stage, *line in _rows(result.lines, "stage", "line_id", "line_name", indicator):
            self.lines.setdefault(stage, []).append((line[0], line[1], line[2]))

    def stage(self, stage: str) -> TreeNode:
        """Return a stage with its lines."""
        nodes = [self.line(line_id, name, value, stage) for line_id, name, value in self.lines[stage]]
        known = sorted(nodes, key=_size)
        return _node("stage", stage, fsum(node.value for node in known), self.whole, stage=stage, children=tuple(known))

    def line(self, line_id: str, name: str, value: float, stage: str) -> TreeNode:
        """Return a line with what it is."""
        children = [self.target(line_id, code, values) for code, values in self.values.get(line_id, {}).items()]
        return _node(
            "line",
            name,
            0.0 if value != value else value,
            self.whole,
            line_id=line_id,
            stage=stage,
            partly=self.result.partly(line_id, self.indicator),
            missing=value != value,
            children=tuple(sorted(children, key=_size)),
        )

    def target(self, line_id: str, code: str, values: list[float]) -> TreeNode:
        """Return what a line is, with the suppliers behind it."""
        known, root = [value for value in values if value == value], self.roots.get((line_id, code))
        children = self.behind(root, self.depth) if root is not None and self.depth > 0 else []
        record = {"name": code, **self.targets.get((line_id, code), {})}
        return _node(
            "target",
            value=fsum(known),
            whole=self.whole,
            code=code,
            line_id=line_id,
            missing=not known,
            children=tuple(children),
            **record,
        )

    def behind(self, node: str, tiers: int) -> list[TreeNode]:
        """Return the suppliers, direct emissions and rest of a node of ``chains.csv``."""
        found = []
        for link in self.suppliers.get(node, []):
            deeper = self.behind(link.node, tiers - 1) if tiers > 1 else []
            found.append(
                _node(
                    link.kind,
                    link.name if link.kind == "process" else "",
                    link.value,
                    self.whole,
                    code=link.code,
                    place=link.place,
                    amount=None if link.amount != link.amount else link.amount,
                    unit=link.unit,
                    children=tuple(deeper),
                )
            )
        return sorted(found, key=_size)


def _rows(table: pd.DataFrame, *names: str) -> list[tuple[Any, ...]]:
    """Return the columns of a table as rows of plain values."""
    return list(zip(*(table[name].tolist() for name in names), strict=True))


def summed(node: TreeNode, least: float) -> TreeNode:
    """Sum up children below ``least``: "rest" among suppliers, "others" elsewhere. Where nothing else is left, none are given.

    The children of the total, the stages, are all kept.
    """
    if not node.children or node.kind == "total":
        return replace(node, children=tuple(summed(child, least) for child in node.children))
    small = [child for child in node.children if abs(child.share) < least or child.kind == "rest"]
    large = [summed(child, least) for child in node.children if not (abs(child.share) < least or child.kind == "rest")]
    if not large and least > 0:
        return replace(node, children=())
    if small:
        kind = "rest" if node.kind in ("target", "process") else "others"
        value, share = fsum(child.value for child in small), fsum(child.share for child in small)
        partly = any(child.partly or child.missing for child in small)
        count = sum(child.count for child in small if child.kind != "rest")
        large.append(TreeNode(kind, "", value, share, stage=node.stage, line_id=node.line_id, count=count, partly=partly))
    return replace(node, children=tuple(large))
