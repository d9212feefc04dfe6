"""Whether a newly published value can be right, seen beside the values published before.

The published catalogue holds slips of two kinds: values in g instead of kg, and values per 20, 25 or 50 units (eleven
rows of 1,164). Beside rows of the same name and unit a slip stands out by its ratio: after correction, all but one of the
catalogue's names, taken without their data year, stay within a factor of 4 over all years.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...messages import Message, message
from ...text import fold
from ...units import find_unit
from ..catalogue import Factor
from ..years import undated

UNLIKELY = "implausible: do not offer"
NOT_POSITIVE = "not above zero: do not offer"


@dataclass(frozen=True)
class UpdateSettings:
    """Numbers of an update that are a choice, all of them the project's own.

    Parameters
    ----------
    jump : float
        A value of so many times, or so small a part of, the nearest other value of its name (whatever the data year in it) and
        unit is implausible (the slips known differ 20 times and more; of sound values none differs over 4 times).
    gram : tuple of float
        Ratios that look like g instead of kg.
    above, peers : float, int
        Where a name is new: values above ``above`` × the value that 95 of 100 rows of the unit stay below are named, in units
        of at least ``peers`` rows.
    withdrawn_share : float
        Part of the published rows that may vanish in one update; above it the publication is taken for a part of it.
    """

    jump: float = 20.0
    gram: tuple[float, float] = (500.0, 2000.0)
    above: float = 10.0
    peers: int = 12
    withdrawn_share: float = 0.10


@dataclass(frozen=True)
class Judgement:
    """What is said of a new row: a warning, and the mark that keeps it from being offered, "" where it may be."""

    warning: Message | None = None
    mark: str = ""


class Judge:
    """Judges new rows beside the rows of a catalogue, by name without data year and unit, and by unit."""

    def __init__(self, factors: Iterable[Factor], settings: UpdateSettings):
        self._settings = settings
        self._values: dict[tuple[str, str], list[float]] = defaultdict(list)
        by_unit: dict[str, list[float]] = defaultdict(list)
        for factor in factors:
            if factor.plausible and factor.kgco2e_per_unit > 0:
                self._values[undated(factor.name), same_unit(factor)].append(factor.kgco2e_per_unit)
                by_unit[same_unit(factor)].append(factor.kgco2e_per_unit)
        self._usual: Mapping[str, float] = {
            unit: sorted(values)[int(0.95 * (len(values) - 1))]
            for unit, values in by_unit.items()
            if len(values) >= settings.peers
        }

    def judge(self, factor: Factor) -> Judgement:
        """Judge one new row."""
        value = factor.kgco2e_per_unit
        shown = {"name": factor.name, "value": factor.published_value, "unit": factor.published_unit}
        if value <= 0:
            text = message("{name}: {value:g} kg CO2e/{unit} is not above zero; the row is kept, but not offered", **shown)
            return Judgement(text, NOT_POSITIVE)
        known = self._values.get((undated(factor.name), same_unit(factor)))
        if known:
            nearest = min(known, key=lambda other: max(value / other, other / value))
            ratio = value / nearest
            if self._settings.jump > ratio > 1 / self._settings.jump:
                return Judgement()
            shown |= {"nearest": nearest, "ratio": ratio}
            low, high = self._settings.gram
            if low <= ratio <= high:
                text = message(
                    "{name}: {value:g} kg CO2e/{unit} is {ratio:,.0f} times the nearest other value, {nearest:g}: "
                    "is it in g? The row is kept, but not offered",
                    **shown,
                )
            else:
                text = message(
                    "{name}: {value:g} kg CO2e/{unit} is {ratio:.3g} times the nearest other value, {nearest:g}; "
                    "the row is kept, but not offered",
                    **shown,
                )
            return Judgement(text, UNLIKELY)
        usual = self._usual.get(same_unit(factor))
        if usual and value > self._settings.above * usual:
            return Judgement(
                message(
                    "{name}: {value:g} kg CO2e/{unit} is far above what the catalogue holds in this unit "
                    "(95 of 100 rows stay below {usual:g}): is it in g, or per another unit?",
                    usual=usual,
                    **shown,
                )
            )
        return Judgement()


def same_unit(factor: Factor) -> str:
    """Return what two rows share that count in one unit: its code, for pieces and services the published word.

    "公斤" and "公斤(kg)" are one unit, "瓶" and "包" are two.
    """
    known = find_unit(factor.unit)
    return known.code if known and known.kind not in ("number", "persons") else fold(factor.published_unit)
