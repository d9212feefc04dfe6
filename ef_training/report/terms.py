"""Chinese names of elementary flows and compartments, for readers; files and hashes keep the names of the flow list."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@lru_cache(maxsize=2)
def _terms(kind: str) -> Mapping[str, str]:
    """Return English → Chinese of one kind (``flow``, ``compartment``) from ``data/terms.csv``."""
    path = resources.files("ef_training.report") / "data" / "terms.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    return MappingProxyType({row["english"]: row["chinese"] for row in rows if row["kind"] == kind})


def compartment(place: str, lang: str) -> str:
    """Return a compartment in the reader's language; one that is not in the table as it is.

    >>> compartment("water/ocean", "zh-TW"), compartment("water/ocean", "en")
    ('水體／海洋', 'water/ocean')
    """
    return _terms("compartment").get(place, place) if lang.startswith("zh") else place


def flow(name: str, lang: str) -> str:
    """Return an elementary flow's name: in Chinese the Chinese name first and the flow list's behind, where there is one.

    >>> flow("Methane, fossil", "zh-TW"), flow("Methane, fossil", "en"), flow("Uranium-238", "zh-TW")
    ('甲烷（化石） Methane, fossil', 'Methane, fossil', 'Uranium-238')
    """
    chinese = short_flow(name, lang)
    return f"{chinese} {name}" if chinese != name else name


def short_flow(name: str, lang: str) -> str:
    """Return an elementary flow's name in the reader's language alone; the flow list's where there is no other."""
    return _terms("flow").get(name, name) if lang.startswith("zh") else name
