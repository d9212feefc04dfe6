"""A table of the report as a table of HTML: caption, headers with their scope, bars behind shares, scrolling inside itself."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from ...messages import translate
from ...numbers import MISSING, missing
from ..document import Ledger
from ..tables import Column
from .cells import NUMBERS, joined, shown, tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

HASH = "SHA-256"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")
SHORT = 17
"""A table of at most so many rows stays on one page of paper."""
MANY = 9
"""A table of so many columns and more keeps its width on a telephone and scrolls."""


def grid(ledger: Ledger, lang: str, anchor: str) -> Markup:
    """Write a table with its note; one without rows is left out."""
    from markupsafe import Markup

    table = ledger.table
    if not table.rows:
        return Markup("")
    writers = [_writer(column, lang) for column in table.columns]
    head = joined(tag("th", column.title, scope="col", class_=_class(column.kind)) for column in table.columns)
    rows = Markup("\n").join(
        Markup(f"<tr>{''.join(write(value) for write, value in zip(writers, row, strict=True))}</tr>") for row in table.rows
    )
    body = tag(
        "table",
        tag("caption", table.caption, id=anchor),
        tag("thead", tag("tr", head)),
        joined((Markup("<tbody>\n"), rows, Markup("\n</tbody>"))),
        class_="many" if len(table.columns) >= MANY else None,
    )
    note = tag("p", table.note, class_="note") if table.note else Markup("")
    box = tag("div", body, class_="scroll", tabindex="0", role="region", aria_labelledby=anchor)
    names = ["ledger", *(["wide"] if ledger.wide else []), *(["short"] if len(table.rows) <= SHORT else [])]
    return tag("div", box, note, class_=" ".join(names))


def _class(kind: str) -> str | None:
    return "num" if kind in NUMBERS else "mark" if kind == "mark" else None


def _writer(column: Column, lang: str) -> Callable[[Any], str]:
    """Return the function that writes the cells of a column: thousands of cells, so that what can be settled once is."""
    from markupsafe import escape

    kind = column.kind
    if kind == "name":
        return lambda value: f'<th scope="row">{_text(value)}</th>'
    if kind == "mark":
        yes = f'<td class="mark"><span role="img" aria-label="{escape(translate("yes", lang))}">●</span></td>'
        return lambda value: f'<td class="mark">{MISSING}</td>' if value is None else yes if value else '<td class="mark"></td>'
    if kind == "share":
        return _share
    if kind in NUMBERS:
        return partial(_number, kind)
    if kind == "unit":
        return lambda value: f'<td class="unit">{escape(shown("unit", value))}</td>'
    name = "hash" if column.title == HASH else "word" if kind == "word" else ""
    opening = f'<td class="{name}">' if name else "<td>"
    return lambda value: f"{opening}{_text(value)}</td>"


def _text(value: Any) -> str:
    """Escape a text. One with letters that run from right to left is kept apart from its neighbours."""
    from markupsafe import escape

    text = MISSING if value is None or missing(value) else str(value)
    return f"<bdi>{escape(text)}</bdi>" if _RIGHT_TO_LEFT.search(text) else str(escape(text))


def _number(kind: str, value: Any) -> str:
    from markupsafe import escape

    return f'<td class="num">{escape(shown(kind, value))}</td>'


def _share(value: Any) -> str:
    """Write a share with the bar behind it: a class for each percent, since the page allows no style of an element."""
    from markupsafe import escape

    known = isinstance(value, int | float) and not missing(value)
    width = round(min(abs(value), 1.0) * 100) if known else 0
    return f'<td class="num{f" share w{width}" if width else ""}">{escape(shown("share", value))}</td>'
