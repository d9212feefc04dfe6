"""Two forms of one made-up fastener plant: the platform's summary form and the training form of five sheets.

The plant makes 1,200 t of fasteners a year, 480 t of them the bolt under study (40 %). 504 t of wire rod and 5.28 t of zinc
become 480 t of bolts, 25.92 t of scrap and about 3.4 t of solids in the pickling and plating sludge.
"""

from __future__ import annotations

from openpyxl import Workbook
from sample_paper import Paper, factor, new_book, spans

WIRE, ZINC, ACID, LYE, OIL = "moenv-24919bc8", "moenv-2a951d38", "moenv-e067f1c0", "moenv-e237c7dc", "moenv-8ea61baa"
BOARD, FILM, PAPER_PALLET = "moenv-416cfe98", "moenv-be8e241b", "moenv-cc25af65"
POWER, GAS, FORKLIFT, GENERATOR = "moenv-24a2201d", "moenv-79168308", "moenv-1f1c7c1c", "moenv-160310ff"
TAP, SEWAGE, SLUDGE, INCINERATION, LORRY = (
    "moenv-7f0f7f9a",
    "moenv-500dc08a",
    "moenv-9889f5a1",
    "moenv-2400d4e3",
    "moenv-9679f870",
)

COMPANY = "示範公司（扣件廠）"
PRODUCT = "六角螺栓 M8×40（鍍鋅）"
MADE_UP = "示範資料，數字為虛構"

# stage, group, name, total, unit, per unit, factor, note
PLATFORM = (
    ("原料取得", "原物料", "線材盤元", "504,000", "公斤", 1.05, WIRE, None),
    ("原料取得", "原物料", "鋅錠", "5,280", "公斤", "0.011", ZINC, None),
    (None, None, "原物料小計", "509,280", "公斤", None, None, None),
    ("原料取得", "輔助項", "鹽酸(32%)", 9600, "公斤", 0.02, ACID, "酸洗"),
    ("原料取得", "輔助項", "氫氧化鈉(45%)", 2880, "公斤", 0.006, LYE, "廢水中和"),
    ("原料取得", "輔助項", "成型潤滑油", "4.32E+03", "公斤", "9.00E-03", OIL, None),
    ("原料取得", "輔助項", "瓦楞紙箱", "８,６４０", "公斤", 0.018, BOARD, None),
    ("原料取得", "輔助項", "PE內袋", 960, "公斤", 0.002, FILM, None),
    ("原料取得", "輔助項", "紙棧板", 4800, "公斤", 0.01, PAPER_PALLET, None),
    ("原料取得", "輔助項", "盤元運輸（504 公噸 × 50 公里）", "25,200", "延噸公里", 0.0525, LORRY, "單程"),
    ("原料取得", "輔助項", "鋅錠運輸（5.28 公噸 × 60 公里）", 316.8, "延噸公里", 0.00066, LORRY, "單程"),
    ("製造生產", "能源", "外購電力", "456,000", "度", 0.95, POWER, "全廠 1,140,000 度 × 40%"),
    ("製造生產", "能源", "天然氣", "60,000", "立方公尺", 0.125, GAS, "熱處理爐"),
    ("製造生產", "能源", "柴油（堆高機）", "3,360", "公升", 0.007, FORKLIFT, None),
    ("製造生產", "資源", "自來水", "5,760", "度", 0.012, TAP, None),
    ("製造生產", "排放", "冷媒 R-410A 填充", 1.92, "公斤", "4.00E-06", None, "平台無此係數，另以 GWP 計算"),
    ("製造生產", "排放", "製程廢水（納管）", "4,800", "立方公尺", 0.01, SEWAGE, None),
    ("製造生產", "殘留物", "廢鐵（下腳料）", "25,920", "公斤", 0.054, None, "售予回收業者"),
    ("製造生產", "殘留物", "酸洗與電鍍污泥", "14,400", "公斤", 0.03, SLUDGE, "含水率約 77%"),
    ("製造生產", "殘留物", "廢潤滑油", "1,440", "公斤", 0.003, None, "再利用"),
    ("製造生產", "殘留物", "一般事業廢棄物", 4.8, "公噸", "1.00E-05", INCINERATION, None),
    ("製造生產", "殘留物", "廢棄物清運", "1,665.6", "延噸公里", 0.00347, LORRY, "單程"),
    ("製造生產", "產品", PRODUCT, "480,000", "公斤", 1, None, "產量，非銷售量"),
    ("配銷", "輔助項", "成品運輸（494.4 公噸 × 120 公里）", "59,328", "延噸公里", 0.1236, LORRY, "單程"),
)


def moenv_platform() -> Workbook:
    """One sheet: a block of basics, two merged header rows, stage and group merged down."""
    book, (sheet,) = new_book("碳足跡盤查彙整表")
    paper = Paper(sheet, (13, 11, 34, 13, 11, 13, 11, 34, 11, 16, 34, 28))
    paper.title(f"產品碳足跡盤查彙整表（{MADE_UP}）")
    for label, value in (
        ("公司名稱", COMPANY),
        ("產品名稱", PRODUCT),
        ("功能單位（宣告單位）", "1 公斤"),
        ("盤查期間", "113年1月1日~113年12月31日"),
        ("示範資料", "是"),
    ):
        paper.entry(label, value, label_to=2, value_to=7)
    paper.note("註：總活動量為標的產品於盤查期間的量；每單位數量＝總活動量 ÷ 產量。")
    names = ["活動數據", *[None] * 6, "排放係數", None, None, None, "備註"]
    paper.head(names, spans=((1, 7), (8, 11)), tall=(12,))
    paper.head(
        ("生命週期階段", "群組", "名稱", "總活動量", "單位", "每單位數量", "單位", "名稱", "數值", "單位", "數據來源", None)
    )
    first = paper.at
    for _, _, name, total, unit, per_unit, factor_id, note in PLATFORM:
        paper.row((None, None, name, total, unit, per_unit, unit if per_unit is not None else None, *factor(factor_id), note))
    for column, values in ((1, [row[0] for row in PLATFORM]), (2, [row[1] for row in PLATFORM])):
        for top, bottom in spans(values, first):
            sheet.cell(top, column, values[top - first])
            paper.down(column, [(top, bottom)])
    paper.note("填表說明：無活動量的項目免填；係數請至環境部產品碳足跡資訊網查詢。")
    return book


# group, name, amount, unit, supplier, address, road km, road mode, sea km, evidence
MATERIALS = (
    ("原物料", "線材盤元", "5.04E+02", "公噸", "示範供應商甲", "高雄市小港區", 50, "35噸聯結車", None, "領料單"),
    ("原物料", "鋅錠", "5,280", "公斤", "示範供應商乙", "韓國蔚山", 60, None, "1,750", "領料單"),
    ("輔助材料", "鹽酸(32%)", "9,600", "公斤", "示範供應商丙", "高雄市林園區", 35, None, None, "採購單"),
    ("輔助材料", "氫氧化鈉(45%)", 2880, "公斤", "示範供應商丙", "高雄市林園區", 35, None, None, "採購單"),
    ("輔助材料", "成型潤滑油", "4,320", "公斤", "示範供應商丁", "臺南市永康區", "28", None, None, "採購單"),
    ("包裝材料", "瓦楞紙箱", "8,640", "公斤", "示範供應商戊", "高雄市岡山區", 12, "3.5噸小貨車", None, "採購單"),
    ("包裝材料", "PE內袋", 960, "公斤", "示範供應商戊", "高雄市岡山區", 12, "3.5噸小貨車", None, "採購單"),
    ("包裝材料", "紙棧板", "4,800", "公斤", "示範供應商己", "高雄市路竹區", 15, None, None, "採購單"),
)
MONTHS = (
    "92,000",
    "80,400",
    "95,600",
    "94,800",
    "97,200",
    "98,400",
    "101,200",
    "100,800",
    "96,400",
    "97,600",
    "94,000",
    "91,600",
)
WASTES = (
    ("廢鐵（下腳料）", "R-1301", "64.8", "公噸", "回收再利用", 25),
    ("酸洗與電鍍污泥", "D-0902", 36, "公噸", "固化後掩埋", 60),
    ("廢潤滑油", "D-1703", "3,600", "公斤", "再利用", 40),
    ("一般事業廢棄物", "D-1801", 12, "公噸", "焚化", 20),
)
SUMMARY = (
    ("線材盤元", "1.05E+00", "公斤", WIRE),
    ("鋅錠", "1.10E-02", "公斤", ZINC),
    ("鹽酸(32%)", "2.00E-02", "公斤", ACID),
    ("氫氧化鈉(45%)", "6.00E-03", "公斤", LYE),
    ("成型潤滑油", "9.00E-03", "公斤", OIL),
    ("瓦楞紙箱", "1.80E-02", "公斤", BOARD),
    ("PE內袋", "2.00E-03", "公斤", FILM),
    ("紙棧板", "1.00E-02", "公斤", PAPER_PALLET),
    ("外購電力", "9.50E-01", "度", POWER),
    ("天然氣", "1.25E-01", "立方公尺", GAS),
    ("柴油（緊急發電機）", "2.50E-04", "公升", GENERATOR),
    ("柴油（堆高機）", "7.00E-03", "公升", FORKLIFT),
    ("自來水", "1.20E-02", "立方公尺", TAP),
    ("製程廢水（納管）", "1.00E-02", "立方公尺", SEWAGE),
    ("酸洗與電鍍污泥", "3.00E-02", "公斤", SLUDGE),
    ("一般事業廢棄物", "1.00E-05", "公噸", INCINERATION),
)


def training_five_sheet() -> Workbook:
    """Five sheets, as they are used to learn taking stock."""
    titles = ("1.基本資料與產量", "2.原物料與輔助材料", "3.能源", "4.排放", "5.單位產品彙總")
    book, (basics, materials, energy, emissions, summary) = new_book(*titles)
    _basics(Paper(basics, (16, 30, 14, 10, 16, 14, 20)))
    _materials(Paper(materials, (7, 11, 22, 13, 9, 18, 18, 12, 16, 12, 14)))
    _energy(Paper(energy, (12, 24, 24, 15, 10, 18)))
    _emissions(Paper(emissions, (24, 14, 16, 12, 18, 14, 18)))
    paper = Paper(summary, (26, 16, 11, 40, 12, 16, 34))
    paper.title(f"五、單位產品彙總（{MADE_UP}）")
    paper.note("單位產品用量＝（全廠量 × 產品占比，或標的產品用量）÷ 標的產品產量")
    paper.head(("名稱", "單位產品用量", "單位", "係數名稱", "係數值", "係數單位", "係數來源"))
    for name, amount, unit, factor_id in SUMMARY:
        paper.row((name, amount, unit, *factor(factor_id)))
    return book


def _basics(paper: Paper) -> None:
    paper.title(f"一、基本資料（{MADE_UP}）")
    for label, value in (
        ("公司名稱", COMPANY),
        ("工廠地址", "高雄市岡山區示範路 1 號"),
        ("產品名稱", PRODUCT),
        ("宣告單位", "1 公斤"),
        ("盤查期間", "113年1月至12月"),
        ("系統邊界", "搖籃到大門"),
        ("占比計算依據", "重量"),
        ("示範資料", "是"),
    ):
        paper.entry(label, value, value_to=4)
    paper.skip()
    paper.title("二、全廠產量")
    paper.note("請填生產量，不是銷售量。")
    paper.head(("產品別", "產品名稱", "年產量", "單位", "總重量(公斤)", "產品占比(%)", "備註"))
    paper.row(("標的產品", PRODUCT, "480,000", "公斤", "480,000", 40, None))
    paper.row(("其他產品", "自攻螺絲", "420,000", "公斤", "420,000", 35, None))
    paper.row(("其他產品", "華司與螺帽", 300000, "公斤", 300000, 25, None))
    paper.row(("合計", None, "1,200,000", "公斤", "1,200,000", 100, None))


def _materials(paper: Paper) -> None:
    paper.title(f"原物料與輔助材料：標的產品用量（{MADE_UP}）")
    paper.note("運輸距離為單程；未填運輸方式者以大貨車 16 噸計。")
    names = ("項次", "類別", "名稱", "年使用量", None, "供應商", None, "運輸", None, None, "佐證資料")
    paper.head(names, spans=((4, 5), (6, 7), (8, 10)), tall=(1, 2, 3, 11))
    lower = (None, None, None, "使用量", "單位", "供應商名稱", "供應商地址", "陸運距離(km)", "陸運方式", "海運距離(km)", None)
    paper.head(lower)
    first = paper.at
    for number, (group, *rest) in enumerate(MATERIALS, start=1):
        name, amount, unit, supplier, address, road, mode, sea, evidence = rest
        paper.row((f"M{number:02d}", group, name, amount, unit, supplier, address, road, mode, sea, evidence))
    for top, bottom in spans([row[0] for row in MATERIALS], first):
        for row in range(top + 1, bottom + 1):
            paper.sheet.cell(row, 2, None).value = None
        paper.down(2, [(top, bottom)])
    paper.note("※ 鋅錠由韓國進口，海運一段、陸運一段。")


def _energy(paper: Paper) -> None:
    paper.title(f"能源與用水：全廠量（{MADE_UP}）")
    paper.skip()
    paper.title("一、一般用電", across=False)
    paper.head(("月份", "用電項目", "備註", "用電量(度)"))
    first = paper.at
    for month, amount in enumerate(MONTHS, start=1):
        paper.row((f"{month}月", "外購電力" if month == 1 else None, None, amount))
    paper.down(2, [(first, paper.at - 1)])
    paper.row(("合計", None, None, "1,140,000"))
    paper.skip()
    for title, prefix, rows in (
        ("二、固定設備", "F", (("天然氣", "熱處理爐", "150,000", "立方公尺"), ("柴油（緊急發電機）", "發電機", 300, "公升"))),
        ("三、移動設備", "V", (("柴油（堆高機）", "堆高機 6 台", "8,400", "公升"),)),
    ):
        paper.title(title, across=False)
        paper.head(("項次", "燃料種類", "設備名稱", "年用量", "單位", "佐證資料"))
        for number, (fuel, machine, amount, unit) in enumerate(rows, start=1):
            paper.row((f"{prefix}{number}", fuel, machine, amount, unit, "加油單" if unit == "公升" else "瓦斯費單"))
        paper.skip()
    paper.title("四、用水", across=False)
    paper.head(("項次", "水源", "備註", "用水量", "單位", "佐證資料"))
    paper.row(("W1", "自來水", "製程與生活", "14,400", "度", "水費單"))


def _emissions(paper: Paper) -> None:
    paper.title(f"排放與廢棄物：全廠量（{MADE_UP}）")
    paper.title("(一)廢水", across=False)
    paper.head(("廢水名稱", "年排放量", "單位", "處理方式"))
    paper.row(("製程廢水（納管）", "12,000", "立方公尺", "納管至污水處理廠"))
    paper.skip()
    paper.title("(二)廢棄物", across=False)
    paper.head(("廢棄物名稱", "廢棄物代碼", "年產生量", "單位", "清理方式", "清運距離(km)", "備註"))
    for row in WASTES:
        paper.row((*row, None))
    paper.skip()
    paper.title("(三)冷媒", across=False)
    paper.head(("設備名稱", "冷媒種類", "原始填充量(公斤)", "年補充量", "單位"))
    paper.row(("辦公室與廠房冷氣", "R-410A", 32, 4.8, "公斤"))
    paper.skip()
    paper.title("(四)化糞池", across=False)
    paper.head(("項目", "員工人數(人)", "年工作天數", "備註"))
    paper.row(("化糞池（廠內員工）", 85, 250, "每日 8 小時"))
