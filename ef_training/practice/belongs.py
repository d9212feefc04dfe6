"""Whether a key or a copy is one of the form at hand: line ids are alike in all forms (M01, E01 …), names are not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from ..errors import FormError, Problem
from ..inventory.model import Inventory
from ..messages import Message, message
from ..text import fold, own_half

LIKENESS = 0.5
"""Names whose likeness (0–1) is at least this may be of one thing, somewhat rewritten (the project's own choice)."""
MOST = 0.5
"""Where more than this part of the lines have other names, the key or copy is of another form (the project's own choice)."""
LISTED = 8
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def check_belongs(
    inventory: Inventory, names: Mapping[str, Sequence[str]], source: str, *, products: Sequence[str] = ()
) -> list[Message]:
    """Compare the names of lines and product in a key or copy with those of the form.

    Parameters
    ----------
    names : mapping
        Line id → the names that ``source`` has for it, in one language or both.

    Returns
    -------
    list of Message
        A sentence where some names differ.

    Raises
    ------
    FormError
        Most names differ.
    """
    pairs = [(line, names[line.line_id]) for line in inventory.lines if names.get(line.line_id)]
    judged = [(line, others, alike) for line, others in pairs if (alike := _alike(line.name, others)) is not None]
    differ = [(line, others) for line, others, alike in judged if not alike]
    own = inventory.product.name
    product = message("its product is “{other}”, that of the form “{own}”", other=products[0], own=own) if products else None
    other_product = product is not None and _alike(own, products) is False
    if len(differ) > MOST * len(judged):
        line, others = differ[0]
        what = message(
            "{source} is of another form: of {all} lines, {count} have another name there ({line_id}: “{other}” for “{own}”)",
            source=source,
            all=len(judged),
            count=len(differ),
            line_id=line.line_id,
            other=others[0],
            own=line.name,
        )
        raise FormError(Problem(what, mend=message("give those of this form; the lines are known by their IDs")))
    said: list[Message] = []
    if differ:
        ids = ", ".join(line.line_id for line, _ in differ[:LISTED]) + (" …" if len(differ) > LISTED else "")
        said.append(
            message("lines with another name in {source} than in the form: {lines}; are they the same?", source=source, lines=ids)
        )
    if other_product and product is not None:
        said.append(message("{source} may be of another form: {product}", source=source, product=product))
    return said


def _alike(name: str, others: Iterable[str]) -> bool | None:
    """Tell whether a name may be that of one of the others; None where they are in different scripts, which says nothing."""
    pairs = [
        (one, other)
        for one in _halves((name,))
        for other in _halves(others)
        if bool(_CHINESE.search(one)) == bool(_CHINESE.search(other))
    ]
    return any(_like(one, other) for one, other in pairs) if pairs else None


def _halves(names: Iterable[str]) -> set[str]:
    return {fold(own_half(name, lang)) for name in names for lang in ("zh-TW", "en")} - {""}


def _like(one: str, other: str) -> bool:
    return one in other or other in one or SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKENESS
