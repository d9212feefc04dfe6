"""Methods as Brightway holds them: this program's, read back for comparison, and those of others by family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ..method_pack.checking.registration import MethodName, RegisteredMethod
from .project import quiet
from .state import NOTES, ProjectFolder, read_json

CFP = "cfp"
"""Under this name the method of the ``cfp`` view is noted, which belongs to no pack."""
PACK = "pack"


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


def other_families(folder: ProjectFolder) -> dict[MethodName, int]:
    """Return the families of methods that this program did not make, with their numbers of methods.

    A family is the name without its last two parts, category and indicator: ("ecoinvent-3.10", "EF v3.1"). A name of two or
    fewer parts counts by its first.
    """
    foreign = (name for name, record in folder.methods().items() if NOTES not in record and "num_cfs" in record)
    return dict(sorted(Counter(name[:-2] or name[:1] for name in foreign).items()))


def read_methods(names: Iterable[MethodName]) -> dict[MethodName, RegisteredMethod]:
    """Return methods of the current project as they were written and as they were processed; absent ones are left out."""
    with quiet():
        from bw2data import methods

        present = [name for name in names if name in methods]
        read = {name: (_rows(name), _arrays(name)) for name in present}
        keys = _keys({flow for rows, arrays in read.values() for flow, _ in (*rows, *arrays) if isinstance(flow, int)})
        return {
            name: RegisteredMethod(
                name,
                str(methods[name].get("unit", "")),
                tuple((_key(flow, keys), value) for flow, value in rows),
                tuple((_key(flow, keys), value) for flow, value in arrays),
            )
            for name, (rows, arrays) in read.items()
        }


def _rows(name: MethodName) -> list[tuple[Any, float]]:
    from bw2data import Method
    from bw2data.errors import MissingIntermediateData

    try:
        return [(row[0], _amount(row[1])) for row in Method(name).load()]
    except MissingIntermediateData:
        return []


def _arrays(name: MethodName) -> list[tuple[Any, float]]:
    from bw2data import Method

    if not Method(name).filepath_processed().is_file():
        return []
    package = Method(name).datapackage()
    found: list[tuple[Any, float]] = []
    for group in package.groups:
        ids = package.get_resource(f"{group}.indices")[0]["row"]
        found += zip((int(id_) for id_ in ids), package.get_resource(f"{group}.data")[0].tolist(), strict=True)
    return found


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
