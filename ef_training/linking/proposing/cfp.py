"""Proposals for the ``cfp`` view: what was picked, what the memory knows, what the form says, else the best suggestion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...inventory.fuels import has
from ...inventory.model import Line, Target
from ...messages import message
from ..links.row import LinkRow
from .row_maker import CONCENTRATION, RowMaker, Way, concentration
from .substances import GWP_SET, Substances
from .waste_words import BURNED, HAZARDOUS, PLASTICS, burden_free, words_of

if TYPE_CHECKING:
    from ...factors.suggesting.suggest import Candidate, Suggestion

VIEW = "cfp"
NEAR = 0.15
"""A candidate that needs nothing asked goes before a better one that does, where its score is so near (own choice)."""
METALS = (
    ("鋁", "aluminium", "aluminum"),
    ("銅", "copper", "brass", "bronze"),
    ("鋼", "鐵", "steel", "iron"),
    ("鈦", "titanium"),
    ("鎂", "magnesium"),
)
OTHERS = 2
"""So many further candidates are named in the note."""


@dataclass(frozen=True)
class CfpProposer:
    """Proposes rows of the carbon-footprint view."""

    make: RowMaker
    substances: Substances

    def from_form(self, line: Line, targets: Sequence[Target], view: str = VIEW) -> list[LinkRow]:
        """Return what the form itself says of a line; confirmed only where it says by whom."""
        said = self.make.text(message("from the form"))
        rows = []
        for target in targets:
            row = LinkRow(
                line_id=line.line_id,
                view=view,
                kind=target.kind,
                target=target.target,
                multiplier=None if target.kind == "left-out" else target.multiplier,
                multiplier_unit=target.multiplier_unit,
                reason=target.reason or said,
                source=target.source,
                omission=target.omission,
                estimated_share=target.estimated_share,
                grade=target.grade,
                ratings=target.ratings,
                state="confirmed" if target.confirmed_by else "proposed",
                confirmed_by=target.confirmed_by,
                note=said if target.reason else "",
            )
            rows.append(self.make.named(row, line))
        return rows

    def picked(self, line: Line, kind: str, target: str, where: str, instead: Sequence[LinkRow]) -> list[LinkRow]:
        """Return the row of what somebody picked in a copy with suggestions; what the form says instead stands in the note."""
        note = message("the form says {targets}", targets=", ".join(row.target for row in instead)) if instead else ""
        return [self.factor(line, kind, target, reason=message("picked in {file}", file=where), note=note)]

    def suggested(self, line: Line, suggestion: Suggestion) -> list[LinkRow]:
        """Return the best suggestion; what needs no factor is left out, and where there is none the row says why."""
        free = burden_free(line)
        if free is not None and (free.sold or not any(is_service(one.name) for one in suggestion.candidates)):
            return [self.make.left_out(line, VIEW, "no-burden", free.reason)]
        emitted = self._emission(line) if line.group == "emission-air" else []
        if emitted:
            return emitted
        candidates = [one for one in suggestion.candidates if not of_another_metal(line.name, one.name)]
        if not candidates:
            nothing = suggestion.nothing or message("no acceptable factor was found")
            if suggestion.candidates:
                nothing = message("the nearest factor, {name}, is for another metal", name=suggestion.candidates[0].name)
            return [self.make.nothing(line, VIEW, message("{reason}; choose a factor, or leave the line out", reason=nothing))]
        near = [one for one in candidates if not one.asks and one.score >= candidates[0].score - NEAR]
        best = near[0] if near else candidates[0]
        return [self._candidate(line, best, [one for one in candidates if one is not best])]

    def factor(self, line: Line, kind: str, target: str, *, asks: str = "", **more: object) -> LinkRow:
        """Return a row that leads to a factor or a GWP; ``asks`` names a field of the line that the factor needs."""
        name, unit = self.make.describe(kind, target)
        way = self.make.way(line, unit) if kind == "gwp" else self.make.to_factor(line, name, unit)
        if asks == "concentration" and way.multiplier is not None and concentration(line) is None:
            way = Way(None, asks=(message(CONCENTRATION),))
        if way.multiplier is not None and is_mixed_waste(line, name):
            asked = message(
                "the factor is for mixed waste: the CO2 of burning this waste is higher; enter a factor by hand for it"
            )
            way = Way(None, asks=(asked,))
        return self.make.row(line, VIEW, kind, target, way, **more)

    def _candidate(self, line: Line, best: Candidate, others: Sequence[Candidate]) -> LinkRow:
        listed = "; ".join(f"{one.target} {one.name}" for one in others[:OTHERS])
        rivals = message("other candidates: {listed}", listed=listed) if listed else ""
        reason = message(
            "suggested, {score} of 100: {reasons}", score=round(best.score * 100), reasons=self.make.text(best.reasons)
        )
        return self.factor(line, best.kind, best.target, asks=best.asks, reason=reason, note=(*best.warnings, rivals))

    def _emission(self, line: Line) -> list[LinkRow]:
        """Return the GWP of an emission, or that it is no greenhouse gas; nothing where the substance is not known."""
        substance = self.substances.emitted(line.name)
        if substance is None:
            return []
        if not substance.gwp:
            return [self.make.left_out(line, VIEW, "no-burden", message("not a greenhouse gas: no effect on climate change"))]
        reason = message("global warming potential of what is given off")
        return [self.factor(line, "gwp", f"{substance.gwp}@{GWP_SET}", reason=reason)]


def is_service(name: str) -> bool:
    """Tell whether a factor is for the treatment of waste, not for making a product."""
    return any(word in name for word in ("服務", "處理", "清除", "焚化", "掩埋"))


def of_another_metal(line: str, factor: str) -> bool:
    """Tell whether a line and a factor each name a metal, and not the same one.

    >>> of_another_metal("鋁合金鍛胚", "調質鋼車用鍛造件"), of_another_metal("鋁鍛胚", "鋁錠"), of_another_metal("螺絲", "鋼線")
    (True, False, False)
    """
    own, other = ({words[0] for words in METALS if any(word in text.casefold() for word in words)} for text in (line, factor))
    return bool(own and other) and not own & other


def is_mixed_waste(line: Line, factor: str) -> bool:
    """Tell whether plastics, rubber, oils or solvents are to be burned, and the factor is for mixed waste."""
    text = words_of(line)
    burned = line.group == "waste" and has(text, BURNED) and ("焚化" in factor or "垃圾" in factor)
    return burned and has(text, (*PLASTICS, *HAZARDOUS)) and "有害" not in factor
