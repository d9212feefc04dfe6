"""Reading CSV tables: places, odd files, hashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.errors import DataError, Problem
from ef_training.tables import read_bytes, read_rows, sha256, sha256_of_parts


def read(text: str | bytes, *columns: str) -> tuple[list[dict[str, str]], list[str]]:
    problems: list[Problem] = []
    content = text.encode() if isinstance(text, str) else text
    rows = read_rows(content, "t.csv", columns, problems)
    return [dict(row.cells) for row in rows], [str(problem) for problem in problems]


def test_rows_count_as_in_a_spreadsheet_and_empty_ones_are_left_out() -> None:
    problems: list[Problem] = []
    rows = read_rows(b'\xef\xbb\xbfa,b\n1,"x,\ny"\n\n3,\n', "t.csv", ("a", "b"), problems)
    assert [(row.number, row["a"], row["b"]) for row in rows] == [(2, "1", "x,\ny"), (4, "3", "")]
    assert rows[0].where("b") == "t.csv, row 2, b"
    assert problems == []


@pytest.mark.parametrize(("content", "text"), [
    (b"a\n1\n", "lacks b"), (b"", "lacks a, b"), (b"a,b,a\n", "twice"), ("a,b\n糖,1\n".encode("cp950"), "not UTF-8"),
    (b"a,b\n1\n", "the row has 1 cells"), (b"a,b\n1,2,3\n", "the row has 3 cells"), (b'a,b\n"1"x,2\n', "not a CSV table"),
])
def test_odd_files_are_problems(content: bytes, text: str) -> None:
    rows, problems = read(content, "a", "b")
    assert rows == []
    assert len(problems) == 1
    assert text in problems[0]


@pytest.mark.parametrize(("cell", "value"), [("1", 1.0), (" 2.5e-3 ", 0.0025), ("-0", 0.0)])
def test_numbers(cell: str, value: float) -> None:
    problems: list[Problem] = []
    (row,) = read_rows(f"a\n{cell}\n".encode(), "t.csv", ("a",), problems)
    assert row.number_of("a", problems) == row.optional("a", problems) == value
    assert problems == []


@pytest.mark.parametrize("cell", ["nan", "inf", "1,5", "x", "1 kg"])
def test_what_is_no_number_is_a_problem(cell: str) -> None:
    problems: list[Problem] = []
    (row,) = read_rows(f'a\n"{cell}"\n'.encode(), "t.csv", ("a",), problems)
    assert row.number_of("a", problems) != row.number_of("a", problems)  # NaN
    assert {problem.where for problem in problems} == {"t.csv, row 2, a"}


def test_years() -> None:
    problems: list[Problem] = []
    rows = read_rows(b"a,b\n2022,x\n,x\n22,x\n", "t.csv", ("a",), problems)
    assert [row.year_of("a", problems) for row in rows] == [2022, None, None]
    assert [problem.where for problem in problems] == ["t.csv, row 4, a"]


def test_files_are_bounded_and_missing_ones_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"12345")
    assert read_bytes(path, DataError, 5) == b"12345"
    with pytest.raises(DataError, match="5 bytes, at most 4"):
        read_bytes(path, DataError, 4)
    with pytest.raises(DataError, match=r"none\.csv"):
        read_bytes(tmp_path / "none.csv", DataError)


@given(st.binary())
def test_hash_does_not_know_line_ends(content: bytes) -> None:
    plain = content.replace(b"\r", b"")
    assert sha256(plain) == sha256(plain.replace(b"\n", b"\r\n"))


@given(st.dictionaries(st.text("abc", min_size=1), st.text("0123456789abcdef", min_size=4, max_size=4), min_size=1))
def test_hash_of_parts_knows_no_order(parts: dict[str, str]) -> None:
    assert sha256_of_parts(parts.items()) == sha256_of_parts(reversed(list(parts.items())))
    name = next(iter(parts))
    assert sha256_of_parts(parts.items()) != sha256_of_parts({**parts, name: parts[name] + "0"}.items())
