"""``ef-training demo``: the whole way on a worked example."""

from __future__ import annotations

from pathlib import Path

import click

from .options import json_option, lang_option, note, out_option, project_option, reporter


@click.command("demo")
@out_option("Folder for the form, results, report and charts; made when it does not exist.")
@click.option(
    "--example", default="aluminium-hub", show_default=True, metavar="NAME", help="Worked example: aluminium-hub or pp-food-box."
)
@project_option
@json_option
@lang_option
def command(out: Path, example: str, project: str, as_json: bool, lang: str) -> None:
    """Set everything up and run a worked example from form to report.

    The example's figures are made up. No network is needed.

    Example: ef-training demo --out demo-results
    """
    from ..job import assess_form, demo_form
    from .show import show_results

    form = demo_form(out, example=example, lang=lang)
    run = assess_form(form, out, project=project, verify=True, lang=lang, progress=reporter(lang))
    show_results(run, lang, as_json=as_json)
    note("Everything is in {path}; open report.html there first.", lang, path=out)
