"""Reading what stands in a drop-down cell: the id of one factor, and behind it at most a multiplier.

Behind the id may stand what the lists of the program say of the factor (its name, its value, its data year), then "× 0.32" or
"× 32 %". Whatever else stands there is refused: it could be an amount, and an amount that is passed over is a wrong result.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ...errors import LinkError, Problem
from ...forms.files.suggestions import NO_FACTOR, NONE
from ...messages import LANGUAGES, message, translate
from ...text import fold, number

if TYPE_CHECKING:
    from ..catalogue import FactorCatalogue
    from ..gwp import GwpTable

__all__ = ["NONE", "NO_FACTOR", "NO_KIND", "Choice", "read_typed"]

NO_KIND = "none"
EXAMPLES = "× 0.32, × 32 %"

_ID = re.compile(r"moenv-[0-9a-f]{8}", re.IGNORECASE)
_GWP = re.compile(r"[A-Za-z0-9][A-Za-z0-9()./-]*@AR\d+", re.IGNORECASE)
_SIGN = r"(?:[×✕✖*]|[xX](?=\s*[-+.\d]))"
_BEHIND = re.compile(rf"{_SIGN}\s*(\S.*)")
_BEFORE = re.compile(r"(\S.*?)\s*[×✕✖*xX]")
_AMOUNT = re.compile(r"[×✕✖*=%]|(?<![\w.-])[-+]?\.?\d[\d.,]*(?!\w)")
_VALUE = re.compile(r"[\d.,]+(?:e[+-]?\d+)?\s*kg\s?CO2e?\s*/\s*[^\s×✕✖*|]+", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_BRACKETS = " \t\r\n()[]「」“”\"',、:;"


@dataclass(frozen=True)
class Choice:
    """What was chosen for a line: ``kind`` "factor", "gwp" or "none" (no factor is acceptable; ``target`` is empty then).

    ``multiplier`` where one was written behind it ("moenv-5977af23 × 0.69"), else None.
    """

    kind: str
    target: str
    multiplier: float | None = None


@dataclass(frozen=True)
class _Named:
    """The one factor that a text names: where its id begins and ends, its name and the year of its data."""

    kind: str
    target: str
    start: int
    end: int
    name: str
    year: int | None = None


def read_typed(text: str, catalogue: FactorCatalogue, gwp: GwpTable) -> Choice | Problem:
    """Read one cell; a `Problem` (without its place) where it names no known factor, or more than one, or no sound multiplier."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if fold(text) in NO_FACTOR:
        return Choice(NO_KIND, "")
    named = _named(plain, catalogue, gwp)
    if named is None:
        return Problem(
            message("“{text}” names no factor of the catalogue", text=text[:80]),
            mend=message("choose one from the list, or write the ID of one factor (ef-training factors search …)"),
        )
    before, behind = _before(plain[: named.start], named), _behind(plain[named.end :], named)
    if not isinstance(before, str) and not isinstance(behind, str) and (before is None or behind is None):
        return Choice(named.kind, named.target, before if behind is None else behind)
    said = before if isinstance(before, str) else behind if isinstance(behind, str) else plain
    return Problem(
        message("“{text}” beside “{target}” is no multiplier that can be read", text=said[:80], target=named.target),
        mend=message("write the ID alone, or behind it × and one positive number or percentage ({examples})", examples=EXAMPLES),
    )


def _named(text: str, catalogue: FactorCatalogue, gwp: GwpTable) -> _Named | None:
    ids = [match for match in _ID.finditer(text) if match.group().lower() in catalogue]
    if ids:
        factor = catalogue.by_id[ids[0].group().lower()]
        several = len({match.group().lower() for match in ids}) > 1
        return None if several else _Named("factor", factor.factor_id, *ids[0].span(), factor.name, factor.data_year)
    head = re.split(_SIGN, text.split("|")[0])[0].rstrip()
    spans = [(0, len(head)), *(match.span() for match in _GWP.finditer(text))]
    found: dict[str, _Named] = {}
    for start, end in spans:
        try:
            entry = gwp.lookup(text[start:end])
        except LinkError:
            continue
        found.setdefault(entry.target, _Named("gwp", entry.target, start, end, entry.name_zh or entry.name_en))
        if start == 0 and end == len(head):
            break
    return next(iter(found.values())) if len(found) == 1 else None


def _behind(text: str, named: _Named) -> float | str | None:
    """Return the multiplier behind an id, None where nothing stands there, and the text where it cannot be read."""
    rest = _described(text, named)
    if not rest:
        return None
    match = _BEHIND.fullmatch(rest)
    value = _positive(match.group(1)) if match else None
    return rest if value is None else value


def _before(text: str, named: _Named) -> float | str | None:
    """Return the multiplier before an id; other words may stand there, but no amount."""
    rest = text.replace(unicodedata.normalize("NFKC", named.name), " ").strip(_BRACKETS)
    match = _BEFORE.fullmatch(rest)
    value = _positive(match.group(1)) if match else None
    return value if value is not None else rest if _AMOUNT.search(rest) else None


def _described(text: str, named: _Named) -> str:
    """Return what stands behind an id without what only describes the factor."""
    listed = "|" in text
    rest = text.rpartition("|")[2].strip(_BRACKETS)
    name = unicodedata.normalize("NFKC", named.name)
    if listed and len(rest) > 1 and number(rest) is None and fold(name).startswith(fold(rest)):
        return ""
    if rest.startswith(name):
        rest, listed = rest[len(name) :].strip(_BRACKETS), True
    if match := _VALUE.match(rest):
        rest, listed = rest[match.end() :].strip(_BRACKETS), True
    year = _YEAR.match(rest)
    if year and (listed or int(year.group()) == named.year):
        return rest[year.end() :].strip(_BRACKETS)
    undated = next((words for words in _undated() if listed and rest.startswith(words)), "")
    return rest[len(undated) :].strip(_BRACKETS)


@lru_cache(maxsize=1)
def _undated() -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFKC", translate("year not stated", lang)) for lang in LANGUAGES)


def _positive(text: str) -> float | None:
    """Read a positive number or percentage; a comma is a decimal one ("1,5") but where it could part thousands as well."""
    text = text.strip()
    share = text.endswith("%")
    text = text.rstrip("%").strip() if share and not text.endswith("%%") else text
    if _COMMA.fullmatch(text):
        text = "" if len(text.rpartition(",")[2]) == 3 else text.replace(",", ".")
    value = number(text)
    if value is None or value <= 0:
        return None
    value = value / 100 if share else value
    return value if value > 0 else None
