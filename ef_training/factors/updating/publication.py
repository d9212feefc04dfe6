"""MOENV's publication of the catalogue as it arrives: rows of five texts, read and judged cell by cell.

The open data set CFP_P_02 comes as the API's JSON or CSV (columns name, coe, unit, departmentname, announcementyear, all text)
and as the CSV of the ministry's site with Chinese headers. All become the same rows.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...errors import DataError, Problem
from ...forms.files.workbook import coordinate
from ...messages import Message, message
from ...tables import read_bytes
from ...text import fold, number, year

FIELDS = {
    "name": ("name", "名稱", "產品名稱", "產品/服務名稱", "係數名稱", "排放係數名稱", "碳足跡名稱", "中文名稱"),
    "coe": (
        "coe",
        "碳足跡數值(kgCO2e)",
        "碳足跡數值",
        "碳足跡數值(kg CO2e)",
        "碳足跡",
        "碳足跡係數",
        "碳足跡排放係數",
        "排放係數",
        "係數",
        "數值",
    ),
    "unit": ("unit", "宣告單位", "單位", "係數單位", "碳足跡宣告單位"),
    "departmentname": (
        "departmentname",
        "提供單位",
        "資料提供單位",
        "公告單位",
        "發布單位",
        "公布單位",
        "部門名稱",
        "部門",
        "提供機關",
        "公告機關",
        "單位名稱",
        "來源",
        "數據來源",
    ),
    "announcementyear": ("announcementyear", "公告年份", "公告年度", "公告年", "公布年份", "發布年份", "年份", "年度"),
}
"""The API's field → headers that mean it, compared after folding; the first one that stands in the table is taken."""
NEEDED = ("name", "coe", "unit", "announcementyear")
ENCODINGS = ("utf-8-sig", "cp950")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
"""How a text of UTF-16 begins, which spreadsheet programs call “Unicode text”."""
DELIMITERS = (",", "\t", ";")
LOST = ("?", "\ufffd")
"""What stands where a character was lost: no name, unit or publisher of the catalogue holds one."""
EARLIEST, LATEST = 1990, 2100
"""Years of announcement that can be (own choice; the first rows of the catalogue were announced in 2013)."""
SHOWN = 5


@dataclass(frozen=True)
class PublishedRow:
    """One row as published.

    Parameters
    ----------
    value : float
        kg CO2e per ``unit``, as published, slips included.
    year : int or None
        Year of announcement; None where the row has none.
    where : str
        The row in what was read ("moenv.csv!12", "moenv.json#12").
    """

    name: str
    value: float
    unit: str
    publisher: str
    year: int | None
    where: str = ""

    @property
    def text(self) -> str:
        """Return the row as one line of text for a note."""
        return f"{self.name}, {self.value:g}/{self.unit}, {self.year or '—'}"


@dataclass(frozen=True)
class Publication:
    """All rows of one publication, each once; ``source`` is the file or address, ``notes`` what was settled while reading."""

    rows: tuple[PublishedRow, ...]
    source: str
    notes: tuple[Message, ...] = ()


Record = tuple[str, Mapping[str, Any]]
"""Place of a row ("moenv.csv!12", a record of JSON "moenv.json#12") and its cells by header, in the order of the columns."""


def read_download(path: Path, *more: Path) -> Publication:
    """Read files of the API (JSON, CSV) or of the ministry's site (CSV); several are taken as the parts of one publication.

    Raises
    ------
    DataError
        With every problem: neither JSON nor CSV, missing columns, rows that cannot be read, fewer rows than the file says there
        are.
    """
    records: list[Record] = []
    totals: list[int] = []
    for file in (path, *more):
        content = read_bytes(file, DataError)
        part, total = _records(content, file.name)
        records += part
        totals += [total] if total is not None else []
    if totals and max(totals) != len(records):
        raise DataError(
            Problem(
                message(
                    "{rows} rows were read, but the catalogue has {total}; a part of it changes nothing",
                    rows=len(records),
                    total=max(totals),
                ),
                ", ".join(file.name for file in (path, *more)),
                message("give the file of every page, each with its own “--file”, or read the API with “--api”"),
            )
        )
    return settle(records, ", ".join(file.name for file in (path, *more)))


def settle(records: Sequence[Record], source: str) -> Publication:
    """Turn records into rows: numbers, years (ROC years too), text without line breaks; identical rows are merged with a note.

    Raises
    ------
    DataError
        With every cell that cannot be read, and with missing columns.
    """
    if not records:
        raise DataError(Problem(message("there are no rows in it"), source))
    problems: list[Problem] = []
    columns = _columns(dict.fromkeys(header for _, cells in records for header in cells), source, problems)
    rows = [_row(where, cells, columns, problems) for where, cells in records] if not problems else []
    if problems:
        raise DataError(problems)
    return _distinct(rows, source)


def decode_json(content: bytes, where: str) -> Any:
    """Read JSON; `DataError` where it is none, saying so of an answer that is cut off."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as reason:
        cut_off = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")
        text = message("the JSON is cut off or damaged") if cut_off else message("this is not JSON")
        raise DataError(Problem(text, where)) from reason


def records_of(content: Any) -> list[Mapping[str, Any]] | None:
    """Return the records of the API's JSON, an object with ``records`` or the bare list; None where it is neither."""
    listed = content.get("records") if isinstance(content, dict) else content
    if isinstance(listed, list) and all(isinstance(record, dict) for record in listed):
        return listed
    return None


def total_of(content: Any) -> int | None:
    """Return how many rows there are in all, as the API's JSON says; None where it does not say."""
    total = number(content.get("total")) if isinstance(content, dict) else None
    return int(total) if total is not None and total >= 0 and total.is_integer() else None


def _records(content: bytes, name: str) -> tuple[list[Record], int | None]:
    """Return the records of a file, and the total it states."""
    start = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    if start in (b"{", b"["):
        read = decode_json(content, name)
        listed = records_of(read)
        if listed is None:
            raise DataError(Problem(message("the JSON holds no “records” with rows"), name))
        return [(f"{name}#{place}", cells) for place, cells in enumerate(listed, start=1)], total_of(read)
    if start == b"<":
        raise DataError(Problem(message("this is a web page, not JSON or CSV"), name))
    encodings = ("utf-16",) if content.startswith(UTF16) else ENCODINGS
    text = next((text for encoding in encodings if (text := _decoded(content, encoding)) is not None), None)
    if text is None or "\0" in text:
        raise DataError(
            Problem(message("this is neither JSON nor CSV text"), name, message("save it as “CSV UTF-8”, or as the API's JSON"))
        )
    return _csv_records(text, name), None


def _csv_records(text: str, name: str) -> list[Record]:
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as reason:
        raise DataError(Problem(message("the file is not a CSV table: {reason}", reason=reason), name)) from reason
    header = [cell.strip() for cell in lines[0]] if lines else []
    records: list[Record] = []
    problems: list[Problem] = []
    for place, cells in enumerate(lines[1:], start=2):
        where = f"{name}!{place}"
        if len(cells) == len(header):
            records.append((where, dict(zip(header, cells, strict=True))))
        elif any(cell.strip() for cell in cells):
            text_ = message("the row has {cells} cells, the header {columns}", cells=len(cells), columns=len(header))
            problems.append(Problem(text_, f"{name}!A{place}"))
    if problems:
        raise DataError(problems)
    return records


def _delimiter(text: str) -> str:
    """Return what parts the columns: of the first line, what stands in it most often."""
    first = text.partition("\n")[0]
    return max(DELIMITERS, key=first.count)


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _columns(headers: Iterable[str], source: str, problems: list[Problem]) -> dict[str, str]:
    """Return the header of each field; a needed field without one is a problem."""
    folded: dict[str, str] = {}
    for header in headers:
        folded.setdefault(fold(str(header)), header)
    found = {
        field: next(folded[fold(alias)] for alias in aliases if fold(alias) in folded)
        for field, aliases in FIELDS.items()
        if any(fold(alias) in folded for alias in aliases)
    }
    missing = [field for field in NEEDED if field not in found]
    if missing:
        problems.append(
            Problem(
                message("no column for {missing}", missing=", ".join(f"{field} ({FIELDS[field][1]})" for field in missing)),
                source,
                message("its columns are: {columns}", columns=", ".join(map(str, folded.values()))[:200]),
            )
        )
    return found


def _row(where: str, cells: Mapping[str, Any], columns: Mapping[str, str], problems: list[Problem]) -> PublishedRow:
    texts = {field: _text(cells.get(header)) for field, header in columns.items()}
    value, announced = number(texts["coe"]), _announced(texts["announcementyear"])

    def note(field: str, what: Message, mend: Message | None = None) -> None:
        place = _place(where, cells, columns[field])
        problems.append(Problem(what, f"{place} ({texts['name']})" if texts["name"] else place, mend))

    for field in ("name", "unit"):
        if not texts[field]:
            note(field, message("{column} is empty", column=columns[field]))
    if value is None:
        note("coe", message("“{text}” in {column} is not a number", text=texts["coe"], column=columns["coe"]))
    if announced is None and texts["announcementyear"]:
        what = message("“{text}” in {column} is not a year", text=texts["announcementyear"], column=columns["announcementyear"])
        note("announcementyear", what)
    for field in ("name", "unit", "departmentname"):
        if any(sign in texts.get(field, "") for sign in LOST):
            what = message("“{text}” in {column} has lost characters", text=texts[field], column=columns[field])
            note(field, what, message("save the table as “CSV UTF-8” from where it still has them: Big5 lacks many characters"))
    return PublishedRow(
        texts["name"],
        value if value is not None else float("nan"),
        texts["unit"],
        texts.get("departmentname", ""),
        announced,
        where,
    )


def _announced(text: str) -> int | None:
    """Read a year of announcement; None where it is none, or cannot be one."""
    found = year(text)
    return found if found is not None and EARLIEST <= found <= LATEST else None


def _place(where: str, cells: Mapping[str, Any], header: str) -> str:
    """Return the place of a cell: of a table with the letter of its column ("moenv.csv!B12"), of JSON that of the record."""
    row = re.fullmatch(r"(.*!)(\d+)", where, re.DOTALL)
    return f"{row[1]}{coordinate(int(row[2]), list(cells).index(header) + 1)}" if row and header in cells else where


def _text(value: Any) -> str:
    """Return a cell as text on one line; a number of JSON stays exact."""
    return "" if value is None else " ".join(str(value).split())


def _distinct(rows: Sequence[PublishedRow], source: str) -> Publication:
    """Merge rows that are the same but for their publisher; note them, and rows without a year."""
    kept: dict[tuple[str, str, int | None, float], PublishedRow] = {}
    twice: list[PublishedRow] = []
    for row in rows:
        key = (fold(row.name), fold(row.unit), row.year, row.value)
        if key not in kept:
            kept[key] = row
            continue
        twice.append(row)
        if not kept[key].publisher:
            kept[key] = replace(kept[key], publisher=row.publisher)
    notes: list[Message] = []
    if twice:
        notes.append(message("rows that stand twice were taken once: {rows}", rows=named(twice)))
    undated = [row for row in kept.values() if row.year is None]
    if undated:
        notes.append(message("rows without a year of announcement: {rows}", rows=named(undated)))
    return Publication(tuple(kept.values()), source, tuple(notes))


def named(rows: Sequence[PublishedRow]) -> str:
    """Name the first rows, and how many more there are."""
    more = f" (+{len(rows) - SHOWN})" if len(rows) > SHOWN else ""
    return "; ".join(row.text for row in rows[:SHOWN]) + more
