"""A background database as records: processes, their exchanges, and the sources of the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

QUALITIES = {"A": "good", "B": "indicative", "C": "placeholder"}


@dataclass(frozen=True, slots=True)
class Process:
    """A unit process; it makes 1 ``unit`` (Brightway's spelling) of its product.

    ``quality`` is A (good), B (indicative) or C (placeholder); ``year`` the year the technology stands for; ``note``
    the technology.
    """

    code: str
    name_en: str
    name_zh: str
    product_en: str
    product_zh: str
    unit: str
    location: str
    group: str
    quality: str
    year: int | None
    note: str
    reference_amount: float = 1.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange of a process, amounts positive: an input, an emission, or a waste given to treatment.

    ``type`` is ``production``, ``technosphere`` or ``biosphere``; (``database``, ``input``) is the input's key in
    Brightway; ``compartment`` is written "air/urban air close to ground". ``gsd2`` is the squared geometric standard
    deviation of a lognormal distribution, None for the reference product. ``evidence`` is ``read`` in a copy of the
    source, ``unconfirmed`` (after the source named, not compared with it), ``derived`` from cited figures, ``estimate`` by the
    compilers, or ``reference product``.
    """

    process: str
    type: str
    database: str
    input: str
    input_name: str
    compartment: str
    amount: float
    unit: str
    gsd2: float | None
    source: str
    evidence: str
    quality: str
    note: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from."""

    source_id: str
    citation: str
    publisher: str
    year: str
    location: str
    reuse_terms: str


@dataclass(frozen=True)
class BackgroundSummary:
    """What must be said wherever results of a background stand.

    ``database`` is its name in Brightway; ``quality`` and the disclaimers are sentences; ``sha256`` is the hash over
    all its tables; ``indicators`` says, per category id, how far an indicator can be trusted ("fair", "indicative",
    "weak", "placeholder").
    """

    name: str
    database: str
    title: str
    title_zh: str
    version: str
    licence: str
    quality: str
    quality_zh: str
    disclaimer_en: str
    disclaimer_zh: str
    sha256: str
    indicators: Mapping[str, str]


@dataclass(frozen=True)
class Background(BackgroundSummary):
    """A whole background: processes by code, exchanges in the order of the table, sources by id.

    Evaporation of the processes in Taiwan is on the project's located flow (`evaporation_on_own_flow`).
    """

    processes: Mapping[str, Process]
    exchanges: tuple[Exchange, ...]
    sources: Mapping[str, Source]
