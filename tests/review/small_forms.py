"""A small made-up plant, written by hand: 1,000 cups of 0.1 kg of plastic, and 100 kg of lids, in one year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import Any

from ef_training.inventory.model import AllocationKey, Company, Inventory, Line, Origin, Output, ProcessStep, Product
from ef_training.inventory.per_unit import per_unit
from ef_training.review.model import Finding, Reviewed
from ef_training.review.settings import REVIEW_SETTINGS, ReviewSettings

SHEETS = {"material": "Materials", "energy": "Energy", "waste": "Waste", "co-product": "Waste"}
COLUMNS = dict(
    zip(("name", "amount", "unit", "level", "allocation", "density", "mass_per_piece", "treatment"), "BCDEFGHI", strict=True)
)


def line(line_id: str, group: str, name: str, amount: float, unit: str, level: str = "product", **values: Any) -> Line:
    """Return a line whose cells stand in row = digits of its id."""
    sheet, row = SHEETS.get(group, "Other"), int(line_id[1:])
    stage = values.pop("stage", "raw-materials" if group in ("material", "auxiliary", "packaging") else "manufacturing")
    origins = {field: Origin("form.xlsx", sheet, f"{column}{row}") for field, column in COLUMNS.items()}
    return Line(line_id, stage, group, name, amount, unit, level, origin=origins["name"], origins=origins, **values)


def key(name: str = "Mass", basis: str = "mass", values: dict[str, float] | None = None, **others: Any) -> AllocationKey:
    """Return a key that gives the cup half of the plant."""
    return AllocationKey(
        name, basis, values or {"Cup": 100.0, "Lid": 100.0}, origin=Origin("form.xlsx", "Output", "A9"), **others
    )


STEPS = (
    ProcessStep(1, "Injection moulding", "granulate", "cups", origin=Origin("form.xlsx", "Flow", "B2")),
    ProcessStep(2, "Packing", "cups, cartons", "packed cups", origin=Origin("form.xlsx", "Flow", "B3")),
)
LINES = (
    line("M2", "material", "PP granulate", 104.0, "kg"),
    line("E2", "energy", "Electricity", 400.0, "kWh", "plant", allocation="Mass"),
    line("E3", "energy", "Natural gas", 20.0, "m3", "plant", allocation="Mass"),
    line("R2", "co-product", "PP sprues, sold", 3.5, "kg"),
)
OUTPUTS = (
    Output("Cup", "target", 1000.0, "item", mass=100.0, value=5000.0, origin=Origin("form.xlsx", "Output", "A2")),
    Output("Lid", "other", 5000.0, "item", mass=100.0, value=1000.0, origin=Origin("form.xlsx", "Output", "A3")),
)


def plant(*more: Line, lines: Iterable[Line] = LINES, product: dict[str, Any] | None = None, **values: Any) -> Inventory:
    """Return the plant; ``more`` lines are added, ``values`` replace fields of the form, ``product`` those of its product."""
    origins = {
        name: Origin("form.xlsx", "Basics", cell)
        for name, cell in (
            ("mass_per_unit", "B8"),
            ("declared_amount", "B7"),
            ("boundary", "B9"),
            ("period_start", "B10"),
            ("period_end", "B11"),
        )
    }
    made = Product("cup", "PP cup", 1.0, "item", 0.1, "cradle-to-gate", origins=origins)
    inventory = Inventory(
        company=Company("demo", "Demo company", industry="Manufacture of plastics products", made_up=True),
        product=replace(made, **(product or {})),
        period_start=date(2024, 1, 1),
        period_end=date(2024, 12, 31),
        outputs=OUTPUTS,
        lines=(*lines, *more),
        allocation_keys=(key(),),
        process_steps=STEPS,
    )
    return replace(inventory, **values)


def without(*line_ids: str) -> tuple[Line, ...]:
    """Return the lines of the plant but some."""
    return tuple(found for found in LINES if found.line_id not in line_ids)


def changed(line_id: str, **values: Any) -> tuple[Line, ...]:
    """Return the lines of the plant with one changed."""
    return tuple(replace(found, **values) if found.line_id == line_id else found for found in LINES)


def reviewed(inventory: Inventory) -> Reviewed:
    """Return an inventory as the checks see it."""
    return Reviewed(inventory, per_unit(inventory))


def findings(inventory: Inventory, check: str, settings: ReviewSettings = REVIEW_SETTINGS) -> list[Finding]:
    """Return what one check finds in an inventory."""
    module = import_module(f"ef_training.review.{check.replace('-', '_')}")
    return list(module.CHECK.run(reviewed(inventory), settings))


def told(inventory: Inventory, check: str) -> list[tuple[str, str, str]]:
    """Return what one check finds as (severity, kind, first cell)."""
    return [(finding.severity, finding.kind, finding.place) for finding in findings(inventory, check)]
