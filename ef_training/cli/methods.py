"""``ef-training methods``: method packs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .methods_check import check
from .methods_diff import diff
from .methods_exchange import export, import_
from .methods_install import install, remove
from .methods_show import show
from .options import json_option, lang_option, project_option

if TYPE_CHECKING:
    from ..method_job import Listing


@click.group("methods", short_help="List, check, install and make method packs.")
def command() -> None:
    """List, check, install, compare and make method packs (characterisation, normalisation, weighting)."""


for _command in (show, check, install, remove, diff, import_, export):
    command.add_command(_command)


@command.command("list")
@project_option
@json_option
@lang_option
def list_(project: str, as_json: bool, lang: str) -> None:
    """List the method packs there are, and what methods stand in the project, those of others included.

    Example: ef-training methods list
    """
    from ..method_job import list_packs

    listing = list_packs(project)
    if as_json:
        click.echo(json.dumps(_content(listing), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_text(listing, lang)))


@command.command("new")
@click.argument("name")
@click.option(
    "--extends", required=True, metavar="PACK", help="Pack that the new one builds on: its name, as “methods list” gives it."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path(),
    show_default="the current folder",
    metavar="DIRECTORY",
    help="Folder in which the folder of the pack is made.",
)
@json_option
@lang_option
def new(name: str, extends: str, out: Path, as_json: bool, lang: str) -> None:
    """Make the folder of a pack of one's own, NAME, which builds on another one and passes the check as it is.

    Example: ef-training methods new my-pack --extends ef-3.1
    """
    from ..messages import translate
    from ..method_pack import new_pack

    folder = out / name
    files = new_pack(folder, name=name, extends=extends)
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "files": [path.name for path in files]}, ensure_ascii=False, indent=1))
        return
    for path in files:
        click.echo(path)
    click.echo(
        translate("Edit the tables (README.md says which), then: ef-training methods check {folder}", lang).format(folder=folder),
        err=True,
    )


def _content(listing: Listing) -> dict[str, object]:
    return {
        "project": listing.project if listing.exists else None,
        "packs": [
            {
                "name": listed.pack.name,
                "version": listed.pack.version,
                "family": listed.pack.family,
                "title": listed.pack.title,
                "scope": listed.pack.scope,
                "extends": listed.pack.extends or None,
                "licence": listed.pack.licence,
                "sha256": listed.pack.sha256,
                "registered": listed.registered,
                "current": listed.current,
            }
            for listed in listing.packs
        ],
        "registered_folders": [{"name": name, "methods": count} for name, count in listing.registered.items()],
        "other_families": [{"family": list(family), "methods": count} for family, count in listing.families.items()],
        "broken": [{"name": name, "problems": [str(problem) for problem in problems]} for name, problems in listing.broken],
    }


def _text(listing: Listing, lang: str) -> list[str]:
    from ..messages import translate
    from .show import columns, pad

    def t(sentence: str, **values: object) -> str:
        return translate(sentence, lang).format(**values)

    rows = []
    for listed in listing.packs:
        state = t("registered") if listed.current else t("registered, not current") if listed.registered else "–"
        extends = t("extends {name}", name=listed.pack.extends) if listed.pack.extends else ""
        rows.append(
            (listed.pack.name, listed.pack.version, listed.pack.family, state, listed.pack.scope, extends, listed.pack.title)
        )
    lines, broken = [t("Method packs"), *_table(rows, columns, pad)], t("does not load")
    lines += [f"  {name}  {broken}: {problems[0].render(lang)}" for name, problems in listing.broken]
    if not listing.exists:
        return [*lines, "", t("There is no Brightway project “{project}” yet.", project=listing.project)]
    if listing.registered:
        lines += ["", t("Registered in “{project}” from folders", project=listing.project)]
        lines += [f"  {name}  " + t("methods: {count}", count=count) for name, count in listing.registered.items()]
    if listing.families:
        lines += ["", t("Other LCIA methods in “{project}”, not made by this program", project=listing.project)]
        lines += [f"  {' / '.join(family)}  " + t("methods: {count}", count=count) for family, count in listing.families.items()]
    return lines


def _table(rows: Sequence[tuple[str, ...]], columns: Callable[[str], int], pad: Callable[..., str]) -> list[str]:
    width = [max((columns(row[place]) for row in rows), default=0) for place in range(len(rows[0]) if rows else 0)]
    return ["  " + "  ".join(pad(cell, size) for cell, size in zip(row, width, strict=True)).rstrip() for row in rows]
