"""What a thing is made of: the material before a word of form or use counts more than the word (鋁合金鍛胚, PP 齒輪)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...messages import message
from ..catalogue import Factor
from ..naming.folding import as_in, canon, core
from ..naming.ranking import Evidence, NameIndex
from ..naming.reading import Reading, Segment
from ..naming.words import folded

METAL = "金屬"
METALS = (
    ("stainless", ("不鏽", "不銹")),
    ("aluminium", ("鋁",)),
    ("copper", ("銅",)),
    ("zinc", ("鋅錠", "鋅合金")),
    ("tin", ("錫錠", "焊錫")),
    ("lead", ("鉛",)),
    ("nickel", ("鎳",)),
    ("magnesium", ("鎂",)),
    ("titanium", ("鈦",)),
)
"""Metals by words in names of the catalogue, in the order in which they are looked for."""
STEEL = "steel"
KNOWN_METALS = frozenset((STEEL, *(metal for metal, _ in METALS)))
PLASTICS = frozenset(("塑膠原料", "塑膠製品", "橡膠原料"))
PLASTIC_WORDS, METAL_WORDS = ("聚", "橡膠", "樹脂"), ("鋼捲", "鋼胚", "鋼板")
"""What names of plastics, of rubbers and of metals hold, for factors without a category."""
STATED = folded("鋼", "鐵", "銅", "鋁", "鋅", "steel", "iron", "copper", "brass", "alumin", "zinc")
MADE_OF = 0.4
"""Score (0–1) of the words from which on something unknown is taken for a thing made of the known material before it."""
OTHER_MATERIAL, FORM_ONLY = 0.6, 0.85
"""What is left of a word of form whose material is another, and of a material whose form is not its own (the project's own
choice)."""
_PLATED = re.compile(r"[ -]*(plat|coat|lamin|镀|涂|包覆|被覆|淋膜|贴)")


@dataclass(frozen=True)
class Materials:
    """Knows the materials among the factors of an index."""

    index: NameIndex
    factors: Sequence[Factor]

    def weighed(self, reading: Reading, evidence: dict[int, Evidence]) -> dict[int, Evidence]:
        """Return the evidence with the materials of things: 鋁合金鍛胚 is of aluminium, a phenolic binder of phenolic resin."""
        found = dict(evidence)
        for part in reading.things(aside=False):
            if part.head is None:
                continue
            for material in self._of(part.head, part.segments[:-1], reading):
                own = self.index.meaning(material)
                for position in self.index.meaning(part.head).keys() & found.keys() - own.keys():
                    found[position] = replace(found[position], score=found[position].score * OTHER_MATERIAL)
                for position, (strength, means) in own.items():
                    reason = message("“{term}” is “{means}”", term=material.shown(means), means=means)
                    found[position] = Evidence(strength * FORM_ONLY * part.head.trust, (reason,), material.term)
        return found

    def _of(self, head: Segment, modifiers: Sequence[Segment], reading: Reading) -> Iterator[Segment]:
        """Yield the words that tell the material of a thing whose own material is another."""
        of_head = frozenset() if any(map(str.isdigit, head.key)) else self._materials(head)
        if not of_head:
            return
        best = self._best(head)
        names = [canon(self.factors[position].name) for position in best]
        added = [] if any(word in head.key for word in STATED) else _added(reading)
        for word in (*modifiers, *added):
            of_word = self._materials(word)
            if not of_word or of_head & of_word or best & self.index.meaning(word).keys():
                continue
            stated = any(word.key in name for name in names)
            if not stated and not _coating(reading.text, word) and _may_be_of(head, of_head, word, of_word):
                yield word

    def _materials(self, segment: Segment) -> frozenset[str]:
        """Return the materials that a known word stands for by its best meanings: metals, of which parts that name none are of
        steel, and plastics and rubbers by their names."""
        factors = [self.factors[position] for position in self._best(segment)]
        metals = {_metal_of(factor.name) for factor in factors if factor.category == METAL}
        return frozenset(metals | {core(canon(factor.name)) for factor in factors if _is_plastic(factor)})

    def _best(self, segment: Segment) -> frozenset[int]:
        """Return the factors that a known word means first."""
        meaning = self.index.meaning(segment) if segment.kind != "none" else {}
        best = max((strength for strength, _ in meaning.values()), default=0.0)
        return frozenset(position for position, (strength, _) in meaning.items() if strength == best)


def unknown_thing(reading: Reading, name: str) -> str:
    """Return what follows a known material directly and is not known itself: 曲臂 of 鋁合金曲臂; empty where there is none."""
    heads = [part.head for part in reading.things(aside=False)]
    thing = next((head.thing for head in heads if head is not None and head.thing and len(head.key) > 1), "")
    return as_in(thing, name)


def is_material(factor: Factor) -> bool:
    """Tell whether a factor is a metal, a plastic or a rubber."""
    metal = factor.category == METAL or (not factor.category and any(word in factor.name for word in METAL_WORDS))
    return metal or _is_plastic(factor)


def _is_plastic(factor: Factor) -> bool:
    return factor.category in PLASTICS or (not factor.category and any(word in factor.name for word in PLASTIC_WORDS))


def _metal_of(name: str) -> str:
    return next((metal for metal, words in METALS if any(word in name for word in words)), STEEL)


def _may_be_of(head: Segment, of_head: frozenset[str], word: Segment, of_word: frozenset[str]) -> bool:
    """Tell whether a thing may be of the material before it: of a plastic only where the thing is of no stated metal."""
    if of_word <= KNOWN_METALS:
        return bool(of_head & KNOWN_METALS) or head.kind == "stand-in"
    named = word.kind in ("name", "core")
    return named and not of_head & (KNOWN_METALS - {STEEL}) and not any(metal in head.key for metal in STATED)


def _added(reading: Reading) -> list[Segment]:
    """Return what stands behind the thing, after a comma or in brackets: forged blank, aluminium."""
    found = []
    for part in reading.things(aside=True):
        begins = min(segment.start for segment in part.segments)
        if reading.text[:begins].rstrip().endswith((",", "(", "[")):
            found.append(part.segments[-1])
    return found


def _coating(text: str, segment: Segment) -> bool:
    """Tell whether a material is only the coating: 鍍鋅, zinc-plated, PE 淋膜."""
    return text[: segment.start].endswith(("镀", "涂")) or _PLATED.match(text, segment.end) is not None
