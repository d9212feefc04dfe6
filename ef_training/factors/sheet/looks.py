"""How suggestions look: the text of a candidate, styles and widths of what is added to a copy of a form."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import TYPE_CHECKING, Any

from ...inventory.template_style import CONTROL, FONTS, display_width
from ...messages import Message, message, msg, translate
from ...numbers import significant, unit_text

if TYPE_CHECKING:
    from ..suggesting.suggest import Candidate, Suggestion

MARK = "｜"
NAME_WIDTH = 44
"""Columns of a factor's name in a drop-down; a Chinese character takes two."""
LONGEST = 32_000
"""Characters in a cell; Excel allows 32,767."""
NEEDS = {
    "density": msg("the density (kg/L)"),
    "mass_per_piece": msg("the mass per piece (kg)"),
    "heat_value": msg("the heat value (MJ per unit)"),
    "concentration": msg("the concentration (%)"),
}
"""What a line must bring before its unit meets that of a candidate, by `Candidate.asks`."""
FILLS = {"header": "2F6F69", "choice": "FFF9DB", "about": "F3F6F6", "none": "E5E7EB", "band": "F3F6F6"}
INK, FAINT, EDGE, WHITE = "1F2937", "5B6470", "B8C4C2", "FFFFFF"


def candidate_text(candidate: Candidate, lang: str) -> str:
    """Return a candidate as one readable line, its id first.

    "moenv-503f13f5｜不銹鋼冷軋鋼捲｜3.562 kgCO2e/kg｜2025"
    """
    value = f"{significant(candidate.value, 4)} kgCO2e/{unit_text(candidate.unit, lang, 1)}"
    parts = [candidate.target, _short(candidate.name.replace(MARK, " ")), value]
    if candidate.kind == "factor":
        parts.append(str(candidate.year) if candidate.year else translate("year not stated", lang))
    return MARK.join(parts)


def _short(name: str) -> str:
    """Return a name cut to `NAME_WIDTH` columns."""
    if display_width(name) <= NAME_WIDTH:
        return name
    while display_width(name) > NAME_WIDTH - 2:
        name = name[:-1]
    return f"{name}…"


def about(suggestion: Suggestion, lang: str) -> str:
    """Return what is asked of a line before its candidates can be used, or why there is none."""
    if suggestion.nothing is not None:
        return suggestion.nothing.render(lang)
    asked: dict[str, list[int]] = {}
    for rank, candidate in enumerate(suggestion.candidates, start=1):
        if candidate.asks:
            asked.setdefault(candidate.asks, []).append(rank)
    said = []
    for field, ranks in asked.items():
        what: Message | str = message(NEEDS[field]) if field in NEEDS else field
        if len(ranks) == len(suggestion.candidates):
            said.append(message("needs {what}", what=what))
        else:
            listing = ("、" if lang == "zh-TW" else ", ").join(map(str, ranks))
            said.append(message("candidates {ranks}: needs {what}", ranks=listing, what=what))
    return listed(said, lang)


def listed(messages: Iterable[Message], lang: str) -> str:
    """Return sentences as one text."""
    return ("；" if lang == "zh-TW" else "; ").join(entry.render(lang) for entry in messages)


def write(cell: Any, value: Any) -> None:
    """Write a value; text stays text, also where it begins like a formula. Control characters, which XML lacks, are left out."""
    if isinstance(value, str):
        value = CONTROL.sub("", value)[:LONGEST]
        cell.value = value or None
        if value:
            cell.data_type = "s"
            if value[0] in "=+-@\t\r":
                cell.quotePrefix = True
        return
    cell.value = value


class Looks:
    """Styles of what is added to one workbook, in the font of one language."""

    def __init__(self, lang: str):
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        side = Side(style="thin", color=EDGE)
        self._border = Border(left=side, right=side, top=side, bottom=side)
        self._fonts = {
            key: Font(name=FONTS[lang], size=size, color=colour, bold=bold, underline=under)
            for key, size, colour, bold, under in (
                ("cell", 10, INK, False, None), ("header", 10, WHITE, True, None), ("about", 9, FAINT, False, None),
                ("title", 14, INK, True, None), ("hint", 10, FAINT, False, None), ("link", 10, "0B4F8A", False, "single"),
            )
        }  # fmt: skip
        self._fills = {key: PatternFill("solid", start_color=colour, end_color=colour) for key, colour in FILLS.items()}
        self._wrapped = Alignment(vertical="center", wrap_text=True)
        self._plain = Alignment(vertical="center")
        self.centred = Alignment(vertical="center", horizontal="center")
        self._free = Protection(locked=False)
        self._made: dict[tuple[str, str, bool, bool], Any] = {}

    def boxed(self, cell: Any, *, font: str = "cell", fill: str = "", wrap: bool = True, free: bool = False) -> None:
        """Give a cell border, font and fill; ``free``: it can be written to where the sheet is protected."""
        key = font, fill, wrap, free
        if key in self._made:  # openpyxl looks up every property of every cell otherwise, which takes most of the time
            cell._style = copy(self._made[key])
            return
        cell.border, cell.font = self._border, self._fonts[font]
        cell.alignment = self._wrapped if wrap else self._plain
        if fill:
            cell.fill = self._fills[fill]
        if free:
            cell.protection = self._free
        self._made[key] = copy(cell._style)

    def text(self, cell: Any, font: str) -> None:
        """Give a cell a font alone."""
        cell.font = self._fonts[font]


def set_width(sheet: Any, column: int, width: float) -> None:
    """Give one column a width and show it, though the form may set or hide it together with its neighbours."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.dimensions import ColumnDimension

    for letter, group in list(sheet.column_dimensions.items()):
        first, last = group.min or column_number(letter), group.max or group.min or column_number(letter)
        if not (first <= column <= last) or first == last:
            continue
        if last > column:
            after = copy(group)
            after.index = get_column_letter(column + 1)
            after.min, after.max = column + 1, last
            sheet.column_dimensions[after.index] = after
        if first < column:
            group.max = column - 1
        else:
            del sheet.column_dimensions[letter]
    letter = get_column_letter(column)
    sheet.column_dimensions[letter] = ColumnDimension(sheet, index=letter, width=width, customWidth=True)


def column_number(letter: str) -> int:
    """Return the number of a column."""
    from openpyxl.utils import column_index_from_string

    return int(column_index_from_string(letter))
