"""``ef-training methods diff``: what differs between two packs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..messages import msg
from .options import json_option, lang_option

if TYPE_CHECKING:
    import pandas as pd

    from ..method_pack import MethodPack

LARGEST = 3
LIGHT = {
    "category": msg("category {change}"),
    "unit": msg("unit: {unit}"),
    "normalisation": msg("normalisation: {a} → {b} {unit}"),
    "weight": msg("weight: {a} → {b} {unit}"),
}
CHANGES = {"added": msg("added"), "removed": msg("removed"), "changed": msg("changed")}


@click.command("diff")
@click.argument("a")
@click.argument("b")
@click.option("--csv", "csv", type=click.Path(path_type=Path), metavar="FILE", help="Write every difference to a CSV table.")
@json_option
@lang_option
def diff(a: str, b: str, csv: Path | None, as_json: bool, lang: str) -> None:
    """Compare pack B with pack A: categories, units, factors, normalisation and weights; each a name or a folder.

    Example: ef-training methods diff ef-3.0 ef-3.1 --csv differences.csv
    """
    from ..method_job import compare_packs
    from ..tables import check_csv

    if csv is not None:
        check_csv(csv)
    first, second, table = compare_packs(a, b)
    if csv is not None:
        _write(table, csv)
    if as_json:
        click.echo(json.dumps(content(first, second, table), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_text(first, second, table, lang)))


def _write(table: pd.DataFrame, path: Path) -> None:
    from ..errors import cannot_write
    from ..tables import guarded

    texts = table.select_dtypes(exclude="number").columns
    try:
        table.assign(**{name: table[name].map(guarded) for name in texts}).to_csv(path, index=False, encoding="utf-8-sig")
    except OSError as reason:
        raise cannot_write(path, reason.strerror) from reason


def content(a: MethodPack, b: MethodPack, table: pd.DataFrame) -> dict[str, Any]:
    """Return the differences for a program: counts per category and every row."""
    from ..method_pack.diff import counts

    return {
        **{side: {"name": pack.name, "version": pack.version, "sha256": pack.sha256} for side, pack in (("a", a), ("b", b))},
        "counts": counts(table),
        "differences": records(table),
    }


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table of differences, None for numbers that are not there."""
    return [
        {str(name): None if value != value else value for name, value in row.items()} for row in table.to_dict(orient="records")
    ]


def _text(a: MethodPack, b: MethodPack, table: pd.DataFrame, lang: str) -> list[str]:
    from ..messages import translate
    from ..method_pack.diff import counts
    from ..numbers import plain

    def t(sentence: str, **values: object) -> str:
        return translate(sentence, lang).format(**values)

    lines = [t("{a} compared with {b}", a=f"{a.name} {a.version}", b=f"{b.name} {b.version}")]
    if table.empty:
        return [*lines, t("no difference in categories, factors, normalisation and weights")]
    names = {c.category_id: c.name_zh if lang == "zh-TW" else c.name_en for pack in (b, a) for c in pack.categories}
    found = counts(table)
    for category in dict.fromkeys(table["category_id"]):
        lines += ["", f"{names[category]} ({category})"]
        for row in table[(table["category_id"] == category) & (table["what"] != "factor")].itertuples():
            text = t(LIGHT[row.what], change=t(CHANGES[row.change]), a=plain(row.a), b=plain(row.b), unit=row.unit)
            lines.append(f"  {text}")
        if category in found:
            lines.append("  " + t("factors: {added} added, {removed} removed, {changed} changed", **found[category]))
            lines += largest_lines(table, category, lang, LARGEST)
    return lines


def largest_lines(table: pd.DataFrame, category: str, lang: str, number: int) -> list[str]:
    """Return the largest changes of a category's factors, a line each."""
    from ..messages import translate
    from ..method_pack.diff import largest
    from ..numbers import plain, significant

    lines = []
    for row in largest(table, category, number).itertuples():
        ratio = f"  (× {significant(row.ratio)})" if row.ratio == row.ratio else ""
        change = translate(CHANGES[row.change], lang)
        lines.append(f"    {change}  {row.flow_name}, {row.compartment}: {plain(row.a)} → {plain(row.b)}{ratio}")
    return lines
