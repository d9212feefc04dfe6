"""What is known against a row of the catalogue: a value put right, a row withdrawn, a value of reference grade only."""

from __future__ import annotations

from collections.abc import Iterator

from ...messages import message, msg
from ...numbers import plain
from ..model import Check, Finding, Reviewed
from ..settings import ReviewSettings
from .chosen import Choice, Relatives, chosen, find, weighed

NAME = "standing"


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield corrected, implausible, withdrawn and reference-grade rows."""
    if reviewed.choices is None:
        return
    found = chosen(reviewed)
    relatives = Relatives(reviewed.choices.catalogues.factors)
    for choice in found.judged:
        if choice.row is None:
            continue
        if not choice.row.plausible:
            yield _implausible(choice)
        elif choice.row.correction:
            yield _corrected(choice)
        if choice.row.withdrawn:
            yield _withdrawn(choice, relatives)
        if choice.row.reference_grade and choice.target.view == "cfp":
            yield _reference(choice, weighed(found.share(choice.line.line_id), settings.choice_share))


def _implausible(choice: Choice) -> Finding:
    assert choice.row is not None
    return find(
        NAME,
        "implausible",
        "error",
        choice,
        message(
            "line {line} ({name}): {target} is published with a value that cannot be right ({value} kg CO2e/{unit})",
            line=choice.line.line_id,
            name=choice.line.name,
            target=choice.label,
            value=plain(choice.row.kgco2e_per_unit),
            unit=choice.row.unit,
        ),
        message("the row of another year of the same product is thousands of times larger"),
        message("take another row; this one is not to be used"),
    )


def _corrected(choice: Choice) -> Finding:
    assert choice.row is not None
    return find(
        NAME,
        "corrected",
        "info",
        choice,
        message(
            "line {line} ({name}): {target} is published as {published} ({correction}); {value} kg CO2e/{unit} is used",
            line=choice.line.line_id,
            name=choice.line.name,
            target=choice.label,
            published=plain(choice.row.published_value),
            correction=choice.row.correction,
            value=plain(choice.row.kgco2e_per_unit),
            unit=choice.row.unit,
        ),
        message("eleven published values are in grams or per 20, 25 or 50 units; the program has put them right"),
        message("name the correction where the factor is quoted"),
    )


def _withdrawn(choice: Choice, relatives: Relatives) -> Finding:
    row = choice.row
    assert row is not None
    others = sorted(relatives.of(row), key=lambda pair: pair[0].data_year or pair[0].announced or 0)
    mend = message("take a row that is published")
    if others:
        other, value = others[-1]
        mend = message(
            "take {code}, {value} kg CO2e/{unit}, which is published", code=other.factor_id, value=plain(value), unit=row.unit
        )
    return find(
        NAME,
        "withdrawn",
        "warning",
        choice,
        message(
            "line {line} ({name}): {target} has not been published since {day}",
            line=choice.line.line_id,
            name=choice.line.name,
            target=choice.label,
            day=row.withdrawn,
        ),
        message("a row that is no longer published cannot be looked up by whoever checks the footprint"),
        mend,
    )


def _reference(choice: Choice, severity: str) -> Finding:
    return find(
        NAME,
        "reference-grade",
        severity,
        choice,
        message(
            "line {line} ({name}): {target} is of reference grade",
            line=choice.line.line_id,
            name=choice.line.name,
            target=choice.label,
        ),
        message("the Ministry marks rows so whose data are few or of other countries"),
        message("take another row or a supplier's own factor where there is one; else say that there is none"),
    )


CHECK = Check(name=NAME, title=msg("Corrections and withdrawn factors"), run=check, visit=2)
