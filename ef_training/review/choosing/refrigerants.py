"""Refrigerants: the gas that is topped up and the gas that it is linked to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...errors import LinkError
from ...messages import message
from ..model import Finding
from ..origins import cells
from .chosen import Choice, find, link_cells

if TYPE_CHECKING:
    from ...factors import GwpTable

NAME = "kinds"
_GAS = re.compile(r"(?:HFC|HCFC|CFC|HFO|(?<![A-Za-z])R)[-\s]?(\d{2,4}[A-Za-z]{0,3})(?![A-Za-z0-9])", re.IGNORECASE)


def gas_of(text: str) -> str:
    """Return the number of the refrigerant a text names, in lower case, empty where it names none.

    >>> gas_of("冷媒 R-134a 填充"), gas_of("refrigerant R410A"), gas_of("Ethane, pentafluoro-, HFC-125"), gas_of("PP")
    ('134a', '410a', '125', '')
    """
    match = _GAS.search(text)
    return match[1].casefold() if match else ""


def another_gas(choice: Choice, gwp: GwpTable) -> Iterator[Finding]:
    """Yield a link to another refrigerant than the line's, components of a blend aside."""
    line = choice.line
    if line.group != "refrigerant":
        return
    own = gas_of(line.name)
    linked = linked_gas(choice)
    if not own or not linked or linked in {own, *blend(own, gwp)}:
        return
    yield find(
        NAME,
        "another-gas",
        "error",
        choice,
        message(
            "line {line} ({name}) is linked to another gas: {target}",
            line=line.line_id,
            name=line.name,
            target=message("“{name}” ({code})", name=choice.name, code=choice.target.target),
        ),
        message("refrigerants differ by a factor of thousands in global warming potential"),
        message("choose the gas of the nameplate; a blend by its components or its own value"),
        where=(*link_cells(choice.target), *cells(line, "name")),
    )


def linked_gas(choice: Choice) -> str:
    """Return the number of the refrigerant that a target is."""
    flow = choice.target.kind == "elementary-flow"
    return gas_of(choice.item.name if flow else f"{choice.target.target} {choice.words}")


def blend(gas: str, gwp: GwpTable) -> dict[str, float]:
    """Return the gases a blend is made of, each with its part of the mass; nothing where it is no blend."""
    for name in ("AR6", "AR5"):
        try:
            entry = gwp.lookup(f"R-{gas}@{name}")
        except LinkError:
            continue
        return {gas_of(part) or part.casefold().removeprefix("r-"): share for part, share in entry.composition}
    return {}
