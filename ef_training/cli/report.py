"""``ef-training report``: page, workbook, Word file and charts of a finished run."""

from __future__ import annotations

from pathlib import Path

import click

from .options import lang_option

FORMATS = ("html", "xlsx", "docx", "png", "svg")


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
@click.option(
    "--for-customer",
    is_flag=True,
    help="Hold back recipe and suppliers; totals and whole percents of climate change alone. The amounts of the main materials "
    "may still be estimated from the totals (主要原料的用量仍可能被推估). Goes to RESULTS/for-customer unless --out is given.",
)
@click.option(
    "--against", type=click.Path(path_type=Path), metavar="RESULTS", help="Another run to compare with: a version or a product."
)
@click.option(
    "--inventory",
    is_flag=True,
    help="Write the final inventory and MOENV's summary as workbooks instead; if RESULTS is a final inventory: check its hash.",
)
@lang_option
def command(
    results: Path, out: Path | None, formats: str, for_customer: bool, against: Path | None, inventory: bool, lang: str
) -> None:
    """Write report.html, report.xlsx, report.docx and charts from the folder of a run.

    Nothing is computed anew: the folder alone is read.

    Example: ef-training report results --format html,docx --lang en
    """
    if inventory:
        _inventory(results, out=out, lang=lang, refused={"--for-customer": for_customer, "--against": against is not None})
        return
    from ..report import write_report

    chosen = tuple(part.strip() for part in formats.split(",") if part.strip())
    unknown = [part for part in chosen if part not in FORMATS]
    if unknown:
        raise click.UsageError(f"--format: {_no_format(unknown, lang)}")
    for path in write_report(results, lang=lang, out=out, formats=chosen, for_customer=for_customer, against=against):
        click.echo(path)


def _no_format(unknown: list[str], lang: str) -> str:
    """Say which formats there are, and how a PDF is made."""
    from ..messages import translate

    text = translate("{formats}; known are {known}", lang).format(formats=", ".join(unknown), known=", ".join(FORMATS))
    if "pdf" in (name.casefold() for name in unknown):
        text += translate(" (a PDF is the page printed: open report.html in a browser, print, save as PDF)", lang)
    return text


def _inventory(results: Path, *, out: Path | None, lang: str, refused: dict[str, bool]) -> None:
    """Write the workbooks of the final inventory, which tell everything and compare nothing."""
    given = [name for name, there in refused.items() if there]
    if given:
        raise click.UsageError(f"--inventory cannot go with {', '.join(given)}")
    from ..report.final_inventory import write_inventory

    if results.is_file():
        _check(results, lang)
        return
    for path in write_inventory(results, lang=lang, out=out):
        click.echo(path)


def _check(path: Path, lang: str) -> None:
    """Say whether a copy of a final inventory holds what the hash on its cover stands for."""
    from ..errors import DataError, Problem
    from ..messages import message
    from ..report.final_inventory import check_inventory

    seal = check_inventory(path)
    if not seal.whole:
        what = message(
            "the content has the hash {computed}, the cover says {printed}", computed=seal.computed, printed=seal.printed
        )
        raise DataError(Problem(what, path.name, message("ask for the copy that was signed, or sign the changed one anew")))
    click.echo(message("{file}: unchanged, {hash}", file=path.name, hash=seal.printed).render(lang))
