"""Tables of terms of one's own, looked at before they are used: a term of which no meaning is in a name leads to no factor."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import DataError, LinkError, Problem
from ..messages import Message, message
from ..tables import Row, read_bytes, read_rows
from .catalogue import FactorCatalogue
from .gwp import GwpTable
from .naming.folding import canon
from .naming.terms import COLUMNS, user_terms

NAMED = frozenset(("name", "stand-in", "source", "treatment", "mode"))
"""Kinds of terms that lead to names of the catalogue."""


def leading_nowhere(extra: Iterable[Path], catalogue: FactorCatalogue, gwp: GwpTable) -> list[Message]:
    """Return a sentence for every row of the user's own tables of which neither catalogue nor GWP table knows any meaning.

    A row with several meanings may name datasets beside factors: it leads somewhere where one of them is known.

    Parameters
    ----------
    extra : paths
        Tables that were named; the one in the configuration folder is looked at beside them.
    """
    own = user_terms()
    names = [canon(factor.name) for factor in catalogue]
    found: list[Message] = []
    for path in (*(() if own is None else (own,)), *extra):
        problems: list[Problem] = []  # loading the terms tells them
        for row in read_rows(read_bytes(path, DataError), path.name, COLUMNS, problems):
            means = _means(row)
            if means and not any(_known(row["kind"].strip(), text, names, gwp) for text in means):
                found.append(_warning(row, means))
    return found


def _means(row: Row) -> list[str]:
    return [part.strip() for part in row["means"].replace("；", ";").split(";") if part.strip()]


def _known(kind: str, means: str, names: list[str], gwp: GwpTable) -> bool:
    if kind == "gwp":
        try:
            return bool(gwp.lookup(means))
        except LinkError:
            return any(entry.substance == means for entry in gwp.entries)
    return kind not in NAMED or any(canon(means) in name for name in names)


def _warning(row: Row, means: list[str]) -> Message:
    return message(
        "{table}!{row}: the term “{term}” leads to no factor: no name of the catalogue holds “{means}”",
        table=row.table,
        row=row.number,
        term=row["term"].partition(";")[0],
        means="; ".join(means),
    )
