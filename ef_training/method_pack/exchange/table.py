"""A table of factors as researchers keep it: an Excel workbook, an OpenDocument spreadsheet or a CSV file.

Layouts that are read, sheet by sheet:

* long: a column for the factor; the category in a column, or one category per sheet under its name;
* wide: no such column, but one column per category, headed "Climate change [kg CO2 eq]"; an empty cell there is no factor.

Columns are known by their headers (``data/headers.csv``, English and Chinese, folded), in any order, within the first rows of a
sheet. Among the spellings are those of the table that JRC publishes beside its package, ``EF-LCIAMethod_CF(EF-v3.1).xlsx``:
FLOW_uuid, FLOW_name, FLOW_class0 to 2, LCIAMethod_name, LCIAMethod_uuid, LCIAMethod_location, LCIAMethod_direction, "CF EF3.1"
(the names of its columns as public programs that read it use them). Columns that are not known are named. One whose header
resembles a field that decides what a factor means (compartment, unit, factor, place, direction), or that says such a field a
second time, is a problem unless ``ignore`` names it: left out, it would lift flows to another compartment or change values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ...errors import PackError, Problem
from ...forms.files.workbook import Book, Grid
from ...messages import Message, message
from ...text import fold, number
from ...units import find_unit
from .model import INPUT, OUTPUT, ImportOptions, Source, SourceCategory, SourceFactor
from .sheets import HEADER_ROWS, Line, factor_value, headers, lines, open_sheets
from .units import flow_unit
from .words import split_compartment, table_rows

_DIRECTIONS = {
    fold(word): direction
    for direction, words in {
        INPUT: ("input", "in", "resource", "from nature", "輸入", "投入", "資源"),
        OUTPUT: ("output", "out", "emission", "to nature", "輸出", "排放"),
    }.items()
    for word in words
}
_UNIT = re.compile(r"^(.+?)\s*(\[|\(|（|【)\s*([^\[\]()（）【】]+?)\s*[\])）】]$")
_INDICATOR = re.compile(r"eq|ctu|daly|disease|species|points?$|^pt", re.IGNORECASE)
_RESEMBLES = re.compile(
    r"(?<![a-z])((sub)?compartments?|units?|factors?|cfs?|locations?|regions?|country|geography|direction)(?![a-z])"
)
_RESEMBLES_ZH = ("介質", "隔室", "區隔", "分類", "單位", "係數", "因子", "地區", "區域", "國家", "方向")
_DECISIVE = frozenset(("category", "compartment", "subcompartment", "unit", "value", "location", "direction"))
_ANY_SHEET = re.compile(r"(sheet|工作表|tabelle|feuil|table|factors?|cfs?|data)\s*\d*", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its row, the columns of the fields, and those of categories (wide layout)."""

    row: int
    fields: Mapping[str, int]
    categories: Mapping[int, str]
    other: Mapping[int, str]


@lru_cache(maxsize=1)
def _fields() -> Mapping[str, str]:
    """Spellings of headers, folded, by the field they mean."""
    return {fold(row["text"]): row["field"] for row in table_rows("headers.csv", ("field", "text"))}


def read_table(path: Path, options: ImportOptions, *, book: Book | None = None) -> Source:
    """Read a table of factors; ``book`` is the file as it was opened already.

    Raises
    ------
    PackError
        The file cannot be opened, no sheet holds a table, or nothing tells the category. Cells and columns that are not as they
        should be stand in ``Source.problems``.
    """
    book = book or open_sheets(path)
    problems: list[Problem] = []
    seen: set[str] = set()
    notes: list[Message] = list(book.remarks)
    reader = _Reader(path.name, options, problems, notes)
    tables = []
    for grid in book.grids:
        header = find_header(grid, options.ignore)
        if grid.hidden:
            notes.append(message("the sheet “{sheet}” is hidden and was left out", sheet=grid.title))
        elif header is None:
            notes.append(message("the sheet “{sheet}” holds no table of factors", sheet=grid.title))
        else:
            tables.append((grid, header))
            seen |= {fold(text) for text in headers(grid, header.row).values()}
    if not tables:
        what = message(
            "no sheet holds a table of factors: a column for the flow (name or uuid) and one for the factor are needed"
        )
        raise PackError(Problem(what, path.name, message("name the columns: category, flow, compartment, unit, factor")))
    problems += [
        Problem(message("no column is headed “{column}”, which --ignore names", column=text), path.name)
        for text in options.ignore
        if fold(text) not in seen
    ]
    for grid, header in tables:
        reader.sheet(grid, header, alone=len(tables) == 1)
    return Source(
        "table",
        path.name,
        path.stem,
        tuple(reader.categories.values()),
        tuple(reader.factors),
        tuple(notes),
        strict=True,
        problems=tuple(problems),
    )


def find_header(grid: Grid, ignore: Collection[str] = ()) -> Header | None:
    """Return the header of a sheet's table: the first row with columns for flow and factor, or flow and categories.

    Columns headed as ``ignore`` says are neither.
    """
    ignored = {fold(text) for text in ignore}
    for row in [row for row in grid.row_numbers if row <= HEADER_ROWS]:
        texts = headers(grid, row)
        fields: dict[str, int] = {}
        for column, text in texts.items():
            field = _fields().get(fold(text))
            if field is not None and fold(text) not in ignored:
                fields.setdefault(field, column)
        if not {"name", "uuid"} & set(fields):
            continue
        rest = {column: text for column, text in texts.items() if column not in fields.values()}
        if "value" in fields:
            return Header(row, fields, {}, rest)
        wide = {column: text for column, text in rest.items() if fold(text) not in ignored and _numeric(grid, row, column)}
        if wide:
            return Header(row, fields, wide, {column: text for column, text in rest.items() if column not in wide})
    return None


def _resembles(text: str) -> bool:
    """Tell whether a header that is not read looks as if it decided what a factor means.

    >>> [_resembles(text) for text in ("unit of flow", "細介質", "LCIAMethod_location_name", "community", "remark")]
    [True, True, True, False, False]
    """
    known = _fields().get(fold(text)) in _DECISIVE
    words = unicodedata.normalize("NFKC", text).casefold()
    return known or bool(_RESEMBLES.search(words)) or any(part in fold(text) for part in _RESEMBLES_ZH)


def _numeric(grid: Grid, row: int, column: int) -> bool:
    """Tell whether what stands below a header is numbers, for the most part."""
    values = [grid.cells[r, column].value for r in grid.row_numbers if r > row and (r, column) in grid.cells]
    return bool(values) and 2 * sum(
        number(value) is not None or (isinstance(value, str) and bool(re.fullmatch(r"[\d.,eE+-]+", value))) for value in values
    ) >= len(values)


class _Reader:
    def __init__(self, file: str, options: ImportOptions, problems: list[Problem], notes: list[Message]):
        self.file, self.options, self.problems, self.notes = file, options, problems, notes
        self.categories: dict[str, SourceCategory] = {}
        self.factors: list[SourceFactor] = []

    def sheet(self, grid: Grid, header: Header, *, alone: bool) -> None:
        """Read one sheet."""
        self._other(grid, header)
        category = self._category_of_sheet(grid, header, alone=alone)
        passed = []
        for line in lines(grid, header.row):
            if self._aside(line, header):
                passed.append(str(line.row))
            elif header.categories:
                for column, text in header.categories.items():
                    if not line.cell(column).empty:
                        self._factor(line, header, column, self._named(*_name_and_unit(text), "", f"{grid.title}!{header.row}"))
            else:
                self._factor(line, header, header.fields["value"], category or self._category(line, header))
        if passed:
            self.notes.append(
                message("{sheet}: rows without a factor, passed over: {rows}", sheet=grid.title, rows=", ".join(passed))
            )

    def _other(self, grid: Grid, header: Header) -> None:
        """Name the columns that are not read; one that looks as if it should be is a problem."""
        ignored = {fold(text) for text in self.options.ignore}
        for column, text in header.other.items():
            if fold(text) not in ignored and _resembles(text):
                what = message("the column “{column}” is not read, but resembles one that is", column=text)
                mend = message(
                    "head it as one that is read (docs: methods import), or leave it out with --ignore “{column}”", column=text
                )
                self.problems.append(Problem(what, Line(grid, header.row).where(column), mend))
        if header.other:
            columns = ", ".join(header.other.values())
            self.notes.append(message("{sheet}: columns that are not read: {columns}", sheet=grid.title, columns=columns))

    def _aside(self, line: Line, header: Header) -> bool:
        """Tell whether a row is a remark: it says something in one cell only, and that is not the factor."""
        columns = line.columns
        if header.categories:
            return not set(columns) & set(header.categories)
        return len(columns) <= 1 and header.fields["value"] not in columns

    def _category_of_sheet(self, grid: Grid, header: Header, *, alone: bool) -> str:
        if header.categories or "category" in header.fields:
            return ""
        name, unit = _name_and_unit(grid.title)
        if self.options.category and alone:
            name, unit = self.options.category, ""
        elif alone and (_ANY_SHEET.fullmatch(name) or fold(name) == fold(Path(self.file).stem)):
            what = message("no column and no name of a sheet tells the impact category")
            mend = message("add a column “category”, name the sheet after it, or give --category")
            raise PackError([*self.problems, Problem(what, grid.title, mend)])
        return self._named(name, unit, "", grid.title)

    def _category(self, line: Line, header: Header) -> str:
        column = header.fields["category"]
        name = line.text(column).strip()
        if not name:
            self.problems.append(Problem(message("the row has no category"), line.where(column)))
            return ""
        unit = line.text(header.fields.get("category_unit")).strip()
        return self._named(name, unit, line.text(header.fields.get("category_uuid")).strip(), line.where(column))

    def _named(self, name: str, unit: str, uuid: str, where: str) -> str:
        known = self.categories.setdefault(name, SourceCategory(name, name, unit, uuid, where))
        if unit != known.unit:
            self.problems.append(
                Problem(
                    message(
                        "the category “{category}” is in {one} and in {other}",
                        category=name,
                        one=known.unit or "–",
                        other=unit or "–",
                    ),
                    where,
                )
            )
        return name

    def _factor(self, line: Line, header: Header, column: int, category: str) -> None:
        fields = header.fields
        value = self._value(line, column)
        self.problems += [
            Problem(cell.fault, line.where(place), cell.mend)
            for place in fields.values()
            if place != column and (cell := line.cell(place)).fault is not None
        ]
        name, uuid, cas = (line.text(fields.get(field)).strip() for field in ("name", "uuid", "cas"))
        if not name and not uuid:
            self.problems.append(
                Problem(message("the row has a factor, but no flow"), line.where(fields.get("name", fields.get("uuid"))))
            )
        unit = line.text(fields.get("unit")).strip() or self.options.flow_unit
        direction = self._direction(line, fields.get("direction"))
        if value is None or not category or not (name or uuid):
            return
        levels = (
            line.text(fields.get("level0")),
            *split_compartment(line.text(fields.get("compartment"))),
            *split_compartment(line.text(fields.get("subcompartment"))),
        )
        self.factors.append(
            SourceFactor(
                category,
                uuid,
                name,
                tuple(level for level in levels if level),
                cas,
                _per(unit),
                value,
                line.text(fields.get("location")).strip(),
                direction,
                line.where(column),
                line.text(fields.get("source")).strip(),
            )
        )

    def _value(self, line: Line, column: int) -> float | None:
        if line.cell(column).empty:
            self.problems.append(
                Problem(
                    message("the factor is missing"),
                    line.where(column),
                    message("write 0 where it is zero; take the row out where it is unknown"),
                )
            )
            return None
        return factor_value(line, column, self.problems, decimal_comma=self.options.decimal_comma)

    def _direction(self, line: Line, column: int | None) -> str:
        text = line.text(column).strip()
        direction = _DIRECTIONS.get(fold(text), "")
        if text and not direction:
            self.problems.append(Problem(message("“{text}” is neither input nor output", text=text), line.where(column)))
        return direction


def _per(unit: str) -> str:
    """Return the unit of the flow where the unit of the factor stands: "kg CO2 eq/kg" → "kg"."""
    if "/" not in unit or flow_unit(unit) is not None:
        return unit
    last = unit.rpartition("/")[2].strip()
    return last if flow_unit(last) is not None or find_unit(last) is not None else unit


def _name_and_unit(text: str) -> tuple[str, str]:
    """Split "Climate change [kg CO2 eq]" into name and unit; a unit in round brackets is known by its looks."""
    match = _UNIT.match(text.strip())
    if match is None or (match[2] in "(（" and not (_INDICATOR.search(match[3]) or flow_unit(match[3]))):
        return text.strip(), ""
    return match[1], match[3]
