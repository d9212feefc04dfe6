"""What lies behind each target: the processes of its supply chain and the elementary flows they exchange."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..linking import ResolvedTarget
from ..names import CLIMATE
from ..settings import SETTINGS
from .run_folder import CONTRIBUTIONS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from ..brightway.arrays import Node
    from .unit_scores import UnitScores

REST = "(rest)"
Row = tuple[Any, ...]
Chosen = Sequence[tuple[int, str, str]]


def contributions(
    targets: Sequence[ResolvedTarget],
    scores: UnitScores,
    units: Sequence[str],
    indicators: Sequence[str],
    *,
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return process and elementary-flow contributions of the ``ef`` view, columns of ``contributions.csv``.

    For a target of amount a bought from product j with supply vector s = A⁻¹e_j, process i contributes a (C B)_i s_i and flow r
    contributes a C_r (B s)_r. The largest are listed until `Settings.contribution_coverage` of Σ|value| is reached, at most
    `Settings.contribution_rows`, the remainder as one row "(rest)". ``indicators`` are ids of the unit scores, with their
    ``units``; ``names`` gives the name of a process in both languages by its code, where it has one.
    """
    import pandas as pd

    bought = list(dict.fromkeys(t.key for t in targets if t.target.kind == "dataset" and t.key))
    supply = scores.supply(bought)
    chosen = [(scores.indicators.index(name), name, unit) for name, unit in zip(indicators, units, strict=True)]
    rows: list[Row] = []
    for target in targets:
        if target.target.kind == "dataset" and target.key:
            rows += _of_dataset(target, supply[:, bought.index(target.key)], scores, chosen, names or {})
        else:
            rows += _of_flow(target, scores, chosen)
    return pd.DataFrame(rows, columns=list(CONTRIBUTIONS))


def _of_dataset(
    target: ResolvedTarget, supply: np.ndarray, scores: UnitScores, chosen: Chosen, names: Mapping[str, str]
) -> Iterator[Row]:
    assert target.key
    flows = scores.biosphere @ supply * target.amount
    column = scores.process_index[target.key]
    own = scores.biosphere[:, [column]].toarray()[:, 0] * supply[column] * target.amount
    for j, indicator, unit in chosen:
        process_values = scores.characterised[j] * supply * target.amount
        factor = scores.characterisation[j]
        for level, scope, values, nodes in (
            ("process", "cradle-to-gate", process_values, scores.processes),
            ("elementary-flow", "cradle-to-gate", factor * flows, scores.flows),
            ("elementary-flow", "direct", factor * own, scores.flows),
        ):
            known = names if level == "process" else {}
            yield from _largest(target, indicator, unit, level, scope, values, nodes, known)


def _of_flow(target: ResolvedTarget, scores: UnitScores, chosen: Chosen) -> Iterator[Row]:
    """Return the one direct flow of a target that is an elementary flow or a climate factor."""
    for j, indicator, unit in chosen:
        if target.screening:
            value, code, place = target.amount * (target.factor or 0.0), target.target.target, ""
            if indicator != CLIMATE:
                continue
        else:
            assert target.key
            value = target.amount * float(scores.characterisation[j, scores.flow_index[target.key]])
            code, place = target.key[1], target.place
        if value:
            for scope in ("cradle-to-gate", "direct"):
                yield (
                    target.line.line.line_id,
                    target.target.target,
                    "ef",
                    indicator,
                    unit,
                    "elementary-flow",
                    scope,
                    code,
                    target.name,
                    place,
                    value,
                    1.0,
                )


def _largest(
    target: ResolvedTarget,
    indicator: str,
    unit: str,
    level: str,
    scope: str,
    values: np.ndarray,
    nodes: Sequence[Node],
    names: Mapping[str, str],
) -> Iterator[Row]:
    import numpy as np

    magnitude = np.abs(values)
    total = magnitude.sum()
    if not total:
        return
    candidates = min(SETTINGS.contribution_rows, len(values))
    top = np.argpartition(-magnitude, candidates - 1)[:candidates]
    top = top[np.argsort(-magnitude[top], kind="stable")]
    reached = np.cumsum(magnitude[top]) / total
    keep = top[: int(np.searchsorted(reached, SETTINGS.contribution_coverage)) + 1]
    keep = keep[magnitude[keep] > 0]
    head = (target.line.line.line_id, target.target.target, "ef", indicator, unit, level, scope)
    for i in keep:
        node = nodes[i]
        yield (*head, node.code, names.get(node.code, node.name), node.place, float(values[i]), float(magnitude[i] / total))
    rest = float(values.sum() - values[keep].sum())
    left = float((total - magnitude[keep].sum()) / total)
    if left > 1e-12:
        yield (*head, "", REST, "", rest, left)
