"""Duplicates: the same item entered twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ..inventory.model import Inventory, Line
from ..inventory.per_unit import mass_of
from ..messages import message, msg
from ..text import fold
from ..units import unit
from .model import Check, Finding, Reviewed
from .origins import cells
from .settings import ReviewSettings
from .spoken import amount

NAME = "duplicates"
LEAVING = ("waste", "wastewater", "co-product")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield rows that stand twice, wastes in two lists, and amounts that are the same to the last digit."""
    again = list(repeated(reviewed.inventory))
    for line, first in again:
        yield Finding(
            NAME,
            "row-twice",
            "warning",
            message(
                "lines {first} and {line} are the same: {name}, {amount}",
                first=first.line_id,
                line=line.line_id,
                name=line.name,
                amount=amount(line.amount, line.unit),
            ),
            message("an item entered twice is counted twice"),
            message("delete one of them, or say in the name or note in what they differ"),
            (*cells(line, "name", "amount"), *cells(first, "name", "amount")),
            line.line_id,
        )
    seen = {line.line_id for line, _ in again}
    yield from _in_two_lists(reviewed.inventory, seen, settings)
    for line, first in nearly_repeated(reviewed.inventory, settings):
        if line.line_id not in seen:
            seen.add(line.line_id)
            yield _nearly(line, first)
    yield from _same_figure(reviewed.inventory, seen, settings)


def repeated(inventory: Inventory) -> Iterator[tuple[Line, Line]]:
    """Yield (line, earlier line) where name, stage, supplier, treatment, level and amount are the same."""
    first: dict[tuple[object, ...], Line] = {}
    for line in (line for line in inventory.lines if not line.parent and line.amount):
        found = unit(line.unit)
        key = (
            fold(line.name),
            line.stage,
            fold(line.supplier),
            fold(line.treatment),
            line.level,
            found.kind,
            round(line.amount * found.factor, 9),
        )
        if key in first:
            yield line, first[key]
        else:
            first[key] = line


def nearly_repeated(inventory: Inventory, settings: ReviewSettings) -> Iterator[tuple[Line, Line]]:
    """Yield (line, earlier line) where stage, group, supplier, level and an amount of several digits are the same, and the names
    are nearly so."""
    first: dict[tuple[object, ...], list[Line]] = {}
    for line in (line for line in inventory.lines if not line.parent and digits(line.amount) >= settings.near_digits):
        found = unit(line.unit)
        counted = round(line.amount * found.factor, 9)
        key = (line.stage, line.group, fold(line.supplier), line.level, line.allocation, found.kind, counted)
        others = first.setdefault(key, [])
        near = next((other for other in others if _alike(line, other, settings)), None)
        others.append(line)
        if near is not None:
            yield line, near


def _alike(line: Line, other: Line, settings: ReviewSettings) -> bool:
    from rapidfuzz.fuzz import ratio

    one, two = fold(line.name), fold(other.name)
    return one != two and ratio(one, two) >= 100 * settings.name_alike


def _nearly(line: Line, first: Line) -> Finding:
    return Finding(
        NAME,
        "row-nearly-twice",
        "warning",
        message(
            "lines {first} ({name}) and {line} ({other}) have nearly one name, one supplier and one amount, {amount}",
            first=first.line_id,
            name=first.name,
            line=line.line_id,
            other=line.name,
            amount=amount(line.amount, line.unit),
        ),
        message("an invoice entered twice under two names is counted twice"),
        message("delete one of them, or say in the name or note in what they differ"),
        (*cells(line, "name", "amount"), *cells(first, "name", "amount")),
        line.line_id,
    )


def _in_two_lists(inventory: Inventory, seen: set[str], settings: ReviewSettings) -> Iterator[Finding]:
    """The same waste as waste and as co-product, or as waste and as waste water."""
    lines = [line for line in inventory.lines if line.group in LEAVING and line.stage == "manufacturing" and not line.parent]
    for first, line in combinations(lines, 2):
        if line.group == first.group or {line.line_id, first.line_id} & seen or line.level != first.level:
            continue
        a, b = mass_of(first, first.amount), mass_of(line, line.amount)
        same_amount = a is not None and b is not None and a > 0 and abs(a - b) < 1e-6 * a
        if fold(first.name) == fold(line.name) or (same_amount and digits(line.amount) >= settings.same_digits):
            yield Finding(
                NAME,
                "in-two-lists",
                "warning" if same_amount else "question",
                message(
                    "lines {first} ({name}) and {line} ({other}) look like one stream entered as two kinds",
                    first=first.line_id,
                    name=first.name,
                    line=line.line_id,
                    other=line.name,
                ),
                message("a stream counted in two lists burdens the product twice"),
                message("keep it where it belongs: sold or given for use as co-product, treated as waste"),
                (*cells(line, "name", "amount"), *cells(first, "name", "amount")),
                line.line_id,
            )


def _same_figure(inventory: Inventory, seen: set[str], settings: ReviewSettings) -> Iterator[Finding]:
    """Two different items of one group with one amount of many digits: perhaps copied from the row above."""
    first: dict[tuple[object, ...], Line] = {}
    for line in (line for line in inventory.lines if not line.parent and line.group != "transport" and line.line_id not in seen):
        if digits(line.amount) < settings.same_digits:
            continue
        key = (line.stage, line.group, line.level, line.unit, line.amount)
        other = first.setdefault(key, line)
        if other is not line:
            yield Finding(
                NAME,
                "same-figure",
                "info",
                message(
                    "lines {first} ({name}) and {line} ({other}) have the same amount, {amount}",
                    first=other.line_id,
                    name=other.name,
                    line=line.line_id,
                    other=line.name,
                    amount=amount(line.amount, line.unit),
                ),
                message("a figure copied from another row looks like this; it may also be true"),
                message("look at the evidence of both"),
                (*cells(line, "amount"), *cells(other, "amount")),
                line.line_id,
            )


def digits(figure: float) -> int:
    """Return how many significant digits a figure has.

    >>> digits(12500.0), digits(0.0123)
    (3, 3)
    """
    return len(f"{figure:.10g}".partition("e")[0].replace(".", "").strip("0"))


CHECK = Check(name=NAME, title=msg("Duplicates"), run=check)
