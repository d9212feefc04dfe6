"""``ef-training review``: is a form plausible, are its choices reasonable? The tool of both visits."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import EFTrainingError
from ..messages import message, translate
from .options import factors_option, importer_options, json_option, lang_option, note, project_option, reporter
from .review_distance import command as distance

if TYPE_CHECKING:
    from ..review.output.write import Written
    from ..review.settings import ReviewSettings

CHOSEN = "ef_training.cli.review"


class ReviewGroup(click.Group):
    """A group that is a command of its own: what does not begin with the name of a subcommand is a review of forms."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Set a subcommand and its arguments aside; parse all else as forms and options."""
        if args and args[0] in self.commands:
            ctx.meta[CHOSEN] = list(args)
            return []
        return click.Command.parse_args(self, ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand, or the review."""
        if CHOSEN not in ctx.meta:
            return click.Command.invoke(self, ctx)
        name, *rest = ctx.meta[CHOSEN]
        with self.commands[name].make_context(name, rest, parent=ctx) as inner:
            return inner.command.invoke(inner)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the parameters; in the usage line of a subcommand the forms do not stand before its name."""
        found = super().get_params(ctx)
        return found if ctx.command is self else [param for param in found if not isinstance(param, click.Argument)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show both ways to call it."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] FORM...")
        for name in self.commands:
            given = (param for param in self.commands[name].params if isinstance(param, click.Argument))
            arguments = " ".join(param.make_metavar(ctx) for param in given)
            formatter.write_usage(f"{ctx.command_path} {name}", f"[OPTIONS] {arguments}", prefix=" " * 7)


@dataclass(frozen=True)
class Done:
    """What became of one form: its review, or the error that kept it from being reviewed."""

    form: Path
    written: Written | None = None
    error: EFTrainingError | None = None

    @property
    def sound(self) -> bool:
        """True where the form could be reviewed and has no error."""
        return self.written is not None and not self.written.review.count("error")


Run = Callable[[Path, Path | None], Done]


@click.group(
    "review",
    cls=ReviewGroup,
    invoke_without_command=True,
    context_settings={"allow_interspersed_args": True},
    short_help="Review a form: is it plausible?",
)
@click.argument("forms", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FORM...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIRECTORY",
    help="Folder for review.xlsx and review.html; with several forms one folder each below it. Answers in it are kept.",
)
@importer_options
@click.option("--settings", type=click.Path(path_type=Path), metavar="FILE", help="TOML file with thresholds of the programme.")
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="review.xlsx with the company's answers, instead of the one in the output folder.",
)
@click.option(
    "--visit",
    type=click.Choice(("1", "2")),
    default="1",
    show_default=True,
    help="2 judges factors, datasets and links as well.",
)
@click.option(
    "--links",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Links file whose rows replace the form's (second visit, one form only).",
)
@project_option
@click.option("--background", default="training", show_default=True, metavar="NAME", help="Background database (second visit).")
@click.option("--pack", default="ef-3.1", show_default=True, metavar="NAME", help="EF method pack (second visit).")
@factors_option
@json_option
@lang_option
def command(
    forms: tuple[Path, ...],
    out: Path | None,
    importer: str | None,
    basics: Path | None,
    settings: Path | None,
    answers: Path | None,
    visit: str,
    links: Path | None,
    project: str,
    background: str,
    pack: str,
    factors: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """Review one or several forms: findings with place, reason and remedy.

    With --out it also writes review.xlsx, with room for the company's answers, and review.html, with process flow and
    mass balance; the next review reads the answers back. With --visit 2 it judges the factors and datasets chosen, names what is
    missing and which findings of the first visit are still open. Ends with exit code 1 where a form has errors.

    Example: ef-training review form.xlsx --visit 2 --out review
    """
    from ..cli import review_show
    from ..review.output.write import folders

    if answers is not None and len(forms) > 1:
        raise click.UsageError(translate("--answers goes with one form only", lang))
    if links is not None and (visit != "2" or len(forms) > 1):
        raise click.UsageError(translate("--links goes with --visit 2 and one form only", lang))
    chosen = _settings(settings)
    reading: dict[str, Any] = {"importer": importer, "basics": basics, "settings": chosen}
    if visit == "2":
        reading |= {"links": links, "project": project, "background": background, "pack": pack, "factors": factors}
        reading["progress"] = reporter(lang)
    places: Sequence[Path | None] = folders(forms, out) if out else (None,) * len(forms)

    def run(form: Path, place: Path | None) -> Done:
        return _review(form, place, visit=visit, reading=reading, answers=answers, lang=lang)

    if len(forms) == 1:
        done = [run(forms[0], places[0])]
    else:
        guarded = run if _debug() else _guarded(run)
        with _progress(len(forms), lang) as tell:
            done = [tell(guarded(form, place)) for form, place in zip(forms, places, strict=True)]
    if len(done) == 1 and done[0].error is not None and not as_json:
        raise done[0].error
    if as_json:
        content = {"forms": [review_show.as_data(item.form, item.written, item.error, lang) for item in done]}
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        _print(done, lang)
    if not all(item.sound for item in done):
        sys.exit(1)


command.add_command(distance)


def _settings(path: Path | None) -> ReviewSettings | None:
    from ..review.settings import read_settings

    return None if path is None else read_settings(path)


def _review(form: Path, place: Path | None, *, visit: str, reading: Mapping[str, Any], answers: Path | None, lang: str) -> Done:
    """Review one form and write what was found; an error of this form is kept, so that the others are reviewed all the same."""
    from .. import job
    from ..review import run
    from ..review.output.write import write_review

    try:
        review = job.review_choices(form, **reading) if visit == "2" else run.review_form(form, **reading)
        return Done(form, write_review(review, place, lang=lang, answers=answers))
    except EFTrainingError as error:
        return Done(form, error=error)


def _debug() -> bool:
    found = click.get_current_context().find_object(dict)
    return bool(found and found.get("debug"))


def _guarded(run: Run) -> Run:
    """Make even a defect of the program that one form brings to light an error of that form, so that the others are reviewed."""

    def guarded(form: Path, place: Path | None) -> Done:
        try:
            return run(form, place)
        except Exception as error:
            what = message("unexpected error: {error}", error=f"{type(error).__name__}: {error}")
            return Done(form, error=EFTrainingError(what))

    return guarded


@contextmanager
def _progress(count: int, lang: str) -> Iterator[Any]:
    """Show how far several reviews are: a bar on a terminal, else a line a form."""
    from .review_show import short

    if _is_terminal():
        label = translate("Reviewing", lang)
        with click.progressbar(length=count, label=label, file=sys.stderr, show_pos=True) as bar:

            def step(done: Done) -> Done:
                bar.update(1)
                return done

            yield step
        return
    number = 0

    def line(done: Done) -> Done:
        nonlocal number
        number += 1
        click.echo(f"{number}/{count} {done.form.name}: {short(done.written, done.error, lang)}", err=True)
        return done

    yield line


def _is_terminal() -> bool:
    return sys.stderr.isatty()


def _print(done: Sequence[Done], lang: str) -> None:
    from ..cli import review_show

    for item in done:
        if item.written is not None:
            click.echo("\n".join(review_show.text(item.written, lang)))
        else:
            click.echo("\n".join(review_show.unread(item.form, item.error, lang)))
    if len(done) > 1:
        click.echo("\n".join(review_show.overview([(item.form, item.written, item.error) for item in done], lang)))
    for item in done:
        for path in item.written.files if item.written else ():
            note("Written: {path}", lang, path=path)
