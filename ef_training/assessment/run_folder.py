"""The folder of a run: the contract between calculation and everything that shows it.

A run is one company, one product, one moment. Its folder holds ``run.json`` and the tables below as CSV (UTF-8 with BOM, so
that Excel opens them). Charts, workbook and page are made from this folder alone.

``results.csv``: one value a row, per declared unit; columns `RESULTS`. ``value`` is empty, never 0, where a line has no data
for an indicator (``coverage`` = ``missing``); ``climate-only`` marks the one value of a screening line; else ``full``.

``inventory.csv``: columns `INVENTORY`. ``amount`` as written; ``amount_per_unit`` in the same unit per declared unit; ``share``
0–1; ``mass_per_unit`` kg per declared unit, empty where the line has no mass; ``meter`` the line of the main meter
that a sub-meter is part of; ``distance`` km one way and ``load`` t of a transport line, at its level.

``targets.csv``: columns `TARGETS`. ``amount`` per declared unit in ``target_unit``, signed as it enters the calculation.

``contributions.csv``: columns `CONTRIBUTIONS`; what lies behind each target: ``level`` is ``process`` or ``elementary-flow``;
``scope`` is ``cradle-to-gate`` (all that is behind the purchase) or ``direct`` (elementary flows of the bought process itself);
``name`` "(rest)" closes every block so that the cradle-to-gate rows add up to the value in ``results.csv``.

``findings.csv``: columns `FINDINGS`; ``severity`` is ``error``, ``warning``, ``assumption`` or ``info``.

``cutoff.csv``: columns `CUTOFF`, one row a line and view that is left out.

A text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a return) stands behind an apostrophe, as one
that begins with an apostrophe does; `RunFolder.read` takes it away.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import OutputError, cannot_write
from ..messages import message

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "1"
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
)
CONTRIBUTIONS = ("line_id", "target", "view", "indicator", "unit", "level", "scope", "code", "name", "place", "value", "share")
FINDINGS = ("severity", "check", "where", "what", "what_zh", "mend", "mend_zh")
CUTOFF = ("line_id", "line_name", "view", "stage", "group", "reason", "amount_per_unit", "unit", "mass", "mass_share")

FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
TABLES = {
    "results": RESULTS,
    "inventory": INVENTORY,
    "targets": TARGETS,
    "contributions": CONTRIBUTIONS,
    "findings": FINDINGS,
    "cutoff": CUTOFF,
}


@dataclass(frozen=True)
class RunFolder:
    """The tables and the record of one run, in memory. ``run`` is the content of ``run.json``.

    ``run.json`` holds: ``schema``, ``run`` (id), ``created`` (ISO time, UTC), ``software`` (package → version), ``company``
    (code, name, site, made_up), ``product`` (code, name, function, service_life, declared_amount, declared_unit, reference_flow,
    mass_per_unit kg, boundary, biogenic_carbon), ``period`` (start, end), ``process_steps`` (list), ``outputs`` and
    ``allocation`` (lists), ``views`` (list), ``indicators`` (list in order, each id, name_en, name_zh, unit, normalisation,
    weight in percent, toxicity true or false, parent id of a sub-indicator or ""), ``pack`` (name, version, title, sha256),
    ``background`` (name, title, version, sha256, quality, disclaimer_en, disclaimer_zh, licence), ``factors`` (name, rows,
    sha256, attribution), ``form`` (file, sha256, importer), ``gwp_sets`` (list used in the cfp view), ``screening`` (share
    of lines and of the climate score that is not fully covered), ``checks`` (list of name, value, tolerance, passed),
    ``settings``.
    """

    run: dict[str, Any]
    results: pd.DataFrame
    inventory: pd.DataFrame
    targets: pd.DataFrame
    contributions: pd.DataFrame
    findings: pd.DataFrame
    cutoff: pd.DataFrame

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
        """Read a folder written by `write`; text columns come back as text, numbers as float."""
        import pandas as pd

        try:
            run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
            tables = {
                name: _unguarded(
                    pd.read_csv(
                        folder / f"{name}.csv",
                        encoding="utf-8-sig",
                        dtype=_dtypes(columns),
                        keep_default_na=False,
                        na_values={column: [""] for column in columns if column in NUMERIC},
                    )
                )
                for name, columns in TABLES.items()
            }
        except (OSError, ValueError) as error:
            raise OutputError(message("{folder} is not the folder of a run: {reason}", folder=folder, reason=error)) from error
        if run.get("schema") != SCHEMA:
            raise OutputError(
                message(
                    "{folder} was written with schema {schema}, this version reads {known}",
                    folder=folder,
                    schema=run.get("schema"),
                    known=SCHEMA,
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
    "mass",
    "mass_share",
}


def _dtypes(columns: tuple[str, ...]) -> dict[str, type]:
    return {column: float if column in NUMERIC else str for column in columns}


def _guarded(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before texts that a spreadsheet would take for a formula."""
    texts = [column for column in table.columns if column not in NUMERIC]
    guard = {column: table[column].map(lambda text: f"'{text}" if str(text).startswith(FORMULA) else text) for column in texts}
    return table.assign(**guard)


def _unguarded(table: pd.DataFrame) -> pd.DataFrame:
    texts = [column for column in table.columns if column not in NUMERIC]
    return table.assign(**{column: table[column].str.removeprefix("'") for column in texts})
