"""Ready-made strategies: what several layouts do to their rows before these are read.

A strategy takes and returns the rows of a form (`list[dict]` of field id → `Cell`; "@table" names the table of a row, "@origin"
where it stands). It may change "@table", add rows, mark a cell as wrong (`Cell.fault`), and speak: ``row["@assumptions"]`` holds
(message, origin) pairs that are listed with the assumptions of the reader.
"""

from __future__ import annotations

from .strategy_basics import boundary_from_stages, split_declared_unit, split_period
from .strategy_cells import keep_texts, number_within_tables
from .strategy_groups import refine_groups
from .strategy_outputs import check_shares, rest_of_plant, roles, route_outputs, share_key

__all__ = [
    "boundary_from_stages",
    "check_shares",
    "keep_texts",
    "number_within_tables",
    "refine_groups",
    "rest_of_plant",
    "roles",
    "route_outputs",
    "share_key",
    "split_declared_unit",
    "split_period",
]
