"""An inventory of any layout as rows of the standard form, from which `write_rows` writes a workbook.

A transport leg goes back into the columns of the line it carries, where those say all there is to say about it; a line that fits
on no sheet (a stage or a field that the sheet does not have) stands on the sheet of other lines.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ..forms.layout import Importer, Table, load_importer
from ..units import convert
from .model import Inventory, Line, Stated
from .per_unit import mass_of

FORM = "itri"
OTHER = "other"
LEGS = (1, 2)
STATED = MappingProxyType({"plant": "plant", "product": "product", "unit": "per_unit"})
LINE_FIELDS = (
    "line_id",
    "name",
    "group",
    "stage",
    "parent",
    "amount",
    "unit",
    "level",
    "allocation",
    "excluded",
    "meter",
    "concentration",
    "density",
    "heat_value",
    "mass_per_piece",
    "supplier",
    "country",
    "treatment",
    "load",
    "distance",
    "data_quality",
    "evidence",
    "note",
)
OUTPUT_FIELDS = ("name", "role", "quantity", "unit", "sold", "production_line", "mass", "value", "hours", "custom")
KEY_FIELDS = ("name", "basis", "level", "production_line", "parent", "excluded", "reason")
FACTOR_FIELDS = ("factor_id", "name", "value", "unit", "source", "year", "boundary", "gwp")
LINK_FIELDS = (
    "line_id",
    "view",
    "kind",
    "target",
    "multiplier",
    "multiplier_unit",
    "reason",
    "omission",
    "estimated_share",
    "source",
    "confirmed_by",
)


def to_rows(inventory: Inventory) -> dict[str, Any]:
    """Return the rows of the standard form that say what an inventory says; see `ef_training.inventory.template.write_rows`.

    A factor that stood on the row of its line stands on the sheet of custom factors. Where things stood, and what was assumed in
    reading them, is not kept.
    """
    layout = load_importer(FORM)
    rows: dict[str, Any] = {
        "basics": _basics(inventory),
        "process-flow": [
            _row(step, ("number", "name", "inputs", "outputs", "following", "equipment")) for step in inventory.process_steps
        ],
        "outputs": [_row(output, OUTPUT_FIELDS) for output in inventory.outputs],
        "allocation-keys": [_row(key, KEY_FIELDS) for key in inventory.allocation_keys],
        "stocks": [_row(stock, ("name", "moment", "quantity", "unit")) for stock in inventory.stocks],
        "balance": [
            _row(entry, ("balance", "name", "fate", "amount", "unit", "level", "allocation", "note"))
            for entry in inventory.balance_entries
        ],
        "custom-factors": [_row(factor, FACTOR_FIELDS) for factor in inventory.custom_factors],
        "links": [_row(target, LINK_FIELDS) for target in inventory.targets],
    }
    for table_id, row in _lines(inventory, layout):
        rows.setdefault(table_id, []).append(row)
    return rows


def _row(record: object, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields of a record that say something."""
    given = {name: getattr(record, name) for name in names}
    return {name: value for name, value in given.items() if value is not None and value != ""}


def _basics(inventory: Inventory) -> dict[str, Any]:
    company, product = inventory.company, inventory.product
    return {
        "company_code": company.code,
        "company_name": company.name,
        **_row(company, ("site", "country", "industry")),
        "made_up": company.made_up,
        "product_code": product.code,
        "product_name": product.name,
        **_row(product, ("function", "service_life", "reference_flow", "declared_amount", "declared_unit", "mass_per_unit")),
        **_row(product, ("boundary", "biogenic_carbon")),
        "period_start": inventory.period_start,
        "period_end": inventory.period_end,
    }


def _lines(inventory: Inventory, layout: Importer) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the table and the row of every line."""
    by_id = {line.line_id: line for line in inventory.lines}
    modes = layout.vocabularies["mode"].labels
    legs: dict[str, dict[int, Line]] = {}
    for line in inventory.lines:
        number = _leg_number(line, by_id.get(line.parent)) if line.treatment in modes else 0
        if number:
            legs.setdefault(line.parent, {})[number] = line
    for line in inventory.lines:
        if legs.get(line.parent, {}).get(_number(line)) is not line:
            yield _placed(line, legs.get(line.line_id, {}), layout)


def _number(line: Line) -> int:
    """Return the number of a leg by its ID ("M01-T2"), 0 where it has none."""
    return next((number for number in LEGS if line.line_id == f"{line.parent}-T{number}"), 0)


def _leg_number(line: Line, carried: Line | None) -> int:
    """Return as which leg a line follows from two columns of the line it carries, 0 where it does not."""
    number = _number(line)
    if carried is None or not number or line.distance is None or line.group != "transport":
        return 0
    own = (line.supplier, line.country, line.data_quality, line.evidence, line.note, line.meter, line.also, line.excluded)
    same = (line.stage, line.level, line.allocation) == (carried.stage, carried.level, carried.allocation)
    mass = mass_of(carried, carried.amount)
    follows = mass is not None and math.isclose(line.amount, mass / 1000 * line.distance, rel_tol=1e-9, abs_tol=1e-300)
    return number if follows and same and line.unit == "tkm" and not any(own) else 0


def _placed(line: Line, legs: Mapping[int, Line], layout: Importer) -> tuple[str, dict[str, Any]]:
    """Return the first table that can say all that a line says, and its row there."""
    row = _row(line, LINE_FIELDS)
    row["excluded"] = line.excluded or None
    for number, leg in legs.items():
        row[f"leg{number}_mode"], row[f"leg{number}_km"] = leg.treatment, leg.distance
    for stated in line.also:
        row |= _stated(stated)
    row = {name: value for name, value in row.items() if value is not None}
    for sheet in layout.sheets:
        for table in sheet.tables:
            stage, group = table.stage or sheet.stage, table.group or sheet.group
            carried = _carried(line, row, table) if line.treatment in layout.vocabularies["mode"].labels else None
            if table.record == "transport" and carried is not None:
                return table.id, carried
            if table.record == "line" and _says(row, table, stage, group):
                left = {name for name, said in (("stage", stage), ("group", group)) if said and name not in table.ids}
                return table.id, {name: value for name, value in row.items() if name not in left}
    return OTHER, row


def _stated(stated: Stated) -> dict[str, Any]:
    suffix = STATED[stated.level]
    return {f"amount_{suffix}": stated.amount, f"unit_{suffix}": stated.unit}


def _says(row: Mapping[str, Any], table: Table, stage: str, group: str) -> bool:
    """Tell whether a table has all fields of a row, and allows its group and stage."""
    for name, said in (("stage", stage), ("group", group)):
        if name not in table.ids:
            if row[name] != said:
                return False
        elif (choices := table.field(name).choices) and row[name] not in choices:
            return False
    return row.keys() - {"stage", "group"} <= table.ids


def _carried(line: Line, row: Mapping[str, Any], table: Table) -> dict[str, Any] | None:
    """Return the row of a transport line on the sheet of transport; None where that cannot say all of it."""
    if line.group != "transport" or line.load is None or line.distance is None or line.unit != "tkm":
        return None
    if not math.isclose(line.amount, line.load * line.distance, rel_tol=1e-9, abs_tol=1e-300):
        return None
    load, load_unit = _load(line.load)
    carried = {**row, "mode": line.treatment, "load": load, "load_unit": load_unit}
    for name in ("amount", "unit", "group", "treatment"):
        del carried[name]
    return carried if carried.keys() <= table.ids else None


def _load(tonnes: float) -> tuple[float, str]:
    """Return a load in the unit in which its figure is shortest, among those that read back as the same number of tonnes."""
    figures = [(float(f"{convert(tonnes, 't', unit):.12g}"), unit) for unit in ("t", "kg", "g")]
    same = [(figure, unit) for figure, unit in figures if convert(figure, unit, "t") == tonnes]
    return min(same, key=lambda entry: len(repr(entry[0])), default=(tonnes, "t"))
