"""Places as forms and data write them: one code each, and what a region holds (``data/places.csv``, the project's own table).

Country codes are ISO 3166-1 alpha-2; regions as LCI databases name them.
"""

from __future__ import annotations

from functools import lru_cache

from ...errors import DataError, Problem
from ...tables import read_bytes, read_rows, shipped
from ...text import fold

COLUMNS = ("code", "spellings", "holds")
EVERYWHERE = "*"


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Return spelling → code, and code → the places it holds."""
    path = shipped("ef_training.assessment", "data", "places.csv")
    problems: list[Problem] = []
    rows = read_rows(read_bytes(path, DataError), path.name, COLUMNS, problems)
    if problems:
        raise DataError(problems)
    spellings = {fold(name): row["code"] for row in rows for name in (row["code"], *row["spellings"].split(";")) if name}
    return spellings, {row["code"]: frozenset(row["holds"].split()) for row in rows}


def place_code(text: str) -> str:
    """Return the code of a place; a spelling that the table does not hold comes back in capitals.

    >>> place_code("tw"), place_code("臺灣"), place_code("全球"), place_code("cl")
    ('TW', 'TW', 'GLO', 'CL')
    """
    return _table()[0].get(fold(text), text.strip().upper())


def holds(region: str, place: str) -> bool:
    """Say whether a region, the world aside, holds a place.

    >>> holds("RER", "DE"), holds("RER", "TW"), holds("GLO", "TW")
    (True, False, False)
    """
    return place in _table()[1].get(region, frozenset())


def whole_world(region: str) -> bool:
    """Say whether a place is the whole world."""
    return EVERYWHERE in _table()[1].get(region, frozenset())
