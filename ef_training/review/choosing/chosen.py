"""The choices of a form as the checks of the second visit look at them: each target with its catalogue row, dataset and score."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...inventory.model import VIEWS, CustomFactor, Line, Origin, Target
from ...messages import Message, message, msg
from ...text import fold
from ...units import convert, find_unit
from ..model import Finding, Reviewed
from ..origins import cells
from ..spoken import listed

if TYPE_CHECKING:
    from ...background import Process
    from ...factors.catalogue import Factor
    from ...linking import ResolvedTarget
    from ..choices import Choices

_YEAR = re.compile(r",?(?:19|20)\d\d(?=[),])")
BOUNDARY_NAMES = MappingProxyType(
    {
        "cradle-to-gate": msg("cradle to gate"),
        "cradle-to-grave": msg("cradle to grave"),
        "gate-to-gate": msg("gate to gate"),
    }
)


VIEW_NAMES = MappingProxyType({"cfp": msg("carbon footprint"), "ef": msg("16 indicators")})


@dataclass(frozen=True)
class Named(Message):
    """A name in both languages."""

    zh: str = ""
    en: str = ""

    def render(self, lang: str) -> str:
        """Return the name in the reader's language."""
        return self.zh if lang.startswith("zh") else self.en


@dataclass(frozen=True)
class Choice:
    """One target that counts, with what it is.

    ``row`` is MOENV's factor, ``process`` the dataset, ``custom`` the factor entered by hand, each None where the target is none;
    ``score`` kg CO2 eq per declared unit, None where it is not known.
    """

    item: ResolvedTarget
    row: Factor | None = None
    process: Process | None = None
    custom: CustomFactor | None = None
    score: float | None = None

    @property
    def target(self) -> Target:
        """The target as the form has it."""
        return self.item.target

    @property
    def line(self) -> Line:
        """The line it belongs to."""
        return self.item.line.line

    @property
    def year(self) -> int | None:
        """The year its data stand for."""
        return self.item.year

    @property
    def words(self) -> str:
        """The names of what was chosen, in both languages, to look for words in."""
        process = self.process
        if process is None:
            return self.item.name
        return f"{process.name_zh} {process.name_en} {process.product_zh} {process.product_en}"

    @property
    def label(self) -> Message:
        """Name and code as a text."""
        return message("“{name}” ({code})", name=self.name, code=self.target.target)

    @property
    def name(self) -> str | Message:
        """The name in the reader's language."""
        zh, bar, en = self.item.name.partition("｜")
        return Named("", zh=zh, en=en) if bar else zh

    @property
    def carries_mass(self) -> bool:
        """Whether it stands for material (or waste), rather than for a service on it: what counts in kg, processing left out."""
        unit = find_unit(self.item.unit)
        served = self.process is not None and self.process.group == "processing"
        return unit is not None and unit.kind == "mass" and not served and self.target.kind != "elementary-flow"


@dataclass(frozen=True)
class Chosen:
    """All choices of a form that count; ``broken`` are the (line, view) of which some link could not be looked up."""

    all: tuple[Choice, ...]
    broken: frozenset[tuple[str, str]] = frozenset()

    def of(self, line_id: str, view: str) -> list[Choice]:
        """Return the choices of a line in a view."""
        return [choice for choice in self.all if choice.target.line_id == line_id and choice.target.view == view]

    @cached_property
    def judged(self) -> tuple[Choice, ...]:
        """The choices without those of the ``ef`` view that repeat one of the ``cfp`` view: a climate factor that stands in."""
        cfp = {(c.target.line_id, c.target.kind, c.target.target) for c in self.all if c.target.view == "cfp"}
        return tuple(
            c for c in self.all if c.target.view == "cfp" or (c.target.line_id, c.target.kind, c.target.target) not in cfp
        )

    def own(self, line_id: str, view: str) -> list[Choice]:
        """Return the choices of a line in a view, without those that repeat another view's."""
        return [choice for choice in self.judged if choice.target.line_id == line_id and choice.target.view == view]

    def lines(self) -> list[Line]:
        """Return the lines that have a choice, in the order of the form."""
        return list({choice.line.line_id: choice.line for choice in self.all}.values())

    @cached_property
    def totals(self) -> Mapping[str, float]:
        """Climate score of each view, kg CO2 eq per declared unit: the sum of the sizes of its parts; 0 where one is unknown."""
        return {view: self._total(view) for view in VIEWS}

    def _total(self, view: str) -> float:
        scores = [choice.score for choice in self.all if choice.target.view == view]
        return 0.0 if None in scores else sum(abs(score) for score in scores if score is not None)

    def score(self, line_id: str, view: str) -> float | None:
        """Return the climate score of a line in a view; None where it has no choice there, or that of one is not known."""
        found = [choice.score for choice in self.of(line_id, view)]
        return (
            None
            if not found or None in found or (line_id, view) in self.broken
            else sum(score for score in found if score is not None)
        )

    def share(self, line_id: str) -> float:
        """Return a line's part of the climate score, in the view where it is larger (0–1); 1 where no total is known."""
        known = [view for view in VIEWS if self.totals[view]]
        parts = (sum(abs(choice.score or 0.0) for choice in self.of(line_id, view)) / self.totals[view] for view in known)
        return max(parts, default=1.0)


def chosen(reviewed: Reviewed) -> Chosen:
    """Return the choices of a review; none where it is a first visit. A link that stands twice counts once: reading tells it."""
    choices = reviewed.choices
    if choices is None:
        return Chosen(())
    custom = {factor.factor_id: factor for factor in reviewed.inventory.custom_factors}
    once: dict[tuple[str, ...], ResolvedTarget] = {}
    for item in choices.targets:
        if item.target.kind != "left-out":
            once.setdefault((item.target.line_id, item.target.view, item.target.kind, item.target.target), item)
    return Chosen(
        tuple(_choice(item, choices, custom) for item in once.values()),
        frozenset((target.line_id, target.view) for target, _ in choices.unresolved),
    )


def _choice(item: ResolvedTarget, choices: Choices, custom: Mapping[str, CustomFactor]) -> Choice:
    kind, code = item.target.kind, item.target.target
    catalogues = choices.catalogues
    return Choice(
        item,
        catalogues.factors.get(code) if kind == "factor" else None,
        catalogues.processes.get(code) if kind == "dataset" else None,
        custom.get(code) if kind == "custom-factor" else None,
        choices.score(item),
    )


def view_name(view: str) -> Message:
    """Return the name of a view."""
    return message(VIEW_NAMES[view])


def places(choice: Choice, *fields: str, line: Iterable[str] = ("name",)) -> tuple[Origin, ...]:
    """Return the cells of a choice (of its code where no field is named), then those of its line."""
    return (*link_cells(choice.target, *fields), *cells(choice.line, *line))


def link_cells(target: Target, *fields: str) -> tuple[Origin, ...]:
    """Return the cells of a link; its own place where it has none of the fields (a factor on the row of its line)."""
    found = tuple(target.origins[name] for name in fields or ("target",) if name in target.origins)
    return found or ((target.origin,) if str(target.origin) else ())


def find(
    check: str,
    kind: str,
    severity: str,
    choice: Choice,
    what: Message,
    why: Message,
    mend: Message,
    *,
    where: tuple[Origin, ...] = (),
) -> Finding:
    """Return a finding about one choice, at its cell and that of its line where no others are given."""
    subject = f"{choice.target.view}:{choice.target.target}"
    place = tuple(dict.fromkeys(where or places(choice)))
    return Finding(check, kind, severity, what, why, mend, place, choice.line.line_id, subject)


def by_target(choices: Iterable[Choice], known: Callable[[Choice], str | Message]) -> Message:
    """Return some choices as a text, each target once with what is known of it and its lines: "“鋁錠” (…), 2011 (M01, M02)"."""
    groups: dict[str, list[Choice]] = {}
    for choice in choices:
        groups.setdefault(choice.target.target, []).append(choice)
    return listed(
        message(
            "{target}, {known} ({lines})",
            target=group[0].label,
            known=known(group[0]),
            lines=listed(dict.fromkeys(choice.line.line_id for choice in group)),
        )
        for group in groups.values()
    )


def weighed(share: float, least: float, *, severity: str = "question") -> str:
    """Return a severity for what matters, ``info`` for lines whose part of the climate score is below ``least``."""
    return severity if share >= least else "info"


@lru_cache(maxsize=1)
def choice_words() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the lists of words by group and name (data/choice_words.toml)."""
    data = tomllib.loads(_file("choice_words.toml"))
    return {group: {name: tuple(found) for name, found in lists.items()} for group, lists in data.items()}


@lru_cache(maxsize=1)
def transport_held() -> Mapping[str, float]:
    """Return the datasets that hold the transport of the waste, with its km (data/holds.csv)."""
    return {row["dataset"]: float(row["km"]) for row in csv.DictReader(_file("holds.csv").splitlines())}


@lru_cache(maxsize=1)
def grid_factors() -> Mapping[int, float]:
    """Return Taiwan's direct factors of electricity, kg CO2e per kWh, by year (data/grid_factors.csv)."""
    rows = csv.DictReader(_file("grid_factors.csv").splitlines())
    return {int(row["year"]): float(row["kgco2e_per_kwh"]) for row in rows}


@lru_cache(maxsize=4096)
def base_name(name: str) -> str:
    """Return a factor's name without its year, folded.

    >>> base_name("電力碳足跡(2022)"), base_name("柴油(未燃燒，2022)") == base_name("柴油（未燃燒，2019）")
    ('電力碳足跡', True)
    """
    return _YEAR.sub("", fold(name)).replace("()", "")


class Relatives:
    """Rows of the catalogue under one name, whatever their year."""

    def __init__(self, catalogue: Iterable[Factor]):
        self._rows: dict[str, list[Factor]] = {}
        for row in catalogue:
            self._rows.setdefault(base_name(row.name), []).append(row)

    def named(self, name: str) -> list[Factor]:
        """Return the rows of a name that may be offered."""
        return [row for row in self._rows.get(base_name(name), ()) if row.offered and row.linkable]

    def of(self, row: Factor) -> Iterator[tuple[Factor, float]]:
        """Yield the other rows of a factor's name and kind of unit, each with its value in the factor's own unit."""
        for other in self.named(row.name):
            value = value_in(other, row.unit)
            if other.factor_id != row.factor_id and other.role == row.role and value is not None:
                yield other, value


def value_in(row: Factor, unit: str) -> float | None:
    """Return the value of a row per another unit of the same kind; None where the kinds differ."""
    own, wanted = find_unit(row.unit), find_unit(unit)
    if own is None or wanted is None or own.kind != wanted.kind:
        return None
    return row.kgco2e_per_unit * convert(1.0, wanted.code, own.code)


def _file(name: str) -> str:
    return (resources.files("ef_training.review.choosing") / "data" / name).read_text(encoding="utf-8")
