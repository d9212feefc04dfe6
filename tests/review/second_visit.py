"""Second visits without a command line: catalogues and climate scores opened once, reviews of inventories in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ef_training.inventory.model import Inventory
from ef_training.linking import Catalogues
from ef_training.linking.recognise import recognise
from ef_training.review.choices import Choices, look_up
from ef_training.review.model import Review
from ef_training.review.run import review_inventory, unit_lines


@dataclass(frozen=True)
class Opened:
    """What a second visit needs of the engine."""

    catalogues: Catalogues
    climate: Mapping[str, float]
    flows: Mapping[tuple[str, str], float]

    def choices(self, inventory: Inventory) -> Choices:
        """Look up the links of an inventory."""
        return look_up(
            inventory,
            unit_lines(inventory)[0],
            self.catalogues,
            climate=self.climate,
            flows=self.flows,
            background="training",
        )

    def review(self, inventory: Inventory) -> Review:
        """Review an inventory as at the second visit."""
        recognised = recognise(inventory, self.catalogues.factors)
        return review_inventory(recognised, choices=self.choices(recognised))


@lru_cache(maxsize=1)
def opened() -> Opened:
    """Open the engine of the test session and close it again; what is read stays."""
    from ef_training.assessment.climate import climate_scores
    from ef_training.assessment.engine import open_engine

    with open_engine("ef-training", "training", "ef-3.1", lambda step: None) as engine:
        climate, flows = climate_scores(engine.scores, engine.catalogues.database)
        return Opened(engine.catalogues, dict(climate), dict(flows))
