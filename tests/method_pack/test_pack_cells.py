"""Every cell of a row is judged for itself: names of flows, overrides, tests and sets, each with row and column."""

from __future__ import annotations

import json
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from small_packs import check, factor, override, small, write

from ef_training.errors import PackError
from ef_training.method_pack import available_packs, load_pack, new_pack, pack_path, rows
from ef_training.method_pack.exchange.export import pack_tables
from ef_training.method_pack.flow_lists import ElementaryFlow, FlowList, FlowUnits, flow_units
from ef_training.method_pack.load import load_on_base
from ef_training.method_pack.model import PackLimits
from ef_training.method_pack.rows import open_table

BELOW = {"extends": "below"}
METHANE = "70ef743b-3ed5-4a6d-b192-fb6d62378555"
LIST = flow_units([FlowList("biosphere3", tuple(
    ElementaryFlow("biosphere3", code, name, "air", "kilogram")
    for code, name in (("ammonia", "Ammonia"), ("sulfide", "Hydrogen sulfide"), ("traffic", "Traffic"))))])


@pytest.fixture(scope="module")
def shipped() -> FlowUnits:
    """The flow lists as they are shipped."""
    from ef_training.brightway.flow_lists import shipped_lists

    return flow_units(shipped_lists())


def problems(folder: Path, **options: Any) -> dict[str, str]:
    """Return what is refused, by its place."""
    with pytest.raises(PackError) as caught:
        load_pack(folder, **options)
    return {problem.where: problem.what.render("en") for problem in caught.value.problems}


class TestOverrides:
    """What is wrong with an override."""

    def found(self, tmp_path: Path, *changes: dict[str, Any]) -> set[str]:
        small(tmp_path / "below")
        told = problems(write(tmp_path / "above", BELOW, overrides=list(changes)))
        return {where.removeprefix("overrides.csv, ") for where in told if where.startswith("overrides.csv")}

    @pytest.mark.parametrize(("change", "columns"), [
        (override("replace", "smell", "ammonia", "9", "4", reason=""), {"old_value", "reason"}),
        (override("replace", "smell", "ammonia", "9", "x", reason=" ", source=""), {"old_value", "value", "reason", "source"}),
        (override("replace", "smell", "ammonia", "2", "4", source=""), {"source"}),
        (override("replace", "smell", "ammonia", "much", "4", source=""), {"old_value", "source"}),
        (override("replace", "smell", "ammonia", "", "4"), {"old_value"}),
        (override("drop", "smell", "none", "much", "?", reason=""), {"flow_code", "old_value", "value", "reason"}),
        (override("add", "smell", "ammonia", "much", "4", reason=""), {"op", "old_value", "reason"}),
        (override("add", "smell", "", "", "4"), {"flow_code"}),
        (override("change", "weather", "ammonia", "much", "4", source="", direction="up"),
         {"op", "category_id", "old_value", "source"}),
    ])
    def test_all_of_a_row_are_named(self, tmp_path: Path, change: dict[str, Any], columns: set[str]) -> None:
        assert self.found(tmp_path, change) == {f"row 2, {column}" for column in columns}

    def test_a_key_seen_before_hides_nothing(self, tmp_path: Path) -> None:
        right = override("replace", "smell", "ammonia", "2", "4")
        assert self.found(tmp_path, right, {**right, "old_value": "much", "reason": "", "value": "?"}) == {
            "row 3, flow_code", "row 3, old_value", "row 3, reason", "row 3, value"}


class TestNames:
    """A code and the name beside it are one flow."""

    def test_another_name_than_the_archives(self, tmp_path: Path) -> None:
        pack = load_pack("ef-3.1")
        known = pack.factors[(pack.factors["flow_code"] == METHANE) & (pack.factors["category_id"] == "climate-change")].iloc[0]
        assert (known["flow_name"], known["compartment"]) == ("Methane, fossil", "air/non-urban air or from high stacks")
        wrong = {"flow_code": METHANE, "flow_name": "Nitrogen, wrong name", "compartment": "soil"}
        change = override("replace", "climate-change", "x", "29.8", "28", **wrong)
        told = problems(write(tmp_path / "above", {"extends": "ef-3.1"}, overrides=[change],
                              tests=[check("climate-change", "x", 28, **wrong)]))
        for table in ("overrides", "tests"):
            assert "is “Methane, fossil” in bw2io/data/lcia/lcia_39_ecoinvent.zip, not “Nitrogen, wrong name”" in told[
                f"{table}.csv, row 2, flow_name"]
            assert "“air/non-urban air or from high stacks”" in told[f"{table}.csv, row 2, compartment"]

    def test_another_name_than_the_flow_lists_goes_before_the_pack_below(self, tmp_path: Path) -> None:
        folder = small(tmp_path / "own")
        assert set(problems(folder, flows=LIST)) == {"factors.csv, row 3, flow_name"}
        small(folder, factors=[factor("smell", "ammonia", 2), factor("noise", "traffic", 0.5, compartment="water")])
        assert "has the compartment “air” in biosphere3, not “water”" in problems(folder, flows=LIST)[
            "factors.csv, row 3, compartment"]

    def test_of_a_pack_below_and_within_a_pack(self, tmp_path: Path) -> None:
        small(tmp_path / "below")
        folder = write(tmp_path / "above", BELOW, factors=[
            factor("noise", "ammonia", 2, flow_name="Amine"), factor("noise", "new", 1),
            factor("smell", "new", 1, flow_name="Old")])
        told = problems(folder)
        assert "in below/factors.csv, row 2" in told["factors.csv, row 2, flow_name"]
        assert "in factors.csv, row 3" in told["factors.csv, row 4, flow_name"]
        assert len(told) == 2

    def test_case_width_and_blanks_make_no_difference_and_an_empty_name_is_filled_in(self, tmp_path: Path) -> None:
        folder = small(tmp_path / "own", factors=[
            factor("smell", "ammonia", 2, flow_name="ＡＭＭＯＮＩＡ", compartment=" Air "),
            factor("smell", "sulfide", 3, flow_name="HydrogenSulfide"),
            factor("noise", "traffic", 0.5, flow_name="", compartment="")])
        pack = load_pack(folder, flows=LIST)
        assert list(pack.factors["flow_name"]) == ["ＡＭＭＯＮＩＡ", "HydrogenSulfide", "Traffic"]
        assert list(pack.factors["compartment"]) == ["Air", "air", "air"]

    def test_units_alone_say_nothing_of_names(self, tmp_path: Path) -> None:
        assert load_pack(small(tmp_path / "own"), flows=dict(LIST)).report.matched == 3
        assert {("biosphere3", code): "kilogram" for code in ("ammonia", "sulfide", "traffic")} == LIST

    @pytest.mark.parametrize("name", available_packs())
    def test_what_is_shipped_bears_the_names_of_the_flow_list(self, name: str, shipped: FlowUnits) -> None:
        pack = load_pack(name, flows=shipped)
        assert pack.report.unknown == ()
        frame = pack.factors
        called = zip(zip(frame["database"], frame["flow_code"], strict=True),
                     zip(frame["flow_name"], frame["compartment"], strict=True), strict=True)
        assert all(shipped.described[key] == said for key, said in called)


class TestTestsAndSets:
    """Tests that test nothing, and values out of nowhere."""

    @pytest.mark.parametrize(("cells", "column", "expected"), [
        ({"source": ""}, "source", "needs the source"),
        ({"tolerance": 0.9}, "tolerance", "at most 0.05"),
        ({"tolerance": 5}, "tolerance", "at most 0.05"),
        ({"tolerance": -0.01}, "tolerance", "0 or more"),
        ({"tolerance": ""}, "tolerance", "not a finite number"),
    ])
    def test_a_test(self, tmp_path: Path, cells: dict[str, Any], column: str, expected: str) -> None:
        tests = [check("smell", "ammonia", 2, **cells), check("noise", "traffic", 0.5, tolerance=0.05)]
        told = problems(small(tmp_path / "own", tests=tests))
        assert expected in told.pop(f"tests.csv, row 2, {column}")
        assert set(told) <= {"tests.csv, row 2, expected, smell"}

    def test_a_flow_tested_twice(self, tmp_path: Path) -> None:
        tests = [check("smell", "ammonia", 2), check("noise", "traffic", 0.5), check("smell", "ammonia", 2)]
        told = problems(small(tmp_path / "own", tests=tests))
        assert told == {"tests.csv, row 4, flow_code":
                        "the flow is tested twice in this category: by tests.csv, row 2, expected too"}

    @pytest.mark.parametrize(("table", "column", "text"), [
        ("normalisation", "source", ""), ("weighting", "source", ""), ("weighting", "robustness", "IV"),
        ("weighting", "robustness", "i"),
    ])
    def test_a_set(self, trial: Any, table: str, column: str, text: str) -> None:
        trial.change(table, lambda rows: rows[4].update({column: text}))
        assert list(problems(trial.folder)) == [f"{table}.csv, row 6, {column}"]


class TestRows:
    """What is read before cells are looked at."""

    def test_a_column_that_is_missing_and_one_that_stands_twice_are_two_faults(self) -> None:
        found: list[Any] = []
        open_table(b"a,b,b,,\n1,2,3\n", "t.csv", ("a", "c"), found)
        assert [problem.what.render("en") for problem in found] == ["the header lacks c", "the header holds a column twice: b"]

    @pytest.mark.parametrize("content", [
        b"a,b\n" + b"," * 8_000_000, b"," * 8_000_000, b"a,b\n1," + b',"\n"' * 2_000_000,
    ])
    def test_a_row_of_millions_of_cells_is_refused_before_it_is_split(self, content: bytes) -> None:
        found: list[Any] = []
        tracemalloc.start()
        begun = time.process_time()
        _, lines = open_table(content, "t.csv", ("a",), found)
        assert list(lines) == []
        used, took = tracemalloc.get_traced_memory()[1], time.process_time() - begun
        tracemalloc.stop()
        assert "has more than 800000 characters" in found[0].what.render("en")
        assert used < 12 * len(content)
        assert took < 3

    def test_a_row_as_long_as_it_may_be_is_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rows, "LIMITS", PackLimits(columns=2, cell=10))
        found: list[Any] = []
        _, lines = open_table(b"a,b\n" + b"1234567890,1234567890\n" * 50, "t.csv", ("a",), found)
        assert len(list(lines)) == 50
        assert found == []


def test_a_new_pack_has_the_sources_of_the_one_below_entry_by_entry(tmp_path: Path) -> None:
    def said(folder: Path) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        return found

    new_pack(tmp_path / "mine", name="mine", extends="ef-3.1")
    below, mine = said(pack_path("ef-3.1")), said(tmp_path / "mine")
    assert (mine["sources"], mine["licenses"]) == (below["sources"], below["licenses"])
    assert any("path" in source for source in mine["sources"])
    exported = {row["key"]: row["value"] for row in pack_tables(tmp_path / "mine", load_pack(tmp_path / "mine"))["description"]}
    assert sum(key.startswith("sources[") and key.endswith(".title") for key in exported) == len(below["sources"])
    assert sum(key.startswith("licenses[") and key.endswith(".title") for key in exported) == len(below["licenses"])


def test_a_pack_and_what_it_builds_on_are_read_at_once(tmp_path: Path) -> None:
    small(tmp_path / "below")
    folder = write(tmp_path / "above", BELOW, overrides=[override("replace", "smell", "sulfide", "3", "4")])
    pack, name, before = load_on_base(folder)
    assert name == "below"
    assert before is not None
    assert before.equals(load_pack(tmp_path / "below").factors)
    assert list(pack.factors["value"]) == [2, 4, 0.5]
    assert load_on_base(tmp_path / "below")[1:] == ("", None)
    _, name, before = load_on_base("ef-3.1")
    assert name == "lcia_39_ecoinvent.zip, EF v3.1"
    assert before is not None
    assert len(before) == load_pack("ef-3.1").report.base
