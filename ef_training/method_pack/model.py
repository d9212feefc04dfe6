"""A method pack as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

NAMESPACE = "ef-training"
GLOBAL = "GLO"
FACTOR_COLUMNS = (
    "category_id",
    "flow_code",
    "flow_name",
    "compartment",
    "database",
    "location",
    "unit",
    "value",
    "source",
)


@dataclass(frozen=True)
class PackLimits:
    """Limits and tolerances of the loader, each with its reason.

    Parameters
    ----------
    categories : int
        Least number of categories: the 16 of the Environmental Footprint (Recommendation (EU) 2021/2279, Annex I).
    weight_sum : float
        Weights must sum to 100 within this many percent points (16 weights of two decimals).
    old_value : float
        Relative tolerance between the old value in an override and the base (old values are written in full).
    archive_bytes, unpacked_bytes : int
        Largest base archive and largest file in it (bw2io's have 0.7 MB and 41 MB).
    """

    categories: int = 16
    weight_sum: float = 0.05
    old_value: float = 1e-6
    archive_bytes: int = 50_000_000
    unpacked_bytes: int = 400_000_000


@dataclass(frozen=True)
class Category:
    """An impact category, or a sub-indicator of one (``parent`` is then its category's id, else "").

    ``unit`` is the indicator's unit; ``normalisation`` is the global impact per person and year in that unit; weights
    are in percent, ``weight_pct_without_toxicity`` is None for a category that is left out of that set.
    Sub-indicators have neither. ``flow_units`` are the units (Brightway's spelling) in which its elementary flows are
    counted. ``method`` is the name in Brightway.
    """

    category_id: str
    name_en: str
    name_zh: str
    unit: str
    normalisation: float | None
    weight_pct: float | None
    weight_pct_without_toxicity: float | None
    robustness: str
    toxicity: bool
    parent: str
    flow_units: tuple[str, ...]
    method: tuple[str, str, str]


@dataclass(frozen=True)
class BaseSpec:
    """The file of a dependency from which a pack takes its factors.

    ``sha256`` is the file for which the pack was made, ``found`` the one that is installed; ``names`` maps category
    ids to the method's name and unit in the archive; ``fingerprints`` maps them to the number and the hash of their
    factors there.
    """

    dependency: str
    path: str
    method_family: str
    sha256: str
    found: str
    names: Mapping[str, tuple[str, str, str]]
    fingerprints: Mapping[str, tuple[int, str]]

    @property
    def as_made_for(self) -> bool:
        """Whether the installed archive is the one the pack was made for."""
        return self.found == self.sha256


@dataclass(frozen=True)
class PackSummary:
    """The light part of a pack: all but factors. ``sha256`` covers ``datapackage.json``, every table and the base archive found.

    ``family`` ("EF 3.1") is the middle of the method names in Brightway. ``sources`` are title and link.
    """

    name: str
    version: str
    family: str
    title: str
    licence: str
    sources: tuple[str, ...]
    attribution: str
    sha256: str
    categories: tuple[Category, ...]
    base: BaseSpec

    @property
    def main_categories(self) -> tuple[Category, ...]:
        """The categories that are normalised, weighted and summed; sub-indicators left out."""
        return tuple(category for category in self.categories if not category.parent)

    def category(self, category_id: str) -> Category:
        """Return one category by id."""
        return next(category for category in self.categories if category.category_id == category_id)


@dataclass(frozen=True)
class LoadReport:
    """What the loader read and did.

    Parameters
    ----------
    base, own : int
        Factors taken from the archive, and rows of ``factors.csv``.
    added, replaced, dropped : int
        Overrides applied.
    zeros : int
        Explicit factors of 0. A flow without a row is another thing: nothing is known of it.
    located : int
        Factors of located own flows.
    matched : int or None
        Factors whose flow is in the flow list; None where no list was given.
    unknown : tuple of str
        "category: flow (code)" of factors whose flow is not in the list.
    uncharacterised : int or None
        Flows of the list for which no category has a row.
    changed_base : tuple of str
        Categories whose factors in the installed archive are other than those the pack was made for.
    """

    base: int
    own: int
    added: int
    replaced: int
    dropped: int
    zeros: int
    located: int
    matched: int | None = None
    unknown: tuple[str, ...] = ()
    uncharacterised: int | None = None
    changed_base: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactorTest:
    """A factor whose value is known from ``source``; ``tolerance`` is relative, an expected 0 must be exactly 0."""

    category_id: str
    database: str
    flow_code: str
    flow_name: str
    compartment: str
    expected: float
    tolerance: float
    source: str


@dataclass(frozen=True)
class TestResult:
    """A test and what the pack holds: ``found`` is None where it has no such factor."""

    __test__ = False  # not a class of tests for pytest

    test: FactorTest
    found: float | None

    @property
    def passed(self) -> bool:
        """Whether the pack's factor is the expected one."""
        if self.found is None:
            return False
        return abs(self.found - self.test.expected) <= self.test.tolerance * abs(self.test.expected)


@dataclass(frozen=True, eq=False)
class MethodPack(PackSummary):
    """A whole pack.

    ``factors`` is a DataFrame with the columns `FACTOR_COLUMNS`: category_id, flow_code, flow_name, compartment
    ("air/urban air close to ground"), database ("biosphere3", or that of the project's own flows), location ("GLO",
    or the place of a located own flow), unit of the flow ("" where unknown), value in the category's unit per unit of
    the flow, source. One row per category and flow: a plain LCA can use every row as a global factor.
    """

    factors: pd.DataFrame
    tests: tuple[FactorTest, ...]
    report: LoadReport


def summary_fields(summary: PackSummary) -> dict[str, Any]:
    """Return the fields of a summary, to build a `MethodPack` from."""
    return {name: getattr(summary, name) for name in PackSummary.__dataclass_fields__}
