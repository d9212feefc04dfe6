"""What kind of waste a line is and which treatment that asks for; its way is that of `inventory.waste_ways`."""

from __future__ import annotations

from dataclasses import dataclass

from ...inventory.fuels import has
from ...inventory.model import Line
from ...inventory.waste_ways import BURNED, way_of_line
from ...messages import Message, message

SLUDGE = ("污泥", "汙泥", "sludge", "filter cake")
HAZARDOUS = ("有害", "毒性", "感染性", "廢溶劑", "廢油", "廢液", "hazardous", "solvent", "waste oil", "infectious")
PLASTICS = (
    *("塑膠", "塑料", "橡膠", "泡棉", "膠膜", "食品盒", "plastic", "plastics", "rubber", "film", "polymer"),
    *("pe", "pp", "ps", "pet", "pvc", "abs", "pu"),
)
INERT = (
    "玻璃",
    "陶瓷",
    "爐渣",
    "飛灰",
    "底渣",
    "廢砂",
    "砂石",
    "石材",
    "石粉",
    "磚",
    "glass",
    "ceramic",
    "slag",
    "ash",
    "sand",
    "stone",
    "inert",
)
GENERAL = ("一般", "生活垃圾", "家戶", "混合", "general", "municipal", "household", "mixed")
SEWAGE = ("生活污水", "生活汙水", "民生污水", "化糞池", "sewage", "domestic", "sanitary", "清洗污水")
METAL = (
    "電鍍",
    "酸洗",
    "陽極",
    "金屬表面",
    "皮膜",
    "plating",
    "electroplating",
    "pickling",
    "anodising",
    "anodizing",
    "metal finishing",
)
PROCESS = ("製程", "工業廢水", "process", "industrial")
PUBLIC = ("公共污水", "污水下水道", "水資源回收中心", "municipal")


@dataclass(frozen=True)
class Free:
    """Why a line carries no burden; ``sold``: its buyer takes it, so that no treatment is bought for it."""

    reason: Message
    sold: bool


def words_of(line: Line) -> str:
    """Return what a line says of what it is and where it goes."""
    return " | ".join((line.name, line.treatment, line.note))


def burden_free(line: Line) -> Free | None:
    """Return why what leaves the plant carries no burden by the cut-off rule, None where it does or is no such line.

    What is thrown away at the end of life is collected and sorted at the product's cost; it is not free.
    """
    if line.group not in ("waste", "co-product") or line.stage == "end-of-life":
        return None
    way = way_of_line(line)
    if line.group == "co-product" or way == "sold":
        return Free(message("sold scrap leaves free of burden (cut-off); no credit is taken"), True)
    if way == "recycling":
        return Free(message("goes to recycling and leaves free of burden (cut-off); no credit is taken"), False)
    return None


def is_burned(line: Line) -> bool:
    """Tell whether a waste is burned, or split by heat."""
    return way_of_line(line) in BURNED


def waste_role(line: Line) -> str:
    """Return the role of the treatment that the words tell ("incineration", "landfill-inert" …), "" where they tell none."""
    text, way = words_of(line), way_of_line(line)
    if way == "solidified":
        return "landfill-inert"
    if has(text, SLUDGE) and (way in BURNED or way == "landfill"):
        return "sludge"
    if way in BURNED:
        return "hazardous-incineration" if has(text, HAZARDOUS) else "incineration"
    if way == "landfill":
        return "landfill-inert" if has(text, (*INERT, *PLASTICS)) else "landfill"
    return "recycling" if way == "recycling" and line.stage == "end-of-life" else ""


def wastewater_role(line: Line) -> str:
    """Return the role of the treatment of a waste water ("sewage", "metal"), "" where the words do not tell."""
    text = words_of(line)
    if has(text, METAL):
        return "metal"
    return "sewage" if has(text, (*SEWAGE, *PUBLIC)) else ""
