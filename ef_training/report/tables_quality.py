"""Data quality as tables and one sentence: the study's rating, and the targets whose data most need to be better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..assessment.quality.quality import BAND_NAMES
from ..inventory.model import CRITERIA, PEDIGREE
from ..messages import Message, message, msg, translate
from ..numbers import MISSING, percent
from .facts import VIEW_NAMES, name_of, own_half
from .tables import Table, table

if TYPE_CHECKING:
    import pandas as pd

    from ..assessment.run_folder import RunFolder

SHOWN = 12
CRITERION_NAMES = {
    "TeR": msg("technology TeR"),
    "GeR": msg("geography GeR"),
    "TiR": msg("time TiR"),
    "P": msg("precision P"),
}
PEDIGREE_NAMES = {
    "reliability": msg("reliability"),
    "completeness": msg("completeness"),
    "temporal": msg("temporal"),
    "geographical": msg("geographical"),
    "technological": msg("technological"),
}
BASIS_NAMES = {"entered": msg("entered"), "derived": msg("derived"), "partly entered": msg("partly entered")}
SCALE = msg(
    "1 is best, 5 is worst. Ratings that nobody entered are derived by rule; * marks those whose basis is not stated. The rating "
    "of the study is the mean over the most relevant processes, weighted by their share of the weighted score."
)
UNSTATED_TOLD = 0.10
"""Part of the weight from which what is not stated is told in the sentence."""


def sentence(run: RunFolder, lang: str) -> str:
    """Say the data quality of the study, or why it has no rating; empty for a run that holds none."""
    study = run.run.get("quality")
    if not study:
        return ""
    return _sentence(study, lang).render(lang)


def _sentence(study: dict[str, Any], lang: str) -> Message:
    if study["withheld"]:
        return message("The study has no data quality rating, since no weighted score is given.")
    if study["DQR"] is None:
        unknown = [translate(CRITERION_NAMES[name], lang) for name in CRITERIA if study["known"][name] < 1]
        return message(
            "The study has no data quality rating: too little is known of {criteria}.", criteria=_listed(unknown, lang)
        )
    parts = [f"{translate(CRITERION_NAMES[name], lang)} {study[name]:.1f}" for name in CRITERIA]
    said = message(
        "Data quality of the study: {rating:.1f}, {band} ({criteria}).",
        rating=study["DQR"],
        band=name_of(BAND_NAMES, study["band"], lang),
        criteria=_listed(parts, lang),
    )
    worst = max(CRITERIA, key=lambda name: study["unstated"][name])
    if study["unstated"][worst] <= UNSTATED_TOLD:
        return said
    by_rule = msg("{said} For {share} of the weight the system has set {criterion} by rule, since its basis is not stated.")
    if worst == "TeR":
        by_rule = msg(
            "{said} For {share} of the weight the system has set {criterion} by rule; please state how well the datasets fit."
        )
    return message(
        by_rule,
        said=said,
        criterion=translate(CRITERION_NAMES[worst], lang),
        share=percent(study["unstated"][worst], 0),
    )


def study(run: RunFolder, lang: str) -> Table:
    """Return the rating of the study by criterion; no rows where it has none."""
    found = run.run.get("quality")
    rows: list[tuple[Any, ...]] = []
    if found and not found["withheld"]:
        rows = [
            (translate(CRITERION_NAMES[name], lang), _one(found[name]), found["known"][name], found["unstated"][name])
            for name in CRITERIA
        ]
        rows.append((_level(found["band"], lang), _one(found["DQR"]), None, None))
    note = ""
    if rows and found:
        note = message(
            "From {count} most relevant processes that make {share} of the weighted score.",
            count=found["processes"],
            share=percent(found["covered"]),
        ).render(lang)
    return table(
        translate("Data quality of the study", lang),
        [
            (translate("Criterion", lang), "name"),
            (translate("Rating", lang), "word"),
            (translate("Known for", lang), "percent"),
            (translate("Basis not stated for", lang), "percent"),
        ],
        rows,
        note,
    )


def _level(band: str, lang: str) -> str:
    if not band:
        return translate("Data quality rating", lang)
    return message("Data quality rating ({level})", level=name_of(BAND_NAMES, band, lang)).render(lang)


def targets(run: RunFolder, lang: str, limit: int | None = SHOWN) -> Table:
    """Return the targets of the ``ef`` view, those first whose bad data weigh most: rating × share of the score."""
    part = _ordered(run.quality[run.quality["view"] == "ef"])
    rows = [
        (
            row["line_name"],
            own_half(row["target_name"], lang),
            *(_marked(row, name) for name in CRITERIA),
            _one(row["DQR"]),
            name_of(BAND_NAMES, row["band"], lang),
            row["weight_share"],
            row["reason_zh" if lang.startswith("zh") else "reason"],
        )
        for row in part.iloc[:limit].to_dict("records")
    ]
    note = ""
    if len(part) > len(rows):
        note = message("The {shown} largest of {all}; the workbook holds them all.", shown=len(rows), all=len(part)).render(lang)
    return table(
        translate("Data that most need to be better", lang),
        [
            (translate("Line", lang), "name"),
            (translate("Dataset, factor or flow", lang), "text"),
            *((name, "word") for name in CRITERIA),
            (translate("DQR", lang), "word"),
            (translate("Quality level", lang), "word"),
            (translate("Share", lang), "share"),
            (translate("Why", lang), "text"),
        ],
        rows,
        note,
    )


def sheet(run: RunFolder, lang: str) -> Table:
    """Return every target of both views with its ratings, pedigree scores and reasons, numbers as numbers."""
    ef = _ordered(run.quality[run.quality["view"] == "ef"]).to_dict("records")
    cfp = _ordered(run.quality[run.quality["view"] == "cfp"]).to_dict("records")
    rows = [
        (
            row["line_id"],
            row["line_name"],
            name_of(VIEW_NAMES, row["view"], lang),
            own_half(row["target_name"], lang),
            *(row[name] for name in CRITERIA),
            row["DQR"],
            name_of(BAND_NAMES, row["band"], lang),
            row["weight_share"],
            row["study_weight"],
            *(row[name] for name in PEDIGREE),
            name_of(BASIS_NAMES, row["basis"], lang),
            row["unstated"],
            row["reason_zh" if lang.startswith("zh") else "reason"],
        )
        for row in (*ef, *cfp)
    ]
    return table(
        translate("Data quality of the targets", lang),
        [
            (translate("Line no.", lang), "word"),
            (translate("Line", lang), "name"),
            (translate("View", lang), "word"),
            (translate("Dataset, factor or flow", lang), "text"),
            *((name, "amount") for name in CRITERIA),
            (translate("DQR", lang), "amount"),
            (translate("Quality level", lang), "word"),
            (translate("Share of the score", lang), "share"),
            (translate("Weight in the study", lang), "share"),
            *((translate(PEDIGREE_NAMES[name], lang), "amount") for name in PEDIGREE),
            (translate("Basis", lang), "word"),
            (translate("Basis not stated", lang), "word"),
            (translate("Why", lang), "text"),
        ],
        rows,
        translate(SCALE, lang),
    )


def _ordered(part: pd.DataFrame) -> pd.DataFrame:
    """Sort by rating × share of the score; a target without a rating counts as the middle of the scale."""
    weight = part["DQR"].fillna(3.0) * part["weight_share"].fillna(0.0)
    return part.assign(need=weight).sort_values("need", ascending=False, kind="stable")


def _marked(row: Any, criterion: str) -> str:
    shown = "*" if criterion in str(row["unstated"]).split() else ""
    return _one(row[criterion], 0) + shown


def _one(value: float | None, decimals: int = 1) -> str:
    if value is None or value != value:
        return MISSING
    return f"{value:.{decimals}f}" if decimals or value % 1 else f"{value:.0f}"


def _listed(parts: list[str], lang: str) -> str:
    return ("、" if lang.startswith("zh") else ", ").join(parts)
