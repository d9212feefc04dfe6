"""The layout of the tables of a run: their columns in order, which of them hold numbers, and the schemas that are read."""

from __future__ import annotations

from types import MappingProxyType

from ..inventory.model import CRITERIA, PEDIGREE

SCHEMA = "3"
READABLE = ("1", "2", SCHEMA)
"""The schemas that are read; 1 has no kinds of omission, no energy and score in the cut-off ledger, no years and boundaries; 2 no
value and source of a factor, and no supply chains."""
UNSEALED = ("1", "2")
"""Schemas in which ``run.json`` does not say what the tables held: that the tables agree with each other is checked instead."""
SCALING = "scaling"
"""``line_id`` and ``target_kind`` of the row of ``results.csv`` that scales the carbon footprint up to 100 %."""
RESULTS = (
    "schema",
    "run",
    "company",
    "product",
    "view",
    "stage",
    "group",
    "line_id",
    "line_name",
    "target",
    "target_kind",
    "indicator",
    "unit",
    "value",
    "coverage",
)
INVENTORY = (
    "line_id",
    "parent",
    "stage",
    "group",
    "name",
    "amount",
    "unit",
    "level",
    "allocation",
    "share",
    "excluded",
    "amount_per_unit",
    "mass_per_unit",
    "concentration",
    "density",
    "heat_value",
    "mass_per_piece",
    "supplier",
    "country",
    "treatment",
    "data_quality",
    "evidence",
    "note",
    "meter",
    "distance",
    "load",
    "origin",
)
TARGETS = (
    "line_id",
    "line_name",
    "view",
    "kind",
    "target",
    "target_name",
    "location",
    "amount",
    "target_unit",
    "multiplier",
    "multiplier_unit",
    "reason",
    "source",
    "quality",
    "confirmed_by",
    "origin",
    "year",
    "boundary",
    "role",
    "technology",
    "gwp_set",
    "grade",
    "omission",
    "factor_value",
    "factor_source",
)
CONTRIBUTIONS = ("line_id", "target", "view", "indicator", "unit", "level", "scope", "code", "name", "place", "value", "share")
CHAINS = (
    *("line_id", "target", "indicator", "unit", "node", "parent", "tier", "kind", "code", "name", "place"),
    *("amount", "amount_unit", "value"),
)
FINDINGS = ("severity", "check", "where", "what", "what_zh", "mend", "mend_zh")
CUTOFF = (
    "line_id",
    "line_name",
    "view",
    "stage",
    "group",
    "omission",
    "reason",
    "amount_per_unit",
    "unit",
    "mass",
    "mass_share",
    "energy",
    "energy_share",
    "score",
    "score_share",
    "score_basis",
)
QUALITY = (
    "line_id",
    "line_name",
    "view",
    "target",
    "target_name",
    *CRITERIA,
    "DQR",
    "band",
    *PEDIGREE,
    "basis",
    "unstated",
    "reason",
    "reason_zh",
    "weight_share",
    "study_weight",
)
OPTIONS = (
    "option",
    "line_id",
    "line_name",
    "stage",
    "lever",
    "state",
    "text",
    "text_zh",
    "note",
    "note_zh",
    "indicator",
    "unit",
    "baseline",
    "change",
    "change_share",
    "weighted_change",
    "effect",
)

TABLES = MappingProxyType(
    {
        "results": RESULTS,
        "inventory": INVENTORY,
        "targets": TARGETS,
        "contributions": CONTRIBUTIONS,
        "findings": FINDINGS,
        "cutoff": CUTOFF,
        "quality": QUALITY,
        "options": OPTIONS,
        "chains": CHAINS,
    }
)
LATER = frozenset(("quality", "options", "chains"))
"""Tables that folders of an older schema may not have."""

NUMERIC = {
    "value",
    "amount",
    "share",
    "excluded",
    "amount_per_unit",
    "mass_per_unit",
    "concentration",
    "density",
    "heat_value",
    "mass_per_piece",
    "multiplier",
    "factor_value",
    "mass",
    "mass_share",
    "energy",
    "energy_share",
    "score",
    "score_share",
    *CRITERIA,
    "DQR",
    *PEDIGREE,
    "weight_share",
    "study_weight",
    "baseline",
    "change",
    "change_share",
    "weighted_change",
    "tier",
}
