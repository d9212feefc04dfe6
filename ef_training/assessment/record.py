"""Putting a run on record: the tables and ``run.json`` from an inventory, its targets and their scores."""

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
from .findings import findings
from .results import CFP_INDICATOR, CFP_UNIT, CLIMATE_ONLY, FULL, MISSING, Check, screening_share
from .run_folder import RunFolder

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from .engine import Engine

SOFTWARE = ("ef-training", "bw2data", "bw2calc", "bw2io", "numpy", "scipy", "pandas")
INPUT_GROUPS = ("material", "auxiliary", "packaging")


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
    run = _run(inventory, ef, cfp, values, checks, engine)
    return RunFolder(
        run=run,
        results=_results(run["run"], inventory, ef, cfp, values, engine),
        inventory=_inventory(lines),
        targets=_targets([*ef, *cfp, *left_out]),
        contributions=deep,
        findings=findings(inventory, lines, ef, cfp, left_out, values, engine),
        cutoff=_cutoff(left_out, lines),
    )


def run_id(inventory: Inventory, engine: Engine) -> str:
    """Return a short hash of everything the results follow from: the same inputs give the same run."""
    from ..brightway.state import content_hash

    return content_hash(
        [
            inventory.source_sha256,
            inventory.importer_sha256 or inventory.importer,
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
        },
        "gwp_sets": sorted({target.gwp_set for target in cfp if target.gwp_set}),
        "screening": screening_share(ef, values, engine.scores.indicators.index("climate-change")),
        "unit_scores": engine.scores.key,
        "checks": [check.as_dict() for check in checks],
        "settings": SETTINGS.as_dict(),
        "seed": None,
    }


def _results(
    run: str,
    inventory: Inventory,
    ef: Sequence[ResolvedTarget],
    cfp: Sequence[ResolvedTarget],
    values: np.ndarray,
    engine: Engine,
) -> pd.DataFrame:
    import math

    import pandas as pd

    head = (run_folder.SCHEMA, run, inventory.company.code, inventory.product.code)
    rows = []
    for target, scores in zip(ef, values, strict=True):
        for category, value in zip(engine.pack.categories, scores, strict=True):
            coverage = MISSING if math.isnan(value) else CLIMATE_ONLY if target.screening else FULL
            rows.append((*head, *_labels(target, "ef"), category.category_id, category.unit, float(value), coverage))
    for target in cfp:
        assert target.factor is not None
        rows.append((*head, *_labels(target, "cfp"), CFP_INDICATOR, CFP_UNIT, target.amount * target.factor, FULL))
    return pd.DataFrame(rows, columns=list(run_folder.RESULTS))


def _labels(target: ResolvedTarget, view: str) -> tuple[str, ...]:
    line = target.line.line
    return (view, line.stage, line.group, line.line_id, line.name, target.target.target, target.target.kind)


def _inventory(lines: Sequence[UnitLine]) -> pd.DataFrame:
    import pandas as pd

    same = (
        "line_id",
        "parent",
        "stage",
        "group",
        "name",
        "amount",
        "unit",
        "level",
        "allocation",
        "excluded",
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
    )
    rows = [
        {
            **{name: getattr(line.line, name) for name in same},
            "share": line.share,
            "amount_per_unit": line.amount,
            "mass_per_unit": line.mass,
            "origin": str(line.line.origins.get("amount") or line.line.origin),
        }
        for line in lines
    ]
    return pd.DataFrame(rows, columns=list(run_folder.INVENTORY))


def _targets(targets: Sequence[ResolvedTarget]) -> pd.DataFrame:
    import pandas as pd

    order = {id(target): position for position, target in enumerate(targets)}
    rows = []
    for target in sorted(targets, key=lambda t: (t.line.line.line_id, t.target.view, order[id(t)])):
        choice = target.target
        rows.append(
            (
                choice.line_id,
                target.line.line.name,
                choice.view,
                choice.kind,
                choice.target,
                target.name,
                target.place,
                target.amount,
                target.unit,
                choice.multiplier,
                choice.multiplier_unit,
                choice.reason,
                target.source,
                target.quality,
                choice.confirmed_by,
                str(choice.origin),
            )
        )
    return pd.DataFrame(rows, columns=list(run_folder.TARGETS))


def _cutoff(left_out: Sequence[ResolvedTarget], lines: Sequence[UnitLine]) -> pd.DataFrame:
    """Return the cut-off ledger; ``mass_share`` is the line's mass relative to all materials, auxiliaries and packaging."""
    import pandas as pd

    total = sum(line.mass or 0.0 for line in lines if line.line.group in INPUT_GROUPS)
    rows = []
    for target in left_out:
        line = target.line
        share = line.mass / total if line.mass is not None and total else None
        rows.append(
            (
                line.line.line_id,
                line.line.name,
                target.target.view,
                line.line.stage,
                line.line.group,
                target.target.reason,
                line.amount,
                line.line.unit,
                line.mass,
                share,
            )
        )
    return pd.DataFrame(rows, columns=list(run_folder.CUTOFF))
