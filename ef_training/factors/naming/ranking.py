"""Ranking names: by what a term of the table means, by the words they share, and by pairs of characters.

An index is built once over (code, name) pairs: MOENV's catalogue, or the names of datasets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ...messages import Message, message
from .folding import as_in, canon, core, is_han, pieces
from .reading import Part, Reading, Segment, read_name, squeezed
from .terms import THINGS, Term, Terms

MEANING = 0.75
"""Part of the score that the meaning of the words has; the rest is the likeness of names (the project's own choice)."""
MODIFIER, ASIDE, LATER = 0.25, 0.85, 0.93
"""Part of a thing's weight that its modifiers have; what is left of one that stands aside; what each later meaning keeps."""
SPOILT = 0.7
"""What is left of something that stands in where what the catalogue lacks stands before it (the project's own choice)."""
EXACT = 0.79
"""A thing whose trust is above this is named exactly."""
FORMS = (
    *map(canon, (*"板片棒線管捲卷帶條", "線材", "棒材", "管材", "板材", "盤元")),
    *("plate", "sheet", "bar", "rod", "wire", "tube", "pipe", "coil", "strip"),
)
"""How words of form end; they tell as much as the number of a grade before them."""
LONG = 10
"""From so many letters on, two of an English word may be wrong."""
END, CHEMICAL = 3, ("ol", "al", "ane", "ene", "yne", "one", "ine", "ate", "ite", "ide", "yl")
"""Endings of chemicals, where a letter makes another substance: such words must end alike (butanal is not butanol)."""
_LONG_WORD = re.compile(r"(?<![a-z0-9])[a-z]{6,}(?![a-z0-9])")
LIKE_LEAST = 0.75
"""Of a name without known words, so much must stand in a name of the catalogue in one stretch."""


@dataclass(frozen=True)
class Ranked:
    """A name with its score (0–1) and why."""

    code: str
    score: float
    reasons: tuple[Message, ...]


@dataclass(frozen=True)
class Evidence:
    """What speaks for a name: ``score`` (0–1) of the words, reasons, the term that led there, whether it named it exactly."""

    score: float
    reasons: tuple[Message, ...]
    term: Term | None = None
    exact: bool = False


class NameIndex:
    """Names that can be searched; built once, it answers in milliseconds.

    Parameters
    ----------
    entries : sequence of (code, name)
    terms : Terms
        What people call things, by words of the names.
    """

    def __init__(self, entries: Sequence[tuple[str, str]], terms: Terms):
        self.codes = tuple(code for code, _ in entries)
        self.names = tuple(name for _, name in entries)
        self.terms = terms
        self._full = tuple(canon(name) for name in self.names)
        self._cores = tuple(tuple(core(part) for part in full.split("|")) for full in self._full)
        self._things = {spelling: term for key, term in terms.of(*THINGS).items() for spelling in (key, squeezed(key))}
        self._words = terms.of("word")
        self._slips: dict[str, str] = {}
        self._meanings: dict[tuple[str, tuple[str, ...]], dict[int, tuple[float, str]]] = {}

    @cached_property
    def _by_core(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for position, cores in enumerate(self._cores):
            for one in {*cores, self._full[position]}:
                found.setdefault(one, []).append(position)
        return {one: tuple(positions) for one, positions in found.items() if one}

    @cached_property
    def _families(self) -> Mapping[str, tuple[str, ...]]:
        """What stands beside a name of the catalogue where a term means it first: 硫酸 → 濃硫酸."""
        found: dict[str, tuple[str, ...]] = {}
        for term in self.terms.of("name").values():
            first = canon(term.means[0])
            if len(term.means) > len(found.get(first, ())):
                found[first] = term.means
        return found

    @cached_property
    def _pairs(self) -> tuple[str, ...]:
        return tuple(" ".join(pieces(" ".join(cores))) for cores in self._cores)

    @cached_property
    def _by_piece(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for position, pairs in enumerate(self._pairs):
            for piece in set(pairs.split()):
                found.setdefault(piece, []).append(position)
        return {piece: tuple(positions) for piece, positions in found.items()}

    def read(self, query: str) -> Reading:
        """Read a name by the words that are known; where there is none, by those that a slip of the pen away are known."""
        text = self.terms.read(query)
        reading = read_name(text, self._things, self._by_core, self._words)
        if reading.things(aside=False):
            return reading
        corrected = _LONG_WORD.sub(lambda match: self._meant(match[0]), text)
        return reading if corrected == text else read_name(corrected, self._things, self._by_core, self._words)

    @cached_property
    def _vocabulary(self) -> Mapping[int, tuple[str, ...]]:
        """The long English words of the table by their length."""
        words = {word for key in self._things for word in _LONG_WORD.findall(key)}
        return {length: tuple(sorted(word for word in words if len(word) == length)) for length in set(map(len, words))}

    def _meant(self, word: str) -> str:
        """Return the known English word that one letter, of long words two letters, tell from a word; else the word itself."""
        if word not in self._slips:
            from rapidfuzz import process
            from rapidfuzz.distance import DamerauLevenshtein

            most = 1 if len(word) < LONG else 2
            near = [known for more in range(-most, most + 1) for known in self._vocabulary.get(len(word) + more, ())]
            alike = [known for known in near if known[-END:] == word[-END:] or not word.endswith(CHEMICAL)]
            found = process.extractOne(word, alike, scorer=DamerauLevenshtein.distance, score_cutoff=most)
            self._slips[word] = found[0] if found else word
        return self._slips[word]

    def rank(self, query: str, *, limit: int = 20) -> list[Ranked]:
        """Return the names nearest to a query, best first, each with its reasons."""
        reading = self.read(query)
        evidence = self.evidence(reading)
        for position, wider in self._containing(reading).items():
            evidence.setdefault(position, wider)
        likeness = self._likeness(reading.rest or reading.text)
        ranked = []
        for position in evidence.keys() | likeness.keys():
            like = likeness.get(position, 0.0)
            known = evidence.get(position)
            score = MEANING * known.score + (1 - MEANING) * like if known else MEANING * like
            reasons = known.reasons if known else (self._shared(reading, position),)
            ranked.append((-score, position, reasons))
        ranked.sort(key=lambda row: row[:2])
        return [Ranked(self.codes[position], -score, reasons) for score, position, reasons in ranked[:limit]]

    def evidence(self, reading: Reading, *, kinds: Collection[str] = (*THINGS, "core")) -> dict[int, Evidence]:
        """Return what the known words of a name say, by position; where none is known, what stands in a name in one stretch."""
        found: dict[int, Evidence] = {}
        main = reading.things(aside=False)
        for part in main or reading.things(aside=True):
            for position, evidence in self._of_part(part, kinds).items():
                scored = evidence if main else Evidence(evidence.score * ASIDE, evidence.reasons, evidence.term, evidence.exact)
                if position not in found or _nearer(scored, found[position]):
                    found[position] = scored
        if main:
            self._qualify(found, reading)
        return found if found or reading.nothing is not None else self._in_one_stretch(reading)

    def _containing(self, reading: Reading) -> dict[int, Evidence]:
        """Return the names that contain a name of the catalogue that stands in the query: 不鏽鋼 leads to 不鏽鋼冷軋鋼捲 too."""
        found = {}
        for part in reading.things(aside=False):
            head = part.head
            if head is not None and head.term is None:
                for position, full in enumerate(self._full):
                    if head.key in full:
                        reason = message("“{words}” stands in the name", words=as_in(head.key, self.names[position]))
                        found[position] = Evidence((0.8 + 0.18 * len(head.key) / len(full)) * head.trust, (reason,))
        return found

    def _of_part(self, part: Part, kinds: Collection[str]) -> dict[int, Evidence]:
        segments = [segment for segment in part.segments if segment.kind in kinds]
        if not segments:
            return {}
        *modifiers, head = self._by_designation(segments)
        by_modifier = [self.meaning(segment) for segment in modifiers]
        spoilt = head.kind == "stand-in" and any(segment.kind == "none" for segment in modifiers)
        found = {}
        for position, (strength, means) in self.meaning(head).items():
            helped = [one[position][0] if position in one else 0.0 for one in by_modifier]
            share = 1.0 if not helped else 1 - MODIFIER + MODIFIER * sum(helped) / len(helped)
            words = [segment for segment, help_ in zip(modifiers, helped, strict=True) if help_]
            found[position] = Evidence(
                strength * share * head.trust * (SPOILT if spoilt else 1.0),
                (*(self._reason(segment, "", position) for segment in words), self._reason(head, means, position)),
                head.term,
                strength > LATER**5 and head.trust > EXACT,
            )
        return found

    def _by_designation(self, segments: list[Segment]) -> list[Segment]:
        """Return the segments with the number of a grade in the place of a last one that says no more: ADC12 鋁錠."""
        *modifiers, head = segments
        if head.kind == "none" or head.key.endswith(FORMS):
            return segments
        for segment in reversed(modifiers):
            graded = segment.kind != "none" and any(map(str.isdigit, segment.key)) and not any(map(str.isdigit, head.key))
            if graded and self.meaning(segment).keys() & self.meaning(head).keys():
                trust = min(segment.trust, head.trust) if head.trust < 1 else 1.0
                return [*(one for one in modifiers if one is not segment), replace(segment, trust=trust)]
        return segments

    def _qualify(self, found: dict[int, Evidence], reading: Reading) -> None:
        """Let words that stand aside add a little to what the main words found."""
        for part in reading.things(aside=True):
            for segment in part.segments:
                for position, (strength, means) in self.meaning(segment).items():
                    if position in found:
                        known = found[position]
                        reasons = (*known.reasons, self._reason(segment, means, position))
                        found[position] = Evidence(min(known.score + 0.03 * strength, 1.0), reasons, known.term, known.exact)

    def meaning(self, segment: Segment) -> dict[int, tuple[float, str]]:
        """Return the names that a known word stands for: position → strength (0–1) and the words of the catalogue it led by."""
        means = segment.term.means if segment.term else ()
        key = (segment.key, means)
        if key not in self._meanings:
            found: dict[int, tuple[float, str]] = {}
            named = means if segment.kind == "none" else means or self._families.get(segment.key, (segment.key,))
            for rank, text in enumerate(named):
                for position, strength in self._named(canon(text)).items():
                    if position not in found:
                        found[position] = (strength * LATER**rank, text)
            self._meanings[key] = found
        return self._meanings[key]

    def _named(self, text: str) -> dict[int, float]:
        """Return the names that are a text, or else those that contain it."""
        exact = self._by_core.get(text)
        if exact is None and text.endswith(")"):
            exact = tuple(position for position, full in enumerate(self._full) if full.startswith(text))
        if exact:
            return dict.fromkeys(exact, 1.0)
        found = {}
        for position, full in enumerate(self._full):
            if text in full:
                found[position] = 0.8 + 0.18 * len(text) / len(full)
        return found

    def _in_one_stretch(self, reading: Reading) -> dict[int, Evidence]:
        """Find names that hold the unknown name in one stretch, or nearly all of it."""
        asked = "".join(character for character in reading.rest if is_han(character))
        if len(asked) < 3:
            return {}
        from difflib import SequenceMatcher

        found = {}
        matcher = SequenceMatcher(autojunk=False, b=asked)
        near = {position for piece in pieces(asked) for position in self._by_piece.get(piece, ())}
        for position in near:
            for one in self._cores[position]:
                matcher.set_seq1(one)
                match = matcher.find_longest_match()
                if match.size >= 3 and match.size / len(asked) > LIKE_LEAST:
                    score = 0.6 * match.size / len(asked) + 0.35 * match.size / len(one)
                    words = as_in(asked[match.b : match.b + match.size], self.names[position])
                    shared = message("“{words}” stands in the name", words=words)
                    found[position] = Evidence(score, (shared,))
        return found

    def _likeness(self, text: str) -> dict[int, float]:
        """Return the likeness (0–1) of names by pairs of characters and words, where anything is shared."""
        from rapidfuzz import fuzz, process

        asked = " ".join(pieces(text))
        near = {position for piece in set(asked.split()) for position in self._by_piece.get(piece, ())}
        choices = {position: self._pairs[position] for position in near}
        contained = process.extract(asked, choices, scorer=fuzz.token_set_ratio, limit=None)
        whole = {
            position: score for _, score, position in process.extract(asked, choices, scorer=fuzz.token_sort_ratio, limit=None)
        }
        return {position: (score + whole[position]) / 200 for _, score, position in contained}

    def _shared(self, reading: Reading, position: int) -> Message:
        asked = pieces(reading.rest or reading.text)
        shared = [piece for piece in self._pairs[position].split() if piece in asked]
        return message("shares “{words}”", words=as_in(" ".join(dict.fromkeys(_joined(shared))), self.names[position]))

    def _reason(self, segment: Segment, means: str, position: int) -> Message:
        if segment.term is None:
            words = as_in(segment.key, self.names[position])
            if segment.key in self._cores[position] or segment.key == self._full[position]:
                return message("“{words}” is the name", words=words)
            return message("“{term}” is “{means}”", term=words, means=means)
        if not means or canon(means) == segment.key:
            return message("“{words}” stands in the name", words=segment.term.text)
        if segment.kind == "stand-in":
            return message("“{means}” may stand in for “{term}”", means=means, term=segment.term.text)
        return message("“{term}” is “{means}”", term=segment.term.text, means=means)


def _nearer(one: Evidence, other: Evidence) -> bool:
    """Tell whether evidence is better than other: by its score, of equals a name before what stands in."""

    def stands_in(evidence: Evidence) -> bool:
        return evidence.term is not None and evidence.term.kind == "stand-in"

    return (one.score, not stands_in(one)) > (other.score, not stands_in(other))


def _joined(pairs: Sequence[str]) -> list[str]:
    """Join pairs of characters that overlap: 不锈, 锈钢 → 不锈钢."""
    joined: list[str] = []
    for piece in pairs:
        if joined and is_han(piece[0]) and len(piece) == 2 and joined[-1][-1] == piece[0]:
            joined[-1] += piece[1]
        else:
            joined.append(piece)
    return joined
