"""The words of a links file: headers, views, kinds, states, in Chinese and English, as people and forms write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from ...inventory.model import GRADES, OMISSIONS, TARGET_KINDS, VIEWS
from ...text import fold
from .row import COLUMNS, STATES

HEADERS = MappingProxyType(
    {
        "line_id": ("編號", "line id", "line", "id"),
        "line_name": ("名稱", "名稱（參考）", "line name", "name"),
        "line_amount": ("數量", "活動數據", "line amount", "amount"),
        "line_unit": ("單位", "數量單位", "line unit", "unit"),
        "view": ("視角", "評估面向"),
        "kind": ("對象種類", "種類", "連結種類", "target kind"),
        "target": ("對象代碼", "代碼", "對象", "連結代碼", "target code"),
        "target_name": ("對象名稱", "target name"),
        "target_unit": ("對象單位", "target unit"),
        "multiplier": ("換算倍數", "倍數", "換算係數"),
        "multiplier_unit": ("倍數單位", "換算單位", "multiplier unit", "unit of multiplier"),
        "reason": ("理由", "原因", "說明", "why"),
        "source": ("來源", "資料來源", "數據來源", "出處"),
        "omission": ("省略類別", "排除類別", "省略種類", "kind of omission"),
        "estimated_share": ("估計占比", "預估占比", "估計比例", "截斷占比", "estimated share"),
        "grade": ("等級", "符合程度", "代表性等級"),
        "TeR": ("技術代表性",),
        "GeR": ("地理代表性",),
        "TiR": ("時間代表性",),
        "P": ("精確度", "精密度"),
        "reliability": ("可靠性", "可靠度"),
        "completeness": ("完整性", "完整度"),
        "temporal": ("時間相關性",),
        "geographical": ("地理相關性",),
        "technological": ("技術相關性",),
        "state": ("狀態",),
        "asks": ("待補", "待補資料", "尚缺", "待確認事項"),
        "confirmed_by": ("確認人", "確認者", "confirmed by", "confirmed"),
        "note": ("備註", "附註", "remark", "remarks"),
        "proposed_as": ("建議指紋", "proposed as"),
    }
)
WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "view": {"ef": ("環境足跡", "環境足跡(EF)", "ef 3.1"), "cfp": ("碳足跡", "碳足跡(CFP)", "carbon footprint")},
        "kind": {
            "dataset": ("數據集", "背景數據集", "資料集"),
            "factor": ("環境部係數", "係數", "碳足跡係數", "moenv factor"),
            "gwp": ("全球暖化潛勢", "溫暖化潛勢"),
            "custom-factor": ("自填係數", "custom factor"),
            "elementary-flow": ("基本流", "基本流量", "elementary flow", "elementary flows"),
            "left-out": ("排除", "不計", "切斷", "left out"),
        },
        "state": {"proposed": ("建議", "提議", "待確認", "open"), "confirmed": ("已確認", "確認", "ok")},
        "omission": {
            "cut-off": ("截斷", "切斷", "cut off"),
            "no-burden": ("無負擔", "免負擔", "不計負擔", "no burden"),
            "elsewhere": ("計於他處", "另計", "已計於他處"),
        },
        "grade": {
            "same-product": ("同產品", "相同產品", "same product"),
            "proxy": ("替代", "代用", "近似"),
            "group-average": ("類別平均", "群組平均", "group average"),
        },
    }
)
IDS = MappingProxyType({"view": VIEWS, "kind": TARGET_KINDS, "state": STATES, "omission": OMISSIONS, "grade": GRADES})


def header_of(text: str) -> str:
    """Return the column that a header names, "" where it is none."""
    return _headers().get(fold(text), "")


def word_of(column: str, text: str) -> str:
    """Return the id of a word of a column with closed words, "" where it is unknown."""
    return _words(column).get(fold(text), "")


@lru_cache(maxsize=1)
def _headers() -> dict[str, str]:
    return {fold(spelling): column for column in COLUMNS for spelling in (column, *HEADERS[column])}


@lru_cache(maxsize=8)
def _words(column: str) -> dict[str, str]:
    return {fold(spelling): key for key in IDS[column] for spelling in (key, *WORDS[column][key])}
