"""Rules by which a name is read before factors are suggested: which word is the thing, what says nothing, what it is made of."""

from __future__ import annotations

import pytest
from suggestion_hits import default_suggester

from ef_training.factors.suggesting.suggest import Suggestion
from ef_training.inventory.model import Line

SUGGESTER = default_suggester()


def suggest(name: str, group: str = "material", unit: str = "kg", **more) -> Suggestion:
    return SUGGESTER.suggest(Line("L1", "manufacturing", group, name, 1.0, unit, "plant", **more))


def names(name: str, group: str = "material", unit: str = "kg", **more) -> list[str]:
    return [one.name for one in suggest(name, group, unit, **more).candidates]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("把手用TPR料", "熱可塑性橡膠"),
        ("皮帶輪塗裝用二甲苯", "二甲苯"),
        ("空調用銅管", "電解銅"),
        ("鍍鋅用鋅板", "鋅錠"),
        ("使用鋁錠", "鋁錠"),
    ],
)
def test_a_purpose_before_the_thing_stands_aside(name, word):
    assert word in names(name)[0]


def test_of_two_readings_the_one_that_covers_more_counts():
    assert "鹽酸" in names("工業用鹽酸")[0]
    assert "氯化鈉" in names("工業用鹽")[0]


@pytest.mark.parametrize("size", ["M8×25", "1.2mm", "φ10", "CNS 9278", "DIN 931", "JIS G3141", "304x200x3"])
def test_sizes_and_codes_change_nothing(size):
    for name in ("冷軋鋼捲", "PP粒", "六角螺栓", "圓鐵"):
        assert names(f"{name} {size}")[0] == names(name)[0]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("PVC 夾鏈袋", "聚氯乙烯"),
        ("PET 打包帶", "聚對苯二甲酸乙二酯"),
        ("尼龍螺絲", "聚醯胺"),
        ("ABS 齒輪", "丁二烯"),
        ("Phenolic binder", "酚醛樹脂"),
        ("白鐵法蘭", "鋼冷軋鋼捲"),
        ("Forged blank, aluminium", "鋁錠"),
        ("鍍鋅螺絲", "螺絲"),
        ("PET 標籤", "標籤紙"),
    ],
)
def test_a_thing_is_of_the_material_before_it(name, word):
    unit = "item" if "標籤" in name else "kg"
    assert word in names(name, unit=unit)[0]


def test_a_coating_is_not_the_material():
    assert "螺絲" in names("六角螺栓 鍍鎳")[0]
    assert "螺絲" in names("nickel plated bolt")[0]


def test_a_grade_counts_before_or_behind_the_thing():
    for name in ("ADC12 鋁錠", "鋁錠 ADC12", "ADC-12 鋁錠 (壓鑄)"):
        assert names(name)[0] == "再生鋁錠"
    assert "焊接管" in names("不鏽鋼管 304")[0]
    assert names("SUS430 鋼捲")[0] == "不鏽鋼冷軋鋼捲"
    assert "304" in names("SUS304 鋼捲")[0]


def test_what_is_unknown_behind_a_material_is_taken_for_a_thing_of_it_and_said_so():
    best = suggest("鋁合金曲臂").candidates[0]
    assert best.name == "鋁錠"
    assert any("曲臂" in said.render("en") for said in best.warnings)
    assert names("聚乙烯吡咯烷酮") == []
    assert names("鋁合金拋光劑") == []


def test_details_of_a_name_order_factors_of_one_name():
    assert "未使用基布" not in names("PVC皮 有底布 壓延")[0]
    assert "含球化與表面皮膜處理" in names("六角螺栓 白鋅")[0]
    assert "不含球化" in names("六角螺栓 未電鍍")[0]


@pytest.mark.parametrize(
    ("slip", "word"),
    [("polyproylene", "聚丙烯"), ("hydrocloric acid", "鹽酸"), ("isopropanl", "異丙醇"), ("alumnium ingot", "鋁錠")],
)
def test_a_slip_of_the_pen_is_read(slip, word):
    assert word in names(slip)[0]


def test_a_letter_more_or_less_makes_another_chemical():
    assert names("butanal") == []


def test_words_for_a_class_count_only_alone():
    assert names("MEK washing solvent") == ["丁酮"]
    assert names("TIG shielding gas Ar") == ["氬氣"]
    assert names("清洗溶劑") == []


@pytest.mark.parametrize(
    "name", ["黑色印刷油墨", "聚酯型粉體塗料", "香蕉水", "陰離子高分子凝集劑", "OPP封箱膠帶", "鋁空罐", "甲苯", "模具鋼 SKD11"]
)
def test_what_only_resembles_is_nothing(name):
    assert suggest(name).candidates == ()


def test_distillation_is_bought_for_solvents_that_are_recycled():
    for name in ("Spent thinner sent to distillation", "廢IPA", "廢溶劑"):
        assert "蒸餾回收" in names(name, "waste", treatment="回收")[0]
    assert names("廢鐵屑", "waste", treatment="回收") == []


def test_a_waste_with_a_treatment_of_its_own_needs_none_stated():
    best = suggest("氟化鈣污泥", "waste", "t").candidates[0]
    assert "氟化鈣污泥" in best.name
    assert any("not stated" in said.render("en") for said in best.warnings)
    assert names("鐵屑", "waste") == []


def test_codes_of_hazardous_waste_lead_to_its_service():
    assert "有害" in names("電鍍污泥 A-8801 固化", "waste", "t")[0]
    assert "有害" in names("Hazardous sludge solidification", "waste", "t")[0]


def test_the_lorry_that_is_named_counts_before_any_lorry():
    assert "小貨車" in names("3.5噸小貨車送電鍍外包", "transport", "tkm", treatment="truck")[0]
    assert "低溫" in names("低溫宅配車 3.49T", "transport", "tkm", treatment="refrigerated truck")[0]
    assert "3.49噸低溫" in names("低溫貨車 3.49T", "transport", "tkm")[0]


@pytest.mark.parametrize("name", ["製程廢水", "製程廢水 高雄園區", "生活污水", "廢水"])
def test_waste_water_by_volume_gets_factors_by_volume_first(name):
    found = suggest(name, "wastewater", "m3", treatment="納管").candidates
    assert found[0].unit == "m3"
    assert found[0].asks == ""


@pytest.mark.parametrize("name", ["堆高機柴油", "柴油（堆高機）", "Diesel for forklift", "堆高機加油(高級柴油)", "山貓柴油"])
def test_diesel_of_a_forklift_is_burned_off_the_road(name):
    assert "非道路運輸移動源使用" in names(name, "energy", "L")[0]


@pytest.mark.parametrize("name", ["柴油發電機測試", "熱媒鍋爐 重油", "瓦斯(熱處理爐)"])
def test_a_fuel_beside_equipment_is_found(name):
    unit = "m3" if "瓦斯" in name else "L"
    assert "使用" in names(name, "energy", unit)[0]


def test_bought_steam_is_not_the_fuel_of_the_boiler():
    assert names("蒸汽(天然氣鍋爐)", "energy", "t") == []


def test_tap_water_is_of_taiwan_whatever_it_is_used_for():
    for name in ("自來水（冷卻水塔與生活用水）", "自來水(水洗槽)", "水洗用水"):
        assert names(name, "water", "m3")[0].startswith("臺灣自來水")
    assert names("自來水 台北廠", "water", "m3")[0].startswith("臺北自來水")


def test_what_was_ordered_first_in_the_table_comes_before_newer_data():
    assert names("液氨") == ["氨"]
    assert names("Thinner / xylene (spray booth)")[0].endswith("二甲苯")


@pytest.mark.parametrize(
    "name", ["HD抽袋料", "LLD C4 film grade", "GP料(透明硬膠)", "HI料", "n-BuOH", "Cu cathode Grade A", "phos. acid 85pct"]
)
def test_short_forms_of_the_trade_are_known(name):
    assert names(name)
