"""Lines with their links in both views, amounts per declared unit, to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import EFTrainingError
from ...inventory.model import VIEWS, Inventory
from ...inventory.per_unit import UnitLine, per_unit
from ..proposing.cfp import CfpProposer
from ..proposing.propose import status_of
from ..proposing.row_maker import RowMaker
from ..proposing.substances import Substances
from ..resolve import target_amount
from .row import LinkRow, Links, groups, key_of


@dataclass(frozen=True)
class LinkView:
    """One row, with the amount of its target per declared unit in ``unit`` (None where it is not known yet)."""

    row: LinkRow
    amount: float | None
    unit: str


@dataclass(frozen=True)
class LineView:
    """One line: its amount per declared unit, and view → its rows and what it is there (`propose.STATUSES`)."""

    line: UnitLine
    views: Mapping[str, tuple[LinkView, ...]]
    status: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        line = self.line.line
        return {
            "line_id": line.line_id,
            "name": line.name,
            "stage": line.stage,
            "group": line.group,
            "amount_per_unit": self.line.amount,
            "unit": line.unit,
            "views": {
                view: {"status": self.status[view], "links": [_plain(item) for item in self.views[view]]} for view in VIEWS
            },
        }


def view_lines(inventory: Inventory, links: Links, make: RowMaker) -> tuple[LineView, ...]:
    """Return every line of an inventory with its rows; what the file does not say is taken from the form."""
    rows = groups(links)
    form = CfpProposer(make, Substances(()))
    shown = []
    for item in per_unit(inventory):
        line = item.line
        found = {}
        for view in VIEWS:
            own = [target for target in inventory.targets if target.line_id == line.line_id and target.view == view]
            found[view] = rows.get(key_of(line.line_id, view)) or tuple(form.from_form(line, own, view))
        views = {view: tuple(_view(row, item, make) for row in found[view]) for view in VIEWS}
        shown.append(LineView(item, views, {view: status_of(found[view]) for view in VIEWS}))
    return tuple(shown)


def _view(row: LinkRow, item: UnitLine, make: RowMaker) -> LinkView:
    name, unit = make.describe(row.kind, row.target)
    named = make.named(row, item.line) if name else row
    unit = unit or row.target_unit
    if row.multiplier is None or not unit:
        return LinkView(named, None, unit)
    try:
        return LinkView(named, target_amount(row.as_target(), item, unit), unit)
    except EFTrainingError:
        return LinkView(named, None, unit)


def _plain(item: LinkView) -> dict[str, Any]:
    row = item.row
    names = ("kind", "target", "target_name", "multiplier", "multiplier_unit", "reason", "source", "omission", "estimated_share")
    more = ("grade", "state", "asks", "confirmed_by", "note")
    return {
        **{name: getattr(row, name) for name in names},
        "amount": item.amount,
        "unit": item.unit,
        **{name: getattr(row, name) for name in more},
    }
