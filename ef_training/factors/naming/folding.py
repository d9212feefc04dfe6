"""Names brought to one form before they are compared: widths, case, variant characters, Traditional and Simplified, plurals,
hyphens.

Comparison happens in Simplified characters, since several Simplified ones stand for more than one Traditional character but
hardly ever the other way round. What is shown to people is never folded.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ...text import fold

if TYPE_CHECKING:
    from opencc import OpenCC

HAN = "\u3400-\u9fff\U00020000-\U0003134f"
_HAN = re.compile(f"[{HAN}]")
_HYPHEN_BEFORE_DIGIT = re.compile(r"(?<=[a-z])-(?=\d)|(?<=\d)-(?=[a-z])")
_HYPHEN_IN_WORD = re.compile(r"(?<=[a-z])-(?=[a-z])")
_TEMPER = re.compile(r"(?<![a-z0-9])([1-8]\d{3})[- ]?(t\d{1,3}|h\d{2,3})(?![a-z0-9])")
_PLURAL = re.compile(r"(?<![a-z0-9])(?:([a-z]{2,}(?:x|ch|sh|ss))es|([a-z]{2,}[a-rt-z])s)(?![a-z0-9])")
_BRACKET = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
_PARTS = re.compile(f"[{HAN}]+|[a-z0-9][a-z0-9.%]*")


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=2**14)
def canon(text: str) -> str:
    """Return a name in the form in which names are compared; words stay apart.

    >>> canon("不銹鋼 ＰＰ粒"), canon("Hot-melt  Adhesives"), canon("FR-4")
    ('不锈钢 pp粒', 'hot melt adhesive', 'fr4')
    """
    folded = _simplifier().convert(" ".join(fold(part) for part in text.split()))
    folded = _TEMPER.sub(r"\1 \2", folded)
    folded = _HYPHEN_IN_WORD.sub(" ", _HYPHEN_BEFORE_DIGIT.sub("", folded))
    return _PLURAL.sub(lambda match: match[1] or match[2], folded)


def is_han(character: str) -> bool:
    """Tell whether a character is Chinese."""
    return bool(_HAN.match(character))


def core(name: str) -> str:
    """Return a folded name without what stands in brackets or after a comma: process, grade, concentration, year.

    >>> core(canon("鹽酸，32％(工業級，直接化合法)")), core(canon("聚丙烯(PP)"))
    ('盐酸', '聚丙烯')
    """
    previous = ""
    while previous != name:
        previous, name = name, _BRACKET.sub("", name)
    return name.split(",")[0].strip()


def pieces(text: str) -> list[str]:
    """Return what of a folded text is compared: pairs of Chinese characters, and words of letters and digits.

    >>> pieces("不锈钢 pp粒")
    ['不锈', '锈钢', 'pp', '粒']
    """
    found: list[str] = []
    for part in _PARTS.findall(text):
        if is_han(part[0]) and len(part) > 1:
            found += [part[i : i + 2] for i in range(len(part) - 1)]
        else:
            found.append(part)
    return found


def as_in(folded: str, name: str) -> str:
    """Return a folded text in the characters of a name that holds them, to be shown to people.

    >>> as_in("不锈钢", "不鏽鋼(電弧爐製程)")
    '不鏽鋼'
    """
    own = {canon(character): character for character in name if is_han(character)}
    return "".join(own.get(character, character) for character in folded)
