"""How well datasets fit, by the crosswalk from MOENV's factors, for links that do not say it themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...linking import ResolvedTarget

if TYPE_CHECKING:
    from ...factors import FactorCatalogue


def crosswalk_grades(
    ef: Sequence[ResolvedTarget], cfp: Sequence[ResolvedTarget], background: str, factors: FactorCatalogue
) -> dict[tuple[str, str], str]:
    """Return (line_id, dataset) → grade of the line's factor against its dataset, where the crosswalk leads from one to another.

    The factor stands for the line in the ``cfp`` view; where several of a line's lead to one dataset, the best grade counts. A
    factor that the crosswalk does not hold, since the catalogue ``factors`` is newer, is found by its name (`Crosswalk.of`). A
    background without a crosswalk gives none.
    """
    from ...inventory.model import GRADES
    from ...linking.crosswalk import crosswalks, load_crosswalk

    open_ended = {(t.target.line_id, t.target.target) for t in ef if t.target.kind == "dataset" and not t.target.grade}
    chosen = [(t.target.line_id, t.target.target) for t in cfp if t.target.kind == "factor"]
    if not open_ended or not chosen or background not in crosswalks():
        return {}
    crosswalk = load_crosswalk(background)
    found: dict[tuple[str, str], str] = {}
    for line_id, factor in chosen:
        for row in crosswalk.of(factors.get(factor)):
            key = (line_id, row.dataset)
            if key in open_ended and (key not in found or GRADES.index(row.grade) < GRADES.index(found[key])):
                found[key] = row.grade
    return found
