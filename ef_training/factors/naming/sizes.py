"""Sizes and codes of standards in a folded name: M8×25, 1.2mm, φ10, CNS 2473. They say nothing of what the thing is."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = r"\d+(?:[.,/]\d+)*"
_UNITS = (
    "mm|cm|km|um|µm|μm|nm|m2|m3|m|in|inch|ft|mil|kg|g|mg|ton|t|lb|oz|ml|cc|l|kl|gal|kw|w|hp|ma|a|kv|v|hz|bar|psi|mpa|kgf|cst|ppm|"
    "pct|d|den|dtex|tex|f|s|gsm|gf|phr|pcs|pc|pack|mesh|deg|°c|°"
)
_CHINESE_UNITS = (
    "公厘|毫米|公分|厘米|公尺|米|微米|寸|吋|英寸|尺|丝|条厚|公斤|千克|克|公克|吨|公吨|磅|盎司|公升|升|毫升|加仑|马力|瓦|千瓦|伏|"
    "安培|目|丹|支|号|番|度|趴|趴液|波美|入|色|层|孔|片|张|件|个|只|组|极"
)
_BEFORE, _AFTER = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_BEFORE}(?:cns|jis|din|iso|ansi|gb/t|gb|bs|en|astm|sae|aisi|uns)[ -]*[a-z]?[ -]*\d{{3,6}}(?:-\d+)*{_AFTER}(?! ?l\b)",
        rf"{_BEFORE}(?:cns|jis|din|ansi|astm|sae|aisi|uns|iso(?= vg)|vg(?= ?\d)){_AFTER}",
        rf"{_BEFORE}(?:iso )?vg ?#?\d+{_AFTER}",
        rf"{_BEFORE}(?:[a-zφø#]*{_NUMBER} ?(?:{_UNITS})?)(?: ?[x×*] ?[a-zφø#]*{_NUMBER} ?(?:{_UNITS})?)+{_AFTER}",
        rf"{_BEFORE}m\d+(?:\.\d+)?{_AFTER}",
        rf"(?:[φø⌀]|dia\.? ?|od ?|id ?|t ?= ?|l ?= ?)\d+(?:\.\d+)?(?: ?(?:{_UNITS}))?{_AFTER}",
        rf"{_BEFORE}{_NUMBER} ?(?:{_UNITS})(?:/[a-z0-9]+)*{_AFTER}",
        rf"{_BEFORE}{_NUMBER} ?(?:{_CHINESE_UNITS})",
        r"(?<=[1-8]\d{3} )(?:t|h)\d{1,3}(?![a-z0-9])",
        r"#\d+|\d+#",
        rf"{_BEFORE}{_NUMBER} ?(?:%|\"|”|'|°)",
    )
)
_GRADES = re.compile(r"(?:astm|sae|aisi|jis|uns|en|din)[ -]*(?:[2-6]\d\d|\d{4}|[aef]\d{2,3})l?$")
"""Codes of standards that are the name of a grade: AISI 304, SAE 4140, ASTM A36."""


def sizes(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places (start, end) of sizes and codes of standards in a folded text.

    >>> text = "六角螺栓 m8x25 din 931"
    >>> [text[start:end] for start, end in sizes(text)]
    ['din 931', 'din', 'm8x25', 'm8x25']
    """
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if match.end() > match.start() and not _GRADES.match(match[0]):
                yield match.start(), match.end()
