"""Proposing links: every line of a form gets rows in both views, to be looked at, filled in and confirmed.

Of one line and view the first that has something to say counts: what somebody confirmed in the form, what was picked in a copy
with suggestions, what the form says, what the memory knows, else what follows from the line (`linking.proposing.cfp`,
`linking.proposing.ef`). A factor that stood on a row of the form knows climate change alone; in the ``ef`` view it is
taken where nothing better is found.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from ...inventory.model import VIEWS, Inventory, Line
from ...messages import Message, message
from ...numbers import plain
from ...text import fold
from ..links.apply import renamed
from ..links.row import LinkRow, groups, hindrances, key_of
from ..memory import REMEMBERED_GROUPS, REMEMBERED_KINDS, Memory
from .cfp import CfpProposer
from .ef import EfProposer
from .goods import Goods
from .group_rules import GroupRules
from .row_maker import RowMaker
from .substances import Substances

if TYPE_CHECKING:
    from ...factors.naming.ranking import Ranked
    from ...factors.naming.terms import Terms
    from ...factors.sheet.typed import Choice
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

    ``rank`` ranks the background's datasets by name; ``terms`` is the table of terms, by which names are read; ``chosen`` is what
    was picked in a copy with suggestions (by line), ``chosen_in`` its name.
    """

    catalogues: Catalogues
    suggester: Suggests
    crosswalk: Crosswalk | None
    roles: Roles
    substances: Substances
    rank: Callable[[str], Sequence[Ranked]]
    memory: Memory = field(default_factory=lambda: Memory(()))
    terms: Terms | None = None
    chosen: Mapping[str, Choice] = field(default_factory=lambda: MappingProxyType({}))
    chosen_in: str = ""
    goods: Goods = field(default_factory=Goods)

    def choice(self, line: Line) -> Choice | None:
        """Return what was picked for a line, None where nothing was."""
        return next((choice for line_id, choice in self.chosen.items() if fold(line_id) == fold(line.line_id)), None)


@dataclass(frozen=True)
class Overruled:
    """A factor that was picked in a copy with suggestions, and what stands in its place: by the form, or by the links file."""

    line_id: str
    picked: str
    stands: str
    confirmed_by: str = ""


@dataclass(frozen=True)
class Proposal:
    """The rows of all lines.

    ``kept`` are the lines and views (`key_of`) that are as somebody had left them in the file that was there before,
    ``overruled`` the picks that what somebody had confirmed or edited before overrules.
    """

    rows: tuple[LinkRow, ...]
    kept: frozenset[tuple[str, str]] = frozenset()
    overruled: tuple[Overruled, ...] = ()

    def status(self) -> Mapping[tuple[str, str], str]:
        """Return what each line is in each view (`key_of`), one of `STATUSES`."""
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
    return _merged(inventory, proposed, tuple(existing), known, lang)


class _Proposer:
    """Goes through the lines of one inventory; the lines a transport leg carries come before it."""

    def __init__(self, inventory: Inventory, known: Knowledge, lang: str):
        self.inventory, self.known = inventory, known
        self.make = RowMaker(known.catalogues, known.roles, lang)
        self.cfp = CfpProposer(self.make, known.substances, known.crosswalk, inventory.company.country)
        rules = GroupRules(self.make, known.substances, inventory)
        self.ef = EfProposer(self.make, rules, known.crosswalk, known.rank, terms=known.terms, goods=known.goods)
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
        choice = self.known.choice(line)
        if choice is not None:
            return self.cfp.picked(line, choice, self.known.chosen_in, form)
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
        return form if stand_in and nothing_better and line.group != "transport" else found

    def _remembered(self, line: Line, view: str) -> list[LinkRow]:
        """Return what the memory knows of a line; it says so, and by whom it was reviewed."""
        rows = []
        entries = self.known.memory.of(line, view, self.known.terms) if line.group in REMEMBERED_GROUPS else ()
        for entry in entries:
            said = message(
                "from memory: {term}, reviewed by {by}, {date}", term=entry.term, by=entry.reviewed_by, date=entry.reviewed
            )
            if entry.kind not in REMEMBERED_KINDS:
                continue
            if entry.kind == "dataset":
                if entry.target not in self.known.catalogues.processes:
                    continue
                row = self.ef.dataset(line, entry.target, reason=said, grade=entry.grade, note=entry.note)
            else:
                _, unit = self.make.describe(entry.kind, entry.target)
                if not unit:
                    continue
                row = self.cfp.factor(line, entry.kind, entry.target, view=view, reason=said, grade=entry.grade, note=entry.note)
            own_unit = row.multiplier == 1 and not row.multiplier_unit and len(entries) == 1
            if entry.ask and not own_unit:
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
    inventory: Inventory,
    proposed: Mapping[tuple[str, str], Sequence[LinkRow]],
    existing: tuple[LinkRow, ...],
    known: Knowledge,
    lang: str,
) -> Proposal:
    """Put proposals and the rows that are there together, in the order of the form."""
    before = groups(existing)
    rows: list[LinkRow] = []
    kept = set()
    overruled = []
    for line in inventory.lines:
        for view in VIEWS:
            there = before.pop(key_of(line.line_id, view), ())
            stay = bool(there) and _touched(there)
            if stay:
                kept.add(key_of(line.line_id, view))
                own = [_questioned(replace(row, line_id=line.line_id), line, lang) for row in there]
            else:
                own = _with_own_columns(proposed[line.line_id, view], there)
            lost = _overruled(line, own, known.choice(line)) if view == "cfp" else None
            if lost is not None:
                overruled.append(lost)
                own = [_noted(own[0], lost, lang), *own[1:]]
            if not stay:
                mark = fingerprint(own)
                own = [replace(row, proposed_as=mark) for row in own]
            rows += own
    gone = message("the form has no such line any more: delete the row").render(lang)
    for there in before.values():
        rows += [replace(row, state="proposed", confirmed_by="", asks=gone) for row in there]
    return Proposal(tuple(rows), frozenset(kept), tuple(overruled))


def _with_own_columns(rows: Sequence[LinkRow], there: Sequence[LinkRow]) -> list[LinkRow]:
    """Return proposed rows with the cells of one's own columns in the rows they replace: of the same target, else in order."""
    by_target = {(row.kind, row.target): row.own for row in there}
    in_order = [row.own for row in there]
    found = [by_target.get((row.kind, row.target), in_order[at] if at < len(there) else ()) for at, row in enumerate(rows)]
    return [replace(row, own=own) for row, own in zip(rows, found, strict=True)]


def _overruled(line: Line, rows: Sequence[LinkRow], choice: Choice | None) -> Overruled | None:
    """Return the pick of a line that its rows do not follow, None where they do."""
    if choice is None:
        return None
    same = [row for row in rows if (row.kind, row.target) == (choice.kind, choice.target)]
    if any(choice.multiplier is None or row.multiplier is None or row.multiplier == choice.multiplier for row in same):
        return None
    stands = ", ".join(row.target or row.kind or "–" for row in rows)
    picked = choice.target if choice.multiplier is None else f"{choice.target} × {plain(choice.multiplier)}"
    return Overruled(line.line_id, picked, stands, next((row.confirmed_by for row in rows if row.confirmed_by), ""))


def _noted(row: LinkRow, lost: Overruled, lang: str) -> LinkRow:
    """Return a row that says which pick it overrules."""
    said = overruling(lost).render(lang)
    return row if said in row.note else replace(row, note="; ".join(part for part in (row.note, said) if part))


def overruling(lost: Overruled) -> Message:
    """Say that a pick does not count, and what stands in its place."""
    if lost.confirmed_by:
        return message(
            "picked {picked}; the link {stands}, confirmed by {by}, stands",
            picked=lost.picked,
            stands=lost.stands,
            by=lost.confirmed_by,
        )
    return message("picked {picked}; the link {stands}, which somebody edited, stands", picked=lost.picked, stands=lost.stands)


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
