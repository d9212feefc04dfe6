"""Caches and databases damaged between two runs are made anew; the result stays the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import bw2data
import independent_calculation as independent
import numpy as np
import pytest
from other_process import CFP, CLIMATE, EF, PROJECT, plain

HUB = "aluminium-hub"
BACKGROUND = "ef-training background"


@pytest.fixture(scope="module")
def expected(forms):
    return independent.totals(forms[HUB, "zh-TW"])


@pytest.fixture
def notes(hub_folder):
    """The program's own folder in the Brightway project, a run behind it."""
    bw2data.projects.set_current(PROJECT)
    return Path(bw2data.projects.dir) / "ef-training"


def cache(notes: Path) -> Path:
    """Folder of the unit scores that the last run used."""
    key = json.loads((notes / "unit-scores.json").read_text(encoding="utf-8"))["training | ef-3.1"]["key"]
    return notes / "unit-scores" / str(key)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


CACHES = {
    "truncated unit scores": lambda notes: truncated(cache(notes) / "scores.npy"),
    "empty unit scores": lambda notes: (cache(notes) / "scores.npy").write_bytes(b""),
    "garbage labels": lambda notes: (cache(notes) / "labels.json").write_text("{'", encoding="utf-8"),
    "labels of nothing": lambda notes: (cache(notes) / "labels.json").write_text("{}", encoding="utf-8"),
    "truncated supply vector": lambda notes: truncated(cache(notes) / "supply" / "0.npy"),
    "no unit scores": lambda notes: shutil.rmtree(notes / "unit-scores"),
    "garbage note of the cache": lambda notes: (notes / "unit-scores.json").write_text("[1", encoding="utf-8"),
}


@pytest.mark.parametrize("damage", CACHES)
def test_a_damaged_cache_is_built_anew(damage, notes, forms, run_of, hub_folder, expected):
    if damage == "truncated supply vector":
        run_of.scores().supply([(BACKGROUND, run_of.scores().products[0].code)])
    CACHES[damage](notes)
    run = run_of(forms[HUB, "zh-TW"])
    sums = run.results.groupby("indicator")["value"].sum()
    assert not independent.deviating({name: sums[name] for name in expected}, expected, 1e-6)
    whole = run.contributions[run.contributions["scope"] == "cradle-to-gate"]
    processes = whole[(whole["level"] == "process") & (whole["indicator"] == "acidification")]
    assert processes["value"].sum() == pytest.approx(
        run.results[(run.results["indicator"] == "acidification") & (run.results["target_kind"] == "dataset")]["value"].sum(),
        rel=1e-9,
    )
    scores = run_of.scores()
    assert (scores.folder / "labels.json").is_file()
    assert np.load(scores.folder / "scores.npy").shape == (len(scores.products), len(scores.indicators))


@pytest.mark.parametrize("name", ["scores", "characterisation"])
def test_altered_numbers_are_found_and_built_anew(notes, forms, run_of, hub_folder, expected, name):
    """Numbers that were changed in the cache and still read well."""
    path = cache(notes) / f"{name}.npy"
    before = np.load(path)
    np.save(path, before * 1.001)
    assert not independent.deviating(run_of.totals(forms[HUB, "zh-TW"]), expected, 1e-6)
    assert np.array_equal(np.load(cache(notes) / f"{name}.npy"), before)


def test_an_altered_supply_vector_is_computed_anew(notes, forms, run_of, hub_folder):
    run_of.scores().supply([(BACKGROUND, run_of.scores().products[0].code)])
    path = next((cache(notes) / "supply").glob("*.npy"))
    before = np.load(path)
    np.save(path, before * 1.001)
    keys = [(node.database, node.code) for node in run_of.scores().products]
    run_of.scores().supply(keys)
    assert np.allclose(np.load(path), before, rtol=1e-12)


def deleted(notes: Path) -> None:
    """A person deletes a method, which Brightway registers empty when it is asked for, and a database; notes are lost."""
    del bw2data.methods[CLIMATE]
    assert bw2data.Method(CLIMATE).filepath_processed()
    del bw2data.databases[CFP]
    for name in ("methods.json", "unit-scores.json"):
        (notes / name).unlink()


def changed(notes: Path) -> None:
    """A person changes an amount of the background and the factors of a method, and lets Brightway process them."""
    exchange = next(iter(bw2data.get_node(database=BACKGROUND, code="aluminium-primary").technosphere()))
    exchange["amount"] *= 2
    exchange.save()
    bw2data.Database(BACKGROUND).process()
    method = bw2data.Method(CLIMATE)
    method.write([(flow, 2 * amount) for flow, amount in method.load()])


def arrays_truncated(notes: Path) -> None:
    for name in (EF, CFP):
        truncated(Path(bw2data.Database(name).filepath_processed()))


@pytest.mark.parametrize("damage", [deleted, changed, arrays_truncated])
def test_what_was_damaged_in_brightway_is_written_anew(damage, notes, forms, expected):
    """By the next run; after it plain Brightway scores the company as the run does."""
    from ef_training.job import assess_form

    damage(notes)
    sums = assess_form(forms[HUB, "zh-TW"]).results.groupby("indicator")["value"].sum()
    assert not independent.deviating({name: float(sums[name]) for name in expected}, expected, 1e-6)
    scores = plain()
    again = {"climate-change": scores[EF], "carbon-footprint": scores[CFP]}
    assert not independent.deviating(again, {name: expected[name] for name in again}, 1e-6)
    assert all((notes / name).is_file() for name in ("methods.json", "databases.json", "unit-scores.json"))
