"""``ef-training methods install`` and ``remove``: packs in a Brightway project."""

from __future__ import annotations

import json

import click

from ..messages import msg, translate
from .options import json_option, lang_option, project_option, reporter


@click.command("install")
@click.argument("name")
@project_option
@json_option
@lang_option
def install(name: str, project: str, as_json: bool, lang: str) -> None:
    """Register a pack, by name or folder, as Brightway methods: all of them or none. One that is current is left alone.

    Example: ef-training methods install ef-3.0
    """
    from ..method_job import install_pack

    done = install_pack(name, project=project, progress=reporter(lang))
    if as_json:
        content = {
            "pack": done.pack.name,
            "project": project,
            "written": done.written,
            "methods": [list(m) for m in done.methods],
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    _say(
        msg("The method pack “{pack}” is registered in the project “{project}”: {count} methods.")
        if done.written
        else msg("The method pack “{pack}” stood in the project “{project}” already, current: {count} methods."),
        lang,
        pack=done.pack.name,
        project=project,
        count=len(done.methods),
    )
    for method in done.methods:
        click.echo(f"  {' / '.join(method)}")


@click.command("remove")
@click.argument("name")
@project_option
@json_option
@lang_option
def remove(name: str, project: str, as_json: bool, lang: str) -> None:
    """Remove the methods of a pack from the project, with their files and unit scores. Methods of others are never removed.

    Example: ef-training methods remove ef-3.0
    """
    from ..method_job import remove_pack

    gone = remove_pack(name, project=project)
    if as_json:
        click.echo(
            json.dumps({"pack": name, "project": project, "methods": [list(m) for m in gone]}, ensure_ascii=False, indent=1)
        )
        return
    _say(
        msg("Removed from the project “{project}”: {count} methods of “{pack}”."),
        lang,
        pack=name,
        project=project,
        count=len(gone),
    )
    for method in gone:
        click.echo(f"  {' / '.join(method)}")


def _say(text: str, lang: str, **values: object) -> None:
    click.echo(translate(text, lang).format(**values))
