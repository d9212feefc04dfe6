"""One row of a links file: what one line is in one view, as proposed or as confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ...errors import Problem
from ...inventory.model import Origin, Ratings, Target
from ...messages import message, msg
from ...text import fold

STATES = ("proposed", "confirmed")
COLUMNS = (
    "line_id",
    "line_name",
    "line_amount",
    "line_unit",
    "view",
    "kind",
    "target",
    "target_name",
    "target_unit",
    "multiplier",
    "multiplier_unit",
    "reason",
    "source",
    "omission",
    "estimated_share",
    "grade",
    "TeR",
    "GeR",
    "TiR",
    "P",
    "reliability",
    "completeness",
    "temporal",
    "geographical",
    "technological",
    "state",
    "asks",
    "confirmed_by",
    "note",
    "proposed_as",
)
"""The columns of a links file, in order."""

ASKED = msg("line {line}, {view} view: still asked for: {asks}")
FILL_IN = msg("fill in the multiplier with its unit and reason, or choose another target, then empty the column “asks”")
NOTHING = msg("line {line}, {view} view: nothing is chosen")
CHOOSE = msg("give kind and code of the target, or leave the line out with a reason")
NO_TARGET = msg("line {line}, {view} view: the target is missing")
NO_MULTIPLIER = msg("line {line}, {view} view: the multiplier is missing")
GIVE_ONE = msg("give it, 1 where the amount of the line counts as it stands")
WITHOUT_REASON = msg("line {line} is left out of the {view} view without a reason")
SAY_WHY = msg("say why it may be left out")
WITHOUT_KIND = msg("line {line} is left out of the {view} view; the kind of omission is missing")
SAY_KIND = msg("give one of: cut-off (small), no-burden (none by the rules), elsewhere (another line or dataset holds it)")

_NOWHERE: Mapping[str, Origin] = MappingProxyType({})


@dataclass(frozen=True)
class LinkRow:
    """A target of one line in one view, with what it still needs.

    ``line_name``, ``line_amount`` (as written, in ``line_unit``), ``target_name`` and ``target_unit`` are for the reader's eye;
    a ``line_name`` that no longer fits the form is noticed. ``kind`` and ``target`` are empty where nothing was found,
    ``multiplier`` is None where it is not known; ``asks`` then says what is missing. ``proposed_as`` is a mark by which a later
    proposal knows whether somebody edited the row; ``own`` are the cells of columns of one's own, header and text, in their
    order. The other fields are those of `ef_training.inventory.model.Target`.
    """

    line_id: str
    view: str
    kind: str = ""
    target: str = ""
    multiplier: float | None = None
    multiplier_unit: str = ""
    reason: str = ""
    source: str = ""
    omission: str = ""
    estimated_share: float | None = None
    grade: str = ""
    ratings: Ratings | None = None
    state: str = "proposed"
    asks: str = ""
    confirmed_by: str = ""
    note: str = ""
    line_name: str = ""
    line_amount: float | None = None
    line_unit: str = ""
    target_name: str = ""
    target_unit: str = ""
    proposed_as: str = ""
    own: tuple[tuple[str, str], ...] = ()
    origin: Origin = field(default=Origin(), compare=False)
    origins: Mapping[str, Origin] = field(default_factory=lambda: _NOWHERE, compare=False)

    @property
    def confirmed(self) -> bool:
        """Whether somebody has agreed to the row."""
        return self.state == "confirmed"

    @property
    def key(self) -> tuple[str, str]:
        """Line and view, so that every spelling of an ID is the same (`key_of`)."""
        return key_of(self.line_id, self.view)

    def where(self, column: str = "line_id") -> str:
        """Return the place of a cell of the row ("links.csv!F12")."""
        return str(self.origins.get(column) or self.origin) or self.line_id

    def as_target(self) -> Target:
        """Return what the line is in the view; a multiplier that is not known counts as 1 here, so look at `hindrances` first."""
        return Target(
            line_id=self.line_id,
            view=self.view,
            kind=self.kind,
            target=self.target,
            multiplier=1.0 if self.multiplier is None else self.multiplier,
            multiplier_unit=self.multiplier_unit,
            reason=self.reason,
            source=self.source,
            confirmed_by=self.confirmed_by,
            omission=self.omission,
            estimated_share=self.estimated_share,
            grade=self.grade,
            ratings=self.ratings,
            origin=self.origin,
            origins=self.origins,
        )


@dataclass(frozen=True)
class Links:
    """The rows of a links file; ``source`` names the file, ``sha256`` its content."""

    rows: tuple[LinkRow, ...]
    source: str = ""
    sha256: str = ""

    def __iter__(self) -> Iterator[LinkRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def key_of(line_id: str, view: str) -> tuple[str, str]:
    """Return what tells a line and a view from others: "m 01" and "M01" are one line.

    >>> key_of("m 01", "ef") == key_of("Ｍ01", "ef")
    True
    """
    return fold(line_id), view


def hindrances(row: LinkRow) -> list[Problem]:
    """Return what keeps a row from being confirmed: no choice, no multiplier, an open question, no reason for leaving out."""
    problems = []

    def wrong(column: str, what: str, mend: str) -> None:
        problems.append(Problem(message(what, line=row.line_id, view=row.view, asks=row.asks), row.where(column), message(mend)))

    if row.asks:
        wrong("asks", ASKED, FILL_IN)
    if not row.kind:
        wrong("kind", NOTHING, CHOOSE)
    elif row.kind == "left-out":
        if not row.reason:
            wrong("reason", WITHOUT_REASON, SAY_WHY)
        if not row.omission:
            wrong("omission", WITHOUT_KIND, SAY_KIND)
    else:
        if not row.target:
            wrong("target", NO_TARGET, CHOOSE)
        if row.multiplier is None:
            wrong("multiplier", NO_MULTIPLIER, GIVE_ONE)
    return problems


def groups(rows: Iterable[LinkRow]) -> dict[tuple[str, str], tuple[LinkRow, ...]]:
    """Return the rows of each line and view (`key_of`), in their order."""
    found: dict[tuple[str, str], list[LinkRow]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    return {key: tuple(group) for key, group in found.items()}
