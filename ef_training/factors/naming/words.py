"""Finding words of the table in a text: Chinese ones anywhere, Latin ones as words of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from .folding import canon
from .terms import Term, Terms


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    before = r"(?<![a-z0-9])" if word[:1].isascii() else ""
    after = r"(?![a-z0-9])" if word[-1:].isascii() else ""
    return re.compile(before + re.escape(word) + after)


def place_of(word: str, folded: str) -> int:
    """Return where a folded word stands in a folded text, -1 where it does not."""
    if word not in folded:
        return -1
    match = _pattern(word).search(folded)
    return match.start() if match else -1


def says(folded: str, words: Iterable[str]) -> bool:
    """Tell whether a folded text holds one of some folded words."""
    return any(place_of(word, folded) >= 0 for word in words)


def said(terms: Terms, kind: str, *texts: str) -> Term | None:
    """Return the term of a kind that the first of some texts speaks of: the longest, of equals the first that stands there."""
    known: Mapping[str, Term] = terms.of(kind)
    for text in texts:
        folded = terms.read(text.replace("-", " ")) if text else ""
        found = [(-len(key), place, key) for key in known if (place := place_of(key, folded)) >= 0]
        if found:
            return known[min(found)[2]]
    return None


def folded(*words: str) -> tuple[str, ...]:
    """Return words folded, to be looked for in folded texts."""
    return tuple(canon(word) for word in words)
