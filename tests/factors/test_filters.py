"""Filters: a region by any of its names, and every value that the catalogue does not know named with those it does."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from ef_training.cli import cli
from ef_training.errors import DataError
from ef_training.factors import load_factors
from ef_training.factors.filters import REGIONS, Filters
from ef_training.factors.search import search

CATALOGUE = load_factors()


def passed(**filters) -> set[str]:
    return {factor.factor_id for factor in CATALOGUE if Filters(**filters).let_pass(factor)}


@pytest.mark.parametrize("code", ["TW", "CN", "US", "JP", "KR", "TH", "DE", "RER", "AU", "GLO", "CA"])
def test_a_region_has_one_meaning_under_all_its_names(code):
    found = passed(region=code)
    assert found
    for name in REGIONS[code]:
        assert passed(region=name) == found == passed(region=name.lower())


def test_regions_are_those_of_the_catalogue():
    assert passed(region="臺灣") == {factor.factor_id for factor in CATALOGUE if "TW" in factor.region.split(";")}
    assert passed(region="China") >= passed(region="江蘇") != set()
    assert passed(region="India") & passed(region="Indonesia") == set()
    parts = {part for factor in CATALOGUE for part in factor.region.split(";") if part}
    assert [part for part in parts if not passed(region=part)] == []


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"unit": "頓"}, ("unit", "公噸(mt)")),
        ({"unit": "foo"}, ("unit", "公斤(kg)")),
        ({"region": "Mars"}, ("region", "TW")),
        ({"category": "metal"}, ("category", "金屬")),
        ({"year": 1800}, ("year", "2022")),
        ({"boundary": "gate"}, ("boundary", "cradle-to-gate")),
    ],
)
def test_a_value_that_no_factor_has_is_refused_with_those_there_are(filters, told):
    with pytest.raises(DataError) as raised:
        search(CATALOGUE, "鋁", filters=Filters(**filters))
    (problem,) = raised.value.problems
    name, value = told
    assert f"“{name}” knows no “{filters[name]}”" in str(problem.what)
    assert value in str(problem.mend).split(": ")[1].split(", ")


def test_all_wrong_filters_are_told_at_once():
    with pytest.raises(DataError) as raised:
        Filters(unit="頓", category="metal", year=1800, region="Mars").check(CATALOGUE)
    assert len(raised.value.problems) == 4
    Filters(unit="公噸", category="金屬", year=2022, region="Taiwan").check(CATALOGUE)


def run(*arguments: str):
    return CliRunner().invoke(cli, ["factors", *arguments, "--lang", "en"])


def test_the_commands_refuse_them_too():
    for command in (("list",), ("search", "鋁")):
        result = run(*command, "--unit", "頓")
        assert result.exit_code == 1
        assert "頓" in str(result.exception)
        assert result.stdout == ""


def test_a_list_of_nothing_says_so():
    result = run("list", "--name", "電力", "--unit", "瓶")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no factor is what was asked for" in result.stderr


def test_a_search_for_nothing_is_no_search():
    for text in ("", "  "):
        result = run("search", text)
        assert result.exit_code == 2
        assert "factors list" in result.stderr


def test_a_factor_is_shown_in_the_words_of_the_language():
    shown = CliRunner().invoke(cli, ["factors", "show", " MOENV-24A2201D", "--lang", "en"])
    assert shown.exit_code == 0
    assert "Data year" in shown.stdout
    assert "electricity, direct and indirect" in shown.stdout
    assert "kgco2e_per_unit" not in shown.stdout


def test_own_terms_that_lead_nowhere_are_named_with_their_row(tmp_path):
    own = tmp_path / "own.csv"
    rows = ("白鐵仔,name,不銹鋼冷軋鋼捲,", "金剛料,name,金剛狼合金,", "冷煤X,gwp,R-9999,", "冷煤Y,gwp,R-134a,", "大顆,word,,")
    own.write_text("\n".join(("term,kind,means,note", *rows)) + "\n", encoding="utf-8")
    warned = [line for line in run("search", "鋁", "--terms", str(own)).stderr.splitlines() if "own.csv!" in line]
    assert [line.split("own.csv!")[1].split(":")[0] for line in warned] == ["3", "4"]
    assert "金剛狼合金" in warned[0]
