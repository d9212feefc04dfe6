"""The final inventory to be signed: cover, lines, factors, datasets, allocation, transport, cut-off, findings, sources."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from ...messages import msg, translate
from .. import facts, tables_cutoff, tables_inventory, tables_run
from ..workbook.build import new_book
from ..workbook.cells import sheet_names
from ..workbook.sheets import Head, Sheets
from . import tables
from .cover import write_cover
from .seal import content_hash

if TYPE_CHECKING:
    from ...assessment.run_folder import RunFolder
    from ..tables import Table

TITLES = (
    msg("lines"),
    msg("factors"),
    msg("datasets and flows"),
    msg("transport"),
    msg("outputs"),
    msg("allocation"),
    msg("process flow"),
    msg("cut-off"),
    msg("limits of cut-off"),
    msg("assumptions and findings"),
    msg("sources"),
)
SHOWN = 16
"""Characters of the hash at the foot of every page."""


def _tables(run: RunFolder, lang: str) -> list[Table]:
    """Return the tables in the order of `TITLES`."""
    return [
        tables.lines(run, lang),
        tables.factors(run, lang),
        tables.datasets(run, lang),
        tables.transport(run, lang),
        tables_inventory.outputs(run, lang),
        tables_inventory.allocation(run, lang),
        tables.steps(run, lang),
        tables_cutoff.cut_off_ledger(run, lang),
        tables_cutoff.limits(run, lang),
        tables_run.findings(run, lang),
        tables_inventory.sources(run, lang),
    ]


def final_inventory(run: RunFolder, *, lang: str) -> bytes:
    """Return the final inventory as a workbook to be signed.

    Its cover bears the hash of its content (`seal.content_hash`), which `seal.check_inventory` computes anew from a copy.

    Parameters
    ----------
    run : RunFolder
        The run; nothing else is read. A folder of schema 1 or 2 does not know the values of the factors: they are "—".
    lang : str
        ``zh-TW`` or ``en``.

    Returns
    -------
    bytes
        An .xlsx file; the same run and language give the same bytes.
    """
    said = facts.facts(run, lang)
    title = f"{translate('Final inventory', lang)} · {said.product}"
    stream = BytesIO()
    book = new_book(stream, title=title, comments=said.warning, made=run.run["created"])
    head = Head(said.product, said.about, said.warning, translate(facts.MISSING_LEGEND, lang), foot=title)
    sheets = Sheets(book, head, lang)
    found = _tables(run, lang)
    cover, *names = sheet_names([translate("cover", lang), *(translate(text, lang) for text in TITLES)])
    front = sheets.add(cover)
    contents = [(name, table.caption) for name, table in zip(names, found, strict=True)]
    hash_row = write_cover(sheets, front, run, contents)
    back = (cover, translate("To the cover", lang))
    pages = [sheets.table_sheet(name, table, back=back) for name, table in zip(names, found, strict=True)]
    digest = content_hash(sheets.said)
    style = {"text_wrap": True, "bottom": 1, "bottom_color": "#C9D3DC", "bold": True}
    front.write_string(hash_row, 1, digest, sheets.format(**style))
    for page in (front, *pages):
        sheets.foot(page, f"{said.product} · {digest[:SHOWN]}")
    front.activate()
    book.close()
    return stream.getvalue()
