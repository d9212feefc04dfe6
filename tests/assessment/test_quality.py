"""Data quality: the published formula and cases, the rules of derivation, what is entered, and the tables of whole runs."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ef_training.assessment.quality.grades import crosswalk_grades
from ef_training.assessment.quality.places import holds, place_code
from ef_training.assessment.quality.quality import band, rate, rating, study_quality
from ef_training.assessment.quality.rules import QualityRules, Score, Setting, geography, precision, technology, time
from ef_training.assessment.run_folder import RunFolder
from ef_training.factors import load_factors
from ef_training.inventory.model import CRITERIA, Company, Inventory, Line, Output, Product, Ratings, Target
from ef_training.inventory.per_unit import UnitLine
from ef_training.linking import ResolvedTarget
from ef_training.linking.crosswalk import load_crosswalk
from ef_training.messages import message
from ef_training.method_pack import load_pack_summary

RULES = QualityRules()
SETTING = Setting(2024, 12.0, "TW")


def line(line_id: str = "M01", **values: object) -> Line:
    base = {"stage": "raw-materials", "group": "material", "name": "granulate", "data_quality": "measured", "evidence": "bills"}
    return Line(line_id=line_id, amount=1.0, unit="kg", level="unit", **(base | values))


def target(of: Line | None = None, **values: object) -> ResolvedTarget:
    of = of or line()
    choice = {"kind": "dataset", "target": "pp", "view": "ef", "grade": "", "ratings": None}
    choice |= {key: values.pop(key) for key in tuple(values) if key in choice}
    base = {"name": "PP", "place": "TW", "unit": "kilogram", "amount": 1.0, "year": 2023, "quality": "A"}
    return ResolvedTarget(Target(line_id=of.line_id, **choice), UnitLine(of, 1.0, 1.0, 1.0), **(base | values))


def scores(*values: float | None) -> dict[str, Score]:
    return {name: Score(value, message("given")) for name, value in zip(CRITERIA, values, strict=True)}


def inventory(*lines: Line) -> Inventory:
    return Inventory(
        Company("c", "made-up company"),
        Product("p", "made-up product", 1.0, "kg", 1.0, "cradle-to-gate"),
        date(2024, 1, 1),
        date(2024, 12, 31),
        (Output("made-up product", "target", 1.0, "kg"),),
        lines,
    )


def test_the_bands_are_those_published(case) -> None:
    said = case("dqr_cases")["bands"]
    limits = [float(text.removeprefix("<=").removeprefix(">").split("-")[-1]) for text, _ in said]
    for limit, (text, name) in zip(limits, said, strict=True):
        inside = limit + 0.01 if text.startswith(">") else limit
        assert band(inside) == name
    assert [band(limit + 0.01) for limit in limits[:-1]] == [name for _, name in said[1:]]


def test_the_study_is_weighted_as_published(case) -> None:
    known = case("dqr_cases")["study_weighting"]
    found = study_quality(
        [scores(*(process[name] for name in CRITERIA)) for process in known["processes"]],
        [process["share"] for process in known["processes"]],
    )
    for name in CRITERIA:
        assert found.criteria[name] == pytest.approx(known["expected"][name], abs=1e-9)
    assert found.dqr == pytest.approx(known["expected"]["DQR"], abs=1e-9)
    assert found.as_dict()["band"] == known["expected"]["band"]


@given(
    st.lists(st.tuples(*[st.floats(1.0, 5.0)] * 4), min_size=1, max_size=6),
    st.lists(st.floats(0.01, 10.0), min_size=6, max_size=6),
    st.floats(0.1, 10.0),
)
def test_a_study_lies_between_its_processes_and_only_shares_matter(many, weights, factor) -> None:
    given_scores, used = [scores(*each) for each in many], weights[: len(many)]
    found = study_quality(given_scores, used)
    ratings = [rating({name: each[name].value for name in CRITERIA}) for each in given_scores]
    assert min(ratings) - 1e-9 <= found.dqr <= max(ratings) + 1e-9
    assert study_quality(given_scores, [weight * factor for weight in used]).dqr == pytest.approx(found.dqr)


def test_what_is_unknown_is_left_out_and_told() -> None:
    found = study_quality([scores(2, 1, 3, None), scores(4, 1, 3, 2)], [0.1, 0.9])
    assert found.criteria["P"] == 2
    assert found.known["P"] == pytest.approx(0.9)
    assert found.dqr == pytest.approx((3.8 + 1 + 3 + 2) / 4)


def test_a_study_of_which_too_little_is_known_has_no_rating() -> None:
    found = study_quality([scores(2, 1, 3, None), scores(4, 1, 3, 2)], [0.5, 0.5])
    assert found.dqr is None
    assert found.as_dict()["band"] == ""
    assert found.criteria["TeR"] == 3


@pytest.mark.parametrize(
    ("year", "value"), [(2025, 1), (2024, 1), (2023, 2), (2022, 2), (2021, 3), (2020, 3), (2018, 4), (2017, 5), (2010, 5)]
)
def test_time_follows_the_age_of_the_data(year: int, value: int) -> None:
    assert time(target(year=year), SETTING, RULES).value == value


def test_a_year_that_is_not_stated_is_rated_worst_and_told() -> None:
    found = time(target(year=None), SETTING, RULES)
    assert (found.value, found.stated) == (5, False)


@pytest.mark.parametrize(
    ("country", "place", "value"),
    [
        ("TW", "TW", 1),
        ("臺灣", "TW", 1),
        ("DE", "RER", 2),
        ("JP", "CN;JP;KR", 2),
        ("TW", "GLO", 3),
        ("TW", "全球", 3),
        ("CN", "TW", 5),
        ("TW", "RER", 5),
    ],
)
def test_geography_compares_where_it_happens_with_where_the_data_are_from(country: str, place: str, value: int) -> None:
    found = geography(target(line(country=country), place=place), SETTING, RULES)
    assert (found.value, found.stated) == (value, True)


def test_a_country_that_is_not_stated_is_the_companys_and_told() -> None:
    found = geography(target(line(country="")), SETTING, RULES)
    assert (found.value, found.stated) == (1, False)
    ours = geography(target(line(country="", stage="manufacturing", group="energy")), SETTING, RULES)
    assert (ours.value, ours.stated) == (1, True)


def test_data_of_no_stated_region_are_unknown_not_worse() -> None:
    found = geography(target(line(country="TW"), place=""), SETTING, RULES)
    assert (found.value, found.stated) == (None, False)


def test_carriage_between_countries_belongs_to_the_world() -> None:
    assert geography(target(target="ship-container", place="GLO"), SETTING, RULES).value == 1
    assert geography(target(line(country="TW"), target="rail-freight", place="GLO"), SETTING, RULES).value == 3


@pytest.mark.parametrize(
    ("grade", "quality", "value", "stated"),
    [
        ("same-product", "A", 2, True),
        ("same-product", "C", 3, True),
        ("group-average", "B", 3, True),
        ("proxy", "B", 4, True),
        ("proxy", "C", 5, True),
        ("", "B", 3, False),
    ],
)
def test_technology_follows_the_grade_of_the_link(grade: str, quality: str, value: int, stated: bool) -> None:
    found = technology(target(quality=quality), grade, RULES)
    assert (found.value, found.stated) == (value, stated)


@pytest.mark.parametrize(
    ("quality", "evidence", "value"),
    [
        ("measured", "bills", 2),
        ("measured", "", 3),
        ("calculated", "bills", 3),
        ("calculated", " ", 4),
        ("estimated", "note", 4),
        ("estimated", "", 5),
        ("", "bills", None),
    ],
)
def test_precision_follows_how_the_amount_was_found(quality: str, evidence: str, value: int | None) -> None:
    assert precision(line(data_quality=quality, evidence=evidence), None, RULES).value == value


def test_a_transport_leg_is_worked_out_from_mass_and_distance() -> None:
    leg = line("M01-T1", group="transport", data_quality="", evidence="", distance=42.0, parent="M01")
    assert precision(leg, line(), RULES).value == 3
    assert precision(leg, line(evidence=""), RULES).value == 4
    assert precision(replace(leg, distance=None), line(), RULES).value is None


def test_the_companys_own_flow_stands_for_itself() -> None:
    own = target(line(stage="manufacturing", group="emission-air"), kind="elementary-flow", place="air", year=None, quality="")
    assert [technology(own, "", RULES).value, geography(own, SETTING, RULES).value, time(own, SETTING, RULES).value] == [1, 1, 1]
    other = target(line(stage="end-of-life", group="waste"), kind="elementary-flow", place="air", year=None, quality="")
    assert time(other, SETTING, RULES).value == 2


def rows_of(ef: list[ResolvedTarget], **more: object) -> tuple[list[dict[str, object]], object]:
    import numpy as np

    categories = load_pack_summary("ef-3.1").categories
    values = more.pop("values", None)
    if values is None:
        values = np.outer(np.arange(1.0, len(ef) + 1), np.ones(len(categories)))
    found = rate(inventory(*(each.line.line for each in ef)), ef, [], values, categories, **more)
    return found.table.to_dict("records"), found.study


def test_what_is_entered_goes_before_what_is_derived() -> None:
    entered = target(ratings=Ratings(ter=1, p=1.5), grade="proxy", year=2010)
    (row,), study = rows_of([entered])
    assert (row["TeR"], row["P"], row["TiR"], row["basis"]) == (1, 1.5, 5, "partly entered")
    assert (row["technological"], row["reliability"]) == (1, 2)  # the scores beside the ratings entered do not contradict them
    assert study.criteria["TeR"] == 1
    (whole,), _ = rows_of([target(ratings=Ratings(1, 2, 3, 4, (5, 4, 3, 2, 1)))])
    assert (whole["DQR"], whole["basis"]) == (2.5, "entered")
    assert [whole[name] for name in ("reliability", "completeness", "technological")] == [5, 4, 1]


def test_a_pedigree_score_entered_stands_for_the_rating_beside_it() -> None:
    (row,), _ = rows_of([target(ratings=Ratings(pedigree=(4, 1, 2, 3, 5)))])
    assert [row[name] for name in CRITERIA] == [5, 3, 2, 4]


def test_the_crosswalk_grades_a_factor_of_a_newer_snapshot_by_its_name() -> None:
    shipped = load_factors()
    (row,) = [one for one in load_crosswalk().rows if one.factor_id == "moenv-24a2201d"]
    newer = replace(shipped.get(row.factor_id), factor_id="moenv-newer", name="電力碳足跡(2031)", data_year=2031)
    catalogue = replace(shipped, factors=(newer,))
    power = line("E01", group="energy", stage="manufacturing")
    ef, cfp = target(power, target=row.dataset), target(power, kind="factor", target=newer.factor_id, view="cfp")
    assert crosswalk_grades([ef], [cfp], "training", catalogue) == {("E01", row.dataset): row.grade}
    assert crosswalk_grades([ef], [cfp], "no-such-background", catalogue) == {}


def test_the_grade_of_the_crosswalk_serves_where_the_link_says_none() -> None:
    (row,), _ = rows_of([target()], grades={("M01", "pp"): "same-product"})
    assert (row["TeR"], row["unstated"]) == (2, "GeR")
    (row,), _ = rows_of([target(grade="proxy")], grades={("M01", "pp"): "same-product"})
    assert row["TeR"] == 4


def test_pedigree_scores_are_derived_on_their_own_scales() -> None:
    (row,), _ = rows_of([target(line(country="TW"), place="GLO", year=2017, grade="same-product")])
    names = ("reliability", "completeness", "temporal", "geographical", "technological")
    assert [row[name] for name in names] == [2, 1, 3, 2, 2]
    assert [row[name] for name in CRITERIA] == [2, 3, 5, 2]


def test_reasons_are_given_in_both_languages_for_each_criterion() -> None:
    (row,), _ = rows_of([target(year=2015)])
    assert all(f"{name} " in str(row["reason"]) for name in CRITERIA)
    assert "2015" in str(row["reason_zh"])


def test_above_thirty_percent_screening_the_study_has_no_rating() -> None:
    import numpy as np

    categories = load_pack_summary("ef-3.1").categories
    values = np.ones((2, len(categories)))
    values[1, 1:] = np.nan
    full, screening = target(), target(line("M02"), kind="factor", factor=1.0)
    rows, study = rows_of([full, screening], values=values)
    assert study.withheld
    assert study.as_dict()["DQR"] is None
    assert [row["weight_share"] for row in rows] == [0.5, 0.5]  # of climate change, which ranks in its place
    values[1, 0] = 0.4
    assert not rows_of([full, screening], values=values)[1].withheld


def test_places_are_known_by_their_spellings() -> None:
    assert place_code(" Taiwan ") == "TW"
    assert place_code("中國大陸") == "CN"
    assert holds("RER", "FR")
    assert not holds("FR", "RER")


def test_a_run_rates_every_target_and_weighs_only_the_most_relevant(hub_folder: Path) -> None:
    run = RunFolder.read(hub_folder)
    ef = run.quality[run.quality["view"] == "ef"]
    linked = run.targets[(run.targets["view"] == "ef") & (run.targets["kind"] != "left-out")]
    assert sorted(zip(ef["line_id"], ef["target"], strict=True)) == sorted(zip(linked["line_id"], linked["target"], strict=True))
    assert ef["weight_share"].sum() == pytest.approx(1.0)
    assert ef["study_weight"].sum() == pytest.approx(1.0)
    study = run.run["quality"]
    rated = ef.dropna(subset=["study_weight"])
    assert len(rated) == study["processes"]
    for name in CRITERIA:
        assert study[name] == pytest.approx((rated[name] * rated["study_weight"]).sum())
    assert study["DQR"] == pytest.approx(sum(study[name] for name in CRITERIA) / 4)
    assert rated["weight_share"].sum() == pytest.approx(study["covered"])


def test_the_rated_processes_are_those_of_the_hotspots(box_folder: Path) -> None:
    from ef_training.hotspots import most_relevant

    run = RunFolder.read(box_folder)
    relevant = most_relevant(run)
    expected = {
        (row["process"], row["stage"])
        for table in relevant.processes.values()
        for row in table[table["most_relevant"].astype(bool)].to_dict("records")
    }
    stages = dict(zip(run.inventory["line_id"], run.inventory["stage"], strict=True))
    rated = run.quality.dropna(subset=["study_weight"])
    assert {(row["target"], stages[row["line_id"]]) for row in rated.to_dict("records")} == expected


def test_published_ratings_are_the_mean_of_their_criteria(case) -> None:
    for process in case("dqr_cases")["study_weighting"]["processes"]:
        assert rating({name: process[name] for name in CRITERIA}) == pytest.approx(sum(process[name] for name in CRITERIA) / 4)
    assert rating({"TeR": 1, "GeR": None, "TiR": 1, "P": 1}) is None


def test_the_folder_holds_the_ratings_as_numbers(hub_folder: Path) -> None:
    with (hub_folder / "quality.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert all(1 <= float(row["TiR"]) <= 5 for row in rows)
    assert json.loads((hub_folder / "run.json").read_text(encoding="utf-8"))["quality"]["band"] in {"very good", "good"}
