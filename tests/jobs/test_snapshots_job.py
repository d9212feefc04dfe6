"""Two companies in one project while MOENV's catalogue moves on: old results stay, new factors serve, and there is a way back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from command_line import done, run
from form_cells import edited

from ef_training.factors import load_factors, load_snapshot
from ef_training.names import MOENV, PROJECT

OLD, NEWER = "snapshot-a", "snapshot-b"  # codes of the companies
INGOT = "moenv-46c8b0b0"  # the hub's factor of virgin aluminium, kg
VALUE = 7.5  # made up


@pytest.fixture(scope="module")
def story(forms, tmp_path_factory):
    """Company A with the shipped table; the ingot is withdrawn and another published; A again; B with the new factor; back."""
    folder = tmp_path_factory.mktemp("snapshots")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EF_TRAINING_DATA", str(folder / "data"))
        published = folder / "cfp.csv"
        with published.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("name", "coe", "unit", "departmentname", "announcementyear"))
            for f in load_factors():
                if f.factor_id != INGOT:
                    writer.writerow((f.name, f.published_value, f.published_unit, f.publisher, f.announced))
            writer.writerow(("鋁錠（測試用，2026）", VALUE, "公斤(kg)", "", 2026))
        code = ("基本資料", "公司代碼", "內容")
        old = edited(forms["aluminium-hub", "zh-TW"], folder / "old.xlsx", (*code, OLD))
        options = ("--no-report", "--lang", "en")
        done("assess", old, "--out", folder / "1-shipped", *options)
        said = {"update": done("factors", "update", "--file", published, "--lang", "en")}
        catalogue = load_snapshot()
        (new,) = [f for f in catalogue if f.published_value == VALUE and f.announced == 2026]
        newer = edited(
            forms["aluminium-hub", "zh-TW"],
            folder / "newer.xlsx",
            (*code, NEWER),
            ("數據連結", INGOT, "對象代碼", new.factor_id),
        )
        said["moved on"] = done("assess", old, "--out", folder / "2-new", *options)
        done("assess", newer, "--out", folder / "3-newer", *options)
        done("factors", "use", "shipped", "--lang", "en")
        said["back"] = done("assess", old, "--out", folder / "4-back", *options)
        nodes = {code: stored(code) for code in (INGOT, new.factor_id)}
        said["lacks"] = run("assess", newer, "--out", folder / "5-lacks", *options)
        said["named"] = done("import", newer, "--factors", catalogue.snapshot, "--lang", "en")
        said["unknown"] = run("assess", old, "--out", folder / "6", "--factors", "2020-01-01-00000000", *options)
    return folder, said, catalogue, new, nodes


def stored(code: str) -> float:
    """What the factor's process in Brightway emits, kg CO2e."""
    from bw2data import get_node, projects

    projects.set_current(PROJECT)
    node = get_node(database=MOENV, code=code)
    (amount,) = [exchange["amount"] for exchange in node.biosphere()]
    return amount


def recorded(folder: Path) -> dict[str, object]:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def footprint(folder: Path) -> float:
    with (folder / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        return sum(float(r["value"]) for r in csv.DictReader(stream) if r["indicator"] == "carbon-footprint")


def test_each_run_names_its_snapshot(story):
    folder, said, catalogue, _, _ = story
    assert "Added: 1" in said["update"][0]
    assert "Withdrawn: 1" in said["update"][0]
    used = {run: recorded(folder / run)["factors"] for run in ("1-shipped", "2-new", "3-newer", "4-back")}
    assert [used[run]["snapshot"] for run in used] == ["shipped", catalogue.snapshot, catalogue.snapshot, "shipped"]
    assert [used[run]["sha256"] for run in used] == [
        load_factors().sha256,
        catalogue.sha256,
        catalogue.sha256,
        load_factors().sha256,
    ]
    assert used["2-new"]["rows"] == 1165


def test_old_results_are_made_again_with_a_withdrawn_factor(story):
    folder, _, catalogue, _, _ = story
    assert catalogue.get(INGOT).withdrawn
    before = footprint(folder / "1-shipped")
    assert before > 0
    assert footprint(folder / "2-new") == pytest.approx(before, rel=1e-12)
    assert footprint(folder / "4-back") == pytest.approx(before, rel=1e-12)


def test_a_new_factor_serves(story):
    folder, _, catalogue, new, _ = story
    with (folder / "3-newer" / "targets.csv").open(encoding="utf-8-sig", newline="") as stream:
        (amount,) = [float(r["amount"]) for r in csv.DictReader(stream) if r["target"] == new.factor_id]
    difference = amount * (VALUE - catalogue.get(INGOT).kgco2e_per_unit)
    assert footprint(folder / "3-newer") - footprint(folder / "1-shipped") == pytest.approx(difference)


def test_going_back_leaves_the_factor_another_company_uses(story):
    """The shipped table does not hold the new factor, but company B's databases consume it."""
    _, _, catalogue, new, nodes = story
    assert nodes == {INGOT: pytest.approx(catalogue.get(INGOT).kgco2e_per_unit), new.factor_id: pytest.approx(VALUE)}


def test_a_snapshot_without_the_factor_says_so_and_one_that_is_named_has_it(story):
    folder, said, catalogue, new, _ = story
    code, out, err = said["lacks"]
    assert (code, out) == (1, "")
    assert f"no factor “{new.factor_id}”" in err
    assert not (folder / "5-lacks").exists()
    assert said["named"][0].splitlines()[-1].startswith(NEWER)
    code, _, err = said["unknown"]
    assert code == 1
    assert "there is no snapshot “2020-01-01-00000000”" in err
    assert catalogue.snapshot in err
