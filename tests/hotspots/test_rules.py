"""PEF's rules of "most relevant" against cases with known answers, and what must always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.hotspots.rules import SUB_INDICATOR, most_relevant_shares, ranked_processes, with_use_stage_rule


@pytest.fixture(scope="module")
def cases(case):
    return case("pef_most_relevant_cases")


def relevant(ranking):
    return [item.name for item in ranking if item.relevant]


def reached(ranking):
    return 100 * max(item.cumulative for item in ranking if item.relevant)


@pytest.mark.parametrize(
    ("name", "values", "minimum"),
    [
        ("case1_categories", "shares_pct", 3),
        ("case3_processes", "shares_pct", 1),
        ("case4_negative_processes", "values", 1),
        ("case7_minimum_three_categories", "shares_pct", 3),
        ("case10_direct_elementary_flows", "direct_impacts", 1),
    ],
)
def test_ranking(cases, name, values, minimum):
    ranking = most_relevant_shares(cases[name][values], minimum=minimum)
    assert relevant(ranking) == cases[name]["expected_most_relevant"]
    if "expected_cumulative_pct" in cases[name]:
        assert reached(ranking) == pytest.approx(cases[name]["expected_cumulative_pct"], abs=0.01)


def test_stages(cases):
    ranking = with_use_stage_rule(cases["case2_stages"]["shares_pct"], use="Use")
    assert relevant(ranking) == cases["case2_stages"]["expected_most_relevant"]
    assert reached(ranking) == pytest.approx(84.0, abs=0.01)


def test_negative_values_are_judged_by_their_size(cases):
    known = cases["case4_negative_processes"]
    ranking = most_relevant_shares(known["values"])
    assert {item.name: round(100 * item.share, 2) for item in ranking} == known["expected_abs_share_pct"]
    assert relevant(ranking) != known["wrong_answer_if_net_total_used"]


def test_use_stage_over_half_is_taken_out_and_added_back(cases):
    known = cases["case5_use_stage_over_50"]
    ranking = with_use_stage_rule(known["values"], use="Use")
    assert set(relevant(ranking)) == set(known["expected_most_relevant"])
    assert ranking[0].share == pytest.approx(0.70)


def test_processes_are_ranked_without_the_use_stage_where_it_is_more_than_half(cases):
    known = cases["case11_processes_use_stage_over_50"]
    values = {(process, stage): value for process, stage, value in known["rows"]}
    ranking = ranked_processes(values, known["stages"])
    assert relevant(ranking) == known["expected_most_relevant"]
    assert {item.name: round(100 * item.share, 2) for item in ranking} == known["expected_share_pct"]
    assert relevant(ranked_processes(values, known["stages"] | {"use": 30})) == known["wrong_answer_without_the_rule"]


def test_use_stage_of_exactly_half_stays(cases):
    known = cases["case6_use_stage_exactly_50"]
    ranking = with_use_stage_rule(known["values"], use="Use")
    assert relevant(ranking) == known["expected_most_relevant"]
    assert reached(ranking) == pytest.approx(80.0)


def test_same_process_in_two_stages_counts_twice(cases):
    known = cases["case8_identical_processes"]
    grouped: dict[str, float] = {}
    for process, stage, value in known["rows"]:
        grouped[f"{process}|{stage}"] = grouped.get(f"{process}|{stage}", 0) + value
    assert grouped == known["expected_grouped"]
    assert relevant(most_relevant_shares(grouped)) == known["expected_most_relevant"]


def test_sub_indicator_of_exactly_five_per_cent_is_not_shown(cases):
    known = cases["case9_climate_sub_indicators"]
    shown = [name for name in ("fossil", "biogenic", "luluc") if known[name] / known["total"] > SUB_INDICATOR]
    assert shown == known["report_separately"]


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_what_always_holds(values):
    ranking = most_relevant_shares(values)
    total = sum(abs(value) for value in values.values())
    assert {item.name for item in ranking} == set(values)
    assert [abs(item.value) for item in ranking] == sorted((abs(value) for value in values.values()), reverse=True)
    if total:
        marked = [item for item in ranking if item.relevant]
        assert sum(item.share for item in marked) >= 0.8 - 1e-6
        assert sum(item.share for item in marked[:-1]) < 0.8  # one fewer would not reach it
        assert ranking[-1].cumulative == pytest.approx(1.0)
