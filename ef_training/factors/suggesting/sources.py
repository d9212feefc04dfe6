"""Where a fuel is burned: stationary, on the road, off the road, fishing, at sea; the catalogue has a factor for each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...inventory.model import Line
from ...messages import message
from ..naming.folding import canon
from ..naming.terms import Terms
from ..naming.words import said, says
from .preference import Found

OTHER, NOT_SAID = 0.25, 0.05
"""Penalties for a source the line does not mean, and where it means none in particular (the project's own choice)."""
USED = canon("使用")
STATIONARY, ROAD, MOBILE = canon("於固定源使用"), canon("於公路運輸移動源使用"), canon("於移動源使用")
PETROL = (canon("汽油"), "gasoline", "petrol")


@dataclass(frozen=True)
class Sources:
    """Weighs fuels that are burned by what the terms of kind "source" say of a line."""

    terms: Terms

    def weighed(self, line: Line, found: list[Found]) -> list[Found]:
        """Return what was found with the scores of fuels by where they are burned."""
        term = said(self.terms, "source", line.name, line.treatment, line.note)
        means = tuple(canon(one) for one in term.means) if term is not None else ()
        if not any(_source(one) for one in found):
            return found
        if not any(says(canon(one.factor.name), means) for one in found):
            term = None
        if term is None:
            return [self._guessed(line, one) for one in found]
        weighed = []
        for one in found:
            name = canon(one.factor.name)
            rank = next((rank for rank, source in enumerate(means) if source in name), None)
            if rank is None:
                weighed.append(replace(one, score=one.score - OTHER) if _source(one) else one)
            else:
                reason = message("“{term}” is “{means}”", term=term.text, means=term.means[rank])
                weighed.append(replace(one, score=one.score - NOT_SAID * rank, reasons=(*one.reasons, reason)))
        return weighed

    def _guessed(self, line: Line, one: Found) -> Found:
        if not _source(one):
            return one
        name = canon(one.factor.name)
        mobile = line.stage == "distribution" or says(name, PETROL)
        likely = (ROAD in name or MOBILE in name) if mobile else STATIONARY in name
        warning = message("the line does not say where the fuel is burned")
        return replace(one, score=one.score - (0.0 if likely else NOT_SAID), warnings=(*one.warnings, warning))


def _source(one: Found) -> bool:
    name = canon(one.factor.name)
    return one.factor.role == "fuel-use" and any(source in name for source in (STATIONARY, MOBILE, canon("移動源使用")))
