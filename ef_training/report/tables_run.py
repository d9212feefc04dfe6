"""The tables about how far a result carries: sub-categories, toxicity, coverage, screening lines, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..hotspots.tables import main_indicators
from ..messages import translate
from ..names import CLIMATE
from ..numbers import pretty_unit
from .facts import SEVERITY_NAMES, marked, name_of, own_name, stage_name, with_unit
from .tables import Table, table

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder
    from ..hotspots.outcome import Outcome


def sub_indicators(run: RunFolder, lang: str) -> Table:
    """Return the sub-categories of climate change that exceed 5 %."""
    from ..hotspots import sub_indicators as subs

    found = subs(run)
    rows = [
        (marked(own_name(row, lang), partly=row["partly_covered"]), row["value"], pretty_unit(row["unit"], lang), row["share"])
        for row in found[found["shown"]].to_dict("records")
    ]
    return table(
        translate("Sub-categories of climate change above 5%", lang),
        [
            (translate("Sub-category", lang), "name"),
            (translate("Value", lang), "value"),
            (translate("Unit", lang), "unit"),
            (translate("Share of climate change", lang), "share"),
        ],
        rows,
    )


def toxicity(result: Outcome, lang: str) -> Table:
    """Return the most relevant categories with and without the toxicity indicators, side by side."""
    relevant = result.relevant
    partly = result.scores["partly_covered"]
    names = {record["id"]: marked(own_name(record, lang), partly=partly[record["id"]]) for record in main_indicators(result.run)}
    length = max(len(relevant.categories), len(relevant.without_toxicity))
    both = [[names[i] for i in ids] + [None] * (length - len(ids)) for ids in (relevant.categories, relevant.without_toxicity)]
    rows = [(rank, *pair) for rank, pair in enumerate(zip(*both, strict=True), start=1)]
    return table(
        translate("Most relevant categories with and without toxicity", lang),
        [
            (translate("Rank", lang), "name"),
            (translate("With toxicity", lang), "text"),
            (translate("Without toxicity", lang), "text"),
        ],
        rows,
    )


def coverage(run: RunFolder, lang: str) -> Table:
    """Return, per indicator, how many lines are covered fully, in part and not at all, and how much of the climate score is."""
    from ..hotspots import coverage as covered

    found = covered(run).set_index("indicator")
    rows: list[tuple[Any, ...]] = []
    for record in run.run["indicators"]:
        row = found.loc[record["id"]]
        lines, full, partly = (int(row[name]) for name in ("lines", "full_lines", "partly_lines"))
        rows.append(
            (
                marked(own_name(record, lang), partly=full < lines),
                full,
                partly,
                lines - full - partly,
                row["line_share"],
                row["coverage_share"],
            )
        )
    return table(
        translate("Coverage by indicator", lang),
        [
            (translate("Indicator", lang), "name"),
            (translate("Lines covered in full", lang), "amount"),
            (translate("in part", lang), "amount"),
            (translate("not at all", lang), "amount"),
            (translate("Fully covered share of lines", lang), "percent"),
            (translate("Covered share of the climate score", lang), "percent"),
        ],
        rows,
        translate("A line with a dataset and, beside it, a target that has a climate factor only is covered in part.", lang),
    )


def screening_lines(result: Outcome, lang: str) -> Table:
    """Return the lines with targets that have a climate factor only, and what these targets score."""
    results = result.run.results
    part = results[(results["view"] == "ef") & (results["coverage"] == "climate-only")]
    climate, total = result.scores.loc[CLIMATE], result.lines[CLIMATE].abs().sum()
    rows = [
        (row["line_name"], stage_name(row["stage"], lang), row["value"], abs(row["value"]) / total if total else None)
        for row in part.groupby(["line_id", "line_name", "stage"], sort=False)["value"].sum().reset_index().to_dict("records")
    ]
    return table(
        translate("Screening: lines with targets that have a climate factor only", lang),
        [
            (translate("Line", lang), "name"),
            (translate("Stage", lang), "word"),
            (with_unit(own_name(climate, lang), climate["unit"], lang), "value"),
            (translate("Share of the climate score", lang), "share"),
        ],
        rows,
    )


def findings(run: RunFolder, lang: str) -> Table:
    """Return assumptions and findings, the gravest first."""
    suffix = "_zh" if lang.startswith("zh") else ""
    order = {severity: rank for rank, severity in enumerate(SEVERITY_NAMES)}
    records = sorted(run.findings.to_dict("records"), key=lambda row: order.get(row["severity"], len(order)))
    rows = [
        (
            name_of(SEVERITY_NAMES, row["severity"], lang),
            row["where"],
            row[f"what{suffix}"] or row["what"],
            row[f"mend{suffix}"] or row["mend"],
        )
        for row in records
    ]
    return table(
        translate("Assumptions and findings", lang),
        [
            (translate("Kind", lang), "word"),
            (translate("Where", lang), "word"),
            (translate("What", lang), "name"),
            (translate("How to mend it", lang), "text"),
        ],
        rows,
    )
