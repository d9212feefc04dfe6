"""Methods as Brightway holds them: this program's, read back for comparison, and those of others by family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..method_pack.checking.registration import MethodName, RegisteredMethod
from .project import quiet
from .state import NOTES, ProjectFolder, read_json

CFP = "cfp"
"""Under this name the method of the ``cfp`` view is noted, which belongs to no pack."""
PACK = "pack"
CERTAIN = 1
"""The greatest of the uncertainty types of stats_arrays that are no distribution (0 undefined, 1 none)."""


def registered_packs(folder: ProjectFolder) -> tuple[str, ...]:
    """Return the names of the packs that are registered in a project, as noted. Does not import bw2data."""
    return tuple(sorted(name for name in read_json(folder.notes / "methods.json") if name != CFP))


def methods_of(folder: ProjectFolder, pack: str) -> tuple[MethodName, ...]:
    """Return the names of the methods that this program made for a pack and that still stand, in the order of registering.

    Found by the notes and by the mark on the method itself, so that those of a pack whose note was lost are found too.
    """
    held = folder.methods()
    noted = [tuple(name) for name in read_json(folder.notes / "methods.json").get(pack, {}).get("methods", ())]
    marked = [name for name, record in held.items() if record.get(PACK) == pack and NOTES in record]
    return tuple(name for name in dict.fromkeys([*noted, *marked]) if NOTES in held.get(name, {}))


def foreign_methods(folder: ProjectFolder, family: str) -> tuple[MethodName, ...]:
    """Return the methods of a pack's family that hold factors and that this program did not make."""
    held = folder.methods()
    return tuple(
        sorted(name for name, data in held.items() if name[:2] == (NOTES, family) and NOTES not in data and "num_cfs" in data)
    )


def lists_gone(folder: ProjectFolder, pack: str) -> tuple[str, ...]:
    """Return the flow lists that carried factors of a pack when it was registered and that are no longer in the project."""
    noted = read_json(folder.notes / "methods.json").get(pack, {}).get("lists", {})
    return tuple(sorted(set(noted) - set(folder.databases())))


def other_families(folder: ProjectFolder) -> dict[MethodName, int]:
    """Return the families of methods that this program did not make, with their numbers of methods.

    A family is the name without its last two parts, category and indicator: ("ecoinvent-3.10", "EF v3.1"). A name of two or
    fewer parts counts by its first.
    """
    foreign = (name for name, record in folder.methods().items() if NOTES not in record and "num_cfs" in record)
    return dict(sorted(Counter(name[:-2] or name[:1] for name in foreign).items()))


@dataclass
class _Factors:
    """Factors of a method, written or processed: flow (id or key) and factor, places that are not the world, distributions."""

    values: list[tuple[Any, float]] = field(default_factory=list)
    located: dict[Any, str] = field(default_factory=dict)
    uncertain: set[Any] = field(default_factory=set)

    def flows(self) -> set[Any]:
        return {flow for flow, _ in self.values}


def read_methods(names: Iterable[MethodName]) -> dict[MethodName, RegisteredMethod]:
    """Return methods of the current project as they were written and as they were processed; absent ones are left out."""
    with quiet():
        from bw2data import methods

        present = [name for name in names if name in methods]
        read = {name: (_rows(name), _arrays(name)) for name in present}
        keys = _keys({flow for both in read.values() for each in both for flow in each.flows() if isinstance(flow, int)})
        return {
            name: RegisteredMethod(
                name,
                str(methods[name].get("unit", "")),
                tuple((_key(flow, keys), value) for flow, value in rows.values),
                tuple((_key(flow, keys), value) for flow, value in arrays.values),
                {_key(flow, keys): place for flow, place in {**arrays.located, **rows.located}.items()},
                frozenset(_key(flow, keys) for flow in rows.uncertain | arrays.uncertain),
            )
            for name, (rows, arrays) in read.items()
        }


def _rows(name: MethodName) -> _Factors:
    from bw2data import Method, config
    from bw2data.errors import MissingIntermediateData

    found = _Factors()
    try:
        rows = Method(name).load()
    except MissingIntermediateData:
        return found
    for flow, amount, *place in rows:
        found.values.append((flow, _amount(amount)))
        if place and place[0] != config.global_location:
            found.located[flow] = str(place[0])
        if isinstance(amount, dict) and _spread(amount.get("uncertainty_type", amount.get("uncertainty type")), amount):
            found.uncertain.add(flow)
    return found


def _arrays(name: MethodName) -> _Factors:
    """Read the processed arrays as bw2calc does, which uses the rows alone whose column is the world's."""
    from bw2data import Method, config, geomapping

    found = _Factors()
    if not Method(name).filepath_processed().is_file():
        return found
    package = Method(name).datapackage()
    places = {number: str(place) for place, number in geomapping.items()}
    for group, content in package.groups.items():
        kinds = {resource.get("kind") for resource in content.resources}
        indices = package.get_resource(f"{group}.indices")[0]
        values = package.get_resource(f"{group}.data")[0]
        if "flip" in kinds:
            values = values.copy()
            values[package.get_resource(f"{group}.flip")[0]] *= -1
        flows = [int(id_) for id_ in indices["row"]]
        found.values += zip(flows, values.tolist(), strict=True)
        world = content.resources[0].get("global_index", geomapping[config.global_location])
        for number in (indices["col"] != world).nonzero()[0].tolist():
            place = int(indices["col"][number])
            found.located[flows[number]] = places.get(place, str(place))
        if "distributions" in kinds:
            records = package.get_resource(f"{group}.distributions")[0]
            found.uncertain |= {flows[number] for number in (records["uncertainty_type"] > CERTAIN).nonzero()[0].tolist()}
    return found


def _spread(kind: Any, amount: dict[str, Any]) -> bool:
    """Say whether a record of a factor has a distribution, or a middle that is not its amount."""
    return int(kind or 0) > CERTAIN or amount.get("loc", amount["amount"]) != amount["amount"]


def _amount(value: Any) -> float:
    """Return a factor; one with uncertainty is a record with its amount."""
    return float(value["amount"]) if isinstance(value, dict) else float(value)


def _key(flow: Any, keys: dict[int, tuple[str, str]]) -> tuple[str, str]:
    if isinstance(flow, int):
        return keys.get(flow, ("", str(flow)))
    return (str(flow[0]), str(flow[1]))


def _keys(ids: set[int]) -> dict[int, tuple[str, str]]:
    """Return (database, code) of nodes by id. One query for all nodes: faster than asking for thousands of ids."""
    from bw2data.backends.schema import ActivityDataset

    rows = ActivityDataset.select(ActivityDataset.id, ActivityDataset.database, ActivityDataset.code)
    return {id_: (database, code) for id_, database, code in rows.tuples() if id_ in ids}
