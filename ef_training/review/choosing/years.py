"""Year of the data against the period: a row of the catalogue that is nearer, data of long ago."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...messages import Message, message, msg
from ...numbers import plain
from ..model import Check, Finding, Reviewed
from ..settings import ReviewSettings
from ..words import has
from .chosen import Choice, Chosen, Relatives, by_target, choice_words, chosen, find, link_cells, places, weighed

NAME = "years"
WHY_OLD = msg("older data stand for older plants and electricity; where nothing newer is published, say so")


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield factors that have a nearer year, two values for one year, and data far from the period."""
    if reviewed.choices is None:
        return
    found, period = chosen(reviewed), reviewed.inventory.period_end.year
    relatives = Relatives(reviewed.choices.catalogues.factors)
    told: set[str] = set()
    for choice in found.judged:
        if choice.row is None or choice.target.view != "cfp":
            continue
        nearer = _nearer(choice, period, relatives, found, settings)
        if nearer is not None:
            told.add(choice.target.target)
            yield nearer
        else:
            yield from _announced_later(choice, relatives, found, settings)
            yield from _two_values(choice, relatives, found, settings)
    yield from _old(found, period, told, settings)


def _nearer(choice: Choice, period: int, relatives: Relatives, found: Chosen, settings: ReviewSettings) -> Finding | None:
    row = choice.row
    assert row is not None
    if row.data_year is None:
        return None
    dated = [(other, value) for other, value in relatives.of(row) if other.data_year is not None]
    best = min(dated, key=lambda pair: (abs((pair[0].data_year or 0) - period), -(pair[0].data_year or 0)), default=None)
    if best is None or abs((best[0].data_year or 0) - period) >= abs(row.data_year - period):
        return None
    other, value = best
    return find(
        NAME,
        "nearer-year",
        _severity(choice, value, found, settings),
        choice,
        message(
            "line {line} ({name}): {target} is of {year}; for {other} it is {code}, {value} instead of {own} kg CO2e/{unit}",
            **_told(choice, value),
            year=row.data_year,
            other=str(other.data_year),
            code=other.factor_id,
        ),
        message("data of the year nearest the period stand for what was made and bought then"),
        message("take {code}, or say in the reason why the older one fits better", code=other.factor_id),
    )


def _announced_later(choice: Choice, relatives: Relatives, found: Chosen, settings: ReviewSettings) -> Iterator[Finding]:
    """A row announced later that states no data year."""
    row = choice.row
    assert row is not None
    later = [
        (other, value)
        for other, value in relatives.of(row)
        if other.data_year is None and row.data_year is not None and (other.announced or 0) > (row.announced or 0)
    ]
    for other, value in later[-1:]:
        yield find(
            NAME,
            "announced-later",
            _severity(choice, value, found, settings),
            choice,
            message(
                "line {line} ({name}): {target}, of {year}; {code}, announced in {other}, has {value}, not {own} kg CO2e/{unit}",
                **_told(choice, value),
                year=row.data_year,
                other=str(other.announced),
                code=other.factor_id,
            ),
            message("data of the year nearest the period stand for what was made and bought then"),
            message("the newer row states no data year: look it up on the site, and take it where it is nearer the period"),
        )


def _two_values(choice: Choice, relatives: Relatives, found: Chosen, settings: ReviewSettings) -> Iterator[Finding]:
    """Another value for the same name, unit and year."""
    row = choice.row
    assert row is not None
    for other, value in relatives.of(row):
        if other.data_year != row.data_year or row.data_year is None or value == row.kgco2e_per_unit:
            continue
        yield find(
            NAME,
            f"two-values-{other.factor_id}",
            "info" if not _changes(choice, value, settings) else weighed(found.share(choice.line.line_id), settings.choice_share),
            choice,
            message(
                "line {line} ({name}): {code} has the name and year of {target}, and {value} instead of {own} kg CO2e/{unit}",
                **_told(choice, value),
                code=other.factor_id,
            ),
            message("a name is no key: two plants or two ways of making it may stand behind one name"),
            message("say in the reason why this one was taken"),
        )


def _told(choice: Choice, value: float) -> dict[str, str | Message]:
    row = choice.row
    assert row is not None
    return {
        "line": choice.line.line_id,
        "name": choice.line.name,
        "target": choice.label,
        "value": plain(value),
        "own": plain(row.kgco2e_per_unit),
        "unit": row.unit,
    }


def _changes(choice: Choice, value: float, settings: ReviewSettings) -> bool:
    own = choice.row.kgco2e_per_unit if choice.row else 0.0
    return abs(value - own) > settings.value_differs * abs(own)


def _severity(choice: Choice, value: float, found: Chosen, settings: ReviewSettings) -> str:
    """A warning where the line matters and the value changes, a question where only one of the two holds."""
    heavy = found.share(choice.line.line_id) >= settings.choice_share
    changes = _changes(choice, value, settings)
    return "warning" if heavy and changes else "question" if heavy or changes else "info"


def _old(found: Chosen, period: int, told: set[str], settings: ReviewSettings) -> Iterator[Finding]:
    """Data of more than some years before the period: large factors one by one, the others and datasets in one finding."""
    small: list[Choice] = []
    for choice in found.judged:
        age = period - choice.year if choice.year is not None else 0
        if age <= settings.year_old or choice.target.target in told or _chemistry(choice):
            continue
        total = found.totals[choice.target.view]
        if choice.process is None and total and abs(choice.score or 0.0) / total >= settings.choice_large:
            yield _one_old(choice, abs(choice.score or 0.0) / total)
        else:
            small.append(choice)
    if small:
        yield Finding(
            NAME,
            "old",
            "info",
            message(
                "data of more than {years} years before the period: {targets}",
                years=settings.year_old,
                targets=by_target(small, lambda choice: str(choice.year)),
            ),
            message(WHY_OLD),
            message("nothing where the line is small; ask the supplier where it is large"),
            tuple(dict.fromkeys(place for choice in small for place in link_cells(choice.target))),
        )


def _chemistry(choice: Choice) -> bool:
    """Whether a factor entered by hand counts a burning, whose carbon does not change over the years."""
    return choice.custom is not None and has(choice.custom.name, choice_words()["fuel"]["burning"])


def _one_old(choice: Choice, share: float) -> Finding:
    old = find(
        NAME,
        "old",
        "question",
        choice,
        message(
            "line {line} ({name}): {target} is of {year} and makes {share} of the climate score",
            line=choice.line.line_id,
            name=choice.line.name,
            target=choice.label,
            year=choice.year,
            share=f"{share:.0%}",
        ),
        message(WHY_OLD),
        message("ask the supplier for a factor of its own, or say in the reason that there is nothing newer"),
        where=places(choice),
    )
    return replace(old, volatile=("share",))


CHECK = Check(name=NAME, title=msg("Years of data"), run=check, visit=2)
