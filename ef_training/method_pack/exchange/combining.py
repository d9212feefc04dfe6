"""From factors of a source to the rows of a pack: matched, converted, merged; what cannot be registered is kept with its reason.

Factors of one flow, place and direction that stand twice with one value are merged and counted. With different values they
contradict one another: a problem that names both places, or, where the user asked for it, both are set aside. Where several
flows of the source lead to one flow of the list, the better recognised one is taken; of equals with different values none is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...errors import Problem
from ...messages import Message, message
from ...text import fold
from .categories import Planned
from .matching import NAME, OWN, UUID, FlowIndex, Match, by_rank
from .model import WORLD, Flow, SourceFactor
from .units import flow_unit, per

_WORLD = {fold(word) for word in ("", "GLO", "World", "Global", "RoW-GLO", "全球", "世界", "全世界")}
MATCHES = "readme-matches.tsv"
"""The table beside an imported pack that says what became of every factor."""
TargetKey = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A factor with its flow: ``value`` in the pack's unit of the category per unit of the flow."""

    factor: SourceFactor
    category_id: str
    flow: Flow
    by: str
    location: str
    value: float
    spread: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A factor that no flow could be found for, and why; ``value`` in the pack's unit of the category per the factor's unit."""

    factor: SourceFactor
    category_id: str
    value: float
    reason: Message


@dataclass
class Combined:
    """The rows of the pack in the order of the source, and counts."""

    registered: list[Placed] = field(default_factory=list)
    located: list[Placed] = field(default_factory=list)
    unmatched: list[Kept] = field(default_factory=list)
    left_out: list[Placed | Kept] = field(default_factory=list)
    merged: int = 0
    read: int = 0
    converted: Counter[str] = field(default_factory=Counter)
    notes: list[Message] = field(default_factory=list)


class Combiner:
    """Works through the factors of a source; problems go into ``problems``."""

    def __init__(
        self, index: FlowIndex, planned: Mapping[str, Planned], *, strict: bool, set_aside: bool, problems: list[Problem]
    ):
        self.index, self.planned, self.strict, self.set_aside, self.problems = index, planned, strict, set_aside, problems
        self.done = Combined()
        self._targets: dict[TargetKey, list[Placed]] = defaultdict(list)

    def combine(self, factors: Iterable[SourceFactor], *, all_subcompartments: bool = False) -> Combined:
        """Return the rows for the factors whose category is taken."""
        for factor in self._once(factor for factor in factors if factor.category in self.planned):
            self._place(factor)
        rows = [placed for group in self._targets.values() if (placed := self._settle(group)) is not None]
        for row in rows:
            (self.done.located if row.location not in (WORLD, row.flow.location) else self.done.registered).append(row)
        self._subcompartments(spread=all_subcompartments)
        return self.done

    def _once(self, factors: Iterable[SourceFactor]) -> list[SourceFactor]:
        """Merge what stands twice in the source with one value; what contradicts itself is a problem, or set aside."""
        groups: dict[tuple[str, ...], list[SourceFactor]] = defaultdict(list)
        for factor in factors:
            self.done.read += 1
            flow = (
                (factor.uuid.casefold(),)
                if factor.uuid
                else (fold(factor.name), *map(fold, factor.compartment), factor.cas, fold(factor.unit))
            )
            groups[(factor.category, place_of(factor.location), factor.direction, *flow)].append(factor)
        kept = []
        for group in groups.values():
            if len({factor.value for factor in group}) == 1:
                self.done.merged += len(group) - 1
                kept.append(group[0])
            else:
                self._contradiction(group)
        return kept

    def _contradiction(self, group: Sequence[SourceFactor]) -> None:
        values = "; ".join(f"{factor.value!r}{_per(factor)} ({factor.where})" for factor in group)
        if self.set_aside:
            reason = message("the source gives several values: {values}", values=values)
            self.done.unmatched += [self._kept(factor, reason) for factor in group]
        else:
            self.problems.append(
                Problem(
                    message(
                        "“{flow}” has several factors in {category}: {values}",
                        flow=group[0].name or group[0].uuid,
                        category=group[0].category,
                        values=values,
                    ),
                    group[-1].where,
                    message("leave one of them, or set such factors aside with --conflicts set-aside"),
                )
            )

    def _place(self, factor: SourceFactor) -> None:
        match = self.index.find(factor)
        if match.flow is None:
            self._no_flow(factor, match)
            return
        flow, location, way = match.flow, place_of(factor.location), match.by
        if location != WORLD and flow.location == WORLD:
            twin = self.index.located_twin(flow, location)
            if twin is not None and twin.unit == flow.unit:
                flow, way = twin, OWN
        elif location == WORLD and flow.location != WORLD:
            location = flow.location
        written, listed = flow_unit(factor.unit) if factor.unit.strip() else None, flow_unit(flow.unit)
        value = factor.value
        if written is not None and listed is not None and written.factor != listed.factor:
            value = per(value, written, listed)
            self.done.converted[f"{factor.unit} → {flow.unit}"] += 1
        plan = self.planned[factor.category]
        placed = Placed(factor, plan.category_id, flow, way, location, value if plan.ratio == 1.0 else value * plan.ratio)
        self._targets[plan.category_id, flow.database, flow.code, location, factor.direction if location != WORLD else ""].append(
            placed
        )

    def _no_flow(self, factor: SourceFactor, match: Match) -> None:
        reason = match.reason or message("no flow of this name")
        unknown_unit = bool(factor.unit.strip()) and flow_unit(factor.unit) is None
        # A flow that is known, and is counted or directed otherwise, is wrong in a table written for this flow list.
        if (match.wrong and (self.strict or unknown_unit or match.by == UUID)) or (self.strict and match.by):
            self.problems.append(
                Problem(message("“{flow}”: {reason}", flow=factor.name or factor.uuid, reason=reason), factor.where)
            )
        self.done.unmatched.append(self._kept(factor, reason))

    def _kept(self, factor: SourceFactor, reason: Message) -> Kept:
        plan = self.planned[factor.category]
        return Kept(factor, plan.category_id, factor.value if plan.ratio == 1.0 else factor.value * plan.ratio, reason)

    def _settle(self, group: list[Placed]) -> Placed | None:
        """Return the factor that a flow gets of those that lead to it."""
        if len(group) == 1:
            return group[0]
        best = min(self._rank(placed) for placed in group)
        first = [placed for placed in group if self._rank(placed) == best]
        if len({placed.value for placed in first}) == 1:
            for placed in group:
                if placed.value == first[0].value:
                    self.done.merged += placed is not first[0]
                else:
                    self._aside(
                        [placed],
                        message(
                            "its flow is taken by “{flow}”, which fits better", flow=first[0].factor.name or first[0].factor.uuid
                        ),
                    )
            return first[0]
        if self.strict and not self.set_aside and first[0].by in (UUID, NAME, OWN):
            self._contradiction([placed.factor for placed in first])
            return None
        values = "; ".join(f"{placed.factor.name} {placed.value!r}" for placed in first)
        self._aside(
            group,
            message(
                "several flows of the source are “{flow}”, with different values: {values}",
                flow=first[0].flow.name,
                values=values,
            ),
        )
        return None

    def _rank(self, placed: Placed) -> int:
        """Return how well a flow was recognised; in a table written for this flow list a name says as much as a UUID."""
        return 0 if placed.by == OWN or (self.strict and placed.by in (UUID, NAME)) else by_rank(placed.by)

    def _aside(self, group: Sequence[Placed], reason: Message) -> None:
        self.done.unmatched += [self._kept(placed.factor, reason) for placed in group]

    def _subcompartments(self, *, spread: bool) -> None:
        """Give factors of a compartment alone to its sub-compartments, or say that these have none."""
        rows = self.done.registered
        taken = {(row.category_id, row.flow.database, row.flow.code) for row in rows}
        without = 0
        for row in list(rows):
            if "/" in row.flow.compartment or row.by == OWN:
                continue
            for child in self.index.children.get((fold(row.flow.name), row.flow.compartment, row.flow.unit), ()):
                key = (row.category_id, child.database, child.code)
                if key in taken:
                    continue
                without += 1
                if spread:
                    taken.add(key)
                    rows.append(replace(row, flow=child, spread=True))
        if without and spread:
            self.done.notes.append(
                message("{number} flows of sub-compartments got the factor of their compartment", number=without)
            )
        elif without:
            self.done.notes.append(
                message(
                    "{number} flows of sub-compartments have no factor, but their compartment has (see --all-subcompartments)",
                    number=without,
                )
            )


def without_flows(
    planned: Mapping[str, Planned], combined: Combined, names: Mapping[str, str], problems: list[Problem], *, file: str
) -> dict[str, Planned]:
    """Return the categories that are in the pack, and take the factors of the others out of what was combined.

    A category that is new and has no factor of a flow in the flow lists cannot be calculated, it would be zero without a word. A
    method made for another flow list has such categories; they are left out and named, and their factors go to
    ``Combined.left_out``. Where none is left, that is a problem.
    """
    filled = {placed.category_id for placed in combined.registered}
    kept = {key: plan for key, plan in planned.items() if plan.base is not None or plan.category_id in filled}
    ids = {plan.category_id for plan in kept.values()}
    if planned and not kept:
        what = message(
            "no factor of {categories} has a flow in the flow lists", categories=", ".join(names[key] for key in planned)
        )
        problems.append(Problem(what, file, message("give uuids or names of the flow list")))
        return dict(planned)
    rows: list[Placed | Kept] = [*combined.located, *combined.unmatched]
    combined.left_out = [row for row in rows if row.category_id not in ids]
    combined.located = [row for row in combined.located if row.category_id in ids]
    combined.unmatched = [row for row in combined.unmatched if row.category_id in ids]
    for key in planned:
        if key not in kept:
            combined.notes.append(
                message(
                    "category “{name}” is left out: none of its factors can be registered (see {matches})",
                    name=names[key],
                    matches=MATCHES,
                )
            )
    gone = {plan.category_id for plan in planned.values()} - ids
    return {key: replace(plan, parent="") if plan.parent in gone else plan for key, plan in kept.items()}


def _per(factor: SourceFactor) -> str:
    return f" / {factor.unit}" if factor.unit else ""


def place_of(location: str) -> str:
    """Return the place of a factor: "GLO" where the source names none or the world.

    >>> place_of(""), place_of("World"), place_of("TW")
    ('GLO', 'GLO', 'TW')
    """
    return WORLD if fold(location) in _WORLD else location.strip()
