"""The folder of a run: what was written is read back bit for bit, what was damaged is refused by name, the harmless is not."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ef_training.assessment.run_folder import NUMERIC, TABLES, RunFolder
from ef_training.errors import OutputError

Rows = list[list[str]]
MEND = "assess the form again"


@pytest.fixture(scope="module")
def whole(box_folder: Path) -> RunFolder:
    return RunFolder.read(box_folder)


@pytest.fixture
def copy(box_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the box's run, to be damaged."""
    out = tmp_path / "run"
    shutil.copytree(box_folder, out)
    return out


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def save(path: Path, rows: Rows, *, encoding: str = "utf-8-sig", ends: str = "\n", quoting: Any = csv.QUOTE_MINIMAL) -> None:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, lineterminator=ends, quoting=quoting).writerows(rows)


def older(folder: Path, schema: str = "2") -> None:
    """Make the folder one whose ``run.json`` does not say what the tables held."""
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record.pop("files")
    (folder / "run.json").write_text(json.dumps(record | {"schema": schema}), encoding="utf-8")


def refused(folder: Path) -> list[str]:
    """Return the problems for which the folder is refused, without its path."""
    with pytest.raises(OutputError) as caught:
        RunFolder.read(folder)
    return [problem.render("en").replace(f"{folder}/", "") for problem in caught.value.problems]


def same(first: RunFolder, second: RunFolder) -> bool:
    """Whether both say the same, floats bit for bit."""
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name), check_exact=True)
    return first.run == second.run


def test_what_was_written_is_read_bit_for_bit(whole: RunFolder, box_folder: Path, tmp_path: Path) -> None:
    whole.write(tmp_path)
    assert same(RunFolder.read(tmp_path), whole)
    texts = [row[TABLES["results"].index("value")] for row in rows_of(box_folder / "results.csv")[1:]]
    assert [float(text) for text in texts if text] == whole.results["value"].dropna().tolist()
    assert sum(not text for text in texts) == whole.results["value"].isna().sum()


def test_the_seal_is_as_documented(box_folder: Path) -> None:
    """Worked out from the file alone, by the recipe of docs/results.md."""
    files = json.loads((box_folder / "run.json").read_text(encoding="utf-8"))["files"]
    assert set(files) == {f"{name}.csv" for name in TABLES}
    for name in ("results.csv", "contributions.csv"):
        header, *rows = rows_of(box_folder / name)
        digest = hashlib.sha256()
        for number, column in enumerate(header):
            cells = [row[number] for row in rows]
            if column in ("value", "share"):
                cells = [cell and f"{float(cell) + 0.0:.15g}" for cell in cells]
            digest.update("".join(f"{cell}\x1f" for cell in (column, *cells)).encode())
        assert files[name] == {"rows": len(rows), "sha256": digest.hexdigest()}


def test_a_changed_run_that_is_written_again_has_a_seal_of_its_own(whole: RunFolder, tmp_path: Path) -> None:
    halved = replace(whole, results=whole.results.assign(value=whole.results["value"] / 2))
    halved.write(tmp_path)
    assert same(RunFolder.read(tmp_path), halved)


def cut(rows: Rows) -> Rows:
    return rows[: max(1, len(rows) // 3)]


def without_a_row(rows: Rows) -> Rows:
    return rows[:2] + rows[3:]


def sorted_anew(rows: Rows) -> Rows:
    return [rows[0], *rows[:0:-1]]


@pytest.mark.parametrize("damage", [cut, without_a_row])
@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_lacks_rows_is_refused_by_name(name: str, damage: Callable[[Rows], Rows], copy: Path) -> None:
    path = copy / f"{name}.csv"
    rows = rows_of(path)
    if len(damage(rows)) == len(rows):
        rows.append(rows[-1])  # too short to be cut: a row too many
        left = rows
    else:
        left = damage(rows)
    save(path, left)
    (problem,) = refused(copy)
    assert problem.startswith(f"{name}.csv: {len(left) - 1} rows stand here, ")
    assert MEND in problem


@pytest.mark.parametrize("name", TABLES)
def test_a_file_that_ends_too_soon_is_refused(name: str, copy: Path) -> None:
    path = copy / f"{name}.csv"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    problems = refused(copy)
    assert all(problem.startswith(f"{name}.csv") for problem in problems)


@pytest.mark.parametrize("name", TABLES)
def test_one_changed_number_or_text_is_refused(name: str, copy: Path) -> None:
    path = copy / f"{name}.csv"
    rows = rows_of(path)
    if len(rows) == 1:
        pytest.skip("the box has no such rows")
    column = next((n for n, head in enumerate(rows[0]) if head in NUMERIC and rows[1][n]), None)
    if column is None:
        rows[1][0] += "x"
    else:
        rows[1][column] = repr(float(rows[1][column]) * (1 + 1e-12) + 1e-300)
    save(path, rows)
    (problem,) = refused(copy)
    assert problem.startswith(f"{name}.csv: the table is not the one that was written")


def test_rows_in_another_order_are_refused(copy: Path) -> None:
    save(copy / "results.csv", sorted_anew(rows_of(copy / "results.csv")))
    assert "another order" in refused(copy)[0]


def test_numbers_as_a_spreadsheet_shows_them_are_refused(copy: Path) -> None:
    rows = rows_of(copy / "results.csv")
    place = rows[0].index("value")
    for row in rows[1:]:
        if row[place] and 0 < abs(float(row[place])) < 1e-4:
            row[place] = f"{float(row[place]):.2E}"
    save(copy / "results.csv", rows)
    assert "look at a copy" in refused(copy)[0]


def columns_moved(path: Path) -> None:
    save(path, [row[::-1] for row in rows_of(path)])


def mark_lost(path: Path) -> None:
    save(path, rows_of(path), encoding="utf-8")


def windows_ends(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def all_quoted(path: Path) -> None:
    save(path, rows_of(path), quoting=csv.QUOTE_ALL)


def a_column_more(path: Path) -> None:
    save(path, [[*row, "mine"] for row in rows_of(path)])


def fifteen_digits(path: Path) -> None:
    rows = rows_of(path)
    for place in (n for n, head in enumerate(rows[0]) if head in NUMERIC):
        for row in rows[1:]:
            row[place] = row[place] and f"{float(row[place]):.15g}"
    save(path, rows)


@pytest.mark.parametrize("harmless", [columns_moved, mark_lost, windows_ends, all_quoted, a_column_more])
def test_a_table_saved_again_that_says_the_same_is_read(harmless: Callable[[Path], None], copy: Path, whole: RunFolder) -> None:
    for name in TABLES:
        harmless(copy / f"{name}.csv")
    assert same(RunFolder.read(copy), whole)


def test_fifteen_digits_are_enough(copy: Path, whole: RunFolder) -> None:
    for name in TABLES:
        fifteen_digits(copy / f"{name}.csv")
    read = RunFolder.read(copy)
    assert read.results["value"].tolist() == pytest.approx(whole.results["value"].tolist(), rel=1e-14, nan_ok=True)


def test_all_problems_are_named_at_once(copy: Path) -> None:
    rows = rows_of(copy / "results.csv")
    place = rows[0].index("value")
    for number in (1, 4, 5, 6, 7):
        rows[number][place] = "abc"
    save(copy / "results.csv", rows)
    save(copy / "targets.csv", [row[1:] for row in rows_of(copy / "targets.csv")])
    save(copy / "inventory.csv", rows_of(copy / "inventory.csv"), encoding="utf-16")
    (copy / "findings.csv").write_bytes("嚴重度".encode("cp950"))
    (copy / "cutoff.csv").write_bytes(b"")
    (copy / "quality.csv").unlink()
    (copy / "options.csv").unlink()
    (copy / "options.csv").mkdir()
    problems = refused(copy)
    assert [problem.split(" → ")[0] for problem in problems] == [
        "results.csv, row 2, value: “abc” is not a number",
        "results.csv, row 5, value: “abc” is not a number",
        "results.csv, row 6, value: “abc” is not a number",
        "results.csv, row 7, value: 2 more cells of this column are no numbers",
        "inventory.csv: the file is UTF-16 text (“Unicode Text” of a spreadsheet), not UTF-8",
        "targets.csv, row 1: columns are missing: line_id",
        "findings.csv: the file is not UTF-8 text: it may be Big5 or another encoding of a spreadsheet",
        "cutoff.csv: the file is empty",
        "quality.csv: there is no such file",
        "options.csv: a folder stands here in place of the file",
    ]


@pytest.mark.parametrize("word", ["abc", "nan", "1,5", "#NAME?", "–"])
def test_what_is_no_number_is_never_taken_for_missing(word: str, copy: Path) -> None:
    rows = rows_of(copy / "cutoff.csv")
    rows[1][rows[0].index("amount_per_unit")] = word
    save(copy / "cutoff.csv", rows)
    assert refused(copy)[0].startswith(f"cutoff.csv, row 2, amount_per_unit: “{word}” is not a number → {MEND}")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"schema": "3",\n', "run.json is no JSON (line 2)"),
        (b"", "run.json: the file is empty"),
        (b"[1]", "run.json is not the record of a run"),
        (b"{}", "run.json is not the record of a run"),
        (b'{"schema": "99"}', "was written with schema 99, this version reads 1, 2, 3"),
        (b"\xff\xfe{", "run.json: the file is UTF-16"),
        (b"[" * 100_000, "run.json is"),
    ],
)
def test_a_record_that_is_none_says_so(content: bytes, said: str, copy: Path) -> None:
    (copy / "run.json").write_bytes(content)
    (problem,) = refused(copy)
    assert said in problem


def test_a_record_that_does_not_know_a_table_is_refused(copy: Path) -> None:
    record = json.loads((copy / "run.json").read_text(encoding="utf-8"))
    del record["files"]["chains.csv"]
    (copy / "run.json").write_text(json.dumps(record), encoding="utf-8")
    assert refused(copy)[0].startswith("chains.csv: run.json does not say")


@pytest.mark.parametrize("schema", ["1", "2"])
def test_an_older_folder_whose_tables_agree_is_read(schema: str, copy: Path, whole: RunFolder) -> None:
    older(copy, schema)
    (copy / "chains.csv").unlink()
    read = RunFolder.read(copy)
    pd.testing.assert_frame_equal(read.results, whole.results, check_exact=True)
    assert len(read.chains) == 0


def changed_value(rows: Rows) -> Rows:
    place = rows[0].index("value")
    row = next(row for row in rows[1:] if row[place] and abs(float(row[place])) > 0)
    row[place] = repr(float(row[place]) * 1.001)
    return rows


@pytest.mark.parametrize(
    ("table", "damage", "named"),
    [
        ("results", cut, {"results.csv", "contributions.csv"}),
        ("results", without_a_row, {"results.csv"}),
        ("results", changed_value, {"contributions.csv"}),
        ("contributions", cut, {"contributions.csv"}),
        ("contributions", without_a_row, {"contributions.csv"}),
        ("contributions", changed_value, {"contributions.csv"}),
        ("targets", cut, {"results.csv"}),
        ("inventory", cut, {"inventory.csv"}),
    ],
)
def test_an_older_folder_whose_tables_do_not_agree_is_refused(
    table: str, damage: Callable[[Rows], Rows], named: set[str], copy: Path
) -> None:
    older(copy)
    save(copy / f"{table}.csv", damage(rows_of(copy / f"{table}.csv")))
    problems = refused(copy)
    assert named <= {problem.split(":")[0] for problem in problems}
    assert all(MEND in problem for problem in problems)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
NUMBERS = st.floats(allow_nan=False) | st.just(math.nan)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    found = {}
    for name, columns in TABLES.items():
        count = draw(st.integers(0, 3))
        cells = {
            column: pd.Series(draw(st.lists(NUMBERS, min_size=count, max_size=count)), dtype=float)
            if column in NUMERIC
            else pd.Series(draw(st.lists(TEXTS, min_size=count, max_size=count)), dtype=str)
            for column in columns
        }
        found[name] = pd.DataFrame(cells)
    return found


@given(tables())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_table_comes_back(tmp_path_factory: pytest.TempPathFactory, made: dict[str, pd.DataFrame]) -> None:
    folder = tmp_path_factory.mktemp("any")
    run = RunFolder(run={"schema": "3", "name": "中文"}, **made)
    run.write(folder)
    assert same(RunFolder.read(folder), run)
