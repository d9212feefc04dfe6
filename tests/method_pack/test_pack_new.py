"""A new pack on top of another: it loads at once, and takes what a researcher writes into it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from small_packs import category, check, factor, override, small

from ef_training.errors import EFTrainingError, OutputError, PackError
from ef_training.method_pack import available_packs, load_pack, load_pack_summary, new_pack, seal_pack
from ef_training.method_pack.description import suitable_name

CO2 = {"flow_code": "349b29d1-3e58-4c66-98b9-9d1a076efd2e", "flow_name": "Carbon dioxide, fossil"}


def fill(folder: Path, table: str, rows: list[dict[str, Any]]) -> None:
    """Add rows to a table as a spreadsheet would save them: CSV UTF-8 with line ends of Windows."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    lines += [[str(row.get(column, "")) for column in lines[0]] for row in rows]
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(lines)


@pytest.mark.parametrize("extends", available_packs())
def test_it_loads_at_once_and_changes_nothing(extends: str, tmp_path: Path) -> None:
    paths = new_pack(tmp_path / "my-pack", name="my-pack", extends=extends)
    assert all(path.is_file() for path in paths)
    pack, below = load_pack(tmp_path / "my-pack"), load_pack(extends)
    assert pack.factors.equals(below.factors)
    assert (pack.name, pack.extends, pack.family) == ("my-pack", extends, f"{below.family} · my-pack")
    assert pack.report.ignored == ()
    assert not pack.report.sealed
    assert pack.licence == below.licence
    assert pack.attribution == below.attribution


def test_the_guide_names_every_table_in_both_languages(tmp_path: Path) -> None:
    paths = new_pack(tmp_path / "my-pack", name="my-pack", extends="ef-3.1")
    english, chinese = (tmp_path / "my-pack" / "README.md").read_text(encoding="utf-8").split("# my-pack（中文說明）")
    tables = [path.name for path in paths if path.suffix == ".csv"]
    assert len(tables) == 6
    for text in (english, chinese):
        assert all(f"`{table}`" in text for table in [*tables, "located.csv", "datapackage.json"])
        assert "ef-training methods check my-pack" in text
        assert "seal_pack" in text
        assert "{" not in text
    with (tmp_path / "my-pack" / "overrides.csv").open(encoding="utf-8-sig") as stream:
        assert len(list(csv.reader(stream))) == 1


def test_what_a_researcher_writes_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "my-pack"
    new_pack(folder, name="my-pack", extends="ef-3.1")
    fill(folder, "categories", [category("smell", name_zh="臭味")])
    fill(folder, "factors", [factor("smell", "x", 0.25, **CO2)])
    fill(folder, "overrides", [override("replace", "climate-change", "x", "1", "1.5", **CO2)])
    assert "the factor of Carbon dioxide, fossil, air is 1.5, expected 1.0" in str(_error(folder))
    fill(folder, "tests", [check("smell", "x", 0.25, **CO2), check("climate-change", "x", 1.5, **CO2)])
    pack = load_pack(folder)
    assert (pack.report.own, pack.report.replaced) == (1, 1)
    seal_pack(folder)
    sealed = load_pack(folder)
    assert sealed.report.sealed
    assert sealed.factors.equals(pack.factors)
    fill(folder, "factors", [factor("smell", "y", 1)])
    assert "factors.csv: the table is not the one declared" in str(_error(folder))


def test_sealing_takes_in_a_table_that_was_added(tmp_path: Path) -> None:
    folder = tmp_path / "my-pack"
    new_pack(folder, name="my-pack", extends="ef-3.1")
    (folder / "located.csv").write_text(
        (folder / "factors.csv").read_text(encoding="utf-8-sig") +
        "land-use,a,Occupation,natural resource/land,input,,TW,square meter-year,3,made up\n", encoding="utf-8")
    text = str(_error(folder))
    assert "located.csv: the table is not declared in datapackage.json → declare it there (seal_pack does it)" in text
    seal_pack(folder)
    assert load_pack(folder).report.other_places == 1
    resource = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["resources"][-1]
    assert (resource["name"], resource["rows"]) == ("located", 1)
    assert [field["name"] for field in resource["schema"]["fields"]][4] == "direction"
    assert {field["type"] for field in resource["schema"]["fields"] if field["name"] == "value"} == {"number"}


def test_on_top_of_a_pack_beside(tmp_path: Path) -> None:
    small(tmp_path / "below")
    new_pack(tmp_path / "above", name="above", extends="below")
    assert load_pack(tmp_path / "above").report.inherited == 3


def test_on_top_of_a_carbon_footprint_there_are_no_sets(tmp_path: Path) -> None:
    small(tmp_path / "gwp", {"scope": "carbon-footprint"}, categories=[category("climate-change")],
          factors=[factor("climate-change", "methane", 30)], tests=[check("climate-change", "methane", 30)])
    paths = new_pack(tmp_path / "above", name="above", extends="gwp")
    assert not {"normalisation.csv", "weighting.csv"} & {path.name for path in paths}
    assert load_pack_summary(tmp_path / "above").scope == "carbon-footprint"


@pytest.mark.parametrize("name", ["My-Pack", "我的", "", ".", "..", "a/b", "a\\b", "a b", "-a", "a.", "a..b", "con", "nul.x",
                                  "cfp", "x" * 65, "a\n", "../a", "é"])
def test_a_name_that_does_not_serve(name: str, tmp_path: Path) -> None:
    assert not suitable_name(name)
    with pytest.raises(PackError, match="cannot be a pack's name"):
        new_pack(tmp_path / "new", name=name, extends="ef-3.1")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["a", "my-pack", "ef-3.1-taiwan", "2025", "x" * 64])
def test_a_name_that_serves(name: str) -> None:
    assert suitable_name(name)


@pytest.mark.parametrize(("name", "extends", "expected"), [
    ("ef-3.0", "ef-3.1", "the name “ef-3.0” is taken"),
    ("mine", "nothing", "there is no pack “nothing” to extend"),
    ("mine", "../ef-3.1", "neither a pack's name nor that of a folder"),
    ("mine", "", "neither a pack's name nor that of a folder"),
    ("Mine", "nothing", "there is no pack “nothing” to extend"),
])
def test_what_is_refused_before_anything_is_written(name: str, extends: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(PackError) as caught:
        new_pack(tmp_path / "new", name=name, extends=extends)
    assert expected in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_unsound_pack_below_is_refused(tmp_path: Path) -> None:
    small(tmp_path / "below", {"version": ""})
    with pytest.raises(PackError, match="“version” is missing"):
        new_pack(tmp_path / "above", name="above", extends="below")


def test_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("kept")
    (tmp_path / "file").write_text("kept")
    for place in ("full", "file"):
        with pytest.raises(OutputError, match="is not an empty folder"):
            new_pack(tmp_path / place, name="mine", extends="ef-3.1")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["notes.txt"]
    (tmp_path / "empty").mkdir()
    assert new_pack(tmp_path / "empty", name="mine", extends="ef-3.1")


def _error(folder: Path) -> EFTrainingError:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return caught.value
