"""What changed between two versions of an inventory, record by record and field by field.

Works on the data of `ef_training.inventory.export.as_dict`, so that an old version can come from a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..text import fold
from .export import PLACES

Record = Mapping[str, Any]
EMPTY: tuple[Any, ...] = (None, "")
"""Values that say nothing: a field that is empty and one that an older version does not have are the same."""

PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "outputs": ("name",),
        "allocation_keys": ("name",),
        "stocks": ("name", "moment"),
        "process_steps": ("number",),
        "balance_entries": ("balance", "name", "fate"),
        "lines": ("line_id",),
        "targets": ("line_id", "view", "kind", "target"),
        "custom_factors": ("factor_id",),
    }
)
"""Lists of an inventory → the fields by which a record is known again."""


@dataclass(frozen=True)
class Change:
    """One change.

    Parameters
    ----------
    part : str
        ``company``, ``product``, ``period`` or one of `PARTS`.
    kind : str
        ``added``, ``removed`` or ``changed``; the latter once for each field.
    key : str
        What the record is known by: the line ID, the name of an output, "M01 ef dataset steel" of a link. Of a line whose ID
        changed, the new one.
    name : str
        The name of the record, of a link that of its line.
    field, old, new
        What changed; of a record that came or went, the field is empty and its whole data stand in ``new`` or ``old``.
    origin : str
        Where the record stands in the new form, in the old one where it went.
    """

    part: str
    kind: str
    key: str
    name: str
    field: str = ""
    old: Any = None
    new: Any = None
    origin: str = ""


def inventory_changes(old: Record, new: Record) -> tuple[Change, ...]:
    """Return what changed from ``old`` to ``new``, both as `as_dict` gives them, in the order of the inventory.

    Lines are matched by ID and name, then by name where IDs were given anew, then by ID where a name was rewritten. Places in the
    workbook and the order of rows are no change.
    """
    changes: list[Change] = []
    for part in ("company", "product", "period"):
        changes += _fields(part, part, str(new[part].get("name", "")), old[part], new[part])
    renamed = matched_lines(old["lines"], new["lines"])
    for part, key in PARTS.items():
        if part == "lines":
            changes += _lines(old["lines"], new["lines"], renamed)
        else:
            before = _with_new_ids(old[part], renamed) if part == "targets" else old[part]
            changes += _records(part, before, new[part], key, _names(part, old, new))
    return tuple(changes)


def matched_lines(old: Sequence[Record], new: Sequence[Record]) -> dict[str, str]:
    """Return old line ID → new line ID of the lines that are the same, by ID and name, by name alone, or by ID alone."""
    left = {str(line["line_id"]): line for line in old}
    free = {str(line["line_id"]): line for line in new}
    matched: dict[str, str] = {}

    def take(pairs: list[tuple[str, str]]) -> None:
        for one, other in pairs:
            if one in left and other in free:
                matched[one] = other
                del left[one], free[other]

    take([(line_id, line_id) for line_id in left if line_id in free and _same_name(left[line_id], free[line_id])])
    take(_by_place(left, free))
    take([(line_id, line_id) for line_id in list(left) if line_id in free])
    return matched


def _same_name(one: Record, other: Record) -> bool:
    return fold(one["name"]) == fold(other["name"])


def _by_place(left: Mapping[str, Record], free: Mapping[str, Record]) -> list[tuple[str, str]]:
    """Return the pairs of lines with the same stage, group and name, where each is the only one of its kind."""

    def by_place(lines: Mapping[str, Record]) -> dict[tuple[str, ...], list[str]]:
        found: dict[tuple[str, ...], list[str]] = {}
        for line_id, line in lines.items():
            found.setdefault((line["stage"], line["group"], fold(line["name"])), []).append(line_id)
        return found

    before, after = by_place(left), by_place(free)
    return [(ids[0], after[place][0]) for place, ids in before.items() if len(ids) == 1 and len(after.get(place, ())) == 1]


def _with_new_ids(targets: Sequence[Record], renamed: Mapping[str, str]) -> list[Record]:
    return [{**target, "line_id": renamed.get(target["line_id"], target["line_id"])} for target in targets]


def _names(part: str, old: Record, new: Record) -> dict[str, str]:
    """Return line ID → name, which names the links; nothing for records that have a name of their own."""
    if part != "targets":
        return {}
    return {str(line["line_id"]): str(line["name"]) for content in (old, new) for line in content["lines"]}


def _lines(old: Sequence[Record], new: Sequence[Record], renamed: Mapping[str, str]) -> Iterator[Change]:
    """Yield the changes of lines in the order of the new form, those that went at the end."""
    before = {renamed[str(line["line_id"])]: line for line in old if line["line_id"] in renamed}
    for line in new:
        line_id = str(line["line_id"])
        if line_id in before:
            same = {name: renamed.get(str(before[line_id][name]), before[line_id][name]) for name in ("parent", "meter")}
            yield from _fields("lines", line_id, str(line["name"]), {**before[line_id], **same}, line)
        else:
            yield _came("lines", line_id, str(line["name"]), line)
    for line in old:
        if line["line_id"] not in renamed:
            yield _went("lines", str(line["line_id"]), str(line["name"]), line)


def _records(
    part: str, old: Sequence[Record], new: Sequence[Record], key: tuple[str, ...], names: Mapping[str, str]
) -> Iterator[Change]:
    before, after = _keyed(old, key), _keyed(new, key)
    for known, record in after.items():
        name = names.get(str(record.get("line_id", "")), str(record.get("name", "")))
        if known in before:
            yield from _fields(part, known, name, before[known], record)
        else:
            yield _came(part, known, name, record)
    for known, record in before.items():
        if known not in after:
            name = names.get(str(record.get("line_id", "")), str(record.get("name", "")))
            yield _went(part, known, name, record)


def _keyed(records: Sequence[Record], key: tuple[str, ...]) -> dict[str, Record]:
    """Return the records by what they are known by; a second one of the same key is numbered."""
    found: dict[str, Record] = {}
    for record in records:
        known = plain = " ".join(str(record[name]) for name in key if record[name] != "")
        number = 1
        while known in found:
            number += 1
            known = f"{plain} ({number})"
        found[known] = record
    return found


def _came(part: str, key: str, name: str, record: Record) -> Change:
    return Change(part, "added", key, name, new=record, origin=str(record.get("origin", "")))


def _went(part: str, key: str, name: str, record: Record) -> Change:
    return Change(part, "removed", key, name, old=record, origin=str(record.get("origin", "")))


def _fields(part: str, key: str, name: str, old: Record, new: Record) -> Iterator[Change]:
    """Yield one change for each field that differs; shares follow from values and are none of their own."""
    for field in (field for field in {**new, **old} if field not in PLACES and field != "shares"):
        before, after = _said(old.get(field)), _said(new.get(field))
        if before != after and not (before in EMPTY and after in EMPTY):
            origin = str((new.get("origins") or {}).get(field) or new.get("origin", ""))
            yield Change(part, "changed", key, name, field, before, after, origin)


def _said(value: Any) -> Any:
    """Return a value without the places in it."""
    if isinstance(value, Mapping):
        return {key: _said(item) for key, item in value.items() if key not in PLACES}
    return [_said(item) for item in value] if isinstance(value, (list, tuple)) else value
