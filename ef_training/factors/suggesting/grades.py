"""Grades: recycled, electronic, organic … factors are for lines that say so; a line that says recycled is not for virgin ones."""

from __future__ import annotations

import re

from ...inventory.model import Line
from ...messages import Message, message
from ..catalogue import Factor
from ..naming.folding import canon
from ..naming.ranking import Evidence
from ..naming.terms import Terms
from ..naming.words import folded, says

RECYCLED = folded(*("再生", "回收", "次料", "二次料", "recycled", "recyclate", "reclaimed", "regrind", "PCR", "PIR"))
IN_NAMES = folded("再生", "回收", "recycled")
OFTEN_RECYCLED = frozenset(("紙", "玻璃"))
"""Categories whose common factors hold recycled input by nature."""
_OTHERWISE = folded(
    *("可回收", "不回收", "回收用", "回收箱", "回收桶", "可再生", "樹脂再生", "再生用", "非再生", "recyclable"),
)
_RECYCLABLE = re.compile("|".join(_OTHERWISE))


def without_recycled(rest: str) -> str | None:
    """Return a folded name without the words that say recycled; None where it says none."""
    plain = _RECYCLABLE.sub(" ", rest)
    if not says(plain, RECYCLED):
        return None
    for word in RECYCLED:
        plain = plain.replace(word, " ")
    return " ".join(plain.split())


class Grades:
    """What the terms of kind "grade" say: a word in names of the catalogue, and the words of a line that ask for it."""

    def __init__(self, terms: Terms):
        self._terms = terms
        self._grades = tuple(
            (canon(term.text), term.text, tuple(canon(one) for one in term.means)) for term in terms.of("grade").values()
        )

    def refuses(self, line: Line, factor: Factor, known: Evidence, rest: str) -> Message | None:
        """Return why a factor of a grade does not fit a line, None where it may.

        ``rest`` is the line's name without what stands aside. A term of the table that names the grade speaks for the line.
        """
        name, text = canon(factor.name), self._terms.read(" ".join((line.name, line.treatment, line.note)))
        means = canon(" ".join(known.term.means)) if known.term is not None else ""
        for grade, shown, words in self._grades:
            if grade in name and not says(text, (grade, *words)) and grade not in means:
                return message("it is for “{grade}”, which the line does not say", grade=shown)
        recycled = says(_RECYCLABLE.sub(" ", rest), RECYCLED)
        if recycled and not says(name, IN_NAMES) and factor.category not in OFTEN_RECYCLED:
            return message("the line says recycled, the factor does not")
        return None
