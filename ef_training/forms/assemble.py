"""From the records of a form to an inventory, or to what can be read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ..errors import Problem
from ..inventory.meters import meter_problems
from ..inventory.model import Company, Draft, Inventory, Line, Product
from ..messages import message
from ..text import fold
from .files.workbook import Grid
from .form_rows import FormRows
from .layout_model import Importer, Table
from .lines import Names, build_line, build_transport, number_lines
from .links import build_targets
from .notes import Notes
from .outputs import build_keys, build_outputs, check_counting
from .parts import (
    YEAR_DAYS,
    build_balance,
    build_company,
    build_factors,
    build_period,
    build_product,
    build_steps,
    build_stocks,
    unique,
)
from .records import Record
from .row_factors import row_factor, without_linked
from .summary import join_summary
from .values import PER_YEAR

NEEDED = (
    "company_name",
    "product_name",
    "declared_amount",
    "declared_unit",
    "mass_per_unit",
    "boundary",
    "period_start",
    "period_end",
)
"""Without these there is no inventory."""
LINE_RECORDS = {"line": build_line, "transport": build_transport}


@dataclass(frozen=True)
class Assembled:
    """What could be made of a form.

    ``partial`` is the inventory without what has problems, None where the basics cannot be read.
    """

    draft: Draft
    partial: Inventory | None


@dataclass(frozen=True)
class _Lines:
    """The lines that were built, and the ids of those whose rows have problems."""

    lines: tuple[Line, ...]
    rows: tuple[tuple[Record, str], ...]
    spoiled: frozenset[str]


def assemble(layout: Importer, grids: Mapping[str, Grid], rows: FormRows, notes: Notes, *, source: str, sha256: str) -> Assembled:
    """Build everything the form says; every problem is noted. ``source`` and ``sha256`` are name and hash of the workbook."""
    basics = next(iter(rows.of("basics")), None)
    before = len(notes.problems)
    _check_basics(basics, layout, grids, notes)
    notes.touch(before, ("basics",))
    _missing_sheets(layout, grids, basics["boundary"] if basics else None, notes)
    output_rows, key_rows, factor_rows = rows.of("output"), rows.of("allocation-key"), rows.of("custom-factor")
    before = len(notes.problems)
    outputs = build_outputs(output_rows, layout, notes, where=title_of(layout, grids, "output")) if output_rows else ()
    check_counting(output_rows, basics, notes)
    if not output_rows:
        notes.problem(
            message("no output is given"),
            where=title_of(layout, grids, "output"),
            mend=message("write at least the production of the target product"),
        )
    notes.touch(before, ("output",))
    before = len(notes.problems)
    keys = build_keys(key_rows, outputs, output_rows, notes)
    notes.touch(before, ("allocation-key",))
    before = len(notes.problems)
    pairs = [pair for kind in LINE_RECORDS for pair in rows.pairs(kind)]
    pairs = _in_order(pairs, layout)
    ids, known = number_lines(pairs, notes)
    absent = tuple(fold(table.prefix) for table in _absent(layout, grids) if table.prefix)
    names = Names(known, unique(key_rows, "name", notes), unique(factor_rows, "factor_id", notes), absent)
    notes.touch(before, ("line-id",))
    built = _build_lines(pairs, ids, names, layout, notes)
    all_names = frozenset(fold(record["name"]) for _, record in pairs if record["name"])
    lines, summarised = join_summary(rows.pairs("summary"), built.lines, all_names, layout, notes)
    before = len(notes.problems)
    linked = build_targets(rows.of("target"), names, notes)
    notes.touch(before, ("target",))
    by_id = {line.line_id: line for line in lines}
    found = [
        made
        for record, line_id in (*built.rows, *((record, line.line_id) for record, line in summarised))
        if line_id in by_id and (made := row_factor(record, by_id[line_id], layout, notes))
    ]
    row_factors, row_targets = without_linked(found, linked, notes)
    factors = (*build_factors(factor_rows, layout, notes), *row_factors)
    draft = Draft(lines, (*linked, *row_targets), factors)
    told = _told(basics, layout, notes)
    parts: dict[str, Any] = {
        "outputs": outputs,
        "allocation_keys": keys,
        "stocks": build_stocks(rows.of("stock"), layout, notes),
        "process_steps": build_steps(rows.of("process-step")),
        "balance_entries": build_balance(rows.pairs("balance"), names, layout, notes),
        "custom_factors": factors,
    }
    if told is None or not any(output.role == "target" for output in outputs):
        return Assembled(draft, None)
    company, product, period = told
    _check_yearly(period, notes)
    whole = Inventory(
        company=company,
        product=product,
        period_start=period[0],
        period_end=period[1],
        lines=lines,
        targets=draft.targets,
        importer=layout.id,
        importer_sha256=layout.sha256,
        language=notes.lang,
        **parts,
        source=source,
        source_sha256=sha256,
    )
    return Assembled(draft, _sound_part(whole, built.spoiled, names, notes))


def _check_basics(basics: Record | None, layout: Importer, grids: Mapping[str, Grid], notes: Notes) -> None:
    """A form that says nothing of company, product and period needs a companion, and so does one that says too little."""
    mend = message("give a standard form that says it beside this one (--basics FORM)")
    own = {field.id for table in layout.tables if table.record == "basics" for field in table.fields if field.required}
    for name in NEEDED if basics is not None else ():
        if name not in own and basics is not None and basics[name] is None and name not in basics.present:
            label = layout.implied["basics"].field(name).label[notes.lang]
            notes.problem(message("the form does not say “{field}”", field=label), where=basics.where(name), mend=mend)
    missing = any(
        sheet.required and sheet.id not in grids and any(table.record == "basics" for table in sheet.tables)
        for sheet in layout.sheets
    )
    if basics is None and not missing:
        notes.problem(
            message("the form says nothing of company, product and period"),
            where=title_of(layout, grids, "basics"),
            mend=mend,
        )


def _check_yearly(period: tuple[date, date], notes: Notes) -> None:
    """A unit per year fits a period of one year only."""
    if (period[1] - period[0]).days + 1 in YEAR_DAYS:
        return
    for origin in notes.cells_of(PER_YEAR):
        notes.problem(
            message("the unit is per year, but the period is not one year"),
            where=origin,
            mend=message("give the amount of the period"),
        )


def _told(basics: Record | None, layout: Importer, notes: Notes) -> tuple[Company, Product, tuple[date, date]] | None:
    if basics is None:
        return None
    if any(basics[name] is None for name in NEEDED if name != "mass_per_unit"):
        return None
    before = len(notes.problems)
    company, product, period = build_company(basics, notes), build_product(basics, layout, notes), build_period(basics, notes)
    notes.touch(before, ("basics",))
    return None if company is None or product is None or period is None else (company, product, period)


def _in_order(pairs: Sequence[tuple[Table, Record]], layout: Importer) -> list[tuple[Table, Record]]:
    """Return the rows of lines in the order of the tables of the layout."""
    order = {table.id: number for number, table in enumerate(layout.tables)}
    return sorted(pairs, key=lambda pair: order.get(pair[0].id, len(order)))


def _build_lines(
    pairs: Sequence[tuple[Table, Record]], ids: Sequence[str], names: Names, layout: Importer, notes: Notes
) -> _Lines:
    lines: list[Line] = []
    rows: list[tuple[Record, str]] = []
    spoiled: set[str] = set()
    for (table, record), line_id in zip(pairs, ids, strict=True):
        before = len(notes.problems)
        made = LINE_RECORDS[table.record](record, line_id, table, names, layout, notes)
        lines += made
        rows.append((record, line_id))
        if not made and not notes.problems:
            notes.problem(message("this row does not make a line"), where=record.origin, mend=message("fill in its empty cells"))
        notes.touch(before, (record["group"] or table.group or "lines",))
        if any(problem.touches != ("distance",) for problem in notes.problems[before:]):
            spoiled |= {line_id, *(line.line_id for line in made)}
    return _Lines(tuple(lines), tuple(rows), frozenset(spoiled))


def _sound_part(whole: Inventory, spoiled: frozenset[str], names: Names, notes: Notes) -> Inventory:
    """Return the inventory without lines that have problems, and all that hangs on them; the meters are checked."""
    keys = {key.name for key in whole.allocation_keys}
    lines = [line for line in whole.lines if line.line_id not in spoiled and (not line.allocation or line.allocation in keys)]
    there = {line.line_id for line in lines}
    unread = {line_id for line_id in names.lines.values() if line_id not in there}
    lines = [
        replace(line, meter="") if line.meter in unread else line for line in lines if not line.parent or line.parent in there
    ]
    part = replace(
        whole,
        lines=tuple(lines),
        targets=tuple(target for target in whole.targets if target.line_id in there),
        balance_entries=tuple(entry for entry in whole.balance_entries if not entry.allocation or entry.allocation in keys),
    )
    wrong, before = meter_problems(part), len(notes.problems)
    _note(wrong, notes)
    notes.touch(before, tuple(dict.fromkeys(line.group for line in lines if line.meter)))
    _dropped(whole, part, spoiled, notes)
    meters = {problem.where for problem in wrong}
    return replace(
        part,
        lines=tuple(
            replace(line, meter="") if str(line.origins.get("meter") or line.origin) in meters else line for line in part.lines
        ),
    )


def _dropped(whole: Inventory, part: Inventory, spoiled: frozenset[str], notes: Notes) -> None:
    """Say of the problems of outputs and keys which groups of lines were left out for them."""
    there = {line.line_id for line in part.lines} | spoiled
    groups = tuple(dict.fromkeys(line.group for line in whole.lines if line.line_id not in there and not line.parent))
    for place, problem in enumerate(notes.problems):
        if groups and {"output", "allocation-key"} & set(problem.touches or ()):
            notes.problems[place] = replace(problem, touches=(*(problem.touches or ()), *groups))


def _note(problems: Sequence[Problem], notes: Notes) -> None:
    notes.problems += [problem for problem in problems if problem not in notes.problems]


def title_of(layout: Importer, grids: Mapping[str, Grid], kind: str) -> str:
    """Return the title of the sheet that holds a kind of record, as it stands in the workbook."""
    for sheet in layout.sheets:
        if sheet.id in grids and any(table.record == kind for table in sheet.tables):
            return grids[sheet.id].title
    return ""


def _absent(layout: Importer, grids: Mapping[str, Grid]) -> list[Table]:
    return [table for sheet in layout.sheets if sheet.id not in grids for table in sheet.tables]


def _missing_sheets(layout: Importer, grids: Mapping[str, Grid], boundary: str | None, notes: Notes) -> None:
    for sheet in (sheet for sheet in layout.sheets if sheet.read and sheet.id not in grids):
        title = sheet.title[notes.lang]
        if sheet.required or boundary in sheet.required_for:
            notes.problem(
                message("the sheet “{sheet}” is missing", sheet=title),
                where=title,
                mend=message("copy it from an empty form; leave it without rows if there is nothing to tell"),
            )
        elif sheet.stage:
            notes.assume(
                message("the sheet “{sheet}” is not there; it was taken as empty", sheet=title),
                next(iter(grids.values())).origin(1, 1),
            )
