"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..messages import LANGUAGES, Message, language, translate
from ..names import PROJECT

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
