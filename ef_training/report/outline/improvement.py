"""Options for improvement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...messages import translate
from .. import tables_options
from ..document import Block, Items, Section
from . import parts

if TYPE_CHECKING:
    from ...hotspots.outcome import Outcome


def section(result: Outcome, lang: str) -> Section:
    """Return the options; empty where there are none."""
    title, remarks = translate("Options for improvement", lang), tables_options.remarks(result, lang)
    table = parts.ledger("options", tables_options.computed(result, lang), translate("improvement", lang), wide=True)
    if not table and not remarks:
        return parts.section("options", title, [])
    said = tables_options.sentences(result, lang)
    blocks: list[Block] = [parts.text(tables_options.RULES, lang), *([Items(tuple(said))] if said else []), *table]
    asked: list[Block] = [Items(tuple(remarks))] if remarks else []
    return parts.section(
        "options", title, blocks, parts.section("questions", translate("Not calculated, or to be asked", lang), asked)
    )
