"""The tables of the pack that is made from a source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ...errors import Problem
from ...messages import Message, message
from ...tables import FORMULA, guarded
from ..model import FOOTPRINT_CATEGORIES, GLOBAL, MethodPack
from .categories import Planned
from .combining import Combined, Kept, Placed, place_of
from .model import Source

SAMPLE = 5
"""So many factors of each category become tests (the project's own choice)."""
WEIGHT_SUM = 0.001
"""Weights of a source are parts of 1 or of 100 within this part (weights of four decimals)."""
Row = dict[str, Any]


@dataclass
class Tables:
    """Rows of the pack's tables by name, and how many overrides of each kind there are."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    overrides: Counter[str] = field(default_factory=Counter)


def tables_of(
    source: Source,
    planned: Mapping[str, Planned],
    combined: Combined,
    base: MethodPack | None,
    problems: list[Problem],
    notes: list[Message],
    *,
    drop_missing: bool,
) -> Tables:
    """Return the tables: factors of new categories, overrides of those the base has, tests, and what is kept apart."""
    tables = Tables()
    plans = {plan.category_id: plan for plan in planned.values()}
    _categories(tables, plans, combined, problems)
    for placed in combined.registered:
        if plans[placed.category_id].base is None:
            tables.rows["factors"].append(_factor(source, placed))
    if base is not None:
        _overrides(tables, source, plans, combined, base, problems, notes, drop_missing=drop_missing)
    else:
        _sets(tables, source, planned, notes)
    tables.rows["located"] = [_factor(source, placed) for placed in combined.located]
    tables.rows["unmatched"] = [_unmatched(source, kept) for kept in combined.unmatched]
    _tests(tables, source, combined, base)
    return tables


def _categories(tables: Tables, plans: Mapping[str, Planned], combined: Combined, problems: list[Problem]) -> None:
    units: dict[str, list[str]] = defaultdict(list)
    for placed in combined.registered:
        if placed.flow.unit not in units[placed.category_id]:
            units[placed.category_id].append(placed.flow.unit)
    main = [plan for plan in plans.values() if not plan.parent]
    for plan in (*main, *(plan for plan in plans.values() if plan.parent)):
        if plan.base is not None:
            continue
        if not units[plan.category_id]:
            what = message("no factor of the category “{category}” has a flow in the flow lists", category=plan.name_en)
            problems.append(Problem(what, mend=message("leave it out with --only, or give uuids or names of the flow list")))
        tables.rows["categories"].append(
            {
                "category_id": plan.category_id,
                "name_en": plan.name_en,
                "name_zh": plan.name_zh,
                "unit": plan.unit,
                "parent": plan.parent,
                "toxicity": int(plan.toxicity),
                "flow_units": ";".join(plan.flow_units or units[plan.category_id]),
            }
        )


def _factor(source: Source, placed: Placed) -> Row:
    flow, factor = placed.flow, placed.factor
    located = placed.location not in (GLOBAL, flow.location)
    return {
        "category_id": placed.category_id,
        "flow_code": flow.code,
        "flow_name": flow.name,
        "compartment": flow.compartment,
        "direction": factor.direction or flow.direction,
        "database": flow.database,
        "location": placed.location if located else flow.location,
        "unit": flow.unit,
        "value": placed.value,
        "source": _source(source, factor.source, factor.where),
    }


def _unmatched(source: Source, kept: Kept) -> Row:
    factor = kept.factor
    return {
        "category_id": kept.category_id,
        "flow_code": factor.uuid,
        "flow_name": factor.name or factor.uuid,
        "compartment": "/".join(factor.compartment),
        "direction": factor.direction,
        "database": "",
        "location": place_of(factor.location),
        "unit": factor.unit,
        "value": kept.value,
        "source": _source(source, factor.source, factor.where),
    }


def _source(source: Source, cited: str, where: str) -> str:
    place = where if where.startswith(source.file) else f"{source.file}, {where}"
    return f"{cited} ({place})" if cited else place


def _overrides(
    tables: Tables,
    source: Source,
    plans: Mapping[str, Planned],
    combined: Combined,
    base: MethodPack,
    problems: list[Problem],
    notes: list[Message],
    *,
    drop_missing: bool,
) -> None:
    """Write what differs from the base, in categories that the base has."""
    frame = base.factors
    keys = zip(frame["category_id"], frame["database"], frame["flow_code"], strict=True)
    old = dict(zip(keys, frame.to_dict("records"), strict=True))
    seen = set()
    for placed in combined.registered:
        if plans[placed.category_id].base is None:
            continue
        key = (placed.category_id, placed.flow.database, placed.flow.code)
        seen.add(key)
        before = old.get(key)
        if before is not None and float(before["value"]) == placed.value:
            tables.overrides["same"] += 1
            continue
        operation = "add" if before is None else "replace"
        tables.overrides[operation] += 1
        row = _factor(source, placed)
        tables.rows["overrides"].append(
            {
                **row,
                "op": operation,
                "old_value": None if before is None else float(before["value"]),
                "reason": f"as {source.file} has it",
            }
        )
    touched = {plan.category_id for plan in plans.values() if plan.base is not None}
    left = [key for key in old if key[0] in touched and key not in seen]
    tested = {(test.category_id, test.database, test.flow_code) for test in base.tests}
    for key in left if drop_missing else ():
        if key in tested:
            what = message(
                "{flow} of {category} would be dropped, but {base} tests it",
                flow=old[key]["flow_name"],
                category=key[0],
                base=base.name,
            )
            problems.append(Problem(what, source.file, message("give the factor in the source, or leave out --drop-missing")))
        tables.overrides["drop"] += 1
        tables.rows["overrides"].append(
            {
                **old[key],
                "op": "drop",
                "old_value": float(old[key]["value"]),
                "value": None,
                "reason": f"{source.file} has no factor for it",
                "source": source.file,
            }
        )
    if left and not drop_missing:
        notes.append(
            message(
                "{number} factors of {base} that the source does not have stay as they are (--drop-missing drops them)",
                number=len(left),
                base=base.name,
            )
        )


def _sets(tables: Tables, source: Source, planned: Mapping[str, Planned], notes: list[Message]) -> None:
    """Take normalisation and weights of the source where they are whole: for all categories, summing to 1 or 100."""
    sets = source.sets
    if sets is None:
        return
    main = {key: plan for key, plan in planned.items() if plan.category_id in FOOTPRINT_CATEGORIES}
    missing = [category for category in FOOTPRINT_CATEGORIES if category not in {plan.category_id for plan in main.values()}]
    missing += [
        plan.category_id for key, plan in main.items() if sets.normalisation.get(key, 0.0) <= 0 or key not in sets.weights
    ]
    total = sum(sets.weights.get(key, 0.0) for key in main)
    scale = 100 if abs(total - 1) <= WEIGHT_SUM else 1 if abs(total - 100) <= 100 * WEIGHT_SUM else 0
    if missing or not scale:
        notes.append(
            message(
                "normalisation and weights “{name}” were not taken: missing for {missing}; the weights sum to {total:g}",
                name=sets.name,
                missing=", ".join(missing) or "–",
                total=total,
            )
        )
        return
    for key, plan in main.items():
        factor, weight = sets.normalisation[key], sets.weights[key]
        common = {"category_id": plan.category_id, "version": "", "source": f"{source.file}, {sets.name}"}
        tables.rows["normalisation"].append(
            {**common, "value": factor if plan.ratio == 1.0 else factor * plan.ratio, "unit": plan.unit}
        )
        tables.rows["weighting"].append({**common, "weight_pct": float(Decimal(repr(weight)) * scale)})
    left = [key for key in sets.normalisation if key in planned and key not in main]
    notes.append(message("normalisation and weights are those of “{name}”", name=sets.name))
    if left:
        notes.append(
            message(
                "normalisation of categories outside the footprint was left out: {categories}",
                categories=", ".join(planned[key].category_id for key in left),
            )
        )


def _tests(tables: Tables, source: Source, combined: Combined, base: MethodPack | None) -> None:
    """Make tests: a sample of each category, spread over the source, and every factor that a test of the base is about."""
    by_category: dict[str, list[Placed]] = defaultdict(list)
    for placed in combined.registered:
        by_category[placed.category_id].append(placed)
    tested = {(test.category_id, test.database, test.flow_code) for test in base.tests} if base is not None else set()
    for rows in by_category.values():
        step = max(1, len(rows) // SAMPLE)
        sample = {
            id(placed): placed
            for placed in (*sorted(rows, key=lambda placed: -abs(placed.value))[:1], *rows[::step][: SAMPLE - 1])
        }
        sample |= {
            id(placed): placed for placed in rows if (placed.category_id, placed.flow.database, placed.flow.code) in tested
        }
        tables.rows["tests"] += [_test(source, placed) for placed in rows if id(placed) in sample]


def _test(source: Source, placed: Placed) -> Row:
    row = _factor(source, placed)
    text = f"sample of the source itself, no independent value: {row['source']}"
    return {**row, "expected": placed.value, "tolerance": 0.0, "source": text}


MATCH_COLUMNS = (
    *("status", "by", "category", "flow", "uuid", "cas", "compartment", "location", "direction", "unit", "value", "place"),
    *("database", "code", "name", "in_compartment", "in_unit", "in_pack", "reason"),
)


def match_table(combined: Combined, category_names: Mapping[str, str]) -> bytes:
    """Return what became of every factor as a table separated by tabs, with the reason where no flow was found."""
    lines = ["\t".join(MATCH_COLUMNS)]
    for status, rows in (("registered", combined.registered), ("located", combined.located)):
        for placed in rows:
            flow = placed.flow
            there = (flow.database, flow.code, flow.name, flow.compartment, flow.unit, repr(placed.value), "")
            lines.append(_line("spread" if placed.spread else status, placed.by, placed, category_names, there))
    lines += [_kept_line("unmatched", kept, category_names) for kept in combined.unmatched]
    for row in combined.left_out:
        if isinstance(row, Kept):
            lines.append(_kept_line("left out", row, category_names))
        else:
            listed = (row.flow.database, row.flow.code, row.flow.name, row.flow.compartment, row.flow.unit)
            lines.append(_line("left out", row.by, row, category_names, (*listed, repr(row.value), "of another place")))
    return ("﻿" + "\n".join(lines) + "\n").encode("utf-8")


def _kept_line(status: str, kept: Kept, names: Mapping[str, str]) -> str:
    return _line(status, "", kept, names, ("", "", "", "", "", repr(kept.value), kept.reason.render("en")))


def _line(status: str, by: str, row: Placed | Kept, names: Mapping[str, str], there: Sequence[str]) -> str:
    factor = row.factor
    named = (names.get(factor.category, factor.category), factor.name, factor.uuid, factor.cas, " / ".join(factor.compartment))
    said = (factor.location, factor.direction, factor.unit, repr(factor.value), factor.where)
    cells = (status, by, *named, *said, *there)
    return "\t".join(cell if cell.startswith(FORMULA) and _number(cell) else guarded(" ".join(cell.split())) for cell in cells)


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
