"""The old format .xls: the same table as in .xlsx, what its records can hold beside it, and files made to mislead its reader."""

from __future__ import annotations

import struct
import time
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from workbook_files import FILES, check_table, values

from ef_training.errors import FormError
from ef_training.forms.files import xls
from ef_training.forms.files.workbook import Area, Limits, open_book


def refused(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(FormError) as caught:
        open_book(path, limits=limits)
    (problem,) = caught.value.problems
    assert problem.where == path.name
    return str(problem.what)


NONE = 0xFFFFFFFF


def compound(streams: dict[str, bytes]) -> bytes:
    """Write a compound file: one sector of directory, each stream in sectors one after another."""
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, data in streams.items():
        data = data.ljust(4096, b"\x00")
        count = -(-len(data) // 512)
        first = 2 + len(sectors)
        sectors += [data[n * 512 : (n + 1) * 512].ljust(512, b"\x00") for n in range(count)]
        table += [*range(first + 1, first + count), 0xFFFFFFFE]
        entries.append((name, 2, first, len(data)))
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *table]
    assert len(fat) <= 128
    assert len(entries) <= 4
    directory = b"".join(
        (f"{name}\0".encode("utf-16-le")).ljust(64, b"\0")
        + struct.pack("<HBB", 2 * len(name) + 2, kind, 1)
        + struct.pack("<III", NONE, n + 1 if 0 < n < len(streams) else NONE, NONE if n else 1)
        + bytes(36)
        + struct.pack("<IQ", first, size)
        for n, (name, kind, first, size) in enumerate(entries)
    )
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 62, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header += struct.pack("<108I", *[NONE] * 108)
    return (
        header[:512].ljust(512, b"\xff")
        + struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
        + directory.ljust(512, b"\x00")
        + b"".join(sectors)
    )


def biff(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


BEGIN, SHEET, END = (
    biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)),
    biff(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0)),
    biff(0x0A),
)


def old_workbook(path: Path, cells: bytes, *, head: bytes = b"", kind: int = 0, begin: bytes = BEGIN) -> Path:
    """Write a .xls with one sheet "a" from the records of its cells."""

    def start(place: int) -> bytes:
        return begin + head + biff(0x85, struct.pack("<IBB", place, 0, kind) + b"\x01\x00a") + END

    path.write_bytes(compound({"Workbook": start(len(start(0))) + SHEET + cells + END}))
    return path


def at(row: int, column: int, style: int = 0) -> bytes:
    return struct.pack("<HHH", row - 1, column - 1, style)


def test_the_table_saved_by_libreoffice(tmp_path: Path) -> None:
    book = open_book(FILES / "made_up.xls")
    check_table(book, formulas=False)
    assert book.remarks == ()
    (tmp_path / "form.xlsx").write_bytes((FILES / "made_up.xls").read_bytes())
    assert "an Excel workbook of the old format (.xls)" in str(open_book(tmp_path / "form.xlsx").remarks[0])


def test_records_of_old_workbooks(tmp_path: Path) -> None:
    formula = struct.pack("<HIH", 0, 0, 0)
    cells = (
        biff(0x203, at(1, 1) + struct.pack("<d", 1.5))
        + biff(0x27E, at(1, 2) + struct.pack("<I", 7 << 2 | 2))
        + biff(0xBD, struct.pack("<HH", 1, 0) + struct.pack("<HIHI", 0, 1234 << 2 | 3, 1, 50 << 2 | 3) + struct.pack("<H", 1))
        + biff(0xBE, struct.pack("<HHHHHH", 1, 4, 0, 0, 0, 6))
        + biff(0x204, at(3, 1) + struct.pack("<HB", 2, 1) + "甲乙".encode("utf-16-le"))
        + biff(0x205, at(3, 2) + b"\x01\x00")
        + biff(0x205, at(3, 3) + b"\x17\x01")
        + biff(0x06, at(4, 1) + struct.pack("<d", 3.0) + formula)
        + biff(0x06, at(4, 2) + b"\x00\x00\x00\x00\x00\x00\xff\xff" + formula)
        + biff(0x207, struct.pack("<HB", 1, 0) + b"x")
        + biff(0x06, at(4, 3) + b"\x01\x00\x01\x00\x00\x00\xff\xff" + formula)
        + biff(0x06, at(4, 4) + b"\x02\x00\x07\x00\x00\x00\xff\xff" + formula)
        + biff(0x06, at(4, 5) + b"\x03\x00\x00\x00\x00\x00\xff\xff" + formula)
        + biff(0x203, at(5, 1, 2) + struct.pack("<d", 45322))
        + SHEET + biff(0x203, at(9, 9) + struct.pack("<d", 1)) + END  # an embedded chart
        + biff(0xE5, struct.pack("<HHHHH", 1, 4, 5, 0, 0))
    )  # fmt: skip
    styles = b"".join(biff(0xE0, struct.pack("<HH16x", 0, number)) for number in (0, 9, 14))
    (grid,) = open_book(old_workbook(tmp_path / "form.xls", cells, head=styles)).grids
    assert values(grid) == {
        **{"A1": 1.5, "B1": 7, "A2": 12.34, "B2": 0.5, "A3": "甲乙", "B3": True, "C3": "#REF!"},
        **{"A4": 3, "B4": "x", "C4": True, "D4": "#DIV/0!", "A5": date(2024, 1, 31)},
    }
    cells_by_place = {cell.origin.cell: cell for cell in grid.cells.values()}
    assert not any(cell.formula for cell in cells_by_place.values())
    assert {place for place, cell in cells_by_place.items() if cell.fault} == {"C3", "D4"}
    assert {place for place, cell in cells_by_place.items() if cell.percent} == {"B2"}
    assert grid.merged == (Area(5, 1, 6, 1),)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (compound({"WordDocument": b"x"}), "another Office program"),
        (compound({"Book": b"x"}), "Excel 95 or older"),
        (compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "password"),
        (compound({"Workbook": BEGIN + biff(0x2F, bytes(6)) + END}), "password"),
        (compound({"Workbook": biff(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + END}), "Excel 95 or older"),
        (compound({"Workbook": BEGIN + biff(0xFC, struct.pack("<II", 9, 9)) + END}), "cannot be read"),
        (compound({"Workbook": BEGIN + biff(0xFC, struct.pack("<II", 9, 1 << 30)) + END}), "cannot be read"),
        (compound({"Workbook": BEGIN + biff(0x85, struct.pack("<IBB", 1 << 30, 0, 0) + b"\x01\x00a") + END}), "cannot be read"),
        (compound({"Workbook": BEGIN})[:-1024], "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024), "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cannot be read"),
    ],
)
def test_files_that_are_no_old_workbook(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "form.xls"
    path.write_bytes(content)
    assert words in refused(path)


def test_bounds_of_old_workbooks(tmp_path: Path) -> None:
    cells = b"".join(biff(0x203, at(n, 1) + struct.pack("<d", n)) for n in range(1, 101))
    path = old_workbook(tmp_path / "form.xls", cells)
    assert len(open_book(path, limits=Limits(filled=100)).grids[0].cells) == 100
    assert "far larger" in refused(path, Limits(filled=99))
    assert "far larger" in refused(path, Limits(elements=50))
    assert "larger than" in refused(path, Limits(flat=1000))


def test_a_cell_in_the_last_corner_costs_nothing(tmp_path: Path) -> None:
    path = old_workbook(tmp_path / "form.xls", biff(0x203, at(65536, 256) + struct.pack("<d", 1)))
    assert values(open_book(path).grids[0]) == {"IV65536": 1}


def outcome(path: Path) -> str:
    """Return how many problems a file has, or that it is read."""
    try:
        open_book(path)
    except FormError as error:
        return f"{len(error.problems)} problem"
    return "read"


@pytest.mark.parametrize("step", [3, 7])
def test_no_damage_is_more_than_one_problem(tmp_path: Path, step: int) -> None:
    """Every few bytes of the file are spoilt in turn: it is read or refused with one problem, never anything else."""
    whole = (FILES / "made_up.xls").read_bytes()
    path, outcomes = tmp_path / "form.xls", set()
    for place in range(0, len(whole), 8 * step):
        path.write_bytes(whole[:place] + bytes([255 - whole[place]]) + whole[place + 1 :])
        outcomes.add(outcome(path))
    assert outcomes == {"read", "1 problem"}


def made_to_mislead() -> dict[str, bytes]:
    """Files that would keep a trusting reader busy, or fill the memory, without end."""
    backwards = struct.pack("<HBi", 1, 4, -8) + b"x"  # the reading aid of a text is −8 bytes long: the next text is this one
    endless = biff(0xFC, struct.pack("<II", 1, 1 << 30) + backwards)
    sound = compound({"Workbook": BEGIN + END, "x": b""})
    sectors, loop, tree = bytearray(sound), bytearray(sound), bytearray(sound)
    struct.pack_into("<I", sectors, 44, 1 << 30)  # that many sectors in the table of sectors
    struct.pack_into("<I", loop, 512 + 4 * 3, 2)  # the sector after the fourth is the third
    struct.pack_into("<I", loop, 1024 + 128 + 120, 1 << 31)  # and the stream is said to be 2 GB long
    struct.pack_into("<II", tree, 1024 + 128 + 68, 2, 2)  # one entry stands left and right of another
    return {
        "text": compound({"Workbook": BEGIN + endless + END}),
        **{"sectors": bytes(sectors), "loop": bytes(loop), "tree": bytes(tree)},
    }


@pytest.mark.parametrize("kind", ["text", "sectors", "loop", "tree"])
def test_files_made_to_mislead_are_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "form.xls"
    path.write_bytes(made_to_mislead()[kind])
    begin = time.perf_counter()
    assert "cannot be read" in refused(path)
    assert time.perf_counter() - begin < 2


def test_records_that_hold_no_cells_are_not_looked_at(tmp_path: Path) -> None:
    """A sheet that begins anew again and again (DIMENSION) would have 65,536 more rows each time; so would formatted rows."""
    last = biff(0x203, at(65536, 1) + struct.pack("<d", 1))
    cells = (
        (biff(0x200, struct.pack("<IIHHH", 0, 65536, 0, 1, 0)) + last) * 30 + biff(0x201, at(65536, 256)) + biff(0x18, b"name")
    )
    path = old_workbook(tmp_path / "form.xls", cells)
    tracemalloc.start()
    assert values(open_book(path).grids[0]) == {"A65536": 1}
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


def test_more_looks_than_excel_knows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = old_workbook(tmp_path / "form.xls", b"", head=biff(0xE0, bytes(20)) * 20)
    assert open_book(path).grids
    monkeypatch.setattr(xls, "MOST_LOOKS", 20)
    assert "far larger" in refused(path)
