"""The supply chains behind what is bought, tier by tier: a tree whose children add up to their node.

Column i of AᵀY = (C B)ᵀ reads Σₖ A[k, i] Y[k] = (C B)[i]. Solved for product p, which process i makes,

    Y[p] = (C B)[i] / A[p, i] + Σ_{k ≠ p} (−A[k, i] / A[p, i]) Y[k]

so that a node of amount a, worth a Y[p], is its own direct emissions a (C B)[i] / A[p, i] and its suppliers, of amounts
−a A[k, i] / A[p, i], each worth its amount times its unit score, all that lies behind it included. Nothing is solved: what is
asked for stands in the unit scores. A co-product that substitutes another product is a supplier with a negative value.

A supplier is named where it makes at least `Settings.chain_share` of the product's Σ|score| in the indicator; the others of a
node are one "(rest)", so that the children add up to the node. A chain ends after `Settings.chain_depth` tiers, a loop with it;
at most `Settings.chain_nodes` nodes of an indicator are followed, the largest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from ..linking import ResolvedTarget
from ..settings import SETTINGS, Settings
from .contributions import REST
from .run_folder import CHAINS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from .unit_scores import UnitScores

PROCESS, DIRECT, CUT = "process", "direct", "rest"
"""Kinds of nodes: what is bought with all that is behind it; own direct emissions of its process; what is not named."""


@dataclass
class _Node:
    """A node while the tree grows; ``product`` is its row of Y, −1 where it is no process."""

    kind: str
    product: int
    tier: int
    amount: float
    value: float
    children: list[_Node] = field(default_factory=list)


@dataclass(frozen=True)
class _Supply:
    """What makes one unit of a product: suppliers (rows of Y) with their amounts, and own direct scores, one an indicator."""

    suppliers: np.ndarray
    amounts: np.ndarray
    direct: np.ndarray


def chains(
    targets: Sequence[ResolvedTarget],
    values: np.ndarray,
    scores: UnitScores,
    units: Sequence[str],
    indicators: Sequence[str],
    *,
    names: Mapping[str, str] | None = None,
    settings: Settings = SETTINGS,
) -> pd.DataFrame:
    """Return the supply chains of the ``ef`` view's datasets, columns of ``chains.csv``.

    Parameters
    ----------
    targets : sequence of ResolvedTarget
        All targets of the ``ef`` view.
    values : array, (len(targets) × all indicators of the unit scores)
        Their scores per declared unit; NaN where there are no data.
    units, indicators : sequences of str
        Ids of the indicators to follow, with their units.
    names : mapping of str to str, optional
        Code of a process → its name in both languages; the name in the unit scores where it is not there.

    Returns
    -------
    DataFrame
        One row a node, a node before its children, larger children first. Of a dataset that makes less than
        `Settings.chain_share` of an indicator there is nothing: it would not be followed.
    """
    import numpy as np
    import pandas as pd

    matrix, known = scores.technosphere.tocsc(), dict(names or {})
    supply: dict[int, _Supply | None] = {}
    bought: dict[tuple[str, str], tuple[int, float]] = {}
    for target in targets:
        if target.target.kind == "dataset" and target.key in scores.product_index:
            key = (target.target.line_id, target.target.target)
            product = scores.product_index[target.key]
            bought[key] = (product, bought.get(key, (product, 0.0))[1] + target.amount)
    rows: list[tuple[Any, ...]] = []
    for indicator, unit in zip(indicators, units, strict=True):
        j = scores.indicators.index(indicator)
        least = settings.chain_share * float(np.nansum(np.abs(values[:, j])))
        roots = {
            key: _Node(PROCESS, product, 0, amount, amount * float(scores.scores[product, j]))
            for key, (product, amount) in bought.items()
        }
        roots = {key: root for key, root in roots.items() if least and abs(root.value) >= least}
        _grow(list(roots.values()), j, least, scores, matrix, supply, settings)
        for (line_id, target_code), root in roots.items():
            rows += _rows(root, (line_id, target_code, indicator, unit), len(rows), scores, known)
    return pd.DataFrame(rows, columns=list(CHAINS))


def _grow(
    roots: list[_Node],
    j: int,
    least: float,
    scores: UnitScores,
    matrix: Any,
    supply: dict[int, _Supply | None],
    settings: Settings,
) -> None:
    """Follow the largest nodes first until all that remain are small or deep, or enough were followed."""
    queue: list[tuple[float, int, _Node]] = []
    for number, root in enumerate(roots):
        heappush(queue, (-abs(root.value), number, root))
    number = len(roots)
    for _ in range(settings.chain_nodes):
        if not queue:
            return
        _, _, node = heappop(queue)
        if node.product not in supply:
            supply[node.product] = _supply(node.product, scores, matrix)
        found = supply[node.product]
        if found is None:
            continue
        node.children = _children(node, found, j, least, scores)
        for child in node.children:
            if child.kind == PROCESS and child.tier < settings.chain_depth:
                heappush(queue, (-abs(child.value), number, child))
                number += 1


def _supply(product: int, scores: UnitScores, matrix: Any) -> _Supply | None:
    """Return what makes one unit of a product; None where no process of its key does."""
    node = scores.products[product]
    process = scores.process_index.get((node.database, node.code))
    if process is None:
        return None
    start, end = matrix.indptr[process], matrix.indptr[process + 1]
    products, exchanges = matrix.indices[start:end], matrix.data[start:end]
    own = float(exchanges[products == product].sum())
    if not own:
        return None
    others = (products != product) & (exchanges != 0)
    return _Supply(products[others], -exchanges[others] / own, scores.characterised[:, process] / own)


def _children(node: _Node, found: _Supply, j: int, least: float, scores: UnitScores) -> list[_Node]:
    """Return direct emissions, the suppliers that make at least ``least``, and the rest, which closes the sum."""
    import numpy as np

    amounts = node.amount * found.amounts
    values = amounts * scores.scores[found.suppliers, j]
    named = np.flatnonzero(np.abs(values) >= least)
    children = [
        _Node(PROCESS, int(found.suppliers[i]), node.tier + 1, float(amounts[i]), float(values[i]))
        for i in named[np.argsort(-np.abs(values[named]), kind="stable")]
    ]
    direct = node.amount * float(found.direct[j])
    if direct:
        children.append(_Node(DIRECT, -1, node.tier + 1, float("nan"), direct))
    cut = np.abs(values) < least
    if values[cut].any():
        left = node.value - sum(child.value for child in children)
        children.append(_Node(CUT, -1, node.tier + 1, float("nan"), left))
    return children


def _rows(
    root: _Node, head: tuple[str, ...], before: int, scores: UnitScores, names: Mapping[str, str]
) -> Iterator[tuple[Any, ...]]:
    """Return the rows of one tree, a node before its children; nodes are numbered after the ``before`` rows of other trees."""
    number = before
    stack: list[tuple[_Node, str]] = [(root, "")]
    while stack:
        node, parent = stack.pop()
        number += 1
        code, name, place, unit = "", REST if node.kind == CUT else "", "", ""
        if node.kind == PROCESS:
            product = scores.products[node.product]
            code, place, unit = product.code, product.place, product.unit
            name = names.get(code, product.name)
        yield (*head, str(number), parent, node.tier, node.kind, code, name, place, node.amount, unit, node.value)
        stack += [(child, str(number)) for child in reversed(node.children)]
