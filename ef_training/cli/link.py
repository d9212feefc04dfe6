"""``ef-training link``: from each line to its factor and dataset: proposed, shown, confirmed, and what is generic remembered."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .factors_search import say_own_terms, terms_option
from .link_memory import memory
from .options import F, factors_option, importer_options, json_option, lang_option, note, project_option, reporter


@click.group("link", short_help="Propose, show and confirm what each line is linked to.")
def command() -> None:
    """Propose, show and confirm what each line of a form is linked to, in a table that people read and edit."""


def background_option(function: F) -> F:
    """Add ``--background``."""
    return click.option(
        "--background", default="training", show_default=True, metavar="NAME", help="Background database to link to."
    )(function)


@command.command("propose")
@click.argument("form", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="LINKS.csv",
    help="Links file to write; rows that somebody confirmed or edited in one that is there are kept.",
)
@click.option(
    "--choices",
    type=click.Path(path_type=Path),
    metavar="COPY.xlsx",
    help="Copy of the form with suggestions (factors suggest) in which factors were picked.",
)
@click.option(
    "--memory",
    "memory_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    show_default="your own",
    help="Memory of reviewed terms.",
)
@terms_option
@importer_options
@background_option
@factors_option
@json_option
@lang_option
def propose(
    form: Path,
    out: Path,
    choices: Path | None,
    memory_path: Path | None,
    terms: tuple[Path, ...],
    importer: str | None,
    basics: Path | None,
    background: str,
    factors: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """Propose what every line is in both views, and write it to a links file to be looked at, filled in and confirmed.

    What the form, a copy with suggestions or the memory say comes first, then the best suggestion. Nothing is assumed: what a
    line does not say is asked for in the column “asks”.

    Example: ef-training link propose form.xlsx --out links.csv
    """
    from ..factors import load_snapshot
    from ..link_job import propose_form
    from .link_show import show_proposal

    say_own_terms(terms, load_snapshot(factors), lang)
    proposed = propose_form(
        form,
        out,
        choices=choices,
        memory=memory_path,
        terms=terms,
        factors=factors,
        background=background,
        importer=importer,
        basics=basics,
        lang=lang,
    )
    show_proposal(proposed, lang, as_json=as_json)


@command.command("show")
@click.argument("form", type=click.Path(path_type=Path))
@click.argument("links", type=click.Path(path_type=Path))
@click.option("--line", "lines", multiple=True, metavar="ID", help="Only this line; may be given several times.")
@click.option("--open", "only_open", is_flag=True, help="Only lines of which something is not confirmed.")
@importer_options
@background_option
@factors_option
@json_option
@lang_option
def show(
    form: Path,
    links: Path,
    lines: tuple[str, ...],
    only_open: bool,
    importer: str | None,
    basics: Path | None,
    background: str,
    factors: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """Show each line with what it is in both views, amounts per declared unit, and what is still asked for.

    Example: ef-training link show form.xlsx links.csv --open
    """
    from ..link_job import show_links
    from .link_show import chosen_lines, show_lines

    views = show_links(form, links, factors=factors, background=background, importer=importer, basics=basics, lang=lang)
    show_lines(chosen_lines(views, lines, only_open=only_open), lang, as_json=as_json)


@command.command("confirm")
@click.argument("links", type=click.Path(path_type=Path))
@click.option("--by", required=True, metavar="NAME", help="Who confirms; the name is kept in the file.")
@click.option("--line", "lines", multiple=True, metavar="ID", help="Line to confirm; may be given several times.")
@click.option("--all", "every", is_flag=True, help="Confirm all rows that are proposed.")
@click.option(
    "--form",
    type=click.Path(path_type=Path),
    metavar="FORM",
    help="The form the links belong to: rows are judged by its lines, as an assessment would.",
)
@importer_options
@background_option
@factors_option
@project_option
@json_option
@lang_option
def confirm(
    links: Path,
    by: str,
    lines: tuple[str, ...],
    every: bool,
    form: Path | None,
    importer: str | None,
    basics: Path | None,
    background: str,
    factors: str | None,
    project: str,
    as_json: bool,
    lang: str,
) -> None:
    """Confirm proposed rows of a links file, and show each of them.

    Refuses rows that an assessment would refuse (something is asked for, an unknown code, units that do not meet); the file is
    left as it is then.

    Example: ef-training link confirm links.csv --by "Lin" --line M01 --line M01-T1
    """
    from ..link_job import confirm_links
    from ..messages import translate
    from .link_show import row_text

    if bool(lines) == every:
        raise click.UsageError(translate("name the lines with --line, or confirm all with --all", lang))
    confirmed = confirm_links(
        links,
        by=by,
        lines=lines,
        project=project,
        background=background,
        factors=factors,
        form=form,
        importer=importer,
        basics=basics,
        progress=reporter(lang),
    )
    if as_json:
        keys = ("line_id", "view", "kind", "target", "multiplier", "multiplier_unit", "confirmed_by")
        click.echo(json.dumps([{key: getattr(row, key) for key in keys} for row in confirmed], ensure_ascii=False, indent=1))
        return
    if not confirmed:
        note("Nothing is left to confirm in {path}.", lang, path=links)
        return
    for row in confirmed:
        click.echo(row_text(row, lang))
    note("{count} rows were confirmed by {name} in {path}.", lang, count=len(confirmed), name=by, path=links)


@command.command("remember")
@click.argument("links", type=click.Path(path_type=Path))
@click.option("--form", required=True, type=click.Path(path_type=Path), metavar="FORM", help="The form the links belong to.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="PROPOSALS.csv", help="File for the terms, to be reviewed."
)
@terms_option
@importer_options
@background_option
@factors_option
@lang_option
def remember(
    links: Path,
    form: Path,
    out: Path,
    terms: tuple[Path, ...],
    importer: str | None,
    basics: Path | None,
    background: str,
    factors: str | None,
    lang: str,
) -> None:
    """Write generic terms and what they lead to, from confirmed links, to be reviewed for the memory.

    No amount and no name of a company, supplier, product or part gets into the file.

    Example: ef-training link remember links.csv --form form.xlsx --out terms.csv
    """
    from ..factors import load_snapshot
    from ..link_job import remember_links

    say_own_terms(terms, load_snapshot(factors), lang)
    rows = remember_links(
        links, form, out, terms=terms, factors=factors, background=background, importer=importer, basics=basics, lang=lang
    )
    note("{count} rows were written to {path}, {empty} of them without a term.", lang, count=len(rows), path=out,
         empty=sum(not row["term"] for row in rows))  # fmt: skip
    note(
        "Review the terms, write “yes” into the column “reviewed”, then: ef-training link memory add {path} --by NAME",
        lang,
        path=out,
    )


command.add_command(memory)
