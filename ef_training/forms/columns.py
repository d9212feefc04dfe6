"""Which field each column of a table is: by its header, by the upper header row above it, or by the column it follows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..messages import message, msg
from ..text import fold
from ..units import AMBIGUOUS, find_unit
from .factor_units import numerator
from .files.workbook import Cell, Grid
from .header_units import Below, check_against_rows, excluded_factor, factor_of_factors
from .header_words import Bracket, level_of, read_bracket
from .layout_model import Field, Table
from .months import Month, read_months
from .notes import Notes
from .values import AMOUNT_LEVEL, PER_YEAR, UNIT_OF, measure, without_year

_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_UNIT_WORDS = re.compile(r"^(?:單位|unit)[:：]?")
NO_UPPER_ROW = msg("the upper header row is missing; columns with the same header were told apart by their order")
_AMBIGUOUS = re.compile(rf"[(（\[](?:{'|'.join(sorted(AMBIGUOUS))})[)）\]]")
LEVELLED = frozenset(("line", "transport", "summary", "balance"))
"""The records whose amounts count at a level."""
_COUNTED = {
    "plant": msg("the whole plant"),
    "product": msg("the product over the period"),
    "unit": msg("one declared unit"),
}
IGNORED_COLUMN = msg("the column “{header}” is no part of the form and was not read")


@dataclass(frozen=True)
class Head:
    """One header: its column, its cell, and the text of the upper header row above it (None where the table has no such row)."""

    column: int
    cell: Cell
    section: str | None = None

    @property
    def text(self) -> str:
        """The header as it stands."""
        return str(self.cell.value)


@dataclass(frozen=True)
class Columns:
    """The columns of a table as found.

    ``fields`` column → field; ``factors`` field → factor from the unit in its header to its own unit; ``units`` unit field → a
    cell that holds the unit the header of its figure names, and "level" → one that holds the level it names; ``months`` column →
    the months it is for.
    """

    fields: Mapping[int, Field]
    factors: Mapping[str, float]
    units: Mapping[str, Cell]
    months: Mapping[int, tuple[Month, ...]]


def heads_of(grid: Grid, row: int, first: int, table: Table) -> list[Head]:
    """Return the headers of a row; where the table has two header rows, the upper one is that above, if it lies in the table."""
    if table.header_rows == 1:
        return [Head(column, grid.cells[row, column]) for column in grid.by_row.get(row, ())]
    upper = upper_row(grid, row, first, table)
    columns = sorted({*grid.by_row.get(row, ()), *grid.by_row.get(upper, ())})
    heads = []
    section = ""
    merged = any(area.top <= upper <= area.bottom for area in grid.merged)
    for column in columns:
        above = _above(grid, upper, column)
        cell = grid.cell(row, column)
        section = above if above or merged else section  # without merged cells a section reaches to the next
        area = grid.area(upper, column) if upper else None
        if cell.value is None and (area is None or area.left == area.right):
            cell = grid.cell(upper, column) if upper else cell
        if cell.value is not None:
            heads.append(Head(column, cell, section if upper else None))
    return heads


def upper_row(grid: Grid, row: int, first: int, table: Table) -> int:
    """Return the upper row of the header of which ``row`` is the lower one; 0 where the header has one row only.

    The row above belongs to the header where it names a section of the table, or where a cell is merged over both; in a table
    without sections also where it names a field.
    """
    upper = row - 1
    if table.header_rows == 1 or upper < first or upper not in grid.by_row:
        return 0
    texts = [str(grid.cells[upper, column].value) for column in grid.by_row[upper]]
    sections = frozenset().union(*(field.sections for field in table.fields))
    if any({fold(text), _BRACKETS.sub("", fold(text))} & sections for text in texts):
        return upper
    if any(area.top <= upper and row <= area.bottom for area in grid.merged):
        return upper
    return upper if not sections and any(header_field(text, table)[0] for text in texts) else 0


def _above(grid: Grid, upper: int, column: int) -> str:
    """Return the text of the upper header row over a column; a merged cell holds for all columns below it."""
    if not upper:
        return ""
    area = grid.area(upper, column)
    cell = grid.cells.get((area.top, area.left) if area else (upper, column))
    return fold(str(cell.value)) if cell is not None and cell.value is not None else ""


def header_fields(text: str, table: Table) -> tuple[tuple[Field, ...], str]:
    """Return the fields a header may name, and what stands in its brackets (a unit, mostly)."""
    folded, bare, inside = _parted(text)
    whole = table.spelled.get(folded)
    return (whole, "") if whole else (table.spelled.get(bare, ()), inside)


@lru_cache(maxsize=2**12)
def _parted(text: str) -> tuple[str, str, str]:
    """Return a header folded, the same without its brackets, and what stands in these."""
    folded = fold(text).replace("*", "").rstrip(":")
    inside = _UNIT_WORDS.sub("", ",".join(_BRACKETS.findall(folded)))
    return folded, _BRACKETS.sub("", folded).rstrip(":"), inside


def header_field(text: str, table: Table) -> tuple[Field | None, str]:
    """Return the first field a header may name, and what stands in its brackets."""
    fields, inside = header_fields(text, table)
    return (fields[0] if fields else None), inside


def assign(heads: Sequence[Head], table: Table) -> dict[int, Field]:
    """Return column → field.

    A header of one field is that field. Of several fields with the same header it is the one whose section stands above, or the
    one that follows the nearest column to the left; where the upper row is missing, they are taken in the order of the layout.
    """
    columns: dict[int, Field] = {}
    for head in heads:
        candidates = [field for field in header_fields(head.text, table)[0] if field not in columns.values()]
        fitting = [field for field in candidates if _in_section(field, head)]
        free = [field for field in fitting if not field.follows]
        placed = {field.id: column for column, field in columns.items()}
        behind = [field for field in fitting if field.follows in placed]
        own = [field for field in free if field.sections] if head.section else []
        if own:
            columns[head.column] = own[0]
        elif behind:
            columns[head.column] = max(behind, key=lambda field: placed[field.follows])
        elif free:
            columns[head.column] = free[0]
    return columns


def _in_section(field: Field, head: Head) -> bool:
    """Tell whether a column may stand where it does; where there is no upper row, it may."""
    if not field.sections or not head.section:
        return True
    bare = _BRACKETS.sub("", head.section)
    return bool({head.section, bare} & field.sections)


def count_known(grid: Grid, row: int, first: int, table: Table) -> int:
    """Return how many columns a row would have as the header of a table."""
    texts = [str(grid.cells[row, column].value) for column in grid.by_row.get(row, ())]
    if table.header_rows == 1 and not table.monthly and not any(header_fields(text, table)[0] for text in texts):
        return 0
    heads = heads_of(grid, row, first, table)
    known = assign([head for head in heads if isinstance(head.cell.value, str)], table)
    months = sum(read_months(head.cell.value) is not None for head in heads if head.column not in known) if table.monthly else 0
    return len(known) + (months if known else 0)


def find_columns(grid: Grid, table: Table, header: int, first: int, last: int, notes: Notes) -> Columns:
    """Return the columns of a table; what is missing or stands twice is a problem, what is unknown is listed."""
    heads = heads_of(grid, header, first, table)
    fields = assign(heads, table)
    if any(field.sections for field in fields.values()) and not any(head.section for head in heads):
        notes.assume(message(NO_UPPER_ROW), grid.origin(header, grid.by_row[header][0]))
    factors: dict[str, float] = {}
    units: dict[str, Cell] = {}
    months: dict[int, tuple[Month, ...]] = {}
    below = Below(grid, fields, header + 1, last)
    for head in sorted(heads, key=lambda head: head.column in fields and fields[head.column].id == "excluded"):
        field = fields.get(head.column)
        candidates, inside = header_fields(head.text, table)
        found = read_months(head.cell.value) if table.monthly and field is None else None
        if field is not None:
            factors[field.id] = _factor(field, inside, head, below, units, notes)
            _take_level(field, inside, head, table, units, notes)
        elif found:
            months[head.column] = found
            for amount in (one for one in table.fields if one.id == "amount"):
                _take_level(amount, "", head, table, units, notes)
        elif any(not one.sections and not one.follows for one in candidates):
            notes.problem(
                message("the column “{header}” stands twice", header=candidates[0].label[notes.lang]),
                where=head.cell.origin,
                mend=message("keep one of them or rename the other"),
            )
        elif any((row, head.column) in grid.cells for row in range(header + 1, last + 1)):
            notes.ignore(head.cell.origin, message(IGNORED_COLUMN, header=head.text))
    met = {*(field.id for field in fields.values()), *units, *(("amount",) if months else ())}
    missing = [field for field in table.fields if field.id not in met and (field.required or _is_lacking(field, table, met))]
    if missing:
        notes.problem(
            message("columns are missing: {headers}", headers=names_of(missing, notes.lang)),
            where=grid.origin(header, grid.by_row[header][0]),
            mend=message("copy the header row from an empty form"),
        )
    return Columns(fields, factors, units, months)


def _is_lacking(field: Field, table: Table, met: set[str]) -> bool:
    """Tell whether a line would lack amount, unit or level, since none of the columns that may bring it is there."""
    if table.record != "line" or field.default is not None:
        return False
    if field.id in ("amount", "unit"):
        return not met & {name for pair in UNIT_OF.items() for name in pair if name.startswith(field.id)}
    return field.id == "level" and not table.level and "amount" in met


def _take_level(field: Field, inside: str, head: Head, table: Table, units: dict[str, Cell], notes: Notes) -> None:
    """Keep the level that a header names for its amounts in ``units``; one that the layout contradicts is a problem."""
    if field.id not in AMOUNT_LEVEL or table.record not in LEVELLED:
        return
    section = head.section if head.section and not field.sections & {head.section, _BRACKETS.sub("", head.section)} else ""
    level = read_bracket(inside).level or level_of(section)
    own = AMOUNT_LEVEL[field.id] or ("" if "level" in table.ids else table.level)
    if level and own and level != own:
        notes.problem(
            message(
                "the header “{header}” says that its amounts count something else than this form takes them for", header=head.text
            ),
            where=head.cell.origin,
            mend=message("give the amounts of {level}, or a column that says the level", level=message(_COUNTED[own])),
        )
    elif level and not own:
        units["level"] = Cell(level, head.cell.origin)


def _factor(field: Field, inside: str, head: Head, below: Below, units: dict[str, Cell], notes: Notes) -> float:
    """Return the factor of a header's unit; the unit of a figure that has no other is kept in ``units`` and noted."""
    cell = head.cell
    if field.id == "factor_value":
        return factor_of_factors(inside, cell, head.column, below, units, notes) if read_bracket(inside) != Bracket() else 1.0
    partner = UNIT_OF.get(field.id)
    named = read_bracket(inside).unit
    if partner is None or find_unit(named) is None or field.unit is not None:
        return header_factor(field, inside, cell, notes)
    if field.id == "excluded":
        header_factor(field, inside, cell, notes)
        return excluded_factor(field, named, cell, head.column, below, units.get(partner), notes)
    units.setdefault(partner, Cell(named, cell.origin))
    if without_year(inside) != inside:
        notes.gather(PER_YEAR, cell.origin)
    header_factor(field, inside, cell, notes)
    if any(other.id == partner for other in below.fields.values()):
        check_against_rows(field, named, cell, head.column, below, notes)
    else:
        notes.assume(message("the header names the unit “{unit}”; it holds for every row", unit=named), cell.origin)
    return 1.0


def header_factor(field: Field, inside: str, cell: Cell, notes: Notes) -> float:
    """Return the factor from the unit in a header to the unit of the field, 1 where they agree or none is named.

    A unit that cannot be converted into the field's own is a problem, and so is a text that is no unit and may change the figure.
    """
    if field.type not in ("number", "fraction") or not inside or _is_own_unit(field, inside):
        return 1.0
    if field.unit is not None and "co2" in fold(field.unit["en"]) and (scale := numerator(inside)) is not None:
        return scale
    told = read_bracket(inside)
    if _AMBIGUOUS.search(str(cell.value)):
        told = Bracket(unknown=inside)
    named = measure(told.unit)
    ratio = field.id in UNIT_OF and bool(told.unit) and find_unit(told.unit) is None
    if told.round_trip:
        notes.problem(
            message("“{text}” in the header: the distance of one way is asked", text=inside),
            where=cell.origin,
            mend=message("give the distance of one way and say so in the header"),
        )
        return 1.0
    if (told.unknown and not (field.type == "fraction" and "%" in told.unknown)) or ratio:
        notes.problem(
            message("“{text}” in the header is not understood", text=told.unknown or told.unit),
            where=cell.origin,
            mend=message("name only a unit in the brackets, or take them out where they change nothing about the figures"),
        )
        return 1.0
    if named is None or (field.id in UNIT_OF and field.unit is None):
        return 1.0
    if field.unit is None:
        notes.assume(
            message("the header names the unit “{unit}”; the unit of each row was followed", unit=told.unit), cell.origin
        )
        return 1.0
    expected = field.unit["en"]
    own = measure(expected)
    if own is None and fold(expected).startswith(fold(told.unit)):  # "MJ" for "MJ per unit", "kg" for "kg C"
        return 1.0
    if own is None or own[0] != named[0]:
        notes.problem(
            message("the header names the unit “{unit}”, expected {expected}", unit=told.unit, expected=expected),
            where=cell.origin,
            mend=message("give the figures in {expected}", expected=expected),
        )
        return 1.0
    if named[1] != own[1]:
        converted = message(
            "the header names the unit “{unit}”; the figures were converted to {expected}", unit=told.unit, expected=expected
        )
        notes.assume(converted, cell.origin)
    return named[1] / own[1]


def _is_own_unit(field: Field, inside: str) -> bool:
    """Tell whether the brackets hold the unit of the field, or the beginning of it ("MJ" for "MJ per unit", "kg" for "kg C")."""
    own = [fold(text) for text in field.unit.values()] if field.unit else []
    return fold(inside) in own


def names_of(fields: Sequence[Field], lang: str) -> str:
    """Return the labels of fields as a sentence lists them."""
    return ", ".join(field.label[lang] for field in fields)
