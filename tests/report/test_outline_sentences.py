"""What the report says in plain sentences, at the edges too: one line, credits, nothing at all, no options."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from ef_training.assessment.run_folder import OPTIONS, RunFolder
from ef_training.hotspots.outcome import Outcome, outcome
from ef_training.report import sentences, sentences_more


def only(run: RunFolder, *lines: str, factor: float = 1.0) -> Outcome:
    """Return the run with some of its lines, their values in the ef view multiplied."""
    results = run.results[run.results["line_id"].isin(lines)]
    ef = results["view"] == "ef"
    results = results.assign(value=results["value"].where(~ef, results["value"] * factor))
    tables = {
        name: getattr(run, name)[getattr(run, name)["line_id"].isin(lines)] for name in ("inventory", "targets", "contributions")
    }
    record = run.run | {"screening": {"line_share": 0.0, "climate_share": 0.0}, "scaling": None}
    return outcome(replace(run, results=results, run=record, **tables))


def weights(run: RunFolder) -> dict[str, float]:
    """Return µPt per unit of each indicator, from what stands in ``run.json``."""
    return {
        record["id"]: record["weight"] / 100 / record["normalisation"] * 1e6
        for record in run.run["indicators"]
        if record["weight"] is not None
    }


def by_line(run: RunFolder) -> pd.Series:
    """Return the weighted score by line, largest first, worked out from results.csv and run.json alone."""
    part = run.results[(run.results["view"] == "ef") & run.results["value"].notna()]
    weighted = part["value"] * part["indicator"].map(weights(run))
    return weighted.groupby(part["line_id"]).sum().sort_values(key=abs, ascending=False)


def test_the_three_largest_are_named_with_stage_share_and_what_they_are(run: RunFolder, result: Outcome) -> None:
    said, scores = sentences.largest(result, "en"), by_line(run)
    total = scores.abs().sum()
    assert said.startswith("The three largest contributions are ")
    names = dict(zip(run.inventory["line_id"], run.inventory["name"], strict=True))
    places = [said.index(f"{names[line]} (") for line in scores.index[:3]]
    assert places == sorted(places)
    for line in scores.index[:3]:
        assert f"{abs(scores[line]) / total * 100:.1f}%" in said
    assert f"together {scores[:3].abs().sum() / total * 100:.1f}% of the weighted score." in said
    things = run.targets[(run.targets["view"] == "ef") & (run.targets["line_id"] == scores.index[0])]["target_name"]
    assert things.iloc[0].split("｜")[1] in said


def test_one_line_is_the_whole_result_and_two_are_two(run: RunFolder) -> None:
    first, second = by_line(run).index[:2]
    assert sentences.largest(only(run, first), "en").startswith("The whole result is one contribution: ")
    both = sentences.largest(only(run, first, second), "en")
    assert both.startswith("The two largest contributions are ")
    assert "together 100.0% of the weighted score" in both


def test_a_line_beside_which_all_others_vanish_is_named_alone(run: RunFolder) -> None:
    first, second = by_line(run).index[:2]
    result = only(run, first, second)
    small = result.run.results["line_id"] == second
    results = result.run.results.assign(value=result.run.results["value"].where(~small, result.run.results["value"] * 1e-6))
    said = sentences.largest(outcome(replace(result.run, results=results)), "en")
    assert said.startswith("One contribution makes nearly all of the weighted score: ")


def test_a_credit_says_that_it_is_one(run: RunFolder) -> None:
    scores = by_line(run)
    first, second, third = scores[scores > 0].index[:3]
    below = only(run, first, factor=-1.0)
    assert "a credit" in sentences.largest(below, "en")
    assert "below zero" in sentences.climate(below, "en")
    assert "below zero" not in sentences.climate(only(run, first), "en")
    assert sentences_more.person(below, "en") == ""
    assert "Credits count with a minus" in sentences_more.credits(below, "en")
    assert sentences_more.credits(only(run, second, third), "en") == ""


def test_nothing_contributes_where_all_is_zero(run: RunFolder) -> None:
    result = only(run, *by_line(run).index[:2], factor=0.0)
    assert sentences.largest(result, "en") == "No line contributes anything."
    assert sentences.stages(result, "en") == ""
    assert sentences.by_group(result, "en") == ""
    assert sentences_more.control(result, "en") == ""
    assert sentences_more.first_steps(result, "en") == []
    assert all(sentences.sentences(result, "en"))


def test_shares_of_stages_are_of_their_absolute_totals(run: RunFolder, result: Outcome) -> None:
    said, scores = sentences.stages(result, "en"), by_line(run)
    stage = dict(zip(run.inventory["line_id"], run.inventory["stage"], strict=True))
    totals = scores.groupby(scores.index.map(stage)).sum()
    assert f"Raw material acquisition {abs(totals['raw-materials']) / totals.abs().sum() * 100:.1f}%" in said


def test_what_the_company_decides_what_it_buys_and_transport_and_the_rest_make_the_whole(run: RunFolder, result: Outcome) -> None:
    import re

    shares = [float(found) for found in re.findall(r"(\d+\.\d)%", sentences_more.control(result, "en"))]
    assert sum(shares) == pytest.approx(100, abs=0.3)
    scores, lines = by_line(run), run.inventory.set_index("line_id")
    transport = scores[lines["group"].reindex(scores.index) == "transport"].abs().sum() / scores.abs().sum()
    assert round(transport * 100, 1) == pytest.approx(shares[2])


def test_the_single_score_as_time_of_a_person(result: Outcome) -> None:
    hours = result.scores["weighted"].sum() / 1e6 * 8760
    said = sentences_more.person(result, "en")
    number = float(said.rsplit(" in ", 1)[1].split(" ")[0])
    unit = said.rsplit(" ", 1)[1].rstrip(".")
    assert number == pytest.approx({"days": hours / 24, "hours": hours, "minutes": hours * 60}[unit], rel=0.06)


def test_the_background_is_told_weak_for_the_share_that_rests_on_it(result: Outcome) -> None:
    toxic = result.scores.loc[result.scores["toxicity"], "share"].sum()  # weak in the made-up run, all others fair
    assert sentences_more.training(result, "en").startswith(f"{toxic * 100:.1f}% of the weighted score lies in indicators")


def test_the_views_are_put_beside_each_other_with_the_right_sign(run: RunFolder, result: Outcome) -> None:
    results = run.results
    cfp = results.loc[results["view"] == "cfp", "value"].sum()
    ef = results.loc[(results["view"] == "ef") & (results["indicator"] == "climate-change"), "value"].sum()
    word = "higher" if ef > cfp else "lower"
    assert f"is {abs(ef / cfp - 1) * 100:.1f}% {word} than" in sentences_more.views(result, "en")
    none = outcome(replace(run, results=results[results["view"] == "ef"]))
    assert sentences_more.views(none, "en") == ""


def test_limits_of_the_cut_off_that_are_exceeded_are_counted(run: RunFolder) -> None:
    assert "limits of the cut-off that are exceeded: 1" in sentences_more.cut_off(run, "en")
    kept = [row | {"exceeded": False, "unknown": 0} for row in run.run["cut_off"]]
    assert "within the limits" in sentences_more.cut_off(replace(run, run=run.run | {"cut_off": kept}), "en")
    unknown = [row | {"exceeded": False} for row in run.run["cut_off"]]
    assert "not known whether" in sentences_more.cut_off(replace(run, run=run.run | {"cut_off": unknown}), "en")
    assert sentences_more.cut_off(replace(run, cutoff=run.cutoff.iloc[0:0]), "en").startswith("Nothing was left out")


def option(line: str, name: str, *, state: str = "computed", change: float = -0.2, effect: str = "better") -> dict[str, object]:
    values = {"baseline": 2.0, "change": change, "change_share": change / 10, "weighted_change": change * 27, "effect": effect}
    texts = {"text": f"less of {name}", "text_zh": f"減少{name}", "note": "", "note_zh": ""}
    head = {"option": f"{line}-less", "line_id": line, "line_name": name, "stage": "raw-materials", "lever": "less"}
    return head | texts | values | {"state": state, "indicator": "climate-change", "unit": "kg CO2 eq"}


def test_what_to_do_first_comes_from_the_options_else_from_the_largest_line(run: RunFolder, result: Outcome) -> None:
    name = result.ranked.iloc[0]["line_name"]
    assert sentences_more.first_steps(result, "en")[0].startswith(f"Look at {name} first (")
    rows = pd.DataFrame([option("M01", "one", change=-0.1), option("M02", "two", change=-0.3)])[list(OPTIONS)]
    steps = sentences_more.first_steps(outcome(replace(run, options=rows)), "en")
    assert [step.split(":")[0] for step in steps] == ["less of two"]  # one a lever: a tenth less is said once
    other = option("M01", "one", change=-0.1) | {"lever": "renewable"}
    own = option("M02", "two", change=-0.2) | {"lever": "renewable"}
    rows = pd.DataFrame([option("M02", "two", change=-0.3), own, other])[list(OPTIONS)]
    both = sentences_more.first_steps(outcome(replace(run, options=rows)), "en")
    assert [step.split(":")[0] for step in both] == ["less of two", "less of one"]  # one a line: not "two" again
    assert "−0.300 kg CO₂ eq, −3.0% of the product's climate change" in steps[0]
    asked = pd.DataFrame([option("M01", "one", state="question")])[list(OPTIONS)]
    assert sentences_more.first_steps(outcome(replace(run, options=asked)), "en") == ["less of one."]


def test_an_option_that_makes_something_worse_says_so(run: RunFolder) -> None:
    both = [option("M01", "one"), option("M01", "one", change=0.1, effect="worse") | {"indicator": "acidification"}]
    steps = sentences_more.first_steps(outcome(replace(run, options=pd.DataFrame(both)[list(OPTIONS)])), "en")
    assert steps[0].endswith("indicators that get worse: 1.")


def test_toxicity_is_told_only_where_it_is_among_the_most_relevant(result: Outcome) -> None:
    toxic = set(result.scores.index[result.scores["toxicity"]]) & set(result.relevant.categories)
    said = sentences_more.toxicity(result, "en")
    assert said.startswith("No toxicity indicator") is not bool(toxic)
    plain = [indicator for indicator in result.relevant.categories if indicator not in toxic]
    few = replace(result, relevant=replace(result.relevant, categories=plain))
    assert sentences_more.toxicity(few, "en").startswith("No toxicity indicator")
    other = next(indicator for indicator in result.indicators if indicator not in {*plain, *toxic, "ecotoxicity-freshwater"})
    added = replace(result.relevant, categories=[*plain, "ecotoxicity-freshwater"], without_toxicity=[*plain, other])
    assert f"without toxicity, {result.scores.at[other, 'name_en']} would come in" in sentences_more.toxicity(
        replace(result, relevant=added), "en"
    )
