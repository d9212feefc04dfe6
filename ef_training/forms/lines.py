"""Lines of the inventory from the rows of the form: ids, units, levels, allocation.

A transport leg of a material, packaging or waste becomes a line of its own (`ef_training.forms.legs`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from itertools import count
from types import MappingProxyType

from ..inventory.model import Line
from ..messages import Message, message
from ..numbers import plain
from ..text import fold
from .layout_model import Importer, Table
from .legs import LEGS, build_legs, build_transport_line, has_load
from .levels import Amount, amounts_of
from .notes import Notes
from .records import Record
from .water_lines import settled_group

_LINE_FIELDS = frozenset(field.name for field in fields(Line)) - {
    "line_id",
    "origin",
    "origins",
    "stage",
    "group",
    "amount",
    "unit",
    "level",
    "also",
    "parent",
}


@dataclass(frozen=True)
class Names:
    """The names that rows refer to, folded → as written: line ids (legs included), allocation keys, custom factors.

    ``absent`` holds the line-ID prefixes of sheets that are missing: a link to one of their lines is no problem of its own.
    """

    lines: Mapping[str, str]
    keys: Mapping[str, str]
    factors: Mapping[str, str]
    absent: tuple[str, ...] = ()


def number_lines(records: Iterable[tuple[Table, Record]], notes: Notes) -> tuple[list[str], dict[str, str]]:
    """Return the id of each line in turn, and all ids (legs included) by their folded form.

    A line without an id is given the next number of its table, which is noted; an id that stands twice is a problem.
    """
    records = list(records)
    known: dict[str, str] = {}
    owners: dict[str, Record] = {}
    for _, record in records:
        line_id = record["line_id"]
        if line_id and fold(line_id) in known:
            notes.problem(
                message("the line ID “{line_id}” stands twice", line_id=line_id),
                where=record.where("line_id"),
                mend=message("give every line an ID of its own"),
            )
        elif line_id:
            known[fold(line_id)], owners[fold(line_id)] = line_id, record
    ids: list[str] = []
    for table, record in records:
        line_id = record["line_id"] or _next_id(table, known)
        if not record["line_id"]:
            known[fold(line_id)], owners[fold(line_id)] = line_id, record
            if "line_id" in table.ids:
                notes.assume(message("the line has no ID and was given {line_id}", line_id=line_id), record.origin)
        ids.append(line_id)
    for line_id, (_, record) in zip(ids, records, strict=True):
        if owners[fold(line_id)] is record:
            _number_legs(line_id, record, known, owners, notes)
    return ids, known


def _next_id(table: Table, known: Mapping[str, str]) -> str:
    prefix = table.prefix or "N"
    return next(line_id for number in count(1) if fold(line_id := f"{prefix}{number:02d}") not in known)


def _number_legs(line_id: str, record: Record, known: dict[str, str], owners: Mapping[str, Record], notes: Notes) -> None:
    for leg in LEGS:
        leg_id = f"{line_id}-T{leg}"
        if not {f"leg{leg}_mode", f"leg{leg}_km"} & record.present:
            continue
        if fold(leg_id) in known:
            notes.problem(
                message("the line ID “{line_id}” is that of a transport leg", line_id=leg_id),
                where=owners[fold(leg_id)].where("line_id"),
                mend=message("give every line an ID of its own"),
            )
        known[fold(leg_id)] = leg_id


def checked_key(record: Record, table: Table, level: str | None, names: Names, notes: Notes) -> str:
    """Return the name of the allocation key of a line; that of the table where a plant total names none.

    Problems: an unknown key, a plant total without one, a key on an amount that counts the product alone.
    """
    name = record["allocation"]
    if name and level in ("product", "unit"):
        notes.problem(
            message("the amount counts the product alone, yet an allocation key is given: its share would apply twice"),
            where=record.where("allocation"),
            mend=message("empty the cell, or set the level to the whole plant"),
        )
    if not name and level == "plant" and "allocation" not in record.present:
        name = table.allocation
        if not name:
            notes.problem(
                message("the amount counts the whole plant, but no allocation key is given"),
                where=record.where("allocation"),
                mend=_one_of(names.keys),
            )
    if not name:
        return ""
    key = names.keys.get(fold(name))
    if key is None:
        notes.problem(
            message("there is no allocation key “{name}”", name=name), where=record.where("allocation"), mend=_one_of(names.keys)
        )
    return key or ""


def _one_of(names: Mapping[str, str]) -> Message:
    return message("use one of: {names}", names=", ".join(names.values()) or "–")


def build_line(record: Record, line_id: str, table: Table, names: Names, importer: Importer, notes: Notes) -> list[Line]:
    """Return a line and its transport legs; nothing where the row is not sound."""
    group, stage = record["group"] or table.group, record["stage"] or table.stage
    for name, value in (("group", group), ("stage", stage)) if record.usable else ():
        if not value:
            notes.problem(
                message("{field} is empty", field=_label(table, name, notes)),
                where=record.where(name),
                mend=message("choose a word from the list"),
            )
    group = settled_group(record, group, notes) if record.usable else group
    found = amounts_of(record, table, group, importer, notes) if record.usable else None
    allocation = checked_key(record, table, found[0].level if found else record["level"], names, notes)
    _check_excluded(record, found[0] if found else None, notes)
    if found is None or not group or not stage:
        return []
    amount, also = found
    given = {name: value for name, value in record.values.items() if name in _LINE_FIELDS and value is not None}
    origins = {**record.origins, "amount": record.where(amount.amount_id), "unit": record.where(amount.unit_id)}
    line = Line(
        **{**given, "allocation": allocation},
        line_id=line_id,
        stage=stage,
        group=group,
        amount=amount.amount,
        unit=amount.unit,
        level=amount.level,
        also=also,
        origin=record.where("name"),
        origins=MappingProxyType(origins),
    )
    if line.meter:
        line = replace(line, meter=names.lines.get(fold(line.meter), line.meter))
    before = len(notes.problems)
    legs = build_legs(record, line, importer, notes)
    notes.touch(before, ("distance",))
    return [line, *legs]


def _label(table: Table, field_id: str, notes: Notes) -> str:
    return next((field.label[notes.lang] for field in table.fields if field.id == field_id), field_id)


def _check_excluded(record: Record, main: Amount | None, notes: Notes) -> None:
    """What is taken off before allocation belongs to a meter, and cannot be more than it shows."""
    excluded = record["excluded"]
    amount = main.amount if main else record["amount"]
    if not excluded or amount is None:
        return
    if excluded > amount:
        notes.problem(
            message(
                "amount {amount}, excluded {excluded} ({cell}): more is taken off than was metered",
                excluded=plain(excluded),
                amount=plain(amount),
                cell=record.where("excluded").cell,
            ),
            where=record.where(main.amount_id if main else "amount"),
            mend=message("check both figures; give both in the unit of the amount"),
            also=(str(record.where("excluded")),),
        )
    if (main.level if main else record["level"]) == "unit":
        notes.problem(
            message("an amount per declared unit has nothing to exclude"),
            where=record.where("excluded"),
            mend=message("empty the cell, or give the total of the meter with its level"),
        )


def build_transport(record: Record, line_id: str, table: Table, names: Names, importer: Importer, notes: Notes) -> list[Line]:
    """Return the line of a row of the transport sheet."""
    allocation = checked_key(record, table, record["level"], names, notes)
    if not record.sound or not has_load(record, notes):
        return []
    return [build_transport_line(record, line_id, table, allocation, importer, notes)]
