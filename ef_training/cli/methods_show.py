"""``ef-training methods show``: what is in a pack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from ..messages import message, msg, translate
from .options import json_option, lang_option

if TYPE_CHECKING:
    import pandas as pd

    from ..method_pack import Category, MethodPack

TOP = 20
HEAD = (msg("Category"), msg("Unit"), msg("Factors"), msg("Normalisation"), msg("Weight"), msg("Robustness"))


@click.command("show")
@click.argument("name")
@click.option("--category", metavar="ID", help="Show the largest factors of this category.")
@click.option("--flow", metavar="TEXT", help="Show the factors of flows whose name holds this text, or of the flow of this code.")
@json_option
@lang_option
def show(name: str, category: str | None, flow: str | None, as_json: bool, lang: str) -> None:
    """Show a pack, by name or folder: categories, factors, sources, what it extends and what it changes.

    Example: ef-training methods show ef-3.1 --flow methane
    """
    from ..method_job import open_pack

    pack = open_pack(name)
    if category is not None or flow is not None:
        rows = _factors(pack, category, flow)
        if as_json:
            click.echo(json.dumps(rows.to_dict(orient="records"), ensure_ascii=False, indent=1))
        else:
            click.echo("\n".join(_factor_lines(pack, rows, lang)))
    elif as_json:
        click.echo(json.dumps(_content(pack), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_text(pack, lang)))


def _factors(pack: MethodPack, category: str | None, flow: str | None) -> pd.DataFrame:
    """Return factors of a category or of flows, the largest first, with the unit of the category; all of them."""
    from ..errors import PackError, Problem
    from ..factors.spelling import close_to
    from ..text import fold

    rows = pack.factors
    known = [each.category_id for each in pack.categories]
    if category is not None:
        if category not in known:
            mend = close_to(category, known) or message("choose one of: {names}", names=", ".join(known))
            raise PackError(Problem(message("unknown category “{category}”", category=category), mend=mend))
        rows = rows[rows["category_id"] == category]
    if flow is not None:
        wanted = fold(flow)
        rows = rows[(rows["flow_name"].map(fold).str.contains(wanted, regex=False)) | (rows["flow_code"] == flow)]
        if rows.empty:
            raise PackError(Problem(message("no factor is of a flow named “{text}”", text=flow)))
    units = {each.category_id: each.unit for each in pack.categories}
    place = rows["category_id"].map({each: number for number, each in enumerate(known)})
    rows = rows.assign(category_unit=rows["category_id"].map(units), _place=place, _size=-rows["value"].abs())
    rows = rows.sort_values(["_place", "_size", "flow_name", "compartment"], kind="stable").drop(columns=["_place", "_size"])
    return rows.reset_index(drop=True)


def _factor_lines(pack: MethodPack, rows: pd.DataFrame, lang: str) -> list[str]:
    from ..numbers import plain, pretty_unit

    lines: list[str] = []
    for category in pack.categories:
        here = rows[rows["category_id"] == category.category_id]
        if here.empty:
            continue
        lines += ["", f"{_name(category, lang)} ({category.category_id}) [{pretty_unit(category.unit)}]"]
        for row in here.head(TOP).itertuples():
            unit = row.unit or f"({', '.join(category.flow_units)})"
            lines.append(f"  {plain(row.value):>14} / {unit}  {row.flow_name}, {row.compartment}  ({row.flow_code})")
        if len(here) > TOP:
            lines.append("  " + message("and {count} more; --json lists all", count=len(here) - TOP).render(lang))
    return lines[1:]


def _name(category: Category, lang: str) -> str:
    return category.name_zh if lang == "zh-TW" else category.name_en


def _content(pack: MethodPack) -> dict[str, Any]:
    count = pack.factors["category_id"].value_counts()
    return {
        **{
            key: getattr(pack, key) for key in ("name", "version", "family", "title", "scope", "licence", "attribution", "sha256")
        },
        "extends": pack.extends or None,
        "base": None if pack.base is None else f"{pack.base.dependency}/{pack.base.path}, {pack.base.method_family}",
        "sources": list(pack.sources),
        "changes": _changes(pack),
        "categories": [
            {
                "category_id": category.category_id,
                "name_en": category.name_en,
                "name_zh": category.name_zh,
                "unit": category.unit,
                "parent": category.parent or None,
                "factors": int(count.get(category.category_id, 0)),
                "normalisation": category.normalisation,
                "weight_pct": category.weight_pct,
                "weight_pct_without_toxicity": category.weight_pct_without_toxicity,
                "robustness": category.robustness or None,
                "method": list(category.method),
            }
            for category in pack.categories
        ],
    }


def _changes(pack: MethodPack) -> dict[str, int]:
    report = pack.report
    return {key: getattr(report, key) for key in ("base", "inherited", "own", "added", "replaced", "dropped", "zeros")} | {
        "located": report.other_places,
        "unmatched": report.without_flow,
    }


def _text(pack: MethodPack, lang: str) -> list[str]:
    def t(sentence: str, **values: object) -> str:
        return translate(sentence, lang).format(**values)

    lines = [
        f"{pack.title} ({pack.name} {pack.version})",
        t("Methods in Brightway: {name}", name=" / ".join(pack.categories[0].method[:2])),
    ]
    if pack.extends:
        lines.append(t("Extends: {name}", name=pack.extends))
    elif pack.base is not None:
        lines.append(t("Base: {name}", name=f"{pack.base.dependency}/{pack.base.path}, {pack.base.method_family}"))
    lines.append(change_line(pack, lang))
    lines += ["", *_category_table(pack, lang)]
    if not pack.weighted:
        lines.append(t("No weights: the pack gives no single score and no most relevant categories."))
    lines += ["", t("Sources"), *(f"  {source}" for source in pack.sources)]
    return [*lines, t("Licence: {text}", text=pack.licence), t("Attribution: {text}", text=pack.attribution)]


def _category_table(pack: MethodPack, lang: str) -> list[str]:
    from ..numbers import plain, pretty_unit
    from .show import columns, pad

    count = pack.factors["category_id"].value_counts()
    rows = [tuple(translate(text, lang) for text in HEAD)]
    for category in pack.categories:
        rows.append(
            (
                ("  " if category.parent else "") + f"{_name(category, lang)} ({category.category_id})",
                pretty_unit(category.unit),
                f"{int(count.get(category.category_id, 0)):,}",
                plain(category.normalisation),
                plain(category.weight_pct) + ("%" if category.weight_pct is not None else ""),
                category.robustness or "—",
            )
        )
    width = [max(columns(row[place]) for row in rows) for place in range(len(HEAD))]
    right = (False, False, True, True, True, False)
    return ["  ".join(pad(*cell[:2], right=cell[2]) for cell in zip(row, width, right, strict=True)).rstrip() for row in rows]


def change_line(pack: MethodPack, lang: str) -> str:
    """Return where the factors of a pack come from, in one sentence."""
    report = pack.report
    values = {
        "total": len(pack.factors),
        "own": report.own,
        "added": report.added,
        "replaced": report.replaced,
        "dropped": report.dropped,
    }
    if pack.extends:
        what = message(
            "{total} factors: {inherited} from {parent}; own {own}; added {added}, replaced {replaced}, dropped {dropped}",
            inherited=report.inherited,
            parent=pack.extends,
            **values,
        )
    elif pack.base is not None:
        what = message(
            "{total} factors: {base} from the archive; own {own}; added {added}, replaced {replaced}, dropped {dropped}",
            base=report.base,
            **values,
        )
    else:
        what = message(
            "{total} factors, all of the pack's own table; added {added}, replaced {replaced}, dropped {dropped}", **values
        )
    return what.render(lang)
