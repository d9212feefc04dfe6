"""The tables about how far a result carries: sub-categories, carbon footprint, toxicity, coverage, cut-off, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..hotspots.tables import CLIMATE, main_indicators
from ..messages import message, translate
from ..numbers import pretty_unit, unit_text
from .facts import SEVERITY_NAMES, VIEW_NAMES, group_name, indicator_record, name_of, own_half, own_name, stage_name
from .tables import Table, table

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder
    from ..hotspots.outcome import Outcome


def sub_indicators(run: RunFolder, lang: str) -> Table:
    """Return the sub-categories of climate change that exceed 5 %."""
    from ..hotspots import sub_indicators as subs

    found = subs(run)
    rows = [(own_name(row, lang), row["value"], row["unit"], row["share"]) for row in found[found["shown"]].to_dict("records")]
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


def carbon_footprint(result: Outcome, lang: str) -> Table:
    """Return, by line, the carbon footprint (``cfp`` view) beside climate change (``ef`` view), and the difference."""
    from ..hotspots import by_line

    run, keys = result.run, ["line_id", "line_name", "stage"]
    cfp = by_line(run, view="cfp")
    values = cfp.drop(columns=["line_id", "line_name", "stage", "group"]).sum(axis=1, min_count=1)
    joined = result.lines[[*keys, CLIMATE]].merge(cfp[keys].assign(cfp=values), how="outer", on=keys, sort=False)
    position = {line: place for place, line in enumerate(run.inventory["line_id"])}
    joined = joined.sort_values("line_id", key=lambda ids: ids.map(position), kind="stable")
    factors = _names_by_line(run, "cfp", lang)
    rows: list[tuple[Any, ...]] = [
        (
            row["line_name"],
            stage_name(row["stage"], lang),
            factors.get(row["line_id"], ""),
            row["cfp"],
            row[CLIMATE],
            row[CLIMATE] - row["cfp"],
        )
        for row in joined.to_dict("records")
    ]
    total, climate = joined["cfp"].sum(min_count=1), joined[CLIMATE].sum()
    rows.append((translate("Total", lang), "", "", total, climate, climate - total))
    unit = pretty_unit(indicator_record(run, CLIMATE)["unit"])
    return table(
        message("Carbon footprint beside climate change, {unit}", unit=unit).render(lang),
        [
            (translate("Line", lang), "name"),
            (translate("Stage", lang), "word"),
            (translate("Factor of the carbon footprint view", lang), "text"),
            (translate("Carbon footprint (cfp)", lang), "value"),
            (translate("Climate change (ef)", lang), "value"),
            (translate("Difference (ef − cfp)", lang), "value"),
        ],
        rows,
    )


def _names_by_line(run: RunFolder, view: str, lang: str) -> dict[str, str]:
    part = run.targets[run.targets["view"] == view]
    names: dict[str, list[str]] = {}
    for line_id, name in zip(part["line_id"], part["target_name"], strict=True):
        names.setdefault(line_id, []).append(own_half(name, lang))
    return {line_id: "; ".join(dict.fromkeys(filter(None, found))) for line_id, found in names.items()}


def toxicity(result: Outcome, lang: str) -> Table:
    """Return the most relevant categories with and without the toxicity indicators, side by side."""
    relevant = result.relevant
    names = {record["id"]: own_name(record, lang) for record in main_indicators(result.run)}
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
    """Return, per indicator, how much of the targets and of the climate score has data."""
    from ..hotspots import coverage as covered

    shares = covered(run).set_index("indicator")
    rows = [
        (own_name(record, lang), shares.at[record["id"], "line_share"], shares.at[record["id"], "coverage_share"])
        for record in main_indicators(run)
    ]
    return table(
        translate("Coverage by indicator", lang),
        [
            (translate("Indicator", lang), "name"),
            (translate("Covered share of targets", lang), "percent"),
            (translate("Covered share of the climate score", lang), "percent"),
        ],
        rows,
    )


def screening_lines(result: Outcome, lang: str) -> Table:
    """Return the lines that have a climate factor only."""
    results = result.run.results
    part = results[(results["view"] == "ef") & (results["coverage"] == "climate-only")]
    climate, total = result.scores.loc[CLIMATE], result.lines[CLIMATE].abs().sum()
    rows = [
        (row["line_name"], stage_name(row["stage"], lang), row["value"], abs(row["value"]) / total if total else None)
        for row in part.groupby(["line_id", "line_name", "stage"], sort=False)["value"].sum().reset_index().to_dict("records")
    ]
    return table(
        translate("Screening lines (climate factor only)", lang),
        [
            (translate("Line", lang), "name"),
            (translate("Stage", lang), "word"),
            (f"{own_name(climate, lang)}, {pretty_unit(climate['unit'])}", "value"),
            (translate("Share of the climate score", lang), "share"),
        ],
        rows,
    )


def cut_off(run: RunFolder, lang: str) -> Table:
    """Return the ledger of what is left out, with the reason."""
    rows = [
        (
            row["line_name"],
            name_of(VIEW_NAMES, row["view"], lang),
            stage_name(row["stage"], lang),
            group_name(row["group"], lang),
            row["amount_per_unit"],
            unit_text(row["unit"], lang),
            row["mass"],
            row["mass_share"],
            row["reason"],
        )
        for row in run.cutoff.to_dict("records")
    ]
    return table(
        translate("Cut-off ledger", lang),
        [
            (translate("Line", lang), "name"),
            (translate("View", lang), "word"),
            (translate("Stage", lang), "word"),
            (translate("Group", lang), "word"),
            (translate("Per declared unit", lang), "amount"),
            (translate("Unit", lang), "unit"),
            (translate("Mass, kg", lang), "amount"),
            (translate("Share of input mass", lang), "percent"),
            (translate("Reason", lang), "text"),
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
