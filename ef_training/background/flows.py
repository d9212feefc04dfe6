"""The project's own elementary flows, for what the flow list of biosphere3 has no flow."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import DataError, Problem
from ..tables import read_bytes, read_rows, shipped

COLUMNS = ("code", "name_en", "name_zh", "compartment", "unit", "location", "purpose")


@dataclass(frozen=True)
class OwnFlow:
    """An elementary flow of the database ``OWN_FLOWS`` of `ef_training.names`.

    ``compartment`` is written as in biosphere3 ("air"); ``unit`` in Brightway's spelling; ``location`` is where a
    located flow belongs ("TW"), "GLO" for the others.
    """

    code: str
    name_en: str
    name_zh: str
    compartment: str
    unit: str
    location: str
    purpose: str


def load_own_flows() -> tuple[OwnFlow, ...]:
    """Load the own flows.

    Raises
    ------
    DataError
        The table is not sound.
    """
    path = shipped("ef_training.background", "data", "own_flows.csv")
    problems: list[Problem] = []
    rows = read_rows(read_bytes(path, DataError), path.name, COLUMNS, problems)
    if problems:
        raise DataError(problems)
    return tuple(OwnFlow(**{column: row[column] for column in COLUMNS}) for row in rows)
