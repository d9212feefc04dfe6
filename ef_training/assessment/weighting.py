"""Weighted scores of the targets of a run, and which lines and processes make most of them.

weight of a category = weight in percent ÷ 100 ÷ normalisation × 10⁶ µPt per unit of the category; sub-indicators and additional
categories have none. Above `Settings.screening_withhold`, and with a method pack that has no weights, nothing is weighted, and
climate change ranks in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..linking import ResolvedTarget
from ..names import CLIMATE
from ..settings import SETTINGS
from .ranking import MINIMUM_CATEGORIES, most_relevant_shares, ranked_processes
from .results import screening_share

if TYPE_CHECKING:
    import numpy as np

    from ..method_pack.model import Category

MICRO = 1e6  # Pt → µPt


def weights(categories: Sequence[Category]) -> np.ndarray:
    """Return µPt per unit of each category, (categories,); 0 for those that are not summed."""
    import numpy as np

    return np.array([(c.weight_pct or 0.0) / 100 * MICRO / (c.normalisation or 1.0) if c.summed else 0.0 for c in categories])


def withheld(ef: Sequence[ResolvedTarget], values: np.ndarray, categories: Sequence[Category]) -> bool:
    """Say whether nothing is weighted: the pack has no weights, or too much of the climate score is screening."""
    if not any(category.summed for category in categories):
        return True
    return screening_share(ef, values, categories)["climate_share"] > SETTINGS.screening_withhold


def climate_position(categories: Sequence[Category]) -> int:
    """Return the position of climate change among the categories."""
    return [category.category_id for category in categories].index(CLIMATE)


def ranking_scores(ef: Sequence[ResolvedTarget], values: np.ndarray, categories: Sequence[Category]) -> np.ndarray:
    """Return the score by which targets are ranked, (targets,): weighted in µPt, or climate change where weighting is withheld.

    What has no data for an indicator adds nothing to it.
    """
    import numpy as np

    known = np.nan_to_num(values)
    if withheld(ef, values, categories):
        climate: np.ndarray = known[:, climate_position(categories)]
        return climate
    weighted: np.ndarray = known @ weights(categories)
    return weighted


def most_relevant_targets(ef: Sequence[ResolvedTarget], values: np.ndarray, categories: Sequence[Category]) -> list[bool]:
    """Say of each target whether it is a most relevant process of a most relevant category.

    Categories are ranked by |weighted total|, at least three; in each of them the processes at the first tier (a target of one
    stage, whatever the number of its lines) by |characterised total|, both until 80 % is reached (clauses 6.3.1 and 6.3.3);
    where the use stage makes more than half of the category, the others without it.
    """
    import numpy as np

    known, importance = np.nan_to_num(values), weights(categories)
    totals = known.sum(axis=0) * importance
    main = {str(position): float(totals[position]) for position, category in enumerate(categories) if category.summed}
    chosen = [int(item.name) for item in most_relevant_shares(main, minimum=MINIMUM_CATEGORIES) if item.relevant]
    processes = [(target.target.target, target.line.line.stage) for target in ef]
    relevant: set[str] = set()
    for position in chosen:
        sums: dict[tuple[str, str], float] = {}
        stages: dict[str, float] = {}
        for process, value in zip(processes, known[:, position], strict=True):
            sums[process] = sums.get(process, 0.0) + float(value)
            stages[process[1]] = stages.get(process[1], 0.0) + float(value)
        relevant |= {item.name for item in ranked_processes(sums, stages) if item.relevant}
    return [f"{process}|{stage}" in relevant for process, stage in processes]
