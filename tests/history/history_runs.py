"""A small inventory, and runs of it whose every value is amount × a score that the test chooses."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from ef_training.inventory.model import AllocationKey, Company, Inventory, Line, Output, Product, Target
from ef_training.inventory.per_unit import per_unit

INDICATORS = ("climate-change", "acidification", "water-use")
Scores = Mapping[str, Mapping[str, float | None]]
SCORES: Scores = {
    "M01": {"climate-change": 2.0, "acidification": 0.01, "water-use": 0.5},
    "M02": {"climate-change": 5.0, "acidification": 0.03, "water-use": None},
    "E01": {"climate-change": 0.5, "acidification": 0.001, "water-use": 0.02},
}


def inventory(*, hours: float = 30.0, made: float = 100.0) -> Inventory:
    outputs = (Output("A", "target", made, "item", hours=hours), Output("B", "other", 50, "item", hours=70.0))
    lines = (
        Line("M01", "raw-materials", "material", "鋼板", 500.0, "kg", "product"),
        Line("M02", "raw-materials", "material", "螺絲", 0.2, "kg", "unit"),
        Line("E01", "manufacturing", "energy", "電力", 1000.0, "kWh", "plant", "hours"),
    )
    targets = tuple(
        target
        for line in lines
        for target in (
            Target(line.line_id, "ef", "dataset", f"d-{line.line_id}"),
            Target(line.line_id, "cfp", "factor", f"f-{line.line_id}"),
        )
    )
    key = AllocationKey("hours", "hours", {"A": hours, "B": 70.0})
    return Inventory(
        Company("demo", "示範公司"), Product("p", "A", 1.0, "item", 5.0, "cradle-to-gate"), date(2024, 1, 1), date(2024, 12, 31),
        outputs, lines, targets, (key,), source="form.xlsx", source_sha256="abc", importer="itri",
    )  # fmt: skip


def edited(form: Inventory, line_id: str, /, **fields: Any) -> Inventory:
    return replace(form, lines=tuple(replace(line, **fields) if line.line_id == line_id else line for line in form.lines))


COLUMNS = ["line_id", "line_name", "target_kind", "view", "indicator", "unit", "value"]


def results(form: Inventory, scores: Scores = SCORES, *, scaled: float = 0.0) -> pd.DataFrame:
    """Return ``results.csv`` of a run: ef values as the scores say, cfp 1.1 × climate change, and ``scaled`` added to it."""
    rows = []
    for item in per_unit(form):
        score = scores[item.line.line_id]
        for indicator in INDICATORS:
            value = score[indicator]
            known = float("nan") if value is None else item.amount * value
            rows.append((item.line.line_id, item.line.name, "dataset", "ef", indicator, "u", known))
        climate = (score["climate-change"] or 0.0) * item.amount
        rows.append((item.line.line_id, item.line.name, "factor", "cfp", "carbon-footprint", "kg CO2 eq", 1.1 * climate))
    if scaled:
        rows.append(("scaling", "放大", "scaling", "cfp", "carbon-footprint", "kg CO2 eq", scaled))
    return pd.DataFrame(rows, columns=COLUMNS)


RUN: dict[str, Any] = {
    "created": "2025-01-02T03:04:05+00:00",
    "software": {"ef-training": "1.0", "numpy": "2.0"},
    "indicators": [
        {"id": name, "name_en": name.title(), "name_zh": "指標", "normalisation": 10.0 + n, "weight": 20.0 + n, "parent": ""}
        for n, name in enumerate(INDICATORS)
    ],
    "pack": {"name": "ef-3.1", "version": "1", "sha256": "p1"},
    "background": {"name": "training", "version": "1", "sha256": "b1"},
    "factors": {"name": "MOENV", "sha256": "f1", "gwp_sha256": "g1"},
    "screening": {"line_share": 0.0, "climate_share": 0.0},
    "settings": {"screening_withhold": 0.30},
}


def run(**changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``run.json`` with some of its parts changed."""
    made = copy.deepcopy(RUN)
    for part, values in changes.items():
        made[part] |= values
    return made
