"""Suggesting factors for the lines of a form: ranked candidates with reasons, never one accepted by itself.

The words of a line lead to names (`NameIndex`), what the line is for tells which kinds of factors come into question (`needs`),
and among those the units, the grade, the years, the region and the boundary decide (`preference`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from ...inventory.bridge import Asked, bridge
from ...inventory.model import Line
from ...messages import Message, message
from ..catalogue import Factor, FactorCatalogue
from ..gwp import GwpTable
from ..naming.folding import canon, core
from ..naming.ranking import Evidence, NameIndex
from ..naming.reading import Reading, Segment
from ..naming.terms import Terms
from ..naming.words import folded, says
from .details import detail
from .gases import GasFinder
from .grades import Grades, without_recycled
from .needs import FREIGHT, FUEL_OR_POWER, GAS, MATERIAL, NO_FACTOR, WASTE, WASTEWATER, WATER, Need, need_of
from .preference import Found, Settings, judged
from .services import Services
from .sources import Sources

METAL = "金屬"
METALS = (
    ("stainless", ("不鏽", "不銹")),
    ("aluminium", ("鋁",)),
    ("copper", ("銅",)),
    ("zinc", ("鋅錠", "鋅合金")),
    ("tin", ("錫錠", "焊錫")),
    ("lead", ("鉛",)),
    ("nickel", ("鎳",)),
    ("magnesium", ("鎂",)),
    ("titanium", ("鈦",)),
)
"""Metals by words in names of the catalogue, in the order in which they are looked for."""
PLASTICS = frozenset(("塑膠原料", "塑膠製品", "橡膠原料"))
PLASTIC_WORDS = ("聚", "橡膠", "樹脂")
"""What names of plastics and rubbers hold, for factors without a category."""
STATED = folded("鋼", "鐵", "銅", "鋁", "鋅", "steel", "iron", "copper", "brass", "alumin", "zinc")
TAIPEI, OTHER_SUPPLIER = folded("台北", "北市", "北水", "taipei"), 0.1
_PLATED = re.compile(r"[ -]*(plat|coat|lamin|镀|涂|包覆|被覆|淋膜|贴)")
OTHER_METAL, FORM_ONLY = 0.6, 0.85
"""What is left of a word of form whose metal is another, and of a metal whose form is not its own (the project's own choice)."""


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
            evidence = self._with_materials(reading, evidence)
        found: list[Found] = []
        refused: list[_Refused] = []
        said = self.terms.read(f"{line.name} {line.note}")
        for position, known in evidence.items():
            factor = self.factors[position]
            why = self._refusal(line, need, factor, known, reading.rest)
            if why is None:
                more = detail(said, factor.name) if known.score > self.settings.least else 0.0
                found.append(Found(factor, known.score + more, known.reasons, known.term))
            else:
                refused.append(_Refused(factor.name, known.score, why))
        if need.purpose == FUEL_OR_POWER:
            found = self._sources.weighed(line, found)
        if not found and need.default is not None:
            found = [Found(factor, 0.8, (need.default,)) for factor in self.factors if need.serves(factor)]
            found = [one for one in found if bridge(line, one.factor.unit) is not None]
        if need.purpose == WATER:
            found = [self._supplier(reading.text, one) for one in found]
        return self._chosen(line, found, limit, self._why(reading, refused))

    def _supplier(self, text: str, one: Found) -> Found:
        """Return tap water with the score of who supplies it: the Taipei utility only for lines that name Taipei."""
        of_taipei = "臺北" in one.factor.name or "台北" in one.factor.name
        return one if of_taipei == says(text, TAIPEI) else replace(one, score=one.score - OTHER_SUPPLIER)

    def _with_materials(self, reading: Reading, evidence: dict[int, Evidence]) -> dict[int, Evidence]:
        """Return the evidence with the material that stands before a word of form or use: 鋁合金鍛胚 is of aluminium, PP 封箱扣 of PP,
        a phenolic binder of phenolic resin."""
        found = dict(evidence)
        for part in reading.things(aside=False):
            *modifiers, head = part.segments
            of_head = self._materials(head)
            for modifier in modifiers:
                of_modifier = self._materials(modifier)
                if not of_head or not of_modifier or of_head & of_modifier or _coating(reading.text, modifier):
                    continue
                best = self._best(head)
                if not _may_be_of(head, of_head, modifier, of_modifier) or best & self.index.meaning(modifier).keys():
                    continue
                if any(modifier.key in canon(self.factors[position].name) for position in best):
                    continue
                for position in self.index.meaning(head).keys() & found.keys() - self.index.meaning(modifier).keys():
                    found[position] = replace(found[position], score=found[position].score * OTHER_METAL)
                for position, (strength, means) in self.index.meaning(modifier).items():
                    reason = message("“{term}” is “{means}”", term=_text(modifier, means), means=means)
                    found[position] = Evidence(strength * FORM_ONLY * head.trust, (reason,), modifier.term)
        return found

    def _materials(self, segment: Segment) -> frozenset[str]:
        """Return the materials that a known word stands for by its best meanings: metals, of which parts that name none are of
        steel, and plastics and rubbers by their names."""
        factors = [self.factors[position] for position in self._best(segment)]
        metals = {_metal_of(factor.name) for factor in factors if factor.category == METAL}
        return frozenset(metals | {core(canon(factor.name)) for factor in factors if _is_plastic(factor)})

    def _best(self, segment: Segment) -> frozenset[int]:
        """Return the factors that a known word means first."""
        meaning = self.index.meaning(segment) if segment.kind != "none" else {}
        best = max((strength for strength, _ in meaning.values()), default=0.0)
        return frozenset(position for position, (strength, _) in meaning.items() if strength == best)

    def _refusal(self, line: Line, need: Need, factor: Factor, known: Evidence, rest: str) -> Message | None:
        """Return why a factor does not serve a line, None where it may."""
        why = need.refuses(factor)
        if why is None and known.score < self.settings.least:
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


def _is_plastic(factor: Factor) -> bool:
    return factor.category in PLASTICS or (not factor.category and any(word in factor.name for word in PLASTIC_WORDS))


def _text(segment: Segment, means: str) -> str:
    return segment.term.text if segment.term is not None else means


def _metal_of(name: str) -> str:
    return next((metal for metal, words in METALS if any(word in name for word in words)), "steel")


def _may_be_of(head: Segment, of_head: frozenset[str], modifier: Segment, of_modifier: frozenset[str]) -> bool:
    """Tell whether a thing may be of the material before it: a plastic one only where the thing is of no stated metal."""
    metals = {metal for metal, _ in METALS} | {"steel"}
    if of_modifier <= metals:
        return bool(of_head & metals) or head.kind == "stand-in"
    named = modifier.kind in ("name", "core")
    return named and not of_head & (metals - {"steel"}) and not any(word in head.key for word in STATED)


def _coating(text: str, segment: Segment) -> bool:
    """Tell whether a metal is only the coating: 鍍鋅, zinc-plated."""
    return text[: segment.start].endswith(("镀", "涂")) or _PLATED.match(text, segment.end) is not None


def _no(why: Message) -> Message:
    return message("no acceptable factor: {why}", why=why)
