"""Reading a name: which known words it holds, which of them is the thing itself, and whether something unknown follows it.

In Chinese, and in English before a comma or a preposition, the thing stands last: 大豆油墨 is an ink, not an oil. So of the known
words the last one of a part is the thing, the others qualify it; where something unknown follows directly, the thing is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from .folding import HAN, canon, is_han
from .sizes import sizes
from .terms import THINGS, Term

LONGEST = 28
_OPEN, _CLOSE = "([{<「『【", ")]}>」』】"
_PARTED = frozenset("、/+&;|與与及和或")
_ASIDE_AFTER = frozenset(",:–—~")
_WITH = "(?<= )(?:有(?!机|铅|害|色|效)|附(?!件|着|加)|含(?!量|水|税|铅))"
_ASIDE_WORDS = re.compile(rf" (?:for|of|with|from|in|to|on|at|by|as|used|per|via) |用于|供应|{_WITH}")
_AND = re.compile(r" and | or ")
_CHEMICAL_END = frozenset("酸碱醇酮醚酯胺烷烯炔苯酚醛腈钠钾钙镁铝锌铜铁铵氯氧氢氮氨硫磷碘汞")
_CHEMICAL_BEFORE = frozenset(
    "聚氟氯溴碘硝亚过次偏异甲乙丙丁戊己庚辛壬癸苯酚萘三二四五六七八九十氧硫磷硅铝环基烯烷醇酸酯酮胺酰正叔仲"
)
_NOT_MADE_OF = frozenset(canon("劑液膏水油漆膠機器刀具蠟墨筆尺服粉氣灰渣酸鹼鹽亞吡咯咪"))
"""Characters of what is no thing made of the material before it (鋁合金酸洗膏)."""
_CHEMICAL_AFTER = frozenset("酸醇酯胺腈酐酮醛醚酚钠钾钙镁锌铜镍铁铝银锡钴铬锰钡锂铅铵基盐脲烷烯")
_WITHOUT = frozenset("无無免非仿代")
_COATED = frozenset("镀涂")
_COATING = re.compile(r"[ -]*(?:plat(?:ed|ing)|coat(?:ed|ing))(?![a-z])")
"""What stands before or behind what is only a coating: 鍍鎳, nickel plated."""
_FOR, _NOT_FOR = "用", frozenset("使利应采耐作")
"""What parts a purpose from the thing (烤漆用粉體); the characters before it with which it is a verb of its own (使用)."""
_WORD = re.compile(r" +([a-z][a-z]{3,})(?![a-z0-9])")
_BORDER = re.compile(rf"(?<=[{HAN}]) +(?=[a-z0-9])|(?<=[a-z0-9]) +(?=[{HAN}])")
_RUN = re.compile(f"[{HAN}]+")
_FORMS = frozenset(canon("料粒級粉液劑材塊片捲卷板條管棒絲線紗膜袋盒箱瓶罐桶蓋身底胚件品圈環墊套珠球網繩塞柄框架座輪"))
_SYMBOLS = frozenset(("cu", "al", "zn", "ni", "sn", "ag", "au", "pb", "ti", "mg", "pt", "fe"))
_COMPOUNDED = frozenset(canon("水油膠漆紙布茶糖鹽蛋魚米麵醋奶蠟冰"))
"""Single characters that with one before them are something else (鈀水)."""
LONGEST_FORM = 3
_EACH, _LESS = 0.3, 0.2
"""What each word takes off the weight of a choice of words, and what one that says nothing takes off besides."""
FORM_FOLLOWS, UNKNOWN_FOLLOWS, UNKNOWN_APART, UNKNOWN_WORD = 0.78, 0.5, 0.8, 0.75
"""Part of the trust that is left in a thing followed directly by characters that tell its form (鋼 + 管件), by unknown ones, by
unknown ones after a space, by an unknown English word."""


@dataclass(frozen=True)
class Segment:
    """A known word in a name: its place, the folded ``key``, and the term (None: a name of the catalogue). ``trust`` is 0–1;
    ``thing`` what follows directly and is not known, where it may be something made of it (鋁合金 + 曲臂)."""

    start: int
    end: int
    key: str
    term: Term | None
    trust: float = 1.0
    thing: str = ""

    @property
    def kind(self) -> str:
        """The kind of the term; "core" for a name of the catalogue."""
        return self.term.kind if self.term else "core"

    def shown(self, means: str) -> str:
        """Return the word as the table writes it; a name of the catalogue as ``means`` has it."""
        return self.term.text if self.term is not None else means


@dataclass(frozen=True)
class Part:
    """A part of a name: what stands side by side, or aside (in brackets, after a comma or a preposition)."""

    segments: tuple[Segment, ...]
    aside: bool

    @property
    def head(self) -> Segment | None:
        """The thing itself."""
        return self.segments[-1] if self.segments else None


@dataclass(frozen=True)
class Reading:
    """A name as read: ``text`` folded, its parts, and ``rest``, the main parts without words that say nothing."""

    text: str
    parts: tuple[Part, ...]
    rest: str

    def things(self, *, aside: bool) -> tuple[Part, ...]:
        """Return the parts that hold something known."""
        return tuple(part for part in self.parts if part.segments and part.aside == aside)

    @property
    def nothing(self) -> Term | None:
        """The term that says that the catalogue has nothing for it; None where some part may be found."""
        parts = self.things(aside=False) or self.things(aside=True)
        heads = [part.head for part in parts]
        if not heads or any(head is not None and head.kind != "none" for head in heads):
            return None
        return next(head.term for head in heads if head is not None)


def read_name(text: str, things: Mapping[str, Term], cores: Collection[str], words: Collection[str]) -> Reading:
    """Read a folded name by the terms that name things, the names of the catalogue and the words that say nothing.

    What is both a thing and a word that says nothing (塑膠粒) is the thing only where no other is named.
    """
    parts = []
    rest = []
    for start, end, aside in _split(text):
        found = list(_segments(text, start, end, things, cores, words))
        covered = {i for segment in found for i in range(segment.start, segment.end)}
        kept = [_judged(segment, text, end, covered) for segment in found if segment.kind in THINGS or segment.kind == "core"]
        known = [segment for segment in kept if segment.trust > 0]
        telling = [segment for segment in known if segment.key not in words] or known
        purpose = _purpose(text, start, end, found)
        things_of = [segment for segment in telling if segment.start > purpose]
        if things_of and len(things_of) < len(telling):
            parts.append(Part(tuple(segment for segment in telling if segment.start <= purpose), True))
            telling = things_of
        parts.append(Part(_thing_last(telling), aside))
        if not aside:
            plain = {i for segment in found if segment.kind == "word" for i in range(segment.start, segment.end)}
            rest.append("".join(" " if i in plain else text[i] for i in range(start, end)).strip())
    return Reading(text, tuple(parts), " ".join(" ".join(rest).split()))


def _thing_last(segments: list[Segment]) -> tuple[Segment, ...]:
    """Return the words of a part with the thing last where a grade or a symbol stands behind it: 不鏽鋼管 304, 靶材 Cu."""
    if len(segments) < 2 or segments[-1].kind == "none" or not _is_grade(segments[-1].key) or _is_grade(segments[-2].key):
        return tuple(segments)
    return (*segments[:-2], segments[-1], segments[-2])


def _is_grade(key: str) -> bool:
    return any(map(str.isdigit, key)) or key in _SYMBOLS


def _purpose(text: str, start: int, end: int, found: Iterable[Segment]) -> int:
    """Return where the purpose that stands before the thing ends (把手用TPR: at 用), -1 where there is none."""
    named = {i for segment in found if segment.kind != "word" for i in range(segment.start, segment.end)}
    ends = (i for i in range(end - 2, start, -1) if text[i] == _FOR and i not in named and text[i - 1] not in _NOT_FOR)
    return next(ends, -1)


def squeezed(text: str) -> str:
    """Return a folded text without the spaces between Chinese characters and letters or digits: "pe 袋" → "pe袋"."""
    return _BORDER.sub("", text)


def _split(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the parts of a name: start, end, and whether it stands aside."""
    marks = {match.start(): (match.end(), False) for match in _AND.finditer(text)}
    marks |= {match.start(): (match.end(), True) for match in _ASIDE_WORDS.finditer(text)}
    depth, aside, start, position = 0, False, 0, 0
    while position < len(text):
        character = text[position]
        following = position + 1
        if character in _OPEN or character in _CLOSE:
            yield start, position, aside or depth > 0
            depth = depth + 1 if character in _OPEN else max(depth - 1, 0)
            start = following
        elif character in _PARTED or character in _ASIDE_AFTER or position in marks:
            yield start, position, aside or depth > 0
            following, turned = marks.get(position, (following, character in _ASIDE_AFTER))
            aside = aside or (turned and depth == 0)
            start = following
        position = following
    yield start, len(text), aside or depth > 0


def _segments(
    text: str, start: int, end: int, things: Mapping[str, Term], cores: Collection[str], words: Collection[str]
) -> Iterator[Segment]:
    """Yield the known words of a part in their order; the longest come first, none overlaps another."""
    found: list[Segment] = []
    for i in range(start, end):
        for j in range(i + 1, min(end, i + LONGEST) + 1):
            key = text[i:j]
            if " " in key and key not in things:
                key = squeezed(key)
            known = key in things or key in words or key in cores
            if known and _whole(text, i, j):
                term = things.get(key) or (Term(key, "word") if key in words and key not in cores else None)
                found.append(Segment(i, j, key, term))
    found += [Segment(i, j, text[i:j], Term(text[i:j], "word")) for i, j in sizes(text) if start <= i and j <= end]
    found = _covering(found)
    alone = [segment for segment in found if len(segment.key) > 1 or not is_han(segment.key) or _alone(segment, text, found)]
    yield from sorted(alone, key=lambda one: one.start)


def _covering(found: Iterable[Segment]) -> list[Segment]:
    """Return the words that together cover most of a text without overlapping; of equal choices the one with the longest words.

    工業用鹽酸 is 工業用 and 鹽酸, though 工業用鹽 is a longer word.
    """
    best: dict[int, tuple[float, float, tuple[Segment, ...]]] = {-1: (0.0, 0.0, ())}
    ends = [-1]
    for segment in sorted(found, key=lambda one: one.end):
        before = best[max(end for end in ends if end <= segment.start)]
        weight = _weight(segment.key)
        told = weight - (_LESS if segment.kind == "word" else 0.0) - _EACH
        choice = (before[0] + told, before[1] + weight**2, (*before[2], segment))
        last = best[ends[-1]]
        if segment.end not in best:
            ends.append(segment.end)
            best[segment.end] = last
        if choice[:2] > best[segment.end][:2]:
            best[segment.end] = choice
    return list(best[ends[-1]][2])


def _weight(key: str) -> float:
    return sum(1.0 if is_han(character) else 0.4 for character in key)


def _whole(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch begins and ends with whole words, where it begins or ends with a letter or digit."""

    def inside(left: str, right: str) -> bool:
        return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()

    before = start > 0 and inside(text[start - 1], text[start])
    after = end < len(text) and inside(text[end - 1], text[end])
    return not before and not after and text[start] != " " and text[end - 1] != " "


def _alone(segment: Segment, text: str, found: Iterable[Segment]) -> bool:
    """Tell whether a single character stands for itself: no unknown Chinese character beside it but for those of form (鋁蓋)."""
    known = {i for other in found if other is not segment for i in range(other.start, other.end)}
    run = _RUN.match(text, segment.end)
    form = run is not None and len(run[0]) <= LONGEST_FORM and set(run[0]) <= _FORMS
    if segment.key in _COMPOUNDED and segment.start and is_han(text[segment.start - 1]):
        return segment.kind == "word"
    beside = [segment.start - 1, *(() if form else (segment.end,))]
    return all(i in known or not is_han(text[i]) for i in beside if 0 <= i < len(text)) or segment.kind == "word"


def _judged(segment: Segment, text: str, end: int, covered: set[int]) -> Segment:
    """Return a segment with the trust that what stands beside it leaves."""
    before = text[segment.start - 1] if segment.start and segment.start - 1 not in covered else ""
    if (before and before in _WITHOUT | _COATED) or _COATING.match(text, segment.end, end):
        return _trusted(segment, 0.0)
    position = segment.end
    while position in covered:
        position += 1
    after = text[position] if position < end else ""
    if is_han(segment.key[-1]) and segment.key[-1] in _CHEMICAL_END:
        beside = text[segment.end] if segment.end < end and segment.end not in covered else ""
        if (before and before in _CHEMICAL_BEFORE) or (beside and beside in _CHEMICAL_AFTER):
            return _trusted(segment, 0.0)
    if segment.kind == "none":
        return segment
    if after and is_han(after):
        run = _RUN.match(text, position, end)
        form = run is not None and len(run[0]) <= LONGEST_FORM and set(run[0]) <= _FORMS
        if form or run is None:
            return _trusted(segment, FORM_FOLLOWS)
        other = set(run[0]) & (_NOT_MADE_OF | _CHEMICAL_AFTER | _CHEMICAL_END)
        made_of = run[0] if not other and len(run[0]) <= LONGEST_FORM + 1 else ""
        return replace(_trusted(segment, UNKNOWN_FOLLOWS), thing=made_of)
    follower = _follower(text, position, end, covered)
    if follower and is_han(follower):
        return _trusted(segment, UNKNOWN_APART)
    return _trusted(segment, UNKNOWN_WORD) if follower else segment


def _follower(text: str, position: int, end: int, covered: set[int]) -> str:
    """Return the first character of an unknown word that follows after a space within the part; codes with digits are none."""
    for match in re.finditer(rf" *([{HAN}]+|[^ {HAN}]+)", text[position:end]):
        if position + match.start(1) in covered:
            continue
        word = match[1]
        if is_han(word[0]):
            before = text[position + match.start(1) - 1] if position + match.start(1) else ""
            if not before.isdigit():
                return word[0]
        elif word.isalpha() and len(word) > 3:
            return word[0]
    return ""


def _trusted(segment: Segment, trust: float) -> Segment:
    return replace(segment, trust=trust)
