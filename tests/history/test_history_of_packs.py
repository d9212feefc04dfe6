"""Versions that were assessed with different method packs: what is summed, and what a pack does not have."""

from __future__ import annotations

from pathlib import Path

import pytest
from history_runs import INDICATORS, RUN, SCORES, inventory, results, run

from ef_training.brightway.state import ProjectFolder
from ef_training.history import history_folder, read_versions, record_version, render_step


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return ProjectFolder("p", tmp_path)


def packed(*indicators: dict[str, object], sha256: str = "p2") -> dict[str, object]:
    return {**run(pack={"sha256": sha256}), "indicators": list(indicators)}


def without_weight(record: dict[str, object]) -> dict[str, object]:
    return {**record, "normalisation": None, "weight": None}


def test_a_category_without_a_weight_is_kept_and_not_summed(project: ProjectFolder) -> None:
    form, records = inventory(), RUN["indicators"]
    record_version(project, form, results(form), packed(*records[:2], without_weight(records[2])))
    (version,), _ = read_versions(history_folder(project, "demo", "p"))
    assert version.results is not None
    totals = version.results["totals"]
    assert totals["water-use"] is not None
    expected = sum(totals[name] / (10.0 + n) * (20.0 + n) / 100 * 1e6 for n, name in enumerate(INDICATORS[:2]))
    assert version.results["weighted"] == pytest.approx(expected)


def test_a_pack_without_weights_gives_no_single_score(project: ProjectFolder) -> None:
    form = inventory()
    record_version(project, form, results(form), packed(*(without_weight(record) for record in RUN["indicators"])))
    (version,), _ = read_versions(history_folder(project, "demo", "p"))
    assert version.results is not None
    assert version.results["weighted"] is None
    assert {line["weighted"] for line in version.results["lines"].values()} == {None}


def test_an_indicator_that_the_pack_does_not_have_is_not_called_lost_data(project: ProjectFolder) -> None:
    form, climate = inventory(), RUN["indicators"][0]
    record_version(project, form, results(form), RUN)
    found = results(form)
    found = found[found["indicator"].isin(["climate-change", "carbon-footprint"])]
    step = record_version(project, form, found, packed(without_weight(climate)))
    assert step is not None
    assert {total.indicator: total.after is None for total in step.totals} == {
        "climate-change": False, "carbon-footprint": False, "acidification": True, "water-use": True}
    assert not any(total.fewer for total in step.totals)
    assert "fewer data" not in "\n".join(render_step(step, "en"))


def test_lost_data_is_still_named(project: ProjectFolder) -> None:
    form = inventory()
    record_version(project, form, results(form), RUN)
    lost = {**SCORES, "M01": {**SCORES["M01"], "acidification": None}}
    step = record_version(project, form, results(form, lost), packed(*RUN["indicators"]))
    assert step is not None
    assert [total.indicator for total in step.totals if total.fewer] == ["acidification"]
