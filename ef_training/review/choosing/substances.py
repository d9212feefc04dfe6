"""Which substance a name tells: metals, polymers and chemicals that must not be taken for one another (data/substances.csv)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_LATIN = re.compile(r"[a-z0-9]")
_APART = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\d\u4e00-\u9fff])")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_CHEMICALS = ("hcl", "acetone")
"""The first chemical of the table that is sold as a solution, and the first that is not."""


@dataclass(frozen=True)
class Substances:
    """The table: ``word`` gives the substance of each word (empty: a word that names none), ``within`` the wider one of each."""

    word: Mapping[str, str]
    within: Mapping[str, str]
    pattern: re.Pattern[str]
    order: tuple[str, ...]


@lru_cache(maxsize=1)
def substances() -> Substances:
    """Return the table of substances."""
    text = (resources.files("ef_training.review.choosing") / "data" / "substances.csv").read_text(encoding="utf-8")
    word: dict[str, str] = {}
    within: dict[str, str] = {}
    order: list[str] = []
    for row in csv.DictReader(text.splitlines()):
        word |= dict.fromkeys(row["words"].split(";"), row["substance"])
        within[row["substance"]] = row["within"]
        order.append(row["substance"])
    longest = sorted(word, key=len, reverse=True)
    parts = (rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])" if _LATIN.match(name) else re.escape(name) for name in longest)
    return Substances(word, within, re.compile("|".join(parts)), tuple(order))


@lru_cache(maxsize=4096)
def named(text: str) -> frozenset[str]:
    """Return the substances that a name tells; what stands in brackets counts where nothing else does.

    >>> sorted(named("PP granulate (for the PET bottle)")), sorted(named("White (50 % titanium dioxide)"))
    (['pp'], ['titanium-dioxide'])
    >>> sorted(named("Zinc-plated steel screws")), sorted(named("多元氯化鋁"))
    (['steel'], ['pac'])
    """
    plain = _APART.sub("", unicodedata.normalize("NFKC", text).casefold())
    return _found(_BRACKETS.sub(" ", plain)) or _found(plain)


def _found(plain: str) -> frozenset[str]:
    table = substances()
    return frozenset(table.word[match[0]] for match in table.pattern.finditer(plain)) - {""}


def agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two sets share a substance, or one names the wider kind of the other's ("PE", "HDPE").

    >>> agree(named("PE bag"), named("LDPE")), agree(named("HDPE"), named("LDPE")), agree(named("PP"), named("PVC"))
    (True, False, False)
    """
    table = substances().within
    wider = {table[name] for name in one} - {""}, {table[name] for name in other} - {""}
    return bool(one & other or wider[0] & other or wider[1] & one)


def dissolved(name: str) -> bool:
    """Tell whether a name tells a chemical that is sold as a solution of some strength.

    >>> dissolved("鹽酸，32％(工業級，直接化合法)"), dissolved("PP 30 % talc")
    (True, False)
    """
    order = substances().order
    first, last = (order.index(name) for name in _CHEMICALS)
    return any(first <= order.index(found) < last for found in named(name))
