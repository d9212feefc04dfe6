"""The file ``run.json``: what was assessed, with what, and what the result follows from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from ..inventory.model import AllocationKey, Inventory
from ..linking import ResolvedTarget
from ..settings import SETTINGS
from . import run_folder
from .results import Check, screening_share

if TYPE_CHECKING:
    import numpy as np

    from ..factors import FactorCatalogue
    from ..method_pack.model import Category
    from .engine import Engine

SOFTWARE = ("ef-training", "bw2data", "bw2calc", "bw2io", "numpy", "scipy", "pandas")
COMPANY = ("code", "name", "site", "country", "industry", "made_up")
PRODUCT = (
    *("code", "name", "function", "service_life", "declared_amount", "declared_unit", "reference_flow", "mass_per_unit"),
    *("boundary", "biogenic_carbon"),
)
STEP = ("number", "name", "inputs", "outputs", "equipment", "following")
OUTPUT = ("name", "role", "quantity", "unit", "mass", "value", "hours", "custom", "sold", "production_line")
PACK = (
    *("name", "version", "title", "title_zh", "licence", "attribution", "sha256"),
    *("family", "scope", "extends", "normalisation_set", "weighting_set"),
)
BACKGROUND = (
    *("name", "title", "title_zh", "version", "licence", "quality", "quality_zh", "disclaimer_en", "disclaimer_zh", "sha256"),
)


def run_id(inventory: Inventory, engine: Engine) -> str:
    """Return a short hash of everything the results follow from: the same inputs give the same run."""
    from ..brightway.state import content_hash

    return content_hash(
        [
            inventory.source_sha256,
            inventory.importer_sha256 or inventory.importer,
            inventory.links_sha256,
            engine.pack.sha256,
            engine.background.sha256,
            engine.catalogues.factors.sha256,
            engine.catalogues.gwp.sha256,
            SETTINGS.as_dict(),
            version("ef-training"),
        ]
    )[:12]


def run_record(
    inventory: Inventory,
    ef: Sequence[ResolvedTarget],
    cfp: Sequence[ResolvedTarget],
    values: np.ndarray,
    checks: Sequence[Check],
    engine: Engine,
) -> dict[str, Any]:
    """Return ``run.json`` without cut-off and data quality, which follow from the tables.

    Parameters
    ----------
    values : array, (len(ef) × indicators)
        Score per declared unit of each ``ef`` target; NaN where there are no data.
    """
    return {
        "schema": run_folder.SCHEMA,
        "run": run_id(inventory, engine),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "software": {name: version(name) for name in SOFTWARE},
        **_inventory(inventory),
        "views": ["ef", "cfp"],
        "indicators": [_indicator(category, engine.background.indicators) for category in engine.pack.categories],
        "pack": _fields(engine.pack, PACK),
        "background": _fields(engine.background, BACKGROUND),
        "factors": {**_factors(engine.catalogues.factors), "gwp_sha256": engine.catalogues.gwp.sha256},
        "form": _form(inventory),
        "gwp_sets": sorted({target.gwp_set for target in cfp if target.gwp_set}),
        "screening": screening_share(ef, values, engine.pack.categories),
        "unit_scores": engine.scores.key,
        "checks": [check.as_dict() for check in checks],
        "settings": SETTINGS.as_dict(),
        "seed": None,
    }


def _fields(record: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _inventory(inventory: Inventory) -> dict[str, Any]:
    return {
        "company": _fields(inventory.company, COMPANY),
        "product": _fields(inventory.product, PRODUCT),
        "period": {"start": inventory.period_start.isoformat(), "end": inventory.period_end.isoformat()},
        "process_steps": [_fields(step, STEP) for step in inventory.process_steps],
        "outputs": [_fields(output, OUTPUT) for output in inventory.outputs],
        "allocation": [_allocation(key) for key in inventory.allocation_keys],
    }


def _allocation(key: AllocationKey) -> dict[str, Any]:
    return {
        **_fields(key, ("name", "basis", "level", "production_line", "parent", "parent_share")),
        "values": dict(key.values),
        "shares": {name: key.share(name) for name in key.values},
        **_fields(key, ("excluded", "reason")),
        "origin": str(key.origin),
    }


def _indicator(category: Category, trust: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": category.category_id,
        **_fields(category, ("name_en", "name_zh", "unit", "normalisation")),
        "weight": category.weight_pct,
        **_fields(category, ("toxicity", "parent", "robustness")),
        "trust": trust.get(category.category_id, ""),
    }


def _factors(factors: FactorCatalogue) -> dict[str, Any]:
    return {"rows": len(factors), **_fields(factors, ("name", "snapshot", "sha256", "attribution", "licence"))}


def _form(inventory: Inventory) -> dict[str, Any]:
    return {
        "file": inventory.source,
        "sha256": inventory.source_sha256,
        "importer": inventory.importer,
        "importer_sha256": inventory.importer_sha256,
        "links": {"file": inventory.links_source, "sha256": inventory.links_sha256} if inventory.links_sha256 else None,
    }
