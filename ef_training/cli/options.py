"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..messages import LANGUAGES, Message, language, translate
from ..names import PROJECT

if TYPE_CHECKING:
    from ..history import HistoryStep

F = TypeVar("F", bound=Callable[..., Any])


def _language(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    return language(value)


def lang_option(function: F) -> F:
    """Add ``--lang``."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        callback=_language,
        show_default="from the locale, else zh-TW",
        help="Language of output: Traditional Chinese or English.",
    )(function)


def project_option(function: F) -> F:
    """Add ``--project``."""
    return click.option(
        "--project",
        default=PROJECT,
        show_default=True,
        metavar="NAME",
        help="Brightway project to work in; made when it does not exist.",
    )(function)


def importer_options(function: F) -> F:
    """Add ``--importer`` and ``--basics``, which say how a form is read."""
    function = click.option(
        "--basics",
        type=click.Path(path_type=Path),
        metavar="FORM",
        help="Standard form that holds what FORM itself does not: company, product, outputs, allocation keys, links.",
    )(function)
    return click.option(
        "--importer",
        metavar="NAME",
        show_default="detected",
        help="Layout of the form: an installed importer, or the folder of one.",
    )(function)


def factors_option(function: F) -> F:
    """Add ``--factors``, which picks a snapshot of MOENV's catalogue."""
    return click.option(
        "--factors",
        metavar="NAME",
        show_default="the one in use",
        help="Snapshot of MOENV's catalogue, as “factors snapshots” lists them.",
    )(function)


def links_option(function: F) -> F:
    """Add ``--links``, a file whose rows take the place of the form's links."""
    return click.option(
        "--links",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Links file (ef-training link propose, link confirm) whose rows take the place of the form's links.",
    )(function)


def json_option(function: F) -> F:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of a table.")(function)


def out_option(help_text: str) -> Callable[[F], F]:
    """Add ``--out`` for a folder."""
    return click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIRECTORY", help=help_text)


def note(text: str, lang: str, **values: object) -> None:
    """Print a note on progress to stderr."""
    click.echo(translate(text, lang).format(**values), err=True)


def reporter(lang: str) -> Callable[[str | Message], None]:
    """Return a function that prints the steps of a long task to stderr."""
    return lambda step: click.echo(step.render(lang) if isinstance(step, Message) else translate(step, lang), err=True)


def show_step(lang: str, *, err: bool = False) -> Callable[[HistoryStep], None]:
    """Return a function that prints what changed since the version before, to stdout or to stderr."""

    def show(step: HistoryStep) -> None:
        from ..history import render_step

        click.echo("\n".join(["", *render_step(step, lang), ""]), err=err)

    return show
