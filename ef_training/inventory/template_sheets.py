"""The sheets of the form: tables with a header row, and sheets of fields."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from itertools import count
from typing import Any

from ..forms.layout import Field, Importer, Sheet, Table
from .template_lists import Lists
from .template_rows import Rows
from .template_style import ACCENT, LINE, Styles, height_for, page, put, width_for

FIELD_WIDTHS = (30, 62, 62)
SPARE_ROWS = 3
ROW_HEIGHT = 18


@dataclass(frozen=True)
class SheetWriter:
    """What every sheet of one workbook is written with."""

    layout: Importer
    styles: Styles
    lists: Lists
    lang: str
    blank_rows: int | None

    def rows_for(self, table: Table, filled: int) -> int:
        """Return how many rows a table gets in all."""
        return max(table.rows, filled + SPARE_ROWS) if self.blank_rows is None else filled + self.blank_rows

    def text(self, sheet: Any, row: int, text: str, style: str) -> None:
        """Write a line of text into the first column."""
        cell = sheet.cell(row, 1)
        self.styles.apply(cell, style)
        put(cell, text)


def write_sheet(target: Any, sheet: Sheet, rows: Rows, writer: SheetWriter) -> None:
    """Write one sheet of the form."""
    writer.text(target, 1, sheet.title[writer.lang], "title")
    target.row_dimensions[1].height = 24
    first = 3
    if sheet.hint:
        writer.text(target, 2, sheet.hint[writer.lang], "hint")
    if sheet.tables[0].layout == "fields":
        _write_fields(target, sheet.tables[0], rows, writer)
    else:
        for table in sheet.tables:
            first = _write_table(target, sheet, table, first, rows, writer)
    target.sheet_format.defaultRowHeight = ROW_HEIGHT
    target.sheet_format.customHeight = True
    target.sheet_properties.tabColor = ACCENT if sheet.required else LINE


def _write_fields(target: Any, table: Table, rows: Rows, writer: SheetWriter) -> None:
    """Write label, entry and explanation, one field a row."""
    lang, styles = writer.lang, writer.styles
    entries = (rows.of(table) or [{}])[0]
    first = 4
    if rows.made_up:
        writer.text(target, 3, writer.layout.texts["made_up"][lang], "warning")
        target.row_dimensions[3].height = 20
    for column, (head, width) in enumerate(zip(writer.layout.texts["field_heads"][lang], FIELD_WIDTHS, strict=True), start=1):
        cell = target.cell(first, column)
        styles.apply(cell, "header")
        put(cell, head)
        target.column_dimensions[cell.column_letter].width = width
    fields = rows.fields_of(table)
    for row, field in enumerate(fields, start=first + 1):
        label = target.cell(row, 1)
        styles.apply(label, "label")
        put(label, field.header(lang).replace("\n", " "))
        entry = target.cell(row, 2)
        _fill(entry, field, entries.get(field.id), writer)
        entry.alignment = copy(label.alignment)
        explanation = target.cell(row, 3)
        styles.apply(explanation, "help")
        put(explanation, field.help[lang] if field.help else None)
        heights = [
            height_for(str(cell.value), width) for cell, width in zip(target[row], FIELD_WIDTHS, strict=True) if cell.value
        ]
        target.row_dimensions[row].height = max([21.0, *heights])
        _add_rule(target, field, f"B{row}", writer)
    target.freeze_panes = f"A{first + 1}"
    page(target, repeat=f"{first}:{first}", last_column=3, last_row=first + len(fields))


def _write_table(target: Any, sheet: Sheet, table: Table, first: int, rows: Rows, writer: SheetWriter) -> int:
    """Write a table from row ``first``; return the row where the next one may begin."""
    lang, styles = writer.lang, writer.styles
    alone = len(sheet.tables) == 1
    header = first
    if not alone:
        writer.text(target, first, table.title[lang] if table.title else "", "section")
        target.row_dimensions[first].height = 20
        header = first + 1
    entries, fields = rows.of(table), rows.fields_of(table)
    last = header + max(1, writer.rows_for(table, len(entries)))
    for column, field in enumerate(fields, start=1):
        cell = target.cell(header, column)
        styles.apply(cell, "header")
        put(cell, field.header(lang))
        dimension = target.column_dimensions[cell.column_letter]
        width = width_for(field.header(lang), field.width)
        dimension.width = width if alone else max(width, dimension.width if first > 3 else 0)
        for offset in range(last - header):
            value = entries[offset].get(field.id) if offset < len(entries) else None
            _fill(target.cell(header + 1 + offset, column), field, value, writer)
        _add_rule(target, field, f"{cell.column_letter}{header + 1}:{cell.column_letter}{last}", writer)
        if table.id == "allocation-keys" and field.id == "name":
            writer.lists.keys_range = f"'{target.title}'!${cell.column_letter}${header + 1}:${cell.column_letter}${last}"
    widths = [target.column_dimensions[target.cell(header, column + 1).column_letter].width for column in range(len(fields))]
    target.row_dimensions[header].height = max(
        height_for(field.header(lang), width - 2) for field, width in zip(fields, widths, strict=True)
    )
    for offset, entry in enumerate(entries):
        texts = [(str(entry.get(field.id) or ""), width) for field, width in zip(fields, widths, strict=True)]
        target.row_dimensions[header + 1 + offset].height = max(
            [ROW_HEIGHT, *(height_for(text, width - 2) for text, width in texts)]
        )
    if sheet.prefix:
        _number_blank_rows(target, sheet, header + 1 + len(entries), last, rows.line_ids)
    if alone:
        target.freeze_panes = target.cell(header + 1, 3 if fields[1].id == "name" else 1)
        page(target, repeat=f"{header}:{header}", last_column=len(fields), last_row=last)
    else:
        target.freeze_panes = "A3"
        page(target, last_column=max(len(rows.fields_of(other)) for other in sheet.tables), last_row=last, pages_high=1)
    return last + 2


def _number_blank_rows(target: Any, sheet: Sheet, first: int, last: int, known: frozenset[str]) -> None:
    """Write the next free line ids into the empty rows, so that links can refer to them."""
    free = (line_id for number in count(1) if (line_id := f"{sheet.prefix}{number:02d}") not in known)
    for row, line_id in zip(range(first, last + 1), free, strict=False):
        put(target.cell(row, 1), line_id)


def _fill(cell: Any, field: Field, value: Any, writer: SheetWriter) -> None:
    writer.styles.entry(cell, field.type, required=field.required)
    if value is not None:
        put(cell, value)


def _add_rule(target: Any, field: Field, cells: str, writer: SheetWriter) -> None:
    rule = writer.lists.rule(field)
    rule.add(cells)
    target.add_data_validation(rule)
