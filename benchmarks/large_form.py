"""Forms of a given number of lines, and workbooks that are far larger than what stands in them."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Any

from ef_training.inventory.template import write_rows
from ef_training.inventory.template_example import in_language, load_example

LINE_TABLES = ("materials", "packaging", "energy-water", "emissions", "waste", "transport")
PIECE = 2**20


def write_large_form(path: Path, *, lines: int = 300, example: str = "aluminium-hub", lang: str = "zh-TW") -> int:
    """Write a worked example whose lines are divided among ``lines`` rows with the same sum; return how many rows it has."""
    rows: dict[str, Any] = dict(in_language(load_example(example), lang))
    own = sum(len(rows[table]) for table in LINE_TABLES)
    more = lines - own
    tables = [(table, list(rows[table])) for table in LINE_TABLES[:1]]
    for table, entries in tables:
        parts = more // len(entries) + 2
        divided = []
        for entry in entries:
            count = min(parts, more + 1)
            more -= count - 1
            divided += [
                {**entry, "line_id": entry["line_id"] if part == 0 else f"{entry['line_id']}-{part}", **_part(entry, part, count)}
                for part in range(count)
            ]
        rows[table] = divided
    write_rows(path, rows, lang=lang)
    return sum(len(rows[table]) for table in LINE_TABLES)


def _part(entry: dict[str, Any], part: int, count: int) -> dict[str, Any]:
    """Return name and amount of one part: batches 1, 2 … count, of which each is a little larger than the one before."""
    weight = 2 * (part + 1) / (count * (count + 1))
    return {"name": f"{entry['name']} #{part + 1}" if count > 1 else entry["name"], "amount": entry["amount"] * weight}


def write_empty_rows(path: Path, form: Path, *, rows: int = 1_000_000) -> None:
    """Write a copy of a form whose first sheet goes on with formatted rows that hold nothing."""
    with zipfile.ZipFile(form) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                empty = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(1_000, 1_000 + rows))
                part = part.replace(b"</sheetData>", empty.encode() + b"</sheetData>")
            target.writestr(entry.filename, part)


def write_bomb(path: Path, *, megabytes: int = 2_000) -> None:
    """Write an archive that calls itself a workbook and unpacks to ``megabytes``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        with target.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            for _ in range(megabytes):
                stream.write(b" " * PIECE)


def main(folder: Path) -> None:
    """Write ``small.xlsx`` (40 lines), ``large.xlsx`` (300), ``rows.xlsx`` and ``bomb.xlsx`` into a folder."""
    write_large_form(folder / "small.xlsx", lines=40)
    print(f"lines of the large form: {write_large_form(folder / 'large.xlsx', lines=300)}")
    write_empty_rows(folder / "rows.xlsx", folder / "small.xlsx")
    write_bomb(folder / "bomb.xlsx")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
