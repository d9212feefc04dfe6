"""Lines of the inventory from the rows of the form: units, allocation, transport legs.

A transport leg of a material, packaging or waste becomes a line of its own: mass of its parent in t × one-way distance
in km.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import count
from types import MappingProxyType

from ..inventory.model import Line
from ..messages import message
from ..text import fold
from ..units import convert, unit
from .layout import Importer, Sheet
from .notes import Notes
from .values import Record

LEGS = (1, 2)
_LINE_FIELDS = frozenset(field.name for field in fields(Line)) - {
    "line_id",
    "origin",
    "origins",
    "stage",
    "group",
    "unit",
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


def number_lines(records: Iterable[tuple[Sheet, Record]], notes: Notes) -> tuple[list[str], dict[str, str]]:
    """Return the id of each line in turn, and all ids (legs included) by their folded form.

    A line without an id is given the next number of its sheet, which is noted; an id that stands twice is a problem.
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
    for sheet, record in records:
        line_id = record["line_id"] or _next_id(sheet, known)
        if not record["line_id"]:
            known[fold(line_id)], owners[fold(line_id)] = line_id, record
            notes.assume(message("the line has no ID and was given {line_id}", line_id=line_id), record.origin)
        ids.append(line_id)
    for line_id, (_, record) in zip(ids, records, strict=True):
        if owners[fold(line_id)] is record:
            _number_legs(line_id, record, known, owners, notes)
    return ids, known


def _next_id(sheet: Sheet, known: Mapping[str, str]) -> str:
    return next(line_id for number in count(1) if fold(line_id := f"{sheet.prefix}{number:02d}") not in known)


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


def settled_unit(record: Record, field_id: str, importer: Importer, notes: Notes, *, group: str = "") -> str:
    """Return the unit of a field, where the importer has a rule for its spelling as the rule says; that is noted."""
    spelling = record.spelled.get(field_id, "")
    for rule in importer.unit_rules:
        if rule.applies(spelling, group, record["name"] or ""):
            code = unit(rule.unit).code
            notes.assume(
                message("the unit “{spelling}” was read as {unit}", spelling=spelling, unit=code),
                record.where(field_id),
            )
            return code
    return str(record[field_id])


def checked_key(record: Record, names: Names, notes: Notes) -> str:
    """Return the name of the allocation key of a line.

    Problems: an unknown key, a plant total without one, a key on an amount that counts the product alone.
    """
    name = record["allocation"]
    if name and record["level"] in ("product", "unit"):
        notes.problem(
            message("the amount counts the product alone, yet an allocation key is given: its share would apply twice"),
            where=record.where("allocation"),
            mend=message("empty the cell, or set the level to the whole plant"),
        )
    if name:
        key = names.keys.get(fold(name))
        if key is None:
            notes.problem(
                message("there is no allocation key “{name}”", name=name),
                where=record.where("allocation"),
                mend=message("use one of: {names}", names=", ".join(names.keys.values()) or "–"),
            )
        return key or ""
    if record["level"] == "plant" and "allocation" not in record.present:
        notes.problem(
            message("the amount counts the whole plant, but no allocation key is given"),
            where=record.where("allocation"),
            mend=message("use one of: {names}", names=", ".join(names.keys.values()) or "–"),
        )
    return ""


def build_line(record: Record, line_id: str, sheet: Sheet, names: Names, importer: Importer, notes: Notes) -> list[Line]:
    """Return a line and its transport legs; nothing where the row is not sound."""
    allocation = checked_key(record, names, notes)
    _check_excluded(record, notes)
    if not record.sound:
        return []
    group = record["group"] or sheet.group
    given = {name: value for name, value in record.values.items() if name in _LINE_FIELDS and value is not None}
    line = Line(
        **{**given, "allocation": allocation},
        line_id=line_id,
        stage=record["stage"] or sheet.stage,
        group=group,
        unit=settled_unit(record, "unit", importer, notes, group=group),
        origin=record.where("name"),
        origins=MappingProxyType(dict(record.origins)),
    )
    return [line, *(leg for number in LEGS for leg in _leg(record, line, number, importer, notes))]


def _check_excluded(record: Record, notes: Notes) -> None:
    """What is taken off before allocation belongs to a meter, and cannot be more than it shows."""
    excluded, amount = record["excluded"], record["amount"]
    if not excluded or amount is None:
        return
    if excluded > amount:
        notes.problem(
            message("excluded ({excluded}) is more than the amount ({amount})", excluded=excluded, amount=amount),
            where=record.where("excluded"),
            mend=message("give both in the unit of the amount"),
        )
    if record["level"] == "unit":
        notes.problem(
            message("an amount per declared unit has nothing to exclude"),
            where=record.where("excluded"),
            mend=message("empty the cell, or give the total of the meter with its level"),
        )


def _leg(record: Record, line: Line, number: int, importer: Importer, notes: Notes) -> list[Line]:
    mode_id, km_id = f"leg{number}_mode", f"leg{number}_km"
    mode, km = record[mode_id], record[km_id]
    if mode is None and km is None:
        return []
    if mode is None or km is None:
        missing = mode_id if mode is None else km_id
        notes.problem(
            message("transport needs both mode and distance"),
            where=record.where(missing),
            mend=message("fill in the missing one or empty both"),
        )
        return []
    mass = _tonnes(record, line, notes)
    if mass is None:
        return []
    leg = Line(
        line_id=f"{line.line_id}-T{number}",
        parent=line.line_id,
        stage=line.stage,
        group="transport",
        name=f"{line.name} – {importer.vocabularies['mode'].labels[mode][notes.lang]}",
        amount=mass * km,
        unit="tkm",
        level=line.level,
        allocation=line.allocation,
        treatment=mode,
        origin=record.where(km_id),
        origins=MappingProxyType({"amount": record.where(km_id), "treatment": record.where(mode_id)}),
    )
    return [leg]


def _tonnes(record: Record, line: Line, notes: Notes) -> float | None:
    """Return the mass of a line in t: from a mass, a volume with its density, a number with its mass per piece."""
    kind = unit(line.unit).kind
    if kind == "mass":
        return convert(line.amount, line.unit, "t")
    if kind == "volume" and line.density is not None:
        return convert(line.amount, line.unit, "L") * line.density / 1000
    if kind == "number" and line.mass_per_piece is not None:
        return convert(line.amount, line.unit, "item") * line.mass_per_piece / 1000
    mend = {
        "volume": message("give the density in kg/L"),
        "number": message("give the mass of one piece in kg"),
    }.get(kind, message("give the amount as a mass"))
    place = {"volume": "density", "number": "mass_per_piece"}.get(kind, "unit")
    notes.problem(
        message(
            "the transport of “{name}” needs its mass, which does not follow from {unit}",
            name=line.name,
            unit=line.unit,
        ),
        where=record.where(place),
        mend=mend,
    )
    return None


def build_transport(record: Record, line_id: str, sheet: Sheet, names: Names, importer: Importer, notes: Notes) -> list[Line]:
    """Return the line of a row of the transport sheet: load in t × one-way km; ``treatment`` is the mode."""
    allocation = checked_key(record, names, notes)
    if not record.sound:
        return []
    tonnes = convert(record["load"], settled_unit(record, "load_unit", importer, notes), "t")
    origins = {
        **record.origins,
        "amount": record.where("load"),
        "unit": record.where("load_unit"),
        "treatment": record.where("mode"),
    }
    line = Line(
        line_id=line_id,
        stage=record["stage"] or sheet.stage,
        group=sheet.group,
        name=record["name"],
        amount=tonnes * record["distance"],
        unit="tkm",
        level=record["level"],
        allocation=allocation,
        treatment=record["mode"],
        data_quality=record["data_quality"] or "",
        evidence=record["evidence"] or "",
        note=record["note"] or "",
        origin=record.where("name"),
        origins=MappingProxyType(origins),
    )
    return [line]
