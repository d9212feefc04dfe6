"""Arrays of a Brightway project for calculation: processed datapackages, node tables, characterisation factors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .project import quiet

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Node:
    """A process or elementary flow: Brightway's id in this project, its key, and what a reader needs to know it."""

    id: int
    database: str
    code: str
    name: str
    place: str
    unit: str


def datapackages(names: Iterable[str]) -> list[Any]:
    """Return the processed datapackages of databases of the current project; a dirty database is processed first."""
    with quiet():
        from bw2data import Database

        return [Database(name).datapackage() for name in names]


def method_datapackage(method: tuple[str, ...]) -> Any:
    """Return the processed datapackage of a method."""
    with quiet():
        from bw2data import Method

        return Method(method).datapackage()


def nodes(names: Iterable[str]) -> dict[int, Node]:
    """Return every node of the databases by id; ``place`` is the location of a process, the compartment of a flow."""
    with quiet():
        from bw2data.backends.schema import ActivityDataset

        rows = ActivityDataset.select(ActivityDataset.id, ActivityDataset.database, ActivityDataset.code, ActivityDataset.data)
        return {
            id_: Node(
                id_,
                database,
                code,
                data.get("name", ""),
                "/".join(data.get("categories") or ()) or data.get("location", ""),
                data.get("unit", ""),
            )
            for id_, database, code, data in rows.where(ActivityDataset.database << list(names)).tuples()
        }


def node_id(key: tuple[str, str]) -> int:
    """Return Brightway's integer id of a (database, code)."""
    with quiet():
        from bw2data.backends.schema import get_id

        return int(get_id(key))


def characterisation(method: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the flow ids (int64) and factors (float32, as processed) of a registered method, rows of one flow added up."""
    import numpy as np

    package = method_datapackage(method)
    ids, values = [], []
    for group in package.groups:
        indices = package.get_resource(f"{group}.indices")[0]
        ids.append(indices["row"])
        values.append(package.get_resource(f"{group}.data")[0])
    flows, position = np.unique(np.concatenate(ids), return_inverse=True)
    summed = np.zeros(len(flows), dtype=np.float32)
    np.add.at(summed, position, np.concatenate(values).astype(np.float32))
    return flows, summed
