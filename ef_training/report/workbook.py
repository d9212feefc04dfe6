"""The report as a workbook: one sheet a table, numbers as numbers in full precision, nothing that could run as a formula."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ..hotspots.outcome import Outcome
from ..messages import msg, translate
from ..numbers import MISSING, missing, pretty_unit
from ..report import (
    facts,
    tables,
    tables_cutoff,
    tables_inventory,
    tables_options,
    tables_quality,
    tables_run,
    tables_two_views,
)
from .sentences import sentences
from .style import STAGE_COLOURS
from .tables import Column, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


HEAD_ROWS = 5
"""Lines of text above the first table of every sheet."""
SHEETS = (
    ("summary", msg("summary")),
    ("stages", msg("stages")),
    ("lines", msg("lines")),
    ("hotspots", msg("hotspots")),
    ("improvement", msg("improvement")),
    ("contributions", msg("contributions")),
    ("carbon footprint", msg("carbon footprint")),
    ("inventory", msg("inventory")),
    ("targets", msg("targets")),
    ("cut-off", msg("cut-off")),
    ("data quality", msg("data quality")),
    ("findings", msg("findings")),
    ("sources", msg("sources")),
)
SUMMARY_COLUMNS = 6
_WIDE, _NARROW = 60, 9


def workbook(result: Outcome, *, lang: str) -> bytes:
    """Return the workbook; the bytes depend on the run alone."""
    from xlsxwriter import Workbook

    stream = BytesIO()
    book = Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    said = facts.facts(result.run, lang)
    made = datetime.fromisoformat(result.run.run["created"]).replace(tzinfo=None)
    book.set_properties({"title": said.product, "comments": said.disclaimer, "created": made})
    writer = _Writer(book, said)
    for name, title in SHEETS:
        writer.sheet(translate(title, lang), _tables(name, result, lang))
    _summary_extras(writer, result, lang)
    book.close()
    return stream.getvalue()


def _tables(name: str, result: Outcome, lang: str) -> list[Table]:
    """Return the tables of one sheet; the first one gets the filter."""
    run = result.run
    if name == "summary":
        return [tables.indicators(result, lang)]
    if name == "stages":
        return [tables.stages(result, lang)]
    if name == "lines":
        return [tables.lines(result, lang)]
    if name == "hotspots":
        return _hotspots(result, lang)
    if name == "improvement":
        return [tables_options.all_indicators(result, lang)]
    if name == "contributions":
        return [tables.contributions(result, lang)]
    if name == "carbon footprint":
        return [tables_two_views.carbon_footprint(result, lang), tables_two_views.differences(result, lang)]
    if name == "inventory":
        return [
            tables_inventory.inventory(run, lang),
            tables_inventory.outputs(run, lang),
            tables_inventory.allocation(run, lang),
        ]
    if name == "targets":
        return [tables_inventory.targets(run, lang)]
    if name == "cut-off":
        return [
            tables_cutoff.cut_off_ledger(run, lang),
            tables_cutoff.limits(run, lang),
            tables_run.screening_lines(result, lang),
            tables_run.coverage(run, lang),
        ]
    if name == "data quality":
        return [tables_quality.sheet(run, lang), tables_quality.study(run, lang)]
    if name == "findings":
        return [tables_run.findings(run, lang)]
    return [tables_inventory.sources(run, lang), tables_inventory.checks(run, lang)]


def _hotspots(result: Outcome, lang: str) -> list[Table]:
    found = [tables.top_lines(result, lang, None), tables.top_stages(result, lang)]
    if result.weighted:
        found.append(tables_run.toxicity(result, lang))
    for category in tables.categories(result, lang):
        head = f"{category.name} ({pretty_unit(category.unit)})"
        found += [
            Table(f"{head} · {part.caption}", part.columns, part.rows, part.note)
            for part in (category.stages, category.processes, category.direct_flows, category.flows)
        ]
    return [*found, tables_run.sub_indicators(result.run, lang)]


class _Writer:
    """Writes tables on sheets; every sheet begins with product, method and disclaimer."""

    def __init__(self, book: Workbook, said: facts.Facts):
        self.book, self.said = book, said
        self.sheets: dict[str, Worksheet] = {}
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:
        """Return the format with these properties, made once."""
        merged: dict[str, Any] = {"font_name": "Microsoft JhengHei", "font_size": 10, "valign": "vcenter", **properties}
        key = tuple(sorted(merged.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(merged)
        return self._formats[key]

    def sheet(self, title: str, found: list[Table]) -> None:
        """Write one sheet with its tables, one under the other."""
        sheet = self.sheets[title] = self.book.add_worksheet(title)
        self._head(sheet)
        row = HEAD_ROWS
        first = True
        widths: dict[int, int] = {}
        for table in found:
            if not table.rows and not first:
                continue
            row = self._table(sheet, row, table, widths, filtered=first)
            first = False
        for column, width in widths.items():
            sheet.set_column(column, column, min(max(width + 2, _NARROW), _WIDE))
        sheet.freeze_panes(HEAD_ROWS + 2, 2 if len(found[0].columns) > 6 else 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1 if len(found[0].columns) <= 14 else 3, 0)
        sheet.repeat_rows(HEAD_ROWS + 1)
        sheet.set_footer("&L&A&R&P / &N")

    def _head(self, sheet: Worksheet) -> None:
        said, lang = self.said, self.said.lang
        quiet = self.format(font_color="#4D4D4D")
        sheet.set_row(0, 22)
        sheet.write_string(0, 0, said.product, self.format(bold=True, font_size=14))
        sheet.write_string(1, 0, said.about, quiet)
        sheet.write_string(2, 0, said.warning or said.background, self.format(bold=True, font_color="#8A1F11"))
        sheet.write_string(3, 0, " ".join(translate(t, lang) for t in (facts.MISSING_LEGEND, facts.PARTLY_LEGEND)), quiet)

    def _table(self, sheet: Worksheet, row: int, table: Table, widths: dict[int, int], *, filtered: bool) -> int:
        """Write a table from ``row`` down and return the row where the next may begin."""
        sheet.write_string(row, 0, table.caption, self.format(bold=True, font_size=11))
        sheet.set_row(row + 1, 15 * max(-(-_length(column.title) // 18) for column in table.columns))
        for position, column in enumerate(table.columns):
            sheet.write_string(row + 1, position, column.title, self._header(column))
            widths[position] = max(widths.get(position, 0), min(_length(column.title), 18))
        for below, cells in enumerate(table.rows, start=row + 2):
            for position, (column, value) in enumerate(zip(table.columns, cells, strict=True)):
                self._cell(sheet, below, position, column, value)
                shown = "0.000E+00" if isinstance(value, float) else str(value)
                widths[position] = max(widths.get(position, 0), min(_length(shown), _WIDE))
        last = row + 1 + len(table.rows)
        if filtered:
            sheet.autofilter(row + 1, 0, max(last, row + 2), len(table.columns) - 1)
        if table.note:
            sheet.write_string(last + 1, 0, table.note, self.format(font_color="#4D4D4D"))
            last += 1
        return last + 3

    def _header(self, column: Column) -> Format:
        right = column.kind in ("value", "amount", "share", "percent")
        return self.format(
            bold=True, bg_color="#EEF2F6", bottom=1, text_wrap=True, valign="bottom", align="right" if right else "left"
        )

    def _cell(self, sheet: Worksheet, row: int, position: int, column: Column, value: Any) -> None:
        if value is None or missing(value):
            sheet.write_string(row, position, MISSING, self.format(align="right", font_color="#4D4D4D"))
        elif column.kind == "mark":
            sheet.write_string(row, position, "●" if value else "", self.format(align="center"))
        elif column.kind in ("value", "amount") and isinstance(value, (int, float)):
            sheet.write_number(row, position, value, self.format(num_format=number_format(float(value), column.kind)))
        elif column.kind in ("share", "percent") and isinstance(value, (int, float)):
            sheet.write_number(row, position, value, self.format(num_format="0.0%"))
        elif column.kind == "unit":
            sheet.write_string(row, position, pretty_unit(str(value)), self.format(indent=1))
        else:
            sheet.write_string(row, position, str(value), self.format())


def number_format(value: float, kind: str) -> str:
    """Return the Excel format that shows three significant digits of a result, six of an inventory amount.

    >>> number_format(12345.6, "value"), number_format(0.0123, "value"), number_format(1e-7, "value")
    ('#,##0', '0.0000', '0.00E+00')
    """
    import math

    digits = 3 if kind == "value" else 6
    if value == 0:
        return "0"
    power = math.floor(math.log10(abs(value)))
    if not -4 < power < 7:
        return "0.00E+00" if kind == "value" else "0.0000E+00"
    if kind == "amount":
        return "#,##0.######" if value % 1 else "#,##0"
    decimals = max(digits - 1 - power, 0)
    return ("#,##0" if power >= 3 else "0") + ("." + "0" * decimals if decimals else "")


def _length(text: str) -> int:
    """Return the width of a text in the columns of a spreadsheet, where a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)


def _summary_extras(writer: _Writer, result: Outcome, lang: str) -> None:
    """Put the sentences under the indicators and a chart of the stages beside them."""
    summary = writer.sheets[translate("summary", lang)]
    count = len(result.scores)
    row = HEAD_ROWS + 2 + count + 2
    for sentence in (*sentences(result, lang), translate(facts.ALIGNED, lang), translate(facts.NO_WEIGHTING, lang)):
        summary.merge_range(row, 0, row, SUMMARY_COLUMNS - 1, "", writer.format(text_wrap=True))
        summary.write_string(row, 0, sentence, writer.format(text_wrap=True))
        summary.set_row(row, 15 * -(-_length(sentence) // 90))
        row += 1
    chart = writer.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    stages, top = translate("stages", lang), HEAD_ROWS + 2
    for position, colour in enumerate(STAGE_COLOURS.values(), start=2):
        chart.add_series(
            {
                "name": [stages, HEAD_ROWS + 1, position],
                "categories": [stages, top, 0, top + count - 1, 0],
                "values": [stages, top, position, top + count - 1, position],
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    chart.set_title({"name": translate("Indicators by life-cycle stage", lang), "name_font": {"size": 12}, "overlay": False})
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": 9}})
    chart.set_x_axis({"num_format": "0%", "name": translate("share of the indicator", lang), "label_position": "high"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 560})
    summary.insert_chart(
        HEAD_ROWS + 1, SUMMARY_COLUMNS + 1, chart, {"description": translate("Indicators by life-cycle stage", lang)}
    )
