"""Which elementary flows of an inventory a pack leaves without a factor, by amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...messages import Message
from ..flow_lists import ElementaryFlow, FlowList, Key, registered_factors
from ..model import MethodPack

RESOURCE = "natural resource"  # the compartment of what is taken from nature


@dataclass(frozen=True)
class Amounts:
    """The elementary flows of an inventory: ``title`` says of what, ``basis`` per what; amounts in the unit of each flow."""

    title: Message
    basis: Message
    amounts: Mapping[Key, float]


@dataclass(frozen=True, slots=True)
class Gap:
    """A flow without a factor. ``substance_in`` are the categories that characterise the substance in another compartment."""

    flow: ElementaryFlow
    amount: float
    substance_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """What a pack characterises of an inventory.

    Parameters
    ----------
    flows : int
        Flows of the inventory.
    nowhere : tuple of Gap
        Flows that no category has a factor for, an explicit 0 being one.
    elsewhere : mapping of str to tuple of Gap
        Category → flows without a factor in it although it characterises the same substance (the same name, emitted
        or taken alike) in another compartment. That a category has no factor for a substance at all is mostly right, and
        is not listed.
    without : mapping of str to int
        Category → number of all flows without a factor in it.
    """

    inventory: Amounts
    flows: int
    nowhere: tuple[Gap, ...]
    elsewhere: Mapping[str, tuple[Gap, ...]]
    without: Mapping[str, int]


def coverage(pack: MethodPack, lists: Sequence[FlowList], inventory: Amounts) -> Coverage:
    """Find the flows of an inventory that a pack leaves without a factor; the largest first within each unit of flows."""
    known = {flow.key: flow for each in lists for flow in each.flows}
    held = registered_factors(pack.factors, lists)
    substances: dict[Key, set[str]] = defaultdict(set)  # a substance, taken or emitted → categories that characterise it
    for category, factors in held.items():
        for key in factors:
            if key in known:
                substances[_substance(known[key])].add(category)
    flows = [(known.get(key) or ElementaryFlow(*key, key[1], "", ""), amount) for key, amount in inventory.amounts.items()]
    order = [category.category_id for category in pack.categories]
    nowhere, elsewhere, without = [], {}, {}
    for flow, amount in flows:
        if not any(flow.key in factors for factors in held.values()):
            here = tuple(category for category in order if category in substances[_substance(flow)])
            nowhere.append(Gap(flow, amount, here))
    for category in order:
        missing = [(flow, amount) for flow, amount in flows if flow.key not in held.get(category, {})]
        without[category] = len(missing)
        elsewhere[category] = _sorted(
            Gap(flow, amount, (category,)) for flow, amount in missing if category in substances[_substance(flow)]
        )
    return Coverage(inventory, len(flows), _sorted(nowhere), elsewhere, without)


def _substance(flow: ElementaryFlow) -> Key:
    """Return the name, and whether it is taken from nature or emitted: phosphorus as a resource is not phosphorus in a river."""
    return (flow.name, "taken" if flow.compartment.split("/", maxsplit=1)[0] == RESOURCE else "emitted")


def _sorted(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Order gaps: units in which most flows are counted first, since amounts compare only within a unit; then by amount."""
    found = list(gaps)
    count: dict[str, int] = defaultdict(int)
    for gap in found:
        count[gap.flow.unit] += 1

    def key(gap: Gap) -> Any:
        flow = gap.flow
        return (-count[flow.unit], flow.unit, -abs(gap.amount), flow.name, flow.compartment, flow.code)

    return tuple(sorted(found, key=key))
