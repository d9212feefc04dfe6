"""The process flow as a graph: steps, and what goes from one to another.

A step leads to the steps whose numbers stand in its column "following"; where that is empty, to the next step of the form, as
the form explains. "end", or the last step, leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..inventory.model import Inventory, Origin, ProcessStep
from ..text import fold
from .words import words

_BETWEEN = re.compile(r"[、,，;；/／\n及與]|\band\b")
_BRACKET = re.compile(r"[（(].*?[)）]")
_SPENT = re.compile(r"廢|\b(?:spent|waste|used)\b")
_NUMBERS = re.compile(r"\d+")
SHARED = 2
"""Two names speak of one thing when the shorter has so many Chinese characters, or is a word of Latin letters."""


@dataclass(frozen=True)
class FlowNode:
    """A step of the process flow.

    ``outside`` are those of its ``inputs`` that no other step gives out (they are bought or drawn), ``leaving`` those of its
    ``outputs`` that no other step takes up (product, waste, emissions).
    """

    number: int
    name: str
    equipment: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    origin: Origin = field(default_factory=Origin)


@dataclass(frozen=True)
class FlowEdge:
    """What goes from one step to another (numbers of the steps).

    ``basis`` tells how it is known: ``stated`` (the form names the following step) or ``order`` (it names none; the steps follow
    one another as they stand). ``label`` holds the outputs of the one that the other names as inputs. ``back`` marks an edge that
    closes a loop (regrind, rework).
    """

    source: int
    target: int
    label: str = ""
    basis: str = "stated"
    back: bool = False


@dataclass(frozen=True)
class FlowGraph:
    """Steps in the order of the form, and what goes between them."""

    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]

    def into(self, number: int) -> tuple[FlowEdge, ...]:
        """Return the edges that lead into a step from another one."""
        return tuple(edge for edge in self.edges if edge.target == number != edge.source)


def flow_graph(inventory: Inventory) -> FlowGraph:
    """Return the process flow as nodes and edges; empty where the form gives no steps."""
    steps = inventory.process_steps
    numbers = {step.number for step in steps}
    edges = [edge for place, step in enumerate(steps) for edge in _edges(step, place, steps) if edge.target in numbers]
    order = {step.number: place for place, step in enumerate(steps)}
    loops = _loops(edges, [step.number for step in steps])
    edges = [
        FlowEdge(edge.source, edge.target, edge.label, edge.basis, back=(edge.source, edge.target) in loops) for edge in edges
    ]
    return FlowGraph(tuple(_node(step, steps) for step in steps), tuple(sorted(edges, key=lambda edge: order[edge.source])))


def parts(text: str) -> tuple[str, ...]:
    """Split the inputs or outputs of a step into names.

    >>> parts("胚料、切削液、壓縮空氣"), parts("blanks, cutting fluid")
    (('胚料', '切削液', '壓縮空氣'), ('blanks', 'cutting fluid'))
    """
    hidden = _BRACKET.sub(lambda bracket: "\0" * len(bracket.group()), text or "")
    found, place = [], 0
    for raw in _BETWEEN.split(hidden):
        place = hidden.index(raw, place)
        found.append(text[place : place + len(raw)].strip(" .。"))
        place += len(raw)
    return tuple(name for name in found if name)


def alike(one: str, other: str) -> bool:
    """Tell whether two names speak of one thing: they are the same, or one is the other with words before it.

    What is spent is not what was fresh.

    >>> alike("finished lids", "lids"), alike("hub blanks", "hub"), alike("廢切削液", "切削液")
    (True, False, False)
    """
    a, b = fold(_BRACKET.sub("", one)), fold(_BRACKET.sub("", other))
    if not a or not b or bool(_SPENT.search(one.casefold())) != bool(_SPENT.search(other.casefold())):
        return False
    if a.isascii() and b.isascii():
        mine, theirs = stems(one), stems(other)
        short = min(len(mine), len(theirs))
        return short > 0 and mine[-short:] == theirs[-short:]
    return a == b or (min(len(a), len(b)) >= SHARED and (a.endswith(b) or b.endswith(a)))


def stems(text: str) -> list[str]:
    """Return the words of a Latin name up to "of" or "with", without plural endings."""
    found = re.split(r"\b(?:of|with|from|for)\b", _BRACKET.sub("", text).casefold())[0]
    return [word.removesuffix("es") if word.endswith("xes") else word.rstrip("s") for word in re.findall(r"[a-z0-9-]+", found)]


def _edges(step: ProcessStep, place: int, steps: Sequence[ProcessStep]) -> Iterator[FlowEdge]:
    told = [number for number in stated(step) if number != step.number]
    if told:
        by_number = {other.number: other for other in steps}
        for number in dict.fromkeys(told):
            yield FlowEdge(step.number, number, _shared(step, by_number.get(number)))
        return
    if ends(step):
        return
    if place + 1 < len(steps):
        yield FlowEdge(step.number, steps[place + 1].number, _shared(step, steps[place + 1]), "order")


def ends(step: ProcessStep) -> bool:
    """Tell whether a step says that nothing follows."""
    return fold(step.following) in {fold(word) for word in words()["scope"]["ending"]}


def _shared(step: ProcessStep, other: ProcessStep | None) -> str:
    """Return the outputs of a step that another takes in, as one text."""
    if other is None:
        return ""
    taken = parts(other.inputs)
    shared = [out for out in parts(step.outputs) if any(alike(out, into) for into in taken)]
    return (", " if all(out.isascii() for out in shared) else "、").join(shared)


def _node(step: ProcessStep, steps: Sequence[ProcessStep]) -> FlowNode:
    given = [out for other in steps if other is not step for out in parts(other.outputs)]
    taken = [into for other in steps if other is not step for into in parts(other.inputs)]
    inputs, outputs = parts(step.inputs), parts(step.outputs)
    return FlowNode(
        step.number,
        step.name,
        step.equipment,
        inputs,
        outputs,
        tuple(name for name in inputs if not any(alike(name, out) for out in given)),
        tuple(name for name in outputs if not any(alike(name, into) for into in taken)),
        step.origin,
    )


def _loops(edges: Sequence[FlowEdge], numbers: Sequence[int]) -> set[tuple[int, int]]:
    """Return the edges that close a loop when the steps are followed from the first one on (depth first)."""
    onward: dict[int, list[int]] = {number: [] for number in numbers}
    for edge in edges:
        onward[edge.source].append(edge.target)
    closing: set[tuple[int, int]] = set()
    done: set[int] = set()
    for start in numbers:
        path, stack = {start: None}, [(start, iter(onward[start]))]
        if start in done:
            continue
        while stack:
            number, rest = stack[-1]
            target = next(rest, None)
            if target is None:
                stack.pop()
                path.pop(number, None)
                done.add(number)
            elif target in path:
                closing.add((number, target))
            elif target not in done:
                path[target] = None
                stack.append((target, iter(onward[target])))
    return closing


def stated(step: ProcessStep) -> list[int]:
    """Return the numbers in a step's column "following"."""
    return [int(number) for number in _NUMBERS.findall(step.following)]
