"""Company, product, period, outputs, allocation keys, stocks, process steps and custom factors from their rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from ..inventory.model import AllocationKey, BalanceItem, Company, CustomFactor, Output, ProcessStep, Product
from ..messages import message
from ..text import ascii_code, fold
from ..units import unit
from .layout import Importer
from .lines import settled_unit
from .notes import Notes
from .values import Record

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
YEAR_DAYS = range(360, 373)
"""Days that count as about one year: twelve months of any calendar or billing cycle (one year of data is what product
category rules ask for)."""


def build_company(record: Record, notes: Notes) -> Company | None:
    """Return the company; None where the basics are not sound."""
    code = _code(record, "company_code", "company_name", notes)
    if not record.sound:
        return None
    return Company(
        code=code,
        name=record["company_name"],
        site=record["site"] or "",
        country=record["country"],
        industry=record["industry"] or "",
        made_up=record["made_up"] == "yes",
    )


def build_product(record: Record, importer: Importer, notes: Notes) -> Product | None:
    """Return the product; None where the basics are not sound."""
    code = _code(record, "product_code", "product_name", notes)
    if not record.sound:
        return None
    origins = {name.removeprefix("product_"): origin for name, origin in record.origins.items()}
    return Product(
        code=code,
        name=record["product_name"],
        declared_amount=record["declared_amount"],
        declared_unit=settled_unit(record, "declared_unit", importer, notes),
        mass_per_unit=record["mass_per_unit"],
        boundary=record["boundary"],
        function=record["function"] or "",
        service_life=record["service_life"] or "",
        reference_flow=record["reference_flow"] or "",
        biogenic_carbon=record["biogenic_carbon"],
        origins=MappingProxyType(origins),
    )


def _code(record: Record, field_id: str, name_id: str, notes: Notes) -> str:
    """Return the code as given, or one made from the name; a code that is not plain ASCII is a problem."""
    given = record[field_id]
    if given and not _CODE.fullmatch(given):
        notes.problem(
            message("“{code}” is no code", code=given),
            where=record.where(field_id),
            mend=message("use letters a–z, digits, - and _, or leave it empty"),
        )
    return str(given) if given else ascii_code(record[name_id] or "")


def build_period(record: Record, notes: Notes) -> tuple[date, date] | None:
    """Return first and last day; other lengths than about a year are noted, an end before the start is a problem."""
    start, end = record["period_start"], record["period_end"]
    if start is None or end is None:
        return None
    days = (end - start).days + 1
    if days < 1:
        notes.problem(
            message("the period ends ({end}) before it starts ({start})", start=start.isoformat(), end=end.isoformat()),
            where=record.where("period_end"),
            mend=message("give the first and the last day of one year"),
        )
        return None
    if days not in YEAR_DAYS:
        notes.assume(
            message("the period of {days} days, not one year, was taken as it stands", days=days),
            record.where("period_end"),
        )
    return start, end


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
            **{basis: record[basis] for basis in ("mass", "value", "hours", "custom")},
            origin=record.where("name"),
        )
        for record in records
        if record.sound
    )


def check_counting(records: Sequence[Record], declared_unit: str | None, notes: Notes) -> None:
    """The production of the target product must be counted in the kind of unit in which the product is declared."""
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


def unique(records: Sequence[Record], field_id: str, notes: Notes) -> dict[str, str]:
    """Return the names in a column, folded → as written; one that stands twice is a problem."""
    names: dict[str, str] = {}
    for record in records:
        name = record[field_id]
        if name and fold(name) in names:
            notes.problem(
                message("“{name}” stands twice", name=name),
                where=record.where(field_id),
                mend=message("give each a name of its own"),
            )
        elif name:
            names[fold(name)] = name
    return names


def build_keys(
    records: Sequence[Record], outputs: tuple[Output, ...], output_records: Sequence[Record], notes: Notes
) -> tuple[AllocationKey, ...]:
    """Return the allocation keys; every output must bring the basis value, and the target product a part of the sum."""
    keys = []
    complete = len(outputs) == len(output_records) and any(output.role == "target" for output in outputs)
    for record in records:
        if record["basis"] == "value" and not record["reason"]:
            notes.problem(
                message("allocation by value needs a reason"),
                where=record.where("reason"),
                mend=message("say why no physical basis (mass, quantity, hours) serves"),
            )
        if not record.sound or not complete:
            continue
        values = _basis_values(record["basis"], outputs, output_records, notes)
        if values is None:
            continue
        if not any(values[output.name] > 0 for output in outputs if output.role == "target"):
            notes.problem(
                message("the target product has no part in the key “{name}”", name=record["name"]),
                where=record.where("basis"),
                mend=message("give the basis values in the table of outputs"),
            )
            continue
        keys.append(
            AllocationKey(
                name=record["name"],
                basis=record["basis"],
                values=MappingProxyType(values),
                level=record["level"],
                excluded=record["excluded"] or "",
                reason=record["reason"] or "",
                origin=record.where("name"),
            )
        )
    return tuple(keys)


def _basis_values(basis: str, outputs: tuple[Output, ...], records: Sequence[Record], notes: Notes) -> dict[str, float] | None:
    """Return output → basis value; quantities are brought to one unit, a mass may follow from a quantity by weight."""
    values: dict[str, float] = {}
    kind = unit(outputs[0].unit).kind if outputs else ""
    for output, record in zip(outputs, records, strict=True):
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
    return values if len(values) == len(outputs) else None


def build_stocks(records: Sequence[Record], importer: Importer, notes: Notes) -> tuple[BalanceItem, ...]:
    """Return the stocks at start and end of the period."""
    return tuple(
        BalanceItem(
            record["name"],
            record["moment"],
            record["quantity"],
            settled_unit(record, "unit", importer, notes),
            record.where("name"),
        )
        for record in records
        if record.sound
    )


def build_steps(records: Sequence[Record]) -> tuple[ProcessStep, ...]:
    """Return the steps of the process flow."""
    return tuple(
        ProcessStep(record["number"], record["name"], record["inputs"] or "", record["outputs"] or "", record["equipment"] or "")
        for record in records
        if record.sound
    )


def build_factors(records: Sequence[Record], importer: Importer, notes: Notes) -> tuple[CustomFactor, ...]:
    """Return the factors entered by hand."""
    return tuple(
        CustomFactor(
            factor_id=record["factor_id"],
            name=record["name"],
            value=record["value"],
            unit=settled_unit(record, "unit", importer, notes),
            source=record["source"],
            year=record["year"],
            boundary=record["boundary"] or "",
            gwp=record["gwp"] or "",
            origin=record.where("factor_id"),
        )
        for record in records
        if record.sound
    )
