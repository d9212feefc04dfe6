"""Usual omissions: what a process of this kind takes or gives off, and no line of the form names (data/omissions.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from ..inventory.model import Inventory, Line, Origin, ProcessStep
from ..messages import Message, message, msg
from .distance.places import PlaceName
from .model import Check, Finding, Reviewed
from .origins import cells, sheet_of
from .settings import ReviewSettings
from .spoken import listed
from .words import has

NAME = "omissions"
STAGES = ("raw-materials", "manufacturing")
LISTS = ("process", "present", "other", "without", "waste", "lines")
# on whose sheet an item would stand: groups whose lines show the sheet
SHEETS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "auxiliary": ("auxiliary", "material"),
        "packaging": ("packaging",),
        "energy": ("energy",),
        "emission": ("refrigerant", "emission-air", "emission-water"),
        "water": ("wastewater", "waste", "water"),
    }
)
Sign = ProcessStep | Line | None  # from what an item is expected
WHY = MappingProxyType(
    {
        "auxiliary": msg("auxiliaries weigh little but often count: solvents, oils and gases have high impacts per kg"),
        "packaging": msg("the product leaves in its packaging, which belongs to it up to the gate and beyond"),
        "energy": msg("what has a supply of its own is on no meter of the machines"),
        "emission": msg(
            "a kilogram of refrigerant counts like hundreds to thousands of kilograms of CO2; solvents that evaporate form ozone"
        ),
        "water": msg("water is used and given off even where nobody pays for it by the piece"),
    }
)
MEND = msg("enter it, or say in a note that there is none, or in which line it is contained")


@dataclass(frozen=True)
class Rule:
    """An item that is usual with a process; see the head of data/omissions.toml."""

    rule_id: str
    group: str
    item: Message
    process: tuple[str, ...]
    present: tuple[str, ...]
    other: tuple[str, ...]
    without: tuple[str, ...]
    waste: tuple[str, ...]
    lines: tuple[str, ...]
    whole_meter: bool


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order of the table."""
    text = (resources.files("ef_training.review") / "data" / "omissions.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(
            rule_id=row["id"],
            group=row["group"],
            item=PlaceName(row["item"]["en"], chinese=row["item"]["zh-TW"]),
            whole_meter=row.get("whole_meter", False),
            **{name: tuple(row.get(name, ())) for name in LISTS},
        )
        for row in tomllib.loads(text)["rules"]
    )


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield one question for each sheet on which usual items are missing, all of them named."""
    inventory = reviewed.inventory
    lines = [line for line in inventory.lines if line.stage in STAGES and not line.parent]
    missing: dict[str, list[tuple[Rule, Sign]]] = {}
    for rule in rules():
        if not reviewed.has(SHEETS[rule.group]):
            continue  # it may stand in a row that could not be read
        sign = _expected_at(rule, inventory, lines)
        if (sign is not None or not rule.process) and not _there(rule, lines):
            missing.setdefault(rule.group, []).append((rule, sign))
    for group, found in missing.items():
        yield _finding(group, found, inventory)


def _expected_at(rule: Rule, inventory: Inventory, lines: Sequence[Line]) -> Sign:
    """Return the first step of the process flow, else the first waste, from which the item is expected."""
    if not rule.process:
        return None
    texts = ((step, " ".join((step.name, step.inputs, step.outputs, step.equipment))) for step in inventory.process_steps)
    steps = (step for step, text in texts if has(text, rule.process) and not has(text, rule.without))
    wastes = (line for line in lines if line.group in ("waste", "wastewater") and has(line.name, rule.waste))
    return next(steps, None) or next(wastes, None)


def _there(rule: Rule, lines: Sequence[Line]) -> bool:
    """Whether a line where the item would stand shows that it is counted, or any line that there is none.

    A waste is no sign of the input: spent cutting fluid leaves because cutting fluid was bought.
    """
    if any(line.group in rule.lines for line in lines):
        return True
    if rule.whole_meter and any(line.group == "energy" and line.level == "plant" for line in lines):
        return True
    own = [line for line in lines if line.group in SHEETS[rule.group] and not has(line.name, rule.other)]
    return any(has(_text(line), rule.present) for line in own) or any(has(_text(line), rule.without) for line in lines)


def _text(line: Line) -> str:
    return f"{line.name} {line.note}"


def _finding(group: str, found: Sequence[tuple[Rule, Sign]], inventory: Inventory) -> Finding:
    items = listed(rule.item for rule, _ in found)
    steps = list({(sign.number, sign.name): sign for _, sign in found if isinstance(sign, ProcessStep)}.values())
    wastes = list({sign.line_id: sign for _, sign in found if isinstance(sign, Line)}.values())
    if steps:
        names = " / ".join(step.name for step in steps)
        what = message("the process flow has “{steps}”, but no line tells of: {items}", steps=names, items=items)
    elif wastes:
        names = " / ".join(line.name for line in wastes)
        what = message("“{waste}” leaves the plant, but no line tells of: {items}", waste=names, items=items)
    else:
        what = message("no line tells of: {items}", items=items)
    kind = found[0][0].rule_id if len(found) == 1 else group
    where = (*_where(group, steps, inventory), *(place for line in wastes for place in cells(line, "name")))
    return Finding(NAME, kind, "question", what, message(WHY[group]), message(MEND), where)


def _where(group: str, steps: Sequence[ProcessStep], inventory: Inventory) -> tuple[Origin, ...]:
    """Return the sheet on which it would stand, then the steps from which it is expected."""
    sheet = sheet_of(line for line in inventory.lines if line.group in SHEETS[group] and line.stage in STAGES)
    return (*sheet, *(step.origin for step in steps if str(step.origin)))


CHECK = Check(name=NAME, title=msg("Usual omissions"), run=check)
