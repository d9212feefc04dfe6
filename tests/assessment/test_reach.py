"""The Brightway objects of a run: what is handed out is Brightway's own and agrees with the results."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import ef_training as ef
from ef_training.assessment.reach import Reach, reach
from ef_training.assessment.run_folder import RunFolder


@pytest.fixture(scope="module")
def run(hub_folder: Path) -> RunFolder:
    return RunFolder.read(hub_folder)


@pytest.fixture(scope="module")
def found(run: RunFolder) -> Reach:
    return reach(run)


def test_lca_of_every_indicator_is_the_result(found: Reach, run: RunFolder) -> None:
    results = run.results[run.results["target_kind"] != "scaling"]
    totals = results.groupby("indicator")["value"].agg(["sum", lambda values: values.abs().sum()])
    assert set(found.methods) == set(totals.index)
    for indicator in ("climate-change", "water-use", "climate-change-biogenic", "carbon-footprint"):
        total, scale = totals.loc[indicator]
        assert found.lca(indicator).score == pytest.approx(total, abs=1e-6 * scale)


def test_exchanges_of_a_line_carry_its_amount_and_cell(found: Reach, run: RunFolder) -> None:
    for view in ("ef", "cfp"):
        targets = run.targets[(run.targets["line_id"] == "E01") & (run.targets["view"] == view)]
        exchanges = found.exchanges("E01", view)
        assert sorted(exchange.amount for exchange in exchanges) == pytest.approx(sorted(targets["amount"]))
        assert {exchange["tags"]["stage"] for exchange in exchanges} == {"manufacturing"}
    assert found.stage("manufacturing").key == (found.databases["ef"], "manufacturing")


def test_unknown_names_are_told(found: Reach) -> None:
    with pytest.raises(ef.EFTrainingError, match="climate-change, "):
        found.lca("climate")
    with pytest.raises(ef.EFTrainingError, match="X99"):
        found.exchanges("X99")


def test_a_run_that_brightway_does_not_hold_is_refused(run: RunFolder) -> None:
    elsewhere = replace(run, run={**run.run, "company": {**run.run["company"], "code": "never-assessed"}})
    with pytest.raises(ef.EFTrainingError, match="never-assessed front-hub-32"):
        reach(elsewhere)
    older = replace(run, run={**run.run, "pack": {**run.run["pack"], "sha256": "0" * 64}})
    with pytest.raises(ef.EFTrainingError, match="another version"):
        reach(older)
    with pytest.raises(ef.EFTrainingError, match="no-such-project"):
        reach(run, project="no-such-project")


def test_activity_browser_finds_what_it_reads(found: Reach, brightway_folder: Path) -> None:
    """The Activity Browser takes demands and methods from a calculation set-up, and the databases from what depends on what."""
    import bw2calc
    import bw2data

    name = found.calculation_setup()
    setup = bw2data.calculation_setups[name]
    (demand,) = setup["inv"]
    needed, grown = set(), {key[0] for key in demand}
    while grown:  # as the Activity Browser collects the databases that a demand rests on
        needed |= grown
        grown = {other for database in grown for other in bw2data.databases[database].get("depends", [])} - needed
    assert {"biosphere3", "ef-training flows", found.databases["ef"]} < needed
    assert all(method in bw2data.methods and bw2data.methods[method]["unit"] for method in setup["ia"])
    demands = {"0": {bw2data.get_id(key): amount for key, amount in demand.items()}}
    multi = bw2calc.MultiLCA(
        demands=demands,
        method_config={"impact_categories": setup["ia"]},
        data_objs=[
            *(bw2data.Database(database).datapackage() for database in sorted(needed)),
            *(bw2data.Method(method).datapackage() for method in setup["ia"]),
        ],
    )
    multi.lci()
    multi.lcia()
    score = multi.scores[found.methods["climate-change"], "0"]
    assert score == pytest.approx(found.lca("climate-change").score, rel=1e-6)
    node = found.product()
    assert node["name"]
    assert (node["unit"], node["location"]) == ("unit", "TW")


def test_a_set_up_of_another_product_is_left_alone(found: Reach) -> None:
    import bw2data

    other = {"inv": [{("biosphere3", "x"): 2.0}], "ia": []}
    bw2data.calculation_setups["somebody's"] = other
    with pytest.raises(ef.EFTrainingError, match="somebody's"):
        found.calculation_setup("somebody's")
    assert bw2data.calculation_setups["somebody's"] == other
    assert found.calculation_setup("mine") == found.calculation_setup("mine")


def test_a_run_read_back_from_its_folder_reaches_too(hub_folder: Path, tmp_path: Path, found: Reach) -> None:
    copy = shutil.copytree(hub_folder, tmp_path / "copy")
    assert ef.reach(RunFolder.read(copy)) == found
