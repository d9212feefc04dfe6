"""The links of the form: what each line is in each view."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from ..inventory.model import Target
from ..messages import message
from ..text import fold
from .lines import Names
from .notes import Notes
from .records import Record


def build_targets(records: Sequence[Record], names: Names, notes: Notes) -> tuple[Target, ...]:
    """Return the targets of all lines.

    Problems: a line or custom factor that is not in the form, a target that is missing or stands twice, a line left out
    without a reason or left out and linked at once; a kind of omission of a line that is not left out, an estimated share of one
    that is not cut off.
    """
    targets = []
    seen: dict[tuple[str, str, str, str], Record] = {}
    kinds: dict[tuple[str, str], set[str]] = {}
    for record in records:
        line_id = _line(record, names, notes)
        _check_target(record, names, notes)
        _check_omission(record, notes)
        if not record.sound or line_id is None:
            continue
        key = (line_id, record["view"], record["kind"], fold(record["target"] or ""))
        if key in seen:
            notes.problem(
                message("line {line_id} has the same target twice in one view", line_id=line_id),
                where=record.origin,
                mend=message("delete one of the two rows, or join them in one multiplier"),
            )
        seen[key] = record
        others = kinds.setdefault(key[:2], set())
        if others and (record["kind"] == "left-out") != ("left-out" in others):
            notes.problem(
                message("line {line_id} is left out and linked in one view", line_id=line_id),
                where=record.where("kind"),
                mend=message("keep either the links or the line “left out”"),
            )
        others.add(record["kind"])
        targets.append(_target(record, line_id, names))
    return tuple(targets)


def _line(record: Record, names: Names, notes: Notes) -> str | None:
    given = record["line_id"]
    if not given:
        return None
    line_id = names.lines.get(fold(given))
    if line_id is None and not fold(given).startswith(names.absent):
        notes.problem(
            message("there is no line “{line_id}”", line_id=given),
            where=record.where("line_id"),
            mend=message("use the ID of a line; a transport leg is ID-T1 or ID-T2"),
        )
    return line_id


def _check_target(record: Record, names: Names, notes: Notes) -> None:
    kind, target = record["kind"], record["target"]
    if kind == "left-out":
        if not record["reason"]:
            notes.problem(
                message("a line that is left out needs a reason"),
                where=record.where("reason"),
                mend=message("say why it may be left out"),
            )
        if target:
            notes.problem(
                message("a line that is left out has no target, but “{target}” is given", target=target),
                where=record.where("target"),
                mend=message("empty the cell or choose another kind"),
            )
    elif kind is not None and not target and "target" not in record.present:
        notes.problem(
            message("the target is missing"),
            where=record.where("target"),
            mend=message("give the code of the dataset, factor or flow"),
        )
    elif kind == "custom-factor" and fold(target or "") not in names.factors:
        notes.problem(
            message("there is no custom factor “{target}”", target=target),
            where=record.where("target"),
            mend=message("use one of: {names}", names=", ".join(names.factors.values()) or "–"),
        )


def _check_omission(record: Record, notes: Notes) -> None:
    kind, omission, share = record["kind"], record["omission"], record["estimated_share"]
    if kind is None:
        return
    if omission and kind != "left-out":
        notes.problem(
            message("only a line that is left out has a kind of omission"),
            where=record.where("omission"),
            mend=message("empty the cell, or leave the line out"),
        )
    elif share is not None and (kind != "left-out" or omission in ("no-burden", "elsewhere")):
        notes.problem(
            message("only a line that is cut off has an estimated share"),
            where=record.where("estimated_share"),
            mend=message("empty the cell, or choose “cut off (small)” as kind of omission"),
        )
    elif share is not None and share >= 1:
        notes.problem(
            message("an estimated share of {share:.0%} leaves nothing for all other lines", share=share),
            where=record.where("estimated_share"),
            mend=message("write the part of the whole, for example 0.5%"),
        )


def _target(record: Record, line_id: str, names: Names) -> Target:
    target = record["target"] or ""
    if record["kind"] == "custom-factor":
        target = names.factors.get(fold(target), target)
    return Target(
        line_id=line_id,
        view=record["view"],
        kind=record["kind"],
        target=target,
        multiplier=record["multiplier"],
        multiplier_unit=record["multiplier_unit"] or "",
        reason=record["reason"] or "",
        source=record["source"] or "",
        confirmed_by=record["confirmed_by"] or "",
        omission=record["omission"] or "",
        estimated_share=record["estimated_share"],
        origin=record.where("line_id"),
        origins=MappingProxyType(dict(record.origins)),
    )
