"""A pack from elsewhere is data: nothing of it is run, nothing outside it is read, nothing in it is without bound."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_packs import COLUMNS, category, check, factor, override, small, table, values, write

from ef_training.errors import PackError
from ef_training.method_pack import description as description_module
from ef_training.method_pack import folder as folder_module
from ef_training.method_pack import kept, load, load_pack, rows, seal_pack
from ef_training.method_pack.model import PackLimits


def refused(folder: Path | str) -> str:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return str(caught.value)


def replaced(folder: Path, name: str, content: bytes) -> Path:
    (folder / f"{name}.csv").write_bytes(content)
    return folder


FACTORS = table("factors", [factor("smell", "ammonia", 2), factor("smell", "sulfide", 3), factor("noise", "traffic", 0.5)])


class TestFiles:
    """What stands in the folder."""

    def test_code_is_neither_run_nor_hidden(self, tmp_path: Path) -> None:
        folder = small(tmp_path / "own")
        mark = tmp_path / "ran"
        for name in ("strategies.py", "__init__.py", "conftest.py", "categories.py"):
            (folder / name).write_text(f"open({str(mark)!r}, 'w')\nraise SystemExit", encoding="utf-8")
        (folder / "notes").mkdir()
        (folder / "README.md").write_text("read me")
        (folder / ".hidden").write_text("x")
        (folder / "~$factors.csv").write_text("x")
        pack = load_pack(folder)
        assert pack.report.ignored == ("__init__.py", "categories.py", "conftest.py", "notes", "strategies.py")
        assert not mark.exists()

    @pytest.mark.parametrize(("name", "meant"), [("override.csv", "overrides.csv"), ("Factors.CSV", "factors.csv"),
                                                 ("nomalisation.csv", "normalisation.csv")])
    def test_a_mistyped_table(self, tmp_path: Path, name: str, meant: str) -> None:
        folder = small(tmp_path / "own")
        (folder / name).write_text("a,b\n1,2\n")
        if len(list(folder.glob("*"))) == 4:
            pytest.skip("the file system knows no capitals")
        text = refused(folder)
        assert f"{name}: the table is not declared in datapackage.json" in text
        assert f"was {meant} meant?" in text

    def test_too_many_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = small(tmp_path / "own")
        for number in range(6):
            (folder / f"{number}.txt").touch()
        monkeypatch.setattr(folder_module, "LIMITS", PackLimits(entries=5))
        assert "the folder holds 6 other files, at most 5 may" in refused(folder)

    def test_tables_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = small(tmp_path / "own")
        monkeypatch.setattr(folder_module, "LIMITS", PackLimits(table_bytes=200))
        assert "factors.csv: the file has " in refused(folder)
        assert "at most 200 are read" in refused(folder)
        monkeypatch.setattr(folder_module, "LIMITS", PackLimits(folder_bytes=400))
        assert "the tables of the pack have more than 400 bytes together" in refused(folder)

    def test_the_packs_below_count_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        small(tmp_path / "below")
        folder = write(tmp_path / "above", {"extends": "below"}, categories=[category("third")])
        size = sum(path.stat().st_size for path in tmp_path.glob("*/*.csv"))
        monkeypatch.setattr(folder_module, "LIMITS", PackLimits(folder_bytes=size - 1))
        assert "bytes together" in refused(folder)

    @pytest.mark.parametrize("name", ["datapackage.json", "factors.csv"])
    def test_a_link_out_of_the_folder(self, tmp_path: Path, name: str) -> None:
        folder = small(tmp_path / "own")
        (folder / name).rename(tmp_path / name)
        try:
            (folder / name).symlink_to(tmp_path / name)
        except OSError:
            pytest.skip("no symbolic links here")
        assert f"the path “{name}” leaves the folder of the pack" in refused(folder)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
    def test_a_pipe_in_place_of_a_table(self, tmp_path: Path) -> None:
        folder = small(tmp_path / "own")
        (folder / "factors.csv").unlink()
        os.mkfifo(folder / "factors.csv")
        assert "factors.csv: it is no plain file" in refused(folder)

    def test_a_folder_in_place_of_a_table(self, tmp_path: Path) -> None:
        folder = small(tmp_path / "own")
        (folder / "factors.csv").unlink()
        (folder / "factors.csv").mkdir()
        assert "factors.csv: it is no plain file" in refused(folder)

    def test_the_folder_itself_may_be_reached_by_a_link(self, tmp_path: Path) -> None:
        folder = small(tmp_path / "own")
        try:
            (tmp_path / "link").symlink_to(folder)
        except OSError:
            pytest.skip("no symbolic links here")
        assert load_pack(tmp_path / "link").sha256 == load_pack(folder).sha256


class TestDescription:
    """What ``datapackage.json`` may say."""

    @pytest.mark.parametrize(("change", "expected"), [
        ({"name": "Own"}, "“Own” cannot be a pack's name"),
        ({"name": "../own"}, "cannot be a pack's name"),
        ({"name": "cfp"}, "“cfp” cannot be a pack's name"),
        ({"title": "t\u001b[2J"}, "“title” is missing or not as it should be"),
        ({"title": "t" * 2001}, "“title”"),
        ({"sources": [{"title": "s", "path": 3}]}, "“sources”"),
        ({"resources": {}}, "“resources”"),
        ({"scope": ["a"]}, "“scope”"),
        ({"extends": 3}, "“extends”"),
        ({"resources": [{"name": "factors", "path": "factors.csv"}] * 2}, "“factors.csv” is not declared, or twice"),
        ({"resources": [{"name": "script", "path": "script.csv"}]}, "“script” is none of a pack's tables"),
        ({"resources": [{"name": str(number), "path": "x"} for number in range(201)]}, "201 tables are declared"),
    ])
    def test_it_is_refused(self, tmp_path: Path, change: dict[str, Any], expected: str) -> None:
        text = refused(small(tmp_path / "own", change))
        assert expected in text
        assert "datapackage.json" in text

    def test_two_tables_of_one_file(self, tmp_path: Path) -> None:
        folder = small(tmp_path / "own")
        path = folder / "datapackage.json"
        said = json.loads(path.read_text())
        said["resources"].append({"name": "located", "path": "factors.csv"})
        path.write_text(json.dumps(said))
        assert "the table “located” must stand in located.csv" in refused(folder)

    @pytest.mark.parametrize("content", [
        b'{"name": "a", "name": "b"}', b"[" * 100_000, b'{"a": ' * 50_000, b"\x00", b"\xff\xfe\x00", b"", b"null", b"1" * 5000,
    ])
    def test_no_sound_json(self, tmp_path: Path, content: bytes) -> None:
        folder = small(tmp_path / "own")
        (folder / "datapackage.json").write_bytes(content)
        assert "datapackage.json" in refused(folder)

    def test_a_mark_at_the_beginning_is_passed_over(self, tmp_path: Path) -> None:
        folder = small(tmp_path / "own")
        path = folder / "datapackage.json"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert load_pack(folder).name == "own"


class TestTables:
    """How a table may be written."""

    @pytest.mark.parametrize("content", [
        FACTORS.encode(), b"\xef\xbb\xbf" + FACTORS.encode(), FACTORS.replace("\n", "\r\n").encode(),
        FACTORS.replace("\n", "\r").encode(), FACTORS.replace("\n", ",,\n").encode(), (FACTORS + ",,,,,,,,,\n\n,\n").encode(),
        FACTORS.replace(",", " , ").encode(), FACTORS.rstrip().encode(),
    ])
    def test_as_spreadsheets_save_it(self, tmp_path: Path, content: bytes) -> None:
        pack = load_pack(replaced(small(tmp_path / "own"), "factors", content))
        assert values(pack) == {("smell", "ammonia"): 2, ("smell", "sulfide"): 3, ("noise", "traffic"): 0.5}

    def test_an_apostrophe_that_guards_a_formula_is_taken_off(self, tmp_path: Path) -> None:
        guarded = [factor("smell", "ammonia", 2, flow_name="'=1+1"), factor("noise", "traffic", 0.5, flow_name="'t Hoen")]
        tests = [check("smell", "ammonia", 2, flow_name="'=1+1"), check("noise", "traffic", 0.5, flow_name="'t hoen")]
        pack = load_pack(small(tmp_path / "own", factors=guarded, tests=tests))
        assert list(pack.factors["flow_name"]) == ["=1+1", "'t Hoen"]

    @pytest.mark.parametrize(("content", "expected"), [
        (FACTORS.encode("utf-16"), "factors.csv: the file is UTF-16 text"),
        (FACTORS.replace("made up", "出處").encode("big5"), "factors.csv, row 2, source: the file is not UTF-8 text"),
        (FACTORS.replace("Traffic", "Verkehr, ä").encode("latin-1"), "factors.csv, row 4, "),
        (FACTORS.replace(",", ";").encode(), "factors.csv, row 1: the table is separated by semicolons or tabs"),
        (("sep=;\n" + FACTORS.replace(",", ";")).encode(), "factors.csv, row 1: the table is separated by semicolons"),
        (FACTORS.replace(",", "\t").encode(), "factors.csv, row 1: the table is separated by semicolons or tabs"),
        (b"PK\x03\x04rest", "factors.csv: the file is a workbook"),
        (FACTORS.replace("Sulfide", "Sul\x00fide").encode(), "row 3, flow_name: the cell holds the control character U+0000"),
        (FACTORS.replace("Sulfide", "Sul\x1b[31mfide").encode(), "factors.csv, row 3, flow_name: the cell holds the control"),
        (FACTORS.replace("Sulfide", "Sul\u202efide").encode(), "control character U+202E"),
        (FACTORS.replace("Sulfide", "S" * 10_001).encode(), "factors.csv, row 3, flow_name: the cell has 10001 characters"),
        (FACTORS.replace("Sulfide", "S" * 200_000).encode(), "factors.csv, row 3: the file is not a CSV table"),
        (FACTORS.replace("Sulfide", '"Sulfide').encode(), "factors.csv, row 3: the file is not a CSV table"),
        (FACTORS.replace("Sulfide", "Sulfide,x").encode(), "factors.csv, row 3: the row has 11 cells, the header 10"),
        (FACTORS.replace(",3,", ',"3,0",').encode(), "factors.csv, row 3, value: “3,0” is not a finite number"),
        (FACTORS.replace(",output,", ",out,").encode(), "factors.csv, row 2, direction: “out” is neither input nor output"),
        (FACTORS.replace("sulfide", "").encode(), "factors.csv, row 3, flow_code: the factor has no flow"),
        (FACTORS.replace("direction", "Direction").encode(), "factors.csv, row 1: the header lacks direction"),
        (FACTORS.replace("direction", "unit").encode(), "factors.csv, row 1: the header lacks direction"),
        (("x," * 50 + "y\n").encode(), "factors.csv, row 1: the table has 51 columns, at most 40 are read"),
        (b"", "factors.csv, row 1: the header lacks category_id"),
    ])
    def test_what_is_not_a_table_says_where_and_why(self, tmp_path: Path, content: bytes, expected: str) -> None:
        assert expected in refused(replaced(small(tmp_path / "own"), "factors", content))

    def test_too_many_rows(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = small(tmp_path / "own", located=[factor("smell", "x", 1, location="TW")] * 3)
        assert load_pack(folder).report.other_places == 3
        monkeypatch.setattr(rows, "LIMITS", PackLimits(rows=2))
        text = refused(folder)
        assert "factors.csv, row 4: the table has more than 2 rows" in text
        assert "located.csv, row 4: the table has more than 2 rows" in text

    def test_a_table_of_nothing_but_problems_is_told_within_bounds(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for module in (rows, load, kept):
            monkeypatch.setattr(module, "LIMITS", PackLimits(problems=20))
        wrong = [factor("smell", f"f{number}", "?") for number in range(300)]
        folder = small(tmp_path / "own", factors=wrong, located=[{**row, "location": "TW"} for row in wrong])
        text = refused(folder)
        assert len(text.splitlines()) == 21
        assert text.splitlines()[-1].endswith(" more problems")
        replaced(folder, "factors", FACTORS.encode() + b"a,b\n" * 50)
        monkeypatch.setattr(load, "LIMITS", PackLimits(problems=100))
        assert "factors.csv: 30 more rows have problems" in refused(folder)

    @pytest.mark.parametrize("name", list(COLUMNS))
    def test_every_table_is_read_by_the_same_rules(self, tmp_path: Path, name: str) -> None:
        folder = small(tmp_path / "own", **{name: []})
        replaced(folder, name, table(name, []).replace(",", ";").encode())
        assert f"{name}.csv, row 1: the table is separated by semicolons" in refused(folder)


HOSTILE = st.binary(max_size=200)
CELL = st.text(st.characters(codec="utf-8"), max_size=12)
CELLS = st.sampled_from(["category_id", "flow_code", "location", "value", "direction", "op", "old_value"])


@settings(max_examples=25, deadline=None)
@given(content=HOSTILE)
@example(content=b"\xef\xbb\xbf")
@example(content=b'"')
@example(content=b"\r\r\n\n")
def test_no_file_is_met_with_anything_but_a_problem(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        for name in ("factors", "overrides", "categories"):
            folder = small(Path(place, "own"), overrides=[])
            assert f"{name}.csv" in refused(replaced(folder, name, content))
            (folder / "datapackage.json").write_bytes(content)
            assert "datapackage.json" in refused(folder)


@settings(max_examples=60, deadline=None)
@given(cells=st.dictionaries(CELLS, CELL, min_size=1))
def test_no_cell_is_met_with_anything_but_a_problem(cells: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = small(Path(place, "own"), overrides=[override("replace", "smell", "sulfide", 3, 3.5) | cells])
        try:
            pack = load_pack(folder)
        except PackError as error:
            places = [problem.where for problem in error.problems]
        else:
            places = [f"{len(pack.factors)} factors"]
        assert places
        assert all(places)


def test_the_seal_of_a_pack_that_cannot_be_read(tmp_path: Path) -> None:
    folder = small(tmp_path / "own")
    before = (folder / "datapackage.json").read_bytes()
    replaced(folder, "factors", FACTORS.replace("Sulfide", '"Sulfide').encode())
    with pytest.raises(PackError, match="not a CSV table"):
        seal_pack(folder)
    assert (folder / "datapackage.json").read_bytes() == before
    (folder / "datapackage.json").write_bytes(b"[" * 100_000)
    with pytest.raises(PackError, match="not JSON"):
        seal_pack(folder)


def test_limits_are_those_of_the_settings() -> None:
    assert folder_module.LIMITS == rows.LIMITS == description_module.LIMITS == PackLimits()
