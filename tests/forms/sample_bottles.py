"""Forms of one made-up bottle plant: tables stacked on one sheet, and lists of activities as workbook and as csv.

The plant makes 224 t of bottles and drums a year, 100.8 t of them the bottle under study (45 %). 100.296 t of HDPE and 2.016 t of
masterbatch become 100.8 t of bottles and 1.512 t of waste plastic.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from openpyxl import Workbook
from sample_links import bottle_links
from sample_paper import Paper, factor, new_book, spans

COMPANY = "示範公司（容器廠）"
PRODUCT = "HDPE 瓶 500 mL"
MADE_UP = "示範資料，數字為虛構"
HDPE, BOARD, FILM, PAPER_PALLET = "moenv-2097f133", "moenv-416cfe98", "moenv-be8e241b", "moenv-cc25af65"
POWER, FORKLIFT, TAP, SEWAGE = "moenv-24a2201d", "moenv-1f1c7c1c", "moenv-7f0f7f9a", "moenv-500dc08a"
INCINERATION, LORRY = "moenv-2400d4e3", "moenv-9679f870"


def stacked_tables() -> Workbook:
    """One sheet with eleven tables, each begun by ◎."""
    book, (sheet,) = new_book("盤查表")
    paper = Paper(sheet, (7, 24, 16, 18, 18, 18, 16, 20))
    paper.title(f"產品盤查表（{MADE_UP}）")
    paper.note("原物料與包材填標的產品用量；能源、用水、冷媒、廢水、廢棄物填全廠量，由產品占比分配。")
    paper.title("◎ 基本資料", across=False)
    for label, value in (
        ("公司名稱", COMPANY),
        ("產品名稱", PRODUCT),
        ("功能單位", "1,000 個"),
        ("每功能單位重量(公斤)", 42),
        ("盤查年度", "民國113年"),
        ("系統邊界", "搖籃到大門及配送"),
        ("示範資料", "是"),
    ):
        paper.entry(label, value, label_to=2, value_to=4)
    for title, notes, head, rows in _stack():
        paper.skip()
        paper.title(title, across=False)
        for note in notes:
            paper.note(note)
        paper.head(head)
        for row in rows:
            paper.row(row)
    paper.skip()
    paper.note("註：以上資料由生產、採購與環安單位提供。")
    return book


Table = tuple[str, tuple[str, ...], tuple[str, ...], tuple[tuple[Any, ...], ...]]


def _stack() -> tuple[Table, ...]:
    return (
        (
            "◎ 產量",
            ("請填生產量（含庫存），不是銷售量。",),
            ("項次", "產品名稱", "年產量", "單位", "總重量(公斤)", "占比", "備註"),
            (
                (1, PRODUCT, "2,400,000", "個", "100,800", "45%", None),
                (2, "HDPE 瓶 1 L", "1,100,000", "個", "74,800", "33.4%", None),
                (3, "HDPE 桶 4 L", "440,000", "個", "48,400", "21.6%", None),
                (None, "合計", "3,940,000", "個", "224,000", "100%", None),
            ),
        ),
        (
            "◎ 原物料",
            ("單程距離；運輸皆為大貨車。",),
            ("項次", "原料名稱", "年用量(公斤)", "供應商", "運輸距離(公里)", "備註"),
            (
                (1, "高密度聚乙烯(HDPE)粒", "100,296", "示範供應商甲（高雄市林園區）", 40, "領料單"),
                (2, "色母粒", "２,０１６", "示範供應商乙（臺南市永康區）", 35, "領料單"),
                (None, "小計", "102,312", None, None, None),
            ),
        ),
        (
            "◎ 包材",
            (),
            ("項次", "包材名稱", "使用量", "單位", "運輸距離(km)", "運輸方式", "備註"),
            (
                (1, "瓦楞紙箱", "14,880", "公斤", 15, "3.5噸小貨車", "24,000 箱 × 0.62 公斤"),
                (2, "PE內袋", 1080, "公斤", 15, "3.5噸小貨車", None),
                (3, "紙棧板", "2.4E+00", "公噸", 20, None, None),
            ),
        ),
        (
            "◎ 能源使用",
            ("電力依台電電費單全年加總。", "柴油為堆高機用。"),
            ("項次", "能源種類", "使用設備", "使用量", "單位", "備註"),
            ((1, "外購電力", "全廠", "440,000", "度", "電費單"), (2, "柴油", "堆高機", "2,600", "公升", "加油單")),
        ),
        ("◎ 用水", (), ("項次", "水源", "用水量(度)", "備註"), ((1, "自來水", "1,800", "水費單"),)),
        (
            "◎ 冷媒",
            ("填年度補充量，不是設備的原始充填量。",),
            ("項次", "使用設備", "冷媒種類", "年補充量(公斤)", "備註"),
            ((1, "冰水機", "R-134a", 3.2, "維修單"), (2, "冷氣機", "R-410A", "1.5", "維修單")),
        ),
        ("◎ 廢水", (), ("項次", "廢水種類", "排放量(立方公尺)", "處理方式"), ((1, "冷卻水排放", 900, "納管至污水處理廠"),)),
        (
            "◎ 廢棄物",
            ("清運量以清運聯單為準。",),
            ("項次", "廢棄物名稱", "清運量(公噸)", "清理方式", "清運距離(km)", "備註"),
            (
                (1, "廢塑膠", 3.36, "回收再利用", 25, "售予回收業者"),
                (2, "廢潤滑油", "0.36", "再利用", 40, None),
                (3, "一般事業廢棄物", "6.0", "焚化", 20, None),
            ),
        ),
        (
            "◎ 產品運輸",
            (),
            ("項次", "目的地", "運送量(公噸)", "運送距離(公里)", "運輸工具", "備註"),
            ((1, "北部客戶", 71.496, 150, "大貨車", "含包裝"), (2, "南部客戶", "47.664", 130, "大貨車", "含包裝")),
        ),
    )


# stage, category, activity, amount, unit, factor, evidence
ACTIVITIES = (
    ("原料取得", "原料", "高密度聚乙烯(HDPE)粒", "100,296", "公斤", HDPE, "領料單"),
    ("原料取得", "原料", "色母粒", "２,０１６", "公斤", None, "領料單"),
    (None, None, "原料小計", "102,312", "公斤", None, None),
    ("原料取得", "包材", "瓦楞紙箱", "14,880.0", "公斤", BOARD, "採購單"),
    ("原料取得", "包材", "PE內袋", "1,080", "公斤", FILM, "採購單"),
    ("原料取得", "包材", "紙棧板", "2.4E+03", "公斤", PAPER_PALLET, "採購單"),
    ("原料取得", "原料運輸", "HDPE 粒運輸（100.296 公噸 × 40 公里）", "4,011.84", "延噸公里", LORRY, "Google 地圖"),
    ("原料取得", "原料運輸", "色母粒運輸（2.016 公噸 × 35 公里）", "70.56", "延頓公里", LORRY, "Google 地圖"),
    ("製造", "外購電力", "電力", "198,000", "度", POWER, "全廠 440,000 度 × 45%"),
    ("製造", "移動源", "柴油（堆高機）", "1,170", "公升", FORKLIFT, "全廠 2,600 公升 × 45%"),
    ("製造", "自來水", "自來水", "810", "度", TAP, "水費單"),
    ("製造", "逸散", "冷媒 R-134a 補充（冰水機）", "1.44", "公斤", None, "維修單"),
    ("製造", "逸散", "冷媒 R-410A 補充（冷氣機）", "0.675", "公斤", None, "維修單"),
    ("製造", "廢水", "冷卻水排放", "405", "立方公尺", SEWAGE, "水費單推算"),
    ("製造", "廢棄物", "廢塑膠", "1,512", "公斤", None, "清運聯單"),
    ("製造", "廢棄物", "廢潤滑油", "162", "公斤", None, "清運聯單"),
    ("製造", "廢棄物", "一般事業廢棄物", "2.7", "噸", INCINERATION, "清運聯單"),
    ("製造", "產品", PRODUCT, "2,400,000", "個", None, "生產日報"),
    ("配送銷售", "產品運輸", "成品至北部客戶（71.496 公噸 × 150 公里）", "10,724.4", "延噸公里", LORRY, "出貨紀錄"),
    ("配送銷售", "產品運輸", "成品至南部客戶（47.664 公噸 × 130 公里）", "6,196.32", "延噸公里", LORRY, "出貨紀錄"),
)


def activity_list() -> Workbook:
    """One long table below a block of basics, with factors."""
    book, (sheet,) = new_book("活動數據清單")
    paper = Paper(sheet, (7, 15, 12, 40, 14, 11, 36, 11, 16, 34, 24))
    paper.title(f"活動數據清單（{MADE_UP}）")
    for label, value in (
        ("公司名稱：", COMPANY),
        ("產品名稱：", PRODUCT),
        ("宣告單位：", "1000個"),
        ("每單位重量(公斤)：", 42),
        ("盤查期間：", "2024/01/01－2024/12/31"),
        ("示範資料：", "是"),
    ):
        paper.entry(label, value, label_to=3, value_to=5)
    paper.note("說明：全廠電力、柴油、用水、廢水與廢棄物已乘以產品占比 45%。")
    names = (
        "項次",
        "生命週期階段",
        "類別",
        "活動項目",
        "活動數據",
        "單位",
        "係數名稱",
        "係數",
        "係數單位",
        "係數來源",
        "數據來源",
    )
    paper.head(names)
    first = paper.at
    number = 0
    for _, category, name, amount, unit, factor_id, evidence in ACTIVITIES:
        number += category is not None
        shown = None if category is None else number
        paper.row((shown, None, category, name, amount, unit, *factor(factor_id), evidence))
    for top, bottom in spans([row[0] for row in ACTIVITIES], first):
        sheet.cell(top, 2, ACTIVITIES[top - first][0])
        paper.down(2, [(top, bottom)])
    return book


LIST_HEAD = (
    "項次",
    "生命週期階段",
    "類別",
    "活動項目",
    "活動數據",
    "單位",
    "數據範圍",
    "分配基準",
    "運輸方式",
    "運輸距離(km)",
    "備註",
)
LIST_ROWS = (
    ("1", "原料取得", "原料", "高密度聚乙烯(HDPE)粒", "100,296.0", "公斤", "標的產品", "", "大貨車 16 噸", "40", ""),
    ("2", "原料取得", "原料", "色母粒", "2,016", "公斤", "標的產品", "", "大貨車 16 噸", "35", ""),
    ("3", "原料取得", "包材", "瓦楞紙箱", "14,880", "公斤", "標的產品", "", "小貨車", "15", ""),
    ("4", "原料取得", "包材", "PE內袋", "1,080", "公斤", "標的產品", "", "小貨車", "15", ""),
    ("5", "原料取得", "包材", "紙棧板", "2,400", "公斤", "", "", "小貨車", "20", ""),
    ("6", "製造", "外購電力", "電力", "440,000", "度", "全廠", "產品重量", "", "", "電費單全年加總"),
    ("7", "製造", "移動源", "柴油（堆高機）", "2,600", "公升", "全廠", "產品重量", "", "", ""),
    ("8", "製造", "自來水", "自來水", "1,800", "度", "全廠", "產品重量", "", "", ""),
    ("9", "製造", "逸散", "冷媒 R-134a 補充，冰水機", "3.2", "公斤", "全廠", "產品重量", "", "", ""),
    ("10", "製造", "廢水", "冷卻水排放", "900", "立方公尺", "全廠", "產品重量", "", "", ""),
    ("11", "製造", "廢棄物", "廢塑膠", "3,360", "公斤", "全廠", "產品重量", "大貨車 16 噸", "25", "售予回收業者"),
    ("12", "製造", "廢棄物", "一般事業廢棄物", "6.0", "公噸", "全廠", "產品重量", "大貨車 16 噸", "20", ""),
    ("", "", "", "合計", "", "", "", "", "", "", ""),
    ("13", "配送銷售", "產品運輸", "成品至北部客戶", "10,724.4", "延噸公里", "標的產品", "", "", "", ""),
    ("14", "配送銷售", "產品運輸", "成品至南部客戶", "6,196.32", "延噸公里", "標的產品", "", "", "", ""),
)


def activity_csv() -> tuple[tuple[str, ...], ...]:
    """The list as a csv without basics, with plant totals; `COMPANION` gives what it lacks."""
    return ((f"活動數據清單（{MADE_UP}）",), LIST_HEAD, *LIST_ROWS)


COMPANION: dict[str, Any] = {
    "title": "活動數據清單的基本資料",
    "basics": {
        "company_code": "demo-container",
        "company_name": COMPANY,
        "site": "高雄市，示範工業區",
        "made_up": True,
        "product_code": "hdpe-bottle-500",
        "product_name": PRODUCT,
        "declared_amount": 1000,
        "declared_unit": "item",
        "mass_per_unit": 42,
        "boundary": "cradle-to-gate-and-distribution",
        "period_start": date(2024, 1, 1),
        "period_end": date(2024, 12, 31),
    },
    "outputs": [
        {"name": PRODUCT, "role": "target", "quantity": 2_400_000, "unit": "item", "mass": 100_800},
        {"name": "HDPE 瓶 1 L", "role": "other", "quantity": 1_100_000, "unit": "item", "mass": 74_800},
        {"name": "HDPE 桶 4 L", "role": "other", "quantity": 440_000, "unit": "item", "mass": 48_400},
    ],
    "allocation-keys": [{"name": "產品重量", "basis": "mass", "reason": "各產品製程相同，用電與產品重量成正比"}],
    "balance": [
        {
            "balance": "water",
            "name": "冷卻水塔蒸發",
            "fate": "evaporated",
            "amount": 900,
            "unit": "m3",
            "level": "plant",
            "allocation": "產品重量",
            "note": "取水 1,800 － 排放 900",
        }
    ],
    "links": bottle_links(),
}
