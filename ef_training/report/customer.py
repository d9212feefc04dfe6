"""The edition of a run for customers: results by life-cycle stage and group, without recipe and suppliers.

What is published is a partition of the lines into cells; a cell is a group of one stage, or several groups of it together.

1. A cell is published only where, in each view and in each indicator in which it is not zero, at least `LEAST_LINES` lines have a
   value other than zero. A single line would give itself away: the sixteen scores of one line stand in the ratio of the unit
   scores of its dataset, and divided by them they give the amount.
2. Groups of a stage that do not reach that are joined, the smallest first; where even the whole stage does not, it is counted
   with the stage before it (or after it, where there is none before), which is said wherever stages are shown. Where the whole
   product does not, there is no such edition: `OutputError`.
3. The cells are a partition and every total is the sum of its cells, so that no difference of two published numbers is less than
   a cell.
4. Values are rounded to three significant digits, totals are sums of the rounded values: sixteen exact numbers could be fitted by
   trying out sets of datasets, and small lines vanish in the rounding.
5. All else is left out, not masked: only what is listed here gets through. Lines, amounts, suppliers, targets, treatment,
   origins, factors, contributions, chains, findings, cut-off ledger, options, process steps, outputs, allocation keys and the
   form's name do not.

What the rule does not prevent: a line that makes nearly all of a cell, or of the product, can be estimated from outside, as it
can from any published total.

Source of the threshold of three: the least frequency usual in statistical disclosure control, taken here by the project's own
choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..assessment.run_folder import SCALING, TABLES, RunFolder
from ..errors import OutputError, Problem
from ..inventory.model import GROUP_NAMES, STAGES
from ..messages import message, translate
from ..names import CLIMATE
from ..text import own_half

if TYPE_CHECKING:
    import pandas as pd

LEAST_LINES = 3
GROUPS_NAMED = 3
KEPT = (
    *("schema", "run", "created", "software", "period", "views", "indicators", "pack", "background", "factors", "gwp_sets"),
    *("screening", "quality", "checks", "settings"),
)
"""Parts of ``run.json`` that get through as they are."""
COMPANY = ("code", "name", "country", "industry", "made_up")
PRODUCT = ("code", "name", "function", "service_life", "declared_amount", "declared_unit", "reference_flow", "boundary")


@dataclass(frozen=True)
class Cell:
    """Lines that are published as one: their stage, and the groups they are of."""

    stage: str
    groups: frozenset[str]
    lines: frozenset[str]

    def with_(self, other: Cell) -> Cell:
        """Return both together, in the stage of this one."""
        return Cell(self.stage, self.groups | other.groups, self.lines | other.lines)

    @property
    def name(self) -> str:
        """The name in both languages, "中文｜English"."""
        named = [group for group in GROUP_NAMES if group in self.groups]
        if len(named) > GROUPS_NAMED:
            named = named[:GROUPS_NAMED]
            rest = {lang: translate("and others", lang) for lang in ("zh-TW", "en")}
        else:
            rest = dict.fromkeys(("zh-TW", "en"), "")
        parts = {lang: [translate(GROUP_NAMES[group], lang) for group in named] for lang in ("zh-TW", "en")}
        chinese = "、".join(parts["zh-TW"]) + rest["zh-TW"]
        return f"{chinese}｜{' '.join(filter(None, (', '.join(parts['en']), rest['en'])))}"


def for_customer(run: RunFolder) -> RunFolder:
    """Return the run as customers may see it; its "lines" are the cells of the module's rule.

    Raises
    ------
    OutputError
        The inventory has too few lines: any result would give one of them away.
    """
    cells, merged = cells_of(run)
    tables = {name: getattr(run, name).iloc[0:0] for name in TABLES if name != "results"}
    return RunFolder(run=_record(run, cells, merged), results=_results(run, cells), **tables)


def in_language(run: RunFolder, lang: str) -> RunFolder:
    """Return the run of `for_customer` with the names of its cells in one language; another run as it is."""
    if not run.run.get("held_back"):
        return run
    names = run.results["line_name"].map(lambda name: own_half(name, lang))
    return replace(
        run, results=run.results.assign(line_name=names.where(run.results["line_id"] != SCALING, run.results["line_name"]))
    )


def cells_of(run: RunFolder) -> tuple[list[Cell], dict[str, str]]:
    """Partition the lines into cells that may be published; and which stage is counted with which."""
    known = _known(run.results)
    lines = run.results[run.results["line_id"] != SCALING].drop_duplicates("line_id")
    by_stage: dict[str, list[Cell]] = {stage: [] for stage in STAGES}
    for (stage, group), part in lines.groupby(["stage", "group"], sort=False):
        by_stage.setdefault(str(stage), []).append(Cell(str(stage), frozenset([str(group)]), frozenset(part["line_id"])))
    by_stage = {stage: cells for stage, cells in by_stage.items() if cells}
    merged: dict[str, str] = {}
    while True:
        joined = {stage: _joined(cells, known) for stage, cells in by_stage.items()}
        unsafe = [stage for stage, cells in joined.items() if not all(_safe(cell, known) for cell in cells)]
        if not unsafe:
            return [cell for cells in joined.values() for cell in cells], merged
        if len(by_stage) == 1:
            raise OutputError(_too_few())
        stage = min(unsafe, key=lambda name: sum(len(cell.lines) for cell in by_stage[name]))
        into = _neighbour(stage, list(by_stage))
        merged = {old: into if new == stage else new for old, new in merged.items()} | {stage: into}
        by_stage[into] = _by_group(into, [*by_stage[into], *by_stage.pop(stage)])


def _too_few() -> Problem:
    return Problem(
        message("the inventory has too few lines for an edition for customers: any result would give a line away"),
        mend=message("give the total alone, or a report under an agreement of secrecy"),
    )


def _known(results: pd.DataFrame) -> Mapping[tuple[str, str], frozenset[str]]:
    """Return, by view and indicator, the lines that have a value other than zero."""
    part = results[results["value"].notna() & (results["value"] != 0) & (results["line_id"] != SCALING)]
    return {
        (str(view), str(indicator)): frozenset(lines)
        for (view, indicator), lines in part.groupby(["view", "indicator"])["line_id"]
    }


def _safe(cell: Cell, known: Mapping[tuple[str, str], frozenset[str]]) -> bool:
    counts = [len(cell.lines & lines) for lines in known.values()]
    return len(cell.lines) >= LEAST_LINES and all(count == 0 or count >= LEAST_LINES for count in counts)


def _joined(cells: list[Cell], known: Mapping[tuple[str, str], frozenset[str]]) -> list[Cell]:
    """Join the groups of a stage until all are safe or one is left."""
    found = list(cells)
    while len(found) > 1:
        unsafe = sorted((cell for cell in found if not _safe(cell, known)), key=_size)
        if not unsafe:
            break
        first = unsafe[0]
        second = unsafe[1] if len(unsafe) > 1 else min((cell for cell in found if cell is not first), key=_size)
        found = [cell for cell in found if cell not in (first, second)] + [second.with_(first)]
    return sorted(found, key=lambda cell: (-len(cell.lines), sorted(cell.groups)))


def _size(cell: Cell) -> tuple[int, list[str]]:
    return len(cell.lines), sorted(cell.groups)


def _by_group(stage: str, cells: Iterable[Cell]) -> list[Cell]:
    """Put the groups of two stages together by group."""
    found: dict[frozenset[str], Cell] = {}
    for cell in cells:
        moved = Cell(stage, cell.groups, cell.lines)
        found[cell.groups] = found[cell.groups].with_(moved) if cell.groups in found else moved
    return list(found.values())


def _neighbour(stage: str, present: list[str]) -> str:
    """Return the stage before, or after where there is none before."""
    order = [name for name in STAGES if name in present] + [name for name in present if name not in STAGES]
    place = order.index(stage)
    return order[place - 1] if place else order[1]


def _results(run: RunFolder, cells: list[Cell]) -> pd.DataFrame:
    """Return ``results.csv`` with a line for each cell.

    Where some of its lines have a climate factor only, a second target marks the cell as partly covered; it adds nothing to the
    climate score, which stands whole in the first.
    """
    import pandas as pd

    columns = list(run.results.columns)
    place = {line: number for number, cell in enumerate(cells) for line in cell.lines}
    part = run.results[run.results["line_id"] != SCALING]
    part = part.assign(cell=part["line_id"].map(place))
    rows: list[dict[str, Any]] = []
    keys = ["cell", "view", "indicator"]
    for (number, view, indicator), found in part.groupby(keys, sort=False):
        cell, first = cells[number], found.iloc[0]
        code = f"cell-{number + 1:02d}"
        base = {
            **{name: first[name] for name in ("schema", "run", "company", "product", "view", "indicator", "unit")},
            "stage": cell.stage,
            "group": next(iter(cell.groups)) if len(cell.groups) == 1 else "",
            "line_id": code,
            "line_name": cell.name,
            "target": code,
            "target_kind": "group",
        }
        total = found["value"].sum(min_count=1)
        rows.append({**base, "value": _rounded(total), "coverage": "missing" if total != total else "full"})
        if view == "ef" and (part.loc[(part["cell"] == number) & (part["view"] == view), "coverage"] != "full").any():
            whole = indicator == CLIMATE
            rows.append(
                {
                    **base,
                    "target": f"{code}-rest",
                    "value": 0.0 if whole else float("nan"),
                    "coverage": "climate-only" if whole else "missing",
                }
            )
    scaling = run.results[run.results["line_id"] == SCALING]
    found = pd.DataFrame(rows).sort_values(["line_id", "view", "target"], ascending=[True, False, True], kind="stable")
    scaled = scaling.assign(value=scaling["value"].map(_rounded))
    table = pd.concat([found[columns], scaled[columns]], ignore_index=True) if len(scaled) else found[columns]
    return table.reset_index(drop=True)


def _rounded(value: float) -> float:
    return float(f"{value:.2e}")


def _record(run: RunFolder, cells: list[Cell], merged: Mapping[str, str]) -> dict[str, Any]:
    """Return ``run.json`` with what gets through, and what is held back said in ``held_back``."""
    record = run.run
    kept = {key: record[key] for key in KEPT if key in record}
    scaling = record.get("scaling")
    return {
        **kept,
        "company": {key: record["company"].get(key) for key in COMPANY},
        "product": {key: record["product"].get(key) for key in PRODUCT} | {"mass_per_unit": None, "biogenic_carbon": None},
        "form": {"file": "", "sha256": record["form"]["sha256"], "importer": "", "importer_sha256": "", "links": None},
        "process_steps": [],
        "outputs": [],
        "allocation": [],
        "cut_off": [],
        "scaling": {"assessed_share": scaling["assessed_share"], "lines": []} if scaling else None,
        "seed": None,
        "held_back": {"least_lines": LEAST_LINES, "cells": len(cells), "merged_stages": dict(merged)},
    }
