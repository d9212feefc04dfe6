"""``ef-training factors practise``: a company's choice of factors beside the key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..messages import msg, translate
from ..numbers import significant
from ..text import own_half
from .options import importer_options, json_option, lang_option, note
from .show import columns, pad

if TYPE_CHECKING:
    from ..practice.form import Exercise
    from ..practice.result import Judged, Practice

HEADS = (msg("Line"), msg("Name"), msg("Result"), msg("Effect"))
WIDEST_NAME = 34


@click.command("practise")
@click.argument("form", type=click.Path(path_type=Path), metavar="FORM")
@click.option(
    "--key",
    metavar="KEY",
    help="The answers: a worked example by its name, a form with filled links, a links.csv, or a table line_id;factor ids;note.",
)
@click.option(
    "--choices",
    type=click.Path(path_type=Path),
    metavar="COPY.xlsx",
    help="Copy with drop-downs in which factors were chosen; by default FORM itself, its row factors or its links.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Workbook for the trainer, explained in both languages: a file that ends in .xlsx, or a folder for practice.xlsx.",
)
@click.option("--factors", metavar="NAME", help="Snapshot of the catalogue; by default the one in use.")
@importer_options
@json_option
@lang_option
def command(
    form: Path,
    key: str | None,
    choices: Path | None,
    out: Path | None,
    factors: str | None,
    importer: str | None,
    basics: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Compare the factors that were chosen for a form with a key, and explain each difference.

    Example: ef-training factors practise form.xlsx --choices copy.xlsx --key aluminium-hub
    """
    from ..files import write_files
    from ..practice.form import practise_form
    from ..practice.workbook import practice_path, practice_workbook

    inputs = (form, *(path for path in (choices, basics, Path(key) if key else None) if path is not None))
    path = practice_path(out, *inputs) if out is not None else None
    done = practise_form(form, key=key, choices=choices, importer=importer, basics=basics, factors=factors, lang=lang)
    if path is not None:
        write_files(path.parent, {path.name: practice_workbook(done.practice, done.inventory)})
    if as_json:
        click.echo(json.dumps(_data(done.practice, lang), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_text(done, lang)))
    for said in done.notes:
        click.echo(said.render(lang), err=True)
    if path is not None:
        note("Written: {path}", lang, path=path)


def _text(done: Exercise, lang: str) -> list[str]:
    from ..practice.result import SMALL, percentage

    practice = done.practice
    said = [row for row in practice.rows if row.said and row.kind != "right"]
    right = [row for row in practice.rows if row.kind == "right"]
    lines = [practice.score.render(lang)]
    if said:
        lines += ["", *_differences(said, lang)]
    if right:
        ids = ", ".join(row.line_id for row in right)
        lines += ["", translate("Right: {lines}", lang).format(lines=ids)]
    lines += [
        f"    {row.line_id} ({percentage(row.rest_share, 1)}): {said.render(lang)}"
        for row in right
        if abs(row.rest_share) > SMALL
        for said in row.said[:1]
    ]
    if practice.without_key:
        ids = ", ".join(practice.without_key)
        lines.append(translate("Not in the key, so not judged: {lines}", lang).format(lines=ids))
    if practice.unused:
        ids = ", ".join(practice.unused)
        lines.append(translate("In the key, but not in the form: {lines}", lang).format(lines=ids))
    if practice.unknown:
        lines.append(
            translate("{count} differences have no known effect and are not in the percentage.", lang).format(
                count=practice.unknown
            )
        )
    return lines


def _differences(rows: list[Judged], lang: str) -> list[str]:
    """Return the table of differences, each with its explanation below it."""
    from ..practice.judge import KINDS

    table = [[translate(head, lang) for head in HEADS]]
    table += [[row.line_id, _short(own_half(row.name, lang)), translate(KINDS[row.kind], lang), _effect(row)] for row in rows]
    widths = [max(columns(row[at]) for row in table) for at in range(len(HEADS))]
    lines: list[str] = []
    told = False  # why a line without a factor matters is said once
    for at, cells in enumerate(table):
        lines.append("  ".join(pad(text, width) for text, width in zip(cells, widths, strict=True)).rstrip())
        if at and (rows[at - 1].kind != "nothing" or not told):
            lines += [f"    {said.render(lang)}" for said in rows[at - 1].said]
            told = told or rows[at - 1].kind == "nothing"
    return lines


def _short(name: str) -> str:
    if columns(name) <= WIDEST_NAME:
        return name
    while columns(name) > WIDEST_NAME - 1:
        name = name[:-1]
    return f"{name}…"


def _effect(row: Judged) -> str:
    """Return what a difference does to the footprint: kg CO2e per declared unit, and the part of the total."""
    if row.effect is None:
        return "" if row.key_value is None else "?"
    from ..practice.result import percentage

    sign = "+" if row.effect > 0 else ""
    share = "" if row.share is None else f" ({percentage(row.share, 2)})"
    return f"{sign}{significant(row.effect)} kg CO2e{share}"


def _data(practice: Practice, lang: str) -> dict[str, Any]:
    keyed = practice.key_total is not None
    return {
        "score": practice.score.render(lang),
        "key": practice.source or None,
        "judged": practice.judged if keyed else None,
        "right": practice.right if keyed else None,
        "key_total": practice.key_total,
        "effect": practice.effect if keyed else None,
        "defensible": practice.defensible if keyed else None,
        "unknown": practice.unknown,
        "without_key": list(practice.without_key),
        "unused": list(practice.unused),
        "lines": [
            {
                "line_id": row.line_id,
                "name": own_half(row.name, lang),
                "result": row.kind or None,
                "chosen": [own_half(name, lang) for name in row.chosen],
                "key": [own_half(name, lang) for name in row.key],
                "explanation": [said.render(lang) for said in row.said],
                "value": row.value,
                "key_value": row.key_value,
                "effect": row.effect,
                "share": row.share,
                "rest": row.rest,
            }
            for row in practice.rows
        ],
    }
