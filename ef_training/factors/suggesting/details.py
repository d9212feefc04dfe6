"""What stands in the brackets of a factor's name, against what a line says: process, form, grade, size.

It only orders factors whose names mean the same. What a line does not say counts neither for nor against a factor.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..naming.folding import canon, core, pieces
from ..naming.words import folded, says

SHARED, MOST, DENIED, OTHER_GRADE = 0.015, 0.045, 0.12, 0.07
"""Added for a detail that the line shares, at most so much; taken off where the name says it is not so, and for another grade of
stainless steel (the project's own choice; scores are between 0 and 1)."""
PLATED = folded(
    *(
        "白鋅",
        "五彩",
        "鍍鋅",
        "鍍鎳",
        "鍍鉻",
        "鍍鋅鎳",
        "達克羅",
        "彩鋅",
        "三價鉻",
        "染黑",
        "皮膜",
        "zinc plated",
        "plated",
        "dacromet",
    ),
)
BARE = folded("未電鍍", "未處理", "光面", "黑皮", "素材", "毛胚", "半成品", "plain", "uncoated", "unplated", "blank")
PLATING = canon("電鍍")
_NOT = re.compile(f"[{canon('不未非無')}](?:{canon('含')}|{canon('使用')}|)")
_STAINLESS = re.compile(r"(?<![a-z0-9.])(?:sus|ss|aisi)? ?([2-6]\d\d)(?:l|f|cu|hq|ti|n)?(?![0-9])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PACKED = re.compile(canon("散裝|太空袋裝|太空包裝|紙袋裝|包裝|工業用"))


def detail(line_text: str, name: str) -> float:
    """Return what the details of a factor's name add to its score or take off it.

    Parameters
    ----------
    line_text : str
        What the line says, folded.
    name : str
        The factor's name.
    """
    said, denied, stainless = _details(name)
    asked, unwanted = set(pieces(line_text)), set()
    if says(line_text, BARE):
        asked.discard(PLATING)
        unwanted.add(PLATING)
    elif says(line_text, PLATED):
        asked.add(PLATING)
    score = min(SHARED * len(said & asked), MOST) - (DENIED if denied & asked or said & unwanted else 0.0)
    if stainless:
        grades = set(_STAINLESS.findall(line_text))
        if grades and stainless not in grades:
            score -= OTHER_GRADE
    return score


@lru_cache(maxsize=4096)
def _details(name: str) -> tuple[frozenset[str], frozenset[str], str]:
    """Return the pieces a name says and denies outside its core, and the grade of stainless steel."""
    full = canon(name)
    outside = _PACKED.sub(" ", _YEAR.sub(" ", full.replace(core(full), " ", 1)))
    denied = _NOT.search(outside)
    said = outside[: denied.start()] if denied else outside
    words = set(pieces(said)) | set(re.findall(r"\d+(?:\.\d+)?mm", full))
    stainless = _STAINLESS.search(said) if canon("不銹") in full else None
    return (
        frozenset(word for word in words if len(word) > 1 and not word.isdigit()),
        frozenset(pieces(outside[denied.end() :])) if denied else frozenset(),
        stainless[1] if stainless else "",
    )
