"""Suggesting factors for the lines of a form: ranked candidates with reasons, never one accepted by itself.

The words of a line lead to names (`NameIndex`), what the line is for tells which kinds of factors come into question (`needs`),
and among those the units, the grade, the years, the region and the boundary decide (`preference`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from ...inventory.bridge import Asked, bridge
from ...inventory.model import Line
from ...messages import Message, message
from ..catalogue import Factor, FactorCatalogue
from ..gwp import GwpTable
from ..naming.ranking import ASIDE, Evidence, NameIndex
from ..naming.reading import Reading
from ..naming.terms import Terms
from ..naming.words import folded, says
from .details import detail
from .gases import GasFinder
from .grades import Grades, without_recycled
from .materials import MADE_OF, Materials, is_material, unknown_thing
from .needs import FREIGHT, FUEL_OR_POWER, GAS, LACKING, MATERIAL, NO_FACTOR, WASTE, WASTEWATER, WATER, Need, need_of
from .preference import Found, Settings, judged
from .services import Services
from .sources import Sources

TAIPEI, OTHER_SUPPLIER = folded("台北", "北市", "北水", "taipei"), 0.1


@dataclass(frozen=True)
class Candidate:
    """A factor that may fit a line.

    ``kind`` is "factor" (``target`` its id) or "gwp" ("R-134a@AR6"); ``value`` kg CO2e per ``unit``; ``score`` 0–1.
    ``asks`` names what the line must bring before the units meet: "density", "mass_per_piece", "heat_value", "concentration", ""
    for nothing.
    """

    kind: str
    target: str
    name: str
    value: float
    unit: str
    year: int | None
    score: float
    reasons: tuple[Message, ...]
    warnings: tuple[Message, ...] = ()
    asks: str = ""


@dataclass(frozen=True)
class Suggestion:
    """The candidates of a line, best first; where there is none, ``nothing`` says why."""

    line_id: str
    candidates: tuple[Candidate, ...]
    nothing: Message | None = None


@dataclass(frozen=True)
class _Refused:
    """A factor that the words led to and that does not fit, with the reason."""

    name: str
    score: float
    reason: Message


class Suggester:
    """Suggests factors of a catalogue and of the GWP table; built once for a form.

    Parameters
    ----------
    catalogue : FactorCatalogue
        Only what is `offered` and `linkable` is suggested.
    gwp : GwpTable
        For leaks and emissions.
    terms : Terms
        What people call things.
    year : int
        The year of the period.
    settings : Settings, optional
        Thresholds and penalties.
    """

    def __init__(self, catalogue: FactorCatalogue, gwp: GwpTable, terms: Terms, *, year: int, settings: Settings | None = None):
        self.catalogue, self.gwp, self.terms, self.year = catalogue, gwp, terms, year
        self.settings = settings or Settings()
        self.factors = tuple(factor for factor in catalogue if factor.offered and factor.linkable)
        self._services = Services(self.factors, terms)
        self._gases = GasFinder(gwp, terms)
        self._grades = Grades(terms)
        self._sources = Sources(terms)

    @cached_property
    def index(self) -> NameIndex:
        """The index of the names that are suggested."""
        return NameIndex([(factor.factor_id, factor.name) for factor in self.factors], self.terms)

    @cached_property
    def _materials(self) -> Materials:
        return Materials(self.index, self.factors)

    def suggest(self, line: Line, *, carried: Line | None = None, limit: int = 5) -> Suggestion:
        """Return the candidates for a line; ``carried`` is the line a transport leg carries."""
        need = need_of(line, self.terms)
        if need.purpose == NO_FACTOR:
            return Suggestion(line.line_id, (), _no(need.why or message("the line takes no factor")))
        if need.purpose == GAS:
            return self._gas(line, limit)
        if need.purpose in (FREIGHT, WASTE, WASTEWATER):
            found, why = self._services.find(line, need, carried)
            return self._chosen(line, found, limit, why)
        reading = self.index.read(line.name)
        suggestion = self._by_words(line, need, reading, limit)
        recycled = without_recycled(reading.rest) if need.purpose == MATERIAL and not suggestion.candidates else None
        if recycled is None:
            return suggestion
        again = self._by_words(line, need, self.index.read(f"再生{recycled}"), limit)
        return again if again.candidates else suggestion

    def _by_words(self, line: Line, need: Need, reading: Reading, limit: int) -> Suggestion:
        evidence = self.index.evidence(reading)
        if need.purpose == MATERIAL:
            evidence = self._materials.weighed(reading, evidence)
        found: list[Found] = []
        refused: list[_Refused] = []
        said = self.terms.read(f"{line.name} {line.note}")
        for position, known in evidence.items():
            factor = self.factors[position]
            made_of = unknown_thing(reading, line.name) if need.purpose == MATERIAL and is_material(factor) else ""
            why = self._refusal(line, need, factor, known, reading.rest, MADE_OF if made_of else self.settings.least)
            if why is None:
                taken = message("“{thing}” is not known; it is taken for something made of it", thing=made_of)
                more = detail(said, factor.name) if known.score > self.settings.least else 0.0
                found.append(Found(factor, known.score + more, known.reasons, known.term, (taken,) if made_of else ()))
            else:
                refused.append(_Refused(factor.name, known.score, why))
        if need.purpose in (FUEL_OR_POWER, WATER) and not found:
            found = self._anywhere(line, need, reading)
        if need.purpose == FUEL_OR_POWER:
            found = self._sources.weighed(line, found)
        if not found and need.default is not None:
            found = [Found(factor, 0.8, (need.default,)) for factor in self.factors if need.serves(factor)]
            found = [one for one in found if bridge(line, one.factor.unit) is not None]
        if need.purpose == WATER:
            found = [self._supplier(reading.text, one) for one in found]
        return self._chosen(line, found, limit, self._why(reading, refused))

    def _anywhere(self, line: Line, need: Need, reading: Reading) -> list[Found]:
        """Return the fuels, the power or the water that a name speaks of beside equipment: 柴油發電機測試."""
        lacking = reading.nothing.remark if reading.nothing is not None else None
        if lacking is not None and LACKING.search(lacking.render("en")):
            return []
        found: dict[str, Found] = {}
        for part in reading.parts:
            for segment in part.segments:
                for position, (strength, means) in self.index.meaning(segment).items() if segment.kind != "none" else ():
                    factor = self.factors[position]
                    if need.refuses(factor) is None and bridge(line, factor.unit) is not None:
                        reason = message("“{term}” is “{means}”", term=segment.shown(means), means=means)
                        one = Found(factor, strength * ASIDE, (reason,), segment.term)
                        found[factor.factor_id] = max(one, found.get(factor.factor_id, one), key=lambda each: each.score)
        return list(found.values())

    def _supplier(self, text: str, one: Found) -> Found:
        """Return tap water with the score of who supplies it: the Taipei utility only for lines that name Taipei."""
        of_taipei = "臺北" in one.factor.name or "台北" in one.factor.name
        return one if of_taipei == says(text, TAIPEI) else replace(one, score=one.score - OTHER_SUPPLIER)

    def _refusal(self, line: Line, need: Need, factor: Factor, known: Evidence, rest: str, least: float) -> Message | None:
        """Return why a factor does not serve a line, None where it may."""
        why = need.refuses(factor)
        if why is None and known.score < least:
            why = message("its name only resembles what the line says")
        if why is None and need.only_exact(factor) and not known.exact:
            why = message("a consumer product, and the line does not name it")
        if why is None and need.purpose == MATERIAL:
            why = self._grades.refuses(line, factor, known, rest)
        if why is None and bridge(line, factor.unit) is None:
            why = message("its unit {unit} cannot be reached from {own}", unit=factor.published_unit, own=line.unit)
        return why

    def _chosen(self, line: Line, found: Iterable[Found], limit: int, why: Message) -> Suggestion:
        ranked = judged(line, found, self.year, self.settings)
        if not ranked:
            return Suggestion(line.line_id, (), _no(why))
        candidates = []
        for one in ranked[:limit]:
            way = bridge(line, one.factor.unit)
            candidates.append(
                Candidate(
                    "factor",
                    one.factor.factor_id,
                    one.factor.name,
                    one.factor.kgco2e_per_unit,
                    one.factor.unit,
                    one.factor.data_year,
                    one.score,
                    one.reasons,
                    one.warnings,
                    one.asks or (way.field if isinstance(way, Asked) else ""),
                )
            )
        return Suggestion(line.line_id, tuple(candidates))

    def _gas(self, line: Line, limit: int) -> Suggestion:
        candidates = []
        for gas in self._gases.find(line.name):
            way = bridge(line, "kg")
            if way is None:
                break
            asks = way.field if isinstance(way, Asked) else ""
            entry = gas.entry
            name = entry.name_zh or entry.name_en
            candidates.append(
                Candidate("gwp", entry.target, name, entry.kgco2e_per_kg, "kg", None, gas.score, gas.reasons, gas.warnings, asks)
            )
        if candidates:
            return Suggestion(line.line_id, tuple(candidates[:limit]))
        return Suggestion(line.line_id, (), _no(message("the GWP table has nothing of this name, and the catalogue no leaks")))

    def _why(self, reading: Reading, refused: list[_Refused]) -> Message:
        """Return why nothing was found: what the table says, what was refused, or the nearest name."""
        if reading.nothing is not None:
            return reading.nothing.remark or message("the catalogue has nothing for “{term}”", term=reading.nothing.text)
        heads = [part.head for part in reading.things(aside=False) if part.head is not None]
        released = next((head.term for head in heads if head.kind == "gwp" and head.term is not None), None)
        if released is not None and released.remark is not None:
            return released.remark
        if refused:
            nearest = max(refused, key=lambda one: one.score)
            return message("nearest is “{name}”: {reason}", name=nearest.name, reason=nearest.reason)
        near = self.index.rank(reading.text, limit=1)
        if near:
            name = self.catalogue.by_id[near[0].code].name
            return message(
                "nearest is “{name}”: {reason}", name=name, reason=message("its name only resembles what the line says")
            )
        return message("no name of the catalogue resembles it")


def _no(why: Message) -> Message:
    return message("no acceptable factor: {why}", why=why)
