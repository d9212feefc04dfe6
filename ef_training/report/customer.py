"""The edition of a run for customers: the totals of the product, and whole percents of climate change by stage and group.

What can be worked out from published numbers depends on how many there are. The scores of a part over sixteen indicators are
sixteen equations for its recipe: fitted against public unit scores (non-negative least squares) three digits of them give the
main amount within a percent, two digits of a stage what dominates it. So no part has more than one number here.

1. The product has its totals, in every indicator and in the carbon footprint, as the full report shows them: rounded to three
   significant digits. They are what a customer asks for.
2. Parts have one number: their share of climate change, in whole percents of the sum of the absolute values of all parts.
   Rounded one by one, they need not add up to 100 %. The carbon footprint has no parts.
3. A part (`Cell`) is a group of a stage, or several groups together. It is shown only where at least
   `Settings.customer_lines` of its lines have a climate score, and the whole differs from each of them by at least
   `Settings.customer_margin` of the line: who takes a part for its largest line is off by that much at least (the rule of p
   percent of statistical disclosure control, with the threshold of three as the least frequency).
4. Groups that do not reach that are joined, the smallest first; where the whole stage does not, it is counted with the stage
   before it (or after it, where there is none before), which is said. Where nothing but the whole product reaches it, the totals
   stand alone. A product of fewer lines than `Settings.customer_lines` has no such edition: `OutputError`.
5. Nothing is weighted or normalised: the PEF method forbids weighted results in comparisons shown to others.
6. All else is left out, not masked: only what is listed here gets through. Lines, amounts, suppliers, targets, treatment,
   origins, factors, contributions, chains, findings, cut-off ledger, options, process steps, outputs, allocation keys and the
   form's name do not. Ratings of data quality have one decimal, the share of screening is a whole percent.

What the rule does not prevent: the totals are equations too, sixteen and the parts of climate change. Measured with the two
worked examples and the training background:

* Who does not know the datasets learns little: many recipes of the 234 datasets have the same totals. The materials may be
  anything from nothing to more than what they are; fitting names other datasets. Only what has a fingerprint of its own is found
  (the waste water of the box, to 6 %).
* Who knows or guesses the list of datasets can fit the totals alone and gets the main materials within a few percent
  (aluminium of the hub to 2 %, polypropylene and silicone of the box to 3 %), electricity and other materials
  of the hub no better than a quarter.
* Two editions of a product that differ in one purchase tell that purchase by their difference.

Where that does harm, the totals of all indicators must not be given either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import copysign
from typing import TYPE_CHECKING, Any

from ..assessment.run_folder import SCALING, TABLES, RunFolder
from ..errors import OutputError, Problem
from ..inventory.model import GROUP_NAMES, STAGES
from ..messages import message
from ..names import CLIMATE
from ..settings import SETTINGS, Settings

if TYPE_CHECKING:
    import pandas as pd

PRODUCT_LINE = "product"
"""Id of the one line that the edition has: the product."""
KEPT = (
    *("schema", "run", "created", "software", "period", "views", "indicators", "pack", "background", "factors", "gwp_sets"),
    *("checks", "settings"),
)
"""Parts of ``run.json`` that get through as they are."""
COMPANY = ("code", "name", "country", "industry", "made_up")
PRODUCT = ("code", "name", "function", "service_life", "declared_amount", "declared_unit", "reference_flow", "boundary")
LEAST_SHARE = 0.001
"""What is recorded for a share of less than half a percent: that there is one."""


@dataclass(frozen=True)
class Cell:
    """Lines that are published as one: their stage, and the groups they are of."""

    stage: str
    groups: frozenset[str]
    lines: frozenset[str]

    def with_(self, other: Cell) -> Cell:
        """Return both together, in the stage of this one."""
        return Cell(self.stage, self.groups | other.groups, self.lines | other.lines)


def for_customer(run: RunFolder, settings: Settings = SETTINGS) -> RunFolder:
    """Return the run as customers may see it: one line, the product; the parts stand in ``held_back`` of ``run.json``.

    Raises
    ------
    OutputError
        The inventory has too few lines: the totals would give one of them away.
    """
    cells, merged = cells_of(run, settings)
    tables = {name: getattr(run, name).iloc[0:0] for name in TABLES if name != "results"}
    parts = _shares(climate_by_line(run), cells)
    return RunFolder(run=_record(run, parts, merged, settings), results=_totals(run), **tables)


def cells_of(run: RunFolder, settings: Settings = SETTINGS) -> tuple[list[Cell], dict[str, str]]:
    """Partition the lines into cells that may be published; and which stage is counted with which.

    No cell at all where only the whole product may be published.
    """
    climate = climate_by_line(run)
    lines = run.results[(run.results["line_id"] != SCALING) & (run.results["view"] == "ef")].drop_duplicates("line_id")
    if len(climate) < settings.customer_lines:
        raise OutputError(_too_few())
    by_stage: dict[str, list[Cell]] = {stage: [] for stage in STAGES}
    for (stage, group), part in lines.groupby(["stage", "group"], sort=False):
        by_stage.setdefault(str(stage), []).append(Cell(str(stage), frozenset([str(group)]), frozenset(part["line_id"])))
    by_stage = {stage: cells for stage, cells in by_stage.items() if cells}
    merged: dict[str, str] = {}
    while True:
        joined = {stage: _joined(cells, climate, settings) for stage, cells in by_stage.items()}
        unsafe = [stage for stage, cells in joined.items() if not all(_safe(cell, climate, settings) for cell in cells)]
        if not unsafe:
            found = [cell for cells in joined.values() for cell in cells]
            return (found, merged) if len(found) > 1 else ([], {})
        if len(by_stage) == 1:
            return [], {}
        stage = min(unsafe, key=lambda name: sum(len(cell.lines) for cell in by_stage[name]))
        into = _neighbour(stage, list(by_stage))
        merged = {old: into if new == stage else new for old, new in merged.items()} | {stage: into}
        by_stage[into] = _by_group(into, [*by_stage[into], *by_stage.pop(stage)])


def climate_by_line(run: RunFolder) -> dict[str, float]:
    """Return the climate score of each line that has one, other than zero."""
    part = run.results[
        (run.results["view"] == "ef") & (run.results["indicator"] == CLIMATE) & (run.results["line_id"] != SCALING)
    ]
    sums = part.groupby("line_id", sort=False)["value"].sum(min_count=1)
    return {str(line): float(value) for line, value in sums.items() if value == value and value != 0}


def _too_few() -> Problem:
    return Problem(
        message("the inventory has too few lines for an edition for customers: any result would give a line away"),
        mend=message("give the total alone, or a report under an agreement of secrecy"),
    )


def _safe(cell: Cell, climate: Mapping[str, float], settings: Settings) -> bool:
    """Say whether no line of a cell can be told from it: it has lines enough, and none is near the whole."""
    values = [climate[line] for line in cell.lines if line in climate]
    whole = sum(values)
    return len(values) >= settings.customer_lines and all(
        abs(whole - value) >= settings.customer_margin * abs(value) for value in values
    )


def _joined(cells: list[Cell], climate: Mapping[str, float], settings: Settings) -> list[Cell]:
    """Join the groups of a stage until all are safe or one is left."""
    found = list(cells)
    while len(found) > 1:
        unsafe = sorted((cell for cell in found if not _safe(cell, climate, settings)), key=_size)
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


def _shares(climate: Mapping[str, float], cells: list[Cell]) -> dict[str, Any]:
    """Return ``parts``: stage, groups and share (whole percents, as 0–1; below half a percent `LEAST_SHARE`) of each cell, in the
    order of stages, the largest of each first; and ``stages``: stage → share."""
    values = {cell: sum(climate.get(line, 0.0) for line in cell.lines) for cell in cells}
    base = sum(abs(value) for value in values.values())
    order = {stage: place for place, stage in enumerate(STAGES)}
    ranked = sorted(
        cells, key=lambda cell: (order.get(cell.stage, len(order)), -abs(_percent(values[cell], base)), _size(cell)[1])
    )
    stages = {cell.stage: _percent(sum(values[one] for one in cells if one.stage == cell.stage), base) for cell in ranked}
    parts = [
        {
            "stage": cell.stage,
            "groups": [group for group in GROUP_NAMES if group in cell.groups] + sorted(cell.groups - set(GROUP_NAMES)),
            "share": _percent(values[cell], base),
        }
        for cell in ranked
    ]
    return {"parts": parts, "stages": stages}


def _percent(value: float, base: float = 1.0) -> float:
    """Round a share to whole percents; what is there but rounds to nothing becomes `LEAST_SHARE`."""
    share = round(value / base, 2) if base else 0.0
    return share or (copysign(LEAST_SHARE, value) if value else 0.0)


def _totals(run: RunFolder) -> pd.DataFrame:
    """Return ``results.csv`` with the product as its one line; what scaling added to the carbon footprint is in it.

    Where some lines have a climate factor only, a second target marks the product as partly covered; it adds nothing.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for (view, indicator), found in run.results.groupby(["view", "indicator"], sort=False):
        first, total = found.iloc[0], found["value"].sum(min_count=1)
        base = {
            **{name: first[name] for name in ("schema", "run", "company", "product", "view", "indicator", "unit")},
            **{"stage": "", "group": "", "line_id": PRODUCT_LINE, "line_name": run.run["product"]["name"]},
            **{"target": PRODUCT_LINE, "target_kind": PRODUCT_LINE},
        }
        rows.append({**base, "value": _rounded(total), "coverage": "missing" if total != total else "full"})
        if view == "ef" and (run.results.loc[run.results["view"] == view, "coverage"] != "full").any():
            whole = indicator == CLIMATE
            partly = {"value": 0.0, "coverage": "climate-only"} if whole else {"value": float("nan"), "coverage": "missing"}
            rows.append({**base, "target": f"{PRODUCT_LINE}-rest", **partly})
    return pd.DataFrame(rows)[list(run.results.columns)]


def _rounded(value: float) -> float:
    return float(f"{value:.2e}")


def _record(run: RunFolder, parts: Mapping[str, Any], merged: Mapping[str, str], settings: Settings) -> dict[str, Any]:
    """Return ``run.json`` with what gets through, and what is held back said in ``held_back``."""
    record = run.run
    return {
        **{key: record[key] for key in KEPT if key in record},
        "company": {key: record["company"].get(key) for key in COMPANY},
        "product": {key: record["product"].get(key) for key in PRODUCT} | {"mass_per_unit": None, "biogenic_carbon": None},
        "form": {"file": "", "sha256": record["form"]["sha256"], "importer": "", "importer_sha256": "", "links": None},
        "process_steps": [],
        "outputs": [],
        "allocation": [],
        "cut_off": [],
        "scaling": {"assessed_share": record["scaling"]["assessed_share"], "lines": []} if record.get("scaling") else None,
        "screening": {"climate_share": _percent(record["screening"]["climate_share"])},
        "quality": _quality(record.get("quality")),
        "seed": None,
        "held_back": {
            "least_lines": settings.customer_lines,
            "margin": settings.customer_margin,
            **parts,
            "merged_stages": dict(merged),
        },
    }


def _quality(study: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the rating of the study with one decimal, without what it rests on."""
    if not study:
        return None
    rounded = {key: None if value is None else round(value, 1) for key, value in study.items() if isinstance(value, float)}
    of_criteria = {
        key: {name: round(part, 1) for name, part in study[key].items()} for key in ("known", "unstated") if key in study
    }
    return {
        **{key: study[key] for key in study if key not in ("covered", "processes")},
        **rounded,
        **of_criteria,
        "covered": None,
    }
