"""What stands in the brackets of a header: a unit, a word for the level of the amounts, a harmless word, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..text import fold
from ..units import find_unit

LEVEL_WORDS = (
    ("plant", re.compile(r"全廠|整廠|全公司|全部工廠|工廠總|whole(?:plant|site)|planttotal")),
    ("product", re.compile(r"標的|目標產品|本產品|該產品|受查產品|(?:target|studied)product")),
    (
        "unit",
        re.compile(
            r"每一?(?:個|件|支|片|顆|只|台|臺|組|雙|瓶|罐|張|條|套|枚|公斤|kg|pcs?)?(?:單位|宣告單位|功能單位|產品)?(?:用量)?"
        ),
    ),
    ("unit", re.compile(r"(?:單位|宣告單位|功能單位)產品(?:用量)?|per(?:declared|functional)?(?:unit|piece|pcs?)")),
)
"""Words by which a header says what its amounts count; those of the last two stand alone."""

HARMLESS = tuple(
    fold(word)
    for word in (
        *(
            "必填",
            "選填",
            "非必填",
            "備註",
            "單程",
            "年",
            "每年",
            "全年",
            "年度",
            "一年",
            "盤查年度",
            "年總量",
            "年用量",
            "總量",
            "參考",
            "實際",
            "實測",
        ),
        *(
            "估算",
            "估計",
            "量測",
            "若有",
            "如有",
            "若無免填",
            "填寫",
            "請填寫",
            "請填",
            "數字",
            "數值",
            "約",
            "濕基",
            "毛重",
            "淨重",
            "未稅",
            "含稅",
        ),
        *(
            "required",
            "optional",
            "ifany",
            "oneway",
            "one-way",
            "annual",
            "yearly",
            "peryear",
            "reference",
            "number",
            "total",
            "estimated",
        ),
        *(
            "measured",
            "net",
            "gross",
            "含庫存",
            "不含庫存",
            "人時",
            "機時",
            "工時",
            "單件",
            "低位",
            "低位熱值",
            "lhv",
            "淨熱值",
            "*",
        ),
    )
)
"""Words in brackets that change nothing about a figure; the project's own choice."""

_ROUND_TRIP = re.compile(r"來回|往返|雙程|去回|round-?trip|bothways")
_FOOTNOTE = re.compile(r"(?:註|附註|※|note)?\d{0,2}|例.*|如:.*|e\.?g\..*|(?:民國)?\d{2,4}(?:年度?)?")
_SHORTEST = 2
_AS = re.compile(r"^(?:單位[為:]?|unit:?|以|in)|計$|(?:/|每|per)(?:年|yr|year|a)$")
_PER_PIECE = re.compile(r"(.+)(?:/|每|per)([^/]+)")
_PIECE = frozenset(fold(word) for word in ("單位", "宣告單位", "功能單位", "產品", "單位產品"))


@dataclass(frozen=True)
class Bracket:
    """What the brackets of a header say: a unit as spelled, a level, and what is neither and not harmless."""

    unit: str = ""
    level: str = ""
    unknown: str = ""
    round_trip: bool = False


def read_bracket(inside: str) -> Bracket:
    """Read what stands in the brackets of a header.

    >>> read_bracket("全廠,公噸/年"), read_bracket("公斤/個"), read_bracket("千單位").unknown
    (Bracket(unit='公噸', level='plant', unknown='', round_trip=False), \
Bracket(unit='公斤', level='unit', unknown='', round_trip=False), '千單位')
    """
    folded = fold(inside)
    if not folded or folded in HARMLESS or _FOOTNOTE.fullmatch(folded):
        return Bracket()
    unit = level = ""
    unknown: list[str] = []
    for part in filter(None, re.split(r"[,、;]", folded)):
        own = _AS.sub("", _AS.sub("", part)) if find_unit(part) is None else part
        own = own if own in HARMLESS or is_unit(own) else _without_harmless(own)
        if not own or own in HARMLESS or _FOOTNOTE.fullmatch(own):
            continue
        told = level_of(own, alone=True)
        above, per_piece = split_piece(own)
        if is_unit(own) and not per_piece:
            unit = unit or own
        elif per_piece:
            unit, level = unit or above, level or "unit"
        elif told:
            level = level or told
        else:
            unknown.append(part)
    return Bracket(unit, level, ",".join(unknown), bool(_ROUND_TRIP.search(folded)))


def is_unit(text: str) -> bool:
    """Tell whether a text is a unit or a ratio of two units."""
    parts = text.split("/")
    return len(parts) <= 2 and all(find_unit(part) for part in parts)


def split_piece(text: str) -> tuple[str, bool]:
    """Return the unit above the stroke where a text is a unit per piece ("公斤/個"), and whether it is."""
    match = _PER_PIECE.fullmatch(text)
    if match is None or find_unit(match.group(1)) is None:
        return text, False
    below = find_unit(match.group(2))
    return match.group(1), match.group(2) in _PIECE or (below is not None and below.kind == "number")


def _without_harmless(text: str) -> str:
    """Return a text without the harmless words it begins or ends with."""
    for word in sorted(HARMLESS, key=len, reverse=True):
        if len(word) >= _SHORTEST and text != word:
            text = text.removeprefix(word).removesuffix(word)
    return text


def level_of(text: str, *, alone: bool = False) -> str:
    """Return the level a text names, empty where it names none; ``alone``: words for one unit count where nothing else stands."""
    folded = fold(text)
    for level, words in LEVEL_WORDS:
        if words.fullmatch(folded) if level == "unit" and alone else words.search(folded) if level != "unit" else False:
            return level
    return ""
