"""What a change of the inventory, or of the data behind it, did to the result.

The difference of every metric is told line by line, and the parts add up to the whole:

    Σ parts (after − before)  =  total after − total before
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..assessment.run_folder import SCALING
from ..inventory.changes import Change, inventory_changes, matched_lines
from .model import METRICS, SINGLE_SCORE, HistoryStep, LineEffect, Total, Version

COUNTED = frozenset(
    (
        "amount",
        "unit",
        "level",
        "allocation",
        "excluded",
        "meter",
        "density",
        "mass_per_piece",
        "load",
        "distance",
        "treatment",
    )
)
"""Fields of a line on which its amount per declared unit, or what it is taken for, rests."""
CLIMATE = "climate-change"
SAME = 1e-9
"""Part of a value by which it may differ without having changed (sums of floating-point numbers)."""


def step_between(before: Version, after: Version, *, damaged: tuple[str, ...] = ()) -> HistoryStep:
    """Return the step from one version to the next: changes, causes, and their effect where both were assessed."""
    changes = inventory_changes(before.inventory, after.inventory)
    causes, software = _causes(before, after)
    effects: tuple[LineEffect, ...] = ()
    totals: tuple[Total, ...] = ()
    if before.results is not None and after.results is not None:
        effects = tuple(_effects(before, after, changes))
        totals = tuple(_totals(before.results, after.results))
    product = ("declared_amount", "declared_unit", "boundary")
    same_unit = all(before.inventory["product"][name] == after.inventory["product"][name] for name in product)
    return HistoryStep(before, after, changes, causes, software, effects, totals, same_unit, damaged)


def _causes(before: Version, after: Version) -> tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]]:
    """Return what changed: the inventory, or the hash of something behind it; and the packages of another version."""
    causes = ["inventory"] if before.content != after.content else []
    software: list[tuple[str, str, str]] = []
    if before.hashes and after.hashes:
        data = ("pack", "background", "factors", "gwp", "settings")
        causes += [name for name in data if before.hashes.get(name) != after.hashes.get(name)]
        old, new = before.hashes.get("software", {}), after.hashes.get("software", {})
        software = [
            (name, str(old.get(name, "")), str(new.get(name, ""))) for name in {**old, **new} if old.get(name) != new.get(name)
        ]
    return (*causes, *(["software"] if software else [])), tuple(software)


def _effects(before: Version, after: Version, changes: Sequence[Change]) -> Iterator[LineEffect]:
    """Yield the parts of the difference, in the order of the new form, lines that went at the end."""
    assert before.results is not None
    assert after.results is not None
    old, new = before.results["lines"], after.results["lines"]
    renamed = matched_lines(before.inventory["lines"], after.inventory["lines"])
    old_ids = {to: own for own, to in renamed.items()}
    own, relinked = _touched(before, after, changes, renamed)
    metrics = _metrics(before.results, after.results)
    for line in after.inventory["lines"]:
        line_id, name = str(line["line_id"]), str(line["name"])
        values = _pairs(old.get(old_ids.get(line_id, ""), {}), new.get(line_id, {}), metrics)
        if line_id not in old_ids:
            yield LineEffect(line_id, name, "added", values)
            continue
        amounts = (old.get(old_ids[line_id], {}).get("amount"), new.get(line_id, {}).get("amount"))
        yield from _parts(line_id, name, values, amounts, own=line_id in own, relinked=line_id in relinked)
    for line in before.inventory["lines"]:
        if line["line_id"] not in renamed:
            values = _pairs(old.get(str(line["line_id"]), {}), {}, metrics)
            yield LineEffect(str(line["line_id"]), str(line["name"]), "removed", values)
    yield from _scaling(old.get(SCALING, {}), new.get(SCALING, {}), metrics)


def _scaling(old: Mapping[str, Any], new: Mapping[str, Any], metrics: Sequence[str]) -> Iterator[LineEffect]:
    """Yield the effect of what the carbon footprint is scaled up by, which is no line of the inventory."""
    if old or new:
        cause = "changed" if old and new else "added" if new else "removed"
        yield LineEffect(SCALING, str((new or old)["name"]), cause, _pairs(old, new, metrics))


def _touched(before: Version, after: Version, changes: Sequence[Change], renamed: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Return the lines whose own record changed in what counts, and those whose unit, links or factors changed."""
    edited = [change for change in changes if change.part == "lines" and change.kind == "changed"]
    own = {change.key for change in edited if change.field in COUNTED}
    factors = {change.key for change in changes if change.part == "custom_factors"}
    old = _links(before.inventory, renamed)
    new = _links(after.inventory, {})
    relinked = {line_id for line_id in {**old, **new} if old.get(line_id) != new.get(line_id)}
    relinked |= {
        line_id for line_id, links in new.items() if any(link[1] == "custom-factor" and link[2] in factors for link in links)
    }
    return own, relinked | {change.key for change in edited if change.field == "unit"}


def _links(inventory: Mapping[str, Any], ids: Mapping[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    """Return line ID (as ``ids`` gives it anew) → its links, as far as they count."""
    links: dict[str, list[tuple[Any, ...]]] = {}
    for target in inventory["targets"]:
        line_id = ids.get(str(target["line_id"]), str(target["line_id"]))
        counted = (target["view"], target["kind"], target["target"], target["multiplier"], target["multiplier_unit"])
        links.setdefault(line_id, []).append(counted)
    return {line_id: sorted(found) for line_id, found in links.items()}


def _parts(
    line_id: str,
    name: str,
    values: Mapping[str, tuple[float, float]],
    amounts: tuple[float | None, float | None],
    *,
    own: bool,
    relinked: bool,
) -> Iterator[LineEffect]:
    """Yield the effect of a line that was there before: that of its amount or links, and that of the data behind it."""
    before, after = amounts
    moved = not same(before or 0.0, after or 0.0)
    if relinked or (own and not moved and not all(same(*pair) for pair in values.values())):
        yield LineEffect(line_id, name, "changed", values)
        return
    ratio = after / before if before and after is not None else math.inf
    if not math.isfinite(ratio):
        if own or any(not same(*pair) for pair in values.values()):
            yield LineEffect(line_id, name, "changed" if own else "allocation" if moved else "data", values)
        return
    middle = {metric: (pair[0], pair[0] * ratio if moved else pair[0]) for metric, pair in values.items()}
    rest = {metric: (middle[metric][1], pair[1]) for metric, pair in values.items()}
    by_data = any(not same(*pair) for pair in rest.values())
    if own or moved:
        yield LineEffect(line_id, name, "changed" if own else "allocation", middle if by_data else values)
    if by_data:
        yield LineEffect(line_id, name, "data", rest)


def same(one: float, other: float) -> bool:
    """Tell whether two values are one, but for the rounding of sums."""
    return abs(one - other) <= SAME * max(abs(one), abs(other))


def _metrics(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the metrics known in both results; the weighted score only where neither withholds it."""
    allowed = old.get("weighted") is not None and new.get("weighted") is not None
    return METRICS if allowed else METRICS[:-1]


def _pairs(old: Mapping[str, Any], new: Mapping[str, Any], metrics: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Return metric → (before, after); a line that has no data for a metric takes no part in its total."""
    return {metric: (float(old.get(metric) or 0.0), float(new.get(metric) or 0.0)) for metric in metrics}


def _lost(old: Mapping[str, Any], new: Mapping[str, Any], indicator: str) -> bool:
    """Tell whether a line that has data in the ``ef`` view still has none of an indicator it had before."""
    for line_id in old.keys() & new.keys():
        before, after = (lines[line_id].get("values", {}).get("ef", {}) for lines in (old, new))
        if before.get(indicator) is not None and after.get(CLIMATE) is not None and after.get(indicator) is None:
            return True
    return False


def _totals(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Total]:
    units, names = {**old["units"], **new["units"]}, {**old["names"], **new["names"]}
    for indicator in {**new["totals"], **old["totals"]}:
        before, after = old["totals"].get(indicator), new["totals"].get(indicator)
        fewer = indicator in new["totals"] and _lost(old["lines"], new["lines"], indicator)  # else the method pack lacks it
        yield Total(indicator, str(units.get(indicator, "")), before, after, names.get(indicator, {}), fewer)
    if "weighted" in _metrics(old, new):
        yield Total(SINGLE_SCORE, "µPt", old["weighted"], new["weighted"])
