"""The lists of elementary flows that stand in a project, read from its database file without importing bw2data.

Lists are ``biosphere3``, the project's own flows, and every database of somebody else's that holds elementary flows alone, as
the biosphere of an ecoinvent release does ("ecoinvent-3.10-biosphere").
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import ProjectError
from ..messages import message
from ..method_pack.flow_lists import HOME, ElementaryFlow, FlowList
from ..names import BIOSPHERE, OWN_FLOWS
from .state import NOTES, ProjectFolder, base_folder

FLOW_TYPES = ("emission", "natural resource", "economic", "inventory indicator", "social", "biosphere")
"""Types of nodes that are elementary flows, as bw2io writes them."""


def shipped_lists() -> tuple[FlowList, ...]:
    """Return the home lists as they would be written to a project: for work without one. Takes a second or two."""
    from ..background import load_own_flows
    from .contents import biosphere_content

    base_folder().mkdir(parents=True, exist_ok=True)  # importing Brightway asks for its directory
    flows = tuple(_flow(BIOSPHERE, dict(node)) for node in biosphere_content().nodes)
    own = tuple(ElementaryFlow(OWN_FLOWS, flow.code, flow.name_en, flow.compartment, flow.unit) for flow in load_own_flows())
    return (FlowList(BIOSPHERE, flows), FlowList(OWN_FLOWS, own))


def project_lists(folder: ProjectFolder) -> tuple[FlowList, ...]:
    """Return the flow lists of a project: the home lists first, then the others by name.

    Raises
    ------
    ProjectError
        The project's database file cannot be read.
    """
    present = [name for name in HOME if name in folder.databases()]
    with _opened(folder) as database:
        names = [*present, *(name for name in sorted(_foreign(folder)) if _holds_flows(database, name))]
        return tuple(FlowList(name, _flows(database, name)) for name in names)


def other_lists(folder: ProjectFolder) -> dict[str, list[Any]]:
    """Return a stamp for each list that is not one of the home lists: it changes when the list was written anew or edited."""
    foreign = _foreign(folder)
    if not foreign:
        return {}
    with _opened(folder) as database:
        return {name: [stamp, *_extent(database, name)] for name, stamp in foreign.items() if _holds_flows(database, name)}


def _foreign(folder: ProjectFolder) -> dict[str, str]:
    """Return the databases that this program did not make, with the time of their last change as Brightway notes it."""
    return {name: str(record.get("modified")) for name, record in folder.databases().items() if NOTES not in record}


@contextmanager
def _opened(folder: ProjectFolder) -> Iterator[sqlite3.Connection]:
    path = folder.path / "lci" / "databases.db"
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as reason:
        raise _unreadable(folder, reason) from reason
    try:
        yield database
    except (sqlite3.Error, pickle.UnpicklingError) as reason:
        raise _unreadable(folder, reason) from reason
    finally:
        database.close()


def _unreadable(folder: ProjectFolder, reason: Exception) -> ProjectError:
    return ProjectError(
        message("the databases of the project “{project}” cannot be read: {reason}", project=folder.name, reason=reason)
    )


def _holds_flows(database: sqlite3.Connection, name: str) -> bool:
    """Say whether a database has nodes, and elementary flows alone."""
    others = f"type IS NULL OR type NOT IN ({', '.join('?' * len(FLOW_TYPES))})"
    if database.execute(
        f"SELECT 1 FROM activitydataset WHERE database = ? AND ({others}) LIMIT 1", (name, *FLOW_TYPES)
    ).fetchone():
        return False
    return database.execute("SELECT 1 FROM activitydataset WHERE database = ? LIMIT 1", (name,)).fetchone() is not None


def _extent(database: sqlite3.Connection, name: str) -> list[int]:
    """Return number, least and greatest id of the nodes: Brightway gives new ids to a database that is written anew."""
    return list(database.execute("SELECT COUNT(*), MIN(id), MAX(id) FROM activitydataset WHERE database = ?", (name,)).fetchone())


def _flows(database: sqlite3.Connection, name: str) -> tuple[ElementaryFlow, ...]:
    rows = database.execute("SELECT code, data FROM activitydataset WHERE database = ? ORDER BY code", (name,))
    return tuple(_flow(name, {**pickle.loads(data), "code": code}) for code, data in rows)


def _flow(database: str, node: dict[str, Any]) -> ElementaryFlow:
    compartment = "/".join(str(part) for part in node.get("categories") or ())
    return ElementaryFlow(database, str(node["code"]), str(node.get("name", "")), compartment, str(node.get("unit", "")))


def exchanges_of(folder: ProjectFolder, database: str) -> list[tuple[str, str, float, str]]:
    """Return the exchanges of a database's processes with other databases: input database, input code, amount, type.

    Raises
    ------
    ProjectError
        The project's database file cannot be read.
    """
    query = "SELECT input_database, input_code, data, type FROM exchangedataset WHERE output_database = ? AND input_database != ?"
    with _opened(folder) as opened:
        rows = opened.execute(query, (database, database)).fetchall()
        return [(source, code, float(pickle.loads(data)["amount"]), kind) for source, code, data, kind in rows]
