"""``ef-training methods``: method packs."""

from __future__ import annotations

import json

import click

from .options import json_option, lang_option, note, project_option, reporter


@click.group("methods", short_help="List, check and install method packs.")
def command() -> None:
    """List, check and install method packs (characterisation, normalisation, weighting)."""


@command.command("list")
@json_option
@lang_option
def list_(as_json: bool, lang: str) -> None:
    """List the method packs there are.

    Example: ef-training methods list
    """
    from ..method_pack import available_packs, load_pack_summary

    packs = [load_pack_summary(name) for name in available_packs()]
    if as_json:
        click.echo(
            json.dumps(
                [
                    {
                        "name": pack.name,
                        "version": pack.version,
                        "family": pack.family,
                        "title": pack.title,
                        "licence": pack.licence,
                        "sha256": pack.sha256,
                    }
                    for pack in packs
                ],
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    for pack in packs:
        click.echo(f"{pack.name}  {pack.version}  {pack.title}  ({pack.licence})")


@command.command("check")
@click.argument("name")
@lang_option
def check(name: str, lang: str) -> None:
    """Load a method pack, run its tests and report what was read.

    Example: ef-training methods check ef-3.1
    """
    from ..job import check_pack

    for line in check_pack(name, lang=lang):
        click.echo(line)


@command.command("install")
@click.argument("name")
@project_option
@lang_option
def install(name: str, project: str, lang: str) -> None:
    """Register a method pack as Brightway methods, all of them or none.

    Example: ef-training methods install ef-3.0
    """
    from ..job import install_background

    install_background("training", project=project, pack=name, progress=reporter(lang))
    note("The method pack “{name}” is registered in the project “{project}”.", lang, name=name, project=project)
