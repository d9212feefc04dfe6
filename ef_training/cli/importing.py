"""``ef-training import``: a form's inventory as Brightway databases."""

from __future__ import annotations

from pathlib import Path

import click

from .options import lang_option, note, project_option, reporter


@click.command("import")
@click.argument("form", type=click.Path(path_type=Path))
@click.option("--background", default="training", show_default=True, metavar="NAME", help="Background database.")
@project_option
@lang_option
def command(form: Path, background: str, project: str, lang: str) -> None:
    """Write a form's inventory into Brightway, both views, all or nothing.

    The databases open in the Activity Browser and in plain Brightway.

    Example: ef-training import form.xlsx
    """
    from ..job import import_form

    names = import_form(form, project=project, background=background, progress=reporter(lang))
    for name in names:
        click.echo(name)
    note("The inventory is in the Brightway project “{project}”.", lang, project=project)
