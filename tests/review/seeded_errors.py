"""One error put into a sound form at a random place, and where a review must name it.

Every kind takes a `Seeding` (the form's cells, the inventory read from them, a random generator) and changes cells in memory. It
returns the places that count as "the right cell": addresses "sheet!B4", or "sheet!*" for an absence on that sheet. None: the form
offers no place for this kind.
"""

from __future__ import annotations

from seeding import Seeding, registry

from ef_training.inventory.model import Line, Origin

KINDS, kind = registry()


def amount_of(s: Seeding, line: Line | None, factor: float) -> list[str] | None:
    if line is None:
        return None
    return [s.put(line.origins["amount"], line.amount * factor), str(line.origins["unit"])]


# ---- units and magnitudes


@kind
def material_a_thousand_times_too_large(s: Seeding) -> list[str] | None:
    return amount_of(s, s.any_line("material", where=s.main), 1000)


@kind
def material_a_thousand_times_too_small(s: Seeding) -> list[str] | None:
    return amount_of(s, s.any_line("material", where=lambda line: s.main(line, 0.15)), 0.001)


@kind
def kilograms_called_tonnes(s: Seeding) -> list[str] | None:
    line = s.any_line("material", "waste", where=lambda line: line.unit == "kg" and line.level != "unit")
    return line and [s.put(line.origins["unit"], s.unit("t")), str(line.origins["amount"])]


@kind
def material_ten_times_too_large(s: Seeding) -> list[str] | None:
    return amount_of(s, s.any_line("material", where=s.main), 10)


@kind
def kilowatt_hours_called_megawatt_hours(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", stage="manufacturing", where=lambda line: line.unit == "kWh")
    return line and [s.put(line.origins["unit"], "MWh"), str(line.origins["amount"])]


@kind
def megawatt_hours_called_kilowatt_hours(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", stage="manufacturing", where=lambda line: line.unit == "kWh")
    found = amount_of(s, line, 0.001)  # what is excluded is then more than the amount: the reader points at that cell
    return found and line and [*found, str(line.origins["excluded"])]


@kind
def cubic_metres_called_litres(s: Seeding) -> list[str] | None:
    line = s.any_line("water", stage="manufacturing", where=lambda line: line.unit == "m3")
    return line and [s.put(line.origins["unit"], s.unit("L")), str(line.origins["amount"])]


@kind
def density_in_kilograms_per_cubic_metre(s: Seeding) -> list[str] | None:
    line = s.any_line(where=lambda line: line.density is not None)
    return line and [s.put(line.origins["density"], (line.density or 1) * 1000)]


@kind
def mass_per_piece_in_grams(s: Seeding) -> list[str] | None:
    line = s.any_line("material", where=lambda line: line.mass_per_piece is not None)
    return line and [s.put(line.origins["mass_per_piece"], (line.mass_per_piece or 1) * 1000), str(line.origins["amount"])]


@kind
def concentration_above_one(s: Seeding) -> list[str] | None:
    line = s.any_line(where=lambda line: line.concentration is not None)
    return line and [s.put(line.origins["concentration"], 320)]


# ---- cells that cannot be read


@kind
def negative_amount(s: Seeding) -> list[str] | None:
    line = s.any_line("waste", "energy", "material")
    return line and [s.put(line.origins["amount"], -line.amount)]


@kind
def a_range_for_a_number(s: Seeding) -> list[str] | None:
    line = s.any_line(where=lambda line: line.group != "transport")
    return line and [s.put(line.origins["amount"], f"{line.amount:g}~{line.amount * 1.2:g}")]


@kind
def about_a_number(s: Seeding) -> list[str] | None:
    line = s.any_line(where=lambda line: line.group != "transport")
    return line and [s.put(line.origins["amount"], f"約 {line.amount:g}")]


@kind
def unknown_unit(s: Seeding) -> list[str] | None:
    line = s.any_line(where=lambda line: line.group != "transport")
    return line and [s.put(line.origins["unit"], "台斤")]


@kind
def unit_missing(s: Seeding) -> list[str] | None:
    line = s.any_line(where=lambda line: line.group != "transport")
    return line and [s.put(line.origins["unit"], None)]


@kind
def amount_missing(s: Seeding) -> list[str] | None:
    line = s.any_line(where=lambda line: line.group != "transport")
    return line and [s.put(line.origins["amount"], None)]


@kind
def reference_error(s: Seeding) -> list[str] | None:
    from ef_training.messages import message

    line = s.any_line(where=lambda line: line.group != "transport")
    fault = message("the cell shows the error {error}", error="#REF!")
    return line and [s.put(line.origins["amount"], "#REF!", fault=fault)]


@kind
def none_written_for_an_amount(s: Seeding) -> list[str] | None:
    line = s.any_line("waste", "energy", "auxiliary")
    return line and [s.put(line.origins["amount"], s.rng.choice(["無", "N/A", "缺漏", "－－－"]))]


@kind
def line_id_twice(s: Seeding) -> list[str] | None:
    lines = s.lines("material", "auxiliary")
    first, second = s.rng.sample(lines, 2)
    return [s.put(second.origins["line_id"], first.line_id), str(first.origins["line_id"])]


# ---- levels and allocation


@kind
def plant_total_called_the_product_s(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", stage="manufacturing", where=lambda line: line.level == "plant" and line.unit == "kWh")
    if line is None:
        return None
    s.put(line.origins["allocation"], None)
    if line.excluded:
        s.put(line.origins["excluded"], None)
    return [s.put(line.origins["level"], s.word("level", "unit")), str(line.origins["amount"])]


@kind
def share_applied_twice(s: Seeding) -> list[str] | None:
    line = s.any_line(where=lambda line: line.level == "plant")
    return line and [s.put(line.origins["level"], s.word("level", "product")), str(line.origins["allocation"])]


@kind
def plant_total_without_a_key(s: Seeding) -> list[str] | None:
    line = s.any_line(where=lambda line: line.level == "plant")
    return line and [s.put(line.origins["allocation"], None)]


@kind
def unknown_key(s: Seeding) -> list[str] | None:
    line = s.any_line(where=lambda line: line.level == "plant")
    return line and [s.put(line.origins["allocation"], "坪數")]


@kind
def more_excluded_than_metered(s: Seeding) -> list[str] | None:
    line = s.any_line("energy", "water", where=lambda line: line.level == "plant")
    return line and [s.put(line.origins["excluded"], line.amount * 1.1), str(line.origins["amount"])]


def key_cells(s: Seeding, name: str) -> dict[str, Origin]:
    """Return the cells of a key's row: basis, level and reason stand in known columns to the right of its name."""
    key = next(key for key in s.inventory.allocation_keys if key.name == name)
    table = next(table for sheet in s.layout.sheets for table in sheet.tables if table.id == "allocation-keys")
    start = [item.id for item in table.fields].index("name")
    return {item.id: s.beside(key.origin, position - start) for position, item in enumerate(table.fields)}


@kind
def economic_key_without_a_reason(s: Seeding) -> list[str] | None:
    cells = key_cells(s, s.rng.choice(s.inventory.allocation_keys).name)
    s.put(cells["reason"], None)
    return [s.put(cells["basis"], s.word("basis", "value")), str(cells["reason"]), str(cells["name"])]


@kind
def economic_key_where_mass_would_do(s: Seeding) -> list[str] | None:
    cells = key_cells(s, s.rng.choice([key for key in s.inventory.allocation_keys if key.basis != "custom"]).name)
    s.put(cells["reason"], "方便計算")
    return [s.put(cells["basis"], s.word("basis", "value")), str(cells["reason"]), str(cells["name"])]


@kind
def basis_value_missing(s: Seeding) -> list[str] | None:
    output = s.rng.choice(s.inventory.outputs)
    basis = s.rng.choice([key.basis for key in s.inventory.allocation_keys])
    return [s.put(output.origins[basis], None)]


# ---- basics and outputs


@kind
def half_a_year(s: Seeding) -> list[str] | None:
    origin = Origin(sheet=s.sheet("basics"), cell=field_cell(s, "period_end"))
    return [s.put(origin, "2024-06-30"), f"{origin.sheet}!{field_cell(s, 'period_start')}"]


def field_cell(s: Seeding, field_id: str) -> str:
    wanted = s.layout.sheet("basics").tables[0].field(field_id).header(s.lang).replace("\n", " ")
    return next(
        f"B{row}" for (row, column), cell in s.grid(s.sheet("basics")).cells.items() if column == 1 and cell.value == wanted
    )


@kind
def mass_of_the_unit_ten_times_too_large(s: Seeding) -> list[str] | None:
    origin = Origin(sheet=s.sheet("basics"), cell=field_cell(s, "mass_per_unit"))
    return [s.put(origin, s.inventory.product.mass_per_unit * 10)]


@kind
def declared_amount_slipped(s: Seeding) -> list[str] | None:
    origin = Origin(sheet=s.sheet("basics"), cell=field_cell(s, "declared_amount"))
    factor = 1000 if s.inventory.product.declared_amount == 1 else 0.001
    return [s.put(origin, s.inventory.product.declared_amount * factor), f"{origin.sheet}!{field_cell(s, 'mass_per_unit')}"]


@kind
def sales_for_production(s: Seeding) -> list[str] | None:
    output = s.inventory.target_output
    if output.sold is None or output.sold == output.quantity:
        return None
    return [s.put(output.origins["quantity"], output.sold), str(output.origins["sold"])]


@kind
def production_ten_times_too_large(s: Seeding) -> list[str] | None:
    output = s.inventory.target_output
    return [
        s.put(output.origins["quantity"], output.quantity * 10),
        str(output.origins["mass"]),
        f"{s.sheet('basics')}!{field_cell(s, 'mass_per_unit')}",
    ]


@kind
def no_target_product(s: Seeding) -> list[str] | None:
    output = s.inventory.target_output
    return [s.put(output.origins["role"], s.word("role", "other")), f"{output.origin.sheet}!*", output.origin.sheet]


@kind
def boundary_too_narrow(s: Seeding) -> list[str] | None:
    if s.inventory.product.boundary == "cradle-to-gate":
        return None
    origin = Origin(sheet=s.sheet("basics"), cell=field_cell(s, "boundary"))
    return [s.put(origin, s.word("boundary", "cradle-to-gate")), f"{s.sheet('transport')}!*"]
