"""The check of a loaded pack: flow lists, what it changes, what Brightway holds of it, what inventories miss in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...errors import Problem
from ..diff import diff_factors
from ..flow_lists import BY_CODE, BY_NAME, HOME, ElementaryFlow, FlowList, counterparts, registered_factors
from ..model import MethodPack, TestResult
from ..verify import check_tests
from .inventory import Amounts, Coverage, coverage
from .registration import MethodName, RegisteredMethod, differences, expected_methods
from .sums import SumGap, sum_gaps
from .unknown import unknown_flows

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ListMatch:
    """How the factors of a pack meet a flow list.

    Parameters
    ----------
    flows, without_factor : int
        Flows of the list, and how many of them no category has a factor for.
    factors : int
        Factors of the pack that could be of this list: of a home list those that name it, of another those of biosphere3 and
        those that name the list.
    by_code, by_name : int
        How many of them have their flow here under the same code, and by name, compartment and unit alone.
    unmatched : tuple of str
        Names of the flows that are not here, with compartment and code.
    clashes : tuple of ElementaryFlow
        Flows of the list with the code of another list's flow but another unit: left out.
    """

    name: str
    flows: int
    without_factor: int
    factors: int
    by_code: int
    by_name: int
    unmatched: tuple[str, ...]
    clashes: tuple[ElementaryFlow, ...] = ()

    @property
    def matched(self) -> int:
        """Factors whose flow is in the list."""
        return self.by_code + self.by_name


@dataclass(frozen=True)
class Registration:
    """What a project holds of a pack: names of its methods, and every difference; ``wanted`` is how many there should be.

    ``foreign`` are methods of the pack's family that this program did not make, each a difference that registering does not mend.
    """

    project: str
    methods: tuple[MethodName, ...]
    wanted: int
    differences: tuple[Problem, ...]
    foreign: tuple[MethodName, ...] = ()


@dataclass(frozen=True)
class PackCheck:
    """All that a check found of a pack that loads.

    ``against`` names what its factors are compared with, the archive or the pack it extends ("" where neither), and ``changes``
    holds the differences (columns of `method_pack.diff`). ``homeless`` are factors whose flow is in no flow list: the pack cannot
    be registered. ``registration`` is None where it is not registered. ``sums`` are categories whose sub-indicators do not add
    up, which is told and fails nothing: a change may be meant so.
    """

    pack: MethodPack
    tests: tuple[TestResult, ...]
    lists: tuple[ListMatch, ...]
    against: str
    changes: pd.DataFrame
    homeless: tuple[Problem, ...]
    registration: Registration | None
    coverage: tuple[Coverage, ...]
    sums: tuple[SumGap, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all tests passed, every flow is known, and Brightway holds, where it holds any of it, exactly this pack."""
        differ = self.registration is not None and bool(self.registration.differences)
        return all(test.passed for test in self.tests) and not self.homeless and not differ


def examine(
    pack: MethodPack,
    lists: Sequence[FlowList],
    *,
    before: pd.DataFrame | None = None,
    against: str = "",
    project: str = "",
    registered: Mapping[MethodName, RegisteredMethod] | None = None,
    inventories: Sequence[Amounts] = (),
    foreign: Collection[MethodName] = (),
    lists_gone: Sequence[str] = (),
) -> PackCheck:
    """Examine a pack.

    Parameters
    ----------
    lists : sequence of FlowList
        The flow lists of the project, home lists first.
    before, against : DataFrame and str, optional
        The factors of the archive or of the pack that this one extends, and its name.
    project, registered : str and mapping, optional
        The project, and the methods it holds of this pack. Without them nothing is said of registration.
    inventories : sequence of Amounts
        Inventories whose flows are looked up.
    foreign, lists_gone : optional
        Methods of the pack's family that this program did not make, and flow lists that were there when the pack was registered.
    """
    before = pack.factors.iloc[:0] if before is None else before
    return PackCheck(
        pack,
        check_tests(pack),
        tuple(match_list(pack, lists, each) for each in lists),
        against,
        diff_factors(before, pack.factors) if against else diff_factors(before, before),
        tuple(unknown_flows(pack, lists)),
        None if registered is None else _registration(pack, lists, project, registered, foreign, lists_gone),
        tuple(coverage(pack, lists, inventory) for inventory in inventories),
        sum_gaps(pack),
    )


def _registration(
    pack: MethodPack,
    lists: Sequence[FlowList],
    project: str,
    registered: Mapping[MethodName, RegisteredMethod],
    foreign: Collection[MethodName],
    gone: Sequence[str],
) -> Registration:
    expected = expected_methods(pack, lists)
    names = {flow.key: f"{flow.name}, {flow.compartment}" for each in lists for flow in each.flows}
    found = differences(expected, registered, names=names, foreign=foreign, lists_gone=gone)
    return Registration(project, tuple(registered), len(expected), tuple(found), tuple(foreign))


def match_list(pack: MethodPack, lists: Sequence[FlowList], here: FlowList) -> ListMatch:
    """Match the factors of a pack to a flow list."""
    home = here.name in HOME
    wanted = {here.name} if home else {here.name, *HOME[:1]}
    found = {(here.name, code): BY_CODE for code in here.by_code}
    clashes: tuple[ElementaryFlow, ...] = ()
    if not home:
        other = counterparts(lists, here.name)
        clashes = other.clashes
        for code, key in other.home.items():
            found[key] = BY_CODE if BY_CODE in (found.get(key), other.how[code]) else BY_NAME
    factors, count = 0, {BY_CODE: 0, BY_NAME: 0}
    unmatched: dict[str, None] = {}
    frame = pack.factors
    for database, code, name, compartment in zip(
        frame["database"], frame["flow_code"], frame["flow_name"], frame["compartment"], strict=True
    ):
        if database in wanted:
            factors += 1
            how = found.get((database, code))
            if how is None:
                unmatched[f"{name}, {compartment} ({code})"] = None
            else:
                count[how] += 1
    used = {code for held in registered_factors(frame, lists).values() for database, code in held if database == here.name}
    without = len(set(here.by_code) - used)
    return ListMatch(here.name, len(here.flows), without, factors, count[BY_CODE], count[BY_NAME], tuple(unmatched), clashes)
