"""Snapshots of MOENV's catalogue: every update is kept whole, so that old results can be made again.

A snapshot is a folder ``DATE-HASH`` with ``moenv_factors.csv`` (the columns of the shipped table and ``withdrawn``) and
``snapshot.json`` (rows, sha256, when and of what it was made, what changed). It is written beside its place and renamed into
it, read-only from then on, and its hash is compared whenever it is loaded. "shipped" is the table that comes with the program.

The folder of all snapshots is ``factors`` in the user's data directory (platformdirs: ``~/.local/share/ef-training``,
``~/Library/Application Support/ef-training``, ``%LOCALAPPDATA%\\ef-training``); the environment variable ``EF_TRAINING_DATA``
names another directory. The file ``in-use`` in it holds the name of the snapshot in use; without it that is "shipped".
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import stat
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from ..errors import DataError, EFTrainingError, OutputError, Problem, cannot_write
from ..files import data_folder, write_file
from ..messages import message
from ..tables import guarded, read_bytes, sha256, shipped
from ..units import find_unit
from .catalogue import COLUMNS, PERSONS, SHIPPED, Factor, FactorCatalogue, load_factors, read_factors
from .spelling import close_to

TABLE = "moenv_factors.csv"
RECORD = "snapshot.json"
IN_USE = "in-use"
FORMAT = "ef-training factor snapshot, version 1"


@dataclass(frozen=True)
class Snapshot:
    """One kept state of the catalogue.

    ``made`` is the ISO date of the update, ``source`` the file or address it was read from, ``before`` the snapshot it was made
    from; ``added``, ``changed`` and ``withdrawn`` count rows against that one. All of these are empty or 0 for the shipped table.
    """

    name: str
    path: Path
    rows: int
    sha256: str
    made: str = ""
    source: str = ""
    before: str = ""
    added: int = 0
    changed: int = 0
    withdrawn: int = 0


def snapshots_folder() -> Path:
    """Return the folder of the snapshots; it need not exist."""
    return data_folder() / "factors"


def snapshots() -> tuple[Snapshot, ...]:
    """Return all snapshots, the shipped table first, then by date.

    Raises
    ------
    DataError
        The record of a snapshot cannot be read.
    """
    catalogue = load_factors()
    first = Snapshot(SHIPPED, _shipped_table(), len(catalogue), catalogue.sha256)
    records = snapshots_folder().glob(f"[!.]*/{RECORD}")
    return first, *sorted((_record(path.parent.name) for path in records), key=lambda kept: (kept.made, kept.name))


def in_use() -> str:
    """Return the name of the snapshot in use."""
    try:
        return (snapshots_folder() / IN_USE).read_text(encoding="utf-8").strip() or SHIPPED
    except FileNotFoundError:
        return SHIPPED
    except (OSError, UnicodeDecodeError) as reason:
        text = message("it cannot be told which snapshot of the factors is in use: {reason}", reason=reason)
        raise DataError(Problem(text, IN_USE, message("choose one: “ef-training factors use shipped”"))) from reason


def load_snapshot(name: str | None = None) -> FactorCatalogue:
    """Load a snapshot of the catalogue; without a name the one in use.

    Raises
    ------
    DataError
        There is none of that name, or its table is not the one that was kept.

    Examples
    --------
    >>> load_snapshot("shipped").snapshot
    'shipped'
    """
    name = name or in_use()
    if name == SHIPPED:
        return load_factors()
    snapshot = _record(name)
    content = read_bytes(snapshot.path, DataError)
    if sha256(content) != snapshot.sha256:
        raise DataError(
            Problem(
                message("the snapshot “{name}” was changed or damaged after it was made", name=name),
                str(snapshot.path),
                message("use another one, see “ef-training factors snapshots”, or update again"),
            )
        )
    return read_factors(content, f"{name}/{TABLE}", snapshot=name)


def use_snapshot(name: str) -> FactorCatalogue:
    """Make a snapshot the one in use, and return its catalogue. Raises `DataError` as `load_snapshot` does."""
    catalogue = load_snapshot(name)
    folder = _made(snapshots_folder())
    write_file(folder / IN_USE, f"{catalogue.snapshot}\n".encode())
    return catalogue


def keep_snapshot(
    factors: Iterable[Factor], *, made: date, source: str, before: str, added: int, changed: int, withdrawn: int
) -> Snapshot:
    """Write a snapshot, read-only, and return it; one of the same day and content that is there already is left as it is.

    Raises
    ------
    OutputError
        The folder cannot be written to, or what was written does not read back as the same factors; nothing of the snapshot is
        left then.
    """
    rows = tuple(factors)
    content = table_of(rows)
    digest = sha256(content)
    name = f"{made.isoformat()}-{digest[:8]}"
    place = snapshots_folder() / name
    snapshot = Snapshot(name, place / TABLE, len(rows), digest, made.isoformat(), source, before, added, changed, withdrawn)
    if place.exists():
        return _record(name)
    record = {"format": FORMAT, **{key: value for key, value in asdict(snapshot).items() if key != "path"}}
    part = _made(snapshots_folder()) / f".{name}.{os.getpid()}.part"
    try:
        part.mkdir()
        (part / TABLE).write_bytes(content)
        (part / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _check_written(part / TABLE, rows, digest)
        for file in part.iterdir():
            file.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
        part.rename(place)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        if _stands(name, digest):  # another process made the same meanwhile
            return _record(name)
        raise cannot_write(place, error.strerror) from error
    except EFTrainingError:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return snapshot


def _check_written(table: Path, rows: tuple[Factor, ...], digest: str) -> None:
    """Read a table that was just written; `OutputError` where it is not what was to be written."""
    content = read_bytes(table, DataError)
    try:
        same = sha256(content) == digest and read_factors(content, table.name).factors == rows
    except DataError as error:
        raise OutputError(error.problems) from error
    if not same:
        raise cannot_write(table, message("what was written does not read back as the same factors"))


def _stands(name: str, digest: str) -> bool:
    """Tell whether a snapshot of that content is there, whole."""
    try:
        return _record(name).sha256 == digest == sha256(read_bytes(snapshots_folder() / name / TABLE, DataError))
    except DataError:
        return False


def table_of(factors: Iterable[Factor]) -> bytes:
    """Return factors as a table that reads back as the same factors: columns of the shipped one, and ``withdrawn``.

    A text that a spreadsheet would take for a formula stands behind an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*COLUMNS, "withdrawn"))
    for factor in factors:
        cells = {
            **{column: guarded(cell) if isinstance(cell, str) else cell for column, cell in asdict(factor).items()},
            "unit": guarded(factor.published_unit),
            "unit_code": guarded(_unit_code(factor)),
            "kgco2e_per_unit": plain_number(factor.kgco2e_per_unit),
            "published_value": plain_number(factor.published_value),
        }
        writer.writerow(["" if cells[column] is None else cells[column] for column in (*COLUMNS, "withdrawn")])
    return text.getvalue().encode()


def plain_number(value: float) -> str:
    """Write a number so that it reads back exactly, whole ones without a fraction.

    >>> plain_number(30.0), plain_number(0.6058)
    ('30', '0.6058')
    """
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _unit_code(factor: Factor) -> str:
    if factor.published_unit in PERSONS or (factor.published_unit.startswith("每") and factor.unit == factor.published_unit):
        return "item"
    known = find_unit(factor.unit)
    return known.code if known else ""


def _record(name: str) -> Snapshot:
    """Read the record of a snapshot; `DataError` where there is none of that name, or it does not describe one."""
    path = snapshots_folder() / name / RECORD
    if not _plain_name(name) or not path.is_file():
        names = [SHIPPED, *sorted((kept.parent.name for kept in snapshots_folder().glob(f"[!.]*/{RECORD}")), reverse=True)]
        raise DataError(
            Problem(
                message("there is no snapshot “{name}” of the MOENV catalogue", name=name),
                mend=close_to(name, names) or message("there are: {names}", names=", ".join(names[:10])),
            )
        )
    try:
        record = json.loads(read_bytes(path, DataError))
        if record.pop("format") != FORMAT or record["name"] != name:
            raise ValueError(name)
        return Snapshot(path=path.parent / TABLE, **record)
    except (ValueError, KeyError, TypeError, AttributeError) as reason:
        raise DataError(
            Problem(
                message("the file does not describe a snapshot of the factors"),
                str(path),
                message("use another one, see “ef-training factors snapshots”, or update again"),
            )
        ) from reason


def _plain_name(name: str) -> bool:
    """Tell whether a name is that of a folder here, and not a way out of it."""
    return bool(name) and not name.startswith(".") and Path(name).name == name and "\\" not in name


def _shipped_table() -> Path:
    return shipped("ef_training.factors", "data", TABLE)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error.strerror) from error
    return folder
