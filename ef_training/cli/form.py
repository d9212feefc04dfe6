"""``ef-training form``: the inventory form."""

from __future__ import annotations

from pathlib import Path

import click

from .options import lang_option, note


@click.group("form", short_help="Write the standard inventory form.")
def command() -> None:
    """Write the standard inventory form (盤查表), empty or filled with a worked example."""


@command.command("new")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FORM.xlsx", help="Workbook to write.")
@click.option("--example", metavar="NAME", help="Fill in a worked example: aluminium-hub or pp-food-box.")
@lang_option
def new(out: Path, example: str | None, lang: str) -> None:
    """Write the standard form as a workbook.

    Example: ef-training form new --out form.xlsx --example aluminium-hub --lang zh-TW
    """
    from ..inventory.template import write_form

    write_form(out, lang=lang, example=example)
    note("The form was written to {path}.", lang, path=out)
