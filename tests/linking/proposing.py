"""Proposing links for a few lines, with suggestions that are told beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import SimpleNamespace

from ef_training.inventory.model import Inventory, Line
from ef_training.link_job import known_catalogues
from ef_training.linking.crosswalk import load_crosswalk
from ef_training.linking.links.row import LinkRow, groups
from ef_training.linking.proposing.propose import Knowledge, propose
from ef_training.linking.proposing.roles import load_roles
from ef_training.linking.proposing.substances import load_substances
from ef_training.messages import message

CATALOGUES = known_catalogues()
FACTORS = CATALOGUES.factors


class Suggests:
    """Suggests what it was told to, by the name of the line; nothing else."""

    def __init__(self, told: dict[str, str]):
        self.told = told

    def suggest(self, line: Line, *, carried: Line | None = None, limit: int = 5) -> SimpleNamespace:
        target = self.told.get(line.name)
        if target is None:
            return SimpleNamespace(line_id=line.line_id, candidates=(), nothing=message("nothing is like it"))
        kind, name = ("gwp", target) if "@" in target else ("factor", FACTORS.get(target).name)
        found = SimpleNamespace(kind=kind, target=target, name=name, score=0.9, reasons=(message("told"),), warnings=(), asks="")
        return SimpleNamespace(line_id=line.line_id, candidates=(found,), nothing=None)


def knowledge(told: dict[str, str] | None = None, **more: object) -> Knowledge:
    made = {
        "catalogues": CATALOGUES,
        "suggester": Suggests(told or {}),
        "crosswalk": load_crosswalk(),
        "roles": load_roles(),
        "substances": load_substances(),
        "rank": lambda name: [],
    }
    return Knowledge(**{**made, **more})  # type: ignore[arg-type]


def line(name: str, group: str = "material", unit: str = "kg", **fields: object) -> Line:
    given = {"line_id": "X1", "stage": "manufacturing", "amount": 10.0, "level": "product", **fields}
    return Line(name=name, group=group, unit=unit, **given)  # type: ignore[arg-type]


def proposed(
    form: Inventory, *lines: Line, known: Knowledge | None = None, **more: object
) -> dict[tuple[str, str], tuple[LinkRow, ...]]:
    """Return the rows of some lines, as if the form held them alone."""
    alone = replace(form, lines=lines, targets=(), **more)
    return by_line(propose(alone, known or knowledge(), lang="en").rows)


def by_line(rows: Iterable[LinkRow]) -> dict[tuple[str, str], tuple[LinkRow, ...]]:
    """Return rows by line, as it is spelled in them, and view."""
    return {(group[0].line_id, group[0].view): group for group in groups(rows).values()}
