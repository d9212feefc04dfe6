"""The concentration of a solution, from the line's own column or from its name.

A figure in a name is a concentration only where it stands directly with the substance: behind it ("鹽酸 32 %"), in brackets
behind it ("硝酸(68%)") or, at the beginning, before it ("32% hydrochloric acid"). A range, a limit ("> 95 %"), several
figures, and figures with another meaning ("scrap allowance 5 %", "回收料 30%") are none: then the concentration is asked for.
"""

from __future__ import annotations

import re
import unicodedata

from .model import Line

_PERCENT = re.compile(r"(?<![\d.])(?<!\d,)(\d{1,3}(?:\.\d+)?)\s*%")
_RANGE = re.compile(r"\d\s*%?\s*(?:-|~|–|—|－|〜|−|±|\+/-|/|至|到|或|to|or|and)\s*\d+(?:\.\d+)?\s*%")
_LIMIT = re.compile(
    r"(?:[<>≤≥≦≧約~±]|以上|以下|不低於|不高於|至少|最多|約|大約|min|max|about|approx|up to|at least|ca)\.?\s*$", re.IGNORECASE
)
_LIMIT_AFTER = re.compile(r"\s*(?:以上|以下|以內|左右|上下|or more|or less|min|max|±|\+)", re.IGNORECASE)
_SUBSTANCE = (
    r"(?:[酸鹼碱鈉钠鉀钾銨铵氨醇酮醚酯醛酚胺脲烷苯]|雙氧水|双氧水|氨水|漂白水|漂水|過氧化氫|过氧化氢|尿素|福馬林|石灰乳"
    r"|氯化[鐵铁鈣钙鋁铝鎂镁鋅锌]|硫酸[鋁铝鐵铁銅铜鎳镍鋅锌錫锡]|氯化亞鐵|溶液|水溶液|藥液|药液)"
)
_ENGLISH = (
    r"(?:acid|soda|lye|caustic|hydroxide|peroxide|hypochlorite|ammonia|ammonium|chloride|sulph?ate|nitrate|carbonate|acetate"
    r"|solution|alcohol|ethanol|methanol|propanol|acetone|glycol|glycerine|glycerol|formaldehyde|formalin|urea|amine|bleach"
    r"|hcl|h2so4|hno3|h3po4|hf|naoh|koh|h2o2|naocl|nh3|fecl3|ipa|pac)"
)
_STRENGTH = r"(?:濃度|浓度|純度|纯度|重量百分比|conc(?:entration)?|strength|purity|assay|aq(?:ueous)?)"
_GRADE = (
    r"(?:工業級|工业级|食品級|電子級|試藥級|醫藥級|工業用"
    r"|technical(?: grade)?|industrial(?: grade)?|food grade|reagent(?: grade)?|pure)"
)
_WEIGHT = r"(?:w/?w|wt\.?|m/m|by weight|by mass|重量)"
_GAP = r"[\s,，、:：\-]*"
_BEFORE = re.compile(
    rf"(?:{_SUBSTANCE}|(?<![a-z]){_ENGLISH}|(?<![a-z]){_STRENGTH})"
    rf"(?:{_GAP}[(\[【]?{_GAP}(?:{_GRADE}|{_STRENGTH}))*{_GAP}[(\[【]?{_GAP}(?:為|为|=|是|of)?\s*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\s*{_WEIGHT}?{_GAP}(?:{_GRADE}{_GAP}|水?溶液|solution|aq(?:ueous)?\b\.?(?: solution)?|conc\.?)*"
    r"\s*(?:$|[()\[\]【】;；,，、|｜])",
    re.IGNORECASE,
)
_FIRST = re.compile(
    rf"\s*{_WEIGHT}?\s*(?:{_GRADE}\s*|(?:aq(?:ueous)?|of)\s+)*"
    rf"(?:[\u3400-\u9fff]{{0,6}}{_SUBSTANCE}|(?:[a-z]+ ){{0,2}}{_ENGLISH}(?![a-z]))",
    re.IGNORECASE,
)
_ELSE = re.compile(
    r"損耗|耗損|损耗|裕量|餘量|良率|產率|利用率|分攤|占比|佔比|比例|含水|水分|備用"
    r"|loss|allowance|yield|surplus|margin|share|moisture|spare|uptime",
    re.IGNORECASE,
)
"""Words that give a figure another meaning, wherever they stand in the name."""
_OTHER = re.compile(r"回收|再生|廢|废|稀釋|scrap|recycl|recover|reused|waste|spent|diluted", re.IGNORECASE)
"""Words that do so but in brackets behind it, which say what the substance is for."""
_ASIDE = re.compile(r"[(\[【].*$")
HUNDREDTH = 100.0


def concentration(line: Line) -> float | None:
    """Return the concentration (0–1) that a line states in its column, else in its name; None where in neither."""
    return line.concentration if line.concentration is not None else concentration_in(line.name)


def concentration_in(name: str) -> float | None:
    """Return the concentration (0–1) that stands in a name directly with the substance; None where none does.

    Examples
    --------
    >>> concentration_in("鹽酸(32%)"), concentration_in("Caustic soda 45 % (etching)"), concentration_in("32％ hydrochloric acid")
    (0.32, 0.45, 0.32)
    >>> concentration_in("硝酸 65–68 %"), concentration_in("Scrap allowance 5% hydrochloric acid"), concentration_in("PP")
    (None, None, None)
    """
    text = unicodedata.normalize("NFKC", name)
    found = list(_PERCENT.finditer(text))
    if text.count("%") != 1 or len(found) != 1 or _RANGE.search(text) or _ELSE.search(text):
        return None
    before, after = text[: found[0].start()], text[found[0].end() :]
    if _OTHER.search(before + _ASIDE.sub("", after)):
        return None
    if _LIMIT.search(before) or _LIMIT_AFTER.match(after):
        return None
    behind = bool(_BEFORE.search(before)) and bool(_AFTER.match(after))
    first = not before.strip() and bool(_FIRST.match(after))
    value = float(found[0][1]) / HUNDREDTH
    return value if (behind or first) and 0 < value <= 1 else None
