"""``ef-training factors crosswalk``: to which datasets a factor leads, with both climate values side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ..messages import msg, translate
from ..numbers import plain, significant
from .options import factors_option, json_option, lang_option, note, project_option, reporter

if TYPE_CHECKING:
    from ..background import Process
    from ..factors.catalogue import Factor
    from ..linking.crosswalk import Crosswalk, CrosswalkRow

NONE = "none"
GRADES = {
    "same-product": msg("same product"),
    "proxy": msg("proxy"),
    "group-average": msg("group average"),
    NONE: msg("no dataset"),
}


@dataclass(frozen=True)
class Crossed:
    """A factor beside the datasets it leads to; ``values`` are kg CO2 eq of each for one unit of the factor."""

    factor: Factor
    rows: tuple[CrosswalkRow, ...]
    values: tuple[float, ...]
    missing: str

    @property
    def grade(self) -> str:
        """The grade, `NONE` where there is no dataset."""
        return self.rows[0].grade if self.rows else NONE

    @property
    def ratio(self) -> float | None:
        """All datasets together, as a multiple of the factor; None where there is nothing to divide."""
        value = self.factor.kgco2e_per_unit
        return sum(self.values) / value if self.rows and value else None


@click.command("crosswalk")
@click.argument("factor_ids", nargs=-1, metavar="[FACTOR_ID]...")
@click.option("--grade", type=click.Choice(list(GRADES)), help="All factors of one grade; “none”: those without dataset.")
@click.option("--background", default="training", show_default=True, metavar="NAME", help="Background the datasets are of.")
@project_option
@factors_option
@json_option
@lang_option
def crosswalk(
    factor_ids: tuple[str, ...],
    grade: str | None,
    background: str,
    project: str,
    factors: str | None,
    as_json: bool,
    lang: str,
) -> None:
    """Show to which datasets factors lead, how well they fit, and both climate values.

    Example: ef-training factors crosswalk moenv-79168308
    """
    if not factor_ids and grade is None:
        raise click.UsageError(translate(msg("name a factor, or a grade with --grade"), lang))
    from ..background import load_processes
    from ..factors.snapshots import load_snapshot
    from ..job import climate_of_datasets
    from ..linking.crosswalk import load_crosswalk

    table, catalogue, processes = load_crosswalk(background), load_snapshot(factors), load_processes(background)
    chosen = [catalogue.get(factor_id) for factor_id in factor_ids] if factor_ids else list(catalogue)
    chosen = [factor for factor in chosen if grade is None or grade == _grade(table, factor)]
    needed = any(table.of(factor) for factor in chosen)
    climate = climate_of_datasets(background, project=project, progress=reporter(lang)) if needed else {}
    crossed = [_cross(factor, table, processes, climate, lang) for factor in chosen]
    if as_json:
        click.echo(json.dumps([_record(one) for one in crossed], ensure_ascii=False, indent=1))
    else:
        click.echo("\n\n".join("\n".join(_text(one, processes, lang)) for one in crossed))
        note("{count} factors", lang, count=len(crossed))


def _grade(table: Crosswalk, factor: Factor) -> str:
    rows = table.of(factor)
    return rows[0].grade if rows else NONE


def _cross(
    factor: Factor, table: Crosswalk, processes: Mapping[str, Process], climate: Mapping[str, float], lang: str
) -> Crossed:
    rows = table.of(factor)
    values = tuple(row.amount(processes[row.dataset].unit) * climate[row.dataset] for row in rows)
    return Crossed(factor, rows, values, table.missing(factor, lang))


def _record(one: Crossed) -> dict[str, Any]:
    return {
        "factor_id": one.factor.factor_id,
        "name": one.factor.name,
        "unit": one.factor.published_unit,
        "kgco2e_per_unit": one.factor.kgco2e_per_unit,
        "grade": one.grade,
        "datasets": [
            {
                "dataset": row.dataset,
                "multiplier": row.multiplier,
                "multiplier_unit": row.multiplier_unit,
                "climate_kgco2e": value,
                "note_zh": row.note_zh,
                "note_en": row.note_en,
            }
            for row, value in zip(one.rows, one.values, strict=True)
        ],
        "ratio": one.ratio,
        "missing": one.missing,
    }


def _text(one: Crossed, processes: Mapping[str, Process], lang: str) -> list[str]:
    factor = one.factor
    unit = f"kg CO2e/{factor.published_unit}"
    grade = translate(GRADES[one.grade], lang)
    lines = [f"{factor.factor_id}  {factor.name}  {significant(factor.kgco2e_per_unit)} {unit}  [{grade}]"]
    for row, value in zip(one.rows, one.values, strict=True):
        process = processes[row.dataset]
        name = process.name_zh if lang == "zh-TW" else process.name_en
        times = f"× {plain(row.multiplier)} {row.multiplier_unit}".rstrip()
        lines += [f"  {row.dataset}  {name}  {times} = {significant(value)} {unit}", f"    {row.says(lang)}"]
    if one.missing:
        lines.append(f"  {one.missing}")
    if one.ratio is not None:
        text = translate("the datasets give {ratio} times the factor's climate value", lang)
        lines.append("  " + text.format(ratio=significant(one.ratio)))
    return lines
