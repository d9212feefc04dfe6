"""Printing a review: findings by severity, what was found fine, counts; several forms in one table; JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import EFTrainingError
from ..messages import msg, translate
from ..review.choosing.table import table
from ..review.model import SEVERITIES, SEVERITY_NAMES
from ..review.output import summary
from ..review.output.answers import COLUMNS, Answered, by_severity
from ..review.output.choice_table import as_data as choice_data
from ..review.output.choice_table import counts
from ..review.output.svg import clean
from ..review.spoken import listed
from ..wrapping import wrap_lines
from .show import columns, pad

if TYPE_CHECKING:
    from ..review.output.write import Written

WIDTH = 100
"""Columns of the terminal."""
PLACES = 4
"""So many cells are named; the rest are counted."""
OVERVIEW = (msg("Form"), *SEVERITY_NAMES.values(), msg("Open"))
_INDENT = 5


def text(written: Written, lang: str) -> list[str]:
    """Return a review as lines for a terminal."""
    review, settled = written.review, written.settled
    titles = summary.check_titles(review, lang)
    lines = ["", *_wrapped(summary.title(review, lang)), *_wrapped(" · ".join(_about(written, lang)))]
    number = 0
    for severity, entries in by_severity(settled.open).items():
        lines += ["", f"{summary.severity_name(severity, lang)} ({len(entries)})"]
        for entry in entries:
            number += 1
            lines += _finding(number, entry, titles, lang)
    if settled.answered:
        lines += ["", f"{translate('Answered', lang)} ({len(settled.answered)})"]
        for entry in settled.answered:
            number += 1
            lines += _finding(number, entry, titles, lang)
    lines += ["", translate("What was checked", lang)]
    width = max(columns(translate(outcome.title, lang)) for outcome in summary.outcomes(review))
    for outcome in summary.outcomes(review):
        mark = {summary.FINE: "✓", summary.SKIPPED: "–"}.get(outcome.state, "•")
        lines.append(f"  {mark} {pad(translate(outcome.title, lang), width)}  {outcome.text().render(lang)}")
    chosen = counts(review)
    if chosen is not None:
        lines += ["", *_wrapped(chosen.render(lang))]
    return [*lines, "", *_wrapped(_ending(written, lang)), ""]


def unread(form: Path, error: EFTrainingError | None, lang: str) -> list[str]:
    """Return what keeps a form from being reviewed, as lines for a terminal."""
    lines = ["", clean(form.name), *_wrapped(translate("This form could not be reviewed.", lang))]
    for problem in error.problems if error else ():
        lines += _wrapped(problem.render(lang), first="  ", rest="    ")
    return lines


def overview(done: Sequence[tuple[Path, Written | None, EFTrainingError | None]], lang: str) -> list[str]:
    """Return the table of several forms: findings of each severity, and how many wait for an answer."""
    rows = [tuple(translate(head, lang) for head in OVERVIEW)]
    for name, (_, written, _) in zip(names([form for form, _, _ in done]), done, strict=True):
        if written is None:
            rows.append((name, *("—",) * (len(SEVERITIES) + 1)))
        else:
            counts = (written.review.count(severity) for severity in SEVERITIES)
            rows.append((name, *map(str, (*counts, written.settled.waiting))))
    width = [max(columns(row[place]) for row in rows) for place in range(len(rows[0]))]
    table = [
        "  ".join((pad(row[0], width[0]), *(pad(cell, width[place], right=True) for place, cell in enumerate(row[1:], 1))))
        for row in rows
    ]
    failed = sum(written is None for _, written, _ in done)
    after = [translate("{count} could not be reviewed.", lang).format(count=failed)] if failed else []
    return ["", *table, *after, ""]


def names(forms: Sequence[Path]) -> list[str]:
    """Return the names of several forms, with as many of their folders as tell them apart."""
    paths = [form.absolute().parts for form in forms]
    shown = [1] * len(paths)
    for _ in range(max(map(len, paths), default=0)):
        tails = [parts[-count:] for parts, count in zip(paths, shown, strict=True)]
        shown = [
            min(count + 1, len(parts)) if tails.count(tail) > 1 else count
            for parts, count, tail in zip(paths, shown, tails, strict=True)
        ]
    return [clean("/".join(part.strip("/") for part in parts[-count:])) for parts, count in zip(paths, shown, strict=True)]


def short(written: Written | None, error: EFTrainingError | None, lang: str) -> str:
    """Return one line on a form: its counts, or the first problem that kept it from being reviewed."""
    if written is not None:
        return summary.count_line(written.review).render(lang)
    return clean(error.problems[0].render(lang)) if error and error.problems else ""


def as_data(form: Path, written: Written | None, error: EFTrainingError | None, lang: str) -> dict[str, Any]:
    """Return a review as data for JSON; ``problems`` holds what kept the form from being reviewed."""
    if written is None:
        problems = [problem.render(lang) for problem in error.problems] if error else []
        return {"form": str(form), "problems": problems, "findings": []}
    review, settled = written.review, written.settled
    outcomes = summary.outcomes(review)
    titles = summary.check_titles(review, lang)
    inventory = review.reviewed.inventory if review.reviewed else None
    return {
        "form": str(form),
        "company": inventory.company.name if inventory else None,
        "product": inventory.product.name if inventory else None,
        "importer": inventory.importer if inventory else None,
        "whole": bool(review.reviewed and review.reviewed.whole),
        "counts": {severity: review.count(severity) for severity in SEVERITIES},
        "findings": [_data(entry, titles, lang) for entry in settled.all],
        "fine": [outcome.name for outcome in outcomes if outcome.state == summary.FINE],
        "skipped": [outcome.name for outcome in outcomes if outcome.state == summary.SKIPPED],
        "closed": [
            {"key": row.key, "check": row.check, "where": row.where, "what": row.what, "answer": row.answer or row.earlier}
            for row in settled.closed
        ],
        "visit": review.visit,
        "choices": [choice_data(row, lang) for row in table(review)],
        "files": [str(path) for path in written.files],
        "problems": [],
    }


def _data(entry: Answered, titles: dict[str, str], lang: str) -> dict[str, Any]:
    finding = entry.finding
    return {
        "key": finding.key,
        "severity": finding.severity,
        "check": finding.check,
        "title": titles[finding.check],
        "kind": finding.kind,
        "where": [{"sheet": origin.sheet, "cell": origin.cell} for origin in finding.where],
        "line_id": finding.line_id or None,
        "what": finding.what.render(lang),
        "why": finding.why.render(lang),
        "mend": finding.mend.render(lang),
        "answer": entry.answer or None,
        "earlier_answer": entry.earlier or None,
    }


def _about(written: Written, lang: str) -> list[str]:
    review = written.review
    if review.reviewed is None:
        return [review.source]
    inventory = review.reviewed.inventory
    return [
        inventory.company.name,
        f"{inventory.period_start.isoformat()} – {inventory.period_end.isoformat()}",
        f"{review.source} ({inventory.importer})",
    ]


def _finding(number: int, entry: Answered, titles: dict[str, str], lang: str) -> list[str]:
    finding = entry.finding
    places = [clean(str(origin)) for origin in finding.where]
    said = listed(places[:PLACES]).render(lang) + (f" … +{len(places) - PLACES}" if len(places) > PLACES else "")
    severity = summary.severity_name(finding.severity, lang) if entry.answer else ""
    head = " · ".join(part for part in (severity, titles[finding.check], finding.line_id, said) if part)
    rest = " " * _INDENT
    lines = ["", *_wrapped(head, first=f"{number:>3}. ", rest=rest), *_wrapped(finding.what.render(lang), first=rest, rest=rest)]
    notes = {"why": finding.why.render(lang), "mend": finding.mend.render(lang), "earlier": entry.earlier, "answer": entry.answer}
    colon = "：" if lang.startswith("zh") else ": "
    for name, note in notes.items():
        if note:
            lines += _wrapped(f"{translate(COLUMNS[name], lang)}{colon}{note}", first=f"{rest}  ", rest=f"{rest}    ")
    return lines


def _ending(written: Written, lang: str) -> str:
    review, settled = written.review, written.settled
    ending = summary.count_line(review).render(lang)
    if settled.answered or settled.closed:
        ending += translate("; {answered} answered, {closed} closed", lang).format(
            answered=len(settled.answered), closed=len(settled.closed)
        )
    fine = sum(outcome.state == summary.FINE for outcome in summary.outcomes(review))
    return ending + translate("; checks with nothing to note: {count}", lang).format(count=fine)


def _wrapped(said: str, *, first: str = "", rest: str = "") -> list[str]:
    """Break a text for the terminal, without control characters; lines begin with ``first``, then with ``rest``."""
    rows = wrap_lines(clean(said), WIDTH - max(columns(first), columns(rest)), columns)
    return [(first if place == 0 else rest) + row for place, row in enumerate(rows)]
