"""Searching the catalogue by words, with filters; what is not offered stands last and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..messages import Message, message
from .catalogue import Factor, FactorCatalogue
from .filters import Filters
from .naming.ranking import NameIndex
from .naming.terms import Terms, terms_for

__all__ = ["FactorSearch", "Filters", "Hit", "search"]

EVERYTHING = Filters()
PER_YEAR, YEARS, FOREIGN, REFERENCE = 0.002, 20, 0.03, 0.01
"""Taken off a score (0–1) for each year before the newest data, at most so many, for other regions, for reference grade; so
little that they order only what the words leave equal (the project's own choice)."""
LEAST = 0.2
"""Hits whose score is below this are not shown."""


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
        self.terms = terms if terms is not None else terms_for()

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

    def find(self, query: str, *, filters: Filters = EVERYTHING, limit: int = 20) -> tuple[Hit, ...]:
        """Return the factors nearest to a query, best first; all that pass the filters where the query is empty."""
        filters.check(self.catalogue)
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
    catalogue: FactorCatalogue, query: str, *, filters: Filters = EVERYTHING, terms: Terms | None = None, limit: int = 20
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
        A filter has a value that no factor has (`Filters.check`).
    """
    return FactorSearch(catalogue, terms).find(query, filters=filters, limit=limit)
