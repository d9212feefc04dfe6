"""Headers and names of substances in tables of researchers: what is read, and what is refused rather than left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from exchange_sources import ALUMINIUM, CH4_BIO, CO2, CO2_URBAN, N2O, OCCUPATION, take, values, write_csv

from ef_training.errors import PackError
from ef_training.exchange_job import shipped_flows
from ef_training.method_pack.exchange.matching import named
from ef_training.method_pack.exchange.words import flow_name, table_rows

HEAD = ("category", "flow", "compartment", "subcompartment", "unit", "factor", "location", "CAS")


def refused(tmp_path: Path, *rows: tuple[Any, ...], **options: Any) -> list[str]:
    """The problems of a table with these rows; nothing is left behind."""
    with pytest.raises(PackError) as caught:
        take(write_csv(tmp_path / "t.csv", *rows), tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".out*"))
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("head", ["次環境介質", "子環境介質", "次分類", "子分類", "Sub-Compartment", "sub_compartment", "次介質"])
def test_spellings_of_the_sub_compartment(tmp_path, head):
    rows = (
        ("類別", "物質名稱", "環境介質", head, "單位", "係數"),
        ("氣候變遷", "Carbon dioxide, fossil", "空氣", "都市", "公斤", 3),
    )
    take(write_csv(tmp_path / "t.csv", *rows), tmp_path / "out")
    assert values(tmp_path / "out") == {("climate-change", CO2_URBAN): 3.0}


@pytest.mark.parametrize(
    "head", ["細部介質說明", "compartment detail", "單位備註", "unit (old)", "CF EF3.0", "地區名稱", "Region name"]
)
def test_an_unread_column_that_resembles_a_field_is_a_problem_unless_ignored(tmp_path, head):
    rows = (
        ("category", "flow", "compartment", "unit", "factor", "remark", head),
        ("Climate change", "Carbon dioxide, fossil", "air", "kg", 1, "a", "b"),
    )
    (problem,) = refused(tmp_path, *rows)
    assert f"t!G1: the column “{head}” is not read" in problem
    assert "--ignore" in problem
    report = take(tmp_path / "t.csv", tmp_path / "out", ignore=(head,))
    assert values(tmp_path / "out") == {("climate-change", CO2): 1.0}
    assert any(f"remark, {head}" in note.render("en") for note in report.notes)


def test_a_column_to_ignore_may_be_a_known_one_and_must_be_there(tmp_path):
    rows = (
        ("method", "impact category", "flow", "compartment", "unit", "factor"),
        ("EF", "Climate change", "Carbon dioxide, fossil", "air", "kg", 1),
    )
    assert any("“impact category” is not read" in problem for problem in refused(tmp_path, *rows))
    assert any("no column is headed “Method2”" in problem for problem in refused(tmp_path, *rows, ignore=("Method2",)))
    take(tmp_path / "t.csv", tmp_path / "out", ignore=("Method",))
    assert values(tmp_path / "out") == {("climate-change", CO2): 1.0}


def test_chinese_names_of_substances(tmp_path):
    rows = [
        ("類別", "物質", "介質", "次介質", "單位", "係數"),
        ("氣候變遷", "二氧化碳（化石）", "空氣", "", "公斤", 1),
        ("氣候變遷", "化石二氧化碳", "空氣", "都市", "公斤", 2),
        ("氣候變遷", "甲烷（生質）", "空氣", "", "公斤", 27),
        ("氣候變遷", "氧化亞氮", "空氣", "", "公斤", 273),
        ("氣候變遷", "甲烷", "空氣", "", "公斤", 28),
        ("土地利用", "占用，一年生作物", "自然資源", "土地", "m2a", 85),
        ("金屬", "鋁", "自然資源", "地下", "公斤", 5),
    ]
    take(write_csv(tmp_path / "t.csv", *rows), tmp_path / "out", unit="kg", only=("金屬",))
    assert {key[1]: value for key, value in values(tmp_path / "out").items()} == {ALUMINIUM: 5.0}
    take(tmp_path / "t.csv", tmp_path / "land", only=("土地利用",))
    assert values(tmp_path / "land") == {("land-use", OCCUPATION): 85.0}
    take(tmp_path / "t.csv", tmp_path / "climate", only=("氣候變遷",))
    assert values(tmp_path / "climate") == {
        ("climate-change", CO2): 1.0,
        ("climate-change", CO2_URBAN): 2.0,
        ("climate-change", CH4_BIO): 27.0,
        ("climate-change", N2O): 273.0,
    }
    assert values(tmp_path / "climate", "unmatched") == {("climate-change", "甲烷"): 28.0}
    assert "does not say whether fossil or biogenic" in (tmp_path / "climate" / "readme-matches.tsv").read_text(encoding="utf-8")


def test_every_name_of_the_table_of_names_leads_to_a_flow_of_biosphere3():
    names = {(flow.name, flow.compartment) for flow in shipped_flows()}
    rows = table_rows("flow_names.csv", ("text", "compartment", "name", "in", "source"))
    assert len(rows) > 120
    for row in rows:
        wanted = named(row["name"])
        for top in row["compartment"].split(";"):
            place = row["in"] or top
            assert any(named(n).name == wanted.name and (p == place or p.startswith(f"{place}/")) for n, p in names), row.cells
            assert flow_name(row["text"], top).name == row["name"], row.cells  # no row contradicts another


def test_one_unit_is_not_for_several_additional_categories(tmp_path):
    rows = [(name, "Methane, fossil", "air", "", "kg", "3", "", "") for name in ("Noise", "Light", "Climate change")]
    (problem,) = [each for each in refused(tmp_path, HEAD, *rows, unit="kg CO2 eq") if "--unit" in each]
    assert "Noise, Light" in problem
    assert "Climate change" not in problem


def test_problems_of_cells_and_of_what_factors_say_are_told_together(tmp_path):
    row = ("Climate change", "Methane, fossil", "air", "", "kg", "29.8", "", "")
    problems = refused(
        tmp_path,
        HEAD,
        row,
        (*row[:5], "28", "", ""),
        (*row[:5], "x", "", ""),
        ("Noise", "Dinitrogen monoxide", "air", "", "kg", "1", "", ""),
        ("Acidification", "Dinitrogen monoxide", "ether", "", "kg", "1", "", ""),
    )
    for said in ("several factors", "“x” is not a number", "“Noise” has no unit", "“ether” is not known"):
        assert sum(said in problem for problem in problems) == 1, (said, problems)
    assert len(problems) == 4
