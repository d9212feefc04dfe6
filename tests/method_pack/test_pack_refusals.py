"""What the loader refuses, and that it says where."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.errors import PackError, Problem
from ef_training.method_pack import base, folder, load_pack, load_pack_summary, pack_path, seal_pack
from ef_training.method_pack.model import PackLimits
from ef_training.method_pack.overrides import FactorRow, apply_overrides
from ef_training.tables import Row

Rows = list[dict[str, str]]


def refused(path: Path | str, **options: Any) -> str:
    with pytest.raises(PackError) as caught:
        load_pack(path, **options)
    return str(caught.value)


def first(rows: Rows, **cells: str) -> dict[str, str]:
    return next(row for row in rows if all(row[key] == value for key, value in cells.items()))


def put(rows: Rows, column: str, value: str, **cells: str) -> None:
    first(rows, **cells)[column] = value


def test_the_untouched_copy_loads(trial: Any) -> None:
    seal_pack(trial.folder)
    pack = load_pack(trial.folder)
    assert pack.name == "trial"
    assert pack.report.matched is None


LIGHT: list[tuple[str, Callable[[Rows], object], list[str]]] = [
    ("categories", lambda rows: rows.remove(first(rows, category_id="land-use")),
     ["15 categories", "normalisation.csv, row", "unknown category “land-use”"]),
    ("categories", lambda rows: put(rows, "parent", "weather", category_id="climate-change-fossil"),
     ["unknown category “weather”"]),
    ("categories", lambda rows: put(rows, "name_en", "Acidification", category_id="land-use"), ["stands twice"]),
    ("categories", lambda rows: put(rows, "toxicity", "yes", category_id="land-use"), ["neither 0 nor 1", "categories.csv, row"]),
    ("normalisation", lambda rows: put(rows, "version", "EF 3.0", category_id="acidification"),
     ["normalisation.csv, row 9, version", "set of EF 3.0 does not belong to EF 3.1"]),
    ("normalisation", lambda rows: put(rows, "value", "nan", category_id="acidification"), ["not a finite number"]),
    ("normalisation", lambda rows: put(rows, "value", "0", category_id="acidification"), ["greater than 0"]),
    ("normalisation", lambda rows: put(rows, "unit", "kg SO2 eq", category_id="acidification"), ["kg SO2 eq", "mol H+ eq"]),
    ("normalisation", lambda rows: rows.append(dict(rows[0])), ["has 2 rows"]),
    ("weighting", lambda rows: put(rows, "version", "EF 2.0", category_id="land-use"), ["set of EF 2.0"]),
    ("weighting", lambda rows: put(rows, "weight_pct", "21.20", category_id="climate-change"), ["weights sum to 100.14"]),
    ("weighting", lambda rows: put(rows, "weight_pct_without_toxicity", "", category_id="land-use"),
     ["weight_pct_without_toxicity"]),
    ("weighting", lambda rows: rows.pop(), ["resource-fossils", "0 rows"]),
]


@pytest.mark.parametrize(("table", "change", "expected"), LIGHT)
def test_light_part_refuses(trial: Any, table: str, change: Callable[[Rows], object], expected: list[str]) -> None:
    trial.change(table, change)
    with pytest.raises(PackError) as caught:
        load_pack_summary(trial.folder)
    for text in expected:
        assert text in str(caught.value)


WATER = {"category_id": "water-use", "flow_code": "water-evaporated-tw"}
MN55 = "06ee87f5-4946-4ecd-9615-b4723595fbaf"
HEAVY: list[tuple[str, Callable[[Rows], object], list[str]]] = [
    ("factors", lambda rows: rows.append(dict(first(rows, **WATER))), ["factors.csv, row 4, flow_code", "characterised twice"]),
    ("factors", lambda rows: rows.append(dict(rows[0], database="biosphere3", flow_code="f9749677-9c9f-4678-ab55-c607dfdc2cb9")),
     ["characterised twice", "overrides.csv"]),
    ("factors", lambda rows: rows.append(dict(rows[0], database="biosphere3", flow_code="x", location="TW")),
     ["a plain LCA ignores a factor for TW"]),
    ("factors", lambda rows: put(rows, "value", "inf", **WATER), ["factors.csv, row 3, value", "“inf”"]),
    ("factors", lambda rows: put(rows, "unit", "kilogram", **WATER), ["per kilogram", "counted in cubic meter"]),
    ("factors", lambda rows: put(rows, "category_id", "weather", **WATER), ["unknown category “weather”"]),
    ("factors", lambda rows: put(rows, "value", "5.99", **WATER), ["tests.csv, row", "expected, water-use", "5.99", "4.99"]),
    ("overrides", lambda rows: put(rows, "old_value", "4740.15", op="replace", flow_name="Arsenic ion"),
     ["overrides.csv, row", "old_value", "4740.144"]),
    ("overrides", lambda rows: put(rows, "op", "change", op="drop"), ["none of add, replace, drop"]),
    ("overrides", lambda rows: put(rows, "op", "add", op="replace"), ["the base has this factor already"]),
    ("overrides", lambda rows: put(rows, "op", "replace", op="add"), ["the base has no such factor"]),
    ("overrides", lambda rows: put(rows, "reason", " ", op="add"), ["needs a reason"]),
    ("overrides", lambda rows: rows.append(dict(rows[0])), ["stands twice"]),
    ("overrides", lambda rows: rows.remove(first(rows, flow_code=MN55)), ["kilo Becquerel", "Manganese-55"]),
    ("tests", lambda rows: put(rows, "expected", "140", category_id="land-use"), ["land-use", "expected 140"]),
    ("tests", lambda rows: rows.__setitem__(slice(None), [row for row in rows if row["category_id"] != "climate-change"]),
     ["the category “climate-change” has no test"]),
]


@pytest.mark.parametrize(("table", "change", "expected"), HEAVY)
def test_whole_pack_refuses(trial: Any, flow_list: dict[tuple[str, str], str], table: str, change: Callable[[Rows], object],
                            expected: list[str]) -> None:
    trial.change(table, change)
    text = refused(trial.folder, flows=flow_list)
    for part in expected:
        assert part in text


def test_a_unit_that_is_not_the_categorys_is_found_without_a_flow_list(trial: Any) -> None:
    trial.change("factors", lambda rows: put(rows, "unit", "kilogram", **WATER))
    assert "counted in kilogram, this category's flows in cubic meter" in refused(trial.folder)


def test_all_problems_come_at_once(trial: Any) -> None:
    trial.change("factors", lambda rows: put(rows, "value", "much", **WATER))
    trial.change("overrides", lambda rows: put(rows, "old_value", "1", op="drop"))
    trial.change("weighting", lambda rows: put(rows, "weight_pct", "0", category_id="land-use"))
    text = refused(trial.folder)
    assert "weights sum to 92.06" in text
    assert "factors.csv, row 3, value" in text
    assert "overrides.csv" in text


def test_a_table_other_than_declared(trial: Any) -> None:
    path = trial.folder / "factors.csv"
    path.write_bytes(path.read_bytes().replace(b"4.99", b"4.98"))
    assert "not the one declared" in refused(trial.folder)


def test_a_number_of_rows_other_than_declared(trial: Any) -> None:
    seal_pack(trial.folder)
    trial.describe(lambda d: d["resources"][1].update(rows=7))
    assert "has 2 rows, declared are 7" in refused(trial.folder)


@pytest.mark.parametrize("name", ["../factors.csv", "/etc/hosts", "sub/factors.csv", "..\\factors.csv", "c:factors.csv", ".."])
def test_a_path_that_leaves_the_folder(trial: Any, name: str) -> None:
    trial.describe(lambda d: d["resources"][1].update(path=name))
    assert "leaves the folder" in refused(trial.folder)


def test_a_link_that_leaves_the_folder(trial: Any, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    shutil.move(trial.folder / "factors.csv", outside)
    try:
        (trial.folder / "factors.csv").symlink_to(outside)
    except OSError:
        pytest.skip("no symbolic links here")
    assert "leaves the folder" in refused(trial.folder)


@pytest.mark.parametrize(("dependency", "path"), [
    ("bw2io", "../numpy/__init__.py"), ("bw2io", "/etc/hosts"), ("os", "x"), ("bw2io", "data/lcia/none.zip"), ("a.b", "x"),
])
def test_a_base_from_elsewhere(trial: Any, dependency: str, path: str) -> None:
    trial.describe(lambda d: d["base"].update(dependency=dependency, path=path))
    assert path in refused(trial.folder)


@pytest.mark.parametrize("change", [
    lambda d: d.pop("version"), lambda d: d.update(family=3), lambda d: d.update(licenses=[]), lambda d: d.update(base=[]),
    lambda d: d["base"].update(categories={"a": 1}), lambda d: d["resources"].pop(), lambda d: d.update(extends="ef-3.0"),
    lambda d: d["resources"].append(d["resources"][0]), lambda d: d["resources"][0].pop("path"),
])
def test_a_description_that_is_not_sound(trial: Any, change: Callable[[dict[str, Any]], object]) -> None:
    trial.describe(change)
    assert "datapackage.json" in refused(trial.folder)


@pytest.mark.parametrize("content", [b"[]", b"{", b"\xff\xfe"])
def test_a_description_that_is_no_object(trial: Any, content: bytes) -> None:
    (trial.folder / "datapackage.json").write_bytes(content)
    assert "datapackage.json" in refused(trial.folder)


def test_a_missing_table(trial: Any) -> None:
    (trial.folder / "tests.csv").unlink()
    assert "tests.csv" in refused(trial.folder)


def test_a_name_that_is_taken(trial: Any) -> None:
    trial.describe(lambda d: d.update(name="ef-3.0"))
    assert "“ef-3.0” is taken" in refused(trial.folder)


def test_an_unknown_pack() -> None:
    text = refused("ef-9")
    assert "“ef-9”" in text
    assert "ef-3.0, ef-3.1" in text


def test_too_large(trial: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "DESCRIPTION_BYTES", 100)
    assert "at most 100 are read" in refused(trial.folder)
    monkeypatch.undo()
    monkeypatch.setattr(base, "LIMITS", PackLimits(unpacked_bytes=1000))
    assert "at most 1000 are read" in refused("ef-3.1")
    monkeypatch.setattr(base, "LIMITS", PackLimits(archive_bytes=1000))
    assert "at most 1000 are read" in refused("ef-3.1")


def test_hash_follows_every_table_but_not_line_ends(trial: Any) -> None:
    seal_pack(trial.folder)
    before = load_pack_summary(trial.folder).sha256
    for path in trial.folder.glob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_pack_summary(trial.folder).sha256 == before
    seen = {before}
    for table in ("categories", "factors", "normalisation", "weighting", "overrides", "tests"):
        column = {"categories": "name_zh", "factors": "flow_name"}.get(table, "source")
        trial.change(table, lambda rows, column=column: rows[0].update({column: "another"}))
        seen.add(load_pack_summary(trial.folder).sha256)
    assert len(seen) == 7


def other_archive(archive: dict[tuple[str, str], dict[str, Any]], path: Path, flow: str, category: str, value: float) -> Path:
    """Write an archive of EF v3.0 and v3.1 in which one flow has another value."""
    methods = json.loads(json.dumps(list(archive.values())))
    for method in methods:
        for exchange in method["exchanges"]:
            if method["name"][:2] == ["EF v3.1", category] and exchange["name"] == flow:
                exchange["amount"] = value
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("data.json", json.dumps(methods))
    return path


def installed(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    for module in (base, folder):
        monkeypatch.setattr(module, "archive_path", lambda *_: path)


def test_another_archive_is_named_and_used_where_the_tests_pass(archive: Any, tmp_path: Path,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    known = load_pack("ef-3.1")
    tested = {test.flow_name for test in known.tests}
    free = next(e["name"] for e in archive["EF v3.1", "acidification"]["exchanges"] if e["name"] not in tested)
    installed(monkeypatch, other_archive(archive, tmp_path / "other.zip", free, "acidification", 1.05))
    pack = load_pack("ef-3.1")
    assert pack.report.changed_base == ("acidification",)
    assert not pack.base.as_made_for
    assert pack.sha256 != known.sha256


def test_another_archive_is_refused_where_a_test_fails(archive: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, other_archive(archive, tmp_path / "other.zip", "Ammonia", "acidification", 3.0))
    text = refused("ef-3.1")
    assert "another one than the pack was made for; factors differ in: acidification" in text
    assert ", expected, acidification: the factor of Ammonia" in text


def test_another_archive_in_which_an_overridden_factor_has_changed(archive: Any, tmp_path: Path,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, other_archive(archive, tmp_path / "other.zip", "Arsenic ion", "ecotoxicity: freshwater", 3263.3))
    text = refused("ef-3.1")
    assert "the old value is 4740.144065793249, the base has 3263.3" in text
    assert "factors differ in: ecotoxicity-freshwater" in text


@pytest.mark.parametrize("content", [b"no archive", b""])
def test_an_archive_that_cannot_be_read(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "broken.zip"
    path.write_bytes(content)
    installed(monkeypatch, path)
    assert "broken.zip" in refused("ef-3.1")


@given(value=st.floats(1e-20, 1e8), deviation=st.floats(-1e-3, 1e-3))
def test_old_value_must_be_the_bases(value: float, deviation: float) -> None:
    row = FactorRow("c", "f", "flow", "air", "biosphere3", "GLO", "", value, "", "")
    cells = {"op": "replace", "category_id": "c", "database": "biosphere3", "flow_code": "f", "flow_name": "flow",
             "compartment": "air", "location": "", "unit": "", "old_value": repr(value * (1 + deviation)), "value": "1",
             "reason": "r", "source": "s"}
    factors, problems = {row.key: row}, list[Problem]()
    done = apply_overrides(factors, [Row("overrides.csv", 2, cells)], {"c": None}, problems)  # type: ignore[dict-item]
    assert bool(problems) == (done["replace"] == 0)
    assert factors[row.key].value == (value if problems else 1.0)
    if abs(deviation) < 0.9e-6:
        assert not problems
    if abs(deviation) > 1.1e-6:
        assert problems


def test_installed_packs_are_found_by_name_and_by_folder() -> None:
    assert load_pack_summary(pack_path("ef-3.0")).name == "ef-3.0"
