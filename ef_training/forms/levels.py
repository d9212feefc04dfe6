"""The amount of a line at the levels at which a form gives it: plant, product over the period, declared unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..inventory.model import Stated
from ..messages import message, msg
from ..units import unit
from .layout_file import AMOUNT_LEVELS
from .layout_model import Importer, Table
from .notes import Notes
from .records import Record
from .values import UNIT_OF
from .water_lines import KILOWATT_HOURS, is_degree, is_electricity

LEVEL_TAKEN = msg("amounts without a level were taken as {level} ({cells})")
LEVEL_AGAINST = msg("“{text}” stands on a row whose amount was taken as {level}; say which it is")
_WHOLE_PLANT = re.compile(r"全廠|全公司|whole ?plant|entire plant", re.IGNORECASE)


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
    if is_degree(spelling) and not is_electricity(record["name"] or ""):
        notes.gather(KILOWATT_HOURS, record.where(field_id), spelling=spelling, unit=str(record[field_id]))
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
        _note_level(record, importer, notes)
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


def _note_level(record: Record, importer: Importer, notes: Notes) -> None:
    """Note the level that an amount was given by the layout, and a row that says otherwise in its name or note."""
    level = record["level"]
    if level is None or "level" in record.present:
        return
    place, label = record.where("amount"), importer.vocabularies["level"].labels[level][notes.lang]
    notes.gather(LEVEL_TAKEN, place, level=label)
    text = next((record[name] for name in ("name", "note") if record[name] and _WHOLE_PLANT.search(record[name])), "")
    if text and level != "plant":
        notes.assume(message(LEVEL_AGAINST, text=text, level=label), place)


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
