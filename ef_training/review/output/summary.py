"""A review in short: whose form it is, how many findings there are, what was checked and found fine."""

from __future__ import annotations

from dataclasses import dataclass

from ...messages import Message, message, msg, translate
from ...numbers import plain, unit_text
from ..checks import all_checks
from ..model import SEVERITIES, SEVERITY_NAMES, Check, Review

READING = "reading"
READING_TITLE = msg("Reading of the form")
FINE, FOUND, SKIPPED = "fine", "found", "skipped"
FORM = msg("Form")


@dataclass(frozen=True)
class Outcome:
    """What became of one check: ``state`` is ``fine`` (it has nothing to say), ``found`` or ``skipped`` (not run)."""

    name: str
    title: str
    state: str
    counts: tuple[tuple[str, int], ...] = ()

    def text(self) -> Message:
        """Say the outcome in a few words."""
        if self.state == FINE:
            return message("checked, nothing to note")
        if self.state == SKIPPED:
            return message("not run: a part of the form that it needs could not be read")
        return counted(self.counts)


def outcomes(review: Review, checks: tuple[Check, ...] | None = None) -> tuple[Outcome, ...]:
    """Return the outcome of every check, the reading of the form first.

    Parameters
    ----------
    checks : tuple of Check, optional
        Those that were run; all of the visit where not given.
    """
    titles = {READING: READING_TITLE} | {
        check.name: check.title for check in (all_checks(review.visit) if checks is None else checks)
    }
    found = []
    for name, title in titles.items():
        counts = tuple(
            (severity, count)
            for severity in SEVERITIES
            if (count := sum(finding.check == name and finding.severity == severity for finding in review.findings))
        )
        unread = review.reviewed is None and name != READING
        state = FOUND if counts else SKIPPED if name in review.skipped or unread else FINE
        found.append(Outcome(name, title, state, counts))
    return tuple(found)


def counted(counts: tuple[tuple[str, int], ...]) -> Message:
    """Return how many findings there are of each severity, as a sentence."""
    texts = {
        "error": (message("1 error"), message("{count} errors", count=dict(counts).get("error", 0))),
        "warning": (message("1 warning"), message("{count} warnings", count=dict(counts).get("warning", 0))),
        "question": (message("1 question"), message("{count} questions", count=dict(counts).get("question", 0))),
        "info": (message("1 note"), message("{count} notes", count=dict(counts).get("info", 0))),
    }
    said = [texts[severity][count != 1] for severity, count in counts if count]
    if not said:
        return message("no findings")
    joined = said[0]
    for part in said[1:]:
        joined = message("{first}, {second}", first=joined, second=part)
    return joined


def count_line(review: Review) -> Message:
    """Return the counts of a whole review as a sentence."""
    return counted(tuple((severity, review.count(severity)) for severity in SEVERITIES))


def check_titles(review: Review, lang: str, checks: tuple[Check, ...] | None = None) -> dict[str, str]:
    """Return the titles of the checks by name; one that is unknown keeps its name."""
    known = {outcome.name: translate(outcome.title, lang) for outcome in outcomes(review, checks)}
    return known | {finding.check: finding.check for finding in review.findings if finding.check not in known}


def severity_name(severity: str, lang: str) -> str:
    """Return the word for a severity."""
    return translate(SEVERITY_NAMES[severity], lang)


def title(review: Review, lang: str) -> str:
    """Return the heading of a review: its product, or the name of its file."""
    name = review.reviewed.inventory.product.name if review.reviewed else review.source
    if review.visit > 1:
        return message("Second visit: {name}", name=name).render(lang)
    return message("Review: {name}", name=name).render(lang)


def facts(review: Review, lang: str) -> list[tuple[str, str]]:
    """Return label and text of what identifies the form."""
    rows = [(translate(FORM, lang), review.source)]
    if review.reviewed is None:
        return rows
    inventory = review.reviewed.inventory
    company, product = inventory.company, inventory.product
    example = translate("made-up example", lang)
    made_up = f" · {example}" if company.made_up else ""
    unit = f"{plain(product.declared_amount)} {unit_text(product.declared_unit, lang, product.declared_amount)}"
    rows = [
        (translate("Company", lang), company.name + made_up),
        (translate("Product", lang), product.name),
        (translate("Declared unit", lang), f"{unit} · {plain(product.mass_per_unit or None)} kg"),
        (translate("Period", lang), f"{inventory.period_start.isoformat()} – {inventory.period_end.isoformat()}"),
        (rows[0][0], review.source + (f" ({inventory.importer})" if inventory.importer else "")),
    ]
    if inventory.source_sha256:
        rows.append(("SHA-256", inventory.source_sha256))
    return [(label, text) for label, text in rows if text]
