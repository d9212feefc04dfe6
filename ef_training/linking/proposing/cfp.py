"""Proposals for the ``cfp`` view: what was picked, what the memory knows, what the form says, else the best suggestion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...inventory.concentration import concentration
from ...inventory.fuels import has
from ...inventory.model import Line, Target
from ...messages import message
from ...numbers import plain
from ...units import find_unit
from ..links.row import LinkRow
from .group_rules import HOME, SOLAR
from .row_maker import CONCENTRATION, PURE, RowMaker, Way
from .substances import GWP_SET, Substances
from .waste_words import HAZARDOUS, PLASTICS, burden_free, is_burned, words_of

if TYPE_CHECKING:
    from ...factors.sheet.typed import Choice
    from ...factors.suggesting.suggest import Candidate, Suggestion
    from ..crosswalk import Crosswalk

VIEW = "cfp"
GRID, SOLAR_FIELD = "電力", "太陽光電電場發電"
"""How names of factors of the grid and of a solar field begin."""
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
    crosswalk: Crosswalk | None = None
    country: str = ""

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

    def picked(self, line: Line, choice: Choice, where: str, instead: Sequence[LinkRow]) -> list[LinkRow]:
        """Return the row of what somebody picked in a copy with suggestions; what the form says instead stands in the note.

        A multiplier written behind the pick counts where the units are of one kind; between kinds it is asked about.
        """
        note = message("the form says {targets}", targets=", ".join(row.target for row in instead)) if instead else ""
        row = self.factor(line, choice.kind, choice.target, reason=message("picked in {file}", file=where), note=note)
        if choice.multiplier is None:
            return [row]
        times = plain(choice.multiplier)
        own, wanted = find_unit(line.unit), find_unit(row.target_unit)
        if own is None or wanted is None or own.kind != wanted.kind:
            said = message(
                "“× {times}” was written behind the pick: is it the multiplier in {target}/{line}?",
                times=times, target=row.target_unit, line=line.unit,
            )  # fmt: skip
            return [replace(row, multiplier=None, multiplier_unit="", asks=self.make.text((row.asks, said)))]
        said = message("picked in {file}, with “× {times}” written behind it", file=where, times=times)
        asks = row.asks if is_mixed_waste(line, row.target_name) else ""
        multiplier = None if asks else choice.multiplier
        return [replace(row, multiplier=multiplier, multiplier_unit="", reason=self.make.text(said), asks=asks)]

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
        if line.group == "energy" and has(line.name, SOLAR):
            candidates = [one for one in candidates if not one.name.startswith(GRID)]
            solar = self._solar() if not candidates else ""
            if solar:
                return [self.factor(line, "factor", solar, reason=message("solar electricity, never that of the grid"))]
            if not candidates:
                return [self.make.nothing(line, VIEW, message("the electricity is solar: choose a factor of that"))]
        near = [one for one in candidates if not one.asks and one.score >= candidates[0].score - NEAR]
        best = near[0] if near else candidates[0]
        return [self._candidate(line, best, [one for one in candidates if one is not best])]

    def factor(self, line: Line, kind: str, target: str, *, asks: str = "", view: str = VIEW, **more: object) -> LinkRow:
        """Return a row that leads to a factor or a GWP; ``asks`` names a field of the line that the factor needs."""
        name, unit = self.make.describe(kind, target)
        if kind == "gwp":
            way = self.make.way(line, unit)
        else:
            way = self.make.to_factor(line, name, unit, pure=self._pure(line, target))
            way, more = self._at_home(line, target, way, more)
        if asks == "concentration" and way.multiplier is not None and concentration(line) is None:
            way = Way(None, asks=(message(CONCENTRATION),))
        if way.multiplier is not None and is_mixed_waste(line, name):
            asked = message(
                "the factor is for mixed waste: the CO2 of burning this waste is higher; enter a factor by hand for it"
            )
            way = Way(None, asks=(asked,))
        return self.make.row(line, view, kind, target, way, **more)

    def _solar(self) -> str:
        """Return the catalogue's newest factor of a solar field that is offered, "" where there is none."""
        known = [one for one in self.make.catalogues.factors if one.name.startswith(SOLAR_FIELD) and one.offered]
        return max(known, key=lambda one: one.data_year or 0).factor_id if known else ""

    def _pure(self, line: Line, target: str) -> bool:
        """Tell whether a factor is, by the crosswalk, for the pure substance behind a solution."""
        known = self.make.catalogues.factors
        if self.crosswalk is None or target not in known or line.group not in ("material", "auxiliary", "packaging"):
            return False
        steps = self.crosswalk.of(known.get(target))
        return any(self.make.roles.about("pure", step.dataset) and step.multiplier >= PURE for step in steps)

    def _at_home(self, line: Line, target: str, way: Way, more: dict[str, object]) -> tuple[Way, dict[str, object]]:
        """Return a way and the fields of a row: outside of Taiwan its electricity is asked for, its water stands in."""
        country = line.country or self.country
        known = self.make.catalogues.factors
        if country in ("", HOME) or target not in known or line.group not in ("energy", "water"):
            return way, more
        if known.get(target).unit == "kWh":
            asked = message("the factor is for Taiwan: enter one of the grid of {country} by hand", country=country)
            return Way(None, asks=(asked,)), more
        if line.group == "water":
            note = message("Taiwan's supply stands in for that of {country}", country=country)
            before = more.get("note", ())
            return way, {**more, "grade": "proxy", "note": (note, *(before if isinstance(before, tuple) else (before,)))}
        return way, more

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
    burned = line.group == "waste" and is_burned(line) and ("焚化" in factor or "垃圾" in factor)
    return burned and has(text, (*PLASTICS, *HAZARDOUS)) and "有害" not in factor
