"""Transport legs as a form tells them: what they carry, by which mode, how far."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ..errors import Problem
from ..inventory.model import Line
from ..inventory.per_unit import UnitLine, mass_of
from ..text import fold
from ..units import find_unit
from .distance.calculate import kind_of_mode
from .model import Reviewed
from .words import has

_ENDS = re.compile(r"^(?:從|由|自|from )?(?P<start>.+?)(?:至|到|→|->|=>|運往|送往| to )(?P<end>.+)$", re.IGNORECASE)
_BRACKETS = re.compile(r"[（(【\[].*?[）)】\]]")


@lru_cache(maxsize=1)
def transport_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the words of modes and legs (data/transport_words.toml)."""
    text = (resources.files("ef_training.review") / "data" / "transport_words.toml").read_text(encoding="utf-8")
    return {group: {name: tuple(found) for name, found in lists.items()} for group, lists in tomllib.loads(text).items()}


@dataclass(frozen=True)
class Leg:
    """One leg of a way.

    ``carried`` is the line it carries, None for a transport line of its own; ``mode`` one of the calculator's modes, empty where
    it is not known; ``km`` one way as stated, None where it does not follow; ``tonnes`` what it carries at the line's level.
    """

    line: Line
    carried: Line | None
    mode: str
    km: float | None
    tonnes: float | None

    @property
    def by_land(self) -> bool:
        """Whether it goes by road or rail."""
        return self.mode in ("lorry", "rail")


def legs(reviewed: Reviewed) -> tuple[Leg, ...]:
    """Return every transport line of a form as a leg."""
    return tuple(_leg(line, _carried(line, reviewed)) for line in reviewed.inventory.lines if line.group == "transport")


def legs_by_line(found: tuple[Leg, ...]) -> Mapping[str, tuple[Leg, ...]]:
    """Return the legs of each line that is carried, in the order of the form."""
    by_line: dict[str, tuple[Leg, ...]] = {}
    for leg in found:
        if leg.carried is not None:
            by_line[leg.carried.line_id] = (*by_line.get(leg.carried.line_id, ()), leg)
    return by_line


def mode_of(line: Line) -> str:
    """Return the mode of a transport line: from its code, else from words of its mode and name."""
    return kind_of_mode(line.treatment) or next(
        (mode for text in (line.treatment, line.name) for mode, words in transport_words()["mode"].items() if has(text, words)),
        "",
    )


def ends_of(name: str) -> tuple[str, str] | None:
    """Return start and end of a name that tells both, None where it does not.

    >>> ends_of("高雄港至鹿特丹港（貨櫃船）")
    ('高雄港', '鹿特丹港')
    """
    match = _ENDS.match(_BRACKETS.sub("", name).strip())
    return (match["start"].strip(), match["end"].strip()) if match else None


def is_plant(text: str) -> bool:
    """Whether an end of a way is the plant itself."""
    return text.strip().casefold() in transport_words()["leg"]["plant"]


def speaks_of_transport(line: Line) -> bool:
    """Whether the note of a line tells how it comes ("與液鹼同車送達")."""
    return has(line.note, transport_words()["leg"]["said"])


def unread_row(line: Line, problems: tuple[Problem, ...]) -> bool:
    """Whether a problem of reading stands in the row of a line: what is missing there is told already."""
    sheet, row = _row(line)
    places = (problem.where.rpartition("!") for problem in problems)
    return bool(row) and any(found == sheet and re.fullmatch(rf"[A-Z]+{row}", cell) for found, _, cell in places)


def named_in(line: Line, others: tuple[Leg, ...]) -> Iterator[Leg]:
    """Yield the transport lines of their own that name a line, by its id or its name, in their name or note."""
    for leg in others:
        text = f"{leg.line.name} {leg.line.note}"
        if leg.carried is None and (has(text, (line.line_id.casefold(),)) or fold(line.name) in fold(text)):
            yield leg


def mass_share(item: UnitLine, total: float) -> float | None:
    """Return the part of the mass bought that a line is, None where its mass is not known."""
    return None if item.mass is None or not total else item.mass / total


def _carried(leg: Line, reviewed: Reviewed) -> Line | None:
    """Return the line that a leg carries; where its id stands twice, the one of the leg's own row."""
    if not leg.parent:
        return None
    same = [line for line in reviewed.inventory.lines if line.line_id == leg.parent]
    beside = [line for line in same if _row(line) == _row(leg)]
    if not beside and not reviewed.whole and leg.line_id.startswith(f"{leg.parent}-T"):
        return None  # its own line could not be read; another one has the same id
    return next(iter(beside or same), None)


def _row(line: Line) -> tuple[str, str]:
    return line.origin.sheet, line.origin.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _leg(line: Line, carried: Line | None) -> Leg:
    unit = find_unit(line.unit)
    kind = unit.kind if unit else ""
    tonnes = line.load
    if tonnes is None and carried is not None:
        mass = mass_of(carried, carried.amount)
        tonnes = None if mass is None else mass / 1000
    km = line.distance
    if unit is not None and km is None and kind == "freight transport" and tonnes:
        km = line.amount * unit.factor / tonnes
    if unit is not None and tonnes is None and kind == "freight transport" and km:
        tonnes = line.amount * unit.factor / km
    return Leg(line, carried, mode_of(line), km, tonnes)
