"""Loading a background from its folder: ``metadata.json``, ``processes.csv``, ``exchanges.csv``, ``sources.csv``.

The folder is data/NAME of this package. Amounts are positive throughout; each process has one production exchange, of
itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import DataError, Problem
from ..messages import message
from ..names import BIOSPHERE
from ..tables import Row, read_bytes, read_rows, sha256, sha256_of_parts, shipped
from .check import check_exchanges
from .model import QUALITIES, Background, BackgroundSummary, Exchange, Process, Source
from .water import evaporation_on_own_flow

PROCESS_COLUMNS = (
    "code",
    "name_en",
    "name_zh",
    "product_en",
    "product_zh",
    "unit",
    "location",
    "group",
    "technology_note",
    "year",
    "class",
)
EXCHANGE_COLUMNS = (
    "process",
    "type",
    "input",
    "input_name",
    "compartment",
    "amount",
    "unit",
    "gsd2",
    "source",
    "evidence",
    "class",
    "note",
)
SOURCE_COLUMNS = ("id", "citation", "publisher", "year", "url_or_location", "reuse_terms")
TABLES = ("processes.csv", "exchanges.csv", "sources.csv")
TEXTS = ("title", "title_zh", "version", "licence", "quality", "quality_zh", "disclaimer_en", "disclaimer_zh", "database")


def available_backgrounds() -> tuple[str, ...]:
    """Return the names of the backgrounds that are shipped."""
    folder = shipped("ef_training.background", "data")
    return tuple(sorted(path.parent.name for path in folder.glob("*/metadata.json")))


def background_path(name: str) -> Path:
    """Return the folder of a background.

    Raises
    ------
    DataError
        There is none of that name; names those there are.
    """
    if name not in available_backgrounds():
        raise DataError(
            Problem(
                message("there is no background “{name}”", name=name),
                mend=message("choose one of: {names}", names=", ".join(available_backgrounds())),
            )
        )
    return shipped("ef_training.background", "data", name)


def load_background_summary(name: str = "training") -> BackgroundSummary:
    """Load title, quality, disclaimers and hash, without the tables; some milliseconds.

    Raises
    ------
    DataError
        No such background, or a file of it is missing.
    """
    return BackgroundSummary(**_summary(background_path(name)))


def load_processes(name: str = "training") -> Mapping[str, Process]:
    """Load the processes only, by code; some milliseconds.

    Raises
    ------
    DataError
        With every problem in ``processes.csv``.
    """
    problems: list[Problem] = []
    processes = _processes(background_path(name), problems)
    if problems:
        raise DataError(problems)
    return processes


def load_background(name: str = "training", *, flows: Mapping[tuple[str, str], str] | None = None) -> Background:
    """Load and check a background.

    Parameters
    ----------
    name : str
        One of `available_backgrounds`.
    flows : mapping, optional
        (database, code) → unit of every elementary flow in Brightway. With it, unknown flows and units that differ
        are found too.

    Raises
    ------
    DataError
        With every problem found: a process without or with several productions, an input that does not resolve, units
        that disagree, amounts that are negative or not finite, unknown sources, types or quality classes.
    """
    folder = background_path(name)
    problems: list[Problem] = []
    processes = _processes(folder, problems)
    sources = _sources(folder, problems)
    path = folder / "exchanges.csv"
    rows = read_rows(read_bytes(path, DataError), path.name, EXCHANGE_COLUMNS, problems)
    summary = _summary(folder)
    exchanges = [_exchange(row, summary["database"], problems) for row in rows]
    problems += check_exchanges(rows, exchanges, processes, sources, flows)
    if problems:
        raise DataError(problems)
    return Background(**summary, processes=processes, exchanges=evaporation_on_own_flow(exchanges, processes), sources=sources)


def _summary(folder: Path) -> dict[str, Any]:
    path = folder / "metadata.json"
    content = read_bytes(path, DataError)
    try:
        metadata = json.loads(content)
        texts = {key: str(metadata[key]) for key in TEXTS}
        indicators = {str(key): str(value) for key, value in metadata["indicators"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as reason:
        raise DataError(
            Problem(message("the file is not the description of a background: {reason}", reason=reason), path.name)
        ) from reason
    parts = [(path.name, sha256(content)), *((table, sha256(read_bytes(folder / table, DataError))) for table in TABLES)]
    return {**texts, "name": folder.name, "sha256": sha256_of_parts(parts), "indicators": indicators}


def _processes(folder: Path, problems: list[Problem]) -> dict[str, Process]:
    path = folder / "processes.csv"
    processes: dict[str, Process] = {}
    for row in read_rows(read_bytes(path, DataError), path.name, PROCESS_COLUMNS, problems):
        code = row["code"]
        if not code or not code.isascii() or code in processes:
            problems.append(
                Problem(message("the code “{code}” is empty, not ASCII or stands twice", code=code), row.where("code"))
            )
        if row["class"] not in QUALITIES:
            problems.append(Problem(message("unknown quality class “{text}”", text=row["class"]), row.where("class")))
        processes[code] = Process(
            code=code,
            name_en=row["name_en"],
            name_zh=row["name_zh"],
            product_en=row["product_en"],
            product_zh=row["product_zh"],
            unit=row["unit"],
            location=row["location"],
            group=row["group"],
            quality=row["class"],
            year=row.year_of("year", problems),
            note=row["technology_note"],
        )
    return processes


def _sources(folder: Path, problems: list[Problem]) -> dict[str, Source]:
    path = folder / "sources.csv"
    rows = read_rows(read_bytes(path, DataError), path.name, SOURCE_COLUMNS, problems)
    return {row["id"]: Source(*(row[column] for column in SOURCE_COLUMNS)) for row in rows}


def _exchange(row: Row, database: str, problems: list[Problem]) -> Exchange:
    return Exchange(
        process=row["process"],
        type=row["type"],
        database=BIOSPHERE if row["type"] == "biosphere" else database,
        input=row["input"],
        input_name=row["input_name"],
        compartment=row["compartment"],
        amount=row.number_of("amount", problems),
        unit=row["unit"],
        gsd2=row.optional("gsd2", problems),
        source=row["source"],
        evidence=row["evidence"],
        quality=row["class"],
        note=row["note"],
    )
