"""The company's answers: read from an earlier ``review.xlsx`` and laid beside the findings they belong to.

An answer belongs to a finding by the finding's key and by what the finding said. Where the same finding says something else by
now (another number), the answer is shown as an earlier one and the finding stays open. Numbers that follow from other lines
(`Finding.volatile`) do not count as something else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...errors import FormError, Problem
from ...messages import LANGUAGES, message, msg, translate
from ...text import fold
from ..model import SEVERITIES, Finding, Review
from .svg import clean

if TYPE_CHECKING:
    from ...forms.files.workbook import Book, Grid

COLUMNS = MappingProxyType(
    {
        "number": msg("No."),
        "severity": msg("Severity"),
        "check": msg("Check"),
        "where": msg("Where"),
        "line": msg("Line"),
        "what": msg("What"),
        "why": msg("Why it matters"),
        "mend": msg("What to do"),
        "answer": msg("Answer of the company"),
        "earlier": msg("Earlier answer"),
        "key": msg("Finding key"),
    }
)
"""Columns of the tables of findings; key and answer are what an answer is found by."""
OWNER = msg("Company and product code")
_ANY = "\u2402"
"""Stands for a volatile number; no form holds it, and it is no character of a pattern."""
_SEARCHED = 30
"""So many rows from the top the headers are looked for."""


@dataclass(frozen=True)
class Answer:
    """One row of an earlier review that holds an answer, as it stood there; ``earlier`` is one given to another wording."""

    key: str
    answer: str
    earlier: str = ""
    severity: str = ""
    check: str = ""
    where: str = ""
    what: str = ""


@dataclass(frozen=True)
class Answers:
    """All answers of an earlier review; ``owner`` names company and product ("demo-hub front-hub-32"), empty where unknown."""

    rows: tuple[Answer, ...] = ()
    owner: str = ""


@dataclass(frozen=True)
class Answered:
    """A finding with the answer given to it; with ``earlier`` one that was given when the finding said something else."""

    finding: Finding
    answer: str = ""
    earlier: str = ""


@dataclass(frozen=True)
class Settled:
    """Findings with their answers: those still open and those answered, each in the order of the review, and what is closed.

    ``closed`` holds the answers whose finding is gone.
    """

    open: tuple[Answered, ...]
    answered: tuple[Answered, ...] = ()
    closed: tuple[Answer, ...] = ()

    @property
    def waiting(self) -> int:
        """How many findings wait for an answer or a correction; what is only good to know does not."""
        return sum(entry.finding.severity != "info" for entry in self.open)

    @property
    def all(self) -> tuple[Answered, ...]:
        """The open ones, then the answered ones."""
        return self.open + self.answered


def read_answers(path: Path) -> Answers:
    """Read the answers of a ``review.xlsx``.

    Raises
    ------
    FormError
        The file cannot be read, or holds no table of findings with keys and answers.
    """
    from ...forms.files.workbook import open_book

    book = open_book(path)
    tables = [table for grid in book.grids if (table := _table(grid)) is not None]
    if not tables:
        raise FormError(
            Problem(
                message("no table of findings with the columns “{key}” and “{answer}” is here", **_both("key", "answer")),
                where=book.name,
                mend=message("give the review.xlsx that an earlier review wrote, or another folder"),
            )
        )
    return Answers(tuple(row for table in tables for row in table), _owner(book))


def settle(review: Review, answers: Answers | None = None) -> Settled:
    """Lay the answers beside the findings of a review.

    Findings that share key and wording share their answer; several different answers are joined.
    """
    given: dict[str, list[Answer]] = defaultdict(list)
    for row in answers.rows if answers else ():
        given[row.key].append(row)
    opened: list[Answered] = []
    answered: list[Answered] = []
    used: set[str] = set()
    for finding in review.findings:
        rows = given.get(finding.key, [])
        used.add(finding.key)
        same = [row for row in rows if _same(row, finding)]
        answer = _joined(row.answer for row in same)
        earlier = _joined([row.earlier for row in same] if same else [text for row in rows for text in (row.earlier, row.answer)])
        (answered if answer else opened).append(Answered(finding, answer, earlier))
    closed = tuple(dict.fromkeys(row for row in (answers.rows if answers else ()) if row.key not in used))
    return Settled(tuple(opened), tuple(answered), closed)


def with_answers(review: Review, settled: Settled) -> Review:
    """Return the review with its answers by key."""
    return replace(review, answers=MappingProxyType({entry.finding.key: entry.answer for entry in settled.answered}))


def owner_of(review: Review) -> str:
    """Return company and product of a review as codes, empty where the form tells neither."""
    if review.reviewed is None:
        return ""
    inventory = review.reviewed.inventory
    return f"{inventory.company.code} {inventory.product.code}"


def check_owner(answers: Answers, review: Review, where: Path) -> None:
    """Refuse answers that belong to another company's form: findings of two forms may have the same keys.

    Raises
    ------
    FormError
        Neither the company nor the product of the answers is that of the review.
    """
    mine = owner_of(review)
    if mine and answers.owner and not set(mine.split()) & set(answers.owner.split()):
        raise FormError(
            Problem(
                message("these answers belong to “{other}”, the form is that of “{mine}”", other=answers.owner, mine=mine),
                where=str(where),
                mend=message("give every form a folder of its own"),
            )
        )


def by_severity(entries: Iterable[Answered]) -> Mapping[str, list[Answered]]:
    """Group findings by severity, the gravest first; severities that do not occur are left out."""
    found = list(entries)
    grouped = {severity: [entry for entry in found if entry.finding.severity == severity] for severity in SEVERITIES}
    return {severity: group for severity, group in grouped.items() if group}


def _same(row: Answer, finding: Finding) -> bool:
    """Tell whether the finding says what it said when the answer was given, in either language; volatile numbers aside."""
    said = fold(row.what)
    return any(_wording(finding, lang).fullmatch(said) for lang in LANGUAGES)


def _wording(finding: Finding, lang: str) -> re.Pattern[str]:
    """Return the sentence of a finding, in which any number may stand in the place of a volatile one."""
    values = {**finding.what.values, **dict.fromkeys(finding.volatile, _ANY)}
    sentence = fold(clean(replace(finding.what, values=values).render(lang)))
    return re.compile(re.escape(sentence).replace(_ANY, r"\S+"))


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _both(*columns: str) -> dict[str, str]:
    return {name: " / ".join(translate(COLUMNS[name], lang) for lang in LANGUAGES) for name in columns}


def _table(grid: Grid) -> list[Answer] | None:
    """Return the answered rows of a sheet; None where it holds no table of findings."""
    spellings = {fold(translate(head, lang)): name for name, head in COLUMNS.items() for lang in LANGUAGES}
    for row in grid.row_numbers[:_SEARCHED]:
        heads = {
            name: column
            for column in grid.by_row[row]
            if (name := spellings.get(fold(str(grid.cell(row, column).value or "")))) is not None
        }
        if {"key", "answer"} <= set(heads):
            rows = [_answer(grid, below, heads) for below in grid.row_numbers if below > row]
            return [answer for answer in rows if answer.key and (answer.answer or answer.earlier)]
    return None


def _answer(grid: Grid, row: int, heads: Mapping[str, int]) -> Answer:
    def said(name: str) -> str:
        cell = grid.cell(row, heads[name]) if name in heads else None
        if cell is None or cell.value is None:
            return ""
        if isinstance(cell.value, float) and cell.value.is_integer():
            return str(int(cell.value))
        return str(cell.value).strip()

    key = said("key").lower()
    return Answer(
        key.zfill(10) if key.isdigit() else key,
        said("answer"),
        said("earlier"),
        *(said(name) for name in ("severity", "check", "where", "what")),
    )


def _owner(book: Book) -> str:
    """Return what stands beside the label of company and product code."""
    labels = {fold(translate(OWNER, lang)) for lang in LANGUAGES}
    for grid in book.grids:
        for row, column in grid.cells:
            value = grid.cells[row, column].value
            if isinstance(value, str) and fold(value) in labels:
                return str(grid.cell(row, column + 1).value or "").strip()
    return ""
