"""Both views side by side as tables: every line, and why the largest differences are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..assessment.run_folder import SCALING
from ..messages import message, translate
from ..names import CLIMATE
from ..numbers import percent, pretty_unit
from .facts import PARTLY_LINE, indicator_record, marked, own_half, stage_name
from .tables import Table, table

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder
    from ..hotspots.outcome import Outcome
    from ..hotspots.two_views import TwoViews


def carbon_footprint(result: Outcome, lang: str) -> Table:
    """Return, by line, the carbon footprint (``cfp`` view) beside climate change (``ef`` view): difference and ratio.

    What scaling added to the carbon footprint is a row of its own before the total. Of an edition for customers, the totals.
    """
    run, views = result.run, result.views
    if run.run.get("held_back"):
        return _totals(result, lang)
    factors, screening = _names_by_line(run, "cfp", lang), _screening(run)
    rows: list[tuple[Any, ...]] = [
        (
            marked(row["line_name"], partly=row["line_id"] in screening),
            stage_name(row["stage"], lang),
            factors.get(row["line_id"], ""),
            row["cfp"],
            row["ef"],
            _difference(row),
            row["ratio"],
        )
        for row in views.lines.to_dict("records")
    ]
    rows.append((translate("Total", lang), "", "", *_of_totals(views)))
    return table(
        message("Carbon footprint beside climate change, {unit}", unit=_unit(run)).render(lang),
        [
            (translate("Line", lang), "name"),
            (translate("Stage", lang), "word"),
            (translate("Factor of the carbon footprint view", lang), "text"),
            *_value_columns(lang),
        ],
        rows,
        translate(PARTLY_LINE, lang) if screening else "",
    )


def _totals(result: Outcome, lang: str) -> Table:
    return table(
        message("Carbon footprint beside climate change, {unit}", unit=_unit(result.run)).render(lang),
        [(translate("Product", lang), "name"), *_value_columns(lang)],
        [(translate("Total", lang), *_of_totals(result.views))],
        _names_by_line(result.run, "cfp", lang).get(SCALING, ""),
    )


def _of_totals(views: TwoViews) -> tuple[float | None, ...]:
    return views.cfp, views.ef, views.ef - views.cfp, views.ef / views.cfp if views.cfp else None


def _value_columns(lang: str) -> list[tuple[str, str]]:
    return [
        (translate("Carbon footprint (cfp)", lang), "value"),
        (translate("Climate change (ef)", lang), "value"),
        (translate("Difference (ef − cfp)", lang), "value"),
        (translate("Ratio (ef ÷ cfp)", lang), "value"),
    ]


def differences(result: Outcome, lang: str) -> Table:
    """Return the lines that make most of the difference between the views, and why, the largest first."""
    views = result.views
    largest, screening = views.largest, _screening(result.run)
    rows = [
        (
            marked(row["line_name"], partly=row["line_id"] in screening),
            row["cfp"],
            row["ef"],
            _difference(row),
            row["share"],
            _why(row, lang),
        )
        for row in largest.to_dict("records")
    ]
    return table(
        message("Where the two views differ most, {unit}", unit=_unit(result.run)).render(lang),
        [
            (translate("Line", lang), "name"),
            (translate("Carbon footprint (cfp)", lang), "value"),
            (translate("Climate change (ef)", lang), "value"),
            (translate("Difference (ef − cfp)", lang), "value"),
            (translate("Share of the differences", lang), "share"),
            (translate("Why", lang), "text"),
        ],
        rows,
        _note(result.run, views, lang),
    )


def _note(run: RunFolder, views: TwoViews, lang: str) -> str:
    share = float(views.lines.loc[views.lines["explained"], "share"].sum())
    note = message(
        "These lines make {share} of the sum of all absolute differences. A line that one view leaves out differs by all that "
        "the other counts. The reasons follow from what is on record of factor and dataset; they are where to look first, not a "
        "proof.",
        share=percent(share),
    )
    text = note.render(lang)
    if views.largest["line_id"].isin(_screening(run)).any():
        text = f"{text} {translate(PARTLY_LINE, lang)}"
    return text


def _screening(run: RunFolder) -> set[str]:
    """Return the lines that have a climate factor only, wholly or in part."""
    part = run.results[(run.results["view"] == "ef") & (run.results["coverage"] != "full")]
    return set(part["line_id"])


def _difference(row: dict[Any, Any]) -> float | None:
    """Return the difference of a row; None where one view has no value for the line, which is not 0."""
    return None if row["cfp"] != row["cfp"] or row["ef"] != row["ef"] else float(row["difference"])


def _why(row: dict[Any, Any], lang: str) -> str:
    said = [reason.render(lang) for reason in row["reasons"]]
    if len(said) > 1:
        said = [f"({number}) {text}" for number, text in enumerate(said, start=1)]
    return ("；" if lang.startswith("zh") else "; ").join(said)


def _unit(run: RunFolder) -> str:
    return pretty_unit(indicator_record(run, CLIMATE)["unit"])


def _names_by_line(run: RunFolder, view: str, lang: str) -> dict[str, str]:
    part = run.targets[run.targets["view"] == view]
    names: dict[str, list[str]] = {}
    for line_id, name in zip(part["line_id"], part["target_name"], strict=True):
        names.setdefault(line_id, []).append(own_half(name, lang))
    between = "；" if lang.startswith("zh") else "; "
    found = {line_id: between.join(dict.fromkeys(filter(None, given))) for line_id, given in names.items()}
    scaled = run.run.get("scaling") or {}
    if scaled:
        found[SCALING] = message(
            "assessed share {share}, scaled up to the whole", share=percent(scaled["assessed_share"], 2)
        ).render(lang)
    return found
