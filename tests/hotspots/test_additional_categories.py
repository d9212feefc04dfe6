"""A category that a researcher adds is shown and never summed; a pack without weights gives no single score, and says why."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_tables import make_run

from ef_training.assessment.climate import demand_climate
from ef_training.assessment.improvement.options import options_table
from ef_training.assessment.quality.quality import rate
from ef_training.assessment.results import climate_alone, screening_share
from ef_training.assessment.run_folder import OPTIONS
from ef_training.assessment.weighting import most_relevant_targets, ranking_scores, weights, withheld
from ef_training.errors import PackError
from ef_training.hotspots import most_relevant, outcome, score_table, weighted_lines
from ef_training.hotspots.options import option_summary
from ef_training.hotspots.tables import summed_indicators
from ef_training.inventory.model import Company, Inventory, Line, Output, Product, Target
from ef_training.inventory.per_unit import UnitLine
from ef_training.linking import ResolvedTarget
from ef_training.method_pack import load_pack_summary, new_pack
from ef_training.method_pack.model import FOOTPRINT_CATEGORIES, Category
from ef_training.names import CLIMATE, CO2_EQUIVALENT, OWN_FLOWS

ROWS = [
    ("raw-materials", "M1", "steel", {"climate-change": 4.0, "acidification": 0.02, "land-use": 90.0, "smell": 1e9}),
    ("manufacturing", "E1", "power", {"climate-change": 6.0, "acidification": 0.01, "smell": 1.0}),
]


@pytest.fixture(scope="module")
def seventeen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of EF 3.1 with a category of a researcher beside the 16."""
    folder = tmp_path_factory.mktemp("packs") / "seventeen"
    new_pack(folder, name="seventeen", extends="ef-3.1")
    with (folder / "categories.csv").open("a", encoding="utf-8") as stream:
        stream.write("smell,Smell,臭味,point,,0,kilogram\n")
    return folder


@pytest.fixture(scope="module")
def climate_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Climate change and its sub-indicators, without weights."""
    folder = tmp_path_factory.mktemp("packs") / "carbon"
    new_pack(folder, name="carbon", extends="ef-3.1")
    path = folder / "datapackage.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "scope": "carbon-footprint"}), encoding="utf-8")
    return folder


def test_an_additional_category_is_shown_and_not_summed(seventeen: Path) -> None:
    with_it, without = score_table(make_run(ROWS, seventeen)), score_table(make_run(ROWS))
    assert list(with_it["indicator"]) == [*FOOTPRINT_CATEGORIES, "smell"]
    last = with_it.iloc[-1]
    assert (last["value"], last["summed"], last["most_relevant"], last["rank"]) == (1e9 + 1, False, False, 17)
    assert all(math.isnan(last[column]) for column in ("normalised", "weighted", "share"))
    assert with_it["weighted"].sum() == without["weighted"].sum()
    assert list(with_it["share"])[:-1] == list(without["share"])
    assert with_it["summed"].sum() == 16


def test_it_is_in_no_list_of_what_is_most_relevant(seventeen: Path) -> None:
    found, without = most_relevant(make_run(ROWS, seventeen)), most_relevant(make_run(ROWS))
    assert found.categories == without.categories
    assert found.without_toxicity == without.without_toxicity
    assert found.withheld is None
    assert weighted_lines(make_run(ROWS, seventeen)).equals(weighted_lines(make_run(ROWS)))


def test_lines_and_stages_show_it(seventeen: Path) -> None:
    result = outcome(make_run(ROWS, seventeen))
    assert result.indicators[-1] == "smell"
    assert list(result.lines["smell"]) == [1e9, 1.0]
    assert result.stages.loc["smell", "raw-materials"] == 1e9
    assert result.weighted


def test_without_weights_there_is_no_single_score_and_the_reason_is_given(climate_only: Path) -> None:
    run = make_run(ROWS, climate_only)
    result = outcome(run)
    assert not result.weighted
    assert str(result.relevant.withheld) == (
        "The method pack has no weights: there is no single score and no list of most relevant categories.")
    assert result.relevant.categories == []
    assert summed_indicators(run) == []
    assert result.indicators == ["climate-change"]
    assert list(result.ranked["line_id"]) == ["E1", "M1"]
    assert list(result.ranked["share"]) == pytest.approx([0.6, 0.4])
    scores = score_table(run)
    assert math.isnan(scores["weighted"].sum(min_count=1))
    assert not scores["most_relevant"].any()
    assert list(weighted_lines(run)["weighted"]) == [0.0, 0.0]


def target(line_id: str, code: str) -> ResolvedTarget:
    line = Line(line_id=line_id, amount=1.0, stage="raw-materials", group="material", name=line_id, unit="kg", level="unit")
    choice = Target(line_id, "ef", "dataset", code)
    return ResolvedTarget(choice, UnitLine(line, 1.0, 1.0, None), code, "TW", "kg", 1.0, ("b", code))


class FakeScores:
    """Unit scores of two datasets."""

    def __init__(self, scores: np.ndarray):
        self.scores = scores
        self.product_index = {("b", "steel"): 0, ("b", "power"): 1}


EF = [target("M1", "steel"), target("E1", "power")]
AMOUNTS = st.floats(1e-6, 1e6)


@pytest.fixture(scope="module")
def categories_of_both(seventeen: Path) -> tuple[tuple[Category, ...], tuple[Category, ...]]:
    return load_pack_summary(seventeen).categories, load_pack_summary("ef-3.1").categories


@given(climate=st.tuples(AMOUNTS, AMOUNTS), smell=st.tuples(AMOUNTS, AMOUNTS))
def test_what_is_not_summed_changes_no_ranking(climate: tuple[float, float], smell: tuple[float, float],
                                               categories_of_both: tuple[tuple[Category, ...], ...]) -> None:
    categories, plain = categories_of_both
    values = np.zeros((2, len(categories)))
    values[:, 0], values[:, -1] = climate, smell
    assert list(ranking_scores(EF, values, categories)) == list(ranking_scores(EF, values[:, :-1], plain))
    assert most_relevant_targets(EF, values, categories) == most_relevant_targets(EF, values[:, :-1], plain)
    assert weights(categories)[-1] == 0
    assert not withheld(EF, values, categories)


def test_without_weights_climate_change_ranks(climate_only: Path) -> None:
    categories = load_pack_summary(climate_only).categories
    values = np.array([[4.0, 4.0, 0.0, 0.0], [6.0, 6.0, 0.0, 0.0]])
    assert withheld(EF, values, categories)
    assert list(ranking_scores(EF, values, categories)) == [4.0, 6.0]
    assert most_relevant_targets(EF, values, categories) == [False, False]
    assert not weights(categories).any()


@pytest.mark.parametrize(("which", "saved"), [("seventeen", True), ("climate_only", False)])
def test_options_are_weighted_over_what_is_summed(which: str, saved: bool, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(which)
    categories = load_pack_summary(folder).categories
    values = np.ones((2, len(categories)))
    table = options_table(EF, values, FakeScores(values), categories)  # type: ignore[arg-type]
    assert list(table.columns) == list(OPTIONS)
    computed = table[table["indicator"] != ""]
    assert set(computed["indicator"]) == {c.category_id for c in categories if not c.parent}
    assert set(computed.loc[computed["weighted_change"].notna(), "indicator"]) == {c.category_id for c in categories if c.summed}
    run = make_run(ROWS, folder)
    found = option_summary(replace(run, options=table))
    tenth = found.iloc[0]
    assert tenth["climate"] == pytest.approx(-0.1)
    assert math.isnan(tenth["weighted"]) != saved
    if saved:
        assert tenth["weighted"] == pytest.approx(-0.1 * weights(categories).sum())


def test_with_climate_change_alone_a_climate_factor_covers_a_line(climate_only: Path, seventeen: Path) -> None:
    """A line with a climate factor only is screening where the pack asks for more than climate change, else it is whole."""
    steel = target("M1", "steel")
    factor = replace(steel, target=Target("E1", "ef", "custom-factor", "f"), line=EF[1].line, key=None, factor=2.0)
    for folder, shares in ((climate_only, (0.0, 0.0)), (seventeen, (0.5, 0.25))):
        categories = load_pack_summary(folder).categories
        values = np.full((2, len(categories)), np.nan)
        values[0], values[1, 0] = 6.0, 2.0
        assert climate_alone([steel, factor], values, categories) == [False, bool(shares[0])]
        found = screening_share([steel, factor], values, categories)
        assert (found["line_share"], found["climate_share"]) == shares


def test_a_pack_that_nothing_can_be_assessed_with_says_so() -> None:
    scores = SimpleNamespace(indicators=("smell",), flow_index={}, characterisation=None)
    with pytest.raises(PackError, match="no category “climate-change”"):
        demand_climate(scores, "odours")  # type: ignore[arg-type]
    scores = SimpleNamespace(indicators=("smell", CLIMATE), flow_index={(OWN_FLOWS, CO2_EQUIVALENT): 1},
                             characterisation=np.array([[0.0, 1.0], [1.0, 0.0]]))
    with pytest.raises(PackError, match="does not count the flow “co2-equivalent”"):
        demand_climate(scores, "odours")  # type: ignore[arg-type]
    scores.characterisation[1, 1] = 1.0
    demand_climate(scores, "odours")  # type: ignore[arg-type]


def test_a_study_without_weights_has_no_rating(climate_only: Path, seventeen: Path) -> None:
    inventory = _inventory()
    for folder, without in ((climate_only, True), (seventeen, False)):
        categories = load_pack_summary(folder).categories
        found = rate(inventory, EF, [], np.ones((2, len(categories))), categories)
        assert found.study.withheld is without
        assert list(found.table["weight_share"]) == [0.5, 0.5]


def _inventory() -> Inventory:
    lines = tuple(each.line.line for each in EF)
    return Inventory(Company("c", "made-up company"), Product("p", "made-up product", 1.0, "kg", 1.0, "cradle-to-gate"),
                     date(2024, 1, 1), date(2024, 12, 31), (Output("made-up product", "target", 1.0, "kg"),), lines)
