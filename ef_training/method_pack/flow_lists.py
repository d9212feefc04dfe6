"""Flow lists, and what a pack's factors are in each of them.

A pack names the flows of its home lists (biosphere3, the project's own flows). Another list that stands in the same project,
such as the biosphere of an ecoinvent release, holds most of the same flows under the same codes. One Brightway method then has
to carry the factors of all of them, each flow once, since Brightway adds up what stands twice.

For every flow of another list, its counterpart at home is sought: the flow of the same code, counted in the same unit; else the
one flow of exactly the same name, compartment and unit. A code whose unit differs has no counterpart, and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from ..names import BIOSPHERE, OWN_FLOWS

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str]
HOME = (BIOSPHERE, OWN_FLOWS)
"""The lists whose flows packs name."""
BY_CODE, BY_NAME = "code", "name"


@dataclass(frozen=True, slots=True)
class ElementaryFlow:
    """A flow of a list; ``compartment`` is written "air/urban air close to ground", ``unit`` in Brightway's spelling."""

    database: str
    code: str
    name: str
    compartment: str
    unit: str

    @property
    def key(self) -> Key:
        """Database and code."""
        return (self.database, self.code)

    @property
    def described(self) -> Key:
        """Name with compartment, and unit: what tells flows apart where codes do not."""
        return (f"{self.name}\n{self.compartment}", self.unit)


@dataclass(frozen=True)
class FlowList:
    """A database of elementary flows; ``name`` is the database's."""

    name: str
    flows: tuple[ElementaryFlow, ...]

    @cached_property
    def by_code(self) -> dict[str, ElementaryFlow]:
        """Code → flow."""
        return {flow.code: flow for flow in self.flows}


@dataclass(frozen=True)
class Counterparts:
    """What the flows of another list are at home.

    ``home`` maps codes of the list to keys at home, ``how`` says by what they were found (`BY_CODE`, `BY_NAME`), ``clashes`` are
    flows of the list whose code is one at home but whose unit is another.
    """

    home: Mapping[str, Key]
    how: Mapping[str, str]
    clashes: tuple[ElementaryFlow, ...] = ()


class Listed(Protocol):
    """What a flow of any list says of itself."""

    @property
    def database(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def compartment(self) -> str: ...
    @property
    def unit(self) -> str: ...


class FlowUnits(dict[Key, str]):
    """Units of flows by (database, code); ``described`` holds their names and compartments by the same keys."""

    def __init__(self, flows: Iterable[Listed]) -> None:
        super().__init__()
        self.described: dict[Key, tuple[str, str]] = {}
        for flow in flows:
            self[flow.database, flow.code] = flow.unit
            self.described[flow.database, flow.code] = (flow.name, flow.compartment)


def flow_units(lists: Iterable[FlowList]) -> FlowUnits:
    """Return units and names of every flow by (database, code), as `load_pack` takes them."""
    return FlowUnits(flow for each in lists for flow in each.flows)


def counterparts(lists: Sequence[FlowList], name: str) -> Counterparts:
    """Find the counterparts at home of the flows of the list ``name``.

    Examples
    --------
    >>> home = FlowList("biosphere3", (ElementaryFlow("biosphere3", "a", "Ammonia", "air", "kilogram"),))
    >>> other = FlowList("eco", (ElementaryFlow("eco", "z", "Ammonia", "air", "kilogram"),))
    >>> counterparts([home, other], "eco").home
    {'z': ('biosphere3', 'a')}
    """
    here = next(each for each in lists if each.name == name)
    codes: dict[str, ElementaryFlow] = {}
    described: dict[Key, ElementaryFlow | None] = {}
    for flow in (flow for each in lists if each.name in HOME for flow in each.flows):
        codes.setdefault(flow.code, flow)
        described[flow.described] = None if flow.described in described else flow
    home, how, clashes = {}, {}, []
    for flow in here.flows:
        same_code, same_name = codes.get(flow.code), described.get(flow.described)
        if same_code is not None and same_code.unit == flow.unit:
            home[flow.code], how[flow.code] = same_code.key, BY_CODE
        elif same_code is not None:
            clashes.append(flow)
        elif same_name is not None:
            home[flow.code], how[flow.code] = same_name.key, BY_NAME
    return Counterparts(home, how, tuple(clashes))


def registered_factors(factors: pd.DataFrame, lists: Sequence[FlowList]) -> dict[str, dict[Key, float]]:
    """Return what the method of each category has to hold: (database, code) → factor, over all lists.

    Parameters
    ----------
    factors : DataFrame
        Of a `MethodPack`: category_id, database, flow_code, value (in the category's unit per unit of the flow).
    lists : sequence of FlowList
        All lists of the project. A factor that names a flow of another list itself goes before that of its counterpart.
    """
    held: dict[str, dict[Key, float]] = {}
    by_flow: dict[Key, list[tuple[str, float]]] = {}
    for category, database, code, value in zip(
        factors["category_id"], factors["database"], factors["flow_code"], factors["value"], strict=True
    ):
        held.setdefault(category, {})[database, code] = float(value)
        by_flow.setdefault((database, code), []).append((category, float(value)))
    for each in lists:
        if each.name in HOME:
            continue
        for code, key in counterparts(lists, each.name).home.items():
            for category, value in by_flow.get(key, ()):
                held[category].setdefault((each.name, code), value)
    return held
