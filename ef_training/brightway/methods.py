"""Registering a method pack as Brightway methods: all of them or none, and exactly what the pack says.

One method carries the factors of every flow list of the project (`method_pack.flow_lists`). A method belongs to one pack, which
its record names; packs are kept apart by their families, and what another pack or somebody else registered is not touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import Problem, ProjectError
from ..messages import message
from ..method_pack.checking.registration import MethodName, differences, expected_methods
from ..method_pack.checking.unknown import unknown_flows
from ..names import CARBON_FOOTPRINT, OWN_FLOWS
from .flow_lists import other_lists, project_lists
from .project import quiet
from .registered import CFP, PACK, methods_of, read_methods
from .removal import delete_methods
from .state import NOTES, ProjectFolder, read_json, sha256_of, write_json

if TYPE_CHECKING:
    from ..method_pack import MethodPack

CFP_METHOD: MethodName = (NOTES, "MOENV", "carbon footprint")


def register_pack(folder: ProjectFolder, pack: MethodPack) -> tuple[MethodName, ...]:
    """Write one Brightway method per category of the pack, sub-indicators included; return their names.

    The caller holds the project lock. Factors go in under integer ids, which spares Brightway a look-up per factor. What was
    registered is read back and compared with the pack. On any failure the methods that were there before are put back. Methods
    of an earlier state of the pack that it has no more are removed.

    Raises
    ------
    ProjectError
        A flow of the pack is in no installed flow list, a method of that name is another pack's or somebody else's, or Brightway
        holds something else than the pack says.
    """
    lists = project_lists(folder)
    expected = expected_methods(pack, lists)
    _demand_own(folder, pack.name, expected)
    unknown = unknown_flows(pack, lists)
    if unknown:
        raise ProjectError(unknown)
    with quiet():
        ids = _flow_ids({database for method in expected.values() for database, _ in method.factors})
        data = {name: [(ids[key], value) for key, value in method.factors.items()] for name, method in expected.items()}
        metadata: dict[MethodName, dict[str, Any]] = {
            tuple(category.method): {
                "unit": category.unit,
                "description": f"{pack.title} ({pack.version})",
                NOTES: pack.sha256,
                PACK: pack.name,
            }
            for category in pack.categories
        }
        before = methods_of(folder, pack.name)
        _write_methods(data, metadata, lambda: differences(expected, read_methods(expected)))
        delete_methods([name for name in before if name not in data])
        note(folder, pack.name, pack.sha256, list(data), lists=other_lists(folder))
    return tuple(data)


def register_carbon_footprint(folder: ProjectFolder, identity: str) -> None:
    """Write the method of the ``cfp`` view: 1 kg CO2e per kg of the flow "carbon footprint, CO2-equivalent"."""
    with quiet():
        flow = _flow_ids({OWN_FLOWS})[(OWN_FLOWS, CARBON_FOOTPRINT)]
        _write_methods({CFP_METHOD: [(flow, 1.0)]}, {CFP_METHOD: {"unit": "kg CO2 eq", NOTES: identity}}, list)
        note(folder, CFP, identity, [CFP_METHOD])


def methods_current(folder: ProjectFolder, pack: str, sha256: str) -> bool:
    """Say, without bw2data, whether a pack is registered whole and untouched and no flow list is new.

    Untouched are unit and abbreviation in Brightway's record, and the files of the factors, written and processed.
    """
    record = read_json(folder.notes / "methods.json").get(pack, {})
    registered = folder.methods()
    return bool(
        record
        and record.get("sha256") == sha256
        and [_marks(registered.get(tuple(name), {})) for name in record["methods"]] == record.get("marks")
        and all(registered.get(tuple(name), {}).get(NOTES) == sha256 for name in record["methods"])
        and all(sha256_of(folder.processed(name)) == digest for name, digest in record["processed"].items())
        and all(sha256_of(folder.written(name)) == digest for name, digest in record["written"].items())
        and (pack == CFP or record.get("lists", {}) == other_lists(folder))
    )


def note(
    folder: ProjectFolder, pack: str, sha256: str, names: list[MethodName], *, lists: dict[str, list[Any]] | None = None
) -> None:
    """Note what was registered, with the hashes of its files; written last, so it stands for completeness.

    ``lists`` are the stamps of the flow lists beside the home lists whose flows the methods carry.
    """
    from bw2data import Method, methods

    paths = [Method(name).filepath_processed() for name in names]
    files = [f"{Method(name).filename}.pickle" for name in names]
    record = {
        "sha256": sha256,
        "methods": [list(name) for name in names],
        "marks": [_marks(methods[name]) for name in names],
        "processed": {path.name: sha256_of(path) for path in paths},
        "written": {name: sha256_of(folder.written(name)) for name in files},
        "lists": lists or {},
    }
    path = folder.notes / "methods.json"
    write_json(path, {**read_json(path), pack: record})


def _marks(data: Mapping[str, Any]) -> list[str]:
    """Return what of Brightway's record of a method decides its unit and its files."""
    return [str(data.get("unit", "")), str(data.get("abbreviation", ""))]


def _flow_ids(databases: set[str]) -> dict[tuple[str, str], int]:
    from bw2data.backends.schema import ActivityDataset

    rows = ActivityDataset.select(ActivityDataset.database, ActivityDataset.code, ActivityDataset.id)
    return {(database, code): id_ for database, code, id_ in rows.where(ActivityDataset.database << list(databases)).tuples()}


def _demand_own(folder: ProjectFolder, pack: str, wanted: Any) -> None:
    """Refuse names that are another pack's."""
    records = read_json(folder.notes / "methods.json")
    holders = {tuple(name): other for other, record in records.items() if other != pack for name in record.get("methods", ())}
    held = folder.methods()
    taken = {name: holders[name] for name in wanted if name in holders and NOTES in held.get(name, {})}
    if taken:
        raise ProjectError(
            [
                Problem(
                    message("the method {name} belongs to the pack “{pack}”", name=" / ".join(name), pack=other),
                    mend=message("give the pack a family of its own in datapackage.json, or remove “{pack}” first", pack=other),
                )
                for name, other in taken.items()
            ]
        )


def _write_methods(
    data: dict[MethodName, list[tuple[int, float]]], metadata: dict[MethodName, dict[str, Any]], check: Any
) -> None:
    """Write methods and check them; on any failure put back what was there."""
    from bw2data import Method, methods

    # Asking for a method that is not registered makes Brightway register an empty one; that is nobody's.
    foreign = [name for name in data if name in methods and NOTES not in methods[name] and "num_cfs" in methods[name]]
    if foreign:
        raise ProjectError(
            [
                Problem(
                    message("the method {name} was not made by this program and is left alone", name=" / ".join(name)),
                    mend=message("delete it in Brightway, or copy it to a name of another family"),
                )
                for name in foreign
            ]
        )
    before = {name: (dict(methods[name]), _loaded(name)) for name in data if name in methods}
    try:
        for name, rows in data.items():
            methods.data[name] = {**metadata[name], "abbreviation": _abbreviation(name)}
            _with_known_ids(name).write(rows)
        wrong = check()
        if wrong:
            raise ProjectError(wrong)
    except BaseException:
        for name in data:
            if name in before:
                methods.data[name] = before[name][0]
                if before[name][1] is not None:
                    Method(name).write(before[name][1])
                methods.flush()
            elif name in methods:
                delete_methods([name])
        raise


def _with_known_ids(name: MethodName) -> Any:
    """Return a `bw2data.Method` that does not ask the database for every id: the ids have just come from it."""
    from bw2data import Method, config, geomapping
    from bw2data.utils import as_uncertainty_dict

    place = geomapping[config.global_location]

    class KnownIds(Method):  # type: ignore[misc]
        def process_row(self, row: tuple[int, float]) -> dict[str, Any]:
            return {**as_uncertainty_dict(row[1]), "row": row[0], "col": place}

    return KnownIds(name)


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
