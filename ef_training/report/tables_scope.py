"""What was studied and where the data come from: general information, boundary, process flow, collection of data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..inventory.model import STAGES
from ..messages import message, msg, translate
from ..numbers import MISSING
from .facts import QUALITY_NAMES, facts, group_name, name_of, stage_name
from .sentences import bracketed
from .tables import Table, table

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder

BOUNDARY_STAGES = {
    "cradle-to-gate": ("raw-materials", "manufacturing"),
    "cradle-to-gate-and-distribution": ("raw-materials", "manufacturing", "distribution"),
    "cradle-to-grave": STAGES,
}
INSIDE, EMPTY, OUTSIDE, BEYOND = (
    msg("inside, with data"),
    msg("inside, without a line of its own"),
    msg("outside the boundary"),
    msg("outside the boundary, counted all the same"),
)


def general(run: RunFolder, lang: str) -> Table:
    """Return the general information on study, company and product."""
    record, said = run.run, facts(run, lang)
    company, product = record["company"], record["product"]
    kind = (
        msg("functional unit") if product.get("function") and product["boundary"] == "cradle-to-grave" else msg("declared unit")
    )
    rows = [
        (translate("Product", lang), said.product),
        (translate("Company", lang), said.company),
        (translate("Site", lang), company.get("site")),
        (translate("Industry", lang), company.get("industry")),
        (translate("Unit of the results", lang), bracketed(said.declared, translate(kind, lang), lang)),
        (translate("Reference flow", lang), said.reference_flow),
        (translate("Function", lang), said.function),
        (translate("System boundary", lang), said.boundary),
        (translate("Period of the data", lang), said.period),
        (translate("Method", lang), f"{said.pack_title} · {said.pack}"),
        (translate("Background data", lang), said.background),
        (translate("Study made with", lang), f"ef-training {record['software']['ef-training']}"),
        (translate("Run and time", lang), f"{record['run']} · {record['created']}"),
        (translate("External review", lang), translate("none", lang)),
    ]
    return table(
        translate("General information", lang),
        [(translate("Entry", lang), "name"), (translate("Text", lang), "text")],
        [row for row in rows if row[1]],
    )


def boundary(run: RunFolder, lang: str) -> Table:
    """Return for each stage whether it lies in the boundary, and how many lines tell of it."""
    inside = BOUNDARY_STAGES.get(run.run["product"]["boundary"], STAGES)
    count = run.inventory.groupby("stage")["line_id"].nunique()
    rows = []
    for stage in STAGES:
        lines = int(count.get(stage, 0))
        state = (INSIDE if lines else EMPTY) if stage in inside else (BEYOND if lines else OUTSIDE)
        rows.append((stage_name(stage, lang), translate(state, lang), lines or None, _groups(run, stage, lang)))
    return table(
        translate("System boundary", lang),
        [
            (translate("Stage", lang), "name"),
            (translate("Boundary", lang), "text"),
            (translate("Lines", lang), "amount"),
            (translate("What it holds", lang), "text"),
        ],
        rows,
    )


def _groups(run: RunFolder, stage: str, lang: str) -> str:
    groups = run.inventory.loc[run.inventory["stage"] == stage, "group"].drop_duplicates()
    return ("、" if lang.startswith("zh") else ", ").join(group_name(group, lang) for group in groups) or MISSING


def process_flow(run: RunFolder, lang: str) -> Table:
    """Return the process steps as the form tells them."""
    rows = [
        (
            str(step["number"]),
            step["name"],
            step.get("inputs") or None,
            step.get("outputs") or None,
            step.get("equipment") or None,
            step.get("following") or None,
        )
        for step in run.run.get("process_steps", ())
    ]
    return table(
        translate("Process flow", lang),
        [
            (translate("No.", lang), "word"),
            (translate("Step", lang), "name"),
            (translate("Inputs", lang), "text"),
            (translate("Outputs", lang), "text"),
            (translate("Equipment", lang), "text"),
            (translate("Goes on to", lang), "word"),
        ],
        rows,
        translate("A step without an entry in the last column goes on to the next one.", lang) if rows else "",
    )


def collection(run: RunFolder, lang: str) -> Table:
    """Return, by stage and group, how the activity data were found and what stands as evidence."""
    known = tuple(QUALITY_NAMES)
    rows: list[tuple[Any, ...]] = []
    order = {stage: place for place, stage in enumerate(STAGES)}
    lines = run.inventory.sort_values("stage", key=lambda column: column.map(order), kind="stable")
    for (stage, group), part in lines.groupby(["stage", "group"], sort=False):
        told = part["data_quality"].value_counts()
        counts = [int(told.get(name, 0)) for name in known]
        evidence = [text for text in dict.fromkeys(part["evidence"]) if text]
        rest = len(part) - sum(counts)
        rows.append(
            (
                stage_name(stage, lang),
                group_name(group, lang),
                len(part),
                *counts,
                rest,
                ("；" if lang.startswith("zh") else "; ").join(evidence) or None,
            )
        )
    return table(
        translate("How the activity data were found, lines", lang),
        [
            (translate("Stage", lang), "name"),
            (translate("Group", lang), "text"),
            (translate("Lines", lang), "amount"),
            *((name_of(QUALITY_NAMES, name, lang), "amount") for name in known),
            (translate("not stated", lang), "amount"),
            (translate("Evidence", lang), "text"),
        ],
        rows,
    )


def collected(run: RunFolder, lang: str) -> str:
    """Say for which period the data stand and how many lines of the form are measured."""
    told = run.inventory["data_quality"].value_counts()
    counts = {name: int(told.get(name, 0)) for name in QUALITY_NAMES}
    return message(
        "The activity data are those of the company for {period}: {lines} lines, of which {measured} are measured, {calculated} "
        "calculated, {estimated} estimated and {rest} without a statement. What is metered for the whole plant is shared out "
        "by the keys below.",
        period=facts(run, lang).period,
        lines=len(run.inventory),
        rest=len(run.inventory) - sum(counts.values()),
        **counts,
    ).render(lang)
