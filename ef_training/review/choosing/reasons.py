"""Does the reason of a multiplier give the multiplier? A reason that counts ("0.235 × 1.15", "60 % oil") is counted after."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations

from ...messages import message, msg
from ...numbers import plain
from ..model import Check, Finding, Reviewed
from ..settings import ReviewSettings
from ..spoken import listed
from .chosen import Choice, choice_words, chosen, find, places

NAME = "reasons"
_NUMBER = re.compile(r"(?<![a-z\d.])(?<![a-z]-)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\d.]*[a-z]\d)(?!\d)\s*(%?)")
_RESULT = re.compile(r"=\s*(\d[\d,]*(?:\.\d+)?)\s*(%?)(?=[^×*/÷=]*$)")
_GLUED = re.compile(r"[a-z]\d+(?:[×x]\d+)?|\d+[a-z]{1,2}-|\b(?:19|20)\d\d\b")
SCALES = (10.0, 0.1, 100.0, 0.01, 1000.0, 0.001)
"""A reason that speaks of grams, square centimetres or kilometres may give the multiplier times a power of ten."""


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield multipliers that are not what their own reason counts, and multipliers whose numbers have no source."""
    found = chosen(reviewed)
    for choice in found.judged:
        target = choice.target
        if (target.multiplier == 1 and not target.multiplier_unit) or target.multiplier <= 0:
            continue
        if fits(target.multiplier, target.reason, settings) is False:
            yield _another(choice)
    yield from _sources(choice for choice in found.judged if choice.target.multiplier != 1)


def numbers(text: str) -> list[tuple[float, bool]]:
    """Return the numbers of a text, each with whether it is a percentage; those glued to letters and years are names.

    >>> numbers("R-410A is 50 % R-32; 9,000 kcal = 37.68 MJ/m3")
    [(50.0, True), (9000.0, False), (37.68, False)]
    """
    tidy = _GLUED.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return [(float(match[1].replace(",", "") + (match[2] or "")), bool(match[3])) for match in _NUMBER.finditer(tidy)]


def fits(multiplier: float, reason: str, settings: ReviewSettings) -> bool | None:
    """Tell whether a reason gives a multiplier; None where it holds no number.

    The last "= x" is the result where nothing is counted after it. Else any number of the reason, the product, quotient,
    difference or sum of two, or what three make, is accepted: the question is whether the number comes from somewhere.
    """
    tidy = unicodedata.normalize("NFKC", reason).casefold().replace("−", "-")
    result = _RESULT.search(tidy)
    if result:
        return _near(multiplier, float(result[1].replace(",", "")) / (100 if result[2] else 1), settings)
    known = numbers(tidy)
    if not known:
        return None
    scales = (1.0, *SCALES) if _small_units(tidy) else (1.0,)
    return any(_near(multiplier, value * scale, settings) for value in _made(known) for scale in scales)


def stated(ratio: float, parts: Sequence[tuple[Choice, float]], settings: ReviewSettings) -> bool:
    """Tell whether a sum of parts, kg per kg, stands in a reason or source: 1.15, 15 % loss, 85 % yield.

    A percentage that is the share of a part ("25 % recycled") is no loss.
    """
    choices = [choice for choice, _ in parts]
    shares = [part for _, part in parts if len(parts) > 1]
    texts = (text for choice in choices for text in (choice.target.reason, choice.target.source))
    for value, percent in (number for text in texts for number in numbers(text)):
        if percent and any(_near(value / 100, share, settings) for share in shares):
            continue
        ways = (1 + value / 100, value / 100, 1 / (1 - value / 100)) if percent and value < 100 else (value,)
        if any(abs(way - 1) > 1e-9 and _near(ratio, way, settings) for way in ways):
            return True
    return False


def _made(known: list[tuple[float, bool]]) -> Iterator[float]:
    values = []
    for value, percent in known:
        values.append(value / 100 if percent else value)
        if percent and value < 100:
            yield from (1 + value / 100, 1 - value / 100)
    yield from values
    for one, other in permutations(values[:8], 2):
        yield from (one * other, one - other, one + other, *((one / other,) if other else ()))
    for a, b, c in combinations(values[:8], 3):
        yield from (a * b * c, a * b - c, *((a * b / c,) if c else ()))


def _near(one: float, other: float, settings: ReviewSettings) -> bool:
    return abs(one - other) <= settings.reason_fits * abs(other)


def _small_units(text: str) -> bool:
    return any(re.search(rf"(?<![a-z]){re.escape(unit)}(?![a-z])", text) for unit in choice_words()["reason"]["scaled"])


def _another(choice: Choice) -> Finding:
    target = choice.target
    return find(
        NAME,
        "another-number",
        "question",
        choice,
        message(
            "line {line} ({name}): the multiplier {multiplier} of {target} is not what its reason counts (“{reason}”)",
            line=choice.line.line_id,
            name=choice.line.name,
            multiplier=plain(target.multiplier),
            target=choice.label,
            reason=target.reason,
        ),
        message("reason and multiplier say the same number twice; where they differ, one of them was changed alone"),
        message("correct the multiplier or the reason; write the whole calculation"),
        where=places(choice, "multiplier", "reason"),
    )


def _sources(choices: Iterable[Choice]) -> Iterator[Finding]:
    """Multipliers that name no source, in one finding."""
    open_ = [choice for choice in choices if not choice.target.source.strip() and "multiplier" in choice.target.origins]
    if open_:
        lines = dict.fromkeys(choice.line.line_id for choice in open_)
        yield Finding(
            NAME,
            "no-source",
            "question",
            message("multipliers whose numbers have no source, of the lines {lines}", lines=listed(lines)),
            message("a concentration, mass or loss comes from a data sheet, a drawing or an estimate; which one is part of it"),
            message("name it in the column of the source, “estimate” too"),
            tuple(dict.fromkeys(places(choice, "source", "multiplier", line=())[0] for choice in open_)),
        )


CHECK = Check(name=NAME, title=msg("Reason and multiplier"), run=check, visit=2)
