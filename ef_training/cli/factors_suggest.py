"""``ef-training factors suggest``: a copy of a form with suggested factors as drop-downs."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..messages import msg, translate
from .factors_search import say_own_terms, terms_option
from .options import importer_options, json_option, lang_option, note
from .show import columns, pad

if TYPE_CHECKING:
    from ..factors.sheet.columns import Entry
    from ..factors.sheet.write import Suggested

HEADS = (msg("Line"), msg("Name"), msg("Best candidate"), msg("Others"))
WIDEST = (14, 30, 74)


@click.command("suggest")
@click.argument("form", type=click.Path(path_type=Path), metavar="FORM")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="COPY.xlsx", help="The copy to write; never the form itself."
)
@click.option("--limit", type=click.IntRange(1, 20), default=5, show_default=True, help="At most so many candidates a line.")
@terms_option
@click.option("--factors", metavar="NAME", help="Snapshot of the catalogue; by default the one in use.")
@importer_options
@json_option
@lang_option
def command(
    form: Path,
    out: Path,
    limit: int,
    terms: tuple[Path, ...],
    factors: str | None,
    importer: str | None,
    basics: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Write a copy of a form with ranked factors beside each line, as a drop-down.

    No factor is chosen by itself: every drop-down is empty. The candidates stand with their reasons on a sheet of their own.

    Example: ef-training factors suggest form.xlsx --out copy.xlsx
    """
    from ..factors import load_snapshot
    from ..factors.sheet.write import check_copy, write_suggestions

    check_copy(form, out, *terms, *([basics] if basics else ()))
    catalogue = load_snapshot(factors)
    say_own_terms(terms, catalogue, lang)
    began = time.perf_counter()
    suggested = write_suggestions(
        form, out, catalogue=catalogue, terms=terms, importer=importer, basics=basics, limit=limit, lang=lang
    )
    seconds = time.perf_counter() - began
    if as_json:
        click.echo(json.dumps(_data(suggested, lang), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_table(suggested, lang)))
    for said in suggested.notes:
        click.echo(said.render(lang), err=True)
    if suggested.unplaced:
        ids = ", ".join(line.line_id for line in suggested.unplaced)
        note("without a drop-down, since they have no row in the form: {lines}", lang, lines=ids)
    note("Written: {path}", lang, path=out)
    note("{lines} lines in {seconds:.1f} s", lang, lines=len(suggested.entries), seconds=seconds)


def _table(suggested: Suggested, lang: str) -> list[str]:
    rows = [[translate(head, lang) for head in HEADS]]
    below: list[list[str]] = [[]]
    for entry in suggested.entries:
        rows.append(_row(entry, lang))
        best = entry.suggestion.candidates[:1]
        below.append([f"! {warning.render(lang)}" for candidate in best for warning in candidate.warnings])
    widths = [min(max(columns(row[at]) for row in rows), widest) for at, widest in enumerate(WIDEST)]
    lines = []
    for row, warnings in zip(rows, below, strict=True):
        lines.append("  ".join([*(_fit(text, width) for text, width in zip(row, widths, strict=False)), row[-1]]).rstrip())
        lines += [f"{'':{widths[0] + widths[1] + 4}}{warning}" for warning in warnings]
    return lines


def _row(entry: Entry, lang: str) -> list[str]:
    from ..factors.sheet.looks import about, candidate_text

    found = entry.suggestion.candidates
    asked = about(entry.suggestion, lang)
    best = candidate_text(found[0], lang) if found else asked
    others = ", ".join(candidate.target for candidate in found[1:])
    return [entry.line.line_id, entry.line.name, best, others + (f"  ({asked})" if asked and found else "")]


def _fit(text: str, width: int) -> str:
    """Return a text of ``width`` terminal columns; a longer one is cut."""
    if columns(text) > width:
        while columns(text) > width - 1:
            text = text[:-1]
        text += "…"
    return pad(text, max(width, columns(text)))


def _data(suggested: Suggested, lang: str) -> dict[str, Any]:
    return {
        "form": suggested.inventory.source,
        "copy": str(suggested.path),
        "lines": [_line(entry, lang) for entry in suggested.entries],
        "notes": [said.render(lang) for said in suggested.notes],
    }


def _line(entry: Entry, lang: str) -> dict[str, Any]:
    from ..forms.files.workbook import coordinate

    slot, suggestion = entry.slot, entry.suggestion
    return {
        "line_id": entry.line.line_id,
        "name": entry.line.name,
        "cell": f"{slot.sheet}!{coordinate(slot.row, slot.column)}" if slot else None,
        "nothing": suggestion.nothing.render(lang) if suggestion.nothing else None,
        "candidates": [
            {
                "rank": rank,
                "kind": candidate.kind,
                "target": candidate.target,
                "name": candidate.name,
                "value": candidate.value,
                "unit": candidate.unit,
                "year": candidate.year,
                "score": round(candidate.score, 4),
                "asks": candidate.asks or None,
                "reasons": [reason.render(lang) for reason in candidate.reasons],
                "warnings": [warning.render(lang) for warning in candidate.warnings],
            }
            for rank, candidate in enumerate(suggestion.candidates, start=1)
        ],
    }
