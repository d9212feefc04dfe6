"""Writing the suggestions into a copy of a form: drop-downs beside the lines, and the sheet with all candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...forms.files.suggestions import HEADING, TITLE, about_head, choice_head
from ...forms.files.workbook import coordinate
from ...inventory.template_style import height_for, page
from ...messages import msg, translate
from ...numbers import unit_text
from .looks import Looks, about, candidate_text, listed, set_width, write
from .typed import NONE

if TYPE_CHECKING:
    from ...inventory.model import Line
    from ..catalogue import FactorCatalogue
    from ..suggesting.suggest import Candidate, Suggestion
    from .places import Header, Places, Slot

COLUMNS = {
    "line_id": (msg("Line ID"), 9),
    "line": (msg("Name on the form"), 24),
    "cell": (msg("Drop-down"), 17),
    "rank": (msg("Rank"), 7),
    "target": (msg("Factor ID"), 17),
    "name": (msg("Name of the factor"), 32),
    "value": (msg("kg CO2e per unit"), 12),
    "unit": (msg("Unit"), 8),
    "year": (msg("Data year"), 9),
    "region": (msg("Region"), 9),
    "boundary": (msg("Boundary"), 15),
    "asks": (msg("To be filled in"), 18),
    "reasons": (msg("Reasons"), 40),
    "warnings": (msg("Warnings"), 40),
    "text": (msg("Text in the drop-down"), 60),
}
"""Columns of the sheet of candidates, with their widths."""
BOUNDARIES = {
    "cradle-to-gate": msg("cradle to gate"),
    "cradle-to-grave": msg("cradle to grave"),
    "gate-to-gate": msg("gate to gate"),
}
HINTS = (
    msg("The drop-downs in the form hold these candidates, the best first. Choose one per line; none is accepted by itself."),
    msg("Another factor: type its ID into the drop-down cell. Look it up with “ef-training factors search …”."),
    msg("Where no factor is acceptable, choose the last entry of the list: an empty cell is a line not decided yet."),
)
HEAD_ROW = 5
WIDTHS = {False: (58.0, 34.0), True: (46.0, 26.0)}
"""Widths of the drop-downs and of what is said beside them: of lines, and of transport legs."""
LOWEST, TALLEST = 15.0, 409.0
"""Points: a row by default, and the highest that Excel allows."""
NAME_OF_CELL = "ef_choice_{number:04d}"
"""The workbook's own name of a drop-down cell, by the number of its line; it follows the cell where rows are inserted."""


@dataclass(frozen=True)
class Entry:
    """A line with what is suggested for it and where its drop-down stands, None where the form has no row for it."""

    line: Line
    suggestion: Suggestion
    slot: Slot | None


def add_suggestions(workbook: Any, entries: Sequence[Entry], places: Places, catalogue: FactorCatalogue, *, lang: str) -> str:
    """Add drop-downs and the sheet of candidates to a workbook of openpyxl; return the title of that sheet."""
    looks = Looks(lang)
    title = _free_title(workbook, lang)
    candidates = workbook.create_sheet(title)
    rows = _write_candidates(candidates, entries, catalogue, looks, lang)
    for header in places.headers:
        _write_header(workbook[header.sheet], header, looks, lang)
    for entry in entries:
        if entry.slot is not None:
            _write_slot(workbook[entry.slot.sheet], entry, title, rows[entry.line.line_id], looks, lang)
    _name_cells(workbook, entries)
    return title


def _free_title(workbook: Any, lang: str) -> str:
    known = {title.casefold() for title in workbook.sheetnames}
    title, number = TITLE[lang], 1
    while title.casefold() in known:
        number += 1
        title = f"{TITLE[lang]} {number}"
    return title


def _write_header(sheet: Any, header: Header, looks: Looks, lang: str) -> None:
    """Write the headers over the drop-downs of one table, as high as the table's own."""
    for number, column in header.columns.items():
        heads = (choice_head(lang, number), about_head(lang, number))
        for at, text, width in zip((column, column + 1), heads, WIDTHS[number > 0], strict=True):
            set_width(sheet, at, width)
            for row in range(header.top, header.row + 1):
                looks.boxed(sheet.cell(row, at), font="header", fill="header")
            write(sheet.cell(header.row, at), text)


def _write_slot(sheet: Any, entry: Entry, title: str, rows: range, looks: Looks, lang: str) -> None:
    """Write the drop-down of one line, empty, and what is asked beside it."""
    assert entry.slot is not None
    row, column = entry.slot.row, entry.slot.column
    choice, said = sheet.cell(row, column), sheet.cell(row, column + 1)
    text = about(entry.suggestion, lang)
    looks.boxed(choice, fill="choice" if entry.suggestion.candidates else "none", wrap=False, free=True)
    looks.boxed(said, font="about", fill="about")
    write(said, text)
    if text:
        _make_room(sheet, row, height_for(text, WIDTHS[entry.slot.number > 0][1] - 2) - 3)
    column_letter = coordinate(1, list(COLUMNS).index("text") + 1)[:-1]
    cells = f"'{title}'!${column_letter}${rows.start}:${column_letter}${rows.stop - 1}"
    sheet.add_data_validation(_rule(cells, coordinate(row, column), lang))


def _make_room(sheet: Any, row: int, needed: float) -> None:
    """Make a row at least so many points high; one without a height of its own stays as high as its wrapped texts need."""
    height = sheet.row_dimensions[row].height
    if height is None:
        own = [cell for cell in sheet[row] if isinstance(cell.value, str) and cell.alignment.wrap_text]
        widths = (sheet.column_dimensions[cell.column_letter].width for cell in own)
        height = sheet.sheet_format.defaultRowHeight or LOWEST
        height = max([height, *(height_for(cell.value, width - 1) - 3 for cell, width in zip(own, widths, strict=True))])
    if needed > height:
        sheet.row_dimensions[row].height = min(needed, TALLEST)


def _rule(cells: str, place: str, lang: str) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type="list", formula1=cells, allow_blank=True, showInputMessage=True, showErrorMessage=True)
    rule.errorStyle = "warning"
    rule.errorTitle = translate("Not in the list", lang)[:32]
    rule.error = translate("This text is not in the list. Keep it only if it names a factor by its ID.", lang)[:255]
    rule.promptTitle = translate("Suggested factor", lang)[:32]
    rule.prompt = translate(
        "Choose one from the list, or type the ID of another factor; a multiplier goes behind it (× 0.32). Reasons stand on "
        "the sheet of candidates.",
        lang,
    )[:255]
    rule.add(place)
    return rule


def _name_cells(workbook: Any, entries: Sequence[Entry]) -> None:
    """Give each drop-down cell a name, which follows it where rows are inserted."""
    from openpyxl.workbook.defined_name import DefinedName

    for number, entry in enumerate(entries, start=1):
        if entry.slot is not None:
            sheet = entry.slot.sheet.replace("'", "''")
            row, letters = entry.slot.row, coordinate(1, entry.slot.column)[:-1]
            name = NAME_OF_CELL.format(number=number)
            workbook.defined_names[name] = DefinedName(name, attr_text=f"'{sheet}'!${letters}${row}", hidden=True)


def _write_candidates(
    sheet: Any, entries: Sequence[Entry], catalogue: FactorCatalogue, looks: Looks, lang: str
) -> Mapping[str, range]:
    """Write all candidates of all lines; return the rows of each line's candidates."""
    write(sheet["A1"], HEADING[lang])
    looks.text(sheet["A1"], "title")
    for row, hint in enumerate(HINTS, start=2):
        write(sheet.cell(row, 1), translate(hint, lang))
        looks.text(sheet.cell(row, 1), "hint")
    for column, (head, width) in enumerate(COLUMNS.values(), start=1):
        cell = sheet.cell(HEAD_ROW, column)
        looks.boxed(cell, font="header", fill="header")
        write(cell, translate(head, lang))
        set_width(sheet, column, width)
    sheet.row_dimensions[HEAD_ROW].height = 30
    rows: dict[str, range] = {}
    row = HEAD_ROW
    for at, entry in enumerate(entries):
        first = row + 1
        for rank, candidate in enumerate((*entry.suggestion.candidates, None), start=1):
            row += 1
            _write_row(sheet, row, _cells(entry, rank, candidate, catalogue, lang), looks, band="band" if at % 2 else "")
            if entry.slot is not None:
                _link(sheet.cell(row, list(COLUMNS).index("cell") + 1), entry.slot, looks)
        rows[entry.line.line_id] = range(first, row + 1)
    last = coordinate(max(row, HEAD_ROW + 1), len(COLUMNS))
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}"
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 3)
    page(sheet, repeat=f"{HEAD_ROW}:{HEAD_ROW}", last_column=len(COLUMNS), last_row=max(row, HEAD_ROW + 1))
    _protect(sheet)
    return rows


def _cells(entry: Entry, rank: int, candidate: Candidate | None, catalogue: FactorCatalogue, lang: str) -> dict[str, Any]:
    """Return one row of the sheet of candidates by column."""
    row: dict[str, Any] = {"line_id": entry.line.line_id, "line": entry.line.name}
    if entry.slot is not None:
        row["cell"] = f"{entry.slot.sheet}!{coordinate(entry.slot.row, entry.slot.column)}"
    if candidate is None:  # the last entry of every list; where there is no other one, with the reason
        return {**row, "text": NONE, "reasons": "" if entry.suggestion.candidates else about(entry.suggestion, lang)}
    factor = catalogue.by_id.get(candidate.target) if candidate.kind == "factor" else None
    boundary = factor.boundary if factor else ""
    return {
        **row,
        "rank": rank,
        "text": candidate_text(candidate, lang),
        "target": candidate.target,
        "name": candidate.name,
        "value": candidate.value,
        "unit": unit_text(candidate.unit, lang, 1),
        "year": candidate.year,
        "region": factor.region if factor else "",
        "boundary": translate(BOUNDARIES[boundary], lang) if boundary in BOUNDARIES else boundary,
        "asks": about_asked(candidate, lang),
        "reasons": listed(candidate.reasons, lang),
        "warnings": listed(candidate.warnings, lang),
    }


def about_asked(candidate: Candidate, lang: str) -> str:
    """Return what one candidate asks of the line, empty where nothing."""
    from .looks import NEEDS

    if not candidate.asks:
        return ""
    return translate(NEEDS[candidate.asks], lang) if candidate.asks in NEEDS else candidate.asks


def _write_row(sheet: Any, row: int, cells: Mapping[str, Any], looks: Looks, *, band: str) -> None:
    heights = [18.0]
    for column, (name, (_, width)) in enumerate(COLUMNS.items(), start=1):
        cell = sheet.cell(row, column)
        looks.boxed(cell, fill=band)
        value = cells.get(name)
        write(cell, value)
        if isinstance(value, str):
            heights.append(height_for(value, width - 1) - 3)
    for name in ("rank", "unit", "year"):
        sheet.cell(row, list(COLUMNS).index(name) + 1).alignment = looks.centred
    sheet.row_dimensions[row].height = min(max(heights), TALLEST)


def _link(cell: Any, slot: Slot, looks: Looks) -> None:
    """Lead from the sheet of candidates to the drop-down."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = slot.sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!{coordinate(slot.row, slot.column)}")
    looks.text(cell, "link")


def _protect(sheet: Any) -> None:
    """Lock the sheet without a password, so that sorting does not tear the lists apart; it can be filtered all the same."""
    protection = sheet.protection
    protection.sheet = True
    protection.autoFilter = protection.formatColumns = protection.formatRows = protection.formatCells = False
