"""What a reader of a run must know: assumptions, ignored rows, and what the numbers do not cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..inventory.consistency import doubts
from ..inventory.model import Inventory
from ..inventory.per_unit import UnitLine
from ..linking import ResolvedTarget
from ..messages import message
from ..method_pack.model import CARBON
from ..settings import SETTINGS
from .cutoff import Omitted, Scaling
from .findings_cutoff import Finding, cut_off_findings
from .findings_links import factor_findings, heat_findings
from .results import climate_alone, screening_share
from .run_folder import FINDINGS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from .engine import Engine


def findings(
    inventory: Inventory,
    lines: Sequence[UnitLine],
    ef: Sequence[ResolvedTarget],
    cfp: Sequence[ResolvedTarget],
    values: np.ndarray,
    engine: Engine,
    *,
    omitted: Sequence[Omitted],
    scaled: Scaling | None,
) -> pd.DataFrame:
    """Return the findings of a run in both languages, columns of ``findings.csv``."""
    import pandas as pd

    rows = [
        (
            severity,
            check,
            where,
            what.render("en"),
            what.render("zh-TW"),
            mend.render("en") if mend else "",
            mend.render("zh-TW") if mend else "",
        )
        for severity, check, where, what, mend in (
            *_all(inventory, lines, ef, cfp, values, engine),
            *cut_off_findings(omitted, scaled),
        )
    ]
    return pd.DataFrame(rows, columns=list(FINDINGS))


def _all(
    inventory: Inventory,
    lines: Sequence[UnitLine],
    ef: Sequence[ResolvedTarget],
    cfp: Sequence[ResolvedTarget],
    values: np.ndarray,
    engine: Engine,
) -> Iterator[Finding]:
    for check, where, what in doubts(inventory, lines):
        yield "warning", check, where, what, None
    if not cfp:
        yield "warning", "cfp view", "", message("every line is left out of the cfp view: there is no carbon footprint"), None
    yield from _screening(ef, values, engine)
    yield from _uncharacterised(ef, values, engine.pack.scope)
    yield from _gwp_sets(cfp)
    yield from _same_stock(inventory)
    yield from _reference_grade(cfp, engine)
    yield from factor_findings([*ef, *cfp], engine.catalogues.factors)
    yield from heat_findings([*ef, *cfp])
    for assumption in inventory.assumptions:
        yield "assumption", "importer", str(assumption.origin), assumption.what, None
    for row in inventory.ignored:
        yield "info", "ignored row", str(row.origin), row.reason, None


def _screening(ef: Sequence[ResolvedTarget], values: np.ndarray, engine: Engine) -> Iterator[Finding]:
    categories = engine.pack.categories
    share = screening_share(ef, values, categories)["climate_share"]
    count = sum(not category.parent for category in categories)
    for target, alone in zip(ef, climate_alone(ef, values, categories), strict=True):
        if alone:
            yield (
                "warning" if share > SETTINGS.screening_warn else "info",
                "screening",
                str(target.target.origin),
                message(
                    "line {line} ({name}) has a climate factor only; the other {count} indicators lack it",
                    line=target.target.line_id,
                    name=target.line.line.name,
                    count=count - 1,
                ),
                message("link it to a dataset that has all {count} indicators", count=count),
            )


def _uncharacterised(ef: Sequence[ResolvedTarget], values: np.ndarray, scope: str) -> Iterator[Finding]:
    """Name the company's own flows that score nothing; with a pack of climate change alone that is what one expects."""
    for target, scores in zip(ef, values, strict=True):
        if target.target.kind == "elementary-flow" and target.amount and not scores.any():
            yield (
                "info" if scope == CARBON else "warning",
                "uncharacterised flow",
                str(target.target.origin),
                message(
                    "the flow {name} of line {line} counts in none of the indicators of this method pack",
                    name=target.name,
                    line=target.target.line_id,
                ),
                None,
            )


def _gwp_sets(cfp: Sequence[ResolvedTarget]) -> Iterator[Finding]:
    sets = sorted({target.gwp_set for target in cfp if target.gwp_set})
    if len(sets) > 1:
        yield (
            "info",
            "GWP sets",
            "",
            message("the cfp view mixes GWP sets: {sets}; the catalogue does not offer one set throughout", sets=", ".join(sets)),
            None,
        )


def _same_stock(inventory: Inventory) -> Iterator[Finding]:
    if not inventory.stocks:
        yield (
            "info",
            "stocks",
            "",
            message("no stocks at the start and end of the period are given; production cannot be checked against sales"),
            None,
        )


def _reference_grade(cfp: Sequence[ResolvedTarget], engine: Engine) -> Iterator[Finding]:
    for target in cfp:
        if target.target.kind == "factor" and engine.catalogues.factors.get(target.target.target).reference_grade:
            yield (
                "warning",
                "factor",
                str(target.target.origin),
                message(
                    "the factor {name} of line {line} is marked by MOENV as being for reference only",
                    name=target.name,
                    line=target.target.line_id,
                ),
                None,
            )
