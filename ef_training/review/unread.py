"""Unread: what stands in the workbook and was not read as part of the form, and rows that look like sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..forms.columns import IGNORED_COLUMN
from ..forms.entries import STRANGER
from ..forms.rows import EQUALS_SUM, SUM_OF_ABOVE
from ..forms.sheets import IGNORED_SHEET
from ..forms.tables import IGNORED_TABLE
from ..inventory.model import IgnoredRow, Origin
from ..messages import Message, message, msg
from ..text import fold
from .model import Check, Finding, Reviewed
from .settings import ReviewSettings

NAME = "unread"
SHOWN = 8
"""So many places are named in one finding before the rest is only counted; the project's own choice."""
_IDLE_HEADERS = ("項次", "序號", "編號", "備註", "附註", "說明", "no", "no.", "#", "note", "notes", "remark", "remarks")
IDLE = frozenset(map(fold, _IDLE_HEADERS))
"""Headers of columns that hold no data: running numbers and notes."""
KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        IGNORED_SHEET: ("sheets", msg("sheets not read ({count}): {places}")),
        IGNORED_TABLE: ("tables", msg("tables not read ({count}): {places}")),
        IGNORED_COLUMN: ("columns", msg("columns not read ({count}): {places}")),
        STRANGER: ("entries", msg("entries not read ({count}): {places}")),
        SUM_OF_ABOVE: ("sums", msg("rows left out as sums of the rows above, by their figure alone ({count}): {places}")),
    }
)
"""Why something was not read → the kind of finding, and what it says."""


def check(reviewed: Reviewed, settings: ReviewSettings) -> Iterator[Finding]:
    """Yield one question for each kind of thing that was not read, and one for each line whose figure is a sum of others."""
    for reason, (kind, text) in KINDS.items():
        rows = [row for row in reviewed.inventory.ignored if row.reason.template == reason and not _idle(row)]
        if rows:
            places = [_place(row.origin, row.reason) for row in rows]
            shown = ", ".join(places[:SHOWN]) + (" …" if len(places) > SHOWN else "")
            yield Finding(
                NAME,
                kind,
                "info" if reason == STRANGER else "question",
                message(text, count=len(rows), places=shown),
                message("what is not read does not count"),
                message("say whether it holds anything that belongs to the inventory; if so, bring it into the form"),
                tuple(row.origin for row in rows),
            )
    by_cell = {str(line.origin): line for line in reviewed.inventory.lines}
    for entry in reviewed.inventory.assumptions:
        if entry.what.template == EQUALS_SUM:
            line = by_cell.get(str(entry.origin))
            yield Finding(
                NAME,
                "equals-sum",
                "question",
                entry.what,
                message("a sum that is read as a line counts everything twice"),
                message("delete the row if it is the sum of the rows above; say so if it is an item of its own"),
                (entry.origin,),
                line.line_id if line else "",
                str(entry.what.values.get("name", "")),
            )


def _idle(row: IgnoredRow) -> bool:
    """Tell whether a column that was not read holds running numbers or notes."""
    return row.reason.template == IGNORED_COLUMN and fold(str(row.reason.values["header"])) in IDLE


def _place(origin: Origin, reason: Message) -> str:
    """Return the cell, with the title or header that stands there."""
    text = next((str(value) for value in reason.values.values()), "")
    if not origin.cell or reason.template == IGNORED_SHEET:
        return origin.sheet
    return f"{origin} {' '.join(text.split())}".rstrip()


CHECK = Check(name=NAME, title=msg("Parts not read"), run=check)
