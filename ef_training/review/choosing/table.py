"""All choices of a form, line by line: factors with their value, datasets, both climate scores, and what the review says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ...inventory.model import Origin
from ...messages import Message, message, msg
from ...numbers import plain, unit_text
from ...units import find_unit
from ..checks import CHOOSING
from ..model import SEVERITIES, Finding, Review, Reviewed
from ..spoken import listed
from .chosen import BOUNDARY_NAMES, Choice, Chosen, Named, chosen

OK, EXPLAIN, CORRECT = "ok", "explain", "correct"
VERDICTS = MappingProxyType({OK: msg("ok"), EXPLAIN: msg("to be explained"), CORRECT: msg("to be corrected")})
OF_SEVERITY = MappingProxyType({"error": CORRECT, "warning": CORRECT, "question": EXPLAIN, "info": OK})
WHOLE_FORM = frozenset(
    ("unconfirmed", "no-evidence", "no-amount", "no-distance", "no-data-quality", "transport-without-record", "no-grade")
)
"""Gaps of the form or of its amounts, which say nothing against a choice."""


@dataclass(frozen=True)
class Per(Message):
    """One of a unit, as the reader writes it below the stroke."""

    code: str = ""

    def render(self, lang: str) -> str:
        """Return the unit; counted things have a word."""
        return unit_text(self.code, lang, 1)


@dataclass(frozen=True)
class Row:
    """One line: amount per declared unit in ``unit``; ``cfp`` and ``ef`` kg CO2 eq per declared unit, None where not known.

    ``factors`` and ``datasets`` hold one text a target. ``left_out`` names the views the line is left out of, ``broken`` those
    with a link that cannot be looked up. ``findings`` are those of the second visit that point at it; ``leg`` marks a transport
    leg of another line.
    """

    line_id: str
    name: str
    amount: float
    unit: str
    factors: tuple[Message, ...]
    datasets: tuple[Message, ...]
    cfp: float | None
    ef: float | None
    screening: bool
    left_out: frozenset[str]
    broken: frozenset[str]
    findings: tuple[Finding, ...] = ()
    leg: bool = False

    @property
    def ratio(self) -> float | None:
        """By factors ÷ by datasets; None where there is nothing to compare."""
        return self.cfp / self.ef if self.cfp and self.ef and not self.screening else None

    @property
    def verdict(self) -> str:
        """The gravest thing the review says of the choice."""
        said = [finding.severity for finding in self.findings]
        return OF_SEVERITY[min(said, key=SEVERITIES.index)] if said else OK


def table(review: Review) -> tuple[Row, ...]:
    """Return the table of a second visit, in the order of the form; empty for a first visit."""
    reviewed = review.reviewed
    if review.visit < 2 or reviewed is None or reviewed.choices is None:
        return ()
    found = chosen(reviewed)
    told = _told(review, reviewed)
    return tuple(_rows(reviewed, found, told))


def _rows(reviewed: Reviewed, found: Chosen, told: Mapping[str, tuple[Finding, ...]]) -> Iterator[Row]:
    assert reviewed.choices is not None
    left: dict[str, set[str]] = {}
    for resolved in reviewed.choices.targets:
        if resolved.target.kind == "left-out":
            left.setdefault(resolved.target.line_id, set()).add(resolved.target.view)
    for item in reviewed.lines:
        line = item.line
        cfp, ef = found.of(line.line_id, "cfp"), found.of(line.line_id, "ef")
        yield Row(
            line.line_id,
            line.name,
            item.amount,
            line.unit,
            tuple(map(said, cfp)),
            tuple(map(said, ef)),
            found.score(line.line_id, "cfp"),
            found.score(line.line_id, "ef"),
            any(choice.item.screening for choice in ef),
            frozenset(left.get(line.line_id, ())),
            frozenset(view for line_id, view in found.broken if line_id == line.line_id),
            told.get(line.line_id, ()),
            bool(line.parent),
        )


def said(choice: Choice) -> Message:
    """Return a choice in a few words: name, value per unit, boundary, region, year, as far as they are known."""
    item = choice.item
    name = choice.name if isinstance(choice.name, Message) else Named("", zh=choice.name, en=choice.name)
    unit = find_unit(item.unit)
    known: list[str | Message] = []
    per = Per("", code=unit.code if unit else item.unit)
    if item.factor is not None:
        known.append(message("{value} kg CO2e/{per}", value=plain(float(f"{item.factor:.4g}")), per=per))
    if item.boundary in BOUNDARY_NAMES:
        known.append(message(BOUNDARY_NAMES[item.boundary]))
    if choice.process is not None or choice.row is not None:
        known += [text for text in (item.place, str(choice.year or "")) if text]
    elif choice.year:
        known.append(str(choice.year))
    return message("{name}: {known}", name=name, known=listed(known)) if known else name


def _told(review: Review, reviewed: Reviewed) -> Mapping[str, tuple[Finding, ...]]:
    """Return the findings on choices by line: those about the line, and those that point at one of its links."""
    names = {name.replace("_", "-") for name in CHOOSING}
    assert reviewed.choices is not None
    at: dict[Origin, str] = {}
    for target in reviewed.inventory.targets:
        for origin in (*target.origins.values(), target.origin):
            at.setdefault(origin, target.line_id)
    found: dict[str, list[Finding]] = {}
    for finding in review.findings:
        if finding.check not in names or finding.kind in WHOLE_FORM:
            continue
        lines = {finding.line_id} if finding.line_id else {at[place] for place in finding.where if place in at}
        for line_id in lines:
            found.setdefault(line_id, []).append(finding)
    return {line_id: tuple(findings) for line_id, findings in found.items()}
