"""Printing a run: the table of indicators, the most relevant ones marked, and the hotspots."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

import click

from ..inventory.model import STAGE_NAMES
from ..messages import message, msg, translate
from ..numbers import percent, plain, pretty_unit, significant, unit_text

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder

TOP = 5
TABLE_HEAD = (msg("Indicator"), msg("Value"), msg("Unit"), msg("Share of weighted score"))
STAGE_HOTSPOTS = msg("Hotspots by stage (share of the weighted score)")
LINE_HOTSPOTS = msg("Hotspots by line (share of the weighted score)")
STAGE_HOTSPOTS_CLIMATE = msg("Hotspots by stage (share of climate change)")
LINE_HOTSPOTS_CLIMATE = msg("Hotspots by line (share of climate change)")


def show_results(run: RunFolder, lang: str, *, as_json: bool) -> None:
    """Print the indicators of a run and its hotspots by stage and by line, as tables or as JSON."""
    content = _content(run, lang)
    if as_json:
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_text(content, run, lang)))


def _content(run: RunFolder, lang: str) -> dict[str, Any]:
    from ..hotspots import outcome, ranked_stages

    found = outcome(run)
    withheld = found.relevant.withheld.render(lang) if found.relevant.withheld else None
    name, said = ("name_zh", "what_zh") if lang == "zh-TW" else ("name_en", "what")
    return {
        "run": run.run["run"],
        "product": run.run["product"],
        "indicators": [
            {
                "indicator": row.indicator,
                "name": getattr(row, name),
                "unit": row.unit,
                "value": _known(row.value),
                "share": _known(row.share) if found.weighted else None,
                "most_relevant": bool(row.most_relevant) if found.weighted else None,
                "partly_covered": bool(row.partly_covered),
            }
            for row in found.scores.itertuples()
        ],
        "single_score_upt": float(found.scores["weighted"].sum()) if found.weighted else None,
        "withheld": withheld,
        "carbon_footprint_kg": _known(run.results.loc[run.results["view"] == "cfp", "value"].sum(min_count=1)),
        "scaling": run.run.get("scaling"),
        "hotspots_by": "weighted score" if found.weighted else "climate change",
        "stages": [
            {"stage": row.stage, "name": translate(STAGE_NAMES[row.stage], lang), "share": float(row.share)}
            for row in ranked_stages(found).itertuples()
            if row.value
        ],
        "lines": [
            {
                "line_id": row.line_id,
                "name": row.line_name,
                "stage": row.stage,
                "share": float(row.share),
                "partly_covered": bool(row.partly_covered),
            }
            for row in found.ranked.head(TOP).itertuples()
        ],
        "options": _options(run, lang),
        "warnings": [
            f"{row.where}: {getattr(row, said)}" if row.where else getattr(row, said)
            for row in run.findings.itertuples()
            if row.severity == "warning"
        ],
        "disclaimer": run.run["background"]["disclaimer_zh" if lang == "zh-TW" else "disclaimer_en"],
    }


def _options(run: RunFolder, lang: str) -> list[dict[str, Any]]:
    """Return the improvement options that save most, at most one a line."""
    from ..hotspots.options import best_options

    return [
        {
            "line_id": row.line_id,
            "option": row.text_zh if lang == "zh-TW" else row.text,
            "climate_change_kg": _known(row.climate),
            "climate_share": _known(row.climate_share),
            "weighted_upt": _known(row.weighted),
            "worse": list(row.worse_in),
        }
        for row in best_options(run).itertuples()
    ]


def _known(value: float) -> float | None:
    """Return a number, None where it is missing (NaN), as JSON has no other word for it."""
    return None if value != value else float(value)


def _text(content: dict[str, Any], run: RunFolder, lang: str) -> list[str]:
    def t(text: str, **values: object) -> str:
        return translate(text, lang).format(**values)

    product = content["product"]
    lines = [
        "",
        t(
            "{product}, per {amount} {unit} — {pack}, {background}",
            product=product["name"],
            amount=plain(product["declared_amount"]),
            unit=unit_text(product["declared_unit"], lang, product["declared_amount"]),
            pack=f"{run.run['pack']['name']} {run.run['pack']['version']}",
            background=run.run["background"]["title_zh" if lang == "zh-TW" else "title"],
        ),
        t("PEF-aligned, not PEF-compliant. {disclaimer}", disclaimer=content["disclaimer"]),
    ]
    share = run.run["screening"]["climate_share"]
    if share > run.run["settings"]["screening_warn"]:
        lines.append(t("{share:.0%} of the climate score comes from lines that have a climate factor only.", share=share))
    lines += ["", *_indicator_table(content, lang)]
    partly = any(row["partly_covered"] for row in content["indicators"])
    if partly:
        lines.append(t("† part of the inventory has no data here (a climate factor only): the value is too low by that part."))
    if content["withheld"]:
        lines.append(content["withheld"])
    else:
        lines += [
            t("● most relevant category (PEF: the largest that reach 80% together, at least three)"),
            t(
                "Single score: {score} µPt. PEF forbids weighting in comparisons shown to the public.",
                score=significant(content["single_score_upt"], 4),
            ),
        ]
    lines += [
        t(
            "Carbon footprint with MOENV factors (cfp view): {value} kg CO2 eq",
            value=significant(content["carbon_footprint_kg"], 4),
        )
    ]
    if content["scaling"]:
        lines.append(
            t(
                "  of it {added} kg CO2 eq by scaling up what was cut off (assessed share {share})",
                added=significant(content["scaling"]["added"]),
                share=percent(content["scaling"]["assessed_share"], 2),
            )
        )
    weighted = content["hotspots_by"] == "weighted score"
    by_stage, by_line = (STAGE_HOTSPOTS, LINE_HOTSPOTS) if weighted else (STAGE_HOTSPOTS_CLIMATE, LINE_HOTSPOTS_CLIMATE)
    lines += ["", t(by_stage)]
    lines += [f"  {percent(row['share']):>6}  {row['name']}" for row in content["stages"]]
    lines += ["", t(by_line)]
    left, right = ("（", "）") if lang == "zh-TW" else (" (", ")")
    for row in content["lines"]:
        stage = STAGE_NAMES[str(row["stage"])]
        name = f"{row['name']} †" if row["partly_covered"] else row["name"]
        lines.append(f"  {percent(row['share']):>6}  {row['line_id']}  {name}{left}{translate(stage, lang)}{right}")
    lines += _option_lines(content["options"], lang)
    if content["warnings"]:
        lines += ["", t("Warnings")]
        lines += [f"  {warning}" for warning in content["warnings"]]
    return [*lines, ""]


def _option_lines(options: list[dict[str, Any]], lang: str) -> list[str]:
    if not options:
        return []
    said = []
    for row in options:
        said.append(f"  {percent(row['climate_share']):>6}  {row['line_id']}  {row['option']}")
        if row["worse"]:
            said[-1] += "  " + message("(worse in {count} indicators)", count=len(row["worse"])).render(lang)
    return ["", translate("Options for improvement that save most (in front: climate change)", lang), *said]


def _indicator_table(content: dict[str, Any], lang: str) -> list[str]:
    head = [translate(text, lang) for text in TABLE_HEAD]
    rows = []
    for row in content["indicators"]:
        name = ("● " if row["most_relevant"] else "  ") + row["name"] + (" †" if row["partly_covered"] else "")
        rows.append((name, significant(row["value"], 4), pretty_unit(row["unit"], lang), percent(row["share"])))
    table = [("  " + head[0], *head[1:]), *rows]
    width = [max(columns(row[i]) for row in table) for i in range(4)]
    return [
        "  ".join(
            (pad(row[0], width[0]), pad(row[1], width[1], right=True), pad(row[2], width[2]), pad(row[3], width[3], right=True))
        ).rstrip()
        for row in table
    ]


def columns(text: str) -> int:
    """Return how many terminal columns a text takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Fill a text with spaces to ``width`` terminal columns."""
    space = " " * (width - columns(text))
    return space + text if right else text + space
