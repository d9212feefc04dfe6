"""The folder of a run: the contract between calculation and everything that shows it.

A run is one company, one product, one moment. Its folder holds ``run.json`` and the tables below as CSV (UTF-8 with BOM, so
that Excel opens them). Charts, workbook and page are made from this folder alone.

``results.csv``: one value a row, per declared unit; columns `RESULTS`. ``value`` is empty, never 0, where a line has no data
for an indicator (``coverage`` = ``missing``); ``climate-only`` marks the one value of a screening target; else ``full``.
Where the ``cfp`` view was scaled up to 100 %, what that added is a row of its own: line_id and target_kind ``scaling``, no
stage, no target.

``inventory.csv``: columns `INVENTORY`. ``amount`` as written; ``amount_per_unit`` in the same unit per declared unit; ``share``
0–1; ``mass_per_unit`` kg per declared unit, empty where the line has no mass; ``meter`` the line of the main meter
that a sub-meter is part of; ``distance`` km one way and ``load`` t of a transport line, at its level.

``targets.csv``: columns `TARGETS`. ``amount`` per declared unit in ``target_unit``, signed as it enters the calculation;
``year`` of the data, ``boundary`` and ``role`` of a factor, ``technology`` of a dataset, ``gwp_set``, ``grade`` and
``omission`` as in the model; ``factor_value`` kg CO2e per ``target_unit`` of a target that only knows climate change, and
``factor_source`` where that stands (``source`` is that of the multiplier where one is given).

``contributions.csv``: columns `CONTRIBUTIONS`; what lies behind each target: ``level`` is ``process`` or ``elementary-flow``;
``scope`` is ``cradle-to-gate`` (all that is behind the purchase) or ``direct`` (elementary flows of the bought process itself);
``name`` "(rest)" closes every block so that the cradle-to-gate rows add up to the value in ``results.csv``.

``chains.csv``: columns `CHAINS`; the supply chain behind each dataset tier by tier, one row a node and indicator: ``node`` its
number in the table, ``parent`` that of its parent ("" at the dataset itself), ``tier`` 0 for the dataset, ``kind`` ``process``
(all that lies behind it included), ``direct`` (own emissions of the parent's process) or ``rest`` (what is not named);
``amount`` per declared unit in ``amount_unit``. The children of a node add up to it; see `ef_training.assessment.chains`.

``findings.csv``: columns `FINDINGS`; ``severity`` is ``error``, ``warning``, ``assumption`` or ``info``.

``cutoff.csv``: columns `CUTOFF`, one row a line and view that is left out; see `ef_training.assessment.cutoff`.

``quality.csv``: columns `QUALITY`, the data quality of every target of both views; see `ef_training.assessment.quality.quality`.

``options.csv``: columns `OPTIONS`, one row an improvement option and indicator; see `ef_training.assessment.improvement.options`.

``files`` of ``run.json`` says what each table held when it was written (see `ef_training.assessment.run_files`); one that is
other is not read. A folder of an older schema is read too: a column or table that it does not have comes back empty, and its
tables must agree with each other (`ef_training.assessment.run_checks`).

A text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a return) stands behind an apostrophe, as one
that begins with an apostrophe does; `RunFolder.read` takes it away.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import OutputError, Problem, cannot_write
from ..messages import message
from .run_checks import disagreements
from .run_files import Cells, check_seal, read_cells, read_record, read_text, table_text
from .run_tables import (
    CHAINS,
    CONTRIBUTIONS,
    CUTOFF,
    FINDINGS,
    INVENTORY,
    LATER,
    NUMERIC,
    OPTIONS,
    QUALITY,
    READABLE,
    RESULTS,
    SCALING,
    SCHEMA,
    TABLES,
    TARGETS,
    UNSEALED,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHAINS",
    "CONTRIBUTIONS",
    "CUTOFF",
    "FINDINGS",
    "INVENTORY",
    "LATER",
    "NUMERIC",
    "OPTIONS",
    "QUALITY",
    "READABLE",
    "RESULTS",
    "SCALING",
    "SCHEMA",
    "TABLES",
    "TARGETS",
    "UNSEALED",
    "RunFolder",
]


@dataclass(frozen=True)
class RunFolder:
    """The tables and the record of one run, in memory. ``run`` is the content of ``run.json``.

    ``run.json`` holds: ``schema``, ``run`` (id), ``created`` (ISO time, UTC), ``software`` (package → version), ``company``
    (code, name, site, made_up), ``product`` (code, name, function, service_life, declared_amount, declared_unit, reference_flow,
    mass_per_unit kg, boundary, biogenic_carbon), ``period`` (start, end), ``process_steps`` (list), ``outputs`` and
    ``allocation`` (lists), ``views`` (list), ``indicators`` (list in order, each id, name_en, name_zh, unit, normalisation,
    weight in percent, toxicity true or false, parent id of a sub-indicator or ""), ``pack`` (name, version, title, sha256),
    ``background`` (name, title, version, sha256, quality, disclaimer_en, disclaimer_zh, licence), ``factors`` (name, rows,
    sha256, attribution), ``form`` (file, sha256, importer, links), ``gwp_sets`` (list used in the cfp view), ``screening`` (share
    of lines and of the climate score that is not fully covered), ``quality`` (rating of the study), ``checks`` (list of
    name, value, tolerance, passed), ``settings``. On disk also ``files`` (table → rows, sha256), which `write` makes and `read`
    takes off.
    """

    run: dict[str, Any]
    results: pd.DataFrame
    inventory: pd.DataFrame
    targets: pd.DataFrame
    contributions: pd.DataFrame
    findings: pd.DataFrame
    cutoff: pd.DataFrame
    quality: pd.DataFrame = field(default_factory=lambda: _empty("quality"))
    options: pd.DataFrame = field(default_factory=lambda: _empty("options"))
    chains: pd.DataFrame = field(default_factory=lambda: _empty("chains"))

    def write(self, folder: Path) -> None:
        """Write the folder; each file is written beside its place and moved there, ``run.json`` with the seals last.

        Raises
        ------
        OutputError
            The folder cannot be written, or a column of numbers holds something else.
        """
        problems: list[Problem] = []
        texts, seals = {}, {}
        for name, columns in TABLES.items():
            texts[name] = table_text(getattr(self, name)[list(columns)], NUMERIC)
            cells = read_cells(texts[name], f"{name}.csv", columns, NUMERIC, problems)
            seals[f"{name}.csv"] = cells.seal() if cells else {}
        if problems:
            raise OutputError(problems)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                _move(folder / f"{name}.csv", text.encode("utf-8-sig"))
            record = {**self.run, "files": seals}
            _move(folder / "run.json", (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())
        except OSError as error:
            raise cannot_write(folder, error.strerror) from error

    @classmethod
    def read(cls, folder: Path) -> RunFolder:
        """Read a folder written by `write`; text columns come back as text, numbers as float, bit for bit.

        Raises
        ------
        OutputError
            It is no folder of a run, or one of a schema that this version does not read; or a file is missing, cannot be read or
            is other than it was written. It holds every problem that was found.
        """
        if not (folder / "run.json").exists():
            raise OutputError(_nothing(folder))
        problems: list[Problem] = []
        record = read_record(folder / "run.json", problems)
        if problems:
            raise OutputError(problems)
        schema = record.get("schema")
        if schema not in READABLE:
            raise OutputError(_other_schema(folder, schema))
        seals = record.pop("files", None) if schema not in UNSEALED else None
        found = {name: _read_table(folder, name, schema, seals, problems) for name in TABLES}
        tables = {name: table for name, table in found.items() if table is not None}
        if not problems and seals is None:
            problems += disagreements(record, tables, folder)
        if problems:
            raise OutputError(problems)
        return cls(run=record, **tables)


def _nothing(folder: Path) -> Problem:
    """Say that a folder, or ``run.json`` and other files of a run in it, is missing."""
    mend = message("give the folder that “ef-training assess FORM --out FOLDER” wrote")
    if not folder.exists():
        return Problem(message("there is no folder {folder}", folder=folder), mend=mend)
    names = [f"{name}.csv" for name in TABLES if name not in LATER]
    missing = [name for name in ("run.json", *names) if not (folder / name).exists()]
    what = message("{folder} is not the folder of a run: {files} is missing there", folder=folder, files=", ".join(missing))
    return Problem(what, mend=mend)


def _other_schema(folder: Path, schema: object) -> Problem:
    """Say that ``run.json`` names no schema, or one that is not read."""
    path = folder / "run.json"
    if schema is None:
        return Problem(message("{file} is not the record of a run", file=path), mend=message("assess the form again"))
    known = ", ".join(READABLE)
    what = message(
        "{folder} was written with schema {schema}, this version reads {known}", folder=folder, schema=schema, known=known
    )
    return Problem(what)


def _read_table(folder: Path, name: str, schema: str, seals: Any, problems: list[Problem]) -> pd.DataFrame | None:
    """Read one table and compare it with its seal; what an older schema does not have is empty; None where it is not sound."""
    path, columns = folder / f"{name}.csv", TABLES[name]
    if schema != SCHEMA and name in LATER and not path.exists():
        return _empty(name)
    text = read_text(path, problems)
    if text is None:
        return None
    cells = read_cells(text, str(path), columns, NUMERIC, problems, complete=schema == SCHEMA)
    if cells is None:
        return None
    if seals is not None:
        check_seal(cells, seals.get(path.name) if isinstance(seals, dict) else None, str(path), problems)
    return cells.frame(columns)


def _move(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def _empty(name: str) -> pd.DataFrame:
    return Cells({}, 0, NUMERIC).frame(TABLES[name])
