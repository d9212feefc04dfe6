"""Tables of text (.csv): encoding, separator and quoting are found out, the cells stay text.

A cell stands where Excel would show it: one record is one row, whatever line breaks its quoted fields hold.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from itertools import islice, pairwise
from pathlib import PurePath

from ...messages import Message, message, msg
from .cellmaker import ERROR_TEXTS, CellMaker
from .workbook import Grid, Limits, refuse, too_large

SAMPLE = 500
"""Records that are looked at to find the separator."""

RARE = 0.3
"""Above this share of rare characters a text that decodes as Big5 is not Big5: ordinary text has a few per cent of them
(Big5 keeps its 5,401 frequent characters in A440–C67E), text of another encoding about half."""

_SEPARATORS = {",": msg("commas"), ";": msg("semicolons"), "\t": msg("tabs")}
_DECLARED = re.compile(r"sep=(.)\r?\n|sep=(.)\r", re.IGNORECASE)
_AS_TEXT = re.compile(r'="([^"]*)"')
_SENTINEL = "\x00end"
_DIGITS, _HEAD, _TAIL = re.compile(r"\d"), re.compile(r"[-+]?\d{1,3}"), re.compile(r"\d{3}(?:\.\d+)?")
_SAVE = msg("save it in Excel as “CSV UTF-8” or as .xlsx")


def read_csv(name: str, content: bytes, limits: Limits) -> tuple[list[Grid], list[Message]]:
    """Return the table as one sheet with the name of the file, and what was decided: encoding and separator.

    Raises
    ------
    FormError
        With one problem, where the text is too long, of an unknown encoding, or has a quotation mark that is never closed.
    """
    text, remarks = _decoded(name, content)
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    separator = (declared.group(1) or declared.group(2)) if declared else _separator(text)
    if separator != "," and separator in _SEPARATORS and not declared:
        remarks.append(
            message(
                "the columns of the text were taken to be separated by {separator}", separator=message(_SEPARATORS[separator])
            )
        )
    maker = CellMaker(name, PurePath(name).stem, limits)
    _fill(name, text, separator, maker)
    return [Grid(maker.sheet, maker.cells, name)], remarks


def _decoded(name: str, content: bytes) -> tuple[str, list[Message]]:
    """Return the text of a file, and the encoding where it is not marked in the file or plain."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8")):
        if content.startswith(mark):
            try:
                return content.decode(encoding).replace("\x00", ""), []
            except UnicodeDecodeError:
                if mark:
                    raise refuse(
                        name, message("the text is damaged: it is not the {encoding} it says it is", encoding=encoding.upper())
                    ) from None
    try:
        text = content.decode("cp950")
    except UnicodeDecodeError:
        text = ""
    if not text or _rare(content) > RARE:
        raise refuse(name, message("the text is written in neither UTF-8 nor Big5"), message(_SAVE))
    return text, [message("the text was read as Big5 (cp950)")]


def _rare(content: bytes) -> float:
    """Return the share of rare characters among the Chinese characters of a text in Big5."""
    leads = [lead[0] for lead in re.findall(rb"([\x81-\xfe])[\x40-\x7e\x80-\xfe]", content)]
    letters = [lead for lead in leads if not 0xA1 <= lead <= 0xA3]  # those are punctuation and symbols
    return sum(not 0xA4 <= lead <= 0xC6 for lead in letters) / max(len(letters), 1)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """Yield the records of a text; the last is the sentinel, unless a quotation mark swallowed it."""
    yield from csv.reader(StringIO(f"{text}\n{_SENTINEL}", newline=""), delimiter=separator)


def _separator(text: str) -> str:
    """Return the separator that gives the most even rows, weighed by their number of columns."""

    def evenness(separator: str) -> float:
        try:
            records = list(islice(_records(text, separator), SAMPLE))
        except csv.Error:
            return 0.0
        widths = Counter(len(record) for record in records if any(record) and record != [_SENTINEL])
        return max((count * (width - 1) for width, count in widths.items()), default=0.0) / max(widths.total(), 1)

    return max(_SEPARATORS, key=evenness)


def _fill(name: str, text: str, separator: str, maker: CellMaker) -> None:
    widths: Counter[int] = Counter()
    fields = 0
    record: list[str] = []
    split: dict[int, tuple[int, list[int]]] = {}
    number = header = 0
    try:
        for number, record in enumerate(_records(text, separator), start=1):
            fields += len(record) + 1
            if fields > maker.limits.elements:
                raise too_large(name)
            if any(record) and record != [_SENTINEL]:
                widths[len(record)] += 1
            if any(len(field) > maker.limits.string for field in record):
                raise _unclosed(name, number)
            _add_row(maker, number, record)
            joints = _joints(record)
            if joints:
                split[number] = (len(record), joints)
            elif header == 0 and len(record) > 2 and all(record) and not any(map(_DIGITS.search, record)):
                header = len(record)
    except csv.Error as error:
        raise _unclosed(name, number + 1) from error
    if record != [_SENTINEL]:
        raise _unclosed(name, number)
    maker.cells.pop((number, 1))
    usual = widths.most_common(1)[0][0] if widths else 0
    for row, (width, joints) in split.items():
        if any(0 < width - expected <= len(joints) for expected in (usual, header) if expected):
            _mark_split(maker, row, joints)


def _unclosed(name: str, row: int) -> Exception:
    return refuse(
        name,
        message("a quotation mark in row {row} of the text is never closed", row=row),
        message("open it in Excel or LibreOffice and save it as .xlsx"),
    )


def _add_row(maker: CellMaker, number: int, record: list[str]) -> None:
    for column, field in enumerate(record, start=1):
        text = field.strip()
        if not text:
            continue
        quoted = _AS_TEXT.fullmatch(text)
        if quoted:
            maker.add(number, column, quoted.group(1))
        elif ERROR_TEXTS.fullmatch(text):
            maker.add(number, column, None, error=text)
        elif text.startswith("=") and len(text) > 1:
            maker.add(number, column, None, formula=True)
        else:
            maker.add(number, column, text)


def _joints(record: list[str]) -> list[int]:
    """Return the columns, counted from 1, after which a number may have been cut at its thousands separator."""
    return [
        column
        for column, (left, right) in enumerate(pairwise(record), start=1)
        if _TAIL.fullmatch(right.strip()) and _HEAD.fullmatch(left.strip())
    ]


def _mark_split(maker: CellMaker, row: int, joints: list[int]) -> None:
    """Mark the pieces of a number whose thousands separators were taken for the separators of columns."""
    places = sorted({(row, column) for joint in joints for column in (joint, joint + 1)})
    text = ",".join(str(maker.cells[place].value) for place in places)
    fault = message(
        "this row has more columns than the others: “{text}” seems to be one number, written without quotation marks", text=text
    )
    for place in places:
        maker.cells[place] = replace(maker.cells[place], fault=fault)
