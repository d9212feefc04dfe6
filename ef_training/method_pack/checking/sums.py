"""Sub-indicators and the category that they are parts of: do they add up, flow by flow?"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ...names import OWN_FLOWS
from ..flow_lists import Key
from ..model import MethodPack

TOLERANCE = 1e-6
"""Relative difference above which factors do not add up (own choice: factors are written with six digits or more)."""


@dataclass(frozen=True)
class SumGap:
    """A category whose factors are not the sum of those of its sub-indicators; ``flows`` are name, compartment and code."""

    category_id: str
    flows: tuple[str, ...]


def sum_gaps(pack: MethodPack) -> tuple[SumGap, ...]:
    """Return the categories whose sub-indicators do not add up, with the flows, in the order of the factors.

    A flow without a factor counts as 0 here. The project's own flows that no sub-indicator has are left out: CO2-equivalents are
    a sum already, of unknown parts.
    """
    parts: dict[str, list[str]] = defaultdict(list)
    for category in pack.categories:
        if category.parent:
            parts[category.parent].append(category.category_id)
    if not parts:
        return ()
    values: dict[str, dict[Key, float]] = defaultdict(dict)
    named: dict[Key, str] = {}
    frame = pack.factors
    columns = (frame[column] for column in ("category_id", "database", "flow_code", "flow_name", "compartment", "value"))
    for category_id, database, code, name, compartment, value in zip(*columns, strict=True):
        values[category_id][database, code] = float(value)
        named[database, code] = f"{name}, {compartment} ({code})"
    found = (SumGap(parent, tuple(named[key] for key in _apart(values, parent, subs))) for parent, subs in parts.items())
    return tuple(gap for gap in found if gap.flows)


def _apart(values: dict[str, dict[Key, float]], parent: str, subs: list[str]) -> Iterator[Key]:
    whole = values[parent]
    for key in dict.fromkeys([*whole, *(key for sub in subs for key in values[sub])]):
        given = [values[sub][key] for sub in subs if key in values[sub]]
        if not given and key[0] == OWN_FLOWS:
            continue
        if not math.isclose(whole.get(key, 0.0), math.fsum(given), rel_tol=TOLERANCE):
            yield key
