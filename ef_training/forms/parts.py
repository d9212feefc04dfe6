"""Company, product, period, stocks, process steps, balances and custom factors from their rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from types import MappingProxyType

from ..inventory.model import BalanceEntry, BalanceItem, Company, CustomFactor, ProcessStep, Product
from ..messages import message
from ..text import ascii_code, fold
from .layout_model import Importer, Table
from .levels import settled_unit
from .lines import Names, checked_key
from .notes import Notes
from .records import Record

WATER = "water"

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
YEAR_DAYS = range(360, 373)
"""Days that count as about one year: twelve months of any calendar or billing cycle (one year of data is what product
category rules ask for)."""


def build_company(record: Record, notes: Notes) -> Company | None:
    """Return the company; None where name or country cannot be read."""
    code = _code(record, "company_code", "company_name", notes)
    if record["company_name"] is None or record["country"] is None:
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
    """Return the product; None where it cannot be read; a mass that cannot be read is 0."""
    code = _code(record, "product_code", "product_name", notes)
    if any(record[name] is None for name in ("product_name", "declared_amount", "declared_unit", "boundary")):
        return None
    origins = {name.removeprefix("product_"): origin for name, origin in record.origins.items()}
    return Product(
        code=code,
        name=record["product_name"],
        declared_amount=record["declared_amount"],
        declared_unit=settled_unit(record, "declared_unit", importer, notes),
        mass_per_unit=0.0 if record["mass_per_unit"] is None else record["mass_per_unit"],  # None: a problem was noted
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
        ProcessStep(
            number=record["number"],
            name=record["name"],
            inputs=record["inputs"] or "",
            outputs=record["outputs"] or "",
            equipment=record["equipment"] or "",
            following=record["following"] or "",
            origin=record.where("name"),
            origins=MappingProxyType(dict(record.origins)),
        )
        for record in records
        if record.sound
    )


def build_balance(
    records: Sequence[tuple[Table, Record]], names: Names, importer: Importer, notes: Notes
) -> tuple[BalanceEntry, ...]:
    """Return what the balances of water and mass must know beside the lines; a plant total needs a key, as a line does."""
    entries = []
    for table, record in records:
        allocation = checked_key(record, table, record["level"], names, notes)
        if not record.sound:
            continue
        entries.append(
            BalanceEntry(
                balance=record["balance"],
                name=record["name"],
                fate=record["fate"],
                amount=record["amount"],
                unit=settled_unit(record, "unit", importer, notes, group=WATER if record["balance"] == WATER else ""),
                level=record["level"],
                allocation=allocation,
                note=record["note"] or "",
                origin=record.where("name"),
                origins=MappingProxyType(dict(record.origins)),
            )
        )
    return tuple(entries)


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
            origins=MappingProxyType(dict(record.origins)),
        )
        for record in records
        if record.sound
    )
