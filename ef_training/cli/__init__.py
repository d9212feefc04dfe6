"""The command line. Each module holds one command group: it parses, calls one function of the library and prints.

Modules are loaded when their command is asked for, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from ..errors import EFTrainingError
from ..messages import language, translate

COMMANDS = {
    "demo": ("demo", "Run the worked example from form to report."),
    "assess": ("assess", "Compute the 16 EF indicators and hotspots of a form."),
    "import": ("importing", "Write a form's inventory into Brightway."),
    "form": ("form", "Write, recognise and try inventory forms (盤查表)."),
    "review": ("review", "Review a form: is it plausible?"),
    "link": ("link", "Propose, show and confirm what each line is linked to."),
    "hotspots": ("hotspots", "Show the hotspots of a finished run."),
    "report": ("report", "Write charts, page and workbook of a finished run."),
    "background": ("background", "List and install background databases."),
    "methods": ("methods", "List, check, install, compare and make method packs."),
    "factors": ("factors", "Look up MOENV carbon-footprint factors."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of an analyst's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f".{COMMANDS[cmd_name][0]}", __name__).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ef-training", prog_name="ef-training")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def cli(ctx: click.Context, debug: bool) -> None:
    """From a company's inventory form (盤查表) to 16 EF indicators, hotspots and a report.

    Example: ef-training assess FORM.xlsx --out results
    """
    ctx.ensure_object(dict)["debug"] = debug


def main() -> None:
    """Run the command line; errors of the library become messages, exit code 1."""
    _use_utf8()
    arguments = sys.argv[1:]
    lang = language(_asked_language(arguments))
    try:
        cli(args=arguments, standalone_mode=False)
    except click.exceptions.Abort:
        click.echo(translate("Interrupted.", lang), err=True)
        raise SystemExit(130) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        click.echo(translate("Interrupted.", lang), err=True)
        raise SystemExit(130) from None
    except EFTrainingError as error:
        if "--debug" in arguments:
            raise
        show_error(error, lang)
        raise SystemExit(1) from None
    except Exception as error:
        if "--debug" in arguments:
            raise
        click.echo(
            translate("Unexpected error: {error}. Run again with --debug before the command to see where.", lang).format(
                error=f"{type(error).__name__}: {error}"
            ),
            err=True,
        )
        raise SystemExit(1) from None


def show_error(error: EFTrainingError, lang: str) -> None:
    """Print every problem of an error to stderr, one a line; more than one is counted and numbered."""
    problems = list(dict.fromkeys(problem.render(lang) for problem in error.problems))
    if len(problems) == 1:
        click.echo(translate("Error: {problem}", lang).format(problem=problems[0]), err=True)
        return
    click.echo(translate("{count} problems were found; nothing was written:", lang).format(count=len(problems)), err=True)
    for number, problem in enumerate(problems, start=1):
        click.echo(f"{number:>3}. {problem}", err=True)


def _asked_language(arguments: list[str]) -> str | None:
    """Return the value of ``--lang`` for messages that arise before or outside a command."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
    return None


def _use_utf8() -> None:
    """Write UTF-8 whatever the console's code page, so that Chinese never ends in an encoding error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
