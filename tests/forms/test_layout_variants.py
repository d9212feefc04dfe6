"""The same layouts as other companies write them: other headers, other marks, columns left out, English, csv in Big5."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sample_workbooks import IMPORTERS, csv_bytes

from ef_training.errors import FormError
from ef_training.forms import read_form
from ef_training.forms.detect import detect_file
from ef_training.inventory.model import Inventory, Line

Read = Callable[..., Inventory]
Rows = Sequence[Sequence[Any]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write rows, one sheet for each name, and read them; ``merged`` areas are those of the first sheet."""

    def write_and_read(importer: str, sheets: dict[str, Rows], merged: Sequence[str] = ()) -> Inventory:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        for area in merged:
            book.worksheets[0].merge_cells(area)
        book.save(tmp_path / "variant.xlsx")
        return read_form(tmp_path / "variant.xlsx", importer=importer)

    return write_and_read


def line(inventory: Inventory, name: str) -> Line:
    (found,) = (one for one in inventory.lines if one.name == name)
    return found


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("itri", "itri/sample.xlsx"),
        ("moenv-platform", "moenv-platform/sample.xlsx"),
        ("training-five-sheet", "training-five-sheet/sample.xlsx"),
        ("stacked-tables", "stacked-tables/sample.xlsx"),
        ("activity-list", "activity-list/sample.xlsx"),
        ("activity-list", "activity-list/sample.csv"),
        ("itri", "activity-list/basics.xlsx"),
    ],
)
def test_each_sample_is_known_by_its_looks(name: str, file: str) -> None:
    detection = detect_file(IMPORTERS / file)
    first, second, *_ = detection.ranked
    assert detection.chosen() == name
    assert first.score > 0.9
    assert first.score - second.score > 0.1


# ---------------------------------------------------------------- moenv-platform

PLATFORM_BASICS: Rows = (
    ("公司名稱", "示範公司", None, "產品名稱", "杯子"),
    ("標示單位", "每個", None, "單位產品重量(公克)", 250),
    ("盤查年度", "113年度"),
    ("盤查範圍", "搖籃到大門(B2B)"),
)
PLATFORM_HEAD = ("生命週期階段", "群組", "名稱", "總活動量", "單位", "每單位數量", "單位")


def test_a_platform_form_with_one_header_row(read: Read) -> None:
    head = (*PLATFORM_HEAD, "係數名稱", "係數值", "係數單位", "係數來源", "備註")
    rows = (
        *PLATFORM_BASICS,
        head,
        ("原料取得", "原物料", "陶土", "2.6", "噸", 0.26, "公斤", "黏土", 0.01, "kgCO2e/公斤", "文獻", None),
        ("製造", "能源", "電力", 12000, "千瓦小時", 1.2, "度", None, None, None, None, "電費單"),
        ("製造", "產品", "杯子", "10,000", "個", 1, "個", None, None, None, None, None),
    )
    inventory = read("moenv-platform", {"工作表1": rows})
    product = inventory.product
    assert (product.declared_amount, product.declared_unit, product.mass_per_unit) == (1, "item", 0.25)
    assert product.boundary == "cradle-to-gate"
    assert not any("boundary" in one.what.render("en") for one in inventory.assumptions)
    clay = line(inventory, "陶土")
    assert (clay.amount, clay.unit, clay.also[0].amount, clay.also[0].unit) == (2.6, "t", 0.26, "kg")
    (factor,) = inventory.custom_factors
    assert (factor.value, factor.unit, factor.source) == (0.01, "kg", "文獻")
    assert [one.view for one in inventory.targets] == ["cfp", "ef"]


def test_an_english_platform_form(read: Read) -> None:
    upper = ("Activity data", *[None] * 6, "Emission factor", None, None, None, "Note")
    left = ("Life cycle stage", "Group", "Name", "Total activity", "Unit", "Amount per functional unit", "Unit")
    lower = (*left, "Name", "Value", "Unit", "Data source")
    rows = (
        ("Company", "Example Co. (made up)"),
        ("Product", "Cup"),
        ("Functional unit", "1 kg"),
        ("Period", "2024/1/1 - 2024/12/31"),
        upper,
        lower,
        ("Raw materials", "Material", "Clay", 1100, "kg", 1.1, "kg", "Clay", 0.01, "kgCO2e/kg", "literature", "dry"),
        ("Production", "Energy", "Electricity", 500, "kWh", 0.5, "kWh", None, None, None, None, None),
        ("Production", "Product", "Cup", 1000, "kg", 1, "kg", None, None, None, None, None),
    )
    inventory = read("moenv-platform", {"Sheet1": rows}, ("A5:G5", "H5:K5", "L5:L6"))
    assert (inventory.language, inventory.company.name) == ("en", "Example Co. (made up)")
    assert [one.amount for one in inventory.lines] == [1100, 500]
    assert line(inventory, "Clay").note == "dry"
    assert inventory.custom_factors[0].name == "Clay"


def test_co_products_of_a_platform_form_are_outputs(read: Read) -> None:
    rows = (
        *PLATFORM_BASICS,
        PLATFORM_HEAD,
        ("原料取得", "原物料", "陶土", None, None, 0.26, "公斤"),
        ("製造", "產品", "杯子", "10,000", "個", 1, "個"),
        ("製造", "聯產品", "盤子", "3,000", "個", 0.3, "個"),
    )
    inventory = read("moenv-platform", {"工作表1": rows})
    assert [(one.name, one.role, one.quantity) for one in inventory.outputs] == [
        ("杯子", "target", 10_000),
        ("盤子", "co-product", 3_000),
    ]
    clay = line(inventory, "陶土")
    assert (clay.amount, clay.level, clay.also) == (0.26, "unit", ())


# ---------------------------------------------------------------- training-five-sheet


def training(outputs: Rows, share: Any = None) -> dict[str, Rows]:
    basics: list[Sequence[Any]] = [
        ("公司名稱", "示範公司"),
        ("產品名稱", "杯子"),
        ("宣告單位", "1 個"),
        ("每單位產品重量(公斤)", 0.25),
        ("盤查期間", "113/1/1~113/12/31"),
    ]
    if share is not None:
        basics.append(("產品佔比", share))
    return {
        "基本資料與產量": (*basics, (), ("產量",), *outputs),
        "原物料與輔助材料": (("類別", "名稱", "使用量", "單位"), ("原料", "陶土", 5, "公噸")),
        "能源": (("用電",), ("年用電量(度)", "備註"), ("40,000", None)),
        "排放": (("廢棄物",), ("廢棄物名稱", "年產生量(公噸)", "清理方式"), ("廢陶", 1.5, "掩埋")),
    }


def test_a_whole_plant_row_leaves_the_other_products(read: Read) -> None:
    outputs = (("產品名稱", "年產量", "單位"), ("杯子", 20000, "個"), ("全廠總產量", "80,000", "個"))
    inventory = read("training-five-sheet", training(outputs, "25%"))
    assert [(one.name, one.role, one.quantity) for one in inventory.outputs] == [
        ("杯子", "target", 20_000),
        ("其他產品", "other", 60_000),
    ]
    (key,) = inventory.allocation_keys
    assert (key.basis, key.share("杯子")) == ("quantity", 0.25)
    power = line(inventory, "外購電力")
    assert (power.amount, power.unit, power.allocation) == (40_000, "kWh", "產品占比")
    assert line(inventory, "廢陶").unit == "t"
    assert inventory.product.boundary == "cradle-to-gate"


def test_a_share_in_the_basics_is_compared_too(read: Read) -> None:
    outputs = (("產品名稱", "年產量", "單位"), ("杯子", 20000, "個"), ("盤子", "60,000", "個"))
    with pytest.raises(FormError) as caught:
        read("training-five-sheet", training(outputs, "40%"))
    (problem,) = caught.value.problems
    assert (problem.where, problem.what.render("en")) == (
        "基本資料與產量!B6",
        "the stated share is 40 %, by the outputs it is 25 %",
    )


def test_plant_totals_of_materials_are_shared(read: Read) -> None:
    outputs = (("產品名稱", "年產量", "單位"), ("杯子", 20000, "個"), ("盤子", "60,000", "個"))
    sheets = training(outputs)
    sheets["原物料與輔助材料"] = (
        ("類別", "名稱", "全廠使用量", "單位", "使用量"),
        ("原料", "陶土", 20, "公噸", None),
        ("輔料", "釉", 3, "公噸", 1),
    )
    inventory = read("training-five-sheet", sheets)
    clay, glaze = line(inventory, "陶土"), line(inventory, "釉")
    assert (clay.amount, clay.level, clay.allocation) == (20, "plant", "產品占比")
    assert (glaze.amount, glaze.level, glaze.allocation, glaze.also[0].amount) == (1, "product", "", 3)


# ---------------------------------------------------------------- stacked-tables


def test_other_marks_and_titles(read: Read) -> None:
    rows = (
        ("●一、公司基本資料",),
        ("廠商名稱", "示範公司"),
        ("盤查產品", "杯子"),
        ("宣告單位", "1 個"),
        ("單位重量(公克)", 250),
        ("盤查期間", "113年"),
        ("●二、全廠產量",),
        ("產品名稱", "年產量", "單位", "總重(公噸)"),
        ("杯子", 20000, "個", 5),
        ("盤子", 30000, "個", 15),
        ("●三、主要原料（標的產品）",),
        ("本表填標的產品用量",),
        ("品名", "用量", "單位", "全廠用量"),
        ("陶土", 5, "公噸", 20),
        ("●四、能源",),
        ("項目", "年用量", "單位"),
        ("電力", "4.0E+04", "度"),
        ("●五、員工福利",),
        ("項目", "金額"),
        ("旅遊", 100),
    )
    inventory = read("stacked-tables", {"Sheet1": rows})
    assert inventory.product.mass_per_unit == 0.25
    assert inventory.allocation_keys[0].share("杯子") == 0.25
    clay = line(inventory, "陶土")
    assert (clay.amount, clay.level, clay.also[0].level, clay.also[0].amount) == (5, "product", "plant", 20)
    assert line(inventory, "電力").amount == 40_000
    assert any("員工福利" in one.reason.render("en") for one in inventory.ignored)


def test_the_target_is_not_guessed(read: Read) -> None:
    rows = (
        ("◎基本資料",),
        ("公司名稱", "示範公司"),
        ("產品名稱", "茶杯"),
        ("宣告單位", "1 公斤"),
        ("盤查期間", "113年"),
        ("◎產量",),
        ("產品名稱", "年產量", "單位"),
        ("杯子", 20000, "公斤"),
        ("盤子", 30000, "公斤"),
        ("◎原物料",),
        ("品名", "用量", "單位"),
        ("陶土", 5, "公噸"),
        ("◎能源",),
        ("項目", "年用量", "單位"),
        ("電力", 40000, "度"),
    )
    with pytest.raises(FormError) as caught:
        read("stacked-tables", {"Sheet1": rows})
    assert any("exactly one output must be the target" in one.what.render("en") for one in caught.value.problems)


# ---------------------------------------------------------------- activity-list


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950"])
def test_a_csv_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "list.csv").write_bytes(csv_bytes().decode("utf-8-sig").encode(encoding))
    inventory = read_form(tmp_path / "list.csv", importer="activity-list", basics=IMPORTERS / "activity-list" / "basics.xlsx")
    assert line(inventory, "電力").amount == 440_000


def test_a_greenhouse_gas_list(read: Read) -> None:
    rows = (
        ("公司名稱", "示範公司"),
        ("產品名稱", "杯子"),
        ("功能單位", "1 公斤"),
        ("盤查期間", "2024"),
        ("編號", "階段", "排放源類別", "排放源", "設施名稱", "活動量", "計量單位", "排放係數", "係數單位", "係數來源"),
        ("A1", "生產", "固定燃燒", "天然氣", "鍋爐", "1,200", "立方公尺", 2.643, "公斤CO2e/立方公尺", "環境部"),
        ("A2", "生產", "逸散", "R-410A", "冷氣", 0.5, "公斤", None, None, None),
        ("A3", "生產", "逸散", "化糞池", None, 20, "人", None, None, None),
        ("A4", "生產", "產品", "杯子", None, "3,000", "公斤", None, None, None),
    )
    inventory = read("activity-list", {"清冊": rows})
    gas = line(inventory, "天然氣")
    assert (gas.line_id, gas.group, gas.note, gas.amount, gas.level) == ("A1", "energy", "鍋爐", 1200, "product")
    assert (line(inventory, "R-410A").group, line(inventory, "化糞池").group) == ("refrigerant", "emission-air")
    (factor,) = inventory.custom_factors
    assert (factor.value, factor.unit) == (2.643, "m3")
