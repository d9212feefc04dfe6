"""Process flow: do the steps hang together, and does every material enter somewhere?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..inventory.model import GROUPS, Inventory, ProcessStep
from ..messages import Message, message, msg
from ..text import fold
from .flow_graph import SHARED, FlowGraph, alike, ends, flow_graph, stated, stems
from .model import Check, Finding, Reviewed
from .settings import ReviewSettings
from .spoken import listed

NAME = "process-flow"
BOUGHT = ("material", "auxiliary", "packaging", "energy", "water", "refrigerant")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield steps that do not exist, steps that hang loose, loops, and a missing process flow."""
    inventory = reviewed.inventory
    if not inventory.process_steps:
        yield Finding(
            NAME,
            "no-steps",
            "question",
            message("the form gives no process flow"),
            message("the first visit begins with it: it shows where materials and energy go in and where waste comes out"),
            message("enter the steps from raw material to packed product, with inputs and outputs"),
        )
        return
    yield from _numbering(inventory)
    if not reviewed.has(("process-step",)):
        return  # a step that is told of may be the one that could not be read
    unknown = list(_unknown_following(inventory))
    yield from unknown
    graph = flow_graph(inventory)
    if not unknown:  # else the step that nothing leads to may be the one that was meant
        yield from _loose(graph, inventory)
    yield from _early_ends(graph, inventory)
    yield from _to_itself(inventory)
    yield from _told_loops(graph)
    if reviewed.has(GROUPS):
        yield from _without_use(graph, inventory)


def _numbering(inventory: Inventory) -> Iterator[Finding]:
    seen: dict[int, ProcessStep] = {}
    for step in inventory.process_steps:
        if step.number in seen:
            yield _finding(
                "number-twice",
                "warning",
                message(
                    "the step number {number} stands twice ({first}, {name})",
                    number=step.number,
                    first=seen[step.number].name,
                    name=step.name,
                ),
                message("give every step a number of its own"),
                step,
                "number",
            )
        seen.setdefault(step.number, step)


def _unknown_following(inventory: Inventory) -> Iterator[Finding]:
    numbers = {step.number for step in inventory.process_steps}
    for step in inventory.process_steps:
        told = stated(step)
        unknown = [number for number in told if number not in numbers]
        if unknown:
            yield _finding(
                "unknown-step",
                "error",
                message(
                    "step {number} ({name}) leads to step {unknown}, which does not exist",
                    number=step.number,
                    name=step.name,
                    unknown=listed(map(str, unknown)),
                ),
                message("name one of the steps {numbers}", numbers=listed(map(str, sorted(numbers)))),
                step,
                "following",
            )
        elif step.following and not told and not ends(step):
            yield _finding(
                "unread-following",
                "question",
                message(
                    "step {number} ({name}) is followed by “{text}”, which names no step",
                    number=step.number,
                    name=step.name,
                    text=step.following,
                ),
                message("write the numbers of the following steps, or “end”"),
                step,
                "following",
            )


def _loose(graph: FlowGraph, inventory: Inventory) -> Iterator[Finding]:
    """Steps that no other leads to and that take in nothing bought."""
    bought = [line.name for line in inventory.lines if line.group in BOUGHT]
    by_number = {step.number: step for step in inventory.process_steps}
    for place, node in enumerate(graph.nodes):
        if graph.into(node.number) or (place == 0 and node.outside):
            continue
        if node.outside and (not bought or any(_mentions(name, bought) for name in node.outside)):
            continue
        yield _finding(
            "unconnected-step",
            "question" if node.outside else "warning",
            message(
                "no step leads to step {number} ({name}), and nothing that is bought enters there",
                number=node.number,
                name=node.name,
            ),
            message("name it as following step where its input comes from, or enter what it takes in"),
            by_number[node.number],
            "inputs",
            "number",
            "following",
        )


def _mentions(name: str, lines: Sequence[str]) -> bool:
    """Tell whether an input of a step is one of the lines: they share a word or two Chinese characters in a row."""
    folded = fold(name)
    pairs = {folded[place : place + SHARED] for place in range(len(folded) - SHARED + 1)} if not folded.isascii() else set()
    mine = {word for word in stems(name) if len(word) > 1}
    for line in lines:
        own = fold(line)
        if any(pair in own for pair in pairs) or mine & set(stems(line)) or (folded and folded in own):
            return True
    return False


def _early_ends(graph: FlowGraph, inventory: Inventory) -> Iterator[Finding]:
    """Steps that are said to end the flow though another step takes in what they give out."""
    by_number = {step.number: step for step in inventory.process_steps}
    for node in graph.nodes:
        taking = next(
            (
                other
                for other in graph.nodes
                if other is not node and any(alike(a, b) for a in node.outputs for b in other.inputs)
            ),
            None,
        )
        if taking is None or not ends(by_number[node.number]):
            continue
        yield _finding(
            "ends-early",
            "question",
            message(
                "step {number} ({name}) is said to be the end, while step {taking} ({other}) takes in what it gives out",
                number=node.number,
                name=node.name,
                taking=taking.number,
                other=taking.name,
            ),
            message("name step {taking} as the following one, or use another name for what leaves", taking=taking.number),
            by_number[node.number],
            "following",
            "outputs",
        )


def _to_itself(inventory: Inventory) -> Iterator[Finding]:
    for step in inventory.process_steps:
        if step.number in stated(step):
            yield _finding(
                "leads-to-itself",
                "question",
                message("step {number} ({name}) names itself as the following one", number=step.number, name=step.name),
                message("name the next step; what goes round within one step needs no arrow"),
                step,
                "following",
            )


def _told_loops(graph: FlowGraph) -> Iterator[Finding]:
    names = {node.number: node for node in graph.nodes}
    for edge in (edge for edge in graph.edges if edge.back and edge.basis == "stated" and edge.source != edge.target):
        node = names[edge.source]
        yield Finding(
            NAME,
            f"loop-{edge.source}-{edge.target}",
            "info",
            message(
                "step {number} ({name}) leads back to step {target}: a loop inside the plant",
                number=node.number,
                name=node.name,
                target=edge.target,
            ),
            message("what goes round in the plant is counted once, where it enters, and is no line of its own"),
            message("nothing to do if its amount is in no list"),
            (node.origin,) if str(node.origin) else (),
        )


def _without_use(graph: FlowGraph, inventory: Inventory) -> Iterator[Finding]:
    """Materials that no step takes in (told once, for information: names in the two lists need not be the same)."""
    told = [name for node in graph.nodes for name in node.inputs]
    unused = [line for line in inventory.lines if line.group == "material" and not line.parent and not _mentions(line.name, told)]
    if not told or not unused or len(unused) * 2 > sum(line.group == "material" for line in inventory.lines):
        return
    yield Finding(
        NAME,
        "material-without-step",
        "info",
        message("no step of the process flow takes in: {names}", names=listed(line.name for line in unused)),
        message("a material without a step may be a leftover of another product, or a step may be missing"),
        message("nothing to do if it goes by another name there"),
        tuple(line.origin for line in unused if str(line.origin)),
    )


def _finding(kind: str, severity: str, what: Message, mend: Message, step: ProcessStep, *fields: str) -> Finding:
    places = [step.origins[name] for name in fields if name in step.origins]
    if str(step.origin) and step.origin not in places:
        places.append(step.origin)
    why = message("a step that hangs loose hides inputs or wastes, and the diagram breaks there")
    return Finding(NAME, f"{kind}-{step.number}", severity, what, why, mend, tuple(dict.fromkeys(places)))


CHECK = Check(name=NAME, title=msg("Process flow"), run=check)
