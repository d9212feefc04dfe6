"""The flows of one indicator, from the processes behind the lines to lines, stages and the product: the numbers of the Sankey
diagram, and where it stands on the page.

A band has no width below zero, so the diagram shows the positive part: what the contributions behind each line add, parts below
zero left out and named. The smallest parts it knows are the rows of ``contributions.csv`` (cradle to gate): processes of a
dataset, "(rest)" closing each block, and direct emissions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..hotspots.once import kept
from ..inventory.model import STAGES
from ..messages import Message, message
from ..numbers import percent, pretty_unit, significant

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder
    from ..hotspots.outcome import Outcome

K = TypeVar("K")
REST = "(rest)"
BEHIND, LINE, STAGE, PRODUCT = 0, 1, 2, 3
"""Columns of the diagram, in the way of the flows."""
LINES_SHOWN = 8
BEHIND_SHOWN = 8
"""How many lines, and how many processes behind them, have a node of their own; the rest is one node each."""
UNNAMED = 0.005
"""A line or process below this part of what is shown has no node of its own, whatever the number shown."""


@dataclass(frozen=True)
class Node:
    """A node: ``value`` is its width and ``net`` what it is with the parts below zero, both in the unit of the indicator.

    ``kind`` is ``process`` (behind the lines, ``name`` in both languages), ``direct`` (emissions and uptakes of the company's own
    lines), ``rest`` (all other processes), ``line``, ``others`` (``count`` lines), ``stage`` or ``product``. ``stage`` gives the
    colour of a line and a stage. ``partly`` marks a line that has no full value in this indicator.
    """

    id: str
    column: int
    kind: str
    name: str
    value: float
    net: float
    stage: str = ""
    count: int = 1
    partly: bool = False


@dataclass(frozen=True)
class Link:
    """A band between two nodes; ``stage`` gives its colour."""

    source: str
    target: str
    value: float
    stage: str


@dataclass(frozen=True)
class Sankey:
    """The flows of one indicator.

    Parameters
    ----------
    total : float
        The indicator, credits included, in ``unit``.
    shown, negative : float
        Sum of the positive parts, which is the width of the diagram, and of those below zero, which it leaves out:
        ``shown + negative == total``.
    coverage : float
        ``shown`` ÷ Σ|part|, 0–1.
    note : Message
        What is shown and what is not, as a sentence.
    """

    indicator: str
    unit: str
    total: float
    shown: float
    negative: float
    coverage: float
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    note: Message

    def node(self, id_: str) -> Node:
        """Return a node by its id."""
        return next(node for node in self.nodes if node.id == id_)


def sankey(result: Outcome, indicator: str, *, limit: int = LINES_SHOWN, behind: int = BEHIND_SHOWN) -> Sankey:
    """Return the flows of an indicator: product ← stage ← line ← what lies behind.

    Parameters
    ----------
    limit, behind : int
        Lines and processes with a node of their own; the others are one node each.

    Raises
    ------
    KeyError
        The run does not hold the indicator.
    """
    parts = _parts(result, indicator)
    unit = next(str(record["unit"]) for record in result.run.run["indicators"] if record["id"] == indicator)
    shown = fsum(part.value for part in parts if part.value > 0)
    negative = fsum(part.value for part in parts if part.value < 0)
    size = shown - negative
    coverage = shown / size if size else 1.0
    lines = _largest([(part.line_id, part.value) for part in parts], limit, shown)
    processes = _largest([(part.code, part.value) for part in parts if part.kind == "process"], behind, shown)
    ways = [_way(part, lines, processes) for part in parts]
    nodes, links = _nodes(ways, result, indicator), _links(ways)
    return Sankey(
        indicator, unit, shown + negative, shown, negative, coverage, nodes, links, _note(coverage, negative, shown, unit)
    )


class _Part(NamedTuple):
    """The smallest part of the indicator that is known: what one process, or one direct emission, adds behind one line."""

    line_id: str
    stage: str
    kind: str
    code: str
    name: str
    value: float


class _Way(NamedTuple):
    """A part with the ids of the nodes through which it goes, but for the product."""

    nodes: tuple[str, str, str]
    part: _Part


def _parts(result: Outcome, indicator: str) -> list[_Part]:
    """Return the parts of an indicator; they add up to it."""
    if indicator not in result.lines.columns:
        raise KeyError(indicator)
    rows = kept(result.run, (__name__, "contributions"), lambda: _contributions(result.run)).get(indicator, {})
    found: list[_Part] = []
    lines = result.lines[["line_id", "stage", indicator]].dropna()
    for line_id, stage, value in lines.to_numpy().tolist():
        told = [_Part(line_id, stage, *row) for row in _told(rows.get(line_id, []))]
        found += told
        left = value - fsum(part.value for part in told)
        if abs(left) > 1e-9 * max([abs(value), *(abs(part.value) for part in told)]):
            found.append(_Part(line_id, stage, "rest", "", "", left))
    return found


def _contributions(run: RunFolder) -> Mapping[str, Mapping[str, list[tuple[Any, ...]]]]:
    """Return target, level, code, name and value of what lies behind each line (cradle to gate), by indicator and line."""
    table = run.contributions[run.contributions["scope"] == "cradle-to-gate"]
    found: dict[str, dict[str, list[tuple[Any, ...]]]] = {}
    columns = ("indicator", "line_id", "target", "level", "code", "name", "value")
    for indicator, line_id, *row in zip(*(table[column].tolist() for column in columns), strict=True):
        found.setdefault(indicator, {}).setdefault(line_id, []).append(tuple(row))
    return found


def _told(rows: list[tuple[Any, ...]]) -> Iterator[tuple[str, str, str, float]]:
    """Return kind, code, name and value of the rows that add up to each target: its processes, or its one flow if it has none."""
    bought = {target for target, level, *_ in rows if level == "process"}
    for target, level, code, name, value in rows:
        if level == "process":
            yield ("rest", "", "", float(value)) if name == REST else ("process", str(code), str(name), float(value))
        elif target not in bought:
            yield "direct", "", "", float(value)


def _largest(parts: list[tuple[str, float]], limit: int, shown: float) -> set[str]:
    """Return the keys of the largest positive sums."""
    sums = _sums(parts)
    ordered = sorted(sums, key=lambda key: -sums[key])[:limit]
    return {key for key in ordered if sums[key] >= UNNAMED * shown}


def _sums(parts: Iterable[tuple[K, float]]) -> dict[K, float]:
    """Add up what is positive, by key."""
    sums: dict[K, float] = {}
    for key, value in parts:
        if value > 0:
            sums[key] = sums.get(key, 0.0) + value
    return sums


def _way(part: _Part, lines: set[str], processes: set[str]) -> _Way:
    behind = part.kind if part.kind == "direct" else f"process:{part.code}" if part.code in processes else "rest"
    line = f"line:{part.line_id}" if part.line_id in lines else "others"
    return _Way((behind, line, f"stage:{part.stage}"), part)


def _nodes(ways: list[_Way], result: Outcome, indicator: str) -> tuple[Node, ...]:
    """Return all nodes that have a width, by column; larger ones first, lines by stage, what is summed up last."""
    found: list[Node] = []
    partly = {line_id for line_id in {way.part.line_id for way in ways} if result.partly(line_id, indicator)}
    names = dict(zip(result.lines["line_id"].tolist(), result.lines["line_name"].tolist(), strict=True))
    for column in (BEHIND, LINE, STAGE):
        members: dict[str, list[_Part]] = {}
        for way in ways:
            members.setdefault(way.nodes[column], []).append(way.part)
        for id_, parts in members.items():
            value = fsum(part.value for part in parts if part.value > 0)
            if value > 0:
                found.append(_node(id_, column, parts, value, names, partly))
    if found:
        product = str(result.run.run["product"]["name"])
        total = fsum(node.value for node in found if node.column == STAGE)
        found.append(Node("product", PRODUCT, "product", product, total, fsum(way.part.value for way in ways)))
    return tuple(sorted(found, key=_order))


def _node(id_: str, column: int, parts: list[_Part], value: float, names: Mapping[str, str], lacking: set[str]) -> Node:
    """Return a node with its name, and what is special to its kind; ``lacking`` are the lines without full values."""
    kind, _, key = id_.partition(":")
    net, first = fsum(part.value for part in parts), parts[0]
    positive = {part.line_id for part in parts if part.value > 0}
    partly = column == LINE and not lacking.isdisjoint(positive)
    if kind == "line":
        return Node(id_, column, kind, str(names[key]), value, net, first.stage, 1, partly)
    if kind == "others":
        return Node(id_, column, kind, "", value, net, "", len(positive), partly)
    stage = key if kind == "stage" else ""
    return Node(id_, column, kind, first.name if kind == "process" else stage, value, net, stage)


def _order(node: Node) -> tuple[int, int, int, float]:
    last = ("direct", "rest", "others").index(node.kind) + 1 if node.kind in ("direct", "rest", "others") else 0
    stage = STAGES.index(node.stage) if node.stage in STAGES else len(STAGES)
    return node.column, last, stage if node.column in (LINE, STAGE) else 0, -node.value


def _links(ways: list[_Way]) -> tuple[Link, ...]:
    """Return the bands between neighbouring columns, one a pair of nodes and stage."""
    pairs = [
        ((*(*way.nodes, "product")[column : column + 2], way.part.stage), way.part.value)
        for column in (BEHIND, LINE, STAGE)
        for way in ways
    ]
    return tuple(Link(source, target, value, stage) for (source, target, stage), value in _sums(pairs).items())


def _note(coverage: float, negative: float, shown: float, unit: str) -> Message:
    """Say what part of all parts the diagram shows, and what it leaves out."""
    values = {"shown": significant(shown), "unit": pretty_unit(unit)}
    if not negative:
        return message("All of it is shown: {shown} {unit}; nothing in it is negative.", **values)
    return message(
        "Shown is the positive part, {shown} {unit}: {coverage} of the sum of absolute values. Credits and other negative parts, "
        "{negative} {unit} in all, have no band.",
        coverage=percent(coverage),
        negative=significant(negative),
        **values,
    )
