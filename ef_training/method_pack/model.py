"""A method pack as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

NAMESPACE = "ef-training"
GLOBAL = "GLO"
DIRECTIONS = ("", "input", "output")
FOOTPRINT, CARBON, CHARACTERISATION = "environmental-footprint", "carbon-footprint", "characterisation"
SCOPES = (FOOTPRINT, CARBON, CHARACTERISATION)
"""What a pack is for: the 16 categories of the Environmental Footprint with normalisation and weights; climate change alone; or
any categories, to be registered and compared (an imported method)."""
FOOTPRINT_CATEGORIES = (
    "climate-change",
    "ozone-depletion",
    "human-toxicity-cancer",
    "human-toxicity-non-cancer",
    "particulate-matter",
    "ionising-radiation",
    "photochemical-ozone",
    "acidification",
    "eutrophication-terrestrial",
    "eutrophication-freshwater",
    "eutrophication-marine",
    "ecotoxicity-freshwater",
    "land-use",
    "water-use",
    "resource-minerals-metals",
    "resource-fossils",
)
"""Recommendation (EU) 2021/2279, Annex I, table of impact categories; ids are this project's."""
FACTOR_COLUMNS = (
    "category_id",
    "flow_code",
    "flow_name",
    "compartment",
    "direction",
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
    weight_sum : float
        Weights must sum to 100 within this many percent points (16 weights of two decimals).
    old_value : float
        Relative tolerance between the old value in an override and the base (old values are written in full).
    tolerance : float
        Largest relative tolerance of a test (own choice: values of another source are rounded to two digits, which is up to 5
        parts in 100; a test that allows more would pass whatever the factor is).
    archive_bytes, unpacked_bytes : int
        Largest base archive and largest file in it (bw2io's have 0.7 MB and 41 MB).
    table_bytes, folder_bytes : int
        Largest table, and largest sum of all that is read of a pack (own choice: a table of all located factors of EF has some
        tens of MB).
    rows, columns, cell : int
        Most rows and columns of a table, most characters in a cell (own choice, far above any method: EF's located factors make
        some hundred thousand rows).
    entries : int
        Most files in the folder, and most tables declared (own choice: a pack has at most nine).
    depth : int
        So many packs may stand on one another (own choice: a method, a variant of it, a researcher's, and one more).
    problems : int
        Most problems of one table, or of all, that are told; how many more there are is told too.
    """

    weight_sum: float = 0.05
    old_value: float = 1e-6
    tolerance: float = 0.05
    archive_bytes: int = 50_000_000
    unpacked_bytes: int = 400_000_000
    table_bytes: int = 100_000_000
    folder_bytes: int = 200_000_000
    rows: int = 500_000
    columns: int = 40
    cell: int = 10_000
    entries: int = 200
    depth: int = 4
    problems: int = 500


@dataclass(frozen=True)
class Category:
    """An impact category, or a sub-indicator of one (``parent`` is then its category's id, else "").

    ``unit`` is the indicator's unit; ``normalisation`` is the global impact per person and year in that unit; weights
    are in percent, ``weight_pct_without_toxicity`` is None for a category that is left out of that set.
    Sub-indicators and additional categories of a researcher have neither: they are shown, never summed. ``flow_units``
    are the units (Brightway's spelling) in which its elementary flows are counted. ``method`` is the name in Brightway.
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

    @property
    def summed(self) -> bool:
        """Whether the category is normalised and weighted, and so part of the single score."""
        return not self.parent and self.normalisation is not None and self.weight_pct is not None


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
    """The light part of a pack: all but factors.

    Parameters
    ----------
    family : str
        The middle of the method names in Brightway ("EF 3.1"); no two packs may share one.
    sources : tuple of str
        Title and link.
    sha256 : str
        Covers ``datapackage.json``, every table, the base archive found, and every pack that this one extends.
    base : BaseSpec or None
        The archive of a dependency that the factors come from, that of the pack extended included; None where there is none.
    extends : str
        The pack this one extends: its name, or that of the folder beside; "" where it extends none.
    scope : str
        One of `SCOPES`.
    normalisation_set, weighting_set : str
        The version that normalisation factors and weights belong to ("EF 3.1"); "" where there are none.
    title_zh : str
        The title in Chinese; "" where the description has none.
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
    base: BaseSpec | None
    extends: str
    scope: str
    normalisation_set: str
    weighting_set: str
    title_zh: str

    @property
    def weighted(self) -> bool:
        """Whether the pack has weights, and so a single score."""
        return any(category.summed for category in self.categories)

    @property
    def main_categories(self) -> tuple[Category, ...]:
        """The categories without the sub-indicators; `Category.summed` tells which of them are in the single score."""
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
        Factors taken from the archive, and rows of ``factors.csv``; of this pack, not of one that it extends.
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
    places : mapping
        (category, database, code) of those factors → their table and row.
    uncharacterised : int or None
        Flows of the list for which no category has a row.
    changed_base : tuple of str
        Categories whose factors in the installed archive are other than those the pack was made for.
    inherited : int
        Factors taken from the pack that this one extends.
    other_places, without_flow : int
        Rows of ``located.csv`` and ``unmatched.csv``, those of the pack extended included: kept, not registered.
    ignored : tuple of str
        Files in the folder that are no part of a pack (a script, a picture, a subfolder): not read, never run.
    sealed : bool
        Whether the description holds the sha256 of every table of this pack.
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
    places: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    uncharacterised: int | None = None
    changed_base: tuple[str, ...] = ()
    inherited: int = 0
    other_places: int = 0
    without_flow: int = 0
    ignored: tuple[str, ...] = ()
    sealed: bool = True


@dataclass(frozen=True)
class FactorTest:
    """A factor whose value is known from ``source``; ``tolerance`` is relative, an expected 0 must be exactly 0.

    ``where`` is its place in the pack ("tests.csv, row 3"; "ef-3.1/tests.csv, row 3" where it is inherited).
    """

    category_id: str
    database: str
    flow_code: str
    flow_name: str
    compartment: str
    expected: float
    tolerance: float
    source: str
    where: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Category, database and code of the flow."""
        return (self.category_id, self.database, self.flow_code)


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
    ("air/urban air close to ground"), direction ("input" from nature, "output" to it, "" where it is not stated), database
    ("biosphere3", or that of the project's own flows), location ("GLO", or the place of a located own flow), unit of the
    flow ("" where unknown), value in the category's unit per unit of the flow, source. One row per category and flow: a
    plain LCA can use every row as a global factor.

    ``located`` (factors of other places) and ``unmatched`` (factors whose flow is in no flow list) have the same columns.
    They are kept with the pack and never registered.
    """

    factors: pd.DataFrame
    located: pd.DataFrame
    unmatched: pd.DataFrame
    tests: tuple[FactorTest, ...]
    report: LoadReport


def summary_fields(summary: PackSummary) -> dict[str, Any]:
    """Return the fields of a summary, to build a `MethodPack` from."""
    return {name: getattr(summary, name) for name in PackSummary.__dataclass_fields__}
