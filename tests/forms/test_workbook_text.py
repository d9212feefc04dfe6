"""Tables of text: encoding, separator, quoting; what is no table of text is refused."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from workbook_files import values

from ef_training.errors import FormError
from ef_training.forms.files.workbook import Limits, coordinate, open_book

TABLE = '（虛構資料）\n品名,數量,單位\n鋼板,"12,519.2437",公斤\n"多\n行",1.03E+00,kg\n,,\n末,8.５,度\n'
EXPECTED = {
    **{"A1": "（虛構資料）", "A2": "品名", "B2": "數量", "C2": "單位", "A3": "鋼板", "B3": "12,519.2437", "C3": "公斤"},
    **{"A4": "多\n行", "B4": "1.03E+00", "C4": "kg", "A6": "末", "B6": "8.５", "C6": "度"},
}


def written(folder: Path, content: bytes, name: str = "活動數據.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refused(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(FormError) as caught:
        open_book(path, limits=limits)
    (problem,) = caught.value.problems
    assert problem.where == path.name
    assert (
        problem.mend is not None
        or "empty" in str(problem.what)
        or "larger than" in str(problem.what)
        or "damaged" in str(problem.what)
    )
    return str(problem.what)


@pytest.mark.parametrize(
    ("encoding", "remarks"),
    [
        *(("utf-8", []), ("utf-8-sig", []), ("utf-16", []), ("utf-16-be", [])),
        *(("big5", ["the text was read as Big5 (cp950)"]), ("cp950", ["the text was read as Big5 (cp950)"])),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, remarks: list[str]) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    book = open_book(written(tmp_path, (mark + TABLE).encode(encoding)))
    (grid,) = book.grids
    assert values(grid) == EXPECTED
    assert (grid.title, grid.workbook, grid.hidden, grid.merged) == ("活動數據", "活動數據.csv", False, ())
    assert grid.origin(3, 2).cell == "B3"
    assert [str(remark) for remark in book.remarks] == remarks


@pytest.mark.parametrize("encoding", ["gb18030", "shift_jis", "cp1252", "utf-16-le"])
def test_encodings_that_are_not_read(tmp_path: Path, encoding: str) -> None:
    text = {"shift_jis": "品名,数量\n鉄板,カタカナ\n", "cp1252": "name,amount\nétain,3 m²\n"}.get(
        encoding, "品名,数量\n钢板,吨\n电力,千瓦时\n"
    )
    words = "neither a workbook nor a table" if encoding == "utf-16-le" else "neither UTF-8 nor Big5"
    assert words in refused(written(tmp_path, text.encode(encoding)))


def test_damaged_utf16(tmp_path: Path) -> None:
    assert "not the UTF-16 it says it is" in refused(written(tmp_path, "品名".encode("utf-16") + b"\x00"))


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs"), (",", "")])
def test_separators(tmp_path: Path, separator: str, word: str) -> None:
    """Commas inside the fields, in numbers and names, do not mislead."""
    stream = io.StringIO()
    rows = [
        ["說明"],
        ["品名", "數量", "單位"],
        ["冷媒 R-32, R-410A", "1,200", "kg"],
        ["鋼板", "12,519.2", "kg"],
        ["a;b", "3", "kg"],
    ]
    csv.writer(stream, delimiter=separator).writerows(rows)
    book = open_book(written(tmp_path, stream.getvalue().encode("utf-8-sig")))
    assert values(book.grids[0]) == {
        coordinate(row, column): text for row, texts in enumerate(rows, 1) for column, text in enumerate(texts, 1)
    }
    assert [str(remark) for remark in book.remarks] == (
        [f"the columns of the text were taken to be separated by {word}"] if word else []
    )


def test_a_declared_separator_is_no_row(tmp_path: Path) -> None:
    book = open_book(written(tmp_path, "sep=;\r\n品名;數量\r\n鋼,鐵;1,5\r\n".encode()))
    assert values(book.grids[0]) == {"A1": "品名", "B1": "數量", "A2": "鋼,鐵", "B2": "1,5"}
    assert book.remarks == ()


def test_a_text_named_as_a_workbook(tmp_path: Path) -> None:
    for name in ("form.xlsx", "form.xls"):
        book = open_book(written(tmp_path, TABLE.encode(), name))
        assert values(book.grids[0]) == EXPECTED
        assert [str(remark) for remark in book.remarks] == [
            f"the file is named {name} but is a table of text (.csv); it was read as that"
        ]


def test_errors_and_formulas_in_text(tmp_path: Path) -> None:
    book = open_book(written(tmp_path, '品名,數量,代號,值\n鋼,#REF!,="007",=B2*2\n鋁,-,N/A,#N/A\n'.encode()))
    cells = {cell.origin.cell: cell for cell in book.grids[0].cells.values()}
    assert [str(cells[place].fault) for place in ("B2", "D2", "D3")] == [
        "the cell shows the error #REF!",
        "the cell holds a formula without a stored value",
        "the cell shows the error #N/A",
    ]
    assert (cells["C2"].value, cells["B3"].value, cells["C3"].value) == ("007", "-", "N/A")
    assert not any(cell.formula for cell in cells.values())


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("品名,數量,單位\n鋼,12,519.24,kg\n鋁,3,kg\n銅,4,kg\n", {"B2", "C2"}),
        ("品名,單位,數量\n鋼,kg,12,519\n鋁,kg,1,300\n", {"C2", "D2", "C3", "D3"}),
        ("品名,單位,數量\n鋼,kg,1,234,567\n鋁,kg,3\n", {"C2", "D2", "E2"}),
        ("品名,甲,乙\n鋼,12,519\n鋁,3,400\n", set()),
        ("品名,數量\n鋼,12,備註\n鋁,3\n", set()),
    ],
)
def test_thousands_separators_without_quotation_marks_are_not_read_as_columns(
    tmp_path: Path, text: str, faulty: set[str]
) -> None:
    book = open_book(written(tmp_path, text.encode()))
    found = {cell.origin.cell: str(cell.fault) for cell in book.grids[0].cells.values() if cell.fault}
    assert found.keys() == faulty
    assert all("one number, written without quotation marks" in fault for fault in found.values())


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_empty(tmp_path: Path, content: bytes) -> None:
    assert refused(written(tmp_path, content)) == "the file is empty"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x01\x02" * 50, "neither a workbook nor a table of text"),
        ("名稱,數量".encode() + b"\x00\x00", "neither a workbook nor a table of text"),
        (b"%PDF-1.7 \n", "PDF"),
        (b"{\\rtf1 a}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0JFIF", "picture"),
        (b"Rar!\x1a\x07", "compressed archive"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web page"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", "web page"),
        ("<meta charset=big5><table><tr><td>鋼".encode("big5"), "web page"),
        ("<html><table>".encode("utf-16"), "web page"),
        (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>', "web page"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "web page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "plain XML"),
        (b"\x09\x08\x06\x00\x00\x05\x05\x00", "Excel 95 or older"),
    ],
)
def test_other_kinds_are_refused_by_name(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in refused(written(tmp_path, content, "form.xls"))


@pytest.mark.parametrize("text", ['品名,數量\n"鋼,1\n鋁,2\n', 'a,b\n1,"2', 'a,b\n"' + "x,y\n" * 100_000])
def test_a_quotation_mark_that_is_never_closed(tmp_path: Path, text: str) -> None:
    assert "quotation mark in row 2" in refused(written(tmp_path, text.encode()))


def test_marks_inside_a_field_are_text(tmp_path: Path) -> None:
    book = open_book(written(tmp_path, '品名,數量\n3" 管,1\n"3"" 管",2\n'.encode()))
    assert values(book.grids[0]) == {"A1": "品名", "B1": "數量", "A2": '3" 管', "B2": "1", "A3": '3" 管', "B3": "2"}


def test_bounds(tmp_path: Path) -> None:
    path = written(tmp_path, ("a,b,c\n" * 1000).encode())
    assert len(open_book(path).grids[0].cells) == 3000
    assert "far larger" in refused(path, Limits(filled=2999))
    assert "far larger" in refused(path, Limits(elements=3999))
    assert "larger than" in refused(path, Limits(flat=1000))
    assert "far larger" in refused(written(tmp_path, b"," * 3_000_000))


FIELDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from('",;\t\n 鋼12.'), max_size=12)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(FIELDS, min_size=4, max_size=4), min_size=1, max_size=12), separator=st.sampled_from(",;\t"))
def test_what_is_written_is_read(rows: list[list[str]], separator: str, tmp_path: Path) -> None:
    """Property: with its separator declared, any table comes back cell by cell; faults only where text looks like a formula."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    expected = {
        coordinate(row, column): text.strip()
        for row, texts in enumerate(rows, 1)
        for column, text in enumerate(texts, 1)
        if text.strip()
    }
    assume(not any(text.startswith(("=", "#", "Err:")) for text in expected.values()))
    book = open_book(written(tmp_path, f"sep={separator}\n{stream.getvalue()}".encode("utf-8-sig")))
    assert {place: text.replace("\r\n", "\n") for place, text in values(book.grids[0]).items()} == expected
