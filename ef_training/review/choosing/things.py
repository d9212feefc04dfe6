"""Are line, factor and dataset of one family of things? Steel linked to a factor of aluminium, a wooden pallet to one of paper.

A factor's family is that of the datasets that the crosswalk gives for it (groups of the background: "ferrous", "plastics",
"paper" …). A line's name has the families of the factors that the search trusts for it. Names are never matched more finely than
that: a proxy within the family is a matter for the reason, not for a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from ...inventory.model import Line
from ...messages import message, msg
from ...units import find_unit
from ..model import Check, Finding, Reviewed
from ..origins import cells
from ..settings import ReviewSettings
from ..spoken import listed
from ..words import has
from .boundaries import BOUGHT
from .chosen import Choice, base_name, choice_words, chosen, find, link_cells, weighed

if TYPE_CHECKING:
    from ...factors.catalogue import Factor
    from ...factors.naming.ranking import NameIndex
    from ...linking.crosswalk import Crosswalk
    from ..choices import Choices

NAME = "things"
NO_FAMILY = frozenset(("processing", "electricity", "heat", "transport", "water", "waste treatment"))
"""Groups that say how a thing is worked, moved or powered, not what it is."""
KIN = {
    "fuels": "oils and organic chemicals",
    "petrochemicals": "oils and organic chemicals",
    "organics-other": "oils and organic chemicals",
    "coatings": "oils and organic chemicals",
    "rubber": "polymers",
    "plastics": "polymers",
}
"""Groups that often stand in for one another and count as one family: lubricants and cutting fluids, rubber and silicone."""
SEARCHED = 30
"""So many factors the search gives for a name are looked at."""


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield materials whose factor or dataset is of another family than their name, or the two of each other's."""
    choices = reviewed.choices
    families = None if choices is None else _families(choices)
    if families is None:
        return
    found = chosen(reviewed)
    for line in found.lines():
        if line.group not in BOUGHT:
            continue
        factors = [choice for choice in found.own(line.line_id, "cfp") if choice.row is not None]
        datasets = [choice for choice in found.own(line.line_id, "ef") if choice.process is not None]
        yield from _judged(line, factors, datasets, families, settings, found.share(line.line_id))


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
    stands_in = _says_so((*factors, *datasets))
    meant = families.meant(line, settings)
    named = {family for row in meant for family in families.of(row)}
    for choices, own in ((factors, by_factor), (datasets, by_dataset)):
        if own and named and not own & named:
            severity = "info" if stands_in else "warning" if share >= settings.choice_share else "question"
            yield _another(choices[0], choices, meant, severity)
            return
    if by_factor and by_dataset and not by_factor & by_dataset and not stands_in:
        yield _apart(line, factors, datasets, weighed(share, settings.choice_share))


def family_of(groups: set[str]) -> set[str]:
    """Return the families of some groups of the background."""
    return {KIN.get(group, group) for group in groups - NO_FAMILY}


class Families:
    """Families of factors, by the crosswalk, and of names, by the search."""

    def __init__(self, choices: Choices, crosswalk: Crosswalk):
        self._catalogue, self._processes = choices.catalogues.factors, choices.catalogues.processes
        self._crosswalk = crosswalk

    def of(self, row: Factor) -> set[str]:
        """Return the families of a factor; none where the crosswalk has no dataset for it."""
        codes = (found.dataset for found in self._crosswalk.of(row))
        return family_of({self._processes[code].group for code in codes if code in self._processes})

    def meant(self, line: Line, settings: ReviewSettings) -> list[Factor]:
        """Return the factors that the search trusts for the name of a line: of its kind of unit, of a known family."""
        unit = find_unit(line.unit)
        kinds = {"mass"} if unit is None else {"mass", unit.kind}
        names = tuple((row.factor_id, row.name) for row in self._catalogue if row.offered)
        trusted = []
        for ranked in _index(names).rank(line.name, limit=SEARCHED):
            row = self._catalogue.get(ranked.code)
            own = find_unit(row.unit)
            fits = own is not None and own.kind in kinds and row.boundary != "cradle-to-grave"
            if ranked.score >= settings.name_trust and fits and self.of(row):
                trusted.append(row)
        return trusted


def _families(choices: Choices) -> Families | None:
    """Return the families, None where the background has no crosswalk."""
    from ...linking.crosswalk import crosswalks, load_crosswalk

    if choices.background not in crosswalks():
        return None
    return Families(choices, load_crosswalk(choices.background))


@lru_cache(maxsize=2)
def _index(names: tuple[tuple[str, str], ...]) -> NameIndex:
    from ...factors.naming.ranking import NameIndex
    from ...factors.naming.terms import load_terms

    return NameIndex(names, load_terms())


def _says_so(choices: Sequence[Choice]) -> bool:
    """Whether somebody wrote that something stands in, or marked the target as a proxy."""
    reasons = " ".join(choice.target.reason for choice in choices)
    return has(reasons, choice_words()["proxy"]["said"]) or any(choice.target.grade == "proxy" for choice in choices)


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
