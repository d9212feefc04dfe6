"""The ready-made strategies, on rows as the reader hands them over."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sample_workbooks import IMPORTERS

from ef_training.forms.files.workbook import Cell
from ef_training.forms.layout import load_importer
from ef_training.forms.strategies import (
    boundary_from_stages,
    check_shares,
    keep_texts,
    refine_groups,
    rest_of_plant,
    roles,
    route_outputs,
    share_key,
    split_declared_unit,
    split_period,
)
from ef_training.forms.strategy_basics import read_period
from ef_training.inventory.model import Origin

WHOLE_YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def row(table: str, **values: Any) -> dict[str, Any]:
    """Return a row of cells; the place of each is its field's name."""
    cells: dict[str, Any] = {key: Cell(value, Origin("b", "s", key)) for key, value in values.items()}
    return {"@table": table, "@origin": Origin("b", "s", "A1"), "@factors": {}, **cells}


def noted(rows: list[dict[str, Any]]) -> list[str]:
    return [what.render("en") for one in rows for what, _ in one.get("@assumptions", ())]


@pytest.mark.parametrize(
    "text",
    [
        "113年1月1日~113年12月31日",
        "113年1月1日至12月31日",
        "113年1月至12月",
        "113/01/01 ～ 113/12/31",
        "2024/1/1-2024/12/31",
        "2024-01-01 to 2024-12-31",
        "2024-01-01 - 2024-12-31",
        "2024.1.1 到 2024.12.31",
        "1130101~1131231",
        "民國113年",
        "113年度",
        "2024",
        "113/1~113/12",
    ],
)
def test_a_period_in_one_cell(text: str) -> None:
    assert read_period(text) == WHOLE_YEAR


@pytest.mark.parametrize("text", ["去年", "113年13月至14月", "2024/2/30~2024/12/31", "12月", "2024~", "一整年"])
def test_what_is_no_period(text: str) -> None:
    assert read_period(text) is None


def test_a_period_ends_in_february() -> None:
    assert read_period("112年3月至113年2月") == (date(2023, 3, 1), date(2024, 2, 29))


def test_an_unreadable_period_is_wrong_at_its_cell() -> None:
    (found,) = split_period([row("basics", period="去年")])
    assert found["period_start"].fault.render("en") == "“去年” is no period from one day to another"
    assert found["period_start"].origin.cell == "period"


def test_a_year_alone_is_noted_and_two_cells_stay() -> None:
    rows = split_period([row("basics", period="113年度")])
    assert noted(rows) == ["“113年度” was read as 2024-01-01 to 2024-12-31"]
    assert noted(split_period([row("basics", period="113/1/1~113/12/31")])) == []
    (kept,) = split_period([row("basics", period="112", period_start=date(2024, 1, 1), period_end=date(2024, 12, 31))])
    assert kept["period_start"].value == date(2024, 1, 1)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("1 公斤", 1, "公斤"),
        ("每公斤", 1, "公斤"),
        ("1,000個", 1000, "個"),
        ("一個", 1, "個"),
        ("每 １００ 公升（裝）", 100, "公升"),
        ("個", 1, "個"),
    ],
)
def test_a_declared_unit_in_one_cell(text: str, amount: float, unit: str) -> None:
    (found,) = split_declared_unit([row("basics", declared=text, mass_per_unit=2)])
    assert (found["declared_amount"].value, found["declared_unit"].value) == (amount, unit)
    assert found["mass_per_unit"].value == 2


def test_the_mass_of_a_declared_mass_follows_and_is_noted() -> None:
    (found,) = split_declared_unit([row("basics", declared="1 公噸")])
    assert found["mass_per_unit"].value == 1000
    assert noted([found]) == ["the mass per declared unit follows from the unit: 1000 kg"]


def test_a_piece_has_no_mass_of_its_own() -> None:
    (found,) = split_declared_unit([row("basics", declared="1 個")])
    assert "mass" in found["mass_per_unit"].fault.render("en")


@pytest.mark.parametrize("text", ["產品", "1", "1 斗"])
def test_what_is_no_declared_unit(text: str) -> None:
    (found,) = split_declared_unit([row("basics", declared=text, mass_per_unit=2)])
    assert found["declared_unit"].fault is not None


@pytest.mark.parametrize(
    ("stages", "boundary"),
    [
        (("原料取得", "製造生產"), "cradle-to-gate"),
        (("原料取得", "製造", "配銷"), "cradle-to-gate-and-distribution"),
        (("原料取得", "使用階段", "配銷"), "cradle-to-grave"),
        (("廢棄處理",), "cradle-to-grave"),
    ],
)
def test_the_boundary_follows_from_the_stages(stages: tuple[str, ...], boundary: str) -> None:
    rows = boundary_from_stages([row("basics"), *(row("list", stage=stage) for stage in stages)])
    assert rows[0]["boundary"].value == boundary
    assert len(noted(rows)) == 1


def test_a_boundary_that_is_given_stays() -> None:
    rows = boundary_from_stages([row("basics", boundary="搖籃到大門"), row("list", stage="使用")])
    assert rows[0]["boundary"].value == "搖籃到大門"
    assert noted(rows) == []


def test_the_output_named_as_the_product_is_the_target() -> None:
    rows = roles([row("basics", product_name="瓶 500 mL"), row("outputs", name="瓶500ML"), row("outputs", name="桶")])
    assert [one["role"].value for one in rows[1:]] == ["target", "other"]
    assert noted(rows) == ["“瓶500ML” was taken as the target product"]


def test_no_output_is_made_the_target_by_guessing() -> None:
    rows = roles([row("basics", product_name="瓶"), row("outputs", name="桶"), row("outputs", name="蓋")])
    assert all("role" not in one for one in rows[1:])


def test_a_row_of_the_whole_plant_becomes_the_other_products() -> None:
    rows = rest_of_plant(
        [
            row("outputs", name="螺栓", quantity="480", unit="公噸", mass=480000),
            row("outputs", name="全廠總產量", quantity="1,200,000", unit="公斤", mass="1,200,000"),
        ]
    )
    assert (rows[1]["name"].value, rows[1]["quantity"].value, rows[1]["mass"].value) == ("其他產品", 720000, 720000)
    assert len(noted(rows)) == 1


def test_a_plant_smaller_than_its_products_is_wrong() -> None:
    rows = rest_of_plant([row("outputs", name="甲", quantity=5, unit="個"), row("outputs", name="全廠", quantity=4, unit="個")])
    assert rows[1]["quantity"].fault is not None


def outputs(**shares: float | str) -> list[dict[str, Any]]:
    return [
        row("outputs", name="甲", role="標的產品", quantity=30, unit="公斤", stated_share=shares.get("first", 30)),
        row("outputs", name="乙", role="其他產品", quantity="0.07", unit="公噸", stated_share=shares.get("second", "70%")),
    ]


def test_the_share_key_takes_the_mass_that_every_output_tells() -> None:
    rows = share_key(outputs())
    assert (rows[-1]["@table"], rows[-1]["name"].value, rows[-1]["basis"].value) == ("allocation-keys", "產品占比", "mass")
    assert len(noted(rows)) == 1


def test_the_basis_that_the_form_names_is_taken() -> None:
    rows = share_key([row("basics", share_basis="產量"), *outputs()])
    assert rows[-1]["basis"].value == "產量"
    assert noted(rows) == []


def test_pieces_of_unknown_mass_are_shared_by_quantity() -> None:
    rows = share_key([row("outputs", quantity=3, unit="個"), row("outputs", quantity=7, unit="件")])
    assert rows[-1]["basis"].value == "quantity"


def test_value_is_never_taken_unasked() -> None:
    rows = [row("outputs", quantity=quantity, unit=unit, value=9) for quantity, unit in ((3, "個"), (7, "公斤"))]
    assert share_key(rows) == rows
    asked = share_key([row("basics", share_basis="產值", share_reason="產品差異大"), *rows])
    assert (asked[-1]["basis"].value, asked[-1]["reason"].value) == ("產值", "產品差異大")


def test_no_key_where_nothing_serves() -> None:
    rows = [row("outputs", quantity=3, unit="個"), row("outputs", quantity=7, unit="公斤")]
    assert share_key(rows) == rows


@pytest.mark.parametrize("stated", [30, 0.3, "30%", "３０％", "30.2 %", 29.8])
def test_a_share_that_agrees(stated: float | str) -> None:
    rows = check_shares(share_key(outputs(first=stated)))
    assert rows[0]["stated_share"].fault is None


@pytest.mark.parametrize("stated", [31, 0.29, "40%", "3%"])
def test_a_share_that_departs_is_wrong_at_its_cell(stated: float | str) -> None:
    rows = check_shares(share_key(outputs(first=stated)))
    assert rows[0]["stated_share"].fault.render("en").endswith("by the outputs it is 30 %")
    assert rows[0]["stated_share"].origin.cell == "stated_share"
    assert rows[1]["stated_share"].fault is None


def test_the_share_in_the_basics_is_that_of_the_target() -> None:
    right, wrong = (check_shares(share_key([row("basics", stated_share=share), *outputs()])) for share in ("30%", "70%"))
    assert right[0]["stated_share"].fault is None
    assert wrong[0]["stated_share"].fault is not None


@pytest.mark.parametrize(
    ("word", "name", "unit", "group"),
    [
        ("排放", "冷媒 R-410A", "公斤", "refrigerant"),
        ("逸散", "HFC-134a", "公斤", "refrigerant"),
        ("排放", "製程廢水", "立方公尺", "wastewater"),
        ("殘留物", "生活污水", "度", "wastewater"),
        ("排放", "COD", "公斤", "emission-water"),
        ("排放", "化糞池", "人", "emission-air"),
        ("輔助項", "瓦楞紙箱", "公斤", "packaging"),
        ("輔助項", "盤元運輸", "延噸公里", "transport"),
        ("輔助項", "鹽酸", "公斤", "輔助項"),
        ("殘留物", "廢鐵", "公斤", "殘留物"),
        ("能源", "電力", "度", "能源"),
        ("原料運輸", "出口", "tkm", "transport"),
    ],
)
def test_groups_that_hold_several(word: str, name: str, unit: str, group: str) -> None:
    rows = refine_groups([row("list", group=word, name=name, unit=unit)])
    assert rows[0]["group"].value == group
    assert len(noted(rows)) == (group != word and "運輸" not in word)


def test_product_rows_of_a_list_become_outputs() -> None:
    rows = route_outputs([row("list", group=group, name="x", amount=3, unit="個") for group in ("產品", "聯產品", "能源")])
    assert [one["@table"] for one in rows] == ["outputs", "outputs", "list"]
    assert [one["role"].value for one in rows[:2]] == ["target", "co-product"]
    assert rows[0]["quantity"].value == 3


def test_what_has_no_field_is_kept_as_text() -> None:
    rows = keep_texts(
        [row("list", supplier="甲", supplier_address="高雄", machine="鍋爐", note="估"), row("list", machine="堆高機")]
    )
    assert (rows[0]["supplier"].value, rows[0]["note"].value, rows[1]["note"].value) == ("甲（高雄）", "鍋爐；估", "堆高機")


def test_a_folder_of_data_may_name_them(tmp_path: Path) -> None:
    definition = (IMPORTERS / "moenv-platform" / "importer.toml").read_text(encoding="utf-8")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "importer.toml").write_text(
        definition.replace('id = "moenv-platform"', 'id = "own"', 1), encoding="utf-8"
    )
    assert split_period in load_importer(str(tmp_path / "own")).strategies
