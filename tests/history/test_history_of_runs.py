"""The history of the worked example: a changed form, assessed, against the run before."""

from __future__ import annotations

from pathlib import Path

import pytest

from ef_training.assessment.assess import assess, link
from ef_training.assessment.engine import open_engine
from ef_training.assessment.run_folder import RunFolder
from ef_training.brightway.state import ProjectFolder
from ef_training.forms import read_form
from ef_training.history import record_version, render_step
from ef_training.hotspots import outcome
from ef_training.inventory.template import write_rows
from ef_training.inventory.template_example import in_language, load_example
from ef_training.names import PROJECT


@pytest.fixture(scope="module")
def step(forms, hub_folder: Path, tmp_path_factory: pytest.TempPathFactory):
    """Return the step from the example to one with more bar, fewer machine hours, and no label."""
    folder = tmp_path_factory.mktemp("history")
    rows = in_language(load_example("aluminium-hub"), "zh-TW")
    next(row for row in rows["materials"] if row["line_id"] == "M02")["amount"] = 6500
    next(row for row in rows["outputs"] if row["role"] == "target")["hours"] = 11_000
    rows["packaging"] = [row for row in rows["packaging"] if row["line_id"] != "P04"]
    rows["links"] = [row for row in rows["links"] if row["line_id"] != "P04"]
    write_rows(folder / "changed.xlsx", rows, lang="zh-TW")
    project = ProjectFolder("p", folder)
    first, changed = read_form(forms["aluminium-hub", "zh-TW"]), read_form(folder / "changed.xlsx")
    old = RunFolder.read(hub_folder)
    with open_engine(PROJECT, "training", "ef-3.1", lambda step: None) as engine:
        new = assess(link(changed, engine), engine)  # in memory: the databases of the example stay as they are
    assert record_version(project, first, old.results, old.run) is None
    found = record_version(project, changed, new.results, new.run)
    assert found is not None
    return found, old, new


def test_totals_are_those_of_the_runs(step) -> None:
    found, old, new = step
    assert found.causes == ("inventory",)
    totals = {total.indicator: total for total in found.totals}
    assert len(totals) == 16 + 2
    for run, side in ((old, "before"), (new, "after")):
        result = outcome(run)
        for indicator, value in result.scores["value"].items():
            assert getattr(totals[indicator], side) == pytest.approx(value, rel=1e-9)
        assert getattr(totals["single-score"], side) == pytest.approx(result.scores["weighted"].sum(), rel=1e-9)
        footprint = run.results.loc[run.results["view"] == "cfp", "value"].sum()
        assert getattr(totals["carbon-footprint"], side) == pytest.approx(footprint, rel=1e-9)


def test_every_part_has_its_cause_and_they_add_up(step) -> None:
    found = step[0]
    causes = {effect.line_id: effect.cause for effect in found.effects if effect.difference("climate")}
    assert (causes["M02"], causes["M02-T1"], causes["P04"]) == ("changed", "changed", "removed")
    by_hours = {line["line_id"] for line in found.after.inventory["lines"] if line["allocation"] == "機器工時"}
    moved = {line_id for line_id, cause in causes.items() if cause == "allocation"}
    assert moved <= by_hours
    assert "E01" in moved
    assert "data" not in causes.values()
    for metric, indicator in (("climate", "climate-change"), ("cfp", "carbon-footprint"), ("weighted", "single-score")):
        total = next(total for total in found.totals if total.indicator == indicator)
        parts = sum(effect.difference(metric) for effect in found.effects)
        assert parts == pytest.approx(total.after - total.before, rel=1e-9)
        assert parts != 0


@pytest.mark.parametrize(
    ("lang", "said"), [("zh-TW", "6061 鋁棒（端蓋用）: 數量 5,940 → 6,500"), ("en", "6061 鋁棒（端蓋用）: Amount 5,940 → 6,500")]
)
def test_the_change_is_told_in_words(step, lang, said) -> None:
    assert said in "\n".join(render_step(step[0], lang))
