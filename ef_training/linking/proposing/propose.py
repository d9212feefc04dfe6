"""Proposing links: every line of a form gets rows in both views, to be looked at, filled in and confirmed.

Of one line and view the first that has something to say counts: what somebody confirmed in the form, what was picked in a copy
with suggestions, what the form says, what the memory knows, else what follows from the line (`propose_cfp`, `propose_ef`). A
factor that stood on a row of the form knows climate change alone; in the ``ef`` view it is taken where nothing better is found.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from ...inventory.model import VIEWS, Inventory, Line
from ...messages import message
from ..links.apply import renamed
from ..links.row import LinkRow, groups, hindrances
from ..memory import Memory
from .cfp import CfpProposer
from .ef import EfProposer
from .group_rules import GroupRules
from .row_maker import RowMaker
from .substances import Substances

if TYPE_CHECKING:
    from ...factors.naming.ranking import Ranked
    from ...factors.suggesting.suggest import Suggestion
    from ..crosswalk import Crosswalk
    from ..resolve import Catalogues
    from .roles import Roles

CLIMATE_ONLY = ("factor", "gwp", "custom-factor")
STATUSES = ("confirmed", "proposed", "screening", "asked", "none")
"""What a line is in a view: confirmed, proposed with all it needs, proposed with climate change alone, something is asked for,
nothing was found."""
_DIGITS = 6
_EDITED = (
    "kind",
    "target",
    "multiplier_unit",
    "reason",
    "source",
    "omission",
    "grade",
    "asks",
    "note",
)


class Suggests(Protocol):
    """What suggests factors for a line; `ef_training.factors.suggesting.suggest.Suggester` does."""

    def suggest(self, line: Line, *, carried: Line | None = None, limit: int = 5) -> Suggestion:
        """Return the candidates for a line."""


@dataclass(frozen=True)
class Knowledge:
    """What proposals are drawn from.

    ``rank`` ranks the background's datasets by name; ``chosen`` is what was picked in a copy with suggestions (line → kind and
    target), ``chosen_in`` its name.
    """

    catalogues: Catalogues
    suggester: Suggests
    crosswalk: Crosswalk | None
    roles: Roles
    substances: Substances
    rank: Callable[[str], Sequence[Ranked]]
    memory: Memory = field(default_factory=lambda: Memory(()))
    chosen: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    chosen_in: str = ""


@dataclass(frozen=True)
class Proposal:
    """The rows of all lines, and which (line, view) were kept as somebody had left them in the file that was there before."""

    rows: tuple[LinkRow, ...]
    kept: frozenset[tuple[str, str]] = frozenset()

    def status(self) -> Mapping[tuple[str, str], str]:
        """Return what each line is in each view, one of `STATUSES`."""
        return {key: status_of(rows) for key, rows in groups(self.rows).items()}

    def counts(self) -> Mapping[str, int]:
        """Return how many lines and views there are of each of `STATUSES`."""
        found = Counter(self.status().values())
        return {status: found[status] for status in STATUSES}


def status_of(rows: Sequence[LinkRow]) -> str:
    """Return what a line is in a view by its rows there, one of `STATUSES`."""
    if all(not row.kind for row in rows):
        return "none"
    if any(hindrances(row) for row in rows):
        return "asked"
    if all(row.confirmed for row in rows):
        return "confirmed"
    return "screening" if any(row.view == "ef" and row.kind in CLIMATE_ONLY for row in rows) else "proposed"


def propose(inventory: Inventory, known: Knowledge, *, existing: Iterable[LinkRow] = (), lang: str = "zh-TW") -> Proposal:
    """Propose links for every line of an inventory, in both views.

    Parameters
    ----------
    inventory : Inventory
        With the factors on its rows recognised (`ef_training.linking.recognise`).
    known : Knowledge
        What proposals are drawn from.
    existing : rows, optional
        Rows of the file that is there: what is confirmed or was edited by somebody is kept.
    lang : str
        Language of reasons, questions and notes.
    """
    proposed = _Proposer(inventory, known, lang).all()
    return _merged(inventory, proposed, tuple(existing), lang)


class _Proposer:
    """Goes through the lines of one inventory; the lines a transport leg carries come before it."""

    def __init__(self, inventory: Inventory, known: Knowledge, lang: str):
        self.inventory, self.known = inventory, known
        self.make = RowMaker(known.catalogues, known.roles, lang)
        self.cfp = CfpProposer(self.make, known.substances)
        rules = GroupRules(self.make, known.substances, inventory)
        self.ef = EfProposer(self.make, rules, known.crosswalk, known.rank)
        self.rows: dict[tuple[str, str], list[LinkRow]] = {}

    def all(self) -> dict[tuple[str, str], list[LinkRow]]:
        """Return the rows of every line and view."""
        by_id = {line.line_id: line for line in self.inventory.lines}
        for line in sorted(self.inventory.lines, key=lambda line: bool(line.parent)):
            carried = by_id.get(line.parent)
            self.rows[line.line_id, "cfp"] = self._cfp(line, carried)
            self.rows[line.line_id, "ef"] = self._ef(line, carried)
        return self.rows

    def _form(self, line: Line, view: str) -> list[LinkRow]:
        own = [target for target in self.inventory.targets if target.line_id == line.line_id and target.view == view]
        return self.cfp.from_form(line, own, view)

    def _cfp(self, line: Line, carried: Line | None) -> list[LinkRow]:
        form = self._form(line, "cfp")
        if any(row.confirmed for row in form):
            return form
        if line.line_id in self.known.chosen:
            kind, target = self.known.chosen[line.line_id]
            return self.cfp.picked(line, kind, target, self.known.chosen_in, form)
        if form:
            return form
        remembered = self._remembered(line, "cfp")
        return remembered or self.cfp.suggested(line, self.known.suggester.suggest(line, carried=carried))

    def _ef(self, line: Line, carried: Line | None) -> list[LinkRow]:
        form = self._form(line, "ef")
        stand_in = bool(form) and all(row.kind in CLIMATE_ONLY and not row.confirmed for row in form)
        if form and not stand_in:
            return form
        remembered = self._remembered(line, "ef")
        if remembered:
            return remembered
        carried_rows = self.rows.get((carried.line_id, "ef"), ()) if carried else ()
        found = self.ef.rows(line, self.rows[line.line_id, "cfp"], carried, carried_rows)
        nothing_better = all(row.kind in ("", *CLIMATE_ONLY) for row in found)
        return form if stand_in and nothing_better else found

    def _remembered(self, line: Line, view: str) -> list[LinkRow]:
        """Return what the memory knows of a line; it says so, and by whom it was reviewed."""
        rows = []
        for entry in self.known.memory.of(line, view):
            said = message(
                "from memory: {term}, reviewed by {by}, {date}", term=entry.term, by=entry.reviewed_by, date=entry.reviewed
            )
            if entry.kind == "left-out":
                row = replace(self.make.left_out(line, view, entry.omission, said), note=entry.note)
            elif entry.kind == "dataset":
                if entry.target not in self.known.catalogues.processes:
                    continue
                row = self.ef.dataset(line, entry.target, reason=said, grade=entry.grade, note=entry.note)
            else:
                name, unit = self.make.describe(entry.kind, entry.target)
                if not unit:
                    continue
                way = self.make.to_factor(line, name, unit)
                row = self.make.row(line, view, entry.kind, entry.target, way, reason=said, grade=entry.grade, note=entry.note)
            if entry.ask:
                asked = message("multiplier: the remembered one was a figure of another company")
                row = replace(row, multiplier=None, multiplier_unit="", asks=self.make.text(asked))
            rows.append(row)
        return rows


def fingerprint(rows: Sequence[LinkRow]) -> str:
    """Return a mark of what rows say, by which it is noticed that somebody edited them; spreadsheets may round figures."""
    said = [
        [
            *(getattr(row, name) for name in _EDITED),
            *(_rounded(value) for value in (row.multiplier, row.estimated_share)),
            row.ratings,
        ]
        for row in rows
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:8]


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{value:.{_DIGITS}g}"


def _merged(
    inventory: Inventory, proposed: Mapping[tuple[str, str], Sequence[LinkRow]], existing: tuple[LinkRow, ...], lang: str
) -> Proposal:
    """Put proposals and the rows that are there together, in the order of the form."""
    before = groups(existing)
    rows: list[LinkRow] = []
    kept = set()
    for line in inventory.lines:
        for view in VIEWS:
            key = line.line_id, view
            there = before.pop(key, ())
            if there and _touched(there):
                kept.add(key)
                rows += [_questioned(row, line, lang) for row in there]
            else:
                mark = fingerprint(proposed[key])
                rows += [replace(row, proposed_as=mark) for row in proposed[key]]
    gone = message("the form has no such line any more: delete the row").render(lang)
    for there in before.values():
        rows += [replace(row, state="proposed", confirmed_by="", asks=gone) for row in there]
    return Proposal(tuple(rows), frozenset(kept))


def _touched(rows: Sequence[LinkRow]) -> bool:
    """Tell whether somebody confirmed or edited the rows of a line in a view."""
    return any(row.confirmed or row.proposed_as != fingerprint(rows) for row in rows)


def _questioned(row: LinkRow, line: Line, lang: str) -> LinkRow:
    """Return a row that is kept; one that was written for a line of another name is asked about."""
    if not renamed(row, line):
        return row
    asked = message("the line was “{name}” when it was linked: look whether the link still holds", name=row.line_name).render(
        lang
    )
    return replace(row, state="proposed", confirmed_by="", asks=asked, line_name=line.name)
