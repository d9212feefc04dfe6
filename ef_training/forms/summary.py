"""A summary sheet: the amounts per declared unit and the factors, told again by name for lines of other tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..inventory.model import Line, Stated
from ..messages import message
from ..text import fold
from .layout_model import Importer, Table
from .levels import settled_unit
from .notes import Notes
from .records import Record

Summarised = tuple[Record, Line]


def join_summary(
    records: Sequence[tuple[Table, Record]], lines: Sequence[Line], known: frozenset[str], importer: Importer, notes: Notes
) -> tuple[tuple[Line, ...], tuple[Summarised, ...]]:
    """Return the lines with what the summary states of them, and each row that has a factor with the lines it serves.

    Rows are joined by folded name, and group where one is given. ``known`` holds the folded names of all rows of lines, readable
    or not: a name that is not among them is a problem. Where several lines have the name, the factor serves all of them, and the
    amount is compared with none, which is noted.
    """
    by_id = {line.line_id: line for line in lines}
    changed: set[str] = set()
    served: list[Summarised] = []
    seen: dict[tuple[str, str], Record] = {}
    for table, record in (pair for pair in records if pair[1].sound):
        key = (fold(record["name"]), record["group"] or "")
        if key in seen:
            notes.problem(
                message("“{name}” stands twice", name=record["name"]),
                where=record.where("name"),
                mend=message("keep one of the two rows"),
            )
            continue
        seen[key] = record
        found = [line for line in by_id.values() if not line.parent and _is_meant(line, *key)]
        if not found and key[0] not in known:
            notes.problem(
                message("the summary names “{name}”, which no other table has", name=record["name"]),
                where=record.where("name"),
                mend=message("write the name as in the table of the line, or add the line there"),
            )
        served += [(record, line) for line in found]
        stated = _stated(record, table, found[0], importer, notes) if len(found) == 1 else None
        if stated is not None:
            by_id[found[0].line_id] = replace(found[0], also=(*found[0].also, stated))
            changed.add(found[0].line_id)
        elif len(found) > 1 and record["amount"] is not None:
            notes.assume(
                message(
                    "{count} lines are named “{name}”; the amount of the summary was compared with none of them",
                    count=len(found),
                    name=record["name"],
                ),
                record.where("amount"),
            )
    whole = tuple(by_id[line.line_id] if line.line_id in changed else line for line in lines)  # an ID may stand twice
    return whole, tuple((record, by_id[line.line_id]) for record, line in served)


def _is_meant(line: Line, name: str, group: str) -> bool:
    return fold(line.name) == name and (not group or line.group == group)


def _stated(record: Record, table: Table, line: Line, importer: Importer, notes: Notes) -> Stated | None:
    """Return the amount a row of the summary states; without a unit it is in that of the line."""
    if record["amount"] is None:
        return None
    code = settled_unit(record, "unit", importer, notes, group=line.group) if record["unit"] is not None else line.unit
    return Stated(record["level"] or table.level or "unit", record["amount"], code, record.where("amount"))
