"""``ef-training assess``: from a form to results, hotspots and report."""

from __future__ import annotations

from pathlib import Path

import click

from .options import (
    factors_option,
    importer_options,
    json_option,
    lang_option,
    links_option,
    note,
    out_option,
    project_option,
    reporter,
    show_step,
)


@click.command("assess")
@click.argument("form", type=click.Path(path_type=Path))
@out_option("Folder for results, report and charts; made when it does not exist.")
@importer_options
@click.option("--pack", default="ef-3.1", show_default=True, metavar="NAME", help="Method pack.")
@click.option("--background", default="training", show_default=True, metavar="NAME", help="Background database.")
@links_option
@factors_option
@click.option("--verify", is_flag=True, help="Compare the results with a plain bw2calc calculation.")
@click.option("--no-report", is_flag=True, help="Write the tables only, no charts, page and workbook.")
@project_option
@json_option
@lang_option
def command(
    form: Path,
    out: Path,
    importer: str | None,
    basics: Path | None,
    pack: str,
    background: str,
    links: Path | None,
    factors: str | None,
    verify: bool,
    no_report: bool,
    project: str,
    as_json: bool,
    lang: str,
) -> None:
    """Compute the 16 EF indicators and the hotspots of an inventory form.

    Leaves results.csv, run.json and the other tables of the run in the output folder, with report.html, report.xlsx and
    charts, and prints the results.

    Example: ef-training assess form.xlsx --out results
    """
    from ..job import assess_form
    from .show import show_results

    run = assess_form(
        form,
        out,
        importer=importer,
        basics=basics,
        project=project,
        background=background,
        pack=pack,
        links=links,
        factors=factors,
        verify=verify,
        report=not no_report,
        lang=lang,
        progress=reporter(lang),
        changed=show_step(lang, err=True),
    )
    show_results(run, lang, as_json=as_json)
    note("Everything is in {path}.", lang, path=out)
