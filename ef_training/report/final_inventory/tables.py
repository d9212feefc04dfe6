"""The tables of the final inventory: lines, factors, datasets and flows, transport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...messages import message, msg, translate
from ...numbers import unit_text
from ..facts import KIND_NAMES, LEVEL_NAMES, QUALITY_NAMES, group_name, name_of, own_half, ratio_text, stage_name
from ..period import production
from ..tables import Table, table

if TYPE_CHECKING:
    from ...assessment.run_folder import RunFolder

REACH_NAMES = {
    "cradle-to-gate": msg("cradle to gate"),
    "cradle-to-grave": msg("cradle to grave"),
    "gate-to-gate": msg("gate to gate"),
}
ROLE_NAMES = {
    "fuel-use": msg("upstream and burning"),
    "fuel-upstream": msg("upstream only"),
    "electricity": msg("electricity, direct and indirect"),
    "electricity-upstream": msg("electricity, indirect only"),
    "electricity-direct": msg("electricity, direct only"),
}
GRADE_NAMES = {
    "same-product": msg("same product"),
    "proxy": msg("proxy"),
    "group-average": msg("average of a group"),
}
NOT_STATED = msg("not stated")
HOW = msg(
    "Of the product in the period = (amount as written − not for production − sub-meters) × share. Per declared unit = that "
    "÷ what was made in the period: {made} declared units."
)


def lines(run: RunFolder, lang: str) -> Table:
    """Return the lines: as written, of the product in the period, per declared unit."""
    made = production(run)
    rows = [
        (
            row["line_id"],
            row["name"],
            stage_name(row["stage"], lang),
            group_name(row["group"], lang),
            row["amount"],
            unit_text(row["unit"], lang),
            name_of(LEVEL_NAMES, row["level"], lang),
            row["excluded"] if row["level"] != "unit" else None,
            row["allocation"],
            row["share"] if row["level"] == "plant" else None,
            row["amount_per_unit"] * made,
            row["amount_per_unit"],
            name_of(QUALITY_NAMES, row["data_quality"], lang),
            row["evidence"],
            " · ".join(filter(None, (row["supplier"], row["country"]))),
            row["note"],
            row["origin"],
        )
        for row in run.inventory.to_dict("records")
    ]
    return table(
        translate("Lines of the inventory", lang),
        [
            (translate("Line no.", lang), "word"),
            (translate("Line", lang), "name"),
            (translate("Stage", lang), "word"),
            (translate("Group", lang), "word"),
            (translate("Amount as written", lang), "amount"),
            (translate("Unit", lang), "unit"),
            (translate("Level", lang), "word"),
            (translate("Not for production", lang), "amount"),
            (translate("Allocation key", lang), "word"),
            (translate("Allocated share", lang), "percent"),
            (translate("Of the product in the period", lang), "amount"),
            (translate("Per declared unit", lang), "amount"),
            (translate("Data quality", lang), "word"),
            (translate("Evidence", lang), "text"),
            (translate("Supplier", lang), "text"),
            (translate("Note", lang), "text"),
            (translate("Origin", lang), "word"),
        ],
        rows,
        message(HOW, made=f"{made:,.10g}").render(lang),
    )


def factors(run: RunFolder, lang: str) -> Table:
    """Return the factor of each line in the carbon footprint view: value, unit, year, id, publisher, how far it reaches."""
    part = run.targets[run.targets["view"] == "cfp"]
    rows = [_factor(row, lang) for row in part.to_dict("records")]
    return table(
        translate("Factors of the carbon footprint", lang),
        [
            (translate("Line no.", lang), "word"),
            (translate("Line", lang), "name"),
            (translate("Kind", lang), "word"),
            (translate("Factor", lang), "text"),
            (translate("Factor, kg CO₂e per unit", lang), "amount"),
            (translate("Unit", lang), "unit"),
            (translate("Year of the data", lang), "word"),
            (translate("Factor id", lang), "word"),
            (translate("Publisher and source", lang), "text"),
            (translate("Boundary", lang), "word"),
            (translate("Counts", lang), "word"),
            (translate("GWP set", lang), "word"),
            (translate("Fit", lang), "word"),
            (translate("Multiplier", lang), "amount"),
            (translate("Unit of the multiplier", lang), "unit"),
            (translate("Amount per declared unit", lang), "amount"),
            (translate("kg CO₂e per declared unit", lang), "amount"),
            (translate("Reason", lang), "text"),
            (translate("Source of the multiplier", lang), "text"),
            (translate("Agreed by", lang), "word"),
            (translate("Origin", lang), "word"),
        ],
        rows,
        translate("The factors stand in the units in which they are used; — in a line that is left out.", lang),
    )


def _factor(row: dict[Any, Any], lang: str) -> tuple[Any, ...]:
    out = row["kind"] == "left-out"
    unknown = None if out else translate(NOT_STATED, lang)
    return (
        row["line_id"],
        row["line_name"],
        name_of(KIND_NAMES, row["kind"], lang),
        None if out else own_half(row["target_name"], lang) or row["target"],
        row["factor_value"],
        unit_text(row["target_unit"], lang),
        row["year"] or unknown,
        row["target"] or None,
        row["factor_source"] or (None if out else row["source"] or unknown),
        name_of(REACH_NAMES, row["boundary"], lang) or unknown,
        name_of(ROLE_NAMES, row["role"], lang),
        row["gwp_set"] or unknown,
        name_of(GRADE_NAMES, row["grade"], lang),
        None if out else row["multiplier"],
        ratio_text(row["multiplier_unit"], lang),
        None if out else row["amount"],
        None if out else row["amount"] * row["factor_value"],
        row["reason"],
        row["source"] if row["source"] != row["factor_source"] else "",
        row["confirmed_by"],
        row["origin"],
    )


def datasets(run: RunFolder, lang: str) -> Table:
    """Return datasets and elementary flows of each line, with multiplier and reason."""
    part = run.targets[run.targets["view"] == "ef"]
    rows = []
    for row in part.to_dict("records"):
        out = row["kind"] == "left-out"
        rows.append(
            (
                row["line_id"],
                row["line_name"],
                name_of(KIND_NAMES, row["kind"], lang),
                None if out else own_half(row["target_name"], lang) or row["target"],
                row["location"],
                row["target"] or None,
                None if out else row["multiplier"],
                ratio_text(row["multiplier_unit"], lang),
                None if out else row["amount"],
                unit_text(row["target_unit"], lang),
                row["reason"],
                row["source"],
                row["quality"],
                row["year"] or None,
                row["technology"],
                name_of(GRADE_NAMES, row["grade"], lang),
                row["confirmed_by"],
                row["origin"],
            )
        )
    return table(
        translate("Datasets and elementary flows of the 16 indicators", lang),
        [
            (translate("Line no.", lang), "word"),
            (translate("Line", lang), "name"),
            (translate("Kind", lang), "word"),
            (translate("Dataset or flow", lang), "text"),
            (translate("Place or compartment", lang), "word"),
            (translate("Code", lang), "word"),
            (translate("Multiplier", lang), "amount"),
            (translate("Unit of the multiplier", lang), "unit"),
            (translate("Amount per declared unit", lang), "amount"),
            (translate("Unit", lang), "unit"),
            (translate("Reason", lang), "text"),
            (translate("Source", lang), "text"),
            (translate("Quality", lang), "word"),
            (translate("Year of the data", lang), "word"),
            (translate("Technology", lang), "text"),
            (translate("Fit", lang), "word"),
            (translate("Agreed by", lang), "word"),
            (translate("Origin", lang), "word"),
        ],
        rows,
    )


def transport(run: RunFolder, lang: str) -> Table:
    """Return the transport legs: what is carried how far by what."""
    from ...forms.layout import load_importer

    modes = load_importer("itri").vocabularies["mode"].labels
    tongue = "zh-TW" if lang.startswith("zh") else "en"
    names = dict(zip(run.inventory["line_id"], run.inventory["name"], strict=True))
    part = run.inventory[run.inventory["group"] == "transport"]
    rows = [
        (
            row["line_id"],
            row["parent"],
            names.get(row["parent"], row["name"]),
            stage_name(row["stage"], lang),
            modes.get(row["treatment"], {}).get(tongue, row["treatment"]),
            _number(row["load"]),
            _number(row["distance"]),
            row["amount"],
            unit_text(row["unit"], lang),
            name_of(LEVEL_NAMES, row["level"], lang),
            row["amount_per_unit"],
            row["origin"],
        )
        for row in part.to_dict("records")
    ]
    return table(
        translate("Transport legs", lang),
        [
            (translate("Line no.", lang), "word"),
            (translate("Belongs to", lang), "word"),
            (translate("What is carried", lang), "name"),
            (translate("Stage", lang), "word"),
            (translate("Means of transport", lang), "word"),
            (translate("Load, t", lang), "amount"),
            (translate("Distance one way, km", lang), "amount"),
            (translate("Transport work", lang), "amount"),
            (translate("Unit", lang), "unit"),
            (translate("Level", lang), "word"),
            (translate("Per declared unit", lang), "amount"),
            (translate("Origin", lang), "word"),
        ],
        rows,
    )


def steps(run: RunFolder, lang: str) -> Table:
    """Return the process flow as the form tells it."""
    rows = [
        tuple(step.get(key) for key in ("number", "name", "inputs", "outputs", "equipment", "following"))
        for step in run.run.get("process_steps", ())
    ]
    return table(
        translate("Process flow", lang),
        [
            (translate("Step", lang), "word"),
            (translate("Name", lang), "name"),
            (translate("Goes in", lang), "text"),
            (translate("Comes out", lang), "text"),
            (translate("Equipment", lang), "text"),
            (translate("Goes on to", lang), "word"),
        ],
        rows,
    )


def _number(text: object) -> float | None:
    """Read a number of a column of texts (``distance``, ``load``); None where it is empty."""
    return float(str(text)) if str(text).strip() not in ("", "nan") else None
