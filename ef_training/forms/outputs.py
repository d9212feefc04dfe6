"""What the plant made, and the keys by which totals are shared over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..inventory.model import AllocationKey, Output
from ..messages import message
from ..text import fold
from ..units import unit
from .layout_model import Importer
from .levels import settled_unit
from .notes import Notes
from .parts import unique
from .records import Record


@dataclass(frozen=True)
class Made:
    """The outputs with their rows; ``complete`` tells that every row could be read and the target product is among them."""

    outputs: tuple[Output, ...]
    records: Sequence[Record]

    @property
    def complete(self) -> bool:
        """Whether shares can be computed."""
        return len(self.outputs) == len(self.records) and any(output.role == "target" for output in self.outputs)


def build_outputs(records: Sequence[Record], importer: Importer, notes: Notes, *, where: str) -> tuple[Output, ...]:
    """Return the outputs; exactly one target with a production above zero, and no name twice."""
    targets = [record for record in records if record["role"] == "target"]
    if len(targets) != 1 and all("role" not in record.present or record["role"] for record in records):
        notes.problem(
            message("exactly one output must be the target product; there are {count}", count=len(targets)),
            where=targets[1].where("role") if targets else where,
            mend=message("mark the product under study as target product, and no other"),
        )
    for record in targets:
        if record["quantity"] is not None and record["quantity"] <= 0:
            notes.problem(
                message("the production of the target product must be greater than 0"),
                where=record.where("quantity"),
                mend=message("write what was produced in the period, sold or not"),
            )
    unique(records, "name", notes)
    return tuple(
        Output(
            name=record["name"],
            role=record["role"],
            quantity=record["quantity"],
            unit=settled_unit(record, "unit", importer, notes),
            **{basis: record[basis] for basis in ("mass", "value", "hours", "custom", "sold")},
            production_line=record["production_line"] or "",
            origin=record.where("name"),
            origins=MappingProxyType(dict(record.origins)),
        )
        for record in records
        if record.sound
    )


_PACKS = frozenset(
    fold(word) for word in ("箱", "盒", "包", "袋", "桶", "組", "套", "捲", "卷", "罐", "box", "set", "pack", "carton")
)
_PIECES = frozenset(
    fold(word)
    for word in ("個", "件", "支", "片", "顆", "只", "枚", "隻", "張", "piece", "pieces", "pcs", "pc", "ea", "unit", "item")
)
"""Counting words of several pieces together and of single pieces: both are numbers, yet not of the same things."""


def check_counting(records: Sequence[Record], basics: Record | None, notes: Notes) -> None:
    """The production of the target product must be counted in the kind of unit in which the product is declared.

    Numbers of packs and numbers of pieces are not of one kind, though both are numbers.
    """
    declared_unit = basics["declared_unit"] if basics else None
    declared = fold(basics.spelled.get("declared_unit") or declared_unit or "") if basics else ""
    for record in (record for record in records if record["role"] == "target" and declared_unit):
        counted = fold(record.spelled.get("unit") or record["unit"] or "")
        if (counted in _PACKS and declared in _PIECES) or (counted in _PIECES and declared in _PACKS):
            notes.problem(
                message("the output is counted in {unit}, the declared unit is {declared}", unit=counted, declared=declared),
                where=record.where("unit"),
                mend=message("count both the same way: in packs or in pieces"),
            )
    for record in (record for record in records if record["role"] == "target"):
        if declared_unit and record["unit"] and unit(record["unit"]).kind != unit(declared_unit).kind:
            notes.problem(
                message(
                    "the output is counted in {unit}, the declared unit is {declared}",
                    unit=record["unit"],
                    declared=declared_unit,
                ),
                where=record.where("unit"),
                mend=message("count the target product in the declared unit"),
            )


def build_keys(
    records: Sequence[Record], outputs: tuple[Output, ...], output_records: Sequence[Record], notes: Notes
) -> tuple[AllocationKey, ...]:
    """Return the allocation keys; every output they serve must bring the basis value, and the target product a part of the sum.

    A key of level ``line`` takes only the outputs of its production line; where it names a parent, the parent's basis says which
    part of the plant reaches that line.
    """
    made = Made(outputs, output_records)
    keys: dict[str, tuple[AllocationKey, Record]] = {}
    for record in records:
        if record["basis"] == "value" and not record["reason"]:
            notes.problem(
                message("allocation by value needs a reason"),
                where=record.where("reason"),
                mend=message("say why no physical basis (mass, quantity, hours) serves"),
            )
        key = _key(record, made, notes) if record.sound and made.complete else None
        if key is not None:
            keys.setdefault(fold(key.name), (key, record))
    given = {fold(record["name"]): record for record in records if record["name"]}
    return tuple(built for key, record in keys.values() if (built := _under_parent(key, record, keys, given, outputs, notes)))


def _key(record: Record, made: Made, notes: Notes) -> AllocationKey | None:
    """Return a key on its own, its parent not yet applied."""
    on_line = record["level"] == "line"
    served = [pair for pair in zip(made.outputs, made.records, strict=True) if not on_line or _on_line(pair[0], record)]
    if on_line and not _check_line(record, [output for output, _ in served], made, notes):
        return None
    values = _basis_values(record["basis"], served, notes)
    if values is None:
        return None
    if not any(values[output.name] > 0 for output, _ in served if output.role == "target"):
        notes.problem(
            message("the target product has no part in the key “{name}”", name=record["name"]),
            where=next(row.where(record["basis"]) for output, row in served if output.role == "target"),
            mend=message("give the basis values in the table of outputs"),
            also=(str(record.where("basis")),),
        )
        return None
    return AllocationKey(
        name=record["name"],
        basis=record["basis"],
        values=MappingProxyType(values),
        level=record["level"],
        production_line=(record["production_line"] or "") if on_line else "",
        parent=record["parent"] or "",
        excluded=record["excluded"] or "",
        reason=record["reason"] or "",
        origin=record.where("name"),
    )


def _on_line(output: Output, record: Record) -> bool:
    return bool(output.production_line) and fold(output.production_line) == fold(record["production_line"] or "")


def _check_line(record: Record, served: Sequence[Output], made: Made, notes: Notes) -> bool:
    """Tell whether a key of a production line has one that makes the target product; if not, that is a problem."""
    name = record["name"]
    lines = ", ".join(dict.fromkeys(output.production_line for output in made.outputs if output.production_line)) or "–"
    if not record["production_line"]:
        what = message("the key “{name}” is of a production line, but names none", name=name)
    elif not served:
        what = message(
            "no output is made on the production line “{line}” of the key “{name}”", line=record["production_line"], name=name
        )
    elif all(output.role != "target" for output in served):
        what = message(
            "the target product is not made on the production line “{line}” of the key “{name}”",
            line=record["production_line"],
            name=name,
        )
    else:
        return True
    notes.problem(
        what,
        where=record.where("production_line"),
        mend=message(
            "name the production line of the target product as in the table of outputs; there are: {names}", names=lines
        ),
    )
    return False


def _under_parent(
    key: AllocationKey,
    record: Record,
    keys: Mapping[str, tuple[AllocationKey, Record]],
    given: Mapping[str, Record],
    outputs: Sequence[Output],
    notes: Notes,
) -> AllocationKey | None:
    """Return a key with the part of the plant that its parent brings to its production line."""
    if not key.parent:
        return key
    parent, parent_row = keys.get(fold(key.parent)), given.get(fold(key.parent))
    names = ", ".join(other.name for other, _ in keys.values() if other.level == "plant") or "–"
    what = None
    if key.level == "plant":
        what = message("the key “{name}” is of the whole plant and has no parent", name=key.name)
    elif parent_row is None:
        what = message("there is no allocation key “{name}”", name=key.parent)
    elif parent_row["level"] != "plant":
        what = message("the parent key “{name}” is not one of the whole plant", name=key.parent)
    if what is not None:
        notes.problem(what, where=record.where("parent"), mend=message("use one of: {names}", names=names))
    if what is not None or parent is None:
        return None
    above = parent[0]
    here = sum(above.values[output.name] for output in outputs if output.name in key.values)
    if here <= 0:
        notes.problem(
            message("the production line “{line}” has no part in the key “{name}”", line=key.production_line, name=above.name),
            where=record.where("parent"),
            mend=message("give the basis values in the table of outputs"),
        )
        return None
    return replace(key, parent=above.name, parent_share=here / sum(above.values.values()))


def _basis_values(basis: str, served: Sequence[tuple[Output, Record]], notes: Notes) -> dict[str, float] | None:
    """Return output → basis value; quantities are brought to one unit, a mass may follow from a quantity by weight."""
    values: dict[str, float] = {}
    kind = unit(served[0][0].unit).kind if served else ""
    for output, record in served:
        own = unit(output.unit)
        value: Any = getattr(output, basis)
        if basis == "mass" and value is None and own.kind == "mass":
            value = output.quantity * own.factor
        if basis == "quantity":
            value *= own.factor
            if own.kind != kind:
                notes.problem(
                    message(
                        "the output “{name}” is counted in {unit}, others are not: they cannot be shared by quantity",
                        name=output.name,
                        unit=output.unit,
                    ),
                    where=record.where("unit"),
                    mend=message("use one kind of unit, or share by mass"),
                )
                return None
        if value is None:
            notes.problem(
                message("the output “{name}” has no value for the basis of a key", name=output.name),
                where=record.where(basis),
                mend=message("fill it in, 0 if it takes no part, or choose another basis"),
            )
            continue
        values[output.name] = value
    return values if len(values) == len(served) else None
