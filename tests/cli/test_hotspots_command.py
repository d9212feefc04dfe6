"""``ef-training hotspots``: drill-down, tree and comparison from the folder of a run, and what is no folder of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ef_training.assessment.run_folder import RunFolder


@pytest.mark.parametrize(("lang", "said"), [("en", "there is no folder"), ("zh-TW", "找不到資料夾")])
def test_a_folder_that_is_not_there(lang: str, said: str, command, tmp_path: Path) -> None:
    code, _, error = command("hotspots", tmp_path / "nope", "--lang", lang)
    assert code == 1
    assert said in error
    assert "Errno" not in error


def test_a_folder_that_lacks_files_names_them(command, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text('{"schema": "3"}', encoding="utf-8")
    code, _, error = command("hotspots", tmp_path, "--lang", "en")
    assert code == 1
    assert "results.csv" in error


@pytest.fixture(scope="module")
def box(box_folder: Path) -> RunFolder:
    return RunFolder.read(box_folder)


def asked(command, *arguments: object) -> dict[str, object]:
    code, out, error = command("hotspots", *arguments, "--json", "--lang", "en")
    assert code == 0, error
    found: dict[str, object] = json.loads(out)
    return found


def climate(run: RunFolder) -> float:
    part = run.results[(run.results["view"] == "ef") & (run.results["indicator"] == "climate-change")]
    return float(part["value"].sum())


def test_without_options_it_prints_what_it_always_did(command, box_folder: Path) -> None:
    found = asked(command, box_folder)
    assert len(found["indicators"]) == 16
    assert len(found["lines"]) == 5


def test_drill_down_names_lines_processes_and_flows(command, box_folder: Path, box: RunFolder) -> None:
    found = asked(command, box_folder, "--indicator", "climate-change", "--limit", 4)
    assert found["total"] == pytest.approx(climate(box))
    assert [len(found[name]) for name in ("lines", "processes", "flows")] == [4, 4, 4]
    for name in ("lines", "processes", "flows"):
        sizes = [abs(row["value"]) for row in found[name]]
        assert sizes == sorted(sizes, reverse=True)
    for name in ("processes", "flows"):
        assert sum(row["value"] for row in found[name]) + found[f"rest_of_{name}"] == pytest.approx(found["total"])
    first = found["processes"][0]
    table = box.contributions
    behind = table[(table["indicator"] == "climate-change") & (table["level"] == "process") & (table["code"] == first["code"])]
    assert first["value"] == pytest.approx(behind["value"].sum())
    assert set(first["lines"].split(", ")) == set(behind["line_id"])


def test_the_weighted_score_is_a_sum_over_indicators(command, box_folder: Path, box: RunFolder) -> None:
    found = asked(command, box_folder, "--indicator", "weighted", "--limit", 1000)
    single = asked(command, box_folder)["single_score_upt"]
    assert found["unit"] == "µPt"
    assert found["total"] == pytest.approx(single)
    factors = {i["id"]: i["weight"] / 100 * 1e6 / i["normalisation"] for i in box.run["indicators"] if not i["parent"]}
    table = box.contributions[(box.contributions["level"] == "process") & (box.contributions["code"] == "elec-coal-tw")]
    expected = (table["value"] * table["indicator"].map(factors)).sum()
    (row,) = [row for row in found["processes"] if row["code"] == "elec-coal-tw"]
    assert row["value"] == pytest.approx(expected)


def test_one_stage_keeps_the_shares_of_all(command, box_folder: Path) -> None:
    whole = asked(command, box_folder, "--indicator", "climate-change", "--limit", 1000)
    part = asked(command, box_folder, "--indicator", "climate-change", "--stage", "use", "--limit", 1000)
    expected = [row for row in whole["lines"] if row["stage"] == "use"]
    assert [row["line_id"] for row in part["lines"]] == [row["line_id"] for row in expected]
    assert [row["share"] for row in part["lines"]] == [row["share"] for row in expected]
    assert part["total"] == pytest.approx(sum(row["value"] for row in expected))


def test_the_tree_adds_up(command, box_folder: Path, box: RunFolder) -> None:
    def check(node: dict) -> int:
        if node["children"]:
            assert sum(child["value"] for child in node["children"]) == pytest.approx(node["value"], abs=1e-9)
        return 1 + sum(map(check, node["children"]))

    sizes = {}
    for depth in (0, 3):
        tree = asked(command, box_folder, "--tree", "--depth", depth)["tree"]
        assert tree["value"] == pytest.approx(climate(box))
        sizes[depth] = check(tree)
    assert sizes[3] > sizes[0] > 10


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_the_tree_as_text_has_branches_and_the_disclaimer(command, box_folder: Path, box: RunFolder, lang: str) -> None:
    code, out, _ = command("hotspots", box_folder, "--tree", "--lang", lang)
    assert code == 0
    assert "├─ " in out
    assert "└─ " in out
    assert box.run["background"]["disclaimer_zh" if lang == "zh-TW" else "disclaimer_en"] in out


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_drill_down_as_text(command, box_folder: Path, lang: str) -> None:
    code, out, _ = command("hotspots", box_folder, "--indicator", "water-use", "--limit", 3, "--lang", lang)
    assert code == 0
    assert ("m³ world eq deprived" if lang == "en" else "m³ 全球均值缺水當量") in out
    assert "U01" in out


def test_comparison_with_another_run(command, box_folder: Path, hub_folder: Path) -> None:
    found = asked(command, box_folder, "--against", hub_folder)["comparison"]
    assert len(found["indicators"]) == 16  # no single score where the declared units differ
    assert len(asked(command, hub_folder, "--against", hub_folder)["comparison"]["indicators"]) == 17
    assert any("1,000 pieces" in remark for remark in found["remarks"])
    code, out, _ = command("hotspots", box_folder, "--against", hub_folder, "--lang", "en")
    assert code == 0
    assert "The declared units differ" in out
    assert "forbids weighted results" in command("hotspots", hub_folder, "--against", hub_folder, "--lang", "en")[1]


@pytest.mark.parametrize(("lang", "said"), [("en", "land-use, water-use"), ("zh-TW", "land-use, water-use")])
def test_an_unknown_indicator_names_the_known_ones(command, box_folder: Path, lang: str, said: str) -> None:
    for more in ((), ("--tree",)):
        code, out, error = command("hotspots", box_folder, "--indicator", "nope", *more, "--lang", lang)
        assert (code, out) == (1, "")
        assert "nope" in error
        assert said in error


def test_a_tree_of_the_weighted_score_is_wrong_usage(command, box_folder: Path) -> None:
    code, _, error = command("hotspots", box_folder, "--indicator", "weighted", "--tree", "--lang", "en")
    assert code == 2
    assert "--indicator" in error


def test_units_that_cannot_be_compared_are_one_clear_error(command, box_folder: Path, tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "other"
    shutil.copytree(box_folder, other)
    record = json.loads((other / "run.json").read_text(encoding="utf-8"))
    record["product"] |= {"declared_unit": "kg", "declared_amount": 1.0}
    (other / "run.json").write_text(json.dumps(record), encoding="utf-8")
    code, out, error = command("hotspots", box_folder, "--against", other, "--lang", "en")
    assert (code, out) == (1, "")
    assert "measure different things (1,000 pieces and 1 kg)" in error
