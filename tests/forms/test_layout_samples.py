"""The sample forms are read as they were meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sample_paper import catalogue
from sample_workbooks import IMPORTERS

from ef_training.forms import read_form
from ef_training.inventory.model import Inventory, Line, Stated
from ef_training.inventory.per_unit import per_unit

CSV = IMPORTERS / "activity-list" / "sample.csv"
BASICS = IMPORTERS / "activity-list" / "basics.xlsx"


def sample(name: str) -> Path:
    return IMPORTERS / name / "sample.xlsx"


@pytest.fixture(scope="module")
def platform() -> Inventory:
    return read_form(sample("moenv-platform"), importer="moenv-platform")


@pytest.fixture(scope="module")
def training() -> Inventory:
    return read_form(sample("training-five-sheet"), importer="training-five-sheet")


@pytest.fixture(scope="module")
def stacked() -> Inventory:
    return read_form(sample("stacked-tables"), importer="stacked-tables")


@pytest.fixture(scope="module")
def listed() -> Inventory:
    return read_form(sample("activity-list"), importer="activity-list")


@pytest.fixture(scope="module")
def from_csv() -> Inventory:
    return read_form(CSV, importer="activity-list", basics=BASICS)


def line(inventory: Inventory, name: str) -> Line:
    """Return the one line of this name."""
    (found,) = (one for one in inventory.lines if one.name == name)
    return found


def amounts(inventory: Inventory) -> dict[str, float]:
    """Return the amount of each line per declared unit, in the line's unit."""
    return {one.line.name: one.amount for one in per_unit(inventory)}


def said(inventory: Inventory) -> list[str]:
    """Return what was assumed, with the cells."""
    return [f"{one.origin.cell}: {one.what.render('en')}" for one in inventory.assumptions]


def ignored(inventory: Inventory) -> dict[str, str]:
    return {str(one.origin): one.reason.render("en") for one in inventory.ignored}


@pytest.mark.parametrize("fixture", ["platform", "training", "listed"])
def test_factors_on_rows_are_the_catalogues(fixture: str, request: pytest.FixtureRequest) -> None:
    known = {(row["name"], float(row["kgco2e_per_unit"]), row["unit_code"]) for row in catalogue().values()}
    inventory: Inventory = request.getfixturevalue(fixture)
    assert inventory.custom_factors
    assert {(one.name, one.value, one.unit) for one in inventory.custom_factors} <= known


@pytest.mark.parametrize("fixture", ["platform", "training", "stacked", "listed", "from_csv"])
def test_the_inventory_is_about_the_year_113(fixture: str, request: pytest.FixtureRequest) -> None:
    inventory: Inventory = request.getfixturevalue(fixture)
    assert (inventory.period_start, inventory.period_end) == (date(2024, 1, 1), date(2024, 12, 31))
    assert inventory.company.made_up
    assert len({one.line_id for one in inventory.lines}) == len(inventory.lines)


# ---------------------------------------------------------------- moenv-platform


def test_platform_basics_and_outputs(platform: Inventory) -> None:
    product = platform.product
    assert (platform.company.name, product.name) == ("示範公司（扣件廠）", "六角螺栓 M8×40（鍍鋅）")
    assert (product.declared_amount, product.declared_unit, product.mass_per_unit) == (1, "kg", 1)
    assert product.boundary == "cradle-to-gate-and-distribution"
    (output,) = platform.outputs
    assert (output.name, output.role, output.quantity, output.unit) == (product.name, "target", 480_000, "kg")
    assert str(output.origin) == "碳足跡盤查彙整表!C32"


@pytest.mark.parametrize(
    ("name", "stage", "group", "amount", "unit", "per"),
    [
        ("線材盤元", "raw-materials", "material", 504_000, "kg", 1.05),
        ("鋅錠", "raw-materials", "material", 5_280, "kg", 0.011),
        ("鹽酸(32%)", "raw-materials", "auxiliary", 9_600, "kg", 0.02),
        ("成型潤滑油", "raw-materials", "auxiliary", 4_320, "kg", 0.009),
        ("瓦楞紙箱", "raw-materials", "packaging", 8_640, "kg", 0.018),
        ("盤元運輸（504 公噸 × 50 公里）", "raw-materials", "transport", 25_200, "tkm", 0.0525),
        ("外購電力", "manufacturing", "energy", 456_000, "kWh", 0.95),
        ("自來水", "manufacturing", "water", 5_760, "m3", 0.012),
        ("冷媒 R-410A 填充", "manufacturing", "refrigerant", 1.92, "kg", 4e-6),
        ("製程廢水（納管）", "manufacturing", "wastewater", 4_800, "m3", 0.01),
        ("廢鐵（下腳料）", "manufacturing", "waste", 25_920, "kg", 0.054),
        ("一般事業廢棄物", "manufacturing", "waste", 4.8, "t", 1e-5),
        ("廢棄物清運", "manufacturing", "transport", 1_665.6, "tkm", 0.00347),
        ("成品運輸（494.4 公噸 × 120 公里）", "distribution", "transport", 59_328, "tkm", 0.1236),
    ],
)
def test_platform_lines(platform: Inventory, name: str, stage: str, group: str, amount: float, unit: str, per: float) -> None:
    found = line(platform, name)
    assert (found.stage, found.group, found.amount, found.unit, found.level) == (stage, group, amount, unit, "product")
    (stated,) = found.also
    assert (stated.level, stated.amount, stated.unit) == ("unit", per, unit)
    assert amounts(platform)[name] == pytest.approx(per)


def test_platform_has_each_row_once(platform: Inventory) -> None:
    assert len(platform.lines) == 22
    assert str(line(platform, "線材盤元").origins["amount"]) == "碳足跡盤查彙整表!D10"
    assert line(platform, "線材盤元").also[0].origin.cell == "F10"
    assert ignored(platform)["碳足跡盤查彙整表!C12"] == "a subtotal: “原物料小計”"
    assert "碳足跡盤查彙整表!A34" in ignored(platform)


def test_the_factor_on_a_row_is_its_choice(platform: Inventory) -> None:
    power = line(platform, "外購電力")
    (factor,) = (one for one in platform.custom_factors if one.factor_id == f"row-{power.line_id}")
    assert (factor.name, factor.value, factor.unit, factor.on_row) == ("電力碳足跡(2022)", 0.6058, "kWh", True)
    assert str(factor.origin).startswith("碳足跡盤查彙整表!")
    targets = [one for one in platform.targets if one.line_id == power.line_id]
    assert {(one.view, one.kind, one.target) for one in targets} == {
        (view, "custom-factor", factor.factor_id) for view in ("cfp", "ef")
    }
    assert len(platform.custom_factors) == 19
    refrigerant = line(platform, "冷媒 R-410A 填充").line_id
    assert not [one for one in platform.targets if one.line_id == refrigerant]


def test_what_the_platform_form_left_open_is_noted(platform: Inventory) -> None:
    notes = said(platform)
    for text in (
        "the mass per declared unit follows from the unit: 1 kg",
        "the form names no system boundary; by its stages it is cradle to gate with distribution",
        "“瓦楞紙箱” of the group “輔助項” was read as Packaging",
        "“冷媒 R-410A 填充” of the group “排放” was read as Refrigerant",
        "the unit “度” was read as m3",
    ):
        assert any(note.endswith(text) for note in notes), (text, notes)


def test_mass_balance_of_the_bolt(platform: Inventory) -> None:
    inputs = sum(one.amount for one in platform.lines if one.group == "material")
    missing = inputs - platform.target_output.quantity - line(platform, "廢鐵（下腳料）").amount
    assert inputs == 509_280
    assert 0 < missing / inputs < 0.01  # solids in the sludge


# ---------------------------------------------------------------- training-five-sheet


def test_training_basics_outputs_and_share(training: Inventory) -> None:
    assert (training.product.declared_amount, training.product.declared_unit) == (1, "kg")
    assert training.product.boundary == "cradle-to-gate"
    assert [(one.role, one.quantity, one.mass) for one in training.outputs] == [
        ("target", 480_000, 480_000),
        ("other", 420_000, 420_000),
        ("other", 300_000, 300_000),
    ]
    (key,) = training.allocation_keys
    assert (key.name, key.basis) == ("產品占比", "mass")
    assert key.share(training.target_output.name) == pytest.approx(0.4)
    assert ignored(training)["1.基本資料與產量!A17"] == "a subtotal: “合計”"


def test_training_materials_count_the_product(training: Inventory) -> None:
    wire = line(training, "線材盤元")
    assert (wire.line_id, wire.group, wire.amount, wire.unit, wire.level, wire.allocation) == (
        "M01",
        "material",
        504,
        "t",
        "product",
        "",
    )
    assert wire.supplier == "示範供應商甲（高雄市小港區）"
    groups = {one.name: one.group for one in training.lines if not one.parent}
    assert (groups["鹽酸(32%)"], groups["PE內袋"]) == ("auxiliary", "packaging")


def test_training_distances_have_modes(training: Inventory) -> None:
    legs = {one.line_id: (one.treatment, one.amount) for one in training.lines if one.parent}
    assert legs["M01-T1"] == ("lorry-35t", pytest.approx(504 * 50))
    assert legs["M02-T1"] == ("lorry-16t", pytest.approx(5.28 * 60))
    assert legs["M02-T2"] == ("ship-container", pytest.approx(5.28 * 1750))
    assert legs["M06-T1"] == ("van-3.5t", pytest.approx(8.64 * 12))
    wastes = {one.name: one for one in training.lines if one.group == "waste"}
    assert legs[f"{wastes['一般事業廢棄物'].line_id}-T1"] == ("lorry-16t", pytest.approx(12 * 20))
    notes = [note for note in said(training) if "was taken" in note]
    assert [note.partition("(")[2] for note in notes] == ["I6, I7, I8, I9, I12)", "A6)", "A8, A9, A10, A11)"]


@pytest.mark.parametrize(
    ("name", "group", "amount", "unit"),
    [
        ("外購電力", "energy", 1_140_000, "kWh"),
        ("天然氣", "energy", 150_000, "m3"),
        ("柴油（緊急發電機）", "energy", 300, "L"),
        ("柴油（堆高機）", "energy", 8_400, "L"),
        ("自來水", "water", 14_400, "m3"),
        ("製程廢水（納管）", "wastewater", 12_000, "m3"),
        ("廢鐵（下腳料）", "waste", 64.8, "t"),
        ("R-410A", "refrigerant", 4.8, "kg"),
        ("化糞池（廠內員工）", "emission-air", 85, "person"),
    ],
)
def test_training_plant_totals_are_shared(training: Inventory, name: str, group: str, amount: float, unit: str) -> None:
    found = line(training, name)
    assert (found.group, found.amount, found.unit) == (group, pytest.approx(amount), unit)
    assert (found.level, found.allocation, found.stage) == ("plant", "產品占比", "manufacturing")
    assert amounts(training)[name] == pytest.approx(0.4 * amount / 480_000)


def test_twelve_months_are_one_line(training: Inventory) -> None:
    assert [one.name for one in training.lines].count("外購電力") == 1
    assert any("D5" in note and "D16" in note for note in said(training)), said(training)
    assert ignored(training)["3.能源!A17"] == "a subtotal: “合計”"


def test_the_summary_is_told_again_and_brings_the_factors(training: Inventory) -> None:
    power = line(training, "外購電力")
    assert power.also == (Stated("unit", 0.95, "kWh", power.also[0].origin),)
    assert str(power.also[0].origin) == "5.單位產品彙總!B12"
    (factor,) = (one for one in training.custom_factors if one.factor_id == f"row-{power.line_id}")
    assert (factor.name, factor.value) == ("電力碳足跡(2022)", 0.6058)
    assert len(training.custom_factors) == 16
    checked = {one.name: one.also[0] for one in training.lines if one.also}
    assert len(checked) == 16
    assert line(training, "線材盤元").also[0].unit == "kg"


def test_what_is_no_part_of_the_training_form_is_listed(training: Inventory) -> None:
    passed = ignored(training)
    assert "原始填充量" in passed["4.排放!C14"]
    assert "廢棄物代碼" in passed["4.排放!B7"]


def test_the_two_forms_of_the_bolt_agree(platform: Inventory, training: Inventory) -> None:
    one, other = amounts(platform), amounts(training)
    shared = sorted(set(one) & set(other))
    assert len(shared) >= 14
    factor = {"線材盤元": 1000, "廢鐵（下腳料）": 1000, "酸洗與電鍍污泥": 1000}  # t here, kg there
    for name in shared:
        assert other[name] * factor.get(name, 1) == pytest.approx(one[name]), name


# ---------------------------------------------------------------- stacked-tables


def test_stacked_basics_outputs_and_share(stacked: Inventory) -> None:
    product = stacked.product
    assert (product.declared_amount, product.declared_unit, product.mass_per_unit) == (1000, "item", 42)
    assert product.boundary == "cradle-to-gate-and-distribution"
    assert [(one.name, one.role, one.quantity) for one in stacked.outputs] == [
        ("HDPE 瓶 500 mL", "target", 2_400_000),
        ("HDPE 瓶 1 L", "other", 1_100_000),
        ("HDPE 桶 4 L", "other", 440_000),
    ]
    (key,) = stacked.allocation_keys
    assert key.share("HDPE 瓶 500 mL") == pytest.approx(0.45)
    assert any("“HDPE 瓶 500 mL” was taken as the target product" in note for note in said(stacked))


@pytest.mark.parametrize(
    ("name", "group", "amount", "unit", "level"),
    [
        ("高密度聚乙烯(HDPE)粒", "material", 100_296, "kg", "product"),
        ("色母粒", "material", 2_016, "kg", "product"),
        ("瓦楞紙箱", "packaging", 14_880, "kg", "product"),
        ("紙棧板", "packaging", 2.4, "t", "product"),
        ("外購電力", "energy", 440_000, "kWh", "plant"),
        ("柴油", "energy", 2_600, "L", "plant"),
        ("自來水", "water", 1_800, "m3", "plant"),
        ("R-134a", "refrigerant", 3.2, "kg", "plant"),
        ("R-410A", "refrigerant", 1.5, "kg", "plant"),
        ("冷卻水排放", "wastewater", 900, "m3", "plant"),
        ("廢塑膠", "waste", 3.36, "t", "plant"),
        ("一般事業廢棄物", "waste", 6, "t", "plant"),
        ("北部客戶", "transport", 71.496 * 150, "tkm", "product"),
    ],
)
def test_stacked_lines(stacked: Inventory, name: str, group: str, amount: float, unit: str, level: str) -> None:
    found = line(stacked, name)
    assert (found.group, found.amount, found.unit, found.level) == (group, pytest.approx(amount), unit, level)
    assert found.allocation == ("產品占比" if level == "plant" else "")


def test_stacked_rows_legs_and_notes(stacked: Inventory) -> None:
    assert len([one for one in stacked.lines if not one.parent]) == 16
    assert sorted(one.treatment for one in stacked.lines if one.parent) == [*["lorry-16t"] * 6, *["van-3.5t"] * 2]
    assert line(stacked, "柴油").note == "堆高機；加油單"
    reasons = list(ignored(stacked).values())
    assert reasons.count("a subtotal: “合計”") == 1
    assert reasons.count("a subtotal: “小計”") == 1


def test_mass_balance_of_the_bottle(stacked: Inventory) -> None:
    inputs = sum(one.amount for one in stacked.lines if one.group == "material")
    waste = 0.45 * 1000 * line(stacked, "廢塑膠").amount
    assert inputs == pytest.approx((stacked.target_output.mass or 0) + waste)


# ---------------------------------------------------------------- activity-list


def test_list_basics_and_outputs(listed: Inventory) -> None:
    product = listed.product
    assert (product.declared_amount, product.declared_unit, product.mass_per_unit) == (1000, "item", 42)
    (output,) = listed.outputs
    assert (output.role, output.quantity, output.unit) == ("target", 2_400_000, "item")
    assert len(listed.lines) == 18
    assert {one.level for one in listed.lines} == {"product"}


@pytest.mark.parametrize(
    ("name", "line_id", "stage", "group", "amount", "unit"),
    [
        ("高密度聚乙烯(HDPE)粒", "1", "raw-materials", "material", 100_296, "kg"),
        ("色母粒", "2", "raw-materials", "material", 2_016, "kg"),
        ("紙棧板", "5", "raw-materials", "packaging", 2_400, "kg"),
        ("色母粒運輸（2.016 公噸 × 35 公里）", "7", "raw-materials", "transport", 70.56, "tkm"),
        ("電力", "8", "manufacturing", "energy", 198_000, "kWh"),
        ("柴油（堆高機）", "9", "manufacturing", "energy", 1_170, "L"),
        ("自來水", "10", "manufacturing", "water", 810, "m3"),
        ("冷媒 R-134a 補充（冰水機）", "11", "manufacturing", "refrigerant", 1.44, "kg"),
        ("一般事業廢棄物", "16", "manufacturing", "waste", 2.7, "t"),
        ("成品至南部客戶（47.664 公噸 × 130 公里）", "19", "distribution", "transport", 6_196.32, "tkm"),
    ],
)
def test_list_lines(listed: Inventory, name: str, line_id: str, stage: str, group: str, amount: float, unit: str) -> None:
    found = line(listed, name)
    assert (found.line_id, found.stage, found.group, found.amount, found.unit) == (line_id, stage, group, amount, unit)


def test_list_factors_and_notes(listed: Inventory) -> None:
    assert len(listed.custom_factors) == 13
    assert line(listed, "電力").evidence == "全廠 440,000 度 × 45%"
    assert any("“噸” was read as t" in note for note in said(listed))
    assert "a subtotal: “原料小計”" in ignored(listed).values()


def test_the_csv_takes_its_basics_from_the_companion(from_csv: Inventory) -> None:
    assert from_csv.company.code == "demo-container"
    assert [one.quantity for one in from_csv.outputs] == [2_400_000, 1_100_000, 440_000]
    power = line(from_csv, "電力")
    assert (power.line_id, power.amount, power.level, power.allocation) == ("6", 440_000, "plant", "產品重量")
    assert line(from_csv, "冷媒 R-134a 補充，冰水機").group == "refrigerant"
    assert str(line(from_csv, "電力").origins["amount"]).endswith("E8")
    assert len([one for one in from_csv.lines if not one.parent]) == 14
    assert len([one for one in from_csv.lines if one.parent]) == 7


def test_three_forms_of_the_bottle_agree(stacked: Inventory, listed: Inventory, from_csv: Inventory) -> None:
    first, *others = amounts(stacked), amounts(listed), amounts(from_csv)
    same = {"外購電力": "電力", "柴油": "柴油（堆高機）"}
    factor = {"紙棧板": 1000, "廢塑膠": 1000, "廢潤滑油": 1000}  # t there, kg here
    for other in others:
        shared = [name for name in first if same.get(name, name) in other]
        assert len(shared) >= 10
        for name in shared:
            assert other[same.get(name, name)] == pytest.approx(first[name] * factor.get(name, 1)), name
