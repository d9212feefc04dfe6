"""Lists and amounts inside the sentences of findings, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ..messages import Message
from ..numbers import plain, unit_text
from ..units import find_unit

_GENERAL = re.compile(r"(?:\.(\d+))?g?$")
UNITS = ("unit", "meant", "declared")
"""The values of a message that are codes of units."""


@dataclass(frozen=True)
class Listed(Message):
    """Several names as one text, joined as the reader's language joins them."""

    parts: tuple[str | Message, ...] = ()

    def render(self, lang: str) -> str:
        """Return the names, joined by 、 in Chinese, by commas else."""
        shown = (part.render(lang) if isinstance(part, Message) else part for part in self.parts)
        return ("、" if lang.startswith("zh") else ", ").join(shown)


@dataclass(frozen=True)
class Amount(Message):
    """A number with its unit, both as the reader writes them."""

    value: float = 0.0
    unit: str = ""

    def render(self, lang: str) -> str:
        """Return number and unit."""
        return f"{plain(self.value)} {unit_text(self.unit, lang, self.value)}"


def listed(parts: Iterable[str | Message]) -> Message:
    """Return several names as one text.

    >>> listed(["a", "b"]).render("en"), listed(["甲", "乙"]).render("zh-TW")
    ('a, b', '甲、乙')
    """
    return Listed("", parts=tuple(parts))


def amount(value: float, unit: str) -> Message:
    """Return a number with its unit as text.

    >>> amount(12500, "kg").render("en")
    '12,500 kg'
    """
    return Amount("", value=value, unit=unit)


def kilograms(value: float, digits: int = 4) -> Message:
    """Return a computed mass, rounded to some significant digits.

    >>> kilograms(0.36789123).render("en")
    '0.3679 kg'
    """
    return amount(float(f"{value:.{digits}g}"), "kg")


class Readable(float):
    """A number that the format of a message (``{mass:g}``, ``{mass}``) writes as people read it; others stay as they are.

    >>> f"{Readable(12506000.0):.5g} {Readable(36000.0)} {Readable(0.25):.0%}"
    '12,506,000 36,000 25%'
    """

    def __format__(self, spec: str) -> str:
        general = _GENERAL.match(spec)
        if not general:
            return super().__format__(spec)
        return plain(float(f"{float(self):.{general[1] or 6}g}") if spec else float(self))


@dataclass(frozen=True)
class UnitName(Message):
    """A unit as the reader writes it."""

    code: str = ""

    def render(self, lang: str) -> str:
        """Return the unit; counted things have a word."""
        return unit_text(self.code, lang)


def readable(said: Message) -> Message:
    """Return a message whose numbers, units and countries are written as people read them."""
    if type(said) is not Message or not said.values:  # a list or an amount writes itself
        return said
    return replace(said, values={name: _readable(name, value) for name, value in said.values.items()})


def _readable(name: str, value: Any) -> Any:
    if isinstance(value, Message):
        return readable(value)
    if isinstance(value, float):
        return Readable(value)
    if name in UNITS and isinstance(value, str):
        found = find_unit(value)
        return UnitName("", code=value) if found is not None and found.code == value else value
    if name == "country" and isinstance(value, str):
        from .distance.places import countries

        return countries()[value].name if value in countries() else value
    return value
