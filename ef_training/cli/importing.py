"""``ef-training import``: a form's inventory as Brightway databases."""

from __future__ import annotations

from pathlib import Path

import click

from .options import factors_option, importer_options, lang_option, links_option, note, project_option, reporter, show_step


@click.command("import")
@click.argument("form", type=click.Path(path_type=Path))
@importer_options
@click.option("--pack", default="ef-3.1", show_default=True, metavar="NAME", help="Method pack of the results that are kept.")
@click.option("--background", default="training", show_default=True, metavar="NAME", help="Background database.")
@links_option
@factors_option
@project_option
@lang_option
def command(
    form: Path,
    importer: str | None,
    basics: Path | None,
    pack: str,
    background: str,
    links: Path | None,
    factors: str | None,
    project: str,
    lang: str,
) -> None:
    """Write a form's inventory into Brightway, both views, all or nothing.

    The databases open in the Activity Browser and in plain Brightway. Where an earlier version of the product's inventory was
    imported, prints what changed, line by line, and what that did to the result.

    Example: ef-training import form.xlsx
    """
    from ..job import import_form

    names = import_form(
        form,
        importer=importer,
        basics=basics,
        project=project,
        background=background,
        pack=pack,
        links=links,
        factors=factors,
        progress=reporter(lang),
        changed=show_step(lang),
    )
    for name in names:
        click.echo(name)
    note("The inventory is in the Brightway project “{project}”.", lang, project=project)
