"""Printing what was found out about a form: its layout, what would be read of it, what was drafted from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import EFTrainingError
from ..messages import translate
from .options import note
from .show import columns, pad

if TYPE_CHECKING:
    from ..forms.detect import Detection, Fit
    from ..forms.drafting.draft import Drafted
    from ..forms.layout_model import Importer

RUNNERS_UP = 3
CUT = 30
"""Columns of the terminal that one value may take before it is cut."""


def show_detection(detection: Detection, lang: str, *, as_json: bool) -> None:
    """Print the layout of a form with its reasons and the runners-up; raise where none fits or several fit equally well."""
    refusal: EFTrainingError | None = None
    chosen = None
    try:
        chosen = detection.chosen()
    except EFTrainingError as error:
        refusal = error
    if as_json:
        ranked = [
            {"layout": fit.importer, "score": fit.score, "fits": fit.fits, "reasons": [why.render(lang) for why in fit.reasons]}
            for fit in detection.ranked
        ]
        click.echo(json.dumps({"form": detection.workbook, "layout": chosen, "ranked": ranked}, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_detection(detection, chosen, lang)))
    if refusal is not None:
        raise refusal


def _detection(detection: Detection, chosen: str | None, lang: str) -> Iterator[str]:
    best, others = detection.ranked[:1], detection.ranked[1:]
    if chosen:
        yield translate("{form}: layout {layout}", lang).format(form=detection.workbook, layout=chosen)
        yield from _reasons(best[0], lang)
        others = tuple(fit for fit in others if fit.score > 0)[:RUNNERS_UP]
    else:
        others = detection.ranked[: RUNNERS_UP + 1]
    if others:
        yield ""
        yield translate("Next:", lang) if chosen else translate("Considered:", lang)
    for fit in others:
        yield f"  {fit.importer} ({fit.score:.2f})"
        yield from (f"  {line}" for line in _reasons(fit, lang, score=False))


def _reasons(fit: Fit, lang: str, *, score: bool = True) -> Iterator[str]:
    if score:
        yield translate("  score {score} of 1", lang).format(score=f"{fit.score:.2f}")
    for why in fit.reasons:
        yield f"  - {why.render(lang)}"


def show_layouts(layouts: Sequence[Importer], lang: str, *, as_json: bool) -> None:
    """Print id, title and description of layouts."""
    rows = [
        {
            "layout": layout.id,
            "title": layout.title[lang],
            "description": (layout.description or layout.title)[lang],
        }
        for layout in layouts
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['layout']}  {row['title']}\n    {row['description']}")


def show_draft(drafted: Drafted, form: Path, lang: str) -> None:
    """Print where a drafted importer is, how far the form was recognised, and what to do next."""
    path = drafted.folder / "importer.toml"
    click.echo(path)
    note(
        "{known} columns were recognised, {guessed} of them guessed; {unknown} were not; {open} points are left to decide.",
        lang,
        known=drafted.columns,
        guessed=drafted.guessed,
        unknown=drafted.unknown,
        open=drafted.open,
    )
    note("What to do next:", lang)
    note("  1. Open {path}; look for GUESS and TODO, and say what the form's title is.", lang, path=path)
    note(
        '  2. See what it reads:  ef-training form try "{form}" --importer {folder}',
        lang,
        form=form,
        folder=_as_path(drafted.folder),
    )
    note("  3. The form was not copied: a company's data are confidential. Make a sample with made-up figures beside it.", lang)
    note("     Examples in the comments come from the form, too: delete them before you pass the file on.", lang)


def _as_path(folder: Path) -> str:
    """Return a folder so that it is taken for a path and not for the name of an installed importer."""
    text = str(folder)
    return text if "/" in text or "\\" in text else f"./{text}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> Iterator[str]:
    """Yield the lines of a table; columns ``right`` are set to the right, values that are too long are cut."""
    cut = [[shortened(cell) for cell in row] for row in (head, *rows)]
    widths = [max(columns(row[index]) for row in cut) for index in range(len(head))]
    for row in cut:
        cells = (pad(cell, width, right=index in right) for index, (cell, width) in enumerate(zip(row, widths, strict=True)))
        yield "  " + "  ".join(cells).rstrip()


def shortened(text: str) -> str:
    """Return a text on one line, cut where it takes more than `CUT` columns."""
    text = " ".join(text.split())
    if columns(text) <= CUT:
        return text
    while columns(text) > CUT - 1:
        text = text[:-1]
    return f"{text}…"


def as_text(value: Any) -> str:
    """Return a value as a table shows it; an empty text where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)
