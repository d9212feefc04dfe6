"""Are line, factor and dataset of one thing? PP linked to PVC, steel to a factor of aluminium, a wooden pallet to one of paper.

Metals, polymers and chemicals that a name tells (data/substances.csv) are compared exactly; other things by their family.

A factor's family is that of the datasets that the crosswalk gives for it (groups of the background: "ferrous", "plastics",
"paper" …). A line's name has the families of the factors that the search trusts for it. A reason that says what stands in makes a
note of the finding, unless it speaks of another substance than the one that is linked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...inventory.model import VIEWS, Line
from ...messages import message, msg
from ...units import find_unit
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..settings import ReviewSettings
from ..spoken import listed
from ..words import has
from .boundaries import BOUGHT
from .chosen import Choice, Chosen, base_name, choice_words, chosen, find, link_cells, weighed
from .substances import agree, named

if TYPE_CHECKING:
    from ...factors.catalogue import Factor
    from ...factors.naming.ranking import NameIndex
    from ...factors.naming.terms import Terms
    from ...linking.crosswalk import Crosswalk
    from ..choices import Choices

NAME = "things"
NO_FAMILY = frozenset(("processing", "electricity", "heat", "transport", "water", "waste treatment"))
"""Groups that say how a thing is worked, moved or powered, not what it is."""
KIN = MappingProxyType(
    {
        "fuels": "oils and organic chemicals",
        "petrochemicals": "oils and organic chemicals",
        "organics-other": "oils and organic chemicals",
        "coatings": "oils and organic chemicals",
        "rubber": "polymers",
        "plastics": "polymers",
    }
)
"""Groups that often stand in for one another and count as one family: lubricants and cutting fluids, rubber and silicone."""
SEARCHED = 30
"""So many factors the search gives for a name are looked at."""


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield materials whose factor or dataset is of another family than their name, or the two of each other's."""
    choices = reviewed.choices
    if choices is None:
        return
    families, found = _families(choices), chosen(reviewed)
    for line in found.lines():
        if line.group not in (*BOUGHT, "water"):
            continue
        exact = list(_substances(line, found, settings))
        yield from exact
        if exact or line.group == "water":
            continue
        factors = [choice for choice in found.own(line.line_id, "cfp") if choice.row is not None]
        datasets = [choice for choice in found.own(line.line_id, "ef") if choice.process is not None]
        if families is not None:
            yield from _judged(line, factors, datasets, families, settings, found.share(line.line_id))


def _substances(line: Line, found: Chosen, settings: ReviewSettings) -> Iterator[Finding]:
    """Metals, polymers and chemicals by their names: line against each view, then the two views against each other."""
    share = found.share(line.line_id)
    views = [
        [choice for choice in found.own(line.line_id, view) if choice.carries_mass or line.group == "water"] for view in VIEWS
    ]
    told = [frozenset(name for choice in own for name in named(_what(choice))) for own in views]
    meant = named(line.name)
    for own, substances in zip(views, told, strict=True):
        if meant and substances and not agree(meant, substances):
            severity = "info" if _says_so(own) else _weighed(share, settings)
            yield _another_substance(own, severity)
    if not meant and all(told) and not agree(*told):
        factors, datasets = views[VIEWS.index("cfp")], views[VIEWS.index("ef")]
        if not _says_so([*factors, *datasets]):
            yield _apart(line, factors, datasets, "question")


def _what(choice: Choice) -> str:
    return choice.custom.name if choice.custom is not None else choice.words


def _weighed(share: float, settings: ReviewSettings) -> str:
    return "warning" if share >= settings.choice_share else "question"


def _another_substance(own: Sequence[Choice], severity: str) -> Finding:
    line = own[0].line
    return find(
        NAME,
        "another-substance",
        severity,
        own[0],
        message(
            "line {line} ({name}) is linked to {target}: another substance than its name tells",
            line=line.line_id,
            name=line.name,
            target=listed(other.label for other in own),
        ),
        message("a factor of another material is wrong however near its value is"),
        message("choose one of the same material; where there is none, write in the reason what stands in and why"),
        where=(*(place for other in own for place in link_cells(other.target)), *cells(line, "name")),
    )


def _judged(
    line: Line,
    factors: Sequence[Choice],
    datasets: Sequence[Choice],
    families: Families,
    settings: ReviewSettings,
    share: float,
) -> Iterator[Finding]:
    by_factor = {family for choice in factors if choice.row for family in families.of(choice.row)}
    by_dataset = family_of({choice.process.group for choice in datasets if choice.process})
    meant = families.meant(line, settings)
    wanted = {family for row in meant for family in families.of(row)}
    for choices, own in ((factors, by_factor), (datasets, by_dataset)):
        if own and wanted and not own & wanted:
            severity = "info" if _says_so(choices) else _weighed(share, settings)
            yield _another(choices[0], choices, meant, severity)
            return
    if by_factor and by_dataset and not by_factor & by_dataset and not _says_so((*factors, *datasets)):
        yield _apart(line, factors, datasets, weighed(share, settings.choice_share))


def family_of(groups: set[str]) -> set[str]:
    """Return the families of some groups of the background."""
    return {KIN.get(group, group) for group in groups - NO_FAMILY}


class Families:
    """Families of factors, by the crosswalk, and of names, by the search."""

    def __init__(self, choices: Choices, crosswalk: Crosswalk):
        self._catalogue, self._processes = choices.catalogues.factors, choices.catalogues.processes
        self._crosswalk = crosswalk

    @cached_property
    def _names(self) -> NameIndex:
        from ...factors.naming.terms import terms_for

        return _index(tuple((row.factor_id, row.name) for row in self._catalogue if row.offered), terms_for())

    def of(self, row: Factor) -> set[str]:
        """Return the families of a factor; none where the crosswalk has no dataset for it."""
        codes = (found.dataset for found in self._crosswalk.of(row))
        return family_of({self._processes[code].group for code in codes if code in self._processes})

    def meant(self, line: Line, settings: ReviewSettings) -> list[Factor]:
        """Return the factors that the search trusts for the name of a line: of its kind of unit, of a known family."""
        unit = find_unit(line.unit)
        kinds = {"mass"} if unit is None else {"mass", unit.kind}
        material = named(line.name)
        trusted = []
        for ranked in self._names.rank(line.name, limit=SEARCHED):
            row = self._catalogue.get(ranked.code)
            own = find_unit(row.unit)
            fits = own is not None and own.kind in kinds and row.boundary != "cradle-to-grave"
            same = not material or not named(row.name) or agree(material, named(row.name))
            if ranked.score >= settings.name_trust and fits and same and self.of(row):
                trusted.append(row)
        return trusted


def _families(choices: Choices) -> Families | None:
    """Return the families, None where the background has no crosswalk."""
    from ...linking.crosswalk import crosswalks, load_crosswalk

    if choices.background not in crosswalks():
        return None
    return Families(choices, load_crosswalk(choices.background))


@lru_cache(maxsize=2)
def _index(names: tuple[tuple[str, str], ...], terms: Terms) -> NameIndex:
    from ...factors.naming.ranking import NameIndex

    return NameIndex(names, terms)


def _says_so(choices: Sequence[Choice]) -> bool:
    """Whether somebody wrote that something stands in, or marked the target as a proxy.

    A reason that names substances must name that of a target: it was not written for another one.
    """
    if any(choice.target.grade == "proxy" for choice in choices):
        return True
    for choice in choices:
        told, linked = named(choice.target.reason), named(_what(choice))
        if has(choice.target.reason, choice_words()["proxy"]["said"]) and not (told and linked and not agree(told, linked)):
            return True
    return False


def _another(choice: Choice, choices: Sequence[Choice], meant: Sequence[Factor], severity: str) -> Finding:
    line = choice.line
    return find(
        NAME,
        "another-thing",
        severity,
        choice,
        message(
            "line {line} ({name}) is linked to {target}; by its name it is rather {meant}",
            line=line.line_id,
            name=line.name,
            target=listed(other.label for other in choices),
            meant=listed(message("“{name}” ({code})", name=row.name, code=row.factor_id) for row in _names(meant)[:3]),
        ),
        message("a factor of another material is wrong however near its value is"),
        message("choose one of the same material; where there is none, write in the reason what stands in and why"),
        where=(*(place for other in choices for place in link_cells(other.target)), *cells(line, "name")),
    )


def _names(rows: Sequence[Factor]) -> list[Factor]:
    """Return one row of each name, years aside."""
    found: dict[str, Factor] = {}
    for row in rows:
        found.setdefault(base_name(row.name), row)
    return list(found.values())


def _apart(line: Line, factors: Sequence[Choice], datasets: Sequence[Choice], severity: str) -> Finding:
    return find(
        NAME,
        "two-things",
        severity,
        factors[0],
        message(
            "line {line} ({name}): factor and dataset are of different materials: {factors}; {datasets}",
            line=line.line_id,
            name=line.name,
            factors=listed(choice.label for choice in factors),
            datasets=listed(choice.label for choice in datasets),
        ),
        message("the two views count one material; where one stands in for the other, the reason says so"),
        message("choose the same material in both views, or write in the reason what stands in and why"),
        where=(*(place for choice in (*factors, *datasets) for place in link_cells(choice.target)), *cells(line, "name")),
    )


CHECK = Check(name=NAME, title=msg("Same thing in line, factor and dataset"), run=check, visit=2)
