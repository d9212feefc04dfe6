"""The first sheet of the form: what it is for, how to fill it in, what each field means."""

from __future__ import annotations

from typing import Any

from ..forms.layout import Importer
from .template_rows import Rows
from .template_style import Styles, height_for, page, put

WIDTHS = (23, 25, 10, 15, 58, 24)


def write_guide(target: Any, layout: Importer, rows: Rows, styles: Styles, lang: str) -> None:
    """Write the guide. It is not read."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    texts = layout.texts["guide"]
    for column, width in enumerate(WIDTHS, start=1):
        target.column_dimensions[target.cell(1, column).column_letter].width = width
    row = _line(target, 1, f"{texts['heading'][lang]} – {rows.title or layout.title[lang]}", "title", styles)
    target.row_dimensions[1].height = 26
    if rows.made_up:
        row = _line(target, row, layout.texts["made_up"][lang], "warning", styles)
    row = _line(target, row + 1, texts["steps_title"][lang], "section", styles)
    for number, step in enumerate(texts["steps"], start=1):
        target.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(WIDTHS))
        text = f"{number}. {step[lang]}"
        target.row_dimensions[row].height = height_for(text, sum(WIDTHS) - 8)
        row = _line(target, row, text, "plain", styles)
    row = _line(target, row + 1, texts["colours_title"][lang], "section", styles)
    for style, text in (("header", "header_colour"), ("required", "required_colour"), ("optional", "optional_colour")):
        styles.apply(target.cell(row, 1), style if style == "header" else f"{style} text")
        cell = target.cell(row, 2)
        styles.apply(cell, "hint")
        put(cell, texts[text][lang])
        row += 1
    row = _line(target, row + 1, texts["sheets_title"][lang], "section", styles)
    for sheet in (sheet for sheet in layout.sheets if sheet.hint and rows.needs(sheet)):
        target.merge_cells(start_row=row, start_column=2, end_row=row, end_column=len(WIDTHS))
        name = target.cell(row, 1)
        styles.apply(name, "label")
        put(name, sheet.title[lang])
        name.hyperlink = Hyperlink(ref=name.coordinate, location=f"'{sheet.title[lang]}'!A1")
        hint = target.cell(row, 2)
        styles.apply(hint, "plain")
        put(hint, (sheet.hint or {})[lang])
        target.row_dimensions[row].height = height_for(str(hint.value), sum(WIDTHS[1:]) - 8)
        row += 1
    row = _line(target, row + 1, texts["fields_title"][lang], "section", styles)
    last = _fields(target, row, layout, styles, lang)
    page(target, last_column=len(WIDTHS), last_row=last)


def _line(target: Any, row: int, text: str, style: str, styles: Styles) -> int:
    cell = target.cell(row, 1)
    styles.apply(cell, style)
    put(cell, text)
    return row + 1


def _fields(target: Any, row: int, layout: Importer, styles: Styles, lang: str) -> int:
    """Write one row for each field of each table; return the last row."""
    heads = layout.texts["explanation_heads"][lang]
    _row(target, row, heads, ("header",) * len(heads), styles)
    mark = layout.texts["required_mark"][lang]
    for sheet in layout.sheets:
        for table in sheet.tables:
            for field in table.written:
                row += 1
                values = (
                    sheet.title[lang],
                    field.label[lang],
                    mark if field.required else "",
                    field.unit[lang] if field.unit else "",
                    field.help[lang] if field.help else "",
                    str(field.example[lang]) if field.example else "",
                )
                _row(target, row, values, ("cell",) * len(values), styles)
                target.row_dimensions[row].height = max(
                    height_for(value, width - 2) for value, width in zip(values, WIDTHS, strict=True)
                )
    return row


def _row(target: Any, row: int, values: Any, kinds: tuple[str, ...], styles: Styles) -> None:
    for column, (value, kind) in enumerate(zip(values, kinds, strict=True), start=1):
        cell = target.cell(row, column)
        styles.apply(cell, kind)
        put(cell, value or None)
