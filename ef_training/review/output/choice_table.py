"""The table of all choices for page, workbook and command line: heads and texts in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ...messages import Message, message, msg, translate
from ...numbers import MISSING, plain, significant, unit_text
from ..choosing.table import CORRECT, EXPLAIN, OK, VERDICTS, Row, table
from ..model import Finding, Review
from .svg import clean

TITLE = msg("choices line by line")
HEADS = MappingProxyType(
    {
        "line": msg("Line"),
        "name": msg("Name"),
        "verdict": msg("Verdict"),
        "numbers": msg("Findings no."),
        "amount": msg("Amount per declared unit"),
        "factors": msg("Carbon-footprint factor"),
        "cfp": msg("kg CO2e by factors"),
        "datasets": msg("Dataset"),
        "ef": msg("kg CO2e by datasets"),
        "ratio": msg("Factors ÷ datasets"),
    }
)
NUMBERS = ("amount", "cfp", "ef", "ratio")
LEFT_OUT = msg("left out")
SCREENING = msg("climate change alone")
NOTHING = msg("nothing chosen")
BROKEN = msg("a link that cannot be looked up")


def cells(row: Row, numbers: Mapping[int, int], lang: str) -> dict[str, str]:
    """Return the texts of a line by column; ``numbers`` gives the number of a finding by its identity."""
    return {
        "line": row.line_id,
        "name": clean(row.name),
        "verdict": translate(VERDICTS[row.verdict], lang),
        "numbers": ", ".join(map(str, numbered(row, numbers))),
        "amount": f"{plain(float(f'{row.amount:.4g}'))} {unit_text(row.unit, lang, row.amount)}",
        "factors": _targets(row, "cfp", lang),
        "cfp": significant(row.cfp),
        "datasets": _targets(row, "ef", lang),
        "ef": significant(row.ef),
        "ratio": significant(row.ratio) if row.ratio is not None else MISSING,
    }


def numbered(row: Row, numbers: Mapping[int, int]) -> list[int]:
    """Return the numbers of a line's findings."""
    return sorted({numbers[id(finding)] for finding in row.findings if id(finding) in numbers})


def _targets(row: Row, view: str, lang: str) -> str:
    targets = row.factors if view == "cfp" else row.datasets
    texts = [clean(text.render(lang)) for text in targets]
    if view in row.broken:
        texts.append(translate(BROKEN, lang))
    if not texts:
        return translate(LEFT_OUT if view in row.left_out else NOTHING, lang)
    if view == "ef" and row.screening:
        texts.append(f"({translate(SCREENING, lang)})")
    return "\n".join(texts)


def counts(review: Review) -> Message | None:
    """Say how many lines are fine, to be explained and to be corrected; None at a first visit."""
    rows = table(review)
    if not rows:
        return None
    found = {verdict: sum(row.verdict == verdict for row in rows) for verdict in (OK, EXPLAIN, CORRECT)}
    told = {"ok": found[OK], "explain": found[EXPLAIN], "correct": found[CORRECT]}
    legs = sum(row.leg for row in rows)
    if legs:
        return message(
            "Choices of {lines} lines and {legs} transport legs: {ok} ok, {explain} to be explained, {correct} to be corrected",
            lines=len(rows) - legs,
            legs=legs,
            **told,
        )
    return message(
        "Choices of {lines} lines: {ok} ok, {explain} to be explained, {correct} to be corrected", lines=len(rows), **told
    )


def as_data(row: Row, lang: str) -> dict[str, Any]:
    """Return a line as data for JSON: numbers as numbers, None where they are not known."""
    return {
        "line_id": row.line_id,
        "name": row.name,
        "amount": row.amount,
        "unit": row.unit,
        "factors": [text.render(lang) for text in row.factors],
        "kg_co2e_by_factors": row.cfp,
        "datasets": [text.render(lang) for text in row.datasets],
        "kg_co2e_by_datasets": row.ef,
        "ratio": row.ratio,
        "left_out": sorted(row.left_out),
        "verdict": row.verdict,
        "findings": [finding.key for finding in _each(row.findings)],
    }


def _each(findings: tuple[Finding, ...]) -> list[Finding]:
    return list({finding.key: finding for finding in findings}.values())
