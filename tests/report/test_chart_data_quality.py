"""Data quality against contribution: which targets are important, and which of them have poor data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ef_training.hotspots.outcome import Outcome, outcome
from ef_training.report import charts_quality
from ef_training.report.chart_data_quality import COLUMNS, quality


def test_every_rated_target_of_the_ef_view_is_there(full: Outcome) -> None:
    table = quality(full)
    assert tuple(table.columns) == COLUMNS
    assert len(table) == len(full.run.quality)
    assert table["share"].is_monotonic_decreasing
    assert table["share"].sum() == pytest.approx(1.0)
    row = table[table["line_id"] == "M01"].iloc[0]
    assert (row["stage"], row["DQR"], row["share"]) == ("raw-materials", 2.25, pytest.approx(2.95 / 6.37, rel=0.01))


def test_important_poor_and_unknown(full: Outcome) -> None:
    table = quality(full)
    assert table["important"].tolist() == [share > 0.01 for share in table["share"]]
    assert (table["poor"] == (table["DQR"] > 3)).all()
    assert (table["unknown"] == table["DQR"].isna()).all()
    assert set(table.loc[table["attention"], "line_id"]) == {"M02", "E01"}
    exactly = table[table["DQR"] == 3.0]
    assert len(exactly) > 0
    assert not exactly["poor"].any()  # 3 is good by the Recommendation


def test_an_important_target_without_a_rating_needs_attention(full: Outcome) -> None:
    ratings = full.run.quality
    one = ratings["line_id"] == "M01"
    ratings = ratings.assign(DQR=ratings["DQR"].mask(one), TeR=ratings["TeR"].mask(one))
    table = quality(replace(full, run=replace(full.run, quality=ratings)))
    row = table[table["line_id"] == "M01"].iloc[0]
    assert (row["unknown"], row["poor"], row["attention"]) == (True, False, True)


def test_without_weighting_the_largest_that_make_80_percent_are_important(full: Outcome, withheld: Outcome) -> None:
    run = replace(withheld.run, quality=full.run.quality.assign(study_weight=float("nan")))
    some = outcome(run)
    assert not some.weighted
    table = quality(some)
    chosen = table[table["important"]]
    assert chosen["share"].sum() >= 0.8
    assert chosen["share"].iloc[:-1].sum() < 0.8


def test_only_the_ef_view_counts(full: Outcome) -> None:
    ratings = full.run.quality
    other = ratings.head(3).assign(view="cfp")
    import pandas as pd

    both = replace(full, run=replace(full.run, quality=pd.concat([ratings, other])))
    assert len(quality(both)) == len(ratings)


def test_a_run_without_ratings_has_no_rows(result: Outcome) -> None:
    assert len(quality(result)) == 0


@pytest.mark.parametrize("lang", ["zh-TW", "en"])
def test_the_picture_names_what_needs_attention(full: Outcome, lang: str) -> None:
    texts = [text.get_text() for text in charts_quality.quality_chart(full.run, lang=lang, result=full).axes[0].texts]
    table = quality(full)
    for row in table[table["attention"]].itertuples():
        (said,) = [text for text in texts if text.startswith(row.line_name)]
        assert f"DQR {row.DQR:.2f}" in said


def test_a_run_in_memory_may_hold_none_for_an_unknown_rating(full: Outcome) -> None:
    table = full.run.quality.astype({"DQR": object}).assign(DQR=None)
    made = quality(replace(full, run=replace(full.run, quality=table)))
    assert made["DQR"].isna().all()
    assert made["unknown"].all()
    assert made["DQR"].dtype == float
