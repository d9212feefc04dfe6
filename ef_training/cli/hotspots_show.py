"""Printing what is behind the hotspots of a run: drill-down in an indicator, contribution tree, comparison of two runs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from ..messages import message, translate
from ..names import CLIMATE
from ..numbers import MISSING, percent, pretty_unit, significant
from ..text import own_half
from .show import columns, pad

if TYPE_CHECKING:
    import pandas as pd

    from ..assessment.run_folder import RunFolder
    from ..hotspots.drill_down import DrillDown
    from ..hotspots.outcome import Outcome

NAME_WIDTH = 60
"""Terminal columns of a name; what is longer is cut."""


def show_behind(
    run: RunFolder,
    lang: str,
    *,
    indicator: str | None,
    stage: str,
    limit: int,
    depth: int | None,
    against: RunFolder | None,
    as_json: bool,
) -> None:
    """Print the drill-down of an indicator, or its tree (``depth`` given), or a comparison (``against`` given), or several."""
    from ..hotspots.drill_down import WEIGHTED, demand_indicator, drill_down
    from ..hotspots.outcome import outcome

    result = outcome(run)
    chosen = indicator or (CLIMATE if depth is not None or not result.weighted else WEIGHTED)
    demand_indicator(result, chosen)
    content: dict[str, Any] = {"run": run.run["run"], "product": run.run["product"]["name"]}
    text: list[str] = [""]
    if depth is not None or indicator is not None or stage:
        text = [*_heading(result, lang), ""]
    if depth is not None:
        text += [*_tree(result, chosen, depth, stage, lang, content), ""]
    if (indicator is not None or stage) and depth is None:
        found = drill_down(result, chosen, stage=stage, limit=limit)
        content |= {"indicator": chosen, "unit": found.unit, "total": found.total, "stage": stage}
        content |= {name: _records(getattr(found, name)) for name in ("lines", "processes", "flows")}
        content |= {"rest_of_processes": found.rest_processes, "rest_of_flows": found.rest_flows}
        text += [*_drill_down(found, result, lang), ""]
    if against is not None:
        text += [*_comparison(result, outcome(against), lang, content), ""]
    click.echo(json.dumps(content, ensure_ascii=False, indent=1) if as_json else "\n".join(text))


def _heading(result: Outcome, lang: str) -> list[str]:
    from ..report.facts import facts

    said = facts(result.run, lang)
    return ["", said.about, *([said.warning] if said.warning else [])]


def _indicator_name(result: Outcome, indicator: str, lang: str) -> str:
    from ..hotspots.drill_down import WEIGHTED
    from ..report.facts import indicator_record, marked, own_name

    if indicator == WEIGHTED:
        return marked(translate("Single score", lang), partly=result.partly_covered)
    partly = indicator in result.scores.index and bool(result.scores.at[indicator, "partly_covered"])
    return marked(own_name(indicator_record(result.run, indicator), lang), partly=partly)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table for JSON: a missing number is null."""
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


def _tree(result: Outcome, indicator: str, depth: int, stage: str, lang: str, content: dict[str, Any]) -> list[str]:
    from ..report.chart_data_tree import missing_chains, tree
    from ..report.facts import PARTLY_LEGEND, indicator_record
    from ..report.tree_text import tree_text

    root, lacking = tree(result, indicator, depth=depth, stage=stage), missing_chains(result)
    unit = str(indicator_record(result.run, indicator)["unit"])
    content |= {"indicator": indicator, "unit": unit, "tree": asdict(root)}
    name = _indicator_name(result, indicator, lang)
    title = message("{indicator}: contribution tree", indicator=name).render(lang)
    notes = [lacking.render(lang)] if lacking else []
    if any(node.partly or node.missing for _, node in root.walk()) or "†" in name:
        notes.append(translate(PARTLY_LEGEND, lang))
    return [title, *tree_text(root, unit, lang), *notes]


def _drill_down(found: DrillDown, result: Outcome, lang: str) -> list[str]:
    """Return the three tables of a drill-down as text."""
    from ..report.facts import PARTLY_LEGEND, marked, stage_name

    name, unit = _indicator_name(result, found.indicator, lang), pretty_unit(found.unit, lang)
    lines = [
        (row.line_id, marked(row.line_name, partly=row.partly_covered), stage_name(row.stage, lang), row.share, row.value)
        for row in found.lines.itertuples()
    ]
    text = [
        message("{indicator}: {value} {unit}", indicator=name, value=significant(found.total, 4), unit=unit).render(lang),
        translate("Percentages are of the sum of the absolute values of all lines.", lang),
        "",
        translate("Lines", lang),
        *_rows(lines),
    ]
    for title, table, rest in (
        (translate("Processes behind them", lang), found.processes, found.rest_processes),
        (translate("Elementary flows behind them", lang), found.flows, found.rest_flows),
    ):
        rows = [("", own_half(row.name, lang), row.place, row.share, row.value) for row in table.itertuples()]
        text += ["", title, *_rows(rows)]
        if not rows:
            text.append("  " + translate("the run names none for this indicator", lang))
        elif abs(rest) > 1e-9 * abs(found.total):
            text.append("  " + message("all others: {value} {unit}", value=significant(rest), unit=unit).render(lang))
    if "†" in name or found.lines["partly_covered"].any():
        text += ["", translate(PARTLY_LEGEND, lang)]
    return text


def _rows(rows: list[tuple[str, str, str, float, float]]) -> list[str]:
    """Return rows of id, name, place or stage, share and value in line."""
    cut = [(id_, _cut(name), beside, percent(share), significant(value)) for id_, name, beside, share, value in rows]
    width = [max((columns(row[i]) for row in cut), default=0) for i in range(5)]
    return [
        "  ".join(
            part
            for part in (
                f"  {pad(row[3], width[3], right=True)}",
                pad(row[4], width[4], right=True),
                pad(row[0], width[0]) if width[0] else "",
                pad(row[1], width[1]),
                row[2],
            )
            if part
        ).rstrip()
        for row in cut
    ]


def _cut(name: str) -> str:
    """Cut a name to `NAME_WIDTH` terminal columns."""
    if columns(name) <= NAME_WIDTH:
        return name
    while columns(name) >= NAME_WIDTH:
        name = name[:-1]
    return name + "…"


def _comparison(a: Outcome, b: Outcome, lang: str, content: dict[str, Any]) -> list[str]:
    from ..report.chart_data_comparison import WEIGHTED, alert, comparison, other_remarks, remarks, same_basis
    from ..report.charts_comparison import change_text
    from ..report.facts import NO_WEIGHTING, PARTLY_LEGEND, facts, marked, own_name

    table, one_basis = comparison(a, b), same_basis(a, b)
    said = [text for text in (alert(a, b, lang), *other_remarks(a, b, lang)) if text]
    content["comparison"] = {"with": b.run.run["run"], "remarks": remarks(a, b, lang), "indicators": _records(table)}
    rows = []
    for row in table.to_dict("records"):
        name = translate("Single score", lang) if row["indicator"] == WEIGHTED else own_name(row, lang)
        shown = marked(name, partly=bool(row["partly_a"] or row["partly_b"]))
        figures = (significant(row["a"]), significant(row["b"]), change_text(row["a"], row["b"]) if one_basis else MISSING)
        rows.append((shown, *figures, pretty_unit(str(row["unit"]), lang)))
    head = (translate("Indicator", lang), "A", "B", translate("Change", lang), translate("Unit", lang))
    width = [max(columns(row[i]) for row in (head, *rows)) for i in range(5)]
    text = [f"A: {facts(a.run, lang).about}", f"B: {facts(b.run, lang).about}", *said, ""]
    for row in (head, *rows):
        cells = [pad(row[0], width[0]), *(pad(row[i], width[i], right=True) for i in (1, 2, 3)), row[4]]
        text.append("  ".join(cells).rstrip())
    if table[["partly_a", "partly_b"]].any(axis=None):
        text.append(translate(PARTLY_LEGEND, lang))
    if (table["indicator"] == WEIGHTED).any():
        text.append(translate(NO_WEIGHTING, lang))
    return text
