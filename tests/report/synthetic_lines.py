"""Lines and indicators of the made-up run."""

from __future__ import annotations

INDICATORS = (
    # id, English, Chinese, unit, normalisation (person equivalent), weight in percent, toxicity
    ("climate-change", "Climate change", "氣候變遷", "kg CO2 eq", 7553.08, 21.06, 0),
    ("ozone-depletion", "Ozone depletion", "臭氧層破壞", "kg CFC-11 eq", 0.0523484, 6.31, 0),
    ("human-toxicity-cancer", "Human toxicity, cancer", "人體毒性－致癌", "CTUh", 1.72529e-05, 2.13, 1),
    ("human-toxicity-non-cancer", "Human toxicity, non-cancer", "人體毒性－非致癌", "CTUh", 0.000128736, 1.84, 1),
    ("particulate-matter", "Particulate matter", "懸浮微粒", "disease incidence", 0.000595367, 8.96, 0),
    ("ionising-radiation", "Ionising radiation, human health", "游離輻射", "kBq U-235 eq", 4220.16, 5.01, 0),
    ("photochemical-ozone", "Photochemical ozone formation, human health", "光化學臭氧生成", "kg NMVOC eq", 40.8592, 4.78, 0),
    ("acidification", "Acidification", "酸化", "mol H+ eq", 55.5695, 6.2, 0),
    ("eutrophication-terrestrial", "Eutrophication, terrestrial", "優養化－陸域", "mol N eq", 176.755, 3.71, 0),
    ("eutrophication-freshwater", "Eutrophication, freshwater", "優養化－淡水", "kg P eq", 1.60685, 2.8, 0),
    ("eutrophication-marine", "Eutrophication, marine", "優養化－海洋", "kg N eq", 19.5452, 2.96, 0),
    ("ecotoxicity-freshwater", "Ecotoxicity, freshwater", "生態毒性－淡水", "CTUe", 56716.6, 1.92, 1),
    ("land-use", "Land use", "土地利用", "pt (dimensionless)", 819498.0, 7.94, 0),
    ("water-use", "Water use", "水資源耗用", "m3 world eq deprived", 11468.7, 8.51, 0),
    ("resource-minerals-metals", "Resource use, minerals and metals", "資源耗用－礦物與金屬", "kg Sb eq", 0.0636226, 7.55, 0),
    ("resource-fossils", "Resource use, fossils", "資源耗用－化石燃料", "MJ", 65004.3, 8.32, 0),
)
SUBS = (
    ("climate-change-fossil", "Climate change: fossil", "氣候變遷：化石", 0.91),
    ("climate-change-biogenic", "Climate change: biogenic", "氣候變遷：生物源", 0.02),
    ("climate-change-land-use", "Climate change: land use and land use change", "氣候變遷：土地利用與土地利用變更", 0.07),
)
# line id, name, stage, group, amount per unit, unit, kg CO2 eq per unit of the product, dataset
LINES = (
    ("M01", "鋁合金擠型材6061-T6（含回收料二成五）", "raw-materials", "material", 0.412, "kg", 2.95, "aluminium-extrusion"),
    ("M02", "不鏽鋼軸心棒材SUS304", "raw-materials", "material", 0.061, "kg", 0.31, "stainless-bar"),
    ("M03", "軸承鋼珠與保持架", "raw-materials", "material", 0.043, "kg", 0.12, "bearing-steel"),
    ("M04", "鍍鋅螺絲", "raw-materials", "material", 0.012, "kg", 0.034, "steel-wire"),
    ("M05", "切削油", "raw-materials", "auxiliary", 0.021, "kg", 0.052, "cutting-oil"),
    ("M06", "陽極處理硫酸（98％）", "raw-materials", "auxiliary", 0.034, "kg", 0.0051, "sulfuric-acid"),
    ("M07", "鹽酸32％", "raw-materials", "auxiliary", 0.015, "kg", 0.0046, "hydrochloric-acid"),
    ("M08", "封孔劑（含鎳鹽類與螯合劑之水溶液混合物）", "raw-materials", "auxiliary", 0.004, "kg", 0.011, "nickel-sulfate"),
    ("M09", "氫氧化鈉45％", "raw-materials", "auxiliary", 0.018, "kg", 0.013, "naoh"),
    ("P01", "瓦楞紙箱", "raw-materials", "packaging", 0.055, "kg", 0.058, "corrugated-box"),
    ("P02", "聚乙烯袋", "raw-materials", "packaging", 0.006, "kg", 0.016, "ldpe-film"),
    ("P03", '=HYPERLINK("x")棧板', "raw-materials", "packaging", 0.01, "kg", 0.004, "pallet"),
    ("T01", "鋁擠型材海運（上海→台中港）", "raw-materials", "transport", 0.41, "tkm", 0.0045, "sea-freight"),
    ("T02", "原料陸運", "raw-materials", "transport", 0.09, "tkm", 0.012, "lorry"),
    ("E01", "廠內用電（依機器工時分攤）", "manufacturing", "energy", 2.85, "kWh", 1.68, "electricity-tw"),
    ("E02", "鍋爐天然氣（有效熱）", "manufacturing", "energy", 0.081, "m3", 0.19, "heat-natgas-boiler"),
    ("E03", "堆高機柴油", "manufacturing", "energy", 0.004, "L", 0.012, "diesel-burned-machine"),
    ("W01", "自來水供應", "manufacturing", "water", 0.024, "m3", 0.0042, "tap-water"),
    ("W02", "冷卻水蒸發", "manufacturing", "water", 0.006, "m3", 0.0, "water-evaporated-tw"),
    ("R01", "冷媒R-410A填充量", "manufacturing", "refrigerant", 2.1e-05, "kg", 0.045, "r410a"),
    ("A01", "鹽酸霧排放", "manufacturing", "emission-air", 1.2e-05, "kg", 0.0, "hcl-air"),
    ("A02", "總懸浮微粒", "manufacturing", "emission-air", 3.1e-05, "kg", 0.0, "pm-air"),
    ("S01", "陽極廢水處理", "manufacturing", "wastewater", 0.018, "m3", 0.0092, "wastewater-treatment"),
    ("S02", "有害污泥固化掩埋", "manufacturing", "waste", 0.009, "kg", 0.0023, "sludge-landfill"),
    ("S03", "一般事業廢棄物焚化", "manufacturing", "waste", 0.011, "kg", 0.0041, "incineration"),
    ("S04", "鋁屑售出", "manufacturing", "co-product", 0.122, "kg", -0.42, "aluminium-scrap-credit"),
    ("S05", "化糞池甲烷", "manufacturing", "emission-air", 2.0e-05, "kg", 0.0006, "methane"),
    ("K01", "特殊表面潤滑塗層（供應商碳足跡）", "manufacturing", "auxiliary", 0.002, "kg", 0.21, "supplier-factor"),
    ("D01", "成品陸運至基隆港", "distribution", "transport", 0.05, "tkm", 0.0081, "lorry"),
    ("D02", "成品海運至鹿特丹", "distribution", "transport", 6.3, "tkm", 0.072, "sea-freight"),
    ("D03", "歐洲內陸配送", "distribution", "transport", 0.15, "tkm", 0.019, "lorry-eu"),
    ("D04", "配送中心用電", "distribution", "energy", 0.02, "kWh", 0.006, "electricity-eu"),
    ("U01", "保養用潤滑脂", "use", "auxiliary", 0.012, "kg", 0.026, "grease"),
    ("U02", "清潔用水", "use", "water", 0.03, "m3", 0.008, "tap-water"),
    ("L01", "廢棄花鼓回收前處理", "end-of-life", "waste", 0.45, "kg", 0.022, "shredding"),
    ("L02", "包裝材料焚化", "end-of-life", "waste", 0.06, "kg", 0.031, "incineration"),
)
SCREENING = "K01"
PARTLY = "M08"
"""A line with a dataset and, beside it, a target that has a climate factor only, of this score (kg CO2 eq)."""
PARTLY_SCORE = 0.007
AIR = {"A01", "A02"}
LEFT_OUT = ("M10", "標籤貼紙", "raw-materials", "packaging", 0.0004, "kg")
