"""The whole workbook: summary, contents, charts, a sheet for each table, the numbers of the charts."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ...messages import msg, translate
from ...text import own_half
from .. import facts
from .cells import sheet_names
from .chart_data_blocks import Block, blocks
from .charts import draw, write_charts, write_numbers
from .front import Entry, sections_of, write_contents, write_summary
from .sheets import Head, Sheets, legend

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from ...hotspots.outcome import Outcome
    from ..document import Document

OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
FIRST = (msg("summary"), msg("contents"), msg("charts"))
"""Names of the sheets before those of the tables."""
BESIDE_SUMMARY = (690, 520)
"""Size in pixels of the chart below the summary."""


def new_book(stream: BytesIO, *, title: str, comments: str, made: str) -> Workbook:
    """Return an empty workbook in which a text is a text, dated by the run (``made``: ISO time)."""
    from xlsxwriter import Workbook

    book = Workbook(stream, OPTIONS)
    created = datetime.fromisoformat(made).replace(tzinfo=None)
    book.set_properties({"title": title, "comments": comments, "created": created, "author": "ef-training"})
    return book


def workbook(result: Outcome, document: Document, *, lang: str) -> bytes:
    """Return the report as a workbook.

    Sheets, in order: summary (the sentences of page one), contents, charts, one for each table of the document, the numbers
    of the charts; without charts where there are none to draw. Their names are those of the tables (`Ledger.sheet`), the same
    from run to run.

    Parameters
    ----------
    result : Outcome
        The results, for the charts.
    document : Document
        The report, for all else; in ``lang``.

    Returns
    -------
    bytes
        An .xlsx file. It depends on the run, the document and the language alone.
    """
    run = result.run.run
    stream = BytesIO()
    book = new_book(stream, title=document.title, comments=document.warning, made=run["created"])
    sheets = Sheets(book, _head(document, str(run["run"]), lang), lang)
    ledgers, found = document.ledgers(), blocks(result, lang)
    fixed = [translate(text, lang) for text in FIRST]
    names = sheet_names([*fixed, *(ledger.sheet or ledger.name for ledger in ledgers), translate("chart numbers", lang)])
    summary, contents, charts, numbers = names[0], names[1], names[2], names[-1]
    by_name = dict(zip((ledger.name for ledger in ledgers), names[3:-1], strict=True))
    back = (contents, translate("To the contents", lang))
    front, list_ = sheets.add(summary), sheets.add(contents)
    drawn = sheets.add(charts) if found else None
    for ledger in ledgers:
        sheets.table_sheet(by_name[ledger.name], ledger.table, back=back)
    places = write_numbers(sheets, sheets.add(numbers), found, back) if found else {}
    if drawn is not None:
        write_charts(sheets, drawn, found, places, back)
    targets = {block.name: charts for block in found}
    row = write_summary(sheets, front, document, contents, {**by_name, **targets})
    _chart_below(sheets, front, row, found, places)
    write_contents(sheets, list_, _entries(document, found, by_name, (summary, charts, numbers)), lang)
    front.activate()
    book.close()
    return stream.getvalue()


def _head(document: Document, run: str, lang: str) -> Head:
    signs = legend(facts.MISSING_LEGEND, facts.PARTLY_LEGEND, lang=lang)
    return Head(document.title, document.about, document.warning, signs, foot=f"{document.title} · {run}")


def _chart_below(sheets: Sheets, front: Any, row: int, found: list[Block], places: Any) -> None:
    first = next((block for block in found if block.name == "stage-shares"), None)
    if first is not None:
        chart = draw(sheets, first, places[first.name], BESIDE_SUMMARY)
        front.insert_chart(row + 1, 0, chart, {"description": first.table.caption})


def _entries(document: Document, found: list[Block], by_name: dict[str, str], fixed: tuple[str, str, str]) -> list[Entry]:
    lang, (summary, charts, numbers) = document.lang, fixed
    joint = "、" if lang.startswith("zh") else "; "
    said = sections_of(document)
    drawn = joint.join(block.table.caption for block in found)
    listed = [
        Entry(by_name[ledger.name], own_half(ledger.table.caption, lang), said.get(ledger.name, ""), len(ledger.table.rows))
        for ledger in document.ledgers()
    ]
    first = Entry(summary, document.title, document.sections[0].title)
    if not found:
        return [first, *listed]
    title = translate("Charts", lang)
    return [
        first,
        Entry(charts, drawn, title),
        *listed,
        Entry(numbers, translate("The numbers that the charts of this workbook draw.", lang), title),
    ]
