"""Searching the catalogue by words, with filters; what is not offered stands last and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..errors import DataError, Problem
from ..messages import Message, message
from ..text import fold
from ..units import find_unit
from .catalogue import BOUNDARIES, Factor, FactorCatalogue
from .naming.ranking import NameIndex
from .naming.terms import Terms, load_terms

PER_YEAR, YEARS, FOREIGN, REFERENCE = 0.002, 20, 0.03, 0.01
"""Taken off a score (0–1) for each year before the newest data, at most so many, for other regions, for reference grade; so
little that they order only what the words leave equal (the project's own choice)."""
LEAST = 0.2
"""Hits whose score is below this are not shown."""


@dataclass(frozen=True)
class Filters:
    """What is asked of factors beside their names; what is empty is not asked.

    Parameters
    ----------
    unit : str
        A unit in any spelling, or the published unit ("瓶").
    category : str
        Part of the category ("塑膠").
    year : int, optional
        Data year.
    boundary : str
        One of `ef_training.factors.catalogue.BOUNDARIES`.
    region : str
        A country code or part of the region as the catalogue has it ("TW", "CN", "全球").
    """

    unit: str = ""
    category: str = ""
    year: int | None = None
    boundary: str = ""
    region: str = ""

    def check(self) -> None:
        """Refuse a boundary that the catalogue does not know.

        Raises
        ------
        DataError
            Names the ones there are.
        """
        if self.boundary not in BOUNDARIES:
            raise DataError(
                Problem(
                    message("unknown boundary “{text}”", text=self.boundary),
                    mend=message("one of {words}", words=", ".join(filter(None, BOUNDARIES))),
                )
            )

    def let_pass(self, factor: Factor) -> bool:
        """Tell whether a factor is what is asked for."""
        return (
            (not self.unit or _is_unit(factor, self.unit))
            and (not self.category or fold(self.category) in fold(factor.category))
            and (self.year is None or factor.data_year == self.year)
            and (not self.boundary or factor.boundary == self.boundary)
            and (not self.region or fold(self.region) in fold(factor.region))
        )


@dataclass(frozen=True)
class Hit:
    """A factor that was found, its score (0–1) and why it stands where it stands."""

    factor: Factor
    score: float
    reasons: tuple[Message, ...]


class FactorSearch:
    """A catalogue that can be searched: the index is built once, a search takes milliseconds."""

    def __init__(self, catalogue: FactorCatalogue, terms: Terms | None = None):
        self.catalogue = catalogue
        self.terms = terms if terms is not None else load_terms()

    @cached_property
    def index(self) -> NameIndex:
        """The index of all names."""
        return NameIndex([(factor.factor_id, factor.name) for factor in self.catalogue], self.terms)

    @cached_property
    def newest(self) -> int:
        """The newest data year of the catalogue."""
        return max((factor.data_year or 0 for factor in self.catalogue), default=0)

    def count(self, query: str) -> int:
        """Return how many factors a query finds without filters."""
        return len(self.find(query, limit=len(self.catalogue)))

    def find(self, query: str, *, filters: Filters = Filters(), limit: int = 20) -> tuple[Hit, ...]:
        """Return the factors nearest to a query, best first; all that pass the filters where the query is empty."""
        filters.check()
        if not query.strip():
            passed = [factor for factor in self.catalogue if filters.let_pass(factor)]
            return tuple(Hit(factor, 1.0, ()) for factor in sorted(passed, key=lambda factor: not factor.offered))[:limit]
        hits = []
        for ranked in self.index.rank(query, limit=len(self.catalogue)):
            factor = self.catalogue.by_id[ranked.code]
            if ranked.score >= LEAST and filters.let_pass(factor):
                hits.append(self._hit(factor, ranked.score, ranked.reasons))
        hits.sort(key=lambda hit: (not hit.factor.offered, -hit.score))
        return tuple(hits[:limit])

    def _hit(self, factor: Factor, score: float, reasons: Sequence[Message]) -> Hit:
        told = list(reasons)
        if factor.data_year:
            score -= PER_YEAR * min(self.newest - factor.data_year, YEARS)
            told.append(message("data of {year}", year=factor.data_year))
        if "TW" in factor.region.split(";"):
            told.append(message("Taiwan"))
        elif factor.region:
            score -= FOREIGN
            told.append(message("data of another region: {region}", region=factor.region))
        if factor.reference_grade:
            score -= REFERENCE
            told.append(message("reference grade"))
        if not factor.plausible:
            told.append(message("not offered: its value cannot be right"))
        if factor.withdrawn:
            told.append(message("not offered: no longer published since {date}", date=factor.withdrawn))
        return Hit(factor, max(score, 0.0), tuple(told))


def search(
    catalogue: FactorCatalogue, query: str, *, filters: Filters = Filters(), terms: Terms | None = None, limit: int = 20
) -> tuple[Hit, ...]:
    """Search a catalogue once; for several searches keep a `FactorSearch`.

    Parameters
    ----------
    catalogue : FactorCatalogue
        What is searched, factors that are not offered included.
    query : str
        Words in Chinese or English, in any characters.
    filters : Filters
        What is asked beside the words.
    terms : Terms, optional
        The table of terms; by default the one that is shipped.
    limit : int
        At most so many hits.

    Raises
    ------
    DataError
        The boundary is none the catalogue knows.
    """
    return FactorSearch(catalogue, terms).find(query, filters=filters, limit=limit)


def _is_unit(factor: Factor, text: str) -> bool:
    asked = find_unit(text)
    if asked is not None and asked.code == factor.unit:
        return text.strip() == factor.published_unit or asked.code != "item" or fold(text) in ("item", "個", "unit", "pcs", "pc")
    return fold(text) == fold(factor.published_unit) or fold(text) == fold(factor.unit)
