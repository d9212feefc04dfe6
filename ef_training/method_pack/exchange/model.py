"""What is read of a foreign LCIA method before it is matched: categories, factors, their places; and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import Problem
from ...messages import Message

FORMATS = ("table", "excel-lcia", "ilcd", "openlca", "export")
"""The layouts that are read; the last is what `export_pack` writes."""
INPUT, OUTPUT = "input", "output"
WORLD = "GLO"


@dataclass(frozen=True, slots=True)
class Flow:
    """An elementary flow of the flow lists.

    ``compartment`` is written "air/urban air close to ground", ``unit`` in Brightway's spelling, ``cas`` as the list writes it,
    ``direction`` is "input" for a resource, "output" for an emission, "" for other kinds; ``location`` is "GLO", or the place
    of an own located flow.
    """

    database: str
    code: str
    name: str
    compartment: str
    unit: str
    cas: str = ""
    synonyms: tuple[str, ...] = ()
    direction: str = ""
    location: str = WORLD


@dataclass(frozen=True, slots=True)
class SourceFactor:
    """One characterisation factor as the source writes it.

    ``compartment`` are the levels of the source, outermost first; ``unit`` is the unit of the flow, "" where the source is
    silent; ``value`` counts in the unit of its category per ``unit``; ``location`` is "" where the source names no place;
    ``direction`` is "input", "output" or ""; ``where`` the place in the source, ``source`` what the source itself cites.
    """

    category: str
    uuid: str
    name: str
    compartment: tuple[str, ...]
    cas: str
    unit: str
    value: float
    location: str
    direction: str
    where: str
    source: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceCategory:
    """An impact category of the source; ``key`` is what its factors name it by, ``unit`` the unit of the indicator or ""."""

    key: str
    name: str
    unit: str = ""
    uuid: str = ""
    where: str = ""


@dataclass(frozen=True)
class SourceSet:
    """Normalisation and weights a source brings, by category key; ``weights`` as written, in parts or in percent."""

    name: str
    normalisation: Mapping[str, float]
    weights: Mapping[str, float]


@dataclass(frozen=True)
class Source:
    """All that was read of a source.

    ``strict``: the table was written by hand for this flow list, so that what does not fit it is a problem; a method written for
    another flow list has flows that this one does not have, which is none. ``notes`` say what was decided while reading;
    ``problems`` are what is wrong with single rows or data sets, which are not among the factors then: they are raised together
    with those that are found later.
    """

    format: str
    file: str
    title: str
    categories: tuple[SourceCategory, ...]
    factors: tuple[SourceFactor, ...]
    notes: tuple[Message, ...] = ()
    strict: bool = False
    sets: SourceSet | None = None
    licence: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class ImportOptions:
    """What the user chose.

    ``unit`` and ``category`` stand in where the table is silent (unit of the indicator, name of the category), ``flow_unit`` for
    the unit of the flows; ``only`` are the categories to take (all where empty); ``decimal_comma``: text such as "0,5" is 0.5;
    ``set_aside``: factors that contradict one another are kept apart instead of stopping the import; ``all_subcompartments``: a
    factor for a compartment alone serves its sub-compartments that have none; ``drop_missing``: with ``extends``, factors of the
    base that the source does not have are dropped from the categories it brings; ``method`` and ``nw_set`` choose among several;
    ``ignore`` are columns of a table that are left unread although their headers resemble one that is read.
    """

    name: str
    family: str = ""
    extends: str = ""
    format: str = "auto"
    unit: str = ""
    category: str = ""
    flow_unit: str = ""
    only: tuple[str, ...] = ()
    decimal_comma: bool = False
    set_aside: bool = False
    all_subcompartments: bool = False
    drop_missing: bool = False
    method: str = ""
    nw_set: str = ""
    licence: str = ""
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What became of a source.

    Parameters
    ----------
    folder : Path
        The pack that was written.
    format : str
        One of `FORMATS`.
    read : int
        Factors in the source (of the categories that were taken); they are the sum of ``matched`` flows by way of matching,
        ``located``, ``unmatched``, ``merged`` and ``left_out``.
    matched : mapping
        Factors of the pack by what their flow was recognised by: "uuid", "cas", "name", "synonym", "own" (own located flow).
    spread : int
        Factors beside those, given to sub-compartments.
    converted : mapping
        "gram → kilogram" → factors whose unit was converted.
    categories : mapping
        Category id → how many factors it got.
    left_out : mapping
        Name of a category of which no factor found a flow, as the source has it → how many factors; it is not in the pack.
    notes : tuple of Message
        What was decided, in the order of the work.
    """

    folder: Path
    format: str
    read: int
    merged: int
    matched: Mapping[str, int]
    spread: int
    located: int
    unmatched: int
    zeros: int
    negative: int
    converted: Mapping[str, int]
    categories: Mapping[str, int]
    overrides: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
