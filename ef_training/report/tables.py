"""What was found, as tables with numbers as numbers; page and workbook only write them differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..hotspots.outcome import Outcome, ranked_stages
from ..hotspots.tables import FULLY, is_summed, main_indicators
from ..inventory.model import STAGES
from ..messages import message, translate
from ..names import CLIMATE
from ..numbers import missing, pretty_unit, significant
from .facts import (
    INTERNAL,
    PARTLY_LEGEND,
    PARTLY_LINE,
    TRUST_NAMES,
    facts,
    group_name,
    marked,
    name_of,
    own_half,
    own_name,
    stage_name,
    with_unit,
)
from .terms import compartment, flow


@dataclass(frozen=True)
class Column:
    """A column: its title and how its cells are written.

    ``kind`` is ``name`` (text that heads its row), ``text``, ``word`` (text that is not broken), ``unit``, ``value`` (a
    result), ``amount`` (a number of the inventory), ``share`` (0–1, with a bar behind it), ``percent`` (0–1) or ``mark``
    (True or False).
    """

    title: str
    kind: str = "text"


@dataclass(frozen=True)
class Table:
    """A table with its caption; ``rows`` hold text, numbers, True or False, and None or NaN where there is no value."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    note: str = ""


def table(caption: str, columns: list[tuple[str, str]], rows: list[tuple[Any, ...]], note: str = "") -> Table:
    """Build a table from column titles with their kinds."""
    return Table(caption, tuple(Column(*column) for column in columns), tuple(rows), note)


def indicators(result: Outcome, lang: str) -> Table:
    """Return the summed indicators: value, share of the weighted score, most relevant or not, how far to trust the background."""
    relevant, withheld = result.relevant, not result.weighted
    trust = {record["id"]: record.get("trust") or "" for record in main_indicators(result.run)}
    rows: list[tuple[Any, ...]] = [
        (
            marked(own_name(row, lang), partly=row["partly_covered"]),
            row["value"],
            pretty_unit(row["unit"], lang),
            None if withheld else row["share"],
            None if withheld else _relevant(row, relevant.categories),
            name_of(TRUST_NAMES, trust.get(row["indicator"], ""), lang),
        )
        for row in result.scores.to_dict("records")
    ]
    columns = [
        (translate("Indicator", lang), "name"),
        (translate("Value", lang), "value"),
        (translate("Unit", lang), "unit"),
        (translate("Share of weighted score", lang), "share"),
        (translate("Most relevant", lang), "mark"),
        (translate("Background data", lang), "word"),
    ]
    if result.run.run.get("held_back"):
        columns, rows = [*columns[:3], columns[-1]], [(*row[:3], row[-1]) for row in rows]
    return table(
        _indicators_title(result, lang),
        columns,
        rows,
        relevant.withheld.render(lang) if relevant.withheld else _single_score(result, lang),
    )


def _relevant(row: dict[Any, Any], categories: list[str]) -> bool | None:
    """Say whether a category is most relevant; None for an additional one, which has no weight."""
    return None if missing(row["weighted"]) else row["indicator"] in categories


def _indicators_title(result: Outcome, lang: str) -> str:
    """Say how many indicators there are; those without a weight are additional ones where others have one."""
    records = main_indicators(result.run)
    summed = sum(is_summed(record) for record in records)
    more = len(records) - summed
    if not summed:
        return translate("Indicators", lang)
    if more:
        return message("{count} EF indicators and {more} additional", count=summed, more=more).render(lang)
    if summed == 16:
        return translate("The 16 EF indicators", lang)
    return message("The {count} EF indicators", count=summed).render(lang)


def _single_score(result: Outcome, lang: str) -> str:
    score = significant(float(result.scores["weighted"].sum()))
    return message(
        "Single score (sum of the weighted indicators): {score} µPt ({internal}).", score=score, internal=message(INTERNAL)
    ).render(lang)


def top_stages(result: Outcome, lang: str, limit: int = 5) -> Table:
    """Return the stages by weighted score, or by climate change where weighting is withheld."""
    rows = [
        (stage_name(row["stage"], lang), row["value"], row["share"])
        for row in ranked_stages(result).head(limit).to_dict("records")
    ]
    return table(
        translate("Hotspots by stage", lang),
        [
            (translate("Stage", lang), "name"),
            (_measure(result, lang), "value"),
            (translate("Share", lang), "share"),
        ],
        rows,
        translate("Percentages are of the sum of the absolute stage totals.", lang),
    )


def top_lines(result: Outcome, lang: str, limit: int | None = 5) -> Table:
    """Return the lines by weighted score, or by climate change where weighting is withheld."""
    rows = [
        (
            marked(row["line_name"], partly=row["partly_covered"]),
            stage_name(row["stage"], lang),
            row["value"],
            row["share"],
            row["cumulative"],
        )
        for row in result.ranked.iloc[:limit].to_dict("records")
    ]
    return table(
        translate("Hotspots by line", lang),
        [
            (translate("Line", lang), "name"),
            (translate("Stage", lang), "text"),
            (_measure(result, lang), "value"),
            (translate("Share", lang), "share"),
            (translate("Cumulative", lang), "percent"),
        ],
        rows,
        translate("Percentages are of the sum of the absolute line values.", lang),
    )


def _measure(result: Outcome, lang: str) -> str:
    """Return what lines are ranked by, with its unit."""
    if result.weighted:
        return translate("Weighted score, µPt", lang)
    climate = result.scores.loc[CLIMATE]
    return with_unit(own_name(climate, lang), climate["unit"], lang)


def stages(result: Outcome, lang: str) -> Table:
    """Return indicator × stage with totals; a stage without lines has no value."""
    present = set(result.lines["stage"])
    rows = [
        (
            marked(own_name(row, lang), partly=row["partly_covered"]),
            pretty_unit(row["unit"], lang),
            *(float(result.stages.at[row["indicator"], stage]) if stage in present else None for stage in STAGES),
            row["value"],
        )
        for row in result.scores.to_dict("records")
    ]
    return table(
        translate("Indicators by life-cycle stage", lang),
        [
            (translate("Indicator", lang), "name"),
            (translate("Unit", lang), "unit"),
            *((stage_name(stage, lang), "value") for stage in STAGES),
            (translate("Total", lang), "value"),
        ],
        rows,
        facts(result.run, lang).merged,
    )


def lines(result: Outcome, lang: str) -> Table:
    """Return line × indicator, with the weighted score where it is given."""
    records = main_indicators(result.run)
    ranked = result.ranked.set_index("line_id")
    partly = result.scores["partly_covered"]
    partly_line = (result.covered[result.indicators] != FULLY).any(axis=1)
    rows = []
    for row in result.lines.to_dict("records"):
        line_id = row["line_id"]
        extra = (ranked.at[line_id, "value"], ranked.at[line_id, "share"]) if result.weighted else ()
        name = marked(row["line_name"], partly=partly_line[line_id])
        names = (line_id, name, stage_name(row["stage"], lang), group_name(row["group"], lang))
        rows.append((*names, *extra, *(row.get(record["id"]) for record in records)))
    columns = [
        (translate("Line no.", lang), "word"),
        (translate("Line", lang), "name"),
        (translate("Stage", lang), "word"),
        (translate("Group", lang), "word"),
    ]
    if result.weighted:
        columns += [(_measure(result, lang), "value"), (translate("Share of weighted score", lang), "share")]
    for record in records:
        name = marked(own_name(record, lang), partly=partly[record["id"]])
        columns.append((with_unit(name, record["unit"], lang), "value"))
    note = " ".join(translate(text, lang) for text in (PARTLY_LEGEND, PARTLY_LINE)) if result.partly_covered else ""
    return table(translate("Indicators by line", lang), columns, rows, note)


REST = "(rest)"
CONTRIBUTIONS_SHOWN = 40


def contributions(result: Outcome, lang: str) -> Table:
    """Return the largest processes and elementary flows behind the lines, for climate change and the most relevant indicators."""
    run = result.run
    chosen = list(dict.fromkeys([CLIMATE, *result.relevant.categories]))
    records = {record["id"]: record for record in main_indicators(run)}
    names = dict(zip(run.inventory["line_id"], run.inventory["name"], strict=True))
    position = {indicator: place for place, indicator in enumerate(chosen)}
    levels = {"process": translate("process", lang), "elementary-flow": translate("elementary flow", lang)}
    part = run.contributions
    part = part[part["indicator"].isin(chosen) & (part["scope"] == "cradle-to-gate") & (part["name"] != REST)]
    part = (
        part.sort_values("value", key=abs, ascending=False, kind="stable")
        .groupby(["indicator", "level"])
        .head(CONTRIBUTIONS_SHOWN)
    )
    part = part.sort_values(["indicator", "level"], key=lambda c: c.map(position) if c.name == "indicator" else c, kind="stable")
    rows = [
        (
            marked(own_name(records[row["indicator"]], lang), partly=result.scores.at[row["indicator"], "partly_covered"]),
            row["line_id"],
            names.get(row["line_id"], ""),
            levels.get(row["level"], row["level"]),
            flow(str(row["name"]), lang) if row["level"] == "elementary-flow" else own_half(row["name"], lang),
            compartment(str(row["place"]), lang),
            row["value"],
            pretty_unit(row["unit"], lang),
            row["share"],
        )
        for row in part.to_dict("records")
    ]
    return table(
        translate("Contributions behind the lines", lang),
        [
            (translate("Indicator", lang), "name"),
            (translate("Line no.", lang), "word"),
            (translate("Line", lang), "text"),
            (translate("Level", lang), "word"),
            (translate("Name", lang), "text"),
            (translate("Place or compartment", lang), "text"),
            (translate("Value", lang), "value"),
            (translate("Unit", lang), "unit"),
            (translate("Share of the line", lang), "share"),
        ],
        rows,
        message(
            "The {count} largest of each level and indicator; contributions.csv holds all.", count=CONTRIBUTIONS_SHOWN
        ).render(lang),
    )
