"""Usual omissions: what a process of this kind takes or gives off, and no line of the form names (data/omissions.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ..inventory.model import Inventory, Line, Origin, ProcessStep
from ..messages import Message, message, msg
from .distance.places import PlaceName
from .model import Check, Finding, Reviewed
from .places import sheet_of
from .settings import ReviewSettings
from .words import has

NAME = "omissions"
STAGES = ("raw-materials", "manufacturing")
# on whose sheet an item would stand: groups whose lines show the sheet
SHEETS: Mapping[str, tuple[str, ...]] = {
    "auxiliary": ("auxiliary", "material"),
    "packaging": ("packaging",),
    "energy": ("energy",),
    "emission": ("refrigerant", "emission-air", "emission-water"),
    "water": ("wastewater", "waste", "water"),
}
WHY = {
    "auxiliary": msg("auxiliaries weigh little but often count: solvents, oils and gases have high impacts per kg"),
    "packaging": msg("the product leaves in its packaging, which belongs to it up to the gate and beyond"),
    "energy": msg("what has a supply of its own is on no meter of the machines"),
    "emission": msg(
        "a kilogram of refrigerant counts like hundreds to thousands of kilograms of CO2; solvents that evaporate form ozone"
    ),
    "water": msg("water is used and given off even where nobody pays for it by the piece"),
}
MEND = msg("enter it, or say in a note that there is none, or in which line it is contained")


@dataclass(frozen=True)
class Rule:
    """An item that is usual with a process; see the head of data/omissions.toml."""

    rule_id: str
    group: str
    item: Message
    process: tuple[str, ...]
    present: tuple[str, ...]
    lines: tuple[str, ...]
    whole_meter: bool


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order of the table."""
    text = (resources.files("ef_training.review") / "data" / "omissions.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(
            row["id"],
            row["group"],
            PlaceName(row["item"]["en"], chinese=row["item"]["zh-TW"]),
            tuple(row.get("process", ())),
            tuple(row.get("present", ())),
            tuple(row.get("lines", ())),
            row.get("whole_meter", False),
        )
        for row in tomllib.loads(text)["rules"]
    )


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield one question for each sheet on which usual items are missing, all of them named."""
    inventory = reviewed.inventory
    lines = [line for line in inventory.lines if line.stage in STAGES and not line.parent]
    missing: dict[str, list[tuple[Rule, ProcessStep | None]]] = {}
    for rule in rules():
        step = _expected_at(rule, inventory)
        if (step is not None or not rule.process) and not _there(rule, lines):
            missing.setdefault(rule.group, []).append((rule, step))
    for group, found in missing.items():
        yield _finding(group, found, inventory)


def _expected_at(rule: Rule, inventory: Inventory) -> ProcessStep | None:
    """Return the first step of the process flow from which the item is expected."""
    texts = ((step, " ".join((step.name, step.inputs, step.outputs, step.equipment))) for step in inventory.process_steps)
    return next((step for step, text in texts if has(text, rule.process)), None) if rule.process else None


def _there(rule: Rule, lines: Sequence[Line]) -> bool:
    """Whether any line, by its group, its name or its note, shows that the item is counted."""
    if any(line.group in rule.lines for line in lines):
        return True
    if rule.whole_meter and any(line.group == "energy" and line.level == "plant" for line in lines):
        return True
    return any(has(f"{line.name} {line.note}", rule.present) for line in lines)


def _finding(group: str, found: Sequence[tuple[Rule, ProcessStep | None]], inventory: Inventory) -> Finding:
    items = PlaceName(
        ", ".join(rule.item.render("en") for rule, _ in found), chinese="、".join(rule.item.render("zh-TW") for rule, _ in found)
    )
    steps = list({(step.number, step.name): step for _, step in found if step is not None}.values())
    if steps:
        what = message(
            "the process flow has “{steps}”, but no line tells of: {items}",
            steps=" / ".join(step.name for step in steps),
            items=items,
        )
    else:
        what = message("no line tells of: {items}", items=items)
    kind = found[0][0].rule_id if len(found) == 1 else group
    return Finding(NAME, kind, "question", what, message(WHY[group]), message(MEND), _where(group, steps, inventory))


def _where(group: str, steps: Sequence[ProcessStep], inventory: Inventory) -> tuple[Origin, ...]:
    """Return the sheet on which it would stand, then the steps from which it is expected."""
    sheet = sheet_of(line for line in inventory.lines if line.group in SHEETS[group] and line.stage in STAGES)
    return (*sheet, *(step.origin for step in steps if str(step.origin)))


CHECK = Check(name=NAME, title=msg("Usual omissions"), run=check)
