"""The climate score of a line by its factors against that by its datasets, per unit of the line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...inventory.model import Line, Origin
from ...messages import Message, message, msg
from ...numbers import significant
from ...units import find_unit
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..settings import ReviewSettings
from ..spoken import listed
from .by_hand import a_thousand
from .chosen import BOUNDARY_NAMES, Choice, Chosen, chosen, link_cells, view_name

NAME = "scores"
WHY = msg("beyond a factor of three something is different in kind: the unit, what is included, the technology or the year")


@dataclass(frozen=True)
class Pair:
    """A line by factors (``cfp``) and by datasets (``ef``), kg CO2 eq per declared unit, each with the choices behind it."""

    line: Line
    cfp: float
    ef: float
    factors: tuple[Choice, ...]
    datasets: tuple[Choice, ...]

    @property
    def ratio(self) -> float | None:
        """By factors ÷ by datasets; None where one of them is zero."""
        return self.cfp / self.ef if self.cfp and self.ef else None

    @property
    def screening(self) -> bool:
        """Whether the datasets are in truth climate factors, so that there is nothing to compare."""
        return any(choice.item.factor is not None for choice in self.datasets)


def pairs(found: Chosen) -> Iterator[Pair]:
    """Yield every line that has a known climate score in both views."""
    for line in found.lines():
        cfp, ef = found.score(line.line_id, "cfp"), found.score(line.line_id, "ef")
        if cfp is not None and ef is not None:
            factors, datasets = (tuple(found.of(line.line_id, view)) for view in ("cfp", "ef"))
            yield Pair(line, cfp, ef, factors, datasets)


def far(pair: Pair, times: float) -> bool:
    """Whether the two scores are more than so many times apart."""
    return pair.ratio is not None and not 1 / times <= pair.ratio <= times


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield lines whose two scores are far apart; small ones once for the form."""
    found = chosen(reviewed)
    amounts = {item.line.line_id: item.amount for item in reviewed.lines}
    small: list[Pair] = []
    for pair in pairs(found):
        if pair.screening or not far(pair, settings.score_ratio) or _mistyped(pair, settings):
            continue
        if found.share(pair.line.line_id) < settings.choice_share:
            small.append(pair)
        else:
            severity = "warning" if far(pair, settings.score_far) else "question"
            yield _apart(pair, severity, amounts.get(pair.line.line_id, 0.0), settings)
    yield from _small(small)
    yield from _one_view(found, reviewed, settings)


def _mistyped(pair: Pair, settings: ReviewSettings) -> bool:
    """Whether the one factor of a line was entered by hand and is a thousand times off, which its own check tells."""
    return len(pair.factors) == 1 and pair.factors[0].custom is not None and a_thousand(pair.ratio or 0.0, settings)


def _apart(pair: Pair, severity: str, amount: float, settings: ReviewSettings) -> Finding:
    line, ratio = pair.line, pair.ratio
    assert ratio is not None
    unit = find_unit(line.unit)
    per = amount or 1.0
    what: Message = message(
        "line {line} ({name}): {cfp} kg CO2e per {unit} by {factors}, {ef} by {datasets}; {ratio} times apart",
        line=line.line_id,
        name=line.name,
        cfp=significant(pair.cfp / per),
        ef=significant(pair.ef / per),
        unit=unit.code if unit else line.unit,
        factors=listed(map(described, pair.factors)),
        datasets=listed(map(described, pair.datasets)),
        ratio=significant(max(ratio, 1 / ratio)),
    )
    if 1000 / settings.slip_fit <= max(ratio, 1 / ratio) <= 1000 * settings.slip_fit:
        what = message("{what}; is a unit kg instead of t, or g instead of kg?", what=what)
    return Finding(
        NAME,
        "apart",
        severity,
        what,
        message(WHY),
        message("look at units and multipliers first, then at boundary, technology and year; write the reason beside the link"),
        _cells(pair),
        line.line_id,
    )


def described(choice: Choice) -> Message:
    """Return a choice with boundary and year, as far as they are known."""
    known: list[str | Message] = []
    if choice.item.boundary in BOUNDARY_NAMES:
        known.append(message(BOUNDARY_NAMES[choice.item.boundary]))
    if choice.year is not None:
        known.append(str(choice.year))
    if not known:
        return choice.label
    return message("{target}, {known}", target=choice.label, known=listed(known))


def _small(small: Sequence[Pair]) -> Iterator[Finding]:
    if small:
        yield Finding(
            NAME,
            "apart-small",
            "info",
            message(
                "small lines whose factors and datasets differ by more than a factor of three: {lines}",
                lines=listed(f"{pair.line.line_id} {pair.line.name} ({significant(pair.ratio)})" for pair in small),
            ),
            message(WHY),
            message("nothing where they stay small; the number is factors ÷ datasets"),
            tuple(dict.fromkeys(place for pair in small for place in _cells(pair)[:1])),
        )


def _one_view(found: Chosen, reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Lines that count in one view and are left out of the other, where they matter."""
    assert reviewed.choices is not None or not found.all
    left = {
        (item.target.line_id, item.target.view): item.target
        for item in (reviewed.choices.targets if reviewed.choices else ())
        if item.target.kind == "left-out"
    }
    for line in found.lines():
        for view, other in (("cfp", "ef"), ("ef", "cfp")):
            target, score = left.get((line.line_id, other)), found.score(line.line_id, view)
            total = found.totals[view]
            if target is None or not score or not total or abs(score) / total < settings.choice_share:
                continue
            yield Finding(
                NAME,
                f"left-out-{other}",
                "question",
                message(
                    "line {line} ({name}) makes {share} of the {view} view and is left out of the {other} view",
                    line=line.line_id,
                    name=line.name,
                    share=f"{abs(score) / total:.1%}",
                    view=view_name(view),
                    other=view_name(other),
                ),
                message("both views count one inventory: what is left out of one should be small or held by another line"),
                message("link it in the {other} view, or say which line or dataset holds it", other=view_name(other)),
                (*link_cells(target, "reason"), *cells(line, "name")),
                line.line_id,
                volatile=("share",),
            )


def _cells(pair: Pair) -> tuple[Origin, ...]:
    targets = [choice.target for choice in (*pair.factors, *pair.datasets)]
    return (*(place for target in targets for place in link_cells(target)), *cells(pair.line, "amount", "name"))


CHECK = Check(name=NAME, title=msg("Factor against dataset"), run=check, visit=2)
