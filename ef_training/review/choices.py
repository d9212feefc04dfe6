"""What was chosen for the lines of a form: factors, datasets and flows, looked up, with what is needed to judge them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..errors import Problem
from ..inventory.model import Inventory, Target
from ..inventory.per_unit import UnitLine

if TYPE_CHECKING:
    from ..linking import Catalogues, ResolvedTarget
    from ..linking.links.links_file import Links

Key = tuple[str, str]
_NONE: Mapping[str, float] = MappingProxyType({})
_NO_FLOWS: Mapping[Key, float] = MappingProxyType({})


@dataclass(frozen=True)
class Choices:
    """The choices that the second visit judges.

    Parameters
    ----------
    targets : tuple of ResolvedTarget
        The targets that could be looked up, both views, those left out included.
    problems : tuple of Problem
        What is wrong with the links that could not be: unknown codes, units that do not fit, kinds that do not belong to a view.
    catalogues : Catalogues
        Factors, GWP table, datasets and flows.
    climate : mapping
        Climate change of one unit of a dataset by its code, kg CO2 eq per ``Process.unit``; empty where no method pack is open.
    flows : mapping
        Climate change of one unit of an elementary flow by (database, code), kg CO2 eq per ``Flow.unit``; flows without any are
        not in it.
    unresolved : tuple of (Target, tuple of Problem)
        The links behind ``problems``, one by one.
    background : str
        Name of the background, by which its crosswalk is found; empty where it is not known.
    file_problems, asked : tuple of Problem
        What keeps confirmed rows of a links file from being used, and what proposed rows still ask for.
    """

    targets: tuple[ResolvedTarget, ...]
    problems: tuple[Problem, ...]
    catalogues: Catalogues
    climate: Mapping[str, float] = field(default_factory=lambda: _NONE)
    flows: Mapping[Key, float] = field(default_factory=lambda: _NO_FLOWS)
    unresolved: tuple[tuple[Target, tuple[Problem, ...]], ...] = ()
    background: str = ""
    file_problems: tuple[Problem, ...] = ()
    asked: tuple[Problem, ...] = ()

    def of(self, line_id: str, view: str) -> list[ResolvedTarget]:
        """Return the targets of a line that count in a view."""
        return [
            item
            for item in self.targets
            if item.target.line_id == line_id and item.target.view == view and item.target.kind != "left-out"
        ]

    def score(self, item: ResolvedTarget) -> float | None:
        """Return the climate change of a target, kg CO2 eq per declared unit; None where it is not known."""
        if item.target.kind == "left-out":
            return 0.0
        if item.factor is not None:
            return item.factor * item.amount
        if item.target.kind == "dataset":
            unit_score = self.climate.get(item.target.target)
            return None if unit_score is None else unit_score * item.amount
        return self.flows.get(item.key, 0.0) * item.amount if self.climate and item.key else None


def look_up(
    inventory: Inventory,
    lines: tuple[UnitLine, ...],
    catalogues: Catalogues,
    *,
    climate: Mapping[str, float] = _NONE,
    flows: Mapping[Key, float] = _NO_FLOWS,
    background: str = "",
    file_problems: tuple[Problem, ...] = (),
    asked: tuple[Problem, ...] = (),
) -> Choices:
    """Look every link of an inventory up, one by one; what cannot be looked up is kept with its problems."""
    from ..linking.resolve import resolve_each

    resolved, wrong = resolve_each(inventory.draft, lines, catalogues)
    problems = tuple(problem for _, found in wrong for problem in found)
    return Choices(resolved, problems, catalogues, climate, flows, wrong, background, file_problems, asked)


def with_links(inventory: Inventory, links: Links) -> tuple[Inventory, tuple[Problem, ...], tuple[Problem, ...]]:
    """Put the rows of a links file in the place of the form's, for a review: proposals are judged like confirmed rows.

    Returns
    -------
    inventory, problems, asked
        The inventory with all rows that can be used; what keeps confirmed rows from being used; what proposals still ask for.
    """
    from ..errors import LinkError
    from ..linking.links.links_file import apply_links, hindrances, linked_draft
    from ..linking.links.row import Links as Rows

    asked = tuple(problem for row in links if not row.confirmed for problem in hindrances(row))
    usable = [row if row.confirmed else replace(row, state="confirmed") for row in links if row.confirmed or not hindrances(row)]
    rows = Rows(tuple(usable), links.source, links.sha256)
    try:
        return apply_links(inventory, rows), (), asked
    except LinkError as error:
        draft, _ = linked_draft(inventory.draft, rows)
        linked = replace(
            inventory,
            targets=draft.targets,
            custom_factors=draft.custom_factors,
            links_source=links.source,
            links_sha256=links.sha256,
        )
        return linked, error.problems, asked
