"""``ef-training report``: charts, page and workbook of a finished run."""

from __future__ import annotations

from pathlib import Path

import click

from .options import lang_option

FORMATS = ("html", "xlsx", "png", "svg")


@click.command("report")
@click.argument("results", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIRECTORY", help="Folder to write to.  [default: RESULTS]")
@click.option(
    "--format",
    "formats",
    default=",".join(FORMATS),
    show_default=True,
    metavar="LIST",
    help="What to write, separated by commas.",
)
@lang_option
def command(results: Path, out: Path | None, formats: str, lang: str) -> None:
    """Write report.html, report.xlsx and charts from the folder of a run.

    Nothing is computed anew: the folder alone is read.

    Example: ef-training report results --format html,xlsx --lang en
    """
    from ..report import write_report

    chosen = tuple(part.strip() for part in formats.split(",") if part.strip())
    unknown = [part for part in chosen if part not in FORMATS]
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}; known are {', '.join(FORMATS)}", param_hint="--format")
    for path in write_report(results, lang=lang, out=out, formats=chosen):
        click.echo(path)
