"""The tables about what went into a result: output, allocation, inventory, targets, sources, checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..messages import message, msg, translate
from ..numbers import plain, unit_text
from .facts import (
    BASIS_NAMES,
    KIND_NAMES,
    LEVEL_NAMES,
    QUALITY_NAMES,
    ROLE_NAMES,
    VIEW_NAMES,
    facts,
    group_name,
    name_of,
    own_half,
    ratio_text,
    stage_name,
)
from .period import production
from .tables import Table, table
from .terms import compartment, flow

if TYPE_CHECKING:
    from ..assessment.run_folder import RunFolder

EF_METHOD = msg(
    "Environmental Footprint (EF) characterisation, normalisation and weighting: European Commission, Joint Research Centre."
)

FORMULA = msg(
    "Per declared unit = (amount as written − of it not for production − what lines of its sub-meters count) × allocated share ÷ "
    "{made} declared units produced in the period; the share of a line of the product over the whole period is 1; a line per "
    "declared unit is taken as written."
)


def outputs(run: RunFolder, lang: str) -> Table:
    """Return what the plant made in the period."""
    rows = [
        (
            row["name"],
            name_of(ROLE_NAMES, row["role"], lang),
            row["quantity"],
            unit_text(row["unit"], lang),
            row.get("mass"),
            row.get("hours"),
            row.get("value"),
        )
        for row in run.run["outputs"]
    ]
    return table(
        translate("Output of the plant in the period", lang),
        [
            (translate("Output", lang), "name"),
            (translate("Role", lang), "word"),
            (translate("Quantity", lang), "amount"),
            (translate("Unit", lang), "unit"),
            (translate("Mass, kg", lang), "amount"),
            (translate("Machine hours", lang), "amount"),
            (translate("Value, TWD", lang), "amount"),
        ],
        rows,
    )


def allocation(run: RunFolder, lang: str) -> Table:
    """Return the allocation keys: the basis value and share of every output."""
    rows = []
    for key in run.run["allocation"]:
        total = sum(key["values"].values())
        for output, value in key["values"].items():
            rows.append(
                (
                    key["name"],
                    name_of(BASIS_NAMES, key["basis"], lang),
                    key["production_line"] or name_of(LEVEL_NAMES, key["level"], lang),
                    output,
                    value,
                    key["shares"][output] if total else None,
                    key.get("excluded") or "",
                    key.get("reason") or "",
                    key.get("origin") or "",
                )
            )
    return table(
        translate("Allocation keys", lang),
        [
            (translate("Key", lang), "name"),
            (translate("Basis", lang), "word"),
            (translate("Level", lang), "word"),
            (translate("Output", lang), "text"),
            (translate("Basis value", lang), "amount"),
            (translate("Share", lang), "share"),
            (translate("Excluded", lang), "text"),
            (translate("Reason", lang), "text"),
            (translate("Origin", lang), "word"),
        ],
        rows,
    )


def inventory(run: RunFolder, lang: str) -> Table:
    """Return the lines as read and per declared unit, each number with its cell."""
    rows = [
        (
            row["line_id"],
            row["name"],
            stage_name(row["stage"], lang),
            group_name(row["group"], lang),
            row["amount"],
            row["excluded"],
            unit_text(row["unit"], lang),
            name_of(LEVEL_NAMES, row["level"], lang),
            row["allocation"],
            row["share"],
            row["amount_per_unit"],
            row["mass_per_unit"],
            name_of(QUALITY_NAMES, row["data_quality"], lang),
            row["origin"],
        )
        for row in run.inventory.to_dict("records")
    ]
    return table(
        translate("Inventory", lang),
        [
            (translate("Line no.", lang), "word"),
            (translate("Line", lang), "name"),
            (translate("Stage", lang), "word"),
            (translate("Group", lang), "word"),
            (translate("Amount as written", lang), "amount"),
            (translate("Of it not for production", lang), "amount"),
            (translate("Unit", lang), "unit"),
            (translate("Level", lang), "word"),
            (translate("Allocation key", lang), "word"),
            (translate("Allocated share", lang), "percent"),
            (translate("Per declared unit", lang), "amount"),
            (translate("Mass per declared unit, kg", lang), "amount"),
            (translate("Data quality", lang), "word"),
            (translate("Origin", lang), "word"),
        ],
        rows,
        message(FORMULA, made=plain(production(run))).render(lang) if rows else "",
    )


def targets(run: RunFolder, lang: str, view: str | None = None) -> Table:
    """Return what each line is linked to in ``view`` (None: both), with multiplier, reason and source."""
    part = run.targets if view is None else run.targets[run.targets["view"] == view]
    rows = [
        (
            row["line_id"],
            row["line_name"],
            *(() if view else (name_of(VIEW_NAMES, row["view"], lang),)),
            name_of(KIND_NAMES, row["kind"], lang),
            flow(row["target_name"], lang)
            if row["kind"] == "elementary-flow"
            else own_half(row["target_name"], lang) or row["target"],
            compartment(row["location"], lang),
            None if row["kind"] == "left-out" else row["multiplier"],
            ratio_text(row["multiplier_unit"], lang),
            None if row["kind"] == "left-out" else row["amount"],
            unit_text(row["target_unit"], lang),
            row["reason"],
            row["source"],
            row["quality"],
            row["origin"],
        )
        for row in part.to_dict("records")
    ]
    title = message("Targets: {view}", view=name_of(VIEW_NAMES, view, lang)).render(lang) if view else translate("Targets", lang)
    return table(
        title,
        [
            (translate("Line no.", lang), "word"),
            (translate("Line", lang), "name"),
            *(() if view else ((translate("View", lang), "word"),)),
            (translate("Kind", lang), "word"),
            (translate("Target", lang), "text"),
            (translate("Place", lang), "word"),
            (translate("Multiplier", lang), "amount"),
            (translate("Unit of the multiplier", lang), "unit"),
            (translate("Amount of the target per declared unit", lang), "amount"),
            (translate("Unit", lang), "unit"),
            (translate("Reason", lang), "text"),
            (translate("Source", lang), "text"),
            (translate("Quality", lang), "word"),
            (translate("Origin", lang), "word"),
        ],
        rows,
    )


def sources(run: RunFolder, lang: str) -> Table:
    """Return data, versions, hashes, licences and attributions."""
    record, said = run.run, facts(run, lang)
    pack, background, factors, form = (record[key] for key in ("pack", "background", "factors", "form"))
    rows: list[tuple[Any, ...]] = [
        (
            translate("Method pack", lang),
            f"{said.pack_title} {pack['version']}",
            pack["sha256"],
            _joined(pack.get("attribution"), pack.get("licence"), translate(EF_METHOD, lang)),
        ),
        (
            translate("Background data", lang),
            said.background,
            background["sha256"],
            _joined(background.get("licence"), said.quality, said.disclaimer),
        ),
        (
            translate("Carbon-footprint factors", lang),
            message("{name}, {rows} factors", name=factors["name"], rows=factors["rows"]).render(lang),
            factors["sha256"],
            _joined(factors.get("attribution"), factors.get("licence")),
        ),
        (translate("Form", lang), _joined(form["file"], form.get("importer")) or None, form["sha256"], ""),
        (translate("GWP sets in the carbon footprint view", lang), " · ".join(record["gwp_sets"]) or None, None, ""),
        (translate("Run", lang), f"{record['run']}, {record['created']}", None, ""),
        *((name, version, None, "") for name, version in record["software"].items()),
    ]
    return table(
        translate("Data, versions and attributions", lang),
        [
            (translate("What", lang), "name"),
            (translate("Name and version", lang), "text"),
            ("SHA-256", "text"),
            (translate("Licence and attribution", lang), "text"),
        ],
        rows,
    )


def checks(run: RunFolder, lang: str) -> Table:
    """Return the invariants that were checked when the run was made."""
    names = [str(check["name"]) for check in run.run["checks"]]
    rows = [
        (translate(name, lang), check["value"], check["tolerance"], bool(check["passed"]))
        for name, check in zip(names, run.run["checks"], strict=True)
    ]
    return table(
        translate("Checks of the calculation", lang),
        [
            (translate("Check", lang), "name"),
            (translate("Deviation", lang), "value"),
            (translate("Tolerance", lang), "value"),
            (translate("Passed", lang), "mark"),
        ],
        rows,
    )


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in dict.fromkeys(parts) if part)
