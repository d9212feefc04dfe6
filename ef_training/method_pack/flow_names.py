"""What the flows a pack names are called: a code under the name of another flow is one of two flows, and nobody can say which."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ..errors import Problem
from ..messages import message
from ..tables import Row
from .flow_lists import FlowUnits
from .overrides import FactorRow

Key = tuple[str, str]
COLUMNS = ("flow_name", "compartment")


class FlowNames:
    """Name and compartment of flows by (database, code), to compare the rows of a pack with.

    The flow list goes before the pack below, and that before the rows of the pack itself that were read already. A flow that none
    of them has is left as it is.

    Parameters
    ----------
    flows : FlowUnits, other mapping or None
        The flow lists, where they carry names (`FlowUnits`).
    """

    def __init__(self, flows: object) -> None:
        self._listed = flows.described if isinstance(flows, FlowUnits) else {}
        self._below: dict[Key, tuple[str, str, str]] = {}

    def add(self, factors: Iterable[FactorRow]) -> None:
        """Take the names of factors that are known: those of the archive, or of the pack below."""
        for factor in factors:
            self._below.setdefault((factor.database, factor.flow_code), (factor.flow_name, factor.compartment, factor.where))

    def checked(self, row: Row, problems: list[Problem]) -> Row:
        """Return the row with empty names filled in where they are known; a name of another flow is noted in ``problems``.

        Case, width and blanks make no difference.
        """
        key = (row["database"], row["flow_code"])
        known = self._known(key)
        if known is None:
            if row["flow_name"]:
                self._below[key] = (row["flow_name"], row["compartment"], row.where())
            return row
        name, compartment, where = known
        cells = dict(row.cells)
        for column, right in zip(COLUMNS, (name, compartment), strict=True):
            if right and not cells[column]:
                cells[column] = right
        for column, right in zip(COLUMNS, (name, compartment), strict=True):
            if right and _plain(cells[column]) != _plain(right):
                problems.append(_other(row, column, right, where))
        return Row(row.table, row.number, cells)

    def _known(self, key: Key) -> tuple[str, str, str] | None:
        listed = self._listed.get(key)
        return (*listed, key[0]) if listed is not None else self._below.get(key)


def _other(row: Row, column: str, right: str, where: str) -> Problem:
    if column == "flow_name":
        what = message(
            "the flow of the code {code} is “{right}” in {where}, not “{stated}”",
            code=row["flow_code"],
            right=right,
            where=where,
            stated=row[column],
        )
    else:
        what = message(
            "the flow of the code {code} has the compartment “{right}” in {where}, not “{stated}”",
            code=row["flow_code"],
            right=right,
            where=where,
            stated=row[column],
        )
    return Problem(what, row.where(column), message("see which of code and name is meant; an empty name is filled in"))


def _plain(text: str) -> str:
    """Return a text without differences of case, width and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
