"""Searching finds factors by any spelling, trade name or English word, says why, and keeps what is not offered last."""

from __future__ import annotations

import json
import time

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from ef_training.cli import cli
from ef_training.errors import DataError
from ef_training.factors import load_factors
from ef_training.factors.naming.terms import Term, Terms, load_terms
from ef_training.factors.search import FactorSearch, Filters, search

CATALOGUE = load_factors()
SEARCH = FactorSearch(CATALOGUE, load_terms())


def names(query: str, limit: int = 10, **filters) -> list[str]:
    return [hit.factor.name for hit in SEARCH.find(query, filters=Filters(**filters), limit=limit)]


@pytest.mark.parametrize("query", ["不鏽鋼", "不锈钢", "不銹鋼", "stainless steel", "白鐵板", "白铁板", "Stainless Steel Sheet"])
def test_stainless_steel_is_found_by_any_name(query):
    assert any("不銹鋼冷軋鋼捲" in name or "不鏽鋼冷軋鋼捲" in name for name in names(query, 5))


@pytest.mark.parametrize("query", ["PP粒", "PP 塑膠粒", "polypropylene", "塑膠米", "聚丙烯", "ＰＰ"])
def test_polypropylene_is_found_by_any_name(query):
    assert "聚丙烯(PP)" in names(query, 5)


def test_newer_data_of_one_name_come_first():
    years = [hit.factor.data_year for hit in SEARCH.find("聚丙烯", limit=2)]
    assert years == sorted(years, reverse=True)


def test_every_hit_says_why():
    hits = SEARCH.find("白鐵板")
    assert all(hit.reasons for hit in hits)
    assert "白鐵板" in hits[0].reasons[0].render("zh-TW")


def test_what_is_not_offered_stands_last_and_says_so():
    hits = SEARCH.find("液糖", limit=50)
    offered = [hit.factor.offered for hit in hits]
    assert False in offered
    assert offered == sorted(offered, reverse=True)
    last = next(hit for hit in hits if not hit.factor.offered)
    assert any("not offered" in reason.render("en") for reason in last.reasons)


def test_filters_let_only_what_is_asked_for_pass():
    for hit in SEARCH.find("鋁", filters=Filters(unit="公斤", category="金屬", boundary="cradle-to-gate", region="TW"), limit=50):
        factor = hit.factor
        assert (factor.unit, factor.category, factor.boundary) == ("kg", "金屬", "cradle-to-gate")
        assert "TW" in factor.region
    assert {hit.factor.data_year for hit in SEARCH.find("電力", filters=Filters(year=2022), limit=50)} == {2022}
    assert SEARCH.find("", filters=Filters(unit="kWh", year=2022))


def test_a_published_unit_is_a_unit_of_its_own():
    assert {hit.factor.published_unit for hit in SEARCH.find("", filters=Filters(unit="瓶"), limit=2000)} <= {"瓶"}


def test_an_unknown_boundary_names_the_known_ones():
    with pytest.raises(DataError, match="cradle-to-gate"):
        search(CATALOGUE, "鋁", filters=Filters(boundary="gate"))


def test_terms_of_ones_own_are_searched():
    terms = Terms((Term("白鐵仔", "name", ("不銹鋼冷軋鋼捲",)),))
    assert "不銹鋼冷軋鋼捲" in search(CATALOGUE, "白鐵仔", terms=terms)[0].factor.name


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_query(text):
    hits = SEARCH.find(text, limit=5)
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_a_search_takes_less_than_fifty_milliseconds_once_loaded():
    queries = ["不鏽鋼", "stainless steel sheet", "白鐵板 304 2B", "鹽酸 32%", "聚丙烯", "hot melt adhesive", "電力", "紙箱"]
    SEARCH.find("不鏽鋼")
    began = time.perf_counter()
    for query in queries:
        SEARCH.find(query)
    assert (time.perf_counter() - began) / len(queries) < 0.05


def run(*arguments: str):
    return CliRunner().invoke(cli, ["factors", *arguments])


def test_the_command_shows_reasons_and_marks_what_is_not_offered():
    result = run("search", "液糖", "--lang", "en")
    assert result.exit_code == 0
    assert "✗" in result.output
    assert "not offered" in result.output


def test_filters_that_leave_nothing_are_said_with_what_there_is_without_them():
    assert SEARCH.find("潤滑油", filters=Filters(year=2012)) == ()
    result = run("search", "潤滑油", "--year", "2012", "--lang", "en")
    assert result.exit_code == 0
    assert f"found without them: {SEARCH.count('潤滑油')}" in result.output
    assert "without them" not in run("search", "xqzw", "--year", "2012", "--lang", "en").output


def test_the_command_prints_json_with_reasons():
    result = run("search", "白鐵板", "--unit", "kg", "--limit", "3", "--json")
    found = json.loads(result.stdout)
    assert len(found) <= 3
    assert found[0]["reasons"]
    assert found[0]["unit"] == "kg"
    assert found[0]["offered"] is True


def test_a_table_of_ones_own_is_given_by_an_option_or_lies_in_the_configuration(tmp_path, monkeypatch):
    table = "term,kind,means,note\n白鐵仔板,name,不銹鋼冷軋鋼捲,\n"
    given_table = tmp_path / "own.csv"
    given_table.write_text(table, encoding="utf-8")
    assert "不銹鋼冷軋鋼捲" in run("search", "白鐵仔板", "--terms", str(given_table)).stdout
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "terms.csv").write_text(table, encoding="utf-8")
    monkeypatch.setattr("platformdirs.user_config_dir", lambda name: str(folder))
    result = run("search", "白鐵仔板")
    assert "不銹鋼冷軋鋼捲" in result.stdout
    assert "terms.csv" in result.stderr


def test_the_list_takes_the_same_filters():
    result = run("list", "--name", "電力", "--year", "2022", "--json")
    assert {row["data_year"] for row in json.loads(result.stdout)} == {2022}
    assert all(row["unit"] == "m2" for row in json.loads(run("list", "--unit", "平方公尺", "--json").stdout))


def test_a_wrong_boundary_is_wrong_usage():
    assert run("search", "鋁", "--boundary", "gate").exit_code == 2
