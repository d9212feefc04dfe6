"""Replacing Brightway databases safely.

``bw2data.Database.write`` empties the old database when it fails and gives every node a new id, which orphans the processed
arrays and methods that point to the old ones. `replace_databases` instead changes rows inside one SQLite transaction:

* every input must exist and every amount must be a finite number, checked before anything is touched;
* a code that stays keeps its id; a code that goes must not be consumed by a database that stays;
* databases are marked dirty before, registered (when new) and processed after the commit. A kill before the commit leaves the
  old content, a kill after it the new: Brightway processes a dirty database anew when it is next read.
"""

from __future__ import annotations

import math
import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..errors import Problem, ProjectError
from ..messages import message
from .project import quiet
from .state import NOTES, ProjectFolder, content_hash, read_json, sha256_of, write_json

Key = tuple[str, str]


@dataclass(frozen=True)
class DatabaseContent:
    """A database to be written.

    ``nodes`` are Brightway datasets: dicts with ``code`` (ASCII), ``name``, ``unit``, ``type``, ``location`` and
    ``exchanges``, each with ``input`` (database, code), ``amount``, ``type`` and whatever else is to be kept. ``metadata``
    goes into ``databases.json``. ``identity`` stands for the content where it is made from a source whose hash is known (a
    file, a table); else the nodes are hashed.
    """

    name: str
    nodes: Sequence[Mapping[str, Any]]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    identity: str = ""

    @cached_property
    def content(self) -> str:
        """Hash of everything that will be written."""
        return self.identity or content_hash([self.name, list(self.nodes), dict(self.metadata)])


def replace_databases(folder: ProjectFolder, contents: Sequence[DatabaseContent]) -> None:
    """Write or replace several databases of the current project, all or nothing. The caller holds the project lock.

    Raises
    ------
    ProjectError
        With every problem found: foreign database of that name, unknown input, amount that is no finite number, code that others
        still consume. The project is unchanged then.
    """
    with quiet():
        from bw2data import databases

        problems = [
            Problem(message("the database “{name}” was not made by this program and is left alone", name=content.name))
            for content in contents
            if content.name in databases and NOTES not in databases[content.name]
        ]
        if problems:
            raise ProjectError(problems)
        _check(contents)
        for content in contents:
            if content.name in databases:
                databases[content.name]["dirty"] = True
        databases.flush()
        _commit(contents)
        _register(contents)
        _process(folder, contents)


def _check(contents: Sequence[DatabaseContent]) -> None:
    from bw2data.backends.schema import ActivityDataset, ExchangeDataset
    from bw2data.configuration import labels

    new = {content.name: {str(node["code"]) for node in content.nodes} for content in contents}
    problems: list[Problem] = []
    asked: dict[Key, str] = {}
    for content in contents:
        if len(new[content.name]) != len(content.nodes):
            problems.append(Problem(message("a code stands twice in the database “{name}”", name=content.name)))
        for node in content.nodes:
            where = f"{content.name}/{node['code']}"
            if not str(node["code"]).isascii():
                problems.append(Problem(message("the code is not ASCII"), where))
            for exchange in node.get("exchanges", ()):
                amount = exchange.get("amount")
                if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not math.isfinite(amount):
                    problems.append(Problem(message("the amount {amount} is not a finite number", amount=repr(amount)), where))
                if exchange.get("type") not in labels.lci_edge_types:
                    problems.append(Problem(message("unknown type of exchange “{type}”", type=exchange.get("type")), where))
                asked.setdefault(tuple(exchange["input"]), where)
    stored = {
        (database, code)
        for database in {key[0] for key in asked} - set(new)
        for (code,) in ActivityDataset.select(ActivityDataset.code).where(ActivityDataset.database == database).tuples()
    }
    for (database, code), where in asked.items():
        if code not in new.get(database, ()) and (database, code) not in stored:
            problems.append(
                Problem(message("the input {code} of database “{database}” does not exist", code=code, database=database), where)
            )
    consumers = ExchangeDataset.select(
        ExchangeDataset.input_database, ExchangeDataset.input_code, ExchangeDataset.output_database
    ).where(ExchangeDataset.input_database << list(new), ExchangeDataset.output_database.not_in(list(new)))
    for database, code, consumer in consumers.distinct().tuples():
        if code not in new[database]:
            problems.append(
                Problem(
                    message("{code} would be dropped, but the database “{consumer}” consumes it", code=code, consumer=consumer),
                    f"{database}/{code}",
                )
            )
    if problems:
        raise ProjectError(problems)


def _commit(contents: Sequence[DatabaseContent]) -> None:
    from bw2data.backends import sqlite3_lci_db

    with sqlite3_lci_db.db.atomic():
        for content in contents:
            _write_rows(sqlite3_lci_db.db, content)


def _write_rows(db: Any, content: DatabaseContent) -> None:
    from bw2data.snowflake_ids import snowflake_id_generator

    known = dict(db.execute_sql("SELECT code, id FROM activitydataset WHERE database = ?", (content.name,)).fetchall())
    codes = {node["code"] for node in content.nodes}
    gone = [(id_,) for code, id_ in known.items() if code not in codes]
    db.execute_sql("DELETE FROM exchangedataset WHERE output_database = ?", (content.name,))
    _many(db, "DELETE FROM activitydataset WHERE id = ?", gone)
    _many(
        db,
        "INSERT OR REPLACE INTO activitydataset (id, data, code, database, location, name, product, type) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                known.get(node["code"]) or next(snowflake_id_generator),
                _pickled(_node_data(content.name, node)),
                node["code"],
                content.name,
                node.get("location"),
                node.get("name"),
                node.get("reference product"),
                node["type"],
            )
            for node in content.nodes
        ),
    )
    _many(
        db,
        "INSERT INTO exchangedataset (id, data, input_code, input_database, output_code, output_database, type) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                next(snowflake_id_generator),
                _pickled({**exchange, "input": tuple(exchange["input"]), "output": (content.name, node["code"])}),
                exchange["input"][1],
                exchange["input"][0],
                node["code"],
                content.name,
                exchange["type"],
            )
            for node in content.nodes
            for exchange in node.get("exchanges", ())
        ),
    )


def _node_data(database: str, node: Mapping[str, Any]) -> dict[str, Any]:
    return {**{key: value for key, value in node.items() if key != "exchanges"}, "database": database}


def _pickled(data: Mapping[str, Any]) -> bytes:
    return pickle.dumps(dict(data), protocol=4)


def _many(db: Any, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
    db.connection().executemany(sql, rows)


def _register(contents: Sequence[DatabaseContent]) -> None:
    from bw2data import Database, databases, geomapping

    for content in contents:
        locations = {node["location"] for node in content.nodes if node.get("location")}
        geomapping.add(locations)
        record = {**content.metadata, NOTES: {"content": content.content}, "number": len(content.nodes), "dirty": True}
        if content.name not in databases:
            Database(content.name).register(write_empty=False, **record)
        databases[content.name].update(record)
        databases.set_modified(content.name)
        databases.flush()
        _announce(content.name)


def _announce(name: str) -> None:
    """Send Brightway's write signal.

    In a project without revisions Brightway's own receiver compares every row with nothing, for seconds, and then throws the
    comparison away; there it is left out. All other receivers are told.
    """
    from bw2data import projects
    from bw2data.project import signal_dispatcher_on_database_write as record_revision
    from bw2data.signals import on_database_write

    if projects.dataset.is_sourced:
        on_database_write.send(name=name)
        return
    on_database_write.disconnect(record_revision)
    try:
        on_database_write.send(name=name)
    finally:
        on_database_write.connect(record_revision)


def _process(folder: ProjectFolder, contents: Sequence[DatabaseContent]) -> None:
    from bw2data import Database

    notes = folder.notes / "databases.json"
    for content in contents:
        database = Database(content.name)
        database.make_searchable(reset=True, signal=False)
        database.process()
        path = database.filepath_processed()
        write_json(
            notes,
            {
                **read_json(notes),
                content.name: {"content": content.content, "processed": path.name, "processed_sha256": sha256_of(path)},
            },
        )
