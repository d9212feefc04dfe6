"""Factors typed by hand: those that stand in the catalogue with another value, those without source or year, mixed GWP sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ...inventory.model import CustomFactor, Origin
from ...linking.recognise import ROUNDING
from ...messages import Message, message, msg
from ...numbers import plain, significant
from ...text import fold
from ..model import Check, Finding, Reviewed
from ..settings import ReviewSettings
from ..spoken import listed
from .chosen import Choice, Chosen, Relatives, by_target, choice_words, chosen, find, link_cells, places, value_in

NAME = "by-hand"
SLIPS: Mapping[float, Message] = MappingProxyType(
    {
        1000.0: message("a thousand times as much: in g instead of kg, or per tonne instead of per kg"),
        0.001: message("a thousandth: per kg instead of per tonne, or in t instead of kg"),
        3.6: message("3.6 times: per kWh instead of per MJ"),
        1 / 3.6: message("a 3.6th: per MJ instead of per kWh"),
    }
)


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield factors that differ from the catalogue's row of their name, factors without source or year, GWP sets mixed."""
    if reviewed.choices is None:
        return
    found = chosen(reviewed)
    relatives = Relatives(reviewed.choices.catalogues.factors)
    by_hand = [choice for choice in found.all if choice.custom is not None and choice.target.view == "cfp"]
    for choice in by_hand:
        yield from _against_the_catalogue(choice, relatives, reviewed.inventory.period_end.year, settings)
        yield from _without_source(choice, found, settings)
        if not relatives.named(choice.custom.name if choice.custom else ""):
            yield from _against_the_dataset(choice, found, settings)
    yield from _without_year([choice for choice in by_hand if choice.custom is not None and choice.custom.year is None])
    yield from _sets(found)


def _against_the_catalogue(choice: Choice, relatives: Relatives, period: int, settings: ReviewSettings) -> Iterator[Finding]:
    """The catalogue has rows of this name; none of them has this value."""
    custom = choice.custom
    assert custom is not None
    rows = relatives.named(custom.name)
    if not rows:
        return
    values = [(row, value) for row in rows if (value := value_in(row, custom.unit)) is not None]
    if not values:
        row = rows[-1]
        yield _found(
            choice,
            "unit",
            "warning",
            message(
                "line {line} ({name}): the factor “{factor}” is given per {own}; in MOENV's catalogue it is per {unit} ({code})",
                **_told(choice),
                own=custom.unit,
                unit=row.unit,
                code=row.factor_id,
            ),
            message("link {code} in its own unit", code=row.factor_id),
        )
        return
    if any(abs(custom.value - value) <= ROUNDING * abs(value) for _, value in values):
        return
    year = custom.year or period
    row, value = min(values, key=lambda pair: (abs((pair[0].data_year or 0) - year), pair[0].factor_id))
    ratio = custom.value / value if value else float("inf")
    slip = _slip(ratio, settings)
    what = message(
        "line {line} ({name}): the factor “{factor}” is {typed} kg CO2e/{own}; MOENV's catalogue has {value} ({code}, {year})",
        **_told(choice),
        typed=plain(custom.value),
        own=custom.unit,
        value=plain(value),
        code=row.factor_id,
        year=str(row.data_year or "—"),
    )
    if slip is not None:
        what = message("{what}; {slip}", what=what, slip=slip)
    elif not 1 / settings.score_ratio <= ratio <= settings.score_ratio:
        what = message("{what}; {ratio} times as much", what=what, ratio=significant(ratio))
    mend = message(
        "link {code} instead of typing it; a factor of another source gets another name and its source", code=row.factor_id
    )
    yield _found(choice, "differs", "error" if slip is not None else "warning", what, mend)


def _slip(ratio: float, settings: ReviewSettings) -> Message | None:
    """Name the unit that has slipped where a value is so many times what it should be; None where it is no slip."""
    for times, said in SLIPS.items():
        within = settings.slip_fit if a_thousand(times, settings) else 1 + settings.figures_fit
        if 1 / within <= ratio / times <= within:
            return said
    return None


def a_thousand(ratio: float, settings: ReviewSettings) -> bool:
    """Whether a ratio is about a thousand or a thousandth."""
    return any(1 / settings.slip_fit <= ratio / times <= settings.slip_fit for times in (1000.0, 0.001))


def _against_the_dataset(choice: Choice, found: Chosen, settings: ReviewSettings) -> Iterator[Finding]:
    """A factor of a name that the catalogue does not have, a thousand times apart from the dataset of its line."""
    own, other = found.of(choice.line.line_id, "cfp"), found.score(choice.line.line_id, "ef")
    score = found.score(choice.line.line_id, "cfp")
    if len(own) > 1 or not score or not other:
        return
    ratio = score / other
    if a_thousand(ratio, settings):
        assert choice.custom is not None
        what = message(
            "line {line} ({name}): the factor “{factor}” of {typed} kg CO2e/{own} is {ratio} times what its datasets give",
            **_told(choice),
            typed=plain(choice.custom.value),
            own=choice.custom.unit,
            ratio=significant(ratio),
        )
        what = message("{what}; {slip}", what=what, slip=SLIPS[1000.0 if ratio > 1 else 0.001])
        yield _found(choice, "thousand", "error", what, message("look at the unit of the source, and at the decimal point"))


def _told(choice: Choice) -> dict[str, str]:
    assert choice.custom is not None
    return {"line": choice.line.line_id, "name": choice.line.name, "factor": choice.custom.name}


def _found(choice: Choice, kind: str, severity: str, what: Message, mend: Message, field: str = "value") -> Finding:
    custom = choice.custom
    assert custom is not None
    why = message("a published factor is taken as it is published; a digit or a unit is soon wrong when it is typed")
    return find(NAME, kind, severity, choice, what, why, mend, where=(*_at(custom, field), *places(choice)))


def _at(custom: CustomFactor, field: str) -> tuple[Origin, ...]:
    """Return the cell of a field of a factor entered by hand; its own place where that has none."""
    found = custom.origins.get(field, custom.origin)
    return (found,) if str(found) else ()


def _without_source(choice: Choice, found: Chosen, settings: ReviewSettings) -> Iterator[Finding]:
    custom = choice.custom
    assert custom is not None
    if has_source(custom):
        return
    said = custom.source.strip() if custom.source.strip() != str(custom.origin) else ""
    yield _found(
        choice,
        "no-source",
        "warning" if found.share(choice.line.line_id) >= settings.choice_share else "question",
        message("line {line} ({name}): the factor “{factor}” has no source", **_told(choice))
        if not said
        else message("line {line} ({name}): “{source}” is no source of the factor “{factor}”", source=said, **_told(choice)),
        message("name the database, report or declaration it comes from, with its year"),
        "source",
    )


def has_source(custom: CustomFactor) -> bool:
    """Whether a factor entered by hand names its source: neither its own cell, on a row, nor "internet"."""
    source = custom.source.strip()
    return bool(source) and source != str(custom.origin) and fold(source) not in choice_words()["reason"]["no_source"]


def _without_year(open_: list[Choice]) -> Iterator[Finding]:
    if open_:
        yield Finding(
            NAME,
            "no-year",
            "question",
            message(
                "factors entered by hand without a year: {lines}",
                lines=listed(f"{choice.line.line_id} {choice.custom.name}" for choice in open_ if choice.custom),
            ),
            message("without a year nobody can tell whether they fit the period"),
            message("give the year of the data"),
            tuple(
                dict.fromkeys(
                    place for choice in open_ if choice.custom for place in (*_at(choice.custom, "year"), *places(choice))
                )
            ),
        )


def _sets(found: Chosen) -> Iterator[Finding]:
    """Two GWP sets in one view: among the GWPs that were chosen, a choice; among published factors, to be named."""
    cfp = [choice for choice in found.all if choice.target.view == "cfp" and choice.item.gwp_set]
    picked: dict[str, list[Choice]] = {}
    for choice in cfp:
        if choice.target.kind == "gwp":
            picked.setdefault(choice.item.gwp_set, []).append(choice)
    if len(picked) > 1:
        few = min(picked.values(), key=len)
        yield Finding(
            NAME,
            "gwp-mixed",
            "warning",
            message(
                "GWPs of {sets} stand side by side: {lines}",
                sets=listed(sorted(picked)),
                lines=by_target(few, lambda choice: choice.item.gwp_set),
            ),
            message("one footprint rests on one set of GWPs"),
            message("take the set of the others, AR6 where there is a choice"),
            tuple(dict.fromkeys(place for choice in few for place in places(choice))),
            subject="gwp",
        )
    counted = {name: sum(choice.item.gwp_set == name for choice in cfp) for name in sorted({c.item.gwp_set for c in cfp})}
    if len(counted) > 1:
        yield Finding(
            NAME,
            "gwp-sets",
            "info",
            message(
                "the carbon footprint rests on several sets of GWPs (links of each: {sets})",
                sets=listed(f"{name} {count}" for name, count in counted.items()),
            ),
            message("MOENV's factors are of AR5, the newer ones of AR6; a result that mixes them says so"),
            message("nothing; name it in the report"),
            tuple(dict.fromkeys(place for choice in cfp if choice.target.kind == "gwp" for place in link_cells(choice.target))),
        )


CHECK = Check(name=NAME, title=msg("Factors entered by hand"), run=check, visit=2)
