"""The final inventory in MOENV's summary layout: one sheet, two merged rows of heads (活動數據 A–G, 排放係數 H–K, 備註 L).

Words and units are those of the project's own importer `moenv-platform`, which reads the workbook back. The total below the list
is the one formula: Σ amount per declared unit × factor, stored with its value.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ...messages import message, msg, translate
from ...numbers import percent
from ..facts import facts
from ..period import production
from ..workbook.build import new_book
from ..workbook.cells import lines_of, number_format, sheet_names
from ..workbook.sheets import HEAD, LINE, QUIET, RULE, Head, Sheets
from .summary_rows import SummaryRow, summary_rows

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ...assessment.run_folder import RunFolder
    from ...forms.layout_model import Importer, Table

IMPORTER = "moenv-platform"
WIDTHS = (14.0, 9.0, 32.0, 14.0, 10.0, 14.0, 10.0, 30.0, 12.0, 10.0, 36.0, 44.0)
UNITS = (4, 6, 9)
"""The columns of units."""
SECTIONS = MappingProxyType({"zh-TW": ("活動數據", "排放係數"), "en": ("Activity data", "Emission factor")})
"""The words of the first row of heads, above A–G and H–K."""
GROUP_WORDS = MappingProxyType(
    {
        "energy": {"zh-TW": "能源", "en": "Energy"},
        "resource": {"zh-TW": "資源", "en": "Water"},
        "material": {"zh-TW": "原物料", "en": "Material"},
        "auxiliary": {"zh-TW": "輔助項", "en": "Auxiliary"},
        "product": {"zh-TW": "產品", "en": "Product"},
        "co-product": {"zh-TW": "聯產品", "en": "Co-product"},
        "emission": {"zh-TW": "排放", "en": "Emission"},
        "residue": {"zh-TW": "殘留物", "en": "Waste"},
    }
)
"""MOENV's groups; the English ones are the words that the importer understands."""
NOTE = msg(
    "Note: total activity is that of the product in the period, {made} declared units; amount per unit = total ÷ declared units. "
    "The amounts stand in the unit of the factor; where that is not the unit of the inventory, the remark says how they were "
    "converted."
)
TOTAL = msg("Total (carbon footprint per declared unit)")
SCALED = msg("Grand total (scaled up to the whole, assessed share {share})")
"""Both are, but for what stands in brackets, words by which the importer knows a sum."""
NOT_SUMMED = msg(
    "Note: some factors are not on record in this folder of an older version; the total is that of the results, not the sum "
    "above."
)


def moenv_summary(run: RunFolder, *, lang: str) -> bytes:
    """Return the carbon footprint view of the inventory in MOENV's summary layout.

    Each row is a factor of a line: its amounts and the factor are in one unit. A line that is left out has no factor and says so
    in the remarks; what is no MOENV factor (a GWP, a supplier's factor) says so too. The total footprint per declared unit stands
    below the list.

    Parameters
    ----------
    run : RunFolder
        The run; nothing else is read.
    lang : str
        ``zh-TW`` or ``en``.

    Returns
    -------
    bytes
        An .xlsx file that the importer `moenv-platform` reads; the same run and language give the same bytes.
    """
    from ...forms.layout import load_importer

    layout, said = load_importer(IMPORTER), facts(run, lang)
    tongue = "zh-TW" if lang.startswith("zh") else "en"
    stream = BytesIO()
    book = new_book(stream, title=said.product, comments=said.warning, made=run.run["created"])
    sheets = Sheets(book, Head(said.product, said.about, ""), lang)
    sheet = sheets.add(sheet_names([layout.sheet("list").title[tongue]])[0])
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    title = layout.sheet("list").title[tongue]
    sheets.spread(
        sheet,
        0,
        f"{title}: {said.product}" if tongue == "en" else f"{title}：{said.product}",
        12,
        sum(WIDTHS),
        bold=True,
        font_size=14,
    )
    row = _basics(sheets, sheet, 1, run, layout, tongue)
    made = message(NOTE, made=f"{production(run):,.10g}").render(lang)
    sheets.spread(sheet, row, made, 12, sum(WIDTHS), font_color=QUIET)
    heads = row + 1
    _heads(sheets, sheet, heads, layout.table("list"), tongue)
    rows = summary_rows(run, lang)
    for below, found in enumerate(rows, start=heads + 2):
        _row(sheets, sheet, below, found, layout, tongue)
    last = heads + 1 + len(rows)
    sheet.autofilter(heads + 1, 0, last, 11)
    row = _total(sheets, sheet, last + 2, (heads + 2, last), run, rows)
    _notes(sheets, sheet, row + 1, run, lang)
    sheets.paper(sheet, sum(WIDTHS))
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heads, heads + 1)
    sheets.foot(sheet, f"{said.product} · {run.run['run']}")
    book.close()
    return stream.getvalue()


def _basics(sheets: Sheets, sheet: Worksheet, row: int, run: RunFolder, layout: Importer, tongue: str) -> int:
    """Write the block of basics, label and value, and return the next row."""
    record, table = run.run, layout.table("basics")
    company, product = record["company"], record["product"]
    start, end = (date.fromisoformat(record["period"][key]) for key in ("start", "end"))
    unit = layout.spelling(product["declared_unit"], tongue)
    values: dict[str, Any] = {
        "company_code": company.get("code"),
        "company_name": company["name"],
        "site": company.get("site"),
        "made_up": _yes(layout, tongue) if company.get("made_up") else "",
        "product_code": product.get("code"),
        "product_name": product["name"],
        "function": product.get("function"),
        "declared": f"{product['declared_amount']:.15g} {unit}",
        "mass_per_unit": product.get("mass_per_unit"),
        "boundary": layout.vocabularies["boundary"].labels[product["boundary"]][tongue],
        "period": f"{start:%Y/%m/%d}~{end:%Y/%m/%d}",
    }
    style = {"border": 1, "border_color": RULE, "text_wrap": True}
    for field_id, value in values.items():
        if value in (None, ""):
            continue
        label = table.field(field_id).header(tongue).replace(" *", "").replace("\n", " ")
        sheet.merge_range(row, 0, row, 1, "", sheets.format(bold=True, bg_color="#EEF3F8", **style))
        sheets.text(sheet, row, 0, label, sheets.format(bold=True, bg_color="#EEF3F8", **style))
        plain = sheets.format(align="left", **style)
        sheet.merge_range(row, 2, row, 6, "", plain)
        if isinstance(value, (int, float)):
            sheets.number(sheet, row, 2, value, plain)
        else:
            said = sheets.text(sheet, row, 2, value, plain)
            sheet.set_row(row, LINE * lines_of(said, sum(WIDTHS[2:7])))
        row += 1
    return row


def _yes(layout: Importer, tongue: str) -> str:
    return str(layout.vocabularies["yes-no"].labels["yes"][tongue])


def _heads(sheets: Sheets, sheet: Worksheet, row: int, table: Table, tongue: str) -> None:
    """Write both rows of heads."""
    look = sheets.format(
        bold=True,
        font_color="#FFFFFF",
        bg_color=HEAD,
        border=1,
        border_color="#FFFFFF",
        align="center",
        valign="vcenter",
        text_wrap=True,
    )
    for (first, last), word in zip(((0, 6), (7, 10)), SECTIONS[tongue], strict=True):
        sheet.merge_range(row, first, row, last, "", look)
        sheets.text(sheet, row, first, word, look)
    labels = [str(field.label[tongue]) for field in table.fields]
    sheet.merge_range(row, 11, row + 1, 11, "", look)
    sheets.text(sheet, row, 11, labels[-1], look)
    for column, label in enumerate(labels[:-1]):
        sheets.text(sheet, row + 1, column, label, look)
    sheet.set_row(row + 1, LINE * 1.3)


def _row(sheets: Sheets, sheet: Worksheet, row: int, found: SummaryRow, layout: Importer, tongue: str) -> None:
    unit = layout.spelling(found.unit, tongue)
    stage = layout.vocabularies["stage"].labels[found.stage][tongue]
    cells: tuple[Any, ...] = (
        *(stage, GROUP_WORDS[found.group][tongue], found.name, found.total, unit, found.per_unit, unit, found.factor_name),
        *(found.factor, unit if found.factor is not None else "", found.source, found.note),
    )
    high = 1
    for column, value in enumerate(cells):
        if isinstance(value, float):
            shape = number_format(value, "amount")
            sheets.number(sheet, row, column, value, sheets.format(num_format=shape, border=1, border_color=RULE))
        else:
            style = sheets.format(text_wrap=True, border=1, border_color=RULE, indent=int(column in UNITS))
            said = sheets.text(sheet, row, column, value or "", style)
            high = max(high, lines_of(said, WIDTHS[column]))
    sheet.set_row(row, LINE * high)


def _total(sheets: Sheets, sheet: Worksheet, row: int, span: tuple[int, int], run: RunFolder, rows: list[SummaryRow]) -> int:
    """Write the total footprint per declared unit and return the next row."""
    lang = sheets.lang
    results = run.results[run.results["view"] == "cfp"]
    known = float(results.loc[results["target_kind"] != "scaling", "value"].sum())
    whole = not any(found.factor_missing for found in rows)
    first, last = span[0] + 1, span[1] + 1
    formula = f"=SUMPRODUCT(F{first}:F{last},I{first}:I{last})" if whole else ""
    _sum(sheets, sheet, row, translate(TOTAL, lang), known, formula)
    scaled = run.run.get("scaling")
    if scaled:
        text = message(SCALED, share=percent(scaled["assessed_share"], 2)).render(lang)
        row += 1
        _sum(sheets, sheet, row, text, float(results["value"].sum()), "")
    if not whole:
        row += 1
        sheets.spread(sheet, row, translate(NOT_SUMMED, lang), 12, sum(WIDTHS), font_color=QUIET)
    return row + 1


def _sum(sheets: Sheets, sheet: Worksheet, row: int, text: str, value: float, formula: str) -> None:
    bold = sheets.format(bold=True, top=1)
    sheet.merge_range(row, 0, row, 7, "", bold)
    sheets.text(sheet, row, 0, text, bold)
    style = sheets.format(bold=True, top=1, num_format=number_format(value, "amount"))
    if formula:
        sheet.write_formula(row, 8, formula, style, value)
    else:
        sheet.write_number(row, 8, value, style)
    sheets.text(sheet, row, 9, "kgCO2e", bold)


def _notes(sheets: Sheets, sheet: Worksheet, row: int, run: RunFolder, lang: str) -> None:
    """Say where the factors are from, as their licence asks, and of which run this is."""
    factors, form = run.run["factors"], run.run["form"]
    texts = [
        message("Note: factors: {source}", source=factors.get("attribution") or factors["name"]),
        message("Note: run {run} of the form {form}, {time}", run=run.run["run"], form=form["file"], time=run.run["created"]),
    ]
    for below, text in enumerate(texts, start=row):
        sheets.spread(sheet, below, text.render(lang), 12, sum(WIDTHS), font_color=QUIET)
