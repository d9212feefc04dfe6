"""Registering a method pack as Brightway methods: all of them or none, and exactly what the pack says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import Problem, ProjectError
from ..messages import message
from ..names import CARBON_FOOTPRINT, OWN_FLOWS
from .project import quiet
from .state import NOTES, ProjectFolder, read_json, sha256_of, write_json

if TYPE_CHECKING:
    from ..method_pack import MethodPack

MethodName = tuple[str, ...]
CFP_METHOD: MethodName = (NOTES, "MOENV", "carbon footprint")


def register_pack(folder: ProjectFolder, pack: MethodPack) -> None:
    """Write one Brightway method per category of the pack, sub-indicators included. The caller holds the project lock.

    Factors go in under integer ids, which spares Brightway a look-up per factor. What was registered is read back and
    compared with the pack. On any failure the methods that were there before are put back.

    Raises
    ------
    ProjectError
        A flow of the pack is in no installed flow list, or Brightway holds something else than the pack says.
    """
    with quiet():
        ids = _flow_ids({str(database) for database in pack.factors["database"].unique()})
        data = _method_data(pack, ids)
        metadata: dict[MethodName, dict[str, Any]] = {
            category.method: {"unit": category.unit, "description": f"{pack.title} ({pack.version})", NOTES: pack.sha256}
            for category in pack.categories
        }
        _write_methods(data, metadata)
        note(folder, pack.name, pack.sha256, list(data))


def register_carbon_footprint(folder: ProjectFolder, identity: str) -> None:
    """Write the method of the ``cfp`` view: 1 kg CO2e per kg of the flow "carbon footprint, CO2-equivalent"."""
    with quiet():
        flow = _flow_ids({OWN_FLOWS})[(OWN_FLOWS, CARBON_FOOTPRINT)]
        _write_methods({CFP_METHOD: [(flow, 1.0)]}, {CFP_METHOD: {"unit": "kg CO2 eq", NOTES: identity}})
        note(folder, "cfp", identity, [CFP_METHOD])


def methods_current(folder: ProjectFolder, pack: str, sha256: str) -> bool:
    """Say, without bw2data, whether a pack is registered whole and its processed arrays are untouched."""
    record = read_json(folder.notes / "methods.json").get(pack, {})
    registered = folder.methods()
    return bool(
        record
        and record.get("sha256") == sha256
        and all(registered.get(tuple(name), {}).get(NOTES) == sha256 for name in record["methods"])
        and all(sha256_of(folder.processed(name)) == digest for name, digest in record["processed"].items())
    )


def note(folder: ProjectFolder, pack: str, sha256: str, names: list[MethodName]) -> None:
    """Note what was registered, with the hashes of the processed arrays; written last, so it stands for completeness."""
    from bw2data import Method

    paths = [Method(name).filepath_processed() for name in names]
    record = {
        "sha256": sha256,
        "methods": [list(name) for name in names],
        "processed": {path.name: sha256_of(path) for path in paths},
    }
    path = folder.notes / "methods.json"
    write_json(path, {**read_json(path), pack: record})


def _flow_ids(databases: set[str]) -> dict[tuple[str, str], int]:
    from bw2data.backends.schema import ActivityDataset

    rows = ActivityDataset.select(ActivityDataset.database, ActivityDataset.code, ActivityDataset.id)
    return {(database, code): id_ for database, code, id_ in rows.where(ActivityDataset.database << list(databases)).tuples()}


def _method_data(pack: MethodPack, ids: dict[tuple[str, str], int]) -> dict[MethodName, list[tuple[int, float]]]:
    names = {category.category_id: category.method for category in pack.categories}
    data: dict[MethodName, list[tuple[int, float]]] = {name: [] for name in names.values()}
    problems = []
    rows = zip(
        pack.factors["category_id"], pack.factors["database"], pack.factors["flow_code"], pack.factors["value"], strict=True
    )
    for category, database, code, value in rows:
        if (database, code) in ids:
            data[names[category]].append((ids[database, code], float(value)))
        else:
            problems.append(
                Problem(
                    message("the flow {code} is not in the flow list “{database}”", code=code, database=database),
                    f"{pack.name}/{category}",
                )
            )
    if problems:
        raise ProjectError(problems)
    return data


def _write_methods(data: dict[MethodName, list[tuple[int, float]]], metadata: dict[MethodName, dict[str, Any]]) -> None:
    from bw2data import Method, methods

    # Asking for a method that is not registered makes Brightway register an empty one; that is nobody's.
    foreign = [name for name in data if name in methods and NOTES not in methods[name] and "num_cfs" in methods[name]]
    if foreign:
        raise ProjectError(
            [
                Problem(message("the method {name} was not made by this program and is left alone", name=" / ".join(name)))
                for name in foreign
            ]
        )
    before = {name: (dict(methods[name]), _loaded(name)) for name in data if name in methods}
    try:
        for name, rows in data.items():
            methods.data[name] = {**metadata[name], "abbreviation": _abbreviation(name)}
            Method(name).write(rows)
        wrong = [name for name, rows in data.items() if sorted(Method(name).load()) != sorted(rows)]
        if wrong:
            raise ProjectError(message("Brightway holds other factors than the pack for {name}", name=wrong[0][-1]))
    except BaseException:
        for name in data:
            if name in before:
                methods.data[name] = before[name][0]
                if before[name][1] is not None:
                    Method(name).write(before[name][1])
            elif name in methods:
                del methods[name]
        raise


def _loaded(name: MethodName) -> list[tuple[int, float]] | None:
    from bw2data import Method
    from bw2data.errors import MissingIntermediateData

    try:
        return list(Method(name).load())
    except MissingIntermediateData:
        return None


def _abbreviation(name: MethodName) -> str:
    from bw2data.ia_data_store import abbreviate

    return str(abbreviate(name))
