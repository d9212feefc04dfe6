"""``ef-training methods import`` and ``methods export``: method packs from and to other layouts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import json_option, lang_option, note, reporter

if TYPE_CHECKING:
    from ..method_pack.exchange import ImportReport

FORMATS = ("auto", "table", "excel-lcia", "ilcd", "openlca", "export")
EXPORT_FORMATS = ("csv", "xlsx")


@click.command("import", short_help="Make a method pack of an LCIA method in another layout.")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIRECTORY", help="Folder of the pack; new, or empty."
)
@click.option("--name", required=True, metavar="NAME", help="Name of the pack: lower-case letters, digits, “-” and “.”.")
@click.option("--family", default="", metavar="TEXT", show_default="the name", help="Middle of the method names in Brightway.")
@click.option("--extends", default="", metavar="PACK", help="Pack to extend: an installed one, or a folder beside the new one.")
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    default="auto",
    show_default=True,
    help="Layout of the source; auto goes by its content.",
)
@click.option("--category", default="", metavar="TEXT", help="Impact category, where the table does not name one.")
@click.option("--unit", default="", metavar="UNIT", help="Unit of the indicator, where the source does not give one (kg CO2 eq).")
@click.option("--flow-unit", default="", metavar="UNIT", help="Unit of the flows, where the table does not give one (kg).")
@click.option("--only", multiple=True, metavar="TEXT", help="Take this category only; may be given several times.")
@click.option(
    "--method", default="", metavar="TEXT", help="LCIA method of an openLCA package, by name or id, where it has several."
)
@click.option(
    "--nw-set", default="", metavar="TEXT", help="Normalisation and weighting set of an openLCA method, where it has several."
)
@click.option(
    "--decimal",
    type=click.Choice(("point", "comma")),
    default="point",
    show_default=True,
    help="Decimal sign of numbers written as text.",
)
@click.option(
    "--conflicts",
    type=click.Choice(("refuse", "set-aside")),
    default="refuse",
    show_default=True,
    help="What to do with factors that contradict one another: stop, or keep them in unmatched.csv.",
)
@click.option(
    "--all-subcompartments", is_flag=True, help="Give a factor for “air” alone to all its sub-compartments without one."
)
@click.option("--drop-missing", is_flag=True, help="With --extends: drop factors of the base that the source's categories lack.")
@click.option("--ignore", multiple=True, metavar="COLUMN", help="Leave a column of a table unread; may be given several times.")
@click.option("--licence", default="", metavar="TEXT", help="Licence of the method, where the source does not state it.")
@json_option
@lang_option
def import_(source: Path, out: Path, lang: str, as_json: bool, decimal: str, conflicts: str, **chosen: Any) -> None:
    """Make a method pack of an LCIA method: a table, Brightway's Excel layout, an ILCD or openLCA package, an export.

    Example: ef-training methods import factors.xlsx --out packs/mine --name mine
    """
    from ..exchange_job import import_method_file
    from ..method_pack.exchange import ImportOptions

    options = ImportOptions(decimal_comma=decimal == "comma", set_aside=conflicts == "set-aside", **chosen)
    report = import_method_file(source, out, options, say=reporter(lang))
    if as_json:
        click.echo(json.dumps(_content(report, lang), ensure_ascii=False, indent=1))
    else:
        _show(report, lang)
    note("The pack is in {folder}: ef-training methods check {folder}", lang, folder=out)


@click.command("export", short_help="Write a method pack as CSV tables or a workbook.")
@click.argument("name")
@click.option(
    "--format",
    type=click.Choice(EXPORT_FORMATS),
    default="xlsx",
    show_default=True,
    help="A table per CSV file, or a sheet per table.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Workbook (.xlsx); for csv a folder, or an archive (.zip).",
)
@lang_option
def export(name: str, format: str, out: Path, lang: str) -> None:
    """Write a whole method pack, overrides worked in, as CSV tables or a workbook; import reads both again.

    Example: ef-training methods export ef-3.1 --format xlsx --out ef-3.1.xlsx
    """
    from ..exchange_job import export_method_pack

    for path in export_method_pack(name, out, format=format):
        click.echo(path)


def _show(report: ImportReport, lang: str) -> None:
    from ..method_pack.exchange import report_sentences

    for sentence in report_sentences(report):
        click.echo(sentence.render(lang))


def _content(report: ImportReport, lang: str) -> dict[str, Any]:
    return {
        "folder": str(report.folder),
        "format": report.format,
        "read": report.read,
        "merged": report.merged,
        "matched": dict(report.matched),
        "spread": report.spread,
        "located": report.located,
        "unmatched": report.unmatched,
        "zeros": report.zeros,
        "negative": report.negative,
        "converted": dict(report.converted),
        "categories": dict(report.categories),
        "overrides": dict(report.overrides),
        "left_out": dict(report.left_out),
        "notes": [each.render(lang) for each in report.notes],
    }
