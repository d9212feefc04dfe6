"""Allocation: physical before economic, one key for like flows, keys that fit the outputs.

ISO 14044:2006, 4.3.4: physical relations before others; what is allocated sums to what there was. Product category rules
of the Ministry of Environment: mass, quantity or hours first, value only with a stated reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..inventory.model import GROUPS, AllocationKey, Inventory, Line, Origin
from ..messages import Message, message, msg
from ..numbers import percent, significant
from ..text import fold
from ..units import unit
from .energy import is_electricity
from .material_balance import output_mass
from .model import Check, Finding, Reviewed
from .origins import cells, key_cell
from .output_figures import key_apart, odd_figures
from .settings import ReviewSettings
from .spoken import listed
from .words import fuel_of

NAME = "allocation"
WHY = msg("the share of the product in every plant total hangs on the key")
REMAINDER = 1e-9


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield keys by value, keys that do not fit the outputs, unlike keys of like flows, keys nobody uses."""
    inventory = reviewed.inventory
    used = {line.allocation for line in inventory.lines if line.allocation}
    used |= {entry.allocation for entry in inventory.balance_entries if entry.allocation}
    used |= {key.parent for key in inventory.allocation_keys if key.name in used}
    for key in inventory.allocation_keys:
        yield from _economic(key, inventory, settings)
        yield from _custom(key)
        yield from _fit(key, inventory)
        if key.name not in used and reviewed.has(GROUPS):
            yield _finding(
                key,
                "unused",
                "info",
                message("no line uses the key “{name}”", name=key.name),
                message("delete it, or use it where it belongs"),
            )
    if reviewed.has(("output", "mass")):
        yield from odd_figures(inventory, settings)
        yield from key_apart(inventory, settings)
    yield from _like_flows(inventory)
    yield from _shared_by_one(inventory)


def shares(key: AllocationKey) -> dict[str, float]:
    """Return the share of every output of a key; they sum to the key's ``parent_share`` (1 for a key of the plant)."""
    return {name: key.share(name) for name in key.values}


def remainder(key: AllocationKey) -> float:
    """Return what the shares leave of the whole (ISO 14044:2006, 4.3.4.1: nothing), as a part of it."""
    return key.parent_share - math.fsum(shares(key).values())


def shares_by(inventory: Inventory, basis: str) -> dict[str, float] | None:
    """Return the shares of the outputs by ``mass``, ``value`` or ``hours``; None where an output does not tell it."""
    found: dict[str, float] = {}
    for output in inventory.outputs:
        given = output_mass(output.mass, output.quantity, output.unit) if basis == "mass" else getattr(output, basis)
        if given is None:
            return None
        found[output.name] = given
    whole = sum(found.values())
    return {name: amount / whole for name, amount in found.items()} if whole > 0 else None


def _economic(key: AllocationKey, inventory: Inventory, settings: ReviewSettings) -> Iterator[Finding]:
    if key.basis != "value":
        return
    if not key.reason:
        what = message("the key “{name}” shares by value, and no reason is given", name=key.name)
        yield _finding(
            key,
            "value-without-reason",
            "error",
            what,
            message("say why no physical basis (mass, quantity, hours) serves, or use one"),
        )
        return
    physical = [basis for basis in ("mass", "hours") if shares_by(inventory, basis) is not None]
    if not physical:
        return
    name = inventory.target_output.name
    by_physics = (shares_by(inventory, physical[0]) or {}).get(name, 0.0)
    mine = key.share(name)
    far = min(by_physics, mine) <= 0 or max(by_physics, mine) / min(by_physics, mine) > settings.shares_differ
    what = message(
        "the key “{name}” shares by value ({value} to the product), while {basis} is known of every output ({physical})",
        name=key.name,
        value=percent(mine),
        basis=message(msg("the mass") if physical[0] == "mass" else msg("the hours")),
        physical=percent(by_physics),
    )
    mend = message("share by mass, quantity or hours, or explain at the visit why the value decides: {reason}", reason=key.reason)
    yield _finding(key, "value-before-physical", "warning" if far else "question", what, mend)


def _custom(key: AllocationKey) -> Iterator[Finding]:
    if key.basis == "custom" and not key.reason:
        what = message("the key “{name}” has a basis of its own, and it is not said what its figures are", name=key.name)
        yield _finding(
            key,
            "custom-without-reason",
            "question",
            what,
            message("say what is counted (area, pieces, batches), in which unit, and why"),
        )


def _fit(key: AllocationKey, inventory: Inventory) -> Iterator[Finding]:
    """A key must know every output it serves and nothing else, and leave no remainder."""
    served = {output.name for output in inventory.outputs if key.level != "line" or output.production_line == key.production_line}
    missing = sorted(served - key.values.keys())
    foreign = sorted(name for name, value in key.values.items() if value and name not in served)
    if key.level == "line" and not served:
        what = message(
            "the key “{name}” is for the line “{line}”, on which no output is made", name=key.name, line=key.production_line
        )
        yield _finding(key, "unknown-line", "error", what, message("write the line as in the table of outputs"))
    elif missing or foreign:
        what = message("the key “{name}” and the outputs do not fit: {names}", name=key.name, names=listed((*missing, *foreign)))
        yield _finding(key, "outputs-do-not-fit", "error", what, message("give every output its value, 0 where it takes no part"))
    elif any(value < 0 for value in key.values.values()) or abs(remainder(key)) > REMAINDER:
        what = message("the shares of the key “{name}” do not sum to the whole", name=key.name)
        yield _finding(key, "remainder", "error", what, message("check its basis values"))
    if not 0 <= key.parent_share <= 1:
        what = message(
            "the part of the plant that reaches the key “{name}” is {share}", name=key.name, share=significant(key.parent_share)
        )
        yield _finding(key, "parent-share", "error", what, message("check the values of its parent key"))


def _like_flows(inventory: Inventory) -> Iterator[Finding]:
    """Meters of one kind that are shared by different keys (sub-meters and production lines aside)."""
    lines_ = {key.name for key in inventory.allocation_keys if key.level == "line"}
    first: dict[str, Line] = {}
    for line in inventory.lines:
        kind = _kind(line)
        if not kind or line.level != "plant" or line.meter or line.parent or line.allocation in lines_:
            continue
        other = first.setdefault(kind, line)
        if other.allocation == line.allocation:
            continue
        yield Finding(
            NAME,
            "like-flows",
            "question",
            message(
                "lines {first} ({name}) and {line} ({other}) are of one kind, yet shared by “{key}” and “{other_key}”",
                first=other.line_id,
                name=other.name,
                line=line.line_id,
                other=line.name,
                key=other.allocation,
                other_key=line.allocation,
            ),
            message("like flows are shared in like manner, or the keys can be chosen to suit the result"),
            message("use one key for both, or say what the two meters serve"),
            (*cells(line, "allocation"), *cells(other, "allocation")),
            line.line_id,
        )


def _kind(line: Line) -> str:
    if line.group != "energy" or line.stage != "manufacturing":
        return ""
    if is_electricity(line):
        return "electricity"
    fuel = fuel_of(line.name)
    return f"{fuel.name} {unit(line.unit).kind}" if fuel else ""


def _shared_by_one(inventory: Inventory) -> Iterator[Finding]:
    """A plant that makes one thing needs no key; one that makes several and shares nothing has none of its totals shared."""
    others = [output for output in inventory.outputs if output.role != "target" and output.quantity > 0]
    plant = [line for line in inventory.lines if line.level == "plant" and not line.parent]
    if others or not plant:
        return
    excluded = any(key.excluded for key in inventory.allocation_keys) or any(line.excluded for line in plant)
    if not excluded:
        yield Finding(
            NAME,
            "one-output",
            "info",
            message("the table of outputs names one product only, so it bears all that the plant uses"),
            message("a plant seldom makes one thing; what the others use belongs to them"),
            message("enter the other products of the period, if there are any"),
            cells(inventory.target_output, "name"),
        )


def _finding(key: AllocationKey, kind: str, severity: str, what: Message, mend: Message) -> Finding:
    places: tuple[Origin, ...] = key_cell(key)
    return Finding(NAME, kind, severity, what, message(WHY), mend, places, subject=fold(key.name))


CHECK = Check(name=NAME, title=msg("Allocation"), run=check)
