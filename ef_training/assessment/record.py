"""Putting a run on record: ``run.json``, and the tables, from an inventory, its targets and their scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from ..assessment import run_folder
from ..inventory.model import Inventory
from ..inventory.per_unit import UnitLine
from ..linking import ResolvedTarget
from ..settings import SETTINGS
from .cutoff import Omitted, Scaling, cutoff_table, ledger, limits, scaling
from .findings import findings
from .improvement.options import options_table
from .quality.grades import crosswalk_grades
from .quality.quality import rate
from .record_tables import inventory_table, results_table, targets_table
from .results import Check, cfp_total, screening_share
from .run_folder import RunFolder

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from .engine import Engine

SOFTWARE = ("ef-training", "bw2data", "bw2calc", "bw2io", "numpy", "scipy", "pandas")


def record(
    inventory: Inventory,
    lines: Sequence[UnitLine],
    ef: Sequence[ResolvedTarget],
    cfp: Sequence[ResolvedTarget],
    left_out: Sequence[ResolvedTarget],
    values: np.ndarray,
    deep: pd.DataFrame,
    checks: Sequence[Check],
    engine: Engine,
) -> RunFolder:
    """Return the folder of a run, in memory.

    Parameters
    ----------
    ef, cfp, left_out : sequences of ResolvedTarget
        The targets that count in each view, and those left out of one.
    values : array, (len(ef) × indicators)
        Score per declared unit of each ``ef`` target; NaN where there are no data.
    deep : DataFrame
        Contributions behind the targets, columns of ``contributions.csv``.
    """
    climate = climate_by_line(ef, cfp, values, engine)
    omitted = ledger(left_out, lines, climate)
    scaled = scaling(left_out, climate, cfp_total(cfp))
    quality = rate(inventory, ef, cfp, values, engine.pack.categories, crosswalk_grades(ef, cfp, engine.background.name))
    run = {**_run(inventory, ef, cfp, values, checks, engine), **_cut_off(omitted, scaled), "quality": quality.study.as_dict()}
    return RunFolder(
        run=run,
        results=results_table(run["run"], inventory, ef, cfp, values, engine.pack.categories, scaled),
        inventory=inventory_table(lines),
        targets=targets_table([*ef, *cfp, *left_out]),
        contributions=deep,
        findings=findings(inventory, lines, ef, cfp, values, engine, omitted=omitted, scaled=scaled),
        cutoff=cutoff_table(omitted),
        quality=quality.table,
        options=options_table(ef, values, engine.scores, engine.pack.categories),
    )


def climate_by_line(
    ef: Sequence[ResolvedTarget], cfp: Sequence[ResolvedTarget], values: np.ndarray, engine: Engine
) -> dict[str, dict[str, float]]:
    """Return view → line ID → climate score, kg CO2 eq per declared unit."""
    found: dict[str, dict[str, float]] = {"ef": {}, "cfp": {}}
    for target, score in zip(ef, values[:, engine.scores.indicators.index("climate-change")], strict=True):
        found["ef"][target.target.line_id] = found["ef"].get(target.target.line_id, 0.0) + float(score)
    for target in cfp:
        score = target.amount * (target.factor or 0.0)
        found["cfp"][target.target.line_id] = found["cfp"].get(target.target.line_id, 0.0) + score
    return found


def _cut_off(omitted: Sequence[Omitted], scaled: Scaling | None) -> dict[str, Any]:
    """Return what was cut off against its limits, and the scaling, as recorded in ``run.json``."""
    return {
        "cut_off": [limit.as_dict() for limit in limits(omitted)],
        "scaling": scaled.as_dict() if scaled is not None else None,
    }


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


def _run(
    inventory: Inventory,
    ef: Sequence[ResolvedTarget],
    cfp: Sequence[ResolvedTarget],
    values: np.ndarray,
    checks: Sequence[Check],
    engine: Engine,
) -> dict[str, Any]:
    pack, background, factors = engine.pack, engine.background, engine.catalogues.factors
    product, company = inventory.product, inventory.company
    return {
        "schema": run_folder.SCHEMA,
        "run": run_id(inventory, engine),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "software": {name: version(name) for name in SOFTWARE},
        "company": {key: getattr(company, key) for key in ("code", "name", "site", "country", "industry", "made_up")},
        "product": {
            key: getattr(product, key)
            for key in (
                "code",
                "name",
                "function",
                "service_life",
                "declared_amount",
                "declared_unit",
                "reference_flow",
                "mass_per_unit",
                "boundary",
                "biogenic_carbon",
            )
        },
        "period": {"start": inventory.period_start.isoformat(), "end": inventory.period_end.isoformat()},
        "process_steps": [
            {key: getattr(step, key) for key in ("number", "name", "inputs", "outputs", "equipment", "following")}
            for step in inventory.process_steps
        ],
        "outputs": [
            {
                key: getattr(output, key)
                for key in ("name", "role", "quantity", "unit", "mass", "value", "hours", "custom", "sold", "production_line")
            }
            for output in inventory.outputs
        ],
        "allocation": [
            {
                "name": key.name,
                "basis": key.basis,
                "level": key.level,
                "production_line": key.production_line,
                "parent": key.parent,
                "parent_share": key.parent_share,
                "values": dict(key.values),
                "shares": {name: key.share(name) for name in key.values},
                "excluded": key.excluded,
                "reason": key.reason,
                "origin": str(key.origin),
            }
            for key in inventory.allocation_keys
        ],
        "views": ["ef", "cfp"],
        "indicators": [
            {
                "id": category.category_id,
                "name_en": category.name_en,
                "name_zh": category.name_zh,
                "unit": category.unit,
                "normalisation": category.normalisation,
                "weight": category.weight_pct,
                "toxicity": category.toxicity,
                "parent": category.parent,
                "robustness": category.robustness,
                "trust": background.indicators.get(category.category_id, ""),
            }
            for category in pack.categories
        ],
        "pack": {
            "name": pack.name,
            "version": pack.version,
            "title": pack.title,
            "licence": pack.licence,
            "attribution": pack.attribution,
            "sha256": pack.sha256,
        },
        "background": {
            key: getattr(background, key)
            for key in (
                "name",
                "title",
                "title_zh",
                "version",
                "licence",
                "quality",
                "quality_zh",
                "disclaimer_en",
                "disclaimer_zh",
                "sha256",
            )
        },
        "factors": {
            "name": factors.name,
            "snapshot": factors.snapshot,
            "rows": len(factors),
            "sha256": factors.sha256,
            "attribution": factors.attribution,
            "licence": factors.licence,
            "gwp_sha256": engine.catalogues.gwp.sha256,
        },
        "form": {
            "file": inventory.source,
            "sha256": inventory.source_sha256,
            "importer": inventory.importer,
            "importer_sha256": inventory.importer_sha256,
            "links": {"file": inventory.links_source, "sha256": inventory.links_sha256} if inventory.links_sha256 else None,
        },
        "gwp_sets": sorted({target.gwp_set for target in cfp if target.gwp_set}),
        "screening": screening_share(ef, values, engine.scores.indicators.index("climate-change")),
        "unit_scores": engine.scores.key,
        "checks": [check.as_dict() for check in checks],
        "settings": SETTINGS.as_dict(),
        "seed": None,
    }
