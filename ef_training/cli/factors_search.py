"""``ef-training factors search``, and the filters that ``factors list`` shares with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..messages import translate
from .options import factors_option, json_option, lang_option, note
from .show import columns, pad

if TYPE_CHECKING:
    from ..factors import Factor, FactorCatalogue
    from ..factors.search import FactorSearch, Filters, Hit

F = TypeVar("F", bound=Callable[..., Any])
BOUNDARIES = ("cradle-to-gate", "cradle-to-grave", "gate-to-gate")
WIDEST = 44


def filter_options(function: F) -> F:
    """Add the options that narrow factors down: ``--unit``, ``--category``, ``--year``, ``--boundary``, ``--region``."""
    for option in (
        click.option(
            "--region", default="", metavar="TEXT", help="Only data of this region, by code or name (TW, Taiwan, 台灣, RER …)."
        ),
        click.option("--boundary", type=click.Choice(BOUNDARIES), help="Only this boundary."),
        click.option("--year", type=int, metavar="YEAR", help="Only this data year."),
        click.option("--category", default="", metavar="TEXT", help="Only categories that contain this text (塑膠, 金屬 …)."),
        click.option("--unit", default="", metavar="UNIT", help="Only factors per this unit (kg, 公升, kWh …)."),
    ):
        function = option(function)
    return function


def terms_option(function: F) -> F:
    """Add ``--terms``, tables of terms of one's own."""
    return click.option(
        "--terms",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="CSV table of your own terms (trade names), beside those of the program; may be given several times.",
    )(function)


def say_own_terms(terms: Sequence[Path], catalogue: FactorCatalogue, lang: str) -> None:
    """Say that the user's own table in the configuration folder is used, and which of one's own terms lead to no factor."""
    from ..factors.gwp import load_gwp
    from ..factors.naming.terms import user_terms
    from ..factors.own_terms import leading_nowhere

    own = user_terms()
    if own is not None:
        note("your own table of terms is used: {path}", lang, path=own)
    for said in leading_nowhere(terms, catalogue, load_gwp()):
        click.echo(translate("Warning: {text}", lang).format(text=said.render(lang)), err=True)


@click.command("search")
@click.argument("text", metavar="TEXT")
@filter_options
@click.option("--limit", type=click.IntRange(1, 2000), default=10, show_default=True, help="At most so many factors.")
@terms_option
@factors_option
@json_option
@lang_option
def command(
    text: str,
    unit: str,
    category: str,
    year: int | None,
    boundary: str | None,
    region: str,
    limit: int,
    terms: tuple[Path, ...],
    factors: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """Search factors by name, trade name or English word; each with the reason why it stands where it stands.

    Example: ef-training factors search 白鐵板 --unit kg
    """
    from ..factors import load_snapshot
    from ..factors.naming.terms import terms_for
    from ..factors.search import FactorSearch, Filters

    if not text.strip():
        raise click.UsageError("TEXT is empty; “factors list” lists factors without a search")
    table = terms_for(terms)
    catalogue = load_snapshot(factors)
    say_own_terms(terms, catalogue, lang)
    filters = Filters(unit, category, year, boundary or "", region)
    search = FactorSearch(catalogue, table)
    hits = search.find(text, filters=filters, limit=limit)
    if not hits:
        _nothing(search, text, filters, lang)
    if as_json:
        click.echo(json.dumps([_record(hit, lang) for hit in hits], ensure_ascii=False, indent=1))
        return
    width = name_width([hit.factor for hit in hits])
    for hit in hits:
        said = "; ".join(reason.render(lang) for reason in hit.reasons)
        click.echo(f"{row(hit.factor, width)}  {100 * hit.score:>3.0f}  {said}")
    click.echo(catalogue.attribution, err=True)


def _nothing(search: FactorSearch, text: str, filters: Filters, lang: str) -> None:
    """Say that nothing was found, and how many factors there are without the filters."""
    count = search.count(text) if filters != type(filters)() else 0
    if count:
        note(
            "nothing found for “{words}” with these filters; found without them: {count}",
            lang,
            words=text,
            count=count,
        )
    else:
        note("nothing found for “{words}”", lang, words=text)


def name_width(factors: Sequence[Factor]) -> int:
    """Return the width of the column of names."""
    return min(max((columns(factor.name) for factor in factors), default=0), WIDEST)


def row(factor: Factor, width: int) -> str:
    """Return one factor as a line of a table; what is not offered is marked with a cross."""
    mark = " " if factor.offered else "✗"
    return (
        f"{factor.factor_id} {mark} {pad(factor.name, width)}  {factor.kgco2e_per_unit:>10.4g} kg CO2e/{factor.published_unit}"
        f"  {factor.data_year or '—'}"
    )


def _record(hit: Hit, lang: str) -> dict[str, Any]:
    return {
        "score": round(hit.score, 4),
        "reasons": [reason.render(lang) for reason in hit.reasons],
        "offered": hit.factor.offered,
        **asdict(hit.factor),
    }
