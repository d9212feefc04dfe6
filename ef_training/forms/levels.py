"""The amount of a line at the levels at which a form gives it: plant, product over the period, declared unit."""

from __future__ import annotations

from dataclasses import dataclass

from ..inventory.model import Stated
from ..messages import message
from ..units import unit
from .layout_file import AMOUNT_LEVELS
from .layout_model import Importer, Table
from .notes import Notes
from .records import Record
from .values import UNIT_OF


@dataclass(frozen=True)
class Amount:
    """An amount at one level, in ``unit``; ``amount_id`` and ``unit_id`` are the fields in which they stand."""

    level: str
    amount: float
    unit: str
    amount_id: str
    unit_id: str


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


def amounts_of(
    record: Record, table: Table, group: str, importer: Importer, notes: Notes
) -> tuple[Amount, tuple[Stated, ...]] | None:
    """Return the amount of a line and what is stated at other levels.

    ``amount`` counts what ``level`` says. Where it is not given, the most aggregated of the others is the line's amount. A unit
    that is not given is that of ``amount``. None where there is no amount, or one without unit or level, which is a problem.
    """
    given = []
    if record["amount"] is not None:
        given.append(("amount", record["level"]))
    given += [(name, level) for level, name in AMOUNT_LEVELS.items() if record[name] is not None]
    if not given:
        _missing(record, table, "amount", next((name for name in AMOUNT_LEVELS.values() if name in table.ids), "amount"), notes)
        return None
    amounts: list[Amount] = []
    units: dict[str, str] = {}
    for amount_id, level in given:
        unit_id = UNIT_OF[amount_id] if record[UNIT_OF[amount_id]] is not None else "unit"
        if record[unit_id] is None:
            _missing(record, table, "unit", UNIT_OF[amount_id], notes)
        elif level is None:
            _missing(record, table, "level", "level", notes)
        else:
            code = units.get(unit_id) or settled_unit(record, unit_id, importer, notes, group=group)
            units[unit_id] = code
            amounts.append(Amount(level, record[amount_id], code, amount_id, unit_id))
    if len(amounts) != len(given):
        return None
    also = (Stated(other.level, other.amount, other.unit, record.where(other.amount_id)) for other in amounts[1:])
    return amounts[0], tuple(also)


def _missing(record: Record, table: Table, what: str, field_id: str, notes: Notes) -> None:
    columns = {name for pair in UNIT_OF.items() for name in pair if name.startswith(what)} if what != "level" else {"level"}
    if notes.problems and table.ids & columns and not columns & set(record.origins):
        return  # the columns are missing, which was said of the header row
    label = next((field.label[notes.lang] for field in table.fields if field.id == field_id), what)
    mends = {
        "amount": message("write the amount, 0 if it is zero"),
        "unit": message("give the unit of the amount"),
        "level": message("say whether the amount counts the whole plant, the product over the period, or one declared unit"),
    }
    notes.problem(message("{field} is empty", field=label), where=record.where(field_id), mend=mends[what])
