"""``ef-training form``: the inventory form, the layouts in which forms come, and what is read of one."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from .options import importer_options, json_option, lang_option, note

ELSEWHERE = {"show": "form_show"}
"""Commands of the group that stand in modules of their own."""


class FormGroup(click.Group):
    """The group of commands on forms; those of `ELSEWHERE` are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they were written down."""
        return [*self.commands, *(name for name, module in ELSEWHERE.items() if find_spec(f".{module}", __package__))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported where it stands elsewhere."""
        if cmd_name in ELSEWHERE and find_spec(f".{ELSEWHERE[cmd_name]}", __package__):
            command: click.Command = import_module(f".{ELSEWHERE[cmd_name]}", __package__).command
            return command
        return super().get_command(ctx, cmd_name)


class NamingLayouts(click.Command):
    """A command whose help names the layouts that are installed."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the names below the options."""
        from ..forms.layout import importer_names

        formatter.write_paragraph()
        formatter.write_text(f"Installed layouts: {', '.join(importer_names())}")


@click.group("form", cls=FormGroup, short_help="Write, recognise and try inventory forms.")
def command() -> None:
    """Write the standard inventory form (盤查表), recognise other forms, and see what is read of them."""


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


@command.command("detect", cls=NamingLayouts)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--importers",
    type=click.Path(path_type=Path),
    metavar="DIRECTORY",
    help="Consider the importers of this folder too, beside the installed ones.",
)
@json_option
@lang_option
def detect(file: Path, importers: Path | None, as_json: bool, lang: str) -> None:
    """Name the layout of a form, why it is that one, and which ones come next.

    Example: ef-training form detect form.xlsx
    """
    from ..forms.detect import detect_file
    from .form_text import show_detection

    show_detection(detect_file(file, importers=importers), lang, as_json=as_json)


@command.command("try", cls=NamingLayouts)
@click.argument("file", type=click.Path(path_type=Path))
@importer_options
@json_option
@lang_option
def try_(file: Path, importer: str | None, basics: Path | None, as_json: bool, lang: str) -> None:
    """Show what would be read of a form: every row, what was not understood, left out or assumed. Writes nothing.

    Ends with exit code 1 where the form has problems.

    Example: ef-training form try form.xlsx --importer itri
    """
    from ..forms.trial import try_form
    from .form_trial import show_trial

    trial = try_form(file, importer=importer, basics=basics)
    show_trial(trial, lang, as_json=as_json)
    if not trial.readable:
        raise SystemExit(1)


@command.command("new-importer")
@click.argument("name")
@click.option(
    "--from", "file", required=True, type=click.Path(path_type=Path), metavar="FORM", help="A form as companies fill it in."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("importers"),
    show_default=True,
    metavar="DIRECTORY",
    help="Folder in which the folder NAME is made.",
)
@lang_option
def new_importer(name: str, file: Path, out: Path, lang: str) -> None:
    """Draft a layout from a form: sheets, header rows and columns as far as they are recognised.

    Writes DIRECTORY/NAME/importer.toml, with comments on what was guessed and what is left to decide.

    Example: ef-training form new-importer metal-parts --from company-form.xlsx
    """
    from ..forms.drafting.draft import draft_importer
    from .form_text import show_draft

    show_draft(draft_importer(name, file, out=out, lang=lang), file, lang)


@command.command("layouts")
@json_option
@lang_option
def layouts(as_json: bool, lang: str) -> None:
    """List the form layouts that are installed.

    Example: ef-training form layouts
    """
    from ..forms.layout import importer_names, load_importer
    from .form_text import show_layouts

    show_layouts([load_importer(name) for name in importer_names()], lang, as_json=as_json)
