"""Improvement options as tables: a summary for the page, every indicator for the workbook."""

from __future__ import annotations

from typing import Any

from ..hotspots.options import best_options, option_summary
from ..hotspots.outcome import Outcome
from ..messages import message, msg, translate
from ..names import CLIMATE
from ..numbers import percent, pretty_unit, significant
from .facts import indicator_record, name_of, own_name, with_unit
from .sentences import bracketed
from .tables import Table, table

EFFECT_NAMES = {
    "better": msg("better"),
    "worse": msg("worse"),
    "same": msg("unchanged"),
    "partly": msg("known in part"),
    "unknown": msg("unknown"),
}
STATE_NAMES = {"computed": msg("calculated"), "question": msg("question"), "not-calculated": msg("not calculated")}
RULES = msg(
    "Each option changes a tenth of one line and leaves everything else as it is; minus means less impact. Options of one line "
    "overlap and must not be added up."
)


def computed(result: Outcome, lang: str) -> Table:
    """Return what was calculated for each hotspot, in order of rank; a line's name stands once, with its share."""
    found, shares = option_summary(result.run), result.ranked.set_index("line_id")["share"]
    climate = result.scores.loc[CLIMATE]
    rows, named = [], set()
    for row in found[found["state"] == "computed"].to_dict("records"):
        line = bracketed(str(row["line_name"]), percent(float(shares.get(row["line_id"], float("nan")))), lang)
        weighted = (row["weighted"],) if result.weighted else ()
        rows.append(
            (
                "" if row["line_id"] in named else line,
                _own(row, "text", lang),
                row["climate"],
                row["climate_share"],
                *weighted,
                row["better"],
                row["worse"],
                _look_out(result, row, lang),
            )
        )
        named.add(row["line_id"])
    return table(
        translate("What a tenth less or otherwise brings", lang),
        [
            (translate("Hotspot", lang), "name"),
            (translate("What can be done", lang), "text"),
            (with_unit(own_name(climate, lang), climate["unit"], lang), "value"),
            (translate("Of the product", lang), "percent"),
            *([(translate("Weighted score, µPt", lang), "value")] if result.weighted else []),
            (translate("Better", lang), "amount"),
            (translate("Worse", lang), "amount"),
            (translate("Look out", lang), "text"),
        ],
        rows,
    )


def remarks(result: Outcome, lang: str) -> list[str]:
    """Say what was not calculated and why, and what to ask."""
    found = option_summary(result.run)
    return [_remark(row, lang) for row in found[found["state"] != "computed"].to_dict("records")]


def _look_out(result: Outcome, row: Any, lang: str) -> str:
    """Name what gets worse and what is unknown, then the note of the option."""
    text = []
    if row["worse_in"]:
        names = [own_name(indicator_record(result.run, indicator), lang) for indicator in row["worse_in"]]
        text.append(message("gets worse: {indicators}", indicators=_listed(names, lang)).render(lang))
    if row["unknown"]:
        text.append(message("unknown for {count} indicators (not 0)", count=row["unknown"]).render(lang))
    if row["partly"]:
        text.append(message("known in part for {count} indicators", count=row["partly"]).render(lang))
    return ("；" if lang.startswith("zh") else "; ").join(filter(None, [*text, _own(row, "note", lang)]))


def _remark(row: Any, lang: str) -> str:
    said, note = _own(row, "text", lang), _own(row, "note", lang)
    left, right = ("（", "）。") if lang.startswith("zh") else (" (", ").")
    return f"{said}{left}{note}{right}" if note else said


def _own(row: Any, column: str, lang: str) -> str:
    return str(row[f"{column}_zh" if lang.startswith("zh") else column])


def _listed(names: list[str], lang: str) -> str:
    return ("、" if lang.startswith("zh") else ", ").join(names)


def sentences(result: Outcome, lang: str) -> list[str]:
    """Say which options bring most, and how many only move the burden elsewhere."""
    best = best_options(result.run).to_dict("records")
    unit = pretty_unit(indicator_record(result.run, CLIMATE)["unit"])
    said = [
        message(
            "{what}: {value} {unit}, {share} of the product's climate change.",
            what=_own(row, "text", lang),
            value=significant(row["climate"]),
            unit=unit,
            share=percent(row["climate_share"]),
        ).render(lang)
        for row in best
    ]
    moved = int((option_summary(result.run)["worse"] > 0).sum())
    if moved:
        said.append(
            message("{count} of the options make some indicator worse; it is named beside each of them.", count=moved).render(
                lang
            )
        )
    return said


def all_indicators(result: Outcome, lang: str) -> Table:
    """Return every option in every indicator, and those that are not calculated."""
    names = {record["id"]: own_name(record, lang) for record in result.run.run["indicators"]}
    zh = "_zh" if lang.startswith("zh") else ""
    rows = [
        (
            row["line_id"],
            row["line_name"],
            row[f"text{zh}"],
            name_of(STATE_NAMES, row["state"], lang),
            names.get(row["indicator"], ""),
            pretty_unit(row["unit"], lang),
            row["baseline"],
            row["change"],
            row["change_share"],
            *((row["weighted_change"],) if result.weighted else ()),
            name_of(EFFECT_NAMES, row["effect"], lang),
            row[f"note{zh}"],
        )
        for row in result.run.options.to_dict("records")
    ]
    return table(
        translate("Options for improvement, all indicators", lang),
        [
            (translate("Line no.", lang), "word"),
            (translate("Line", lang), "name"),
            (translate("What can be done", lang), "text"),
            (translate("State", lang), "word"),
            (translate("Indicator", lang), "text"),
            (translate("Unit", lang), "unit"),
            (translate("The line now", lang), "value"),
            (translate("Change", lang), "value"),
            (translate("Of the product", lang), "percent"),
            *([(translate("Weighted score, µPt", lang), "value")] if result.weighted else []),
            (translate("Effect", lang), "word"),
            (translate("Note", lang), "text"),
        ],
        rows,
        translate(RULES, lang),
    )
