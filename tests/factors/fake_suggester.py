"""A suggester that proposes rows of the catalogue by the letters of a name: the same ones each time, right or not."""

from __future__ import annotations

from ef_training.factors import FactorCatalogue
from ef_training.factors.suggesting.suggest import Candidate, Suggestion
from ef_training.inventory.model import Line
from ef_training.messages import message

NOTHING = message("no acceptable factor: {why}", why="=1+1")


class FakeSuggester:
    """Proposes ``limit`` rows for a line, none for every seventh name; some candidates ask for the density."""

    def __init__(self, catalogue: FactorCatalogue, *, name: str = ""):
        self.rows = [factor for factor in catalogue if factor.linkable]
        self.name = name

    def suggest(self, line: Line, *, carried: Line | None = None, limit: int = 5) -> Suggestion:
        seed = sum(map(ord, line.line_id + line.name))
        if seed % 7 == 0:
            return Suggestion(line.line_id, (), NOTHING)
        chosen = [self.rows[(31 * seed + 17 * rank) % len(self.rows)] for rank in range(limit)]
        return Suggestion(
            line.line_id,
            tuple(
                Candidate(
                    kind="factor",
                    target=factor.factor_id,
                    name=self.name or factor.name,
                    value=factor.kgco2e_per_unit,
                    unit=factor.unit,
                    year=factor.data_year,
                    score=1 - 0.1 * rank,
                    reasons=(message("the carried line: {name}", name=carried.name if carried else "–"),),
                    warnings=(message("=2+2"),) if rank == 1 else (),
                    asks="density" if (seed + rank) % 5 == 0 else "",
                )
                for rank, factor in enumerate(chosen)
            ),
            None,
        )
