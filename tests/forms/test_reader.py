"""What a sound form becomes: every figure against hand calculation, every value with its place."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from ef_training.forms import read_form
from ef_training.inventory.model import Inventory


@pytest.fixture(scope="module")
def inventory(small_path: Path) -> Inventory:
    return read_form(small_path)


def test_basics_become_company_product_and_period(inventory: Inventory) -> None:
    company, product = inventory.company, inventory.product
    assert (company.code, company.name, company.site, company.country, company.made_up) == (
        "demo-small", "示範公司", "台中", "TW", True,
    )  # fmt: skip
    assert (product.declared_amount, product.declared_unit, product.mass_per_unit) == (2.0, "item", 0.5)
    assert product.boundary == "cradle-to-grave"
    assert product.biogenic_carbon is None
    assert (inventory.period_start, inventory.period_end) == (date(2024, 1, 1), date(2024, 12, 31))
    assert str(product.origins["declared_unit"]).startswith("基本資料!B")


def test_a_code_that_is_not_given_is_made_from_the_name_and_ascii(inventory: Inventory) -> None:
    assert inventory.product.code.isascii()
    assert inventory.product.code


def test_source_is_named_and_hashed(inventory: Inventory, small_path: Path) -> None:
    assert inventory.source == "small.xlsx"
    assert inventory.source_sha256 == hashlib.sha256(small_path.read_bytes()).hexdigest()
    assert (inventory.importer, inventory.language) == ("itri", "zh-TW")


def test_transport_legs_are_lines_of_their_own(inventory: Inventory) -> None:
    legs = {line.line_id: line for line in inventory.lines if line.parent}
    amounts = {line_id: leg.amount for line_id, leg in legs.items()}
    assert amounts == pytest.approx(
        {
            "M01-T1": 0.3 * 2000,  # t × km
            "M01-T2": 0.3 * 50,
            "M02-T1": 100 * 1.16 / 1000 * 20,  # L × kg/L
            "M03-T1": 4000 * 0.005 / 1000 * 100,  # pieces × kg
            "R01-T1": 0.05 * 30,
        }
    )
    leg = legs["M02-T1"]
    assert (leg.unit, leg.group, leg.treatment, leg.level, leg.allocation, leg.stage, leg.parent) == (
        "tkm", "transport", "van-3.5t", "plant", "重量", "raw-materials", "M02",
    )  # fmt: skip
    assert legs["R01-T1"].stage == "manufacturing"


def test_a_row_of_the_transport_sheet_is_load_times_distance(inventory: Inventory) -> None:
    line = next(line for line in inventory.lines if line.line_id == "T01")
    assert line.amount == pytest.approx(0.5 * 200)
    assert (line.unit, line.group, line.stage, line.treatment) == ("tkm", "transport", "distribution", "lorry-35t")


def test_lines_stand_in_the_order_of_the_form_with_their_stage_and_group(inventory: Inventory) -> None:
    own = [(line.line_id, line.stage, line.group) for line in inventory.lines if not line.parent]
    assert own == [
        ("M01", "raw-materials", "material"),
        ("M02", "raw-materials", "auxiliary"),
        ("M03", "raw-materials", "material"),
        ("P01", "raw-materials", "packaging"),
        ("E01", "manufacturing", "energy"),
        ("E02", "manufacturing", "water"),
        ("A01", "manufacturing", "refrigerant"),
        ("R01", "manufacturing", "waste"),
        ("T01", "distribution", "transport"),
        ("U01", "use", "energy"),
        ("L01", "end-of-life", "waste"),
    ]


def test_every_value_keeps_its_cell(inventory: Inventory) -> None:
    line = inventory.lines[0]
    assert line.origin.workbook == "small.xlsx"
    assert str(line.origin) == "原物料!B4"
    assert str(line.origins["amount"]) == "原物料!D4"
    assert str(inventory.outputs[0].origin) == "產出與分配!A5"


def test_keys_take_their_values_from_the_outputs(inventory: Inventory) -> None:
    hours, mass = inventory.allocation_keys
    assert dict(hours.values) == {"支架": 30.0, "其他": 90.0}
    assert dict(mass.values) == {"支架": 250.0, "其他": 500.0}
    assert hours.share("支架") == pytest.approx(0.25)
    assert (hours.level, hours.excluded) == ("plant", "宿舍")


def test_targets_factors_stocks_and_steps(inventory: Inventory) -> None:
    by_line = {(target.line_id, target.view): target for target in inventory.targets}
    assert by_line["M01", "ef"].multiplier == 1.0
    assert (by_line["M02", "ef"].multiplier, by_line["M02", "ef"].multiplier_unit) == (0.3712, "kg/L")
    assert (by_line["P01", "cfp"].kind, by_line["P01", "cfp"].target) == ("left-out", "")
    factor = inventory.custom_factors[0]
    assert (factor.factor_id, factor.value, factor.unit, factor.year, factor.gwp) == ("own-steel", 2.1, "kg", 2023, "AR6")
    assert (inventory.stocks[0].moment, inventory.stocks[0].quantity) == ("start", 10.0)
    assert (inventory.process_steps[0].number, inventory.process_steps[0].name) == (1, "沖壓")


def test_a_sound_form_brings_no_assumption_and_passes_nothing_over(inventory: Inventory) -> None:
    assert inventory.assumptions == ()
    assert inventory.ignored == ()


def test_key_by_mass_takes_the_quantity_where_that_is_a_mass(small_rows, written) -> None:
    for output, quantity in zip(small_rows["outputs"], (250, 0.5), strict=True):
        del output["mass"]
        output.update(quantity=quantity, unit="kg" if quantity > 1 else "t")
    small_rows["basics"].update(declared_unit="kg", declared_amount=1)
    inventory = written(small_rows)
    mass = next(key for key in inventory.allocation_keys if key.basis == "mass")
    assert dict(mass.values) == pytest.approx({"支架": 250.0, "其他": 500.0})
    assert inventory.outputs[0].mass is None


def test_key_by_quantity_brings_quantities_to_one_unit(small_rows, written) -> None:
    small_rows["allocation-keys"].append({"name": "產量", "basis": "quantity"})
    small_rows["outputs"][0].update(quantity=250, unit="kg")
    small_rows["outputs"][1].update(quantity=0.75, unit="t")
    small_rows["basics"].update(declared_unit="kg", declared_amount=1)
    key = written(small_rows).allocation_keys[-1]
    assert key.share("支架") == pytest.approx(0.25)
