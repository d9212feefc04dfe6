"""``ef-training factors``: MOENV's carbon-footprint factors."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from ..messages import msg, translate
from ..numbers import MISSING
from .factors_crosswalk import crosswalk
from .factors_practise import command as practise
from .factors_search import command as search
from .factors_search import filter_options, name_width, row
from .factors_suggest import command as suggest
from .factors_update import snapshots, update, use
from .options import factors_option, json_option, lang_option, note
from .show import columns, pad

FIELDS = {
    "factor_id": msg("Factor ID"),
    "name": msg("Name"),
    "kgco2e_per_unit": msg("kg CO2e per unit"),
    "unit": msg("Unit"),
    "published_unit": msg("Published unit"),
    "boundary": msg("Boundary"),
    "role": msg("Role"),
    "data_year": msg("Data year"),
    "announced": msg("Announced"),
    "region": msg("Region"),
    "category": msg("Category"),
    "gwp": msg("GWP set"),
    "reference_grade": msg("Reference grade"),
    "publisher": msg("Publisher"),
    "published_value": msg("Published value"),
    "correction": msg("Correction"),
    "withdrawn": msg("Withdrawn on"),
}
"""What the fields of a factor are called; --json has their names."""
WORDS = {
    "cradle-to-gate": msg("cradle to gate"),
    "cradle-to-grave": msg("cradle to grave"),
    "gate-to-gate": msg("gate to gate"),
    "fuel-use": msg("use of a fuel, with what comes before"),
    "fuel-upstream": msg("fuel as delivered, not burned"),
    "electricity": msg("electricity, direct and indirect"),
    "electricity-upstream": msg("electricity, indirect part"),
    "electricity-direct": msg("electricity, direct part"),
}
"""Boundaries and roles in words."""


@click.group("factors", short_help="Look up MOENV carbon-footprint factors.")
def command() -> None:
    """Look up carbon-footprint factors of the Ministry of Environment (環境部 碳足跡排放係數)."""


@command.command("list")
@click.option("--name", "part", default="", metavar="TEXT", help="Only factors whose name contains this text.")
@filter_options
@factors_option
@json_option
@lang_option
def list_(
    part: str,
    unit: str,
    category: str,
    year: int | None,
    boundary: str | None,
    region: str,
    factors: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """List factors: id, name, kg CO2e per unit, data year.

    Example: ef-training factors list --name 鋁 --unit kg
    """
    from ..factors import load_snapshot
    from ..factors.search import Filters
    from ..text import fold

    catalogue = load_snapshot(factors)
    filters = Filters(unit, category, year, boundary or "", region)
    filters.check(catalogue)
    chosen = [factor for factor in catalogue if fold(part) in fold(factor.name) and filters.let_pass(factor)]
    if not chosen:
        note("no factor is what was asked for", lang)
    if as_json:
        click.echo(json.dumps([asdict(factor) for factor in chosen], ensure_ascii=False, indent=1))
        return
    width = name_width(chosen)
    for factor in chosen:
        click.echo(row(factor, width))
    click.echo(catalogue.attribution, err=True)


@command.command("show")
@click.argument("factor_id")
@json_option
@lang_option
def show(factor_id: str, as_json: bool, lang: str) -> None:
    """Show one factor with all that is known of it.

    Example: ef-training factors show moenv-24a2201d
    """
    from ..factors import load_snapshot
    from ..text import fold

    catalogue = load_snapshot()
    record = asdict(catalogue.get(fold(factor_id) if fold(factor_id) in catalogue else factor_id))
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    titles = {key: translate(FIELDS[key], lang) for key in record}
    width = max(map(columns, titles.values()))
    for key, value in record.items():
        click.echo(f"{pad(titles[key], width)}  {MISSING if value in (None, '') else _shown(value, lang)}")
    click.echo(catalogue.attribution, err=True)


def _shown(value: object, lang: str) -> object:
    """Return a value in words where there are some for it."""
    return translate(WORDS[value], lang) if isinstance(value, str) and value in WORDS else value


@command.command("gwp")
@json_option
@lang_option
def gwp(as_json: bool, lang: str) -> None:
    """List the global warming potentials for what MOENV has no factor for: refrigerants, methane, N2O, SF6 …

    Example: ef-training factors gwp --lang en
    """
    from ..factors import load_gwp

    entries = load_gwp().entries
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1))
        return
    for entry in entries:
        title = entry.name_zh if lang == "zh-TW" else entry.name_en
        click.echo(f"{pad(entry.target, 18)} {entry.kgco2e_per_kg:>8g} kg CO2e/kg  {title}  [{entry.source}]")


for _command in (search, update, snapshots, use, suggest, practise, crosswalk):
    command.add_command(_command)
