"""``ef-training background``: background databases."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from ..units import unit
from .options import json_option, lang_option, note, project_option, reporter


@click.group("background", short_help="List and install background databases.")
def command() -> None:
    """List and install background databases (LCI data that forms are linked to)."""


@command.command("list")
@project_option
@json_option
@lang_option
def list_(project: str, as_json: bool, lang: str) -> None:
    """List the backgrounds there are, with quality, licence and whether they are installed.

    Example: ef-training background list --lang en
    """
    from ..background import available_backgrounds, load_background_summary
    from ..job import background_installed
    from ..messages import translate

    chinese = lang == "zh-TW"
    rows = []
    for name in available_backgrounds():
        summary = load_background_summary(name)
        rows.append(
            {
                "name": name,
                "title": summary.title_zh if chinese else summary.title,
                "version": summary.version,
                "licence": summary.licence,
                "quality": summary.quality_zh if chinese else summary.quality,
                "disclaimer": summary.disclaimer_zh if chinese else summary.disclaimer_en,
                "installed": background_installed(name, project=project),
            }
        )
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        state = translate("installed", lang) if row["installed"] else translate("not installed", lang)
        click.echo(
            f"{row['name']}  {row['version']}  [{state}]  {row['title']}（{row['licence']}）"
            if chinese
            else f"{row['name']}  {row['version']}  [{state}]  {row['title']} ({row['licence']})"
        )
        click.echo(f"    {row['quality']}\n    {row['disclaimer']}")


@command.command("install")
@click.argument("name")
@project_option
@lang_option
def install(name: str, project: str, lang: str) -> None:
    """Install a background in the Brightway project; one that stands whole is left alone.

    Example: ef-training background install training
    """
    from ..job import install_background

    install_background(name, project=project, progress=reporter(lang))
    note("The background “{name}” is installed in the project “{project}”.", lang, name=name, project=project)


@command.command("show")
@click.argument("name")
@click.option("--name", "part", default="", metavar="TEXT", help="Only datasets whose name or code contains this text.")
@json_option
@lang_option
def show(name: str, part: str, as_json: bool, lang: str) -> None:
    """List the datasets of a background: the codes that stand on the links sheet of a form.

    Example: ef-training background show training --name 鋁
    """
    from ..background import load_processes
    from ..text import fold

    chosen = [
        process
        for process in load_processes(name).values()
        if fold(part) in fold(f"{process.code} {process.name_zh} {process.name_en}")
    ]
    if as_json:
        click.echo(json.dumps([asdict(process) for process in chosen], ensure_ascii=False, indent=1))
        return
    for process in chosen:
        title = process.name_zh if lang == "zh-TW" else process.name_en
        click.echo(f"{process.code:30} {process.location:4} {process.quality}  {title} [{unit(process.unit).code}]")
