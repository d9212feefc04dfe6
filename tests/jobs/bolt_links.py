"""Links of the made-up bolt, as an analyst types them into the standard form.

The bolt is that of the samples of moenv-platform (lines L01 …) and training-five-sheet (M01 …).
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
from independent_calculation import heading

SHEET = "數據連結"
EF, CFP = "環境足跡", "碳足跡"
DATASET, FACTOR, FLOW, GWP, LEFT_OUT = "數據集", "環境部係數", "基本流", "GWP", "排除"
R32, R125, METHANE = (
    "151212b4-079b-43a2-96d5-a6eef59166ac",
    "281e1011-f121-4d5b-ad4d-22d562b2c2cd",
    "da1157e2-7593-4dfd-80dd-a3449b37a4d8",
)
LORRY, VAN, SHIP, WASTE_LORRY = "moenv-9679f870", "moenv-19474575", "moenv-3539a784", "moenv-cd9b5cee"
SOLD = "出售的廢料依截斷法免負擔離開系統，不計回收效益"
SAME = "材料與資料集相同"
WAY = "延噸公里＝重量 × 單程距離"
DIESEL = "低位熱值 8,400 千卡/公升"
TANK = "BOD 40 g/日 × 8/24 × 250 日 × 0.6 kg CH4/kg × MCF 0.5＝1.0（IPCC 2006 第 5 冊第 6 章）"

Row = tuple[str, str, str, str | None, float | None, str | None, str]
"""Line, view, kind, code, multiplier, its unit, reason."""


def left_out(line: str, reason: str = SOLD) -> tuple[Row, ...]:
    return tuple((line, view, LEFT_OUT, None, None, None, reason) for view in (EF, CFP))


PLATFORM: tuple[Row, ...] = (
    *(("L15", view, GWP, "R-410A@AR6", 1, None, "環境部無冷媒係數，用 IPCC AR6 GWP") for view in (EF, CFP)),
    *left_out("L17"),
    *left_out("L19", "交廢潤滑油再生機構，依截斷法免負擔離開系統"),
)
"""What the platform's form has no factor for: the refrigerant, sold scrap, used oil."""

DATASETS: tuple[tuple[str, str, float, str | None, str], ...] = (
    ("M01", "steel-hot-rolled-coil", 1, None, "高爐與轉爐鋼的盤元；無此線材資料集，以同製程的熱軋鋼捲代替"),
    ("M02", "zinc", 1, None, SAME),
    ("M03", "hcl", 0.32, "kg/kg", "濃度 32 %；資料集以 100 % 計"),
    ("M04", "naoh", 0.45, "kg/kg", "濃度 45 %；資料集以 100 % 計"),
    ("M05", "lubricating-oil", 1, None, "潤滑油"),
    ("M06", "corrugated-board", 1, None, "瓦楞紙箱"),
    ("M07", "pe-ld", 1.02, None, "吹膜損耗 2 %"),
    ("M07", "extrusion-plastic", 1, None, "吹膜加工"),
    ("M08", "corrugated-board", 1, None, "以瓦楞紙箱代替"),
    ("E01", "elec-tw-mv", 1, None, "高壓用戶電力"),
    ("F1", "heat-natgas-boiler", 33.912, "MJ/m3", "低位熱值 37.68 MJ/立方公尺 × 資料集效率 0.90"),
    ("F2", "diesel-burned-machine", 35.17, "MJ/L", DIESEL),
    ("V1", "diesel-burned-machine", 35.17, "MJ/L", DIESEL),
    ("W1", "tap-water-tw", 1, None, "供水"),
    ("R01", "wastewater-industrial-metal", 1, None, "金屬表面處理廢水"),
    ("R03", "sludge-drying-disposal", 1, None, "脫水污泥"),
    ("R05", "msw-incineration-tw", 1, None, "一般廢棄物焚化"),
    ("A01", "refrigerant-r410a", 1, None, "補充冷媒的製造"),
    ("M01-T1", "lorry-35t-euro6", 1, None, WAY),
    ("M02-T2", "ship-container", 1, None, WAY),
    *((line, "van-3.5t", 1, None, WAY) for line in ("M06-T1", "M07-T1")),
    *((f"{line}-T1", "lorry-16t", 1, None, WAY) for line in ("M02", "M03", "M04", "M05", "M08", "R02", "R03", "R04", "R05")),
)
FLOWS: tuple[tuple[str, str, float, str, str], ...] = (
    ("W1", "water-evaporated-tw", 0.1667, "m3/m3", "耗水＝（14,400 － 12,000）÷ 14,400"),
    ("A01", R32, 0.5, "kg/kg", "R-410A 含 R-32 50 %"),
    ("A01", R125, 0.5, "kg/kg", "R-410A 含 R-125 50 %"),
    ("S01", METHANE, 1.0, "kg/人", TANK),
)
TRAINING: tuple[Row, ...] = (
    *((line, EF, DATASET, *rest) for line, *rest in DATASETS),
    *((line, EF, FLOW, *rest) for line, *rest in FLOWS),
    *left_out("R02"),
    *left_out("R04", "交廢潤滑油再生機構，依截斷法免負擔離開系統"),
    ("A01", CFP, GWP, "R-410A@AR6", 1, None, "環境部無冷媒係數，用 IPCC AR6 GWP"),
    ("S01", CFP, GWP, "CH4-biogenic@AR6", 1.0, "kg/人", TANK),
    ("M02-T2", CFP, FACTOR, SHIP, 1, None, WAY),
    ("R05-T1", CFP, FACTOR, WASTE_LORRY, 1, None, WAY),
    *((line, CFP, FACTOR, VAN, 1, None, WAY) for line in ("M06-T1", "M07-T1")),
    *(
        (f"{line}-T1", CFP, FACTOR, LORRY, 1, None, WAY)
        for line in ("M01", "M02", "M03", "M04", "M05", "M08", "R02", "R03", "R04")
    ),
)
"""Both views of every line and leg of the training form, but for the ``cfp`` view of those that bring a factor."""


def with_links(form: Path, out: Path, links: tuple[Row, ...]) -> Path:
    """Copy a standard form (Chinese) with links added below those it has; return the copy."""
    book = openpyxl.load_workbook(form)
    sheet = book[SHEET]
    names = ("編號", "視角", "對象種類", "對象代碼", "換算倍數", "倍數單位", "理由")
    head = next(row for row in sheet.iter_rows() if {heading(cell.value) for cell in row} >= set(names))
    columns = {heading(cell.value): cell.column for cell in head}
    at = head[0].row + 1
    while sheet.cell(at, columns["編號"]).value is not None:
        at += 1
    for row, link in enumerate(links, start=at):
        for name, value in zip(names, link, strict=True):
            sheet.cell(row, columns[name], value)
        sheet.cell(row, columns["確認人"], "範例")
    book.save(out)
    return out
