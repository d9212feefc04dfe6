"""Printing links: what was proposed, and each line with its rows in both views."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ..errors import LinkError, Problem
from ..factors.spelling import close_to
from ..inventory.model import VIEWS
from ..messages import message, msg, translate
from ..numbers import MISSING, plain, significant
from ..text import fold
from .options import note

if TYPE_CHECKING:
    from ..link_job import Proposed
    from ..linking.links.row import LinkRow
    from ..linking.links.view import LineView, LinkView

STATUS = {
    "confirmed": msg("confirmed"),
    "proposed": msg("proposed"),
    "screening": msg("proposed, climate change only"),
    "asked": msg("something is asked for"),
    "none": msg("nothing found"),
}
VIEW = {"ef": msg("EF"), "cfp": msg("CFP")}
SHOWN = 20
"""So many open questions are printed; the others stand in the file."""


def show_proposal(proposed: Proposed, lang: str, *, as_json: bool) -> None:
    """Print how many lines are confirmed, proposed or open in each view, what is asked for, and what to do next."""
    from ..linking.proposing.propose import overruling

    proposal = proposed.proposal
    status = proposal.status()
    counts = {
        view: {name: sum(value == name and key[1] == view for key, value in status.items()) for name in STATUS} for view in VIEWS
    }
    asked = [row for row in proposal.rows if row.asks]
    if as_json:
        content = {
            "links": str(proposed.path),
            "lines": len(proposed.inventory.lines),
            "kept": len(proposal.kept),
            "counts": counts,
            "overruled": [asdict(lost) for lost in proposal.overruled],
            "asks": [{"line_id": row.line_id, "view": row.view, "target": row.target, "asks": row.asks} for row in asked],
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_summary(len(proposed.inventory.lines), counts, asked, lang)))
    for lost in proposal.overruled:
        click.echo(f"{lost.line_id}: {overruling(lost).render(lang)}", err=True)
    kept = len(proposal.kept)
    note(
        "The links were written to {path}; {kept} lines and views were kept as they stood there.",
        lang,
        path=proposed.path,
        kept=kept,
    )
    note(
        "Look at every row, fill in what is asked for, then: ef-training link confirm {path} --by NAME --all",
        lang,
        path=proposed.path,
    )


def _summary(lines: int, counts: dict[str, dict[str, int]], asked: Sequence[LinkRow], lang: str) -> list[str]:
    said = [message("{count} lines", count=lines).render(lang)]
    for view in VIEWS:
        parts = [f"{translate(STATUS[name], lang)} {count}" for name, count in counts[view].items() if count]
        said.append(f"  {translate(VIEW[view], lang)}: {', '.join(parts)}")
    if asked:
        said += ["", translate("Asked for:", lang)]
        said += [f"  {row.line_id} {row.line_name} ({translate(VIEW[row.view], lang)}): {row.asks}" for row in asked[:SHOWN]]
        if len(asked) > SHOWN:
            said.append(message("  … and {count} more in the file", count=len(asked) - SHOWN).render(lang))
    return said


def chosen_lines(views: Sequence[LineView], lines: Sequence[str], *, only_open: bool) -> list[LineView]:
    """Return the lines that were asked for; `LinkError` where there is no such line."""
    known = {fold(view.line.line.line_id): view for view in views}
    problems = [
        Problem(
            message("the form has no line “{line_id}”", line_id=line_id),
            mend=close_to(line_id, [v.line.line.line_id for v in views]),
        )
        for line_id in lines
        if fold(line_id) not in known
    ]
    if problems:
        raise LinkError(problems)
    found = [known[fold(line_id)] for line_id in lines] if lines else list(views)
    return [view for view in found if not only_open or any(status != "confirmed" for status in view.status.values())]


def show_lines(views: Sequence[LineView], lang: str, *, as_json: bool) -> None:
    """Print lines with their rows in both views, as text or as JSON."""
    if as_json:
        click.echo(json.dumps([view.as_dict() for view in views], ensure_ascii=False, indent=1))
        return
    click.echo("\n\n".join("\n".join(_line(view, lang)) for view in views))


def _line(view: LineView, lang: str) -> list[str]:
    line = view.line.line
    amount = message("{amount} {unit} per declared unit", amount=significant(view.line.amount, 4), unit=line.unit).render(lang)
    said = [f"{line.line_id}  {line.name}  {amount}"]
    for name in VIEWS:
        said.append(f"  {translate(VIEW[name], lang)}: {translate(STATUS[view.status[name]], lang)}")
        said += [text for item in view.views[name] for text in _link(item, lang)]
    return said


def _link(item: LinkView, lang: str) -> list[str]:
    row = item.row
    said = [f"    {row_text(row, lang, bare=True)}"]
    if row.kind and row.kind != "left-out":
        known = (MISSING, "") if item.amount is None else (significant(item.amount, 4), item.unit)
        amount = message("{amount} {unit} per declared unit", amount=known[0], unit=known[1]).render(lang)
        said.append(f"      {amount}")
    said += [f"      {text}" for text in (row.reason, row.note) if text]
    if row.asks:
        asked = message("asked for: {asks}", asks=row.asks).render(lang)
        said.append(f"      {asked}")
    return said


def row_text(row: LinkRow, lang: str, *, bare: bool = False) -> str:
    """Return a row on one line: line and view (not where ``bare``), kind, target, multiplier with its unit."""
    head = "" if bare else f"{row.line_id} {row.line_name} ({translate(VIEW[row.view], lang)}): "
    if not row.kind:
        return head + translate("nothing chosen", lang)
    if row.kind == "left-out":
        return head + message("left out ({omission}): {reason}", omission=row.omission or MISSING, reason=row.reason).render(lang)
    multiplier = MISSING if row.multiplier is None else f"{plain(row.multiplier)} {row.multiplier_unit}".rstrip()
    return f"{head}{row.kind} {row.target} {row.target_name} × {multiplier}"
