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

A folder of an older schema is read too: a column or table that it does not have comes back empty.

A text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a return) stands behind an apostrophe, as one
that begins with an apostrophe does; `RunFolder.read` takes it away.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..errors import OutputError, Problem, cannot_write
from ..inventory.model import CRITERIA, PEDIGREE
from ..messages import message
from ..tables import guarded, unguarded

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "3"
READABLE = ("1", "2", SCHEMA)
"""The schemas that are read; 1 has no kinds of omission, no energy and score in the cut-off ledger, no years and boundaries; 2 no
value and source of a factor, and no supply chains."""
SCALING = "scaling"
"""``line_id`` and ``target_kind`` of the row of ``results.csv`` that scales the carbon footprint up to 100 %."""
RESULTS = (
    "schema",
    "run",
    "company",
    "product",
    "view",
    "stage",
    "group",
    "line_id",
    "line_name",
    "target",
    "target_kind",
    "indicator",
    "unit",
    "value",
    "coverage",
)
INVENTORY = (
    "line_id",
    "parent",
    "stage",
    "group",
    "name",
    "amount",
    "unit",
    "level",
    "allocation",
    "share",
    "excluded",
    "amount_per_unit",
    "mass_per_unit",
    "concentration",
    "density",
    "heat_value",
    "mass_per_piece",
    "supplier",
    "country",
    "treatment",
    "data_quality",
    "evidence",
    "note",
    "meter",
    "distance",
    "load",
    "origin",
)
TARGETS = (
    "line_id",
    "line_name",
    "view",
    "kind",
    "target",
    "target_name",
    "location",
    "amount",
    "target_unit",
    "multiplier",
    "multiplier_unit",
    "reason",
    "source",
    "quality",
    "confirmed_by",
    "origin",
    "year",
    "boundary",
    "role",
    "technology",
    "gwp_set",
    "grade",
    "omission",
    "factor_value",
    "factor_source",
)
CONTRIBUTIONS = ("line_id", "target", "view", "indicator", "unit", "level", "scope", "code", "name", "place", "value", "share")
CHAINS = (
    *("line_id", "target", "indicator", "unit", "node", "parent", "tier", "kind", "code", "name", "place"),
    *("amount", "amount_unit", "value"),
)
FINDINGS = ("severity", "check", "where", "what", "what_zh", "mend", "mend_zh")
CUTOFF = (
    "line_id",
    "line_name",
    "view",
    "stage",
    "group",
    "omission",
    "reason",
    "amount_per_unit",
    "unit",
    "mass",
    "mass_share",
    "energy",
    "energy_share",
    "score",
    "score_share",
    "score_basis",
)
QUALITY = (
    "line_id",
    "line_name",
    "view",
    "target",
    "target_name",
    *CRITERIA,
    "DQR",
    "band",
    *PEDIGREE,
    "basis",
    "unstated",
    "reason",
    "reason_zh",
    "weight_share",
    "study_weight",
)
OPTIONS = (
    "option",
    "line_id",
    "line_name",
    "stage",
    "lever",
    "state",
    "text",
    "text_zh",
    "note",
    "note_zh",
    "indicator",
    "unit",
    "baseline",
    "change",
    "change_share",
    "weighted_change",
    "effect",
)

TABLES = MappingProxyType(
    {
        "results": RESULTS,
        "inventory": INVENTORY,
        "targets": TARGETS,
        "contributions": CONTRIBUTIONS,
        "findings": FINDINGS,
        "cutoff": CUTOFF,
        "quality": QUALITY,
        "options": OPTIONS,
        "chains": CHAINS,
    }
)
LATER = frozenset(("quality", "options", "chains"))
"""Tables that folders of an older schema may not have."""


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
    name, value, tolerance, passed), ``settings``.
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
        """Write the folder; each file is written beside its place and moved there."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, columns in TABLES.items():
                part = folder / f".{name}.csv.{os.getpid()}.part"
                _guarded(getattr(self, name)[list(columns)]).to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\n")
                part.replace(folder / f"{name}.csv")
            part = folder / f".run.json.{os.getpid()}.part"
            part.write_text(json.dumps(self.run, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            part.replace(folder / "run.json")
        except OSError as error:
            raise cannot_write(folder, error.strerror) from error

    @classmethod
    def read(cls, folder: Path) -> RunFolder:
        """Read a folder written by `write`; text columns come back as text, numbers as float.

        Raises
        ------
        OutputError
            It is no folder of a run, or one of a schema that this version does not read.
        """
        try:
            run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
            schema = run.get("schema")
            tables = {name: _read_table(folder, name, schema) for name in TABLES} if schema in READABLE else {}
        except (FileNotFoundError, NotADirectoryError) as error:
            raise OutputError(_nothing(folder)) from error
        except (OSError, ValueError, AttributeError) as error:
            raise OutputError(message("{folder} is not the folder of a run: {reason}", folder=folder, reason=error)) from error
        if not tables:
            raise OutputError(
                message(
                    "{folder} was written with schema {schema}, this version reads {known}",
                    folder=folder,
                    schema=schema,
                    known=", ".join(READABLE),
                )
            )
        return cls(run=run, **tables)


NUMERIC = {
    "value",
    "amount",
    "share",
    "excluded",
    "amount_per_unit",
    "mass_per_unit",
    "concentration",
    "density",
    "heat_value",
    "mass_per_piece",
    "multiplier",
    "factor_value",
    "mass",
    "mass_share",
    "energy",
    "energy_share",
    "score",
    "score_share",
    *CRITERIA,
    "DQR",
    *PEDIGREE,
    "weight_share",
    "study_weight",
    "baseline",
    "change",
    "change_share",
    "weighted_change",
    "tier",
}


def _nothing(folder: Path) -> Problem:
    """Say that a folder, or a file of a run in it, is missing."""
    mend = message("give the folder that “ef-training assess FORM --out FOLDER” wrote")
    if not folder.exists():
        return Problem(message("there is no folder {folder}", folder=folder), mend=mend)
    names = [f"{name}.csv" for name in TABLES if name not in LATER]
    missing = [name for name in ("run.json", *names) if not (folder / name).is_file()]
    what = message("{folder} is not the folder of a run: {files} is missing there", folder=folder, files=", ".join(missing))
    return Problem(what, mend=mend)


def _read_table(folder: Path, name: str, schema: str) -> pd.DataFrame:
    """Read one table; what an older schema does not have is empty."""
    import pandas as pd

    path, columns = folder / f"{name}.csv", TABLES[name]
    if schema != SCHEMA and not path.exists() and name in LATER:
        return _empty(name)
    found = pd.read_csv(
        path,
        encoding="utf-8-sig",
        dtype=_dtypes(columns),
        keep_default_na=False,
        na_values={column: [""] for column in columns if column in NUMERIC},
    )
    missing = [column for column in columns if column not in found]
    if missing and schema == SCHEMA:
        raise ValueError(f"{path.name}: {', '.join(missing)}")
    empty = {column: float("nan") if column in NUMERIC else "" for column in missing}
    return _unguarded(found.assign(**empty)[list(columns)])


def _empty(name: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in _dtypes(TABLES[name]).items()})


def _dtypes(columns: tuple[str, ...]) -> dict[str, type]:
    return {column: float if column in NUMERIC else str for column in columns}


def _guarded(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before texts that a spreadsheet would take for a formula."""
    texts = [column for column in table.columns if column not in NUMERIC]
    guard = {column: table[column].map(lambda text: guarded(text) if isinstance(text, str) else text) for column in texts}
    return table.assign(**guard)


def _unguarded(table: pd.DataFrame) -> pd.DataFrame:
    texts = [column for column in table.columns if column not in NUMERIC]
    return table.assign(**{column: table[column].map(unguarded) for column in texts})
