"""Finding the elementary flow that a factor of a source is about.

In this order, each step only where the one before found nothing: by UUID; by CAS number and compartment; by name and
compartment, where a name that `words.flow_name` knows is the one biosphere3 has for it; and by a synonym. A CAS number does not
tell fossil from biogenic carbon, nor an ore from another: of several flows the one of the same name is taken, else none; and a
flow whose name says "fossil" is never taken for one that says "biogenic", or for one that says neither. Where number and name
lead to different flows, none is taken. What was not matched keeps its reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ...messages import Message, message
from ...text import fold
from .model import Flow, SourceFactor
from .units import FlowUnit, flow_unit
from .words import compartment, flow_name

UUID, CAS, NAME, SYNONYM, OWN = "uuid", "cas", "name", "synonym", "own"
RANKS = (UUID, NAME, CAS, SYNONYM)
"""The better match first, where several flows of a source lead to one flow."""
Key = tuple[str, str]

_CAS = re.compile(r"0*(\d{2,7})-(\d{2})-(\d)")
_ORIGINS = {
    "fossil": "fossil",
    "non-fossil": "biogenic",
    "nonfossil": "biogenic",
    "biogenic": "biogenic",
    "biogen": "biogenic",
    "from soil or biomass stock": "land use change",
    "land use change": "land use change",
    "peat oxidation": "peat",
    "化石": "fossil",
    "生質": "biogenic",
    "生物源": "biogenic",
    "土地利用變更": "land use change",
}  # fmt: skip
_WORDS = "|".join(sorted(map(re.escape, _ORIGINS), key=len, reverse=True))
_ORIGIN = re.compile(rf"[\s,]*[(（,，]\s*({_WORDS})\s*[)）]?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """The flow of a factor and what it was recognised by; or, with ``flow`` None, the reason why there is none.

    ``wrong`` marks what cannot be right whatever the flow list: an unknown unit, a compartment nobody knows.
    """

    flow: Flow | None
    by: str = ""
    reason: Message | None = None
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A name without its origin of carbon, folded; ``origin`` is "fossil", "biogenic", "land use change", "peat" or ""."""

    name: str
    origin: str


@lru_cache(maxsize=65536)
def named(text: str) -> Named:
    """Take the origin of carbon off a name, however it is written.

    >>> named("methane (fossil)") == named("Methane, fossil"), named("carbon dioxide (biogenic)").origin
    (True, 'biogenic')
    """
    match = _ORIGIN.search(text)
    bare = text[: match.start()] if match else text
    return Named(re.sub(r"[,;]$", "", fold(bare)), _ORIGINS[match[1].lower()] if match else "")


@lru_cache(maxsize=65536)
def cas_number(text: str) -> str:
    """Return a CAS number without leading zeros; "" where the text is none.

    >>> cas_number("000124-38-9"), cas_number("CO2")
    ('124-38-9', '')
    """
    match = _CAS.fullmatch(text.strip())
    return "-".join(match.groups()) if match else ""


class FlowIndex:
    """The flow lists, to be searched by UUID, CAS number and name."""

    def __init__(self, flows: Iterable[Flow]):
        self.flows = tuple(flows)
        self._uuid = {flow.code.casefold(): flow for flow in self.flows}
        self._cas: dict[Key, list[Flow]] = defaultdict(list)
        self._name: dict[tuple[Named, str], list[Flow]] = defaultdict(list)
        self._bare: dict[tuple[str, str], list[Flow]] = defaultdict(list)
        self._anywhere: dict[Named, list[Flow]] = defaultdict(list)
        self._synonym: dict[tuple[str, str], list[Flow]] = defaultdict(list)
        self._located: dict[tuple[str, str, str], Flow] = {}
        self.children: dict[tuple[str, str, str], list[Flow]] = defaultdict(list)
        for flow in self.flows:
            self._add(flow)

    def _add(self, flow: Flow) -> None:
        if flow.location != "GLO":
            self._located[fold(flow.name), flow.compartment.split("/")[0], flow.location] = flow
        if cas_number(flow.cas):
            self._cas[cas_number(flow.cas), flow.compartment].append(flow)
        self._name[named(flow.name), flow.compartment].append(flow)
        self._bare[named(flow.name).name, flow.compartment].append(flow)
        self._anywhere[named(flow.name)].append(flow)
        for synonym in flow.synonyms:
            self._synonym[fold(synonym), flow.compartment].append(flow)
        top, _, sub = flow.compartment.partition("/")
        if sub:
            self.children[fold(flow.name), top, flow.unit].append(flow)

    def located_twin(self, flow: Flow, location: str) -> Flow | None:
        """Return the own flow of a place that stands for ``flow`` there: "Water, evaporated, TW" for water to air in Taiwan."""
        return self._located.get(
            (f"{fold(flow.name)},evaporated,{location.casefold()}", flow.compartment.split("/")[0], location)
        )

    def find(self, factor: SourceFactor) -> Match:
        """Return the flow of a factor, or why there is none."""
        written = flow_unit(factor.unit) if factor.unit.strip() else None
        if factor.unit.strip() and written is None:
            return Match(None, reason=message("unknown unit “{unit}”", unit=factor.unit), wrong=True)
        known = self._uuid.get(factor.uuid.strip().casefold()) if factor.uuid.strip() else None
        if known is not None:
            return self._fitting(known, UUID, factor, written)
        place = compartment(factor.compartment) if any(part.strip() for part in factor.compartment) else ""
        if place is None:
            return Match(
                None,
                reason=message("the compartment “{compartment}” is not known", compartment=" / ".join(factor.compartment)),
                wrong=True,
            )
        if not place:
            return self._without_place(factor, written)
        return self._in_place(factor, place, written)

    def _in_place(self, factor: SourceFactor, place: str, written: FlowUnit | None) -> Match:
        wanted = self._wanted(factor, place)
        by_name = self._name.get((wanted, place), [])
        if not by_name:
            wanted, place, by_name = self._translated(factor, wanted, place)
        by_cas = [flow for flow in self._cas.get((cas_number(factor.cas), place), ()) if _agree(wanted, named(flow.name))]
        chosen = [flow for flow in by_cas if flow in by_name] or by_cas
        if len(chosen) == 1:
            if by_name and chosen[0] not in by_name:
                return _several(
                    message("CAS number and name lead to different flows: {flows}", flows=_names([*chosen, *by_name]))
                )
            return self._fitting(chosen[0], CAS, factor, written)
        if len(by_name) == 1:
            if by_cas and by_name[0] not in by_cas:
                return _several(
                    message("CAS number and name lead to different flows: {flows}", flows=_names([*by_cas, *by_name]))
                )
            return self._fitting(by_name[0], NAME, factor, written)
        if chosen:
            return _several(message("the CAS number is that of several flows: {flows}", flows=_names(chosen)))
        return self._by_synonym(factor, wanted, place, written)

    def _translated(self, factor: SourceFactor, wanted: Named, place: str) -> tuple[Named, str, list[Flow]]:
        """Return name, compartment and flows as the flow list has them, where it has the name of the source under another one."""
        other = flow_name(factor.name, place)
        origin = ""
        if other is None:
            match = _ORIGIN.search(factor.name)
            other = flow_name(factor.name[: match.start()], place) if match else None
            origin = wanted.origin
        if other is None:
            return wanted, place, []
        found = named(other.name)
        there, compartment_there = Named(found.name, origin or found.origin), other.compartment or place
        if (there.name, compartment_there) not in self._bare:
            return wanted, place, []
        return there, compartment_there, self._name.get((there, compartment_there), [])

    def _by_synonym(self, factor: SourceFactor, wanted: Named, place: str, written: FlowUnit | None) -> Match:
        found = {
            flow.code: flow for text in (factor.name, *factor.synonyms) for flow in self._synonym.get((fold(text), place), ())
        }
        for text in factor.synonyms:
            found |= {flow.code: flow for flow in self._name.get((named(text), place), ())}
        agreeing = [flow for flow in found.values() if _agree(wanted, named(flow.name))]
        if len(agreeing) == 1:
            return self._fitting(agreeing[0], SYNONYM, factor, written)
        if agreeing:
            return _several(message("the name is a synonym of several flows: {flows}", flows=_names(agreeing)))
        origins = (
            [flow for flow in self._bare.get((wanted.name, place), ()) if named(flow.name).origin] if not wanted.origin else []
        )
        if origins:
            return _several(message("the name does not say whether fossil or biogenic: {flows}", flows=_names(origins)))
        return Match(None, reason=message("no flow of this name or CAS number in “{compartment}”", compartment=place))

    def _without_place(self, factor: SourceFactor, written: FlowUnit | None) -> Match:
        if any(part.strip() for part in factor.compartment):
            return Match(
                None,
                reason=message("the flow lists have no compartment “{compartment}”", compartment=" / ".join(factor.compartment)),
            )
        found = self._anywhere.get(named(factor.name), []) if factor.name.strip() else []
        if len(found) == 1:
            return self._fitting(found[0], NAME, factor, written)
        if found:
            reason = message("no compartment is given, and the name stands in several: {flows}", flows=_names(found))
            return Match(None, reason=reason, wrong=True)
        return Match(None, reason=message("no flow of this name"))

    def _wanted(self, factor: SourceFactor, place: str) -> Named:
        """Return the name to look for; ILCD's flows of land use leave out whether land is occupied or transformed."""
        if place.endswith("/land"):
            words = " ".join(fold(part) for part in factor.compartment)
            for level, prefix in (("landoccupation", "Occupation, "), ("landtransformation", "Transformation, ")):
                if level in words and not fold(factor.name).startswith(fold(prefix)):
                    return named(prefix + factor.name)
        return named(factor.name)

    def _fitting(self, flow: Flow, by: str, factor: SourceFactor, written: FlowUnit | None) -> Match:
        listed = flow_unit(flow.unit)
        if written is not None and (listed is None or written.brightway != listed.brightway):
            reason = message("the factor is per {unit}, the flow is counted in {listed}", unit=factor.unit, listed=flow.unit)
            return Match(None, by, reason, wrong=by == UUID)
        if factor.direction and flow.direction and factor.direction != flow.direction:
            reason = message(
                "the factor is for an {direction}, the flow is an {listed}", direction=factor.direction, listed=flow.direction
            )
            return Match(None, by, reason)
        return Match(flow, by)


def _agree(one: Named, other: Named) -> bool:
    """Tell whether two names may be of one flow: neither says another origin of its carbon than the other."""
    return one.origin == other.origin


def _several(reason: Message) -> Match:
    return Match(None, reason=reason)


def _names(flows: Iterable[Flow]) -> str:
    found = list(dict.fromkeys(f"{flow.name} ({flow.compartment})" for flow in flows))
    return "; ".join(found[:4]) + ("; …" if len(found) > 4 else "")


def by_rank(way: str) -> int:
    """Return the place of a way of matching among `RANKS`, 0 for the best."""
    return RANKS.index(way)
