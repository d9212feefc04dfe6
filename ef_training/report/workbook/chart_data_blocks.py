"""The numbers behind the native charts, as blocks of a sheet: what a chart draws are these cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...assessment.run_folder import SCALING
from ...messages import message, msg, translate
from ...names import CLIMATE
from ...numbers import percent, pretty_unit
from .. import chart_data, chart_data_quality
from ..chart_data import OTHERS
from ..facts import indicator_record, marked, own_half, own_name, stage_name
from ..tables import Table, table

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome

STEPS = (msg("burden"), msg("credit"), msg("total"))
LEAST_SHARE = 1e-4
"""Least share that the chart of data quality shows; its axis is logarithmic."""
NAMED_FROM = 0.01
"""Points of the chart of data quality have their name from this share on."""


@dataclass(frozen=True)
class Block:
    """The numbers of one chart: ``name`` as in `charts.figures`, its first column names what is drawn, the others are numbers.

    ``measure`` is the title of the axis of values.
    """

    name: str
    table: Table
    measure: str


def blocks(result: Outcome, lang: str) -> list[Block]:
    """Return the numbers of all native charts; one that has none is left out. An edition for customers has none."""
    if result.run.run.get("held_back"):
        return []
    found = [_stages(result, lang), _pareto(result, lang), _waterfall(result, lang), _views(result, lang), _quality(result, lang)]
    return [block for block in found if block.table.rows]


def measure(result: Outcome, lang: str) -> str:
    """Return what lines are ranked by, with its unit."""
    return translate("Weighted score, µPt", lang) if result.weighted else _climate(result, lang)


def _climate(result: Outcome, lang: str) -> str:
    record = indicator_record(result.run, CLIMATE)
    return f"{own_name(record, lang)}, {pretty_unit(record['unit'], lang)}"


def _stages(result: Outcome, lang: str) -> Block:
    shares = chart_data.stage_shares(result)
    rows = [
        (
            marked(own_name(row, lang), partly=row["partly_covered"]),
            *(float(value) for value in shares.loc[row["indicator"]]),
        )
        for row in result.scores.to_dict("records")
    ]
    columns = [(translate("Indicator", lang), "name"), *((stage_name(stage, lang), "percent") for stage in shares.columns)]
    title = translate("Indicators by life-cycle stage", lang)
    return Block("stage-shares", table(title, columns, rows), translate("share of the indicator", lang))


def _pareto(result: Outcome, lang: str) -> Block:
    rows = [
        (_line(row, lang), row["value"], row["cumulative"], stage_name(row["stage"], lang) if row["stage"] else "")
        for row in chart_data.pareto(result).to_dict("records")
    ]
    columns = [
        (translate("Line", lang), "name"),
        (measure(result, lang), "value"),
        (translate("Cumulative", lang), "percent"),
        (translate("Stage", lang), "word"),
    ]
    return Block("pareto", table(translate("Lines with the largest scores", lang), columns, rows), measure(result, lang))


def _line(row: Any, lang: str) -> str:
    if row["line_id"] == OTHERS:
        return message("others ({count} lines)", count=row["count"]).render(lang)
    return marked(str(row["line_name"]), partly=bool(row.get("partly_covered", False)))


def _waterfall(result: Outcome, lang: str) -> Block:
    kinds = ("burden", "credit", "total")
    rows = []
    for step in chart_data.waterfall(result).to_dict("records"):
        name = stage_name(step["stage"], lang) if step["stage"] else translate("Total", lang)
        low, high = sorted((step["start"], step["end"]))
        hidden, above, below = stacked(low, high)
        parts = [(above, below) if step["kind"] == kind else (0.0, 0.0) for kind in kinds]
        rows.append((name, hidden, *(part[0] for part in parts), *(part[1] for part in parts), step["value"]))
    names = [translate(text, lang) for text in STEPS]
    below_zero = [message("{part}, below zero", part=name).render(lang) for name in names]
    columns = [
        (translate("Stage", lang), "name"),
        (translate("not drawn", lang), "value"),
        *((name, "value") for name in (*names, *below_zero)),
        (translate("Size of the step", lang), "value"),
    ]
    title = message("From stage to stage: {indicator}", indicator=own_name(indicator_record(result.run, CLIMATE), lang))
    return Block("waterfall-climate-change", table(title.render(lang), columns, rows), _climate(result, lang))


def stacked(low: float, high: float) -> tuple[float, float, float]:
    """Return how a bar from ``low`` to ``high`` is stacked: a part that is not drawn, the part above zero, the part below zero.

    >>> stacked(2.0, 3.0), stacked(-3.0, -2.0), stacked(-1.0, 2.0)
    ((2.0, 1.0, 0.0), (-2.0, 0.0, -1.0), (0.0, 2.0, -1.0))
    """
    if low >= 0:
        return low, high - low, 0.0
    if high <= 0:
        return high, 0.0, low - high
    return 0.0, high, low


def _views(result: Outcome, lang: str) -> Block:
    rows = []
    for row in chart_data.two_views(result).to_dict("records"):
        scaled = row["line_id"] == SCALING
        rows.append((translate("Scaling up to the whole", lang) if scaled else _line(row, lang), row["cfp"], row["ef"]))
    columns = [
        (translate("Line", lang), "name"),
        (translate("Carbon footprint (cfp)", lang), "value"),
        (translate("Climate change (ef)", lang), "value"),
    ]
    title = translate("Carbon footprint and climate change by line", lang)
    unit = pretty_unit(indicator_record(result.run, CLIMATE)["unit"])
    return Block("two-views", table(title, columns, rows), message("{unit} per declared unit", unit=unit).render(lang))


def _quality(result: Outcome, lang: str) -> Block:
    """Return the targets that have a rating and are not too small for the chart, the most relevant first."""
    found = chart_data_quality.quality(result)
    drawn = found[found["DQR"].notna() & (found["share"] >= LEAST_SHARE)]
    drawn = drawn.sort_values("important", ascending=False, kind="stable")
    rows = [
        (f"{row['line_name']}: {own_half(row['target_name'], lang)}", row["share"], row["DQR"], bool(row["important"]))
        for row in drawn.to_dict("records")
    ]
    share = translate("Share of the score", lang)
    columns = [
        (translate("Data set", lang), "name"),
        (share, "percent"),
        (translate("DQR", lang), "amount"),
        (translate("Most relevant", lang), "mark"),
    ]
    without = len(found) - len(rows)
    note = message("{count} are not drawn: no rating, or a share below {least}.", count=without, least=percent(LEAST_SHARE, 2))
    title = translate("Data quality against contribution", lang)
    return Block("quality", table(title, columns, rows, note.render(lang) if without else ""), share)


def named(rows: Iterable[tuple[Any, ...]]) -> list[bool]:
    """Say of each point of the chart of data quality whether its name is written beside it."""
    return [bool(row[1] >= NAMED_FROM) for row in rows]
