"""Transport: the legs of what a line carries, and the rows of the transport sheet."""

from __future__ import annotations

from types import MappingProxyType

from ..inventory.model import Line
from ..messages import message
from ..units import convert, unit
from .layout_model import Importer, Table
from .levels import settled_unit
from .notes import Notes
from .records import Record

LEGS = (1, 2)


def build_legs(record: Record, line: Line, importer: Importer, notes: Notes) -> list[Line]:
    """Return the transport legs of a line: mass of the line in t × one-way distance in km."""
    return [leg for number in LEGS for leg in _leg(record, line, number, importer, notes)]


def _leg(record: Record, line: Line, number: int, importer: Importer, notes: Notes) -> list[Line]:
    mode_id, km_id = f"leg{number}_mode", f"leg{number}_km"
    mode, km = record[mode_id], record[km_id]
    if (mode is None and km is None) or {mode_id, km_id} & record.unread:
        return []
    if mode is None or km is None:
        missing = mode_id if mode is None else km_id
        notes.problem(
            message("transport needs both mode and distance"),
            where=record.where(missing),
            mend=message("fill in the missing one or empty both"),
        )
        return []
    mass = tonnes(record, line, notes)
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
        distance=km,
        load=mass,
        origin=record.where(km_id),
        origins=MappingProxyType(
            {"amount": record.where(km_id), "distance": record.where(km_id), "treatment": record.where(mode_id)}
        ),
    )
    return [leg]


def tonnes(record: Record, line: Line, notes: Notes) -> float | None:
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


def has_load(record: Record, notes: Notes) -> bool:
    """Tell whether a row of the transport sheet brings a load with a unit of mass; if not, that is a problem."""
    given = record["load_unit"]
    if record["load"] is not None and given is not None and unit(given).kind == "mass":
        return True
    what = message("the load of “{name}” has no unit of mass", name=record["name"] or "")
    place = "load" if record["load"] is None or given is None else "load_unit"
    notes.problem(what, where=record.where(place), mend=message("give the mass of the goods in kg or t"))
    return False


def build_transport_line(record: Record, line_id: str, table: Table, allocation: str, importer: Importer, notes: Notes) -> Line:
    """Return the line of a row of the transport sheet: load in t × one-way km; ``treatment`` is the mode."""
    load = convert(record["load"], settled_unit(record, "load_unit", importer, notes), "t")
    origins = {
        **record.origins,
        "amount": record.where("load"),
        "unit": record.where("load_unit"),
        "treatment": record.where("mode"),
    }
    return Line(
        line_id=line_id,
        stage=record["stage"] or table.stage,
        group=table.group or "transport",
        name=record["name"],
        amount=load * record["distance"],
        unit="tkm",
        level=record["level"],
        allocation=allocation,
        treatment=record["mode"],
        data_quality=record["data_quality"] or "",
        evidence=record["evidence"] or "",
        note=record["note"] or "",
        distance=record["distance"],
        load=load,
        origin=record.where("name"),
        origins=MappingProxyType(origins),
    )
