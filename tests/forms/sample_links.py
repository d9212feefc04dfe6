"""What each line of the bottle's list is in each view: the links sheet of the companion form.

The ``cfp`` view takes the factors that stand on the rows of the same plant's workbook (`sample_bottles.ACTIVITIES`); vans, which
that has not, take the factor of small lorries. Rows of safety data sheets and the like are made up, and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MADE_UP = "示範資料，數字為虛構"
CONFIRMED = "範例"
DATA_SHEET = f"供應商安全資料表（{MADE_UP}）"
DIESEL_MJ = 35.17
"""Heat value of diesel, MJ/L: 8,400 kcal/L × 4.1868 (排放係數管理表 6.0.4), as in the worked examples."""

HDPE, LDPE, TITANIA = "moenv-2097f133", "moenv-be8e241b", "moenv-e0dcbaf4"
BOARD, PAPER_PALLET = "moenv-416cfe98", "moenv-cc25af65"
POWER, FORKLIFT, TAP, SEWAGE, INCINERATION = (
    "moenv-24a2201d",
    "moenv-1f1c7c1c",
    "moenv-7f0f7f9a",
    "moenv-500dc08a",
    "moenv-2400d4e3",
)
LORRY, VAN, WASTE_LORRY = "moenv-9679f870", "moenv-19474575", "moenv-cd9b5cee"
R134A_TO_AIR = "e87f039d-d9ce-4242-ac18-c9284cc80f3d"

Link = dict[str, Any]


def bottle_links() -> list[Link]:
    """Return the rows of the links sheet, by line: first the 16 indicators, then the carbon footprint."""
    return [*_materials(), *_plant(), *_transport()]


def _dataset(line_id: str, code: str, reason: str, times: float = 1, unit: str = "", source: str = "") -> Link:
    return _link(line_id, "ef", "dataset", code, reason, times, unit, source)


def _factor(line_id: str, code: str, reason: str, times: float = 1, unit: str = "", source: str = "") -> Link:
    return _link(line_id, "cfp", "factor", code, reason, times, unit, source)


def _link(line_id: str, view: str, kind: str, code: str, reason: str, times: float = 1, unit: str = "", source: str = "") -> Link:
    row: Link = {"line_id": line_id, "view": view, "kind": kind, "target": code, "multiplier": times}
    row |= {"multiplier_unit": unit, "reason": reason, "source": source, "confirmed_by": CONFIRMED}
    return {name: value for name, value in row.items() if value != ""}


def _left_out(line_id: str, reason: str, omission: str) -> Iterator[Link]:
    for view in ("ef", "cfp"):
        row = {"line_id": line_id, "view": view, "kind": "left-out", "reason": reason}
        yield {**row, "omission": omission, "confirmed_by": CONFIRMED}


def _materials() -> Iterator[Link]:
    yield _dataset("1", "pe-hd", "HDPE 粒；吹瓶用電計入項次 6，不加成型資料集")
    yield _factor("1", HDPE, "高密度聚乙烯，資料年份最近")
    carrier, pigment = "載體低密度聚乙烯 60 %", "鈦白粉 40 %"
    yield _dataset("2", "pe-ld", carrier, 0.6, source=DATA_SHEET)
    yield _dataset("2", "titanium-dioxide", pigment, 0.4, source=DATA_SHEET)
    yield _dataset("2", "extrusion-plastic", "供應商混練造粒")
    yield _factor("2", LDPE, f"{carrier}；混練能耗未含", 0.6, source=DATA_SHEET)
    yield _factor("2", TITANIA, f"{pigment}；環境部僅有非食品級", 0.4, source=DATA_SHEET)
    yield _dataset("3", "corrugated-board", "瓦楞紙箱")
    yield _factor("3", BOARD, "AB 楞紙板；裁切印刷未含")
    yield _dataset("4", "pe-ld", "低密度聚乙烯，吹膜損耗 2 %", 1.02)
    yield _dataset("4", "extrusion-plastic", "吹膜加工")
    yield _factor("4", LDPE, "低密度聚乙烯，吹膜損耗 2 %；吹膜能耗未含", 1.02)
    yield _dataset("5", "corrugated-board", "無紙棧板資料集，材料同為瓦楞紙板，以瓦楞紙箱代替")
    yield _factor("5", PAPER_PALLET, "紙棧板")


def _plant() -> Iterator[Link]:
    yield _dataset("6", "elec-tw-mv", "高壓用戶電力")
    yield _factor("6", POWER, "電力碳足跡，已含間接，不再加電力間接碳足跡")
    yield _dataset("7", "diesel-burned-machine", "低位熱值 8,400 千卡/公升＝35.17 MJ/公升", DIESEL_MJ, "MJ/L")
    yield _factor("7", FORKLIFT, "非道路移動源使用，已含上游與燃燒")
    yield _dataset("8", "tap-water-tw", "供水")
    lost = "耗水＝（取水 1,800 － 排放 900）÷ 取水 1,800＝0.5，冷卻水塔蒸發；不計取水"
    yield _link("8", "ef", "elementary-flow", "water-evaporated-tw", lost, 0.5, "m3/m3")
    yield _factor("8", TAP, "臺灣自來水，資料年份最近")
    yield _dataset("9", "refrigerant-r134a", "補充冷媒的製造")
    yield _link("9", "ef", "elementary-flow", R134A_TO_AIR, "逸散至空氣：補充量視為逸散量")
    yield _link("9", "cfp", "gwp", "R-134a@AR6", "環境部無冷媒係數，用 IPCC AR6 GWP；製造階段未含")
    yield _dataset("10", "wastewater-municipal", "生活污水處理；冷卻水較乾淨，偏保守")
    yield _factor("10", SEWAGE, "高雄市污水處理廠")
    yield from _left_out("11", "出售的廢料依截斷法免負擔離開系統，不計回收效益", "no-burden")
    yield _dataset("12", "msw-incineration-tw", "一般廢棄物焚化")
    yield _factor("12", INCINERATION, "岡山垃圾焚化廠處理服務")


def _transport() -> Iterator[Link]:
    way = "延噸公里＝重量 × 單程距離"
    for line_id in ("1-T1", "2-T1", "11-T1"):
        yield _dataset(line_id, "lorry-16t", f"{way}；7.5–16 噸大貨車")
        yield _factor(line_id, LORRY, f"{way}；營業大貨車，資料年份最近")
    for line_id in ("3-T1", "4-T1", "5-T1"):
        yield _dataset(line_id, "van-3.5t", f"{way}；3.5 噸以下小貨車")
        yield _factor(line_id, VAN, f"{way}；營業小貨車，資料年份最近")
    yield _dataset("12-T1", "lorry-16t", f"{way}；7.5–16 噸大貨車")
    yield _factor("12-T1", WASTE_LORRY, f"{way}；垃圾車清運")
    for line_id in ("13", "14"):
        yield _dataset(line_id, "lorry-16t", "清單已為延噸公里；7.5–16 噸大貨車")
        yield _factor(line_id, LORRY, "清單已為延噸公里；營業大貨車，資料年份最近")
